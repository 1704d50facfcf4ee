#include "config.h"

#include "cli/cli.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "base/number.h"
#include "exchange/errors.h"
#include "exchange/picture.h"
#include "plot/view.h"

/* Of a picture whose size is told in centimetres. */
#define RATIO   (16.0 / 9.0)
#define MIN_CM  3.0
#define MAX_CM  120.0
#define MIN_DPI 30.0
#define MAX_DPI 1200.0

/* What is asked for. */
typedef struct {
  char    *output;
  char    *x;
  char   **y;
  char    *size;
  char    *width_cm;
  char    *dpi;
  char    *run;
  char    *title;
  char   **captions;
  char    *page;
  gboolean grey;
  gboolean no_legend;

  double   width;  /* cm; 0 = not told */
  double   dots;   /* per inch; 0 = not told */
  RkViewSettings settings;
} Plot;

static void
plot_clear (Plot *self)
{
  g_free (self->output);
  g_free (self->x);
  g_strfreev (self->y);
  g_free (self->size);
  g_free (self->width_cm);
  g_free (self->dpi);
  g_free (self->run);
  g_free (self->title);
  g_strfreev (self->captions);
  g_free (self->page);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Plot, plot_clear)

/* "800x450", each 16 ... 20000. */
static gboolean
parse_size (const char *text,
            double     *width,
            double     *height)
{
  const char *sign = strpbrk (text, "xX");

  return sign != NULL
         && rk_number_parse (text, (gsize) (sign - text), RK_NUMBER_PLAIN, width)
         && rk_number_parse (sign + 1, strlen (sign + 1), RK_NUMBER_PLAIN, height)
         && *width >= 16 && *width <= 20000 && *height >= 16 && *height <= 20000;
}

/* The channels named on the command line, by name, symbol or key. NULL with @error when one is unknown. */
static GPtrArray *
find_channels (RkExperiment *experiment,
               char        **names,
               GError      **error)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_object_unref);
  GListModel *channels = rk_experiment_get_channels (experiment);

  for (guint i = 0; names[i] != NULL; i++) {
    guint n_before = found->len;

    for (guint j = 0; j < g_list_model_get_n_items (channels); j++) {
      g_autoptr (RkChannel) channel = g_list_model_get_item (channels, j);

      if (g_strcmp0 (names[i], rk_channel_get_name (channel)) == 0
          || g_strcmp0 (names[i], rk_channel_get_symbol (channel)) == 0
          || g_strcmp0 (names[i], rk_channel_get_column_key (channel)) == 0) {
        g_ptr_array_add (found, g_steal_pointer (&channel));
        break;
      }
    }

    if (found->len == n_before) {
      g_set_error (error, RK_EXCHANGE_ERROR, RK_EXCHANGE_ERROR_EMPTY,
                   _("there is no channel “%s”; “rostok-cli info” names them"), names[i]);
      return NULL;
    }
  }

  return g_steal_pointer (&found);
}

/* "16" or "16,5". */
static gboolean
parse_number (const char *text,
              double      lower,
              double      upper,
              double     *value)
{
  return rk_number_parse (text, strlen (text), RK_NUMBER_PLAIN, value) && *value >= lower && *value <= upper;
}

/* Says what is wrong with what was asked for; NULL = nothing. */
static const char *
check_sizes (Plot *self)
{
  if (self->size != NULL && !parse_size (self->size, &self->settings.width, &self->settings.height))
    return _("plot: --size is written as 800x450, each from 16 to 20000");
  if (self->width_cm != NULL && !parse_number (self->width_cm, MIN_CM, MAX_CM, &self->width))
    return _("plot: --width-cm is a number from 3 to 120, such as 16 for the width of a page");
  if (self->dpi != NULL && !parse_number (self->dpi, MIN_DPI, MAX_DPI, &self->dots))
    return _("plot: --dpi is a number from 30 to 1200, such as 300 for print");
  if (self->size != NULL && self->width_cm != NULL)
    return _("plot: give either --size or --width-cm");
  if (self->dpi != NULL && (self->width_cm == NULL || !rk_cli_has_suffix (self->output, ".png")))
    return _("plot: --dpi goes with --width-cm and a .png picture");

  return NULL;
}

static const char *
check (Plot *self,
       int   n_files)
{
  if (self->output == NULL || !rk_cli_is_picture (self->output))
    return _("plot: give a picture with -o; the end of its name must be .png, .svg or .pdf");
  if (self->x != NULL && strcmp (self->x, "t") != 0 && strcmp (self->x, "time") != 0)
    return _("plot: only time (t) can run along the bottom");

  if (self->page != NULL) {
    if (g_ascii_strcasecmp (self->page, "a4") != 0)
      return _("plot: --page is a4");
    if (!rk_cli_has_suffix (self->output, ".pdf"))
      return _("plot: a page is a .pdf file; change the end of its name");
    if (self->size != NULL || self->width_cm != NULL || self->dpi != NULL)
      return _("plot: a page has a size already; leave out --size, --width-cm and --dpi");
    if (n_files > RK_PICTURE_MAX_GRAPHS)
      return _("plot: a page has room for three graphs; give up to three files");
    if (self->captions != NULL && g_strv_length (self->captions) > (guint) n_files)
      return _("plot: give one --caption for each file");
  } else if (n_files > 1) {
    return _("plot: a picture shows one file; for several give --page a4");
  } else if (self->captions != NULL && g_strv_length (self->captions) > 1) {
    return _("plot: give one --caption");
  }

  return check_sizes (self);
}

