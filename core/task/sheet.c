/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A new picture of the texture of a given one, by the score of its own patches (patches.h). Coarse
 * to fine: at the coarsest size, where patches of 7 × 7 pixels show the largest structures, blocks
 * of the picture are laid where they fit (quilt.h). There and at each finer size an annealed chain
 * makes them one texture. */
#include "ncsn/task.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/memory.h"
#include "fill/patch-chain.h"
#include "ncsn/error.h"
#include "ncsn/random.h"
#include "patches/level.h"
#include "patches/quilt.h"

#define MAX_LEVELS 24
#define COARSEST_SIDE 40 /* of the picture and of the sheet */
#define SWEEPS 2

/* Noise levels of the chains, found on materials (bench/quality/textures.py). The blocks nearly
 * fit, so that little noise mends what is left of their joints; more would turn weak texture into
 * flat patches. */
#define SIGMA_COARSEST 0.04
#define ROUNDS_COARSEST 10
#define SIGMA_BEGIN 0.03
#define ROUNDS 3
#define SIGMA_END 0.014

/* The work of laying blocks, in evaluations at full size. */
#define BLOCKS_WORK 0.3

typedef struct {
  NcsnTaskRun run;
  NcsnCanvasSize size;
  guint32 number;
  guint n_levels;
  NcsnPatchLevel sources[MAX_LEVELS]; /* the finest first */
  NcsnShape shapes[MAX_LEVELS];       /* of the sheet */
  float *picture;                     /* the result's; previews are shown there before */
} Work;

static void
work_clear (Work *work)
{
  for (guint i = 0; i < work->n_levels; i++)
    ncsn_patch_level_clear (&work->sources[i]);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Work, work_clear)

static gboolean
check_sizes (NcsnShape source, const NcsnCanvasSize *size, GError **error)
{
  if (MIN (source.h, source.w) < NCSN_SHEET_MIN_SIDE) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 _ ("The picture has %zu × %zu pixels, too few to show a texture: choose one of at "
                    "least %d × %d."),
                 source.w, source.h, NCSN_SHEET_MIN_SIDE, NCSN_SHEET_MIN_SIDE);
    return FALSE;
  }
  if (MIN (size->height, size->width) < NCSN_SHEET_MIN_SIDE) {
    g_set_error (
        error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
        _ ("A canvas of %zu × %zu pixels is too small for a texture: ask for at least %d × %d."),
        size->width, size->height, NCSN_SHEET_MIN_SIDE, NCSN_SHEET_MIN_SIDE);
    return FALSE;
  }
  return TRUE;
}

/* All sizes of the source are kept, with a copy of each for its search while that is in use, and of
 * the sheet two. Beside colours a source has two masks, the places of its patches and their uses,
 * and a sheet the fields of `NcsnPatchScore` and the origin of its pixels. */
static gboolean
check_memory (NcsnShape source, const NcsnCanvasSize *size, GError **error)
{
  const double pixels = 4.0 / 3 * (double)source.h * (double)source.w;
  const double sheet = 5.0 / 4 * (double)size->height * (double)size->width;
  const double c = (double)source.c;

  return ncsn_memory_check (sizeof (float) * ((2 * c + 5) * pixels + (5 * c + 10) * sheet), error);
}

/* Halves the picture and the sheet until a side of either is small. */
static gboolean
build_levels (Work *work, NcsnShape source, const float *pixels, GError **error)
{
  NcsnPatchLevel *levels = work->sources;
  NcsnShape *shapes = work->shapes;
  gsize side = MIN (MIN (source.h, source.w), MIN (work->size.height, work->size.width));

  work->n_levels = 1;
  if (!ncsn_patch_level_init (&levels[0], source.h, source.w, source.c, error))
    return FALSE;
  memcpy (levels[0].pixels, pixels, ncsn_shape_size (source) * sizeof (float));
  shapes[0] = (NcsnShape){1, work->size.height, work->size.width, source.c};
  for (; side >= 2 * COARSEST_SIDE && work->n_levels < MAX_LEVELS; side = (side + 1) / 2) {
    const guint i = work->n_levels++;

    if (!ncsn_patch_level_halve (&levels[i - 1], &levels[i], error))
      return FALSE;
    shapes[i] = (NcsnShape){1, (shapes[i - 1].h + 1) / 2, (shapes[i - 1].w + 1) / 2, source.c};
  }
  return TRUE;
}

static NcsnPatchTarget
target_of (const Work *work, guint level)
{
  return (NcsnPatchTarget){.height = work->shapes[level].h,
                           .width = work->shapes[level].w,
                           .wrap_x = work->size.tileable_x,
                           .wrap_y = work->size.tileable_y};
}

