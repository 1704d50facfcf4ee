/* One thread draws all pictures.
 *
 * Jobs wait in one queue in the order in which they came. A request waits at most once per owner: a
 * newer one takes its place. What is finished goes back through an idle source of the caller's main
 * context; a picture that is overtaken there by a newer one is dropped, so that a window that was
 * blocked for a while gets one picture, not all it missed.
 */
#include "config.h"

#include "plot/renderer.h"

#include "plot/errors.h"
#include "plot/render-plplot.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdlib.h>

/* Buffers kept for the next picture: one shown, one being drawn, one to spare. */
#define MAX_SPARE 3

typedef struct {
  RkScene           *scene;
  gpointer           owner;    /* NULL: rk_renderer_draw () waits */
  RkRendererCallback callback;
  gpointer           user_data;
  GMainContext      *context;

  cairo_surface_t   *surface;  /* for draw (): the caller's; for a request: the result */
  GError            *error;
  gboolean           is_done;
  gboolean           is_cancelled; /* guarded by the lock of the renderer */
} Job;

/* Memory of one picture. */
typedef struct {
  gsize  size;
  guint8 data[] __attribute__ ((aligned (64)));
} Buffer;

struct _RkRenderer
{
  GThread *thread;

  GMutex   lock;
  GCond    wake;    /* there is a job, or it is time to go */
  GCond    done;    /* a job of draw () is done */
  GQueue   queue;   /* of Job, oldest first; guarded by @lock */
  Job     *current; /* guarded by @lock */
  GQueue   results; /* of Job, drawn, on their way to their owners; guarded by @lock */
  gboolean is_quitting; /* guarded by @lock */
};

static GMutex pool_lock;
static GPtrArray *pool; /* of Buffer, guarded by @pool_lock; NULL after the end */
static RkRenderer *default_renderer;

/* ------------------------------------------------------------------ buffers */

static void
release_buffer (gpointer data)
{
  Buffer *buffer = data;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&pool_lock);

  /* A picture of another size than the newest one will hardly come again. */
  if (pool == NULL || pool->len >= MAX_SPARE) {
    free (buffer);
    return;
  }
  g_ptr_array_add (pool, buffer);
}

static Buffer *
take_buffer (gsize size)
{
  Buffer *buffer = NULL;

  g_mutex_lock (&pool_lock);
  for (guint i = 0; pool != NULL && i < pool->len; i++) {
    Buffer *spare = g_ptr_array_index (pool, i);

    if (spare->size == size) {
      buffer = g_ptr_array_steal_index_fast (pool, i);
      break;
    }
  }

  /* None fits: the window has another size now. */
  if (buffer == NULL && pool != NULL)
    g_ptr_array_set_size (pool, 0);
  g_mutex_unlock (&pool_lock);

  if (buffer == NULL) {
    gsize all = (sizeof (Buffer) + size + 63) / 64 * 64;

    buffer = aligned_alloc (64, all);
    if (buffer != NULL)
      buffer->size = size;
  }

  return buffer;
}

static cairo_surface_t *
make_surface (const RkScene  *scene,
              GError        **error)
{
  static const cairo_user_data_key_t buffer_key;
  double width = ceil (scene->width * scene->scale);
  double height = ceil (scene->height * scene->scale);
  cairo_surface_t *surface;
  Buffer *buffer;
  int stride;

  if (!(width >= 1.0 && height >= 1.0 && width <= 20000.0 && height <= 20000.0)) {
    g_set_error (error, RK_PLOT_ERROR, RK_PLOT_ERROR_SCENE,
                 _("The size of the picture is not usable; choose 1 to 20 000 pixels a side"));
    return NULL;
  }

  stride = cairo_format_stride_for_width (CAIRO_FORMAT_RGB24, (int) width);
  buffer = take_buffer ((gsize) stride * (gsize) height);
  if (buffer == NULL) {
    g_set_error (error, RK_PLOT_ERROR, RK_PLOT_ERROR_FAILED, _("There is not enough memory for the picture"));
    return NULL;
  }

  surface = cairo_image_surface_create_for_data (buffer->data, CAIRO_FORMAT_RGB24, (int) width, (int) height, stride);
  if (cairo_surface_set_user_data (surface, &buffer_key, buffer, release_buffer) != CAIRO_STATUS_SUCCESS) {
    cairo_surface_destroy (surface);
    release_buffer (buffer);
    g_set_error (error, RK_PLOT_ERROR, RK_PLOT_ERROR_FAILED, _("There is not enough memory for the picture"));
    return NULL;
  }

  return surface;
}

