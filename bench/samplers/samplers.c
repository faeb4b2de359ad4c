/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Measures a sampler on problems with known answers and on a model, for bench/samplers/samplers.py.
 *
 * usage: bench-samplers axes SAMPLER                a Gaussian in 64 dimensions
 *        bench-samplers mixture SAMPLER             two Gaussians in the plane
 *        bench-samplers inpaint SAMPLER RESAMPLE    a Gaussian of which half is known
 *        bench-samplers digits SAMPLER MODEL COUNT FILE
 *        bench-samplers seconds SAMPLER MODEL
 *
 * SAMPLER is a rule or a quality and its numbers, as in ode:levels=18,rho=7. The answer is a line:
 * evaluations, and the relative errors of mean and covariance; for digits the evaluations, after
 * COUNT pictures of each class went to FILE as float32; and the seconds that 64 pictures take. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "ncsn/random.h"
#include "ncsn/task.h"
#include "die.h"
#include "law.h"
#include "problems.h"

#define POINTS 100000

static void
set_number (NcsnSampler *sampler, const char *name, const char *text)
{
  const double number = g_ascii_strtod (text, NULL);

  for (NcsnNumber i = 0; i < NCSN_N_NUMBERS; i++)
    if (g_str_equal (name, ncsn_number_info (i)->name)) {
      ncsn_sampler_set (sampler, i, number);
      return;
    }
  if (!g_str_equal (name, "eta"))
    die ("“%s” is no number of a sampler.", name);
}

/* η = ε/2σ_L², after all that ε would follow from. */
static void
set_eta (NcsnSampler *sampler, const char *name, const char *text)
{
  const double end = sampler->schedule.sigma_end;

  if (g_str_equal (name, "eta"))
    sampler->schedule.epsilon = 2.0 * g_ascii_strtod (text, NULL) * end * end;
}

static void
for_numbers (NcsnSampler *sampler, const char *text,
             void (*set) (NcsnSampler *sampler, const char *name, const char *number))
{
  g_auto (GStrv) numbers = g_strsplit (text, ",", -1);

  for (guint i = 0; numbers[i] != NULL; i++) {
    g_auto (GStrv) pair = g_strsplit (numbers[i], "=", 2);

    if (g_strv_length (pair) != 2)
      die ("“%s” is not NAME=NUMBER.", numbers[i]);
    set (sampler, pair[0], pair[1]);
  }
}

static NcsnSampler
read_sampler (const char *text, const NcsnSchedule *own)
{
  g_auto (GStrv) parts = g_strsplit (text, ":", 2);
  g_autoptr (GError) error = NULL;
  NcsnSampler sampler;
  NcsnRule rule;

  for (guint quality = 0; ncsn_quality_names ()[quality] != NULL; quality++)
    if (g_str_equal (ncsn_quality_names ()[quality], parts[0])) {
      ncsn_sampler_init_quality (&sampler, quality, NCSN_PURPOSE_DRAW, own);
      return sampler;
    }
  if (!ncsn_rule_find (parts[0], &rule, &error))
    die ("%s", error->message);
  ncsn_sampler_init (&sampler, rule, own);
  if (parts[1] != NULL) {
    for_numbers (&sampler, parts[1], set_number);
    ncsn_sampler_suit_epsilon (&sampler);
    for_numbers (&sampler, parts[1], set_eta);
  }
  if (!ncsn_sampler_check (&sampler, &error))
    die ("%s", error->message);
  return sampler;
}

/* Where a problem has no schedule of its own; chains start at σ_1 under every rule. */
static NcsnSampler
read_sampler_between (const char *text, double begin, double end)
{
  NcsnSchedule own = {begin, end, 100, 2, 0.0, .denoise = TRUE};

  ncsn_schedule_suit_epsilon (&own);
  NcsnSampler sampler = read_sampler (text, &own);
  sampler.schedule.sigma_begin = begin;
  return sampler;
}

static void
run_axes (const char *text)
{
  const NcsnSampler sampler = read_sampler_between (text, PICTURE_SIGMA_BEGIN, PICTURE_SIGMA_END);
  g_autofree Gaussian *ring = g_new (Gaussian, 1);
  double variances[PICTURE_DIMENSION], reached[PICTURE_DIMENSION];

  gaussian_init_ring (ring, PICTURE_DIMENSION, 0.5, PICTURE_VARIANCE, PICTURE_CORRELATION);
  gaussian_ring_variances (ring, variances);
  guint64 evaluations = law_along_axes (variances, PICTURE_DIMENSION, &sampler, reached);
  printf ("%" G_GUINT64_FORMAT " 0 %.6g\n", evaluations,
          law_axes_error (reached, variances, PICTURE_DIMENSION, 0.0));
}

