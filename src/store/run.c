#include "config.h"

#include "store/run.h"

struct _RkRun
{
  GObject parent_instance;

  gint64      id;
  char       *name;
  char       *notes;
  gboolean    visible;
  RkRunState  state;
  gint64      begin_wall_us; /* UTC */
  gint64      duration_ns;   /* as set; while recording the samples may be ahead of it */
  gint64      offset_ns;     /* along a common axis of time */
  RkExcluded *excluded;      /* nullable */
  GPtrArray  *streams;       /* of RkStream */
  GListStore *marks;         /* of RkMark, by begin, then id */
  gint64      last_mark_id;  /* the greatest ever used */
};

enum {
  PROP_0,
  PROP_ID,
  PROP_NAME,
  PROP_NOTES,
  PROP_VISIBLE,
  PROP_STATE,
  PROP_BEGIN_WALL_US,
  PROP_DURATION_NS,
  PROP_OFFSET_NS,
  PROP_EXCLUDED,
  PROP_MARKS,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static const GEnumValue state_values[] = {
  { RK_RUN_RECORDING, "RK_RUN_RECORDING", "recording" },
  { RK_RUN_COMPLETE,  "RK_RUN_COMPLETE",  "complete" },
  { RK_RUN_RECOVERED, "RK_RUN_RECOVERED", "recovered" },
  { 0, NULL, NULL },
};

static void rk_run_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (RkRun, rk_run, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, rk_run_list_model_init))

GType
rk_run_state_get_type (void)
{
  static gsize type;

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_enum_register_static ("RkRunState", state_values));

  return type;
}

static GType
rk_run_get_item_type (GListModel *model)
{
  return RK_TYPE_STREAM;
}

static guint
rk_run_get_n_items (GListModel *model)
{
  return RK_RUN (model)->streams->len;
}

static gpointer
rk_run_get_item (GListModel *model,
                 guint       position)
{
  RkRun *self = RK_RUN (model);

  return position < self->streams->len ? g_object_ref (g_ptr_array_index (self->streams, position)) : NULL;
}

static void
rk_run_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = rk_run_get_item_type;
  iface->get_n_items = rk_run_get_n_items;
  iface->get_item = rk_run_get_item;
}

