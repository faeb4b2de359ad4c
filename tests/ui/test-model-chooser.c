/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of models: its rows, its signals and the row "Other…". With a folder as argument the
 * drawing is written there. */
#include "ui/model-chooser.h"

#include "drawing.h"

typedef struct {
  GtkWidget *window, *chooser;
  int changes; /* how often "changed" was emitted */
} Fixture;

static const UiModelEntry digits = {.path = "/models/digits.safetensors",
                                    .name = "digits",
                                    .width = 28,
                                    .height = 28,
                                    .channels = 1,
                                    .n_classes = 10};
static const UiModelEntry faces = {.path = "/models/faces.safetensors",
                                   .name = "faces",
                                   .width = 64,
                                   .height = 48,
                                   .channels = 3,
                                   .purpose = "Draws <faces> & more",
                                   .licence = "CC0 1.0",
                                   .bytes = 15900000};

static void
count_change (GtkComboBox *combo, gpointer data)
{
  ((Fixture *)data)->changes++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->window = gtk_window_new (GTK_WINDOW_TOPLEVEL);
  fixture->chooser = ui_model_chooser_new ();
  fixture->changes = 0;
  g_signal_connect (fixture->chooser, "changed", G_CALLBACK (count_change), fixture);
  ui_model_chooser_add (UI_MODEL_CHOOSER (fixture->chooser), &digits);
  ui_model_chooser_add (UI_MODEL_CHOOSER (fixture->chooser), &faces);
  gtk_container_add (GTK_CONTAINER (fixture->window), fixture->chooser);
  gtk_widget_show_all (fixture->window);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_widget_destroy (fixture->window);
}

/* The texts of a row, lines joined by "|"; "" for the separator and for "Other…". */
static char *
row_text (Fixture *fixture, int row)
{
  GtkTreeModel *model = gtk_combo_box_get_model (GTK_COMBO_BOX (fixture->chooser));
  g_autofree char *tip = NULL;
  GtkTreeIter iter;

  g_assert_true (gtk_tree_model_iter_nth_child (model, &iter, NULL, row));
  gtk_tree_model_get (model, &iter, 3, &tip, -1);
  return g_strdelimit (g_strdup (tip != NULL ? tip : ""), "\n", '|');
}

static void
assert_rows (Fixture *fixture, const char *const *rows)
{
  GtkTreeModel *model = gtk_combo_box_get_model (GTK_COMBO_BOX (fixture->chooser));

  g_assert_cmpint (gtk_tree_model_iter_n_children (model, NULL), ==, g_strv_length ((char **)rows));
  for (int i = 0; rows[i] != NULL; i++) {
    g_autofree char *text = row_text (fixture, i);
    g_assert_cmpstr (text, ==, rows[i]);
  }
}

static const char *
chosen (Fixture *fixture)
{
  return ui_model_chooser_get_path (UI_MODEL_CHOOSER (fixture->chooser));
}

static void
test_rows (Fixture *fixture, gconstpointer data)
{
  const char *const rows[] = {"digits|28 × 28 gray, 10 classes",
                              "faces, 15.9\u00a0MB, CC0 1.0|Draws <faces> & more|64 × 48 colour",
                              "", "", NULL};

  assert_rows (fixture, rows);
  g_assert_null (chosen (fixture));
}

static void
test_choosing (Fixture *fixture, gconstpointer data)
{
  gtk_combo_box_set_active (GTK_COMBO_BOX (fixture->chooser), 1);
  g_assert_cmpstr (chosen (fixture), ==, faces.path);
  g_assert_cmpint (fixture->changes, ==, 1);
  ui_model_chooser_set_path (UI_MODEL_CHOOSER (fixture->chooser), digits.path);
  g_assert_cmpstr (chosen (fixture), ==, digits.path);
  g_assert_cmpint (fixture->changes, ==, 2);
  ui_model_chooser_set_path (UI_MODEL_CHOOSER (fixture->chooser), NULL);
  g_assert_null (chosen (fixture));
  g_assert_cmpint (fixture->changes, ==, 3);
}

