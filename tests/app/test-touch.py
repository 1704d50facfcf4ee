#!/usr/bin/env python3
"""The graph under fingers: taps, one finger, two fingers, a long press, the pen. A real window and the touch events of a
real X server. Where lines are is read from the screen. Arguments: build folder, program, part of the name of a test."""
import pathlib
import re
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from lesson import Lesson, PATIENCE, desktop, need, tap  # noqa: E402
import touch  # noqa: E402

BUILD, PROGRAM = pathlib.Path(sys.argv[1]), sys.argv[2]
SIZE = (1280, 800)
BUTTONS = ("push button", "toggle button")
LINE = (28, 113, 216)   # of a cursor
RED = (200, 16, 46)     # of the pen
MENU = "^Fit values in sight$"
lesson = None


def wait(probe, what):
    return desktop.Tree.wait(probe, PATIENCE, what)


class Picture:
    """What the screen shows."""

    def __init__(self):
        import gi
        gi.require_version("GdkPixbuf", "2.0")
        from gi.repository import GdkPixbuf
        path = lesson.home / "now.png"
        lesson.desk.shot(path)
        picture = GdkPixbuf.Pixbuf.new_from_file(str(path))
        self.stride, self.n = picture.get_rowstride(), picture.get_n_channels()
        self.data = bytes(picture.get_pixels())

    def at(self, x, y):
        i = y * self.stride + x * self.n
        return tuple(self.data[i:i + 3])

    def count(self, color, box):
        x, y, width, height = (int(part) for part in box)
        return sum(self.at(i, j) == color for j in range(y, y + height) for i in range(x, x + width))


def still():
    """The picture once it no longer changes."""
    before = Picture()
    for _ in range(200):
        time.sleep(0.25)
        now = Picture()
        if now.data == before.data:
            return now
        before = now
    raise AssertionError("the picture never comes to rest")


def graph():
    """x, y, width and height on the screen."""
    node = lesson.tree.find(["image", "icon"], "^Graph$", PATIENCE)
    left, top = lesson.tree.at(node, 0, 0)
    return (int(left), int(top), *lesson.tree.extents(node)[2:])


