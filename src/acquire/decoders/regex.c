/* Lines described by a regular expression with named groups.
 *
 * The whole line, trimmed, has to match. What a group's name says:
 *
 *   NAME           a value of the column NAME
 *   NAME_unit      its unit
 *   NAME_status    what it says about that value (option flags)
 *   NAME_x16       a number that counts 16 times more and is added (pounds beside ounces)
 *   status, status2 ... status9    about all values of the line
 *   time_ms, time_us, time_s       the device's clock
 *
 * A group may stand several times in alternatives. A column appears when it is first seen.
 *
 * Patterns come from files of others, so matching is bounded by PCRE's own limits; one that runs
 * into them is reported like any faulty line.
 */
#include "config.h"

#include "acquire/decoders/kinds.h"

#include "acquire/decoders/column-set.h"
#include "acquire/decoders/device-clock.h"
#include "acquire/decoders/lines.h"
#include "acquire/decoders/option.h"
#include "acquire/decoders/regex-evidence.h"
#include "acquire/decoders/text.h"
#include "acquire/errors.h"
#include "base/number.h"
#include "store/block.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Longest line, in bytes. */
#define LINE_MAX_BYTES 4096
#define PATTERN_MAX_BYTES 2048
#define GROUPS_MAX 64
/* Longest text of a number, in bytes. */
#define NUMBER_MAX 63
/* Steps of PCRE for one line: some milliseconds; a sane pattern needs some hundred. The heap is in KiB. */
#define LIMITS "(*LIMIT_MATCH=50000)(*LIMIT_DEPTH=5000)(*LIMIT_HEAP=8192)"

/* States in which a number that is printed means nothing. */
#define NO_VALUE (RK_VALUE_OVER | RK_VALUE_UNDER | RK_VALUE_ERROR | RK_VALUE_BUSY)

typedef enum { GROUP_VALUE, GROUP_UNIT, GROUP_STATUS, GROUP_TIMES, GROUP_COMMON_STATUS, GROUP_TIME } GroupKind;

typedef struct {
  GroupKind kind;
  char     *name;   /* of the group */
  char     *column; /* key: of values, units, states */
  double    factor; /* of times; of time: ns */
} Group;

typedef struct {
  RkLineDecoder base;
  GString      *scratch;
  GRegex       *pattern;
  GRegex       *skip;       /* nullable: lines that are texts */
  GArray       *groups;     /* of Group */
  GHashTable   *flags;      /* status text -> RkValueFlags */
  GHashTable   *units;      /* nullable: unit text -> unit */
  char         *strip;      /* nullable: characters left out of numbers */
  RkNumberFlags number_flags;
  double        over;       /* values from here on mean "overload"; infinity = none */
  guint         evidence;   /* bits of a line that the pattern fixes */
  guint64       n_states;   /* states of the tables met in the lines that fit */
} Regex;

static void
group_clear (gpointer data)
{
  Group *group = data;

  g_free (group->name);
  g_free (group->column);
}

static void
regex_free (gpointer decoder)
{
  Regex *self = decoder;

  rk_line_decoder_clear (&self->base);
  g_string_free (self->scratch, TRUE);
  g_clear_pointer (&self->pattern, g_regex_unref);
  g_clear_pointer (&self->skip, g_regex_unref);
  g_clear_pointer (&self->groups, g_array_unref);
  g_clear_pointer (&self->flags, g_hash_table_unref);
  g_clear_pointer (&self->units, g_hash_table_unref);
  g_free (self->strip);
  g_free (self);
}

static GRegex *
compile (const char *option,
         const char *text,
         GError    **error)
{
  const GRegexCompileFlags flags = G_REGEX_OPTIMIZE | G_REGEX_DUPNAMES | G_REGEX_NEWLINE_LF;
  g_autoptr (GError) local = NULL;
  g_autoptr (GRegex) plain = NULL;
  g_autofree char *whole = NULL;
  GRegex *regex;

  if (strlen (text) > PATTERN_MAX_BYTES || !g_utf8_validate (text, -1, NULL)) {
    g_set_error (error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_PROFILE,
                 _("option “%s”: the pattern is too long or no UTF-8"), option);
    return NULL;
  }

  /* First as it was written, so that the message shows no text of ours. */
  plain = g_regex_new (text, flags & ~(guint) G_REGEX_OPTIMIZE, 0, &local);
  if (plain == NULL) {
    g_set_error (error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_PROFILE, _("option “%s”: %s"), option, local->message);
    return NULL;
  }

  whole = g_strconcat (LIMITS "\\A(?:", text, ")\\z", NULL);
  regex = g_regex_new (whole, flags, 0, &local);
  if (regex == NULL)
    g_set_error (error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_PROFILE, _("option “%s”: %s"), option, local->message);

  return regex;
}

