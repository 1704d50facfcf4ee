#!/usr/bin/env python3
"""Panel mode: for a class that reads from far away. A real window with real keys and clicks.
Arguments: build folder, program, a folder for screenshots if any are wanted ("-" for none), part of the name of a test.
A process can know one desktop only, so that other sizes of the screen are tested by running this again: --row WIDTHxHEIGHT."""
import pathlib
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import desktop  # noqa: E402
from lesson import Lesson, PATIENCE, need, tap  # noqa: E402

ROW = None
if sys.argv[1] == "--row":
    ROW = tuple(int(part) for part in sys.argv[2].split("x"))
    del sys.argv[1:3]
BUILD, PROGRAM = pathlib.Path(sys.argv[1]), sys.argv[2]
SHOTS = pathlib.Path(sys.argv[3]) if len(sys.argv) > 3 and sys.argv[3] != "-" else None
SIZE = ROW or (1920, 1080)
BUTTONS = ("push button", "toggle button")
BAR = ("^(Start|Stop)$", "^Freeze$", "^Digits$", "^Pen$", "^Size$", "^Leave$")
PEN_BAR = ("^Red$", "^Green$", "^Violet$", "^Highlighter$", "^Undo Stroke$", "^Clear$", "^Visible$", "^Put Pen Away$")
RED = bytes((200, 16, 46))  # of the pen in a light theme
TOOLS = ("^Show more time$", "^Show less time$", "^Show all$", "^Axes and following$", "^Cursor$", "^Select$")
FROZEN = "^The graph stands still"
lesson = None


def pixels(box=None):
    """The screen, or @box of it (x, y, width, height), as rows of bytes and the number of bytes in a pixel."""
    import gi
    gi.require_version("GdkPixbuf", "2.0")
    from gi.repository import GdkPixbuf
    path = lesson.home / "now.png"
    lesson.desk.shot(path)
    picture = GdkPixbuf.Pixbuf.new_from_file(str(path))
    if box is not None:
        picture = picture.new_subpixbuf(*[int(part) for part in box]).copy()
    stride, n = picture.get_rowstride(), picture.get_n_channels()
    data = bytes(picture.get_pixels())
    return [data[i * stride:i * stride + picture.get_width() * n] for i in range(picture.get_height())], n


