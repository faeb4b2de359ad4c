/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Allocates aligned float arrays, checks sizes for overflow, and reports the available memory. */
#include "base/memory.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/limits.h"
#include "ncsn/error.h"

#define ALIGNMENT 64
#define HUGE_PAGE ((gsize)2 << 20)

/* Asks for large pages for large arrays: the processor then needs fewer page table entries. */
static float *
huge_alloc (gsize *bytes)
{
  *bytes = (*bytes + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
  float *floats = aligned_alloc (HUGE_PAGE, *bytes);
#ifdef MADV_HUGEPAGE
  if (floats != NULL)
    madvise (floats, *bytes, MADV_HUGEPAGE);
#endif
  return floats;
}

float *
ncsn_floats_new (gsize count, GError **error)
{
  gsize bytes;
  float *floats = NULL;

  if (g_size_checked_mul (&bytes, count, sizeof (float)) &&
      g_size_checked_add (&bytes, bytes, ALIGNMENT)) {
    bytes -= bytes % ALIGNMENT;
    floats = bytes < 2 * HUGE_PAGE ? aligned_alloc (ALIGNMENT, bytes) : huge_alloc (&bytes);
  }
  if (floats == NULL) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_MEMORY,
                 g_dngettext (GETTEXT_PACKAGE, "There is not enough memory for %zu number.",
                              "There is not enough memory for %zu numbers.", count),
                 count);
    return NULL;
  }
  memset (floats, 0, bytes);
  return floats;
}

void
ncsn_floats_free (float *floats)
{
  free (floats);
}

gboolean
ncsn_shape_checked_size (NcsnShape shape, gsize *size)
{
  gsize bytes;

  return g_size_checked_mul (size, shape.n, shape.h) && g_size_checked_mul (size, *size, shape.w) &&
         g_size_checked_mul (size, *size, shape.c) &&
         g_size_checked_mul (&bytes, *size, sizeof (float));
}

/* Linux's own estimate, which counts caches that it can drop; on other systems the free pages, if
 * the system reports them. */
static guint64
machine_room (void)
{
  g_autofree char *text = NULL;
  const char *line = NULL;

  if (g_file_get_contents ("/proc/meminfo", &text, NULL, NULL))
    line = strstr (text, "MemAvailable:");
  if (line != NULL)
    return 1024 * g_ascii_strtoull (line + strlen ("MemAvailable:"), NULL, 10);
#ifdef _SC_AVPHYS_PAGES
  return (guint64)MAX (sysconf (_SC_AVPHYS_PAGES), 0) * (guint64)MAX (sysconf (_SC_PAGESIZE), 0);
#else
  return G_MAXUINT64;
#endif
}

guint64
ncsn_memory_available (void)
{
  guint64 limited = MIN (ncsn_memory_mappable (), ncsn_limits_group_room (""));
  guint64 room = MIN (machine_room (), limited);

  return room == G_MAXUINT64 ? 0 : MAX (room, 1);
}

gboolean
ncsn_memory_check (double bytes, GError **error)
{
  guint64 available = ncsn_memory_available ();
  g_autofree char *needed = NULL;
  g_autofree char *free_now = NULL;

  if (bytes < (double)G_MAXSSIZE && (available == 0 || bytes <= (double)available))
    return TRUE;
  needed = g_format_size ((guint64)MIN (bytes, (double)G_MAXINT64));
  free_now = g_format_size (available);
  g_set_error (
      error, NCSN_ERROR, NCSN_ERROR_MEMORY,
      _ ("This needs about %s of memory, but only %s is available: choose a smaller picture, "
         "end other "
         "programs, or raise the limit on memory."),
      needed, free_now);
  return FALSE;
}
