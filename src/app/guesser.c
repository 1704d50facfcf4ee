#include "config.h"

#include "app/guesser.h"

#include "acquire/line-look.h"
#include "acquire/memory.h"

#include <string.h>

/* How often what was received is looked at while nothing is known. */
#define LOOK_MS 400
/* Fewer bytes are not worth a look. */
#define LOOK_BYTES 16
/* So many bytes that make no sense are the wrong speed. */
#define WRONG_BYTES 64
/* Silence after which a device may be waiting to be asked. */
#define SILENT_S 4
/* A guess below is not shown. */
#define CONFIDENCE_MIN 0.45

struct _RkGuesser
{
  GObject parent_instance;

  RkDocument     *document;    /* weak */
  RkSource       *source;      /* not owned; NULL when it is gone: see source_gone_cb () */
  RkGuesserState  state;
  GPtrArray      *guesses;     /* of RkGuess */
  guint           timer_id;    /* 0 = none */
  gsize           n_looked;    /* bytes at the last look */
  gboolean        scanned;     /* speeds were tried once: not again by itself */
  GCancellable   *cancellable; /* nullable: of what is under way */
  RkLineSettings  line;
  double          fraction;
  char           *error;       /* nullable */
};

enum { CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

/* RkSource -> RkGuesser. Main thread. */
static GHashTable *guessers;

G_DEFINE_FINAL_TYPE (RkGuesser, rk_guesser, G_TYPE_OBJECT)

static void
rk_guesser_dispose (GObject *object)
{
  RkGuesser *self = RK_GUESSER (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->timer_id, g_source_remove);
  g_clear_weak_pointer (&self->document);
  g_clear_pointer (&self->guesses, g_ptr_array_unref);
  g_clear_pointer (&self->error, g_free);

  G_OBJECT_CLASS (rk_guesser_parent_class)->dispose (object);
}

static void
rk_guesser_class_init (RkGuesserClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = rk_guesser_dispose;

  /**
   * RkGuesser::changed:
   *
   * The state, the guesses or the progress changed.
   */
  signals[CHANGED] = g_signal_new ("changed", RK_TYPE_GUESSER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rk_guesser_init (RkGuesser *self)
{
  self->guesses = g_ptr_array_new_with_free_func ((GDestroyNotify) rk_guess_free);
}

static void
set_state (RkGuesser      *self,
           RkGuesserState  state)
{
  self->state = state;
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
take_guesses (RkGuesser *self,
              GPtrArray *guesses)
{
  g_ptr_array_unref (self->guesses);
  self->guesses = g_ptr_array_ref (guesses);
}

static const RkGuess *
get_best (RkGuesser *self)
{
  return self->guesses->len > 0 ? g_ptr_array_index (self->guesses, 0) : NULL;
}

/* The source is still one of the document's. */
static gboolean
is_connected (RkGuesser *self)
{
  GListModel *sources;

  if (self->document == NULL || self->source == NULL)
    return FALSE;

  sources = rk_recorder_get_sources (rk_document_get_recorder (self->document));
  for (guint i = 0; i < g_list_model_get_n_items (sources); i++) {
    g_autoptr (RkSource) source = g_list_model_get_item (sources, i);

    if (source == self->source)
      return TRUE;
  }

  return FALSE;
}

static gboolean
is_plain (RkSource *source)
{
  return strcmp (rk_profile_get_id (rk_source_get_profile (source)), "generic-text") == 0;
}

/* The speed of a pty or a pipe means nothing. */
static gboolean
has_speed (RkGuesser *self)
{
  return rk_device_get_kind (rk_source_get_device (self->source)) == RK_DEVICE_SERIAL;
}

/* What came in so far; the wrong speed makes the search for the right one begin. */
static void
look (RkGuesser *self)
{
  g_autoptr (GBytes) bytes = rk_source_copy_raw (self->source, RK_RECOGNISE_MAX);
  g_autoptr (GPtrArray) guesses = NULL;
  RkHeard heard = { .line = *rk_profile_get_line (rk_source_get_profile (self->source)) };
  const RkGuess *best;
  guint silent_s = 0;
  RkLook seen;

  heard.bytes = g_bytes_get_data (bytes, &heard.n);
  g_object_get (self->source, "silent-s", &silent_s, NULL);
  if (heard.n == 0 && silent_s >= SILENT_S && self->state != RK_GUESSER_SILENT)
    set_state (self, RK_GUESSER_SILENT);
  if (heard.n < LOOK_BYTES || (heard.n == self->n_looked && heard.n < RK_RECOGNISE_MAX))
    return;

  self->n_looked = heard.n;
  guesses = rk_recognise (&heard);
  take_guesses (self, guesses);
  best = get_best (self);
  if (best != NULL && best->confidence >= CONFIDENCE_MIN) {
    set_state (self, RK_GUESSER_GUESSED);
    return;
  }

  rk_look_at (&seen, heard.bytes, heard.n, 0);
  if (heard.n < WRONG_BYTES || seen.text > 0.9)
    return;
  if (has_speed (self) && !self->scanned)
    rk_guesser_scan (self);
  else if (self->state != RK_GUESSER_UNKNOWN)
    set_state (self, RK_GUESSER_UNKNOWN);
}

/* A guess that is sure of enough bytes is final until somebody decides. */
static gboolean
is_final (RkGuesser *self)
{
  const RkGuess *best = get_best (self);

  return self->state == RK_GUESSER_GUESSED && best != NULL && best->confidence >= RK_GUESS_SURE &&
         (self->n_looked >= 512 || best->n_frames >= 10);
}

static gboolean
timer_cb (gpointer user_data)
{
  RkGuesser *self = user_data;

  if (self->state == RK_GUESSER_SCANNING || self->state == RK_GUESSER_ASKING)
    return G_SOURCE_CONTINUE;

  if (!is_connected (self) || !is_plain (self->source)) {
    self->timer_id = 0;
    if (self->state != RK_GUESSER_IDLE)
      set_state (self, RK_GUESSER_IDLE);
    return G_SOURCE_REMOVE;
  }

  if (rk_source_get_state (self->source) == RK_SOURCE_LISTENING && !rk_document_get_recording (self->document) &&
      !is_final (self))
    look (self);

  return G_SOURCE_CONTINUE;
}

static void
source_gone_cb (gpointer  data,
                GObject  *source)
{
  RkGuesser *self = g_hash_table_lookup (guessers, source);

  self->source = NULL;
  g_hash_table_remove (guessers, source);
}

/**
 * rk_guesser_get:
 * @document: whose source it is
 * @source: a source
 *
 * Finds the guesser of a source, or makes it. It begins to look when the device is not known.
 *
 * Returns: (transfer none): the guesser
 */
RkGuesser *
rk_guesser_get (RkDocument *document,
                RkSource   *source)
{
  RkGuesser *self;

  g_return_val_if_fail (RK_IS_DOCUMENT (document), NULL);
  g_return_val_if_fail (RK_IS_SOURCE (source), NULL);

  if (guessers == NULL)
    guessers = g_hash_table_new_full (NULL, NULL, NULL, g_object_unref);
  self = g_hash_table_lookup (guessers, source);
  if (self != NULL)
    return self;

  self = g_object_new (RK_TYPE_GUESSER, NULL);
  g_set_weak_pointer (&self->document, document);
  self->source = source;
  g_hash_table_insert (guessers, source, self);
  g_object_weak_ref (G_OBJECT (source), source_gone_cb, NULL);

  if (is_plain (source) && !rk_device_is_known (rk_source_get_device (source))) {
    self->state = RK_GUESSER_LISTENING;
    self->timer_id = g_timeout_add (LOOK_MS, timer_cb, self);
  }

  return self;
}

/**
 * rk_guesser_get_state:
 * @self: a guesser
 *
 * Returns: how far it is
 */
RkGuesserState
rk_guesser_get_state (RkGuesser *self)
{
  g_return_val_if_fail (RK_IS_GUESSER (self), RK_GUESSER_IDLE);

  return self->state;
}

/**
 * rk_guesser_get_guesses:
 * @self: a guesser
 *
 * Returns: (transfer none) (element-type RkGuess): the guesses so far, best first
 */
GPtrArray *
rk_guesser_get_guesses (RkGuesser *self)
{
  g_return_val_if_fail (RK_IS_GUESSER (self), NULL);

  return self->guesses;
}

/**
 * rk_guesser_get_line:
 * @self: a guesser
 *
 * Returns: (transfer none): the settings being tried, while scanning or asking
 */
const RkLineSettings *
rk_guesser_get_line (RkGuesser *self)
{
  g_return_val_if_fail (RK_IS_GUESSER (self), NULL);

  return &self->line;
}

/**
 * rk_guesser_get_fraction:
 * @self: a guesser
 *
 * Returns: how much of the search is done, 0 to 1
 */
double
rk_guesser_get_fraction (RkGuesser *self)
{
  g_return_val_if_fail (RK_IS_GUESSER (self), 0.0);

  return self->fraction;
}

/**
 * rk_guesser_get_error:
 * @self: a guesser
 *
 * Returns: (nullable): why the last search ended without a result, for people
 */
const char *
rk_guesser_get_error (RkGuesser *self)
{
  g_return_val_if_fail (RK_IS_GUESSER (self), NULL);

  return self->error;
}

/**
 * rk_guesser_use:
 * @self: a guesser
 * @profile: what the device is, with the settings of its line
 *
 * Decides. What was received is read again; the next time the device is known at once.
 */
void
rk_guesser_use (RkGuesser *self,
                RkProfile *profile)
{
  g_autoptr (GError) error = NULL;

  g_return_if_fail (RK_IS_GUESSER (self));
  g_return_if_fail (profile != NULL);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->timer_id, g_source_remove);
  if (self->source != NULL) {
    rk_source_set_profile (self->source, profile);
    /* The choice holds for today even if the disk is full. */
    if (!rk_memory_store (rk_source_get_key (self->source), profile, &error))
      g_message ("%s", error->message);
  }
  set_state (self, RK_GUESSER_IDLE);
}

static void
progress_cb (const RkLineSettings *line,
             double                fraction,
             gpointer              user_data)
{
  RkGuesser *self = user_data;

  self->line = *line;
  self->fraction = fraction;
  g_signal_emit (self, signals[CHANGED], 0);
}

/* The source goes on listening, at the speed that was found. */
static void
resume (RkGuesser *self)
{
  const RkGuess *best = get_best (self);

  if (!is_connected (self))
    return;

  if (best != NULL && best->confidence >= CONFIDENCE_MIN && self->state != RK_GUESSER_IDLE && is_plain (self->source)) {
    /* Any text is harmless; what is more than that waits for a click, with the line set already. */
    g_autoptr (RkProfile) plain = rk_profile_with_line (rk_source_get_profile (self->source), &best->line);

    rk_source_set_profile (self->source, plain);
  }
  rk_source_open (self->source);
}

static void
finish (RkGuesser *self,
        RkScan    *scan,
        GError    *error)
{
  const RkGuess *best;

  g_clear_object (&self->cancellable);
  self->scanned = TRUE;
  self->n_looked = 0;
  if (scan != NULL && scan->guesses->len > 0)
    take_guesses (self, scan->guesses);
  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    self->error = g_strdup (error->message);
  resume (self);

  /* Somebody has decided meanwhile. */
  if (self->state == RK_GUESSER_IDLE)
    return;

  best = get_best (self);
  if (best != NULL && best->confidence >= CONFIDENCE_MIN)
    set_state (self, RK_GUESSER_GUESSED);
  else
    set_state (self, scan != NULL && scan->silent ? RK_GUESSER_SILENT : RK_GUESSER_UNKNOWN);
}

static void
scanned_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (RkGuesser) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (RkScan) scan = rk_scanner_run_finish (result, &error);

  finish (self, scan, error);
}

static void
asked_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (RkGuesser) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (RkScan) scan = rk_scanner_probe_finish (result, &error);

  finish (self, scan, error);
}

/* The port can be held by one only. */
static gboolean
begin (RkGuesser      *self,
       RkGuesserState  state)
{
  if (!is_connected (self) || self->cancellable != NULL || rk_document_get_recording (self->document))
    return FALSE;

  g_clear_pointer (&self->error, g_free);
  self->cancellable = g_cancellable_new ();
  self->line = *rk_profile_get_line (rk_source_get_profile (self->source));
  self->fraction = 0.0;
  g_ptr_array_unref (self->guesses);
  self->guesses = g_ptr_array_new_with_free_func ((GDestroyNotify) rk_guess_free);
  rk_source_close (self->source);
  set_state (self, state);
  if (self->timer_id == 0)
    self->timer_id = g_timeout_add (LOOK_MS, timer_cb, self);

  return TRUE;
}

/**
 * rk_guesser_scan:
 * @self: a guesser
 *
 * Tries the speeds in use; the source is closed meanwhile. Not during a run.
 */
void
rk_guesser_scan (RkGuesser *self)
{
  g_return_if_fail (RK_IS_GUESSER (self));

  if (begin (self, RK_GUESSER_SCANNING))
    rk_scanner_run_async (rk_source_get_device (self->source), self->cancellable, progress_cb, self, scanned_cb,
                          g_object_ref (self));
}

/**
 * rk_guesser_ask:
 * @self: a guesser
 *
 * Sends the device what known devices answer to: on the user's word only. Not during a run.
 */
void
rk_guesser_ask (RkGuesser *self)
{
  g_return_if_fail (RK_IS_GUESSER (self));

  if (begin (self, RK_GUESSER_ASKING))
    rk_scanner_probe_async (rk_source_get_device (self->source), self->cancellable, progress_cb, self, asked_cb,
                            g_object_ref (self));
}

/**
 * rk_guesser_cancel:
 * @self: a guesser
 *
 * Ends what is under way; the source goes on as it was.
 */
void
rk_guesser_cancel (RkGuesser *self)
{
  g_return_if_fail (RK_IS_GUESSER (self));

  g_cancellable_cancel (self->cancellable);
}
