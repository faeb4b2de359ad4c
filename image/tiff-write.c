/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes TIFF files without compression. EXIF data are themselves a TIFF file without a picture,
 * and their offsets count from its beginning. So they come first, unchanged, and a directory with
 * their entries and those of the picture replaces theirs. */
#include <stdlib.h>
#include <string.h>

#include "picture-kind.h"
#include "resolution.h"

enum { HEADER = 8, ENTRY = 12, MAX_ENTRIES = 1000 };

typedef enum { BYTE = 1, SHORT = 3, LONG = 4, RATIONAL = 5, UNDEFINED = 7, DOUBLE = 12 } Type;

typedef enum {
  WIDTH = 256,
  HEIGHT = 257,
  BITS = 258,
  COMPRESSION = 259,
  COLOURS = 262,
  STRIP_OFFSETS = 273,
  ORIENTATION = 274,
  SAMPLES = 277,
  ROWS_PER_STRIP = 278,
  STRIP_SIZES = 279,
  X_RESOLUTION = 282,
  Y_RESOLUTION = 283,
  RESOLUTION_UNIT = 296,
  EXTRA_SAMPLES = 338,
  XMP = 700,
  IPTC = 33723,
  PROFILE = 34675,
} Tag;

/* A file in the making: what is written, and the entries of its directory, of ENTRY bytes each. */
typedef struct {
  GByteArray *bytes;
  GByteArray *entries;
} Tiff;

static void
append (GByteArray *bytes, guint32 number, guint n_bytes)
{
  const guint32 little = GUINT32_TO_LE (number);
  g_byte_array_append (bytes, (const guint8 *)&little, n_bytes);
}

static guint32
number_at (const guint8 *bytes, guint n_bytes)
{
  guint32 number = 0;
  memcpy (&number, bytes, n_bytes);
  return GUINT32_FROM_LE (number);
}

/* An entry whose values fit in it, or are at an offset. */
static void
add_entry (Tiff *tiff, guint tag, Type type, guint32 count, guint32 value)
{
  append (tiff->entries, tag, 2);
  append (tiff->entries, type, 2);
  append (tiff->entries, count, 4);
  append (tiff->entries, value, 4);
}

static void
add_number (Tiff *tiff, Tag tag, guint32 value)
{
  add_entry (tiff, tag, LONG, 1, value);
}

static void
add_short (Tiff *tiff, Tag tag, guint32 value)
{
  add_entry (tiff, tag, SHORT, 1, value);
}

/* Values begin at even offsets. Returns that of the next. */
static guint32
next_offset (Tiff *tiff)
{
  if (tiff->bytes->len % 2 != 0)
    append (tiff->bytes, 0, 1);
  return tiff->bytes->len;
}

/* Values of one byte each; NULL adds none. */
static void
add_bytes (Tiff *tiff, guint tag, Type type, const void *values, gsize size)
{
  guint8 inside[4] = {0};
  if (values == NULL)
    return;
  if (size <= sizeof inside) {
    memcpy (inside, values, size);
    add_entry (tiff, tag, type, (guint32)size, number_at (inside, sizeof inside));
    return;
  }
  add_entry (tiff, tag, type, (guint32)size, next_offset (tiff));
  g_byte_array_append (tiff->bytes, values, (guint)size);
}

static void
add_block (Tiff *tiff, guint tag, Type type, GBytes *block)
{
  gsize size = 0;
  const void *values = block != NULL ? g_bytes_get_data (block, &size) : NULL;
  add_bytes (tiff, tag, type, values, size);
}

static void
add_text (Tiff *tiff, guint tag, const char *text)
{
  add_bytes (tiff, tag, BYTE, text, text != NULL ? strlen (text) : 0);
}

/* The same depth for each of n numbers of a pixel. */
static void
add_depths (Tiff *tiff, guint n, guint depth)
{
  if (n <= 2) {
    add_entry (tiff, BITS, SHORT, n, depth | (n - 1) * depth << 16);
    return;
  }
  add_entry (tiff, BITS, SHORT, n, next_offset (tiff));
  for (guint i = 0; i < n; i++)
    append (tiff->bytes, depth, 2);
}

/* All pixels as one strip. */
static void
add_pixels (Tiff *tiff, const NcsnImage *image)
{
  const gsize n_pixels = image->width * image->height;
  const guint n = image->channels + (image->alpha != NULL ? 1 : 0);
  const guint32 size = (guint32)(n_pixels * n * image->depth / 8), start = next_offset (tiff);
  g_byte_array_set_size (tiff->bytes, start + size);
  ncsn_image_write_pixels (image, 0, n_pixels, G_LITTLE_ENDIAN, tiff->bytes->data + start);
  add_depths (tiff, n, image->depth);
  add_short (tiff, SAMPLES, n);
  add_number (tiff, STRIP_OFFSETS, start);
  add_number (tiff, STRIP_SIZES, size);
}

