/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The progress of several calls. */
#include "turn.h"

static void
forward_progress (const NcsnProgress *progress, gpointer data)
{
  const PluginTurn *turn = data;
  NcsnProgress whole = *progress;

  whole.done += turn->index * progress->total;
  whole.total *= turn->count;
  whole.rounds *= turn->count;
  whole.share = (turn->index + progress->share) / turn->count;
  turn->whole->progress (&whole, turn->whole->progress_data);
}

NcsnTaskOptions
plugin_turn_options (PluginTurn *turn)
{
  NcsnTaskOptions options = *turn->whole;

  options.progress = forward_progress;
  options.progress_data = turn;
  return options;
}
