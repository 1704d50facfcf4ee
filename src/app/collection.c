#include "config.h"

#include "app/collection.h"

#include "app/set-up.h"

#include <math.h>

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

static gboolean
is_auto (RkRecorder *recorder)
{
  gboolean automatic;

  g_object_get (recorder, "auto-settings", &automatic, NULL);

  return automatic;
}

static void
add_modes (JsonObject *collection,
           RkRecorder *recorder)
{
  g_autofree char *json = rk_recorder_save_setup (recorder);
  JsonNode *node = json_from_string (json, NULL);

  if (node != NULL)
    json_object_set_member (collection, "modes", node);
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
  JsonObject *collection = json_object_new ();
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  json_object_set_double_member (collection, "rate_hz", rk_recorder_get_rate_hz (recorder));
  json_object_set_double_member (collection, "duration_s", rk_recorder_get_duration_s (recorder));
  json_object_set_string_member (collection, "pace", pace_id (rk_recorder_get_pace (recorder)));
  json_object_set_boolean_member (collection, "auto", is_auto (recorder));
  add_modes (collection, recorder);
  json_node_take_object (node, collection);

  return rk_set_up_replace (old_json, "collection", node);
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
 * Takes the collection settings out of a set-up, whose experiment the recorder has already; what is
 * missing or makes no sense leaves the recorder as it is.
 */
void
rk_collection_read (const char *json,
               RkRecorder *recorder)
{
  g_autoptr (JsonObject) object = rk_set_up_parse (json);
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

  /* Where somebody chose once, devices change nothing any more. */
  node = json_object_get_member (collection, "auto");
  g_object_set (recorder, "auto-settings", node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_boolean (node), NULL);

  node = json_object_get_member (collection, "modes");
  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node)) {
    g_autofree char *modes = json_to_string (node, FALSE);

    rk_recorder_load_setup (recorder, modes);
  }
}
