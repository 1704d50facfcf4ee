#include "config.h"

#include "app/picture-subject.h"

#include "app/picture-reading.h"
#include "app/plot-chart.h"

#include <glib/gi18n-lib.h>

struct _RkPictureShot
{
  RkScene                *scene; /* nullable until it is made */
  const RkPlotChartMaker *maker; /* nullable: what makes it of @job */
  gpointer                job;
  char                   *title; /* nullable */
  gboolean                grey;
};

/* ---- subjects ---- */

static void
subject_free (gpointer data)
{
  RkPictureSubject *self = data;

  g_object_unref (self->widget);
  g_free (self->name);
  g_free (self);
}

static void
add_subject (GPtrArray  *subjects,
             GtkWidget  *widget,
             const char *name)
{
  RkPictureSubject *subject = g_new0 (RkPictureSubject, 1);

  subject->widget = g_object_ref (widget);
  subject->name = g_strdup (name);
  g_ptr_array_add (subjects, subject);
}

/**
 * rk_picture_subjects_list:
 * @page: the page of the graph
 * @grid: the other views
 *
 * Lists what pictures can be made of. Digits and instruments have no axes.
 *
 * Returns: (transfer full) (element-type RkPictureSubject): the graph of all first
 */
GPtrArray *
rk_picture_subjects_list (RkGraphPage *page,
                          RkPlotGrid  *grid)
{
  GPtrArray *subjects = g_ptr_array_new_with_free_func (subject_free);
  RkPlotTiles *tiles;

  g_return_val_if_fail (RK_IS_GRAPH_PAGE (page), subjects);
  g_return_val_if_fail (RK_IS_PLOT_GRID (grid), subjects);

  add_subject (subjects, GTK_WIDGET (rk_graph_page_get_canvas (page)), _("Graph"));
  tiles = rk_plot_grid_get_tiles (grid);
  for (guint i = 0; i < rk_plot_tiles_get_n (tiles); i++) {
    RkPlotTile *tile = rk_plot_tiles_get (tiles, i);
    GtkWidget *content = rk_plot_tile_get_content (tile);

    if (RK_IS_CANVAS (content) || RK_IS_PLOT_CHART (content))
      add_subject (subjects, content, rk_plot_tile_get_title (tile));
  }

  return subjects;
}

/* NULL for charts, and for the views beside the graph. */
static RkGraphCursors *
get_cursors (const RkPictureSubject *self)
{
  return RK_IS_CANVAS (self->widget) ? rk_canvas_get_cursors (RK_CANVAS (self->widget)) : NULL;
}

/**
 * rk_picture_subject_is_read:
 * @self: a subject
 *
 * Returns: whether it has cursors or selections
 */
gboolean
rk_picture_subject_is_read (const RkPictureSubject *self)
{
  RkGraphCursors *cursors = get_cursors (self);

  return cursors != NULL && rk_picture_has_readings (cursors);
}

/**
 * rk_picture_subject_make_caption:
 * @self: a subject
 * @typed: (nullable): what a person wrote
 * @readings: whether what is read in it follows, on lines of its own
 *
 * Returns: (transfer full) (nullable): the words below its picture
 */
char *
rk_picture_subject_make_caption (const RkPictureSubject *self,
                                 const char             *typed,
                                 gboolean                readings)
{
  g_autofree char *told = NULL;

  if (readings && rk_picture_subject_is_read (self))
    told = rk_picture_tell_readings (get_cursors (self), rk_canvas_get_scene (RK_CANVAS (self->widget)));
  if (typed == NULL || told == NULL)
    return told != NULL ? g_steal_pointer (&told) : g_strdup (typed);

  return g_strconcat (typed, "\n", told, NULL);
}

/**
 * rk_picture_subject_watch:
 * @self: a subject
 * @changed: what is called, @object first
 * @object: as long as it lives
 *
 * Tells when another picture would be made of it.
 */
void
rk_picture_subject_watch (const RkPictureSubject *self,
                          GCallback               changed,
                          GObject                *object)
{
  RkGraphCursors *cursors = get_cursors (self);

  g_signal_connect_object (self->widget, "drawn", changed, object, G_CONNECT_SWAPPED);
  if (cursors != NULL)
    g_signal_connect_object (cursors, "changed", changed, object, G_CONNECT_SWAPPED);
}

