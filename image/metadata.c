/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads EXIF and XMP with Exiv2 and corrects them for the picture as it was loaded. */
#include "metadata.h"

#include <string.h>

#include "orientation.h"
#include "resolution.h"

/* The functions that report errors lost their prefix in gexiv2 0.16. */
#if GEXIV2_CHECK_VERSION(0, 16, 0)
#define CHECKED(name) gexiv2_metadata_##name
#else
#define CHECKED(name) gexiv2_metadata_try_##name
#endif

#define IFD0 "Exif.Image."
#define ORIENTATION IFD0 "Orientation"
#define X_RESOLUTION IFD0 "XResolution"
#define Y_RESOLUTION IFD0 "YResolution"
#define RESOLUTION_UNIT IFD0 "ResolutionUnit"
#define WIDTH "Exif.Photo.PixelXDimension"
#define HEIGHT "Exif.Photo.PixelYDimension"

/* The tags of the first directory that describe the picture; the others describe its storage. */
static const char *const picture_tags[] = {
    "Artist",           "Copyright", "DateTime",    "DocumentName", "HostComputer",
    "ImageDescription", "Make",      "Model",       "Orientation",  "PageName",
    "Rating",           "Software",  "XPAuthor",    "XPComment",    "XPKeywords",
    "XPSubject",        "XPTitle",   "XResolution", "YResolution",  "RatingPercent",
    "ResolutionUnit",   NULL};

/* Parts of the names of tags that hold another picture or describe only the file. */
static const char *const file_tags[] = {"Thumbnail",
                                        "Preview",
                                        "SubImage",
                                        "Exif.Image2",
                                        "Exif.Image3",
                                        "GImage",
                                        "GDepth",
                                        "MicroVideo",
                                        "MotionPhoto",
                                        "Xmp.Container",
                                        "Xmp.tiff.Orientation",
                                        "Xmp.tiff.ImageWidth",
                                        "Xmp.tiff.ImageLength",
                                        "Xmp.exif.PixelXDimension",
                                        "Xmp.exif.PixelYDimension"};

GExiv2Metadata *
ncsn_metadata_read (const char *path)
{
  GExiv2Metadata *metadata = gexiv2_metadata_new ();
  if (!gexiv2_metadata_open_path (metadata, path, NULL))
    g_clear_object (&metadata);
  return metadata;
}

static gboolean
has (GExiv2Metadata *metadata, const char *tag)
{
  return CHECKED (has_tag) (metadata, tag, NULL);
}

guint
ncsn_metadata_orientation (GExiv2Metadata *metadata)
{
  const glong value = metadata != NULL && has (metadata, ORIENTATION)
                          ? CHECKED (get_tag_long) (metadata, ORIENTATION, NULL)
                          : 1;
  return value >= 1 && value <= NCSN_ORIENTATIONS ? (guint)value : 1;
}

static gboolean
applies_to_copy (const char *tag)
{
  if (g_str_has_prefix (tag, IFD0))
    return g_strv_contains (picture_tags, tag + strlen (IFD0));
  for (gsize i = 0; i < G_N_ELEMENTS (file_tags); i++)
    if (strstr (tag, file_tags[i]) != NULL)
      return FALSE;
  return TRUE;
}

static void
clear_inapplicable (GExiv2Metadata *metadata, char **tags)
{
  for (char **tag = tags; *tag != NULL; tag++)
    if (!applies_to_copy (*tag))
      CHECKED (clear_tag) (metadata, *tag, NULL);
  g_strfreev (tags);
}

/* Exchanges horizontal and vertical. */
static void
turn_resolution (GExiv2Metadata *metadata)
{
  int x, x_denominator, y, y_denominator;
  if (CHECKED (get_exif_tag_rational) (metadata, X_RESOLUTION, &x, &x_denominator, NULL) &&
      CHECKED (get_exif_tag_rational) (metadata, Y_RESOLUTION, &y, &y_denominator, NULL)) {
    CHECKED (set_exif_tag_rational) (metadata, X_RESOLUTION, y, y_denominator, NULL);
    CHECKED (set_exif_tag_rational) (metadata, Y_RESOLUTION, x, x_denominator, NULL);
  }
}

static void
set_if_present (GExiv2Metadata *metadata, const char *tag, gsize value)
{
  if (has (metadata, tag))
    CHECKED (set_tag_long) (metadata, tag, (glong)value, NULL);
}

static void
set_resolution (GExiv2Metadata *metadata, NcsnImage *image)
{
  enum { INCH = 2, CENTIMETRE = 3 }; /* inch is the default */
  const glong unit = has (metadata, RESOLUTION_UNIT)
                         ? CHECKED (get_tag_long) (metadata, RESOLUTION_UNIT, NULL)
                         : INCH;
  const double per_metre = unit == INCH ? NCSN_INCHES_PER_METRE : unit == CENTIMETRE ? 100 : 0;
  int x, x_denominator, y, y_denominator;
  if (CHECKED (get_exif_tag_rational) (metadata, X_RESOLUTION, &x, &x_denominator, NULL) &&
      CHECKED (get_exif_tag_rational) (metadata, Y_RESOLUTION, &y, &y_denominator, NULL) &&
      x_denominator > 0 && y_denominator > 0)
    ncsn_resolution_set (image->resolution, per_metre * x / x_denominator,
                         per_metre * y / y_denominator);
}

void
ncsn_metadata_describe (GExiv2Metadata *metadata, guint orientation, NcsnImage *image)
{
  if (metadata == NULL)
    return;
  clear_inapplicable (metadata, gexiv2_metadata_get_exif_tags (metadata));
  clear_inapplicable (metadata, gexiv2_metadata_get_xmp_tags (metadata));
  CHECKED (erase_exif_thumbnail) (metadata, NULL);
  set_if_present (metadata, ORIENTATION, 1);
  set_if_present (metadata, WIDTH, image->width);
  set_if_present (metadata, HEIGHT, image->height);
  if (ncsn_orientation_is_turned (orientation))
    turn_resolution (metadata);
  if (image->resolution[0] == 0)
    set_resolution (metadata, image);
  if (gexiv2_metadata_has_exif (metadata))
    image->exif = gexiv2_metadata_get_exif_data (metadata, GEXIV2_BYTE_ORDER_LITTLE, NULL);
  if (gexiv2_metadata_has_xmp (metadata))
    image->xmp = CHECKED (generate_xmp_packet) (metadata, GEXIV2_USE_COMPACT_FORMAT, 0, NULL);
}
