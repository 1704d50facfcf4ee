#pragma once

#include <adwaita.h>

#include "app/document.h"

G_BEGIN_DECLS

/**
 * RkCollectionWindow:
 *
 * How readings are collected beyond rate and duration: kept by hand, delayed, triggered, stopped by a condition,
 * photogates, alerts. Every change holds at once. Not modal.
 */
#define RK_TYPE_COLLECTION_WINDOW (rk_collection_window_get_type ())
G_DECLARE_FINAL_TYPE (RkCollectionWindow, rk_collection_window, RK, COLLECTION_WINDOW, AdwWindow)

GtkWindow *rk_collection_window_new (GtkWindow *parent, RkDocument *document);

G_END_DECLS
