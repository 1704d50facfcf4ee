/* NMEA 0183, as satellite receivers speak it: "$", talker (2 letters) and sentence (3), fields between commas, "*", the XOR of
 * all bytes between "$" and "*" in two hexadecimal digits.
 *
 *   GGA time lat N|S lon E|W quality sats hdop altitude M geoid M age station
 *   RMC time A|V lat N|S lon E|W speed(kn) course date variation E|W [mode]
 *   VTG course T course M speed(kn) N speed(km/h) K [mode]
 *   GLL lat N|S lon E|W time A|V [mode]
 *   GSA A|M fix(1 none 2 2D 3 3D) up to 12 satellites pdop hdop vdop
 *
 * A sentence is a row. Without a fix it gives no values, never 0. Other sentences are passed over.
 */
#include "config.h"

#include "acquire/decoders/kinds.h"

#include "acquire/decoders/column-set.h"
#include "acquire/decoders/lines.h"
#include "acquire/decoders/option.h"
#include "base/checksum.h"
#include "base/clock.h"
#include "base/number.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* The standard allows 82; receivers write more. */
#define LINE_MAX_BYTES 1024
#define FIELDS_MAX 40

/* Talkers: GPS, GLONASS, Galileo, BeiDou (two names), QZSS, NavIC, several. */
static const char * const talkers[] = { "GP", "GL", "GA", "GB", "BD", "GQ", "GI", "GN", NULL };

typedef enum { LAT, LON, ALTITUDE, SPEED, COURSE, SATS, HDOP, QUALITY, FIX, PDOP, VDOP, N_CHANNELS } Channel;

static const struct {
  const char *key;
  const char *quantity; /* nullable */
  const char *unit;     /* nullable */
  int         decimals;
} channels[N_CHANNELS] = {
  [LAT] = { "lat", "latitude", "°", 6 },
  [LON] = { "lon", "longitude", "°", 6 },
  [ALTITUDE] = { "alt", "altitude", "m", 1 },
  [SPEED] = { "speed", "speed", "kn", 2 },
  [COURSE] = { "course", "angle", "°", 2 },
  [SATS] = { "sats", "count", NULL, 0 },
  [HDOP] = { "hdop", "hdop", NULL, 2 },
  [QUALITY] = { "quality", NULL, NULL, 0 },
  [FIX] = { "fix", NULL, NULL, 0 },
  [PDOP] = { "pdop", NULL, NULL, 2 },
  [VDOP] = { "vdop", NULL, NULL, 2 },
};

typedef struct {
  RkLineDecoder base;
  gboolean      details;   /* quality and the like, too */
  gboolean      is_synced; /* a whole sentence was read */
} Nmea;

/* One sentence; the fields lie in it. */
typedef struct {
  const guint8 *line;
  gsize         n;
  gsize         end;                 /* as in RkFrame */
  const char   *fields[FIELDS_MAX];  /* [0] is the first after the name */
  gsize         lengths[FIELDS_MAX];
  guint         n_fields;
  gssize        fault;               /* place of the first field that is wrong, -1 = none */
  guint         row[N_CHANNELS];     /* channels with a value, in the order of the sentence */
  double        values[N_CHANNELS];
  gsize         after[N_CHANNELS];   /* byte of the line after the value */
  guint         n_row;
} Sentence;

/* --- Fields --- */

static gboolean
is_letter (const Sentence *sentence,
           guint           field,
           char            letter)
{
  return field < sentence->n_fields && sentence->lengths[field] == 1 && sentence->fields[field][0] == letter;
}

static void
note_fault (Sentence *sentence,
            guint     field)
{
  if (sentence->fault < 0)
    sentence->fault = (const guint8 *) sentence->fields[field] - sentence->line;
}

/* An empty field is a missing value; one that is no number, a fault. */
static gboolean
read_number (Sentence *sentence,
             guint     field,
             double   *value)
{
  if (field >= sentence->n_fields || sentence->lengths[field] == 0)
    return FALSE;
  if (rk_number_parse (sentence->fields[field], sentence->lengths[field], RK_NUMBER_PLAIN, value))
    return TRUE;

  note_fault (sentence, field);

  return FALSE;
}

static void
put (Sentence *sentence,
     Channel   channel,
     guint     field,
     double    value)
{
  gsize begin = (gsize) ((const guint8 *) sentence->fields[field] - sentence->line);

  sentence->row[sentence->n_row] = channel;
  sentence->after[sentence->n_row] = begin + sentence->lengths[field];
  sentence->values[sentence->n_row++] = value;
}

static void
put_number (Sentence *sentence,
            Channel   channel,
            guint     field)
{
  double value;

  if (read_number (sentence, field, &value))
    put (sentence, channel, field, value);
}

