/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two sides of the conversation between an NcsnImageLoader and its process. Both are the same
 * program, so structures travel as they lie in memory. */
#pragma once

#include "image.h"
#include "load-options.h"

G_BEGIN_DECLS

/* No picture takes so long; some damaged ones would take for ever. */
#define NCSN_LOADER_SECONDS 60

typedef struct {
  guint64 number; /* 1, 2, 3 … */
  NcsnImageLoadOptions options;
  gsize path_size; /* followed by the path, its NUL counted */
} NcsnLoaderRequest;

typedef enum {
  NCSN_LOADER_READ,      /* followed by data or bytes, alpha if there is any, profile, EXIF, XMP:
                            as in NcsnImage */
  NCSN_LOADER_TOO_LARGE, /* width and height tell how large */
  NCSN_LOADER_NO_MEMORY, /* for that many pixels */
  NCSN_LOADER_SLOW,      /* the time was up */
  NCSN_LOADER_UNKNOWN,   /* no loader for this kind of file */
  NCSN_LOADER_DAMAGED,   /* the loader gave up, or died */
} NcsnLoaderStatus;

typedef struct {
  guint64 number; /* of the request; 0: of whichever is being worked on */
  NcsnLoaderStatus status;
  gsize width, height;
  guint channels, depth;
  gboolean has_alpha, has_bytes;
  gsize profile_size, exif_size, xmp_size; /* 0: there is none */
  double gamma, resolution[2];
} NcsnLoaderReply;

/* Whole buffers through the socket; FALSE when the other side is gone. */
gboolean ncsn_loader_send (int fd, gconstpointer bytes, gsize size);
gboolean ncsn_loader_receive (int fd, gpointer bytes, gsize size);

/* Reads the reply to `request` and, where it says so, the picture that follows (transfer full).
 * FALSE when the process is gone, or claims what no picture can be, or sends other values than the
 * request asks for; *image may be set then, too. Memory grows with what arrives. */
gboolean ncsn_loader_receive_reply (int fd, const NcsnLoaderRequest *request,
                                    NcsnLoaderReply *reply, NcsnImage **image, GError **error);

G_END_DECLS
