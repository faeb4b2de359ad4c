/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Properties of every task, for models of both kinds: the same bits on any number of threads, one
 * progress from 1 to its total, and nothing left behind by a cancellation. */
#undef G_DISABLE_ASSERT
#include <math.h>
#include <string.h>

#include "ncsn/error.h"
#include "ncsn/random.h"
#include "models.h"

enum { WIDTH = 20, HEIGHT = 13, PIXELS = WIDTH * HEIGHT, SIZE = PIXELS * CHANNELS };
enum { COUNT = 5 }; /* of pictures of the model's size: they are more floats than SIZE */

typedef enum {
  GENERATE,
  CANVAS,
  INPAINT,
  MEAN,
  VARY,
  VARY_SOME,
  DENOISE,
  INTERPOLATE,
  N_TASKS
} Task;

static const char *const names[] = {"generate", "canvas",    "inpaint", "mean",
                                    "vary",     "vary-some", "denoise", "interpolate"};

typedef struct {
  Task task;
  gboolean patches;
} Case;

/* Whether pictures that fail must be as before: those that were given, not the new ones. */
static gboolean
is_given (Task task)
{
  return task == INPAINT || task == MEAN || task == VARY || task == VARY_SOME || task == DENOISE;
}

static gboolean
perform (const Case *it, guint n_threads, gsize width, gsize height, const float *mask,
         const NcsnTaskOptions *watching, float *pictures, GError **error)
{
  g_autoptr (NcsnModel) model = small_model (CLASSES, it->patches);
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (n_threads);
  NcsnTaskOptions options = options_for (model, 7);

  options.preview_seconds = 0.0;
  if (watching) {
    options.progress = watching->progress;
    options.progress_data = watching->progress_data;
    options.cancellable = watching->cancellable;
  }
  switch (it->task) {
  case GENERATE:
    return ncsn_generate (model, threads, COUNT, &options, pictures, NULL, error);
  case CANVAS:
    return ncsn_generate_canvas (model, threads,
                                 &(NcsnCanvasSize){width, height, it->patches, FALSE}, 3, &options,
                                 pictures, error);
  case INPAINT:
  case MEAN:
    return ncsn_inpaint (
        model, threads, width, height, mask,
        &(NcsnInpaintOptions){.context = -1, .passes = 2, .mean = it->task == MEAN ? 3 : 1},
        &options, pictures, error);
  case VARY:
    return ncsn_vary (model, threads, width, height, NULL, 0.7, &options, pictures, error);
  case VARY_SOME:
    return ncsn_vary (model, threads, width, height, mask, 0.7, &options, pictures, error);
  case DENOISE:
    return ncsn_denoise (model, threads, width, height, 0.1, &options, pictures, error);
  case INTERPOLATE:
    return ncsn_interpolate (model, threads, COUNT, 8, &options, pictures, error);
  case N_TASKS:
  default:
    g_assert_not_reached ();
  }
}

/* Two holes, so that a model of patches works on two regions. */
static float *
holes (void)
{
  float *mask = g_new0 (float, PIXELS);

  mask[0] = mask[WIDTH + 2] = 1.0f;
  mask[PIXELS - 1] = 0.5f;
  return mask;
}

static gboolean
perform_usual (const Case *it, guint n_threads, const NcsnTaskOptions *watching, float *pictures,
               GError **error)
{
  g_autofree float *mask = holes ();

  return perform (it, n_threads, WIDTH, HEIGHT, mask, watching, pictures, error);
}

static void
test_threads (gconstpointer data)
{
  g_autofree float *one = random_picture (COUNT * CELL_SIZE);
  g_autofree float *before = random_picture (COUNT * CELL_SIZE);
  g_autoptr (GError) error = NULL;

  perform_usual (data, 1, NULL, one, &error);
  g_assert_no_error (error);
  g_assert_false (same (one, before, SIZE));
  for (guint n_threads = 2; n_threads <= 3; n_threads++) {
    g_autofree float *more = random_picture (COUNT * CELL_SIZE);

    g_assert_true (perform_usual (data, n_threads, NULL, more, NULL));
    g_assert_true (same (one, more, COUNT * CELL_SIZE));
  }
}

static void
test_progress (gconstpointer data)
{
  Watch watched = {0};
  NcsnTaskOptions watching = {.progress = watch, .progress_data = &watched};
  g_autofree float *pictures = random_picture (COUNT * CELL_SIZE);
  g_autofree float *unwatched = random_picture (COUNT * CELL_SIZE);

  g_assert_true (perform_usual (data, 2, &watching, pictures, NULL));
  g_assert_cmpuint (watched.done, ==, watched.total);
  g_assert_cmpuint (watched.total, >, 0);
  g_assert_cmpuint (watched.largest.n, >, 0);
  /* Progress functions do not change the result. */
  g_assert_true (perform_usual (data, 2, NULL, unwatched, NULL));
  g_assert_true (same (pictures, unwatched, COUNT * CELL_SIZE));
}

