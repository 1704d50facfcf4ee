#pragma once

#include "acquire/scanner.h"
#include "app/document.h"

G_BEGIN_DECLS

typedef enum {
  RK_GUESSER_IDLE,      /* the device is known, or somebody has decided */
  RK_GUESSER_LISTENING, /* too little was heard to say anything */
  RK_GUESSER_GUESSED,   /* see rk_guesser_get_guesses () */
  RK_GUESSER_SCANNING,  /* speeds are being tried; the source is closed meanwhile */
  RK_GUESSER_SILENT,    /* it says nothing: it may wait to be asked */
  RK_GUESSER_ASKING,    /* probes are being sent */
  RK_GUESSER_UNKNOWN,   /* nothing fits what it says */
} RkGuesserState;

/**
 * RkGuesser:
 *
 * Works out what the device of a source is: reads what was received as every profile would; when that
 * looks like a wrong speed, tries the others. It only listens; it asks on the user's word only. Main thread.
 *
 * Signal: changed.
 */
#define RK_TYPE_GUESSER (rk_guesser_get_type ())
G_DECLARE_FINAL_TYPE (RkGuesser, rk_guesser, RK, GUESSER, GObject)

/* The one of the source; it lives as long. */
RkGuesser            *rk_guesser_get         (RkDocument *document, RkSource *source);
RkGuesserState        rk_guesser_get_state   (RkGuesser *self);
GPtrArray            *rk_guesser_get_guesses (RkGuesser *self); /* of RkGuess, best first; may be empty */
const RkLineSettings *rk_guesser_get_line    (RkGuesser *self); /* being tried */
double                rk_guesser_get_fraction (RkGuesser *self);
const char           *rk_guesser_get_error   (RkGuesser *self); /* nullable: why the last search ended */

/* The source is read with @profile from now on, and the device is remembered as that. */
void                  rk_guesser_use         (RkGuesser *self, RkProfile *profile);
void                  rk_guesser_scan        (RkGuesser *self);
void                  rk_guesser_ask         (RkGuesser *self); /* WRITES to the device */
void                  rk_guesser_cancel      (RkGuesser *self);

G_END_DECLS
