#!/usr/bin/env python3
"""The axes of the graph in a real window, in Russian: the last seconds of a recording, zoom and the way back, typed limits.
Arguments: build folder, program."""
import json
import pathlib
import re
import sqlite3
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from lesson import COMPLAINT, PATIENCE, desktop, need, tap  # noqa: E402

BUILD, PROGRAM = pathlib.Path(sys.argv[1]), sys.argv[2]
START = "^Пуск$"
desk = tree = process = None


def read_setups():
    """The set-ups in the file of the experiment; the program locks it as long as it runs."""
    texts = []
    for path in sorted((desk.home / "data/rostok/experiments").glob("*.rostok")):
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
            for (table,) in database.execute("select name from sqlite_master where type = 'table'").fetchall():
                for row in database.execute(f'select * from "{table}"').fetchall():
                    texts += [cell for cell in row if isinstance(cell, str) and '"graph"' in cell]
    return [json.loads(text)["graph"] for text in texts]


def graph():
    return [node for node in tree.find_all("image") if tree.extents(node)[2] > 300][0]


def said():
    return graph().get_description() or ""


def seconds():
    """The ends of the time axis, as the description tells them; its value is the sensor's and goes on."""
    return [float(number.replace(",", ".")) for number in re.findall(r"\d+(?:,\d+)?", said())][-2:]


def changes(before):
    desktop.Tree.wait(lambda: seconds() != before, PATIENCE, f"another part of time than {before}")
    # Nothing begins or ends a gesture within so long.
    time.sleep(1.5)
    return seconds()


def comes_back(expected):
    desktop.Tree.wait(lambda: seconds() == expected, PATIENCE, f"{expected} again")


def entries():
    return [node for node in tree.find_all("text") if tree.showing(node)]


def focus(node):
    """With the keyboard: a popover is a window of its own, and where it is nobody tells."""
    for _step in range(20):
        if node.get_state_set().contains(tree.atspi.StateType.FOCUSED):
            return
        desk.key("Tab")
        time.sleep(0.1)
    raise AssertionError(f"“{node.get_name()}” cannot be reached with the keyboard")


def retype(text):
    desk.key("ctrl+a")
    desk.type(text)
    time.sleep(0.2)


def open_axis(n):
    """By a click on the numbers: 0 = values, -1 = time. GTK 4.8 sometimes swallows the first one after a key has closed a
    popover: a hand tries again."""
    def opened():
        desk.click(*(tree.at(graph(), 0.035, 0.3) if n == 0 else tree.at(graph(), 0.5, 0.955)))
        time.sleep(2)
        return len(entries()) >= 2
    desktop.Tree.wait(opened, PATIENCE, "the fields of the axis")
    time.sleep(0.5)


def test_records_the_last_seconds():
    global desk, tree, process
    need(BUILD)
    desk = desktop.Desktop(BUILD, language="ru")
    process = desk.launch(PROGRAM)
    tree = desktop.Tree(desk, timeout=PATIENCE)
    tree.press("list item", "пар", PATIENCE)
    tree.find("push button", START, PATIENCE)
    desk.key("space")
    time.sleep(2)
    # Its own number of seconds, by the fields of the time axis.
    open_axis(-1)
    focus(entries()[-1])
    retype("3,5")
    desk.key("Return")
    time.sleep(4)
    lower, upper = seconds()
    assert 3 <= upper - lower <= 4, said()
    assert lower > 0, said()
    desk.key("space")
    tree.find("push button", START, PATIENCE)


def test_zooms_and_goes_back():
    time.sleep(1)
    desk.key("ctrl+0")
    time.sleep(1)
    whole = seconds()
    # The pointer comes from another widget, as a hand's does.
    desk.move(*tree.at(tree.find("push button", START)))
    time.sleep(0.3)
    desk.move(*tree.at(graph()))
    time.sleep(0.3)
    desk.scroll(up=True, times=4)
    closer = changes(whole)
    desk.key("alt+Left")
    comes_back(whole)
    desk.key("alt+Right")
    comes_back(closer)
    # Each drag is one step, however many pixels it went.
    desk.drag(*map(int, (*tree.at(graph(), 0.6), *tree.at(graph(), 0.4))))
    changes(closer)
    desk.key("alt+Left")
    comes_back(closer)
    desk.key("alt+Left")
    comes_back(whole)