/* Cancelled after any of its evaluations but the last. */
static void
test_cancelled (gconstpointer data)
{
  const Case *it = data;
  g_autofree float *before = random_picture (COUNT * CELL_SIZE);
  Watch whole = {0};

  for (guint64 stop_at = 0; stop_at == 0 || stop_at < whole.total; stop_at++) {
    g_autoptr (GCancellable) cancellable = g_cancellable_new ();
    Watch watched = {.stop_at = stop_at, .cancellable = cancellable};
    NcsnTaskOptions watching = {
        .progress = watch, .progress_data = &watched, .cancellable = cancellable};
    g_autofree float *pictures = random_picture (COUNT * CELL_SIZE);
    g_autoptr (GError) error = NULL;

    g_assert_cmpint (perform_usual (it, 2, &watching, pictures, &error), ==, stop_at == 0);
    if (stop_at == 0) {
      whole = watched;
      continue;
    }
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    g_assert_cmpuint (watched.done, ==, stop_at);
    g_assert_true (!is_given (it->task) || same (pictures, before, SIZE));
  }
}

static gpointer
cancel_later (gpointer data)
{
  GCancellable *cancellable = data;
  gulong microseconds = GPOINTER_TO_UINT (g_object_get_data (data, "delay"));

  g_usleep (microseconds);
  g_cancellable_cancel (cancellable);
  return NULL;
}

/* Cancelled by another thread at random moments, also during an evaluation: the picture is
 * finished or unchanged. */
static void
test_cancelled_anywhere (gconstpointer data)
{
  const Case *it = data;
  g_autofree float *before = random_picture (COUNT * CELL_SIZE);
  g_autofree float *finished = random_picture (COUNT * CELL_SIZE);

  g_assert_true (perform_usual (it, 2, NULL, finished, NULL));
  for (guint32 trial = 0; trial < 12; trial++) {
    NcsnRandomKey key = {.seed = trial, .stream = NCSN_STREAM_AUGMENT};
    g_autoptr (GCancellable) cancellable = g_cancellable_new ();
    NcsnTaskOptions watching = {.cancellable = cancellable};
    g_autofree float *pictures = random_picture (COUNT * CELL_SIZE);
    g_autoptr (GError) error = NULL;
    GThread *thread;
    gboolean done;

    g_object_set_data (G_OBJECT (cancellable), "delay",
                       GUINT_TO_POINTER (ncsn_random_index (key, 20000)));
    thread = g_thread_new ("cancel", cancel_later, cancellable);
    done = perform_usual (it, 2, &watching, pictures, &error);
    g_thread_join (thread);
    if (!done)
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    if (done || is_given (it->task))
      g_assert_true (same (pictures, done ? finished : before, SIZE));
  }
}

/* Tasks that do not fit into memory are refused before any array is read or written: there is none.
 */
static void
test_memory (gconstpointer data)
{
  const gsize sides[][2] = {{1u << 30, 1u << 30}, {1, G_MAXSIZE / 4}, {G_MAXSIZE / 8, 1u << 20}};

  for (guint i = 0; i < G_N_ELEMENTS (sides); i++) {
    g_autoptr (GError) error = NULL;
    float none;

    g_assert_false (perform (data, 1, sides[i][0], sides[i][1], &none, NULL, &none, &error));
    g_assert_error (error, NCSN_ERROR, NCSN_ERROR_MEMORY);
    g_assert_nonnull (strstr (error->message, "is available"));
  }
}

static void
add (const char *name, const Case *it, GTestDataFunc func)
{
  g_autofree char *path =
      g_strdup_printf ("/every/%s/%s/%s", names[it->task], it->patches ? "patches" : "whole", name);

  g_test_add_data_func (path, it, func);
}

int
main (int argc, char **argv)
{
  static Case cases[2 * N_TASKS];

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    cases[i] = (Case){i / 2, i % 2};
    add ("threads", &cases[i], test_threads);
    add ("progress", &cases[i], test_progress);
    add ("cancelled", &cases[i], test_cancelled);
    add ("cancelled-anywhere", &cases[i], test_cancelled_anywhere);
    if (cases[i].task == CANVAS || is_given (cases[i].task))
      add ("memory", &cases[i], test_memory);
  }
  return g_test_run ();
}
