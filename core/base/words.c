/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Turns words from the processor's byte order into that of files, and back. */
#include "base/words.h"

#include <string.h>

#define PIECE 4096 /* words turned at a time */

/* Both directions are the same. */
static void
turn (guint32 *to, const guint8 *from, gsize count)
{
  memcpy (to, from, count * sizeof *to);
  for (gsize i = 0; i < count; i++)
    to[i] = GUINT32_TO_LE (to[i]);
}

gboolean
ncsn_words_to_file (const void *words, gsize count, NcsnBytesFunc take, gpointer user_data)
{
  const guint8 *at = words;
  guint32 piece[PIECE];

  if (G_BYTE_ORDER == G_LITTLE_ENDIAN)
    return take (user_data, at, count * sizeof *piece);
  for (gsize n; count > 0; count -= n, at += n * sizeof *piece) {
    n = MIN (count, PIECE);
    turn (piece, at, n);
    if (!take (user_data, (const guint8 *)piece, n * sizeof *piece))
      return FALSE;
  }
  return TRUE;
}

GBytes *
ncsn_words_from_file (GBytes *bytes)
{
  gsize size;

  if (G_BYTE_ORDER == G_LITTLE_ENDIAN)
    return bytes;
  guint32 *words = g_bytes_unref_to_data (bytes, &size);
  turn (words, (const guint8 *)words, size / sizeof *words);
  return g_bytes_new_take (words, size);
}
