#!/usr/bin/env python3
"""What a teacher does beside recording: teaches a device nobody knows, talks to it, checks the sensors, keeps readings by
hand. A real window with real keys. Arguments: build folder, program."""
import json
import os
import pathlib
import re
import sqlite3
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import feeder  # noqa: E402
from lesson import Lesson, PATIENCE, need, tap  # noqa: E402

BUILD, PROGRAM = pathlib.Path(sys.argv[1]), sys.argv[2]
lesson = None


def begin(*args, data="data"):
    global lesson
    need(BUILD)
    if lesson is None:
        lesson = Lesson(BUILD, PROGRAM)
    lesson.kill()
    (lesson.home / "program.log").write_text("")
    lesson.start(*args, env={"XDG_DATA_HOME": str(lesson.home / data)})


def end():
    lesson.quit()
    assert not lesson.complaints(), "\n".join(lesson.complaints()[:20])


class Strange(threading.Thread):
    """Lines as no profile knows them; what is sent to it comes back in them."""

    def __init__(self, name):
        super().__init__(daemon=True)
        self.device = feeder.Device(lesson.home / name)
        self.heard, self.quit = b"", False
        os.set_blocking(self.device.master, False)
        self.start()

    def run(self):
        number = 0
        while not self.quit:
            self.device.write(b"~Z8 kraft %d.%02d N @ hub %d mm~\r\n" % (number % 50, number % 100, number % 300))
            number += 1
            try:
                self.heard += os.read(self.device.master, 1000)
            except OSError:
                pass
            time.sleep(0.05)

    def stop(self):
        self.quit = True
        self.join()
        self.device.unplug()


def menu(name):
    lesson.desk.key("F10")
    lesson.tree.press("menu item", name, PATIENCE)


def focus(node):
    """With Tab; a row of a form has its focus inside."""
    for _step in range(60):
        if any(lesson.is_focused(part) for part, _ in lesson.tree.walk(node)):
            return
        lesson.desk.key("Tab")
        time.sleep(0.1)
    raise AssertionError(f"“{node.get_name()}” cannot be reached with the keyboard")


def list_items(combo):
    """Texts of its list, in order, when it is open."""
    names, inside = [], False
    for node, _ in lesson.tree.walk(combo):
        if node.get_name() == "GtkPopoverContent":
            inside = True
        elif inside and node.get_role_name() == "label":
            names.append(node.get_name())
    return names


def choose(name, item):
    """Opens a list that stands at its first item with the keyboard and goes to another."""
    combo = lesson.tree.find("combo box", name, PATIENCE)
    focus(combo)
    lesson.desk.key("Return")
    names = lesson.tree.wait(lambda: list_items(combo), PATIENCE, f"the list of {name}")
    for _step in range([bool(re.search(item, text)) for text in names].index(True)):
        time.sleep(0.3)
        lesson.desk.key("Down")
    time.sleep(0.3)
    lesson.desk.key("Return")
    time.sleep(0.3)


def type_into(name, text):
    entry = lesson.tree.find("text", name, PATIENCE)
    lesson.tree.click(entry, 0.3, 0.6)
    time.sleep(0.3)
    lesson.desk.key("ctrl+a")
    lesson.desk.type(text)
    time.sleep(0.2)


def test_a_device_is_taught_and_known_the_next_time():
    begin(data="teach")
    strange = Strange("strange")
    lesson.open_path(strange.device.link)
    lesson.message("^Receiving", PATIENCE)
    lesson.desk.key("Escape")

    menu("^Teach a Device")
    lesson.tree.find("label", "^0 rows read", PATIENCE)
    choose("^What it sends$", "pattern")
    lesson.tree.press("push button", "^From the Line$", PATIENCE)
    lesson.tree.find("label", r"^\d\d+ rows read, nothing refused$", PATIENCE)
    lesson.tree.press("page tab", "^3. Save$", PATIENCE)
    type_into("^Name of the device$", "Pull tester Z8")
    lesson.tree.press("push button", "^Save and Use$", PATIENCE)

    # Values with their units, at once.
    lesson.message("^N$", PATIENCE)
    lesson.message("^mm$", PATIENCE)
    saved = lesson.home / "teach/rostok/devices/pull-tester-z8.rkdevice"
    assert saved.exists(), list((lesson.home / "teach").rglob("*"))
    checked = lesson.run_cli("profile", "check", saved)
    assert checked.returncode == 0, checked.stderr
    end()
    strange.stop()

    # Another day, another port: the same lines.
    begin(data="teach")
    strange = Strange("elsewhere")
    lesson.open_path(strange.device.link)
    lesson.message("Pull tester Z8", PATIENCE)
    end()
    strange.stop()


