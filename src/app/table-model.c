#include "config.h"

#include "app/table-model.h"

#include "app/beat.h"
#include "app/calm-range.h"
#include "base/clock.h"
#include "base/number.h"

struct _RkTableRow
{
  GObject parent_instance;

  guint index;
};

G_DEFINE_FINAL_TYPE (RkTableRow, rk_table_row, G_TYPE_OBJECT)

struct _RkTableModel
{
  GObject parent_instance;

  RkStream     *stream; /* nullable */
  GSignalGroup *stream_signals;
  gboolean      active;
  guint         beat_id;

  RkSpan *span;          /* what the rows show; NULL = no rows */
  guint   n_rows;
  int     time_decimals;
  guint   n_measured;    /* rows when @time_decimals was chosen */
};

enum {
  PROP_0,
  PROP_STREAM,
  PROP_ACTIVE,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static void rk_table_model_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (RkTableModel, rk_table_model, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, rk_table_model_list_model_init))

/* ---- rows ---- */

static void
rk_table_row_class_init (RkTableRowClass *klass)
{
}

static void
rk_table_row_init (RkTableRow *self)
{
}

/**
 * rk_table_row_get_index:
 * @self: a row
 *
 * Returns: its place, from 0
 */
guint
rk_table_row_get_index (RkTableRow *self)
{
  g_return_val_if_fail (RK_IS_TABLE_ROW (self), 0);

  return self->index;
}

static GType
rk_table_model_get_item_type (GListModel *model)
{
  return RK_TYPE_TABLE_ROW;
}

static guint
rk_table_model_get_n_items (GListModel *model)
{
  return RK_TABLE_MODEL (model)->n_rows;
}

static gpointer
rk_table_model_get_item (GListModel *model,
                         guint       position)
{
  RkTableModel *self = RK_TABLE_MODEL (model);
  RkTableRow *row;

  if (position >= self->n_rows)
    return NULL;

  row = g_object_new (RK_TYPE_TABLE_ROW, NULL);
  row->index = position;

  return row;
}

static void
rk_table_model_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = rk_table_model_get_item_type;
  iface->get_n_items = rk_table_model_get_n_items;
  iface->get_item = rk_table_model_get_item;
}

/* ---- keeping up ---- */

/* How many places show the times of neighbours apart; one more where times are uneven. */
static int
find_decimals (RkTableModel *self)
{
  double step_s = (double) (rk_span_get_time_ns (self->span, self->n_rows - 1) - rk_span_get_time_ns (self->span, 0)) /
                  (double) RK_NS_PER_S / (self->n_rows - 1);
  int decimals = rk_calm_time_decimals (step_s);
  gint64 unit_ns = RK_NS_PER_S;

  for (int i = 1; i < decimals; i++)
    unit_ns /= 10;

  /* Steady times that are whole in one place less need no spare one. */
  for (guint i = 0; i < self->n_rows; i += self->n_rows / 16 + 1) {
    if (decimals < 2 || rk_span_get_time_ns (self->span, i) % unit_ns != 0)
      return decimals;
  }

  return decimals - 1;
}

/* Whether the times need another number of places than the rows shown have. */
static gboolean
measure_time (RkTableModel *self)
{
  int decimals;

  if (self->n_rows < 2 || (self->n_measured > 0 && self->n_rows < 2 * self->n_measured))
    return FALSE;

  decimals = find_decimals (self);
  self->n_measured = self->n_rows;
  if (decimals == self->time_decimals)
    return FALSE;

  self->time_decimals = decimals;

  return TRUE;
}

/* Rows were taken out: what is left is another series. */
static gboolean
is_other_series (RkSpan *old,
                 RkSpan *span)
{
  return old != NULL && span != NULL && rk_span_get_series_id (old) != rk_span_get_series_id (span);
}

static void
update (RkTableModel *self)
{
  g_autoptr (RkSpan) old = g_steal_pointer (&self->span);
  guint n_old = self->n_rows;

  self->n_rows = 0;
  if (self->stream != NULL) {
    self->span = rk_series_take_span (rk_stream_get_series (self->stream));
    self->n_rows = (guint) MIN (rk_span_get_n_samples (self->span), RK_TABLE_MAX_ROWS);
  }

  /* A series only grows: rows that are shown stay as they are. */
  if (measure_time (self) || self->n_rows < n_old || is_other_series (old, self->span))
    g_list_model_items_changed (G_LIST_MODEL (self), 0, n_old, self->n_rows);
  else if (self->n_rows > n_old)
    g_list_model_items_changed (G_LIST_MODEL (self), n_old, 0, self->n_rows - n_old);
}

static gboolean
beat_cb (gpointer user_data)
{
  RkTableModel *self = user_data;

  self->beat_id = 0;
  update (self);

  return G_SOURCE_REMOVE;
}

static void
stream_changed_cb (RkTableModel *self)
{
  if (self->active && self->beat_id == 0)
    self->beat_id = rk_beat_add (beat_cb, self);
}

/* ---- the object ---- */

