#include "config.h"

#include "app/picture-reading.h"

#include "app/graph-figures.h"

#include <math.h>

/* Selections have letters, cursors have numbers. */
#define N_LETTERS 26

static RkGraphSelection *
get_selection (RkGraphCursors *cursors,
               guint           i)
{
  return g_list_model_get_item (rk_graph_cursors_get_selections (cursors), i);
}

static guint
count_selections (RkGraphCursors *cursors)
{
  return MIN (g_list_model_get_n_items (rk_graph_cursors_get_selections (cursors)), N_LETTERS);
}

/**
 * rk_picture_has_readings:
 * @cursors: what was put on a graph
 *
 * Returns: whether there is a cursor or a selection
 */
gboolean
rk_picture_has_readings (RkGraphCursors *cursors)
{
  g_return_val_if_fail (RK_IS_GRAPH_CURSORS (cursors), FALSE);

  return !isnan (rk_graph_cursors_get (cursors, 0)) || count_selections (cursors) > 0;
}

/* "1: t = 2 s; T 21 °C", or from one cursor to the other. */
static void
tell_cursors (GString         *text,
              const RkFigures *figures,
              gboolean         are_two)
{
  for (guint i = 0; i < figures->rows->len; i++) {
    const RkFigureRow *row = g_ptr_array_index (figures->rows, i);
    char * const *cells = (char * const *) row->cells;

    if (!are_two)
      g_string_append_printf (text, "%s%s %s", i == 0 ? "" : "; ", cells[0], cells[1]);
    else if (i == 0)
      g_string_append_printf (text, "1: %s = %s, 2: %s = %s, %s", cells[0], cells[1], cells[0], cells[2], figures->title);
    else
      g_string_append_printf (text, "; %s %s → %s, Δ = %s, Δ/Δt = %s", cells[0], cells[1], cells[2], cells[3], cells[4]);
  }
}

/**
 * rk_picture_tell_readings:
 * @cursors: what was put on a graph
 * @shown: (nullable): the picture on show
 *
 * Writes what the cursors and selections tell, as it stands on the screen, for the caption of a picture. Main thread.
 *
 * Returns: (transfer full) (nullable): paragraphs
 */
char *
rk_picture_tell_readings (RkGraphCursors *cursors,
                          const RkScene  *shown)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (RkFigures) figures = NULL;

  g_return_val_if_fail (RK_IS_GRAPH_CURSORS (cursors), NULL);

  if (shown == NULL || shown->xy || shown->axes->len == 0)
    return NULL;

  figures = rk_graph_cursors_read (cursors, shown);
  if (figures != NULL) {
    gboolean are_two = !isnan (rk_graph_cursors_get (cursors, 1));

    if (!are_two)
      g_string_append_printf (text, "1: t = %s%s", figures->title, figures->rows->len > 0 ? "; " : "");
    tell_cursors (text, figures, are_two);
  }

  for (guint i = 0; i < count_selections (cursors); i++) {
    g_autoptr (RkGraphSelection) selection = get_selection (cursors, i);
    g_autoptr (RkFigures) of_range = rk_graph_selection_read (selection, rk_graph_cursors_get_view (cursors), shown);
    g_autofree char *told = rk_figures_to_speech (of_range);

    g_string_append_printf (text, "%s%c: %s", text->len > 0 ? "\n" : "", 'A' + (int) i, told);
  }

  return text->len > 0 ? g_strdup (text->str) : NULL;
}

static void
add_mark (RkScene    *scene,
          double      begin_s,
          double      end_s,
          const char *text)
{
  RkMarkNote note = { .kind = RK_MARK_NOTE, .begin_s = begin_s, .end_s = end_s, .text = (char *) text };

  rk_scene_add_mark (scene, &note);
}

static int
compare_marks (gconstpointer a,
               gconstpointer b)
{
  double first = ((const RkMarkNote *) a)->begin_s;
  double second = ((const RkMarkNote *) b)->begin_s;

  return (first > second) - (first < second);
}

/**
 * rk_picture_mark_readings:
 * @cursors: what was put on a graph
 * @scene: a picture that nobody has looked at yet
 *
 * Marks where the cursors and selections are, under the numbers and letters of rk_picture_tell_readings(). Main thread.
 */
void
rk_picture_mark_readings (RkGraphCursors *cursors,
                          RkScene        *scene)
{
  g_return_if_fail (RK_IS_GRAPH_CURSORS (cursors));
  g_return_if_fail (scene != NULL);

  if (scene->xy)
    return;

  for (guint i = 0; i < RK_N_CURSORS; i++) {
    double seconds = rk_graph_cursors_get (cursors, i);

    if (!isnan (seconds))
      add_mark (scene, seconds, seconds, i == 0 ? "1" : "2");
  }
  for (guint i = 0; i < count_selections (cursors); i++) {
    g_autoptr (RkGraphSelection) selection = get_selection (cursors, i);
    const char letter[] = { (char) ('A' + i), '\0' };

    add_mark (scene, rk_graph_selection_get_begin (selection), rk_graph_selection_get_end (selection), letter);
  }
  g_array_sort (scene->marks, compare_marks);
}
