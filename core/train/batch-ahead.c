/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws training batches one step ahead. There are two buffers: the trainer uses one while a thread
 * fills the other. */
#include "train/batch-ahead.h"

#include "base/memory.h"

typedef struct {
  NcsnBatch batch;
  guint64 step;
  GError *error; /* of drawing it; NULL: none */
} Slot;

struct _NcsnBatchAhead {
  NcsnBatchDrawFunc draw;
  gpointer data;
  Slot slots[2];
  guint next;      /* the slot that is being filled, or was filled last */
  GThread *thread; /* fills it; NULL: none runs */
};

/* Allocates an array of a batch that is not empty. */
static gboolean
allocate (float **array, gsize count, gsize floats, GError **error)
{
  *array = floats > 0 ? ncsn_floats_new (count * floats, error) : NULL;
  return floats == 0 || *array != NULL;
}

NcsnBatchAhead *
ncsn_batch_ahead_new (NcsnBatchDrawFunc draw, gpointer data, gsize count, NcsnBatchFloats floats,
                      GError **error)
{
  NcsnBatchAhead *ahead = g_new0 (NcsnBatchAhead, 1);
  gboolean enough = TRUE;

  ahead->draw = draw;
  ahead->data = data;
  for (guint i = 0; i < 2 && enough; i++) {
    NcsnBatch *batch = &ahead->slots[i].batch;
    batch->sigmas = g_new0 (double, count);
    batch->classes = g_new0 (guint, count);
    enough = allocate (&batch->pictures, count, floats.picture, error) &&
             allocate (&batch->noise, count, floats.picture, error) &&
             allocate (&batch->holes, count, floats.hole, error) &&
             allocate (&batch->levels, count, floats.level, error) &&
             allocate (&batch->views, count, floats.view, error);
  }
  if (!enough)
    g_clear_pointer (&ahead, ncsn_batch_ahead_free);
  return ahead;
}

static void
wait_for_draw (NcsnBatchAhead *ahead)
{
  if (ahead->thread != NULL)
    g_thread_join (g_steal_pointer (&ahead->thread));
}

void
ncsn_batch_ahead_free (NcsnBatchAhead *ahead)
{
  if (ahead == NULL)
    return;
  wait_for_draw (ahead);
  for (guint i = 0; i < 2; i++) {
    NcsnBatch *batch = &ahead->slots[i].batch;
    ncsn_floats_free (batch->pictures);
    ncsn_floats_free (batch->noise);
    ncsn_floats_free (batch->holes);
    ncsn_floats_free (batch->levels);
    ncsn_floats_free (batch->views);
    g_free (batch->sigmas);
    g_free (batch->classes);
    g_clear_error (&ahead->slots[i].error);
  }
  g_free (ahead);
}

static gpointer
draw_slot (gpointer data)
{
  NcsnBatchAhead *ahead = data;
  Slot *slot = &ahead->slots[ahead->next];

  ahead->draw (slot->step, &slot->batch, ahead->data, &slot->error);
  return NULL;
}

static void
begin (NcsnBatchAhead *ahead, guint64 step)
{
  Slot *slot = &ahead->slots[ahead->next];

  g_clear_error (&slot->error);
  slot->step = step;
  ahead->thread = g_thread_new ("ncsn batch", draw_slot, ahead);
}

const NcsnBatch *
ncsn_batch_ahead_take (NcsnBatchAhead *ahead, guint64 step, GError **error)
{
  if (ahead->thread == NULL || ahead->slots[ahead->next].step != step) {
    wait_for_draw (ahead);
    begin (ahead, step);
  }
  wait_for_draw (ahead);
  Slot *slot = &ahead->slots[ahead->next];
  if (slot->error != NULL) {
    g_propagate_error (error, g_steal_pointer (&slot->error));
    return NULL;
  }
  ahead->next = 1 - ahead->next;
  begin (ahead, step + 1);
  return &slot->batch;
}
