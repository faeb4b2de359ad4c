/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which inner loops the processor at hand gets. */
#include "tensor/kernels.h"

extern const NcsnKernels ncsn_kernels_baseline;

#ifdef NCSN_X86
extern const NcsnKernels ncsn_kernels_avx512, ncsn_kernels_avx2;

static const NcsnKernels *
choose (void)
{
  const char *wanted = g_getenv ("NCSN_SIMD");

  __builtin_cpu_init ();
  if (__builtin_cpu_supports ("x86-64-v4") && (!wanted || g_str_equal (wanted, "avx512")))
    return &ncsn_kernels_avx512;
  if (__builtin_cpu_supports ("x86-64-v3") && g_strcmp0 (wanted, "baseline") != 0)
    return &ncsn_kernels_avx2;
  return &ncsn_kernels_baseline;
}
#else
static const NcsnKernels *
choose (void)
{
  return &ncsn_kernels_baseline;
}
#endif

const NcsnKernels *
ncsn_kernels (void)
{
  static gsize chosen;

  if (g_once_init_enter (&chosen))
    g_once_init_leave (&chosen, (gsize)choose ());
  return (const NcsnKernels *)chosen;
}
