#pragma once

#include <gio/gio.h>

#include "exchange/picture.h"

G_BEGIN_DECLS

/* How wide a picture is. The order is that of the list and of the names in the settings. */
typedef enum {
  RK_PICTURE_HALF_PAGE,
  RK_PICTURE_PAGE,
  RK_PICTURE_SLIDE,
  RK_PICTURE_POSTER,
  RK_PICTURE_OWN_CM,
  RK_PICTURE_OWN_PIXELS,
} RkPictureWidth;

typedef enum { RK_PICTURE_PNG, RK_PICTURE_SVG, RK_PICTURE_PDF } RkPictureFormat;

/* Width to height. */
typedef enum { RK_PICTURE_16_9, RK_PICTURE_3_2, RK_PICTURE_4_3, RK_PICTURE_1_1, RK_PICTURE_SCREEN } RkPictureShape;

#define RK_PICTURE_MIN_CM  3.0
#define RK_PICTURE_MAX_CM  120.0
#define RK_PICTURE_MIN_DPI 30.0
#define RK_PICTURE_MAX_DPI 1200.0
#define RK_PICTURE_MIN_PX  100.0
#define RK_PICTURE_MAX_PX  20000.0

/* What was chosen for a picture of a graph. */
typedef struct {
  RkPictureWidth  width;
  RkPictureShape  shape;
  RkPictureFormat format;
  double          own_cm;    /* of RK_PICTURE_OWN_CM */
  double          width_px;  /* of RK_PICTURE_OWN_PIXELS */
  double          height_px;
  double          dpi;       /* of a PNG whose width is in cm */
  gboolean        legend;
  gboolean        grey;
  gboolean        readings;  /* cursors and selections, if there are any */
  double          screen_ratio; /* of the graph on the screen; not kept */
} RkPictureChoice;

void        rk_picture_choice_load   (RkPictureChoice *self, GSettings *settings);
void        rk_picture_choice_save   (const RkPictureChoice *self, GSettings *settings);

double      rk_picture_choice_get_cm  (const RkPictureChoice *self); /* 0 when it is in pixels */
double      rk_picture_choice_get_dpi (const RkPictureChoice *self); /* of a PNG; 0 when there is none to tell */
const char *rk_picture_choice_get_suffix (const RkPictureChoice *self);
/* Size, scale, letters, traces, legend; print colours. */
void        rk_picture_choice_apply  (const RkPictureChoice *self, const char *caption, RkViewSettings *settings);
/* "16 × 9 cm, 1890 × 1063 pixels" */
char       *rk_picture_choice_describe (const RkPictureChoice *self, const char *caption) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