static RkScene *
make_scene (Plot        *self,
            const char  *path,
            GError     **error)
{
  g_autoptr (RkExperiment) experiment = rk_cli_read_experiment (path, NULL, error);
  g_autoptr (GPtrArray) channels = NULL;
  RkScene *scene;

  if (experiment == NULL || (self->run != NULL && !rk_cli_keep_run (experiment, self->run, error)))
    return NULL;

  if (self->y != NULL) {
    channels = find_channels (experiment, self->y, error);
    if (channels == NULL)
      return NULL;
  }

  self->settings.channels = channels;
  scene = rk_view_make_scene (experiment, &self->settings);
  self->settings.channels = NULL;
  scene->grey = self->grey;

  return scene;
}

static gboolean
write_page (Plot    *self,
            char   **files,
            guint    n_files,
            GError **error)
{
  g_autoptr (GPtrArray) scenes = g_ptr_array_new_with_free_func ((GDestroyNotify) rk_scene_unref);
  const char *captions[RK_PICTURE_MAX_GRAPHS] = { NULL };

  rk_picture_get_page_size (&self->settings);

  for (guint i = 0; i < n_files; i++) {
    RkScene *scene = make_scene (self, files[i], error);

    if (scene == NULL)
      return FALSE;
    g_ptr_array_add (scenes, scene);
  }
  for (guint i = 0; self->captions != NULL && self->captions[i] != NULL; i++)
    captions[i] = self->captions[i];

  return rk_picture_write_page (scenes, captions, self->title, self->output, error);
}

static gboolean
write_picture (Plot        *self,
               const char  *file,
               GError     **error)
{
  RkPictureOptions options = { .title = self->title };
  g_autoptr (RkScene) scene = NULL;

  if (self->captions != NULL)
    options.caption = self->captions[0];

  self->settings.title = self->title;
  if (self->width > 0.0) {
    /* Vectors have no pixels. */
    options.dpi = !rk_cli_has_suffix (self->output, ".png") ? 0.0 : self->dots > 0.0 ? self->dots : 300.0;
    rk_picture_get_size (self->width, RATIO, options.dpi, options.caption, &self->settings);
  }

  scene = make_scene (self, file, error);

  return scene != NULL && rk_picture_write_full (scene, &options, self->output, error);
}

/**
 * rk_command_plot:
 * @argc: number of arguments
 * @argv: arguments
 *
 * Draws a graph of an experiment into a picture, or several on a page of a report.
 *
 * Returns: exit status
 */
int
rk_command_plot (int   argc,
                 char *argv[])
{
  g_auto (Plot) plot = { NULL };
  GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &plot.output, N_("Picture to write"), N_("FILE") },
    { "x", 0, 0, G_OPTION_ARG_STRING, &plot.x, N_("What runs along the bottom: t (time)"), N_("NAME") },
    { "y", 0, 0, G_OPTION_ARG_STRING_ARRAY, &plot.y, N_("A channel to draw; without it all"), N_("NAME") },
    { "size", 0, 0, G_OPTION_ARG_STRING, &plot.size, N_("Size in pixels"), "WxH" },
    { "width-cm", 0, 0, G_OPTION_ARG_STRING, &plot.width_cm, N_("Width on paper: 8 half a page, 16 a page"), N_("CM") },
    { "dpi", 0, 0, G_OPTION_ARG_STRING, &plot.dpi, N_("Pixels per inch of a PNG; without it 300"), "N" },
    { "run", 0, 0, G_OPTION_ARG_STRING, &plot.run, N_("Only this run: its name or number"), N_("NAME") },
    { "title", 0, 0, G_OPTION_ARG_STRING, &plot.title, N_("Title above the graph"), N_("TEXT") },
    { "caption", 0, 0, G_OPTION_ARG_STRING_ARRAY, &plot.captions, N_("Text below the graph"), N_("TEXT") },
    { "page", 0, 0, G_OPTION_ARG_STRING, &plot.page, N_("A page of a report with a graph for each file"), "a4" },
    { "log-x", 0, 0, G_OPTION_ARG_NONE, &plot.settings.log_x, N_("A logarithmic axis along the bottom"), NULL },
    { "log-y", 0, 0, G_OPTION_ARG_NONE, &plot.settings.log_y, N_("Logarithmic axes for the values"), NULL },
    { "grey", 0, 0, G_OPTION_ARG_NONE, &plot.grey, N_("Without colours, for a black and white printer"), NULL },
    { "no-legend", 0, 0, G_OPTION_ARG_NONE, &plot.no_legend, N_("Without a legend"), NULL },
    { NULL },
  };
  g_autoptr (GError) error = NULL;
  const char *wrong;
  gboolean done;

  rk_view_settings_init (&plot.settings);
  if (!rk_cli_parse (&argc, &argv, "FILE... -o OUT.(png|svg|pdf) [--y NAME]... [--size WxH | --width-cm CM | --page a4]",
                     entries, -1))
    return 2;

  plot.settings.theme = RK_THEME_PRINT;
  plot.settings.legend = !plot.no_legend;
  wrong = check (&plot, argc - 1);
  if (wrong != NULL) {
    rk_cli_fail ("%s", wrong);
    return 2;
  }

  done = plot.page != NULL ? write_page (&plot, argv + 1, (guint) argc - 1, &error)
                           : write_picture (&plot, argv[1], &error);

  return done ? 0 : rk_cli_fail_error (error);
}
