#include "config.h"

#include "app/profile-preview.h"

#include "base/number.h"
#include "base/quantity.h"

#include <math.h>

/* Columns in one row of text. */
#define MAX_COLUMNS 12

typedef struct {
  RkProfilePreview *preview;
  RkProfile        *profile;
} Reading;

static void
columns_cb (gpointer   user_data,
            GPtrArray *columns)
{
  Reading *self = user_data;

  g_ptr_array_unref (self->preview->columns);
  self->preview->columns = rk_columns_copy (columns);
  for (guint i = 0; i < columns->len; i++)
    rk_profile_describe_column (self->profile, g_ptr_array_index (self->preview->columns, i));
}

static void
append_value (GString        *row,
              const RkColumn *column,
              double          value)
{
  g_autofree char *number = NULL;
  const char *unit = rk_unit_local (column->unit);

  if (isnan (value))
    number = g_strdup ("–");
  else if (column->decimals >= 0)
    number = rk_number_format (value, column->decimals);
  else
    number = g_strdup_printf ("%.7g", value);

  g_string_append_printf (row, "%s%s = %s", row->len > 0 ? "; " : "", column->name, number);
  if (*unit != '\0')
    g_string_append_printf (row, " %s", unit);
}

static void
frame_cb (gpointer       user_data,
          const RkFrame *frame)
{
  Reading *self = user_data;
  GString *row = g_string_new (NULL);
  guint n_shown = 0;

  for (guint i = 0; i < frame->n_values && i < self->preview->columns->len && n_shown < MAX_COLUMNS; i++) {
    if (frame->flags != NULL && (frame->flags[i] & RK_VALUE_ABSENT) != 0)
      continue;
    append_value (row, g_ptr_array_index (self->preview->columns, i), frame->values[i]);
    n_shown++;
  }

  if (self->preview->rows->len == RK_PREVIEW_ROWS)
    g_ptr_array_remove_index (self->preview->rows, 0);
  g_ptr_array_add (self->preview->rows, g_string_free (row, FALSE));
}

static void
rejected_cb (gpointer    user_data,
             const char *line,
             int         caret,
             const char *reason)
{
  RkProfilePreview *preview = ((Reading *) user_data)->preview;

  g_free (preview->rejected);
  g_free (preview->reason);
  preview->rejected = g_strdup (line);
  preview->reason = g_strdup (reason);
  preview->caret = caret;
}

static const RkDecoderEvents events = {
  .columns = columns_cb,
  .frame = frame_cb,
  .rejected = rejected_cb,
};

/**
 * rk_profile_preview_new:
 * @profile: how to read
 * @bytes: (array length=n): what a device sent
 * @n: number of bytes
 * @error: return location
 *
 * Tries a profile on bytes.
 *
 * Returns: (transfer full): what came of it
 */
RkProfilePreview *
rk_profile_preview_new (RkProfile     *profile,
                        const guint8  *bytes,
                        gsize          n,
                        GError       **error)
{
  g_autoptr (RkDecoder) decoder = NULL;
  RkProfilePreview *self;
  Reading reading;

  g_return_val_if_fail (profile != NULL && (bytes != NULL || n == 0), NULL);

  decoder = rk_decoder_new (rk_profile_get_decoder (profile), rk_profile_get_options (profile), error);
  if (decoder == NULL)
    return NULL;

  self = g_new0 (RkProfilePreview, 1);
  self->columns = g_ptr_array_new_with_free_func ((GDestroyNotify) rk_column_free);
  self->rows = g_ptr_array_new_with_free_func (g_free);
  self->caret = -1;

  reading = (Reading) { .preview = self, .profile = profile };
  if (n > 0)
    rk_decoder_feed (decoder, bytes, n, &events, &reading);
  rk_decoder_get_counts (decoder, &self->counts);

  return self;
}

/**
 * rk_profile_preview_free:
 * @self: (nullable): a preview
 *
 * Frees it.
 */
void
rk_profile_preview_free (RkProfilePreview *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->columns);
  g_ptr_array_unref (self->rows);
  g_free (self->rejected);
  g_free (self->reason);
  g_free (self);
}
