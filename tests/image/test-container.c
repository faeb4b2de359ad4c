/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads parts of picture files by name, in files that are whole, truncated anywhere or changed
 * anywhere. Each file is in a block of exactly its size, so that a sanitised build detects reads
 * outside it. */
#include <string.h>

#include "image/container.h"
#include "image/profile.h"
#include "image/resolution.h"
#include "image/tiff.h"

/* TIFF files with orientation 6 and a profile of five bytes after the directory. */
static const guint8 intel[] = {'I', 'I', 42, 0, 8, 0, 0, 0,    2,    0,   0x12, 1,   3,  0, 1,
                               0,   0,   0,  6, 0, 0, 0, 0x73, 0x87, 7,   0,    5,   0,  0, 0,
                               38,  0,   0,  0, 0, 0, 0, 0,    'i',  'c', 'c',  '!', '?'};
static const guint8 motorola[] = {'M', 'M', 0, 42, 0, 0, 0, 8,    0,    2,   1,   0x12, 0,  3, 0,
                                  0,   0,   1, 0,  6, 0, 0, 0x87, 0x73, 0,   7,   0,    0,  0, 5,
                                  0,   0,   0, 38, 0, 0, 0, 0,    'i',  'c', 'c', '!',  '?'};
static const guint8 bigtiff[] = {
    'I',  'I', 43, 0, 8, 0, 0, 0, 16,  0,   0,   0,   0,   0, 0, 0, 2, 0, 0, 0, 0,    0,    0, 0,
    0x12, 1,   3,  0, 1, 0, 0, 0, 0,   0,   0,   0,   6,   0, 0, 0, 0, 0, 0, 0, 0x73, 0x87, 7, 0,
    5,    0,   0,  0, 0, 0, 0, 0, 'i', 'c', 'c', '!', '?', 0, 0, 0, 0, 0, 0, 0, 0,    0,    0, 0};
static const guint8 jpeg[] = {0xff, 0xd8, 0xff, 0xe0, 0,   16,  'J', 'F',  'I',  'F', 0,   1,   1,
                              2,    0,    100,  0,    50,  0,   0,   0xff, 0xe2, 0,   17,  'I', 'C',
                              'C',  '_',  'P',  'R',  'O', 'F', 'I', 'L',  'E',  0,   2,   2,   '!',
                              0xff, 0xe2, 0,    18,   'I', 'C', 'C', '_',  'P',  'R', 'O', 'F', 'I',
                              'L',  'E',  0,    1,    2,   'o', 'k', 0xff, 0xda};
static const guint8 webp[] = {'R', 'I', 'F', 'F', 30, 0, 0,   0,   'W', 'E', 'B', 'P',
                              'A', 'B', 'C', 'D', 1,  0, 0,   0,   'x', 0,   'I', 'C',
                              'C', 'P', 3,   0,   0,  0, 'i', 'c', 'c', 0};

static void
assert_profile (const guint8 *bytes, gsize size, const char *expected)
{
  g_autoptr (GBytes) profile = ncsn_profile_read (bytes, size);
  g_assert_nonnull (profile);
  g_assert_cmpmem (g_bytes_get_data (profile, NULL), g_bytes_get_size (profile), expected,
                   strlen (expected));
}

static void
test_whole (void)
{
  enum { ORIENTATION = 274, ABSENT = 275 };
  const struct {
    const guint8 *bytes;
    gsize size;
  } tiffs[] = {{intel, sizeof intel}, {motorola, sizeof motorola}, {bigtiff, sizeof bigtiff}};
  for (gsize i = 0; i < G_N_ELEMENTS (tiffs); i++) {
    g_assert_cmpuint (ncsn_tiff_number (tiffs[i].bytes, tiffs[i].size, ORIENTATION, 1), ==, 6);
    g_assert_cmpuint (ncsn_tiff_number (tiffs[i].bytes, tiffs[i].size, ABSENT, 9), ==, 9);
    assert_profile (tiffs[i].bytes, tiffs[i].size, "icc!?");
  }
  assert_profile (jpeg, sizeof jpeg, "ok!");
  assert_profile (webp, sizeof webp, "icc");

  double resolution[2] = {0};
  ncsn_resolution_read (jpeg, sizeof jpeg, resolution);
  g_assert_cmpfloat (resolution[0], ==, 10000);
  g_assert_cmpfloat (resolution[1], ==, 5000);
}

static void
read_all (const guint8 *bytes, gsize size)
{
  double resolution[2] = {0};
  g_autofree guint8 *exact = g_memdup2 (bytes, size);
  g_autoptr (GBytes) profile = ncsn_profile_read (exact, size);
  g_assert_true (profile == NULL || g_bytes_get_size (profile) <= size);
  g_assert_cmpuint (ncsn_tiff_number (exact, size, 274, 1), <=, G_MAXUINT32);
  ncsn_resolution_read (exact, size, resolution);
}

static void
test_damaged (void)
{
  const struct {
    const guint8 *bytes;
    gsize size;
  } files[] = {{intel, sizeof intel},
               {motorola, sizeof motorola},
               {bigtiff, sizeof bigtiff},
               {jpeg, sizeof jpeg},
               {webp, sizeof webp}};
  static const guint8 changes[] = {0, 1, 7, 127, 128, 254, 255};
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    for (gsize at = 0; at < files[i].size; at++) {
      g_autofree guint8 *changed = g_memdup2 (files[i].bytes, files[i].size);
      read_all (changed, at);
      for (gsize k = 0; k < G_N_ELEMENTS (changes); k++) {
        changed[at] = changes[k];
        read_all (changed, files[i].size);
      }
      memset (changed + at, 255, MIN (8, files[i].size - at));
      read_all (changed, files[i].size);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/container/whole", test_whole);
  g_test_add_func ("/container/damaged", test_damaged);
  return g_test_run ();
}