/* Tells what a group is by its name. */
static void
classify (Group *group)
{
  static const struct {
    const char *name;
    double      ns;
  } clocks[] = { { "time_ms", 1e6 }, { "time_us", 1e3 }, { "time_s", 1e9 } };
  const char *name = group->name;
  const char *under = strrchr (name, '_');

  group->kind = GROUP_VALUE;

  for (guint i = 0; i < G_N_ELEMENTS (clocks); i++) {
    if (strcmp (name, clocks[i].name) == 0) {
      group->kind = GROUP_TIME;
      group->factor = clocks[i].ns;
      return;
    }
  }

  if (g_str_has_prefix (name, "status") && (name[6] == '\0' || (g_ascii_isdigit (name[6]) && name[7] == '\0'))) {
    group->kind = GROUP_COMMON_STATUS;
    return;
  }

  if (under != NULL && under != name) {
    guint64 times;

    if (strcmp (under, "_unit") == 0)
      group->kind = GROUP_UNIT;
    else if (strcmp (under, "_status") == 0)
      group->kind = GROUP_STATUS;
    else if (under[1] == 'x' && g_ascii_string_to_unsigned (under + 2, 10, 2, 1000000, &times, NULL)) {
      group->kind = GROUP_TIMES;
      group->factor = (double) times;
    }
  }

  group->column = group->kind == GROUP_VALUE ? g_strdup (name) : g_strndup (name, (gsize) (under - name));
}

/* The named groups, each once, in the order of the pattern: GRegex does not list them. */
static gboolean
find_groups (Regex      *self,
             const char *pattern,
             GError    **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gboolean has_value = FALSE;

  for (const char *p = pattern; *p != '\0'; p++) {
    const char *name;
    const char *end;
    Group group = { 0 };

    if (*p == '\\' && p[1] != '\0') {
      p++;
      continue;
    }
    if (p[0] != '(' || p[1] != '?')
      continue;
    name = p + 2 + (p[2] == 'P');
    if (*name != '<' && *name != '\'')
      continue;
    name++;
    for (end = name; g_ascii_isalnum (*end) || *end == '_';)
      end++;
    if (end == name || (*end != '>' && *end != '\''))
      continue;

    group.name = g_strndup (name, (gsize) (end - name));
    /* What only looks like a group, in a comment say, never takes part in a match. */
    if (g_hash_table_contains (seen, group.name) || self->groups->len >= GROUPS_MAX) {
      g_free (group.name);
      continue;
    }
    g_hash_table_add (seen, g_strdup (group.name));
    classify (&group);
    has_value = has_value || group.kind == GROUP_VALUE;
    g_array_append_val (self->groups, group);
  }

  if (!has_value)
    g_set_error (error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_PROFILE,
                 _("option “%s”: no group gives a value, write one as (?<name>...)"), "pattern");

  return has_value;
}

/* "S=stable U=unstable"; "blank" stands for an empty text. */
static gboolean
read_pairs (GHashTable *table,
            const char *option,
            const char *text,
            gboolean    are_flags,
            GError    **error)
{
  g_auto (GStrv) pairs = g_strsplit_set (text, " \t", -1);

  for (guint i = 0; pairs[i] != NULL; i++) {
    char *equals = strrchr (pairs[i], '=');
    const char *from = pairs[i];
    RkValueFlags flag = RK_VALUE_OK;

    if (*pairs[i] == '\0')
      continue;

    if (equals != NULL && equals != pairs[i]) {
      *equals = '\0';
      flag = are_flags ? rk_value_flag_find (equals + 1) : RK_VALUE_OK;
    }
    if (equals == NULL || equals == pairs[i] || equals[1] == '\0' || (are_flags && flag == RK_VALUE_OK)) {
      g_set_error (error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_PROFILE,
                   are_flags ? _("option “%s”: “%s” is not of the form text=flag with a known flag")
                             : _("option “%s”: “%s” is not of the form text=unit"),
                   option, pairs[i]);
      return FALSE;
    }

    if (strcmp (from, "blank") == 0)
      from = "";
    g_hash_table_insert (table, g_strdup (from), are_flags ? GUINT_TO_POINTER (flag) : g_strdup (equals + 1));
  }

  return TRUE;
}