def text_in(entry):
    text = entry.get_text_iface()
    return text.get_text(0, text.get_character_count())


def typed():
    return [text_in(entry) for entry in entries()[:2]]


def type_limits(lower, upper):
    for entry, text in zip(entries()[:2], (lower, upper)):
        focus(entry)
        retype(text)
    desk.key("Return")
    time.sleep(0.7)


def close_axis():
    desk.key("Escape")
    desktop.Tree.wait(lambda: not entries(), PATIENCE, "the popover to go")
    time.sleep(0.5)


def test_limits_are_typed_with_a_comma():
    open_axis(0)
    before = typed()
    type_limits("30,5", "12")
    assert len(entries()) >= 2, "the popover stays with its complaint"
    type_limits("30,5", "112,25")
    assert not entries(), "limits were taken"
    open_axis(0)
    assert typed() == ["30,5", "112,25"], typed()
    close_axis()
    desk.key("alt+Left")
    time.sleep(1)
    open_axis(0)
    assert typed() == before, f"{typed()} after a step back, {before} before"
    close_axis()
    desk.key("alt+Right")
    time.sleep(1)


def test_the_menu_key_opens_the_axis():
    tree.click(graph())
    time.sleep(0.5)
    desk.key("Menu")
    desktop.Tree.wait(lambda: len(entries()) >= 2, PATIENCE, "the fields of the axis")
    assert typed() == ["30,5", "112,25"], typed()
    assert not tree.unnamed(), tree.unnamed()
    close_axis()
    # The keyboard is where it was.
    desk.key("Menu")
    desktop.Tree.wait(lambda: len(entries()) >= 2, PATIENCE, "the fields of the axis once more")
    close_axis()


def log_check():
    return tree.find("check box", "^(Logarithmic|Логарифмическая)", PATIENCE)


def is_log():
    """Opens the axis and closes it again."""
    open_axis(0)
    checked = log_check().get_state_set().contains(tree.atspi.StateType.CHECKED)
    close_axis()
    return checked


def test_the_axis_becomes_logarithmic():
    open_axis(0)
    focus(log_check())
    desk.key("space")
    time.sleep(0.7)
    assert typed() == ["30,5", "112,25"], typed()
    type_limits("0", "112,25")
    assert len(entries()) >= 2, "there is no zero on it, and the popover says so"
    close_axis()
    assert is_log()
    # A zoom with the wheel and a drag leave it above zero.
    desk.move(*tree.at(graph(), 0.035, 0.5))
    time.sleep(0.3)
    desk.scroll(up=False, times=8)
    time.sleep(1.5)
    desk.drag(*map(int, (*tree.at(graph(), 0.5, 0.2), *tree.at(graph(), 0.5, 0.8))))
    time.sleep(1.5)
    open_axis(0)
    lower, upper = (float(text.replace(",", ".").replace("\u202f", "").replace("\u00a0", "")) for text in typed())
    assert 0 < lower < upper and upper / lower > 4 * 112.25 / 30.5, typed()
    close_axis()
    # Back over the drag and the wheel, which may be one step, and the kind of the axis; and forward again to the kind.
    for _step in range(3):
        desk.key("alt+Left")
        time.sleep(0.5)
        if not is_log():
            break
    assert not is_log()
    desk.key("alt+Right")
    time.sleep(0.5)
    assert is_log()


