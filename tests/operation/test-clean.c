/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How often the operation asks the model: once for each part that is looked at, and again only
 * after a change that needs it. */
#undef G_DISABLE_ASSERT
#include "operation/clean.h"

#include "tests/image/folder.h"
#include "models.h"

enum { WIDTH = 1000, HEIGHT = 9 }; /* eight parts */

static guint removed, found; /* how often the library was called */

gboolean __real_ncsn_noise_remove (const NcsnModel *model, NcsnThreads *threads, gsize width,
                                   gsize height, const NcsnFoundNoise *noise,
                                   const NcsnTaskOptions *options, float *picture, GError **error);
gboolean __wrap_ncsn_noise_remove (const NcsnModel *model, NcsnThreads *threads, gsize width,
                                   gsize height, const NcsnFoundNoise *noise,
                                   const NcsnTaskOptions *options, float *picture, GError **error);
NcsnFoundNoise __wrap_ncsn_noise_find (const NcsnModel *model, const float *picture,
                                       const float *mask, gsize width, gsize height);

gboolean
__wrap_ncsn_noise_remove (const NcsnModel *model, NcsnThreads *threads, gsize width, gsize height,
                          const NcsnFoundNoise *noise, const NcsnTaskOptions *options,
                          float *picture, GError **error)
{
  g_assert_cmpuint (width, <=, 144);
  removed++;
  return __real_ncsn_noise_remove (model, threads, width, height, noise, options, picture, error);
}

NcsnFoundNoise
__wrap_ncsn_noise_find (const NcsnModel *model, const float *picture, const float *mask,
                        gsize width, gsize height)
{
  g_assert_cmpuint (width, ==, WIDTH);
  found++;
  return (NcsnFoundNoise){.sigma = 0.1};
}

/* Asks for a rectangle, and checks how often the library is called meanwhile. */
static void
ask (OperationClean *clean, GeglBuffer *buffer, OperationWish wish, int x, int width,
     guint n_removed, guint n_found)
{
  const GeglRectangle extent = {0, 0, WIDTH, HEIGHT};
  double sigma = -1;

  removed = found = 0;
  g_assert_true (operation_clean_get (clean, buffer, &extent, &wish,
                                      GEGL_RECTANGLE (x, 0, width, HEIGHT), &sigma) != NULL);
  g_assert_cmpfloat_with_epsilon (sigma, (wish.sigma > 0 ? wish.sigma : 0.1) * wish.strength, 1e-9);
  g_assert_cmpuint (removed, ==, n_removed);
  g_assert_cmpuint (found, ==, n_found);
}

static void
test_calls (void)
{
  g_autofree float *pixels = random_picture (WIDTH * HEIGHT * CHANNELS);
  g_autoptr (GeglBuffer) buffer =
      gegl_buffer_new (GEGL_RECTANGLE (0, 0, WIDTH, HEIGHT), babl_format ("R'G'B' float"));
  const OperationWish all = {0, 1}, less = {0, 0.5}, given = {0.05, 1};
  OperationClean *clean = operation_clean_new ();

  gegl_buffer_set (buffer, NULL, 0, NULL, pixels, GEGL_AUTO_ROWSTRIDE);
  ask (clean, buffer, all, 990, 10, 1, 1);
  ask (clean, buffer, all, 980, 20, 0, 0);
  ask (clean, buffer, all, 0, WIDTH, 7, 0);
  ask (clean, buffer, less, 10, 5, 1, 0); /* the estimate stays */
  ask (clean, buffer, given, 10, 5, 1, 0);
  ask (clean, buffer, all, 10, 5, 1, 1);
  operation_clean_forget (clean);
  ask (clean, buffer, all, 10, 5, 1, 1);
  operation_clean_free (clean);
}

int
main (int argc, char **argv)
{
  g_autoptr (NcsnModel) model = small_model (0, TRUE);
  char *folder = folder_new ();
  g_autofree char *path = folder_path (folder, "camera.safetensors");

  g_test_init (&argc, &argv, NULL);
  gegl_init (NULL, NULL);
  g_assert_true (ncsn_model_save (model, path, NULL));
  g_setenv ("NCSN_MODEL_PATH", folder, TRUE);
  g_test_add_func ("/clean/calls", test_calls);
  const int status = g_test_run ();
  folder_remove (folder);
  gegl_exit ();
  return status;
}
