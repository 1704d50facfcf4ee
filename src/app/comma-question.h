#pragma once

#include <gtk/gtk.h>

#include "acquire/source.h"

G_BEGIN_DECLS

/**
 * RkCommaQuestion:
 *
 * One quiet line where the commas of a device can be read in two ways: how they are read, with an
 * example from the device, and a button that reads them in the other way. Not there when all is sure.
 *
 * Properties: source (RkSource, nullable), changeable (boolean: not during a run).
 */
#define RK_TYPE_COMMA_QUESTION (rk_comma_question_get_type ())
G_DECLARE_FINAL_TYPE (RkCommaQuestion, rk_comma_question, RK, COMMA_QUESTION, GtkWidget)

void rk_comma_question_set_source (RkCommaQuestion *self,
                                   RkSource        *source);

G_END_DECLS
