/* Loss and return of mocked adapters: what is torn, who comes back, and who only looks like it. */
#include "config.h"

#include "usb-bed.h"

#include "acquire/errors.h"
#include "acquire/link.h"
#include "base/clock.h"

#include <string.h>

#define UNO   "2341:0043"
#define CH340 "1a86:7523"

static gboolean in_bed;

static gboolean
skip_without_bed (void)
{
  if (in_bed)
    return FALSE;

  g_test_skip ("umockdev is not installed: loss and return of ports were NOT tested");

  return TRUE;
}

/* A source that records what an adapter says. */
typedef struct {
  RkSource *source;
  RkSeries *series;
} Listener;

static void
listener_begin (Listener   *self,
                const char *path)
{
  g_autoptr (RkDevice) device = rk_device_new_path (path);
  g_autoptr (RkProfile) profile = test_profile ("", "kind=delimited\nfirst-line=keep");
  gint64 origin_ns;

  self->source = rk_source_new (device, profile);
  rk_source_open (self->source);
  test_wait_state (self->source, RK_SOURCE_LISTENING);

  origin_ns = rk_clock_now_ns ();
  self->series = rk_series_new (0, origin_ns);
  rk_source_begin (self->source, &(RkRecordingPlan) {
    .series = self->series, .origin_ns = origin_ns, .from_ns = origin_ns,
  });
  test_turn_ms (20); /* at 9600 baud a byte that comes now began a millisecond ago */
}

static void
listener_end (Listener *self)
{
  rk_source_close (self->source);
  g_clear_object (&self->source);
  rk_series_unref (self->series);
}

static gboolean
has_all_bytes (gpointer data)
{
  const gpointer *pair = data;
  RkCounters counters;

  rk_source_get_run_counters (pair[0], &counters);

  return counters.bytes >= GPOINTER_TO_SIZE (pair[1]);
}

static void
wait_bytes (Listener *self,
            gsize     n)
{
  gpointer pair[2] = { self->source, GSIZE_TO_POINTER (n) };

  test_wait_until (has_all_bytes, pair);
}

static void
assert_listening_again (RkSource *source)
{
  gint64 begin_us = g_get_monotonic_time ();

  test_wait_state (source, RK_SOURCE_LISTENING);
  g_assert_cmpint (g_get_monotonic_time () - begin_us, <, 2 * G_USEC_PER_SEC);
}

/* --- Torn frames --- */

/* The plug is pulled after each byte of a line: the half line is no value, and its bytes are counted. */
static void
test_every_byte (void)
{
  static const char line[] = "12.5;-7\n";
  TestBed bed;
  TestAdapter adapter;
  Listener listener;
  gsize n_bytes = 0;
  guint n_rows = 0;
  RkCounters counters;
  g_autoptr (RkSpan) span = NULL;

  if (skip_without_bed ())
    return;

  test_bed_init (&bed);
  test_bed_plug (&bed, &adapter, 0, 1, UNO, "A", "Uno");
  listener_begin (&listener, "/dev/ttyUSB0");

  for (gsize cut = 0; cut <= strlen (line); cut++) {
    test_pty_print (&adapter.pty, "12.5;-7\n");
    test_pty_write (&adapter.pty, line, cut);
    n_bytes += strlen (line) + cut;
    n_rows += 1 + (cut == strlen (line));
    wait_bytes (&listener, n_bytes);

    test_bed_unplug (&bed, &adapter);
    test_wait_state (listener.source, RK_SOURCE_LOST);
    test_bed_plug (&bed, &adapter, (guint) cut % 2, 1, UNO, "A", "Uno");
    assert_listening_again (listener.source);

    rk_source_get_run_counters (listener.source, &counters);
    test_assert_balanced (&counters);
    g_assert_cmpuint (counters.bytes, ==, n_bytes);
    g_assert_cmpuint (counters.frames, ==, n_rows);
    g_assert_cmpuint (counters.pending, ==, 0);
  }
  rk_source_end (listener.source);

  span = rk_series_take_span (listener.series);
  g_assert_cmpuint (rk_span_get_n_samples (span), ==, n_rows);
  for (guint i = 0; i < n_rows; i++) {
    g_assert_cmpfloat (rk_span_get_value (span, 0, i), ==, 12.5);
    g_assert_cmpfloat (rk_span_get_value (span, 1, i), ==, -7.0);
  }
  g_assert_cmpuint (rk_span_get_n_gaps (span), ==, strlen (line) + 1);

  listener_end (&listener);
  test_bed_unplug (&bed, &adapter);
  test_bed_clear (&bed);
}

