/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the resolution from the JFIF segment of a JPEG and the pHYs chunk of a PNG. */
#include "resolution.h"

#include "container.h"

void
ncsn_resolution_set (double resolution[2], double across, double down)
{
  if (!(across >= 1 && across <= G_MAXINT32 && down >= 1 && down <= G_MAXINT32))
    return;
  resolution[0] = across;
  resolution[1] = down;
}

static void
read_jfif (const guint8 *bytes, gsize size, double resolution[2])
{
  enum { APP0 = 0xe0, UNIT = 2, ACROSS = 3, DOWN = 5, END = 7 };
  enum { INCH = 1, CENTIMETRE = 2 };
  gsize at = 0, length;
  const guint8 *jfif = ncsn_jpeg_segment (bytes, size, APP0, "JFIF", &at, &length);
  if (jfif == NULL || length < END)
    return;
  const double per_metre = jfif[UNIT] == INCH         ? NCSN_INCHES_PER_METRE
                           : jfif[UNIT] == CENTIMETRE ? 100
                                                      : 0;
  ncsn_resolution_set (resolution, per_metre * ncsn_big_endian (jfif + ACROSS, 2),
                       per_metre * ncsn_big_endian (jfif + DOWN, 2));
}

static void
read_phys (const guint8 *bytes, gsize size, double resolution[2])
{
  enum { ACROSS = 0, DOWN = 4, UNIT = 8, END = 9, METRE = 1 };
  gsize length;
  const guint8 *phys = ncsn_png_chunk (bytes, size, "pHYs", &length);
  if (phys != NULL && length == END && phys[UNIT] == METRE)
    ncsn_resolution_set (resolution, ncsn_big_endian (phys + ACROSS, 4),
                         ncsn_big_endian (phys + DOWN, 4));
}

void
ncsn_resolution_read (const guint8 *bytes, gsize size, double resolution[2])
{
  read_jfif (bytes, size, resolution);
  read_phys (bytes, size, resolution);
}