/* A file that is not in the list gets a row, which is completed when the file has been read. */
static void
test_unknown_file (Fixture *fixture, gconstpointer data)
{
  const UiModelEntry other = {.path = "/elsewhere/cats.safetensors",
                              .name = "cats",
                              .width = 32,
                              .height = 32,
                              .channels = 3,
                              .n_classes = 1,
                              .any_size = TRUE,
                              .licence = "MIT"};
  const char *const before[] = {"digits|28 × 28 gray, 10 classes",
                                "faces, 15.9\u00a0MB, CC0 1.0|Draws <faces> & more|64 × 48 colour",
                                "cats.safetensors",
                                "",
                                "",
                                NULL};
  const char *const after[] = {"digits|28 × 28 gray, 10 classes",
                               "faces, 15.9\u00a0MB, CC0 1.0|Draws <faces> & more|64 × 48 colour",
                               "cats, MIT|any size, colour, 1 class",
                               "",
                               "",
                               NULL};

  ui_model_chooser_set_path (UI_MODEL_CHOOSER (fixture->chooser), other.path);
  g_assert_cmpstr (chosen (fixture), ==, other.path);
  assert_rows (fixture, before);
  ui_model_chooser_add (UI_MODEL_CHOOSER (fixture->chooser), &other);
  assert_rows (fixture, after);
  g_assert_cmpstr (chosen (fixture), ==, other.path);
  g_assert_cmpint (fixture->changes, ==, 1);
}

static int
natural_width (GtkWidget *widget)
{
  int width;

  gtk_widget_get_preferred_width (widget, NULL, &width);
  return width;
}

/* A name of 200 letters is stored whole but not shown whole; one of 36 letters is. */
static void
test_long_name (Fixture *fixture, gconstpointer data)
{
  UiModelEntry entry = {.path = "/models/x.safetensors",
                        .name = "a long name of the thirty-six letters"};
  char name[201] = {0};
  int before = natural_width (fixture->chooser);

  memset (name, 'm', 200);
  ui_model_chooser_add (UI_MODEL_CHOOSER (fixture->chooser), &entry);
  ui_model_chooser_set_path (UI_MODEL_CHOOSER (fixture->chooser), entry.path);
  int width = natural_width (fixture->chooser);
  g_assert_cmpint (width, >, before + 20);
  entry.name = name;
  ui_model_chooser_add (UI_MODEL_CHOOSER (fixture->chooser), &entry);
  g_assert_cmpint (natural_width (fixture->chooser), <, 2 * width);
  g_autofree char *text = row_text (fixture, 2);
  g_assert_true (g_str_has_prefix (text, name));
}

/* Cancels the file chooser of "Other…" when it is open. */
static gboolean
dismiss_file_chooser (gpointer data)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (GTK_IS_FILE_CHOOSER_DIALOG (l->data) && gtk_widget_get_visible (l->data)) {
      gtk_dialog_response (GTK_DIALOG (l->data), GTK_RESPONSE_CANCEL);
      *(gboolean *)data = TRUE;
      return G_SOURCE_REMOVE;
    }
  return G_SOURCE_CONTINUE;
}

/* If the file chooser of "Other…" is cancelled, the model stays chosen; the row "Other…" itself is
 * never chosen. */
static void
test_other_cancelled (Fixture *fixture, gconstpointer data)
{
  gboolean dismissed = FALSE;

  gtk_combo_box_set_active (GTK_COMBO_BOX (fixture->chooser), 0);
  g_timeout_add (20, dismiss_file_chooser, &dismissed);
  gtk_combo_box_set_active (GTK_COMBO_BOX (fixture->chooser), 3);
  g_assert_true (dismissed);
  g_assert_cmpstr (chosen (fixture), ==, digits.path);
  g_assert_cmpint (gtk_combo_box_get_active (GTK_COMBO_BOX (fixture->chooser)), ==, 0);
}

