/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Arranges the widgets, and reads the picture of samples. */
#include "training-view.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#define SAMPLES_SIDE 384 /* of the picture of samples, in pixels */
#define SPACING 12
#define WIDEST 70 /* characters of a line of text */

struct _UiTrainingView {
  GtkBox parent_instance;
  GtkWidget *samples, *none, *stack, *chart, *bar, *text;
  char *path;    /* of the picture that is shown; NULL: none */
  GStatBuf read; /* the file when it was read */
};

G_DEFINE_FINAL_TYPE (UiTrainingView, ui_training_view, GTK_TYPE_BOX)

static void
ui_training_view_finalize (GObject *object)
{
  g_free (UI_TRAINING_VIEW (object)->path);
  G_OBJECT_CLASS (ui_training_view_parent_class)->finalize (object);
}

static void
ui_training_view_class_init (UiTrainingViewClass *class)
{
  G_OBJECT_CLASS (class)->finalize = ui_training_view_finalize;
}

static GtkWidget *
text_new (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_line_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_line_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (label), WIDEST);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  return label;
}

static void
build_samples (UiTrainingView *view)
{
  view->samples = gtk_image_new ();
  atk_object_set_name (gtk_widget_get_accessible (view->samples), _ ("Samples of the model"));
  view->none = text_new (_ ("Samples appear here after a while. In the beginning they are noise."));
  gtk_label_set_max_width_chars (GTK_LABEL (view->none), 30);
  gtk_widget_set_halign (view->none, GTK_ALIGN_CENTER);
  view->stack = gtk_stack_new ();
  gtk_container_add (GTK_CONTAINER (view->stack), view->none);
  gtk_container_add (GTK_CONTAINER (view->stack), view->samples);
  gtk_widget_set_size_request (view->stack, SAMPLES_SIDE, SAMPLES_SIDE);
}

static void
ui_training_view_init (UiTrainingView *view)
{
  GtkWidget *halves = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, SPACING);

  gtk_orientable_set_orientation (GTK_ORIENTABLE (view), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (view), SPACING);
  build_samples (view);
  view->chart = ui_loss_chart_new ();
  view->bar = gtk_progress_bar_new ();
  view->text = text_new (NULL);
  gtk_container_add (GTK_CONTAINER (halves), view->stack);
  gtk_box_pack_start (GTK_BOX (halves), view->chart, TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (view), halves, TRUE, TRUE, 0);
  gtk_container_add (GTK_CONTAINER (view), view->bar);
  gtk_container_add (GTK_CONTAINER (view), view->text);
  gtk_widget_show_all (GTK_WIDGET (view));
}

GtkWidget *
ui_training_view_new (void)
{
  return g_object_new (UI_TYPE_TRAINING_VIEW, NULL);
}

/* Whether the file is the one that is shown, unchanged. */
static gboolean
is_shown (const UiTrainingView *view, const char *path, const GStatBuf *found)
{
  return g_strcmp0 (view->path, path) == 0 && view->read.st_ino == found->st_ino &&
         view->read.st_mtime == found->st_mtime;
}

void
ui_training_view_set_samples (UiTrainingView *view, const char *path)
{
  g_autoptr (GdkPixbuf) picture = NULL;
  GStatBuf found = {0};

  g_return_if_fail (UI_IS_TRAINING_VIEW (view));
  const gboolean there = g_stat (path, &found) == 0;
  if (there && is_shown (view, path, &found))
    return;
  if (there)
    picture = gdk_pixbuf_new_from_file_at_scale (path, SAMPLES_SIDE, SAMPLES_SIDE, TRUE, NULL);
  g_free (view->path);
  view->path = picture != NULL ? g_strdup (path) : NULL;
  view->read = found;
  gtk_image_set_from_pixbuf (GTK_IMAGE (view->samples), picture);
  gtk_stack_set_visible_child (GTK_STACK (view->stack),
                               picture != NULL ? view->samples : view->none);
}

UiLossChart *
ui_training_view_chart (UiTrainingView *view)
{
  return UI_LOSS_CHART (view->chart);
}

void
ui_training_view_set_progress (UiTrainingView *view, double fraction, const char *text)
{
  g_return_if_fail (UI_IS_TRAINING_VIEW (view));

  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (view->bar), CLAMP (fraction, 0, 1));
  gtk_label_set_text (GTK_LABEL (view->text), text);
}
