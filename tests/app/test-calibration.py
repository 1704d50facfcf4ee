#!/usr/bin/env python3
"""A sensor is zeroed and calibrated in the window, and found calibrated the next time. Arguments: build folder, program."""
import pathlib
import re
import sqlite3
import struct
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import desktop  # noqa: E402
import feeder  # noqa: E402
from lesson import Lesson, PATIENCE, need, tap  # noqa: E402

BUILD, PROGRAM = pathlib.Path(sys.argv[1]), sys.argv[2]


class Sensor(threading.Thread):
    """Prints what the converter reads, twenty times a second."""

    def __init__(self, device):
        super().__init__(daemon=True)
        self.device, self.reading, self.quit = device, 512.0, False

    def run(self):
        swing = 0
        while not self.quit:
            swing = 1 - swing
            try:
                self.device.write(b"U:%.1f\r\n" % (self.reading + 0.2 * swing - 0.1))
            except OSError:
                return
            time.sleep(0.05)


class Session:
    lesson = None
    device = None
    sensor = None
    second = None
    main = None  # the first window, for the window manager


def labels(pattern):
    return [node.get_name() for node in Session.lesson.tree.find_all("label", pattern)]


def wait_value(low, high):
    """The live value of the only channel: its label is a bare number."""
    def probe():
        for text in labels(r"^−?\d+(\.\d+)?$"):
            if low <= float(text.replace("−", "-")) <= high:
                return True
        return False
    desktop.Tree.wait(probe, PATIENCE, f"a value from {low} to {high}, not {labels('.')[:40]}")


def popover(button):
    tree = Session.lesson.tree
    tree.press("push button", "^Name, unit, colour$", PATIENCE)
    tree.press("push button", button, PATIENCE)


def open_calibration():
    """Its window, once it has the keyboard."""
    Session.main = Session.lesson.desk.active()
    popover("^Calibrate…$")
    Session.lesson.tree.find("label", "^Calibrate$", PATIENCE)
    desktop.Tree.wait(lambda: Session.lesson.desk.active() not in ("", Session.main), PATIENCE, "the keyboard in the window")


def close_calibration():
    """And the keyboard is the first window's again."""
    Session.lesson.desk.key("Escape")
    desktop.Tree.wait(lambda: Session.lesson.desk.active() == Session.main, PATIENCE, "the keyboard in the first window")


def take(reading, value):
    """Brings the sensor to @reading, takes the point and types what it ought to be."""
    Session.sensor.reading = reading
    time.sleep(2.6)
    Session.lesson.tree.press("push button", "^Take Point$", PATIENCE)
    time.sleep(0.5)
    Session.lesson.desk.type(value)
    time.sleep(0.3)


def test_live_value_before():
    need(BUILD)
    Session.lesson = Lesson(BUILD, PROGRAM)
    Session.device = feeder.Device(Session.lesson.home / "sensor")
    Session.sensor = Sensor(Session.device)
    Session.sensor.start()
    Session.lesson.start()
    Session.lesson.open_path(Session.device.link)
    wait_value(511.0, 513.0)
    Session.lesson.desk.key("Escape")


def need_lesson():
    need(BUILD)
    assert Session.lesson is not None and Session.lesson.tree is not None, "the program did not start"
    Session.lesson.alive()


def test_zero_and_back():
    need_lesson()
    time.sleep(1.2)
    popover("^Zero$")
    wait_value(-0.5, 0.5)
    Session.lesson.tree.find("label", "^zeroed$", PATIENCE)
    Session.sensor.reading = 522.0
    wait_value(9.5, 10.5)
    popover("^Remove Zero$")
    wait_value(521.0, 523.0)
    assert not labels("^zeroed$"), "the note is gone"


