/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A strict JSON reader on top of json-glib, for files that may be hostile. Members are taken out of
 * objects one by one; every error is a sentence of NCSN_ERROR_FORMAT.
 *
 * `owner` names the JSON's purpose and begins the sentence: "The model's configuration". */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Parses a text whose root is an object or an array (transfer full). Before json-glib sees the
 * text, this refuses invalid UTF-8, anything but plain JSON (json-glib would accept comments and
 * several roots), nesting deeper than 8 (its parser recurses), and more than max_values commas (a
 * value takes far more memory than a byte). Afterwards it refuses the same name twice in an object.
 */
JsonNode *ncsn_json_parse (const char *text, gsize length, guint max_values, const char *owner,
                           GError **error);

/* The root as an object (owned by root), or NULL with an error. */
JsonObject *ncsn_json_root_object (JsonNode *root, const char *owner, GError **error);

/* Each of these functions removes member `name` from the object and returns its value, so that only
 * unknown members remain at the end (ncsn_json_check_empty ()). They fail if the member is missing
 * or of another kind. max must be below G_MAXINT64. */
gboolean ncsn_json_take_integer (JsonObject *object, const char *name, guint64 max, guint64 *value,
                                 const char *owner, GError **error); /* 0 … max */
gboolean ncsn_json_take_integers (JsonObject *object, const char *name, guint64 max,
                                  guint64 *values, guint max_count, guint *count, const char *owner,
                                  GError **error);
gboolean ncsn_json_take_number (JsonObject *object, const char *name, double *value,
                                const char *owner, GError **error); /* finite */
JsonArray *ncsn_json_take_array (JsonObject *object, const char *name, guint max_count,
                                 const char *owner, GError **error); /* transfer full */
gboolean ncsn_json_take_boolean (JsonObject *object, const char *name, gboolean *value,
                                 const char *owner, GError **error);
char *ncsn_json_take_string (JsonObject *object, const char *name, const char *owner,
                             GError **error); /* transfer full */
JsonObject *ncsn_json_take_object (JsonObject *object, const char *name, const char *owner,
                                   GError **error); /* transfer full */

/* Reads an array of at most max_count finite numbers, which is part of member `name`. */
gboolean ncsn_json_get_numbers (JsonNode *node, const char *name, double *values, guint max_count,
                                guint *count, const char *owner, GError **error);

/* FALSE with an error that names a remaining member; TRUE if there is none. */
gboolean ncsn_json_check_empty (JsonObject *object, const char *owner, GError **error);

/* A text from a file, made fit for an error message: one line, valid UTF-8, at most 60 characters
 * (transfer full). */
char *ncsn_json_printable (const char *text);

G_END_DECLS
