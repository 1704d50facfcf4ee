/* Ports of the system, mocked: listing, names, rights, lines, loss and return. */
#include "config.h"

#include "usb-bed.h"

#include "acquire/errors.h"
#include "acquire/port.h"
#include "acquire/sysfs.h"
#include "base/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <grp.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#define UNO "2341:0043"

static gboolean in_bed;

static gboolean
skip_without_bed (void)
{
  if (in_bed)
    return FALSE;

  g_test_skip ("umockdev is not installed: ports were NOT tested");

  return TRUE;
}

/* --- The list --- */

static char *
list_as_text (void)
{
  g_autoptr (GPtrArray) infos = rk_port_infos_list ();
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < infos->len; i++) {
    RkPortInfo *info = g_ptr_array_index (infos, i);
    g_autofree char *title = rk_port_info_dup_title (info);

    g_string_append_printf (text, "%s=%s=%s;", info->path, title, info->key);
  }

  return g_string_free (text, FALSE);
}

static void
assert_list (const char *expected)
{
  g_autofree char *text = list_as_text ();

  g_assert_cmpstr (text, ==, expected);
}

static void
test_list (void)
{
  TestBed bed;
  TestAdapter uno;
  TestAdapter bridge;
  TestAdapter nameless;

  if (skip_without_bed ())
    return;

  test_bed_init (&bed);
  assert_list (""); /* a UART that is not there does not count */

  test_bed_plug (&bed, &uno, 10, 1, UNO, "SN1", "Arduino Uno");
  test_bed_plug (&bed, &bridge, 2, 2, "1A86:7523", NULL, "USB Serial");
  test_bed_plug (&bed, &nameless, 3, 3, "dead:beef", "X", NULL);
  assert_list ("/dev/ttyUSB2=CH340=usb:1a86:7523::0@1-2;"
               "/dev/ttyUSB3=USB device dead:beef=usb:dead:beef:X:0;"
               "/dev/ttyUSB10=Arduino Uno=usb:2341:0043:SN1:0;");

  test_bed_unplug (&bed, &bridge);
  test_bed_unplug (&bed, &nameless);
  assert_list ("/dev/ttyUSB10=Arduino Uno=usb:2341:0043:SN1:0;");

  test_bed_unplug (&bed, &uno);
  test_bed_clear (&bed);
}

/* Two devices with the same number are told apart by their sockets, and never mixed up. */
static void
test_twins (void)
{
  TestBed bed;
  TestAdapter first;
  TestAdapter second;
  g_autofree char *path = NULL;
  g_autofree char *alone = NULL;

  if (skip_without_bed ())
    return;

  test_bed_init (&bed);
  test_bed_plug (&bed, &first, 0, 1, "10c4:ea60", "0001", "CP2102");
  path = rk_device_locate ("usb:10c4:ea60:0001:0");
  g_assert_cmpstr (path, ==, "/dev/ttyUSB0");

  test_bed_plug (&bed, &second, 1, 2, "10c4:ea60", "0001", "CP2102");
  assert_list ("/dev/ttyUSB0=CP210x=usb:10c4:ea60:0001:0@1-1;"
               "/dev/ttyUSB1=CP210x=usb:10c4:ea60:0001:0@1-2;");
  g_assert_null (rk_device_locate ("usb:10c4:ea60:0001:0"));
  g_clear_pointer (&path, g_free);
  path = rk_device_locate ("usb:10c4:ea60:0001:0@1-2");
  g_assert_cmpstr (path, ==, "/dev/ttyUSB1");

  /* One goes: the socket still counts for who was named by it. */
  test_bed_unplug (&bed, &second);
  g_assert_null (rk_device_locate ("usb:10c4:ea60:0001:0@1-2"));
  alone = rk_device_locate ("usb:10c4:ea60:0001:0@1-1");
  g_assert_cmpstr (alone, ==, "/dev/ttyUSB0");

  test_bed_unplug (&bed, &first);
  test_bed_clear (&bed);
}

