#!/usr/bin/env python3
"""Views beside the graph: adding and choosing, alone and back, undo, and what the file keeps. A real window with real keys
and clicks. Arguments: build folder, program, a part of the name of a test."""
import contextlib
import json
import pathlib
import re
import sqlite3
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from lesson import Lesson, PATIENCE, desktop, need, tap  # noqa: E402

BUILD, PROGRAM = pathlib.Path(sys.argv[1]), sys.argv[2]
ITEM = ["menu item", "check menu item"]
lesson = None


def titles():
    """Of the views, in their order, as far as they are on the screen."""
    return [node.get_name() for node in lesson.tree.find_all("grouping") + lesson.tree.find_all("panel")
            if " · " in (node.get_name() or "") and lesson.tree.showing(node)]


def become(expected):
    desktop.Tree.wait(lambda: titles() == expected, PATIENCE, f"{expected}; there is {titles()}")


def graph():
    """The graph of all, where it is on the screen."""
    return [node for node in lesson.tree.find_all("image", "^Graph$") if lesson.tree.showing(node)]


def choose(kind):
    lesson.tree.press("push button", "^Add a view$", PATIENCE)
    lesson.tree.press("menu item", f"^{kind}$", PATIENCE)


def menu(n):
    """Opens the menu of a view."""
    # The button of a menu is a button within one of the same name.
    buttons = [node for node in lesson.tree.find_all("push button", "^What this view shows$")
               if lesson.tree.showing(node) and node.get_parent().get_name() != node.get_name()]
    lesson.tree.click(buttons[n])


def seconds(node):
    """The ends of the time axis, as the description tells them."""
    return [float(number) for number in re.findall(r"\d+(?:\.\d+)?", node.get_description() or "")][-2:]


def test_begins_with_the_graph_alone():
    global lesson
    need(BUILD)
    lesson = Lesson(BUILD, PROGRAM)
    lesson.start()
    lesson.tree.press("list item", "^Pendulum", PATIENCE)
    lesson.record()
    time.sleep(3)
    assert titles() == [], titles()
    assert len(graph()) == 1
    assert not [node for node in lesson.tree.find_all("push button", "^Only the graph$") if lesson.tree.showing(node)]


def find_check(name):
    return lesson.tree.find("check box", name, PATIENCE)


def test_graphs_of_a_quantity_have_one_scale():
    """Chosen at the numbers of one graph it holds for all, and a typed limit with it; the way back leads out of it."""
    choose("Graph")
    part = lesson.tree.find("image", "^Graph · Displacement$", PATIENCE)

    def open_axis(node, x, y):
        def opened():
            lesson.tree.click(node, x, y)
            time.sleep(1)
            return len(fields()) == 2
        desktop.Tree.wait(opened, PATIENCE, "the fields of the axis")

    def fields():
        return [node for node in lesson.tree.find_all("text", r"^(From|To)\b") if lesson.tree.showing(node)]

    def limits():
        texts = [node.get_text_iface() for node in fields()]
        return [float(text.get_text(0, text.get_character_count()).replace("−", "-")) for text in texts]

    def close():
        lesson.desk.key("Escape")
        desktop.Tree.wait(lambda: not fields(), PATIENCE, "the popover to go")

    open_axis(part, 0.06, 0.5)
    lesson.focus(find_check("^Same scale in all graphs$"))
    lesson.desk.key("space")
    lesson.focus(fields()[0])
    lesson.desk.key("ctrl+a")
    lesson.desk.type("-0.7")
    lesson.desk.key("Return")
    desktop.Tree.wait(lambda: not fields(), PATIENCE, "the popover to go")

    open_axis(graph()[0], 0.05, 0.25)
    assert limits()[0] == -0.7, limits()
    assert find_check("^Same scale").get_state_set().contains(lesson.tree.atspi.StateType.CHECKED)
    close()
    for _step in range(2):
        lesson.desk.key("alt+Left")
        time.sleep(0.3)
    open_axis(part, 0.06, 0.5)
    assert limits()[0] > -0.3, limits()
    assert not find_check("^Same scale").get_state_set().contains(lesson.tree.atspi.StateType.CHECKED)
    close()
    lesson.desk.key("ctrl+z")
    become([])


def test_adds_views_while_recording():
    width = lesson.tree.extents(graph()[0])[2]
    choose("Histogram")
    become(["Histogram · Displacement"])
    choose("Digits")
    become(["Histogram · Displacement", "Digits · Displacement, Acceleration"])
    desktop.Tree.wait(lambda: lesson.tree.extents(graph()[0])[2] < width, PATIENCE, "room beside the graph")
    assert lesson.tree.extents(graph()[0])[2] > width / 2, "the graph is not the larger part"
    time.sleep(1)
    lesson.stop()
    lesson.alive()


