/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is read of the cards beside models, and that the sentences of the shipped ones can be
 * translated. */
#include "image/model-card.h"

#include <locale.h>
#include <string.h>

#include "folder.h"

static NcsnModelCard
read_card (const char *text)
{
  char *folder = folder_new ();
  g_autofree char *path = folder_write (folder, "moss.md", text, strlen (text));
  g_autofree char *model = folder_path (folder, "moss.safetensors");
  NcsnModelCard card;

  ncsn_model_card_read (&card, model);
  folder_remove (folder);
  return card;
}

static void
assert_card (const char *text, const char *purpose, const char *licence)
{
  g_auto (NcsnModelCard) card = read_card (text);

  g_assert_cmpstr (card.purpose, ==, purpose);
  g_assert_cmpstr (card.licence, ==, licence);
}

static void
test_cards (void)
{
  assert_card ("# moss\n\nDraws moss of 1.5 m,\nand stones. It is small.\n\n| | |\n| --- | --- |\n"
               "| licence | the weights: CC0 1.0; the data keeps its own |\n",
               "Draws moss of 1.5 m, and stones", "CC0 1.0");
  assert_card ("# moss\r\n\r\nDraws moss.\r\n\r\n| licence | MIT, as the data |\r\n", "Draws moss",
               "MIT");
  assert_card ("# moss\n\nNo full stop", "No full stop", NULL);
  assert_card ("# moss\n\n| licence | the weights: |\n", "| licence | the weights: |", NULL);
}

/* Nothing of these makes a line, a control character or a read beyond the end. */
static void
test_odd_files (void)
{
  g_autofree char *long_text = g_strnfill (100000, 'x');

  assert_card ("", NULL, NULL);
  assert_card ("\n\n", NULL, NULL);
  assert_card ("# moss", NULL, NULL);
  assert_card ("# moss\n\n.", NULL, NULL);
  assert_card ("\n| licence |", NULL, NULL);
  assert_card ("# moss\n\nRed \033[31m \xff.", "Red  [31m \xef\xbf\xbd", NULL);
  assert_card (long_text, NULL, NULL);
}

static void
test_missing (void)
{
  g_auto (NcsnModelCard) card = {0};
  g_autofree char *sheet = ncsn_model_card_sheet ("/nowhere/moss.safetensors");

  ncsn_model_card_read (&card, "/nowhere/moss.safetensors");
  g_assert_null (card.purpose);
  g_assert_null (card.licence);
  g_assert_cmpstr (sheet, ==, "/nowhere/moss.png");
}

/* The catalogues' source has the sentence of each shipped card, as a literal that may be split. */
static void
test_shipped (void)
{
  const char *const names[] = {"camera", "digits", "photo", "textures"};
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "image", "model-card.c", NULL);
  g_autofree char *source = NULL;
  g_autoptr (GRegex) seam = g_regex_new ("\"\\s+\"", 0, 0, NULL);

  g_assert_true (g_file_get_contents (path, &source, NULL, NULL));
  g_autofree char *whole = g_regex_replace_literal (seam, source, -1, 0, "", 0, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *model = g_test_build_filename (G_TEST_DIST, "models", names[i], NULL);
    g_auto (NcsnModelCard) card = {0};

    ncsn_model_card_read (&card, model);
    g_assert_nonnull (card.licence);
    g_assert_cmpint (strlen (card.licence), <, 20);
    g_autofree char *literal = g_strdup_printf ("N_ (\"%s\")", card.purpose);
    g_assert_nonnull (strstr (whole, literal));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model-card/cards", test_cards);
  g_test_add_func ("/model-card/odd-files", test_odd_files);
  g_test_add_func ("/model-card/missing", test_missing);
  g_test_add_func ("/model-card/shipped", test_shipped);
  return g_test_run ();
}