/* Ports that come and go 2000 times while others look. */
static gpointer
hammer_thread (gpointer data)
{
  const char *dir = data;
  g_autofree char *path = g_build_filename (dir, "ttyUSB0", NULL);
  g_autofree char *target = g_file_read_link (path, NULL);

  for (guint i = 0; i < 2000; i++) {
    g_unlink (path);
    g_usleep (100);
    g_assert_cmpint (symlink (target, path), ==, 0);
    g_usleep (50);
  }

  return NULL;
}

static void
test_hammer (void)
{
  TestBed bed;
  TestAdapter adapters[2];
  g_autofree char *dir = NULL;
  g_autoptr (RkDeviceList) list = NULL;
  GThread *thread;
  guint n_seen[3] = { 0 };

  if (skip_without_bed ())
    return;

  test_bed_init (&bed);
  test_bed_plug (&bed, &adapters[0], 0, 1, UNO, "A", "Uno");
  test_bed_plug (&bed, &adapters[1], 1, 2, UNO, "B", "Uno");
  dir = g_build_filename (bed.root, "sys", "class", "tty", NULL);
  list = rk_device_list_new ();

  thread = g_thread_new ("hammer", hammer_thread, dir);
  for (guint i = 0; i < 3000; i++) {
    guint n;

    rk_device_list_refresh (list);
    n = g_list_model_get_n_items (G_LIST_MODEL (list));
    g_assert_cmpuint (n, >=, 1);
    g_assert_cmpuint (n, <=, 2);
    n_seen[n]++;
    if (i % 100 == 0)
      g_free (rk_device_locate ("usb:2341:0043:A:0"));
  }
  g_thread_join (thread);

  g_test_message ("seen: one port %u times, two ports %u times", n_seen[1], n_seen[2]);
  test_bed_unplug (&bed, &adapters[0]);
  test_bed_unplug (&bed, &adapters[1]);
  test_bed_clear (&bed);
}

static void
items_changed_cb (GListModel *model,
                  guint       position,
                  guint       removed,
                  guint       added,
                  GString    *log)
{
  g_string_append_printf (log, "%u-%u+%u;", position, removed, added);
}

static void
notify_cb (GObject    *object,
           GParamSpec *pspec,
           GString    *log)
{
  g_string_append_printf (log, "%s;", pspec->name);
}

/* The same device is the same object, under whatever name it returns. */
static void
test_list_model (void)
{
  TestBed bed;
  TestAdapter first;
  TestAdapter second;
  g_autoptr (RkDeviceList) list = NULL;
  g_autoptr (RkDevice) device = NULL;
  g_autoptr (RkDevice) again = NULL;
  g_autoptr (RkDevice) by_path = NULL;
  g_autoptr (GString) log = g_string_new (NULL);

  if (skip_without_bed ())
    return;

  test_bed_init (&bed);
  test_bed_plug (&bed, &first, 0, 1, UNO, "A", "Arduino Uno");
  list = rk_device_list_new ();
  g_signal_connect (list, "items-changed", G_CALLBACK (items_changed_cb), log);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 1);
  device = g_list_model_get_item (G_LIST_MODEL (list), 0);
  g_assert_cmpint (rk_device_get_kind (device), ==, RK_DEVICE_SERIAL);
  g_assert_cmpint (rk_device_get_state (device), ==, RK_DEVICE_FREE);
  g_assert_cmpstr (rk_device_get_name (device), ==, "Arduino Uno");
  g_assert_cmpstr (rk_device_get_vid (device), ==, "2341");
  g_assert_cmpstr (rk_device_get_pid (device), ==, "0043");
  g_assert_cmpstr (rk_device_get_serial (device), ==, "A");

  rk_device_list_refresh (list);
  g_assert_cmpstr (log->str, ==, "");

  test_bed_plug (&bed, &second, 1, 2, UNO, "B", "Arduino Uno");
  rk_device_list_refresh (list);
  g_assert_cmpstr (log->str, ==, "1-0+1;");
  g_string_truncate (log, 0);

  test_bed_unplug (&bed, &first);
  rk_device_list_refresh (list);
  g_assert_cmpstr (log->str, ==, "0-1+0;");
  g_assert_cmpint (rk_device_get_state (device), ==, RK_DEVICE_GONE);
  g_string_truncate (log, 0);

  g_signal_connect (device, "notify", G_CALLBACK (notify_cb), log);
  test_bed_plug (&bed, &first, 5, 1, UNO, "A", "Arduino Uno");
  rk_device_list_refresh (list);
  again = g_list_model_get_item (G_LIST_MODEL (list), 1);
  g_assert_true (again == device);
  g_assert_cmpstr (rk_device_get_path (device), ==, "/dev/ttyUSB5");
  g_assert_cmpint (rk_device_get_state (device), ==, RK_DEVICE_FREE);
  g_assert_nonnull (strstr (log->str, "path;"));
  g_assert_nonnull (strstr (log->str, "state;"));

  /* A path typed in is that device. */
  by_path = rk_device_new_path ("/dev/ttyUSB5");
  g_assert_cmpint (rk_device_get_kind (by_path), ==, RK_DEVICE_SERIAL);
  g_assert_cmpstr (rk_device_get_key (by_path), ==, "usb:2341:0043:A:0");

  g_signal_handlers_disconnect_by_data (device, log);
  g_signal_handlers_disconnect_by_data (list, log);
  test_bed_unplug (&bed, &first);
  test_bed_unplug (&bed, &second);
  test_bed_clear (&bed);
}