def test_chooses_a_channel_and_takes_it_back():
    menu(0)
    lesson.tree.press(ITEM, "^Acceleration$", PATIENCE)
    become(["Histogram · Acceleration", "Digits · Displacement, Acceleration"])
    menu(1)
    lesson.tree.press(ITEM, "^Acceleration$", PATIENCE)
    become(["Histogram · Acceleration", "Digits · Displacement"])
    lesson.desk.key("ctrl+z")
    become(["Histogram · Acceleration", "Digits · Displacement, Acceleration"])
    lesson.desk.key("ctrl+z")
    become(["Histogram · Displacement", "Digits · Displacement, Acceleration"])


def test_one_tap_shows_it_alone_and_back():
    small = lesson.tree.extents(lesson.tree.find("image", "^Histogram", PATIENCE))
    lesson.tree.click([node for node in lesson.tree.find_all("push button", "^Only this view$") if lesson.tree.showing(node)][0])
    become(["Histogram · Displacement"])
    assert graph() == []
    large = lesson.tree.extents(lesson.tree.find("image", "^Histogram", PATIENCE))
    assert large[2] > 1.5 * small[2] and large[3] > 1.5 * small[3], (small, large)
    lesson.tree.click(lesson.tree.find("push button", "^Back to all views$", PATIENCE))
    become(["Histogram · Displacement", "Digits · Displacement, Acceleration"])
    # The same for the graph, and back with a key.
    lesson.tree.click(lesson.tree.find("push button", "^Only the graph$", PATIENCE))
    become([])
    assert len(graph()) == 1
    lesson.desk.key("Escape")
    become(["Histogram · Displacement", "Digits · Displacement, Acceleration"])


def test_a_graph_shows_the_time_of_the_graph():
    choose("Graph")
    part = lesson.tree.find("image", "^Graph · Displacement$", PATIENCE)
    desktop.Tree.wait(lambda: len(seconds(part)) == 2, PATIENCE, "words about the part")
    before = seconds(part)
    lesson.desk.key("ctrl+plus")
    desktop.Tree.wait(lambda: seconds(part) not in ([], before), PATIENCE, "another time than " + str(before))
    desktop.Tree.wait(lambda: seconds(part) == seconds(graph()[0]), PATIENCE, "the same time")
    lesson.desk.key("ctrl+0")
    desktop.Tree.wait(lambda: seconds(part) == before, PATIENCE, "all of the time again")
    lesson.desk.key("ctrl+z")
    become(["Histogram · Displacement", "Digits · Displacement, Acceleration"])


def test_gives_an_overview():
    choose("Overview")
    become(["Histogram · Displacement", "Digits · Displacement, Acceleration", "Overview · Displacement, Acceleration"])
    # Each row speaks: its value, and how far the run went.
    for name in ("Displacement", "Acceleration"):
        lesson.tree.find(None, f"^{name}: .*, from −[0-9.]+ to [0-9.]+$", PATIENCE)
    lesson.desk.key("ctrl+z")
    become(["Histogram · Displacement", "Digits · Displacement, Acceleration"])


def test_removes_and_brings_back():
    menu(0)
    lesson.tree.press("menu item", "^Remove$", PATIENCE)
    become(["Digits · Displacement, Acceleration"])
    lesson.message("^View removed$")
    lesson.desk.key("ctrl+z")
    become(["Histogram · Displacement", "Digits · Displacement, Acceleration"])
    menu(0)
    lesson.tree.press("menu item", "^Move Later$", PATIENCE)
    become(["Digits · Displacement, Acceleration", "Histogram · Displacement"])


def test_shows_frequencies():
    for kind in ("Spectrum", "Spectrogram"):
        choose(kind)
        lesson.tree.find("image", f"^{kind} · ", PATIENCE)
        time.sleep(1)
        lesson.desk.key("ctrl+z")
    become(["Digits · Displacement, Acceleration", "Histogram · Displacement"])


def test_the_file_keeps_them():
    lesson.quit()
    assert not lesson.complaints(), lesson.complaints()
    path = lesson.experiments()[0]
    # Closed again: the program has the file for itself.
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        setup = json.loads(database.execute("select value from meta where key = 'setup'").fetchone()[0])
    assert [plot["kind"] for plot in setup["plots"]] == ["digits", "histogram"], setup["plots"]
    lesson.start(path)
    become(["Digits · Displacement, Acceleration", "Histogram · Displacement"])
    time.sleep(1)
    lesson.quit()
    assert not lesson.complaints(), lesson.complaints()


def clean_up():
    if lesson is not None:
        lesson.close()


tap.run(sys.modules[__name__], only=sys.argv[3] if len(sys.argv) > 3 else None, clean_up=clean_up)