static void
rk_table_model_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  RkTableModel *self = RK_TABLE_MODEL (object);

  switch (prop_id) {
  case PROP_STREAM:
    g_value_set_object (value, self->stream);
    break;
  case PROP_ACTIVE:
    g_value_set_boolean (value, self->active);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
rk_table_model_set_property (GObject      *object,
                             guint         prop_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  RkTableModel *self = RK_TABLE_MODEL (object);

  switch (prop_id) {
  case PROP_STREAM:
    rk_table_model_set_stream (self, g_value_get_object (value));
    break;
  case PROP_ACTIVE:
    rk_table_model_set_active (self, g_value_get_boolean (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
rk_table_model_dispose (GObject *object)
{
  RkTableModel *self = RK_TABLE_MODEL (object);

  g_clear_handle_id (&self->beat_id, g_source_remove);
  g_clear_object (&self->stream_signals);
  g_clear_object (&self->stream);

  G_OBJECT_CLASS (rk_table_model_parent_class)->dispose (object);
}

static void
rk_table_model_finalize (GObject *object)
{
  RkTableModel *self = RK_TABLE_MODEL (object);

  g_clear_pointer (&self->span, rk_span_unref);

  G_OBJECT_CLASS (rk_table_model_parent_class)->finalize (object);
}

static void
rk_table_model_class_init (RkTableModelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = rk_table_model_get_property;
  object_class->set_property = rk_table_model_set_property;
  object_class->dispose = rk_table_model_dispose;
  object_class->finalize = rk_table_model_finalize;

  /**
   * RkTableModel:stream:
   *
   * Whose samples are the rows.
   */
  properties[PROP_STREAM] =
    g_param_spec_object ("stream", NULL, NULL,
                         RK_TYPE_STREAM,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  /**
   * RkTableModel:active:
   *
   * Whether the rows keep up with the stream; off while nobody looks.
   */
  properties[PROP_ACTIVE] =
    g_param_spec_boolean ("active", NULL, NULL,
                          FALSE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
rk_table_model_init (RkTableModel *self)
{
  self->time_decimals = 3;
  self->stream_signals = g_signal_group_new (RK_TYPE_STREAM);
  g_signal_group_connect_swapped (self->stream_signals, "changed", G_CALLBACK (stream_changed_cb), self);
}

/**
 * rk_table_model_new:
 *
 * Returns: (transfer full): a model without rows, not active
 */
RkTableModel *
rk_table_model_new (void)
{
  return g_object_new (RK_TYPE_TABLE_MODEL, NULL);
}

/**
 * rk_table_model_get_stream:
 * @self: a model
 *
 * Returns: (transfer none) (nullable): whose samples are the rows
 */
RkStream *
rk_table_model_get_stream (RkTableModel *self)
{
  g_return_val_if_fail (RK_IS_TABLE_MODEL (self), NULL);

  return self->stream;
}

/**
 * rk_table_model_set_stream:
 * @self: a model
 * @stream: (nullable): whose samples to list
 *
 * Lists another stream.
 */
void
rk_table_model_set_stream (RkTableModel *self,
                           RkStream     *stream)
{
  guint n_old;

  g_return_if_fail (RK_IS_TABLE_MODEL (self));
  g_return_if_fail (stream == NULL || RK_IS_STREAM (stream));

  if (!g_set_object (&self->stream, stream))
    return;

  g_signal_group_set_target (self->stream_signals, stream);
  g_clear_handle_id (&self->beat_id, g_source_remove);
  g_clear_pointer (&self->span, rk_span_unref);
  n_old = self->n_rows;
  self->n_rows = 0;
  self->n_measured = 0;
  self->time_decimals = 3;

  if (n_old > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, n_old, 0);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STREAM]);

  if (self->active)
    update (self);
}

/**
 * rk_table_model_set_active:
 * @self: a model
 * @active: whether somebody looks
 *
 * Keeps up with the stream, or stops to.
 */
void
rk_table_model_set_active (RkTableModel *self,
                           gboolean      active)
{
  g_return_if_fail (RK_IS_TABLE_MODEL (self));

  if (self->active == active)
    return;

  self->active = active;
  if (active)
    update (self);
  else
    g_clear_handle_id (&self->beat_id, g_source_remove);

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ACTIVE]);
}

/**
 * rk_table_model_dup_time:
 * @self: a model
 * @row: from 0
 *
 * Returns: (transfer full): seconds since the begin of the run, "" outside the rows
 */
char *
rk_table_model_dup_time (RkTableModel *self,
                         guint         row)
{
  g_return_val_if_fail (RK_IS_TABLE_MODEL (self), NULL);

  if (row >= self->n_rows)
    return g_strdup ("");

  return rk_number_format ((double) rk_span_get_time_ns (self->span, row) / (double) RK_NS_PER_S, self->time_decimals);
}

/**
 * rk_table_model_dup_value:
 * @self: a model
 * @row: from 0
 * @column: of the stream
 *
 * Returns: (transfer full): the value in the unit and decimals of its channel, "" outside the table
 */
char *
rk_table_model_dup_value (RkTableModel *self,
                          guint         row,
                          guint         column)
{
  g_return_val_if_fail (RK_IS_TABLE_MODEL (self), NULL);

  if (row >= self->n_rows || column >= rk_span_get_n_columns (self->span) ||
      column >= rk_stream_get_n_channels (self->stream))
    return g_strdup ("");

  return rk_channel_format (rk_stream_get_channel (self->stream, column),
                            rk_span_get_value (self->span, column, row));
}
