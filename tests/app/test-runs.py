#!/usr/bin/env python3
"""Runs are compared: shifted by hand and laid over each other, taken back, and kept in the file. A real window with real keys.
Arguments: build folder, program."""
import contextlib
import pathlib
import re
import sqlite3
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import desktop  # noqa: E402
from lesson import Lesson, PATIENCE, need, tap  # noqa: E402

BUILD, PROGRAM = pathlib.Path(sys.argv[1]), sys.argv[2]
lesson = None


def query(sql):
    """Of the file, once the program has let go of it."""
    with contextlib.closing(sqlite3.connect(f"file:{lesson.experiments()[0]}?mode=ro", uri=True)) as db:
        return dict(db.execute(sql))


def shifts():
    """As the list of runs says them, from the top."""
    details = [text for text in lesson.texts() if re.search(" · .*(sample|[+−][0-9.,]+ s$)", text)]
    found = [re.search(r"([+−])([0-9.,]+) s$", text) for text in details]
    return [float(match[0].replace(",", ".").replace("−", "-").removesuffix(" s")) if match else 0.0 for match in found]


def wait_for(expected):
    desktop.Tree.wait(lambda: shifts() == expected, PATIENCE, f"{expected}; it says {lesson.texts()}")


def align(name):
    lesson.tree.press("push button", "^Align the runs$", PATIENCE)
    lesson.tree.press("menu item", name, PATIENCE)


def record(seconds):
    lesson.record()
    time.sleep(seconds)
    lesson.stop()


def test_runs_are_shifted_and_aligned():
    global lesson
    need(BUILD)
    lesson = Lesson(BUILD, PROGRAM)
    lesson.start()
    lesson.tree.press("list item", "^Pendulum", PATIENCE)
    lesson.tree.find("label", "^m$", PATIENCE)
    record(2)
    # One run has nothing to be laid over.
    assert not lesson.tree.find_all("push button", "^Align the runs$")
    record(2)
    wait_for([0, 0])

    # By hand, in the menu of the newer run.
    rows = lesson.tree.find_all("push button", "^Name, notes, delete$")
    lesson.tree.click(rows[-1])
    entry = lesson.tree.find("text", "^Shifted by, s$", PATIENCE)
    lesson.focus(entry)
    lesson.desk.key("ctrl+a")
    lesson.desk.type("1,5")
    wait_for([0, 1.5])
    lesson.desk.key("Escape")
    lesson.tree.gone("text", "^Shifted by, s$", PATIENCE)

    # What was typed goes back in one step.
    lesson.tree.press("push button", "Undo$", PATIENCE)
    wait_for([0, 0])

    align("^By the Clock")
    lesson.message("^2 runs aligned$")
    desktop.Tree.wait(lambda: shifts()[0] == 0 and shifts()[1] > 2, PATIENCE, "the second run after the first")
    later = shifts()[1]
    align("^By the First Mark")
    lesson.message("^None of the runs shown has a mark")
    assert shifts() == [0, later]
    align("^By Their Start")
    wait_for([0, 0])
    lesson.desk.key("ctrl+z")
    wait_for([0, later])

    # With the keys of the row, and after opening the file again.
    lesson.focus(lesson.tree.find("list item", "^Run 1$", PATIENCE))
    lesson.desk.key("ctrl+Left")
    desktop.Tree.wait(lambda: -0.2 < shifts()[0] < 0, PATIENCE, "a small step to the left")
    kept = shifts()
    lesson.quit()

    offsets = query("SELECT run, offset_ns / 1e9 FROM run_offset")
    begins = query("SELECT id, begin_wall_us / 1e6 FROM run")
    assert [offsets[1], offsets[2]] == kept, (offsets, kept)
    assert abs(offsets[2] - (begins[2] - begins[1])) < 1e-5, (offsets, begins)
    lesson.start(str(lesson.experiments()[0]))
    lesson.tree.find("push button", "^Align the runs$", PATIENCE)
    wait_for(kept)
    lesson.quit()
    assert not lesson.complaints(), "\n".join(lesson.complaints()[:20])


def clean_up():
    if lesson is not None:
        lesson.close()


tap.run(sys.modules[__name__], only=sys.argv[3] if len(sys.argv) > 3 else None, clean_up=clean_up)
