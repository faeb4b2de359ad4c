/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The checksum of a safetensors file. Its metadata hold under "digest" the SHA-256, in hexadecimal,
 * of all bytes of the file with zeros in the place of the digest, so that any changed bit is
 * detected. */
#pragma once

#include "model/safetensors.h"

G_BEGIN_DECLS

#define NCSN_DIGEST_KEY "digest"

/* The value of "digest" until the file is sealed: zeros of the same length. */
#define NCSN_DIGEST_BLANK "0000000000000000000000000000000000000000000000000000000000000000"

/* Adds the values of tensors as a file has them. */
void ncsn_digest_add_tensors (GChecksum *checksum, const NcsnTensor *tensors, guint count);

/* Computes the digest of `header` (all bytes before the data, with NCSN_DIGEST_BLANK in its
 * metadata) and the tensors, and writes it into the header. */
void ncsn_digest_seal (GString *header, const NcsnTensor *tensors, guint count);

/* FALSE with an NCSN_ERROR_FORMAT when the file has no digest or has changed since it was sealed.
 * Reads the file piece by piece. */
gboolean ncsn_digest_check (const char *path, GError **error);

G_END_DECLS
