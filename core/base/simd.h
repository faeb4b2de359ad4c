/* One build for every processor: a function marked NCSN_SIMD is compiled for AVX-512, for AVX2 with
 * FMA and for the baseline, and the loader picks. Plain loops are enough, the compiler vectorises
 * them.
 *
 * Sanitizers instrument the loader's choice before they are set up themselves, and crash there. */
#pragma once

#ifdef NCSN_SIMD
/* A test has compiled the whole file for one kind. */
#elif defined(__x86_64__) && defined(__gnu_linux__) && !defined(__clang__) &&                      \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define NCSN_SIMD __attribute__ ((target_clones ("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define NCSN_SIMD
#endif
