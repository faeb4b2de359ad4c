/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random holes: everything, rectangles, or strokes. */
#include "train/holes.h"

#include <math.h>

/* A uniform number below EVERYTHING gives a hole that is the whole picture, one below RECTANGLES
 * gives rectangles, any other gives strokes. */
#define EVERYTHING 0.2
#define RECTANGLES 0.4

#define MIN_MISSING 0.03 /* of a picture's pixels */
#define MAX_MISSING 0.5
#define MAX_PARTS 100 /* strokes or rectangles */

#define SEGMENTS 3 /* straight parts of a stroke */
#define MIN_LENGTH 4.0
#define MIN_SIDE 4.0
#define MAX_THICKNESS 8.0

/* A number between two positive ones, with a uniform logarithm. */
static double
draw_log (NcsnRandomStream *stream, double low, double high)
{
  return low * pow (high / low, ncsn_random_next (stream));
}

typedef struct {
  gsize height, width;
  float *pixels;
} Canvas;

/* A position along a side as an index, limited to the side. */
static gsize
clip (double at, gsize side)
{
  return (gsize)CLAMP (at, 0.0, (double)side);
}

static void
fill_rectangle (const Canvas *canvas, double top, double left, double height, double width)
{
  for (gsize y = clip (top, canvas->height); y < clip (top + height, canvas->height); y++)
    for (gsize x = clip (left, canvas->width); x < clip (left + width, canvas->width); x++)
      canvas->pixels[y * canvas->width + x] = 1;
}

/* Fills all pixels whose distance to the line from (y, x) to (y + dy, x + dx) is at most half the
 * thickness. */
static void
fill_line (const Canvas *canvas, double y, double x, double dy, double dx, double thickness)
{
  const double half = thickness / 2, square = MAX (dy * dy + dx * dx, 1e-9);
  const gsize bottom = clip (MAX (y, y + dy) + half + 1, canvas->height);
  const gsize right = clip (MAX (x, x + dx) + half + 1, canvas->width);

  for (gsize i = clip (MIN (y, y + dy) - half, canvas->height); i < bottom; i++)
    for (gsize j = clip (MIN (x, x + dx) - half, canvas->width); j < right; j++) {
      const double py = (double)i + 0.5 - y, px = (double)j + 0.5 - x;
      const double along = CLAMP ((py * dy + px * dx) / square, 0.0, 1.0);
      if (hypot (py - along * dy, px - along * dx) <= half)
        canvas->pixels[i * canvas->width + j] = 1;
    }
}

static void
draw_rectangle (NcsnRandomStream *stream, const Canvas *canvas)
{
  const double side = (double)MIN (canvas->height, canvas->width);
  const double height = draw_log (stream, MIN_SIDE, side);
  const double width = draw_log (stream, MAX (height / 3, 1), MIN (height * 3, side));
  const double top = ncsn_random_next (stream) * (double)canvas->height - height / 2;
  const double left = ncsn_random_next (stream) * (double)canvas->width - width / 2;

  fill_rectangle (canvas, top, left, height, width);
}

/* Draws a stroke that starts at a random place and bends twice. */
static void
draw_stroke (NcsnRandomStream *stream, const Canvas *canvas, double length, double thickness)
{
  double y = ncsn_random_next (stream) * (double)canvas->height,
         x = ncsn_random_next (stream) * (double)canvas->width;
  double angle = ncsn_random_next (stream) * 2 * G_PI;

  for (guint i = 0; i < SEGMENTS; i++) {
    const double dy = sin (angle) * length / SEGMENTS, dx = cos (angle) * length / SEGMENTS;
    fill_line (canvas, y, x, dy, dx, thickness);
    y += dy;
    x += dx;
    angle += (ncsn_random_next (stream) - 0.5) * G_PI / 2;
  }
}

static double
share_missing (const Canvas *canvas)
{
  double sum = 0;

  for (gsize i = 0; i < canvas->height * canvas->width; i++)
    sum += (double)canvas->pixels[i];
  return sum / (double)(canvas->height * canvas->width);
}

void
ncsn_holes_draw (NcsnRandomKey key, gsize height, gsize width, float *holes)
{
  NcsnRandomStream stream = {key, 0};
  const Canvas canvas = {height, width, holes};
  const double side = (double)MIN (height, width);
  const double kind = ncsn_random_next (&stream);
  const double missing = kind < EVERYTHING ? 1 : draw_log (&stream, MIN_MISSING, MAX_MISSING);
  const double thickness = draw_log (&stream, 1, MIN (MAX_THICKNESS, side / 4));
  const double length = draw_log (&stream, MIN_LENGTH, 2 * side);

  for (gsize i = 0; i < height * width; i++)
    holes[i] = kind < EVERYTHING ? 1 : 0;
  for (guint i = 0; i < MAX_PARTS && share_missing (&canvas) < missing; i++)
    if (kind < RECTANGLES)
      draw_rectangle (&stream, &canvas);
    else
      draw_stroke (&stream, &canvas, length * (0.5 + ncsn_random_next (&stream)), thickness);
}
