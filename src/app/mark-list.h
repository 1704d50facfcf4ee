#pragma once

#include <gtk/gtk.h>

#include "store/run.h"

G_BEGIN_DECLS

/* The marks of a run: go there, write, delete. Lives as long as its parents; refs the run. */
GtkWidget  *rk_mark_list_new    (RkRun *run) G_GNUC_WARN_UNUSED_RESULT;
/* The time of a mark for people: "12,34 s", "5,0–8,5 s". */
char       *rk_mark_format_time (RkMark *mark) G_GNUC_WARN_UNUSED_RESULT;
/* What kind it is, as the graph shows it. */
const char *rk_mark_sign        (RkMark *mark);
/* An entry that is the text of @mark, both ways. */
GtkWidget  *rk_mark_entry_new   (RkMark *mark) G_GNUC_WARN_UNUSED_RESULT;
/* Attaches a photo to @mark, or shows the one it has. */
GtkWidget  *rk_mark_photo_button_new (RkRun *run, RkMark *mark) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