static void
rk_run_get_property (GObject    *object,
                     guint       prop_id,
                     GValue     *value,
                     GParamSpec *pspec)
{
  RkRun *self = RK_RUN (object);

  switch (prop_id) {
  case PROP_ID:
    g_value_set_int64 (value, self->id);
    break;
  case PROP_NAME:
    g_value_set_string (value, self->name);
    break;
  case PROP_NOTES:
    g_value_set_string (value, self->notes);
    break;
  case PROP_VISIBLE:
    g_value_set_boolean (value, self->visible);
    break;
  case PROP_STATE:
    g_value_set_enum (value, (int) self->state);
    break;
  case PROP_BEGIN_WALL_US:
    g_value_set_int64 (value, self->begin_wall_us);
    break;
  case PROP_DURATION_NS:
    g_value_set_int64 (value, rk_run_get_duration_ns (self));
    break;
  case PROP_OFFSET_NS:
    g_value_set_int64 (value, self->offset_ns);
    break;
  case PROP_EXCLUDED:
    g_value_set_boxed (value, self->excluded);
    break;
  case PROP_MARKS:
    g_value_set_object (value, self->marks);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
rk_run_set_property (GObject      *object,
                     guint         prop_id,
                     const GValue *value,
                     GParamSpec   *pspec)
{
  RkRun *self = RK_RUN (object);

  switch (prop_id) {
  case PROP_ID:
    self->id = g_value_get_int64 (value);
    break;
  case PROP_NAME:
    rk_run_set_name (self, g_value_get_string (value));
    break;
  case PROP_NOTES:
    rk_run_set_notes (self, g_value_get_string (value));
    break;
  case PROP_VISIBLE:
    rk_run_set_visible (self, g_value_get_boolean (value));
    break;
  case PROP_STATE:
    rk_run_set_state (self, (RkRunState) g_value_get_enum (value));
    break;
  case PROP_BEGIN_WALL_US:
    self->begin_wall_us = g_value_get_int64 (value);
    break;
  case PROP_DURATION_NS:
    rk_run_set_duration_ns (self, g_value_get_int64 (value));
    break;
  case PROP_OFFSET_NS:
    rk_run_set_offset_ns (self, g_value_get_int64 (value));
    break;
  case PROP_EXCLUDED:
    rk_run_set_excluded (self, g_value_get_boxed (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void mark_notify_cb (RkMark *mark, GParamSpec *pspec, RkRun *self);

static void
rk_run_dispose (GObject *object)
{
  RkRun *self = RK_RUN (object);

  g_ptr_array_set_size (self->streams, 0);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->marks)); i++) {
    g_autoptr (RkMark) mark = g_list_model_get_item (G_LIST_MODEL (self->marks), i);

    g_signal_handlers_disconnect_by_func (mark, mark_notify_cb, self);
  }
  g_list_store_remove_all (self->marks);

  G_OBJECT_CLASS (rk_run_parent_class)->dispose (object);
}

static void
rk_run_finalize (GObject *object)
{
  RkRun *self = RK_RUN (object);

  g_free (self->name);
  g_free (self->notes);
  g_clear_pointer (&self->excluded, rk_excluded_unref);
  g_ptr_array_unref (self->streams);
  g_object_unref (self->marks);

  G_OBJECT_CLASS (rk_run_parent_class)->finalize (object);
}

static void
rk_run_class_init (RkRunClass *klass)
{
  const GParamFlags constant = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  const GParamFlags changing = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = rk_run_get_property;
  object_class->set_property = rk_run_set_property;
  object_class->dispose = rk_run_dispose;
  object_class->finalize = rk_run_finalize;

  /**
   * RkRun:id:
   *
   * What files call the run; ascending, never used twice in an experiment.
   */
  properties[PROP_ID] = g_param_spec_int64 ("id", NULL, NULL, G_MININT64, G_MAXINT64, 0, constant);

  /**
   * RkRun:name:
   *
   * What people call it.
   */
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, changing);

  /**
   * RkRun:notes:
   *
   * What people note about it.
   */
  properties[PROP_NOTES] = g_param_spec_string ("notes", NULL, NULL, NULL, changing);

  /**
   * RkRun:visible:
   *
   * Whether it is drawn.
   */
  properties[PROP_VISIBLE] = g_param_spec_boolean ("visible", NULL, NULL, TRUE, changing);

  /**
   * RkRun:state:
   *
   * Whether it still grows, and how it ended.
   */
  properties[PROP_STATE] =
    g_param_spec_enum ("state", NULL, NULL, RK_TYPE_RUN_STATE, RK_RUN_RECORDING, changing);

  /**
   * RkRun:begin-wall-us:
   *
   * When Start was pressed, microseconds since 1970, UTC.
   */
  properties[PROP_BEGIN_WALL_US] =
    g_param_spec_int64 ("begin-wall-us", NULL, NULL, G_MININT64, G_MAXINT64, 0, constant);

  /**
   * RkRun:duration-ns:
   *
   * From Start to Stop; so far, while recording. Notified when it is set, not as samples come.
   */
  properties[PROP_DURATION_NS] =
    g_param_spec_int64 ("duration-ns", NULL, NULL, 0, G_MAXINT64, 0, changing);

  /**
   * RkRun:offset-ns:
   *
   * By how much it is shown later than it was; the times of its samples and marks stay as they are.
   */
  properties[PROP_OFFSET_NS] =
    g_param_spec_int64 ("offset-ns", NULL, NULL, -RK_RUN_MAX_OFFSET_NS, RK_RUN_MAX_OFFSET_NS, 0, changing);

  /**
   * RkRun:excluded:
   *
   * What is left out of all that is drawn and reckoned; the samples stay.
   */
  properties[PROP_EXCLUDED] = g_param_spec_boxed ("excluded", NULL, NULL, RK_TYPE_EXCLUDED, changing);

  /**
   * RkRun:marks:
   *
   * Its marks, of [class@Mark], in the order of time. Notified too when one of them changes.
   */
  properties[PROP_MARKS] =
    g_param_spec_object ("marks", NULL, NULL, G_TYPE_LIST_MODEL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
rk_run_init (RkRun *self)
{
  self->streams = g_ptr_array_new_with_free_func (g_object_unref);
  self->marks = g_list_store_new (RK_TYPE_MARK);
  self->visible = TRUE;
  self->state = RK_RUN_RECORDING;
}

/**
 * rk_run_new:
 * @id: what files call it
 * @name: (nullable): what people call it
 * @begin_wall_us: when Start was pressed, microseconds since 1970, UTC
 *
 * Makes a run that is being recorded, without streams.
 *
 * Threads: main.
 *
 * Returns: (transfer full): a run
 */
RkRun *
rk_run_new (gint64      id,
            const char *name,
            gint64      begin_wall_us)
{
  return g_object_new (RK_TYPE_RUN, "id", id, "name", name, "begin-wall-us", begin_wall_us, NULL);
}

/**
 * rk_run_get_id:
 * @self: a run
 *
 * Returns: what files call it
 */
gint64
rk_run_get_id (RkRun *self)
{
  g_return_val_if_fail (RK_IS_RUN (self), 0);

  return self->id;
}

/**
 * rk_run_get_name:
 * @self: a run
 *
 * Returns: (nullable): what people call it
 */
const char *
rk_run_get_name (RkRun *self)
{
  g_return_val_if_fail (RK_IS_RUN (self), NULL);

  return self->name;
}

/**
 * rk_run_get_notes:
 * @self: a run
 *
 * Returns: (nullable): what people note about it
 */
const char *
rk_run_get_notes (RkRun *self)
{
  g_return_val_if_fail (RK_IS_RUN (self), NULL);

  return self->notes;
}

/**
 * rk_run_get_visible:
 * @self: a run
 *
 * Returns: whether it is drawn
 */
gboolean
rk_run_get_visible (RkRun *self)
{
  g_return_val_if_fail (RK_IS_RUN (self), FALSE);

  return self->visible;
}

/**
 * rk_run_get_state:
 * @self: a run
 *
 * Returns: whether it still grows, and how it ended
 */
RkRunState
rk_run_get_state (RkRun *self)
{
  g_return_val_if_fail (RK_IS_RUN (self), RK_RUN_COMPLETE);

  return self->state;
}

/**
 * rk_run_get_begin_wall_us:
 * @self: a run
 *
 * Returns: when Start was pressed, microseconds since 1970, UTC
 */
gint64
rk_run_get_begin_wall_us (RkRun *self)
{
  g_return_val_if_fail (RK_IS_RUN (self), 0);

  return self->begin_wall_us;
}

/**
 * rk_run_get_duration_ns:
 * @self: a run
 *
 * Tells how long it lasted; while recording, at least until the last sample.
 *
 * Returns: nanoseconds
 */
gint64
rk_run_get_duration_ns (RkRun *self)
{
  gint64 duration_ns;

  g_return_val_if_fail (RK_IS_RUN (self), 0);

  duration_ns = self->duration_ns;

  for (guint i = 0; self->state == RK_RUN_RECORDING && i < self->streams->len; i++) {
    RkSeries *series = rk_stream_get_series (g_ptr_array_index (self->streams, i));
    g_autoptr (RkSpan) span = rk_series_take_span (series);
    guint64 n_samples = rk_span_get_n_samples (span);

    if (n_samples > 0)
      duration_ns = MAX (duration_ns, rk_span_get_time_ns (span, n_samples - 1));
  }

  return duration_ns;
}

static void
set_text (RkRun       *self,
          char       **text,
          const char  *value,
          guint        prop_id)
{
  if (g_strcmp0 (*text, value) == 0)
    return;

  g_free (*text);
  *text = g_strdup (value);
  g_object_notify_by_pspec (G_OBJECT (self), properties[prop_id]);
}

/**
 * rk_run_set_name:
 * @self: a run
 * @name: (nullable): what people call it
 *
 * Names it.
 */
void
rk_run_set_name (RkRun      *self,
                 const char *name)
{
  g_return_if_fail (RK_IS_RUN (self));

  set_text (self, &self->name, name, PROP_NAME);
}

/**
 * rk_run_set_notes:
 * @self: a run
 * @notes: (nullable): what people note about it
 *
 * Notes something about it.
 */
void
rk_run_set_notes (RkRun      *self,
                  const char *notes)
{
  g_return_if_fail (RK_IS_RUN (self));

  set_text (self, &self->notes, notes, PROP_NOTES);
}

/**
 * rk_run_set_visible:
 * @self: a run
 * @visible: whether it is drawn
 *
 * Shows or hides it.
 */
void
rk_run_set_visible (RkRun    *self,
                    gboolean  visible)
{
  g_return_if_fail (RK_IS_RUN (self));

  visible = !!visible;
  if (self->visible == visible)
    return;

  self->visible = visible;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VISIBLE]);
}

/**
 * rk_run_set_state:
 * @self: a run
 * @state: the new state
 *
 * Says that it ended, or how.
 */
void
rk_run_set_state (RkRun      *self,
                  RkRunState  state)
{
  g_return_if_fail (RK_IS_RUN (self));
  g_return_if_fail ((guint) state <= RK_RUN_RECOVERED);

  if (self->state == state)
    return;

  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

/**
 * rk_run_set_duration_ns:
 * @self: a run
 * @duration_ns: from Start to Stop, not negative
 *
 * Says how long it lasted.
 */
void
rk_run_set_duration_ns (RkRun  *self,
                        gint64  duration_ns)
{
  g_return_if_fail (RK_IS_RUN (self));
  g_return_if_fail (duration_ns >= 0);

  if (self->duration_ns == duration_ns)
    return;

  self->duration_ns = duration_ns;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DURATION_NS]);
}

/**
 * rk_run_get_offset_ns:
 * @self: a run
 *
 * Returns: by how much it is shown later than it was, nanoseconds
 */
gint64
rk_run_get_offset_ns (RkRun *self)
{
  g_return_val_if_fail (RK_IS_RUN (self), 0);

  return self->offset_ns;
}

/**
 * rk_run_set_offset_ns:
 * @self: a run
 * @offset_ns: by how much it is shown later than it was; beyond %RK_RUN_MAX_OFFSET_NS either way is cut to that
 *
 * Shifts it along a common axis of time, so that it can be compared with others.
 *
 * The times of its samples and marks stay as they are.
 */
void
rk_run_set_offset_ns (RkRun  *self,
                      gint64  offset_ns)
{
  g_return_if_fail (RK_IS_RUN (self));

  offset_ns = CLAMP (offset_ns, -RK_RUN_MAX_OFFSET_NS, RK_RUN_MAX_OFFSET_NS);
  if (self->offset_ns == offset_ns)
    return;

  self->offset_ns = offset_ns;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_OFFSET_NS]);
}

