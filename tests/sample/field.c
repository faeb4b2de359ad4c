/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The exact score of squares of a random field, by the eigenvectors of its covariance. */
#include "field.h"

#include <math.h>

/* One rotation of Jacobi's method: makes element (p, q) of the symmetric `a` 0 and applies the
 * same rotation to the rows of `v`. */
static void
rotate (double a[FIELD_MAX][FIELD_MAX], double v[FIELD_MAX][FIELD_MAX], gsize n, gsize p, gsize q)
{
  double angle = 0.5 * atan2 (2.0 * a[p][q], a[q][q] - a[p][p]);
  double c = cos (angle), s = sin (angle);

  for (gsize i = 0; i < n; i++) {
    double x = a[i][p], y = a[i][q];

    a[i][p] = c * x - s * y;
    a[i][q] = s * x + c * y;
  }
  for (gsize i = 0; i < n; i++) {
    double x = a[p][i], y = a[q][i];

    a[p][i] = c * x - s * y;
    a[q][i] = s * x + c * y;
    x = v[p][i];
    y = v[q][i];
    v[p][i] = c * x - s * y;
    v[q][i] = s * x + c * y;
  }
}

void
field_init (Field *field, gsize side, double mean, double variance, double length)
{
  double a[FIELD_MAX][FIELD_MAX];

  g_assert_cmpuint (side, <=, FIELD_MAX);
  *field = (Field){.side = side, .mean = mean, .variance = variance};
  for (gsize i = 0; i < side; i++)
    for (gsize j = 0; j < side; j++) {
      double distance = ((double)i - (double)j) / length;

      a[i][j] = exp (-0.5 * distance * distance);
      field->vectors[i][j] = i == j;
    }
  for (guint sweep = 0; sweep < 12; sweep++)
    for (gsize p = 0; p < side; p++)
      for (gsize q = p + 1; q < side; q++)
        rotate (a, field->vectors, side, p, q);
  for (gsize i = 0; i < side; i++)
    field->values[i] = MAX (a[i][i], 0.0);
}

/* to = V x Vᵀ, or with `back` Vᵀ x V. */
static void
turn (const Field *field, gboolean back, double x[FIELD_MAX][FIELD_MAX],
      double to[FIELD_MAX][FIELD_MAX])
{
  const gsize n = field->side;
  double half[FIELD_MAX][FIELD_MAX];

#define V(i, j) (back ? field->vectors[j][i] : field->vectors[i][j])
  for (gsize i = 0; i < n; i++)
    for (gsize j = 0; j < n; j++) {
      half[i][j] = 0.0;
      for (gsize k = 0; k < n; k++)
        half[i][j] += V (i, k) * x[k][j];
    }
  for (gsize i = 0; i < n; i++)
    for (gsize j = 0; j < n; j++) {
      to[i][j] = 0.0;
      for (gsize k = 0; k < n; k++)
        to[i][j] += half[i][k] * V (j, k);
    }
#undef V
}

static gboolean
evaluate (const float *x, NcsnShape shape, double sigma, const NcsnKnown *known, float *score,
          gpointer data, GError **error)
{
  Field *field = data;
  const gsize n = field->side;
  double pixels[FIELD_MAX][FIELD_MAX], turned[FIELD_MAX][FIELD_MAX];

  g_assert_true (shape.h == n && shape.w == n && shape.c == 1);
  field->squares += shape.n;
  for (gsize k = 0; k < shape.n; k++, x += n * n, score += n * n) {
    for (gsize i = 0; i < n * n; i++)
      pixels[i / n][i % n] = x[i] - field->mean;
    turn (field, FALSE, pixels, turned);
    for (gsize i = 0; i < n; i++)
      for (gsize j = 0; j < n; j++)
        turned[i][j] /= -(field->variance * field->values[i] * field->values[j] + sigma * sigma);
    turn (field, TRUE, turned, pixels);
    for (gsize i = 0; i < n * n; i++)
      score[i] = (float)pixels[i / n][i % n];
  }
  return TRUE;
}

NcsnScore
field_score (Field *field)
{
  return (NcsnScore){evaluate, field};
}