/* --- Opening --- */

typedef struct {
  RkLineSettings line;
  char          *warning;
  GError        *error;
} OpenJob;

static gpointer
open_thread (gpointer data)
{
  OpenJob *job = data;

  return rk_port_open ("/dev/ttyUSB0", &job->line, &job->warning, &job->error);
}

static gpointer
close_thread (gpointer data)
{
  rk_port_close (data);

  return NULL;
}

/* In a thread, as in the program. */
static RkPort *
open_port (OpenJob *job)
{
  return g_thread_join (g_thread_new ("open", open_thread, job));
}

static void
close_port (RkPort *port)
{
  g_thread_join (g_thread_new ("close", close_thread, port));
}

static void
test_open (void)
{
  TestBed bed;
  TestAdapter adapter;
  OpenJob job = { 0 };
  OpenJob second = { 0 };
  struct termios settings;
  RkPort *port;
  int fd;

  if (skip_without_bed ())
    return;

  test_bed_init (&bed);
  test_bed_plug (&bed, &adapter, 0, 1, UNO, "A", "Uno");
  rk_line_settings_init (&job.line);
  job.line.baud = 115200;
  second.line = job.line;

  port = open_port (&job);
  g_assert_no_error (job.error);
  g_assert_nonnull (port);
  g_assert_null (job.warning);

  fd = rk_port_get_fd (port);
  g_assert_true ((fcntl (fd, F_GETFD) & FD_CLOEXEC) != 0);
  g_assert_true ((fcntl (fd, F_GETFL) & O_NONBLOCK) != 0);
  g_assert_cmpint (tcgetattr (fd, &settings), ==, 0);
  g_assert_cmpuint (settings.c_cflag & HUPCL, ==, 0);
  g_assert_cmpuint (cfgetispeed (&settings), ==, B115200);
  g_assert_cmpuint (settings.c_lflag & (ICANON | ECHO), ==, 0);
  g_assert_cmpuint (settings.c_cc[VMIN], ==, 1);

  /* One at a time, and it says so. */
  g_assert_null (open_port (&second));
  g_assert_error (second.error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_BUSY);
  g_assert_nonnull (strstr (second.error->message, "/dev/ttyUSB0"));
  g_clear_error (&second.error);

  close_port (port);
  port = open_port (&second);
  g_assert_no_error (second.error);
  close_port (port);

  test_bed_unplug (&bed, &adapter);
  g_assert_null (open_port (&second));
  g_assert_error (second.error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_NOT_FOUND);
  g_clear_error (&second.error);
  test_bed_clear (&bed);
}

typedef struct {
  const char   *name;
  int           dtr;
  int           rts;
  RkResetPolicy reset;
  const char   *log; /* what happened to the lines, both on before */
} LinesCase;

static const LinesCase lines_cases[] = {
  { "keep", -1, -1, RK_RESET_KEEP, "" },
  { "on", 1, 1, RK_RESET_KEEP, "" },
  { "dtr-off", 0, -1, RK_RESET_KEEP, "-dtr" },
  { "both-off", 0, 0, RK_RESET_KEEP, "-rts -dtr" },
  { "reset", -1, -1, RK_RESET_PULSE, "-dtr +dtr" },
};

