#pragma once

#include "plot/layout.h"

G_BEGIN_DECLS

/* The size of the texts at points, in sizes of the font. */
#define RK_POINT_LABEL_TEXT 0.85

/* Fills the point labels of @layout, whose panes are placed. */
void rk_point_labels_place (RkLayout *layout, const RkScene *scene);

G_END_DECLS
