/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Minimal cuts of pixels, which have up to four neighbours. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Ways from a pixel to its neighbours; (way + 2) % NCSN_FLOW_WAYS leads back. */
enum { NCSN_FLOW_RIGHT, NCSN_FLOW_DOWN, NCSN_FLOW_LEFT, NCSN_FLOW_UP, NCSN_FLOW_WAYS };

/* What it costs to divide pixels. */
typedef struct {
  gsize count;
  const gint32 *next[NCSN_FLOW_WAYS]; /* (count): the neighbour's number, or -1. Not owned */
  float *apart[NCSN_FLOW_WAYS]; /* (count): for a pixel on the first side whose neighbour is on the
                                   second, at least 0. Not owned */
  float *second; /* (count): for a pixel on the second side; below 0, minus the cost on the first.
                    May be infinite. Not owned */
} NcsnFlow;

/* Writes into sides, (count), 1 for the pixels on the second side of a cut of the least cost, by a
 * maximal flow (Dinic 1970), and 0 for the others. Of several such cuts it is the one with the
 * fewest pixels on the first side. Changes `apart` and `second`. */
void ncsn_flow_cut (const NcsnFlow *flow, guint8 *sides);

G_END_DECLS
