/* What a device may be, by what it says.
 *
 * Every profile is tried: its decoder reads the bytes. Two figures judge it: the share of the bytes that lie in
 * its frames, and how unlikely it is that other bytes would look so: bits of one frame that must be right (sync, checksum,
 * fixed letters; rk_decoder_get_evidence ()) times the frames, where frames that repeat the same bytes count a quarter.
 *
 *   packets      sure = share^2 (1 - 2^(-bits / 6))
 *   known texts  sure = share^2 (0.6 + 0.39 (1 - 2^(-bits / 8)))    a line of numbers is a line of numbers
 *   any text     sure = 0.95 share^2                               and it gives way to anything known
 *
 * With eight data bits an ear hears 7-bit devices too: the parity bit is then the highest one, so it is looked for
 * and taken away. The constants are chosen on real captures so that sixteen right bits in one frame are worth a
 * question (0.84) and three such frames are sure.
 */
#include "config.h"

#include "acquire/recognise-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define GENERIC_ID "generic-text"
/* Guesses below are noise. */
#define CONFIDENCE_MIN 0.2
#define PACKETS_MIN 0.35
#define GUESSES_MAX 12
/* Frames after which more of them prove nothing more. */
#define FRAMES_MAX 10.0
/* What is known goes before "any text" that is this much surer. */
#define GENERIC_FACTOR 0.8
/* Packets with less than this to prove them: only framed, by bytes that noise has too. */
#define WEAK_BITS 12
#define WEAK_FACTOR 0.75
#define TIE 0.004
#define FAMILY 0.25
/* More bits than this prove nothing more. */
#define BITS_MAX 64.0
/* Bits lost to settings that are not the profile's; gained by a parity that is right in every byte. */
#define BAUD_BITS 3.0
#define FRAME_BITS 2.0
#define PARITY_BITS 6.0

/* The bytes in one way to see them. */
typedef struct {
  const guint8  *bytes;
  gsize          n;
  RkLineSettings line;
  double         bonus; /* bits for what has shown about the line */
} Version;

typedef struct {
  RkGuess *guess;
  double   key;     /* what guesses are sorted by */
  double   bits;
  gboolean numbers; /* there is a value in its frames: a meter that only says "overload" is rare */
} Candidate;

/**
 * rk_guess_copy:
 * @self: a guess
 *
 * Returns: (transfer full): a copy
 */
RkGuess *
rk_guess_copy (const RkGuess *self)
{
  RkGuess *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_new (RkGuess, 1);
  *copy = *self;
  copy->profile = rk_profile_ref (self->profile);
  copy->reason = g_strdup (self->reason);
  copy->samples = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < self->samples->len; i++)
    g_ptr_array_add (copy->samples, g_strdup (g_ptr_array_index (self->samples, i)));

  return copy;
}

/**
 * rk_guess_free:
 * @self: (nullable): a guess
 *
 * Frees a guess.
 */
void
rk_guess_free (RkGuess *self)
{
  if (self == NULL)
    return;

  rk_profile_unref (self->profile);
  g_free (self->reason);
  g_ptr_array_unref (self->samples);
  g_free (self);
}

static void
candidate_clear (gpointer data)
{
  Candidate *candidate = data;

  g_clear_pointer (&candidate->guess, rk_guess_free);
}

static gboolean
reads_lines (RkProfile *profile)
{
  static const char * const kinds[] = { "delimited", "json-lines", "nmea0183", "regex", "teleplot", NULL };

  return g_strv_contains (kinds, rk_profile_get_decoder (profile));
}

static gboolean
is_generic (RkProfile *profile)
{
  return strcmp (rk_profile_get_id (profile), GENERIC_ID) == 0;
}

/* Simulated devices are known, and several profiles of any text would all say the same. */
static gboolean
takes_part (RkProfile *profile)
{
  if (g_str_has_prefix (rk_profile_get_id (profile), "sim-"))
    return FALSE;

  return is_generic (profile) || strcmp (rk_profile_get_decoder (profile), "delimited") != 0 ||
         g_hash_table_size (rk_profile_get_options (profile)) > 0;
}

/* Where the first whole line begins: what comes before is half a line. */
static gsize
first_line (const Version *version)
{
  for (gsize i = 0; i < version->n / 2; i++) {
    if (version->bytes[i] == '\n' || version->bytes[i] == '\r')
      return i + 1;
  }

  return 0;
}

