#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * RkGraphHistory:
 *
 * What was looked at, as a way back and forward. States are GVariants, so that they never change and can be compared.
 * Main thread.
 */
typedef struct _RkGraphHistory RkGraphHistory;

RkGraphHistory *rk_graph_history_new     (void) G_GNUC_WARN_UNUSED_RESULT;
void            rk_graph_history_free    (RkGraphHistory *self);
void            rk_graph_history_clear   (RkGraphHistory *self);
gboolean        rk_graph_history_leave   (RkGraphHistory *self, GVariant *state, gboolean gesture, gint64 now_us);
gboolean        rk_graph_history_can     (const RkGraphHistory *self, gboolean forward);
/* (transfer full) (nullable) */
GVariant       *rk_graph_history_go      (RkGraphHistory *self, gboolean forward, GVariant *state) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkGraphHistory, rk_graph_history_free)

G_END_DECLS
