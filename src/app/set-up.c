#include "config.h"

#include "app/set-up.h"

#include "acquire/decoders/json-object.h"

#include <string.h>

/* Files come from others, and the parser recurses on nested brackets: text is refused before parsing
 * when it is long, deep, or more than one value. All rooms together need some ten thousand bytes, most of them ink. */
#define SETUP_MAX_BYTES (1024 * 1024)
#define SETUP_MAX_DEPTH 16

static gboolean
is_harmless (const char *json)
{
  gsize len = strnlen (json, SETUP_MAX_BYTES + 1);

  return len <= SETUP_MAX_BYTES && rk_json_check (json, len, SETUP_MAX_DEPTH) == NULL;
}

/**
 * rk_set_up_parse:
 * @json: (nullable): a set-up, maybe of somebody else's file
 *
 * Reads a set-up.
 *
 * Returns: (transfer full): its object, empty where it is none
 */
JsonObject *
rk_set_up_parse (const char *json)
{
  g_autoptr (JsonNode) root = NULL;

  if (json != NULL && is_harmless (json))
    root = json_from_string (json, NULL);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return json_object_new ();

  return json_node_dup_object (root);
}

/**
 * rk_set_up_replace:
 * @json: (nullable): a set-up
 * @member: name of a member
 * @node: (transfer full): its new contents
 *
 * Puts a member into a set-up; the others stay.
 *
 * Where nobody could read it then, for its length or depth, nothing is put: rather one member is lost than all.
 *
 * Returns: (transfer full): the new set-up
 */
char *
rk_set_up_replace (const char *json,
                   const char *member,
                   JsonNode   *node)
{
  g_autoptr (JsonObject) object = rk_set_up_parse (json);
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *replaced = NULL;

  g_return_val_if_fail (member != NULL && node != NULL, NULL);

  json_object_set_member (object, member, node);
  json_node_set_object (root, object);
  replaced = json_to_string (root, FALSE);
  if (!is_harmless (replaced)) {
    g_debug ("No room in the set-up for %s", member);
    return g_strdup (json != NULL ? json : "{}");
  }

  return g_steal_pointer (&replaced);
}
