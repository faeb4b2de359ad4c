/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each letter of a window has one label, and buttons keep theirs. */
#include "ui/mnemonics.h"

#include "drawing.h"

static guint
letter_of (GtkWidget *label)
{
  return gtk_label_get_mnemonic_keyval (GTK_LABEL (label));
}

static void
test_unique (void)
{
  GtkWidget *window = gtk_offscreen_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *first = gtk_label_new_with_mnemonic ("_Class"), *hidden = gtk_label_new (NULL);
  GtkWidget *second = gtk_label_new_with_mnemonic ("_Candidates");
  GtkWidget *third = gtk_label_new_with_mnemonic ("_Width");
  GtkWidget *cancel = gtk_button_new_with_mnemonic ("_Cancel");
  GtkWidget *check = gtk_check_button_new_with_mnemonic ("_widen");

  gtk_label_set_text_with_mnemonic (GTK_LABEL (hidden), "ク_W");
  gtk_container_add (GTK_CONTAINER (window), box);
  for (GtkWidget *const *child = (GtkWidget *[]){first, second, third, hidden, check, cancel, NULL};
       *child != NULL; child++)
    gtk_container_add (GTK_CONTAINER (box), *child);
  ui_mnemonics_make_unique (window);

  g_assert_cmpuint (letter_of (gtk_bin_get_child (GTK_BIN (cancel))), ==, GDK_KEY_c);
  g_assert_cmpuint (letter_of (third), ==, GDK_KEY_w);
  for (GtkWidget *const *label =
           (GtkWidget *[]){first, second, hidden, gtk_bin_get_child (GTK_BIN (check)), NULL};
       *label != NULL; label++)
    g_assert_cmpuint (letter_of (*label), ==, GDK_KEY_VoidSymbol);
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (first)), ==, "Class");
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (hidden)), ==, "クW");
  gtk_widget_destroy (window);
}

int
main (int argc, char **argv)
{
  drawing_init (&argc, &argv);
  g_test_add_func ("/mnemonics/unique", test_unique);
  return g_test_run ();
}
