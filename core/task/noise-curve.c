/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The noise of a camera, estimated from a picture alone, at each brightness: the quiet ones of
 * small tiles, at three scales, in lightness and in colours.
 *
 * Demosaicing and JPEG move noise from the finest details, where white noise is measured, to
 * coarser ones, where photographs have texture. But texture is one of lightness, mostly, while
 * sensors make noise in colours too; so the noise of colours limits that of lightness. */
#include <math.h>
#include <stdlib.h>

#include "camera/curve.h"
#include "ncsn/task.h"

#define SCALES 3
#define CHANNELS 3
#define N_DETAILS 3 /* kinds of them: across, down, diagonal */
#define MAX_SIDE 8  /* details along a side of a tile */
#define MAX_DETAILS (MAX_SIDE * MAX_SIDE)
#define MAX_CLIPPED 3  /* one pixel of so many may be at black or white */
#define MAX_TILES 8192 /* a scale; more do not change the answer */
#define QUIET 0.1      /* the share of tiles that are more quiet than the estimate */
#define WIDTH 1.25 /* deviation of the weights of tiles by brightness, in intervals of a curve */
#define COMMON                                                                                     \
  0.002 /* weight of tiles of all other brightnesses; above 0, since there may be no others */
#define MEDIAN_OF_NORMAL 0.6745
#define BYTE_STEP (1.0f / 255.0f)

/* White noise has the same deviation at all scales. A camera's has less at finer ones: in colours
 * at most a third at the finest of the coarsest, since the mosaic has each colour at every other
 * site or less. In gray pictures the level of white noise is compared with the curve. */
#define WHITE_COLOURS 0.45
#define WHITE_SHARE 0.45

/* A scale: details along a side of a tile; the share of a pixel's variance in these details; by how
 * much quiet tiles of white noise are below the level, in lightness and in colours; and how much
 * stronger the noise of lightness is at most. The last two were measured: on white noise, and on
 * pictures of bench/quality/exposure.py, plus a tenth. */
static const struct {
  guint side;
  double share, lightness, colour, ratio;
} scales[SCALES] = {{8, 3.0 / 4.0, 1.104, 1.064, 3.3},
                    {8, 3.0 / 16.0, 1.1, 1.07, 1.5},
                    {4, 1.0 / 16.0, 1.182, 1.109, 1.0}};

/* The level of a photograph's noise is above that of its quiet tiles by this factor, and a
 * photograph without noise seems to have this level: both measured on the pictures of
 * bench/quality/exposure.py. */
#define FACTOR 1.55
#define TEXTURE 0.012f

typedef struct {
  const float *picture, *mask;
  gsize width, height, channels;
} Source;

/* Variances of a tile. */
typedef struct {
  float brightness, lightness, colour;
} Tile;

typedef enum { LIGHTNESS, COLOUR } Part;

/* Means of squares of pixels, in lightness and colours. */
typedef struct {
  double scale; /* the side of the squares */
  double means[2 * MAX_SIDE + 1][2 * MAX_SIDE + 1][CHANNELS];
} Grid;

/* The side of the squares of pixels whose means a scale looks at. */
static gsize
mean_side (guint scale)
{
  return (gsize)1 << scale;
}

static float
value_at (const Source *source, gsize pixel, gsize c)
{
  return source->picture[pixel * source->channels + (source->channels == CHANNELS ? c : 0)];
}

/* The mean of a square, as lightness and two colours (an orthonormal basis). FALSE if a pixel is
 * outside the mask. *clipped counts pixels at black or white. */
static gboolean
mean_of (const Source *source, gsize x0, gsize y0, gsize side, double *colours, guint *clipped)
{
  double sums[CHANNELS] = {0.0, 0.0, 0.0};
  const double area = (double)(side * side);

  for (gsize y = y0; y < y0 + side; y++)
    for (gsize x = x0; x < x0 + side; x++) {
      const gsize pixel = y * source->width + x;
      const float green = value_at (source, pixel, 1);

      if (source->mask != NULL && !(source->mask[pixel] >= NCSN_HOLE_THRESHOLD))
        return FALSE;
      *clipped += !(green >= 1.5f * BYTE_STEP && green <= 1.0f - 1.5f * BYTE_STEP);
      for (gsize c = 0; c < CHANNELS; c++)
        sums[c] += (double)value_at (source, pixel, c) / area;
    }
  colours[0] = (sums[0] + sums[1] + sums[2]) / sqrt (3.0);
  colours[1] = (sums[0] - sums[1]) / sqrt (2.0);
  colours[2] = (sums[0] + sums[1] - 2.0 * sums[2]) / sqrt (6.0);
  return isfinite (sums[0] + sums[1] + sums[2]);
}

static int
compare (const void *a, const void *b)
{
  const float *one = a, *other = b;

  return *one < *other ? -1 : *one > *other;
}

