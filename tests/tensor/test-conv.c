/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests convolution and its gradients against the naive twins, with one line of text per case. To
 * run one case:
 * test-conv -p '/conv/3x9x7x5 3x3x19 s1 d1'. */
#undef G_DISABLE_ASSERT
#include <stdio.h>

#include "compare.h"
#include "naive.h"

/* N×H×W×C_in, kernel rows×columns×C_out, stride, dilation. */
static const char *const cases[] = {
    /* pointwise and linear layers */
    "1x1x1x1 1x1x1 s1 d1",
    "3x1x1x129 1x1x77 s1 d1",
    "1x7x5x3 1x1x1 s1 d1",
    "3x9x7x17 1x1x31 s1 d1",
    "1x13x11x48 1x1x33 s2 d1",
    "3x37x41x5 1x1x7 s1 d1",

    /* 3×3: 3 or 1 channels, channels that do not fill groups, sides that are not multiples of 4 */
    "1x28x28x1 3x3x32 s1 d1",
    "3x28x28x32 3x3x1 s1 d1",
    "1x27x29x3 3x3x16 s1 d1",
    "3x15x13x19 3x3x3 s1 d1",
    "3x9x7x5 3x3x19 s1 d1",
    "1x8x8x8 3x3x8 s1 d1",
    "3x5x6x9 3x3x11 s1 d1",
    "1x7x10x37 3x3x41 s1 d1",
    "3x14x14x65 3x3x63 s1 d1",
    "1x31x17x24 3x3x40 s1 d1",
    "1x4x4x16 3x3x16 s1 d1",
    "1x6x3x13 3x3x8 s1 d1",

    /* many channels: many products in a sum */
    "1x7x7x256 3x3x128 s1 d1",
    "3x7x9x129 3x3x255 s1 d1",
    "1x5x5x300 3x3x301 s1 d1",

    /* large: many blocks, and all slices of the weight gradient */
    "3x28x28x64 3x3x64 s1 d1",
    "3x29x31x33 3x3x35 s1 d1",
    "1x61x67x12 3x3x9 s1 d1",
    "1x38x37x64 3x3x17 s1 d2",
    "3x64x65x65 1x1x33 s1 d1",
    "3x41x43x33 3x3x19 s2 d1",

    /* stride */
    "1x28x28x8 3x3x16 s2 d1",
    "3x9x11x13 3x3x10 s2 d1",
    "3x2x1x5 3x3x4 s2 d1",
    "1x13x8x7 5x5x9 s2 d1",

    /* dilation, mostly of 3×3 kernels */
    "3x13x11x9 3x3x17 s1 d2",
    "1x28x28x16 3x3x16 s1 d2",
    "1x15x18x33 3x3x31 s1 d4",
    "3x16x16x24 3x3x8 s1 d4",
    "1x11x9x65 3x3x67 s1 d3",
    "1x12x10x6 5x5x7 s1 d2",
    "1x17x15x5 3x3x6 s2 d2",

    /* other kernels */
    "3x11x9x6 5x5x13 s1 d1",
    "1x9x8x3 7x7x5 s1 d1",
    "1x9x10x4 1x3x6 s1 d1",
    "3x6x7x5 5x1x3 s1 d1",

    /* kernels that are larger than the picture */
    "1x1x1x9 3x3x10 s1 d1",
    "3x2x2x11 3x3x8 s1 d1",
    "1x3x2x5 5x5x4 s1 d1",
    "3x3x3x16 3x3x16 s1 d4",
    "1x1x5x8 3x3x9 s1 d2",
    "1x2x1x3 7x7x2 s2 d1",
};

typedef struct {
  NcsnConv conv;
  gboolean bias;
  const float *x, *w, *b, *dy;
} Case;