/**
 * rk_run_get_excluded:
 * @self: a run
 *
 * Returns: (transfer none) (nullable): what is left out of it
 */
RkExcluded *
rk_run_get_excluded (RkRun *self)
{
  g_return_val_if_fail (RK_IS_RUN (self), NULL);

  return self->excluded;
}

/**
 * rk_run_set_excluded:
 * @self: a run
 * @excluded: (nullable): what is left out of it from now on
 *
 * Leaves something out of all that is drawn and reckoned. The samples stay, and can be taken in again.
 */
void
rk_run_set_excluded (RkRun      *self,
                     RkExcluded *excluded)
{
  g_return_if_fail (RK_IS_RUN (self));

  if (rk_excluded_equal (self->excluded, excluded))
    return;

  g_clear_pointer (&self->excluded, rk_excluded_unref);
  self->excluded = excluded != NULL ? rk_excluded_ref (excluded) : NULL;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_EXCLUDED]);
}

/**
 * rk_run_take_span:
 * @self: a run
 * @stream: one of its streams
 *
 * Takes hold of the samples there are now; those that are left out have no values. See rk_series_take_span().
 *
 * Returns: (transfer full): a span
 */
RkSpan *
rk_run_take_span (RkRun    *self,
                  RkStream *stream)
{
  g_autoptr (RkSpan) span = NULL;

  g_return_val_if_fail (RK_IS_RUN (self) && RK_IS_STREAM (stream), NULL);

  span = rk_series_take_span (rk_stream_get_series (stream));

  return self->excluded != NULL ? rk_span_exclude (span, self->excluded, FALSE) : g_steal_pointer (&span);
}

