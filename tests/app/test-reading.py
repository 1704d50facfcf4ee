#!/usr/bin/env python3
"""The graph is read with cursors and selections: a real window, a real pointer, real keys. The figures are compared with
what the command line exports. Arguments: build folder, program, language (en or ru)."""
import csv
import io
import json
import pathlib
import re
import statistics
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from lesson import Lesson, PATIENCE, need, tap  # noqa: E402

BUILD, PROGRAM = pathlib.Path(sys.argv[1]), sys.argv[2]
LANGUAGE = sys.argv[3] if len(sys.argv) > 3 else "en"
lesson = None
rows = None


def number(text):
    return float(re.match(r"[−-]?[\d.]+", text.replace(",", ".")).group().replace("−", "-"))


def begin():
    """The program with a run of a pendulum that is known to us too."""
    global lesson, rows
    need(BUILD)
    if lesson is None:
        lesson = Lesson(BUILD, PROGRAM)
        if LANGUAGE == "ru":
            lesson.desk.env.update(LC_ALL="ru_RU.UTF-8", LANGUAGE="ru")
    lesson.kill()
    (lesson.home / "program.log").write_text("")
    path = lesson.home / "pendulum.rostok"
    path.unlink(missing_ok=True)
    done = lesson.run_cli("record", "--simulate", "pendulum", "--duration", "2", "-o", path)
    assert done.returncode == 0, done.stderr
    table = lesson.home / "pendulum.csv"
    table.unlink(missing_ok=True)
    done = lesson.run_cli("convert", path, table)
    assert done.returncode == 0, done.stderr
    rows = read_table(table)
    lesson.start(path)
    graph = lesson.tree.find(["image", "icon"], "^(Graph|График)$", PATIENCE)
    time.sleep(1.5)
    return graph


def read_table(path):
    """Seconds and the first value of every row that has both."""
    text = path.read_text(encoding="utf-8-sig")
    sign = ";" if ";" in text.splitlines()[0] else ","
    found = []
    for cells in csv.reader(io.StringIO(text), delimiter=sign):
        try:
            found.append((float(cells[0].replace(",", ".")), float(cells[1].replace(",", "."))))
        except (ValueError, IndexError):
            continue
    assert len(found) > 20, text[:300]
    return found


def end():
    lesson.quit()
    assert not lesson.complaints(), "\n".join(lesson.complaints()[:20])


def box(name, n=0):
    return lesson.tree.wait(lambda: lesson.tree.find_all("panel", name)[n], PATIENCE, f"the box {name}")


def figures(node):
    """The texts of a box, from its top."""
    return [part.get_name() for part, _ in lesson.tree.walk(node) if part.get_role_name() == "label" and part.get_name()]


def figure(node, name):
    texts = figures(node)
    return texts[texts.index(name) + 1]


def drag(graph, x1, x2, y, shift=False):
    start, stop = lesson.tree.at(graph, x1, y), lesson.tree.at(graph, x2, y)
    command = ["xdotool", "mousemove", str(int(start[0])), str(int(start[1]))]
    command += ["keydown", "shift"] if shift else []
    command += ["mousedown", "1", "sleep", "0.1"]
    for step in range(1, 9):
        x = start[0] + (stop[0] - start[0]) * step / 8
        command += ["mousemove", str(int(x)), str(int(start[1])), "sleep", "0.03"]
    command += ["mouseup", "1"] + (["keyup", "shift"] if shift else [])
    subprocess.run(command, env=lesson.desk.env, check=True)
    time.sleep(0.5)


def time_of(node):
    return number(figures(node)[0])


def test_a_click_places_a_cursor_and_keys_move_it():
    graph = begin()
    lesson.tree.click(graph, 0.5, 0.4)
    cursors = box("^Cursors$")
    at = time_of(cursors)
    row = min(range(len(rows)), key=lambda i: abs(rows[i][0] - at))
    assert abs(rows[row][0] - at) < 0.001, f"{at} s is no sample: {rows[row]}"
    assert abs(number(figures(cursors)[2]) - rows[row][1]) <= 0.0006, f"{figures(cursors)} and {rows[row]}"

    for key, to in (("Right", row + 1), ("Left", row), ("Home", 0), ("End", len(rows) - 1)):
        lesson.desk.key(key)
        lesson.tree.wait(lambda: abs(time_of(cursors) - rows[to][0]) < 0.001, PATIENCE,
                         f"{key} to go to {rows[to]}, it is at {figures(cursors)}")
        # What a screen reader says is the same.
        said = graph.get_description()
        assert figures(cursors)[0] in said and figures(cursors)[2] in said, f"“{said}” and {figures(cursors)}"

    lesson.desk.key("Escape")
    lesson.tree.wait(lambda: not lesson.tree.find_all("panel", "^Cursors$"), PATIENCE, "the cursor to go away")
    end()


