/* The exponential, in a form that compilers vectorise. */
#pragma once

#include <glib.h>
#include <string.h>

G_BEGIN_DECLS

/* e^x within 2 units in the last place for x in [-87, 88]; clamped outside. Range reduction
 * x = n ln 2 + r with ln 2 in two parts (Cody & Waite), then the polynomial of Cephes' expf. */
static inline float
ncsn_exp (float x)
{
  x = x < -87.0f ? -87.0f : x > 88.0f ? 88.0f : x;
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
  p = p * r * r + r + 1.0f;
  gint32 bits;
  memcpy (&bits, &shifted, sizeof bits);
  bits = (gint32)((guint32)(bits + 127) << 23); /* 2^n */
  float scale;
  memcpy (&scale, &bits, sizeof scale);
  return p * scale;
}

/* 1/(1+e^-x) */
static inline float
ncsn_sigmoid (float x)
{
  return 1.0f / (1.0f + ncsn_exp (-x));
}

G_END_DECLS
