/* Places for arrays in one block, decided before it exists. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  GArray *holes; /* free places below `end`, by offset */
  gsize end;     /* floats needed in all */
} NcsnArena;

void ncsn_arena_init (NcsnArena *arena);
void ncsn_arena_clear (NcsnArena *arena);

/* The offset of a place for `count` floats: the first hole that fits, or the end. Offsets are
 * multiples of 16 floats. Overflow leaves arena->end at G_MAXSIZE. */
gsize ncsn_arena_take (NcsnArena *arena, gsize count);

/* Gives the place back. */
void ncsn_arena_give (NcsnArena *arena, gsize offset, gsize count);

G_END_DECLS
