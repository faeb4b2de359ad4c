/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Work that is done by several calls of the library, one after the other, with one progress. */
#pragma once

#include <ncsn/ncsn.h>

G_BEGIN_DECLS

typedef struct {
  const NcsnTaskOptions *whole; /* the options of all calls */
  guint index, count;           /* of the call that runs */
} PluginTurn;

/* The options for the call: those of all calls, with a progress that counts over all of them. The
 * turn must outlive them. */
NcsnTaskOptions plugin_turn_options (PluginTurn *turn);

G_END_DECLS
