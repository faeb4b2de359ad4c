/* What people ask for, from a model to pixels: the calls behind the CLI and the plug-in. */
#pragma once

#include "model.h"
#include "sample.h"

G_BEGIN_DECLS

typedef struct {
  NcsnSchedule schedule; /* start from the model's own: ncsn_model_config ()->schedule */
  int class_index;       /* -1: each picture's class is drawn from the seed */
  guint64 seed;
  NcsnProgressFunc progress; /* over the whole task; may be NULL */
  gpointer progress_data;
  GCancellable *cancellable; /* may be NULL */
} NcsnTaskOptions;

/* Options with the model's schedule, any class, seed 0. */
void ncsn_task_options_init (NcsnTaskOptions *options, const NcsnModel *model);

/* How many pictures are sampled side by side: bounds memory and the time to notice a cancellation.
 */
#define NCSN_TASK_BATCH 64

/* `count` new pictures of the model's size into pictures: (count, H, W, C), values clamped to [0,
 * 1]. classes: NULL or count numbers that receive each picture's class. */
gboolean ncsn_generate (const NcsnModel *model, NcsnThreads *threads, gsize count,
                        const NcsnTaskOptions *options, float *pictures, guint *classes,
                        GError **error);

/* Fills the pixels of a picture where the mask is above 0, in place. picture: (1, height, width, C)
 * with the model's channels; mask: (1, height, width, 1). The picture is seen as a grid of cells of
 * the model's size, starting at its upper left corner; only cells with something to fill are
 * sampled, and cells that hang over the right or lower edge are free there. Other pixels are not
 * touched. An all-zero mask is an NCSN_ERROR_ARGUMENT. On failure the picture is as before. */
gboolean ncsn_inpaint (const NcsnModel *model, NcsnThreads *threads, gsize width, gsize height,
                       const float *mask, const NcsnTaskOptions *options, float *picture,
                       GError **error);

G_END_DECLS
