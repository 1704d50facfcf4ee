#pragma once

#include "acquire/profile.h"

G_BEGIN_DECLS

/* What somebody says of a column; NULL and -1 = nothing. */
typedef struct {
  char *key;
  char *name;
  char *symbol;
  char *quantity;
  char *unit;
  int   decimals;
} RkDraftChannel;

/**
 * RkProfileDraft:
 *
 * A profile being written in the editor: anything may stand in it, right or wrong. Main thread.
 */
typedef struct {
  char          *name;
  char          *description; /* nullable */
  char          *base;        /* nullable: text of the profile it began as: what the editor does not show is kept */
  RkLineSettings line;
  char          *kind;        /* of the decoder */
  GHashTable    *options;     /* string to string */
  GPtrArray     *channels;    /* of RkDraftChannel */
} RkProfileDraft;

RkProfileDraft *rk_profile_draft_new         (RkProfile *profile) G_GNUC_WARN_UNUSED_RESULT;
void            rk_profile_draft_free        (RkProfileDraft *self);
/* NULL and "" take the option away. */
void            rk_profile_draft_set_option  (RkProfileDraft *self, const char *name, const char *value);
/* Another kind: options it does not know go. */
void            rk_profile_draft_set_kind    (RkProfileDraft *self, const char *kind);
RkDraftChannel *rk_profile_draft_ensure_channel (RkProfileDraft *self, const char *key);

/* The file it would be, and what it reads as; NULL with @error while something is wrong. */
char           *rk_profile_draft_to_text     (RkProfileDraft *self) G_GNUC_WARN_UNUSED_RESULT;
RkProfile      *rk_profile_draft_to_profile  (RkProfileDraft *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* "School balance" -> "school-balance": what a file and an id may be called. */
char           *rk_profile_draft_make_id     (const char *name) G_GNUC_WARN_UNUSED_RESULT;
/* Saves it among the user's own profiles; returns the path, NULL with @error. */
char           *rk_profile_draft_save        (RkProfileDraft *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A pattern (decoder "regex") that reads lines such as @line: its numbers become groups, named by the words before them. */
char           *rk_profile_draft_make_pattern (const char *line) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkProfileDraft, rk_profile_draft_free)

G_END_DECLS