static gboolean
read_tables (Regex      *self,
             GHashTable *options,
             GError    **error)
{
  const char *flags = rk_option_get (options, "flags");
  const char *units = rk_option_get (options, "units");
  const char *over = rk_option_get (options, "over");

  self->flags = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->units = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->over = INFINITY;

  if (flags != NULL && !read_pairs (self->flags, "flags", flags, TRUE, error))
    return FALSE;
  if (units != NULL && !read_pairs (self->units, "units", units, FALSE, error))
    return FALSE;
  if (over != NULL && !rk_number_parse (over, strlen (over), RK_NUMBER_PLAIN, &self->over)) {
    g_set_error (error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_PROFILE, _("option “%s”: “%s” is not a number"), "over", over);
    return FALSE;
  }

  return TRUE;
}

/* The text a group matched, trimmed; FALSE when it took no part. */
static gboolean
get_text (GMatchInfo  *match,
          const char  *group,
          const char **text,
          gsize       *len)
{
  const char *line = g_match_info_get_string (match);
  int begin;
  int end;

  if (!g_match_info_fetch_named_pos (match, group, &begin, &end) || begin < 0 || end < begin)
    return FALSE;

  while (begin < end && (line[begin] == ' ' || line[begin] == '\t'))
    begin++;
  while (end > begin && (line[end - 1] == ' ' || line[end - 1] == '\t'))
    end--;

  *text = line + begin;
  *len = (gsize) (end - begin);

  return TRUE;
}

/* "-  1.640" and "007.12/3" are numbers here: blanks after the sign and stripped characters go. */
static gboolean
read_number (Regex      *self,
             const char *text,
             gsize       len,
             double     *value)
{
  char digits[NUMBER_MAX + 1];
  gsize n = 0;

  for (gsize i = 0; i < len; i++) {
    if (text[i] == ' ' && n == 1 && (digits[0] == '-' || digits[0] == '+'))
      continue;
    if (self->strip != NULL && strchr (self->strip, text[i]) != NULL)
      continue;
    if (n == NUMBER_MAX)
      return FALSE;
    digits[n++] = text[i];
  }

  return rk_number_parse (digits, n, self->number_flags, value);
}

/* The flags of all states of a kind, for one column (NULL = all columns). */
static guint32
read_flags (Regex      *self,
            GMatchInfo *match,
            GroupKind   kind,
            const char *column)
{
  guint32 flags = RK_VALUE_OK;

  for (guint i = 0; i < self->groups->len; i++) {
    const Group *group = &g_array_index (self->groups, Group, i);
    const char *text;
    gsize len;

    if (group->kind == kind && (column == NULL || strcmp (group->column, column) == 0) &&
        get_text (match, group->name, &text, &len)) {
      g_autofree char *key = g_strndup (text, len);
      guint32 flag = GPOINTER_TO_UINT (g_hash_table_lookup (self->flags, key));

      self->n_states += flag != 0 && *key != '\0' ? 1 : 0;
      flags |= flag;
    }
  }

  return flags;
}

/* NULL when the pattern has no unit for the column; "" when it has one and the line does not. */
static char *
dup_unit (Regex      *self,
          GMatchInfo *match,
          const char *column)
{
  gboolean has_group = FALSE;

  for (guint i = 0; i < self->groups->len; i++) {
    const Group *group = &g_array_index (self->groups, Group, i);
    const char *text;
    gsize len;

    if (group->kind != GROUP_UNIT || strcmp (group->column, column) != 0)
      continue;

    has_group = TRUE;
    if (get_text (match, group->name, &text, &len) && len > 0 && len <= 31) {
      g_autofree char *key = g_strndup (text, len);
      const char *unit = g_hash_table_lookup (self->units, key);

      return unit != NULL ? g_strdup (unit) : rk_text_dup_unit (key, strlen (key));
    }
  }

  return has_group ? g_strdup ("") : NULL;
}