static void
add_picture (Tiff *tiff, const NcsnImage *image)
{
  enum { NONE = 1, GRAY = 1, RGB = 2, UPRIGHT = 1, NOT_PREMULTIPLIED = 2 };
  add_number (tiff, WIDTH, (guint32)image->width);
  add_number (tiff, HEIGHT, (guint32)image->height);
  add_number (tiff, ROWS_PER_STRIP, (guint32)image->height);
  add_short (tiff, COMPRESSION, NONE);
  add_short (tiff, COLOURS, image->channels == 1 ? GRAY : RGB);
  add_short (tiff, ORIENTATION, UPRIGHT);
  if (image->alpha != NULL)
    add_short (tiff, EXTRA_SAMPLES, NOT_PREMULTIPLIED);
  add_pixels (tiff, image);
}

/* In pixels per inch, as fractions. */
static void
add_resolution (Tiff *tiff, const double resolution[2])
{
  enum { PARTS = 10000, INCH = 2 };
  const double across = resolution[0] / NCSN_INCHES_PER_METRE * PARTS + 0.5;
  const double down = resolution[1] / NCSN_INCHES_PER_METRE * PARTS + 0.5;
  if (across < 1 || down < 1 || MAX (across, down) > G_MAXUINT32)
    return;
  add_short (tiff, RESOLUTION_UNIT, INCH);
  add_entry (tiff, X_RESOLUTION, RATIONAL, 1, next_offset (tiff));
  append (tiff->bytes, (guint32)across, 4);
  append (tiff->bytes, PARTS, 4);
  add_entry (tiff, Y_RESOLUTION, RATIONAL, 1, next_offset (tiff));
  append (tiff->bytes, (guint32)down, 4);
  append (tiff->bytes, PARTS, 4);
}

static gboolean
has_entry (const Tiff *tiff, guint tag)
{
  for (guint at = 0; at < tiff->entries->len; at += ENTRY)
    if (number_at (tiff->entries->data + at, 2) == tag)
      return TRUE;
  return FALSE;
}

/* Adds the entries of the EXIF data's first directory that the picture does not have. */
static void
add_exif_entries (Tiff *tiff, const guint8 *exif, gsize size)
{
  const gsize directory = number_at (exif + 4, 4);
  if (directory < HEADER || directory > size - 2)
    return;
  const guint count = MIN (number_at (exif + directory, 2), MAX_ENTRIES);
  for (gsize i = 0, at = directory + 2; i < count && at + ENTRY <= size; i++, at += ENTRY) {
    const guint type = number_at (exif + at + 2, 2);
    if (type >= BYTE && type <= DOUBLE && !has_entry (tiff, number_at (exif + at, 2)))
      g_byte_array_append (tiff->entries, exif + at, ENTRY);
  }
}

static int
compare_tags (gconstpointer a, gconstpointer b)
{
  return (int)number_at (a, 2) - (int)number_at (b, 2);
}

/* Writes the directory, with its entries in order, and its offset into the header. */
static void
end (Tiff *tiff)
{
  const guint32 directory = GUINT32_TO_LE (next_offset (tiff)), n = tiff->entries->len / ENTRY;
  qsort (tiff->entries->data, n, ENTRY, compare_tags);
  memcpy (tiff->bytes->data + 4, &directory, 4);
  append (tiff->bytes, n, 2);
  g_byte_array_append (tiff->bytes, tiff->entries->data, tiff->entries->len);
  append (tiff->bytes, 0, 4); /* no further directory */
}

static gboolean
encode_tiff (const NcsnImage *image, const char *record, GByteArray *bytes)
{
  static const guint8 header[HEADER] = {'I', 'I', 42};
  g_autoptr (GByteArray) entries = g_byte_array_new ();
  Tiff tiff = {bytes, entries};
  gsize size = 0;
  const guint8 *exif = image->exif != NULL ? g_bytes_get_data (image->exif, &size) : NULL;
  const gboolean has_exif = size >= HEADER && memcmp (exif, header, 4) == 0;
  g_byte_array_append (bytes, has_exif ? exif : header, has_exif ? (guint)size : HEADER);
  add_picture (&tiff, image);
  add_resolution (&tiff, image->resolution);
  add_text (&tiff, XMP, image->xmp);
  add_block (&tiff, IPTC, UNDEFINED, image->iptc);
  add_block (&tiff, PROFILE, UNDEFINED, image->profile);
  add_text (&tiff, NCSN_TIFF_RECORD, record);
  if (has_exif)
    add_exif_entries (&tiff, exif, size);
  end (&tiff);
  return TRUE;
}

static const char *const endings[] = {".tif", ".tiff", NULL};

const NcsnPictureKind ncsn_picture_tiff = {.name = "TIFF",
                                           .endings = endings,
                                           .max_side = G_MAXUINT32,
                                           .depth = 16,
                                           .alpha = TRUE,
                                           .gray = TRUE,
                                           .encode = encode_tiff};
