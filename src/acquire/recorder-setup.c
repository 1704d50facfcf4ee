/* How is collected, as JSON, for the set-up of an experiment.
 *
 * {"mode":"time","delay_s":3,"trigger":{"channel":"c1","when":"rises","level":30},"pre_trigger_s":6,"rearm":false,
 *  "stop":{...},"average_s":10,"entry":{"name":"V","unit":"ml"},"photogate":"pendulum",
 *  "alerts":[{"channel":"c1","when":"above","level":80,"do":["sound","mark"],"only_recording":true}]}
 *
 * A set-up may come from anybody: text is refused before parsing when it is long or deep (the parser recurses), and what
 * is of another type, out of range or about an unknown channel is left out.
 */
#include "config.h"

#include "acquire/recorder-private.h"

#include "acquire/decoders/json-object.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#define MAX_BYTES 65536
#define MAX_DEPTH 16
#define MAX_TEXT  200 /* characters of a name or unit */

static const struct {
  RkAlertActions action;
  const char    *id;
} actions[] = {
  { RK_ALERT_SOUND, "sound" },
  { RK_ALERT_FLASH, "flash" },
  { RK_ALERT_MARK,  "mark" },
  { RK_ALERT_START, "start" },
  { RK_ALERT_STOP,  "stop" },
};

/* --- Out --- */

static void
write_condition (JsonBuilder       *builder,
                 const RkCondition *condition)
{
  json_builder_set_member_name (builder, "channel");
  json_builder_add_string_value (builder, rk_channel_get_id (condition->channel));
  json_builder_set_member_name (builder, "when");
  json_builder_add_string_value (builder, rk_watch_kind_id (condition->kind));
  json_builder_set_member_name (builder, "level");
  json_builder_add_double_value (builder, condition->level);
}

static void
write_named_condition (JsonBuilder       *builder,
                       const char        *name,
                       const RkCondition *condition)
{
  if (condition->channel == NULL)
    return;

  json_builder_set_member_name (builder, name);
  json_builder_begin_object (builder);
  write_condition (builder, condition);
  json_builder_end_object (builder);
}

static void
write_alert (JsonBuilder   *builder,
             const RkAlert *alert)
{
  json_builder_begin_object (builder);
  write_condition (builder, &alert->condition);
  json_builder_set_member_name (builder, "do");
  json_builder_begin_array (builder);
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++) {
    if ((alert->actions & actions[i].action) != 0)
      json_builder_add_string_value (builder, actions[i].id);
  }
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "only_recording");
  json_builder_add_boolean_value (builder, alert->only_recording);
  json_builder_end_object (builder);
}

static void
write_number (JsonBuilder *builder,
              const char  *name,
              double       value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_double_value (builder, value);
}

static void
write_text (JsonBuilder *builder,
            const char  *name,
            const char  *text)
{
  if (text == NULL)
    return;

  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, text);
}

/**
 * rk_recorder_save_setup:
 * @self: a recorder
 *
 * Writes mode, conditions and alerts; rate, duration and pace are not among them.
 *
 * Returns: (transfer full): a JSON object
 */
char *
rk_recorder_save_setup (RkRecorder *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  g_return_val_if_fail (RK_IS_RECORDER (self), NULL);

  json_builder_begin_object (builder);
  write_text (builder, "mode", self->mode == RK_COLLECT_KEEP ? "keep" : "time");
  write_number (builder, "delay_s", self->delay_s);
  write_number (builder, "pre_trigger_s", self->pre_trigger_s);
  json_builder_set_member_name (builder, "rearm");
  json_builder_add_boolean_value (builder, self->rearm);
  write_number (builder, "average_s", self->average_s);
  json_builder_set_member_name (builder, "entry");
  json_builder_begin_object (builder);
  write_text (builder, "name", self->entry_name);
  write_text (builder, "unit", self->entry_unit);
  json_builder_end_object (builder);
  write_text (builder, "photogate", self->photogate);
  write_named_condition (builder, "trigger", &self->trigger);
  write_named_condition (builder, "stop", &self->stop_condition);
  json_builder_set_member_name (builder, "alerts");
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->alerts->len; i++)
    write_alert (builder, g_ptr_array_index (self->alerts, i));
  json_builder_end_array (builder);
  json_builder_end_object (builder);

  root = json_builder_get_root (builder);

  return json_to_string (root, FALSE);
}

/* --- In --- */

static gboolean
is_harmless (const char *json)
{
  gsize len = strnlen (json, MAX_BYTES + 1);

  return len <= MAX_BYTES && rk_json_check (json, len, MAX_DEPTH) == NULL;
}

static JsonNode *
get_value (JsonObject *object,
           const char *name,
           GType       type)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type ? node : NULL;
}

static gboolean
read_number (JsonObject *object,
             const char *name,
             double     *value)
{
  JsonNode *node = get_value (object, name, G_TYPE_DOUBLE);

  if (node == NULL)
    node = get_value (object, name, G_TYPE_INT64);
  if (node == NULL || !isfinite (json_node_get_double (node)))
    return FALSE;

  *value = json_node_get_double (node);

  return TRUE;
}

