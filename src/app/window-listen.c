/* The traces of the graph as sounds: the pitch follows the values, a line in the graph shows where. */

#include "config.h"

#include "app/graph-trace.h"
#include "app/sound-player.h"
#include "app/window-private.h"

#include "analysis/sonify.h"
#include "base/clock.h"
#include "base/number.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* The line moves as often as it is seen to. */
#define BEAT_MS 33

struct _RkListening
{
  RkWindow     *window;
  GCancellable *cancellable;
  guint         beat_id;

  /* The trace; of the worker from its start to its end. */
  RkSpan       *span;
  guint         column;
  RkConversion  conversion;
  gint64        begin_ns;
  gint64        end_ns;
  RkSonify     *sound;   /* nullable until it is made */
  gssize        heard;   /* atomic: which of its samples; negative = none yet */

  double        offset_s; /* of the run along x */
  char         *name;
  char         *unit;
  int           decimals;
  gboolean      is_said;
};

static void
listening_free (RkListening *self)
{
  g_clear_handle_id (&self->beat_id, g_source_remove);
  g_clear_pointer (&self->sound, rk_sonify_free);
  rk_conversion_clear (&self->conversion);
  rk_span_unref (self->span);
  g_object_unref (self->cancellable);
  g_object_unref (self->window);
  g_free (self->name);
  g_free (self->unit);
  g_free (self);
}

static RkGraphCursors *
get_cursors (RkWindow *self)
{
  return rk_canvas_get_cursors (rk_graph_page_get_canvas (self->graph_page));
}

static char *
format_value (const RkListening *self,
              double             value)
{
  g_autofree char *number = rk_number_format (value, self->decimals);

  return *self->unit != '\0' ? g_strdup_printf ("%s %s", number, self->unit) : g_steal_pointer (&number);
}

/* What a deep sound means, and a high one. */
static void
explain (RkListening *self)
{
  g_autofree char *least = format_value (self, self->sound->least);
  g_autofree char *most = format_value (self, self->sound->most);
  /* Translators: name of a trace; its least and greatest value, each with its unit. */
  g_autofree char *text = g_strdup_printf (_("%s: the lowest sound is %s, the highest %s"), self->name, least, most);

  self->is_said = TRUE;
  rk_window_say (self->window, text);
}

static gboolean
beat_cb (gpointer user_data)
{
  RkListening *self = user_data;
  gssize heard = (gssize) g_atomic_pointer_get (&self->heard);
  double share;

  if (heard < 0)
    return G_SOURCE_CONTINUE;

  if (!self->is_said)
    explain (self);
  share = MIN ((double) heard / (double) self->sound->n, 1.0);
  rk_graph_cursors_set_playing (get_cursors (self->window),
                                self->offset_s + self->sound->begin_s + share * (self->sound->end_s - self->sound->begin_s));

  return G_SOURCE_CONTINUE;
}

