/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kinds as a grid and as a list: names, choice, keys, direction of writing, scrolling. With a
 * folder as argument the drawings are written there. */
#include "ui/class-chooser.h"

#include <stdlib.h>

#include "drawing.h"

#define KINDS 20

typedef struct {
  GtkWidget *window, *chooser, *button;
  int changes, accepted; /* how often the choice changed, the default button was pressed */
} Fixture;

/* The first widget of a type below another. */
static GtkWidget *
find (GtkWidget *widget, GType type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    return widget;
  if (!GTK_IS_CONTAINER (widget))
    return NULL;
  g_autoptr (GList) children = gtk_container_get_children (GTK_CONTAINER (widget));
  GtkWidget *found = NULL;
  for (GList *child = children; child != NULL && found == NULL; child = child->next)
    found = find (child->data, type);
  return found;
}

static GtkWidget *
grid_of (Fixture *fixture)
{
  return find (fixture->chooser, GTK_TYPE_FLOW_BOX);
}

static GtkWidget *
kind_of (Fixture *fixture, int index)
{
  return GTK_WIDGET (gtk_flow_box_get_child_at_index (GTK_FLOW_BOX (grid_of (fixture)), index));
}

/* Kind i has a gray picture of brightness i/KINDS. */
static void
add_kinds (Fixture *fixture, gboolean pictured)
{
  for (int i = 0; i < KINDS; i++) {
    cairo_surface_t *picture = cairo_image_surface_create (
        CAIRO_FORMAT_RGB24, UI_CLASS_CHOOSER_SIDE, UI_CLASS_CHOOSER_SIDE);
    cairo_t *cr = cairo_create (picture);
    g_autofree char *id = g_strdup_printf ("%d", i);
    g_autofree char *name = g_strdup_printf ("Kind %d", i);

    cairo_set_source_rgb (cr, i / (double)KINDS, i / (double)KINDS, i / (double)KINDS);
    cairo_paint (cr);
    cairo_destroy (cr);
    ui_class_chooser_add (UI_CLASS_CHOOSER (fixture->chooser), id, name, pictured ? picture : NULL);
    cairo_surface_destroy (picture);
  }
  ui_class_chooser_set_id (UI_CLASS_CHOOSER (fixture->chooser), "0");
}

static void
count (int *number)
{
  ++*number;
}

static void
set_up (Fixture *fixture, gconstpointer pictured)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  *fixture = (Fixture){0};
  fixture->window = gtk_window_new (GTK_WINDOW_TOPLEVEL);
  fixture->chooser = ui_class_chooser_new ();
  fixture->button = gtk_button_new ();
  gtk_container_add (GTK_CONTAINER (box), fixture->chooser);
  gtk_container_add (GTK_CONTAINER (box), fixture->button);
  gtk_container_add (GTK_CONTAINER (fixture->window), box);
  gtk_widget_set_can_default (fixture->button, TRUE);
  gtk_widget_grab_default (fixture->button);
  gtk_widget_show_all (fixture->window);
  add_kinds (fixture, pictured != NULL);
  g_signal_connect_swapped (fixture->chooser, "notify::active-id", G_CALLBACK (count),
                            &fixture->changes);
  g_signal_connect_swapped (fixture->button, "clicked", G_CALLBACK (count), &fixture->accepted);
}

static void
tear_down (Fixture *fixture, gconstpointer pictured)
{
  gtk_widget_destroy (fixture->window);
}

static const char *
chosen (Fixture *fixture)
{
  return ui_class_chooser_get_id (UI_CLASS_CHOOSER (fixture->chooser));
}

static gboolean
is_selected (Fixture *fixture, int index)
{
  return gtk_flow_box_child_is_selected (GTK_FLOW_BOX_CHILD (kind_of (fixture, index)));
}

