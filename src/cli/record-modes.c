#include "config.h"

#include "cli/record-modes.h"

#include <math.h>
#include <string.h>

#include <gio/gunixinputstream.h>
#include <glib/gi18n-lib.h>
#include <unistd.h>

#include "analysis/photogate.h"
#include "base/number.h"
#include "cli/cli.h"

/* A line waits so long for something to be measured. */
#define KEEP_RETRY_MS 100
#define KEEP_TRIES    100

/* --- Options --- */

/**
 * rk_record_modes_clear:
 * @self: options
 *
 * Frees the texts.
 */
void
rk_record_modes_clear (RkRecordModes *self)
{
  g_clear_pointer (&self->trigger, g_free);
  g_clear_pointer (&self->stop_when, g_free);
  g_clear_pointer (&self->keep, g_free);
  g_clear_pointer (&self->photogate, g_free);
}

/* "air temperature rises 30": the last two words say when, those before name the channel. */
static gboolean
parse_condition (const char  *text,
                 char       **name,
                 RkCondition *condition)
{
  g_autofree char *copy = g_strstrip (g_strdup (text));
  char *level = strrchr (copy, ' ');
  char *kind;

  if (level == NULL || !rk_number_parse_typed (level + 1, &condition->level))
    return FALSE;

  *level = '\0';
  g_strchomp (copy);
  kind = strrchr (copy, ' ');
  if (kind == NULL || !rk_watch_kind_from_id (kind + 1, &condition->kind))
    return FALSE;

  *kind = '\0';
  g_strchomp (copy);
  if (*copy == '\0')
    return FALSE;

  *name = g_steal_pointer (&copy);

  return TRUE;
}

static gboolean
is_condition (const char *text)
{
  g_autofree char *name = NULL;
  RkCondition condition = { 0 };

  return text == NULL || parse_condition (text, &name, &condition);
}

/**
 * rk_record_modes_check:
 * @self: options
 *
 * Returns: (transfer full) (nullable): what is wrong with them
 */
char *
rk_record_modes_check (const RkRecordModes *self)
{
  g_autoptr (GError) error = NULL;
  RkPhotogate photogate;

  if (!is_condition (self->trigger))
    return g_strdup (_("record: --trigger is a channel, rises, falls, at, above or below, and a number: \"T rises 30\""));
  if (!is_condition (self->stop_when))
    return g_strdup (_("record: --stop-when is a channel, rises, falls, at, above or below, and a number: \"T above 80\""));
  if (!(self->pre_trigger_s >= 0.0 && self->pre_trigger_s <= RK_HISTORY_S))
    return g_strdup_printf (_("record: --pre-trigger is a number of seconds from 0 to %g"), RK_HISTORY_S);
  if (!(self->delay_s >= 0.0 && self->delay_s <= 86400.0))
    return g_strdup (_("record: --delay is a number of seconds from 0 to 86400"));
  if (!(self->average_s >= 0.0 && self->average_s <= RK_HISTORY_S))
    return g_strdup_printf (_("record: --average is a number of seconds from 0 to %g"), RK_HISTORY_S);
  if (self->keep != NULL && self->trigger != NULL)
    return g_strdup (_("record: --keep and --trigger do not go together"));
  if (self->photogate != NULL && !rk_photogate_parse (self->photogate, &photogate, &error))
    return g_strdup_printf ("record: --photogate: %s", error->message);

  return NULL;
}

/**
 * rk_record_modes_apply:
 * @self: options
 * @recorder: takes them, except for the conditions
 *
 * Sets a recorder up.
 */
void
rk_record_modes_apply (const RkRecordModes *self,
                       RkRecorder          *recorder)
{
  g_object_set (recorder,
                "pre-trigger-s", self->pre_trigger_s,
                "delay-s", self->delay_s,
                "average-s", self->average_s,
                "photogate", self->photogate,
                NULL);
  if (self->photogate != NULL)
    rk_recorder_set_calculator (recorder, &rk_photogate_calculator);

  if (self->keep != NULL) {
    g_auto (GStrv) parts = g_strsplit (self->keep, ",", 2);

    rk_recorder_set_mode (recorder, RK_COLLECT_KEEP);
    for (guint i = 0; parts[i] != NULL; i++)
      g_object_set (recorder, i == 0 ? "entry-name" : "entry-unit", g_strstrip (parts[i]), NULL);
  }
}

/* --- Conditions --- */

