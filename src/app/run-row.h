#pragma once

#include <gtk/gtk.h>

#include "app/document.h"

G_BEGIN_DECLS

/* A run in the side list. */
#define RK_TYPE_RUN_ROW (rk_run_row_get_type ())
G_DECLARE_FINAL_TYPE (RkRunRow, rk_run_row, RK, RUN_ROW, GtkListBoxRow)

GtkWidget *rk_run_row_new (RkRun *run);

/* What can be changed of a run: name, notes; or to delete it (action win.delete-run). */
#define RK_TYPE_RUN_POPOVER (rk_run_popover_get_type ())
G_DECLARE_FINAL_TYPE (RkRunPopover, rk_run_popover, RK, RUN_POPOVER, GtkPopover)

GtkWidget *rk_run_popover_new (RkRun *run);

/* compare-align.c: "+1.5 s"; NULL when it is not shifted. */
char      *rk_run_format_offset (RkRun *run) G_GNUC_WARN_UNUSED_RESULT;
void       rk_run_shift         (RkRun *run, GtkWidget *widget, int steps);

G_END_DECLS
