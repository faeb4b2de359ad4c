/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A list and a grid with the same kinds, of which one is visible. */
#include "class-chooser.h"

#include <glib/gi18n-lib.h>

#define ID_KEY "ui-class-chooser-id"
#define NAME_CHARACTERS 30 /* of a name; longer ones are cut off */
#define MARGIN 2           /* around a picture, where the colour of the chosen one shows */
#define COLUMNS 6          /* where there is room; with more, few kinds would ask for no height */
#define MIN_WIDTH 236      /* of the grid: four pictures and a scroll bar */
#define MIN_HEIGHT 64      /* of the grid: a row, and that there are more … */
#define HEIGHT 120         /* … and two where there is room */

struct _UiClassChooser {
  GtkBox parent_instance;
  GtkWidget *list;                 /* a GtkComboBoxText, with the name of each kind */
  GtkWidget *frame, *grid, *label; /* the pictures; below them the name of the chosen one */
  char *id;
  gboolean pictured; /* each kind has a picture */
  gboolean changing; /* the widgets follow the choice */
};

G_DEFINE_FINAL_TYPE (UiClassChooser, ui_class_chooser, GTK_TYPE_BOX)

enum { PROP_0, PROP_ACTIVE_ID, N_PROPERTIES };

static GParamSpec *properties[N_PROPERTIES];

static GtkFlowBoxChild *
find_child (UiClassChooser *chooser, const char *id)
{
  g_autoptr (GList) children = gtk_container_get_children (GTK_CONTAINER (chooser->grid));

  for (GList *child = children; child != NULL; child = child->next)
    if (g_strcmp0 (g_object_get_data (child->data, ID_KEY), id) == 0)
      return child->data;
  return NULL;
}

/* Moves the grid so that the chosen picture is in sight. */
static void
scroll_to_chosen (UiClassChooser *chooser)
{
  GtkFlowBoxChild *child = find_child (chooser, chooser->id);
  GtkAllocation place;

  if (child == NULL)
    return;
  gtk_widget_get_allocation (GTK_WIDGET (child), &place);
  gtk_adjustment_clamp_page (
      gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (chooser->frame)), place.y,
      place.y + place.height);
}

/* Brings the widgets in line with a choice. FALSE if there is no such kind. */
static gboolean
show_choice (UiClassChooser *chooser, const char *id)
{
  GtkFlowBoxChild *child = find_child (chooser, id);

  chooser->changing = TRUE;
  const gboolean found =
      id != NULL && gtk_combo_box_set_active_id (GTK_COMBO_BOX (chooser->list), id);
  if (child != NULL)
    gtk_flow_box_select_child (GTK_FLOW_BOX (chooser->grid), child);
  chooser->changing = FALSE;
  g_autofree char *name = gtk_combo_box_text_get_active_text (GTK_COMBO_BOX_TEXT (chooser->list));
  gtk_label_set_text (GTK_LABEL (chooser->label), name);
  return found;
}

gboolean
ui_class_chooser_set_id (UiClassChooser *chooser, const char *id)
{
  g_return_val_if_fail (UI_IS_CLASS_CHOOSER (chooser), FALSE);

  if (!show_choice (chooser, id))
    return FALSE;
  if (g_strcmp0 (id, chooser->id) != 0) {
    g_free (chooser->id);
    chooser->id = g_strdup (id);
    g_object_notify_by_pspec (G_OBJECT (chooser), properties[PROP_ACTIVE_ID]);
  }
  scroll_to_chosen (chooser);
  return TRUE;
}

const char *
ui_class_chooser_get_id (UiClassChooser *chooser)
{
  g_return_val_if_fail (UI_IS_CLASS_CHOOSER (chooser), NULL);

  return chooser->id;
}

static void
show_one (UiClassChooser *chooser)
{
  gtk_widget_set_visible (chooser->list, !chooser->pictured);
  gtk_widget_set_visible (chooser->frame, chooser->pictured);
  gtk_widget_set_visible (chooser->label, chooser->pictured);
}

void
ui_class_chooser_clear (UiClassChooser *chooser)
{
  g_return_if_fail (UI_IS_CLASS_CHOOSER (chooser));
  g_autoptr (GList) children = gtk_container_get_children (GTK_CONTAINER (chooser->grid));

  chooser->changing = TRUE;
  gtk_combo_box_text_remove_all (GTK_COMBO_BOX_TEXT (chooser->list));
  for (GList *child = children; child != NULL; child = child->next)
    gtk_widget_destroy (child->data);
  chooser->changing = FALSE;
  chooser->pictured = TRUE;
}

