/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Computes a fingerprint of a data set from what is known without reading the pixels again. */
#include "dataset-private.h"

#include <stdarg.h>
#include <string.h>

#include <glib/gstdio.h>

static void add (GChecksum *checksum, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* Adds a text with its final NUL, so that different lists of texts give different bytes. */
static void
add (GChecksum *checksum, const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  g_autofree char *text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_checksum_update (checksum, (const guchar *)text, (gssize)strlen (text) + 1);
}

/* The notation is the same in every language. */
static void
add_number (GChecksum *checksum, double number)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  add (checksum, "%s", g_ascii_dtostr (text, sizeof text, number));
}

static void
add_options (GChecksum *checksum, const NcsnDatasetOptions *options)
{
  add (checksum, "%u %u %u %u", options->width, options->height, options->patch_width,
       options->patch_height);
  add_number (checksum, options->scale_min);
  add_number (checksum, options->scale_max);
  add (checksum, "%d %d %d %" G_GSIZE_FORMAT, options->flip, options->turn, options->dequantize,
       options->window);
  if (options->coarse)
    add (checksum, "coarse");
}

static void
add_picture (GChecksum *checksum, const NcsnStoredPicture *picture)
{
  GStatBuf status = {0};
  add (checksum, "%u %u %u", picture->width, picture->height, picture->channels);
  if (picture->path == NULL) {
    add_number (checksum, picture->mean);
    add_number (checksum, picture->mean_square);
  } else if (g_stat (picture->path, &status) == 0) {
    g_autofree char *name = g_path_get_basename (picture->path);
    add (checksum, "%" G_GINT64_FORMAT " %s", (gint64)status.st_size, name);
  }
}

char *
ncsn_dataset_fingerprint (const NcsnDataset *dataset)
{
  const NcsnDatasetPrivate *private = dataset->private;
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  add_options (checksum, &private->options);
  for (guint i = 0; i < dataset->n_classes; i++)
    add (checksum, "%s", dataset->class_names[i]);
  for (gsize i = 0; i < dataset->count; i++) {
    add_picture (checksum,
                 ncsn_picture_store_picture (private->source->store, private->parts[i].picture));
    add (checksum, "%u %u %u", private->parts[i].left, private->parts[i].width,
         dataset->labels != NULL ? dataset->labels[i] : 0);
  }
  return g_strdup (g_checksum_get_string (checksum));
}
