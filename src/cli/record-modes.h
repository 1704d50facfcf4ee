#pragma once

#include "acquire/recorder.h"

G_BEGIN_DECLS

/* The ways to collect as options of “record”; what was not given is NULL or 0. */
typedef struct {
  char    *trigger;     /* "T rises 30" */
  char    *stop_when;   /* "T above 80" */
  double   pre_trigger_s;
  double   delay_s;
  char    *keep;        /* name of the typed variable: "V, ml" */
  double   average_s;
  char    *photogate;
} RkRecordModes;

void     rk_record_modes_clear   (RkRecordModes *self);
/* Words on the first option that makes no sense; NULL when all do. */
char    *rk_record_modes_check   (const RkRecordModes *self) G_GNUC_WARN_UNUSED_RESULT;
void     rk_record_modes_apply   (const RkRecordModes *self, RkRecorder *recorder);
/* Finds the channels of the conditions. FALSE with @missing (a name) while one of them has not come yet. */
gboolean rk_record_modes_resolve (const RkRecordModes *self, RkRecorder *recorder, RkExperiment *experiment, char **missing);
/* Keeps a row for each line of standard input, then stops. */
void     rk_record_modes_listen  (const RkRecordModes *self, RkRecorder *recorder);

G_END_DECLS
