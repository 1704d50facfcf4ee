#pragma once

#include <glib.h>

/* What is measured. @id is what files and JSON use: "temperature". */
typedef struct {
  const char *id;
  const char *name;     /* marked with N_(): "Temperature" */
  const char *symbol;   /* as on an axis: "T", "U"; never translated */
  const char *unit;     /* symbol of the usual unit */
  int         decimals; /* usual number of places */
} RkQuantity;

/* @symbol is what files use ("°C", "V", "kPa"); @name and @local are for people. */
typedef struct {
  const char *symbol;
  const char *local;    /* marked with N_(): the symbol in the user's language, "V" -> "В" */
  const char *name;     /* marked with N_(): "degree Celsius" */
  const char *quantity; /* id */
  double      factor;   /* SI value = factor * value + offset */
  double      offset;
  const char *aliases;  /* other spellings devices print, separated by '|': "C|degC|*C" */
} RkUnit;

const RkQuantity *rk_quantity_find (const char *id);
const RkQuantity *rk_quantity_nth  (guint n); /* NULL after the last */
const RkUnit     *rk_unit_find     (const char *text); /* symbol, local symbol or alias */
const RkUnit     *rk_unit_nth      (guint n);

/* FALSE when the units are unknown or of different quantities; @result is then unchanged. */
gboolean          rk_unit_convert  (double      value,
                                    const char *from,
                                    const char *to,
                                    double     *result);

/* The symbol in the user's language; an unknown unit is returned as it is. NULL gives "". */
const char       *rk_unit_local    (const char *symbol);

/* "T, °C"; "T" without a unit. Caller frees. */
char             *rk_axis_title    (const char *symbol,
                                    const char *unit);
