/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first matches of a field: large pieces of its picture. */
#pragma once

#include "patches/field.h"

G_BEGIN_DECLS

/* Makes the patches around missing pixels match such that pieces are large and meet where it shows
 * little (labels.h), each at one of the most frequent offsets between similar patches (offsets.h).
 * The field's source and target must be the same picture, and its other matches do not change. If
 * cancelled the matches are arbitrary. */
void ncsn_patch_pieces (NcsnPatchField *field, NcsnThreads *threads);

G_END_DECLS
