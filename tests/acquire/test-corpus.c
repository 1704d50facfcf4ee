/* Real captures with the readings they must give (the corpus of protocols lies beside the project;
 * without it there is nothing to check). Every vector whose decoder has a profile is read with it. */
#include "config.h"

#include "acquire/profile.h"
#include "base/clock.h"
#include "base/number.h"
#include "base/quantity.h"
#include "decoder-log.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

typedef struct {
  char     *channel;
  char     *quantity;
  char     *unit;
  guint32   flags;
  double    value; /* NaN = null */
  gint64    device_ns;
} Reading;

typedef struct {
  RkProfile *profile;
  GPtrArray *columns;
  GArray    *readings;
} Collector;

typedef struct {
  char       *id;
  RkProfile  *profile;
  char       *path;
  JsonObject *vector;
  const char *request; /* nullable: what was asked before */
} Case;

static void
reading_clear (gpointer data)
{
  Reading *reading = data;

  g_free (reading->channel);
  g_free (reading->quantity);
  g_free (reading->unit);
}

static void
columns_cb (gpointer   user_data,
            GPtrArray *columns)
{
  Collector *self = user_data;

  g_clear_pointer (&self->columns, g_ptr_array_unref);
  self->columns = rk_columns_copy (columns);
  for (guint i = 0; i < self->columns->len; i++)
    rk_profile_describe_column (self->profile, g_ptr_array_index (self->columns, i));
}

static void
frame_cb (gpointer       user_data,
          const RkFrame *frame)
{
  Collector *self = user_data;

  for (guint i = 0; i < frame->n_values; i++) {
    const RkColumn *column = g_ptr_array_index (self->columns, i);
    Reading reading = { .value = frame->values[i], .flags = frame->flags[i], .device_ns = frame->device_ns };

    if ((frame->flags[i] & RK_VALUE_ABSENT) != 0)
      continue;

    reading.channel = g_strdup (column->base != NULL ? column->base : column->key);
    reading.quantity = g_strdup (column->quantity != NULL ? column->quantity : "");
    reading.unit = g_strdup (column->unit != NULL ? column->unit : "");
    g_array_append_val (self->readings, reading);
  }
}

static gboolean
same_unit (const char *a,
           const char *b)
{
  const RkUnit *first = rk_unit_find (a);

  return strcmp (a, b) == 0 || (first != NULL && first == rk_unit_find (b));
}

static guint32
expected_flags (JsonObject *expected)
{
  JsonArray *array = json_object_get_array_member (expected, "flags");
  guint32 flags = RK_VALUE_OK;

  for (guint i = 0; i < json_array_get_length (array); i++) {
    RkValueFlags flag = rk_value_flag_find (json_array_get_string_element (array, i));

    g_assert_cmpuint (flag, !=, RK_VALUE_OK);
    flags |= flag;
  }

  return flags;
}

/* Half of the last digit shown, where the corpus says that values are rounded; else nothing but how doubles are written. */
static double
tolerance (const char *decoder,
           double      value)
{
  char text[RK_NUMBER_BUFFER];
  const char *point;

  if (strcmp (decoder, "shdlc") != 0 && strcmp (decoder, "mcu680") != 0)
    return 1e-6 * fabs (value) + 1e-300;

  rk_number_print (value, text);
  point = strchr (text, '.');

  return 0.5000001 * pow (10.0, point != NULL ? -(double) strlen (point + 1) : 0.0);
}

static void
compare (const Reading *got,
         JsonObject    *expected,
         const char    *decoder)
{
  const char *unit = json_object_get_string_member (expected, "unit");

  g_assert_cmpstr (got->channel, ==, json_object_get_string_member (expected, "channel"));
  g_assert_cmpstr (got->quantity, ==, json_object_get_string_member (expected, "quantity"));
  g_assert_cmphex (got->flags, ==, expected_flags (expected));
  if (!same_unit (got->unit, unit))
    g_assert_cmpstr (got->unit, ==, unit);

  if (json_object_get_null_member (expected, "value")) {
    g_assert_true (isnan (got->value));
  } else {
    double value = json_object_get_double_member (expected, "value");

    g_assert_cmpfloat_with_epsilon (got->value, value, tolerance (decoder, value));
  }

  if (json_object_has_member (expected, "t_ms"))
    g_assert_cmpint (got->device_ns, ==, (gint64) json_object_get_double_member (expected, "t_ms") * RK_NS_PER_MS);
}

static void
test_vector (gconstpointer data)
{
  const Case *c = data;
  JsonArray *expected = json_object_get_array_member (c->vector, "readings");
  Collector collector = { .profile = c->profile };
  const RkDecoderEvents events = { .columns = columns_cb, .frame = frame_cb };
  g_autoptr (GError) error = NULL;
  g_autoptr (RkDecoder) decoder = NULL;
  g_autofree char *bytes = NULL;
  gsize n;

  g_assert_true (g_file_get_contents (c->path, &bytes, &n, &error));
  decoder = rk_decoder_new (rk_profile_get_decoder (c->profile), rk_profile_get_options (c->profile), &error);
  g_assert_no_error (error);

  collector.readings = g_array_new (FALSE, FALSE, sizeof (Reading));
  g_array_set_clear_func (collector.readings, reading_clear);
  if (c->request != NULL)
    rk_decoder_feed (decoder, (const guint8 *) c->request, 8, &events, &collector);
  /* In pieces of 7 bytes: lines come cut. */
  for (gsize pos = 0; pos < n; pos += 7)
    rk_decoder_feed (decoder, (const guint8 *) bytes + pos, MIN (7, n - pos), &events, &collector);
  rk_decoder_flush (decoder, &events, &collector);
  decoder_log_balance (decoder, n + (c->request != NULL ? 8 : 0));

  for (guint i = 0; i < MIN (collector.readings->len, json_array_get_length (expected)); i++)
    compare (&g_array_index (collector.readings, Reading, i), json_array_get_object_element (expected, i),
             json_object_get_string_member (c->vector, "decoder"));
  g_assert_cmpuint (collector.readings->len, ==, json_array_get_length (expected));

  g_array_unref (collector.readings);
  g_clear_pointer (&collector.columns, g_ptr_array_unref);
}

