#pragma once

#include <umockdev.h>

#include "source-fixture.h"

/* The modem lines and fault counters of a mocked adapter; ioctl () comes on a thread of its own. */
#define TEST_TYPE_LINES (test_lines_get_type ())
G_DECLARE_FINAL_TYPE (TestLines, test_lines, TEST, LINES, UMockdevIoctlBase)

/* Mocked USB adapters: /sys by umockdev, a pty behind each name in /dev. */
typedef struct {
  UMockdevTestbed *testbed;
  char            *root;
} TestBed;

typedef struct {
  TestPty    pty;
  TestLines *lines;
  guint      number; /* ttyUSB<number> */
  guint      socket; /* 1-<socket> */
} TestAdapter;

/* Runs this program again under umockdev if it is not; FALSE if umockdev is not installed. */
gboolean test_bed_enter   (char *argv[]);

void     test_bed_init    (TestBed *self);
void     test_bed_clear   (TestBed *self);
/* @serial and @product may be NULL. */
void     test_bed_plug    (TestBed *self, TestAdapter *adapter, guint number, guint socket,
                           const char *ids, const char *serial, const char *product);
void     test_bed_unplug  (TestBed *self, TestAdapter *adapter);

char    *test_lines_take_log  (TestLines *self) G_GNUC_WARN_UNUSED_RESULT; /* "-dtr +dtr" since the last call */
void     test_lines_set_faults (TestLines *self, int framing, int overrun);