def test_two_points():
    need_lesson()
    tree = Session.lesson.tree
    open_calibration()
    tree.find("label", "2 points are needed", PATIENCE)
    take(256.0, "0")
    take(768.0, "100,0")
    tree.find("label", r"^y = −50(\.\d+)? \+ 0\.195\d*·x", PATIENCE)
    if len(sys.argv) > 3:
        Session.lesson.desk.shot(pathlib.Path(sys.argv[3]) / "calibration.png")
    assert not tree.unnamed(), tree.unnamed()
    tree.press("push button", "^Apply$", PATIENCE)
    tree.find("label", "^U is calibrated$", PATIENCE)
    wait_value(99.0, 101.0)
    Session.sensor.reading = 512.0
    wait_value(49.5, 50.5)
    assert any(re.match(r"^calibrated \d+ \w+", text) for text in labels("^calibrated")), labels(".")
    if len(sys.argv) > 3:
        Session.lesson.desk.shot(pathlib.Path(sys.argv[3]) / "calibrated.png")


def test_digits_say_so():
    need_lesson()
    Session.lesson.page("Digits")
    Session.lesson.tree.find(None, r"U · calibrated .*", PATIENCE)
    if len(sys.argv) > 3:
        Session.lesson.desk.shot(pathlib.Path(sys.argv[3]) / "digits.png")
    Session.lesson.page("Graph")


def test_a_run_is_recorded():
    need_lesson()
    Session.lesson.record()
    time.sleep(2)
    Session.lesson.stop()


def test_factory_and_back():
    need_lesson()
    tree = Session.lesson.tree
    open_calibration()
    tree.press("push button", "^Use$", PATIENCE)
    wait_value(511.0, 513.0)
    tree.press("push button", "^Use$", PATIENCE)
    wait_value(49.5, 50.5)
    close_calibration()


def test_the_next_time_it_is_calibrated_at_once():
    need_lesson()
    Session.lesson.quit()
    assert not Session.lesson.complaints(), "\n".join(Session.lesson.complaints()[:20])
    experiment = sorted((Session.lesson.home / "data/rostok/experiments").glob("*.rostok"))[-1]
    database = sqlite3.connect(f"file:{experiment}?mode=ro", uri=True)
    text = database.execute("SELECT calibration FROM sensor").fetchone()[0]
    assert text.startswith("polynomial -"), text
    samples = b"".join(row[0] for row in database.execute("SELECT samples FROM chunk"))
    values = struct.unpack(f"<{len(samples) // 8}d", samples)
    assert values and all(511.0 < value < 513.0 for value in values), "the file keeps what the device sent"
    database.close()
    stored = (Session.lesson.home / "data/rostok/calibrations.ini").read_text()
    assert "active=1" in stored and "polynomial" in stored, stored
    Session.lesson.start()
    Session.lesson.open_path(Session.device.link)
    wait_value(49.5, 50.5)


def test_one_calibration_for_two_sensors():
    need_lesson()
    tree = Session.lesson.tree
    open_calibration()
    assert not tree.find_all("check box", "^U, "), "there is no other sensor"
    close_calibration()

    device = feeder.Device(Session.lesson.home / "second")
    Session.second = Sensor(device)
    Session.second.reading = 700.0
    Session.second.start()
    Session.lesson.open_path(device.link)
    wait_value(699.0, 701.0)
    Session.lesson.desk.key("Escape")

    open_calibration()
    take(256.0, "0")
    take(768.0, "200")
    Session.lesson.focus(tree.find("check box", "^U, ", PATIENCE))
    Session.lesson.desk.key("space")
    if len(sys.argv) > 3:
        Session.lesson.desk.shot(pathlib.Path(sys.argv[3]) / "equal.png")
    assert not tree.unnamed(), tree.unnamed()
    tree.press("push button", "^Apply$", PATIENCE)
    tree.find("label", "^2 sensors are calibrated$", PATIENCE)
    wait_value(199.0, 201.0)
    Session.second.reading = 512.0
    Session.sensor.reading = 256.0
    wait_value(99.0, 101.0)
    Session.lesson.quit()
    assert not Session.lesson.complaints(), "\n".join(Session.lesson.complaints()[:20])
    stored = (Session.lesson.home / "data/rostok/calibrations.ini").read_text()
    assert len(re.findall(r"polynomial -100 0\.39", stored)) == 2, stored


def clean_up():
    if Session.second is not None:
        Session.second.quit = True
    if Session.sensor is not None:
        Session.sensor.quit = True
    if Session.lesson is not None:
        Session.lesson.kill()
        Session.lesson.desk.close()


if __name__ == "__main__":
    tap.run(sys.modules["__main__"], clean_up=clean_up)
