#pragma once

#include <gtk/gtk.h>

#include "app/guesser.h"

G_BEGIN_DECLS

/**
 * RkGuessView:
 *
 * What an unknown device looks like, with three rows as they would be read and one button to take it; or how the
 * search goes on. Not there for devices that are known.
 *
 * Property: short (boolean, writable): only what is more than any text, in fewer words.
 */
#define RK_TYPE_GUESS_VIEW (rk_guess_view_get_type ())
G_DECLARE_FINAL_TYPE (RkGuessView, rk_guess_view, RK, GUESS_VIEW, GtkWidget)

/* Either may be NULL: nothing is shown. */
void rk_guess_view_set_source (RkGuessView *self, RkDocument *document, RkSource *source);

G_END_DECLS