/* Lays blocks of the coarsest source on the sheet. */
static gboolean
lay_blocks (Work *work, float *x, GError **error)
{
  const guint coarsest = work->n_levels - 1;
  const NcsnPatchTarget target = target_of (work, coarsest);
  const NcsnRandomKey key = {.seed = work->run.options->seed,
                             .stream = NCSN_STREAM_PATCHES,
                             .item = work->number * MAX_LEVELS,
                             .step = G_MAXUINT32};

  work->run.work += BLOCKS_WORK;
  return ncsn_quilt (&work->sources[coarsest], &target, key, work->run.options->cancellable, x,
                     error);
}

static NcsnPatchScore *
score_of (const Work *work, guint level, GError **error)
{
  const NcsnPatchLevel *l = &work->sources[level];
  const NcsnPatchSource source = {l->height, l->width, l->channels, l->pixels, NULL, NULL, 0};
  const NcsnPatchTarget target = target_of (work, level);
  const NcsnPatchOptions options = {.neighbours = 1,
                                    .sweeps = SWEEPS,
                                    .seed = work->run.options->seed,
                                    .number = work->number * MAX_LEVELS + level,
                                    .cancellable = work->run.options->cancellable};

  return ncsn_patch_score_new (&source, &target, &options, work->run.threads, error);
}

/* Follows the score at a level, from that of the coarser one, or from blocks. Returns it. */
static NcsnPatchScore *
run_level (Work *work, guint level, const NcsnPatchScore *coarser, float *x, GError **error)
{
  const NcsnShape shape = work->shapes[level];
  const NcsnSampler sampler = coarser == NULL
                                  ? ncsn_patch_sampler (SIGMA_COARSEST, SIGMA_END, ROUNDS_COARSEST)
                                  : ncsn_patch_sampler (SIGMA_BEGIN, SIGMA_END, ROUNDS);
  const NcsnSampleOptions options =
      ncsn_task_run_options (&work->run, work->number * MAX_LEVELS + level);
  g_autoptr (NcsnPatchScore) score = score_of (work, level, error);

  if (score == NULL || (coarser == NULL && !lay_blocks (work, x, error)))
    return NULL;
  if (coarser != NULL)
    ncsn_patch_score_refine (score, coarser, x);
  ncsn_sample_noise (x, shape, sampler.schedule.sigma_begin, &options);
  work->run.weight = ncsn_patch_work (level);
  if (!ncsn_task_run_chain (&work->run, ncsn_patch_score_function (score), x, shape, &sampler,
                            &options, error))
    return NULL;
  return g_steal_pointer (&score);
}

/* An NcsnTaskPlaceFunc. */
static void
place (NcsnProgress *progress, gpointer data)
{
  const Work *work = data;

  ncsn_patch_enlarge (progress, work->shapes[0], work->picture);
}

static gboolean
run_levels (Work *work, GError **error)
{
  const gsize size = ncsn_shape_size (work->shapes[0]);
  g_autoptr (NcsnPatchScore) coarser = NULL;
  g_autoptr (NcsnFloats) x = ncsn_floats_new (size, error);

  if (x == NULL)
    return FALSE;
  for (guint i = work->n_levels; i-- > 0;) {
    NcsnPatchScore *score = run_level (work, i, coarser, x, error);

    if (score == NULL)
      return FALSE;
    ncsn_patch_score_free (coarser);
    coarser = score;
  }
  memcpy (work->picture, x, size * sizeof (float));
  return TRUE;
}

static void
count_rounds (Work *work)
{
  const guint coarsest = work->n_levels - 1;
  NcsnTaskRun *run = &work->run;

  run->rounds_work = BLOCKS_WORK + ROUNDS_COARSEST * ncsn_patch_work (coarsest);
  for (guint level = 0; level < coarsest; level++)
    run->rounds_work += ROUNDS * ncsn_patch_work (level);
  run->total = run->rounds = ROUNDS_COARSEST + coarsest * ROUNDS;
}

gboolean
ncsn_generate_from_picture (NcsnShape source, const float *pixels, NcsnThreads *threads,
                            const NcsnCanvasSize *size, guint32 number,
                            const NcsnTaskOptions *options, float *picture, GError **error)
{
  g_auto (Work) work = {.size = *size, .number = number, .picture = picture};

  g_return_val_if_fail (source.n == 1, FALSE);

  if (!ncsn_task_run_init (&work.run, NULL, threads, options, error) ||
      !check_sizes (source, size, error) || !check_memory (source, size, error) ||
      !build_levels (&work, source, pixels, error))
    return FALSE;
  count_rounds (&work);
  work.run.place = place;
  work.run.place_data = &work;
  return run_levels (&work, error);
}