/* "4530.7007,N": degrees and minutes, then the half of the globe. */
static void
put_angle (Sentence *sentence,
           Channel   channel,
           guint     field,
           char      positive,
           char      negative,
           double    max)
{
  double raw;
  double degrees;

  if (!read_number (sentence, field, &raw))
    return;

  /* To a tenth of a millimetre: the quotient has no more. */
  degrees = rint ((floor (raw / 100.0) + fmod (raw, 100.0) / 60.0) * 1e9) / 1e9;
  if (raw < 0 || fmod (raw, 100.0) >= 60.0 || degrees > max)
    note_fault (sentence, field);
  else if (is_letter (sentence, field + 1, positive))
    put (sentence, channel, field, degrees);
  else if (is_letter (sentence, field + 1, negative))
    put (sentence, channel, field, -degrees);
  else if (field + 1 < sentence->n_fields)
    note_fault (sentence, field + 1);
}

static void
put_position (Sentence *sentence,
              guint     field)
{
  put_angle (sentence, LAT, field, 'N', 'S', 90.0);
  put_angle (sentence, LON, field + 2, 'E', 'W', 180.0);
}

/* --- Sentences --- */

static void
read_gga (const Nmea *self,
          Sentence   *sentence)
{
  double quality = 0;

  if (!read_number (sentence, 5, &quality))
    quality = 0;
  if (quality > 0) {
    put_position (sentence, 1);
    put_number (sentence, ALTITUDE, 8);
  }
  if (quality > 0 || self->details) {
    put_number (sentence, SATS, 6);
    put_number (sentence, HDOP, 7);
  }
  if (self->details)
    put (sentence, QUALITY, MIN (5, sentence->n_fields - 1), quality);
}

static void
read_rmc (const Nmea *self,
          Sentence   *sentence)
{
  if (!is_letter (sentence, 1, 'A'))
    return;

  put_position (sentence, 2);
  put_number (sentence, SPEED, 6);
  put_number (sentence, COURSE, 7);
}

/* Of a receiver that stands the course is empty. */
static void
read_vtg (const Nmea *self,
          Sentence   *sentence)
{
  if (is_letter (sentence, 8, 'N'))
    return;

  put_number (sentence, COURSE, 0);
  if (is_letter (sentence, 5, 'N') || sentence->n_fields < 6)
    put_number (sentence, SPEED, 4);
}

static void
read_gll (const Nmea *self,
          Sentence   *sentence)
{
  if (is_letter (sentence, 5, 'A') || sentence->n_fields == 4)
    put_position (sentence, 0);
}

static void
read_gsa (const Nmea *self,
          Sentence   *sentence)
{
  if (!self->details)
    return;

  put_number (sentence, FIX, 1);
  put_number (sentence, PDOP, 14);
  put_number (sentence, VDOP, 16);
}

static const struct {
  const char *name;
  void      (*read) (const Nmea *self, Sentence *sentence);
} sentences[] = {
  { "GGA", read_gga }, { "RMC", read_rmc }, { "VTG", read_vtg }, { "GLL", read_gll }, { "GSA", read_gsa },
};

/* --- Rows --- */

static guint
column_of (Nmea   *self,
           Channel channel)
{
  return (guint) rk_column_set_add_known (&self->base.set, channels[channel].key, channels[channel].quantity,
                                          channels[channel].unit, channels[channel].decimals);
}

/* Values are told in the order in which they came: VTG has the course before the speed, RMC the other way round, and so
 * the second to come makes two rows, each with the time of its bytes. */
static void
emit (Nmea           *self,
      const Sentence *sentence)
{
  gsize begin = sentence->end > sentence->n ? sentence->end - sentence->n : 0;

  /* Columns first: a new one makes the row longer. */
  for (guint i = 0; i < sentence->n_row; i++)
    column_of (self, sentence->row[i]);

  for (guint i = 0; i < sentence->n_row; i++) {
    guint column = column_of (self, sentence->row[i]);
    gboolean is_last = i + 1 == sentence->n_row;

    if (i == 0 || column < column_of (self, sentence->row[i - 1]))
      rk_column_set_begin (&self->base.set);
    rk_column_set_put (&self->base.set, column, sentence->values[i], RK_VALUE_OK);
    if (is_last || column_of (self, sentence->row[i + 1]) < column)
      rk_line_decoder_emit (&self->base, RK_TIME_NONE,
                            is_last ? sentence->end : MIN (begin + sentence->after[i], sentence->end));
  }
}

