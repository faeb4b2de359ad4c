/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files that trainings and reports leave in folders: they are no pictures to learn from. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What follows a model's name, “MODEL” of “MODEL.safetensors”, in the names of its files. */
#define NCSN_TRAINING_MODEL ".safetensors"
#define NCSN_TRAINING_CHECKPOINT ".checkpoint"
#define NCSN_TRAINING_LOG ".csv"
#define NCSN_TRAINING_HELD_OUT ".held-out.csv"
#define NCSN_TRAINING_SAMPLES ".png"
#define NCSN_TRAINING_CHART ".loss.png"
#define NCSN_TRAINING_LOCK ".lock"

/* The record (image.h) of a picture about a model, for one of the reports "train" and "evaluate";
 * `model` is its name (transfer full). */
char *ncsn_report_record (const char *report, const char *model);

/* Whether a file is a PNG with such a record. Waits for nobody who might write into it. */
gboolean ncsn_report_is (const char *path);

/* Moves from `paths` to `taken`, both arrays of texts to be freed with g_free (), the files with
 * such a record, and those named like a training's beside a model or a checkpoint of that name. */
void ncsn_training_files_take (GPtrArray *paths, GPtrArray *taken);

G_END_DECLS
