#include "config.h"

#include "app/set-up.h"

#include <string.h>

static JsonNode *
make_text (gsize n)
{
  g_autofree char *text = g_strnfill (n, 'x');
  JsonNode *node = json_node_new (JSON_NODE_VALUE);

  json_node_set_string (node, text);

  return node;
}

static void
test_others_stay (void)
{
  g_autofree char *one = rk_set_up_replace (NULL, "one", make_text (3));
  g_autofree char *two = rk_set_up_replace (one, "two", make_text (4));
  g_autofree char *again = rk_set_up_replace (two, "one", make_text (2));
  g_autoptr (JsonObject) object = rk_set_up_parse (again);

  g_assert_cmpstr (json_object_get_string_member (object, "one"), ==, "xx");
  g_assert_cmpstr (json_object_get_string_member (object, "two"), ==, "xxxx");
}

/* A member that grows must not push the others out: not while it can be read again, and not when it cannot. */
static void
test_never_loses_the_others (gconstpointer data)
{
  gsize n = GPOINTER_TO_SIZE (data);
  g_autofree char *before = rk_set_up_replace (NULL, "limits", make_text (3));
  g_autofree char *after = rk_set_up_replace (before, "ink", make_text (n));
  g_autofree char *last = rk_set_up_replace (after, "plots", make_text (1));
  g_autoptr (JsonObject) object = rk_set_up_parse (last);

  g_assert_true (json_object_has_member (object, "limits"));
  g_assert_true (json_object_has_member (object, "plots"));
  g_assert_cmpuint (strlen (last), <, 2 * 1024 * 1024);
  if (n < 500000)
    g_assert_true (json_object_has_member (object, "ink"));
}

static void
test_hostile (void)
{
  static const char * const heads[] = { "", "{\"a\":", "/*\"*/", "'\"'", "{}", "\"", "[\"\\\"" };

  for (guint i = 0; i < G_N_ELEMENTS (heads); i++) {
    g_autofree char *deep = g_strnfill (900000, '[');
    g_autofree char *json = g_strconcat (heads[i], deep, NULL);
    g_autoptr (JsonObject) object = rk_set_up_parse (json);

    g_assert_cmpuint (json_object_get_size (object), ==, 0);
  }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/app/set-up/others-stay", test_others_stay);
  g_test_add_data_func ("/app/set-up/never-loses-the-others/100-kb", GSIZE_TO_POINTER (100000), test_never_loses_the_others);
  g_test_add_data_func ("/app/set-up/never-loses-the-others/5-mb", GSIZE_TO_POINTER (5000000), test_never_loses_the_others);
  g_test_add_func ("/app/set-up/hostile", test_hostile);

  return g_test_run ();
}