/**
 * rk_run_take_excluded:
 * @self: a run
 * @stream: one of its streams
 *
 * Takes hold of what is left out: the others have no values.
 *
 * Returns: (transfer full) (nullable): a span, %NULL when nothing is left out of the run
 */
RkSpan *
rk_run_take_excluded (RkRun    *self,
                      RkStream *stream)
{
  g_autoptr (RkSpan) span = NULL;

  g_return_val_if_fail (RK_IS_RUN (self) && RK_IS_STREAM (stream), NULL);

  if (self->excluded == NULL)
    return NULL;

  span = rk_series_take_span (rk_stream_get_series (stream));

  return rk_span_exclude (span, self->excluded, TRUE);
}

/**
 * rk_run_get_n_streams:
 * @self: a run
 *
 * Returns: number of streams
 */
guint
rk_run_get_n_streams (RkRun *self)
{
  g_return_val_if_fail (RK_IS_RUN (self), 0);

  return self->streams->len;
}

/**
 * rk_run_get_stream:
 * @self: a run
 * @n: index
 *
 * Returns: (transfer none) (nullable): a stream, %NULL after the last
 */
RkStream *
rk_run_get_stream (RkRun *self,
                   guint  n)
{
  g_return_val_if_fail (RK_IS_RUN (self), NULL);

  return n < self->streams->len ? g_ptr_array_index (self->streams, n) : NULL;
}