def test_the_file_keeps_it():
    desk.key("ctrl+q")
    assert process.wait(PATIENCE) == 0, desk.program_log()[-3000:]
    complaints = [line for line in desk.program_log().splitlines() if COMPLAINT.search(line)]
    assert not complaints, "\n".join(complaints[:20])
    kept = read_setups()
    assert any(len(graph.get("log", [])) == 1 for graph in kept), kept
    assert any(graph["follow_s"] == 3.5 and [30.5, 112.25] in graph["limits"].values() for graph in kept), kept


def test_what_repeats_stands_still():
    """A pendulum of two seconds in a window of three: each begins at the same place of a swing."""
    global tree, process
    process = desk.launch(PROGRAM)
    tree = desktop.Tree(desk, timeout=PATIENCE)
    tree.press("list item", "Маятник", PATIENCE)
    tree.find("push button", START, PATIENCE)
    desktop.Tree.wait(desk.active, PATIENCE, "the keyboard")
    desk.key("space")
    tree.find("push button", "^(Stop|Стоп)$", PATIENCE)
    time.sleep(2)
    open_axis(-1)
    focus(tree.find("check box", "осциллограф", PATIENCE))
    desk.key("space")
    # Nobody has said of how many seconds.
    seconds_entry = [node for node in entries() if "секунд" in node.get_name().lower()][0]
    desktop.Tree.wait(lambda: text_in(seconds_entry) == "1", PATIENCE, "a second")
    focus(seconds_entry)
    retype("3")
    desk.key("Return")
    begins = []
    end = time.monotonic() + PATIENCE
    while len(set(begins)) < 4 and time.monotonic() < end:
        time.sleep(0.3)
        lower, upper = seconds()
        if abs(upper - lower - 3) < 0.11:
            begins.append(lower)
    begins = sorted(set(begins))[1:]
    assert len(begins) >= 3, begins
    places = [begin % 2.0 for begin in begins]
    assert max(min(abs(place - places[0]), 2 - abs(place - places[0])) for place in places) < 0.15, begins
    tree.press("push button", "^(Stop|Стоп)$", PATIENCE)
    tree.find("push button", START, PATIENCE)


def test_two_quantities_share_a_graph():
    """Acceleration, below, goes to the right of the displacement: its numbers are there, and open its axis."""
    def right_check():
        return tree.find("check box", "^(On the right|Справа)", PATIENCE)

    def click_numbers(x, y):
        def opened():
            desk.click(*tree.at(graph(), x, y))
            time.sleep(2)
            return len(entries()) >= 2
        desktop.Tree.wait(opened, PATIENCE, "the fields of the axis")

    click_numbers(0.035, 0.75)
    focus(right_check())
    desk.key("space")
    desktop.Tree.wait(lambda: len(entries()) < 2, PATIENCE, "the popover to go")
    click_numbers(0.975, 0.3)
    assert right_check().get_state_set().contains(tree.atspi.StateType.CHECKED)
    desk.key("Escape")
    desktop.Tree.wait(lambda: len(entries()) < 2, PATIENCE, "the popover to go")
    # Both are moved by a hand in the graph.
    desk.drag(*map(int, (*tree.at(graph(), 0.5, 0.3), *tree.at(graph(), 0.5, 0.6))))
    time.sleep(1)
    click_numbers(0.975, 0.3)
    lower, upper = (float(text.replace(",", ".").replace("−", "-")) for text in typed())
    assert lower > -1 and upper > 1.5, typed()
    close_axis()
    open_axis(0)
    lower, upper = (float(text.replace(",", ".").replace("−", "-")) for text in typed())
    assert lower > -0.1 and upper > 0.15, typed()
    close_axis()
    desk.key("ctrl+q")
    assert process.wait(PATIENCE) == 0, desk.program_log()[-3000:]
    setups = read_setups()
    assert any(graph.get("sweep", {}).get("edge") == "rises" for graph in setups), setups
    assert any(graph.get("right") == ["m/s²"] for graph in setups), setups


def clean_up():
    if desk is not None:
        desk.close()


if __name__ == "__main__":
    tap.run(sys.modules[__name__], clean_up=clean_up)
