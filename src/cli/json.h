#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Members of an object; NULL and NaN become null. */
void rk_json_add_string (JsonBuilder *json, const char *name, const char *value);
void rk_json_add_double (JsonBuilder *json, const char *name, double value);
void rk_json_add_int    (JsonBuilder *json, const char *name, gint64 value);

/* The whole document, indented, on standard output. */
void rk_json_print      (JsonBuilder *json);

G_END_DECLS
