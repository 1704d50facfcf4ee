#pragma once

#include "plot/path.h"

G_BEGIN_DECLS

/* Part of an image into which pixels are written directly. */
typedef struct {
  guint32 *pixels; /* 0xffrrggbb, rows of @stride pixels */
  int      stride;
  int      x, y;   /* what may be touched */
  int      width, height;
} RkInk;

/* A line of @line_px; of @period pixels only the first @on are drawn (period 0: all). */
void rk_ink_path (const RkInk *self, const RkPath *path, RkColor color, double line_px, guint period, guint on);
void rk_ink_disc (const RkInk *self, RkPoint center, double radius, RkColor color);

void rk_ink_rect (const RkInk *self, const RkRect *rect, RkColor color); /* on whole pixels, at least one each way */

G_END_DECLS
