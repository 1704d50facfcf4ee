#include "config.h"

#include "plot/scene-check.h"

#include "plot/errors.h"
#include "plot/layout.h"

#include <glib/gi18n-lib.h>
#include <math.h>

static gboolean
fail_scene (GError    **error,
            const char *message)
{
  g_set_error_literal (error, RK_PLOT_ERROR, RK_PLOT_ERROR_SCENE, message);

  return FALSE;
}

static gboolean
is_range (double lower,
          double upper)
{
  double a = lower;
  double b = upper;

  if (!isfinite (lower) || !isfinite (upper) || lower >= upper)
    return FALSE;

  rk_axis_clamp (&a, &b);

  return a == lower && b == upper;
}

static gboolean
is_axis (const RkAxis *axis)
{
  return is_range (axis->lower, axis->upper)
         && (!axis->log || rk_axis_can_be_log (axis->lower, axis->upper));
}

/* Panes without a hole, each with one axis on its left and at most one on its right. */
static gboolean
has_possible_axes (const RkScene *scene)
{
  guint n_left[RK_MAX_PANES] = { 0 };
  guint n_right[RK_MAX_PANES] = { 0 };

  if (scene->axes->len < 1)
    return FALSE;

  for (guint i = 0; i < scene->axes->len; i++) {
    const RkAxis *axis = &g_array_index (scene->axes, RkAxis, i);

    if (axis->pane >= RK_MAX_PANES || (axis->right ? n_right : n_left)[axis->pane]++ > 0)
      return FALSE;
  }
  for (guint i = 0; i < RK_MAX_PANES; i++) {
    if (n_left[i] < n_right[i] || (i > 0 && n_left[i] > n_left[i - 1]))
      return FALSE;
  }

  return TRUE;
}

/**
 * rk_scene_check:
 * @scene: a scene
 * @error: return location
 *
 * Checks all that must be right before anything is drawn: sizes, limits, numbers of axes.
 *
 * Errors: %RK_PLOT_ERROR_SCENE.
 * Threads: any.
 *
 * Returns: whether the scene can be drawn
 */
gboolean
rk_scene_check (const RkScene *scene,
                GError       **error)
{
  double width = scene->width * scene->scale;
  double height = scene->height * scene->scale;

  /* Written so that NaN fails. */
  if (!(scene->scale > 0.0 && width >= 1.0 && height >= 1.0))
    return fail_scene (error, _("The picture has no size; choose at least 1 × 1 pixels"));
  if (!(width <= RK_SCENE_MAX_PX && height <= RK_SCENE_MAX_PX))
    return fail_scene (error, _("The picture is too large; choose at most 20 000 pixels a side"));
  if (!(scene->font_px >= 1.0 && scene->font_px <= 1000.0 && scene->line_px > 0.0 && scene->line_px <= 1000.0))
    return fail_scene (error, _("The size of letters or lines of the graph is not usable"));
  if ((guint) scene->theme >= RK_THEME_PRINT + 1 || (scene->decimal_sign != '.' && scene->decimal_sign != ','))
    return fail_scene (error, _("The style of the graph is unknown"));
  if (!has_possible_axes (scene))
    return fail_scene (error, _("A graph has 1 to 8 panes, each with one axis for values or two"));
  if (!is_axis (&scene->x))
    return fail_scene (error, _("The limits of the time axis are not usable: begin must be before end, and not too close"));

  for (guint i = 0; i < scene->axes->len; i++) {
    const RkAxis *axis = &g_array_index (scene->axes, RkAxis, i);

    if (!is_axis (axis))
      return fail_scene (error, _("The limits of an axis are not usable: bottom must be below top, and not too close"));
  }

  return TRUE;
}
