#pragma once

#include "app/collect-bar.h"
#include "app/device-popover.h"
#include "app/digits-page.h"
#include "app/graph-page.h"
#include "app/message-bar.h"
#include "app/panel-style.h"
#include "app/plot-grid.h"
#include "app/raw-page.h"
#include "app/sensor-care.h"
#include "app/settings-popover.h"
#include "app/side-panel.h"
#include "app/status-line.h"
#include "app/table-page.h"
#include "app/welcome-page.h"
#include "app/window.h"

G_BEGIN_DECLS

/* What undo brings back. */
/* Where runs stood before they were shifted along the axis of time. */
typedef struct {
  GPtrArray *runs;    /* of RkRun */
  GArray    *offsets; /* of gint64, nanoseconds */
} RkMoved;

RkMoved *rk_moved_new  (void) G_GNUC_WARN_UNUSED_RESULT;
void     rk_moved_free (RkMoved *self);
/* Moves a run and remembers where it stood; FALSE if it stands there already. */
gboolean rk_moved_move (RkMoved *self, RkRun *run, gint64 offset_ns);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkMoved, rk_moved_free)

typedef struct {
  RkRun   *run;   /* nullable: what was deleted */
  RkMark  *mark;  /* nullable: it alone was deleted, of @run */
  RkMoved *moved; /* nullable: nothing was deleted, but runs shifted */
  RkPlotLayout *layout; /* nullable: nor that, but views of the experiment changed */
  gboolean    is_exclusion; /* nor that, but other points of @run were left out: */
  RkExcluded *excluded;     /* nullable: what was left out of it before */
  gboolean    is_addition;  /* nor that, but @run was made out of others */
  gboolean    is_photo;     /* nor that, but @mark of @run has another photo: */
  GBytes     *photo;        /* nullable: what it had before */
} RkUndoStep;

typedef struct _RkListening RkListening;

/* Shared by window.c (what is seen), window-files.c (in and out of files) and
 * window-export.c (other formats). */
struct _RkWindow
{
  AdwApplicationWindow parent_instance;

  RkDocument   *document;
  GSettings    *settings;
  GArray       *undo_steps;   /* RkUndoStep, the last one last */
  GHashTable   *known_ports;  /* keys of the ports listed last */
  guint         inhibit;      /* cookie while recording; 0 = none */
  gboolean      space_down;   /* the key repeats while it is held */
  gboolean      asking_to_close; /* the question of window-close.c is on show */
  gboolean      may_lose;     /* the user said so */
  GtkWindow    *preflight;    /* nullable, weak: the check of the sensors */
  GtkWindow    *collection;   /* nullable, weak: how is collected */
  GtkWindow    *picture;      /* nullable, weak: a view for a report */
  GtkWindow    *page;         /* nullable, weak: a page of a report */
  RkListening  *listening;    /* nullable: the trace that sounds; owned by its thread */
  RkSensorCare *care;         /* of the document's sensors */
  AdwToast     *said;         /* nullable, weak: the sentence on show */
  AdwToast     *undo_toast;   /* nullable, weak: the offer to undo */
  GCancellable *job;          /* nullable: of the long work under way */
  guint         job_id;       /* timer that moves the progress bar; 0 = none */
  double        job_fraction; /* 0...1; negative = unknown */

  /* Template children. */
  AdwToastOverlay   *toast_overlay;
  GtkMenuButton     *devices_button;
  AdwButtonContent  *devices_content;
  RkDevicePopover   *device_popover;
  GtkButton         *record_button;
  AdwButtonContent  *record_content;
  GtkMenuButton     *settings_button;
  GtkMenuButton     *menu_button;
  GtkLabel          *settings_label;
  RkSettingsPopover *settings_popover;
  GtkWidget         *squeezer;
  GtkWidget         *side_button;
  GMenu             *recent_menu;
  RkMessageBar      *message_bar;
  RkCollectBar      *collect_bar;
  GtkStack          *main_stack;
  RkWelcomePage     *welcome_page;
  AdwFlap           *flap;
  RkSidePanel       *side_panel;
  AdwViewStack      *pages;
  RkPlotGrid        *plot_grid;
  RkGraphPage       *graph_page;
  RkTablePage       *table_page;
  RkDigitsPage      *digits_page;
  RkRawPage         *raw_page;
  GtkRevealer       *progress_revealer;
  GtkLabel          *progress_label;
  GtkProgressBar    *progress_bar;
  RkStatusLine      *status_line;
  GtkWidget         *header_bar;
  RkDigitsPage      *panel_digits;
  GtkWidget         *panel_bar;
  GtkButton         *panel_record;
  AdwButtonContent  *panel_record_content;
  GtkWidget         *panel_frozen;
  GtkWidget         *pen_bar;

