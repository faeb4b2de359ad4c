/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds the nearest name by the distance of Damerau and Levenshtein, as optimal string alignment.
 */
#include "ncsn/suggest.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Longer texts are no typing errors; they come from files. */
#define MAX_LENGTH 64

/* The least number of characters to replace, leave out, add or exchange with their neighbour to get
 * from a to b, which have m and n characters. */
static guint
distance (const gunichar *a, glong m, const gunichar *b, glong n)
{
  guint d[MAX_LENGTH + 1][MAX_LENGTH + 1]; /* between the first i characters and the first j */
  for (glong i = 0; i <= m; i++)
    for (glong j = 0; j <= n; j++) {
      if (i == 0 || j == 0) {
        d[i][j] = (guint)(i + j);
        continue;
      }
      d[i][j] = MIN (MIN (d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + (a[i - 1] != b[j - 1]));
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        d[i][j] = MIN (d[i][j], d[i - 2][j - 2] + 1);
    }
  return d[m][n];
}

/* The distance of a name; G_MAXUINT if it is too long. A name that begins with `text` counts as one
 * character away. */
static guint
distance_of (const gunichar *text, glong length, const char *name)
{
  g_autofree char *folded = g_utf8_casefold (name, -1);
  glong n;
  g_autofree gunichar *characters = g_utf8_to_ucs4_fast (folded, -1, &n);
  if (n > MAX_LENGTH)
    return G_MAXUINT;
  if (length >= 2 && length < n && memcmp (text, characters, (gsize)length * sizeof *text) == 0)
    return 1;
  return distance (text, length, characters, n);
}

char *
ncsn_did_you_mean (const char *text, const char *const *names)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autofree char *folded = g_utf8_casefold (valid, -1);
  const char *nearest = NULL;
  glong length;
  g_autofree gunichar *characters = g_utf8_to_ucs4_fast (folded, -1, &length);
  guint best = (guint)MIN (length, MAX_LENGTH) / 3 + 1; /* which is too far */

  for (; length <= MAX_LENGTH && names != NULL && *names != NULL; names++) {
    const guint far = distance_of (characters, length, *names);
    if (far < best) {
      best = far;
      nearest = *names;
    }
  }
  return nearest != NULL ? g_strdup_printf (_ (" Did you mean “%s”?"), nearest) : g_strdup ("");
}
