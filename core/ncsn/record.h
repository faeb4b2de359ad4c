/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records of how a picture was made, to make it again bit for bit: a GKeyFile with one group,
 * "ncsn", stored in a PNG's text chunk or a layer's parasite. */
#pragma once

#include "task.h"

G_BEGIN_DECLS

#define NCSN_RECORD_GROUP "ncsn"

/* A new record of a task ("generate", "inpaint" …) with the version, the model's name and hash, and
 * seed, class and sampler of `options` (transfer full). The caller adds the task's own keys. model
 * NULL: the task has none, and the record only version, task and seed. Numbers are written so that
 * they read back as the same bits. */
GKeyFile *ncsn_record_new (const char *task, const NcsnModel *model, const char *model_name,
                           const NcsnTaskOptions *options);

/* The same for a task whose model is a picture: `name` and `hash` are those of the picture, and
 * neither class nor sampler are written. */
GKeyFile *ncsn_record_new_from_picture (const char *task, const char *name, const char *hash,
                                        guint64 seed);

/* Whether this version draws the same picture from the record: FALSE when it is from a version
 * that worked in another way. */
gboolean ncsn_record_repeats (GKeyFile *record);

/* Sets sampler, class and seed of `options` from the record, or the seed alone if model is NULL or
 * the record is that of a task without a model. Records may be files from anywhere, so every value
 * is checked: NCSN_ERROR_FORMAT. NCSN_ERROR_MISMATCH when the record is of another task or of
 * another model. On failure `options` does not change. */
gboolean ncsn_record_apply (GKeyFile *record, const char *task, const NcsnModel *model,
                            NcsnTaskOptions *options, GError **error);

/* The same for a record whose model is a picture with this hash: sets *seed. */
gboolean ncsn_record_apply_from_picture (GKeyFile *record, const char *task, const char *hash,
                                         guint64 *seed, GError **error);

G_END_DECLS