/* --- Identity --- */

/* Without a serial number the socket counts: in the same one it is the same device, whatever its name. */
static void
test_same_socket (void)
{
  TestBed bed;
  TestAdapter adapter;
  Listener listener;

  if (skip_without_bed ())
    return;

  test_bed_init (&bed);
  test_bed_plug (&bed, &adapter, 0, 4, CH340, NULL, "USB Serial");
  listener_begin (&listener, "/dev/ttyUSB0");
  test_pty_print (&adapter.pty, "1\n");
  test_wait_frames (listener.source, 1);

  test_bed_unplug (&bed, &adapter);
  test_wait_state (listener.source, RK_SOURCE_LOST);
  test_bed_plug (&bed, &adapter, 3, 4, CH340, NULL, "USB Serial");
  assert_listening_again (listener.source);
  test_pty_print (&adapter.pty, "2\n");
  test_wait_frames (listener.source, 2);

  listener_end (&listener);
  test_bed_unplug (&bed, &adapter);
  test_bed_clear (&bed);
}

/* In another socket it may be its twin: it is not read before somebody says that it is the one. */
static void
test_other_socket (void)
{
  TestBed bed;
  TestAdapter adapter;
  Listener listener;
  RkCounters counters;
  g_autofree char *candidate = NULL;

  if (skip_without_bed ())
    return;

  test_bed_init (&bed);
  test_bed_plug (&bed, &adapter, 0, 4, CH340, NULL, "USB Serial");
  listener_begin (&listener, "/dev/ttyUSB0");
  test_pty_print (&adapter.pty, "1\n");
  test_wait_frames (listener.source, 1);

  test_bed_unplug (&bed, &adapter);
  test_wait_state (listener.source, RK_SOURCE_LOST);
  g_assert_null (rk_device_locate_candidate ("usb:1a86:7523::0@1-4"));

  test_bed_plug (&bed, &adapter, 0, 5, CH340, NULL, "USB Serial");
  candidate = rk_device_locate_candidate ("usb:1a86:7523::0@1-4");
  g_assert_cmpstr (candidate, ==, "/dev/ttyUSB0");
  test_pty_print (&adapter.pty, "666\n");
  test_turn_ms (600);
  g_assert_cmpint (rk_source_get_state (listener.source), ==, RK_SOURCE_LOST);
  rk_source_get_run_counters (listener.source, &counters);
  g_assert_cmpuint (counters.bytes, ==, 2);

  listener_end (&listener);
  test_bed_unplug (&bed, &adapter);
  test_bed_clear (&bed);
}

typedef struct {
  const char *name;
  const char *lost; /* identity */
  guint       socket;
  const char *ids;
  const char *serial;
  gboolean    asks;
} CandidateCase;

static const CandidateCase candidate_cases[] = {
  { "same-model", "usb:1a86:7523::0@1-4", 5, CH340, NULL, TRUE },
  { "other-model", "usb:1a86:7523::0@1-4", 5, "10c4:ea60", NULL, FALSE },
  { "has-a-number-now", "usb:1a86:7523::0@1-4", 5, CH340, "SN", FALSE },
  { "is-back", "usb:1a86:7523::0@1-4", 4, CH340, NULL, FALSE },
  { "number-is-its-own", "usb:1a86:7523:SN:0", 5, CH340, "OTHER", FALSE },
  { "shared-number", "usb:10c4:ea60:0001:0@1-4", 5, "10c4:ea60", "0001", TRUE },
  { "at-sign-in-number", "usb:10c4:ea60:a@b:0", 5, "10c4:ea60", "a", FALSE },
  { "path", "path:/tmp/a@b", 5, CH340, NULL, FALSE },
};

static void
test_candidate (gconstpointer data)
{
  const CandidateCase *c = data;
  TestBed bed;
  TestAdapter adapter;
  g_autofree char *path = NULL;

  if (skip_without_bed ())
    return;

  test_bed_init (&bed);
  test_bed_plug (&bed, &adapter, 2, c->socket, c->ids, c->serial, "X");
  path = rk_device_locate_candidate (c->lost);
  g_assert_cmpstr (path, ==, c->asks ? "/dev/ttyUSB2" : NULL);
  test_bed_unplug (&bed, &adapter);
  test_bed_clear (&bed);
}

