#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* Bytes of a photo. What is larger, files leave out. */
#define RK_MARK_MAX_PHOTO (4 * 1024 * 1024)

typedef enum {
  RK_MARK_NOTE,    /* somebody's */
  RK_MARK_TRIGGER, /* where the trigger was */
  RK_MARK_ALERT,
} RkMarkKind;

#define RK_TYPE_MARK_KIND (rk_mark_kind_get_type ())
GType       rk_mark_kind_get_type (void);
const char *rk_mark_kind_id       (RkMarkKind kind); /* "note", "trigger", "alert" */
gboolean    rk_mark_kind_from_id  (const char *id, RkMarkKind *kind);

/**
 * RkMark:
 *
 * An instant or range of a run with a note. Main thread.
 *
 * Properties: id (int64, read-only, unique within the run), kind (read-only), begin-ns, end-ns (int64, since the
 * begin of the run; equal for an instant), text (string), photo (GBytes, nullable: a JPEG file).
 */
#define RK_TYPE_MARK (rk_mark_get_type ())
G_DECLARE_FINAL_TYPE (RkMark, rk_mark, RK, MARK, GObject)

RkMark     *rk_mark_new          (gint64 id, RkMarkKind kind, gint64 begin_ns, gint64 end_ns,
                                  const char *text) G_GNUC_WARN_UNUSED_RESULT;
gint64      rk_mark_get_id       (RkMark *self);
RkMarkKind  rk_mark_get_kind     (RkMark *self);
gint64      rk_mark_get_begin_ns (RkMark *self);
gint64      rk_mark_get_end_ns   (RkMark *self);
const char *rk_mark_get_text     (RkMark *self);
void        rk_mark_set_range    (RkMark *self, gint64 begin_ns, gint64 end_ns);
void        rk_mark_set_text     (RkMark *self, const char *text);
GBytes     *rk_mark_get_photo  (RkMark *self); /* nullable */
void        rk_mark_set_photo  (RkMark *self, GBytes *photo);
/* SHA-256 of the photo in hexadecimal digits: what files know it by; NULL without one. */
const char *rk_mark_get_photo_hash (RkMark *self);

G_END_DECLS