def line():
    """Where the cursor stands, in pixels of the screen; None where there is none. Text of its box hides no more than half."""
    picture = still()
    left, top, width, height = graph()
    rows = range(top + height // 4, top + height * 9 // 10, 4)
    columns = [x for x in range(left, left + width) if sum(picture.at(x, y) == LINE for y in rows) > len(rows) * 0.5]
    return sum(columns) / len(columns) if columns else None


def button(name):
    """The outermost: a menu button has another within."""
    found = wait(lambda: lesson.tree.find_all(BUTTONS, name), f"the button {name}")
    return max(found, key=lambda node: lesson.tree.extents(node)[2])


def tap_on(node):
    lesson.desk.tap(*lesson.tree.at(node))


def place(x, y):
    """A part of the graph, on the screen."""
    left, top, width, height = graph()
    return left + round(x * width), top + round(y * height)


def begin():
    """The program with ten seconds of a pendulum, all of it in sight and no cursor."""
    global lesson
    need(BUILD)
    touch.need()
    if lesson is None:
        lesson = Lesson(BUILD, PROGRAM, size=SIZE, kind=touch.TouchDesktop)
        path = lesson.home / "pendulum.rostok"
        done = lesson.run_cli("record", "--simulate", "pendulum", "--duration", "10", "-o", path)
        assert done.returncode == 0, done.stderr
        lesson.start(path)
        lesson.tree.find("label", "^m$", PATIENCE)
        wait(lesson.desk.active, "the keyboard")
        lesson.desk.maximise()
        wait(lambda: graph()[2] > 900, "the large window")
    lesson.desk.finger_up()
    for name in ("^Remove the Cursors$", "^Remove the Selection$"):
        while found := lesson.tree.find_all("push button", name):
            found[0].get_action_iface().do_action(0)
            time.sleep(0.2)
    lesson.tree.press("push button", "^Show all$")
    still()


def cursor(x, y=0.3):
    """A tap puts it there; returns where it is. Double taps are something else; GTK 4.8 sometimes swallows the first press
    after a menu was closed: a hand tries again."""
    def placed():
        time.sleep(0.6)
        lesson.desk.tap(*place(x, y))
        time.sleep(1.5)
        return lesson.tree.find_all("panel", "^Cursors$")
    wait(placed, "the cursor")
    return line()


def near(value, wanted, slack, what):
    assert value is not None and abs(value - wanted) <= slack, f"{what}: {value}, not {wanted} ± {slack}"


def number(text):
    return float(re.match(r"[−-]?[\d.]+", text).group().replace("−", "-"))


def fields():
    def text_in(entry):
        text = entry.get_text_iface()
        return text.get_text(0, text.get_character_count())
    return [text_in(entry) for entry in lesson.tree.find_all("text")]


def limits(x=0.02, y=0.2):
    """Of the axis whose numbers are there: a tap opens its fields, a tap elsewhere closes them."""
    def opened():
        lesson.desk.tap(*place(x, y))
        time.sleep(1.5)
        return len(fields()) >= 2
    wait(opened, "the fields of the axis")
    found = [number(text) for text in fields()[:2]]

    def closed():
        lesson.desk.tap(*place(0.85, 0.85))
        time.sleep(1)
        return not fields()
    wait(closed, "the fields to go")
    return found


def pinch(first, second, first_to, second_to):
    lesson.desk.finger_down(0, *first)
    lesson.desk.finger_down(1, *second)
    lesson.desk.finger_move({0: first_to, 1: second_to})
    lesson.desk.finger_up()


def test_a_tap_presses_a_button():
    begin()
    tap_on(button("^Cursor$"))
    box = lesson.tree.find("panel", "^Cursors$", PATIENCE)
    assert box is not None
    tap_on(button("^Remove the Cursors$"))
    wait(lambda: not lesson.tree.find_all("panel", "^Cursors$"), "the cursor to go away")


def test_a_tap_places_the_cursor_under_the_finger():
    begin()
    near(cursor(0.7), place(0.7, 0)[0], 3, "the cursor")


def test_one_finger_pans():
    begin()
    before = cursor(0.7)
    x, y = place(0.5, 0.3)
    lesson.desk.finger_down(0, x, y)
    lesson.desk.finger_move({0: (x - 150, y + 4)})
    near(line(), before - 150, 1.5, "the graph under the finger")
    lesson.desk.finger_move({0: (x - 100, y + 4)})
    near(line(), before - 100, 1.5, "the graph on the way back")
    lesson.desk.finger_up()
    near(line(), before - 100, 1.5, "the graph without the finger")


def test_two_fingers_zoom_the_time_about_their_middle():
    begin()
    values = limits()
    before = cursor(0.7)
    x, y = place(0.55, 0.3)
    pinch((x - 90, y), (x + 90, y), (x - 180, y), (x + 180, y))
    near(line(), x + 2 * (before - x), 3, "twice as far from the middle")
    # Back, and the middle wanders.
    before = line()
    pinch((x - 180, y), (x + 180, y), (x - 150, y), (x + 30, y))
    near(line(), x - 60 + (before - x) / 2, 3, "half as far from the middle, which wandered")
    # The values stay as they were.
    assert limits() == values, "the values moved"


def test_two_fingers_zoom_the_values_about_their_middle():
    begin()
    whole = limits()
    other = limits(y=0.7)
    x, y = place(0.5, 0.25)
    pinch((x, y - 40), (x, y + 40), (x, y - 80), (x, y + 80))
    time.sleep(0.5)
    lower, upper = limits()
    span = whole[1] - whole[0]
    near(upper - lower, span / 2, span * 0.02, "half of the values")
    # What was between the fingers is still there.
    fraction = (lower - whole[0]) / (span / 2)
    top, bottom = pane()
    near(fraction, (bottom - y) / (bottom - top), 0.02, "the middle")
    assert limits(y=0.7) == other, "the other pane moved"


def pane_ends():
    """A row of paper between the two panes, where only what crosses both is seen."""
    return pane()[1] + 15


def pane():
    """Top and bottom of the upper pane: rows of one colour along most of the graph that are neither paper nor grid."""
    picture = still()
    left, top, width, height = graph()
    columns = range(left + width // 4, left + width * 9 // 10, 3)
    rows = []
    for y in range(top, top + height):
        colors = [picture.at(x, y) for x in columns]
        color = max(set(colors), key=colors.count)
        if colors.count(color) > len(colors) * 0.6 and sum(color) < 3 * 170:
            rows.append(y)
    assert len(rows) >= 2, rows
    return rows[0], rows[1]


def test_fingers_come_and_go_one_by_one():
    begin()
    before = cursor(0.7)
    x, y = place(0.5, 0.3)
    desk = lesson.desk
    # The first one pans before the second is there.
    desk.finger_down(0, x, y)
    desk.finger_move({0: (x - 60, y)})
    near(line(), before - 60, 1.5, "the graph under one finger")
    desk.finger_down(1, x + 140, y)
    middle = x + 40
    desk.finger_move({0: (x - 160, y), 1: (x + 240, y)})
    zoomed = middle + 2 * (before - 60 - middle)
    near(line(), zoomed, 3, "the graph under two")
    # The one that stays does not make it jump.
    desk.finger_up(0)
    near(line(), zoomed, 3, "the graph when one was lifted")
    desk.finger_up(1)
    near(line(), zoomed, 3, "the graph when both were")


def boxes_of_hover():
    """Columns of one grey from pane to pane: what marks the place of the pointer."""
    picture = still()
    left, top, width, height = graph()
    between = pane_ends()
    return sum(picture.at(x, between) not in (picture.at(left + width // 2, between), LINE) for x in range(left + 100, left + width - 30))


def test_a_long_press_opens_the_menu():
    begin()
    before = seconds()
    lesson.desk.press(*place(0.4, 0.3), 2.5)
    lesson.tree.find("menu item", MENU, PATIENCE)
    lesson.desk.tap(*place(0.85, 0.6))
    lesson.tree.gone("menu item", MENU, PATIENCE)
    # Neither has touched the graph, and no box tells what is under a pointer that is none.
    assert boxes_of_hover() == 0, "the readout of a pointer"
    assert seconds() == before and not lesson.tree.find_all("panel", "^Cursors$")
    lesson.desk.press(*place(0.4, 0.3), 2.5)
    tap_on(lesson.tree.find("menu item", MENU, PATIENCE))
    lesson.tree.gone("menu item", MENU, PATIENCE)


def test_a_finger_stretches_the_time_axis():
    begin()
    before = cursor(0.7)
    x, y = place(0.6, 0)[0], graph()[1] + graph()[3] - 32
    left = frame_left()
    lesson.desk.swipe(x, y, x + 120, y)
    near(line(), left + (before - left) * (x + 120 - left) / (x - left), 3, "the stretched axis")


def frame_left():
    """Of the panes: the first column of one dark colour."""
    picture = still()
    left, top, width, height = graph()
    rows = range(top + height // 10, top + height // 2 - height // 10, 2)
    for x in range(left, left + width // 4):
        colors = [picture.at(x, y) for y in rows]
        color = max(set(colors), key=colors.count)
        if colors.count(color) > len(colors) * 0.8 and sum(color) < 3 * 170:
            return x
    raise AssertionError("there is no frame")


def test_a_finger_stretches_the_values():
    begin()
    whole = limits()
    top, bottom = pane()
    # The pane of the pendulum holds zero, which stays where it is.
    zero = bottom - (bottom - top) * -whole[0] / (whole[1] - whole[0])
    x = place(0.02, 0)[0]
    grabbed = (zero - top) / 2
    lesson.desk.swipe(x, zero - grabbed, x, zero - grabbed * 1.5)
    time.sleep(0.5)
    lower, upper = limits()
    near(upper, whole[1] / 1.5, whole[1] * 0.03, "the upper end")
    near(lower, whole[0] / 1.5, -whole[0] * 0.03, "the lower end")


def test_a_finger_beside_it_takes_the_cursor_along():
    begin()
    before = cursor(0.6)
    y = place(0, 0.7)[1]
    lesson.desk.finger_down(0, before + 15, y)
    lesson.desk.finger_move({0: (before + 15 - 200, y)})
    lesson.desk.finger_up()
    # It stops at samples.
    near(line(), before - 200 + 15, 18, "the cursor")
    near(line(), cursor_told(), 3, "the cursor, where the text says it is")


def cursor_told():
    """Where the time the box tells is on the screen, all being in sight."""
    said = lesson.tree.find(["image", "icon"], "^Graph$", PATIENCE).get_description()
    left = frame_left()
    top = pane()[0]
    picture = still()
    right = max(x for x in range(left, left + graph()[2] + 1) if x < SIZE[0] and picture.at(x, top) == picture.at(left + 1, top))
    return left + number(said) / 10 * (right - left)


def selections():
    return lesson.tree.find_all("panel", "^Selection$")


def span(n=0):
    """The range a selection's box tells."""
    texts = [node.get_name() for node, _ in lesson.tree.walk(selections()[n]) if node.get_role_name() == "label"]
    return [number(part) for part in next(text for text in texts if text and " … " in text).split(" … ")]


def test_a_finger_selects_a_range():
    begin()
    tap_on(button("^Select$"))
    x1, y = place(0.3, 0.7)
    x2 = place(0.5, 0.7)[0]
    lesson.desk.swipe(x1, y, x2, y)
    wait(selections, "the selection")
    before = span()
    width = (before[1] - before[0]) / (x2 - x1)
    # Its edge is taken by a finger beside it.
    lesson.desk.swipe(x2 + 12, y, x2 + 112, y)
    wait(lambda: abs(span()[1] - before[1] - 100 * width) < 20 * width, f"the edge to follow, it is at {span()}, it was at {before}")
    assert span()[0] == before[0], (span(), before)
    # Elsewhere a finger moves the graph again.
    lesson.desk.swipe(*place(0.8, 0.7), *place(0.7, 0.7))
    assert len(selections()) == 1


def test_two_fingers_do_not_select():
    begin()
    tap_on(button("^Select$"))
    x, y = place(0.5, 0.7)
    before = seconds()
    pinch((x - 90, y), (x + 90, y), (x - 180, y), (x + 180, y))
    wait(lambda: seconds()[1] - seconds()[0] < (before[1] - before[0]) * 0.6, f"the zoom, it shows {seconds()}")
    assert not selections()


def seconds():
    """The ends of the time axis, as the description tells them."""
    said = lesson.tree.find(["image", "icon"], "^Graph$", PATIENCE).get_description().replace("−", "-")
    return [float(text) for text in re.search(r"from (\S+) to (\S+) s$", said).groups()]


def in_panel():
    return bool(lesson.tree.find_all(BUTTONS, "^Leave$"))


def enter():
    begin()
    if not in_panel():
        tap_on(button("^Panel mode$"))
    wait(in_panel, "panel mode")
    wait(lambda: lesson.tree.extents(button("^Leave$"))[1] > SIZE[1] * 0.75, "the full screen")
    still()


def test_panel_mode_is_driven_by_fingers():
    enter()
    # Every target at the bottom.
    tap_on(button("^Freeze$"))
    sign = lesson.tree.find("push button", "^The graph stands still", PATIENCE)
    tap_on(sign)
    lesson.tree.gone("push button", "^The graph stands still", PATIENCE)
    width = graph()[2]
    tap_on(button("^Digits$"))
    wait(lambda: graph()[2] != width, "the digits to come or go")
    tap_on(button("^Digits$"))
    wait(lambda: graph()[2] == width, "the graph as wide as before")
    tap_on(button("^Size$"))
    tap_on(lesson.tree.find("radio menu item", "^Large$", PATIENCE))
    lesson.tree.gone("radio menu item", "^Large$", PATIENCE)
    assert in_panel()


def red():
    return Picture().count(RED, graph())


def test_the_pen_draws_under_a_finger():
    enter()
    tap_on(button("^Pen$"))
    button("^Put Pen Away$")
    assert red() == 0
    x, y = place(0.3, 0.2)
    lesson.desk.swipe(x, y, x + 200, y + 20)
    wait(lambda: red() > 400, "a stroke")
    still()
    drawn = red()
    # A palm or a second finger draws no line of its own across the graph.
    lesson.desk.finger_down(0, x, y + 60)
    lesson.desk.finger_move({0: (x + 40, y + 60)})
    lesson.desk.finger_down(1, x + 300, y + 100)
    lesson.desk.finger_move({0: (x + 80, y + 60), 1: (x + 320, y + 100)})
    lesson.desk.finger_up()
    still()
    assert red() < drawn * 1.6, (drawn, red())
    for _ in range(4):
        if red() == 0:
            break
        tap_on(button("^Undo Stroke$"))
        still()
    assert red() == 0
    tap_on(button("^Put Pen Away$"))
    lesson.tree.gone("push button", "^Put Pen Away$", PATIENCE)


def test_leaves_and_ends_without_complaints():
    enter()
    tap_on(button("^Leave$"))
    wait(lambda: not in_panel(), "the window to come back")
    wait(lesson.desk.active, "the keyboard")
    lesson.quit()
    assert not lesson.complaints(), lesson.complaints()


def clean_up():
    if lesson is not None:
        lesson.close()


tap.run(sys.modules[__name__], only=sys.argv[3] if len(sys.argv) > 3 else None, clean_up=clean_up)
