#pragma once

#include <gio/gio.h>

#include "project/project.h"
#include "store/experiment.h"

G_BEGIN_DECLS

/* A command: argv[0] is its name. Returns the exit status: 0 all went well, 1 an error (told in one
 * line on standard error), 2 wrong usage. */
typedef int (*RkCommandFunc) (int argc, char *argv[]);

typedef struct {
  const char   *name;
  const char   *usage; /* what follows the name */
  RkCommandFunc run;
} RkCommand;

int rk_command_ports    (int argc, char *argv[]);
int rk_command_record   (int argc, char *argv[]);
int rk_command_decode   (int argc, char *argv[]);
int rk_command_simulate (int argc, char *argv[]);
int rk_command_info     (int argc, char *argv[]);
int rk_command_check    (int argc, char *argv[]);
int rk_command_convert  (int argc, char *argv[]);
int rk_command_plot     (int argc, char *argv[]);
int rk_command_profile  (int argc, char *argv[]);
int rk_command_bench    (int argc, char *argv[]);

/* Parses @entries for a command; usage errors are printed. What is left stands in argv[1]... and
 * must be @n_positional arguments, or at least one if that is negative. */
gboolean rk_cli_parse   (int *argc, char ***argv, const char *usage, GOptionEntry *entries, int n_positional);

/* Prints "rostok-cli: message" and returns 1. */
int      rk_cli_fail    (const char *format, ...) G_GNUC_PRINTF (1, 2);
int      rk_cli_fail_error (const GError *error);
void     rk_cli_warn    (const char *format, ...) G_GNUC_PRINTF (1, 2);

/* An experiment from a file of any kind that can be read; @project is NULL for foreign ones.
 * Warnings of a damaged file are printed. */
RkExperiment *rk_cli_read_experiment (const char *path, RkProject **project, GError **error);

/* convert.c */
gboolean rk_cli_is_picture (const char *path);
gboolean rk_cli_keep_run   (RkExperiment *experiment, const char *wanted, GError **error);

gboolean rk_cli_has_suffix (const char *path, const char *suffix); /* case ignored */

G_END_DECLS
