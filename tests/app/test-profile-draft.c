#include "app/profile-draft.h"
#include "app/profile-preview.h"

#include "base/number.h"

#include <glib/gstdio.h>
#include <string.h>

static const struct {
  const char *line;
  const char *pattern;
} pattern_rows[] = {
  { "", "" },
  { "no number here", "" },
  { "21.5", "(?<value1>[-+]?[\\d.,]+)" },
  { "T=21.5", "T=(?<T>[-+]?[\\d.,]+)" },
  { "Temp: -3,5 °C  Hum=40%", "Temp:\\s+(?<Temp>[-+]?[\\d.,]+)\\s*(?<Temp_unit>[^\\s,;|]+)\\s+Hum=(?<Hum>[-+]?[\\d.,]+)(?<Hum_unit>[^\\s,;|]+)" },
  { "CO2: 412", "CO2:\\s+(?<CO2>[-+]?[\\d.,]+)" },
  { "1;2", "(?<value1>[-+]?[\\d.,]+);(?<value2>[-+]?[\\d.,]+)" },
  { "x 1 x 2", "x\\s+(?<x>[-+]?[\\d.,]+)\\s+x\\s+(?<x_2>[-+]?[\\d.,]+)" },
  { "[A] (5) $", "\\[A\\]\\s+\\((?<A>[-+]?[\\d.,]+)\\)\\s+\\$" },
  { "status 4", "status\\s+(?<status_1>[-+]?[\\d.,]+)" },
  { "Масса 5", "Масса\\s+(?<value1>[-+]?[\\d.,]+)" },
};

static void
test_pattern (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autofree char *pattern = rk_profile_draft_make_pattern (pattern_rows[i].line);
  g_autoptr (GRegex) regex = NULL;

  g_assert_cmpstr (pattern, ==, pattern_rows[i].pattern);
  if (*pattern == '\0')
    return;

  /* It fits the line it was made of. */
  regex = g_regex_new (pattern, G_REGEX_ANCHORED, 0, NULL);
  g_assert_nonnull (regex);
  g_assert_true (g_regex_match (regex, pattern_rows[i].line, 0, NULL));
}

/* Any line: the pattern is a pattern, and fits its line. */
static void
test_any_line (void)
{
  static const char letters[] = "aT:=-+.,; 0123456789\t()[]{}*?|^$\\%_/<>'\"#";

  for (guint round = 0; round < 3000; round++) {
    char line[41] = { 0 };
    guint n = (guint) g_test_rand_int_range (0, 40);
    g_autofree char *pattern = NULL;
    g_autofree char *stripped = NULL;
    g_autoptr (GRegex) regex = NULL;
    g_autoptr (GError) error = NULL;

    for (guint i = 0; i < n; i++)
      line[i] = letters[g_test_rand_int_range (0, sizeof letters - 1)];
    stripped = g_strstrip (g_strdup (line));
    pattern = rk_profile_draft_make_pattern (line);
    if (*pattern == '\0')
      continue;

    regex = g_regex_new (pattern, G_REGEX_ANCHORED, 0, &error);
    g_assert_no_error (error);
    if (!g_regex_match (regex, stripped, 0, NULL))
      g_error ("“%s” does not fit “%s”", pattern, stripped);
  }
}

static const struct {
  const char *name;
  const char *id;
} id_rows[] = {
  { "School balance", "school-balance" },
  { "  Весы № 2 ", NULL },
  { "--A__b--", "a-b" },
  { "", "my-device" },
  { "☃", NULL },
  { NULL, "my-device" },
};

static void
test_ids (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (id_rows); i++) {
    g_autofree char *id = rk_profile_draft_make_id (id_rows[i].name);

    if (id_rows[i].id != NULL)
      g_assert_cmpstr (id, ==, id_rows[i].id);
    g_assert_true (g_regex_match_simple ("^[a-z0-9][a-z0-9-]{0,60}$", id, 0, 0));
  }
}

static RkProfileDraft *
make_draft (void)
{
  g_autoptr (RkProfile) profile = rk_profile_find ("generic-text", NULL);
  RkProfileDraft *draft = rk_profile_draft_new (profile);
  RkDraftChannel *channel;

  draft->name = g_strdup ("Class thermometer");
  draft->line.baud = 2400;
  draft->line.parity = RK_PARITY_EVEN;
  draft->line.data_bits = 7;
  rk_profile_draft_set_kind (draft, "regex");
  rk_profile_draft_set_option (draft, "pattern", "T=(?<T>[-+]?[\\d.]+)");
  channel = rk_profile_draft_ensure_channel (draft, "T");
  channel->name = g_strdup ("Temperature");
  channel->quantity = g_strdup ("temperature");
  channel->unit = g_strdup ("°C");
  channel->decimals = 1;

  return draft;
}

