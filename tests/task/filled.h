/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures with holes, and their fills by tasks. */
#pragma once

#include "models.h"

G_BEGIN_DECLS

/* A rectangle of the picture. */
typedef struct {
  gsize x, y, width, height;
} Hole;

typedef struct {
  gsize width, height;
  float *pixels, *mask; /* (height, width, CHANNELS) and (height, width); owned */
  float *alpha;         /* (height, width), or NULL; not owned */
} Picture;

void picture_clear (Picture *picture);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Picture, picture_clear)

/* The value at column x and row y. */
typedef double (*PatternFunc) (double x, double y, gsize channel);

Picture picture_of (gsize width, gsize height, PatternFunc pattern, Hole hole);

/* Squares of 8 × 8 pixels in two colours. */
double checkerboard (double x, double y, gsize channel);

/* Fills a copy of the picture (transfer full), or returns NULL with an error. What is in the hole
 * before does not matter. */
float *fill_with (const Picture *picture, NcsnFillMethod method, guint n_threads,
                  const NcsnTaskOptions *options, const NcsnModel *model, GError **error);

/* The same by patches. */
float *fill_by_patches (const Picture *picture, guint64 seed, guint n_threads, GError **error);

/* Pixels outside the mask must keep their bits, others be in [0, 1]. */
void check_filled (const Picture *picture, const float *filled);

G_END_DECLS