/* Either the list or the grid is there; each picture has the name of its kind. */
static void
test_names (Fixture *fixture, gconstpointer pictured)
{
  GtkWidget *list = find (fixture->chooser, GTK_TYPE_COMBO_BOX);

  g_assert_true (gtk_widget_get_mapped (list) == (pictured == NULL));
  g_assert_true (gtk_widget_get_mapped (grid_of (fixture)) == (pictured != NULL));
  for (int i = 0; i < KINDS && pictured != NULL; i++) {
    g_autofree char *name = g_strdup_printf ("Kind %d", i);
    g_autofree char *tip = gtk_widget_get_tooltip_text (kind_of (fixture, i));
    g_assert_cmpstr (atk_object_get_name (gtk_widget_get_accessible (kind_of (fixture, i))), ==,
                     name);
    g_assert_cmpstr (tip, ==, name);
  }
}

static void
test_choosing (Fixture *fixture, gconstpointer pictured)
{
  UiClassChooser *chooser = UI_CLASS_CHOOSER (fixture->chooser);

  g_assert_true (ui_class_chooser_set_id (chooser, "7"));
  g_assert_cmpstr (chosen (fixture), ==, "7");
  g_assert_cmpint (fixture->changes, ==, 1);
  g_assert_true (ui_class_chooser_set_id (chooser, "7"));
  g_assert_false (ui_class_chooser_set_id (chooser, "none"));
  g_assert_cmpstr (chosen (fixture), ==, "7");
  g_assert_cmpint (fixture->changes, ==, 1);
  g_object_set (chooser, "active-id", "3", NULL);
  g_assert_cmpstr (chosen (fixture), ==, "3");
  if (pictured != NULL)
    g_assert_true (is_selected (fixture, 3) && !is_selected (fixture, 7));
  gtk_combo_box_set_active (GTK_COMBO_BOX (find (fixture->chooser, GTK_TYPE_COMBO_BOX)), 5);
  g_assert_cmpstr (chosen (fixture), ==, "5");
  g_assert_cmpint (fixture->changes, ==, 3);
}

/* Kinds of another model: the choice stays until another is made, and a list may become a grid. */
static void
test_again (Fixture *fixture, gconstpointer pictured)
{
  UiClassChooser *chooser = UI_CLASS_CHOOSER (fixture->chooser);

  ui_class_chooser_set_id (chooser, "7");
  ui_class_chooser_clear (chooser);
  g_assert_cmpstr (chosen (fixture), ==, "7");
  add_kinds (fixture, pictured == NULL);
  g_assert_cmpstr (chosen (fixture), ==, "0");
  g_assert_true (gtk_widget_get_mapped (grid_of (fixture)) == (pictured == NULL));
  g_assert_cmpint (fixture->changes, ==, 2);
}

static GdkPixbuf *
draw (Fixture *fixture, const char *name)
{
  while (gtk_events_pending ())
    gtk_main_iteration ();
  GdkPixbuf *pixbuf =
      drawing_of (fixture->chooser, gtk_widget_get_allocated_width (fixture->chooser),
                  gtk_widget_get_allocated_height (fixture->chooser), 1);
  drawing_keep (pixbuf, name);
  return pixbuf;
}

/* Gives the window the keys of the screen, without which focus does not move. */
static void
take_keys (Fixture *fixture)
{
  gdk_window_focus (gtk_widget_get_window (fixture->window), GDK_CURRENT_TIME);
  while (!gtk_window_has_toplevel_focus (GTK_WINDOW (fixture->window)))
    gtk_main_iteration ();
}

static gboolean
has_focus (Fixture *fixture, GtkWidget *widget)
{
  return gtk_window_get_focus (GTK_WINDOW (fixture->window)) == widget;
}

/* What the arrow keys and Tab do in a window. */
static void
move (Fixture *fixture, GtkDirectionType direction)
{
  g_signal_emit_by_name (fixture->window, "move-focus", direction);
}

/* The letter of the label and Tab lead to the chosen kind, arrows to its neighbours, Tab away from
 * all; Return accepts. */
