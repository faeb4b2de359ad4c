/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random holes for training a model that fills holes. They vary widely, since the holes that users
 * will have are not known. */
#pragma once

#include "ncsn/random.h"

G_BEGIN_DECLS

/* Draws the holes of a picture, (height, width, 1): 1 in a hole, 0 where the picture is known. In
 * one of five pictures everything is missing, so that the model also learns whole pictures. One of
 * five has rectangles, the others have strokes of one thickness and similar lengths, like scratches
 * and writing. Between 3 % and half of the pixels are missing then, and at least one. Both sides
 * must have 4 pixels or more. */
void ncsn_holes_draw (NcsnRandomKey key, gsize height, gsize width, float *holes);

G_END_DECLS
