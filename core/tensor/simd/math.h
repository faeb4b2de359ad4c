/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The exponential function and the activations, in a form that compilers vectorise. */
#pragma once

#include <glib.h>
#include <string.h>

G_BEGIN_DECLS

/* The bits of a float, as a number. */
static inline guint32
ncsn_float_bits (float x)
{
  guint32 bits;

  memcpy (&bits, &x, sizeof bits);
  return bits;
}

/* The float with these bits. */
static inline float
ncsn_bits_float (guint32 bits)
{
  float x;

  memcpy (&x, &bits, sizeof x);
  return x;
}

/* The minimum of x and a positive max, and the maximum of x and a negative min; any number for NaN.
 * Floats of one sign have the order of their bits. They are compared as integers, because compilers
 * turn comparisons of floats with constants into branches, which are slower. */
static inline float
ncsn_at_most (float x, float max)
{
  return ncsn_bits_float (
      (guint32)MIN ((gint32)ncsn_float_bits (x), (gint32)ncsn_float_bits (max)));
}

static inline float
ncsn_at_least (float x, float min)
{
  return ncsn_bits_float (MIN (ncsn_float_bits (x), ncsn_float_bits (min)));
}

/* e^x within 2 units in the last place for x in [-87, 88], and any number outside. It reduces the
 * range by x = n ln 2 + r with ln 2 in two parts (Cody & Waite 1980), then evaluates the polynomial
 * of Cephes' expf. */
static inline float
ncsn_exp_inside (float x)
{
  float shifted =
      x * 1.44269504f + 12582912.0f; /* 1.5·2^23: rounds to an integer in the low bits */
  float n = shifted - 12582912.0f;
  float r = x - n * 0.693359375f + n * 2.12194440e-4f;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = (p * r + 1.0f) * r + 1.0f;
  /* Times 2^n, by adding to the exponent; the shift removes 1.5·2^23. */
  return ncsn_bits_float (ncsn_float_bits (p) + (ncsn_float_bits (shifted) << 23));
}

/* e^x for any x: x is clamped to [-87, 88], and NaN gives NaN. */
static inline float
ncsn_exp (float x)
{
  float y = ncsn_exp_inside (ncsn_at_least (ncsn_at_most (x, 88.0f), -87.0f));

  return x == x ? y : x;
}

/* 1/(1+e^-x), not for NaN */
static inline float
ncsn_sigmoid (float x)
{
  return 1.0f / (1.0f + ncsn_exp_inside (-ncsn_at_least (ncsn_at_most (x, 87.0f), -88.0f)));
}

/* x for x > 0, e^x - 1 otherwise */
static inline float
ncsn_elu (float x)
{
  float negative = ncsn_exp_inside (ncsn_at_least (x, -87.0f)) - 1.0f;

  return x <= 0 ? negative : x;
}

/* The derivative of the ELU. */
static inline float
ncsn_elu_slope (float x)
{
  float negative = ncsn_exp_inside (ncsn_at_least (x, -87.0f));

  return x > 0 ? 1.0f : negative;
}

/* x/(1+e^-x) */
static inline float
ncsn_silu (float x)
{
  return x / (1.0f + ncsn_exp_inside (-ncsn_at_least (ncsn_at_most (x, 87.0f), -88.0f)));
}

/* The derivative of the SiLU: with s = 1/(1+e^-x), s (1 + x (1-s)). NaN for NaN. */
static inline float
ncsn_silu_slope (float x)
{
  float s = ncsn_sigmoid (x);

  return s * (1.0f + x * (1.0f - s));
}

G_END_DECLS
