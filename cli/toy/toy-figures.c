/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lays out the panels, legends and charts of each figure. */
#include "toy-figures.h"

#include <glib/gi18n.h>

#include "toy-chart.h"
#include "toy-field.h"

#define MARGIN 22.0
#define HEADING_SIZE 17.0
#define HEADING 54.0    /* height of a figure's heading */
#define PANEL_HEAD 44.0 /* of a panel's title and caption */
#define PANEL_FOOT 20.0 /* height of its ticks */
#define TICK_SPACE 22.0 /* left of a panel */
#define LEGEND 30.0
#define WIDE 250.0   /* a panel's side with three in a row */
#define NARROW 212.0 /* the same with four in a row */
#define SCALE_WIDTH 420.0
#define CHART_HEAD 44.0   /* its legend */
#define CHART_LABELS 30.0 /* left of it */
#define CHART_HEIGHT 190.0
#define CHART_FOOT 30.0 /* its axis */
#define CHAIN_EXTENT 12.0
#define SHOWN 1000 /* points of a cloud that are drawn */

#define ROW(side) (PANEL_HEAD + (side) + PANEL_FOOT)
#define COLUMN_GAP 10.0
#define COLUMN(side) (TICK_SPACE + (side) + COLUMN_GAP)
#define WIDTH(columns, side) (2 * MARGIN + (columns) * COLUMN (side))

/* Levels to show: the smallest, one in the middle, and the smallest that fills the plane. */
#define LEVEL_LAST (CLI_TOY_LEVELS - 1)
#define LEVEL_MIDDLE 5
#define LEVEL_FILLED 3

static CliPanel
panel_at (cairo_t *cr, guint row, guint column, double side, double extent)
{
  return (CliPanel){cr, MARGIN + column * COLUMN (side) + TICK_SPACE,
                    MARGIN + HEADING + row * ROW (side) + PANEL_HEAD, side, extent};
}

static void
draw_heading (cairo_t *cr, const char *title, const char *subtitle)
{
  const double left = MARGIN + TICK_SPACE;
  cli_draw_text (cr, left, MARGIN + HEADING_SIZE, CLI_ALIGN_LEFT, HEADING_SIZE, CLI_INK_TEXT,
                 title);
  cli_draw_text (cr, left, MARGIN + HEADING_SIZE + 20, CLI_ALIGN_LEFT, 12, CLI_INK_FAINT, subtitle);
}

/* A share as a percentage: one digit below 10 %, two below 0.1 %. */
static char *
format_percent (double share)
{
  const double percent = 100 * share;
  return g_strdup_printf ("%.*f %%", percent >= 9.95 ? 0 : percent >= 0.095 ? 1 : 2, percent);
}

/* "error: low density 28 %, support 0.7 %" (free with g_free ()). */
static char *
describe_errors (const CliToyLevel *level)
{
  g_autofree char *outside = format_percent (level->relative[CLI_TOY_OUTSIDE]);
  g_autofree char *inside = format_percent (level->relative[CLI_TOY_INSIDE]);
  return g_strdup_printf (_ ("error: low density %s, support %s"), outside, inside);
}

/* Draws arrows over their density. score NULL: the true one. */
static void
draw_score (const CliPanel *panel, const CliToyStudy *study, const float *score, double sigma,
            const char *title, const char *caption)
{
  cli_toy_field_density (panel, sigma);
  cli_toy_field_support (panel, study->plane, FALSE);
  cli_toy_arrows (panel, study->plane, score, sigma);
  cli_panel_frame (panel, title, caption);
}

static void
draw_level (const CliPanel *panel, const CliToyStudy *study, const CliToyLevel *level,
            const char *title)
{
  g_autofree char *caption = describe_errors (level);
  draw_score (panel, study, level->score, level->sigma, title, caption);
}

/* Draws points, and the share of them at each mode if `counted`. */
static void
draw_cloud (const CliPanel *panel, const float *x, const float *by, gboolean counted,
            const char *title, const char *caption)
{
  cli_toy_field_points (panel, x, by, SHOWN);
  if (counted)
    cli_toy_field_shares (panel, by, CLI_TOY_CHAINS);
  cli_panel_frame (panel, title, caption);
}

/* Draws the legend below two rows of panels. */
static void
draw_legend (cairo_t *cr, double side)
{
  const double y = MARGIN + HEADING + 2 * ROW (side) + 14;
  double x = cli_toy_arrows_legend (cr, MARGIN + TICK_SPACE, y);
  x = cli_toy_field_support_legend (cr, x, y) + 18;
  cli_draw_text (cr, x, y, CLI_ALIGN_LEFT, CLI_TEXT_SIZE, CLI_INK_FAINT,
                 _ ("error: squared, over the squared score"));
}

