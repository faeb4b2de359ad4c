/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counter-based random numbers: Philox-4x32-10 (Salmon et al. 2011, "Parallel random numbers: as
 * easy as 1, 2, 3"). A number is a pure function of its key, so the same seed gives the same
 * picture on any number of threads, and a resumed training continues with the same numbers. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The purpose of a number. A seed gives the same numbers only as long as these values stay, so new
 * ones are appended. */
typedef enum {
  NCSN_STREAM_WEIGHTS = 1,  /* initial weights; item = parameter */
  NCSN_STREAM_BATCH = 2,    /* the pictures of a training step; step = training step */
  NCSN_STREAM_SIGMA = 3,    /* the noise levels of a training step */
  NCSN_STREAM_NOISE = 4,    /* the noise of a training step; item = place in the batch */
  NCSN_STREAM_PRIOR = 5,    /* the start of a chain; item = picture */
  NCSN_STREAM_LANGEVIN = 6, /* the noise of a Langevin step; item = picture, step = evaluation */
  NCSN_STREAM_KNOWN = 7,    /* the noise on the known pixels; item = picture, step = noise level */
  NCSN_STREAM_CLASS = 8,    /* the class of a picture for which none was given; item = picture */
  NCSN_STREAM_AUGMENT = 9,  /* flips and crops of a training picture, and its dequantisation */
  NCSN_STREAM_PROBE =
      10, /* projections of sliced score matching and Hutchinson's trace estimator */
  NCSN_STREAM_POINTS = 11, /* points of a mixture; item = point */
  NCSN_STREAM_SUBSET =
      12, /* a subset of pictures that represents all; item = place in the subset */
  NCSN_STREAM_CANVAS = 13,  /* the offset of a canvas's patches; item = axis, step = evaluation */
  NCSN_STREAM_RENOISE = 14, /* noise that takes a chain back to a larger level; item = picture, step
                             = number of earlier times */
  NCSN_STREAM_WINDOW = 15,  /* the window of pictures that training draws from; item = place in the
                               window, step = number of pictures that had this place before */
  NCSN_STREAM_HOLE = 16,    /* the hole in a training picture; item = place in the batch */
  NCSN_STREAM_PATCHES = 17, /* the search for similar patches; item = search, step = sweep */
  NCSN_STREAM_CAMERA = 18,  /* the camera of a training picture; item = place in the batch */
  NCSN_STREAM_VIEW = 19,    /* the coarse view of a training picture; item = place in the batch */
  NCSN_STREAM_COARSE = 20,  /* the coarse picture that a canvas begins with; item = picture */
  NCSN_STREAM_NO_CLASS =
      21, /* whether a training picture loses its class; item = place in the batch */
} NcsnStream;

/* The key of a sequence of 2^34 numbers. */
typedef struct {
  guint64 seed;
  guint32 stream; /* an NcsnStream */
  guint32 item;
  guint32 step;
} NcsnRandomKey;

/* Numbers first … first+count-1 of the key's sequence, uniform in [0, 1), into out[0 … count-1]. */
void ncsn_random_uniform (NcsnRandomKey key, guint64 first, gsize count, float *out);

/* The same from the standard normal distribution N(0, 1) (Box & Muller 1958). */
void ncsn_random_normal (NcsnRandomKey key, guint64 first, gsize count, float *out);

/* The uniform numbers of a key, one after the other. */
typedef struct {
  NcsnRandomKey key;
  guint64 next;
} NcsnRandomStream;

double ncsn_random_next (NcsnRandomStream *stream);

/* The same, -1 or 1 with equal probability: -1 where the uniform number is below ½. */
void ncsn_random_sign (NcsnRandomKey key, guint64 first, gsize count, float *out);

/* The first number of the key's sequence as an integer in [0, bound); bound > 0. */
guint32 ncsn_random_index (NcsnRandomKey key, guint32 bound);

G_END_DECLS