/* Adds what the "_x16" groups of the column say. */
static gboolean
add_times (Regex      *self,
           GMatchInfo *match,
           const char *column,
           double     *value)
{
  for (guint i = 0; i < self->groups->len; i++) {
    const Group *group = &g_array_index (self->groups, Group, i);
    const char *text;
    double more;
    gsize len;

    if (group->kind != GROUP_TIMES || strcmp (group->column, column) != 0 || !get_text (match, group->name, &text, &len))
      continue;
    if (!read_number (self, text, len, &more))
      return FALSE;
    /* "-1:07.50": the sign stands before the larger part. */
    *value = text[0] == '-' ? group->factor * more - *value : group->factor * more + *value;
  }

  return TRUE;
}

static gint64
read_time (Regex      *self,
           GMatchInfo *match)
{
  for (guint i = 0; i < self->groups->len; i++) {
    const Group *group = &g_array_index (self->groups, Group, i);
    const char *text;
    double value;
    gsize len;

    if (group->kind == GROUP_TIME && get_text (match, group->name, &text, &len) && read_number (self, text, len, &value))
      return rk_device_clock_to_ns (value, (gint64) group->factor);
  }

  return RK_TIME_NONE;
}

/* What boards print instead of a number: "nan" without a sensor, "inf" and "ovf" (Arduino's print ()) beyond all. */
static guint32
find_no_number (const char *text,
                gsize       len)
{
  if (len > 0 && (*text == '-' || *text == '+')) {
    text++;
    len--;
  }
  if (len != 3)
    return RK_VALUE_OK;
  if (g_ascii_strncasecmp (text, "nan", 3) == 0)
    return RK_VALUE_NO_DATA;
  if (g_ascii_strncasecmp (text, "inf", 3) == 0 || g_ascii_strncasecmp (text, "ovf", 3) == 0)
    return RK_VALUE_OVER;

  return RK_VALUE_OK;
}

/* One value of the line; @reason is set when it is at fault. TRUE if a value (or its lack) was put. */
static gboolean
read_value (Regex       *self,
            GMatchInfo  *match,
            const Group *group,
            guint32      common,
            gboolean     must,
            const char **reason)
{
  guint32 flags = common | read_flags (self, match, GROUP_STATUS, group->column);
  g_autofree char *unit = NULL;
  double value = NAN;
  const char *text;
  gsize len = 0;
  gboolean there = get_text (match, group->name, &text, &len) && len > 0;
  int column;

  if (!there && !must)
    return FALSE;

  if (there)
    flags |= find_no_number (text, len);

  if (there && (flags & (NO_VALUE | RK_VALUE_NO_DATA)) == 0) {
    if (!read_number (self, text, len, &value) || !add_times (self, match, group->column, &value)) {
      *reason = _("this is not a number");
      return FALSE;
    }
    if (fabs (value) >= self->over) {
      value = NAN;
      flags |= RK_VALUE_OVER;
    }
  }

  column = rk_column_set_add (&self->base.set, group->column);
  if (column < 0)
    return FALSE;

  unit = isnan (value) && !there ? NULL : dup_unit (self, match, group->column);
  rk_column_set_put_in (&self->base.set, (guint) column, value, flags, unit);

  return TRUE;
}

static RkLineClass
read_match (Regex             *self,
            GMatchInfo        *match,
            const RkCleanLine *clean,
            gsize              end)
{
  guint32 common = read_flags (self, match, GROUP_COMMON_STATUS, NULL);
  const char *reason = NULL;
  gboolean any = FALSE;

  rk_column_set_begin (&self->base.set);
  for (guint pass = 0; pass < 2 && !any; pass++) {
    for (guint i = 0; i < self->groups->len && reason == NULL; i++) {
      const Group *group = &g_array_index (self->groups, Group, i);

      if (group->kind != GROUP_VALUE)
        continue;
      any = read_value (self, match, group, common, pass == 1, &reason) || any;
      /* A state without any value is about the first column. */
      if (pass == 1)
        break;
    }
    if (reason != NULL)
      return rk_line_decoder_refuse (&self->base, (const guint8 *) clean->text, clean->len, -1, reason);
    /* Neither a value nor a state: the pattern took a line of text. */
    if (!any && common == RK_VALUE_OK)
      return rk_line_decoder_text (&self->base, (const guint8 *) clean->text, clean->len);
  }

  rk_line_decoder_emit (&self->base, read_time (self, match), end);

  return RK_LINE_PARSED;
}

