#!/usr/bin/env python3
"""Bad ports, disks, profiles and files, in the window and on the command line: each row is a message that says what, where
and what to do; the program lives on, complains of nothing in its log, and has lost nothing. Arguments: build folder, program."""
import csv
import fcntl
import itertools
import json
import os
import pathlib
import random
import re
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import termios
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import desktop  # noqa: E402
import feeder  # noqa: E402
from lesson import Lesson, PATIENCE, need, tap  # noqa: E402

BUILD, PROGRAM = pathlib.Path(sys.argv[1]), sys.argv[2]

# What the superuser may, a pupil may not: rows about rights would be no rows. Same user, so that the bus lets it in.
AS_PUPIL = ()
if os.geteuid() == 0:
    AS_PUPIL = ("setpriv", "--bounding-set=-dac_override,-dac_read_search,-sys_admin,-fowner")

GARBAGE = random.Random(1)
lesson = None
folders = itertools.count(1)


class Pupil:
    """One row: the program with a data folder of its own, ended properly."""

    def __init__(self, *args, prepare=None):
        self.args, self.prepare, self.ended = args, prepare, False

    def __enter__(self):
        global lesson
        need(BUILD)
        if lesson is None:
            lesson = Lesson(BUILD, PROGRAM)
        self.data = lesson.home / f"data{next(folders)}"
        (self.data / "rostok").mkdir(parents=True)
        if self.prepare is not None:
            self.prepare(self.data / "rostok")
        lesson.start(*self.args, env={"XDG_DATA_HOME": str(self.data)}, wrapper=AS_PUPIL)
        return self

    def __exit__(self, kind, _value, _trace):
        try:
            if kind is None:
                self.quit()
                assert not lesson.complaints(), "\n".join(lesson.complaints()[:20])
        finally:
            lesson.kill()
            (lesson.home / "program.log").write_text("")

    def quit(self):
        if not self.ended:
            lesson.alive()
            lesson.quit()
        self.ended = True

    def experiments(self):
        return sorted((self.data / "rostok/experiments").glob("*.rostok"))


class Talk(threading.Thread):
    """Writes lines into a device until told to stop; the numbers go on when it is plugged in again."""

    def __init__(self, device, rate_hz=200.0):
        super().__init__(daemon=True)
        self.device, self.period, self.number, self.quit = device, 1.0 / rate_hz, feeder.FIRST_NUMBER, False
        self.start()

    def run(self):
        while not self.quit:
            if self.device.master is not None:
                try:
                    self.device.write(feeder.line(self.number))
                    self.number += 1
                except OSError:
                    pass
            time.sleep(self.period)

    def stop(self):
        self.quit = True
        self.join()


def cli(*args, env=None):
    options = {**lesson.desk.env, "LC_ALL": "C.UTF-8", "LANGUAGE": "C", **(env or {})}
    done = subprocess.run([*AS_PUPIL, str(lesson.cli), *map(str, args)], env=options, capture_output=True, text=True, timeout=60)
    assert done.returncode >= 0, f"it crashed with {done.returncode}: {done.stderr}"
    return done


def check_cli(pattern, *args, env=None):
    """It fails with one line that says so."""
    done = cli(*args, env=env)
    assert done.returncode != 0, (done.stdout, done.stderr)
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1 and re.search(pattern, lines[0]), done.stderr


def record_cli(path, *more):
    return ("record", "--port", path, "--duration", "1", *more, "-o", lesson.home / f"cli{next(folders)}.rostok")


def limit(size, pid=None):
    """As if the disk were full at files of that size; None = there is room again."""
    old_soft, hard = resource.prlimit(pid or lesson.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid or lesson.process.pid, resource.RLIMIT_FSIZE, (hard if size is None else size, hard))
    return old_soft


def numbers_of(path):
    table = lesson.home / f"table{next(folders)}.csv"
    done = cli("convert", path, table)
    assert done.returncode == 0, done.stderr
    with open(table, encoding="utf-8-sig", newline="") as text:
        return [int(float(row[1])) for row in list(csv.reader(text))[1:] if len(row) > 1 and row[1]]


