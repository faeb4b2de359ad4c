/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ncsn toy: the study of score matching in the plane, as pictures and tables. */
#include "cli/common/command.h"

#include <errno.h>

#include <cairo-svg.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "cli/common/values.h"
#include "cli/draw/figure-png.h"
#include "toy-figures.h"
#include "toy-report.h"

typedef struct {
  char *output, *seed_text, *threads_text;
  guint seed, threads;
} ToyOptions;

static void
toy_options_clear (ToyOptions *o)
{
  g_free (o->output);
  g_free (o->seed_text);
  g_free (o->threads_text);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ToyOptions, toy_options_clear)

static gboolean
parse_command_line (int argc, char **argv, ToyOptions *o)
{
  const GOptionEntry entries[] = {
      {"output", 'o', 0, G_OPTION_ARG_FILENAME, &o->output,
       N_ ("Folder for the figures and tables; created if missing"), N_ ("FOLDER")},
      {"seed", 0, 0, G_OPTION_ARG_STRING, &o->seed_text, N_ ("Seed of all random numbers (0)"),
       N_ ("N")},
      {"threads", 0, 0, G_OPTION_ARG_STRING, &o->threads_text,
       N_ ("Threads to use (as many as there are processors)"), N_ ("N")},
      G_OPTION_ENTRY_NULL};
  return cli_parse_options (
      argc, argv, entries, NULL,
      _ ("Shows on two modes in the plane why score networks learn at many noise levels."),
      _ ("Small networks learn the score of a mixture whose score is known exactly, by explicit,\n"
         "sliced and denoising score matching, at one noise level and at many. The figures\n"
         "toy-overview, toy-fields, toy-errors and toy-chains go into the folder as PNG and SVG,\n"
         "the numbers as toy-errors.tsv and toy-weights.tsv; files of an earlier run are "
         "replaced.\n"
         "The tables are printed. It takes less than a minute on two processors.\n\n"
         "Example:\n"
         "  ncsn toy --output toy"),
      NULL);
}

static gboolean
check_options (ToyOptions *o, GError **error)
{
  return cli_require ("output", o->output, error) &&
         cli_parse_uint ("seed", o->seed_text, 0, G_MAXUINT32, &o->seed, error) &&
         cli_parse_uint ("threads", o->threads_text, 1, 1024, &o->threads, error);
}

/* Creates the folder before the work begins, which would be lost without it. */
static gboolean
make_folder (const char *path, GError **error)
{
  if (g_mkdir_with_parents (path, 0777) == 0 && g_access (path, W_OK) == 0)
    return TRUE;
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno),
               _ ("The folder “%s” cannot be created or written to: %s."), path,
               g_strerror (errno));
  return FALSE;
}

typedef struct {
  const CliToyFigure *figure;
  const CliToyStudy *study;
} Drawing;

static void
draw (cairo_t *cr, gconstpointer data)
{
  const Drawing *drawing = data;
  drawing->figure->draw (cr, drawing->study);
}

static cairo_status_t
render_svg (const Drawing *drawing, GByteArray *bytes)
{
  cairo_surface_t *surface = cairo_svg_surface_create_for_stream (
      cli_figure_collect, bytes, drawing->figure->width, drawing->figure->height);
  cairo_status_t status = cli_figure_draw (surface, draw, drawing);
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  return status;
}

static gboolean
save_figure (cairo_status_t status, const GByteArray *bytes, const char *folder, const char *name,
             const char *ending, GError **error)
{
  g_autofree char *file = g_strconcat (name, ending, NULL);
  g_autofree char *path = g_build_filename (folder, file, NULL);
  return cli_figure_save (status, bytes, path, error);
}

/* Writes every figure into `folder` as PNG, two pixels a point, and as SVG. */
static gboolean
save_figures (const CliToyStudy *study, const char *folder, GError **error)
{
  for (const CliToyFigure *figure = cli_toy_figures (); figure->name != NULL; figure++) {
    const Drawing drawing = {figure, study};
    g_autoptr (GByteArray) png = g_byte_array_new ();
    g_autoptr (GByteArray) svg = g_byte_array_new ();
    const cairo_status_t status =
        cli_figure_png (figure->width, figure->height, draw, &drawing, png);
    if (!save_figure (status, png, folder, figure->name, ".png", error) ||
        !save_figure (render_svg (&drawing, svg), svg, folder, figure->name, ".svg", error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
toy (const ToyOptions *o, GError **error)
{
  if (!make_folder (o->output, error))
    return FALSE;
  g_autoptr (CliToyStudy) results = cli_toy_study_new (o->seed, o->threads, error);
  if (results == NULL || !cli_toy_report_save (results, o->output, error) ||
      !save_figures (results, o->output, error))
    return FALSE;
  cli_toy_report_print (results);
  return TRUE;
}

int
cli_toy (int argc, char **argv, NcsnImageLoader *loader)
{
  g_auto (ToyOptions) options = {0};
  g_autoptr (GError) error = NULL;
  if (!parse_command_line (argc, argv, &options))
    return CLI_USAGE;
  if (!check_options (&options, &error))
    return cli_usage (argv[0], "%s", error->message);
  return toy (&options, &error) ? CLI_OK : cli_fail (error);
}
