#pragma once

#include <glib.h>

typedef struct {
  const char *name;     /* last part of the test path */
  const char *kind;
  const char *option;   /* nullable: a variant, or "option=value" */
  const char *packet;   /* text, or "x" and hexadecimal digits */
  const char *expected; /* the frame as the log has it; "" = none */
} MeterRow;

/* Ends with a row without a name. */
extern const MeterRow meter_rows[];
