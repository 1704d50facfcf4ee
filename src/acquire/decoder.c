#include "config.h"

#include "acquire/decoder.h"

#include "acquire/decoders/kinds.h"
#include "acquire/decoders/option.h"
#include "acquire/errors.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _RkDecoder
{
  const RkDecoderKind *kind;
  gpointer             decoder;
};

static const RkDecoderKind * const kinds[] = {
  &rk_decoder_binary_frame,
  &rk_decoder_binary_stream,
  &rk_decoder_bm25x,
  &rk_decoder_bm85x,
  &rk_decoder_cem_dt885x,
  &rk_decoder_cobs,
  &rk_decoder_delimited,
  &rk_decoder_dtm0660,
  &rk_decoder_es519xx_19200_11b,
  &rk_decoder_es519xx_19200_14b,
  &rk_decoder_es519xx_2400_11b,
  &rk_decoder_firmata,
  &rk_decoder_fluke_qm,
  &rk_decoder_fs9721,
  &rk_decoder_fs9922,
  &rk_decoder_gq_gmc,
  &rk_decoder_json_lines,
  &rk_decoder_labdisc,
  &rk_decoder_labpro,
  &rk_decoder_labpro_bin,
  &rk_decoder_meter_121gw,
  &rk_decoder_metex14,
  &rk_decoder_mic985xx,
  &rk_decoder_modbus_ascii,
  &rk_decoder_modbus_rtu,
  &rk_decoder_ms2115b,
  &rk_decoder_ms8250d,
  &rk_decoder_nmea0183,
  &rk_decoder_regex,
  &rk_decoder_rs9lcd,
  &rk_decoder_shdlc,
  &rk_decoder_slip,
  &rk_decoder_teleplot,
  &rk_decoder_tondaj_sl814,
  &rk_decoder_ut71x,
  &rk_decoder_vc870,
};

static const struct {
  RkValueFlags flag;
  const char  *id;
} flag_ids[] = {
  { RK_VALUE_STABLE, "stable" },
  { RK_VALUE_UNSTABLE, "unstable" },
  { RK_VALUE_OVER, "over" },
  { RK_VALUE_UNDER, "under" },
  { RK_VALUE_HOLD, "hold" },
  { RK_VALUE_BATTERY, "battery" },
  { RK_VALUE_AUTO, "auto" },
  { RK_VALUE_DC, "dc" },
  { RK_VALUE_AC, "ac" },
  { RK_VALUE_GROSS, "gross" },
  { RK_VALUE_NET, "net" },
  { RK_VALUE_TARE, "tare" },
  { RK_VALUE_ERROR, "error" },
  { RK_VALUE_ATC, "atc" },
  { RK_VALUE_BUSY, "busy" },
  { RK_VALUE_MANUAL, "manual" },
  { RK_VALUE_FAST, "fast" },
  { RK_VALUE_SLOW, "slow" },
  { RK_VALUE_WEIGHT_A, "A" },
  { RK_VALUE_WEIGHT_C, "C" },
  { RK_VALUE_PMAX, "pmax" },
  { RK_VALUE_PMIN, "pmin" },
  { RK_VALUE_MAX, "max" },
  { RK_VALUE_MIN, "min" },
  { RK_VALUE_RELATIVE, "relative" },
  { RK_VALUE_CONTINUITY, "continuity" },
  { RK_VALUE_DIODE, "diode" },
  { RK_VALUE_NO_DATA, "nodata" },
  { RK_VALUE_OH, "oh" },
};

/**
 * rk_value_flag_id:
 * @flag: a single flag
 *
 * Returns: (nullable): the word for @flag as files and JSON use it
 */
const char *
rk_value_flag_id (RkValueFlags flag)
{
  for (guint i = 0; i < G_N_ELEMENTS (flag_ids); i++) {
    if (flag_ids[i].flag == flag)
      return flag_ids[i].id;
  }

  return NULL;
}

/**
 * rk_value_flag_find:
 * @id: a word
 *
 * Returns: the flag that @id stands for, 0 if none does
 */
RkValueFlags
rk_value_flag_find (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (flag_ids); i++) {
    if (g_strcmp0 (flag_ids[i].id, id) == 0)
      return flag_ids[i].flag;
  }

  return RK_VALUE_OK;
}

/**
 * rk_decoder_kind_nth:
 * @n: a number from 0
 *
 * Returns: (nullable): the kind of decoder at @n, %NULL after the last
 */
const RkDecoderKind *
rk_decoder_kind_nth (guint n)
{
  return n < G_N_ELEMENTS (kinds) ? kinds[n] : NULL;
}

/**
 * rk_decoder_kind_find:
 * @id: as in profiles: "delimited"
 *
 * Returns: (nullable): the kind called @id
 */
const RkDecoderKind *
rk_decoder_kind_find (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    if (g_strcmp0 (kinds[i]->id, id) == 0)
      return kinds[i];
  }

  return NULL;
}

/* "register-*" stands for a family of options. */
static gboolean
is_known (const char * const *known,
          const char         *name)
{
  for (guint i = 0; known[i] != NULL; i++) {
    if (g_str_has_suffix (known[i], "-*") ? strncmp (known[i], name, strlen (known[i]) - 1) == 0
                                          : strcmp (known[i], name) == 0)
      return TRUE;
  }

  return FALSE;
}

