/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Builds and updates the window with the preview and the Cancel button. */
#include "progress-dialog.h"

#include "ui/preview.h"

#include <glib/gi18n-lib.h>
#include <libgimp/gimp.h>
#include <libgimp/gimpui.h>

struct _PluginProgressDialog {
  GtkWidget *window, *preview, *bar, *label;
  GCancellable *cancellable;
};

static void
on_response (GtkDialog *window, int response, gpointer data)
{
  PluginProgressDialog *dialog = data;

  g_cancellable_cancel (dialog->cancellable);
  gtk_label_set_text (GTK_LABEL (dialog->label), _ ("Stopping…"));
  gtk_dialog_set_response_sensitive (window, GTK_RESPONSE_CANCEL, FALSE);
}

PluginProgressDialog *
plugin_progress_dialog_new (const char *title, GCancellable *cancellable)
{
  PluginProgressDialog *dialog = g_new0 (PluginProgressDialog, 1);

  dialog->cancellable = g_object_ref (cancellable);
  dialog->window = gimp_dialog_new (title, "ncsn-progress", NULL, GTK_DIALOG_MODAL, NULL, NULL,
                                    _ ("_Cancel"), GTK_RESPONSE_CANCEL, NULL);
  GtkWidget *box = gtk_dialog_get_content_area (GTK_DIALOG (dialog->window));
  gtk_container_set_border_width (GTK_CONTAINER (box), 12);
  gtk_box_set_spacing (GTK_BOX (box), 12);
  dialog->preview = ui_preview_new ();
  gtk_box_pack_start (GTK_BOX (box), dialog->preview, TRUE, TRUE, 0);
  dialog->bar = gtk_progress_bar_new ();
  gtk_widget_set_size_request (dialog->bar, 380, -1);
  gtk_container_add (GTK_CONTAINER (box), dialog->bar);
  dialog->label = gtk_label_new (_ ("Starting…"));
  gtk_label_set_xalign (GTK_LABEL (dialog->label), 0);
  gtk_container_add (GTK_CONTAINER (box), dialog->label);
  /* Without this handler GtkDialog destroys itself when closed. Closing emits "response", as Cancel
   * does. */
  g_signal_connect (dialog->window, "delete-event", G_CALLBACK (gtk_true), NULL);
  g_signal_connect (dialog->window, "response", G_CALLBACK (on_response), dialog);
  gimp_window_set_transient (GTK_WINDOW (dialog->window));
  gtk_widget_show_all (dialog->window);
  return dialog;
}

void
plugin_progress_dialog_update (PluginProgressDialog *dialog, double fraction, const char *text,
                               const char *details, const UiThumbnail *preview)
{
  if (preview != NULL)
    ui_preview_set (UI_PREVIEW (dialog->preview), preview);
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (dialog->bar), fraction);
  if (!g_cancellable_is_cancelled (dialog->cancellable))
    gtk_label_set_text (GTK_LABEL (dialog->label), text);
  gtk_widget_set_tooltip_text (dialog->label, details);
}

void
plugin_progress_dialog_free (PluginProgressDialog *dialog)
{
  gtk_widget_destroy (dialog->window);
  g_object_unref (dialog->cancellable);
  g_free (dialog);
}