static NcsnConv
parse (const char *line)
{
  gsize n, h, w, ci, kh, kw, co, stride, dilation;
  int fields = sscanf (line,
                       "%" G_GSIZE_FORMAT "x%" G_GSIZE_FORMAT "x%" G_GSIZE_FORMAT
                       "x%" G_GSIZE_FORMAT " %" G_GSIZE_FORMAT "x%" G_GSIZE_FORMAT
                       "x%" G_GSIZE_FORMAT " s%" G_GSIZE_FORMAT " d%" G_GSIZE_FORMAT,
                       &n, &h, &w, &ci, &kh, &kw, &co, &stride, &dilation);

  g_assert_cmpint (fields, ==, 9);
  return (NcsnConv){{n, h, w, ci}, kh, kw, co, stride, dilation};
}

static void
run_forward (gconstpointer context, float *out, NcsnThreads *threads)
{
  const Case *c = context;

  ncsn_conv_forward (&c->conv, c->x, c->w, c->bias ? c->b : NULL, out, threads);
}

static void
run_input (gconstpointer context, float *out, NcsnThreads *threads)
{
  const Case *c = context;

  ncsn_conv_vjp_input (&c->conv, c->dy, c->w, out, threads);
}

static gsize
weight_size (const NcsnConv *conv)
{
  return conv->kh * conv->kw * conv->x.c * conv->co;
}

/* out: dw, then db. */
static void
run_weight (gconstpointer context, float *out, NcsnThreads *threads)
{
  const Case *c = context;

  ncsn_conv_vjp_weight (&c->conv, c->x, c->dy, out, threads);
  if (c->bias)
    ncsn_conv_vjp_bias (&c->conv, c->dy, out + weight_size (&c->conv), threads);
}

static void
check_forward (const Case *c, gsize count)
{
  g_autofree double *y = g_new (double, count);

  ncsn_naive_conv (&c->conv, c->x, c->w, c->bias ? c->b : NULL, y);
  ncsn_test_kernel (c->bias ? "forward with bias" : "forward", run_forward, c, count, FALSE, y);
}

static void
check_input (const Case *c)
{
  gsize count = ncsn_shape_size (c->conv.x);
  g_autofree double *dx = g_new0 (double, count);

  ncsn_naive_conv_vjp (&c->conv, c->x, c->w, c->dy, dx, NULL, NULL);
  ncsn_test_kernel ("vjp of the input", run_input, c, count, TRUE, dx);
}

static void
check_weight (const Case *c)
{
  gsize size = weight_size (&c->conv);
  gsize count = size + (c->bias ? c->conv.co : 0);
  g_autofree double *d = g_new0 (double, count);

  ncsn_naive_conv_vjp (&c->conv, c->x, c->w, c->dy, NULL, d, c->bias ? d + size : NULL);
  ncsn_test_kernel (c->bias ? "vjp of weight and bias" : "vjp of the weight", run_weight, c, count,
                    TRUE, d);
}

static void
test_case (gconstpointer data)
{
  Case c = {.conv = parse (data)};
  NcsnShape shape = ncsn_conv_output_shape (&c.conv);
  gsize count = ncsn_shape_size (shape);
  g_autofree float *x = ncsn_test_normal (ncsn_shape_size (c.conv.x), 1);
  g_autofree float *w = ncsn_test_normal (weight_size (&c.conv), 2);
  g_autofree float *b = ncsn_test_normal (c.conv.co, 3);
  g_autofree float *dy = ncsn_test_normal (count, 4);

  g_assert_cmpuint (shape.n, ==, c.conv.x.n);
  g_assert_cmpuint (shape.h, ==, (c.conv.x.h + c.conv.stride - 1) / c.conv.stride);
  g_assert_cmpuint (shape.w, ==, (c.conv.x.w + c.conv.stride - 1) / c.conv.stride);
  g_assert_cmpuint (shape.c, ==, c.conv.co);
  c = (Case){c.conv, TRUE, x, w, b, dy};
  check_forward (&c, count);
  check_input (&c);
  check_weight (&c);
  c.bias = FALSE;
  check_forward (&c, count);
  check_weight (&c);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strconcat ("/conv/", cases[i], NULL);
    g_test_add_data_func (path, cases[i], test_case);
  }
  return g_test_run ();
}