def info_of(path):
    done = cli("info", path, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


# -- Ports -------------------------------------------------------------------------------------------------------------


def test_a_missing_port_is_named():
    with Pupil():
        lesson.open_path("/dev/ttyUSB99")
        lesson.message("^There is no /dev/ttyUSB99: check that the device is plugged in$")
        lesson.tree.find("push button", "^Try Again$")
        check_cli("There is no /dev/ttyUSB99: check", *record_cli("/dev/ttyUSB99"))
        lesson.focus(lesson.tree.find("push button", "^Remove$"))
        lesson.desk.key("Return")
        lesson.tree.gone("label", "^There is no /dev/ttyUSB99")


def test_a_busy_port_names_its_holder_and_opens_when_it_is_free():
    with Pupil():
        device = feeder.Device(lesson.home / "busy")
        lock = ("import fcntl,sys\nport = open(sys.argv[1], 'r+b', buffering=0)\nfcntl.flock(port, fcntl.LOCK_EX)\n"
                "print('held', flush=True)\nsys.stdin.read()")
        holder = subprocess.Popen([*AS_PUPIL, sys.executable, "-c", lock, str(device.link)], stdin=subprocess.PIPE,
                                  stdout=subprocess.PIPE)
        assert holder.stdout.readline() == b"held\n"
        device.let_go()
        lesson.open_path(device.link)
        begin = time.monotonic()
        lesson.message(rf"^{device.link} is used by python[\d.]* \({holder.pid}\): close it there$")
        assert time.monotonic() - begin < 5, "the message comes at once"
        holder.communicate(b"", timeout=10)
        talk = Talk(device)
        lesson.message(r"^Receiving, \d")
        lesson.tree.gone("label", "is used by")
        talk.stop()
        device.unplug()


def test_a_busy_port_is_refused_by_the_command_line():
    with Pupil():
        device = feeder.Device(lesson.home / "busy2")
        fcntl.flock(device.slave, fcntl.LOCK_EX)
        check_cli(rf"{device.link} is used by .*\({os.getpid()}\): close it there", *record_cli(device.link))
        device.unplug()


def test_an_exclusive_port_is_busy():
    with Pupil():
        device = feeder.Device(lesson.home / "exclusive")
        fcntl.ioctl(device.slave, termios.TIOCEXCL)
        lesson.open_path(device.link)
        lesson.message(rf"^{device.link} is used by .*: close it there$")
        device.unplug()


def test_a_forbidden_port_says_what_to_do():
    with Pupil():
        device = feeder.Device(lesson.home / "forbidden")
        os.chmod(device.name, 0)
        lesson.open_path(device.link)
        lesson.message(rf"^{device.link} may not be opened by this user: ask the administrator")
        check_cli("may not be opened by this user: ask the administrator", *record_cli(device.link))
        device.unplug()


def test_a_silent_port_is_told_after_five_seconds():
    with Pupil():
        device = feeder.Device(lesson.home / "silent")
        lesson.open_path(device.link)
        begin = time.monotonic()
        text = lesson.message(r": nothing received for \d+ s\. Check the speed \(now 9600 baud\) and the cable$")
        assert time.monotonic() - begin > 3, "a device may think for a while"
        assert str(device.link) in text or device.link.name in text, text
        lesson.tree.find(None, "^Speed$")
        device.unplug()


def test_a_silent_port_gives_an_empty_run_on_the_command_line():
    with Pupil():
        device = feeder.Device(lesson.home / "silent2")
        done = cli(*record_cli(device.link))
        assert "no" in done.stderr.lower() or "nothing" in done.stderr.lower(), done
        device.unplug()


def test_garbage_suggests_the_speed():
    with Pupil():
        device = feeder.Device(lesson.home / "garbage")
        lesson.open_path(device.link)
        text = None
        for _ in range(200):
            device.write(bytes(GARBAGE.randrange(0x80, 0x100) for _i in range(100)))
            if GARBAGE.random() < 0.2:
                device.write(b"\n")
            time.sleep(0.03)
            found = _ % 20 == 19 and lesson.tree.find_all("label", "these bytes are not readings at 9600 baud")
            if found:
                text = found[0].get_name()
                break
        assert text is not None and "Try another speed or profile" in text, lesson.texts()
        lesson.tree.find("push button", "^Show Raw Lines$")
        lesson.page("Raw Lines")
        time.sleep(0.5)
        device.unplug()


def test_an_unplugged_device_leaves_a_gap_and_comes_back():
    with Pupil() as pupil:
        device = feeder.Device(lesson.home / "loose")
        talk = Talk(device)
        lesson.open_path(device.link)
        lesson.message(r"^Receiving, \d")
        lesson.record()
        time.sleep(1.5)
        device.unplug()
        lesson.message("is unplugged. Plug it in again: it goes on by itself$")
        assert lesson.tree.find_all("push button", "^Stop$"), "the run goes on"
        time.sleep(1)
        before = talk.number
        device.plug()
        lesson.message(r"^Receiving, \d")
        lesson.tree.gone("label", "is unplugged")
        time.sleep(1.5)
        lesson.stop()
        talk.stop()
        device.unplug()
        pupil.quit()
        stream = info_of(pupil.experiments()[0])["runs"][0]["streams"][0]
        assert [gap["reason"] for gap in stream["gaps"]] == ["unplugged"], stream
        assert stream["gaps"][0]["end_s"] - stream["gaps"][0]["begin_s"] > 0.9, stream
        numbers = numbers_of(pupil.experiments()[0])
        assert numbers[0] < before < numbers[-1], "there are readings on both sides"
        counters = stream["counters"]
        assert counters["bytes"] == counters["parsed"] + counters["rejected"] + counters["dropped"], counters


def test_a_device_vanishes_while_the_sensors_are_open():
    with Pupil():
        device = feeder.Device(lesson.home / "vanishing")
        talk = Talk(device)
        lesson.open_path(device.link)
        lesson.message(r"^Receiving, \d")
        lesson.desk.key("ctrl+d")
        lesson.tree.find("label", "^Connected$")
        device.unplug()
        lesson.message("^Unplugged; goes on when it is back$")
        lesson.tree.press("push button", "^Disconnect")
        lesson.tree.gone("label", "^Unplugged; goes on when it is back$")
        talk.stop()
        # The control that had the keyboard went away with the row: the window is not deaf for that.
        lesson.desk.key("Escape")


# -- Profiles ----------------------------------------------------------------------------------------------------------


def test_a_profile_with_a_mistake_is_told_with_its_line():
    def prepare(folder):
        (folder / "devices").mkdir()
        (folder / "devices/bad.rkdevice").write_text("[Device]\nid=bad\nname=Bad\nThis is no key\n")

    with Pupil(prepare=prepare) as pupil:
        lesson.desk.key("ctrl+d")
        lesson.message(r"^A profile is left out: bad\.rkdevice, line 4: ")
        check_cli("bad", "decode", "--profile", "bad", "/dev/null", env={"XDG_DATA_HOME": str(pupil.data)})
        lesson.desk.key("Escape")


# -- Disks -------------------------------------------------------------------------------------------------------------


def start_simulated():
    lesson.tree.press("list item", "^Ice to steam$", PATIENCE)
    lesson.tree.find("label", "^°C$", PATIENCE)


def test_a_read_only_folder_is_told_at_start_and_another_place_is_offered():
    with Pupil(prepare=lambda folder: folder.chmod(0o500)) as pupil:
        start_simulated()
        lesson.tree.press("push button", "^Start$")
        lesson.message("^Recording could not start$")
        lesson.message(str(pupil.data))
        lesson.tree.press("push button", "_Save Elsewhere…")
        path = lesson.home / "elsewhere.rostok"
        lesson.save_as(path)
        lesson.record()
        time.sleep(1.5)
        lesson.stop()
        pupil.quit()
        assert info_of(path)["runs"][0]["streams"][0]["samples"] > 5


def test_a_full_disk_is_told_at_start():
    with Pupil() as pupil:
        start_simulated()
        limit(2000)
        lesson.tree.press("push button", "^Start$")
        lesson.message("^Recording could not start$")
        lesson.tree.find("push button", "_Save Elsewhere…")
        lesson.tree.press("push button", "_Close")
        lesson.tree.gone("label", "^Recording could not start$")
        lesson.tree.gone("list item", "^Run 1")
        limit(None)
        lesson.record()
        time.sleep(1)
        lesson.stop()
        assert len(pupil.experiments()) == 1


def fill_the_disk(device):
    """Records until the disk is full; returns what talks."""
    talk = Talk(device)
    lesson.open_path(device.link)
    lesson.message(r"^Receiving, \d")
    lesson.record()
    time.sleep(1.5)
    # Less than one page of the log: nothing at all can be written.
    limit(4000)
    lesson.message("^Readings do not reach the disk: ")
    lesson.tree.find("push button", "^Save As…$")
    return talk


def test_a_disk_that_fills_up_loses_nothing_once_there_is_room():
    with Pupil() as pupil:
        device = feeder.Device(lesson.home / "filling")
        talk = fill_the_disk(device)
        time.sleep(3)
        limit(None)
        lesson.tree.gone("label", "^Readings do not reach the disk", PATIENCE)
        time.sleep(1)
        lesson.stop()
        talk.stop()
        device.unplug()
        pupil.quit()
        check_whole(pupil.experiments()[0], 5.0)


def check_whole(path, seconds):
    run = info_of(path)["runs"][0]
    stream = run["streams"][0]
    numbers = numbers_of(path)
    assert run["state"] == "complete" and run["duration_s"] > seconds, run
    assert stream["gaps"] == [], stream
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers))), "readings are missing"
    assert len(numbers) * feeder.LINE_LENGTH <= stream["counters"]["parsed"], stream


