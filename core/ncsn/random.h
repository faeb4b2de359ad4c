/* Counter-based random numbers: Philox-4x32-10 (Salmon et al. 2011, "Parallel random numbers: as
 * easy as 1, 2, 3"). A number is a pure function of its key, so the same seed gives the same
 * picture on any number of threads, and a resumed training goes on with the same stream. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a number is drawn for. The values are part of what makes a seed reproducible: append only.
 */
typedef enum {
  NCSN_STREAM_WEIGHTS = 1,  /* initial weights; item = parameter */
  NCSN_STREAM_BATCH = 2,    /* which pictures a training step sees; step = training step */
  NCSN_STREAM_SIGMA = 3,    /* the noise levels of a training step */
  NCSN_STREAM_NOISE = 4,    /* the noise of a training step; item = place in the batch */
  NCSN_STREAM_PRIOR = 5,    /* where a chain starts; item = picture */
  NCSN_STREAM_LANGEVIN = 6, /* the noise of a Langevin step; item = picture, step = evaluation */
  NCSN_STREAM_KNOWN = 7,    /* the noise on the known pixels; item = picture, step = noise level */
  NCSN_STREAM_CLASS = 8,    /* the class of a picture for which none was asked; item = picture */
  NCSN_STREAM_AUGMENT = 9,  /* flips and crops of a training picture, and its dequantisation */
  NCSN_STREAM_PROBE = 10,   /* projections of sliced score matching and of Hutchinson's trace */
  NCSN_STREAM_POINTS = 11,  /* points of a mixture; item = point */
  NCSN_STREAM_SUBSET = 12,  /* which pictures stand for all; item = place among them */
  NCSN_STREAM_CANVAS = 13,  /* where the patches of a canvas lie; item = axis, step = evaluation */
  NCSN_STREAM_RENOISE = 14, /* noise that takes a chain back to a larger level; item = picture, step
                             = how many times before */
  NCSN_STREAM_WINDOW = 15,  /* which pictures a training draws from for a while; item = place among
                               them, step = how many pictures had it before */
  NCSN_STREAM_HOLE = 16,    /* what is missing from a training picture; item = place in the batch */
} NcsnStream;

typedef struct {
  guint64 seed;
  guint32 stream; /* an NcsnStream */
  guint32 item;
  guint32 step;
} NcsnRandomKey;

/* Fills out[0 … count-1] with numbers first … first+count-1 of the sequence of `key`. */
void ncsn_random_uniform (NcsnRandomKey key, guint64 first, gsize count, float *out); /* [0, 1) */
void ncsn_random_normal (NcsnRandomKey key, guint64 first, gsize count, float *out);  /* N(0, 1) */

/* -1 or 1 with equal probability: where the uniform number is below ½, and where it is not. */
void ncsn_random_sign (NcsnRandomKey key, guint64 first, gsize count, float *out);

/* The first number of the sequence, as an integer in [0, bound). bound must be positive. */
guint32 ncsn_random_index (NcsnRandomKey key, guint32 bound);

G_END_DECLS
