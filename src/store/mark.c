#include "config.h"

#include "store/mark.h"

struct _RkMark
{
  GObject parent_instance;

  gint64      id;
  RkMarkKind  kind;
  gint64      begin_ns; /* since the begin of the run, <= end_ns */
  gint64      end_ns;
  char       *text;     /* never NULL */
  GBytes     *photo;    /* nullable */
  char       *hash;     /* of the photo */
};

enum {
  PROP_0,
  PROP_ID,
  PROP_KIND,
  PROP_BEGIN_NS,
  PROP_END_NS,
  PROP_TEXT,
  PROP_PHOTO,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static const GEnumValue kind_values[] = {
  { RK_MARK_NOTE,    "RK_MARK_NOTE",    "note" },
  { RK_MARK_TRIGGER, "RK_MARK_TRIGGER", "trigger" },
  { RK_MARK_ALERT,   "RK_MARK_ALERT",   "alert" },
  { 0, NULL, NULL },
};

G_DEFINE_FINAL_TYPE (RkMark, rk_mark, G_TYPE_OBJECT)

GType
rk_mark_kind_get_type (void)
{
  static gsize type;

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_enum_register_static ("RkMarkKind", kind_values));

  return type;
}

/**
 * rk_mark_kind_id:
 * @kind: a kind
 *
 * Names a kind in files.
 *
 * Returns: "note", "trigger" or "alert"
 */
const char *
rk_mark_kind_id (RkMarkKind kind)
{
  g_return_val_if_fail ((guint) kind <= RK_MARK_ALERT, NULL);

  return kind_values[kind].value_nick;
}

/**
 * rk_mark_kind_from_id:
 * @id: (nullable): the name of a kind in a file
 * @kind: (out): the kind
 *
 * Reads the name of a kind.
 *
 * Returns: %FALSE if there is none of that name; @kind is then unchanged
 */
gboolean
rk_mark_kind_from_id (const char *id,
                      RkMarkKind *kind)
{
  for (guint i = 0; i <= RK_MARK_ALERT; i++) {
    if (g_strcmp0 (id, kind_values[i].value_nick) == 0) {
      *kind = (RkMarkKind) i;
      return TRUE;
    }
  }

  return FALSE;
}

