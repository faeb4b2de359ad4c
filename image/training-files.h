/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Recognises files that trainings and reports write, which must not become training pictures. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The endings of a training's files, after the model's name (“MODEL” in “MODEL.safetensors”). */
#define NCSN_TRAINING_MODEL ".safetensors"
#define NCSN_TRAINING_CHECKPOINT ".checkpoint"
#define NCSN_TRAINING_LOG ".csv"
#define NCSN_TRAINING_HELD_OUT ".held-out.csv"
#define NCSN_TRAINING_SAMPLES ".png"
#define NCSN_TRAINING_CHART ".loss.png"
#define NCSN_TRAINING_LOCK ".lock"

/* The record (image.h) for a picture that reports about a model (transfer full). `report` is
 * "train" or "evaluate"; `model` is the model's name. */
char *ncsn_report_record (const char *report, const char *model);

/* Whether a file is a PNG with such a record. Only regular files are opened. */
gboolean ncsn_report_is (const char *path);

/* Moves from `paths` to `taken` (arrays of paths with the free function g_free ()) the files that
 * have such a record or are named like those of a training, beside a model or checkpoint of that
 * name. */
void ncsn_training_files_take (GPtrArray *paths, GPtrArray *taken);

G_END_DECLS
