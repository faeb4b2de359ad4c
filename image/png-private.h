/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by the writer of PNG files and the reader of their records. */
#pragma once

#include <glib.h>
#include <png.h>

G_BEGIN_DECLS

/* Handlers for libpng in place of its own, which print. An error jumps back to setjmp (); a warning
 * is ignored. */
void ncsn_png_on_error (png_structp png, png_const_charp message) G_GNUC_NORETURN;
void ncsn_png_on_warning (png_structp png, png_const_charp message);

/* Finds the text with this keyword before the pixels of a PNG file (transfer full). FALSE when the
 * file is damaged; *text stays NULL when it has none of at most `max` bytes of UTF-8. */
gboolean ncsn_png_read_text (const guint8 *bytes, gsize size, const char *keyword, gsize max,
                             char **text);

G_END_DECLS
