/* JSON from files that may be hostile: a strict reader on top of json-glib, and members taken out
 * of objects one by one with a sentence for everything that is not as it should be.
 *
 * `owner` names whose JSON it is and begins the sentence: "The model's configuration". */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Parses a text whose root is an object or an array. Refused before json-glib sees it: anything
 * that is not UTF-8 or not plain JSON (json-glib would take comments and several roots), nesting
 * deeper than 8 (its parser recurses), more than max_values commas (each costs far more memory than
 * a byte); and afterwards: the same name twice in an object. */
JsonNode *ncsn_json_parse (const char *text, gsize length, guint max_values, const char *owner,
                           GError **error);

/* The root as an object, or NULL with an error. Owned by root. */
JsonObject *ncsn_json_root_object (JsonNode *root, const char *owner, GError **error);

/* Each of these removes member `name` from object, so that what is left at the end is what nobody
 * knows (ncsn_json_check_empty). They fail when it is missing or of another kind. max is below
 * G_MAXINT64. */
gboolean ncsn_json_take_whole (JsonObject *object, const char *name, guint64 max, guint64 *value,
                               const char *owner, GError **error); /* 0 … max */
gboolean ncsn_json_take_wholes (JsonObject *object, const char *name, guint64 max, guint64 *values,
                                guint max_count, guint *count, const char *owner, GError **error);
gboolean ncsn_json_take_number (JsonObject *object, const char *name, double *value,
                                const char *owner, GError **error); /* finite */
gboolean ncsn_json_take_boolean (JsonObject *object, const char *name, gboolean *value,
                                 const char *owner, GError **error);
char *ncsn_json_take_string (JsonObject *object, const char *name, const char *owner,
                             GError **error); /* transfer full */
JsonObject *ncsn_json_take_object (JsonObject *object, const char *name, const char *owner,
                                   GError **error); /* transfer full */

/* FALSE with an error that names a member when there are any left. */
gboolean ncsn_json_check_empty (JsonObject *object, const char *owner, GError **error);

/* A text from a file as it may stand in a sentence: one line, valid UTF-8, at most 60 characters.
 * Transfer full. */
char *ncsn_json_printable (const char *text);

G_END_DECLS
