/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sheets of the texture of a picture: seams, what they depend on, progress and refusals. */
#undef G_DISABLE_ASSERT
#include <gio/gio.h>
#include <math.h>
#include <string.h>

#include "ncsn/error.h"
#include "models.h"

enum { SIDE = 96, SHEET = 112, SIZE = SHEET * SHEET * CHANNELS };

static const NcsnShape shape = {1, SIDE, SIDE, CHANNELS};

/* Random colours, each the mean of a square of 5 × 5 pixels, so that steps between pixels are much
 * smaller than differences of distant ones. */
static float *
blobs (void)
{
  enum { WIDE = SIDE + 4 };
  g_autofree float *pixels = random_picture (WIDE * WIDE * CHANNELS);
  float *picture = g_new0 (float, SIDE *SIDE *CHANNELS);

  for (gsize y = 0; y < SIDE; y++)
    for (gsize i = 0; i < SIDE * CHANNELS; i++)
      for (gsize v = 0; v < 5; v++)
        for (gsize u = 0; u < 5; u++)
          picture[y * SIDE * CHANNELS + i] += pixels[((y + v) * WIDE + u) * CHANNELS + i] / 25.0f;
  return picture;
}

static float *
draw (const float *source, NcsnCanvasSize size, guint32 number, guint64 seed, guint n_threads)
{
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (n_threads);
  g_autoptr (GError) error = NULL;
  const NcsnTaskOptions options = {.seed = seed, .preview_seconds = INFINITY};
  float *picture = g_new (float, size.width *size.height *CHANNELS);

  ncsn_generate_from_picture (shape, source, threads, &size, number, &options, picture, &error);
  g_assert_no_error (error);
  return picture;
}

/* The mean difference between pixels of column x and of the next, or of rows. The last is followed
 * by the first. */
static double
step (const float *picture, gsize at, gboolean rows)
{
  double sum = 0;

  for (gsize k = 0; k < SHEET; k++)
    for (gsize c = 0; c < CHANNELS; c++) {
      const gsize next = (at + 1) % SHEET;
      const gsize a = rows ? at * SHEET + k : k * SHEET + at;
      const gsize b = rows ? next * SHEET + k : k * SHEET + next;

      sum += fabs ((double)picture[a * CHANNELS + c] - (double)picture[b * CHANNELS + c]);
    }
  return sum / (SHEET * CHANNELS);
}

/* The step across the seam over the mean of all others. */
static double
seam (const float *picture, gboolean rows)
{
  double inner = 0;

  for (gsize at = 0; at + 1 < SHEET; at++)
    inner += step (picture, at, rows) / (SHEET - 1);
  return step (picture, SHEET - 1, rows) / inner;
}

/* Means over several sheets and both axes, since a single joint varies by a fifth. Edges that do
 * not meet differ like distant pixels, of which steps in `blobs` are 1 / √5. */
static void
test_seams (void)
{
  enum { SHEETS = 8 };
  g_autofree float *source = blobs ();
  double means[2] = {0}; /* of edges that should not meet, and of those that should */

  for (guint k = 0; k < 4 * SHEETS; k++) {
    const gboolean x = k & 1, y = (k >> 1) & 1;
    g_autofree float *sheet = draw (source, (NcsnCanvasSize){SHEET, SHEET, x, y}, k / 4, 3, 2);

    means[x] += seam (sheet, FALSE) / (4 * SHEETS);
    means[y] += seam (sheet, TRUE) / (4 * SHEETS);
  }
  g_test_message ("steps across joined edges over others: %g, across open ones: %g", means[1],
                  means[0]);
  g_assert_cmpfloat (means[1], <, 1.15);
  g_assert_cmpfloat (means[0], >, 1.5);
}

/* All means and deviations of channels are about those of the source. */
static void
test_colours (void)
{
  g_autofree float *source = blobs ();
  g_autofree float *sheet = draw (source, (NcsnCanvasSize){SHEET, SHEET, TRUE, TRUE}, 0, 3, 2);
  double sums[2][2] = {{0}};

  for (gsize i = 0; i < SIDE * SIDE * CHANNELS; i++) {
    sums[0][0] += (double)source[i] / (SIDE * SIDE * CHANNELS);
    sums[0][1] += (double)source[i] * (double)source[i] / (SIDE * SIDE * CHANNELS);
  }
  for (gsize i = 0; i < SIZE; i++) {
    sums[1][0] += (double)sheet[i] / SIZE;
    sums[1][1] += (double)sheet[i] * (double)sheet[i] / SIZE;
  }
  g_assert_cmpfloat_with_epsilon (sums[0][0], sums[1][0], 0.01);
  const double deviation = sqrt (sums[0][1] - sums[0][0] * sums[0][0]);
  g_assert_cmpfloat_with_epsilon (sqrt (sums[1][1] - sums[1][0] * sums[1][0]) / deviation, 1, 0.1);
}

