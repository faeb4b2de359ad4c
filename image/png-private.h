/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What writing a PNG and reading its record have in common. */
#pragma once

#include <glib.h>
#include <png.h>

G_BEGIN_DECLS

#define NCSN_PNG_KEYWORD "ncsn"         /* of the text chunk that holds a record */
#define NCSN_PNG_MAX_RECORD (64 * 1024) /* bytes; ours have less than a thousand */

/* For libpng, which would print: an error jumps back to where setjmp () was called, a warning is
 * nothing. */
void ncsn_png_on_error (png_structp png, png_const_charp message) G_GNUC_NORETURN;
void ncsn_png_on_warning (png_structp png, png_const_charp message);

G_END_DECLS