static gboolean
read_flag (JsonObject *object,
           const char *name)
{
  JsonNode *node = get_value (object, name, G_TYPE_BOOLEAN);

  return node != NULL && json_node_get_boolean (node);
}

static const char *
read_text (JsonObject *object,
           const char *name)
{
  JsonNode *node = get_value (object, name, G_TYPE_STRING);
  const char *text = node != NULL ? json_node_get_string (node) : NULL;

  return text != NULL && g_utf8_validate (text, -1, NULL) && g_utf8_strlen (text, -1) <= MAX_TEXT ? text : NULL;
}

static JsonObject *
read_object (JsonObject *object,
             const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static gboolean
read_condition (RkRecorder  *self,
                JsonObject  *object,
                RkCondition *condition)
{
  *condition = (RkCondition) { 0 };
  if (object == NULL)
    return FALSE;

  condition->channel = rk_experiment_find_channel (self->experiment, read_text (object, "channel"));

  return condition->channel != NULL && rk_watch_kind_from_id (read_text (object, "when"), &condition->kind) &&
         read_number (object, "level", &condition->level);
}

static RkAlertActions
read_actions (JsonObject *object)
{
  JsonNode *node = json_object_get_member (object, "do");
  JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  guint found = 0;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++) {
    JsonNode *element = json_array_get_element (array, i);
    const char *id = JSON_NODE_HOLDS_VALUE (element) ? json_node_get_string (element) : NULL;

    for (guint k = 0; k < G_N_ELEMENTS (actions); k++)
      found |= g_strcmp0 (id, actions[k].id) == 0 ? actions[k].action : 0;
  }

  return (RkAlertActions) found;
}

static void
read_alerts (RkRecorder *self,
             JsonObject *object)
{
  g_autoptr (GPtrArray) alerts = g_ptr_array_new_with_free_func ((GDestroyNotify) rk_alert_free);
  JsonNode *node = json_object_get_member (object, "alerts");
  JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array) && alerts->len < RK_RECORDER_MAX_ALERTS; i++) {
    JsonNode *element = json_array_get_element (array, i);
    JsonObject *part = JSON_NODE_HOLDS_OBJECT (element) ? json_node_get_object (element) : NULL;
    RkCondition condition;
    RkAlert *alert;

    if (!read_condition (self, part, &condition))
      continue;

    alert = rk_alert_new (condition.channel, condition.kind, condition.level, read_actions (part));
    alert->only_recording = read_flag (part, "only_recording");
    g_ptr_array_add (alerts, alert);
  }

  rk_recorder_set_alerts (self, alerts);
}

static void
read_all (RkRecorder *self,
          JsonObject *object)
{
  JsonObject *entry = read_object (object, "entry");
  double delay_s = 0.0;
  double pre_trigger_s = 0.0;
  double average_s = 0.0;
  RkCondition condition;

  read_number (object, "delay_s", &delay_s);
  read_number (object, "pre_trigger_s", &pre_trigger_s);
  read_number (object, "average_s", &average_s);

  rk_recorder_set_mode (self, g_strcmp0 (read_text (object, "mode"), "keep") == 0 ? RK_COLLECT_KEEP : RK_COLLECT_TIME);
  g_object_set (self,
                "delay-s", CLAMP (delay_s, 0.0, RK_RECORDER_MAX_DELAY_S),
                "pre-trigger-s", CLAMP (pre_trigger_s, 0.0, RK_HISTORY_S),
                "average-s", CLAMP (average_s, 0.0, RK_HISTORY_S),
                "rearm", read_flag (object, "rearm"),
                "entry-name", entry != NULL ? read_text (entry, "name") : NULL,
                "entry-unit", entry != NULL ? read_text (entry, "unit") : NULL,
                "photogate", read_text (object, "photogate"),
                NULL);

  rk_recorder_set_trigger (self, read_condition (self, read_object (object, "trigger"), &condition) ? &condition : NULL);
  rk_recorder_set_stop_condition (self, read_condition (self, read_object (object, "stop"), &condition) ? &condition : NULL);
  read_alerts (self, object);
}

/**
 * rk_recorder_load_setup:
 * @self: a recorder with the experiment the set-up is of
 * @json: (nullable): what rk_recorder_save_setup() wrote, maybe of somebody else's file
 *
 * Takes over mode, conditions and alerts. What is missing, makes no sense or is about a channel that the experiment does not
 * have is as in a new recorder.
 */
void
rk_recorder_load_setup (RkRecorder *self,
                        const char *json)
{
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (JsonObject) empty = json_object_new ();

  g_return_if_fail (RK_IS_RECORDER (self));

  if (json != NULL && is_harmless (json))
    root = json_from_string (json, NULL);

  read_all (self, root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : empty);
}
