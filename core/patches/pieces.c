/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "patches/pieces.h"

#include "patches/labels.h"
#include "patches/offsets.h"

#define OFFSETS 60

/* Half of the offsets are those of patches beside missing pixels, which go on there. */
static gsize
find_offsets (const NcsnPatchField *field, NcsnThreads *threads, NcsnPatchPixel *offsets)
{
  const NcsnRandomKey key = {.seed = field->options.seed,
                             .stream = NCSN_STREAM_PATCHES,
                             .item = field->options.number,
                             .step = G_MAXUINT32};
  const gsize count = ncsn_patch_offsets (&field->source, field->target.missing, key, threads,
                                          field->options.cancellable, offsets, OFFSETS / 2);

  return count + ncsn_patch_offsets (&field->source, NULL, key, threads, field->options.cancellable,
                                     offsets + count, OFFSETS / 2);
}

void
ncsn_patch_pieces (NcsnPatchField *field, NcsnThreads *threads)
{
  const gsize size = field->target.height * field->target.width, k = field->options.neighbours;
  g_autofree NcsnPatchPixel *sources = g_new (NcsnPatchPixel, size);
  NcsnPatchPixel offsets[OFFSETS];
  const gsize count = find_offsets (field, threads, offsets);

  for (gsize i = 0; i < size; i++)
    sources[i] = (NcsnPatchPixel){field->matches[i * k].x, field->matches[i * k].y};
  ncsn_patch_labels (&field->source, field->target.missing, offsets, count,
                     field->options.cancellable, sources);
  for (gsize i = 0; i < size; i++)
    field->matches[i * k] = (NcsnMatch){sources[i].x, sources[i].y, 0};
}
