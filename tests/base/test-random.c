/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests that the random numbers are those of Philox at the documented counter, and that they have
 * the documented distributions. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "ncsn/random.h"

/* An independent Philox-4x32-10, written from the paper (Salmon et al. 2011, section 3.3). */
static void
philox_reference (const guint32 counter[4], const guint32 key[2], guint32 out[4])
{
  guint32 c[4] = {counter[0], counter[1], counter[2], counter[3]};
  guint32 k[2] = {key[0], key[1]};

  for (int round = 0; round < 10; round++) {
    guint64 p0 = (guint64)0xD2511F53u * c[0];
    guint64 p1 = (guint64)0xCD9E8D57u * c[2];
    guint32 next[4] = {(guint32)(p1 >> 32) ^ c[1] ^ k[0], (guint32)p1,
                       (guint32)(p0 >> 32) ^ c[3] ^ k[1], (guint32)p0};

    memcpy (c, next, sizeof c);
    k[0] += 0x9E3779B9u;
    k[1] += 0xBB67AE85u;
  }
  memcpy (out, c, sizeof c);
}

static void
assert_words (const guint32 counter[4], const guint32 key[2], const guint32 words[4])
{
  NcsnRandomKey address = {.seed = ((guint64)key[1] << 32) | key[0],
                           .item = counter[1],
                           .step = counter[2],
                           .stream = counter[3]};
  float uniform[4];

  ncsn_random_uniform (address, (guint64)counter[0] * 4, 4, uniform);
  for (int i = 0; i < 4; i++)
    g_assert_cmpuint ((guint32)(uniform[i] * 0x1p24f), ==, words[i] >> 8);
}

