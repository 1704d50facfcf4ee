#!/usr/bin/env python3
"""Runs are compared: shifted by hand and laid over each other, taken back, and kept in the file. A real window with real keys.
Arguments: build folder, program."""
import contextlib
import csv
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
    lesson.tree.press("push button", "^Compare the runs$", PATIENCE)
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
    assert not lesson.tree.find_all("push button", "^Compare the runs$")
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
    lesson.tree.find("push button", "^Compare the runs$", PATIENCE)
    wait_for(kept)
    lesson.quit()
    assert not lesson.complaints(), "\n".join(lesson.complaints()[:20])


def compare(name):
    lesson.tree.press("push button", "^Compare the runs$", PATIENCE)
    lesson.tree.press("menu item", name, PATIENCE)


def show(*names):
    """These runs and no others."""
    for box in lesson.tree.find_all("check box", "^Show “.*” in the graph$"):
        name = re.search("“(.*)”", box.get_name())[1]
        state = box.get_state_set()
        if state.contains(lesson.tree.atspi.StateType.CHECKED) != (name in names):
            lesson.tree.click(box)


def names():
    """Of the runs, from the top."""
    boxes = lesson.tree.find_all("check box", "^Show “.*” in the graph$")
    return [re.search("“(.*)”", box.get_name())[1] for box in boxes]


def wait_for_names(*expected):
    desktop.Tree.wait(lambda: names() == list(expected), PATIENCE, f"the runs {expected}")


def test_a_new_run_is_made_of_those_shown():
    global lesson
    need(BUILD)
    if lesson is None:
        lesson = Lesson(BUILD, PROGRAM)
    lesson.kill()
    # 20, 21, 22 ... °C, then 1 K and 5 K more: means 22, 23 ..., s = sqrt ((4 + 1 + 9) / 2) = sqrt (7).
    table = lesson.home / "three.csv"
    rows = [f"{i / 10},{20 + i + more},Run {r + 1}" for r, more in enumerate((0, 1, 5)) for i in range(5)]
    table.write_text("\n".join(["t (s),T (°C),Run", *rows]) + "\n")
    path = lesson.home / "three.rostok"
    lesson.run_cli("convert", table, path, check=True)
    lesson.start(str(path))
    lesson.tree.find("push button", "^Compare the runs$", PATIENCE)
    wait_for_names("Run 1", "Run 2", "Run 3")

    # Three are no two.
    compare("^Difference of Two Runs$")
    lesson.message("^A difference is of exactly two runs")
    assert names() == ["Run 1", "Run 2", "Run 3"]
    show("Run 2")
    compare("^Mean of the Runs$")
    lesson.message("^A mean is of two runs or more")

    # Taken back with all that came with it.
    show("Run 1", "Run 3")
    compare("^Difference of Two Runs$")
    lesson.message("^“Run 3 − Run 1” added$")
    wait_for_names("Run 1", "Run 2", "Run 3", "Run 3 − Run 1")
    lesson.tree.find("list item", "^Δ T$", PATIENCE)
    lesson.tree.press("push button", "Undo$", PATIENCE)
    wait_for_names("Run 1", "Run 2", "Run 3")
    lesson.tree.gone("list item", "^Δ T$", PATIENCE)

    compare("^Difference of Two Runs$")
    wait_for_names("Run 1", "Run 2", "Run 3", "Run 3 − Run 1")
    show("Run 1", "Run 2", "Run 3", "Run 3 − Run 1")
    compare("^Mean of the Runs$")
    made = ("Run 1", "Run 2", "Run 3", "Run 3 − Run 1", "Mean of 3 runs")
    wait_for_names(*made)
    lesson.tree.find("list item", "^T \\(s\\)$", PATIENCE)
    lesson.quit()

    # In the file and out of it again.
    lesson.start(str(path))
    wait_for_names(*made)
    lesson.quit()
    out = lesson.home / "out.csv"
    lesson.run_cli("convert", path, out, check=True)
    lines = list(csv.reader(out.read_text(encoding="utf-8-sig").splitlines()))
    title = lines[0]
    difference = [float(line[title.index("Δ T, °C")]) for line in lines if line[-1] == "Run 3 − Run 1"]
    mean = [float(line[title.index("T, °C")]) for line in lines if line[-1] == "Mean of 3 runs"]
    scatter = [float(line[title.index("T (s), °C")]) for line in lines if line[-1] == "Mean of 3 runs"]
    assert difference == [5, 5, 5, 5, 5], lines
    assert mean == [22, 23, 24, 25, 26], lines
    assert len(scatter) == 5 and all(abs(s - 7 ** 0.5) < 1e-9 for s in scatter), lines
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
        notes = dict(db.execute("SELECT name, notes FROM run WHERE notes != ''"))
    assert "“Run 3” minus “Run 1”." in notes["Run 3 − Run 1"], notes
    assert not lesson.complaints(), "\n".join(lesson.complaints()[:20])


def clean_up():
    if lesson is not None:
        lesson.close()


tap.run(sys.modules[__name__], only=sys.argv[3] if len(sys.argv) > 3 else None, clean_up=clean_up)
