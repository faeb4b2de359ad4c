/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A combo box with a list of models, and a row that opens a file chooser for any other file. A
 * widget of plain data, which depends neither on GIMP nor on the library. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A row of the list. The widget copies the strings. */
typedef struct {
  const char *path;              /* the file, which identifies the model */
  const char *name;              /* shown to the user */
  guint width, height, channels; /* of its pictures; 0 before the file has been read */
  guint n_classes;               /* 0: it has no classes */
} UiModelEntry;

#define UI_TYPE_MODEL_CHOOSER (ui_model_chooser_get_type ())
G_DECLARE_FINAL_TYPE (UiModelChooser, ui_model_chooser, UI, MODEL_CHOOSER, GtkComboBox)

/* Signal "changed", as of every GtkComboBox: another model was chosen, by the user or by
 * ui_model_chooser_set_path (). */

/* A new chooser without models. */
GtkWidget *ui_model_chooser_new (void);

/* Adds a model at the end of the list, or updates the model with the same path. */
void ui_model_chooser_add (UiModelChooser *chooser, const UiModelEntry *entry);

/* The path of the chosen model; NULL if none is chosen. Owned by the chooser, valid until another
 * model is chosen. */
const char *ui_model_chooser_get_path (UiModelChooser *chooser);

/* Chooses this file; adds it to the list if it is not there. NULL chooses none. */
void ui_model_chooser_set_path (UiModelChooser *chooser, const char *path);

G_END_DECLS
