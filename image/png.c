/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes PNG files through GEGL. */
#include "image.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <gegl.h>
#include <gio/gio.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <ncsn/ncsn.h>

static GeglBuffer *
buffer_of_bytes (const NcsnImage *image)
{
  const gsize n = image->width * image->height * image->channels;
  g_autofree guint8 *bytes = g_malloc (n);
  for (gsize i = 0; i < n; i++)
    bytes[i] = ncsn_image_byte (image->data[i]);

  const Babl *format = babl_format (image->channels == 1 ? "Y' u8" : "R'G'B' u8");
  GeglBuffer *buffer =
      gegl_buffer_new (GEGL_RECTANGLE (0, 0, (int)image->width, (int)image->height), format);
  gegl_buffer_set (buffer, NULL, 0, format, bytes, GEGL_AUTO_ROWSTRIDE);
  return buffer;
}

/* GEGL reports no failure of its saver (a full disk, say). A PNG that was written to its end ends
 * with this chunk. */
static gboolean
is_complete_png (const char *path)
{
  static const guint8 iend[12] = {0, 0, 0, 0, 'I', 'E', 'N', 'D', 0xae, 0x42, 0x60, 0x82};
  guint8 tail[sizeof iend];
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, NULL);
  return stream != NULL &&
         g_seekable_seek (G_SEEKABLE (stream), -(goffset)sizeof iend, G_SEEK_END, NULL, NULL) &&
         g_input_stream_read_all (G_INPUT_STREAM (stream), tail, sizeof tail, NULL, NULL, NULL) &&
         memcmp (tail, iend, sizeof iend) == 0;
}

/* GEGL starts here and not with the program: it takes a quarter of a second, which commands that
 * write no picture are spared. */
static void
write_png (const NcsnImage *image, const char *path)
{
  gegl_init (NULL, NULL);
  g_autoptr (GeglBuffer) buffer = buffer_of_bytes (image);
  g_autoptr (GeglNode) graph = gegl_node_new ();
  GeglNode *source =
      gegl_node_new_child (graph, "operation", "gegl:buffer-source", "buffer", buffer, NULL);
  GeglNode *sink =
      gegl_node_new_child (graph, "operation", "gegl:png-save", "path", path, "bitdepth", 8, NULL);
  gegl_node_link (source, sink);
  gegl_node_process (sink);
}

gboolean
ncsn_image_save_png (const NcsnImage *image, const char *path, GError **error)
{
  /* The file is made here first, because only then there is an errno to tell about. */
  g_autofree char *aside = g_strconcat (path, ".XXXXXX", NULL);
  const int fd = g_mkstemp_full (aside, O_RDWR, 0666);
  if (fd < 0) {
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno),
                 _ ("The picture “%s” cannot be written: %s."), path, g_strerror (errno));
    return FALSE;
  }
  close (fd);

  write_png (image, aside);
  if (is_complete_png (aside) && g_rename (aside, path) == 0)
    return TRUE;

  g_unlink (aside);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED,
               _ ("The picture “%s” cannot be written; is the disk full?"), path);
  return FALSE;
}
