/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes durations as text: seconds up to 100 s, minutes up to 100 min, then hours. */
#include "duration.h"

#include <glib/gi18n-lib.h>

char *
plugin_duration_text (double seconds)
{
  if (seconds < 100)
    return g_strdup_printf (_ ("%.0f s"), MAX (seconds, 1));
  if (seconds < 100 * 60)
    return g_strdup_printf (_ ("%.0f min"), seconds / 60);
  return g_strdup_printf (_ ("%.0f h"), seconds / 3600);
}

char *
plugin_duration_left (double seconds, double share)
{
  g_autofree char *left = plugin_duration_text (seconds / share * (1 - share));

  return g_strdup_printf (_ ("About %s left"), left);
}