static void
test_draft_is_a_profile (void)
{
  g_autoptr (RkProfileDraft) draft = make_draft ();
  g_autoptr (GError) error = NULL;
  g_autoptr (RkProfile) profile = rk_profile_draft_to_profile (draft, &error);
  g_autoptr (RkProfilePreview) preview = NULL;
  static const guint8 bytes[] = "T=21.5\nT=22\nrubbish 5\nT=";

  g_assert_no_error (error);
  g_assert_cmpstr (rk_profile_get_id (profile), ==, "class-thermometer");
  g_assert_cmpstr (rk_profile_get_name (profile), ==, "Class thermometer");
  g_assert_cmpuint (rk_profile_get_line (profile)->baud, ==, 2400);
  g_assert_cmpint (rk_profile_get_line (profile)->parity, ==, RK_PARITY_EVEN);
  g_assert_cmpuint (rk_profile_get_line (profile)->data_bits, ==, 7);

  rk_number_set_decimal_sign (',');
  preview = rk_profile_preview_new (profile, bytes, sizeof bytes - 1, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (preview->rows->len, ==, 2);
  g_assert_cmpstr (g_ptr_array_index (preview->rows, 0), ==, "Temperature = 21,5 °C");
  g_assert_cmpstr (g_ptr_array_index (preview->rows, 1), ==, "Temperature = 22,0 °C");
  g_assert_cmpuint (preview->counts.n_frames, ==, 2);
  g_assert_cmpuint (preview->counts.pending, ==, 2);
}

static void
test_faults_are_told (void)
{
  g_autoptr (RkProfileDraft) draft = make_draft ();
  g_autoptr (GError) error = NULL;
  g_autoptr (RkProfile) profile = NULL;

  rk_profile_draft_set_option (draft, "pattern", "T=(?<T>");
  profile = rk_profile_draft_to_profile (draft, &error);
  if (profile != NULL)
    g_assert_null (rk_profile_preview_new (profile, NULL, 0, &error));
  g_assert_nonnull (error);
}

/* Options of the old kind would be mistakes of the new one. */
static void
test_another_kind_drops_foreign_options (void)
{
  g_autoptr (RkProfileDraft) draft = make_draft ();
  g_autoptr (GError) error = NULL;
  g_autoptr (RkProfile) profile = NULL;

  rk_profile_draft_set_kind (draft, "json-lines");
  profile = rk_profile_draft_to_profile (draft, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (rk_profile_get_decoder (profile), ==, "json-lines");
}

/* What the editor does not show is not lost by editing. */
static void
test_the_rest_is_kept (void)
{
  static const char text[] = "[Device]\nid=x\nname=X\n[Decoder]\nkind=delimited\n[Talk]\npoll=READ?\\n\nperiod=500\n"
                             "[Channel a]\nname=A\nrange=0..5\n";
  g_autoptr (GError) error = NULL;
  g_autoptr (RkProfile) old = rk_profile_parse (text, strlen (text), "x", &error);
  g_autoptr (RkProfileDraft) draft = NULL;
  g_autoptr (RkProfile) profile = NULL;

  g_assert_no_error (error);
  draft = rk_profile_draft_new (old);
  draft->name = g_strdup ("Y");
  g_free (rk_profile_draft_ensure_channel (draft, "a")->name);
  rk_profile_draft_ensure_channel (draft, "a")->name = g_strdup ("B");
  profile = rk_profile_draft_to_profile (draft, &error);
  g_assert_no_error (error);
  g_assert_nonnull (rk_profile_get_talk (profile));
  g_assert_cmpuint (rk_profile_get_talk (profile)->period_ms, ==, 500);
  g_assert_cmpstr (rk_profile_find_channel (profile, "a", NULL)->name, ==, "B");
  g_assert_cmpfloat (rk_profile_find_channel (profile, "a", NULL)->range_max, ==, 5.0);
}

static void
test_saved_profile_is_found (void)
{
  g_autoptr (RkProfileDraft) draft = make_draft ();
  g_autoptr (GError) error = NULL;
  g_autofree char *path = rk_profile_draft_save (draft, &error);
  g_autoptr (RkProfile) profile = NULL;

  g_assert_no_error (error);
  g_assert_true (g_str_has_suffix (path, "class-thermometer.rkdevice"));
  profile = rk_profile_find ("class-thermometer", &error);
  g_assert_no_error (error);
  g_assert_nonnull (profile);
  g_assert_cmpint (g_remove (path), ==, 0);
  rk_profile_reload ();
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *home = g_dir_make_tmp ("rostok-test-XXXXXX", NULL);

  g_setenv ("XDG_DATA_HOME", home, TRUE);
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (pattern_rows); i++) {
    g_autofree char *path = g_strdup_printf ("/app/profile-draft/pattern/%u", i);

    g_test_add_data_func (path, GUINT_TO_POINTER (i), test_pattern);
  }
  g_test_add_func ("/app/profile-draft/any-line", test_any_line);
  g_test_add_func ("/app/profile-draft/ids", test_ids);
  g_test_add_func ("/app/profile-draft/is-a-profile", test_draft_is_a_profile);
  g_test_add_func ("/app/profile-draft/faults-are-told", test_faults_are_told);
  g_test_add_func ("/app/profile-draft/another-kind-drops-foreign-options", test_another_kind_drops_foreign_options);
  g_test_add_func ("/app/profile-draft/the-rest-is-kept", test_the_rest_is_kept);
  g_test_add_func ("/app/profile-draft/saved-profile-is-found", test_saved_profile_is_found);

  return g_test_run ();
}