static void
test_keys (Fixture *fixture, gconstpointer pictured)
{
  g_autoptr (GdkPixbuf) laid_out = draw (fixture, "classes-keys");

  take_keys (fixture);
  ui_class_chooser_set_id (UI_CLASS_CHOOSER (fixture->chooser), "2");
  g_assert_true (gtk_widget_mnemonic_activate (fixture->chooser, FALSE));
  g_assert_true (has_focus (fixture, kind_of (fixture, 2)));
  move (fixture, GTK_DIR_LEFT);
  g_assert_cmpstr (chosen (fixture), ==, "1");
  g_assert_true (is_selected (fixture, 1));
  move (fixture, GTK_DIR_DOWN);
  g_assert_cmpint (atoi (chosen (fixture)), >, 3);
  move (fixture, GTK_DIR_UP);
  g_assert_cmpstr (chosen (fixture), ==, "1");
  move (fixture, GTK_DIR_TAB_FORWARD);
  g_assert_true (has_focus (fixture, fixture->button));
  move (fixture, GTK_DIR_TAB_BACKWARD);
  g_assert_true (has_focus (fixture, kind_of (fixture, 1)));
  g_assert_cmpint (fixture->accepted, ==, 0);
  g_assert_true (gtk_widget_activate (kind_of (fixture, 1)));
  while (fixture->accepted == 0) /* a button stays pressed for a moment first */
    gtk_main_iteration ();
  g_assert_cmpstr (chosen (fixture), ==, "1");
}

static int
place_of (Fixture *fixture, int index, int *y)
{
  int x;

  gtk_widget_translate_coordinates (kind_of (fixture, index), fixture->chooser, 0, 0, &x, y);
  return x;
}

/* Each picture is where its kind is, and kinds begin on the side where lines begin. */
static void
check_drawing (Fixture *fixture, gboolean rtl)
{
  g_autoptr (GdkPixbuf) pixbuf = draw (fixture, rtl ? "classes-rtl" : "classes");
  int y, first = place_of (fixture, 0, &y), second = place_of (fixture, 1, &y);

  g_assert_true (rtl ? first > second : first < second);
  const int middle = gtk_widget_get_allocated_width (kind_of (fixture, 2)) / 2;
  const guchar *pixel = drawing_pixel (pixbuf, place_of (fixture, 2, &y) + middle, y + middle);
  g_assert_cmpint (pixel[0], >, 20);
  g_assert_cmpint (pixel[0], <, 30);
}

static void
test_drawing (Fixture *fixture, gconstpointer pictured)
{
  check_drawing (fixture, FALSE);
  tear_down (fixture, pictured);
  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  set_up (fixture, pictured);
  check_drawing (fixture, TRUE);
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
}

/* The last of many kinds is in sight when it is chosen, and so is the first after that. */
static void
test_scrolling (Fixture *fixture, gconstpointer pictured)
{
  static const int kinds[] = {KINDS - 1, 0};

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++) {
    g_autofree char *id = g_strdup_printf ("%d", kinds[i]);
    int y;
    ui_class_chooser_set_id (UI_CLASS_CHOOSER (fixture->chooser), id);
    g_autoptr (GdkPixbuf) pixbuf = draw (fixture, "classes-scrolled");
    place_of (fixture, kinds[i], &y);
    g_assert_cmpint (y, >=, 0);
    g_assert_cmpint (y + UI_CLASS_CHOOSER_SIDE, <, gdk_pixbuf_get_height (pixbuf));
  }
}

int
main (int argc, char **argv)
{
  static char pictured[] = "pictured";
  const struct {
    const char *name;
    gpointer pictured;
    void (*run) (Fixture *fixture, gconstpointer pictured);
  } tests[] = {
      {"grid/names", pictured, test_names},        {"list/names", NULL, test_names},
      {"grid/choosing", pictured, test_choosing},  {"list/choosing", NULL, test_choosing},
      {"grid/again", pictured, test_again},        {"list/again", NULL, test_again},
      {"grid/keys", pictured, test_keys},          {"grid/drawing", pictured, test_drawing},
      {"grid/scrolling", pictured, test_scrolling}};

  drawing_init (&argc, &argv);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path = g_strconcat ("/class-chooser/", tests[i].name, NULL);
    g_test_add (path, Fixture, tests[i].pictured, set_up, tests[i].run, tear_down);
  }
  return g_test_run ();
}
