/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the memory limits of the process (getrlimit) and of its control groups. They are read at
 * every call, because an administrator may change them while the process runs. */
#include "base/limits.h"

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define NO_LIMIT G_MAXUINT64

/* The names of a control group's files. */
typedef struct {
  const char *folder; /* mount point of the groups */
  const char *limits[2];
  const char *usage;
  const char *cache; /* a line of memory.stat */
} Hierarchy;

static const Hierarchy version_1 = {"/sys/fs/cgroup/memory",
                                    {"memory.limit_in_bytes"},
                                    "memory.usage_in_bytes",
                                    "total_inactive_file"};
static const Hierarchy version_2 = {
    "/sys/fs/cgroup", {"memory.max", "memory.high"}, "memory.current", "inactive_file"};

static guint64
rest (guint64 limit, guint64 used)
{
  return limit > used ? limit - used : 0;
}

static guint64
resource_room (int resource, guint64 used)
{
  struct rlimit limit;

  return getrlimit (resource, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY
             ? NO_LIMIT
             : rest (limit.rlim_cur, used);
}

guint64
ncsn_memory_mappable (void)
{
  const guint64 page = (guint64)MAX (sysconf (_SC_PAGESIZE), 0);
  g_autofree char *text = NULL;
  unsigned long mapped = 0, data = 0;

  if (!g_file_get_contents ("/proc/self/statm", &text, NULL, NULL) ||
      sscanf (text, "%lu %*u %*u %*u %*u %lu", &mapped, &data) != 2)
    return NO_LIMIT;
  return MIN (resource_room (RLIMIT_AS, mapped * page), resource_room (RLIMIT_DATA, data * page));
}

/* The number in a group's file; `missing` if the file does not exist or says “max”. */
static guint64
read_number (const char *folder, const char *file, guint64 missing)
{
  g_autofree char *path = g_build_filename (folder, file, NULL);
  g_autofree char *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL) || !g_ascii_isdigit (*text))
    return missing;
  return g_ascii_strtoull (text, NULL, 10);
}

/* The number on a line of memory.stat; 0 if there is no such line. */
static guint64
read_statistic (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, "memory.stat", NULL);
  g_autofree char *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return 0;
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  for (char **line = lines; *line != NULL; line++)
    if (g_str_has_prefix (*line, name) && (*line)[strlen (name)] == ' ')
      return g_ascii_strtoull (*line + strlen (name), NULL, 10);
  return 0;
}

static guint64
folder_room (const char *folder, const Hierarchy *names)
{
  guint64 limit = NO_LIMIT;

  for (guint i = 0; i < G_N_ELEMENTS (names->limits) && names->limits[i] != NULL; i++)
    limit = MIN (limit, read_number (folder, names->limits[i], NO_LIMIT));
  if (limit == NO_LIMIT)
    return NO_LIMIT;
  return rest (limit,
               rest (read_number (folder, names->usage, 0), read_statistic (folder, names->cache)));
}

/* The smallest room of the group and of all groups above it, up to the mount point. Inside a
 * container the path may be the host's; then only the mount point exists. */
static guint64
path_room (const char *root, const char *group, const Hierarchy *names)
{
  g_autofree char *top = g_strconcat (root, names->folder, NULL);
  g_autofree char *folder = g_build_filename (top, group, NULL);
  guint64 room = NO_LIMIT;

  while (strlen (folder) > strlen (top)) {
    room = MIN (room, folder_room (folder, names));
    *strrchr (folder, '/') = '\0';
  }
  return MIN (room, folder_room (top, names));
}

guint64
ncsn_limits_group_room (const char *root)
{
  g_autofree char *path = g_strconcat (root, "/proc/self/cgroup", NULL);
  g_autofree char *text = NULL;
  guint64 room = NO_LIMIT;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return NO_LIMIT;
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  for (char **line = lines; *line != NULL; line++) {
    g_auto (GStrv) parts = g_strsplit (*line, ":", 3); /* number, controllers, path */
    if (g_strv_length (parts) != 3)
      continue;
    g_auto (GStrv) controllers = g_strsplit (parts[1], ",", -1);
    if (*parts[1] == '\0')
      room = MIN (room, path_room (root, parts[2], &version_2));
    else if (g_strv_contains ((const char *const *)controllers, "memory"))
      room = MIN (room, path_room (root, parts[2], &version_1));
  }
  return room;
}