/**
 * rk_run_add_stream:
 * @self: a run
 * @stream: (transfer none): a stream
 *
 * Adds the stream of one more source.
 */
void
rk_run_add_stream (RkRun    *self,
                   RkStream *stream)
{
  g_return_if_fail (RK_IS_RUN (self) && RK_IS_STREAM (stream));

  g_ptr_array_add (self->streams, g_object_ref (stream));
  g_list_model_items_changed (G_LIST_MODEL (self), self->streams->len - 1, 0, 1);
}

static int
compare_marks (gconstpointer a,
               gconstpointer b,
               gpointer      user_data)
{
  RkMark *first = (RkMark *) a;
  RkMark *second = (RkMark *) b;
  gint64 begin = rk_mark_get_begin_ns (first);
  gint64 other = rk_mark_get_begin_ns (second);

  if (begin != other)
    return begin < other ? -1 : 1;

  begin = rk_mark_get_id (first);
  other = rk_mark_get_id (second);

  return (begin > other) - (begin < other);
}

static gboolean
is_in_place (RkRun *self,
             guint  position)
{
  GListModel *marks = G_LIST_MODEL (self->marks);
  g_autoptr (RkMark) mark = g_list_model_get_item (marks, position);
  g_autoptr (RkMark) before = position > 0 ? g_list_model_get_item (marks, position - 1) : NULL;
  g_autoptr (RkMark) after = g_list_model_get_item (marks, position + 1);

  return (before == NULL || compare_marks (before, mark, NULL) <= 0)
         && (after == NULL || compare_marks (mark, after, NULL) <= 0);
}

/* One that was moved past another takes its new place. */
static void
mark_notify_cb (RkMark     *mark,
                GParamSpec *pspec,
                RkRun      *self)
{
  guint position;

  if (g_list_store_find (self->marks, mark, &position) && !is_in_place (self, position))
    g_list_store_sort (self->marks, compare_marks, NULL);

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MARKS]);
}

/**
 * rk_run_get_marks:
 * @self: a run
 *
 * Returns: (transfer none): its marks, of [class@Mark], in the order of time
 */
GListModel *
rk_run_get_marks (RkRun *self)
{
  g_return_val_if_fail (RK_IS_RUN (self), NULL);

  return G_LIST_MODEL (self->marks);
}

/**
 * rk_run_add_mark:
 * @self: a run
 * @kind: who or what makes it
 * @begin_ns: since the begin of the run
 * @end_ns: since the begin of the run; @begin_ns for an instant
 * @text: (nullable): the note
 *
 * Marks an instant or range.
 *
 * Returns: (transfer none): the mark, with an id that was never used in this run
 */
