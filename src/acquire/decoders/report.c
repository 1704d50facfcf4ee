#include "config.h"

#include "acquire/decoders/report.h"

#include "acquire/decoders/text.h"
#include "base/bytes.h"

/* What RkDecoderEvents promises. */
#define SHOWN_CHARS 200

RkLineClass
rk_report_rejected (const RkDecoderEvents *events,
                    gpointer               user_data,
                    const guint8          *line,
                    gsize                  n,
                    gssize                 at,
                    const char            *reason,
                    guint64               *n_rejected)
{
  (*n_rejected)++;

  if (events->rejected != NULL) {
    g_autofree char *shown = rk_bytes_to_text (line, n, SHOWN_CHARS);
    int caret = -1;

    /* The line is long before the caret is: no need to count a megabyte of characters. */
    if (at >= 0 && (gsize) at <= n && at < SHOWN_CHARS * 6)
      caret = rk_text_count_chars (line, n, (gsize) at);
    if (caret >= SHOWN_CHARS)
      caret = -1;
    events->rejected (user_data, shown, caret, reason);
  }

  return RK_LINE_REJECTED;
}

RkLineClass
rk_report_text (const RkDecoderEvents *events,
                gpointer               user_data,
                const guint8          *line,
                gsize                  n)
{
  if (events->text != NULL) {
    g_autofree char *shown = rk_bytes_to_text (line, n, SHOWN_CHARS);

    events->text (user_data, shown);
  }

  return RK_LINE_PARSED;
}
