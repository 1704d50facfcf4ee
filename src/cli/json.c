#include "config.h"

#include "cli/json.h"

#include <math.h>

/**
 * rk_json_add_string:
 * @json: a builder within an object
 * @name: of the member
 * @value: (nullable): its text
 *
 * Adds a text or null.
 */
void
rk_json_add_string (JsonBuilder *json,
                    const char  *name,
                    const char  *value)
{
  json_builder_set_member_name (json, name);
  if (value != NULL)
    json_builder_add_string_value (json, value);
  else
    json_builder_add_null_value (json);
}

/**
 * rk_json_add_double:
 * @json: a builder within an object
 * @name: of the member
 * @value: its value; what is not finite becomes null, since JSON has no word for it
 *
 * Adds a number or null.
 */
void
rk_json_add_double (JsonBuilder *json,
                    const char  *name,
                    double       value)
{
  json_builder_set_member_name (json, name);
  if (isfinite (value))
    json_builder_add_double_value (json, value);
  else
    json_builder_add_null_value (json);
}

/**
 * rk_json_add_int:
 * @json: a builder within an object
 * @name: of the member
 * @value: its value
 *
 * Adds a whole number.
 */
void
rk_json_add_int (JsonBuilder *json,
                 const char  *name,
                 gint64       value)
{
  json_builder_set_member_name (json, name);
  json_builder_add_int_value (json, value);
}

/**
 * rk_json_print:
 * @json: a finished builder
 *
 * Prints the document and a line end.
 */
void
rk_json_print (JsonBuilder *json)
{
  g_autoptr (JsonNode) root = json_builder_get_root (json);
  g_autofree char *text = json_to_string (root, TRUE);

  g_print ("%s\n", text);
}