static void
add_picture (UiClassChooser *chooser, const char *id, const char *name, cairo_surface_t *picture)
{
  GtkWidget *child = gtk_flow_box_child_new ();
  GtkWidget *image = gtk_image_new_from_surface (picture);

  g_object_set (image, "margin", MARGIN, NULL);
  gtk_container_add (GTK_CONTAINER (child), image);
  gtk_widget_set_tooltip_text (child, name);
  atk_object_set_name (gtk_widget_get_accessible (child), name);
  g_object_set_data_full (G_OBJECT (child), ID_KEY, g_strdup (id), g_free);
  gtk_container_add (GTK_CONTAINER (chooser->grid), child);
  gtk_widget_show_all (child);
}

void
ui_class_chooser_add (UiClassChooser *chooser, const char *id, const char *name,
                      cairo_surface_t *picture)
{
  g_return_if_fail (UI_IS_CLASS_CHOOSER (chooser) && id != NULL && name != NULL);

  chooser->pictured = chooser->pictured && picture != NULL;
  gtk_combo_box_text_append (GTK_COMBO_BOX_TEXT (chooser->list), id, name);
  if (chooser->pictured)
    add_picture (chooser, id, name, picture);
  show_one (chooser);
}

static void
on_listed (GtkComboBox *list, UiClassChooser *chooser)
{
  if (!chooser->changing)
    ui_class_chooser_set_id (chooser, gtk_combo_box_get_active_id (list));
}

static void
on_selected (GtkFlowBox *grid, UiClassChooser *chooser)
{
  g_autoptr (GList) selected = gtk_flow_box_get_selected_children (grid);

  if (!chooser->changing && selected != NULL)
    ui_class_chooser_set_id (chooser, g_object_get_data (selected->data, ID_KEY));
}

/* Return and a double click do what they do elsewhere in a dialog. */
static void
on_activated (UiClassChooser *chooser)
{
  GtkWidget *window = gtk_widget_get_toplevel (GTK_WIDGET (chooser));

  if (GTK_IS_WINDOW (window))
    gtk_window_activate_default (GTK_WINDOW (window));
}

/* The letter of the label leads to the chosen kind. */
static gboolean
ui_class_chooser_mnemonic_activate (GtkWidget *widget, gboolean cycling)
{
  UiClassChooser *chooser = UI_CLASS_CHOOSER (widget);
  GtkFlowBoxChild *child = find_child (chooser, chooser->id);

  if (!chooser->pictured || child == NULL)
    return gtk_widget_mnemonic_activate (chooser->list, cycling);
  return gtk_widget_child_focus (GTK_WIDGET (child), GTK_DIR_TAB_FORWARD);
}

/* For Tab all kinds are one place: a grid alone would stop at each. */
static gboolean
ui_class_chooser_focus (GtkWidget *widget, GtkDirectionType direction)
{
  UiClassChooser *chooser = UI_CLASS_CHOOSER (widget);
  GtkFlowBoxChild *child = find_child (chooser, chooser->id);

  if (!chooser->pictured || child == NULL ||
      (direction != GTK_DIR_TAB_FORWARD && direction != GTK_DIR_TAB_BACKWARD))
    return GTK_WIDGET_CLASS (ui_class_chooser_parent_class)->focus (widget, direction);
  return gtk_container_get_focus_child (GTK_CONTAINER (widget)) == NULL &&
         gtk_widget_child_focus (GTK_WIDGET (child), direction);
}

static void
ui_class_chooser_set_property (GObject *object, guint property, const GValue *value,
                               GParamSpec *spec)
{
  ui_class_chooser_set_id (UI_CLASS_CHOOSER (object), g_value_get_string (value));
}

static void
ui_class_chooser_get_property (GObject *object, guint property, GValue *value, GParamSpec *spec)
{
  g_value_set_string (value, UI_CLASS_CHOOSER (object)->id);
}

static void
ui_class_chooser_finalize (GObject *object)
{
  g_free (UI_CLASS_CHOOSER (object)->id);
  G_OBJECT_CLASS (ui_class_chooser_parent_class)->finalize (object);
}