static void
rk_mark_get_property (GObject    *object,
                      guint       prop_id,
                      GValue     *value,
                      GParamSpec *pspec)
{
  RkMark *self = RK_MARK (object);

  switch (prop_id) {
  case PROP_ID:
    g_value_set_int64 (value, self->id);
    break;
  case PROP_KIND:
    g_value_set_enum (value, (int) self->kind);
    break;
  case PROP_BEGIN_NS:
    g_value_set_int64 (value, self->begin_ns);
    break;
  case PROP_END_NS:
    g_value_set_int64 (value, self->end_ns);
    break;
  case PROP_TEXT:
    g_value_set_string (value, self->text);
    break;
  case PROP_PHOTO:
    g_value_set_boxed (value, self->photo);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
rk_mark_set_property (GObject      *object,
                      guint         prop_id,
                      const GValue *value,
                      GParamSpec   *pspec)
{
  RkMark *self = RK_MARK (object);
  gint64 time_ns;

  switch (prop_id) {
  case PROP_BEGIN_NS:
    time_ns = g_value_get_int64 (value);
    rk_mark_set_range (self, time_ns, MAX (time_ns, self->end_ns));
    break;
  case PROP_END_NS:
    time_ns = g_value_get_int64 (value);
    rk_mark_set_range (self, MIN (time_ns, self->begin_ns), time_ns);
    break;
  case PROP_TEXT:
    rk_mark_set_text (self, g_value_get_string (value));
    break;
  case PROP_PHOTO:
    rk_mark_set_photo (self, g_value_get_boxed (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
rk_mark_finalize (GObject *object)
{
  RkMark *self = RK_MARK (object);

  g_free (self->text);
  g_clear_pointer (&self->photo, g_bytes_unref);
  g_free (self->hash);

  G_OBJECT_CLASS (rk_mark_parent_class)->finalize (object);
}

static void
rk_mark_class_init (RkMarkClass *klass)
{
  const GParamFlags constant = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  const GParamFlags changing = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = rk_mark_get_property;
  object_class->set_property = rk_mark_set_property;
  object_class->finalize = rk_mark_finalize;

  /**
   * RkMark:id:
   *
   * What files call it; unique within its run.
   */
  properties[PROP_ID] = g_param_spec_int64 ("id", NULL, NULL, G_MININT64, G_MAXINT64, 0, constant);

  /**
   * RkMark:kind:
   *
   * Who or what made it.
   */
  properties[PROP_KIND] = g_param_spec_enum ("kind", NULL, NULL, RK_TYPE_MARK_KIND, RK_MARK_NOTE, constant);

  /**
   * RkMark:begin-ns:
   *
   * Since the begin of the run; before a trigger it is negative.
   */
  properties[PROP_BEGIN_NS] =
    g_param_spec_int64 ("begin-ns", NULL, NULL, G_MININT64, G_MAXINT64, 0, changing);

  /**
   * RkMark:end-ns:
   *
   * Since the begin of the run; that of its begin for an instant.
   */
  properties[PROP_END_NS] =
    g_param_spec_int64 ("end-ns", NULL, NULL, G_MININT64, G_MAXINT64, 0, changing);

  /**
   * RkMark:text:
   *
   * What people note.
   */
  properties[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, "", changing);

  /**
   * RkMark:photo:
   *
   * What it looked like then: a photo, the bytes of a JPEG file, as they were given.
   */
  properties[PROP_PHOTO] = g_param_spec_boxed ("photo", NULL, NULL, G_TYPE_BYTES, changing);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
rk_mark_init (RkMark *self)
{
}

/**
 * rk_mark_new:
 * @id: what files call it
 * @kind: who or what makes it
 * @begin_ns: since the begin of the run
 * @end_ns: since the begin of the run; @begin_ns for an instant
 * @text: (nullable): the note
 *
 * Makes a mark; a run takes it. Ends in the wrong order are exchanged.
 *
 * Threads: main.
 *
 * Returns: (transfer full): a mark
 */
RkMark *
rk_mark_new (gint64      id,
             RkMarkKind  kind,
             gint64      begin_ns,
             gint64      end_ns,
             const char *text)
{
  RkMark *self;

  g_return_val_if_fail ((guint) kind <= RK_MARK_ALERT, NULL);

  self = g_object_new (RK_TYPE_MARK, NULL);
  self->id = id;
  self->kind = kind;
  self->begin_ns = MIN (begin_ns, end_ns);
  self->end_ns = MAX (begin_ns, end_ns);
  self->text = g_strdup (text != NULL ? text : "");

  return self;
}

/**
 * rk_mark_get_id:
 * @self: a mark
 *
 * Returns: what files call it
 */
gint64
rk_mark_get_id (RkMark *self)
{
  g_return_val_if_fail (RK_IS_MARK (self), 0);

  return self->id;
}

/**
 * rk_mark_get_kind:
 * @self: a mark
 *
 * Returns: who or what made it
 */
RkMarkKind
rk_mark_get_kind (RkMark *self)
{
  g_return_val_if_fail (RK_IS_MARK (self), RK_MARK_NOTE);

  return self->kind;
}

/**
 * rk_mark_get_begin_ns:
 * @self: a mark
 *
 * Returns: its begin, nanoseconds since the begin of the run
 */
gint64
rk_mark_get_begin_ns (RkMark *self)
{
  g_return_val_if_fail (RK_IS_MARK (self), 0);

  return self->begin_ns;
}

/**
 * rk_mark_get_end_ns:
 * @self: a mark
 *
 * Returns: its end, nanoseconds since the begin of the run; its begin for an instant
 */
gint64
rk_mark_get_end_ns (RkMark *self)
{
  g_return_val_if_fail (RK_IS_MARK (self), 0);

  return self->end_ns;
}

/**
 * rk_mark_get_text:
 * @self: a mark
 *
 * Returns: the note, maybe empty
 */
const char *
rk_mark_get_text (RkMark *self)
{
  g_return_val_if_fail (RK_IS_MARK (self), NULL);

  return self->text;
}

/**
 * rk_mark_set_range:
 * @self: a mark
 * @begin_ns: since the begin of the run
 * @end_ns: since the begin of the run; @begin_ns for an instant
 *
 * Moves it. Ends in the wrong order are exchanged.
 */
void
rk_mark_set_range (RkMark *self,
                   gint64  begin_ns,
                   gint64  end_ns)
{
  gint64 first = MIN (begin_ns, end_ns);
  gint64 last = MAX (begin_ns, end_ns);
  gboolean begins;
  gboolean ends;

  g_return_if_fail (RK_IS_MARK (self));

  begins = self->begin_ns != first;
  ends = self->end_ns != last;
  self->begin_ns = first;
  self->end_ns = last;

  g_object_freeze_notify (G_OBJECT (self));
  if (begins)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BEGIN_NS]);
  if (ends)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_END_NS]);
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * rk_mark_set_text:
 * @self: a mark
 * @text: (nullable): the note
 *
 * Changes the note.
 */
void
rk_mark_set_text (RkMark     *self,
                  const char *text)
{
  g_return_if_fail (RK_IS_MARK (self));

  if (text == NULL)
    text = "";
  if (g_str_equal (self->text, text))
    return;

  g_free (self->text);
  self->text = g_strdup (text);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
}

/**
 * rk_mark_get_photo:
 * @self: a mark
 *
 * Returns: (transfer none) (nullable): the bytes of a JPEG file; of unknown origin, if the mark was in a file
 */
GBytes *
rk_mark_get_photo (RkMark *self)
{
  g_return_val_if_fail (RK_IS_MARK (self), NULL);

  return self->photo;
}

/**
 * rk_mark_get_photo_hash:
 * @self: a mark
 *
 * Returns: (nullable): the SHA-256 of its photo in hexadecimal digits
 */
const char *
rk_mark_get_photo_hash (RkMark *self)
{
  g_return_val_if_fail (RK_IS_MARK (self), NULL);

  return self->hash;
}

/**
 * rk_mark_set_photo:
 * @self: a mark
 * @photo: (nullable): the bytes of a JPEG file; nobody looks into them here
 *
 * Changes the photo.
 */
void
rk_mark_set_photo (RkMark *self,
                     GBytes *photo)
{
  g_autofree char *hash = NULL;

  g_return_if_fail (RK_IS_MARK (self));

  if (photo != NULL)
    hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, photo);
  if (g_strcmp0 (hash, self->hash) == 0)
    return;

  g_clear_pointer (&self->photo, g_bytes_unref);
  self->photo = photo != NULL ? g_bytes_ref (photo) : NULL;
  g_free (self->hash);
  self->hash = g_steal_pointer (&hash);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PHOTO]);
}
