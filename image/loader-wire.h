/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The messages between an NcsnImageLoader and its process. Both are the same program, so structures
 * are sent as they are in memory. */
#pragma once

#include "image.h"
#include "load-options.h"

G_BEGIN_DECLS

/* The time limit for one picture. No sound picture takes so long, but a damaged one may take for
 * ever. */
#define NCSN_LOADER_SECONDS 60

typedef struct {
  guint64 number;       /* 1, 2, 3 … */
  gboolean only_format; /* only tell whether the format is known */
  NcsnImageLoadOptions options;
  gsize path_size; /* with the NUL; the path follows */
} NcsnLoaderRequest;

typedef enum {
  NCSN_LOADER_READ,      /* followed by data or bytes, alpha if any, profile, EXIF, XMP and IPTC of
                            the NcsnImage */
  NCSN_LOADER_KNOWN,     /* a picture in a format that can be read, if that was asked */
  NCSN_LOADER_TOO_LARGE, /* width × height is above NCSN_IMAGE_MAX_PIXELS */
  NCSN_LOADER_NO_MEMORY, /* for that many pixels */
  NCSN_LOADER_SLOW,      /* the time limit is over */
  NCSN_LOADER_UNKNOWN,   /* no loader for this format */
  NCSN_LOADER_DAMAGED,   /* the loader failed or died */
} NcsnLoaderStatus;

typedef struct {
  guint64 number; /* of the request; 0: of the current one */
  NcsnLoaderStatus status;
  gsize width, height;
  guint channels, depth;
  gboolean has_alpha, has_bytes;
  gsize profile_size, exif_size, xmp_size, iptc_size; /* 0: none */
  double gamma, resolution[2];
  NcsnJpegCoding jpeg;
} NcsnLoaderReply;

/* Send or receive a whole buffer. FALSE when the other side has closed the socket. */
gboolean ncsn_loader_send (int fd, gconstpointer bytes, gsize size);
gboolean ncsn_loader_receive (int fd, gpointer bytes, gsize size);

/* Receives the reply to `request` and, if it has the status NCSN_LOADER_READ, the picture (transfer
 * full). Fails when the process has ended, claims impossible sizes, or sends values, channels or
 * a size that the request does not ask for; *image may be set in that case, too. The process is not
 * trusted: memory grows only with the bytes that arrive. */
gboolean ncsn_loader_receive_reply (int fd, const NcsnLoaderRequest *request,
                                    NcsnLoaderReply *reply, NcsnImage **image, GError **error);

G_END_DECLS