/* ------------------------------------------------------------------ jobs */

static void
job_free (Job *job)
{
  g_clear_pointer (&job->scene, rk_scene_unref);
  g_clear_pointer (&job->surface, cairo_surface_destroy);
  g_clear_pointer (&job->context, g_main_context_unref);
  g_clear_error (&job->error);
  g_free (job);
}

static gboolean
deliver_cb (gpointer user_data)
{
  Job *job = user_data;
  RkRenderer *self = default_renderer;
  gboolean is_wanted;

  g_mutex_lock (&self->lock);
  g_queue_remove (&self->results, job);
  is_wanted = !job->is_cancelled;
  g_mutex_unlock (&self->lock);

  if (is_wanted)
    job->callback (job->scene, g_steal_pointer (&job->surface), job->error, job->user_data);

  job_free (job);

  return G_SOURCE_REMOVE;
}

static void
cancel_locked (GQueue   *jobs,
               gpointer  owner)
{
  for (GList *l = jobs->head; l != NULL; l = l->next) {
    Job *job = l->data;

    if (job->owner == owner)
      job->is_cancelled = TRUE;
  }
}

static void
send_result_locked (RkRenderer *self,
                    Job        *job)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  cancel_locked (&self->results, job->owner);
  g_queue_push_tail (&self->results, job);

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, deliver_cb, job, NULL);
  g_source_attach (source, job->context);
}

static void
draw_job (Job *job)
{
  if (job->owner == NULL) {
    rk_plplot_render (job->scene, job->surface, &job->error);
    return;
  }

  job->surface = make_surface (job->scene, &job->error);
  if (job->surface != NULL && !rk_plplot_render (job->scene, job->surface, &job->error))
    g_clear_pointer (&job->surface, cairo_surface_destroy);
}

static gpointer
render_thread (gpointer data)
{
  RkRenderer *self = data;

  rk_plplot_warm_up ();

  g_mutex_lock (&self->lock);
  for (;;) {
    Job *job;

    while (!self->is_quitting && g_queue_is_empty (&self->queue))
      g_cond_wait (&self->wake, &self->lock);
    if (self->is_quitting)
      break;

    job = self->current = g_queue_pop_head (&self->queue);
    g_mutex_unlock (&self->lock);
    draw_job (job);
    g_mutex_lock (&self->lock);

    self->current = NULL;
    job->is_done = TRUE;
    if (job->owner == NULL)
      g_cond_broadcast (&self->done);
    else if (job->is_cancelled)
      job_free (job);
    else
      send_result_locked (self, job);
  }
  g_mutex_unlock (&self->lock);

  rk_plplot_finish ();

  return NULL;
}

/* At the end of the process: PLplot and cairo must not draw while their libraries go away. */
static void
quit_cb (void)
{
  RkRenderer *self = default_renderer;

  /* PLplot ended the process from its own thread: nothing can be waited for. */
  if (g_thread_self () == self->thread)
    return;

  g_mutex_lock (&self->lock);
  self->is_quitting = TRUE;
  g_cond_broadcast (&self->wake);
  g_mutex_unlock (&self->lock);

  g_thread_join (self->thread);

  g_mutex_lock (&pool_lock);
  g_clear_pointer (&pool, g_ptr_array_unref);
  g_mutex_unlock (&pool_lock);
}

/**
 * rk_renderer_get_default:
 *
 * Gets the renderer of the process, and starts its thread at the first call.
 *
 * Call it early: opening PLplot and loading the font take 15–60 ms on that thread.
 *
 * Threads: any.
 *
 * Returns: (transfer none): the renderer
 */
RkRenderer *
rk_renderer_get_default (void)
{
  static gsize is_started = 0;

  if (g_once_init_enter (&is_started)) {
    RkRenderer *self = g_new0 (RkRenderer, 1);

    g_mutex_init (&self->lock);
    g_cond_init (&self->wake);
    g_cond_init (&self->done);
    g_queue_init (&self->queue);
    g_queue_init (&self->results);
    pool = g_ptr_array_new_with_free_func (free);
    default_renderer = self;
    self->thread = g_thread_new ("renderer", render_thread, self);
    atexit (quit_cb);
    g_once_init_leave (&is_started, 1);
  }

  return default_renderer;
}