/* The settings to listen with: what was heard, and from the profile what an ear cannot hear. */
static RkLineSettings
settle_line (RkProfile     *profile,
             const Version *version,
             const RkHeard *heard)
{
  const RkLineSettings *own = rk_profile_get_line (profile);
  RkLineSettings line = *own;

  line.baud = version->line.baud;
  line.data_bits = version->line.data_bits;
  line.parity = version->line.parity;
  line.stop_bits = version->line.stop_bits;
  if (own->baud == line.baud && own->data_bits == line.data_bits &&
      (own->parity == line.parity || (line.parity == RK_PARITY_NONE && heard->faults.framing > 0))) {
    line.parity = own->parity;
    line.stop_bits = own->stop_bits;
  }

  return line;
}

static double
weigh_evidence (const RkTrial *trial,
                RkProfile     *profile,
                const Version *version)
{
  const RkLineSettings *own = rk_profile_get_line (profile);
  double frames = MIN (trial->n_distinct + 0.25 * (trial->n_frames - trial->n_distinct), FRAMES_MAX);
  double bits = MIN (trial->evidence * frames + version->bonus, BITS_MAX);

  if (own->baud != version->line.baud)
    bits -= BAUD_BITS;
  if (own->data_bits != version->line.data_bits || own->parity != version->line.parity)
    bits -= FRAME_BITS;

  return MAX (bits, 0.0);
}

static char *
dup_reason (const RkTrial *trial,
            RkProfile     *profile)
{
  guint n = trial->n_frames + trial->n_bad;

  if (reads_lines (profile))
    /* Translators: lines read, lines there were */
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u of %u line fits", "%u of %u lines fit", n), trial->n_frames, n);
  if (trial->evidence >= 16)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u of %u packet is whole and checks",
                                         "%u of %u packets are whole and check", n), trial->n_frames, n);

  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u of %u packet is whole", "%u of %u packets are whole", n),
                          trial->n_frames, n);
}

static double
judge (const RkTrial *trial,
       RkProfile     *profile,
       const RkLook  *look,
       double         bits)
{
  double talk = (double) trial->n_text / (trial->n_frames + trial->n_text);
  /* Lines for people are no fault, but no proof either; something known does not expect them. */
  double share = trial->share * (1.0 - (is_generic (profile) ? 0.15 : 0.1 + 0.4 * exp2 (-bits / 16.0)) * talk);
  double square = share * share;
  /* Some old devices put a degree sign of their own into each line. */
  double text = CLAMP ((look->text - 0.8) / 0.12, 0.0, 1.0);

  if (is_generic (profile)) {
    double frames = trial->n_frames >= 3 ? 1.0 : trial->n_frames == 2 ? 0.85 : 0.65;

    /* Faults in clean text are a parity bit where the stop bit should be. */
    return 0.95 * square * text * frames * (trial->n_numbers > 0 ? 1.0 : 0.3);
  }
  if (reads_lines (profile))
    return square * text * (trial->n_frames > 1 ? 1.0 : 0.88) * (0.6 + 0.39 * (1.0 - exp2 (-bits / 8.0)));

  /* A wrong speed makes bytes that end or begin any packet; what proves little must be heard without faults. */
  if (trial->evidence < WEAK_BITS)
    return WEAK_FACTOR * square * (1.0 - exp2 (-bits / 6.0)) * (1.0 - look->faulty) * (1.0 - look->faulty);

  /* One packet may lie by chance across those of another device. */
  return square * (1.0 - exp2 (-bits / 6.0)) * (trial->n_frames > 1 ? 0.995 : 0.8);
}