/* What an answer of Modbus means is told by the map of the device, and which registers it holds by the question: both are
 * known of these vectors from their labels. */
static const struct {
  const char *id;
  const char *profile; /* its id, or the options of a map */
  const char *request; /* nullable */
} modbus[] = {
  { "modbus_flowmeter", "register-r4082=3 0x4082 u32\nregister-r2=3 2 f32\nregister-r4=3 4 f32\nregister-r6=3 6 f32\n", NULL },
  { "modbus_wizmodbus_slave_only", "register-f_cdab=3 0 f32 CDAB\n", NULL },
  { "modbus_wizmodbus_u32_time", "register-time=3 0 u32 CDAB\n[Channel time]\nquantity=unix_time\nunit=s\n", NULL },
  { "modbus_omega_cn7500", "modbus-dtb4824", NULL },
  { "modbus_delta_dtb4824", "modbus-dtb4824", NULL },
  { "modbus_sht20_rh_only", "modbus-sht20", "\x01\x04\x00\x02\x00\x01\x90\x0a" },
  { "modbus_sht20", "modbus-sht20", NULL },
  { "modbus_nhzd210_lux_u32", "modbus-lux", NULL },
  { "modbus_nhzd210_lux_u16", "register-lux=4 1 u16 lx\n", NULL },
  { "modbus_ascii_dtb4824_pv_sv", "register-pv_raw=3 0x1000 u16\nregister-sv_raw=3 0x1001 u16\n", NULL },
  { "modbus_ascii_dtb4824_out1", "register-out1=3 0x1012 u16 /10\n[Channel out1]\nquantity=percent\nunit=%\n", NULL },
};

static RkProfile *
find_modbus (JsonObject  *vector,
             const char **request)
{
  const char *id = json_object_get_string_member (vector, "id");

  for (guint i = 0; i < G_N_ELEMENTS (modbus); i++) {
    g_autofree char *text = NULL;
    g_autoptr (GError) error = NULL;
    RkProfile *profile;

    if (!g_str_has_prefix (id, modbus[i].id))
      continue;

    *request = modbus[i].request;
    if (strchr (modbus[i].profile, '=') == NULL)
      return rk_profile_find (modbus[i].profile, NULL);

    text = g_strdup_printf ("[Device]\nid=%s\nname=x\n[Decoder]\nkind=%s\n%s", json_object_get_string_member (vector, "decoder"),
                            json_object_get_string_member (vector, "decoder"), modbus[i].profile);
    profile = rk_profile_parse (text, strlen (text), id, &error);
    g_assert_no_error (error);
    return profile;
  }

  return NULL;
}

static void
case_free (gpointer data)
{
  Case *c = data;

  g_free (c->id);
  g_free (c->path);
  rk_profile_unref (c->profile);
  json_object_unref (c->vector);
  g_free (c);
}

/* The profile that reads a vector, NULL when its decoder has none yet. */
static RkProfile *
find_profile (JsonObject *vector)
{
  return rk_profile_find (json_object_get_string_member (vector, "decoder"), NULL);
}

static void
add_vector (const char *folder,
            const char *line)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  JsonObject *vector;
  const char *request = NULL;
  RkProfile *profile;
  Case *c;

  json_parser_load_from_data (parser, line, -1, &error);
  g_assert_no_error (error);
  vector = json_node_get_object (json_parser_get_root (parser));
  profile = g_str_has_prefix (json_object_get_string_member (vector, "decoder"), "modbus") ? find_modbus (vector, &request)
                                                                                             : find_profile (vector);
  if (profile == NULL)
    return;

  c = g_new0 (Case, 1);
  c->id = g_strdup (json_object_get_string_member (vector, "id"));
  c->profile = profile;
  c->path = g_build_filename (folder, json_object_get_string_member (vector, "file"), NULL);
  c->vector = json_object_ref (vector);
  c->request = request;
  path = g_strdup_printf ("/acquire/corpus/%s/%s", rk_profile_get_id (profile), c->id);
  g_test_add_data_func_full (path, c, test_vector, case_free);
}

static void
test_absent (void)
{
  g_test_skip ("the corpus of protocols is not beside the project");
}

int
main (int   argc,
      char *argv[])
{
  g_autofree char *folder = NULL;
  g_autofree char *index = NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  g_test_init (&argc, &argv, NULL);

  folder = g_build_filename (g_getenv ("G_TEST_SRCDIR") != NULL ? g_getenv ("G_TEST_SRCDIR") : ".",
                             "..", "..", "shared", "protocols", "corpus", NULL);
  index = g_build_filename (folder, "expected.jsonl", NULL);
  if (!g_file_get_contents (index, &text, NULL, NULL)) {
    g_test_add_func ("/acquire/corpus/absent", test_absent);
    return g_test_run ();
  }

  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    if (*lines[i] != '\0')
      add_vector (folder, lines[i]);
  }

  return g_test_run ();
}