static void
draw_overview_scores (cairo_t *cr, const CliToyStudy *study)
{
  const CliToyLevel *one = study->networks[CLI_TOY_DENOISING][CLI_TOY_ONE].levels;
  const CliToyLevel *many = study->networks[CLI_TOY_DENOISING][CLI_TOY_MANY].levels + LEVEL_FILLED;
  g_autofree char *one_title = g_strdup_printf (_ ("Learnt at one level: σ = %.1f"), one->sigma);
  g_autofree char *many_title =
      g_strdup_printf (_ ("Learnt at many levels: σ = %.1f"), many->sigma);
  CliPanel panel = panel_at (cr, 0, 0, WIDE, CLI_TOY_EXTENT);
  draw_score (&panel, study, NULL, 0.0, _ ("True score of the data"),
              _ ("arrows point to where data are denser"));
  panel = panel_at (cr, 0, 1, WIDE, CLI_TOY_EXTENT);
  draw_level (&panel, study, one, one_title);
  panel = panel_at (cr, 0, 2, WIDE, CLI_TOY_EXTENT);
  draw_level (&panel, study, many, many_title);
}

static void
draw_overview_points (cairo_t *cr, const CliToyStudy *study)
{
  const float *plain = cli_toy_chains_end (&study->chains[CLI_TOY_DENOISING][CLI_TOY_ONE]);
  const float *annealed = cli_toy_chains_end (&study->chains[CLI_TOY_DENOISING][CLI_TOY_MANY]);
  g_autofree float *data = g_new (float, 2 * CLI_TOY_CHAINS);
  cli_toy_draw (0.0, CLI_TOY_CHAINS, data);
  CliPanel panel = panel_at (cr, 1, 0, WIDE, CLI_TOY_EXTENT);
  draw_cloud (&panel, data, data, TRUE, _ ("Data"), _ ("two modes of unequal weight"));
  panel = panel_at (cr, 1, 1, WIDE, CLI_TOY_EXTENT);
  draw_cloud (&panel, plain, plain, TRUE, _ ("Langevin at that level"),
              _ ("chains end at the mode that is nearest"));
  panel = panel_at (cr, 1, 2, WIDE, CLI_TOY_EXTENT);
  draw_cloud (&panel, annealed, annealed, TRUE, _ ("Annealed Langevin"),
              _ ("from large noise levels down to small ones"));
}

static void
draw_overview (cairo_t *cr, const CliToyStudy *study)
{
  draw_heading (
      cr, _ ("Scores are learnt where there are data"),
      _ ("A network that learns at many noise levels is right wherever its chains go, and they "
         "find both modes in proportion."));
  draw_overview_scores (cr, study);
  draw_overview_points (cr, study);
  draw_legend (cr, WIDE);
}

static void
draw_fields (cairo_t *cr, const CliToyStudy *study)
{
  static const guint levels[] = {LEVEL_LAST, LEVEL_MIDDLE, LEVEL_FILLED};
  const CliToyNetwork *clean = &study->networks[CLI_TOY_SLICED][CLI_TOY_ONE];
  const CliToyNetwork *many = &study->networks[CLI_TOY_DENOISING][CLI_TOY_MANY];
  draw_heading (
      cr, _ ("True and learnt scores"),
      _ ("Left: of the data, by sliced score matching. Right: of noisy data, by denoising "
         "score matching, in one network for all levels."));
  CliPanel panel = panel_at (cr, 0, 0, NARROW, CLI_TOY_EXTENT);
  draw_score (&panel, study, NULL, 0.0, _ ("True, no noise"), _ ("of the data themselves"));
  panel = panel_at (cr, 1, 0, NARROW, CLI_TOY_EXTENT);
  draw_level (&panel, study, clean->levels, _ ("Learnt, no noise"));
  for (guint j = 0; j < G_N_ELEMENTS (levels); j++) {
    const CliToyLevel *level = many->levels + levels[j];
    g_autofree char *exact = g_strdup_printf (_ ("True, σ = %.1f"), level->sigma);
    g_autofree char *learnt = g_strdup_printf (_ ("Learnt, σ = %.1f"), level->sigma);
    panel = panel_at (cr, 0, j + 1, NARROW, CLI_TOY_EXTENT);
    g_autofree char *filled =
        g_strdup_printf (_ ("noise fills %.0f %% of low density"), 100 * level->filled);
    draw_score (&panel, study, NULL, level->sigma, exact, filled);
    panel = panel_at (cr, 1, j + 1, NARROW, CLI_TOY_EXTENT);
    draw_level (&panel, study, level, learnt);
  }
  draw_legend (cr, NARROW);
}

