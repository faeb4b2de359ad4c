/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The widgets of the left half of the dialog. */
#pragma once

#include "task.h"
#include "work.h"

#include <libgimp/gimpui.h>

G_BEGIN_DECLS

typedef struct {
  GtkWidget *box;           /* with all of them */
  GtkWidget *compare;       /* UiCompare */
  GtkWidget *bar, *status;  /* progress, and words */
  GtkWidget *another, *all; /* buttons: another seed; add all results */
  GtkWidget *strip;         /* UiResultStrip */
} PluginPreviewWidgets;

/* Makes the widgets for a task. */
void plugin_preview_widgets_build (PluginPreviewWidgets *widgets, const PluginTask *task);

/* Shows a sentence. details: its tooltip, or NULL. */
void plugin_preview_widgets_say (PluginPreviewWidgets *widgets, const char *text,
                                 const char *details);

/* Shows how far a trial is; progress NULL: none runs. draft: whether it is a draft. */
void plugin_preview_widgets_show_progress (PluginPreviewWidgets *widgets,
                                           const PluginWorkProgress *progress, gboolean draft);

G_END_DECLS