static void
test_lines_policy (gconstpointer data)
{
  const LinesCase *c = data;
  TestBed bed;
  TestAdapter adapter;
  OpenJob job = { 0 };
  g_autofree char *log = NULL;
  g_autofree char *closing = NULL;
  RkPort *port;

  if (skip_without_bed ())
    return;

  test_bed_init (&bed);
  test_bed_plug (&bed, &adapter, 0, 1, UNO, "A", "Uno");
  rk_line_settings_init (&job.line);
  job.line.dtr = c->dtr;
  job.line.rts = c->rts;
  job.line.reset = c->reset;

  port = open_port (&job);
  g_assert_no_error (job.error);
  log = test_lines_take_log (adapter.lines);
  g_assert_cmpstr (log, ==, c->log);

  /* Closing resets nothing. */
  close_port (port);
  closing = test_lines_take_log (adapter.lines);
  g_assert_cmpstr (closing, ==, "");

  test_bed_unplug (&bed, &adapter);
  test_bed_clear (&bed);
}

/* Another program has it open, without any lock. */
static void
test_holder (void)
{
  TestBed bed;
  TestAdapter adapter;
  OpenJob job = { 0 };
  g_autofree char *text = NULL;
  g_autoptr (GSubprocess) other = NULL;
  g_autoptr (GSubprocessLauncher) launcher = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (RkDevice) device = NULL;
  g_autofree char *holder = NULL;
  int fd;

  if (skip_without_bed ())
    return;

  test_bed_init (&bed);
  test_bed_plug (&bed, &adapter, 0, 1, UNO, "A", "Uno");
  rk_line_settings_init (&job.line);

  fd = open (adapter.pty.slave, O_RDWR | O_NOCTTY | O_CLOEXEC);
  launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_subprocess_launcher_take_fd (launcher, fd, 5);
  other = g_subprocess_launcher_spawn (launcher, &error, "sleep", "60", NULL);
  g_assert_no_error (error);
  g_clear_object (&launcher); /* closes its copy */

  text = g_strdup_printf ("sleep (%s)", g_subprocess_get_identifier (other));
  g_assert_null (open_port (&job));
  g_assert_error (job.error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_BUSY);
  g_assert_nonnull (strstr (job.error->message, text));
  g_clear_error (&job.error);

  device = rk_device_new_path ("/dev/ttyUSB0");
  g_assert_cmpint (rk_device_get_state (device), ==, RK_DEVICE_BUSY);
  holder = rk_device_dup_holder (device);
  g_assert_cmpstr (holder, ==, text);

  g_subprocess_force_exit (other);
  g_subprocess_wait (other, NULL, NULL);
  test_bed_unplug (&bed, &adapter);
  test_bed_clear (&bed);
}

/* As a user who may not: the words name the group and the command to copy. */
static void
test_forbidden_subprocess (void)
{
  TestBed bed;
  TestAdapter adapter;
  OpenJob job = { 0 };
  g_autoptr (RkDevice) device = NULL;
  struct stat status;
  struct group *group;
  g_autofree char *command = NULL;

  if (geteuid () == 0) {
    g_assert_cmpint (setgroups (0, NULL), ==, 0);
    g_assert_cmpint (setresgid (65534, 65534, 65534), ==, 0);
    g_assert_cmpint (setresuid (65534, 65534, 65534), ==, 0);
  }

  test_bed_init (&bed);
  test_bed_plug (&bed, &adapter, 0, 1, UNO, "A", "Uno");
  rk_line_settings_init (&job.line);
  g_assert_cmpint (chmod (adapter.pty.slave, 0060), ==, 0);
  g_assert_cmpint (stat (adapter.pty.slave, &status), ==, 0);
  group = getgrgid (status.st_gid);
  g_assert_nonnull (group);

  device = rk_device_new_path ("/dev/ttyUSB0");
  g_assert_cmpint (rk_device_get_state (device), ==, RK_DEVICE_FORBIDDEN);

  g_assert_null (open_port (&job));
  g_assert_error (job.error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_FORBIDDEN);
  command = g_strdup_printf ("sudo usermod -aG %s $USER", group->gr_name);
  g_assert_nonnull (strstr (job.error->message, command));
  g_clear_error (&job.error);

  test_bed_unplug (&bed, &adapter);
  test_bed_clear (&bed);
}

