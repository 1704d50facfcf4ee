#include "config.h"

#include "app/collection.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

/* The set-up of an experiment is a small JSON object; this file owns its member
 * "collection", other members belong to the pages and stay as they are. Files
 * come from others, and the parser recurses on nested brackets: text is
 * refused before parsing when it is long or deep. */
#define SETUP_MAX_BYTES 65536
#define SETUP_MAX_DEPTH 16

static gboolean
is_harmless (const char *json)
{
  int depth = 0;

  if (strnlen (json, SETUP_MAX_BYTES + 1) > SETUP_MAX_BYTES)
    return FALSE;

  /* Brackets within strings count too: too strict is safe here. */
  for (const char *p = json; *p != '\0'; p++) {
    if (*p == '[' || *p == '{')
      depth++;
    if (depth > SETUP_MAX_DEPTH)
      return FALSE;
    if ((*p == ']' || *p == '}') && depth > 0)
      depth--;
  }

  return TRUE;
}

static JsonObject *
parse_object (const char *json)
{
  g_autoptr (JsonNode) root = NULL;

  if (json != NULL && is_harmless (json))
    root = json_from_string (json, NULL);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return json_object_new ();

  return json_node_dup_object (root);
}

static const char *
pace_id (RkPaceMode pace)
{
  switch (pace) {
  case RK_PACE_AVERAGE:
    return "average";
  case RK_PACE_PICK:
    return "pick";
  case RK_PACE_EVERY:
  default:
    return "every";
  }
}

/**
 * rk_collection_write:
 * @old_json: (nullable): set-up so far
 * @recorder: whose settings are kept
 *
 * Puts the collection settings of @recorder into the set-up of an experiment.
 *
 * Returns: (transfer full): the new set-up, a JSON object
 */
char *
rk_collection_write (const char *old_json,
                RkRecorder *recorder)
{
  g_autoptr (JsonObject) object = parse_object (old_json);
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  JsonObject *collection = json_object_new ();

  json_object_set_double_member (collection, "rate_hz", rk_recorder_get_rate_hz (recorder));
  json_object_set_double_member (collection, "duration_s", rk_recorder_get_duration_s (recorder));
  json_object_set_string_member (collection, "pace", pace_id (rk_recorder_get_pace (recorder)));
  json_object_set_object_member (object, "collection", collection);
  json_node_set_object (root, object);

  return json_to_string (root, FALSE);
}

static double
read_number (JsonObject *object,
             const char *name,
             double      upper)
{
  JsonNode *node = json_object_get_member (object, name);
  double value = node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_double (node) : 0.0;

  return isfinite (value) && value > 0.0 ? MIN (value, upper) : 0.0;
}

/**
 * rk_collection_read:
 * @json: (nullable): set-up of an experiment, maybe of somebody else's file
 * @recorder: takes the settings
 *
 * Takes the collection settings out of a set-up; what is missing or makes no
 * sense leaves the recorder as it is.
 */
void
rk_collection_read (const char *json,
               RkRecorder *recorder)
{
  g_autoptr (JsonObject) object = parse_object (json);
  JsonNode *node = json_object_get_member (object, "collection");
  JsonObject *collection;
  const char *pace;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return;

  collection = json_node_get_object (node);
  node = json_object_get_member (collection, "pace");
  pace = node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;

  rk_recorder_set_rate_hz (recorder, read_number (collection, "rate_hz", 1e7));
  rk_recorder_set_duration_s (recorder, read_number (collection, "duration_s", 1e9));
  if (g_strcmp0 (pace, "average") == 0)
    rk_recorder_set_pace (recorder, RK_PACE_AVERAGE);
  else if (g_strcmp0 (pace, "pick") == 0)
    rk_recorder_set_pace (recorder, RK_PACE_PICK);
  else
    rk_recorder_set_pace (recorder, RK_PACE_EVERY);
}