static void
try_profile (GArray        *candidates,
             RkProfile     *profile,
             const Version *version,
             const RkLook  *look,
             const RkHeard *heard)
{
  gsize skip = reads_lines (profile) ? first_line (version) : 0;
  Candidate candidate = { 0 };
  RkTrial trial;
  double confidence;

  if (!rk_trial_run (&trial, profile, version->bytes + skip, version->n - skip, FALSE))
    return;

  candidate.bits = weigh_evidence (&trial, profile, version);
  confidence = judge (&trial, profile, look, candidate.bits);
  if (confidence >= CONFIDENCE_MIN) {
    RkGuess *guess = g_new0 (RkGuess, 1);

    guess->line = settle_line (profile, version, heard);
    guess->profile = rk_profile_with_line (profile, &guess->line);
    guess->confidence = confidence;
    guess->rejected = 1.0 - trial.share;
    guess->n_frames = trial.n_frames;
    guess->generic = is_generic (profile);
    guess->reason = dup_reason (&trial, profile);
    guess->samples = g_ptr_array_new_with_free_func (g_free);
    candidate.numbers = trial.n_numbers > 0;
    candidate.guess = guess;
    candidate.key = confidence * (guess->generic ? GENERIC_FACTOR : 1.0);
    g_array_append_val (candidates, candidate);
  }
  rk_trial_clear (&trial);
}

/* Both explain the bytes equally well. */
static gboolean
is_tie (const Candidate *first,
        const Candidate *second)
{
  return fabs (first->key - second->key) <= TIE && fabs (first->bits - second->bits) <= 1.0;
}

static int
compare_candidates (gconstpointer a,
                    gconstpointer b)
{
  const Candidate *first = a;
  const Candidate *second = b;
  RkProfile *one = first->guess->profile;
  RkProfile *other = second->guess->profile;
  guint one_size = g_hash_table_size (rk_profile_get_options (one));
  guint other_size = g_hash_table_size (rk_profile_get_options (other));

  /* The plain member of a family reads all that the others do; those are for people to choose. */
  if (strcmp (rk_profile_get_decoder (one), rk_profile_get_decoder (other)) == 0 && (one_size == 0) != (other_size == 0) &&
      fabs (first->key - second->key) <= FAMILY)
    return one_size == 0 ? -1 : 1;
  if (!is_tie (first, second))
    return first->key < second->key || (fabs (first->key - second->key) <= TIE && first->bits < second->bits) ? 1 : -1;
  if (first->numbers != second->numbers)
    return first->numbers ? -1 : 1;
  /* The simpler member of a family, then the one that need not ask. */
  if (strcmp (rk_profile_get_decoder (one), rk_profile_get_decoder (other)) == 0 && one_size != other_size)
    return one_size < other_size ? -1 : 1;
  if ((rk_profile_get_talk (one) != NULL) != (rk_profile_get_talk (other) != NULL))
    return rk_profile_get_talk (one) != NULL ? 1 : -1;

  return strcmp (rk_profile_get_id (one), rk_profile_get_id (other));
}

/* The ways to see the bytes: as they are, and without a parity in the highest bit. */
static guint
find_versions (const RkHeard *heard,
               const guint8  *bytes,
               gsize          n,
               const RkLook  *look,
               guint8        *stripped,
               Version        versions[2])
{
  versions[0] = (Version) { bytes, n, heard->line, 0.0 };
  if (heard->line.data_bits != 8 || heard->line.parity != RK_PARITY_NONE || look->top == RK_TOP_BIT_DATA)
    return 1;

  memcpy (stripped, bytes, n);
  rk_strip_top (stripped, n);
  versions[1] = (Version) { stripped, n, heard->line, PARITY_BITS };
  versions[1].line.data_bits = 7;
  versions[1].line.parity = look->top == RK_TOP_BIT_ODD ? RK_PARITY_ODD
                          : look->top == RK_TOP_BIT_EVEN ? RK_PARITY_EVEN : RK_PARITY_NONE;
  versions[1].line.stop_bits = look->top == RK_TOP_BIT_MARK ? 2 : 1;

  return 2;
}

/* Rows are made for those only that will be shown. */
static void
add_samples (RkGuess      *guess,
             const guint8 *bytes,
             gsize         n)
{
  g_autofree guint8 *own = NULL;
  Version version = { bytes, n, guess->line, 0.0 };
  RkTrial trial;
  gsize skip;

  if (guess->line.data_bits == 7) {
    own = g_memdup2 (bytes, n);
    rk_strip_top (own, n);
    version.bytes = own;
  }
  skip = reads_lines (guess->profile) ? first_line (&version) : 0;
  if (!rk_trial_run (&trial, guess->profile, version.bytes + skip, n - skip, TRUE))
    return;

  g_ptr_array_unref (guess->samples);
  guess->samples = g_steal_pointer (&trial.samples);
  rk_trial_clear (&trial);
}

