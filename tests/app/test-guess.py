#!/usr/bin/env python3
"""What an unknown device looks like, in the window: it is listened to, a guess is shown with three rows, one press takes it,
and the next time the device is known at once. Arguments: build folder, program."""
import os
import pathlib
import select
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import desktop  # noqa: E402
import feeder  # noqa: E402
from lesson import Lesson, PATIENCE, need, tap  # noqa: E402

BUILD, PROGRAM = pathlib.Path(sys.argv[1]), sys.argv[2]
lesson = None


class Printer(threading.Thread):
    """A device that prints a line ten times a second."""

    def __init__(self, device, line):
        super().__init__(daemon=True)
        self.device, self.line, self.quit = device, line, False

    def run(self):
        number = 0
        while not self.quit:
            try:
                self.device.write(self.line(number))
            except OSError:
                return
            number += 1
            time.sleep(0.1)

    def stop(self):
        self.quit = True
        self.join()


def balance(number):
    return b"+%07.2f G %s\r\n" % (12.0 + number % 50 * 0.01, b"U" if number % 5 == 0 else b"S")


def start():
    global lesson
    need(BUILD)
    if lesson is None:
        lesson = Lesson(BUILD, PROGRAM)
    lesson.start()


def end():
    lesson.alive()
    lesson.quit()
    assert not lesson.complaints(), "\n".join(lesson.complaints()[:20])
    (lesson.home / "program.log").write_text("")


def visible(pattern, role="label"):
    return lesson.tree.find_all(role, pattern)


def test_a_balance_is_recognised_and_known_the_next_time():
    start()
    device = feeder.Device(lesson.home / "balance")
    printer = Printer(device, balance)
    printer.start()
    try:
        lesson.open_path(device.link)
        text = lesson.message(r"^Looks like: KERN")
        assert "sure)" in text, text
        desktop.Tree.wait(lambda: visible(r"^m = \d+\.\d\d\sg"), PATIENCE, "three rows as they would be read")
        lesson.desk.key("Escape")
        lesson.tree.press("push button", "^Use$", PATIENCE)
        desktop.Tree.wait(lambda: not visible("^Looks like"), PATIENCE, "the question to go")
        lesson.message("^Mass")
        end()

        start()
        lesson.open_path(device.link)
        lesson.message("^Mass")
        assert not visible("^Looks like"), lesson.texts()
        end()
    finally:
        printer.stop()
        device.unplug()
        lesson.kill()


def test_something_else_is_found_by_its_name():
    start()
    device = feeder.Device(lesson.home / "else")
    printer = Printer(device, balance)
    printer.start()
    try:
        lesson.open_path(device.link)
        lesson.message(r"^Looks like: KERN")
        lesson.desk.key("Escape")
        lesson.tree.press("push button", "^Something Else", PATIENCE)
        time.sleep(0.5)
        lesson.desk.type("mettler")
        desktop.Tree.wait(lambda: visible("Mettler"), PATIENCE, "the profile that was searched for")
        lesson.desk.key("Escape")
        end()
    finally:
        printer.stop()
        device.unplug()
        lesson.kill()


def test_plain_numbers_ask_nothing():
    start()
    device = feeder.Device(lesson.home / "plain")
    printer = Printer(device, lambda number: b"%d.5,%d\r\n" % (20 + number % 5, number % 9))
    printer.start()
    try:
        lesson.open_path(device.link)
        lesson.message(r"^Receiving")
        time.sleep(3)
        assert not visible("^Looks like: (?!Any device)"), lesson.texts()
        lesson.desk.key("Escape")
        end()
    finally:
        printer.stop()
        device.unplug()
        lesson.kill()


class Meter(threading.Thread):
    """A device that says nothing until it is asked, as SCPI wants it."""

    def __init__(self, device):
        super().__init__(daemon=True)
        self.device, self.asked, self.quit = device, [], False

    def run(self):
        rest = b""
        while not self.quit:
            if not select.select([self.device.master], [], [], 0.1)[0]:
                continue
            try:
                rest += os.read(self.device.master, 4096)
            except OSError:  # nobody has it open
                time.sleep(0.05)
                continue
            *lines, rest = rest.split(b"\n")
            for line in lines:
                self.asked.append(line.strip())
                self.device.write({b"*IDN?": b"ROSTOK,METER,1,1.0\n", b"READ?": b"+1.2345E+00\n"}.get(line.strip(), b""))

    def stop(self):
        self.quit = True
        self.join()


def test_a_silent_device_is_asked_when_told_so():
    start()
    device = feeder.Device(lesson.home / "silent")
    meter = Meter(device)
    meter.start()
    try:
        lesson.open_path(device.link)
        lesson.message("nothing received for")
        lesson.desk.key("ctrl+d")
        lesson.tree.find("push button", "^Ask It$", PATIENCE)
        assert meter.asked == [], meter.asked
        lesson.tree.press("push button", "^Ask It$", PATIENCE)
        desktop.Tree.wait(lambda: visible(r"^Looks like: .*SCPI"), PATIENCE, "the device that answered")
        assert b"*IDN?" in meter.asked, meter.asked
        lesson.desk.key("Escape")
        lesson.tree.press("push button", "^Use$", PATIENCE)
        desktop.Tree.wait(lambda: visible(r"^1\.2345?$"), PATIENCE, "its value")
        lesson.desk.key("Escape")
        end()
    finally:
        meter.stop()
        device.unplug()
        lesson.kill()


def clean_up():
    if lesson is not None:
        lesson.close()


if __name__ == "__main__":
    tap.run(sys.modules["__main__"], only=sys.argv[3] if len(sys.argv) > 3 else None, clean_up=clean_up)
