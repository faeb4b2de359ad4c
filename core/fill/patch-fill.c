/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Coarse to fine: the picture is halved until its holes are small enough for the search of large
 * pieces. At each size an annealed chain follows the score of the patches, from the result of the
 * size below. */
#include "fill/patch-fill.h"

#include <string.h>

#include "base/memory.h"
#include "fill/patch-chain.h"
#include "fill/patch-joint.h"
#include "fill/preview.h"
#include "fill/sources.h"
#include "patches/continue.h"
#include "patches/level.h"

#define BORDER (NCSN_PATCH_SIDE / 2) /* beyond the picture's edges, so that patches reach there */
#define NEAR 16 /* unknown pixels so near to a hole are filled with it, to be a context */
#define MAX_LEVELS 16
#define COARSEST_WIDTH 40 /* of a hole */
#define COARSEST_SIDE 40  /* of a region */
#define PATCH 64          /* for ncsn_regions_around () */
#define PIXEL_FLOATS 70   /* what all sizes together need for a pixel of the largest */

/* Noise levels of a chain, found on photographs (bench/quality/removal.py): more noise would blur
 * what the size below has decided; more rounds of more sweeps take longer and give no other
 * figures. */
#define SIGMA_BEGIN 0.04
#define SIGMA_END 0.014
#define ROUNDS 5
#define SWEEPS 2
#define COHERENCE 0.5

/* The work of making the sizes of a picture, in evaluations at full size: without it the first
 * rounds, which are small, would promise hours. */
#define SETUP_WORK 2.0

static guint
count_levels (gsize width, NcsnShape shape)
{
  guint levels = 1;

  for (gsize side = MIN (shape.h, shape.w);
       width > COARSEST_WIDTH && side > COARSEST_SIDE && levels < MAX_LEVELS; levels++) {
    width = (width + 1) / 2;
    side = (side + 1) / 2;
  }
  return levels;
}

/* Adds the rounds of a group, and the work before them. */
static void
count_group (NcsnPatchFill *fill, guint levels)
{
  fill->work += SETUP_WORK;
  for (guint level = 0; level < levels; level++) {
    fill->total += ROUNDS;
    fill->work += ncsn_patch_work (level) * ROUNDS;
  }
}

gboolean
ncsn_patch_fill_init (NcsnPatchFill *fill, const NcsnMask *mask, gsize channels,
                      const float *sources, GError **error)
{
  NcsnGroups *groups = &fill->groups;
  gsize margin;

  *fill = (NcsnPatchFill){.sources = sources};
  fill->width = ncsn_hole_width (mask->values, mask->width, mask->height, error);
  if (fill->width == 0)
    return FALSE;
  margin = ncsn_fill_margin (fill->width);
  if (sources != NULL && !ncsn_sources_reach (mask, sources, &margin, error))
    return FALSE;
  if (!ncsn_groups_init_around (groups, mask, channels, PATCH, (int)MIN (margin, G_MAXINT), BORDER,
                                error))
    return FALSE;
  if (!ncsn_memory_check (sizeof (float) *
                              (groups->floats + PIXEL_FLOATS * (double)groups->largest.h *
                                                    (double)groups->largest.w),
                          error))
    return FALSE;
  for (guint i = 0; i < groups->groups->len; i++)
    count_group (fill, count_levels (fill->width, ncsn_groups_get (groups, i)->shape));
  return TRUE;
}

void
ncsn_patch_fill_clear (NcsnPatchFill *fill)
{
  ncsn_groups_clear (&fill->groups);
}

/* The work on a group. */
typedef struct {
  NcsnTaskRun *run;
  const NcsnPatchFill *fill;
  NcsnGroup *group;
  guint n_levels;
  NcsnPatchLevel levels[MAX_LEVELS]; /* the finest first */
  NcsnPreview *preview;
  NcsnTaskPlaceFunc place; /* that of the preview */
  float *shown;            /* the preview of a coarser level at the group's size, or NULL */
} Work;