static void
run_mixture (const char *text)
{
  const NcsnSampler sampler = read_sampler_between (text, PLANE_SIGMA_BEGIN, PLANE_SIGMA_END);
  const NcsnSampleOptions options = {.seed = 1};
  g_autofree float *x = plane_starts (POINTS, sampler.schedule.sigma_begin);
  double mean, covariance;
  g_autoptr (GError) error = NULL;

  if (!ncsn_sample (mixture_score (), x, (NcsnShape){1, 1, POINTS, 2}, &sampler, &options, &error))
    die ("%s", error->message);
  plane_errors (x, POINTS, &mean, &covariance);
  printf ("%" G_GUINT64_FORMAT " %.6g %.6g\n", ncsn_sampler_evaluations (&sampler, 1), mean,
          covariance);
}

static void
run_inpaint (const char *text, guint passes)
{
  const NcsnSampler sampler = read_sampler_between (text, PICTURE_SIGMA_BEGIN, PICTURE_SIGMA_END);
  g_autofree Gaussian *gaussian = g_new (Gaussian, 1), *filled = g_new (Gaussian, 1);
  const NcsnKnown known = {.known = row_known, .mask = row_mask};
  const NcsnSampleOptions options = {.known = &known, .passes = passes};
  g_autofree Law *law = g_new (Law, 1);

  gaussian_init (gaussian, ROW_SIZE, 0.5, PICTURE_VARIANCE, PICTURE_CORRELATION);
  gaussian_condition (gaussian, row_known, row_mask, filled);
  law_of (gaussian, &sampler, &options, law);
  printf ("%" G_GUINT64_FORMAT " %.6g %.6g\n", law->evaluations, law_mean_error (law, filled),
          law_error (law, filled, 0.0));
}

static NcsnModel *
load_model (const char *path)
{
  g_autoptr (GError) error = NULL;
  NcsnModel *model = ncsn_model_load (path, &error);

  if (model == NULL)
    die ("%s", error->message);
  return model;
}

/* `count` pictures of a class, the same that tests/shipped/digits.py asks for. */
static void
generate (const NcsnModel *model, NcsnThreads *threads, const NcsnSampler *sampler, guint class,
          gsize count, float *pictures)
{
  const NcsnTaskOptions options = {.sampler = *sampler,
                                   .class_index = (int)class,
                                   .seed = 1000 + class,
                                   .preview_seconds = INFINITY};
  g_autoptr (GError) error = NULL;

  if (!ncsn_generate (model, threads, count, &options, pictures, NULL, &error))
    die ("%s", error->message);
}

static void
run_digits (const char *text, const char *path, gsize count, const char *file)
{
  g_autoptr (NcsnModel) model = load_model (path);
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (0);
  g_autoptr (GError) error = NULL;
  const NcsnModelConfig *config = ncsn_model_config (model);
  const NcsnSampler sampler = read_sampler (text, &config->schedule);
  const gsize size = count * config->height * config->width * config->channels;
  g_autofree float *pictures = g_new (float, config->n_classes *size);

  for (guint class = 0; class < config->n_classes; class ++)
    generate (model, threads, &sampler, class, count, pictures + class * size);
  if (!g_file_set_contents (file, (const char *)pictures,
                            (gssize)(config->n_classes * size * sizeof (float)), &error))
    die ("%s", error->message);
  printf ("%" G_GUINT64_FORMAT "\n", ncsn_sampler_evaluations (&sampler, 1));
}

static void
run_seconds (const char *text, const char *path)
{
  g_autoptr (NcsnModel) model = load_model (path);
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (0);
  const NcsnModelConfig *config = ncsn_model_config (model);
  const NcsnSampler sampler = read_sampler (text, &config->schedule);
  g_autofree float *pictures =
      g_new (float, NCSN_TASK_BATCH * config->height * config->width * config->channels);
  const gint64 start = g_get_monotonic_time ();

  generate (model, threads, &sampler, 0, NCSN_TASK_BATCH, pictures);
  printf ("%.3f\n", (double)(g_get_monotonic_time () - start) * 1e-6);
}

int
main (int argc, char **argv)
{
  const char *what = argc > 1 ? argv[1] : "";

  g_set_prgname ("bench-samplers");
  if (argc == 3 && g_str_equal (what, "axes"))
    run_axes (argv[2]);
  else if (argc == 3 && g_str_equal (what, "mixture"))
    run_mixture (argv[2]);
  else if (argc == 4 && g_str_equal (what, "inpaint"))
    run_inpaint (argv[2], (guint)g_ascii_strtoull (argv[3], NULL, 10));
  else if (argc == 6 && g_str_equal (what, "digits"))
    run_digits (argv[2], argv[3], (gsize)g_ascii_strtoull (argv[4], NULL, 10), argv[5]);
  else if (argc == 4 && g_str_equal (what, "seconds"))
    run_seconds (argv[2], argv[3]);
  else
    die ("The first comment of bench/samplers/samplers.c explains the arguments.");
  return 0;
}
