/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The operation ncsn:denoise in graphs of GEGL, compared with the library.
 *
 * usage: test-operation FOLDER-OF-THE-MODULE */
#undef G_DISABLE_ASSERT
#include <gegl.h>
#include <math.h>
#include <string.h>

#include "image/buffer.h"
#include "tests/image/folder.h"
#include "models.h"
#include "ncsn/noise.h"

/* Several parts; of whole patches, so that those lie as in the whole picture. */
enum { WIDTH = 400, HEIGHT = 24, COUNT = WIDTH * HEIGHT };

/* A graph: the source, the operation. The buffer has a corner elsewhere than at 0. */
typedef struct {
  GeglBuffer *buffer;
  GeglNode *graph, *operation;
} Graph;

static const GeglRectangle extent = {-7, 11, WIDTH, HEIGHT};

static void
graph_clear (Graph *graph)
{
  g_clear_object (&graph->graph);
  g_clear_object (&graph->buffer);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Graph, graph_clear)

/* pixels: (HEIGHT, WIDTH, 4) */
static Graph
graph_new (const float *pixels)
{
  Graph graph = {gegl_buffer_new (&extent, babl_format ("R'G'B'A float")), gegl_node_new (), NULL};
  GeglNode *source = gegl_node_new_child (graph.graph, "operation", "gegl:buffer-source", "buffer",
                                          graph.buffer, NULL);

  gegl_buffer_set (graph.buffer, &extent, 0, NULL, pixels, GEGL_AUTO_ROWSTRIDE);
  graph.operation = gegl_node_new_child (graph.graph, "operation", "ncsn:denoise", NULL);
  gegl_node_link (source, graph.operation);
  return graph;
}

static float *
result_of (const Graph *graph)
{
  float *pixels = g_new (float, COUNT * 4);

  gegl_node_blit (graph->operation, 1.0, &extent, babl_format ("R'G'B'A float"), pixels,
                  GEGL_AUTO_ROWSTRIDE, GEGL_BLIT_DEFAULT);
  return pixels;
}

/* Smooth colours and noise, opaque; inside [0, 1], so that nothing is clamped. */
static float *
noisy_pixels (void)
{
  g_autofree float *random = random_picture (COUNT * CHANNELS);
  float *pixels = g_new (float, COUNT * 4);

  for (gsize i = 0; i < COUNT * 4; i++) {
    const gsize c = i % 4, pixel = i / 4;

    pixels[i] = 0.5f + 0.2f * sinf ((float)(pixel % WIDTH) / 40 + (float)c) +
                (c < 3 ? 0.2f * (random[pixel * CHANNELS + c] - 0.5f) : 0.0f);
    if (c == 3)
      pixels[i] = 1;
  }
  return pixels;
}

/* What the library makes of pixels: (HEIGHT, WIDTH, CHANNELS). noise: NULL: it is estimated. */
static float *
expected_of (const NcsnModel *model, const float *pixels, const NcsnFoundNoise *noise,
             double lightness, double colour)
{
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (2);
  NcsnTaskOptions options;
  float *made = g_new (float, COUNT *CHANNELS);
  g_autofree float *alpha = g_new (float, COUNT);
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < COUNT; i++) {
    memcpy (made + i * CHANNELS, pixels + i * 4, CHANNELS * sizeof (float));
    alpha[i] = pixels[i * 4 + 3];
  }
  ncsn_task_options_init (&options, NCSN_PURPOSE_DRAW, model);
  options.alpha = alpha;
  options.keep_lightness = 1 - lightness;
  options.keep_colour = 1 - colour;
  const NcsnFoundNoise found =
      noise != NULL ? *noise : ncsn_noise_find (model, made, alpha, WIDTH, HEIGHT);
  ncsn_noise_remove (model, threads, WIDTH, HEIGHT, &found, &options, made, &error);
  g_assert_no_error (error);
  return made;
}

static double
largest_difference (const float *pixels, const float *expected)
{
  float largest = 0;

  for (gsize i = 0; i < COUNT * CHANNELS; i++)
    largest = MAX (largest, fabsf (pixels[i / CHANNELS * 4 + i % CHANNELS] - expected[i]));
  return (double)largest;
}

/* The same model for the operation, as a file, and for the library. */
typedef struct {
  char *folder;
  NcsnModel *model;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer by_brightness)
{
  g_autoptr (NcsnModel) plain = small_model (0, TRUE);
  g_autofree char *path = NULL;

  fixture->folder = folder_new ();
  fixture->model = ncsn_model_with_inputs (plain, FALSE, by_brightness != NULL, FALSE, NULL);
  path = folder_path (fixture->folder, "camera.safetensors");
  g_assert_true (ncsn_model_save (fixture->model, path, NULL));
  g_setenv ("NCSN_MODEL_PATH", fixture->folder, TRUE);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_unsetenv ("NCSN_MODEL_PATH");
  folder_remove (fixture->folder);
  ncsn_model_free (fixture->model);
}

