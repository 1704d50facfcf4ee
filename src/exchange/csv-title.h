#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Titles of columns: "Temperature, °C". Private to this folder. */

/* A title that rk_csv_title_parse () takes apart into the same name and unit. */
char *rk_csv_title_make  (const char *name, const char *unit) G_GNUC_WARN_UNUSED_RESULT;

/* Understands "T, °C", "T (°C)", "T [°C]" and "T/°C". @unit is the symbol of base/quantity.h if it is
 * known there, else as it stands, or NULL. */
void  rk_csv_title_parse (const char *title, char **name, char **unit);

/* A text that no spreadsheet takes for a formula, and back. */
char       *rk_csv_text_guard   (const char *text) G_GNUC_WARN_UNUSED_RESULT;
const char *rk_csv_text_unguard (const char *text);

G_END_DECLS
