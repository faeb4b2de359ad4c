/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Walks the labels of a window twice: those of buttons first. */
#include "mnemonics.h"

typedef struct {
  GHashTable *letters; /* key values that labels have */
  gboolean buttons;    /* the labels of this walk */
} Walk;

/* Check and radio buttons are rows of a form. */
static gboolean
is_of_button (GtkWidget *label)
{
  GtkWidget *button = gtk_widget_get_ancestor (label, GTK_TYPE_BUTTON);

  return button != NULL && !GTK_IS_CHECK_BUTTON (button);
}

static void
visit_label (GtkLabel *label, const Walk *walk)
{
  const guint letter = gtk_label_get_mnemonic_keyval (label);

  if (letter == GDK_KEY_VoidSymbol || is_of_button (GTK_WIDGET (label)) != walk->buttons ||
      g_hash_table_add (walk->letters, GUINT_TO_POINTER (gdk_keyval_to_lower (letter))))
    return;
  g_autofree char *text = g_strdup (gtk_label_get_text (label));
  gtk_label_set_text (label, text);
}

static void
visit (GtkWidget *widget, gpointer data)
{
  if (GTK_IS_LABEL (widget))
    visit_label (GTK_LABEL (widget), data);
  else if (GTK_IS_CONTAINER (widget))
    gtk_container_forall (GTK_CONTAINER (widget), visit, data);
}

void
ui_mnemonics_make_unique (GtkWidget *window)
{
  g_autoptr (GHashTable) letters = g_hash_table_new (NULL, NULL);
  Walk buttons = {letters, TRUE}, others = {letters, FALSE};

  visit (window, &buttons);
  visit (window, &others);
}