def test_closing_on_a_full_disk_asks_and_loses_nothing():
    with Pupil() as pupil:
        device = feeder.Device(lesson.home / "closing")
        talk = fill_the_disk(device)
        time.sleep(2)
        lesson.desk.key("ctrl+q")
        lesson.message("^The last readings are not saved$")
        lesson.tree.find("push button", "_Save Elsewhere…")
        lesson.alive()
        talk.stop()
        lesson.tree.press("push button", "_Go Back")
        lesson.tree.gone("label", "^The last readings are not saved$")
        limit(None)
        device.unplug()
        time.sleep(1)
        pupil.quit()
        check_whole(pupil.experiments()[0], 3.0)


def test_the_command_line_tells_of_a_full_disk():
    with Pupil():
        path = lesson.home / "full.rostok"
        done = subprocess.run([str(lesson.cli), "record", "--simulate", "noise", "--duration", "3", "-o", str(path)],
                              env={**lesson.desk.env, "LC_ALL": "C.UTF-8", "LANGUAGE": "C"}, capture_output=True, text=True,
                              preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000)), timeout=60)
        assert done.returncode == 1 and len(done.stderr.strip().splitlines()) == 1, done
        assert "full.rostok" in done.stderr, done.stderr


# -- Files -------------------------------------------------------------------------------------------------------------


