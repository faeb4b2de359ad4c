/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Measures the peak rate of multiply-adds of a processor, without any access to memory. Compiled as
 * the function PEAK, once for each kind of processor, with the flags of the inner loops. */
#include <glib.h>

#if defined __AVX512F__
#define LANES 16
#elif defined __AVX__
#define LANES 8
#else
#define LANES 4
#endif

/* Number of independent sums: enough to fill the pipelines, few enough to fit into the registers.
 */
#ifdef __x86_64__
#define SUMS 12
#else
#define SUMS 24
#endif

typedef float Vec __attribute__ ((vector_size (LANES * sizeof (float))));

float PEAK (gsize multiplications, float step);

/* The sums start at different values and are themselves a factor, so that the compiler cannot omit
 * any of the work. */
float
PEAK (gsize multiplications, float step)
{
  Vec sum[SUMS];
  float total = 0;

  for (gsize i = 0; i < SUMS; i++)
    sum[i] = (Vec){0} + (float)(i + 1);
  for (gsize l = 0; l < multiplications / (SUMS * LANES); l++)
#pragma GCC unroll 24
    for (gsize i = 0; i < SUMS; i++)
      sum[i] += sum[i] * step;
  for (gsize i = 0; i < SUMS; i++)
    total += sum[i][0];
  return total;
}
