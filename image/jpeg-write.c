/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes JPEG files with libjpeg. */
#include <string.h>

#include "jpeg-private.h"
#include "jpeg.h"
#include "picture-kind.h"
#include "resolution.h"

#define QUALITY 95 /* where there is no file to be like */
#define MAX_MARKER 65533

/* Where libjpeg puts the file. */
typedef struct {
  struct jpeg_destination_mgr manager; /* must be the first */
  GByteArray *bytes;
  guint8 buffer[1 << 16];
} Output;

static void
begin_buffer (j_compress_ptr jpeg)
{
  Output *output = (Output *)jpeg->dest;
  output->manager.next_output_byte = output->buffer;
  output->manager.free_in_buffer = sizeof output->buffer;
}

static boolean
append_buffer (j_compress_ptr jpeg)
{
  Output *output = (Output *)jpeg->dest;
  g_byte_array_append (output->bytes, output->buffer, sizeof output->buffer);
  begin_buffer (jpeg);
  return TRUE;
}

static void
append_rest (j_compress_ptr jpeg)
{
  Output *output = (Output *)jpeg->dest;
  g_byte_array_append (output->bytes, output->buffer,
                       (guint)(sizeof output->buffer - output->manager.free_in_buffer));
}

static void
set_coding (struct jpeg_compress_struct *jpeg, const NcsnImage *image)
{
  const NcsnJpegCoding *coding = &image->jpeg;
  jpeg_set_quality (jpeg, QUALITY, TRUE);
  jpeg->comp_info[0].h_samp_factor = jpeg->comp_info[0].v_samp_factor = 1;
  if (!ncsn_jpeg_coding_fits (coding, image->channels))
    return;
  for (guint c = 0; c < image->channels; c++) {
    unsigned int table[DCTSIZE2];
    for (guint i = 0; i < DCTSIZE2; i++)
      table[i] = coding->tables[coding->table[c]][i];
    jpeg_add_quant_table (jpeg, coding->table[c], table, 100, FALSE);
    jpeg->comp_info[c].quant_tbl_no = coding->table[c];
    if (image->channels > 1) {
      jpeg->comp_info[c].h_samp_factor = coding->across[c];
      jpeg->comp_info[c].v_samp_factor = coding->down[c];
    }
  }
}

static void
set_resolution (struct jpeg_compress_struct *jpeg, const double resolution[2])
{
  enum { INCH = 1 };
  const double across = resolution[0] / NCSN_INCHES_PER_METRE + 0.5;
  const double down = resolution[1] / NCSN_INCHES_PER_METRE + 0.5;
  if (across < 1 || down < 1 || MAX (across, down) > G_MAXUINT16)
    return;
  jpeg->density_unit = INCH;
  jpeg->X_density = (UINT16)across;
  jpeg->Y_density = (UINT16)down;
}

static void
write_bytes (struct jpeg_compress_struct *jpeg, const void *bytes, gsize size)
{
  const guint8 *at = bytes;
  for (gsize i = 0; i < size; i++)
    jpeg_write_m_byte (jpeg, at[i]);
}

/* A marker is a name with its NUL and the content; NULL writes none. Content that is too long for a
 * marker is left out. */
static void
write_marker (struct jpeg_compress_struct *jpeg, int marker, const char *name, gsize name_size,
              const void *content, gsize size)
{
  if (content == NULL || size > MAX_MARKER - name_size)
    return;
  jpeg_write_m_header (jpeg, marker, (unsigned int)(name_size + size));
  write_bytes (jpeg, name, name_size);
  write_bytes (jpeg, content, size);
}