def make_experiment(path):
    done = cli("record", "--simulate", "pendulum", "--duration", "1", "-o", path)
    assert done.returncode == 0, done.stderr


def check_file(name, make, *patterns, cli_pattern=None):
    """One message in the window, with the name of the file; one line on the command line."""
    with Pupil():
        pass
    path = lesson.home / name
    make(path)
    with Pupil(path):
        for pattern in patterns:
            lesson.message(pattern)
        lesson.tree.find("push button", "_Close")
        lesson.desk.key("Escape")
        lesson.tree.gone("label", "could not be opened$")
    check_cli(cli_pattern or patterns[-1], "info", path)


def test_a_text_called_rostok_is_refused():
    check_file("text.rostok", lambda path: path.write_text("Dear diary\n" * 100), "^“text.rostok” could not be opened$",
               "text.rostok is not an? ")


def test_an_empty_file_is_refused():
    check_file("empty.rostok", lambda path: path.write_bytes(b""), "^“empty.rostok” could not be opened$", "empty.rostok")


def test_a_missing_file_is_refused():
    check_file("missing.rostok", lambda path: None, "^“missing.rostok” could not be opened$", "missing.rostok")


def test_a_folder_called_rostok_is_refused():
    check_file("folder.rostok", lambda path: path.mkdir(), "^“folder.rostok” could not be opened$", "folder.rostok")


