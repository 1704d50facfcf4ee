#include "config.h"

#include "cli/cli.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>

#include "acquire/decoder.h"
#include "acquire/errors.h"
#include "acquire/profile.h"
#include "base/clock.h"
#include "base/errors.h"
#include "base/number.h"

typedef struct {
  RkProfile *profile; /* nullable: a bare decoder */
  GPtrArray *columns; /* RkColumn, as described by the profile */
  GString   *out;     /* lines not yet printed */
} Decode;

static void
columns_cb (gpointer   user_data,
            GPtrArray *columns)
{
  Decode *self = user_data;

  g_clear_pointer (&self->columns, g_ptr_array_unref);
  self->columns = rk_columns_copy (columns);

  for (guint i = 0; self->profile != NULL && i < self->columns->len; i++)
    rk_profile_describe_column (self->profile, g_ptr_array_index (self->columns, i));
}

static void
append_json_string (GString    *out,
                    const char *text)
{
  g_string_append_c (out, '"');
  for (const char *p = text != NULL ? text : ""; *p != '\0'; p++) {
    if (*p == '"' || *p == '\\')
      g_string_append_c (out, '\\');
    if ((guchar) *p < 0x20)
      g_string_append_printf (out, "\\u%04x", (guint) (guchar) *p);
    else
      g_string_append_c (out, *p);
  }
  g_string_append_c (out, '"');
}

static void
append_number (GString *out,
               double   value)
{
  char buffer[RK_NUMBER_BUFFER];

  if (isfinite (value)) {
    rk_number_print (value, buffer);
    g_string_append (out, buffer);
  } else {
    g_string_append (out, "null");
  }
}

static void
append_flags (GString *out,
              guint32  flags)
{
  gboolean first = TRUE;

  g_string_append_c (out, '[');
  for (guint bit = 1; bit < 32; bit++) {
    const char *id = (flags >> bit & 1) != 0 ? rk_value_flag_id ((RkValueFlags) (1u << bit)) : NULL;

    if (id == NULL)
      continue;
    g_string_append_printf (out, "%s\"%s\"", first ? "" : ", ", id);
    first = FALSE;
  }
  g_string_append_c (out, ']');
}

static void
flush_out (Decode *self)
{
  fwrite (self->out->str, 1, self->out->len, stdout);
  g_string_truncate (self->out, 0);
}

static void
frame_cb (gpointer       user_data,
          const RkFrame *frame)
{
  Decode *self = user_data;
  double t = frame->device_ns != RK_TIME_NONE ? (double) frame->device_ns / RK_NS_PER_S : (double) NAN;

  for (guint i = 0; i < frame->n_values && i < self->columns->len; i++) {
    const RkColumn *column = g_ptr_array_index (self->columns, i);
    guint32 flags = frame->flags != NULL ? frame->flags[i] : 0;

    if ((flags & RK_VALUE_ABSENT) != 0)
      continue;

    g_string_append (self->out, "{\"t\": ");
    append_number (self->out, t);
    g_string_append (self->out, ", \"channel\": ");
    append_json_string (self->out, column->base != NULL ? column->base : column->key);
    g_string_append (self->out, ", \"quantity\": ");
    append_json_string (self->out, column->quantity);
    g_string_append (self->out, ", \"value\": ");
    append_number (self->out, frame->values[i]);
    g_string_append (self->out, ", \"unit\": ");
    append_json_string (self->out, column->unit);
    g_string_append (self->out, ", \"flags\": ");
    append_flags (self->out, flags);
    g_string_append (self->out, "}\n");
  }

  if (self->out->len > 60000)
    flush_out (self);
}

static const RkDecoderEvents events = {
  .columns = columns_cb,
  .frame = frame_cb,
};

/* "K=V" texts as the options of a decoder. */
static GHashTable *
parse_options (char   **options,
               GError **error)
{
  g_autoptr (GHashTable) table = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (guint i = 0; options != NULL && options[i] != NULL; i++) {
    const char *sign = strchr (options[i], '=');

    if (sign == NULL || sign == options[i]) {
      g_set_error (error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_PROFILE,
                   _("--option %s: write it as NAME=VALUE"), options[i]);
      return NULL;
    }
    g_hash_table_insert (table, g_strndup (options[i], (gsize) (sign - options[i])), g_strdup (sign + 1));
  }

  return g_steal_pointer (&table);
}

/* "01 04 00 01 00 02 20 0b" as bytes, any other text (":070310000002E4") as a line. FALSE = half a byte. */
static gboolean
parse_request (const char  *text,
               GByteArray  *bytes,
               GError     **error)
{
  gboolean is_hex = *text != '\0' && strspn (text, "0123456789abcdefABCDEF ") == strlen (text);
  gboolean is_half = FALSE;
  guint8 byte = 0;

  if (!is_hex) {
    g_byte_array_append (bytes, (const guint8 *) text, (guint) strlen (text));
    g_byte_array_append (bytes, (const guint8 *) "\r\n", 2);
    return TRUE;
  }

  for (const char *p = text; *p != '\0'; p++) {
    if (*p == ' ')
      continue;
    byte = (guint8) (byte << 4 | g_ascii_xdigit_value (*p));
    is_half = !is_half;
    if (!is_half)
      g_byte_array_append (bytes, &byte, 1);
  }
  if (is_half)
    g_set_error (error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_PROFILE, _("--request %s: the last byte has one digit only"), text);

  return !is_half;
}

