#pragma once

#include "base/quantity.h"

/* The tables behind quantity.c; each ends with an entry of NULLs. */
extern const RkQuantity rk_quantity_table[];
extern const RkUnit     rk_unit_table[];
