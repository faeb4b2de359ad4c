/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps what the dialog shows up to date: after a change of the arguments it makes a trial with the
 * draft quality, then one with the chosen quality, then the further results that are asked for. A
 * new change stops what runs. */
#pragma once

#include "trial.h"
#include "work.h"

G_BEGIN_DECLS

typedef struct _PluginLive PluginLive;

/* What the dialog does then. data: given to plugin_live_new (). */
typedef struct {
  /* A trial is finished. The callee owns it. */
  void (*finished) (PluginTrial *trial, gpointer data);
  /* A trial runs, and this is its progress; NULL: none runs any more. */
  void (*running) (const PluginWorkProgress *progress, gboolean draft, gpointer data);
  /* There can be no result for this reason. */
  void (*failed) (const GError *error, gpointer data);
  /* The point of the canvas in the middle of what the dialog shows. */
  void (*centre) (int *x, int *y, gpointer data);
} PluginLiveFuncs;

/* call: the dialog's; its configuration and seed are read at each trial. Both must outlive this. */
PluginLive *plugin_live_new (const PluginCall *call, const PluginLiveFuncs *funcs, gpointer data);

/* Stops what runs, waits for its end, and frees this. */
void plugin_live_free (PluginLive *live);

/* The arguments have changed: a trial begins as soon as they rest for a moment. */
void plugin_live_renew (PluginLive *live);

/* Takes the trial that runs out of this, together with its work, if it will be the first whole
 * result of the arguments and of the image as they are, in full quality: there is no need to begin
 * again. End the work with plugin_work_end (), then free the trial. NULL if there is none. */
PluginTrial *plugin_live_take_running (PluginLive *live, PluginWork **work);

G_END_DECLS
