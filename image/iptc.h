/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the IPTC data sets of picture files: captions and credits of the press. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The data sets in the bytes of a JPEG or TIFF file (transfer full); NULL if it has none. */
GBytes *ncsn_iptc_read (const guint8 *bytes, gsize size);

G_END_DECLS
