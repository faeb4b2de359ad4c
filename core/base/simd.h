/* SPDX-License-Identifier: GPL-3.0-or-later */
/* NCSN_SIMD marks a function that is compiled for AVX-512, for AVX2 with FMA and for the baseline;
 * the dynamic loader chooses one for the processor. The compiler vectorises the function's plain
 * loops.
 *
 * Not with sanitizers: they instrument the function that makes the choice, which runs before they
 * are initialised, and crash. */
#pragma once

#ifdef NCSN_SIMD
/* A test compiles the whole file for one kind of processor. */
#elif defined(__x86_64__) && defined(__gnu_linux__) && !defined(__clang__) &&                      \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define NCSN_SIMD __attribute__ ((target_clones ("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define NCSN_SIMD
#endif
