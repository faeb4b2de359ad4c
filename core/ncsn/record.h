/* What made a picture, as text that travels with it (a PNG's text chunk, a layer's parasite) and
 * from which it can be made again, bit for bit: a GKeyFile with the one group "ncsn". */
#pragma once

#include "task.h"

G_BEGIN_DECLS

#define NCSN_RECORD_GROUP "ncsn"

/* A record of a task ("generate", "inpaint" …): version, the model's name and hash, and everything
 * in `options`. Keys of the task's own are added by the caller. Numbers are written so that they
 * read back as the same bits. */
GKeyFile *ncsn_record_new (const char *task, const NcsnModel *model, const char *model_name,
                           const NcsnTaskOptions *options);

/* Whether this version draws the same picture from the record: FALSE when it is of one whose chains
 * started elsewhere, or drew other classes. */
gboolean ncsn_record_repeats (GKeyFile *record);

/* Sets sampler, class and seed of `options` as the record says. Records are files from anywhere:
 * every value is checked. Fails with NCSN_ERROR_MISMATCH when the record is of another task or the
 * model is not the one that it names. */
gboolean ncsn_record_apply (GKeyFile *record, const char *task, const NcsnModel *model,
                            NcsnTaskOptions *options, GError **error);

G_END_DECLS