  gboolean           panel;        /* shown for the last row of a class */
  AdwColorScheme     panel_scheme; /* of before */
  RkPanelStyle      *panel_style;
  GtkWindow         *projector;    /* nullable, weak: the graph for the class */
};

/* window-files.c */
void rk_window_install_file_actions   (RkWindow *self);
GtkFileChooserNative *rk_window_make_chooser (RkWindow *self, const char *title,
                                              GtkFileChooserAction action, const char *accept);
void rk_window_show_chooser           (GtkFileChooserNative *dialog);

/* window-ports.c */
void rk_window_watch_ports            (RkWindow *self, RkDeviceList *ports);

/* window-close.c: FALSE = not everything is on the disk; the user is asked. */
gboolean rk_window_may_close          (RkWindow *self);

/* window-export.c */
void rk_window_install_export_actions (RkWindow *self);

/* window-sensors.c */
void rk_window_install_sensor_actions (RkWindow *self);

/* window-undo.c */
void   rk_window_init_undo (RkWindow *self);
RkRun *rk_window_find_run  (RkWindow *self, gint64 id); /* (transfer full) (nullable) */

/* Says what was done and how to take it back; takes @moved. A run shifted step by step goes back in one. */
void   rk_window_offer_undo_moved (RkWindow *self, const char *text, RkMoved *moved);
/* The same for what is left out of a run; @before: nullable. */
void   rk_window_offer_undo_excluded (RkWindow *self, const char *text, RkRun *run, RkExcluded *before);
/* The same for a run that was calculated. */
void   rk_window_offer_undo_added (RkWindow *self, const char *text, RkRun *run);
void   rk_window_offer_undo_photo (RkWindow *self, const char *text, RkRun *run, RkMark *mark, GBytes *before);
/* The channels that were made for a run that is not shown go with it, unless another run can come back that has them. */
void   rk_window_forget_calculated (RkWindow *self, RkRun *run);
/* Steps of another experiment cannot be taken back. */
void   rk_window_forget_undo (RkWindow *self);
/* What "(xx)" means: ids of a run and of its mark. */
gboolean rk_window_find_mark (RkWindow *self, GVariant *parameter, RkRun **run, RkMark **mark);

/* compare-align.c */
void   rk_window_init_compare (RkWindow *self);

/* window-listen.c */
void   rk_window_init_listen    (RkWindow *self);
void   rk_window_stop_listening (RkWindow *self);

/* window-photo.c */
void   rk_window_init_photo (RkWindow *self);

/* compare-result.c */
void   rk_window_init_compare_result (RkWindow *self);

/* window-exclude.c */
void   rk_window_init_exclude (RkWindow *self);

/* window-panel.c */
void   rk_window_install_panel_actions (RkWindow *self);
void   rk_window_leave_panel (RkWindow *self); /* where the header is needed */

/* window-pen.c */
void   rk_window_install_pen_actions (RkWindow *self);

/* window-tools.c */
void rk_window_install_tool_actions (RkWindow *self);

/* window-job.c: one long work at a time, with its bar and a way to cancel it. */
gboolean rk_window_begin_job (RkWindow *self, const char *text);
void     rk_window_set_job_fraction (RkWindow *self, double fraction);
void     rk_window_end_job   (RkWindow *self);

G_END_DECLS
