/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Collects what lists show of a model, and cuts pictures from its sheet. */
#include "model-entry.h"

#include "image/model-card.h"
#include "image/model-finder.h"
#include "ui/picture-sheet.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

static gboolean
read_sheet (UiPictureSheet *sheet, const char *path, const NcsnModelConfig *model)
{
  g_autofree char *file = ncsn_model_card_sheet (path);

  return ui_picture_sheet_read (sheet, file, (int)model->width, (int)model->height);
}

/* Whether the first picture of each row is of another class. */
static gboolean
shows_classes (const UiPictureSheet *sheet, const NcsnModelConfig *model)
{
  return model->n_classes > 0 && sheet->n_rows == model->n_classes;
}

static cairo_surface_t *
picture_of (GtkWidget *widget, const char *path, const NcsnModelConfig *model)
{
  const int scale = gtk_widget_get_scale_factor (widget);
  g_auto (UiPictureSheet) sheet = {0};

  if (!read_sheet (&sheet, path, model))
    return NULL;
  if (shows_classes (&sheet, model))
    return ui_picture_sheet_rows (&sheet, 0, sheet.n_rows, UI_MODEL_CHOOSER_SIDE, scale);
  return ui_picture_sheet_corner (&sheet, UI_MODEL_CHOOSER_SIDE, scale);
}

/* The first line of the text in the model's file, else what its kind says. */
static char *
purpose_of (const NcsnModelSummary *summary)
{
  const char *text = summary->description != NULL ? summary->description : "";
  g_autofree char *line = g_strndup (text, strcspn (text, "\n"));
  g_autofree char *clean = ncsn_text_clean (line, "");

  if (*g_strstrip (clean) != '\0')
    return g_steal_pointer (&clean);
  return g_strdup (summary->config.noise_map ? _ ("Takes noise off pictures of any size")
                   : summary->config.holes   ? _ ("Repairs pictures of any size")
                   : summary->config.patches ? _ ("Draws textures like those it has learned")
                                             : _ ("Draws pictures like those it has learned"));
}

static guint64
size_of (const char *path)
{
  GStatBuf facts;

  return g_stat (path, &facts) == 0 ? (guint64)facts.st_size : 0;
}

void
plugin_model_entry_add (UiModelChooser *chooser, const char *path, const NcsnModelSummary *summary)
{
  const NcsnModelConfig *model = &summary->config;
  g_autofree char *name = ncsn_model_finder_name (path);
  g_auto (NcsnModelCard) card = {0};
  cairo_surface_t *picture = picture_of (GTK_WIDGET (chooser), path, model);

  ncsn_model_card_read (&card, path);
  if (card.purpose == NULL)
    card.purpose = purpose_of (summary);
  ui_model_chooser_add (chooser, &(UiModelEntry){.path = path,
                                                 .name = name,
                                                 .width = model->width,
                                                 .height = model->height,
                                                 .channels = model->channels,
                                                 .n_classes = model->n_classes,
                                                 .any_size = model->patches,
                                                 .purpose = card.purpose,
                                                 .licence = card.licence,
                                                 .bytes = size_of (path),
                                                 .picture = picture});
  g_clear_pointer (&picture, cairo_surface_destroy);
}

/* Adds a kind, with the picture of these classes if there is a sheet. */
static void
add_kind (UiClassChooser *chooser, const char *id, const char *name, const UiPictureSheet *sheet,
          guint first, guint count)
{
  const int scale = gtk_widget_get_scale_factor (GTK_WIDGET (chooser));
  cairo_surface_t *picture =
      sheet != NULL ? ui_picture_sheet_rows (sheet, first, count, UI_CLASS_CHOOSER_SIDE, scale)
                    : NULL;

  ui_class_chooser_add (chooser, id, name, picture);
  g_clear_pointer (&picture, cairo_surface_destroy);
}

/* Adds the group of class number i, if it is the first of it. */
static void
add_group (UiClassChooser *chooser, char **names, guint i, const UiPictureSheet *sheet)
{
  const char *end = strstr (names[i], NCSN_CLASS_PART);
  const gsize length = end != NULL ? (gsize)(end + 1 - names[i]) : 0;
  guint count = 1;

  if (end == NULL || (i > 0 && strncmp (names[i - 1], names[i], length) == 0))
    return;
  while (names[i + count] != NULL && strncmp (names[i + count], names[i], length) == 0)
    count++;
  g_autofree char *group = g_strndup (names[i], length - 1);
  add_kind (chooser, group, group, sheet, i, count);
}

void
plugin_model_entry_list_classes (UiClassChooser *chooser, const char *path,
                                 const NcsnModelSummary *summary)
{
  const guint count = summary != NULL ? summary->config.n_classes : 0;
  g_auto (UiPictureSheet) read = {0};
  const UiPictureSheet *sheet = count > 0 && read_sheet (&read, path, &summary->config) &&
                                        shows_classes (&read, &summary->config)
                                    ? &read
                                    : NULL;

  ui_class_chooser_clear (chooser);
  add_kind (chooser, "", _ ("Any"), sheet, 0, count);
  for (guint i = 0; i < count; i++) {
    g_autofree char *number = g_strdup_printf ("%u", i);
    const char *name = summary->class_names != NULL ? summary->class_names[i] : number;
    if (summary->class_names != NULL)
      add_group (chooser, summary->class_names, i, sheet);
    add_kind (chooser, name, name, sheet, i, 1);
  }
}
