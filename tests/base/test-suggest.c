/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests which names are taken for what was meant. */
#undef G_DISABLE_ASSERT
#include "ncsn/suggest.h"

#include <string.h>

static void
test_nearest (void)
{
  static const char *const names[] = {"sample", "inpaint",  "interpolate", "vary",     "denoise",
                                      "Moos",   "no-flip",  "flip",        "Füße/nah", "x",
                                      "photo",  "textures", NULL};
  static const struct {
    const char *text, *meant; /* NULL: none */
  } cases[] = {
      {"sampel", "sample"},     /* two neighbours exchanged */
      {"smple", "sample"},      /* one missing */
      {"samplle", "sample"},    /* one too many */
      {"samble", "sample"},     /* another one */
      {"smable", "sample"},     /* an exchange and another one: two in six */
      {"smaqe", NULL},          /* three in five */
      {"DENOISE", "denoise"},   /* capitals */
      {"inter", "interpolate"}, /* the beginning */
      {"i", NULL},              /* one letter is no beginning */
      {"moos", "Moos"},         /* the nearest's own spelling is shown */
      {"moss", "Moos"},         /* one in four */
      {"flop", "flip"},         /* nearer than no-flip */
      {"Fuße/nah", "Füße/nah"}, /* characters, not bytes */
      {"q", NULL},              /* a single letter is never near another one */
      {"", NULL},               /* nothing */
      {"\xff\xfe", NULL},       /* not UTF-8 */
      {"something else", NULL},
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *wanted = cases[i].meant != NULL
                                  ? g_strdup_printf (" Did you mean “%s”?", cases[i].meant)
                                  : g_strdup ("");
    g_autofree char *sentence = ncsn_did_you_mean (cases[i].text, names);
    g_assert_cmpstr (sentence, ==, wanted);
  }
}

static void
test_none (void)
{
  static const char *const nothing[] = {NULL};
  g_autofree char *none = ncsn_did_you_mean ("sample", NULL);
  g_autofree char *empty = ncsn_did_you_mean ("sample", nothing);
  g_assert_cmpstr (none, ==, "");
  g_assert_cmpstr (empty, ==, "");
}

/* Names from files may have any length. */
static void
test_long (void)
{
  g_autofree char *many = g_strnfill (100000, 'a');
  g_autofree char *most = g_strnfill (64, 'a');
  const char *const names[] = {many, most, NULL};
  g_autofree char *longest = ncsn_did_you_mean (many, names);
  most[63] = 'b';
  g_autofree char *typed = g_strnfill (63, 'a');
  g_autofree char *longer = ncsn_did_you_mean (typed, names);
  g_assert_cmpstr (longest, ==, "");
  g_assert_nonnull (strstr (longer, most));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/suggest/nearest", test_nearest);
  g_test_add_func ("/suggest/none", test_none);
  g_test_add_func ("/suggest/long", test_long);
  return g_test_run ();
}
