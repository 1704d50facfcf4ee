#pragma once

#include "acquire/profile.h"

G_BEGIN_DECLS

/* Rows shown, the newest. */
#define RK_PREVIEW_ROWS 8

/**
 * RkProfilePreview:
 *
 * What a profile makes of bytes: for the editor. Plain data.
 */
typedef struct {
  GPtrArray      *columns;  /* of RkColumn, described */
  GPtrArray      *rows;     /* of char *: "T = 21.5 °C; RH = 40 %", oldest first */
  RkDecoderCounts counts;
  char           *rejected; /* nullable: the last */
  char           *reason;
  int             caret;    /* -1 = none */
} RkProfilePreview;

/* Reads @bytes from their first line or packet on; NULL with @error when the decoder does not take its options. Pure. */
RkProfilePreview *rk_profile_preview_new  (RkProfile *profile, const guint8 *bytes, gsize n,
                                           GError **error) G_GNUC_WARN_UNUSED_RESULT;
void              rk_profile_preview_free (RkProfilePreview *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkProfilePreview, rk_profile_preview_free)

G_END_DECLS
