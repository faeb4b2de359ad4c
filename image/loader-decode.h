/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decodes one picture file; runs in the loader's process. */
#pragma once

#include "loader-wire.h"

G_BEGIN_DECLS

/* Starts GEGL. From now on every warning in the log of this process sets *complained, because
 * GEGL's loaders report a failure only there. Call it once, in the loader's process only. FALSE,
 * with nothing started, when memory is short. */
gboolean ncsn_loader_decode_start (gboolean *complained);

/* NCSN_LOADER_KNOWN or NCSN_LOADER_UNKNOWN, as the beginning and the name of the file tell. */
NcsnLoaderStatus ncsn_loader_check_format (const char *path);

/* Decodes one file. On success *image (transfer full) is the picture. Sets the reply's width and
 * height if they are known. `complained` is the one given to ncsn_loader_decode_start (). */
NcsnLoaderStatus ncsn_loader_decode (const char *path, const NcsnImageLoadOptions *options,
                                     gboolean *complained, NcsnImage **image,
                                     NcsnLoaderReply *reply);

G_END_DECLS