static void
split_fields (Sentence *sentence,
              gsize     begin,
              gsize     end)
{
  const char *p = (const char *) sentence->line + begin;
  const char *stop = (const char *) sentence->line + end;

  while (p <= stop && sentence->n_fields < FIELDS_MAX) {
    const char *comma = memchr (p, ',', (gsize) (stop - p));

    sentence->fields[sentence->n_fields] = p;
    sentence->lengths[sentence->n_fields] = (gsize) ((comma != NULL ? comma : stop) - p);
    sentence->n_fields++;
    p = comma != NULL ? comma + 1 : stop + 1;
  }
}

/* "GPGGA,...": between "$" and "*". */
static RkLineClass
read_sentence (Nmea         *self,
               const guint8 *line,
               gsize         n,
               gsize         begin,
               gsize         star,
               gsize         end)
{
  Sentence sentence = { .line = line, .n = n, .end = end, .fault = -1 };
  char talker[3];

  if (star - begin < 6 || line[begin + 5] != ',')
    return RK_LINE_PARSED;

  g_snprintf (talker, sizeof talker, "%.2s", (const char *) line + begin);
  if (!g_strv_contains (talkers, talker))
    return RK_LINE_PARSED;

  split_fields (&sentence, begin + 6, star);
  for (guint i = 0; i < G_N_ELEMENTS (sentences); i++) {
    if (memcmp (line + begin + 2, sentences[i].name, 3) == 0)
      sentences[i].read (self, &sentence);
  }
  if (sentence.fault >= 0)
    return rk_line_decoder_refuse (&self->base, line, n, sentence.fault, _("this field does not fit the sentence"));

  emit (self, &sentence);

  return RK_LINE_PARSED;
}

static RkLineClass
read_line (gpointer      user_data,
           const guint8 *line,
           gsize         n,
           gsize         end)
{
  Nmea *self = user_data;
  const guint8 *dollar = memchr (line, '$', n);
  const guint8 *star = n > 2 && line[n - 3] == '*' ? line + n - 3 : NULL;
  gsize begin = dollar != NULL ? (gsize) (dollar - line) + 1 : 0;
  gsize at = star != NULL ? (gsize) (star - line) : 0;

  if (n == 0)
    return RK_LINE_PARSED;
  /* A sentence without its line end is whole when its checksum is. */
  if (self->base.at_end && star == NULL)
    return RK_LINE_DROPPED;

  /* One comes into the middle of a sentence. */
  if (dollar != line && !self->is_synced) {
    self->is_synced = TRUE;
    if (dollar == NULL)
      return RK_LINE_DROPPED;
  }
  /* "!" begins the sentences of ships' transponders. */
  if (dollar == NULL)
    return *line == '!' ? RK_LINE_PARSED : rk_line_decoder_refuse (&self->base, line, n, 0, _("a sentence begins with “$”"));
  if (star == NULL || at < begin)
    return rk_line_decoder_refuse (&self->base, line, n, (gssize) n,
                                   _("the checksum is missing: “*” and two hexadecimal digits"));
  if (!g_ascii_isxdigit ((char) star[1]) || !g_ascii_isxdigit ((char) star[2]) ||
      g_ascii_xdigit_value ((char) star[1]) * 16 + g_ascii_xdigit_value ((char) star[2]) !=
      (int) rk_checksum_compute (RK_CHECKSUM_XOR8, line + begin, at - begin))
    return rk_line_decoder_refuse (&self->base, line, n, (gssize) at + 1, _("the checksum is wrong"));

  self->is_synced = TRUE;

  return read_sentence (self, line, n, begin, at, end);
}

static gpointer
nmea_create (GHashTable *options,
             GError    **error)
{
  static const char * const words[] = { "no", "yes", NULL };
  int details = rk_option_enum (options, "details", words, 0, error);
  Nmea *self;

  if (details < 0)
    return NULL;

  self = g_new0 (Nmea, 1);
  self->details = details == 1;
  rk_line_decoder_init (&self->base, LINE_MAX_BYTES, FALSE, read_line, NULL);

  return self;
}

static void
nmea_reset (gpointer decoder)
{
  Nmea *self = decoder;

  rk_line_decoder_reset (self);
  self->is_synced = FALSE;
}

/* "$", talker, sentence, "*" and the checksum. */
static guint
nmea_get_evidence (gpointer decoder)
{
  return 48;
}

const RkDecoderKind rk_decoder_nmea0183 = {
  .id = "nmea0183",
  .title = N_("NMEA 0183"),
  .options = "details",
  .create = nmea_create,
  .feed = rk_line_decoder_feed,
  .flush = rk_line_decoder_flush,
  .reset = nmea_reset,
  .get_counts = rk_line_decoder_get_counts,
  .free = rk_line_decoder_free,
  .get_evidence = nmea_get_evidence,
};
