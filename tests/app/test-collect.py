#!/usr/bin/env python3
"""How a run is collected, by a real pointer and real keys: the level of the trigger in the graph, marks.
Arguments: build folder, program."""
import json
import pathlib
import re
import sqlite3
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from lesson import Lesson, PATIENCE, need, tap  # noqa: E402

BUILD, PROGRAM = pathlib.Path(sys.argv[1]), sys.argv[2]
lesson = None


def begin(*args, data="data"):
    global lesson
    need(BUILD)
    if lesson is None:
        lesson = Lesson(BUILD, PROGRAM)
    lesson.kill()
    lesson.start(*args, env={"XDG_DATA_HOME": str(lesson.home / data)})


def end():
    lesson.quit()
    assert not lesson.complaints(), "\n".join(lesson.complaints()[:20])
    (lesson.home / "program.log").write_text("")


def file_of(data):
    return next((lesson.home / data / "rostok/experiments").glob("*.rostok"))


def ask(file, sql):
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as db:
        return db.execute(sql).fetchall()


def graph():
    return lesson.tree.find(None, "^Graph$", PATIENCE) if not canvases() else canvases()[0]


def canvases():
    """The graph itself: an image of some size, not the page's button."""
    return [node for node in lesson.tree.find_all(None, "^Graph$") if lesson.tree.extents(node)[3] > 200
            and node.get_role_name() in ("image", "icon", "img")]


def record_a_triggered_run(path):
    done = lesson.run_cli("record", "--simulate", "pendulum", "--trigger", "Displacement rises 0.05", "--pre-trigger", "0.5",
                          "--duration", "3", "-o", path)
    assert done.returncode == 0, done.stderr


def level_of(file):
    """As the file keeps it; None when nothing is set."""
    setup = json.loads(ask(file, "SELECT value FROM meta WHERE key='setup'")[0][0])
    found = re.search(r'"trigger".*?"level"\s*:\s*(-?[\d.e-]+)', json.dumps(setup).replace('\\', ""))
    return float(found[1]) if found else None


def test_the_level_is_dragged_while_the_recorder_waits():
    begin(data="level")
    lesson.tree.press("list item", "^Pendulum", PATIENCE)
    lesson.tree.find("label", "^m$", PATIENCE)
    # The level is far above what the pendulum reaches: it waits.
    lesson.desk.key("F10")
    lesson.tree.press("menu item", "^Collection", PATIENCE)
    combo = lesson.tree.find("combo box", "^Channel$", PATIENCE)
    for _step in range(60):
        if any(lesson.is_focused(part) for part, _ in lesson.tree.walk(combo)):
            break
        lesson.desk.key("Tab")
        time.sleep(0.1)
    for key in ("Return", "Home", "Down", "Return"):
        lesson.desk.key(key)
        time.sleep(0.4)
    entry = lesson.tree.find("text", "^Value$", PATIENCE)
    lesson.tree.click(entry, 0.3, 0.6)
    time.sleep(0.3)
    lesson.desk.key("ctrl+a")
    lesson.desk.type("1")
    time.sleep(0.5)
    lesson.desk.key("Escape")
    time.sleep(0.5)

    lesson.tree.press("push button", "^Start$", PATIENCE)
    lesson.tree.find("label", "^Waiting for ", PATIENCE)
    time.sleep(2)
    assert lesson.tree.find_all("label", "^Waiting for "), "it waits as long as the level is not reached"

    # The axis is fitted to the one level, which is in the middle of the upper of two panes; it is dragged out of the
    # picture and back a little, so that less than a pendulum's swing is left.
    canvas = graph()
    top = level_y(canvas)
    x, _ = lesson.tree.at(canvas, 0.5, 0)
    lesson.desk.drag(int(x), int(top), int(x), int(top) + 400)
    lesson.tree.wait(lambda: level_shown() is not None and level_shown() < 1, PATIENCE, "another level in the words of the bar")
    lowered = level_shown()
    assert lowered < 0.9, lowered
    lesson.tree.press("push button", "^Stop$", PATIENCE)
    end()


def level_shown():
    """As the bar says it: “Waiting for Displacement ↑ 1 m”."""
    for node in lesson.tree.find_all("label", "^Waiting for "):
        found = re.search(r"([−-]?\d+(?:[.,]\d+)?)\D*$", node.get_name())
        if found:
            return float(found[1].replace(",", ".").replace("−", "-"))
    return None


def level_y(canvas):
    """Where the pointer becomes one that moves up and down is not told; the lines of the level are looked for."""
    import gi
    gi.require_version("GdkPixbuf", "2.0")
    from gi.repository import GdkPixbuf

    path = lesson.home / "level.png"
    lesson.desk.shot(path)
    picture = GdkPixbuf.Pixbuf.new_from_file(str(path))
    pixels, stride, n = picture.get_pixels(), picture.get_rowstride(), picture.get_n_channels()
    x0, y0 = (int(v) for v in lesson.tree.at(canvas, 0.2, 0))
    x1, y1 = (int(v) for v in lesson.tree.at(canvas, 0.6, 1))
    best, where = 0, None
    for y in range(max(y0, 0), min(y1, picture.get_height())):
        count = 0
        for x in range(x0, x1):
            r, g, b = pixels[y * stride + x * n:y * stride + x * n + 3]
            count += b > r + 60 and b > 120  # the blue of the first channel
        if count > best:
            best, where = count, y
    assert where is not None and best > (x1 - x0) // 3, f"no dashed line in the graph: {best} of {x1 - x0}"
    return where


