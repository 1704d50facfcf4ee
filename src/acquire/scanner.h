#pragma once

#include "acquire/device.h"
#include "acquire/recognise.h"

G_BEGIN_DECLS

/* What a scanner listens with: a port, or a simulated wire. */
typedef struct {
  /* Sets the line (without touching DTR and RTS unless @line says so), then hears at most @n bytes for at most
   * @duration_ns; @faults are those of these bytes. Never writes. -1: it cannot go on. */
  gssize (*listen) (gpointer ear, const RkLineSettings *line, gint64 duration_ns, guint8 *buffer, gsize n, RkPortFaults *faults);
} RkEar;

/* What came of listening. */
typedef struct {
  GPtrArray *guesses;  /* of RkGuess, best first */
  gboolean   silent;   /* not a byte was heard */
  guint      n_lines;  /* settings tried */
  guint64    n_bytes;  /* heard */
} RkScan;

/* @line: what is tried now; @fraction: 0 ... 1 of the settings there are. */
typedef void (*RkScanProgress) (const RkLineSettings *line, double fraction, gpointer user_data);

RkScan *rk_scan_new   (void) G_GNUC_WARN_UNUSED_RESULT;
void    rk_scan_free  (RkScan *self);
/* Of RkProfile: those that know how to ask a device that says nothing. */
GPtrArray *rk_scan_list_probes (void) G_GNUC_WARN_UNUSED_RESULT;

/* On the calling thread. NULL with @error when the ear failed or @cancellable was cancelled. */
RkScan *rk_scanner_run (const RkEar *ear, gpointer ear_data, RkScanProgress progress, gpointer user_data,
                        GCancellable *cancellable, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* In a thread of its own; @progress and @callback on the calling thread's main context. The device must be closed. */
void    rk_scanner_run_async    (RkDevice *device, GCancellable *cancellable, RkScanProgress progress, gpointer progress_data,
                                 GAsyncReadyCallback callback, gpointer user_data);
RkScan *rk_scanner_run_finish   (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Asks: WRITES the probes of all profiles that have one, each at its own settings. On the user's word only. */
void    rk_scanner_probe_async  (RkDevice *device, GCancellable *cancellable, RkScanProgress progress, gpointer progress_data,
                                 GAsyncReadyCallback callback, gpointer user_data);
RkScan *rk_scanner_probe_finish (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkScan, rk_scan_free)

G_END_DECLS
