/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the dialog's lists show of a model: from its file's header, its card and its sheet. */
#pragma once

#include <ncsn/ncsn.h>

#include "ui/class-chooser.h"
#include "ui/model-chooser.h"

G_BEGIN_DECLS

/* Adds a model to the list, or updates it. summary: of the file at `path`. */
void plugin_model_entry_add (UiModelChooser *chooser, const char *path,
                             const NcsnModelSummary *summary);

/* Fills the list of classes: any, then each class after the group that it begins. There are
 * pictures if the model's sheet has a row for each class. summary NULL: there is no model. */
void plugin_model_entry_list_classes (UiClassChooser *chooser, const char *path,
                                      const NcsnModelSummary *summary);

G_END_DECLS