def curves():
    """What the left half of the graph shows: nothing else moves there."""
    return pixels((SIZE[0] // 20, SIZE[1] // 10, SIZE[0] // 2.5, SIZE[1] * 0.6))[0]


def shot(name):
    if SHOTS is not None:
        SHOTS.mkdir(parents=True, exist_ok=True)
        time.sleep(1)
        lesson.desk.shot(SHOTS / f"{name}.png")


def button(name):
    """The outermost: a menu button has another within."""
    found = desktop.Tree.wait(lambda: lesson.tree.find_all(BUTTONS, name), PATIENCE, f"the button {name}")
    return max(found, key=lambda node: lesson.tree.extents(node)[2])


def in_panel():
    return bool(lesson.tree.find_all(BUTTONS, "^Leave$"))


def choose_size(name):
    lesson.tree.click(button("^Size$"))
    # By the mouse: after an action of the accessible tree GTK 4.8 loses the next click on the button.
    lesson.tree.click(lesson.tree.find("radio menu item", f"^{name}$", PATIENCE))
    lesson.tree.gone("radio menu item", f"^{name}$", PATIENCE)


def has_header():
    return bool(lesson.tree.find_all(BUTTONS, "^Main menu$"))


def wait(probe, what):
    return desktop.Tree.wait(probe, PATIENCE, what)


def enter_by_key():
    wait(lesson.desk.active, "the keyboard")
    if not in_panel():
        lesson.desk.key("F11")
    wait(in_panel, "panel mode")
    wait(lambda: lesson.tree.extents(button("^Leave$"))[1] > SIZE[1] * 0.75, "the full screen")
    wait(lambda: lesson.desk.active(), "the keyboard")


def leave():
    if in_panel():
        lesson.tree.click(button("^Leave$"))
    wait(lambda: not in_panel() and has_header(), "the window to come back")


def finish():
    """The recording ends by itself as well, maybe right now."""
    def is_over():
        stop = lesson.tree.find_all("push button", "^Stop$")
        if stop:
            lesson.tree.click(stop[0])
            time.sleep(1)
        return bool(lesson.tree.find_all("push button", "^Start$"))
    wait(is_over, "the end of the recording")


def begin(anew=False):
    """A recording with two curves that move all the time: for twenty seconds, then it ends by itself."""
    global lesson
    if lesson is None:
        need(BUILD)
        lesson = Lesson(BUILD, PROGRAM, size=SIZE)
        lesson.start()
        lesson.tree.press("list item", "^Pendulum", PATIENCE)
        lesson.tree.find("label", "^m$", PATIENCE)
    if anew:
        finish()
    if not lesson.tree.find_all("push button", "^Stop$"):
        lesson.record()


def check_targets(bar=BAR, others=TOOLS):
    boxes = []
    for name in bar + others:
        x, y, width, height = lesson.tree.extents(button(name))
        assert height >= 56 and width >= 56, f"{name}: {width} x {height}"
        assert 0 <= x and x + width <= SIZE[0] and y + height <= SIZE[1], f"{name} is at {x}, {y}, {width} x {height}"
        assert y > SIZE[1] * 0.7, f"{name} is out of reach for a child: {y} of {SIZE[1]}"
        if name in bar:
            boxes.append((x, x + width))
    boxes.sort()
    gaps = [b[0] - a[1] for a, b in zip(boxes, boxes[1:])]
    assert min(gaps) >= 8, gaps


def ink_height(node):
    """Of the tallest sign in the trace's colour within @node, pixels: rows without a break that have any ink."""
    left, top = lesson.desk.window_origin()
    x, y, width, height = lesson.tree.extents(node)
    rows, n = pixels((left + x + 4, top + y + 4, width - 8, height - 8))
    paper = rows[len(rows) // 2][:n]
    best = run = 0
    for row in rows:
        run = run + 1 if row != paper * (len(row) // n) else 0
        best = max(best, run)
    return best


def test_button_leads_in_and_out():
    begin()
    lesson.tree.click(lesson.tree.find("push button", "^Panel mode$", PATIENCE))
    wait(in_panel, "panel mode")
    wait(lambda: not has_header(), "the header to go")
    wait(lambda: lesson.tree.extents(button("^Leave$"))[1] > SIZE[1] * 0.75, "the full screen")
    shot(f"panel-{SIZE[0]}")
    check_targets()
    leave()


def test_keys_lead_in_and_out():
    begin()
    for key in ("F11", "Escape"):
        enter_by_key()
        assert not has_header()
        lesson.desk.key(key)
        wait(lambda: not in_panel() and has_header(), f"{key} to end panel mode")


def test_digits_are_large_and_come_and_go():
    begin()
    enter_by_key()

    def tiles():
        return lesson.tree.find_all("label", "^(Displacement|Acceleration) .*(m|m/s²)$")
    wait(lambda: len(tiles()) == 2, "the digits")
    heights = [ink_height(tile) for tile in tiles()]
    # Seven signs at least 200 pixels of 2160; the tallest are digits, the minus is not.
    assert min(heights) >= SIZE[1] * 200 / 2160, f"digits of {heights} pixels on a screen of {SIZE[1]}"
    lesson.desk.key("F7")
    wait(lambda: not tiles(), "F7 to take the digits away")
    lesson.tree.click(button("^Digits$"))
    wait(lambda: len(tiles()) == 2, "the digits to come back")


def test_freeze_holds_the_picture_and_records_on():
    begin()
    enter_by_key()
    begin(anew=True)
    lesson.tree.click(button("^Freeze$"))
    sign = lesson.tree.find("push button", FROZEN, PATIENCE)
    time.sleep(0.7)
    still = curves()
    shot("panel-frozen")
    # Neither the recording nor keys and hand move it.
    lesson.desk.drag(int(SIZE[0] * 0.35), int(SIZE[1] * 0.6), int(SIZE[0] * 0.2), int(SIZE[1] * 0.6))
    lesson.desk.move(SIZE[0] * 0.7, SIZE[1] * 0.02)
    lesson.desk.key("ctrl+plus")
    time.sleep(1.5)
    assert curves() == still, "the frozen graph moved"
    lesson.tree.click(sign)
    lesson.tree.gone("push button", FROZEN, PATIENCE)
    wait(lambda: curves() != still, "the graph to go on")
    # By keys: Escape lets go first and leaves only then.
    lesson.desk.key("F8")
    lesson.tree.find("push button", FROZEN, PATIENCE)
    lesson.desk.key("Escape")
    lesson.tree.gone("push button", FROZEN, PATIENCE)
    assert in_panel()


def test_size_is_chosen_by_touch_and_key():
    begin()
    enter_by_key()

    def name_height():
        return min(ink_height(node) for node in lesson.tree.find_all("label", "^Displacement .*m$"))
    choose_size("Large")
    before = lesson.tree.extents(button("^Leave$"))
    small = curves()
    shot("panel-large")
    lesson.desk.key("F6")
    time.sleep(1)
    lesson.desk.key("F6")
    time.sleep(1)
    assert curves() != small, "F6 changed nothing"
    shot("panel-largest")
    assert lesson.tree.extents(button("^Leave$")) == before, "the bar moved under the hand"


def test_holding_opens_the_menu_of_what_is_there():
    begin()
    enter_by_key()
    # Where the numbers of the axes are depends on it.
    choose_size("Very Large")

    def hold(x, y, probe, what):
        """GTK 4.8 sometimes swallows the first press after a key has closed a menu: a hand tries again."""
        def held():
            lesson.desk.move(SIZE[0] * x, SIZE[1] * y)
            lesson.desk.hold(2.5)
            time.sleep(1)
            return probe()
        wait(held, what)
    hold(0.3, 0.3, lambda: lesson.tree.find_all("menu item", "^Fit values in sight$"), "the menu of the graph")
    shot("panel-held")
    lesson.desk.key("Escape")
    lesson.tree.gone("menu item", "^Fit values in sight$", PATIENCE)
    assert in_panel()
    # On the numbers of the time axis: its limits.
    hold(0.3, 0.84, lambda: lesson.tree.find_all("text"), "the limits of the axis")
    lesson.desk.key("Escape")
    wait(lambda: not lesson.tree.find_all("text"), "them to go")
    leave()


def test_projector_shows_the_graph_beside_the_window():
    begin()
    leave()

    def projectors():
        return [lesson.tree.app.get_child_at_index(i) for i in range(lesson.tree.app.get_child_count())
                if lesson.tree.app.get_child_at_index(i).get_name() == "Projector"]
    wait(lesson.desk.active, "the keyboard")
    main = lesson.desk.active()
    lesson.desk.key("ctrl+F11")
    wait(lambda: projectors() and lesson.desk.active() not in ("", main), "the window for the projector")
    time.sleep(1)
    lesson.desk.key("F11")
    wait(lambda: lesson.desk.window_origin() == (0, 0) and not [
        node for node in lesson.tree.find_all(BUTTONS, "^Full screen$")], "the full screen")
    time.sleep(1)
    before = curves()
    assert len(set(before)) > SIZE[1] // 8, "there is no graph"
    shot("projector")
    lesson.desk.key("Escape")
    lesson.tree.find(BUTTONS, "^Full screen$", PATIENCE)
    lesson.desk.key("Escape")
    wait(lambda: not projectors(), "the window to close")
    wait(lambda: lesson.desk.active() == main, "the keyboard to come back")
    enter_by_key()


def test_recording_is_stopped_and_begun_by_the_bar():
    begin()
    enter_by_key()
    # A recording that is long enough ends by itself: either comes first.
    for _turn in range(3):
        now = button("^(Start|Stop)$").get_name()
        lesson.tree.click(button(f"^{now}$"))
        other = "Start" if now == "Stop" else "Stop"
        lesson.tree.find("push button", f"^{other}$", PATIENCE)
    assert in_panel()
    leave()


def red():
    """How many pixels of the graph have the colour of the red pen."""
    rows, n = pixels((0, 0, SIZE[0] * 0.55, SIZE[1] * 0.8))
    return sum(row[i:i + 3] == RED for row in rows for i in range(0, len(row), n))


def draw():
    """A line through the upper pane, nearly as wide as half the screen is high."""
    left, top = int(SIZE[0] * 0.15), int(SIZE[1] * 0.2)
    lesson.desk.drag(left, top, left + SIZE[1] // 3, top + SIZE[1] // 20)
    lesson.desk.move(SIZE[0] * 0.7, SIZE[1] * 0.02)
    return SIZE[1] // 3


def test_pen_draws_and_takes_back():
    begin()
    if lesson.tree.find_all("push button", "^Stop$"):
        lesson.stop()
    enter_by_key()
    assert red() == 0
    lesson.tree.click(button("^Pen$"))
    button("^Put Pen Away$")
    time.sleep(1)
    check_targets(PEN_BAR, ())
    length = draw()
    wait(lambda: red() > 4 * length, "a stroke of at least four pixels' breadth")
    shot("panel-pen")
    lesson.tree.click(button("^Undo Stroke$"))
    wait(lambda: red() == 0, "the stroke to be taken back")
    # The highlighter lets the curves through: nothing has its full colour.
    lesson.tree.click(button("^Highlighter$"))
    before = curves()
    draw()
    wait(lambda: curves() != before, "the highlighter")
    assert red() == 0
    lesson.tree.click(button("^Clear$"))
    wait(lambda: curves() == before, "an empty graph")
    lesson.tree.click(button("^Highlighter$"))
    draw()
    wait(lambda: red() > 0, "a stroke")
    lesson.tree.click(button("^Visible$"))
    wait(lambda: red() == 0, "the stroke to be hidden")
    lesson.tree.click(button("^Visible$"))
    wait(lambda: red() > 0, "the stroke to come back")
    # Escape puts the pen away first, then leaves.
    lesson.desk.key("Escape")
    lesson.tree.gone("push button", "^Put Pen Away$", PATIENCE)
    assert in_panel()


def test_strokes_follow_the_graph():
    enter_by_key()
    before = red()
    assert before > 0
    # The hand moves the graph again, and the stroke with it: out at the left.
    lesson.desk.drag(int(SIZE[0] * 0.45), int(SIZE[1] * 0.62), int(SIZE[0] * 0.05), int(SIZE[1] * 0.62))
    lesson.desk.move(SIZE[0] * 0.7, SIZE[1] * 0.02)
    wait(lambda: red() < before // 2, "the stroke to move away")
    lesson.desk.key("ctrl+0")
    wait(lambda: red() > before * 0.8, "the stroke to come back")
    leave()


def test_strokes_are_kept_with_the_experiment():
    lesson.quit()
    assert not lesson.complaints(), lesson.complaints()
    lesson.start(lesson.experiments()[0])
    lesson.tree.find("label", "^m$", PATIENCE)
    enter_by_key()
    wait(lambda: red() > 0, "what was drawn, after reopening")
    shot("panel-pen-reopened")
    leave()


def test_ends_without_complaints():
    leave()
    lesson.quit()
    assert not lesson.complaints(), lesson.complaints()


def run_again(size):
    command = [sys.executable, __file__, "--row", size, str(BUILD), PROGRAM, str(SHOTS or "-")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=500)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]


def test_small_screen():
    run_again("1024x600")


def test_4k():
    run_again("3840x2160")


def clean_up():
    if lesson is not None:
        lesson.close()


only = sys.argv[4] if len(sys.argv) > 4 else None
if ROW is not None:
    # Of another size of the screen what depends on it.
    for name in [name for name in globals() if name.startswith("test_")]:
        if name not in ("test_button_leads_in_and_out", "test_digits_are_large_and_come_and_go",
                        "test_pen_draws_and_takes_back", "test_ends_without_complaints"):
            del globals()[name]
tap.run(sys.modules[__name__], only=only, clean_up=clean_up)
