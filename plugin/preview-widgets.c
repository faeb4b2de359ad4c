/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Builds the widgets of the preview, and shows words and progress in them. */
#include "preview-widgets.h"

#include "duration.h"
#include "ui/compare.h"
#include "ui/result-strip.h"

#include <glib/gi18n-lib.h>

static void
build_status (PluginPreviewWidgets *widgets)
{
  widgets->bar = gtk_progress_bar_new ();
  gtk_widget_set_opacity (widgets->bar, 0);
  widgets->status = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (widgets->status), 0);
  gtk_label_set_yalign (GTK_LABEL (widgets->status), 0);
  gtk_label_set_line_wrap (GTK_LABEL (widgets->status), TRUE);
  gtk_label_set_line_wrap_mode (GTK_LABEL (widgets->status), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (widgets->status), 50);
  gtk_label_set_lines (GTK_LABEL (widgets->status), 3);
  gtk_label_set_ellipsize (GTK_LABEL (widgets->status), PANGO_ELLIPSIZE_END);
}

static void
build_buttons (PluginPreviewWidgets *widgets, const PluginTask *task, GtkBox *row)
{
  widgets->another = gtk_button_new_with_mnemonic (_ ("Tr_y Another"));
  gtk_widget_set_tooltip_text (widgets->another, _ ("Makes another result with a new seed"));
  widgets->all = gtk_button_new_with_mnemonic (_ ("Add All as a Gr_oup"));
  gtk_widget_set_tooltip_text (widgets->all,
                               _ ("Adds all results of the strip as layers of one group"));
  gtk_widget_set_sensitive (widgets->all, FALSE);
  gtk_box_pack_end (row, widgets->all, FALSE, FALSE, 0);
  gtk_box_pack_end (row, widgets->another, FALSE, FALSE, 0);
  gtk_widget_set_no_show_all (widgets->another, !task->samples);
}

void
plugin_preview_widgets_build (PluginPreviewWidgets *widgets, const PluginTask *task)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkBox *box;

  widgets->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  box = GTK_BOX (widgets->box);
  widgets->compare = ui_compare_new ();
  /* What has gone, such as noise, shows beside what was; a new part is looked at as a whole. */
  ui_compare_set_split (UI_COMPARE (widgets->compare), task->samples ? 0 : 0.5);
  widgets->strip = ui_result_strip_new ();
  build_status (widgets);
  build_buttons (widgets, task, GTK_BOX (row));
  gtk_box_pack_start (box, widgets->compare, TRUE, TRUE, 0);
  gtk_box_pack_start (box, widgets->bar, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (row), widgets->status, TRUE, TRUE, 0);
  gtk_box_pack_start (box, row, FALSE, FALSE, 0);
  gtk_box_pack_start (box, widgets->strip, FALSE, FALSE, 0);
}

void
plugin_preview_widgets_say (PluginPreviewWidgets *widgets, const char *text, const char *details)
{
  gtk_label_set_text (GTK_LABEL (widgets->status), text);
  gtk_widget_set_tooltip_text (widgets->status, details);
}

void
plugin_preview_widgets_show_progress (PluginPreviewWidgets *widgets,
                                      const PluginWorkProgress *progress, gboolean draft)
{
  gboolean known = progress != NULL && progress->done > 0 && progress->total > 0;

  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (widgets->bar), known ? progress->share : 0);
  gtk_widget_set_opacity (widgets->bar, progress != NULL ? 1 : 0);
  if (progress != NULL && draft)
    plugin_preview_widgets_say (widgets, _ ("First preview…"), NULL);
  else if (known) {
    g_autofree char *left = plugin_duration_left (progress->seconds, progress->share);
    g_autofree char *details =
        g_strdup_printf (_ ("Noise level σ = %.3g, step %.0f of %.0f"), progress->sigma,
                         (double)progress->done, (double)progress->total);
    plugin_preview_widgets_say (widgets, left, details);
  }
}
