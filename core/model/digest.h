/* A safetensors file's own checksum: in its metadata, under "digest", the SHA-256 of all its bytes,
 * in hexadecimal, as they were with zeros in that place. Whatever bit of it flips is noticed. */
#pragma once

#include "model/safetensors.h"

G_BEGIN_DECLS

#define NCSN_DIGEST_KEY "digest"

/* What the metadata hold until the file is sealed: as many zeros. */
#define NCSN_DIGEST_BLANK "0000000000000000000000000000000000000000000000000000000000000000"

/* Puts the digest of `header` (all bytes before the data) and of these tensors into the header,
 * whose metadata hold NCSN_DIGEST_BLANK. */
void ncsn_digest_seal (GString *header, const NcsnTensor *tensors, guint count);

/* FALSE with an NCSN_ERROR_FORMAT when the file has no digest, or is not what it was when sealed.
 * Reads it piece by piece. */
gboolean ncsn_digest_check (const char *path, GError **error);

G_END_DECLS
