#pragma once

#include "app/document.h"

G_BEGIN_DECLS

/* Shared by document.c (devices, recording, what is shown) and document-files.c (the file). */
struct _RkDocument
{
  GObject parent_instance;

  RkExperiment *experiment;
  RkRecorder   *recorder;
  RkProject    *project;     /* nullable: made at the first start */
  RkSource     *source;      /* nullable */
  guint         save_id;     /* pending write of the set-up; 0 = none */
  guint         beat_id;     /* readings about to be told of; 0 = none */
  gboolean      empty;       /* as last notified */
  gboolean      starting;    /* a start waits for devices that are being opened */
  gboolean      saving;      /* the file is being copied under another name */
  GSignalGroup *experiment_signals;
  GSignalGroup *run_signals;     /* of the list of runs */
  GPtrArray    *watched;         /* RkSource: those whose signals are connected */
};

/* document.c */
void       rk_document_notify_file      (RkDocument *self);
void       rk_document_set_experiment   (RkDocument *self, RkExperiment *experiment);

/* document-files.c */
void       rk_document_save_soon        (RkDocument *self);
void       rk_document_settings_changed (RkDocument *self);
void       rk_document_read_settings    (RkDocument *self);
gboolean   rk_document_ensure_project   (RkDocument *self, GError **error); /* FALSE: it cannot be written */
RkRunSink *rk_document_keeper_begin     (RkRun *run, gint64 origin_ns, gpointer user_data, GError **error);
void       rk_document_keeper_end       (RkRun *run, RkRunSink *sink, gpointer user_data);

G_END_DECLS