def test_lines_are_sent_and_kept_as_buttons():
    begin(data="console")
    strange = Strange("talking")
    lesson.open_path(strange.device.link)
    lesson.message("^Receiving", PATIENCE)
    lesson.desk.key("Escape")
    lesson.page("Raw Lines")
    type_into("^Send a line to the device$", "ZERO")
    lesson.desk.key("Return")
    lesson.tree.wait(lambda: b"ZERO\n" in strange.heard, PATIENCE, "the line at the device")
    choose("^End of the line$", "^CR LF$")
    lesson.tree.press("push button", "^Keep the line as a button$", PATIENCE)
    lesson.tree.press("push button", "^Send “ZERO”$", PATIENCE)
    lesson.tree.wait(lambda: b"ZERO\r\n" in strange.heard, PATIENCE, "the line of the button at the device")

    # A run makes the file: the button is in it.
    lesson.record()
    time.sleep(0.5)
    lesson.stop()
    end()
    strange.stop()
    file = next((lesson.home / "console/rostok/experiments").glob("*.rostok"))
    setup = json.loads(sqlite3.connect(f"file:{file}?mode=ro", uri=True).execute("SELECT value FROM meta WHERE key = 'setup'").fetchone()[0])
    assert setup["console"] == [{"text": "ZERO", "ending": "crlf"}], setup


def test_a_port_is_lent_and_taken_back():
    begin(data="lend")
    strange = Strange("lent")
    lesson.open_path(strange.device.link)
    lesson.message("^Receiving", PATIENCE)
    lesson.desk.key("Escape")
    lesson.page("Raw Lines")
    before = len([1 for fd in os.listdir(f"/proc/{lesson.process.pid}/fd")
                  if os.path.realpath(f"/proc/{lesson.process.pid}/fd/{fd}") == strange.device.name])
    assert before == 1, "the program has the port"
    lesson.tree.press("push button", "^Release Port$", PATIENCE)
    lesson.tree.wait(lambda: all(os.path.realpath(f"/proc/{lesson.process.pid}/fd/{fd}") != strange.device.name
                                 for fd in os.listdir(f"/proc/{lesson.process.pid}/fd")), PATIENCE, "the port to be free")
    lesson.tree.press("push button", "^Take Port Back$", PATIENCE)
    lesson.message("^Receiving", PATIENCE)
    end()
    strange.stop()


def test_sensors_are_checked():
    begin(data="check")
    lesson.tree.press("list item", "^Pendulum", PATIENCE)
    menu("^Check Sensors")
    lesson.tree.find("label", "^Everything is ready$|ready$", PATIENCE)
    lesson.tree.find("label", "^Answers, ", PATIENCE)
    lesson.tree.find("label", " m, noise ", PATIENCE)
    assert not lesson.tree.unnamed(), lesson.tree.unnamed()
    lesson.desk.key("Escape")
    end()


def test_readings_are_kept_by_hand():
    begin(data="keep")
    lesson.tree.press("list item", "^Pendulum", PATIENCE)
    lesson.tree.find("label", "^m$", PATIENCE)
    menu("^Collection")
    choose("^Readings are taken$", "^When I press Keep$")
    type_into("^What is typed at each reading", "Angle")
    lesson.desk.key("Escape")

    lesson.tree.press("push button", "^Start$", PATIENCE)
    lesson.message("^Press Keep, or the key K", PATIENCE)
    for angle in ("10", "20,5", "30"):
        type_into("^Angle$", angle)
        lesson.desk.key("Return")
        time.sleep(0.3)
    lesson.message("^3 readings kept$", PATIENCE)
    lesson.tree.press("push button", "^Take the last reading back$", PATIENCE)
    lesson.message("^2 readings kept$", PATIENCE)
    lesson.stop()
    end()

    file = next((lesson.home / "keep/rostok/experiments").glob("*.rostok"))
    out = lesson.home / "kept.csv"
    done = lesson.run_cli("convert", file, out)
    assert done.returncode == 0, done.stderr
    lines = out.read_text(encoding="utf-8-sig").splitlines()
    assert "Angle" in lines[0], lines[:3]
    values = [line.split(",") for line in lines if line and line[0].isdigit()]
    assert len(values) == 2 and any("20.5" in cells for cells in values), lines


def test_a_run_counts_down_and_waits_for_its_trigger():
    begin(data="trigger")
    lesson.tree.press("list item", "^Pendulum", PATIENCE)
    lesson.tree.find("label", "^m$", PATIENCE)
    menu("^Collection")
    type_into("^Seconds to wait after pressing Start$", "2")
    choose("^Channel$", "^Displacement$")
    type_into("^Value$", "0,05")
    lesson.desk.key("Escape")

    lesson.tree.press("push button", "^Start$", PATIENCE)
    lesson.message("^Starts in ", PATIENCE)
    lesson.tree.find("push button", "^Stop$", PATIENCE)
    # The pendulum swings through 0.05 m within two seconds.
    lesson.tree.gone("label", "^Starts in |^Waiting for ", PATIENCE)
    time.sleep(1)
    lesson.stop()
    end()

    file = next((lesson.home / "trigger/rostok/experiments").glob("*.rostok"))
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as db:
        marks = db.execute("SELECT kind, begin_ns FROM mark").fetchall()
    assert marks == [("trigger", 0)], marks


def clean_up():
    if lesson is not None:
        lesson.close()


tap.run(sys.modules[__name__], only=sys.argv[3] if len(sys.argv) > 3 else None, clean_up=clean_up)
