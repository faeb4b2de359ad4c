/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chooses the inner loops for the processor that the program runs on. */
#include "tensor/simd/kernels.h"

extern const NcsnKernels ncsn_kernels_avx512, ncsn_kernels_avx2, ncsn_kernels_baseline;
extern const NcsnKernels ncsn_kernels_neon, ncsn_kernels_plain;

/* The variants of this build, best first; the last one runs on every processor. */
static const NcsnKernels *const variants[] = {
#if defined(__x86_64__)
    &ncsn_kernels_avx512,
    &ncsn_kernels_avx2,
    &ncsn_kernels_baseline,
#elif defined(__aarch64__)
    &ncsn_kernels_neon,
#endif
    &ncsn_kernels_plain,
};

static gboolean
runs_here (const NcsnKernels *kernels)
{
#ifdef __x86_64__
  __builtin_cpu_init ();
  if (kernels == &ncsn_kernels_avx512)
    return __builtin_cpu_supports ("x86-64-v4") != 0;
  if (kernels == &ncsn_kernels_avx2)
    return __builtin_cpu_supports ("x86-64-v3") != 0;
#endif
  return TRUE;
}

static const NcsnKernels *
choose (void)
{
  const char *wanted = g_getenv ("NCSN_SIMD");
  const NcsnKernels *best = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (variants); i++)
    if (runs_here (variants[i])) {
      if (g_strcmp0 (wanted, variants[i]->name) == 0)
        return variants[i];
      best = best != NULL ? best : variants[i];
    }
  return best;
}

const NcsnKernels *
ncsn_kernels (void)
{
  static gsize chosen;

  if (g_once_init_enter (&chosen))
    g_once_init_leave (&chosen, (gsize)choose ());
  return (const NcsnKernels *)chosen;
}