static RkChannel *
find_channel (RkExperiment *experiment,
              const char   *name)
{
  GListModel *channels = rk_experiment_get_channels (experiment);

  for (guint i = 0; i < g_list_model_get_n_items (channels); i++) {
    g_autoptr (RkChannel) channel = g_list_model_get_item (channels, i);

    /* The list holds a reference of its own. */
    if (g_strcmp0 (rk_channel_get_name (channel), name) == 0 || g_strcmp0 (rk_channel_get_symbol (channel), name) == 0 ||
        g_strcmp0 (rk_channel_get_column_key (channel), name) == 0)
      return channel;
  }

  return NULL;
}

/* @condition keeps no channel when there is no text. */
static gboolean
resolve (const char   *text,
         RkExperiment *experiment,
         RkCondition  *condition,
         char        **missing)
{
  g_autofree char *name = NULL;

  *condition = (RkCondition) { 0 };
  if (text == NULL || !parse_condition (text, &name, condition))
    return TRUE;

  condition->channel = find_channel (experiment, name);
  if (condition->channel == NULL && *missing == NULL)
    *missing = g_steal_pointer (&name);

  return condition->channel != NULL;
}

/**
 * rk_record_modes_resolve:
 * @self: options
 * @recorder: gets the conditions once all channels are there
 * @experiment: whose channels they are
 * @missing: (out) (transfer full): the first name there is no channel for
 *
 * Looks for the channels by name, symbol or key.
 *
 * Returns: whether all are there
 */
gboolean
rk_record_modes_resolve (const RkRecordModes *self,
                         RkRecorder          *recorder,
                         RkExperiment        *experiment,
                         char               **missing)
{
  RkCondition trigger;
  RkCondition stop;

  *missing = NULL;
  if (!resolve (self->trigger, experiment, &trigger, missing) || !resolve (self->stop_when, experiment, &stop, missing))
    return FALSE;

  rk_recorder_set_trigger (recorder, &trigger);
  rk_recorder_set_stop_condition (recorder, &stop);

  return TRUE;
}

/* --- Lines of standard input --- */

typedef struct {
  RkRecorder       *recorder;
  GDataInputStream *input;
  char             *line; /* waits to be kept */
  guint             n_tries;
} Listener;

static void read_next (Listener *self);

static void
listener_end (Listener *self)
{
  rk_recorder_stop (self->recorder);
  g_object_unref (self->input);
  g_object_unref (self->recorder);
  g_free (self->line);
  g_free (self);
}

/* A sensor that has just been opened needs a moment for its first value. */
static gboolean
keep_cb (gpointer user_data)
{
  Listener *self = user_data;
  g_autoptr (GError) error = NULL;
  double entry = (double) NAN;
  gboolean is_number = rk_number_parse_typed (self->line, &entry);

  if (!rk_recorder_get_recording (self->recorder)) {
    listener_end (self);
    return G_SOURCE_REMOVE;
  }

  if (!is_number && *self->line != '\0')
    rk_cli_warn (_("“%s” is no number; nothing was kept"), self->line);
  else if (!rk_recorder_keep (self->recorder, entry, &error)) {
    if (++self->n_tries < KEEP_TRIES)
      return G_SOURCE_CONTINUE;
    rk_cli_warn ("%s", error->message);
  }

  read_next (self);

  return G_SOURCE_REMOVE;
}

static void
line_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  Listener *self = user_data;

  g_free (self->line);
  self->line = g_data_input_stream_read_line_finish_utf8 (self->input, result, NULL, NULL);
  if (self->line == NULL) {
    listener_end (self);
    return;
  }

  g_strstrip (self->line);
  self->n_tries = 0;
  if (keep_cb (self) == G_SOURCE_CONTINUE)
    g_timeout_add (KEEP_RETRY_MS, keep_cb, self);
}

static void
read_next (Listener *self)
{
  g_data_input_stream_read_line_async (self->input, G_PRIORITY_DEFAULT, NULL, line_cb, self);
}

/**
 * rk_record_modes_listen:
 * @self: options
 * @recorder: whose run is on
 *
 * With --keep: stores a row for each line of standard input, a number or empty; the end of the input ends the run.
 */
void
rk_record_modes_listen (const RkRecordModes *self,
                        RkRecorder          *recorder)
{
  g_autoptr (GInputStream) base = NULL;
  Listener *listener;

  if (self->keep == NULL)
    return;

  base = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  listener = g_new0 (Listener, 1);
  listener->recorder = g_object_ref (recorder);
  listener->input = g_data_input_stream_new (base);
  read_next (listener);
}