def test_two_cursors_tell_their_differences():
    graph = begin()
    lesson.tree.click(graph, 0.4, 0.4)
    cursors = box("^Cursors$")
    first = time_of(cursors)
    lesson.desk.key("c")
    lesson.tree.wait(lambda: figures(cursors)[0].startswith("Δt"), PATIENCE, "a second cursor")
    lesson.desk.key("Right", "shift+Right")
    time.sleep(0.5)
    texts = figures(cursors)
    a, b, passed = number(texts[2]), number(texts[3]), number(texts[0].removeprefix("Δt = "))
    assert abs(a - first) < 0.001 and b > a, texts
    assert abs(passed - (b - a)) < 0.0015, texts
    assert abs(number(texts[0].split("1/Δt = ")[1]) * passed - 1) < 0.01, texts
    values = [min(rows, key=lambda row: abs(row[0] - at))[1] for at in (a, b)]
    assert abs(number(texts[9]) - (values[1] - values[0])) <= 0.0006, f"{texts} and {values}"

    # Its line can be dragged.
    graph_box = lesson.tree.extents(graph)
    drag(graph, 0.4, 0.2, 0.7)
    assert number(figures(cursors)[2]) < first, f"{figures(cursors)}, {graph_box}"
    lesson.tree.press("push button", "^Remove the Cursors$")
    lesson.tree.wait(lambda: not lesson.tree.find_all("panel", "^Cursors$"), PATIENCE, "the cursors to go away")
    end()


def expect(node):
    """The figures of a box against the exported table."""
    begin_s, end_s = (number(part) for part in figures(node)[0].split(" … "))
    n = int(figure(node, "n"))
    # The range is shown rounded: of its edges the nearest that give as many rows.
    inside = [row for row in rows if begin_s - 0.001 <= row[0] <= end_s + 0.001]
    assert 0 <= len(inside) - n <= 2, f"{n} of {len(inside)}: {figures(node)}"
    fits = [inside[i:i + n] for i in range(len(inside) - n + 1)]

    def near(name, wanted, slack):
        shown = number(figure(node, name))
        assert any(abs(shown - wanted(part)) <= slack for part in fits), f"{name}: {shown}, {[wanted(part) for part in fits]}"

    def slope(part):
        mean_t, mean_y = statistics.fmean(t for t, _ in part), statistics.fmean(y for _, y in part)
        return sum((t - mean_t) * (y - mean_y) for t, y in part) / sum((t - mean_t) ** 2 for t, _ in part)

    near("Minimum", lambda part: min(y for _, y in part), 6e-4)
    near("Maximum", lambda part: max(y for _, y in part), 6e-4)
    near("Mean", lambda part: statistics.fmean(y for _, y in part), 6e-4)
    near("Standard deviation", lambda part: statistics.stdev(y for _, y in part), 6e-4)
    near("Δt", lambda part: part[-1][0] - part[0][0], 2e-3)
    near("Slope", slope, 2e-3)
    near("Area", lambda part: sum((b[0] - a[0]) * (a[1] + b[1]) / 2 for a, b in zip(part, part[1:])), 2e-3)


def test_a_drag_selects_and_the_figures_are_those_of_the_table():
    graph = begin()
    drag(graph, 0.3, 0.5, 0.35, shift=True)
    first = box("^Selection$")
    expect(first)
    before = figures(first)[0]

    # Its right edge, with the keyboard and with the pointer.
    lesson.desk.key("Right")
    lesson.tree.wait(lambda: figures(first)[0] != before, PATIENCE, f"the edge to move, {before}")
    expect(first)

    # Another one with S and a drag; after it a drag moves the graph again.
    # (Beside the box of the first, and between the two panes.)
    lesson.tree.click(graph, 0.2, 0.75)
    lesson.desk.key("Escape", "s")
    time.sleep(0.3)
    drag(graph, 0.12, 0.22, 0.48)
    second = box("^Selection$", 1)
    expect(second)

    # Both are there after another page was looked at.
    lesson.page("Table")
    time.sleep(0.5)
    lesson.page("Graph")
    assert lesson.tree.wait(lambda: len(lesson.tree.find_all("panel", "^Selection$")) == 2, PATIENCE, "both selections")

    # Its range and little more is what is seen then.
    begin_s, end_s = (number(part) for part in figures(second)[0].split(" … "))

    def shown():
        return [float(text) for text in re.search(r"from (\S+) to (\S+) s", graph.get_description().replace("−", "-")).groups()]

    assert shown()[1] - shown()[0] > 1.5, graph.get_description()
    lesson.tree.find_all("push button", "^Zoom to Selection$")[1].get_action_iface().do_action(0)
    lesson.tree.wait(lambda: shown()[1] - shown()[0] < 1, PATIENCE, f"the zoom, it shows {graph.get_description()}")
    assert shown()[0] <= begin_s + 0.05 and shown()[1] >= end_s - 0.05, f"{shown()} and {begin_s} … {end_s}"
    expect(second)

    for left in (1, 0):
        lesson.tree.press("push button", "^Remove the Selection$")
        lesson.tree.wait(lambda: len(lesson.tree.find_all("panel", "^Selection$")) == left, PATIENCE, f"{left} selections to be left")
    end()


