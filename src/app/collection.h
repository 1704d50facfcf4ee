#pragma once

#include "acquire/recorder.h"

G_BEGIN_DECLS

char *rk_collection_write (const char *old_json, RkRecorder *recorder) G_GNUC_WARN_UNUSED_RESULT;
void  rk_collection_read  (const char *json, RkRecorder *recorder);

G_END_DECLS
