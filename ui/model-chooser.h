/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A combo box with a list of models, each with a picture and what is to be known of it, and a row
 * that opens a file chooser for any other file. The tooltip is the whole of the chosen row. A
 * widget of plain data, which depends neither on GIMP nor on the library. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define UI_MODEL_CHOOSER_SIDE 48 /* of a row's picture, in pixels */

/* A row of the list. The widget copies the strings. */
typedef struct {
  const char *path;              /* the file, which identifies the model */
  const char *name;              /* shown to the user */
  guint width, height, channels; /* of its pictures; 0 before the file has been read */
  guint n_classes;               /* 0: it has no classes */
  gboolean any_size;             /* its pictures may have any size */
  const char *purpose;           /* what it draws or does; NULL: not known */
  const char *licence;           /* NULL: not known */
  guint64 bytes;                 /* of the file; 0: not known */
  cairo_surface_t *picture;      /* UI_MODEL_CHOOSER_SIDE pixels squared; NULL: an icon */
} UiModelEntry;

#define UI_TYPE_MODEL_CHOOSER (ui_model_chooser_get_type ())
G_DECLARE_FINAL_TYPE (UiModelChooser, ui_model_chooser, UI, MODEL_CHOOSER, GtkComboBox)

/* Signal "changed", as of every GtkComboBox: another model was chosen, by the user or by
 * ui_model_chooser_set_path (). */

/* A new chooser without models. */
GtkWidget *ui_model_chooser_new (void);

/* Adds a model at the end of the list, or updates the model with the same path. */
void ui_model_chooser_add (UiModelChooser *chooser, const UiModelEntry *entry);

/* Whether the list has a model with this path. */
gboolean ui_model_chooser_has (UiModelChooser *chooser, const char *path);

/* The path of the chosen model; NULL if none is chosen. Owned by the chooser, valid until another
 * model is chosen. */
const char *ui_model_chooser_get_path (UiModelChooser *chooser);

/* Chooses this file; adds it to the list if it is not there. NULL chooses none. */
void ui_model_chooser_set_path (UiModelChooser *chooser, const char *path);

G_END_DECLS