static void
test_forbidden (void)
{
  if (skip_without_bed ())
    return;

  g_test_trap_subprocess ("/acquire/port/forbidden/subprocess", 20 * G_USEC_PER_SEC,
                          G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
}

/* --- Loss and return --- */

static void
test_return (void)
{
  TestBed bed;
  TestAdapter adapter;
  TestAdapter thief;
  g_autoptr (RkDevice) device = NULL;
  g_autoptr (RkProfile) profile = test_profile ("", "kind=delimited\nfirst-line=keep");
  g_autoptr (RkSource) source = NULL;
  g_autoptr (RkSeries) series = NULL;
  g_autoptr (RkSpan) span = NULL;
  gint64 origin_ns;
  gint64 lost_us;

  if (skip_without_bed ())
    return;

  test_bed_init (&bed);
  test_bed_plug (&bed, &adapter, 0, 1, UNO, "MINE", "Uno");
  device = rk_device_new_path ("/dev/ttyUSB0");
  source = rk_source_new (device, profile);
  rk_source_open (source);
  test_wait_state (source, RK_SOURCE_LISTENING);
  origin_ns = rk_clock_now_ns ();
  series = rk_series_new (0, origin_ns);
  rk_source_begin (source, &(RkRecordingPlan) { .series = series, .origin_ns = origin_ns, .from_ns = origin_ns });
  test_turn_ms (20); /* at 9600 baud a byte that comes now began a millisecond ago */
  test_pty_print (&adapter.pty, "1\n2\n");
  test_wait_frames (source, 2);

  lost_us = g_get_monotonic_time ();
  test_bed_unplug (&bed, &adapter);
  test_wait_state (source, RK_SOURCE_LOST);
  g_assert_cmpint (g_get_monotonic_time () - lost_us, <, 100 * 1000);

  /* The same name. */
  test_bed_plug (&bed, &adapter, 0, 1, UNO, "MINE", "Uno");
  lost_us = g_get_monotonic_time ();
  test_wait_state (source, RK_SOURCE_LISTENING);
  g_assert_cmpint (g_get_monotonic_time () - lost_us, <, 2 * G_USEC_PER_SEC);
  test_pty_print (&adapter.pty, "3\n");
  test_wait_frames (source, 3);

  /* Another device takes the name; it is not read, whatever it says. */
  test_bed_unplug (&bed, &adapter);
  test_wait_state (source, RK_SOURCE_LOST);
  test_bed_plug (&bed, &thief, 0, 2, UNO, "ALIEN", "Uno");
  test_pty_print (&thief.pty, "666\n");
  test_turn_ms (500);
  g_assert_cmpint (rk_source_get_state (source), ==, RK_SOURCE_LOST);

  /* Another name. */
  test_bed_plug (&bed, &adapter, 1, 1, UNO, "MINE", "Uno");
  lost_us = g_get_monotonic_time ();
  test_wait_state (source, RK_SOURCE_LISTENING);
  g_assert_cmpint (g_get_monotonic_time () - lost_us, <, 2 * G_USEC_PER_SEC);
  test_pty_print (&thief.pty, "666\n");
  test_pty_print (&adapter.pty, "4\n");
  test_wait_frames (source, 4);
  rk_source_end (source);

  span = rk_series_take_span (series);
  g_assert_cmpuint (rk_span_get_n_samples (span), ==, 4);
  for (guint i = 0; i < 4; i++)
    g_assert_cmpfloat (rk_span_get_value (span, 0, i), ==, i + 1.0);
  for (guint i = 0; i < rk_span_get_n_gaps (span); i++)
    g_assert_cmpint (rk_span_get_gap (span, i).reason, ==, RK_GAP_UNPLUGGED);
  g_assert_cmpuint (rk_span_get_n_gaps (span), ==, 2);

  rk_source_close (source);
  test_bed_unplug (&bed, &adapter);
  test_bed_unplug (&bed, &thief);
  test_bed_clear (&bed);
}

static gboolean
has_candidate (gpointer data)
{
  g_autofree char *path = rk_source_dup_candidate (data);

  return path != NULL;
}

/* One of the same kind in another socket, without a serial number: it may be the lost one, but it is not read before
 * somebody says so. */
static void
test_candidate (void)
{
  TestBed bed;
  TestAdapter first;
  TestAdapter second;
  g_autoptr (RkDevice) device = NULL;
  g_autoptr (RkProfile) profile = test_profile ("", "kind=delimited\nfirst-line=keep");
  g_autoptr (RkSource) source = NULL;
  g_autoptr (RkSeries) series = NULL;
  g_autoptr (RkSpan) span = NULL;
  g_autofree char *path = NULL;
  gint64 origin_ns;

  if (skip_without_bed ())
    return;

  test_bed_init (&bed);
  test_bed_plug (&bed, &first, 0, 1, UNO, NULL, "Uno");
  device = rk_device_new_path ("/dev/ttyUSB0");
  source = rk_source_new (device, profile);
  rk_source_open (source);
  test_wait_state (source, RK_SOURCE_LISTENING);
  origin_ns = rk_clock_now_ns ();
  series = rk_series_new (0, origin_ns);
  rk_source_begin (source, &(RkRecordingPlan) { .series = series, .origin_ns = origin_ns, .from_ns = origin_ns });
  test_turn_ms (20);
  test_pty_print (&first.pty, "1\n");
  test_wait_frames (source, 1);
  g_assert_false (has_candidate (source));

  test_bed_unplug (&bed, &first);
  test_wait_state (source, RK_SOURCE_LOST);
  test_bed_plug (&bed, &second, 3, 2, UNO, NULL, "Uno");
  test_wait_until (has_candidate, source);
  path = rk_source_dup_candidate (source);
  g_assert_cmpstr (path, ==, "/dev/ttyUSB3");
  test_pty_print (&second.pty, "666\n");
  test_turn_ms (300);
  g_assert_cmpint (rk_source_get_state (source), ==, RK_SOURCE_LOST);

  rk_source_take_candidate (source);
  test_wait_state (source, RK_SOURCE_LISTENING);
  test_turn_ms (70);
  g_assert_false (has_candidate (source));
  test_pty_print (&second.pty, "2\n");
  test_wait_frames (source, 2);
  rk_source_end (source);

  span = rk_series_take_span (series);
  g_assert_cmpuint (rk_span_get_n_samples (span), ==, 2);
  g_assert_cmpfloat (rk_span_get_value (span, 0, 1), ==, 2.0);
  g_assert_cmpuint (rk_span_get_n_gaps (span), ==, 1);

  rk_source_close (source);
  test_bed_unplug (&bed, &second);
  test_bed_clear (&bed);
}

static gboolean
has_no_warning (gpointer data)
{
  return rk_source_get_warning_text (data) == NULL;
}

static gboolean
says_full (gpointer data)
{
  const char *text = rk_source_get_warning_text (data);

  return text != NULL && strstr (text, "9600") != NULL;
}

/* More than the line carries at its speed: said after two seconds, and taken back. */
static void
test_full (void)
{
  TestBed bed;
  TestAdapter adapter;
  g_autoptr (RkDevice) device = NULL;
  g_autoptr (RkProfile) profile = test_profile ("", "kind=delimited\nfirst-line=keep");
  g_autoptr (RkSource) source = NULL;
  guint n = 0;

  if (skip_without_bed ())
    return;

  test_bed_init (&bed);
  test_bed_plug (&bed, &adapter, 0, 1, UNO, "FULL", "Uno");
  device = rk_device_new_path ("/dev/ttyUSB0");
  source = rk_source_new (device, profile);
  rk_source_open (source);
  test_wait_state (source, RK_SOURCE_LISTENING);

  /* 960 bytes a second are its limit: first half of it, then all. */
  for (guint i = 0; i < 120; i++) {
    test_pty_print (&adapter.pty, "12345678\n");
    test_turn_ms (20);
  }
  g_assert_false (says_full (source));
  while (!says_full (source)) {
    test_pty_print (&adapter.pty, "123456789123456789123\n");
    test_turn_ms (20);
    g_assert_cmpuint (n++, <, 500);
  }
  g_assert_cmpuint (n, >, 50);
  test_wait_until (has_no_warning, source);

  rk_source_close (source);
  test_bed_unplug (&bed, &adapter);
  test_bed_clear (&bed);
}

static gboolean
has_warning (gpointer data)
{
  return rk_source_get_warning_text (data) != NULL;
}

/* Damaged bytes are said within three seconds; bytes lost in the port are a gap. */
static void
test_faults (void)
{
  TestBed bed;
  TestAdapter adapter;
  g_autoptr (RkDevice) device = NULL;
  g_autoptr (RkProfile) profile = test_profile ("", "kind=delimited\nfirst-line=keep");
  g_autoptr (RkSource) source = NULL;
  g_autoptr (RkSeries) series = NULL;
  g_autoptr (RkSpan) span = NULL;
  RkCounters counters;
  gint64 origin_ns;
  gint64 begin_us;

  if (skip_without_bed ())
    return;

  test_bed_init (&bed);
  test_bed_plug (&bed, &adapter, 0, 1, UNO, "A", "Uno");
  test_lines_set_faults (adapter.lines, 100, 50); /* of those before us */
  device = rk_device_new_path ("/dev/ttyUSB0");
  source = rk_source_new (device, profile);
  rk_source_open (source);
  test_wait_state (source, RK_SOURCE_LISTENING);
  g_assert_true (has_no_warning (source));

  begin_us = g_get_monotonic_time ();
  test_lines_set_faults (adapter.lines, 110, 50);
  test_wait_until (has_warning, source);
  g_assert_cmpint (g_get_monotonic_time () - begin_us, <, 3 * G_USEC_PER_SEC);

  origin_ns = rk_clock_now_ns ();
  series = rk_series_new (0, origin_ns);
  rk_source_begin (source, &(RkRecordingPlan) { .series = series, .origin_ns = origin_ns, .from_ns = origin_ns });
  test_turn_ms (20);
  test_pty_print (&adapter.pty, "1\n");
  test_wait_frames (source, 1);
  test_lines_set_faults (adapter.lines, 110, 57);
  test_turn_ms (2100);
  test_pty_print (&adapter.pty, "2\n");
  test_wait_frames (source, 2);
  rk_source_end (source);

  span = rk_series_take_span (series);
  g_assert_cmpuint (rk_span_get_n_gaps (span), ==, 1);
  g_assert_cmpint (rk_span_get_gap (span, 0).reason, ==, RK_GAP_LOST);

  /* Of the run, and in all; not those of before. */
  rk_source_get_run_counters (source, &counters);
  g_assert_cmpuint (counters.overrun, ==, 7);
  g_assert_cmpuint (counters.framing, ==, 0);
  rk_source_get_counters (source, &counters);
  g_assert_cmpuint (counters.overrun, ==, 7);
  g_assert_cmpuint (counters.framing, ==, 10);

  rk_source_close (source);
  test_bed_unplug (&bed, &adapter);
  test_bed_clear (&bed);
}

int
main (int   argc,
      char *argv[])
{
  in_bed = test_bed_enter (argv);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/acquire/port/list", test_list);
  g_test_add_func ("/acquire/port/twins", test_twins);
  g_test_add_func ("/acquire/port/hammer", test_hammer);
  g_test_add_func ("/acquire/port/list-model", test_list_model);
  g_test_add_func ("/acquire/port/open", test_open);
  for (guint i = 0; i < G_N_ELEMENTS (lines_cases); i++) {
    g_autofree char *path = g_strconcat ("/acquire/port/lines/", lines_cases[i].name, NULL);

    g_test_add_data_func (path, &lines_cases[i], test_lines_policy);
  }
  g_test_add_func ("/acquire/port/holder", test_holder);
  g_test_add_func ("/acquire/port/forbidden", test_forbidden);
  g_test_add_func ("/acquire/port/forbidden/subprocess", test_forbidden_subprocess);
  g_test_add_func ("/acquire/port/return", test_return);
  g_test_add_func ("/acquire/port/candidate", test_candidate);
  g_test_add_func ("/acquire/port/full", test_full);
  g_test_add_func ("/acquire/port/faults", test_faults);

  return g_test_run ();
}