static void
ui_class_chooser_class_init (UiClassChooserClass *class)
{
  G_OBJECT_CLASS (class)->set_property = ui_class_chooser_set_property;
  G_OBJECT_CLASS (class)->get_property = ui_class_chooser_get_property;
  G_OBJECT_CLASS (class)->finalize = ui_class_chooser_finalize;
  GTK_WIDGET_CLASS (class)->focus = ui_class_chooser_focus;
  GTK_WIDGET_CLASS (class)->mnemonic_activate = ui_class_chooser_mnemonic_activate;
  properties[PROP_ACTIVE_ID] =
      g_param_spec_string ("active-id", NULL, NULL, NULL,
                           G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (class), N_PROPERTIES, properties);
}

static void
build_grid (UiClassChooser *chooser)
{
  GtkFlowBox *grid = GTK_FLOW_BOX (gtk_flow_box_new ());

  chooser->grid = GTK_WIDGET (grid);
  gtk_flow_box_set_selection_mode (grid, GTK_SELECTION_BROWSE);
  gtk_flow_box_set_activate_on_single_click (grid, FALSE);
  gtk_flow_box_set_homogeneous (grid, TRUE);
  gtk_flow_box_set_max_children_per_line (grid, COLUMNS);
  gtk_widget_set_valign (chooser->grid, GTK_ALIGN_START);
  atk_object_set_name (gtk_widget_get_accessible (chooser->grid), _ ("Kinds"));
  chooser->frame = gtk_scrolled_window_new (NULL, NULL);
  GtkScrolledWindow *frame = GTK_SCROLLED_WINDOW (chooser->frame);
  gtk_scrolled_window_set_shadow_type (frame, GTK_SHADOW_IN);
  gtk_scrolled_window_set_overlay_scrolling (frame, FALSE);
  gtk_scrolled_window_set_min_content_width (frame, MIN_WIDTH);
  gtk_scrolled_window_set_min_content_height (frame, MIN_HEIGHT);
  gtk_scrolled_window_set_max_content_height (frame, HEIGHT);
  gtk_scrolled_window_set_propagate_natural_height (frame, TRUE);
  gtk_container_add (GTK_CONTAINER (frame), chooser->grid);
  gtk_container_set_focus_vadjustment (GTK_CONTAINER (grid),
                                       gtk_scrolled_window_get_vadjustment (frame));
  chooser->label = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (chooser->label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_max_width_chars (GTK_LABEL (chooser->label), NAME_CHARACTERS);
  gtk_label_set_xalign (GTK_LABEL (chooser->label), 0);
}

static void
ui_class_chooser_init (UiClassChooser *chooser)
{
  GtkBox *box = GTK_BOX (chooser);

  gtk_orientable_set_orientation (GTK_ORIENTABLE (chooser), GTK_ORIENTATION_VERTICAL);
  chooser->pictured = TRUE;
  chooser->list = gtk_combo_box_text_new ();
  atk_object_set_name (gtk_widget_get_accessible (chooser->list), _ ("Kinds"));
  g_autoptr (GList) cells = gtk_cell_layout_get_cells (GTK_CELL_LAYOUT (chooser->list));
  g_object_set (cells->data, "ellipsize", PANGO_ELLIPSIZE_END, "max-width-chars", NAME_CHARACTERS,
                NULL);
  build_grid (chooser);
  gtk_widget_show (chooser->grid);
  GtkWidget *const parts[] = {chooser->list, chooser->frame, chooser->label};
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++) {
    gtk_widget_set_no_show_all (parts[i], TRUE);
    gtk_box_pack_start (box, parts[i], parts[i] == chooser->frame, TRUE, 0);
  }
  show_one (chooser);
  g_signal_connect (chooser->list, "changed", G_CALLBACK (on_listed), chooser);
  g_signal_connect (chooser->grid, "selected-children-changed", G_CALLBACK (on_selected), chooser);
  g_signal_connect_swapped (chooser->grid, "child-activated", G_CALLBACK (on_activated), chooser);
  g_signal_connect_swapped (chooser->grid, "size-allocate", G_CALLBACK (scroll_to_chosen), chooser);
}

GtkWidget *
ui_class_chooser_new (void)
{
  return g_object_new (UI_TYPE_CLASS_CHOOSER, NULL);
}
