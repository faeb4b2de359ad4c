/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws the losses over the iterations in two charts, one above the other. */
#include "training-chart.h"

#include <math.h>
#include <string.h>

#include <glib/gi18n.h>

#include "cli/draw/chart.h"
#include "cli/draw/figure-png.h"
#include "image/training-numbers.h"

#define WIDTH 640.0
#define LEFT 62.0   /* margin with the numbers of y */
#define RIGHT 58.0  /* margin with the names of lines */
#define TOP 34.0    /* margin with the title */
#define HEAD 26.0   /* height of a chart's name */
#define CHART 210.0 /* height of a chart */
#define FOOT 44.0   /* height of the numbers and name of x */
#define DOT 1.8

/* Memory of the moving mean, as a share of the training. */
#define MEAN_SHARE 0.03

typedef struct {
  const char *title;
  gsize n_steps;
  double *iterations, *losses, *means; /* n_steps */
  guint levels;
  const double *sigmas; /* levels */
  gsize n_measured;
  double *measured_at; /* n_measured iterations */
  double *held_out;    /* (levels, n_measured) */
} Curves;

static void
curves_clear (Curves *curves)
{
  double *arrays[] = {curves->iterations, curves->losses, curves->means, curves->measured_at,
                      curves->held_out};
  for (gsize i = 0; i < G_N_ELEMENTS (arrays); i++)
    g_free (arrays[i]);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Curves, curves_clear)

/* Column `column` of an array of lines with so many columns. */
static double *
take_column (const GArray *numbers, guint columns, guint column, gsize *count)
{
  *count = numbers != NULL ? numbers->len / columns : 0;
  double *values = g_new (double, *count);
  for (gsize i = 0; i < *count; i++)
    values[i] = g_array_index (numbers, double, i *columns + column);
  return values;
}

static void
read_log (Curves *curves, const char *path)
{
  g_autoptr (GArray) numbers = ncsn_training_numbers_read (path, NCSN_TRAINING_COLUMNS);
  curves->iterations =
      take_column (numbers, NCSN_TRAINING_COLUMNS, NCSN_TRAINING_ITERATION, &curves->n_steps);
  curves->losses =
      take_column (numbers, NCSN_TRAINING_COLUMNS, NCSN_TRAINING_LOSS, &curves->n_steps);
  curves->means = g_new (double, curves->n_steps);
  const double memory = 1 - 1 / MAX (MEAN_SHARE * curves->n_steps, 1.0);
  double sum = 0, weight = 0;
  for (gsize i = 0; i < curves->n_steps; i++) {
    sum = memory * sum + curves->losses[i];
    weight = memory * weight + 1;
    curves->means[i] = sum / weight;
  }
}

static void
read_held_out (Curves *curves, const char *path)
{
  const guint columns = curves->levels + 1;
  g_autoptr (GArray) numbers = ncsn_training_numbers_read (path, columns);
  curves->measured_at = take_column (numbers, columns, 0, &curves->n_measured);
  curves->held_out = g_new (double, curves->levels * curves->n_measured);
  for (guint level = 0; level < curves->levels; level++) {
    gsize count;
    g_autofree double *losses = take_column (numbers, columns, level + 1, &count);
    memcpy (curves->held_out + level * count, losses, count * sizeof (double));
  }
}

/* Draws the axes of chart number `row` from the top, with its name. */
static CliChart
begin_chart (cairo_t *cr, const Curves *curves, guint row, CliAxis y, const char *name)
{
  const double last =
      MAX (curves->n_steps > 0 ? curves->iterations[curves->n_steps - 1] : 1,
           curves->n_measured > 0 ? curves->measured_at[curves->n_measured - 1] : 1);
  const CliChart chart = {.cr = cr,
                          .left = LEFT,
                          .top = TOP + row * (HEAD + CHART + FOOT) + HEAD,
                          .width = WIDTH - LEFT - RIGHT,
                          .height = CHART,
                          .x = {0, last, FALSE},
                          .y = y};
  cli_chart_scales (&chart);
  cli_draw_text (cr, chart.left, chart.top - 9, CLI_ALIGN_LEFT, CLI_TEXT_SIZE + 1, CLI_INK_TEXT,
                 name);
  cli_draw_text (cr, chart.left + 0.5 * chart.width, chart.top + CHART + 32, CLI_ALIGN_CENTRE,
                 CLI_TEXT_SIZE, CLI_INK_FAINT, _ ("iteration"));
  return chart;
}

