/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the little of Markdown that cards have: a first paragraph, and a table of two columns. */
#include "model-card.h"

#include <string.h>

#include <glib/gi18n-lib.h>
#include <ncsn/ncsn.h>

#include "training-files.h"

#define CARD ".md"
#define MAX_BYTES 65536 /* of a card that is read; shipped ones have less than 5000 */
#define LICENCE "| licence |"
#define WEIGHTS "the weights:"

/* The first sentences of the shipped cards, so that the catalogues have them. */
static const char *const shipped[] = {
    N_ ("Takes the noise of cameras off photographs of any size: what sensor, mosaic and JPEG add, "
        "stronger in the dark and in colours"),
    N_ ("Draws handwritten digits of 28 × 28 gray pixels"),
    N_ ("Repairs photographs of any size: scratches, text, wires, small objects and noise"),
    N_ ("Draws surfaces of 32 materials, of any size and tileable on request, and repairs pictures "
        "of these materials"),
};

static char *
beside (const char *model_path, const char *ending)
{
  gsize length = strlen (model_path);

  if (g_str_has_suffix (model_path, NCSN_TRAINING_MODEL))
    length -= strlen (NCSN_TRAINING_MODEL);
  g_autofree char *stem = g_strndup (model_path, length);
  return g_strconcat (stem, ending, NULL);
}

char *
ncsn_model_card_sheet (const char *model_path)
{
  return beside (model_path, NCSN_TRAINING_SAMPLES);
}

/* The text of the card, without carriage returns of other systems; NULL if there is none. */
static char *
read_text (const char *model_path)
{
  g_autofree char *path = beside (model_path, CARD);
  gsize length = 0;
  g_autofree char *bytes = ncsn_file_read (path, MAX_BYTES, &length, NULL);
  g_autofree char *text = bytes != NULL ? g_utf8_make_valid (bytes, (gssize)length) : NULL;

  if (text == NULL)
    return NULL;
  g_auto (GStrv) lines = g_strsplit (text, "\r", -1);
  return g_strjoinv (NULL, lines);
}

/* Cleans a text for display and removes space around it; NULL if nothing is left. */
static char *
tidy (const char *text, gsize length)
{
  g_autofree char *part = g_strndup (text, length);
  g_autofree char *clean = ncsn_text_clean (g_strdelimit (part, "\n", ' '), "");

  return *g_strstrip (clean) != '\0' ? g_steal_pointer (&clean) : NULL;
}

/* The first sentence after the heading. */
static char *
first_sentence (const char *text)
{
  const char *start = strstr (text, "\n\n");

  if (start == NULL)
    return NULL;
  start += strspn (start, "\n");
  const char *end = strstr (start, "\n\n");
  const gsize paragraph = end != NULL ? (gsize)(end - start) : strlen (start);
  gsize length = 0;
  while (length < paragraph && !(start[length] == '.' && strchr (" \n", start[length + 1]) != NULL))
    length++;
  return tidy (start, length);
}

static char *
find_licence (const char *text)
{
  const char *row = strstr (text, "\n" LICENCE);

  if (row == NULL)
    return NULL;
  row += strlen ("\n" LICENCE);
  row += strspn (row, " ");
  if (g_str_has_prefix (row, WEIGHTS))
    row += strlen (WEIGHTS);
  return tidy (row, strcspn (row, ",;|\n"));
}

static char *
translate (char *purpose)
{
  for (gsize i = 0; i < G_N_ELEMENTS (shipped); i++)
    if (g_strcmp0 (purpose, shipped[i]) == 0) {
      g_free (purpose);
      return g_strdup (_ (shipped[i]));
    }
  return purpose;
}

void
ncsn_model_card_read (NcsnModelCard *card, const char *model_path)
{
  g_autofree char *text = read_text (model_path);

  *card = (NcsnModelCard){0};
  if (text == NULL)
    return;
  card->purpose = translate (first_sentence (text));
  card->licence = find_licence (text);
}

void
ncsn_model_card_clear (NcsnModelCard *card)
{
  g_free (card->purpose);
  g_free (card->licence);
  *card = (NcsnModelCard){0};
}
