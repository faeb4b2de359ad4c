/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A list of models to choose from, with a way to any other file. A widget of plain data; it knows
 * neither GIMP nor the library. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What a person wants to know about a model. The strings are copied by the widget. */
typedef struct {
  const char *path;              /* the file; what tells one model from another */
  const char *name;              /* what it is called */
  guint width, height, channels; /* of its pictures; 0 when nothing is known of the file yet */
  guint n_classes;               /* 0: it knows no classes */
} UiModelEntry;

#define UI_TYPE_MODEL_CHOOSER (ui_model_chooser_get_type ())
G_DECLARE_FINAL_TYPE (UiModelChooser, ui_model_chooser, UI, MODEL_CHOOSER, GtkComboBox)

/* Signal "changed", as of every GtkComboBox: another model was chosen, by a person or by
 * ui_model_chooser_set_path (). */

/* A chooser with no models in it and none chosen. */
GtkWidget *ui_model_chooser_new (void);

/* Adds a model below the others, or replaces what is shown of the one with the same path. */
void ui_model_chooser_add (UiModelChooser *chooser, const UiModelEntry *entry);

/* The file of the chosen model, owned by the chooser until it changes; NULL when none is chosen. */
const char *ui_model_chooser_get_path (UiModelChooser *chooser);

/* Chooses this file; one that is not in the list is added to it by its name. NULL chooses none. */
void ui_model_chooser_set_path (UiModelChooser *chooser, const char *path);

G_END_DECLS
