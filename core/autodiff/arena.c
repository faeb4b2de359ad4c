/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Allocates places in one block by first fit, and joins neighbouring holes. */
#include "autodiff/arena.h"

#define ALIGNMENT 16 /* floats */

typedef struct {
  gsize offset, count;
} Hole;

void
ncsn_arena_init (NcsnArena *arena)
{
  arena->holes = g_array_new (FALSE, FALSE, sizeof (Hole));
  arena->end = 0;
}

void
ncsn_arena_clear (NcsnArena *arena)
{
  g_clear_pointer (&arena->holes, g_array_unref);
}

static gsize
rounded (gsize count)
{
  return (count + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

gsize
ncsn_arena_take (NcsnArena *arena, gsize count)
{
  gsize offset = arena->end;

  if (count > G_MAXSIZE / sizeof (float) - ALIGNMENT) {
    arena->end = G_MAXSIZE;
    return 0;
  }
  count = rounded (count);
  for (guint i = 0; i < arena->holes->len; i++) {
    Hole *hole = &g_array_index (arena->holes, Hole, i);
    if (hole->count < count)
      continue;
    offset = hole->offset;
    hole->offset += count;
    hole->count -= count;
    if (hole->count == 0)
      g_array_remove_index (arena->holes, i);
    return offset;
  }
  if (!g_size_checked_add (&arena->end, arena->end, count))
    arena->end = G_MAXSIZE;
  return offset;
}

void
ncsn_arena_give (NcsnArena *arena, gsize offset, gsize count)
{
  Hole hole = {offset, rounded (count)};
  guint i = 0;

  if (count == 0)
    return;
  while (i < arena->holes->len && g_array_index (arena->holes, Hole, i).offset < offset)
    i++;
  g_array_insert_val (arena->holes, i, hole);
  Hole *holes = (Hole *)(gpointer)arena->holes->data;
  if (i + 1 < arena->holes->len && holes[i].offset + holes[i].count == holes[i + 1].offset) {
    holes[i].count += holes[i + 1].count;
    g_array_remove_index (arena->holes, i + 1);
  }
  if (i > 0 && holes[i - 1].offset + holes[i - 1].count == holes[i].offset) {
    holes[i - 1].count += holes[i].count;
    g_array_remove_index (arena->holes, i);
  }
}
