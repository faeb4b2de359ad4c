/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the tags of a TIFF file's first directory. */
#include "tiff.h"

#include <string.h>

typedef struct {
  const guint8 *bytes;
  gsize size;
  gboolean big_endian;
  guint word;       /* bytes of an offset and of a value in an entry: 4, or 8 in a BigTIFF */
  guint count_size; /* bytes of the number of entries */
  guint entry_size;
} Tiff;

static gboolean
tiff_open (Tiff *tiff, const guint8 *bytes, gsize size)
{
  const gboolean big = size > 8 && (bytes[2] == 43 || bytes[3] == 43);
  *tiff = (Tiff){bytes, size, size > 8 && bytes[0] == 'M', big ? 8 : 4, big ? 8 : 2, big ? 20 : 12};
  return size > 8 && (memcmp (bytes, "II", 2) == 0 || memcmp (bytes, "MM", 2) == 0);
}

/* The number in `n_bytes` bytes; 0 outside the file. */
static guint64
number_at (const Tiff *tiff, guint64 at, guint n_bytes)
{
  guint64 number = 0;
  if (at > tiff->size || n_bytes > tiff->size - at)
    return 0;
  for (guint i = 0; i < n_bytes; i++)
    number |= (guint64)tiff->bytes[at + i] << 8 * (tiff->big_endian ? n_bytes - 1 - i : i);
  return number;
}

/* Where the values of a tag are. */
typedef struct {
  guint64 at, count;
  guint size; /* of each */
} Values;

static Values
values_of (const Tiff *tiff, guint64 entry)
{
  static const guint sizes[] = {0, 1, 0, 2, 4, 0, 0, 1}; /* by type: byte, short, long, undefined */
  const guint64 type = number_at (tiff, entry + 2, 2);
  Values values = {.at = entry + 4 + tiff->word, .count = number_at (tiff, entry + 4, tiff->word)};
  if (type < G_N_ELEMENTS (sizes))
    values.size = sizes[type];
  if (values.size > 0 && values.count > tiff->word / values.size) /* too large for the entry */
    values.at = number_at (tiff, values.at, tiff->word);
  return values;
}

/* FALSE when the tag is missing or has a type that is not supported. */
static gboolean
find (const Tiff *tiff, guint tag, Values *values)
{
  const guint64 directory = number_at (tiff, tiff->word, tiff->word);
  guint64 left = number_at (tiff, directory, tiff->count_size);
  for (guint64 entry = directory + tiff->count_size; left > 0 && entry < tiff->size; left--) {
    if (number_at (tiff, entry, 2) == tag) {
      *values = values_of (tiff, entry);
      return values->size > 0 && values->count > 0;
    }
    entry += tiff->entry_size;
  }
  return FALSE;
}

guint64
ncsn_tiff_number (const guint8 *bytes, gsize size, guint tag, guint64 otherwise)
{
  Tiff tiff;
  Values values;
  return tiff_open (&tiff, bytes, size) && find (&tiff, tag, &values)
             ? number_at (&tiff, values.at, values.size)
             : otherwise;
}

const guint8 *
ncsn_tiff_bytes (const guint8 *bytes, gsize size, guint tag, gsize *length)
{
  Tiff tiff;
  Values values;
  if (!tiff_open (&tiff, bytes, size) || !find (&tiff, tag, &values) || values.at > size ||
      values.count > (size - values.at) / values.size)
    return NULL;
  *length = values.count * values.size;
  return bytes + values.at;
}
