/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Builds safetensors files by hand, also broken ones, and checks the errors that they cause. */
#pragma once

#include <string.h>
#include <sys/resource.h>
#include <unistd.h>
#include <glib.h>
#include "ncsn/error.h"

/* The additional memory that reading a broken file of about 20 kB may take. */
#define CONTAINER_ALLOWANCE (32 * 1024 * 1024)

/* Length, header, data, without checks, since most tests need broken files. Transfer full. */
static inline GByteArray *
container_new (const char *header, gconstpointer data, gsize size)
{
  GByteArray *file = g_byte_array_new ();
  guint64 length = GUINT64_TO_LE (strlen (header));
  g_byte_array_append (file, (const guint8 *)&length, sizeof length);
  g_byte_array_append (file, (const guint8 *)header, (guint)strlen (header));
  g_byte_array_append (file, data, (guint)size);
  return file;
}

/* The file with one random change, in the header or anywhere. Transfer full. */
static inline GByteArray *
container_mutated (const char *header, gconstpointer data, gsize size, GRand *random)
{
  GByteArray *file = container_new (header, data, size);
  guint end = g_rand_boolean (random) ? file->len : 8 + (guint)strlen (header);
  guint place = (guint)g_rand_int_range (random, 0, (gint32)end);
  guint8 byte = (guint8)g_rand_int_range (random, 0, 256);
  switch (g_rand_int_range (random, 0, 5)) {
  case 0:
    file->data[place] ^= (guint8)(1u << (byte % 8));
    break;
  case 1:
    g_byte_array_remove_range (file, place, MIN (byte, file->len - place));
    break;
  case 2:
    g_byte_array_set_size (file, place);
    break;
  case 3:
    /* An insertion: the header becomes longer than its stored length, or the data move. */
    g_byte_array_append (file, &byte, 1);
    memmove (file->data + place + 1, file->data + place, file->len - 1 - place);
    break;
  default:
    /* A changed digit changes a size and leaves the JSON valid. */
    while (!g_ascii_isdigit (file->data[place]))
      place = (guint)g_rand_int_range (random, 8, 8 + (gint32)strlen (header));
    file->data[place] = (guint8)('0' + byte % 10);
  }
  return file;
}

/* `text` with the first `from` replaced, which must occur. Transfer full. */
static inline char *
replace_once (const char *text, const char *from, const char *to)
{
  const char *place = strstr (text, from);
  if (place == NULL)
    g_error ("“%s” does not occur in %s", from, text);
  g_autofree char *before = g_strndup (text, (gsize)(place - text));
  return g_strconcat (before, to, place + strlen (from), NULL);
}

/* `count` times `text`. Transfer full. */
static inline char *
repeat (const char *text, guint count)
{
  GString *all = g_string_new (NULL);
  for (guint i = 0; i < count; i++)
    g_string_append (all, text);
  return g_string_free (all, FALSE);
}

/* Makes allocations beyond the allowance fail, so that a test that needs more memory fails too. */
static inline void
limit_memory (struct rlimit *before)
{
  g_assert_cmpint (getrlimit (RLIMIT_AS, before), ==, 0);
#ifndef __SANITIZE_ADDRESS__ /* the sanitizer maps terabytes itself */
  g_autofree char *statm = NULL;
  struct rlimit limit = *before;
  g_assert_true (g_file_get_contents ("/proc/self/statm", &statm, NULL, NULL));
  limit.rlim_cur =
      g_ascii_strtoull (statm, NULL, 10) * (guint64)sysconf (_SC_PAGESIZE) + CONTAINER_ALLOWANCE;
  g_assert_cmpint (setrlimit (RLIMIT_AS, &limit), ==, 0);
#endif
}

static inline void
unlimit_memory (const struct rlimit *before)
{
  g_assert_cmpint (setrlimit (RLIMIT_AS, before), ==, 0);
}

/* The error must be one sentence of NCSN_ERROR that contains `fragment`. Logs it if fragment is not
 * empty. */
static inline void
assert_sentence (const GError *error, const char *fragment)
{
  g_assert_nonnull (error);
  if (*fragment != '\0')
    g_test_message ("%s", error->message);
  if (error->domain != NCSN_ERROR || strstr (error->message, fragment) == NULL)
    g_error ("expected “%s”, got “%s”", fragment, error->message);
  g_assert_null (strchr (error->message, '\n'));
  g_assert_true (g_str_has_suffix (error->message, "."));
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  g_assert_cmpuint (strlen (error->message), <, 500);
}