/* With the estimate, and with a level that is given. */
static void
test_same_as_the_library (Fixture *fixture, gconstpointer data)
{
  g_autofree float *pixels = noisy_pixels ();
  g_auto (Graph) graph = graph_new (pixels);
  g_autofree float *found = result_of (&graph);
  g_autofree float *expected = expected_of (fixture->model, pixels, NULL, 1, 1);
  g_autofree float *before = expected_of (fixture->model, pixels, &(NcsnFoundNoise){0}, 1, 1);

  g_assert_cmpfloat (largest_difference (pixels, expected), >, 0.02);
  g_assert_cmpfloat (largest_difference (found, expected), <, 1e-6);
  g_assert_cmpfloat (largest_difference (pixels, before), ==, 0);

  gegl_node_set (graph.operation, "noise", 0.1, NULL);
  g_autofree float *given = result_of (&graph);
  g_autofree float *of_level =
      expected_of (fixture->model, pixels, &(NcsnFoundNoise){.sigma = 0.1}, 1, 1);
  g_assert_cmpfloat (largest_difference (given, of_level), <, 1e-6);
}

/* Amounts change what is taken, one after the other at the same graph. */
static void
test_amounts (Fixture *fixture, gconstpointer data)
{
  static const double amounts[][3] = {
      {100, 30, 100}, {100, 0, 40}, {50, 0, 100}, {150, 100, 100}, {100, 100, 0}};
  g_autofree float *pixels = noisy_pixels ();
  g_auto (Graph) graph = graph_new (pixels);

  gegl_node_set (graph.operation, "noise", 0.02, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (amounts); i++) {
    const double *a = amounts[i];
    const NcsnFoundNoise noise = {.sigma = 0.02 * a[0] / 100};

    gegl_node_set (graph.operation, "strength", a[0], "detail", a[1], "colour", a[2], NULL);
    g_autofree float *found = result_of (&graph);
    g_autofree float *expected =
        expected_of (fixture->model, pixels, &noise, 1 - a[1] / 100, a[2] / 100);
    g_assert_cmpfloat (largest_difference (found, expected), <, 2e-6);
    g_assert_true ((largest_difference (pixels, expected) < 1e-6) == (a[1] == 100 && a[2] == 0));
  }
  gegl_node_set (graph.operation, "strength", 0.0, "detail", 0.0, "colour", 100.0, NULL);
  g_autofree float *nothing = result_of (&graph);
  g_assert_true (same (nothing, pixels, COUNT * 4));
}

/* Small rectangles in any order, also beyond the input, have the pixels of the whole. */
static void
test_rectangles (Fixture *fixture, gconstpointer data)
{
  static const GeglRectangle rectangles[] = {
      {340, 20, 70, 30}, {-20, 0, 30, 20}, {110, 12, 30, 3}, {100, 15, 1, 1}};
  g_autofree float *pixels = noisy_pixels ();
  g_auto (Graph) graph = graph_new (pixels);
  g_auto (Graph) other = graph_new (pixels);
  g_autofree float *whole = result_of (&other);
  const Babl *format = babl_format ("R'G'B'A float");

  for (guint i = 0; i < G_N_ELEMENTS (rectangles); i++) {
    const GeglRectangle *r = &rectangles[i];
    g_autofree float *part = g_new (float, (gsize)r->width *(gsize)r->height * 4);

    gegl_node_blit (graph.operation, 1.0, r, format, part, GEGL_AUTO_ROWSTRIDE, GEGL_BLIT_DEFAULT);
    for (int k = 0; k < r->width * r->height; k++) {
      const int x = r->x + k % r->width - extent.x, y = r->y + k / r->width - extent.y;
      const gboolean inside = x >= 0 && x < WIDTH && y >= 0 && y < HEIGHT;
      const float outside[4] = {0};

      g_assert_true (same (part + 4 * k, inside ? whole + 4 * (y * WIDTH + x) : outside, 4));
    }
  }
}

/* Alpha stays. What is transparent or not finite stays too, and does not change its neighbours;
 * values far above white stay above it. */
