/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of the formats that GEGL writes, as a data set hands them out. */
#include <string.h>

#include <gegl.h>

#include "places.h"

enum { SIDE = 16, N_VALUES = SIDE * SIDE * 3 };

/* Writes SIDE × SIDE pixels, (R', G', B', A) each, to a file that holds `format`. */
static void
save (const char *path, const Babl *format, const float *pixels)
{
  const GeglRectangle all = {0, 0, SIDE, SIDE};
  g_autoptr (GeglBuffer) buffer = gegl_buffer_new (&all, format);
  gegl_buffer_set (buffer, &all, 0, babl_format ("R'G'B'A float"), pixels, GEGL_AUTO_ROWSTRIDE);
  g_autoptr (GeglNode) graph = gegl_node_new ();
  GeglNode *source =
      gegl_node_new_child (graph, "operation", "gegl:buffer-source", "buffer", buffer, NULL);
  GeglNode *sink = gegl_node_new_child (graph, "operation", "gegl:save", "path", path, NULL);
  gegl_node_link (source, sink);
  gegl_node_process (sink);
}

/* One colour in files of 8 and 16 bits and of floats, halved in one that is half transparent:
 * within what JPEG and WebP change. */
static void
test_colour (gconstpointer loader)
{
  static const struct {
    const char *name, *format;
  } files[] = {{"a.png", "R'G'B' u8"},    {"b.png", "R'G'B' u16"}, {"c.tif", "R'G'B' u16"},
               {"d.tif", "R'G'B' float"}, {"e.webp", "R'G'B' u8"}, {"f.jpg", "R'G'B' u8"},
               {"g.ppm", "R'G'B' u8"},    {"h.exr", "RGB float"},  {"i.png", "R'G'B'A u8"}};
  enum { N = G_N_ELEMENTS (files) };
  static const float colour[3] = {0.8f, 0.4f, 0.2f};
  char *folder = folder_new ();
  g_autoptr (GError) error = NULL;
  guint warnings, n_half = 0;
  for (guint i = 0; i < N; i++) {
    g_autofree char *path = folder_path (folder, files[i].name);
    const float alpha = strstr (files[i].format, "'A") != NULL ? 0.5f : 1.0f;
    float pixels[SIDE * SIDE * 4];
    for (guint k = 0; k < SIDE * SIDE * 4; k++)
      pixels[k] = k % 4 == 3 ? alpha : colour[k % 4];
    save (path, babl_format (files[i].format), pixels);
  }
  g_autoptr (NcsnDataset) dataset =
      places_load (folder, (NcsnDatasetOptions){0}, loader, &warnings, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (warnings, ==, 0);
  g_assert_cmpuint (dataset->count, ==, N);
  float pictures[N * N_VALUES];
  g_assert_true (ncsn_dataset_draw (dataset, 1, N, pictures, NULL, NULL));
  for (guint k = 0; k < N; k++) {
    const float scale = pictures[k * N_VALUES] < 0.6f ? 0.5f : 1.0f;
    n_half += scale < 1;
    for (guint i = 0; i < N_VALUES; i++)
      g_assert_cmpfloat_with_epsilon (pictures[k * N_VALUES + i], scale * colour[i % 3], 3 / 255.0);
  }
  g_assert_cmpuint (n_half, ==, 1);
  folder_remove (folder);
}

/* A data set of this file alone holds its values as the loader reads them, rounded to 8 bits. */
static void
check_rounded (gconstpointer data, const char *folder, const char *path, guint width, guint height)
{
  NcsnImageLoader *loader = (NcsnImageLoader *)data;
  g_autoptr (GError) error = NULL;
  guint warnings, size[2];
  const NcsnImageLoadOptions load = {.width = width, .height = height};
  const NcsnDatasetOptions options = {.width = width, .height = height};
  g_autoptr (NcsnImage) image = ncsn_image_loader_load (loader, path, &load, &error);
  g_assert_no_error (error);
  g_autoptr (NcsnDataset) dataset = places_load (folder, options, data, &warnings, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (dataset->count, ==, 1);
  g_assert_cmpuint (dataset->channels, ==, image->channels);
  g_autofree float *kept = ncsn_dataset_picture (dataset, 0, 1, &size[0], &size[1], &error);
  g_assert_no_error (error);
  g_assert_cmpuint (size[0], ==, image->width);
  g_assert_cmpuint (size[1], ==, image->height);
  for (gsize i = 0; i < image->width * image->height * image->channels; i++)
    g_assert_cmpfloat (kept[i], ==, ncsn_image_byte (image->data[i]) / 255.0f);
}

/* Every value that a data set holds is that of the file rounded to nearest, to the last bit: in
 * gray and colour, of 8 and 16 bits and of floats, transparent, of another colour space, resized.
 */
static void
test_rounded (gconstpointer loader)
{
  static const struct {
    const char *name, *format, *space;
  } files[] = {{"a.png", "R'G'B' u8", "sRGB"},   {"b.png", "Y' u8", "sRGB"},
               {"c.png", "R'G'B' u16", "sRGB"},  {"d.png", "Y' u16", "sRGB"},
               {"e.png", "R'G'B'A u8", "sRGB"},  {"f.png", "Y'A u16", "sRGB"},
               {"g.png", "R'G'B' u8", "Adobe"},  {"h.png", "R'G'B' u16", "Adobe"},
               {"i.jpg", "R'G'B' u8", "sRGB"},   {"j.jpg", "Y' u8", "sRGB"},
               {"k.webp", "R'G'B'A u8", "sRGB"}, {"l.tif", "R'G'B' float", "sRGB"},
               {"m.exr", "RGB float", "sRGB"}};
  float pixels[SIDE * SIDE * 4];
  const NcsnRandomKey key = {.seed = 1};
  ncsn_random_uniform (key, 0, G_N_ELEMENTS (pixels), pixels);
  for (guint k = 0; k < G_N_ELEMENTS (pixels); k++)
    pixels[k] = 1.2f * pixels[k] - 0.1f; /* some outside [0, 1] */
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++) {
    char *folder = folder_new ();
    g_autofree char *path = folder_path (folder, files[i].name);
    save (path, babl_format_with_space (files[i].format, babl_space (files[i].space)), pixels);
    g_test_message ("%s: %s of %s", files[i].name, files[i].format, files[i].space);
    check_rounded (loader, folder, path, 0, 0);
    check_rounded (loader, folder, path, 9, 7);
    folder_remove (folder);
  }
}

int
main (int argc, char **argv)
{
  g_autoptr (NcsnImageLoader) loader = ncsn_image_loader_new (NULL);
  gegl_init (NULL, NULL);
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/formats/colour", loader, test_colour);
  g_test_add_data_func ("/formats/rounded", loader, test_rounded);
  return g_test_run ();
}
