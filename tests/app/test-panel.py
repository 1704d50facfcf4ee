#!/usr/bin/env python3
"""Panel mode: for a class that reads from far away. A real window with real keys and clicks.
Arguments: build folder, program, a folder for screenshots if any are wanted, and a part of the name of a test."""
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import desktop  # noqa: E402
from lesson import Lesson, PATIENCE, need, tap  # noqa: E402

BUILD, PROGRAM = pathlib.Path(sys.argv[1]), sys.argv[2]
SHOTS = pathlib.Path(sys.argv[3]) if len(sys.argv) > 3 else None
BAR = [("push button", "^(Start|Stop)$"), ("push button", "^Freeze$"), ("push button", "^Digits$"),
       ("push button", "^Size$"), ("push button", "^Leave$")]
lesson = None


def screen():
    """What the screen shows within the graph, without its edges: (rows of pixels)."""
    path = lesson.home / "now.png"
    lesson.desk.shot(path)
    import gi
    gi.require_version("GdkPixbuf", "2.0")
    from gi.repository import GdkPixbuf
    picture = GdkPixbuf.Pixbuf.new_from_file(str(path))
    width, height = picture.get_width(), picture.get_height()
    return bytes(picture.new_subpixbuf(width // 20, height // 10, width // 2, height // 2).copy().get_pixels())


def shot(name):
    if SHOTS is not None:
        time.sleep(1)
        lesson.desk.shot(SHOTS / f"{name}.png")


def in_panel():
    return bool(lesson.tree.find_all("push button", "^Leave$"))


def begin(size):
    global lesson
    need(BUILD)
    if lesson is not None:
        lesson.close()
    lesson = Lesson(BUILD, PROGRAM)
    lesson.desk.close()
    lesson.desk = desktop.Desktop(BUILD, size=size)
    lesson.home = lesson.desk.home
    lesson.start()
    lesson.tree.press("list item", "^Pendulum", PATIENCE)
    lesson.tree.find("label", "^m$", PATIENCE)


def row(size):
    """From the button to the bar, its targets, and back by the key."""
    begin(size)
    lesson.record()
    lesson.tree.click(lesson.tree.find("push button", "^Panel mode$", PATIENCE))
    lesson.tree.find("push button", "^Leave$", PATIENCE)
    time.sleep(3)
    boxes = []
    for role, name in BAR:
        x, y, width, height = lesson.tree.extents(lesson.tree.find(role, name, PATIENCE))
        assert height >= 56 and width >= 56, f"{name}: {width} x {height}"
        assert y > size[1] * 0.75 and x + width <= size[0], f"{name} is at {x}, {y}, {width} wide"
        boxes.append((x, x + width))
    boxes.sort()
    gaps = [b[0] - a[1] for a, b in zip(boxes, boxes[1:])]
    assert min(gaps) >= 8, gaps
    assert not lesson.tree.find_all("toggle button", "^Main menu$"), "the header is still there"
    shot(f"panel-{size[0]}")


def test_small_screen():
    row((1024, 600))
    lesson.desk.key("F11")
    desktop.Tree.wait(lambda: not in_panel(), PATIENCE, "the window to come back")
    lesson.tree.find("push button", "^Stop$", PATIENCE)
    lesson.quit()
    assert not lesson.complaints(), lesson.complaints()


def test_freeze_holds_the_picture_and_records_on():
    row((1920, 1080))
    lesson.tree.click(lesson.tree.find("push button", "^Freeze$", PATIENCE))
    sign = lesson.tree.find("push button", "^The graph stands still", PATIENCE)
    time.sleep(0.5)
    still = screen()
    shot("panel-frozen")
    time.sleep(1.5)
    assert screen() == still, "the frozen graph moved"
    # Recording went on: the graph shows it as soon as it is let go.
    lesson.tree.click(sign)
    lesson.tree.gone("push button", "^The graph stands still", PATIENCE)
    time.sleep(1)
    assert screen() != still, "the graph stands still though it was let go"
    lesson.tree.find("push button", "^Stop$", PATIENCE)


def test_digits_come_and_go():
    def showing():
        return any(node.get_name() == "Digits" for node in lesson.tree.find_all("grouping") + lesson.tree.find_all("panel"))
    before = showing()
    assert before, lesson.tree.dump()
    lesson.tree.click(lesson.tree.find("push button", "^Digits$", PATIENCE))
    desktop.Tree.wait(lambda: not showing(), PATIENCE, "the digits to go")
    shot("panel-no-digits")
    lesson.tree.click(lesson.tree.find("push button", "^Digits$", PATIENCE))
    desktop.Tree.wait(showing, PATIENCE, "the digits to come back")


def test_size_is_chosen_by_touch():
    before = screen()
    lesson.tree.click(lesson.tree.find("push button", "^Size$", PATIENCE))
    lesson.tree.find("menu item", "^Largest$", PATIENCE)
    shot("panel-sizes")
    lesson.tree.press("menu item", "^Largest$", PATIENCE)
    time.sleep(1)
    assert screen() != before
    shot("panel-largest")
    lesson.tree.click(lesson.tree.find("push button", "^Leave$", PATIENCE))
    desktop.Tree.wait(lambda: not in_panel(), PATIENCE, "the window to come back")
    lesson.tree.find("toggle button", "^Main menu$", PATIENCE)
    lesson.tree.find("push button", "^Stop$", PATIENCE)
    lesson.quit()
    assert not lesson.complaints(), lesson.complaints()


def test_4k():
    row((3840, 2160))
    lesson.tree.click(lesson.tree.find("push button", "^Size$", PATIENCE))
    lesson.tree.press("menu item", "^Largest$", PATIENCE)
    time.sleep(2)
    shot("panel-4k-largest")
    lesson.quit()
    assert not lesson.complaints(), lesson.complaints()


def clean_up():
    if lesson is not None:
        lesson.close()


tap.run(sys.modules[__name__], only=sys.argv[4] if len(sys.argv) > 4 else None, clean_up=clean_up)
