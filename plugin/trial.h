/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A trial: a run of a task with the arguments that the dialog has at one moment, to be looked at.
 * A trial of the whole result can become the result. */
#pragma once

#include "task.h"

G_BEGIN_DECLS

typedef struct {
  PluginCall call;   /* with a configuration and arguments of its own */
  gpointer data;     /* of the task */
  gboolean draft;    /* made with the draft quality, though another one is chosen */
  gboolean whole;    /* nothing of the result is left out */
  PluginRect extent; /* what the task applied to, such as the selected part of the layer */
  PluginShown shown; /* once it is finished */
} PluginTrial;

/* Reads the arguments and the pixels for a trial with this seed, of one result. draft: with the
 * draft quality, where the chosen one counts. centre: a point of the canvas; if the task shows no
 * whole results, what is around it is made. Free with plugin_trial_free (). NULL with an error. */
PluginTrial *plugin_trial_new (const PluginCall *call, guint64 seed, gboolean draft, int centre_x,
                               int centre_y, GError **error);

void plugin_trial_free (PluginTrial *trial); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PluginTrial, plugin_trial_free)

/* Whether the task still applies to the same part of the same layer: the window does not keep
 * anybody from changing selection and layers. */
gboolean plugin_trial_is_current (const PluginTrial *trial);

/* Gives the call the arguments of a trial: the same call then makes the whole of its result. */
void plugin_trial_restore (const PluginTrial *trial, PluginCall *call);

/* Makes new layers of finished whole trials (PluginTrial, the first on top), several of them in a
 * group, as one undo step. A NULL-terminated array; free it with g_free (). NULL with an error. */
GimpLayer **plugin_trials_insert (const PluginCall *call, GPtrArray *trials, GError **error);

G_END_DECLS
