#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What is put behind a line that is sent. */
typedef enum {
  RK_LINE_END_LF,
  RK_LINE_END_CR,
  RK_LINE_END_CR_LF,
  RK_LINE_END_NONE,
  RK_LINE_END_HEX, /* the line itself is bytes: "FF 01 86" */
} RkLineEnd;

#define RK_N_LINE_ENDS 5

/* A line kept for sending again. */
typedef struct {
  char     *text;
  RkLineEnd ending;
} RkConsoleLine;

RkConsoleLine *rk_console_line_new  (const char *text, RkLineEnd ending) G_GNUC_WARN_UNUSED_RESULT;
void           rk_console_line_free (RkConsoleLine *self);
/* The bytes to send; NULL with @error when the text is no bytes. */
GBytes        *rk_console_line_get_bytes (const RkConsoleLine *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The kept lines in the set-up of an experiment (JSON, maybe of somebody else's file). */
GPtrArray     *rk_console_lines_read  (const char *set_up) G_GNUC_WARN_UNUSED_RESULT; /* of RkConsoleLine */
char          *rk_console_lines_write (const char *set_up, GPtrArray *lines) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkConsoleLine, rk_console_line_free)

G_END_DECLS
