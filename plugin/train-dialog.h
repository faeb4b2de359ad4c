/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window of trainings: begins a new one, shows those that run, and ends them. */
#pragma once

#include <libgimp/gimp.h>

G_BEGIN_DECLS

/* Shows the window until it is closed. Trainings go on after that. */
void plugin_train_dialog_run (GimpProcedure *procedure, GimpImage *image, GimpDrawable **drawables,
                              GimpProcedureConfig *config);

G_END_DECLS
