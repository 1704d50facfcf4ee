#include "config.h"

#include "plot/errors.h"
#include "plot/renderer.h"

typedef struct {
  GMainLoop *loop;
  guint      n_called;
  guint      n_failed;
  double     last_upper; /* which scene came last */
  int        width;
} Log;

static RkScene *
make_scene (double upper)
{
  RkScene *scene = rk_scene_new (300.0, 200.0, 1.5);

  rk_scene_add_axis (scene, 0.0, upper, "T, °C");
  rk_scene_set_x (scene, 0.0, 10.0, "t, s");

  return scene;
}

static void
picture_cb (const RkScene   *scene,
            cairo_surface_t *surface,
            const GError    *error,
            gpointer         user_data)
{
  Log *log = user_data;

  g_assert_true ((surface == NULL) == (error != NULL));
  log->n_called++;
  log->last_upper = g_array_index (scene->axes, RkAxis, 0).upper;
  if (error != NULL) {
    g_assert_true (g_error_matches (error, RK_PLOT_ERROR, RK_PLOT_ERROR_SCENE));
    log->n_failed++;
  } else {
    log->width = cairo_image_surface_get_width (surface);
    g_assert_cmpint (cairo_image_surface_get_format (surface), ==, CAIRO_FORMAT_RGB24);
    cairo_surface_destroy (surface);
  }
  if (log->loop != NULL)
    g_main_loop_quit (log->loop);
}

static gboolean
timeout_cb (gpointer data)
{
  g_error ("no picture came");

  return G_SOURCE_REMOVE;
}

static void
request (double  upper,
         Log    *log)
{
  g_autoptr (RkScene) scene = make_scene (upper);

  rk_renderer_request (rk_renderer_get_default (), scene, log, picture_cb, log);
}

/* All that was asked for before is drawn when this returns; nothing is delivered meanwhile. */
static void
wait_for_renderer (void)
{
  g_autoptr (RkScene) scene = make_scene (1.0);
  g_autoptr (GError) error = NULL;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 450, 300);

  g_assert_true (rk_renderer_draw (rk_renderer_get_default (), scene, surface, &error));
  g_assert_no_error (error);
  cairo_surface_destroy (surface);
}

static void
iterate (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
test_request (void)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Log log = { .loop = loop };
  guint watchdog = g_timeout_add_seconds (30, timeout_cb, NULL);

  request (5.0, &log);
  g_main_loop_run (loop);
  g_source_remove (watchdog);

  g_assert_cmpuint (log.n_called, ==, 1);
  g_assert_cmpuint (log.n_failed, ==, 0);
  g_assert_cmpint (log.width, ==, 450);
  g_assert_cmpfloat (log.last_upper, ==, 5.0);
}

static void
test_error (void)
{
  Log log = { 0 };

  request (0.0, &log); /* an empty axis */
  wait_for_renderer ();
  iterate ();

  g_assert_cmpuint (log.n_called, ==, 1);
  g_assert_cmpuint (log.n_failed, ==, 1);
}

/* A window that was blocked gets the newest picture, not all it missed. */
static void
test_newest_wins (void)
{
  Log log = { 0 };

  for (guint i = 1; i <= 50; i++)
    request (i, &log);
  wait_for_renderer ();
  iterate ();

  g_assert_cmpuint (log.n_called, ==, 1);
  g_assert_cmpfloat (log.last_upper, ==, 50.0);
}

static void
test_owners_apart (void)
{
  Log a = { 0 };
  Log b = { 0 };

  request (1.0, &a);
  request (2.0, &b);
  request (3.0, &a);
  wait_for_renderer ();
  iterate ();

  g_assert_cmpuint (a.n_called, ==, 1);
  g_assert_cmpfloat (a.last_upper, ==, 3.0);
  g_assert_cmpuint (b.n_called, ==, 1);
  g_assert_cmpfloat (b.last_upper, ==, 2.0);
}

/* Whether the picture still waits, is being drawn, or is on its way: after cancelling it does not come. */
static void
test_cancel (void)
{
  for (guint i = 0; i < 30; i++) {
    Log log = { 0 };

    request (1.0, &log);
    if (i % 3 == 1)
      g_usleep (i * 100);
    if (i % 3 == 2)
      wait_for_renderer ();
    rk_renderer_cancel (rk_renderer_get_default (), &log);
    wait_for_renderer ();
    iterate ();
    g_assert_cmpuint (log.n_called, ==, 0);
  }
}

/* A new request after cancelling is served. */
static void
test_cancel_and_ask_again (void)
{
  Log log = { 0 };

  request (1.0, &log);
  rk_renderer_cancel (rk_renderer_get_default (), &log);
  request (2.0, &log);
  wait_for_renderer ();
  iterate ();

  g_assert_cmpuint (log.n_called, ==, 1);
  g_assert_cmpfloat (log.last_upper, ==, 2.0);
}

static gpointer
draw_thread (gpointer data)
{
  for (guint i = 0; i < 20; i++)
    wait_for_renderer ();

  return NULL;
}

/* Exporters on several threads and a window at once. */
static void
test_many_threads (void)
{
  GThread *threads[3];
  Log log = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("export", draw_thread, NULL);
  for (guint i = 0; i < 100; i++) {
    request (1.0 + i, &log);
    iterate ();
  }
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  wait_for_renderer ();
  iterate ();

  g_assert_cmpfloat (log.last_upper, ==, 100.0);
}

/* A picture outlives the request and the next pictures. */
static void
keep_cb (const RkScene   *scene,
         cairo_surface_t *surface,
         const GError    *error,
         gpointer         user_data)
{
  GPtrArray *kept = user_data;

  g_assert_no_error ((GError *) error);
  g_ptr_array_add (kept, surface);
}

static void
test_buffers (void)
{
  g_autoptr (GPtrArray) kept = g_ptr_array_new_with_free_func ((GDestroyNotify) cairo_surface_destroy);

  for (guint i = 0; i < 8; i++) {
    g_autoptr (RkScene) scene = make_scene (1.0 + i);

    rk_renderer_request (rk_renderer_get_default (), scene, kept, keep_cb, kept);
    wait_for_renderer ();
    iterate ();
  }

  g_assert_cmpuint (kept->len, ==, 8);
  for (guint i = 0; i < kept->len; i++) {
    for (guint k = 0; k < i; k++)
      g_assert_true (cairo_image_surface_get_data (kept->pdata[i]) != cairo_image_surface_get_data (kept->pdata[k]));
  }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/plot/renderer/request", test_request);
  g_test_add_func ("/plot/renderer/error-reaches-the-owner", test_error);
  g_test_add_func ("/plot/renderer/newest-wins", test_newest_wins);
  g_test_add_func ("/plot/renderer/owners-apart", test_owners_apart);
  g_test_add_func ("/plot/renderer/cancel", test_cancel);
  g_test_add_func ("/plot/renderer/cancel-and-ask-again", test_cancel_and_ask_again);
  g_test_add_func ("/plot/renderer/many-threads", test_many_threads);
  g_test_add_func ("/plot/renderer/buffers-are-not-shared", test_buffers);

  return g_test_run ();
}
