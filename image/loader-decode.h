/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the loader's process does with a file. */
#pragma once

#include "loader-wire.h"

G_BEGIN_DECLS

/* Starts GEGL for decoding. From here on every complaint in the log of this process sets
 * *complained: GEGL's loaders tell of failure in no other way. Only for the loader's process, once.
 * FALSE, before anything has begun, when there is no room for it. */
gboolean ncsn_loader_decode_start (gboolean *complained);

/* Decodes one file. On success *image (transfer full) is the picture; reply's width and height are
 * set as far as they are known. `complained` as given to ncsn_loader_decode_start (). */
NcsnLoaderStatus ncsn_loader_decode (const char *path, const NcsnImageLoadOptions *options,
                                     gboolean *complained, NcsnImage **image,
                                     NcsnLoaderReply *reply);

G_END_DECLS