static gboolean
check_options (const RkDecoderKind *kind,
               GHashTable          *options,
               GError             **error)
{
  g_auto (GStrv) known = g_strsplit (kind->options, " ", -1);
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, options);
  while (g_hash_table_iter_next (&iter, &name, NULL)) {
    const char *near;

    if (is_known ((const char * const *) known, name))
      continue;

    near = rk_option_nearest (name, (const char * const *) known);
    if (near != NULL)
      g_set_error (error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_PROFILE,
                   _("decoder “%s” has no option “%s”, did you mean “%s”?"), kind->id, (const char *) name, near);
    else
      g_set_error (error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_PROFILE,
                   _("decoder “%s” has no option “%s”; it has: %s"), kind->id, (const char *) name, kind->options);
    return FALSE;
  }

  return TRUE;
}

/**
 * rk_decoder_new:
 * @kind: id of a kind
 * @options: (nullable): string to string; copied where needed
 * @error: return location
 *
 * Makes a decoder that has seen no byte yet.
 *
 * Errors: %RK_ACQUIRE_ERROR_NOT_FOUND for an unknown kind, %RK_ACQUIRE_ERROR_PROFILE for an
 * unknown option or a bad value; the message names it.
 * Threads: any; the decoder is then used by one thread at a time.
 *
 * Returns: (transfer full): a decoder, or %NULL
 */
RkDecoder *
rk_decoder_new (const char *kind,
                GHashTable *options,
                GError    **error)
{
  const RkDecoderKind *found;
  RkDecoder *self;
  gpointer decoder;

  g_return_val_if_fail (kind != NULL, NULL);

  found = rk_decoder_kind_find (kind);
  if (found == NULL) {
    GString *all = g_string_new (NULL);

    for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
      g_string_append_printf (all, "%s%s", i > 0 ? ", " : "", kinds[i]->id);
    g_set_error (error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_NOT_FOUND,
                 _("there is no decoder “%s”; there are: %s"), kind, all->str);
    g_string_free (all, TRUE);
    return NULL;
  }

  if (options != NULL && !check_options (found, options, error))
    return NULL;

  decoder = found->create (options, error);
  if (decoder == NULL)
    return NULL;

  self = g_new0 (RkDecoder, 1);
  self->kind = found;
  self->decoder = decoder;

  return self;
}

/**
 * rk_decoder_free:
 * @self: (nullable): a decoder
 *
 * Frees a decoder.
 */
void
rk_decoder_free (RkDecoder *self)
{
  if (self == NULL)
    return;

  self->kind->free (self->decoder);
  g_free (self);
}

/**
 * rk_decoder_feed:
 * @self: a decoder
 * @bytes: (array length=n): what came next
 * @n: number of bytes, may be 0
 * @events: who listens; any function may be %NULL
 * @user_data: for @events
 *
 * Reads some bytes and reports what they mean before it returns.
 *
 * The frames do not depend on how the bytes are cut into feeds.
 */
void
rk_decoder_feed (RkDecoder             *self,
                 const guint8          *bytes,
                 gsize                  n,
                 const RkDecoderEvents *events,
                 gpointer               user_data)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (bytes != NULL || n == 0);
  g_return_if_fail (events != NULL);

  if (n > 0)
    self->kind->feed (self->decoder, bytes, n, events, user_data);
}

/**
 * rk_decoder_flush:
 * @self: a decoder
 * @events: who listens
 * @user_data: for @events
 *
 * Reads what is pending as if its line had ended: at the end of a file, or when a device fell silent.
 */
void
rk_decoder_flush (RkDecoder             *self,
                  const RkDecoderEvents *events,
                  gpointer               user_data)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (events != NULL);

  self->kind->flush (self->decoder, events, user_data);
}

/**
 * rk_decoder_reset:
 * @self: a decoder
 *
 * Tells that the connection broke: half a line is dropped, the device's clock is forgotten,
 * columns are kept.
 */
void
rk_decoder_reset (RkDecoder *self)
{
  g_return_if_fail (self != NULL);

  self->kind->reset (self->decoder);
}

/**
 * rk_decoder_get_counts:
 * @self: a decoder
 * @counts: (out caller-allocates): what became of all bytes fed so far
 *
 * Accounts for every byte: fed = parsed + rejected + dropped + pending.
 */
void
rk_decoder_get_counts (RkDecoder       *self,
                       RkDecoderCounts *counts)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (counts != NULL);

  *counts = (RkDecoderCounts) { 0 };
  self->kind->get_counts (self->decoder, counts);
}

/**
 * rk_decoder_get_decimal:
 * @self: a decoder
 * @guessed: (out) (optional): whether the lines seen so far could mean the other sign too
 *
 * Says how the decoder reads a comma between digits.
 *
 * Returns: '.' or ',', 0 when no line has raised the question
 */
char
rk_decoder_get_decimal (RkDecoder *self,
                        gboolean  *guessed)
{
  gboolean unsure = FALSE;
  char sign = '\0';

  g_return_val_if_fail (self != NULL, '\0');

  if (self->kind->get_decimal != NULL)
    sign = self->kind->get_decimal (self->decoder, &unsure);
  if (guessed != NULL)
    *guessed = unsure;

  return sign;
}

/**
 * rk_decoder_request:
 * @self: a decoder
 * @n: number of the message within a round, from 0
 * @message: (out caller-allocates): bytes are appended
 *
 * Makes the message that asks a polled device for values. Nothing is sent here.
 *
 * Returns: %FALSE when the round has no message @n
 */
gboolean
rk_decoder_request (RkDecoder  *self,
                    guint       n,
                    GByteArray *message)
{
  g_return_val_if_fail (self != NULL && message != NULL, FALSE);

  return self->kind->request != NULL && self->kind->request (self->decoder, n, message);
}

/**
 * rk_decoder_get_evidence:
 * @self: a decoder
 *
 * Returns: bits of a frame that must be right for it to be one; 0 when any text will do
 */
guint
rk_decoder_get_evidence (RkDecoder *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->kind->get_evidence != NULL ? self->kind->get_evidence (self->decoder) : 0;
}
