/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests how much memory the limits of the process and its control groups leave, and that a pool
 * works with fewer threads where the system starts no more. */
#undef G_DISABLE_ASSERT
#include "base/limits.h"

#include <string.h>
#include <sys/resource.h>
#include <unistd.h>
#include <glib/gstdio.h>
#include "base/memory.h"
#include "base/parallel.h"

#define MEBI ((guint64)1 << 20)

static char *
make_root (void)
{
  return g_dir_make_tmp ("ncsn-limits-XXXXXX", NULL);
}

static void
put (const char *root, const char *path, const char *text)
{
  g_autofree char *file = g_strconcat (root, path, NULL);
  g_autofree char *folder = g_path_get_dirname (file);
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (file, text, -1, NULL));
}

static void
remove_root (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *below = g_build_filename (path, name, NULL);
    remove_root (below);
  }
  g_assert_cmpint (g_remove (path), ==, 0);
}

static void
test_no_group (void)
{
  g_autofree char *root = make_root ();
  g_assert_cmpuint (ncsn_limits_group_room (root), ==, G_MAXUINT64);
  put (root, "/proc/self/cgroup", "0::/a/b\n");
  g_assert_cmpuint (ncsn_limits_group_room (root), ==, G_MAXUINT64);
  put (root, "/sys/fs/cgroup/a/b/memory.max", "max\n");
  put (root, "/sys/fs/cgroup/a/b/memory.current", "1000\n");
  g_assert_cmpuint (ncsn_limits_group_room (root), ==, G_MAXUINT64);
  remove_root (root);
}

/* The smallest room of all groups on the path, by either limit; the page cache counts as free. */
static void
test_version_2 (void)
{
  g_autofree char *root = make_root ();
  put (root, "/proc/self/cgroup", "0::/a/b\n");
  put (root, "/sys/fs/cgroup/a/b/memory.max", "1000000\n");
  put (root, "/sys/fs/cgroup/a/b/memory.current", "400000\n");
  put (root, "/sys/fs/cgroup/a/b/memory.stat", "anon 1\nactive_file 7\ninactive_file 100000\n");
  g_assert_cmpuint (ncsn_limits_group_room (root), ==, 700000);
  put (root, "/sys/fs/cgroup/a/b/memory.high", "900000\n");
  g_assert_cmpuint (ncsn_limits_group_room (root), ==, 600000);
  put (root, "/sys/fs/cgroup/a/memory.max", "2000000\n");
  put (root, "/sys/fs/cgroup/a/memory.current", "1999000\n");
  g_assert_cmpuint (ncsn_limits_group_room (root), ==, 1000);
  put (root, "/sys/fs/cgroup/a/memory.current", "2000001\n");
  g_assert_cmpuint (ncsn_limits_group_room (root), ==, 0);
  remove_root (root);
}

/* In a container the path may be the host's, while only its own group is mounted. */
static void
test_container (void)
{
  g_autofree char *root = make_root ();
  put (root, "/proc/self/cgroup", "12:cpu,memory:/docker/1234\n3:pids:/docker/1234\n0::/\n");
  put (root, "/sys/fs/cgroup/memory/memory.limit_in_bytes", "5000000\n");
  put (root, "/sys/fs/cgroup/memory/memory.usage_in_bytes", "3000000\n");
  put (root, "/sys/fs/cgroup/memory/memory.stat", "inactive_file 5\ntotal_inactive_file 500000\n");
  g_assert_cmpuint (ncsn_limits_group_room (root), ==, 2500000);
  put (root, "/sys/fs/cgroup/memory.max", "70000\n");
  put (root, "/sys/fs/cgroup/memory.current", "10000\n");
  g_assert_cmpuint (ncsn_limits_group_room (root), ==, 60000);
  remove_root (root);
}

/* Limits the address space to `bytes` more than is mapped now. For a subprocess only. */
static void
leave (guint64 bytes)
{
  struct rlimit limit;
  g_assert_cmpint (getrlimit (RLIMIT_AS, &limit), ==, 0);
  g_autofree char *text = NULL;
  g_assert_true (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL));
  limit.rlim_cur = g_ascii_strtoull (text, NULL, 10) * (guint64)sysconf (_SC_PAGESIZE) + bytes;
  g_assert_cmpint (setrlimit (RLIMIT_AS, &limit), ==, 0);
}

/* Processor emulators ignore such a limit. */
static gboolean
limits_are_kept (void)
{
  const rlim_t far = (rlim_t)1 << 46;
  struct rlimit before, after;
  g_assert_cmpint (getrlimit (RLIMIT_AS, &before), ==, 0);
  const struct rlimit tried = {MIN (before.rlim_max, far), before.rlim_max};
  g_assert_cmpint (setrlimit (RLIMIT_AS, &tried), ==, 0);
  g_assert_cmpint (getrlimit (RLIMIT_AS, &after), ==, 0);
  g_assert_cmpint (setrlimit (RLIMIT_AS, &before), ==, 0);
  return after.rlim_cur == tried.rlim_cur;
}

/* TRUE in a subprocess for this test, which may set limits. Otherwise it runs that subprocess, or
 * skips the test where limits do not work, and the test must return. */
static gboolean
in_subprocess (void)
{
  if (!limits_are_kept ()) {
    g_test_skip ("this system does not limit the address space");
    return FALSE;
  }
  if (g_test_subprocess ())
    return TRUE;
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
  return FALSE;
}

static void
test_address_space (void)
{
  g_autoptr (GError) error = NULL;
  if (!in_subprocess ())
    return;
  leave (64 * MEBI);
  g_assert_cmpuint (ncsn_memory_available (), <=, 64 * MEBI);
  g_assert_cmpuint (ncsn_memory_available (), >=, 60 * MEBI);
  g_assert_true (ncsn_memory_check (32 * (double)MEBI, &error));
  g_assert_false (ncsn_memory_check (65 * (double)MEBI, &error));
  g_assert_nonnull (strstr (error->message, "limit"));
}

static void
count_items (gsize first, gsize last, guint worker, gpointer data)
{
  g_atomic_int_add ((gint *)data, (gint)(last - first));
}

/* A thread's stack usually takes 8 MiB: a few threads start, and do all the work. */
static void
test_threads (void)
{
  gint done = 0;
  if (!in_subprocess ())
    return;
  leave (64 * MEBI);
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (512);
  g_assert_cmpuint (ncsn_threads_count (threads), >=, 1);
  g_assert_cmpuint (ncsn_threads_count (threads), <, 512);
  ncsn_parallel_for (threads, 10000, 7, count_items, &done);
  g_assert_cmpint (done, ==, 10000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/limits/no-group", test_no_group);
  g_test_add_func ("/limits/version-2", test_version_2);
  g_test_add_func ("/limits/container", test_container);
  g_test_add_func ("/limits/address-space", test_address_space);
  g_test_add_func ("/limits/threads", test_threads);
  return g_test_run ();
}
