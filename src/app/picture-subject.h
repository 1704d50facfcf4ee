#pragma once

#include "app/graph-page.h"
#include "app/plot-grid.h"

G_BEGIN_DECLS

/* Something on the screen that has axes, so that a picture of it can be made. Main thread. */
typedef struct {
  char      *name;   /* "Graph", "Spectrum · Sound" */
  GtkWidget *widget; /* RkCanvas or RkPlotChart */
} RkPictureSubject;

/* What is to be drawn, as it was at one moment. Taken on the main thread, then used by one thread at a time. */
typedef struct _RkPictureShot RkPictureShot;

/* Of RkPictureSubject: the graph of all, then the other views. */
GPtrArray      *rk_picture_subjects_list       (RkGraphPage *page, RkPlotGrid *grid) G_GNUC_WARN_UNUSED_RESULT;
/* Whether anything is read in it. */
gboolean        rk_picture_subject_is_read     (const RkPictureSubject *self);
/* @typed (nullable) and, on lines of their own below, what is read in it if @readings; NULL = nothing. */
char           *rk_picture_subject_make_caption (const RkPictureSubject *self,
                                                 const char             *typed,
                                                 gboolean                readings) G_GNUC_WARN_UNUSED_RESULT;
/* Calls back (widget, user_data, ...) whenever it was drawn anew or is read otherwise, as long as @object lives. */
void            rk_picture_subject_watch       (const RkPictureSubject *self, GCallback changed, GObject *object);
void            rk_picture_subject_unwatch     (const RkPictureSubject *self, GObject *object);

/* NULL: there is nothing to show yet. */
RkPictureShot  *rk_picture_subject_shoot       (const RkPictureSubject *self,
                                                RkViewSettings         *settings,
                                                gboolean                grey,
                                                gboolean                readings) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer none) */
RkScene        *rk_picture_shot_develop        (RkPictureShot *self, GError **error);
void            rk_picture_shot_free           (RkPictureShot *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkPictureShot, rk_picture_shot_free)

G_END_DECLS