/* How many pixels between two columns have a property. */
static int
count_pixels (GdkPixbuf *pixbuf, int left, int right, gboolean (*has) (const guchar *pixel))
{
  int count = 0;

  for (int y = 5; y < gdk_pixbuf_get_height (pixbuf) - 5; y++)
    for (int x = left; x < right; x++)
      count += has (drawing_pixel (pixbuf, x, y));
  return count;
}

static gboolean
is_dark (const guchar *pixel)
{
  return pixel[0] < 100 && pixel[1] < 100;
}

static gboolean
is_green (const guchar *pixel)
{
  return pixel[0] < 50 && pixel[1] > 200;
}

static void
add_green (Fixture *fixture)
{
  const int side = UI_MODEL_CHOOSER_SIDE;
  UiModelEntry entry = faces;
  cairo_t *cr;

  entry.picture = cairo_image_surface_create (CAIRO_FORMAT_RGB24, side, side);
  cr = cairo_create (entry.picture);
  cairo_set_source_rgb (cr, 0, 1, 0);
  cairo_paint (cr);
  cairo_destroy (cr);
  ui_model_chooser_add (UI_MODEL_CHOOSER (fixture->chooser), &entry);
  ui_model_chooser_set_path (UI_MODEL_CHOOSER (fixture->chooser), entry.path);
  cairo_surface_destroy (entry.picture);
}

static void
check_drawing (Fixture *fixture, gboolean rtl)
{
  add_green (fixture);
  while (gtk_events_pending ())
    gtk_main_iteration ();
  const int width = gtk_widget_get_allocated_width (fixture->chooser);
  g_autoptr (GdkPixbuf) pixbuf =
      drawing_of (fixture->chooser, width, gtk_widget_get_allocated_height (fixture->chooser), 1);
  drawing_keep (pixbuf, rtl ? "chooser-rtl" : "chooser");
  g_assert_cmpint (count_pixels (pixbuf, rtl ? width / 2 : 0, rtl ? width : width / 2, is_green),
                   ==, UI_MODEL_CHOOSER_SIDE * UI_MODEL_CHOOSER_SIDE);
  g_assert_cmpint (count_pixels (pixbuf, 30, width - 30, is_dark), >, 50);
}

/* The text is drawn beside the picture, which is green, on the side where lines begin. */
static void
test_drawing (Fixture *fixture, gconstpointer data)
{
  check_drawing (fixture, FALSE);
  tear_down (fixture, data);
  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  set_up (fixture, data);
  check_drawing (fixture, TRUE);
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
}

/* The whole of the chosen row, also after it was completed. */
static void
test_tooltip (Fixture *fixture, gconstpointer data)
{
  UiModelEntry entry = faces;

  ui_model_chooser_set_path (UI_MODEL_CHOOSER (fixture->chooser), faces.path);
  entry.licence = NULL;
  ui_model_chooser_add (UI_MODEL_CHOOSER (fixture->chooser), &entry);
  g_autofree char *tip = gtk_widget_get_tooltip_text (fixture->chooser);
  g_assert_cmpstr (tip, ==, "faces, 15.9\u00a0MB\nDraws <faces> & more\n64 × 48 colour");
}

int
main (int argc, char **argv)
{
  drawing_init (&argc, &argv);
  g_test_add ("/model-chooser/rows", Fixture, NULL, set_up, test_rows, tear_down);
  g_test_add ("/model-chooser/choosing", Fixture, NULL, set_up, test_choosing, tear_down);
  g_test_add ("/model-chooser/unknown-file", Fixture, NULL, set_up, test_unknown_file, tear_down);
  g_test_add ("/model-chooser/long-name", Fixture, NULL, set_up, test_long_name, tear_down);
  g_test_add ("/model-chooser/other-cancelled", Fixture, NULL, set_up, test_other_cancelled,
              tear_down);
  g_test_add ("/model-chooser/tooltip", Fixture, NULL, set_up, test_tooltip, tear_down);
  g_test_add ("/model-chooser/drawing", Fixture, NULL, set_up, test_drawing, tear_down);
  return g_test_run ();
}