/* Packets nobody knows, where nothing else was found. */
static void
try_packets (GArray        *candidates,
             const RkHeard *heard,
             const guint8  *bytes,
             gsize          n,
             const RkLook  *look)
{
  g_autoptr (RkProfile) profile = NULL;
  Candidate candidate = { 0 };
  double confidence;
  char *reason;
  RkGuess *guess;

  for (guint i = 0; i < candidates->len; i++) {
    if (g_array_index (candidates, Candidate, i).key >= 0.6)
      return;
  }
  if (look->text > 0.95)
    return;

  profile = rk_recognise_packets (bytes, n, &confidence, &reason);
  if (profile == NULL)
    return;
  /* At a wrong speed a device that repeats itself seems to send packets too; but the line has faults then. */
  confidence *= (1.0 - look->faulty) * (1.0 - look->faulty);
  if (confidence < PACKETS_MIN) {
    g_free (reason);
    return;
  }

  guess = g_new0 (RkGuess, 1);
  guess->line = heard->line;
  guess->profile = rk_profile_with_line (profile, &guess->line);
  guess->confidence = confidence;
  guess->generic = TRUE;
  guess->reason = reason;
  guess->samples = g_ptr_array_new_with_free_func (g_free);
  candidate.guess = guess;
  candidate.key = guess->confidence * GENERIC_FACTOR;
  g_array_append_val (candidates, candidate);
}

/* Two that know the bytes equally well: neither is sure. */
static void
doubt (GArray *candidates)
{
  const Candidate *first = &g_array_index (candidates, Candidate, 0);
  const Candidate *second;

  if (candidates->len < 2 || first->guess->generic)
    return;

  second = &g_array_index (candidates, Candidate, 1);
  if (!second->guess->generic && first->numbers == second->numbers && is_tie (first, second) &&
      strcmp (rk_profile_get_decoder (first->guess->profile), rk_profile_get_decoder (second->guess->profile)) != 0)
    first->guess->confidence *= 0.92;
}

/**
 * rk_recognise:
 * @heard: what a device said
 *
 * Guesses what the device is and how to listen to it.
 *
 * Looks at the newest 4 KiB. All profiles are tried; the first guess is the best. Profiles of one grammar that
 * know nothing of the device (CSV, Arduino...) are one guess, "generic-text".
 *
 * Threads: pure, any thread.
 *
 * Returns: (transfer full) (element-type RkGuess): guesses, best first
 */
GPtrArray *
rk_recognise (const RkHeard *heard)
{
  GPtrArray *guesses = g_ptr_array_new_with_free_func ((GDestroyNotify) rk_guess_free);
  g_autoptr (GArray) candidates = g_array_new (FALSE, FALSE, sizeof (Candidate));
  g_autoptr (GPtrArray) profiles = NULL;
  guint8 stripped[RK_RECOGNISE_MAX];
  Version versions[2];
  const guint8 *bytes;
  guint n_versions;
  RkLook looks[2];
  gsize n;

  g_return_val_if_fail (heard != NULL, guesses);

  n = MIN (heard->n, RK_RECOGNISE_MAX);
  if (n == 0)
    return guesses;

  g_array_set_clear_func (candidates, candidate_clear);
  bytes = heard->bytes + (heard->n - n);
  rk_look_at (&looks[0], bytes, n, heard->faults.framing);
  n_versions = find_versions (heard, bytes, n, &looks[0], stripped, versions);
  if (n_versions == 2)
    rk_look_at (&looks[1], stripped, n, heard->faults.framing);

  profiles = rk_profile_list ();
  for (guint i = 0; i < profiles->len; i++) {
    RkProfile *profile = g_ptr_array_index (profiles, i);

    for (guint k = 0; k < n_versions && takes_part (profile); k++)
      try_profile (candidates, profile, &versions[k], &looks[k], heard);
  }
  try_packets (candidates, heard, bytes, n, &looks[0]);

  g_array_sort (candidates, compare_candidates);
  if (candidates->len > 0)
    doubt (candidates);
  for (guint i = 0; i < candidates->len && i < GUESSES_MAX; i++) {
    RkGuess *guess = g_steal_pointer (&g_array_index (candidates, Candidate, i).guess);

    add_samples (guess, bytes, n);
    g_ptr_array_add (guesses, guess);
  }

  return guesses;
}
