/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plans the places of arrays in one block of memory before the block is allocated. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  GArray *holes; /* free places below `end`, sorted by offset */
  gsize end;     /* floats of the whole block */
} NcsnArena;

/* An empty block. Clear with ncsn_arena_clear (). */
void ncsn_arena_init (NcsnArena *arena);
void ncsn_arena_clear (NcsnArena *arena);

/* Takes a place for `count` floats, in the first hole that is large enough or at the end, and
 * returns its offset, a multiple of 16 floats. After an overflow arena->end is G_MAXSIZE. */
gsize ncsn_arena_take (NcsnArena *arena, gsize count);

/* Frees the place of `count` floats at `offset`. */
void ncsn_arena_give (NcsnArena *arena, gsize offset, gsize count);

G_END_DECLS