def test_marks_are_made_written_and_deleted():
    begin(data="marks")
    lesson.tree.press("list item", "^Pendulum", PATIENCE)
    lesson.tree.find("label", "^m$", PATIENCE)
    lesson.record()
    time.sleep(1)
    lesson.desk.key("m")
    time.sleep(1)
    lesson.desk.key("m")
    lesson.message("^Marked$")
    time.sleep(0.5)
    lesson.stop()

    lesson.tree.press("push button", "^Name, notes, delete$", PATIENCE)
    entries = lesson.tree.wait(lambda: lesson.tree.find_all("text", "^Mark at "), PATIENCE, "marks in the list")
    assert len(entries) == 2, [node.get_name() for node in entries]
    lesson.focus(entries[0])
    lesson.desk.key("ctrl+a")
    lesson.desk.type("Stirred")
    time.sleep(0.5)
    assert not lesson.tree.unnamed(), lesson.tree.unnamed()
    lesson.tree.find_all("push button", "^Delete the mark at ")[1].get_action_iface().do_action(0)
    lesson.tree.wait(lambda: len(lesson.tree.find_all("text", "^Mark at ")) == 1, PATIENCE, "the second mark to go")
    lesson.desk.key("Escape")
    lesson.message("deleted$")
    lesson.desk.key("ctrl+z")
    time.sleep(1)
    end()

    marks = ask(file_of("marks"), "SELECT kind, begin_ns, text FROM mark ORDER BY begin_ns")
    assert [(kind, text) for kind, _, text in marks] == [("note", "Stirred"), ("note", "Mark")], marks
    assert 0.5e9 < marks[0][1] < 20e9 and marks[1][1] > marks[0][1] + 0.5e9, marks


def test_a_mark_is_clicked_in_the_graph():
    need(BUILD)
    if lesson is None:
        begin(data="clicked")
    path = lesson.home / "triggered.rostok"
    if not path.exists():
        record_a_triggered_run(path)
    begin(str(path), data="clicked")
    canvas = graph()
    time.sleep(1)
    # Its sign stands above t = 0: looked for along the lane, a few pixels below the title.
    for y in range(20, 60, 5):
        for fraction in range(15, 60, 2):
            x, top = lesson.tree.at(canvas, fraction / 100, 0)
            lesson.desk.click(x, top + y)
            if lesson.tree.find_all("text", "^Mark at "):
                break
        else:
            continue
        break
    entry = lesson.tree.find("text", "^Mark at 0", PATIENCE)
    lesson.focus(entry)
    lesson.desk.key("ctrl+a")
    lesson.desk.type("Let go")
    lesson.desk.key("Return")
    time.sleep(1)
    end()
    assert ask(path, "SELECT kind, begin_ns, text FROM mark") == [("trigger", 0, "Let go")]


def make_photo(path, colour, size="640x480"):
    subprocess.run(["convert", "-size", size, f"xc:{colour}", str(path)], check=True)


def choose_file(path):
    """In the dialog that opens a file: a path that is typed, or its name among those of its folder."""
    lesson.tree.wait(lambda: lesson.tree.app.get_child_count() > 1, PATIENCE, "the file dialog")
    lesson.tree.find("push button", "Attach$", PATIENCE)

    def entry():
        return [node for node in lesson.tree.find_all("text") if node.get_state_set().contains(lesson.tree.atspi.StateType.FOCUSED)]

    for _try in range(5):
        lesson.desk.key("ctrl+l")
        try:
            lesson.tree.wait(entry, 3, "its field for the path")
            break
        except AssertionError:
            continue
    lesson.desk.key("ctrl+a")
    lesson.desk.type(str(path))
    time.sleep(0.5)
    lesson.desk.key("Return")


def test_a_photo_is_attached_shown_and_removed():
    need(BUILD)
    if lesson is None:
        begin(data="photo")
    path = lesson.home / "photo.rostok"
    record_a_triggered_run(path)
    make_photo(lesson.home / "probe.png", "red", "3200x1600")
    (lesson.home / "words.png").write_text("no photo")
    begin(str(path), data="photo")
    lesson.tree.press("push button", "^Name, notes, delete$", PATIENCE)
    lesson.tree.press("push button", "^Attach a photo at 0", PATIENCE)
    choose_file(lesson.home / "words.png")
    lesson.message("^“words.png” could not be attached")
    lesson.tree.wait(lesson.desk.active, PATIENCE, "the message to have the keyboard")
    lesson.desk.key("Escape")
    lesson.tree.gone("label", "could not be attached", PATIENCE)
    lesson.tree.press("push button", "^Name, notes, delete$", PATIENCE)
    lesson.tree.press("push button", "^Attach a photo at 0", PATIENCE)
    choose_file(lesson.home / "probe.png")
    lesson.message("^Photo attached$")

    lesson.tree.press("push button", "^Name, notes, delete$", PATIENCE)
    lesson.tree.press("push button", "^Show the photo at 0", PATIENCE)
    lesson.tree.find("push button", "Remove$", PATIENCE)
    assert not lesson.tree.unnamed(), lesson.tree.unnamed()
    lesson.tree.press("push button", "Remove$", PATIENCE)
    lesson.message("^Photo removed$")
    lesson.tree.gone("push button", "Remove$", PATIENCE)
    lesson.tree.press("push button", "Undo$", PATIENCE)
    lesson.tree.wait(lesson.desk.active, PATIENCE, "the window to have the keyboard")
    time.sleep(1)
    end()

    photos = ask(path, "SELECT mark, length(jpeg), hex(substr(jpeg, 1, 3)) FROM mark_photo JOIN photo USING (hash)")
    assert len(photos) == 1 and photos[0][0] == 1 and photos[0][2] == "FFD8FF", photos


def clean_up():
    if lesson is not None:
        lesson.close()


tap.run(sys.modules[__name__], only=sys.argv[3] if len(sys.argv) > 3 else None, clean_up=clean_up)