/* The variance of details from the median of their absolute values. */
static double
variance_of (float *details, guint count)
{
  double level;

  qsort (details, count, sizeof (float), compare);
  level = 0.5 * (double)(details[(count - 1) / 2] + details[count / 2]) / MEDIAN_OF_NORMAL;
  return level * level;
}

/* The details at a place of the grid: second differences across and down, of pairs, and Haar's
 * diagonal one. Slopes have none, and white noise keeps its deviation. */
static void
split (const Grid *grid, gsize y, gsize x, gsize c, float *details)
{
#define AT(i, j) (grid->means[y + (i)][x + (j)][c])
  const double across =
      AT (0, 0) - 2.0 * AT (0, 1) + AT (0, 2) + AT (1, 0) - 2.0 * AT (1, 1) + AT (1, 2);
  const double down =
      AT (0, 0) - 2.0 * AT (1, 0) + AT (2, 0) + AT (0, 1) - 2.0 * AT (1, 1) + AT (2, 1);
  const double diagonal = AT (0, 0) - AT (0, 1) - AT (1, 0) + AT (1, 1);
#undef AT

  details[0] = (float)(grid->scale * fabs (across) / sqrt (12.0));
  details[1] = (float)(grid->scale * fabs (down) / sqrt (12.0));
  details[2] = (float)(grid->scale * fabs (diagonal) / 2.0);
}

/* The means of a tile and of a row and a column beyond it. FALSE: it is no tile. */
static gboolean
take_means (const Source *source, gsize x0, gsize y0, guint scale, Grid *grid)
{
  const gsize step = mean_side (scale), side = 2 * scales[scale].side + 1;
  guint clipped = 0;

  grid->scale = (double)step;
  for (gsize i = 0; i < side * side; i++)
    if (!mean_of (source, x0 + step * (i % side), y0 + step * (i / side), step,
                  grid->means[i / side][i % side], &clipped))
      return FALSE;
  return MAX_CLIPPED * clipped <= step * step * side * side;
}

/* The variance of a channel's details. */
static double
variance_of_channel (const Grid *grid, guint side, gsize c)
{
  float details[N_DETAILS][MAX_DETAILS], at[N_DETAILS];
  double sum = 0.0;

  for (guint i = 0; i < side * side; i++) {
    split (grid, 2 * (i / side), 2 * (i % side), c, at);
    for (guint d = 0; d < N_DETAILS; d++)
      details[d][i] = at[d];
  }
  for (guint d = 0; d < N_DETAILS; d++)
    sum += variance_of (details[d], side * side);
  return sum / N_DETAILS;
}

/* FALSE if the tile does not count: it is outside the mask, clipped, or flat. */
static gboolean
measure (const Source *source, gsize x0, gsize y0, guint scale, Tile *tile)
{
  const guint side = scales[scale].side;
  double variances[CHANNELS], sum = 0.0;
  Grid grid;

  if (!take_means (source, x0, y0, scale, &grid))
    return FALSE;
  for (gsize c = 0; c < CHANNELS; c++)
    variances[c] = variance_of_channel (&grid, side, c);
  for (gsize i = 0; i < 4 * side * side; i++)
    sum += grid.means[i / (2 * side)][i % (2 * side)][0];
  const double brightness = sum / (4.0 * side * side) / sqrt (3.0);
  *tile = (Tile){(float)CLAMP (brightness, 0.0, 1.0), (float)variances[0],
                 (float)((variances[1] + variances[2]) / 2.0)};
  return variances[0] > 0.0;
}

/* The tiles of a scale (transfer full). */
static GArray *
collect (const Source *source, guint scale)
{
  const gsize side = 2 * mean_side (scale) * scales[scale].side;
  const gsize columns = (source->width - MIN (source->width, mean_side (scale))) / side;
  const gsize rows = (source->height - MIN (source->height, mean_side (scale))) / side;
  const gsize step = (gsize)MAX (ceil (sqrt ((double)columns * (double)rows / MAX_TILES)), 1.0);
  GArray *tiles = g_array_new (FALSE, FALSE, sizeof (Tile));

  for (gsize y = 0; y < rows; y += step)
    for (gsize x = 0; x < columns; x += step) {
      Tile tile;

      if (measure (source, x * side, y * side, scale, &tile))
        g_array_append_val (tiles, tile);
    }
  return tiles;
}

typedef struct {
  float variance, weight;
} Weighted;

/* The variance of the quiet ones of the tiles around a brightness; 0 without tiles. */
static double
quiet (const GArray *tiles, double brightness, Part part)
{
  g_autofree Weighted *sorted = g_new (Weighted, tiles->len);
  double total = 0.0, sum = 0.0;
  guint i = 0;

  for (guint k = 0; k < tiles->len; k++) {
    const Tile *tile = &g_array_index (tiles, Tile, k);
    const double distance =
        ((double)tile->brightness - brightness) * (NCSN_CURVE_POINTS - 1) / WIDTH;

    sorted[k] = (Weighted){part == LIGHTNESS ? tile->lightness : tile->colour,
                           (float)(exp (-0.5 * distance * distance) + COMMON)};
    total += (double)sorted[k].weight;
  }
  qsort (sorted, tiles->len, sizeof (Weighted), compare);
  while (i < tiles->len && (sum += (double)sorted[i].weight) < QUIET * total)
    i++;
  return tiles->len > 0 ? (double)sorted[MIN (i, tiles->len - 1)].variance : 0.0;
}