/* Two devices tell the number of the lost one: neither is it before somebody says so. */
static void
test_shared_number (void)
{
  TestBed bed;
  TestAdapter first;
  TestAdapter second;
  g_autofree char *alone = NULL;
  g_autofree char *path = NULL;

  if (skip_without_bed ())
    return;

  test_bed_init (&bed);
  test_bed_plug (&bed, &first, 0, 1, "10c4:ea60", "0001", "CP2102");
  g_assert_null (rk_device_locate_candidate ("usb:10c4:ea60:0001:0"));
  alone = rk_device_locate ("usb:10c4:ea60:0001:0");
  g_assert_cmpstr (alone, ==, "/dev/ttyUSB0");

  test_bed_plug (&bed, &second, 1, 2, "10c4:ea60", "0001", "CP2102");
  g_assert_null (rk_device_locate ("usb:10c4:ea60:0001:0"));
  path = rk_device_locate_candidate ("usb:10c4:ea60:0001:0");
  g_assert_cmpstr (path, ==, "/dev/ttyUSB0");

  test_bed_unplug (&bed, &first);
  test_bed_unplug (&bed, &second);
  test_bed_clear (&bed);
}

/* --- Links --- */

/* Opening talks to the bed by ioctl: in a thread, as in the program. */
typedef struct {
  RkLink  *link;
  gboolean again;
  GError  *error;
} LinkJob;

static gpointer
link_open_thread (gpointer data)
{
  LinkJob *job = data;
  RkLineSettings line;

  rk_line_settings_init (&line);

  return GINT_TO_POINTER (rk_link_open (job->link, &line, job->again, &job->error));
}

static gpointer
link_close_thread (gpointer data)
{
  rk_link_close (data);

  return NULL;
}

static gboolean
link_open (RkLink   *link,
           gboolean  again,
           GError  **error)
{
  LinkJob job = { link, again, NULL };
  gboolean opened = GPOINTER_TO_INT (g_thread_join (g_thread_new ("open", link_open_thread, &job)));

  if (job.error != NULL)
    g_propagate_error (error, job.error);

  return opened;
}

static void
link_close (RkLink *link)
{
  g_thread_join (g_thread_new ("close", link_close_thread, link));
}

static RkLink *
link_to (RkDeviceKind kind,
         const char  *key,
         const char  *path)
{
  RkTarget target = { .kind = kind, .key = (char *) key, .path = (char *) path };

  return rk_link_new (&target);
}

/* The user said yes: the device in the other socket is the one from now on. A twin that is in use is
 * none, and what was a candidate a moment ago may be gone. */
