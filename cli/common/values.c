/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parses numbers, sizes, durations, intervals, lists and choices; formats numbers and durations. */
#include "values.h"

#include <inttypes.h>
#include <math.h>

#include <glib/gi18n.h>

#define MAX_SIDE 4096

/* The last two are for parsing alone. */
static const struct {
  const char *unit;
  double seconds;
} units[] = {{"d", 86400}, {"h", 3600}, {"m", 60}, {"s", 1}, {"", 1}, {"min", 60}};

double
cli_number_or (CliNumber number, double otherwise)
{
  return number.given ? number.value : otherwise;
}

static gboolean G_GNUC_PRINTF (2, 3) fail (GError **error, const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  g_propagate_error (error,
                     g_error_new_valist (NCSN_ERROR, NCSN_ERROR_ARGUMENT, format, arguments));
  va_end (arguments);
  return FALSE;
}

static gboolean
parse_number (const char *text, guint64 min, guint64 max, guint64 *number)
{
  return g_ascii_string_to_unsigned (text, 10, min, max, number, NULL);
}

gboolean
cli_require (const char *option, const char *text, GError **error)
{
  if (text == NULL)
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT, _ ("--%s is missing"), option);
  return text != NULL;
}

gboolean
cli_parse_double (const char *option, const char *text, double *value, GError **error)
{
  if (text == NULL)
    return TRUE;
  char *end;
  const double number = g_ascii_strtod (text, &end);
  if (end == text || *end != '\0' || !isfinite (number)) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT, _ ("--%s must be a number, not “%s”"),
                 option, text);
    return FALSE;
  }
  *value = number;
  return TRUE;
}

gboolean
cli_parse_uint (const char *option, const char *text, guint min, guint max, guint *value,
                GError **error)
{
  if (text == NULL)
    return TRUE;
  guint64 number;
  if (!parse_number (text, min, max, &number)) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 _ ("--%s must be a whole number from %u to %u, not “%s”"), option, min, max, text);
    return FALSE;
  }
  *value = number;
  return TRUE;
}

gboolean
cli_parse_seed (const char *option, const char *text, guint64 *value, GError **error)
{
  if (text == NULL || parse_number (text, 0, G_MAXUINT64, value))
    return TRUE;
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
               _ ("--%s must be a whole number from 0 to %" PRIu64 ", not “%s”"), option,
               G_MAXUINT64, text);
  return FALSE;
}

gboolean
cli_parse_size (const char *text, guint *width, guint *height, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (text, "x", 3);
  const guint n = g_strv_length (parts);
  guint64 w, h;
  if ((n != 1 && n != 2) || !parse_number (parts[0], 1, MAX_SIDE, &w) ||
      !parse_number (parts[n - 1], 1, MAX_SIDE, &h))
    return fail (error, _ ("“%s” is not a size such as 64 or 64x48, each side at most 4096"), text);
  *width = w;
  *height = h;
  return TRUE;
}

gboolean
cli_parse_seconds (const char *text, double *seconds, GError **error)
{
  char *end;
  const double value = g_ascii_strtod (text, &end);
  for (gsize i = 0; end != text && i < G_N_ELEMENTS (units); i++)
    if (g_strcmp0 (end, units[i].unit) == 0 && isfinite (value) && value > 0) {
      *seconds = value * units[i].seconds;
      return TRUE;
    }
  return fail (error, _ ("“%s” is not a time such as 90m, 1.5h or 30s"), text);
}

gboolean
cli_parse_interval (const char *text, CliInterval *interval, GError **error)
{
  interval->iterations = 0;
  interval->seconds = 0;
  if (parse_number (text, 0, G_MAXUINT32, &interval->iterations) ||
      cli_parse_seconds (text, &interval->seconds, NULL))
    return TRUE;
  return fail (error, _ ("“%s” is not an interval such as 5m (time) or 200 (iterations)"), text);
}

gboolean
cli_parse_list (const char *text, guint *numbers, guint capacity, guint *count, GError **error)
{
  *count = 0;
  if (*text == '\0' || g_str_equal (text, "none"))
    return TRUE;

  g_auto (GStrv) parts = g_strsplit (text, ",", -1);
  if (g_strv_length (parts) > capacity)
    return fail (error, _ ("“%s” is not a list short enough; leave some numbers out"), text);
  for (; parts[*count] != NULL; (*count)++) {
    guint64 number;
    if (!parse_number (parts[*count], 1, G_MAXUINT32, &number))
      return fail (error, _ ("“%s” is not a list of whole numbers such as 1,2,2"), text);
    numbers[*count] = number;
  }
  return TRUE;
}

const char *
cli_choice_symbol (const char *const *names, guint count)
{
  g_autoptr (GString) symbol = g_string_new (NULL);
  for (guint i = 0; i < count && names[i] != NULL; i++)
    g_string_append_printf (symbol, "%s%s", i > 0 ? "|" : "", names[i]);
  return g_intern_string (symbol->str);
}

int
cli_parse_choice_of (const char *text, const char *const *names, guint count, GError **error)
{
  g_autoptr (GString) wanted = g_string_new (NULL);
  for (guint i = 0; i < count; i++) {
    if (g_str_equal (text, names[i]))
      return (int)i;
    g_string_append_printf (wanted, "%s%s", i > 0 ? ", " : "", names[i]);
  }
  fail (error, _ ("“%s” is not one of: %s"), text, wanted->str);
  return -1;
}

int
cli_parse_choice (const char *text, const char *const *names, GError **error)
{
  return cli_parse_choice_of (text, names, g_strv_length ((char **)names), error);
}

char *
cli_format_double (double value)
{
  static const char *const formats[] = {"%.15g", "%.16g", "%.17g"};
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    if (g_ascii_strtod (g_ascii_formatd (text, sizeof text, formats[i], value), NULL) == value)
      break;
  return g_strdup (text);
}

char *
cli_format_time (double seconds)
{
  gsize i = 0;
  while (units[i].seconds > 1 && fmod (seconds, units[i].seconds) != 0)
    i++;
  g_autofree char *number = cli_format_double (seconds / units[i].seconds);
  return g_strconcat (number, units[i].unit, NULL);
}

char *
cli_format_seconds (double seconds)
{
  const guint64 s = (guint64)CLAMP (seconds, 0.0, 1e12);
  if (s >= 3600)
    return g_strdup_printf (_ ("%" PRIu64 " h %" PRIu64 " min"), s / 3600, s / 60 % 60);
  if (s >= 60)
    return g_strdup_printf (_ ("%" PRIu64 " min %" PRIu64 " s"), s / 60, s % 60);
  return g_strdup_printf (_ ("%" PRIu64 " s"), s);
}