/* The same of colours among all tiles. */
static double
quiet_colour (const GArray *tiles)
{
  g_autofree float *sorted = g_new (float, tiles->len);

  for (guint k = 0; k < tiles->len; k++)
    sorted[k] = g_array_index (tiles, Tile, k).colour;
  qsort (sorted, tiles->len, sizeof (float), compare);
  return tiles->len > 0 ? (double)sorted[(guint)(QUIET * (tiles->len - 1))] : 0.0;
}

/* The variance of a pixel's noise at a brightness: the mean over the channels, of all scales. */
static double
variance_at (GArray *const *tiles, double brightness, gboolean gray)
{
  double variance = 0.0;

  for (guint scale = 0; scale < SCALES; scale++) {
    const double ratio = scales[scale].ratio;
    double colour =
        quiet (tiles[scale], brightness, COLOUR) * scales[scale].colour * scales[scale].colour;
    double lightness = quiet (tiles[scale], brightness, LIGHTNESS) * scales[scale].lightness *
                       scales[scale].lightness;

    if (!gray)
      lightness = MIN (lightness, ratio * ratio * colour);
    variance += scales[scale].share * (lightness + 2.0 * colour) / CHANNELS;
  }
  return variance;
}

/* Whether no tile has a colour. */
static gboolean
is_gray (const GArray *tiles)
{
  for (guint i = 0; i < tiles->len; i++)
    if (g_array_index (tiles, Tile, i).colour > 0.0f)
      return FALSE;
  return TRUE;
}

/* The root mean square of a curve over the tiles' brightness. */
static double
mean_level (const NcsnNoiseCurve *curve, const GArray *tiles)
{
  double sum = 0.0;

  for (guint i = 0; i < tiles->len; i++) {
    const double level =
        (double)ncsn_curve_level (curve, g_array_index (tiles, Tile, i).brightness);

    sum += level * level;
  }
  return tiles->len > 0 ? sqrt (sum / tiles->len) : 0.0;
}

static void
set_all (NcsnNoiseCurve *curve, double level)
{
  for (guint i = 0; i < NCSN_CURVE_POINTS; i++)
    curve->levels[i] = (float)level;
}

/* Whether noise is white rather than a camera's. white: the level of white noise that was found. */
static gboolean
is_white (GArray *const *tiles, const NcsnNoiseCurve *curve, double white)
{
  const double fine = sqrt (quiet_colour (tiles[0]));
  const double coarse = sqrt (quiet_colour (tiles[SCALES - 1]));

  if (is_gray (tiles[0]))
    return white >= WHITE_SHARE * mean_level (curve, tiles[0]);
  return fine >= WHITE_COLOURS * coarse;
}

/* Sets the curve to what quiet tiles have, without judging it. */
static void
fit (GArray *const *tiles, NcsnNoiseCurve *curve)
{
  const gboolean gray = is_gray (tiles[0]);

  for (guint i = 0; i < NCSN_CURVE_POINTS; i++) {
    const double brightness = (double)i / (NCSN_CURVE_POINTS - 1);

    curve->levels[i] = (float)(FACTOR * sqrt (variance_at (tiles, brightness, gray)));
  }
}

/* Takes off what a picture without noise has. */
static void
subtract_texture (NcsnNoiseCurve *curve)
{
  for (guint i = 0; i < NCSN_CURVE_POINTS; i++) {
    const float variance = curve->levels[i] * curve->levels[i] - TEXTURE * TEXTURE;

    curve->levels[i] = sqrtf (MAX (variance, 0.0f));
  }
}

double
ncsn_estimate_noise_curve (const float *picture, const float *mask, gsize width, gsize height,
                           gsize channels, NcsnNoiseCurve *curve)
{
  const Source source = {picture, mask, width, height, channels};
  const double white = ncsn_estimate_noise (picture, mask, width, height, channels);
  GArray *tiles[SCALES];
  double level = white;

  for (guint scale = 0; scale < SCALES; scale++)
    tiles[scale] = collect (&source, scale);
  fit (tiles, curve);
  if (is_white (tiles, curve, white)) {
    set_all (curve, white);
  } else {
    subtract_texture (curve);
    level = mean_level (curve, tiles[0]);
  }
  for (guint scale = 0; scale < SCALES; scale++)
    g_array_unref (tiles[scale]);
  return level;
}

void
ncsn_noise_curve_scale (NcsnNoiseCurve *curve, double factor)
{
  for (guint i = 0; i < NCSN_CURVE_POINTS; i++)
    curve->levels[i] = MIN (curve->levels[i] * (float)factor, 1.0f);
}