/* As the only resource of Photoshop (iptc.c). */
static void
write_iptc (struct jpeg_compress_struct *jpeg, GBytes *iptc)
{
  enum { APP13 = JPEG_APP0 + 13 };
  static const char head[] = "Photoshop 3.0\0"
                             "8BIM\4\4\0"; /* ends with a second NUL */
  gsize size;
  const void *content = g_bytes_get_data (iptc, &size);
  const guint32 length = GUINT32_TO_BE ((guint32)size);
  const gsize whole = sizeof head + sizeof length + size + size % 2;
  if (whole > MAX_MARKER)
    return;
  jpeg_write_m_header (jpeg, APP13, (unsigned int)whole);
  write_bytes (jpeg, head, sizeof head);
  write_bytes (jpeg, &length, sizeof length);
  write_bytes (jpeg, content, size);
  write_bytes (jpeg, "", size % 2);
}

static void
write_metadata (struct jpeg_compress_struct *jpeg, const NcsnImage *image, const char *record)
{
  enum { EXIF_AND_XMP = JPEG_APP0 + 1 };
  static const char exif_name[] = "Exif\0", xmp_name[] = "http://ns.adobe.com/xap/1.0/";
  gsize size = 0;
  const void *exif = image->exif != NULL ? g_bytes_get_data (image->exif, &size) : NULL;
  write_marker (jpeg, EXIF_AND_XMP, exif_name, sizeof exif_name, exif, size);
  if (image->xmp != NULL)
    write_marker (jpeg, EXIF_AND_XMP, xmp_name, sizeof xmp_name, image->xmp, strlen (image->xmp));
  if (image->profile != NULL) {
    const void *profile = g_bytes_get_data (image->profile, &size);
    jpeg_write_icc_profile (jpeg, profile, (unsigned int)size);
  }
  if (image->iptc != NULL)
    write_iptc (jpeg, image->iptc);
  if (record != NULL)
    write_marker (jpeg, JPEG_COM, NCSN_RECORD_NAME, sizeof NCSN_RECORD_NAME, record,
                  strlen (record));
}

static void
begin (struct jpeg_compress_struct *jpeg, const NcsnImage *image)
{
  jpeg->image_width = (JDIMENSION)image->width;
  jpeg->image_height = (JDIMENSION)image->height;
  jpeg->input_components = (int)image->channels;
  jpeg->in_color_space = image->channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
  jpeg_set_defaults (jpeg);
  jpeg->optimize_coding = TRUE;
  set_coding (jpeg, image);
  set_resolution (jpeg, image->resolution);
  jpeg_start_compress (jpeg, TRUE);
}

/* FALSE when libjpeg fails: it jumps back here, so this function must own nothing. */
static gboolean
encode (struct jpeg_compress_struct *jpeg, const NcsnImage *image, const char *record, guint8 *row,
        Output *output)
{
  NcsnJpegErrors errors;
  jpeg->err = ncsn_jpeg_errors (&errors);
  if (setjmp (errors.back) != 0)
    return FALSE;
  jpeg_create_compress (jpeg);
  jpeg->dest = &output->manager;
  begin (jpeg, image);
  write_metadata (jpeg, image, record);
  const gsize n = image->width * image->channels;
  for (gsize y = 0; y < image->height; y++) {
    for (gsize i = 0; i < n; i++)
      row[i] = ncsn_image_byte (image->data[y * n + i]);
    jpeg_write_scanlines (jpeg, &row, 1);
  }
  jpeg_finish_compress (jpeg);
  return TRUE;
}

static gboolean
encode_jpeg (const NcsnImage *image, const char *record, GByteArray *bytes)
{
  struct jpeg_compress_struct jpeg = {0};
  g_autofree guint8 *row = g_malloc (image->width * image->channels);
  Output output = {.manager = {.init_destination = begin_buffer,
                               .empty_output_buffer = append_buffer,
                               .term_destination = append_rest},
                   .bytes = bytes};
  const gboolean encoded = encode (&jpeg, image, record, row, &output);
  jpeg_destroy_compress (&jpeg);
  return encoded;
}

static const char *const endings[] = {".jpg", ".jpeg", NULL};

const NcsnPictureKind ncsn_picture_jpeg = {.name = "JPEG",
                                           .endings = endings,
                                           .max_side = JPEG_MAX_DIMENSION,
                                           .depth = 8,
                                           .gray = TRUE,
                                           .encode = encode_jpeg};