RkMark *
rk_run_add_mark (RkRun      *self,
                 RkMarkKind  kind,
                 gint64      begin_ns,
                 gint64      end_ns,
                 const char *text)
{
  g_autoptr (RkMark) mark = NULL;

  g_return_val_if_fail (RK_IS_RUN (self), NULL);

  mark = rk_mark_new (self->last_mark_id + 1, kind, begin_ns, end_ns, text);
  rk_run_insert_mark (self, mark);

  return mark;
}

/**
 * rk_run_insert_mark:
 * @self: a run
 * @mark: (transfer none): a mark with an id that no other has
 *
 * Puts a mark in its place, as loaders do and whoever takes a removal back.
 */
void
rk_run_insert_mark (RkRun  *self,
                    RkMark *mark)
{
  g_return_if_fail (RK_IS_RUN (self) && RK_IS_MARK (mark));
  /* Not there yet; looking through the list would make a file of many marks take minutes. */
  g_return_if_fail (g_signal_handler_find (mark, G_SIGNAL_MATCH_FUNC | G_SIGNAL_MATCH_DATA, 0, 0, NULL,
                                           (gpointer) mark_notify_cb, self) == 0);

  self->last_mark_id = MAX (self->last_mark_id, rk_mark_get_id (mark));
  /* Not by object: each of these looks through all others when it goes. */
  g_signal_connect (mark, "notify", G_CALLBACK (mark_notify_cb), self);
  g_list_store_insert_sorted (self->marks, mark, compare_marks, NULL);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MARKS]);
}

/**
 * rk_run_remove_mark:
 * @self: a run
 * @mark: one of its marks
 *
 * Takes a mark out.
 */
void
rk_run_remove_mark (RkRun  *self,
                    RkMark *mark)
{
  guint position;

  g_return_if_fail (RK_IS_RUN (self) && RK_IS_MARK (mark));

  if (!g_list_store_find (self->marks, mark, &position))
    return;

  g_signal_handlers_disconnect_by_func (mark, mark_notify_cb, self);
  g_list_store_remove (self->marks, position);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MARKS]);
}

/**
 * rk_run_find_channel:
 * @self: a run
 * @channel: a channel
 * @stream: (out) (optional) (transfer none): the stream that holds it
 * @column: (out) (optional): its column there
 *
 * Finds the samples of a channel.
 *
 * Returns: %FALSE if this run has none; @stream and @column are then unchanged
 */
gboolean
rk_run_find_channel (RkRun      *self,
                     RkChannel  *channel,
                     RkStream  **stream,
                     guint      *column)
{
  g_return_val_if_fail (RK_IS_RUN (self), FALSE);

  for (guint i = 0; i < self->streams->len; i++) {
    RkStream *candidate = g_ptr_array_index (self->streams, i);
    int found = rk_stream_find_channel (candidate, channel);

    if (found < 0)
      continue;
    if (stream != NULL)
      *stream = candidate;
    if (column != NULL)
      *column = (guint) found;
    return TRUE;
  }

  return FALSE;
}

/**
 * rk_run_get_n_samples:
 * @self: a run
 *
 * Counts the samples of its longest stream.
 *
 * Returns: rows
 */
guint64
rk_run_get_n_samples (RkRun *self)
{
  guint64 n_samples = 0;

  g_return_val_if_fail (RK_IS_RUN (self), 0);

  for (guint i = 0; i < self->streams->len; i++) {
    RkSeries *series = rk_stream_get_series (g_ptr_array_index (self->streams, i));

    n_samples = MAX (n_samples, rk_series_get_n_samples (series));
  }

  return n_samples;
}

/**
 * rk_run_state_id:
 * @state: a state
 *
 * Names a state in files.
 *
 * Returns: "recording", "complete" or "recovered"
 */
const char *
rk_run_state_id (RkRunState state)
{
  g_return_val_if_fail ((guint) state <= RK_RUN_RECOVERED, NULL);

  return state_values[state].value_nick;
}