static gboolean
is_for_people (Regex             *self,
               const RkCleanLine *clean)
{
  gboolean has_digit = FALSE;

  if (self->skip != NULL && g_regex_match_full (self->skip, clean->text, (gssize) clean->len, 0, 0, NULL, NULL))
    return TRUE;

  for (gsize i = 0; i < clean->len; i++)
    has_digit = has_digit || g_ascii_isdigit (clean->text[i]);

  return !has_digit || rk_text_has_word (clean->text, clean->len);
}

static RkLineClass
read_line (gpointer      user_data,
           const guint8 *line,
           gsize         n,
           gsize         end)
{
  Regex *self = user_data;
  g_autoptr (GMatchInfo) match = NULL;
  g_autoptr (GError) error = NULL;
  RkCleanLine clean;

  rk_text_clean (line, n, self->scratch, &clean);
  if (clean.reason != NULL)
    return rk_line_decoder_refuse (&self->base, line, n, (gssize) clean.fault, clean.reason);
  if (clean.len == 0)
    return RK_LINE_PARSED;

  if (g_regex_match_full (self->pattern, clean.text, (gssize) clean.len, 0, 0, &match, &error))
    return read_match (self, match, &clean, end);
  if (error != NULL)
    return rk_line_decoder_refuse (&self->base, (const guint8 *) clean.text, clean.len, -1,
                                   _("the pattern takes too long on this line"));
  if (is_for_people (self, &clean))
    return rk_line_decoder_text (&self->base, line, n);

  return rk_line_decoder_refuse (&self->base, (const guint8 *) clean.text, clean.len, -1,
                                 _("the line does not fit the pattern"));
}

static gpointer
regex_create (GHashTable *options,
              GError    **error)
{
  static const char * const decimal_words[] = { "auto", "point", "comma", NULL };
  const char *pattern = rk_option_get (options, "pattern");
  const char *skip = rk_option_get (options, "skip");
  int first = rk_option_first_line (options, error);
  int decimal;
  Regex *self;

  if (first < 0)
    return NULL;
  decimal = rk_option_enum (options, "decimal", decimal_words, 0, error);
  if (decimal < 0)
    return NULL;
  if (pattern == NULL || *pattern == '\0') {
    g_set_error (error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_PROFILE, _("decoder “%s” needs the option “%s”"), "regex", "pattern");
    return NULL;
  }

  self = g_new0 (Regex, 1);
  rk_line_decoder_init (&self->base, LINE_MAX_BYTES, first == RK_FIRST_LINE_DROP, read_line, NULL);
  self->scratch = g_string_new (NULL);
  self->groups = g_array_new (FALSE, FALSE, sizeof (Group));
  g_array_set_clear_func (self->groups, group_clear);
  self->number_flags = decimal == 1 ? RK_NUMBER_PLAIN : RK_NUMBER_COMMA;
  self->strip = g_strdup (rk_option_get (options, "strip"));
  self->evidence = rk_regex_evidence (pattern);

  self->pattern = compile ("pattern", pattern, error);
  if (self->pattern == NULL || !find_groups (self, pattern, error) || !read_tables (self, options, error)) {
    regex_free (self);
    return NULL;
  }

  if (skip != NULL && *skip != '\0') {
    self->skip = compile ("skip", skip, error);
    if (self->skip == NULL) {
      regex_free (self);
      return NULL;
    }
  }

  return self;
}

/* A letter that stands for a state is worth four bits where the pattern would do without. */
static guint
regex_get_evidence (gpointer decoder)
{
  Regex *self = decoder;
  guint64 states = self->base.set.n_frames > 0 ? 4 * self->n_states / self->base.set.n_frames : 0;

  return MAX (self->evidence, (guint) MIN (states, 16) + self->evidence / 2);
}

const RkDecoderKind rk_decoder_regex = {
  .id = "regex",
  .title = N_("Text by a pattern"),
  .options = "pattern skip flags units strip over decimal first-line",
  .create = regex_create,
  .feed = rk_line_decoder_feed,
  .flush = rk_line_decoder_flush,
  .reset = rk_line_decoder_reset,
  .get_counts = rk_line_decoder_get_counts,
  .get_evidence = regex_get_evidence,
  .free = regex_free,
};