def test_hostile_bytes_are_refused():
    def make(path):
        path.write_bytes(b"SQLite format 3\0" + bytes(GARBAGE.randrange(256) for _ in range(20000)))

    check_file("hostile.rostok", make, "^“hostile.rostok” could not be opened$", "hostile.rostok")


def test_another_database_is_refused():
    def make(path):
        with sqlite3.connect(path) as database:
            database.execute("CREATE TABLE run (id INTEGER, name TEXT)")
        database.close()

    check_file("other.rostok", make, "^“other.rostok” could not be opened$", "other.rostok is a database of another program, not an experiment")


def test_a_truncated_file_opens_for_what_is_left_or_says_why_not():
    with Pupil():
        whole, path = lesson.home / "whole.rostok", lesson.home / "truncated.rostok"
        make_experiment(whole)
        data = whole.read_bytes()
        path.write_bytes(data[:len(data) * 6 // 10])
    with Pupil(path):
        lesson.message("truncated.rostok.*(damaged|could not be opened|cut)|damaged|can only be read")
        lesson.desk.key("Escape")
    done = cli("check", path)
    assert done.returncode != 0 and done.stdout + done.stderr, done


def test_a_newer_file_opens_read_only_and_says_so():
    with Pupil():
        path = lesson.home / "newer.rostok"
        make_experiment(path)
        with sqlite3.connect(path) as database:
            database.execute("PRAGMA user_version = 9999")
            database.execute("UPDATE meta SET value = '9999' WHERE key IN ('format', 'version', 'schema')")
        database.close()
    with Pupil(path):
        lesson.message("newer")
        lesson.desk.key("Escape")
        lesson.message("^This file can only be read")
        lesson.tree.find("list item", "^Run 1")


def test_hostile_sizes_are_refused():
    """Counts and sizes that no memory would do."""
    with Pupil():
        path = lesson.home / "sizes.rostok"
        make_experiment(path)
        with sqlite3.connect(path) as database:
            tables = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            table = next(name for name in tables if "chunk" in name or "block" in name)
            columns = [row[1] for row in database.execute(f"PRAGMA table_info({table})") if row[2].upper() == "INTEGER" and not row[5]]
            counts = [name for name in columns if name.startswith("n") or "count" in name or "samples" in name]
            for name in counts or columns[-1:]:
                database.execute(f"UPDATE OR IGNORE {table} SET {name} = 4611686018427387904")
        database.close()
    with Pupil(path):
        lesson.message("sizes.rostok|left out|damaged|could not be opened")
        lesson.desk.key("Escape")
    done = cli("info", path)
    assert done.stderr.strip(), "the command line says so too"


def test_prose_called_csv_is_refused():
    check_file("prose.csv", lambda path: path.write_text("It was the best of times,\nit was the worst of times;\n" * 20),
               "^“prose.csv” could not be opened$", "prose.csv|number")


def test_a_binary_called_csv_is_refused():
    check_file("binary.csv", lambda path: path.write_bytes(bytes(range(256)) * 50), "^“binary.csv” could not be opened$",
               "binary.csv|text|number")


def test_an_unknown_suffix_is_refused():
    check_file("picture.xyz", lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(500)),
               "^“picture.xyz” could not be opened$", "picture.xyz|not")


def clean_up():
    if lesson is not None:
        lesson.close()


if __name__ == "__main__":
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    assert shutil.which("setpriv") or not AS_PUPIL
    tap.run(sys.modules["__main__"], only=sys.argv[3] if len(sys.argv) > 3 else None, clean_up=clean_up)
