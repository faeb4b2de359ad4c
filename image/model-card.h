/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What lies beside a model file for people to read and see: its card, NAME.md, and a sheet of what
 * it draws, NAME.png. Every shipped model has both; a training leaves a sheet. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a card says in few words, cleaned for display by ncsn_text_clean (). */
typedef struct {
  char *purpose; /* its first sentence, what the model is for, without the full stop; translated
                    for shipped models */
  char *licence; /* of the weights: its row “licence”, up to a comma or semicolon */
} NcsnModelCard;

/* Reads the card of a model file. Members that the card does not have, and all if there is no card,
 * are NULL. */
void ncsn_model_card_read (NcsnModelCard *card, const char *model_path);

void ncsn_model_card_clear (NcsnModelCard *card); /* frees what it holds */
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (NcsnModelCard, ncsn_model_card_clear)

/* The path of the sheet of a model file, whether it is there or not (transfer full). */
char *ncsn_model_card_sheet (const char *model_path);

G_END_DECLS