static void
work_clear (Work *work)
{
  for (guint i = 0; i < MAX_LEVELS; i++)
    ncsn_patch_level_clear (&work->levels[i]);
  g_clear_pointer (&work->shown, ncsn_floats_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Work, work_clear)

/* Marks what is missing: the hole, and unknown pixels near it. */
static gboolean
mark (const Work *work, GError **error)
{
  const NcsnMask *mask = &work->fill->groups.mask;
  const NcsnRegion *region = work->group->regions;
  const NcsnPatchLevel *level = &work->levels[0];
  const gsize size = level->height * level->width;
  g_autoptr (NcsnFloats) rest = ncsn_floats_new (size, error);
  g_autoptr (NcsnFloats) distance = ncsn_floats_new (size, error);

  if (rest == NULL || distance == NULL)
    return FALSE;
  ncsn_pixels_load_mask (mask, region, 1, level->unusable);
  ncsn_pixels_load_unknown_or_outside (mask, region, rest);
  for (gsize i = 0; i < size; i++)
    rest[i] = rest[i] > 0 || !(level->unusable[i] > 0);
  ncsn_patch_depths (rest, level->height, level->width, distance);
  for (gsize i = 0; i < size; i++)
    level->missing[i] = level->unusable[i] > 0 && distance[i] <= NEAR;
  return TRUE;
}

/* Levels that are too coarse for a patch beside the hole are left out, with their work. */
static gboolean
restrict_sources (Work *work, GError **error)
{
  NcsnPatchFill before = {0}, after = {0};

  count_group (&before, work->n_levels);
  work->n_levels = ncsn_sources_restrict (&work->fill->groups.mask, work->group->regions,
                                          work->fill->sources, work->levels, work->n_levels, error);
  count_group (&after, work->n_levels);
  work->run->total -= before.total - after.total;
  work->run->rounds -= before.total - after.total;
  work->run->rounds_work -= before.work - after.work;
  return work->n_levels > 0;
}

static gboolean
build_levels (Work *work, GError **error)
{
  const NcsnGroup *group = work->group;
  const NcsnShape shape = group->shape;
  NcsnPatchLevel *levels = work->levels;

  work->n_levels = count_levels (work->fill->width, shape);
  if (!ncsn_patch_level_init (&levels[0], shape.h, shape.w, shape.c, error) || !mark (work, error))
    return FALSE;
  memcpy (levels[0].pixels, group->pixels, ncsn_shape_size (shape) * sizeof (float));
  if (!ncsn_continue (levels[0].pixels, levels[0].unusable, shape, work->fill->groups.mean,
                      error) ||
      !ncsn_patch_level_describe (&levels[0], error))
    return FALSE;
  for (guint i = 1; i < work->n_levels; i++)
    if (!ncsn_patch_level_halve (&levels[i - 1], &levels[i], error))
      return FALSE;
  work->run->work += SETUP_WORK;
  return restrict_sources (work, error);
}

static NcsnPatchScore *
score_of (const Work *work, guint number, GError **error)
{
  const NcsnPatchLevel *l = &work->levels[number];
  const NcsnPatchSource source = {l->height,   l->width,    l->channels,  l->pixels,
                                  l->unusable, l->features, l->n_features};
  const NcsnPatchTarget target = {l->height, l->width, l->missing, l->features, FALSE, FALSE};
  const NcsnPatchOptions options = {.neighbours = 1,
                                    .sweeps = SWEEPS,
                                    .coherence = COHERENCE,
                                    .seed = work->run->options->seed,
                                    .number = work->group->first * MAX_LEVELS + number,
                                    .cancellable = work->run->options->cancellable};

  return ncsn_patch_score_new (&source, &target, &options, work->run->threads, error);
}

/* Follows the score at a level, from x as given. */
static gboolean
run_level (const Work *work, guint number, NcsnPatchScore *score, float *x, GError **error)
{
  const NcsnPatchLevel *l = &work->levels[number];
  const NcsnShape shape = {1, l->height, l->width, l->channels};
  const NcsnSampler rule = ncsn_patch_sampler (SIGMA_BEGIN, SIGMA_END, ROUNDS);
  const NcsnKnown known = {.known = l->pixels, .mask = l->missing};
  NcsnSampleOptions options =
      ncsn_task_run_options (work->run, work->group->first * MAX_LEVELS + number);

  options.known = &known;
  ncsn_sample_noise (x, shape, rule.schedule.sigma_begin, &options);
  work->run->weight = ncsn_patch_work (number);
  return ncsn_task_run_chain (work->run, ncsn_patch_score_function (score), x, shape, &rule,
                              &options, error);
}

static gboolean
run_levels (const Work *work, GError **error)
{
  g_autoptr (NcsnPatchScore) coarser = NULL;

  for (guint i = work->n_levels; i-- > 0;) {
    if (g_cancellable_set_error_if_cancelled (work->run->options->cancellable, error))
      return FALSE;
    const NcsnPatchLevel *l = &work->levels[i];
    const gsize size = l->height * l->width * l->channels;
    g_autoptr (NcsnPatchScore) score = score_of (work, i, error);
    g_autoptr (NcsnFloats) x = ncsn_floats_new (size, error);

    if (score == NULL || x == NULL)
      return FALSE;
    memcpy (x, l->pixels, size * sizeof (float));
    if (coarser != NULL)
      ncsn_patch_score_refine (score, coarser, x);
    else
      ncsn_patch_score_begin (score, x);
    if (!run_level (work, i, score, x, error) ||
        (i == 0 && !ncsn_patch_joint_close (score, l, work->run->options->cancellable, x, error)))
      return FALSE;
    if (i == 0)
      memcpy (work->group->pixels, x, size * sizeof (float));
    ncsn_patch_score_free (coarser);
    coarser = g_steal_pointer (&score);
  }
  return TRUE;
}

/* An NcsnTaskPlaceFunc: enlarges the preview of a level to the group's size. */
static void
place (NcsnProgress *progress, gpointer data)
{
  const Work *work = data;

  ncsn_patch_enlarge (progress, work->group->shape, work->shown);
  work->place (progress, work->preview);
}

static gboolean
run_group (NcsnTaskRun *run, const NcsnPatchFill *fill, NcsnGroup *group, const float *picture,
           NcsnPreview *preview, GError **error)
{
  const NcsnPixelRange range = {0.0f, 1.0f, TRUE};
  g_auto (Work)
      work = {.run = run, .fill = fill, .group = group, .preview = preview, .place = run->place};
  gboolean done;

  preview->group = group;
  if (!ncsn_group_load (&fill->groups, group, picture, &range, error))
    return FALSE;
  if (preview->picture != NULL) {
    work.shown = ncsn_floats_new (ncsn_shape_size (group->shape), error);
    if (work.shown == NULL)
      return FALSE;
    run->place = place;
    run->place_data = &work;
  }
  done = build_levels (&work, error) && run_levels (&work, error);
  run->place = work.place;
  run->place_data = preview;
  return done;
}

gboolean
ncsn_patch_fill_run (NcsnTaskRun *run, NcsnPatchFill *fill, float *picture, GError **error)
{
  g_auto (NcsnPreview) preview = {0};
  NcsnGroups *groups = &fill->groups;

  groups->gray = ncsn_pixels_are_gray (&groups->mask, picture, groups->channels, TRUE);
  if (!ncsn_preview_init (&preview, run, groups, picture, error))
    return FALSE;
  for (guint i = 0; i < groups->groups->len; i++)
    if (!run_group (run, fill, ncsn_groups_get (groups, i), picture, &preview, error))
      return FALSE;
  ncsn_groups_store (groups, picture);
  return TRUE;
}