/* The vectors published with Random123 (kat_vectors, "philox4x32 10"). */
static void
test_known_answers (void)
{
  static const struct {
    guint32 counter[4], key[2], words[4];
  } vectors[] = {
      {{0, 0, 0, 0}, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
      {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
       {0xffffffff, 0xffffffff},
       {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
      {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
       {0xa4093822, 0x299f31d0},
       {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++) {
    guint32 words[4];

    philox_reference (vectors[i].counter, vectors[i].key, words);
    g_assert_cmpmem (words, sizeof words, vectors[i].words, sizeof words);
    assert_words (vectors[i].counter, vectors[i].key, vectors[i].words);
  }
}

static void
test_addresses (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  for (int i = 0; i < 1000; i++) {
    guint32 counter[4], key[2], words[4];

    for (int j = 0; j < 4; j++)
      counter[j] = g_rand_int (rand);
    for (int j = 0; j < 2; j++)
      key[j] = g_rand_int (rand);
    philox_reference (counter, key, words);
    assert_words (counter, key, words);
  }
}

/* Normal numbers are the Box–Muller transform of the reference's words. */
static void
test_normal_formula (void)
{
  NcsnRandomKey address = {.seed = 5, .stream = 6, .item = 7, .step = 8};

  for (guint32 block = 0; block < 1000; block++) {
    guint32 counter[4] = {block, 7, 8, 6}, key[2] = {5, 0}, words[4];
    float normal[4];

    philox_reference (counter, key, words);
    ncsn_random_normal (address, block * 4, 4, normal);
    for (int i = 0; i < 4; i += 2) {
      double radius = sqrt (-2.0 * log ((words[i] + 0.5) / 4294967296.0));
      double angle = 2.0 * G_PI * (words[i + 1] / 4294967296.0);

      g_assert_cmpfloat_with_epsilon (normal[i], radius * cos (angle), 2e-5);
      g_assert_cmpfloat_with_epsilon (normal[i + 1], radius * sin (angle), 2e-5);
    }
  }
}

/* Drawing a sequence in pieces of any size gives the same numbers as drawing it at once. */
static void
test_pieces (void)
{
  enum { COUNT = 1000, START = 12345 };
  NcsnRandomKey key = {.seed = 99, .stream = NCSN_STREAM_NOISE, .item = 3, .step = 4};
  void (*const draws[]) (NcsnRandomKey, guint64, gsize, float *) = {ncsn_random_uniform,
                                                                    ncsn_random_normal};
  g_autoptr (GRand) rand = g_rand_new_with_seed (2);

  for (gsize d = 0; d < G_N_ELEMENTS (draws); d++)
    for (int repeat = 0; repeat < 50; repeat++) {
      float whole[COUNT], pieces[COUNT];
      gsize at = 0;

      draws[d](key, START, COUNT, whole);
      while (at < COUNT) {
        gsize max = (gsize)g_rand_int_range (rand, 0, 12);
        gsize count = MIN (max, COUNT - at);

        draws[d](key, START + at, count, pieces + at);
        at += count;
      }
      g_assert_cmpmem (pieces, sizeof pieces, whole, sizeof whole);
    }
}

static int
compare_floats (const void *a, const void *b)
{
  float x = *(const float *)a, y = *(const float *)b;

  return (x > y) - (x < y);
}

static double
uniform_cdf (double x)
{
  return x;
}

static double
normal_cdf (double x)
{
  return 0.5 * erfc (-x / G_SQRT2);
}

/* Kolmogorov–Smirnov: √n D stays below 1.95 with probability 0.999. Sorts x. */
static void
assert_distribution (float *x, gsize count, double (*cdf) (double))
{
  double worst = 0.0;

  qsort (x, count, sizeof *x, compare_floats);
  for (gsize i = 0; i < count; i++) {
    double p = cdf (x[i]);

    worst = MAX (worst, MAX (p - (double)i / count, (double)(i + 1) / count - p));
  }
  g_assert_cmpfloat (worst * sqrt ((double)count), <, 1.95);
}

/* Central moments up to the fourth, each within five of its standard errors. */
static void
assert_moments (const float *x, gsize count, double mean, double variance, double kurtosis)
{
  double m[5] = {0}, n = (double)count;

  for (gsize i = 0; i < count; i++)
    m[1] += x[i] / n;
  for (gsize i = 0; i < count; i++)
    for (int k = 2; k <= 4; k++)
      m[k] += pow (x[i] - m[1], k) / n;

  g_assert_cmpfloat (fabs (m[1] - mean), <, 5.0 * sqrt (variance / n));
  g_assert_cmpfloat (fabs (m[2] / variance - 1.0), <, 5.0 * sqrt ((kurtosis - 1.0) / n));
  g_assert_cmpfloat (fabs (m[3] / pow (variance, 1.5)), <, 5.0 * sqrt (15.0 / n));
  g_assert_cmpfloat (fabs (m[4] / (variance * variance) - kurtosis), <, 5.0 * sqrt (96.0 / n));
}

static void
test_uniform_distribution (void)
{
  enum { COUNT = 200000, BINS = 256 };
  NcsnRandomKey key = {.seed = 11, .stream = NCSN_STREAM_PRIOR};
  g_autofree float *x = g_new (float, COUNT);
  guint bins[BINS] = {0};
  double chi_square = 0.0;

  ncsn_random_uniform (key, 0, COUNT, x);
  for (gsize i = 0; i < COUNT; i++) {
    g_assert_true (x[i] >= 0.0f && x[i] < 1.0f);
    bins[(gsize)(x[i] * BINS)]++;
  }
  for (gsize i = 0; i < BINS; i++)
    chi_square += pow (bins[i] - (double)COUNT / BINS, 2) / ((double)COUNT / BINS);
  g_assert_cmpfloat (fabs (chi_square - (BINS - 1)), <, 4.0 * sqrt (2.0 * (BINS - 1)));

  assert_moments (x, COUNT, 0.5, 1.0 / 12.0, 1.8);
  assert_distribution (x, COUNT, uniform_cdf);
}

static void
test_normal_distribution (void)
{
  enum { COUNT = 200000 };
  NcsnRandomKey key = {.seed = 12, .stream = NCSN_STREAM_NOISE};
  g_autofree float *x = g_new (float, COUNT);

  ncsn_random_normal (key, 0, COUNT, x);
  assert_moments (x, COUNT, 0.0, 1.0, 3.0);
  assert_distribution (x, COUNT, normal_cdf);
}

/* Neither the values nor the squares of two sequences are correlated. */
static void
assert_unrelated (const float *a, const float *b, gsize count)
{
  double values = 0.0, sizes = 0.0;

  for (gsize i = 0; i < count; i++) {
    values += (double)a[i] * b[i];
    sizes += ((double)a[i] * a[i] - 1.0) * ((double)b[i] * b[i] - 1.0) / 2.0;
  }
  g_assert_cmpfloat (fabs (values) / sqrt ((double)count), <, 5.0);
  g_assert_cmpfloat (fabs (sizes) / sqrt ((double)count), <, 5.0);
}

/* Sequences are independent if any part of their keys differs, and so are the numbers of one. */
static void
test_unrelated (void)
{
  enum { COUNT = 50000 };
  const guint64 seed = 0x100000002;
  const NcsnRandomKey keys[] = {
      {seed, NCSN_STREAM_NOISE, 1, 1},      {seed + 1, NCSN_STREAM_NOISE, 1, 1},
      {seed << 1, NCSN_STREAM_NOISE, 1, 1}, {seed & 0xf, NCSN_STREAM_NOISE, 1, 1},
      {seed, NCSN_STREAM_PRIOR, 1, 1},      {seed, NCSN_STREAM_NOISE, 2, 1},
      {seed, NCSN_STREAM_NOISE, 1, 2},
  };
  g_autofree float *x = g_new (float, G_N_ELEMENTS (keys) * COUNT);

  for (gsize k = 0; k < G_N_ELEMENTS (keys); k++)
    ncsn_random_normal (keys[k], 0, COUNT, x + k * COUNT);
  for (gsize k = 0; k < G_N_ELEMENTS (keys); k++)
    for (gsize l = 0; l < k; l++)
      assert_unrelated (x + k * COUNT, x + l * COUNT, COUNT);
  for (gsize lag = 1; lag <= 4; lag++)
    assert_unrelated (x, x + lag, COUNT - lag);
}

static void
test_index (void)
{
  enum { COUNT = 50000, BOUND = 10 };
  NcsnRandomKey key = {.seed = 13, .stream = NCSN_STREAM_CLASS};
  guint bins[BOUND] = {0};
  double chi_square = 0.0;

  for (key.item = 0; key.item < COUNT; key.item++) {
    guint32 index = ncsn_random_index (key, BOUND);

    g_assert_cmpuint (index, <, BOUND);
    bins[index]++;
    g_assert_cmpuint (ncsn_random_index (key, 1), ==, 0);
  }
  for (gsize i = 0; i < BOUND; i++)
    chi_square += pow (bins[i] - (double)COUNT / BOUND, 2) / ((double)COUNT / BOUND);
  g_assert_cmpfloat (chi_square, <, 27.9); /* 0.999 of a chi-square with 9 degrees of freedom */
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/random/known-answers", test_known_answers);
  g_test_add_func ("/random/addresses", test_addresses);
  g_test_add_func ("/random/normal-formula", test_normal_formula);
  g_test_add_func ("/random/pieces", test_pieces);
  g_test_add_func ("/random/uniform-distribution", test_uniform_distribution);
  g_test_add_func ("/random/normal-distribution", test_normal_distribution);
  g_test_add_func ("/random/unrelated", test_unrelated);
  g_test_add_func ("/random/index", test_index);
  return g_test_run ();
}