/* `name`: the network's name. */
static void
draw_error (const CliPanel *panel, const CliToyStudy *study, const CliToyLevel *level,
            const char *name)
{
  g_autofree char *title = g_strdup_printf (_ ("%s: σ = %.2g"), name, level->sigma);
  g_autofree char *caption = describe_errors (level);
  cli_toy_field_error (panel, study->plane, level->score, level->sigma);
  cli_toy_field_support (panel, study->plane, TRUE);
  cli_panel_frame (panel, title, caption);
}

static void
draw_errors (cairo_t *cr, const CliToyStudy *study)
{
  static const guint levels[] = {LEVEL_LAST, LEVEL_MIDDLE, LEVEL_FILLED};
  const char *const objectives[CLI_TOY_OBJECTIVES] = {_ ("Explicit"), _ ("Sliced"),
                                                      _ ("Denoising")};
  const CliToyNetwork *one = &study->networks[CLI_TOY_DENOISING][CLI_TOY_ONE];
  const CliToyNetwork *many = &study->networks[CLI_TOY_DENOISING][CLI_TOY_MANY];
  draw_heading (cr, _ ("Where learnt scores are wrong"),
                _ ("Above: one noise level, by each objective. Below: many levels in one network. "
                   "Colours: squared error over the mean squared score."));
  for (guint j = 0; j < 3; j++) {
    const CliPanel top = panel_at (cr, 0, j, WIDE, CLI_TOY_EXTENT);
    const CliPanel bottom = panel_at (cr, 1, j, WIDE, CLI_TOY_EXTENT);
    draw_error (&top, study, study->networks[j][CLI_TOY_ONE].levels, objectives[j]);
    draw_error (&bottom, study, many->levels + levels[j], _ ("Denoising, many levels"));
  }
  const double left = MARGIN + TICK_SPACE, width = 3 * COLUMN (WIDE) - TICK_SPACE - COLUMN_GAP;
  const double below = MARGIN + HEADING + 2 * ROW (WIDE);
  cli_toy_field_error_scale (cr, left + 0.5 * (width - SCALE_WIDTH), below + 12, SCALE_WIDTH);
  cli_toy_chart (cr, left + CHART_LABELS, below + 2 * LEGEND + CHART_HEAD, width - CHART_LABELS,
                 CHART_HEIGHT, one, many);
}

static void
draw_chains (cairo_t *cr, const CliToyStudy *study)
{
  draw_heading (cr, _ ("Chains that start everywhere in the square"),
                _ ("Colours tell where a chain ends. Plain chains go to the mode that is nearest, "
                   "annealed ones forget where they started."));
  for (guint j = 0; j < CLI_TOY_LADDERS; j++)
    for (guint k = 0; k < CLI_TOY_SNAPSHOTS; k++) {
      const CliToyChains *chains = &study->chains[CLI_TOY_DENOISING][j];
      const CliPanel panel = panel_at (cr, j, k, NARROW, CHAIN_EXTENT);
      g_autofree char *caption = k == 0 ? g_strdup (_ ("start"))
                                        : g_strdup_printf (_ ("after %u steps, σ = %.1f"),
                                                           chains->steps[k], chains->sigmas[k]);
      draw_cloud (&panel, chains->snapshots + (gsize)k * 2 * CLI_TOY_CHAINS,
                  cli_toy_chains_end (chains), k == CLI_TOY_SNAPSHOTS - 1,
                  k > 0              ? ""
                  : j == CLI_TOY_ONE ? _ ("Langevin, one level")
                                     : _ ("Annealed Langevin"),
                  caption);
    }
}

const CliToyFigure *
cli_toy_figures (void)
{
  static const CliToyFigure figures[] = {
      {"toy-overview", WIDTH (3, WIDE), 2 * MARGIN + HEADING + 2 * ROW (WIDE) + LEGEND / 2,
       draw_overview},
      {"toy-fields", WIDTH (4, NARROW), 2 * MARGIN + HEADING + 2 * ROW (NARROW) + LEGEND / 2,
       draw_fields},
      {"toy-errors", WIDTH (3, WIDE),
       2 * MARGIN + HEADING + 2 * ROW (WIDE) + 2 * LEGEND + CHART_HEAD + CHART_HEIGHT + CHART_FOOT,
       draw_errors},
      {"toy-chains", WIDTH (4, NARROW), 2 * MARGIN + HEADING + 2 * ROW (NARROW), draw_chains},
      {NULL},
  };
  return figures;
}
