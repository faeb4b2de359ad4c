/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The progress of several calls counts over all of them. */
#include "plugin/turn.h"

static void
keep (const NcsnProgress *progress, gpointer data)
{
  *(NcsnProgress *)data = *progress;
}

static void
test_progress (void)
{
  NcsnProgress seen = {0};
  NcsnTaskOptions whole = {.progress = keep, .progress_data = &seen, .seed = 7};
  PluginTurn turn = {&whole, 2, 4};
  NcsnTaskOptions one = plugin_turn_options (&turn);
  NcsnProgress progress = {.done = 5, .total = 10, .rounds = 3, .share = 0.5, .sigma = 0.25};

  g_assert_cmpuint (one.seed, ==, 7);
  one.progress (&progress, one.progress_data);
  g_assert_cmpuint (seen.done, ==, 25);
  g_assert_cmpuint (seen.total, ==, 40);
  g_assert_cmpuint (seen.rounds, ==, 12);
  g_assert_cmpfloat (seen.share, ==, 0.625);
  g_assert_cmpfloat (seen.sigma, ==, 0.25);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/turn/progress", test_progress);
  return g_test_run ();
}