static gboolean
decode_file (Decode      *self,
             RkDecoder   *decoder,
             const char  *path,
             guint64     *n_bytes,
             GError     **error)
{
  gboolean from_stdin = strcmp (path, "-") == 0;
  int fd = from_stdin ? STDIN_FILENO : open (path, O_RDONLY | O_CLOEXEC);
  guint8 buffer[65536];
  gssize n = 0;

  *n_bytes = 0;
  if (fd >= 0) {
    while ((n = read (fd, buffer, sizeof buffer)) > 0) {
      *n_bytes += (guint64) n;
      rk_decoder_feed (decoder, buffer, (gsize) n, &events, self);
    }
    rk_decoder_flush (decoder, &events, self);
  }

  if (fd < 0 || n < 0)
    g_set_error (error, G_IO_ERROR, (int) g_io_error_from_errno (errno), "%s: %s", path, rk_errno_text (errno));
  if (fd >= 0 && !from_stdin)
    close (fd);

  return fd >= 0 && n == 0;
}

static RkDecoder *
make_decoder (Decode      *self,
              const char  *profile_id,
              const char  *decoder_id,
              char       **option,
              GError     **error)
{
  g_autoptr (GHashTable) options = parse_options (option, error);
  RkProfile *plain;

  if (options == NULL)
    return NULL;
  if (profile_id == NULL)
    return rk_decoder_new (decoder_id, options, error);

  /* A file with a dot or a slash in its name is a profile that is not installed. */
  if (strchr (profile_id, '/') != NULL || rk_cli_has_suffix (profile_id, ".rkdevice"))
    plain = rk_profile_load (profile_id, error);
  else
    plain = rk_profile_find (profile_id, error);

  if (plain == NULL)
    return NULL;
  self->profile = rk_profile_with_options (plain, options);
  rk_profile_unref (plain);

  return rk_decoder_new (rk_profile_get_decoder (self->profile), rk_profile_get_options (self->profile), error);
}

/**
 * rk_command_decode:
 * @argc: number of arguments
 * @argv: arguments
 *
 * Prints the readings in a file of raw bytes, one JSON object a line.
 *
 * Returns: exit status
 */
int
rk_command_decode (int   argc,
                   char *argv[])
{
  g_autofree char *profile = NULL;
  g_autofree char *kind = NULL;
  g_auto (GStrv) option = NULL;
  g_autofree char *request = NULL;
  g_autoptr (GByteArray) asked = g_byte_array_new ();
  GOptionEntry entries[] = {
    { "profile", 0, 0, G_OPTION_ARG_STRING, &profile, N_("Device profile"), "ID" },
    { "decoder", 0, 0, G_OPTION_ARG_STRING, &kind, N_("Decoder without a profile"), N_("NAME") },
    { "option", 0, 0, G_OPTION_ARG_STRING_ARRAY, &option, N_("Option of the decoder"), "K=V" },
    { "request", 0, 0, G_OPTION_ARG_STRING, &request, N_("What was asked before, where the file has the answer only"), "HEX" },
    { NULL },
  };
  Decode self = { 0 };
  g_autoptr (RkDecoder) decoder = NULL;
  g_autoptr (GError) error = NULL;
  RkDecoderCounts before = { 0 };
  RkDecoderCounts counts;
  guint64 n_bytes;
  gboolean complete;

  if (!rk_cli_parse (&argc, &argv, "(--profile ID | --decoder NAME) [--option K=V]... [--request HEX] FILE|-", entries, 1))
    return 2;
  if ((profile == NULL) == (kind == NULL)) {
    rk_cli_fail (_("decode: give either --profile or --decoder"));
    return 2;
  }

  if (request == NULL || parse_request (request, asked, &error))
    decoder = make_decoder (&self, profile, kind, option, &error);
  if (decoder == NULL) {
    g_clear_pointer (&self.profile, rk_profile_unref);
    return rk_cli_fail_error (error);
  }

  self.out = g_string_sized_new (65536);
  self.columns = g_ptr_array_new ();
  if (asked->len > 0)
    rk_decoder_feed (decoder, asked->data, asked->len, &events, &self);
  rk_decoder_get_counts (decoder, &before);
  complete = decode_file (&self, decoder, argv[1], &n_bytes, &error);
  flush_out (&self);

  if (complete) {
    rk_decoder_get_counts (decoder, &counts);
    g_printerr ("bytes %" G_GUINT64_FORMAT " parsed %" G_GUINT64_FORMAT " rejected %" G_GUINT64_FORMAT
                " dropped %" G_GUINT64_FORMAT "\n",
                n_bytes, counts.parsed - before.parsed, counts.rejected - before.rejected, counts.dropped - before.dropped);
  }

  g_string_free (self.out, TRUE);
  g_ptr_array_unref (self.columns);
  g_clear_pointer (&self.profile, rk_profile_unref);

  if (!complete)
    return rk_cli_fail_error (error);

  return fflush (stdout) == 0 ? 0 : rk_cli_fail (_("standard output: %s"), rk_errno_text (errno));
}
