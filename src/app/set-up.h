#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* The set-up of an experiment: one JSON object in its file, of which every room of the program owns one
 * member ("collection", "console"...) and leaves the others as they are. */

/* The set-up as an object; an empty one where @json (nullable) is none, too long or too deep. */
JsonObject *rk_set_up_parse   (const char *json) G_GNUC_WARN_UNUSED_RESULT;

/* @json (nullable) with @member replaced; takes @node. */
char       *rk_set_up_replace (const char *json, const char *member, JsonNode *node) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
