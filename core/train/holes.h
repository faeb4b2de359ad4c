/* Holes to learn to fill: a wide choice, for nobody knows what will be missing from a picture. */
#pragma once

#include "ncsn/random.h"

G_BEGIN_DECLS

/* Draws what is missing from a picture, (height, width, 1): 1 in a hole, 0 where the picture is
 * known. One time in five everything is missing, so that the model stays one of whole pictures;
 * else rectangles (one in five), or strokes all of one thickness and nearly one length, as
 * scratches and writing are, until a share of the pixels between 3 % and half is missing. At least
 * one pixel is. Sides of 4 pixels or more. */
void ncsn_holes_draw (NcsnRandomKey key, gsize height, gsize width, float *holes);

G_END_DECLS