static void
listen_thread (GTask        *task,
               gpointer      source_object,
               gpointer      task_data,
               GCancellable *cancellable)
{
  RkListening *self = task_data;
  RkSonifySettings settings;
  GError *error = NULL;

  rk_sonify_settings_init (&settings);
  self->sound = rk_sonify_new (self->span, self->column, &self->conversion, self->begin_ns, self->end_ns, &settings, &error);

  if (self->sound != NULL
      && rk_sound_play (self->sound->samples, self->sound->n, self->sound->rate_hz, &self->heard, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
heard_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  RkListening *self = user_data;
  RkWindow *window = self->window;
  g_autoptr (GError) error = NULL;

  g_task_propagate_boolean (G_TASK (result), &error);
  /* Closed meanwhile, there is nothing of it left to change. */
  if (gtk_window_get_application (GTK_WINDOW (window)) != NULL && window->listening == self) {
    /* It may be over before the first look at it. */
    if (error == NULL && !self->is_said)
      explain (self);
    window->listening = NULL;
    rk_graph_cursors_set_playing (get_cursors (window), (double) NAN);
    if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
      rk_window_say (window, error->message);
  }
  listening_free (self);
}

/* internal; see window-private.h */
void
rk_window_stop_listening (RkWindow *self)
{
  RkListening *listening = self->listening;

  if (listening == NULL)
    return;

  /* Its end comes later, and may find another one in its place. */
  self->listening = NULL;
  g_clear_handle_id (&listening->beat_id, g_source_remove);
  g_cancellable_cancel (listening->cancellable);
}

/* A trace of no channel has a key without a slash. */
static gboolean
is_of_channel (const RkTraceFacts *facts,
               const char         *channel_id)
{
  gsize len = strlen (channel_id);

  return strncmp (facts->key, channel_id, len) == 0 && facts->key[len] == '/';
}

/* The trace of @channel_id; without one that of the selection, while it is shown, else of the first channel; of the newest run of
 * several. */
static const RkTraceFacts *
find_trace (GPtrArray        *traces,
            const char       *channel_id,
            RkGraphSelection *selection)
{
  const char *key = selection != NULL ? rk_graph_selection_get_key (selection) : NULL;
  g_autofree char *first_id = NULL;
  const RkTraceFacts *found = NULL;

  for (guint i = 0; i < traces->len; i++) {
    const RkTraceFacts *facts = g_ptr_array_index (traces, i);
    const char *end = strrchr (facts->key, '/');

    if (!rk_trace_is_readable (facts->trace) || end == NULL)
      continue;
    if (*channel_id == '\0' && g_strcmp0 (facts->key, key) == 0)
      return facts;
    if (first_id == NULL)
      first_id = *channel_id != '\0' ? g_strdup (channel_id) : g_strndup (facts->key, (gsize) (end - facts->key));
    if (is_of_channel (facts, first_id))
      found = facts;
  }

  return found;
}

static RkGraphSelection *
find_selection (RkWindow *self)
{
  GListModel *selections = rk_graph_cursors_get_selections (get_cursors (self));
  guint n = g_list_model_get_n_items (selections);

  return n > 0 ? g_list_model_get_item (selections, n - 1) : NULL;
}

static gint64
to_ns (double seconds)
{
  return (gint64) CLAMP (seconds * RK_NS_PER_S, -9e18, 9e18);
}

static RkListening *
listening_new (RkWindow           *window,
               const RkTraceFacts *facts,
               double              begin_s,
               double              end_s)
{
  const RkTrace *trace = facts->trace;
  RkListening *self = g_new0 (RkListening, 1);

  self->window = g_object_ref (window);
  self->cancellable = g_cancellable_new ();
  self->span = rk_span_ref (trace->span);
  self->column = trace->column;
  self->conversion = rk_conversion_copy (&trace->conversion);
  self->offset_s = trace->x_offset_s;
  self->begin_ns = to_ns (begin_s - trace->x_offset_s);
  self->end_ns = to_ns (end_s - trace->x_offset_s);
  self->heard = -1;
  self->name = g_strdup (facts->name);
  self->unit = g_strdup (facts->unit);
  self->decimals = facts->decimals;

  return self;
}

/* Once more stops it. */
static void
listen_action (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       user_data)
{
  RkWindow *self = user_data;
  const RkScene *scene;
  g_autoptr (RkGraphSelection) selection = find_selection (self);
  g_autoptr (GPtrArray) traces = NULL;
  g_autoptr (GTask) task = NULL;
  const RkTraceFacts *facts = NULL;

  if (self->listening != NULL) {
    rk_window_stop_listening (self);
    rk_graph_cursors_set_playing (get_cursors (self), (double) NAN);
    return;
  }

  adw_view_stack_set_visible_child_name (self->pages, "graph");
  scene = rk_canvas_get_scene (rk_graph_page_get_canvas (self->graph_page));
  if (scene != NULL && !scene->xy) {
    traces = rk_graph_view_list_traces (rk_graph_cursors_get_view (get_cursors (self)), scene);
    facts = find_trace (traces, g_variant_get_string (parameter, NULL), selection);
  }
  if (facts == NULL) {
    rk_window_say (self, _("There is no trace over time to listen to; record a run first"));
    return;
  }

  self->listening = listening_new (self, facts, selection != NULL ? rk_graph_selection_get_begin (selection) : scene->x.lower,
                                   selection != NULL ? rk_graph_selection_get_end (selection) : scene->x.upper);
  self->listening->beat_id = g_timeout_add (BEAT_MS, beat_cb, self->listening);
  task = g_task_new (NULL, self->listening->cancellable, heard_cb, self->listening);
  g_task_set_source_tag (task, listen_action);
  g_task_set_task_data (task, self->listening, NULL);
  g_task_run_in_thread (task, listen_thread);
}

/* internal; see window-private.h */
void
rk_window_init_listen (RkWindow *self)
{
  static const GActionEntry entries[] = {
    { .name = "listen", .activate = listen_action, .parameter_type = "s" },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}