static void
test_kept (Fixture *fixture, gconstpointer data)
{
  g_autofree float *pixels = noisy_pixels ();
  float *one = pixels + 4 * 100, *other = pixels + 4 * (6 * WIDTH + 250), *light = other + 400;

  one[3] = 0.25f;
  for (gsize k = 4; k < 16; k += 4)
    one[k + 3] = 0;
  other[1] = INFINITY;
  light[0] = 9;
  g_auto (Graph) graph = graph_new (pixels);
  gegl_node_set (graph.operation, "noise", 0.1, NULL);
  g_autofree float *found = result_of (&graph);

  for (gsize i = 0; i < COUNT; i++) {
    const float *before = pixels + 4 * i, *after = found + 4 * i;
    const gboolean stays = before[3] <= 0 || before == other;

    g_assert_cmpfloat (before[3], ==, after[3]);
    g_assert_true (same (before, after, 4) == stays);
    g_assert_true (stays || isfinite (after[0] + after[1] + after[2]));
  }
  g_assert_cmpfloat (found[light - pixels], >, 8.5f);
}

/* Pixels that change, and another source, are seen. */
static void
test_changes (Fixture *fixture, gconstpointer data)
{
  g_autofree float *pixels = noisy_pixels (), *others = noisy_pixels ();
  g_auto (Graph) graph = graph_new (pixels);
  g_autofree float *first = result_of (&graph);

  for (gsize i = 0; i < COUNT * 4; i++)
    others[i] = i % 4 < 3 ? 1 - others[i] : 1;
  gegl_buffer_set (graph.buffer, &extent, 0, NULL, others, GEGL_AUTO_ROWSTRIDE);
  g_autofree float *second = result_of (&graph);
  g_autofree float *expected = expected_of (fixture->model, others, NULL, 1, 1);
  g_assert_cmpfloat (largest_difference (second, expected), <, 1e-6);

  g_auto (Graph) source = graph_new (pixels);
  GeglNode *node = gegl_node_new_child (graph.graph, "operation", "gegl:buffer-source", "buffer",
                                        source.buffer, NULL);
  gegl_node_link (node, graph.operation);
  g_autofree float *third = result_of (&graph);
  g_assert_true (same (third, first, COUNT * 4));
}

/* Without a model there is one warning, and the input. */
static void
test_no_model (Fixture *fixture, gconstpointer data)
{
  g_autofree float *pixels = noisy_pixels ();
  g_auto (Graph) graph = graph_new (pixels);

  g_setenv ("NCSN_MODEL_PATH", "/nowhere", TRUE);
  g_setenv ("XDG_DATA_DIRS", "/nowhere", TRUE);
  g_test_expect_message ("ncsn-denoise", G_LOG_LEVEL_WARNING,
                         "The noise stays in the picture. There is no model *");
  g_autofree float *found = result_of (&graph);
  g_assert_true (same (found, pixels, COUNT * 4));
  gegl_node_set (graph.operation, "detail", 10.0, NULL);
  g_autofree float *again = result_of (&graph);
  g_assert_true (same (again, pixels, COUNT * 4));
  g_test_assert_expected_messages ();
}

/* A plain colour has no end. */
static void
test_endless (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GeglNode) graph = gegl_node_new ();
  GeglNode *source = gegl_node_new_child (graph, "operation", "gegl:color", NULL);
  GeglNode *operation = gegl_node_new_child (graph, "operation", "ncsn:denoise", NULL);
  float pixel[4];

  gegl_node_link (source, operation);
  gegl_node_blit (operation, 1.0, GEGL_RECTANGLE (5, 5, 1, 1), babl_format ("R'G'B'A float"), pixel,
                  GEGL_AUTO_ROWSTRIDE, GEGL_BLIT_DEFAULT);
  g_assert_cmpfloat (pixel[3], ==, 1);
}

#define ADD(name, function, by_brightness)                                                         \
  g_test_add ("/operation/" name, Fixture, by_brightness ? "" : NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  char *home = folder_new (); /* GEGL makes folders there */
  ncsn_buffer_make_repeatable ();
  g_setenv ("XDG_DATA_HOME", home, TRUE);
  g_test_init (&argc, &argv, NULL);
  gegl_init (NULL, NULL);
  gegl_load_module_directory (argv[1]);
  ADD ("same as the library", test_same_as_the_library, FALSE);
  ADD ("same by brightness", test_same_as_the_library, TRUE);
  ADD ("amounts", test_amounts, FALSE);
  ADD ("rectangles", test_rectangles, FALSE);
  ADD ("kept", test_kept, FALSE);
  ADD ("changes", test_changes, FALSE);
  ADD ("no model", test_no_model, FALSE);
  ADD ("endless", test_endless, FALSE);
  const int status = g_test_run ();
  gegl_exit ();
  folder_remove (home);
  return status;
}
