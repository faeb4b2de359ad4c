/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Arrays in files of numpy's format .npy, which numpy.load () reads: version 1.0, row-major. */
#pragma once

#include <ncsn/ncsn.h>

G_BEGIN_DECLS

/* Writes pictures (N, H, W, C) as float32. The file is complete or does not appear; NCSN_ERROR_FILE
 * otherwise. */
gboolean cli_npy_save_pictures (const char *path, const float *pictures, NcsnShape shape,
                                GError **error);

/* The same for `count` doubles, as a vector of float64. */
gboolean cli_npy_save_numbers (const char *path, const double *numbers, gsize count,
                               GError **error);

G_END_DECLS