static void
test_bits (void)
{
  const NcsnCanvasSize size = {SHEET, SHEET, TRUE, FALSE};
  g_autofree float *source = blobs ();
  g_autofree float *one = draw (source, size, 0, 3, 1), *seven = draw (source, size, 0, 3, 7);
  g_autofree float *other_seed = draw (source, size, 0, 4, 2);
  g_autofree float *other_number = draw (source, size, 1, 3, 2);

  g_assert_true (same (one, seven, SIZE));
  g_assert_false (same (one, other_seed, SIZE));
  g_assert_false (same (one, other_number, SIZE));
}

/* What three channels of a gray picture have in common stays so. */
static void
test_gray (void)
{
  g_autofree float *source = blobs ();

  for (gsize i = 0; i < SIDE * SIDE; i++)
    for (gsize c = 1; c < CHANNELS; c++)
      source[i * CHANNELS + c] = source[i * CHANNELS];
  g_autofree float *sheet = draw (source, (NcsnCanvasSize){SHEET, SHEET, TRUE, TRUE}, 0, 3, 2);
  for (gsize i = 0; i < SHEET * SHEET; i++)
    for (gsize c = 1; c < CHANNELS; c++)
      g_assert_cmpfloat_with_epsilon (sheet[i * CHANNELS + c], sheet[i * CHANNELS], 1e-6);
}

/* Previews show the whole sheet, also those of coarser sizes. */
static void
watch_all (const NcsnProgress *progress, gpointer data)
{
  const NcsnShape whole = {1, SHEET, SHEET, CHANNELS};

  g_assert_true (progress->denoised == NULL || ncsn_shape_equal (progress->shape, whole));
  watch (progress, data);
}

static gboolean
run (const float *source, Watch *watched, GError **error)
{
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (2);
  const NcsnCanvasSize size = {SHEET, SHEET, TRUE, TRUE};
  const NcsnTaskOptions options = {
      .progress = watch_all, .progress_data = watched, .cancellable = watched->cancellable};
  g_autofree float *picture = g_new (float, SIZE);

  return ncsn_generate_from_picture (shape, source, threads, &size, 0, &options, picture, error);
}

/* Every evaluation is counted and shown at full size, and after each a cancellation ends the task.
 */
static void
test_progress (void)
{
  g_autofree float *source = blobs ();
  g_autoptr (GError) error = NULL;
  Watch whole = {0};

  g_assert_true (run (source, &whole, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (whole.done, ==, whole.total);
  g_assert_true (ncsn_shape_equal (whole.largest, (NcsnShape){1, SHEET, SHEET, CHANNELS}));
  for (guint64 stop_at = 1; stop_at < whole.total; stop_at++) {
    g_autoptr (GCancellable) cancellable = g_cancellable_new ();
    Watch watched = {.stop_at = stop_at, .cancellable = cancellable};

    g_assert_false (run (source, &watched, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    g_clear_error (&error);
    g_assert_cmpuint (watched.done, ==, stop_at);
  }
}

static void
assert_refused (NcsnShape source, NcsnCanvasSize size, const char *words)
{
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (1);
  g_autoptr (GError) error = NULL;
  g_autofree float *pixels = random_picture (ncsn_shape_size (source));
  const NcsnTaskOptions options = {0};
  float picture;

  g_assert_false (
      ncsn_generate_from_picture (source, pixels, threads, &size, 0, &options, &picture, &error));
  g_assert_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT);
  g_assert_nonnull (strstr (error->message, words));
}

static void
test_refusals (void)
{
  assert_refused ((NcsnShape){1, 15, 64, 3}, (NcsnCanvasSize){64, 64, TRUE, TRUE}, "64 × 15");
  assert_refused ((NcsnShape){1, 64, 64, 1}, (NcsnCanvasSize){64, 15, FALSE, FALSE}, "64 × 15");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sheet/seams", test_seams);
  g_test_add_func ("/sheet/colours", test_colours);
  g_test_add_func ("/sheet/bits", test_bits);
  g_test_add_func ("/sheet/gray", test_gray);
  g_test_add_func ("/sheet/progress", test_progress);
  g_test_add_func ("/sheet/refusals", test_refusals);
  return g_test_run ();
}
