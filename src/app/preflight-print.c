#include "config.h"

#include "app/preflight-print.h"

#include "app/preflight.h"

#include <glib/gi18n-lib.h>

/* Points. */
#define TITLE_PT  16
#define TEXT_PT   10
#define ROW_GAP   6.0
#define LEVEL_SHARE 0.2 /* of the width: the column of the level */

typedef struct {
  char      *title;
  GPtrArray *checks; /* of RkCheck, owned */
  GArray    *pages;  /* of guint: first check of each page */
} Printout;

/* GClosureNotify */
static void
printout_free (gpointer  data,
               GClosure *closure)
{
  Printout *self = data;

  g_free (self->title);
  g_ptr_array_unref (self->checks);
  g_array_unref (self->pages);
  g_free (self);
}

/**
 * rk_preflight_level_text:
 * @level: a RkCheckLevel
 *
 * Returns: the word for it, translated
 */
const char *
rk_preflight_level_text (guint level)
{
  switch (level) {
  case RK_CHECK_GOOD:
    return _("Ready");
  case RK_CHECK_CARE:
    return _("Attention");
  case RK_CHECK_BAD:
  default:
    return _("Not ready");
  }
}

static PangoLayout *
make_layout (GtkPrintContext *context,
             const char      *text,
             int              size_pt,
             gboolean         is_bold,
             double           width)
{
  PangoLayout *layout = gtk_print_context_create_pango_layout (context);
  g_autoptr (PangoFontDescription) font = pango_font_description_new ();

  pango_font_description_set_family (font, "Sans");
  pango_font_description_set_size (font, size_pt * PANGO_SCALE);
  pango_font_description_set_weight (font, is_bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_layout_set_font_description (layout, font);
  pango_layout_set_width (layout, (int) (width * PANGO_SCALE));
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_text (layout, text, -1);

  return layout;
}

static double
layout_height (PangoLayout *layout)
{
  int height = 0;

  pango_layout_get_size (layout, NULL, &height);

  return (double) height / PANGO_SCALE;
}

static char *
describe (const RkCheck *check)
{
  return check->advice != NULL ? g_strdup_printf ("%s: %s\n→ %s", check->name, check->text, check->advice)
                               : g_strdup_printf ("%s: %s", check->name, check->text);
}

/* Draws the row at @y, or only measures it (@cr NULL). Returns its height with the gap. */
static double
draw_row (GtkPrintContext *context,
          cairo_t         *cr,
          const RkCheck   *check,
          double           y)
{
  double width = gtk_print_context_get_width (context);
  g_autofree char *text = describe (check);
  g_autoptr (PangoLayout) level =
    make_layout (context, rk_preflight_level_text (check->level), TEXT_PT, check->level != RK_CHECK_GOOD, LEVEL_SHARE * width);
  g_autoptr (PangoLayout) words = make_layout (context, text, TEXT_PT, FALSE, (1.0 - LEVEL_SHARE) * width);

  if (cr != NULL) {
    cairo_move_to (cr, 0.0, y);
    pango_cairo_show_layout (cr, level);
    cairo_move_to (cr, LEVEL_SHARE * width, y);
    pango_cairo_show_layout (cr, words);
  }

  return MAX (layout_height (level), layout_height (words)) + ROW_GAP;
}

static double
draw_title (GtkPrintContext *context,
            cairo_t         *cr,
            const Printout  *self)
{
  g_autoptr (PangoLayout) layout =
    make_layout (context, self->title, TITLE_PT, TRUE, gtk_print_context_get_width (context));

  if (cr != NULL) {
    cairo_move_to (cr, 0.0, 0.0);
    pango_cairo_show_layout (cr, layout);
  }

  return layout_height (layout) + 2.0 * ROW_GAP;
}

static void
begin_print_cb (GtkPrintOperation *operation,
                GtkPrintContext   *context,
                gpointer           user_data)
{
  Printout *self = user_data;
  double height = gtk_print_context_get_height (context);
  double y = draw_title (context, NULL, self);
  guint first = 0;

  g_array_set_size (self->pages, 0);
  g_array_append_val (self->pages, first);

  for (guint i = 0; i < self->checks->len; i++) {
    double row = draw_row (context, NULL, g_ptr_array_index (self->checks, i), 0.0);

    if (y + row > height && i > first) {
      first = i;
      g_array_append_val (self->pages, first);
      y = draw_title (context, NULL, self);
    }
    y += row;
  }

  gtk_print_operation_set_n_pages (operation, (int) self->pages->len);
}

static void
draw_page_cb (GtkPrintOperation *operation,
              GtkPrintContext   *context,
              int                page,
              gpointer           user_data)
{
  Printout *self = user_data;
  cairo_t *cr = gtk_print_context_get_cairo_context (context);
  guint first = g_array_index (self->pages, guint, page);
  guint end = (guint) page + 1 < self->pages->len ? g_array_index (self->pages, guint, page + 1) : self->checks->len;
  double y = draw_title (context, cr, self);

  cairo_set_source_rgb (cr, 0.0, 0.0, 0.0);
  for (guint i = first; i < end; i++)
    y += draw_row (context, cr, g_ptr_array_index (self->checks, i), y);
}

/**
 * rk_preflight_print:
 * @parent: the window that asks
 * @title: what stands above
 * @checks: (element-type RkCheck): what to print; copied
 *
 * Opens the print dialog; the list is printed in black, its levels as words.
 */
void
rk_preflight_print (GtkWindow  *parent,
                    const char *title,
                    GPtrArray  *checks)
{
  g_autoptr (GtkPrintOperation) operation = gtk_print_operation_new ();
  Printout *printout = g_new0 (Printout, 1);

  printout->title = g_strdup (title);
  printout->checks = g_ptr_array_new_with_free_func ((GDestroyNotify) rk_check_free);
  printout->pages = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; i < checks->len; i++) {
    const RkCheck *check = g_ptr_array_index (checks, i);
    RkCheck *copy = g_new0 (RkCheck, 1);

    copy->level = check->level;
    copy->name = g_strdup (check->name);
    copy->text = g_strdup (check->text);
    copy->advice = g_strdup (check->advice);
    g_ptr_array_add (printout->checks, copy);
  }

  gtk_print_operation_set_job_name (operation, title);
  gtk_print_operation_set_allow_async (operation, TRUE);
  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  g_signal_connect (operation, "begin-print", G_CALLBACK (begin_print_cb), printout);
  g_signal_connect_data (operation, "draw-page", G_CALLBACK (draw_page_cb), printout, printout_free, 0);

  gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG, parent, NULL);
}