def test_points_are_excluded_and_come_back():
    graph = begin()
    drag(graph, 0.4, 0.55, 0.4, shift=True)
    begin_s, end_s = (number(part) for part in figures(box("^Selection$"))[0].split(" … "))
    inside = [row for row in rows if begin_s <= row[0] <= end_s]
    assert figure(box("^Selection$"), "n") == str(len(inside))
    lesson.tree.press("push button", "^Exclude the Selection$", PATIENCE)
    lesson.tree.find("label", f"^{len(inside)} points of “Run 1” excluded$", PATIENCE)
    lesson.tree.find("label", "points excluded$", PATIENCE)
    assert not lesson.tree.find_all("panel", "^Selection$")

    # What is left out is not counted, and the box says so.
    drag(graph, 0.3, 0.7, 0.4, shift=True)
    begin_s, end_s = (number(part) for part in figures(box("^Selection$"))[0].split(" … "))
    around = [row for row in rows if begin_s <= row[0] <= end_s and row not in inside]
    assert figure(box("^Selection$"), "n") == str(len(around)), figures(box("^Selection$"))
    assert figure(box("^Selection$"), "Excluded") == str(len(inside)), figures(box("^Selection$"))
    assert abs(number(figure(box("^Selection$"), "Mean")) - statistics.fmean(row[1] for row in around)) < 1e-4

    # Nothing but that, and back in two steps.
    lesson.desk.key("shift+x")
    lesson.tree.find("label", "^Only the selection of “Run 1” is shown$", PATIENCE)
    lesson.desk.key("ctrl+z")
    lesson.tree.find("label", "points excluded$", PATIENCE)
    lesson.desk.key("ctrl+z")
    lesson.tree.gone("label", "points excluded$", PATIENCE)

    # Taken in again from the menu of the run.
    drag(graph, 0.4, 0.55, 0.4, shift=True)
    box("^Selection$")
    lesson.desk.key("x")
    lesson.tree.find("label", "points excluded$", PATIENCE)
    lesson.tree.click(lesson.tree.find_all("push button", "^Name, notes, delete$")[-1])
    lesson.tree.press("push button", "Include All Again$", PATIENCE)
    lesson.tree.gone("label", "points excluded$", PATIENCE)
    lesson.desk.key("ctrl+z")
    lesson.tree.find("label", "points excluded$", PATIENCE)

    # Kept in the file, and told with its numbers.
    lesson.quit()
    table = lesson.home / "excluded.csv"
    done = lesson.run_cli("convert", lesson.home / "pendulum.rostok", table)
    assert done.returncode == 0, done.stderr
    lines = list(csv.reader(io.StringIO(table.read_text())))
    assert lines[0][-1] == "Excluded" and len(lines) == len(rows) + 1, lines[:2]
    assert 0 < sum(line[-1] == "1" for line in lines[1:]) < len(rows)
    done = lesson.run_cli("info", "--json", lesson.home / "pendulum.rostok")
    assert len(json.loads(done.stdout)["runs"][0]["excluded"]) == 1, done.stdout
    done = lesson.run_cli("info", lesson.home / "pendulum.rostok")
    assert "excluded from what follows" in done.stdout, done.stdout
    lesson.start(lesson.home / "pendulum.rostok")
    lesson.tree.find("label", "points excluded$", PATIENCE)
    end()


def test_a_channel_is_shown_against_another():
    begin()
    lesson.tree.press("push button", "^Add a view$", PATIENCE)
    lesson.tree.press("menu item", "^X-Y Graph$", PATIENCE)
    lesson.tree.find("label", "^Paired by time", PATIENCE)
    view = lesson.tree.find(["image", "icon"], "^X-Y Graph · Displacement$", PATIENCE)
    lesson.tree.wait(lambda: re.search(r"Displacement from [−-]0\.\d to 0\.\d", view.get_description() or ""), PATIENCE,
                     f"what is along x, it says {view.get_description()}")
    lesson.desk.key("ctrl+z")
    lesson.tree.gone("label", "^Paired by time", PATIENCE)
    end()


def test_numbers_have_a_comma_in_russian():
    graph = begin()
    lesson.tree.click(graph, 0.5, 0.4)
    lesson.tree.wait(lambda: re.search(r"\d,\d+\u00a0с", graph.get_description()), PATIENCE,
                     f"a decimal comma, it says {graph.get_description()}")
    assert not re.search(r"\d\.\d", graph.get_description()), graph.get_description()
    lesson.desk.key("Cyrillic_es")
    lesson.tree.wait(lambda: "Δt" in graph.get_description(), PATIENCE, "a second cursor with the Russian letter")
    end()


def clean_up():
    if lesson is not None:
        lesson.close()


# What is compared with English words is looked at in English alone.
for test in [name for name in globals() if name.startswith("test_")]:
    if (test == "test_numbers_have_a_comma_in_russian") != (LANGUAGE == "ru"):
        del globals()[test]

tap.run(sys.modules[__name__], only=sys.argv[4] if len(sys.argv) > 4 else None, clean_up=clean_up)