static void
test_take_candidate (void)
{
  TestBed bed;
  TestAdapter mine;
  TestAdapter twin;
  g_autoptr (RkLink) link = NULL;
  g_autoptr (RkLink) other = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *candidate = NULL;

  if (skip_without_bed ())
    return;

  test_bed_init (&bed);
  test_bed_plug (&bed, &mine, 0, 1, CH340, NULL, "USB Serial");
  test_bed_plug (&bed, &twin, 1, 2, CH340, NULL, "USB Serial");
  link = link_to (RK_DEVICE_SERIAL, "usb:1a86:7523::0@1-1", "/dev/ttyUSB0");
  other = link_to (RK_DEVICE_SERIAL, "usb:1a86:7523::0@1-2", "/dev/ttyUSB1");
  g_assert_true (link_open (link, FALSE, &error));
  g_assert_true (link_open (other, FALSE, &error));
  g_assert_true (rk_port_is_open_here ("/dev/ttyUSB1"));

  test_bed_unplug (&bed, &mine);
  link_close (link);
  g_assert_false (rk_port_is_open_here ("/dev/ttyUSB0"));
  g_assert_null (rk_link_dup_candidate (link));
  g_assert_false (rk_link_take_candidate (link, "/dev/ttyUSB1"));

  test_bed_plug (&bed, &mine, 2, 3, CH340, NULL, "USB Serial");
  candidate = rk_link_dup_candidate (link);
  g_assert_cmpstr (candidate, ==, "/dev/ttyUSB2");
  g_assert_false (link_open (link, TRUE, &error));
  g_assert_error (error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_true (rk_link_take_candidate (link, candidate));
  g_assert_true (link_open (link, TRUE, &error));
  g_assert_cmpstr (rk_link_get_path (link), ==, "/dev/ttyUSB2");

  /* It is found again where it is now, and not where it was. */
  test_bed_unplug (&bed, &mine);
  link_close (link);
  test_bed_plug (&bed, &mine, 0, 3, CH340, NULL, "USB Serial");
  g_assert_null (rk_link_dup_candidate (link));
  g_assert_true (link_open (link, TRUE, &error));
  g_assert_cmpstr (rk_link_get_path (link), ==, "/dev/ttyUSB0");

  link_close (link);
  link_close (other);
  test_bed_unplug (&bed, &mine);
  test_bed_unplug (&bed, &twin);
  test_bed_clear (&bed);
}

/* A path typed in before its device was there: the first device behind it is the one that counts. */
static void
test_typed_path (void)
{
  TestBed bed;
  TestAdapter adapter;
  TestAdapter thief;
  g_autoptr (RkLink) link = NULL;
  g_autoptr (GError) error = NULL;

  if (skip_without_bed ())
    return;

  test_bed_init (&bed);
  link = link_to (RK_DEVICE_PATH, "path:/dev/ttyUSB0", "/dev/ttyUSB0");
  g_assert_false (link_open (link, FALSE, &error));
  g_assert_error (error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_NOT_FOUND);
  g_clear_error (&error);

  test_bed_plug (&bed, &adapter, 0, 1, UNO, "MINE", "Uno");
  g_assert_true (link_open (link, FALSE, &error));
  test_bed_unplug (&bed, &adapter);
  link_close (link);

  test_bed_plug (&bed, &thief, 0, 1, UNO, "ALIEN", "Uno");
  g_assert_false (link_open (link, TRUE, &error));
  g_assert_error (error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_NOT_FOUND);
  g_clear_error (&error);

  test_bed_plug (&bed, &adapter, 1, 2, UNO, "MINE", "Uno");
  g_assert_true (link_open (link, TRUE, &error));
  g_assert_cmpstr (rk_link_get_path (link), ==, "/dev/ttyUSB1");

  link_close (link);
  test_bed_unplug (&bed, &adapter);
  test_bed_unplug (&bed, &thief);
  test_bed_clear (&bed);
}

/* The driver's counters, less what was there before us. */
static void
test_faults (void)
{
  TestBed bed;
  TestAdapter adapter;
  g_autoptr (RkLink) link = NULL;
  g_autoptr (GError) error = NULL;
  RkPortFaults faults;

  if (skip_without_bed ())
    return;

  test_bed_init (&bed);
  test_bed_plug (&bed, &adapter, 0, 1, UNO, "A", "Uno");
  test_lines_set_faults (adapter.lines, 100, 50);
  link = link_to (RK_DEVICE_SERIAL, "usb:2341:0043:A:0", "/dev/ttyUSB0");
  g_assert_true (link_open (link, FALSE, &error));
  g_assert_true (rk_link_get_faults (link, &faults));
  g_assert_cmpuint (faults.framing, ==, 0);
  g_assert_cmpuint (faults.overrun, ==, 0);

  test_lines_set_faults (adapter.lines, 110, 57);
  g_assert_true (rk_link_get_faults (link, &faults));
  g_assert_cmpuint (faults.framing, ==, 10);
  g_assert_cmpuint (faults.overrun, ==, 7);
  g_assert_cmpuint (faults.parity, ==, 0);
  g_assert_cmpuint (faults.breaks, ==, 0);

  /* A counter that comes round. */
  test_lines_set_faults (adapter.lines, 100, 49);
  g_assert_true (rk_link_get_faults (link, &faults));
  g_assert_cmpuint (faults.framing, ==, 0);
  g_assert_cmpuint (faults.overrun, ==, G_MAXUINT);

  link_close (link);
  g_assert_false (rk_link_get_faults (link, &faults));
  test_bed_unplug (&bed, &adapter);
  test_bed_clear (&bed);
}

/* What the adapter collects bytes for: its driver's word, else a frame of USB. */
static void
test_timer (void)
{
  TestBed bed;
  TestAdapter adapter;
  g_autoptr (RkLink) link = NULL;
  g_autoptr (GError) error = NULL;

  if (skip_without_bed ())
    return;

  test_bed_init (&bed);
  test_bed_plug (&bed, &adapter, 0, 1, "0403:6001", "A", "FT232R");
  link = link_to (RK_DEVICE_SERIAL, "usb:0403:6001:A:0", "/dev/ttyUSB0");
  g_assert_cmpfloat (rk_link_get_timer_ns (link), ==, 0.0);
  g_assert_true (link_open (link, FALSE, &error));
  g_assert_cmpfloat (rk_link_get_timer_ns (link), ==, 1e6);

  umockdev_testbed_set_attribute (bed.testbed, "/sys/devices/pci0000:00/0000:00:14.0/usb1/1-1/1-1:1.0/ttyUSB0",
                                  "latency_timer", "16\n");
  g_assert_cmpfloat (rk_link_get_timer_ns (link), ==, 16e6);

  link_close (link);
  test_bed_unplug (&bed, &adapter);
  test_bed_clear (&bed);
}

/* --- The list --- */

typedef struct {
  gint stop; /* atomic */
  gint n_looks;
} Looker;

static gpointer
looker_thread (gpointer data)
{
  Looker *self = data;

  while (!g_atomic_int_get (&self->stop)) {
    g_autofree char *path = rk_device_locate ("usb:2341:0043:A:0");
    g_autofree char *candidate = rk_device_locate_candidate ("usb:1a86:7523::0@1-9");

    if (path != NULL)
      g_assert_true (g_str_has_prefix (path, "/dev/ttyUSB"));
    if (candidate != NULL)
      g_assert_cmpstr (candidate, ==, "/dev/ttyUSB7");
    g_atomic_int_inc (&self->n_looks);
  }

  return NULL;
}

/* Adapters are plugged in and out for real while a list and two threads look at them. */
static void
test_hammer (void)
{
  TestBed bed;
  TestAdapter named;
  TestAdapter nameless;
  g_autoptr (RkDeviceList) list = NULL;
  Looker looker = { 0 };
  GThread *threads[2];

  if (skip_without_bed ())
    return;

  test_bed_init (&bed);
  list = rk_device_list_new ();
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("looker", looker_thread, &looker);

  for (guint i = 0; i < 25; i++) {
    test_bed_plug (&bed, &named, i % 3, 1, UNO, "A", "Uno");
    rk_device_list_refresh (list);
    test_bed_plug (&bed, &nameless, 7, 2, CH340, NULL, "USB Serial");
    rk_device_list_refresh (list);
    g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 2);
    test_bed_unplug (&bed, i % 2 == 0 ? &named : &nameless);
    rk_device_list_refresh (list);
    g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 1);
    test_bed_unplug (&bed, i % 2 == 0 ? &nameless : &named);
    rk_device_list_refresh (list);
    g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 0);
    test_turn_ms (1); /* the list hears of all of it */
  }

  g_atomic_int_set (&looker.stop, 1);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  g_assert_cmpint (looker.n_looks, >, 0);
  test_bed_clear (&bed);
}

int
main (int   argc,
      char *argv[])
{
  in_bed = test_bed_enter (argv);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/acquire/return/every-byte", test_every_byte);
  g_test_add_func ("/acquire/return/same-socket", test_same_socket);
  g_test_add_func ("/acquire/return/other-socket", test_other_socket);
  for (guint i = 0; i < G_N_ELEMENTS (candidate_cases); i++) {
    g_autofree char *path = g_strconcat ("/acquire/return/candidate/", candidate_cases[i].name, NULL);

    g_test_add_data_func (path, &candidate_cases[i], test_candidate);
  }
  g_test_add_func ("/acquire/return/shared-number", test_shared_number);
  g_test_add_func ("/acquire/return/take-candidate", test_take_candidate);
  g_test_add_func ("/acquire/return/typed-path", test_typed_path);
  g_test_add_func ("/acquire/return/faults", test_faults);
  g_test_add_func ("/acquire/return/timer", test_timer);
  g_test_add_func ("/acquire/return/hammer", test_hammer);

  return g_test_run ();
}
