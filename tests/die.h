/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the programs that Python scripts of bench/ and tests/ call end when they cannot answer. */
#pragma once

#include <stdlib.h>
#include <glib.h>

/* Writes "PROGRAM: sentence" to standard error and exits with 2. PROGRAM is g_get_prgname (), which
 * main () has to set. Status 1 is for a program that did its work and found a difference. */
static inline void die (const char *format, ...) G_GNUC_PRINTF (1, 2) G_GNUC_NORETURN;

static inline void
die (const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_autofree char *sentence = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_printerr ("%s: %s\n", g_get_prgname (), sentence);
  exit (2);
}
