#!/usr/bin/env python3
"""Devices of the window tests: ptys that print what they are told. Run as a program it prints numbered lines
at a steady pace, in a process of its own, so that the test that looks at the window does not slow it down.

Arguments: bytes a second, path of the link to the pty. It says "ready", begins at the first line on standard
input, ends at the second, and prints how it went as JSON.
"""
import fcntl
import json
import os
import pathlib
import pty
import select
import signal
import subprocess
import sys
import time
import tty

# All lines are equally long, so that bytes can be told from lines.
FIRST_NUMBER = 1000000
LINE_LENGTH = len("1000000 -0.2345 12.34 -7\r\n")
BATCH_S = 0.005


def line(number):
    return b"%d %+.4f %05.2f %+d\r\n" % (number, (number % 2000 - 1000) / 1000.0, number % 97, number % 10)


class Device:
    """A pty behind a link, which can be unplugged and plugged in again as another pty."""

    def __init__(self, link):
        self.link = pathlib.Path(link)
        self.master = None
        self.plug()

    def plug(self):
        self.master, self.slave = pty.openpty()
        tty.setraw(self.slave)
        self.name = os.ttyname(self.slave)
        new = self.link.with_name(self.link.name + ".new")
        new.symlink_to(self.name)
        new.rename(self.link)

    def let_go(self):
        """Only the other side has it open from now on."""
        if self.slave is not None:
            os.close(self.slave)
        self.slave = None

    def unplug(self):
        if self.master is None:
            return
        self.link.unlink(missing_ok=True)
        self.let_go()
        os.close(self.master)
        self.master = None

    def write(self, data):
        """Gives up what nobody reads, as a device does."""
        fcntl.fcntl(self.master, fcntl.F_SETFL, os.O_NONBLOCK)
        try:
            return os.write(self.master, data)
        except BlockingIOError:
            return 0


class Load:
    """The program below, running."""

    def __init__(self, rate, link):
        self.link = link
        self.process = subprocess.Popen([sys.executable, __file__, str(rate), str(link)], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True, start_new_session=True)
        assert self.process.stdout.readline().strip() == "ready"
        self.result = None

    def begin(self):
        self.process.stdin.write("begin\n")
        self.process.stdin.flush()

    def stop(self):
        """How many lines went out, at what pace, and how late the latest was."""
        if self.result is None:
            text, _err = self.process.communicate("end\n", timeout=10)
            self.result = json.loads(text)
        return self.result


def feed(rate, link):
    device = Device(link)
    fcntl.fcntl(device.master, fcntl.F_SETFL, os.O_NONBLOCK)
    print("ready", flush=True)
    sys.stdin.readline()
    number = FIRST_NUMBER
    waiting = b""
    begin = time.monotonic()
    late_s = 0.0
    while not select.select([sys.stdin], [], [], BATCH_S)[0]:
        due = FIRST_NUMBER + int((time.monotonic() - begin) * rate / LINE_LENGTH)
        waiting += b"".join(map(line, range(number, due)))
        number = max(number, due)
        # What does not go out now goes out later: the pace is kept by the clock, and lines are never left out here.
        while waiting:
            try:
                n = os.write(device.master, waiting)
            except BlockingIOError:
                break
            waiting = waiting[n:]
        late_s = max(late_s, len(waiting) / rate)
    elapsed = time.monotonic() - begin
    lines = number - FIRST_NUMBER - len(waiting) // LINE_LENGTH
    print(json.dumps({"lines": lines, "seconds": elapsed, "rate": lines * LINE_LENGTH / elapsed, "late_s": late_s}))
    device.unplug()


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    feed(float(sys.argv[1]), pathlib.Path(sys.argv[2]))
