/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Computes random numbers as a pure function of their key and place, by Philox-4x32-10 (Salmon et
 * al. 2011).
 *
 * The cipher's key is the seed; its counter is (block, item, step, stream), and each block holds
 * four consecutive numbers of the sequence. The block is a 32-bit word, so a sequence has 2^34
 * numbers before it repeats: far more than any picture or parameter has elements. */
#include "ncsn/random.h"

#include <math.h>
#include <string.h>
#include <Random123/philox.h>

#define BLOCK 4

typedef void (*BlockFunc) (const guint32 *words, float *out);

static philox4x32_ctr_t
random_block (const NcsnRandomKey *key, guint32 block)
{
  philox4x32_ctr_t counter = {{block, key->item, key->step, key->stream}};
  philox4x32_key_t cipher_key = {{(guint32)key->seed, (guint32)(key->seed >> 32)}};

  return philox4x32 (counter, cipher_key);
}

/* Only the upper 24 bits, because a float has no more: otherwise rounding could give 1. */
static inline float
unit_from_word (guint32 word)
{
  return (float)(word >> 8) * 0x1p-24f;
}

static inline void
uniform_block (const guint32 *words, float *out)
{
  for (guint i = 0; i < BLOCK; i++)
    out[i] = unit_from_word (words[i]);
}

/* Box & Muller (1958): r cos φ and r sin φ with r = √(-2 ln u), φ = 2π v. u uses all 32 bits and is
 * half a step away from zero, so its logarithm is finite and r reaches 6.7. */
static inline void
normal_block (const guint32 *words, float *out)
{
  for (guint i = 0; i < BLOCK; i += 2) {
    float radius = sqrtf (-2.0f * logf ((float)words[i] * 0x1p-32f + 0x1p-33f));
    float angle = (float)(2.0 * G_PI) * unit_from_word (words[i + 1]);

    out[i] = radius * cosf (angle);
    out[i + 1] = radius * sinf (angle);
  }
}

/* Inlined for each kind of number, so that whole blocks go straight to the output. */
static inline void
fill (const NcsnRandomKey *key, guint64 first, gsize count, float *out, BlockFunc make)
{
  guint64 block = first / BLOCK;
  gsize skip = first % BLOCK;

  while (count > 0) {
    philox4x32_ctr_t words = random_block (key, (guint32)block++);
    gsize take = MIN (count, BLOCK - skip);

    if (take == BLOCK) {
      make (words.v, out);
    } else {
      float numbers[BLOCK];

      make (words.v, numbers);
      memcpy (out, numbers + skip, take * sizeof (float));
    }
    out += take;
    count -= take;
    skip = 0;
  }
}

void
ncsn_random_uniform (NcsnRandomKey key, guint64 first, gsize count, float *out)
{
  fill (&key, first, count, out, uniform_block);
}

void
ncsn_random_normal (NcsnRandomKey key, guint64 first, gsize count, float *out)
{
  fill (&key, first, count, out, normal_block);
}

/* Scales instead of taking a remainder: the bias is below bound / 2^32, too small to matter for
 * pictures and classes. */
guint32
ncsn_random_index (NcsnRandomKey key, guint32 bound)
{
  return (guint32)(((guint64)random_block (&key, 0).v[0] * bound) >> 32);
}

void
ncsn_random_sign (NcsnRandomKey key, guint64 first, gsize count, float *out)
{
  ncsn_random_uniform (key, first, count, out);
  for (gsize i = 0; i < count; i++)
    out[i] = out[i] < 0.5f ? -1.0f : 1.0f;
}

double
ncsn_random_next (NcsnRandomStream *stream)
{
  float u;

  ncsn_random_uniform (stream->key, stream->next++, 1, &u);
  return (double)u;
}