static void
draw_training (cairo_t *cr, const Curves *curves)
{
  const CliChart chart =
      begin_chart (cr, curves, 0, cli_axis_for (curves->losses, curves->n_steps),
                   _ ("Training loss per dimension, weighted as in training, and its mean"));
  cli_draw_set_ink (cr, CLI_INK_FIRST, 0.3);
  cli_chart_line (&chart, curves->iterations, curves->losses, curves->n_steps, 0.8);
  cli_draw_set_ink (cr, CLI_INK_FIRST, 1.0);
  cli_chart_line (&chart, curves->iterations, curves->means, curves->n_steps, 1.8);
}

/* Pale for small levels, but still visible. */
static void
set_level_colour (cairo_t *cr, guint level, guint levels)
{
  const CliColour c = cli_draw_ramp (CLI_RAMP_ERROR, 0.25 + 0.75 * level / MAX (levels - 1.0, 1.0));
  cairo_set_source_rgb (cr, c.red, c.green, c.blue);
}

static void
draw_level (const CliChart *chart, const Curves *curves, guint level)
{
  const gsize n = curves->n_measured;
  const double *losses = curves->held_out + level * n;
  set_level_colour (chart->cr, level, curves->levels);
  cli_chart_line (chart, curves->measured_at, losses, n, 1.4);
  for (gsize i = 0; i < n; i++) {
    cairo_arc (chart->cr, cli_chart_x (chart, curves->measured_at[i]),
               cli_chart_y (chart, losses[i]), DOT, 0, 2 * G_PI);
    cairo_fill (chart->cr);
  }
}

/* Writes the names of the levels, from the highest final loss to the lowest. */
static void
name_levels (const CliChart *chart, const Curves *curves)
{
  double below = -INFINITY;
  g_autofree gboolean *named = g_new0 (gboolean, curves->levels);
  for (guint i = 0; i < curves->levels; i++) {
    guint top = 0;
    double highest = -INFINITY;
    for (guint level = 0; level < curves->levels; level++) {
      const double loss = curves->held_out[(level + 1) * curves->n_measured - 1];
      if (!named[level] && loss > highest) {
        highest = loss;
        top = level;
      }
    }
    named[top] = TRUE;
    g_autofree char *text = g_strdup_printf ("σ %.2g", curves->sigmas[top]);
    /* Names that would overlap move down. */
    below = MAX (cli_chart_y (chart, highest) + 3.5, below + CLI_TEXT_SIZE + 1);
    cli_draw_text (chart->cr, chart->left + chart->width + 6, below, CLI_ALIGN_LEFT, CLI_TEXT_SIZE,
                   CLI_INK_TEXT, text);
  }
}

static void
draw_held_out (cairo_t *cr, const Curves *curves)
{
  const CliAxis y = cli_axis_for (curves->held_out, curves->levels * curves->n_measured);
  const CliChart chart =
      begin_chart (cr, curves, 1, y,
                   _ ("Loss on held-out pictures at each noise level σ; a score of zero has ½"));
  for (guint level = 0; level < curves->levels; level++)
    draw_level (&chart, curves, level);
  name_levels (&chart, curves);
}

static void
draw (cairo_t *cr, gconstpointer data)
{
  const Curves *curves = data;
  cli_draw_text (cr, LEFT, TOP - 8, CLI_ALIGN_LEFT, CLI_TITLE_SIZE, CLI_INK_TEXT, curves->title);
  draw_training (cr, curves);
  if (curves->n_measured > 0)
    draw_held_out (cr, curves);
}

gboolean
cli_training_chart_save (const char *title, const char *log, const char *held_out,
                         const double *sigmas, guint levels, const char *path, GError **error)
{
  g_auto (Curves) curves = {.title = title, .sigmas = sigmas, .levels = levels};
  read_log (&curves, log);
  if (held_out != NULL)
    read_held_out (&curves, held_out);
  const guint rows = curves.n_measured > 0 ? 2 : 1;
  return cli_figure_report (WIDTH, TOP + rows * (HEAD + CHART + FOOT), draw, &curves, "train",
                            title, path, error);
}
