#include "config.h"

#include "app/plot-kind.h"

#include "plot/scene.h"

#include <glib/gi18n-lib.h>

/* What files call them, and what people do. */
static const struct {
  const char *id;
  const char *name;
} kinds[] = {
  [RK_PLOT_GRAPH] = { "graph", N_("Graph") },
  [RK_PLOT_XY] = { "xy", N_("X-Y Graph") },
  [RK_PLOT_HISTOGRAM] = { "histogram", N_("Histogram") },
  [RK_PLOT_SPECTRUM] = { "spectrum", N_("Spectrum") },
  [RK_PLOT_SPECTROGRAM] = { "spectrogram", N_("Spectrogram") },
  [RK_PLOT_DIGITS] = { "digits", N_("Digits") },
  [RK_PLOT_GAUGE] = { "gauge", N_("Gauge") },
  [RK_PLOT_THERMOMETER] = { "thermometer", N_("Thermometer") },
  [RK_PLOT_BAR] = { "bar", N_("Bar") },
  [RK_PLOT_TABLE] = { "table", N_("Overview") },
};

static const char * const styles[] = {
  [RK_TRACE_LINE] = "line",
  [RK_TRACE_POINTS] = "points",
  [RK_TRACE_LINE_POINTS] = "line-points",
  [RK_TRACE_STEPS] = "steps",
  [RK_TRACE_BARS] = "bars",
};

G_STATIC_ASSERT (G_N_ELEMENTS (kinds) == RK_PLOT_N_KINDS);

/**
 * rk_plot_kind_to_id:
 * @kind: a kind
 *
 * Returns: its name in files
 */
const char *
rk_plot_kind_to_id (RkPlotKind kind)
{
  g_return_val_if_fail ((guint) kind < G_N_ELEMENTS (kinds), NULL);

  return kinds[kind].id;
}

/**
 * rk_plot_kind_from_id:
 * @id: (nullable): name in a file
 * @kind: (out): what it means
 *
 * Returns: %FALSE when there is no such kind; nothing is then stored
 */
gboolean
rk_plot_kind_from_id (const char *id,
                      RkPlotKind *kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    if (g_strcmp0 (id, kinds[i].id) == 0) {
      *kind = (RkPlotKind) i;
      return TRUE;
    }
  }

  return FALSE;
}

/**
 * rk_plot_style_to_id:
 * @style: #RkTraceStyle or -1
 *
 * Returns: (nullable): its name in files; %NULL for -1
 */
const char *
rk_plot_style_to_id (int style)
{
  return style >= 0 && style < (int) G_N_ELEMENTS (styles) ? styles[style] : NULL;
}

/**
 * rk_plot_style_from_id:
 * @id: (nullable): name in a file
 *
 * Returns: #RkTraceStyle; -1 when there is no such style
 */
int
rk_plot_style_from_id (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (styles); i++)
    if (g_strcmp0 (id, styles[i]) == 0)
      return (int) i;

  return -1;
}

/**
 * rk_plot_kind_get_name:
 * @kind: a kind
 *
 * Returns: (transfer none): what people call it
 */
const char *
rk_plot_kind_get_name (RkPlotKind kind)
{
  g_return_val_if_fail ((guint) kind < G_N_ELEMENTS (kinds), "");

  return _(kinds[kind].name);
}

/**
 * rk_plot_kind_is_single:
 * @kind: a kind
 *
 * Returns: whether it shows one channel, where others show any number
 */
gboolean
rk_plot_kind_is_single (RkPlotKind kind)
{
  switch (kind) {
  case RK_PLOT_HISTOGRAM:
  case RK_PLOT_SPECTRUM:
  case RK_PLOT_SPECTROGRAM:
    return TRUE;
  case RK_PLOT_GRAPH:
  case RK_PLOT_XY:
  case RK_PLOT_DIGITS:
  case RK_PLOT_GAUGE:
  case RK_PLOT_THERMOMETER:
  case RK_PLOT_BAR:
  case RK_PLOT_TABLE:
  default:
    return FALSE;
  }
}