/**
 * rk_picture_subject_unwatch:
 * @self: a subject
 * @object: who was told
 *
 * Ends rk_picture_subject_watch ().
 */
void
rk_picture_subject_unwatch (const RkPictureSubject *self,
                            GObject                *object)
{
  RkGraphCursors *cursors = get_cursors (self);

  g_signal_handlers_disconnect_by_data (self->widget, object);
  if (cursors != NULL)
    g_signal_handlers_disconnect_by_data (cursors, object);
}

/* ---- shots ---- */

static void
shoot_canvas (RkPictureShot  *self,
              RkCanvas       *canvas,
              RkViewSettings *settings,
              gboolean        readings)
{
  self->scene = rk_graph_view_copy_scene (rk_canvas_get_view (canvas), settings);
  /* Nobody else has seen it yet. */
  self->scene->grey = self->grey;
  if (readings)
    rk_picture_mark_readings (rk_canvas_get_cursors (canvas), self->scene);
}

static void
shoot_chart (RkPictureShot        *self,
             RkPlotChart          *chart,
             const RkViewSettings *settings)
{
  RkChartSettings chart_settings;

  rk_chart_settings_init (&chart_settings);
  chart_settings.width = settings->width;
  chart_settings.height = settings->height;
  chart_settings.scale = settings->scale;
  chart_settings.font_px = settings->font_px;
  chart_settings.line_px = settings->line_px;
  chart_settings.theme = settings->theme;
  chart_settings.legend = settings->legend;
  self->job = rk_plot_chart_snap (chart, &chart_settings, &self->maker);
}

/**
 * rk_picture_subject_shoot:
 * @self: a subject
 * @settings: size, scale, sizes of letters and traces, theme, title, legend
 * @grey: whether it is to be told apart without colours
 * @readings: whether cursors and selections are in it
 *
 * Takes what is there now, with the limits that are seen. What takes long is done by rk_picture_shot_develop ().
 *
 * Returns: (transfer full) (nullable): %NULL when there is nothing to show yet
 */
RkPictureShot *
rk_picture_subject_shoot (const RkPictureSubject *self,
                          RkViewSettings         *settings,
                          gboolean                grey,
                          gboolean                readings)
{
  RkPictureShot *shot = g_new0 (RkPictureShot, 1);

  shot->title = g_strdup (settings->title);
  shot->grey = grey;
  if (RK_IS_CANVAS (self->widget) && rk_canvas_get_view (RK_CANVAS (self->widget)) != NULL)
    shoot_canvas (shot, RK_CANVAS (self->widget), settings, readings && rk_picture_subject_is_read (self));
  else if (RK_IS_PLOT_CHART (self->widget))
    shoot_chart (shot, RK_PLOT_CHART (self->widget), settings);

  if (shot->scene == NULL && shot->job == NULL)
    g_clear_pointer (&shot, rk_picture_shot_free);

  return shot;
}

/**
 * rk_picture_shot_develop:
 * @self: a shot
 * @error: return location
 *
 * Calculates what the picture shows.
 *
 * Errors: of what is calculated, as too few values for a spectrum.
 * Threads: any, one at a time.
 *
 * Returns: (transfer none) (nullable): the scene; it belongs to @self
 */
RkScene *
rk_picture_shot_develop (RkPictureShot  *self,
                         GError        **error)
{
  if (self->scene == NULL) {
    self->scene = self->maker->make (self->job, error);
    if (self->scene != NULL) {
      g_clear_pointer (&self->scene->title, g_free);
      self->scene->title = g_strdup (self->title);
      self->scene->grey = self->grey;
    }
  }

  return self->scene;
}

/**
 * rk_picture_shot_free:
 * @self: a shot
 */
void
rk_picture_shot_free (RkPictureShot *self)
{
  if (self->job != NULL)
    self->maker->free (self->job);
  g_clear_pointer (&self->scene, rk_scene_unref);
  g_free (self->title);
  g_free (self);
}