/**
 * rk_renderer_draw:
 * @self: the renderer
 * @scene: what to draw
 * @surface: where; nobody else may touch it meanwhile
 * @error: return location
 *
 * Draws a picture and waits for it.
 *
 * The picture is width × scale by height × scale units of @surface, from its origin. Image surfaces (RGB24
 * and ARGB32) are drawn by the pixel; on others, as PDF and SVG, all lines and texts stay lines and texts.
 *
 * Errors: %RK_PLOT_ERROR_SCENE if the scene cannot be drawn; nothing was drawn then.
 * %RK_PLOT_ERROR_FAILED if PLplot or cairo gave up; @surface is then in an unknown state.
 * Threads: any but the renderer's.
 *
 * Returns: %TRUE on success
 */
gboolean
rk_renderer_draw (RkRenderer       *self,
                  const RkScene    *scene,
                  cairo_surface_t  *surface,
                  GError          **error)
{
  Job job = { 0 };

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (scene != NULL, FALSE);
  g_return_val_if_fail (surface != NULL, FALSE);
  g_return_val_if_fail (g_thread_self () != self->thread, FALSE);

  job.scene = (RkScene *) scene; /* the caller keeps it alive */
  job.surface = surface;

  g_mutex_lock (&self->lock);
  g_queue_push_tail (&self->queue, &job);
  g_cond_signal (&self->wake);
  while (!job.is_done)
    g_cond_wait (&self->done, &self->lock);
  g_mutex_unlock (&self->lock);

  if (job.error != NULL) {
    g_propagate_error (error, job.error);
    return FALSE;
  }

  return TRUE;
}

/**
 * rk_renderer_request:
 * @self: the renderer
 * @scene: what to draw
 * @owner: who asks, never %NULL
 * @callback: (scope async): gets the picture
 * @user_data: data for @callback
 *
 * Asks for a picture.
 *
 * A request of the same @owner that still waits is replaced, and keeps its turn. One that is being drawn is
 * finished and delivered, so that a window that asks faster than pictures can be drawn still gets them.
 * The picture is an RGB24 image of width × scale by height × scale pixels, rounded up; @callback owns it
 * and gives it back with cairo_surface_destroy ().
 *
 * Threads: any but the renderer's; @callback runs in the thread-default main context of the caller.
 */
void
rk_renderer_request (RkRenderer         *self,
                     RkScene            *scene,
                     gpointer            owner,
                     RkRendererCallback  callback,
                     gpointer            user_data)
{
  Job *job;

  g_return_if_fail (self != NULL);
  g_return_if_fail (scene != NULL);
  g_return_if_fail (owner != NULL);
  g_return_if_fail (callback != NULL);

  job = g_new0 (Job, 1);
  job->scene = rk_scene_ref (scene);
  job->owner = owner;
  job->callback = callback;
  job->user_data = user_data;
  job->context = g_main_context_ref_thread_default ();

  g_mutex_lock (&self->lock);
  for (GList *l = self->queue.head; l != NULL; l = l->next) {
    Job *old = l->data;

    if (old->owner == owner) {
      l->data = g_steal_pointer (&job);
      job_free (old);
      break;
    }
  }
  if (job != NULL)
    g_queue_push_tail (&self->queue, job);
  g_cond_signal (&self->wake);
  g_mutex_unlock (&self->lock);
}

/**
 * rk_renderer_cancel:
 * @self: the renderer
 * @owner: who asked
 *
 * Forgets all requests of @owner.
 *
 * Called on the thread whose main context the callbacks run in, none comes after it returns.
 *
 * Threads: any but the renderer's.
 */
void
rk_renderer_cancel (RkRenderer *self,
                    gpointer    owner)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_if_fail (self != NULL);
  g_return_if_fail (owner != NULL);

  locker = g_mutex_locker_new (&self->lock);

  for (GList *l = self->queue.head; l != NULL;) {
    GList *next = l->next;
    Job *job = l->data;

    if (job->owner == owner) {
      g_queue_delete_link (&self->queue, l);
      job_free (job);
    }
    l = next;
  }

  if (self->current != NULL && self->current->owner == owner)
    self->current->is_cancelled = TRUE;
  cancel_locked (&self->results, owner);
}
