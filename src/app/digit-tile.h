#pragma once

#include <adwaita.h>

#include "store/channel.h"

G_BEGIN_DECLS

/**
 * RkDigitTile:
 *
 * The newest value of one channel, as large as told: name, number, unit.
 */
#define RK_TYPE_DIGIT_TILE (rk_digit_tile_get_type ())
G_DECLARE_FINAL_TYPE (RkDigitTile, rk_digit_tile, RK, DIGIT_TILE, GtkWidget)

/* Where the name and the unit of a number are. */
typedef enum {
  RK_DIGIT_ABOVE,   /* name above, unit behind */
  RK_DIGIT_BESIDE,  /* name before, unit behind */
  RK_DIGIT_STACKED, /* both in a line above: for a narrow column */
} RkDigitForm;

GtkWidget *rk_digit_tile_new         (RkChannel   *channel) G_GNUC_WARN_UNUSED_RESULT;
RkChannel *rk_digit_tile_get_channel (RkDigitTile *self);
/* Takes the channel's value over; TRUE when it needs more room than all values before. */
gboolean   rk_digit_tile_update      (RkDigitTile *self);
/* Names are at least so large, pixels; 0 = as the number wants. */
void       rk_digit_tile_set_name_px (RkDigitTile *self,
                                      double       name_px);
/* The size of the number that fits a tile of these measures, pixels. */
double     rk_digit_tile_fit         (RkDigitTile *self,
                                      double       width,
                                      double       height,
                                      RkDigitForm  form);
void       rk_digit_tile_arrange     (RkDigitTile *self,
                                      double       number_px,
                                      RkDigitForm  form);

G_END_DECLS
