#!/usr/bin/env python3
"""The graph as a picture for a report: its preview, sizes, file and clipboard. A real window with real keys.
Arguments: build folder, program, a part of the name of a test."""
import pathlib
import re
import struct
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from lesson import Lesson, PATIENCE, need, tap  # noqa: E402

BUILD, PROGRAM = pathlib.Path(sys.argv[1]), sys.argv[2]
lesson = None

# Another program that looks what it can paste, and pastes it.
PASTE = """
import sys
import gi
gi.require_version("Gtk", "3.0")
gi.require_version("Gdk", "3.0")
from gi.repository import Gdk, Gtk
clipboard = Gtk.Clipboard.get(Gdk.SELECTION_CLIPBOARD)
found, targets = clipboard.wait_for_targets()
print(" ".join(atom.name() for atom in targets) if found else "")
content = clipboard.wait_for_contents(Gdk.Atom.intern(sys.argv[1], False))
open(sys.argv[2], "wb").write(content.get_data() if content is not None else b"")
"""


def record(*args):
    global lesson
    need(BUILD)
    if lesson is None:
        lesson = Lesson(BUILD, PROGRAM)
    lesson.kill()
    (lesson.home / "program.log").write_text("")
    lesson.start(*args, env={"XDG_DATA_HOME": str(lesson.home / "data")})
    lesson.tree.press("list item", "^Pendulum", PATIENCE)
    lesson.tree.find("label", "^m$", PATIENCE)
    lesson.record()


def add_view(kind):
    lesson.tree.press("push button", "^Add a view$", PATIENCE)
    lesson.tree.press("menu item", f"^{kind}$", PATIENCE)


def window():
    """Which window has the keyboard, by its title."""
    return subprocess.run(["xdotool", "getactivewindow", "getwindowname"], env=lesson.desk.env, check=False,
                          capture_output=True, text=True).stdout.strip()


TITLES = {"ctrl+shift+e": "Picture of the Graph", "ctrl+shift+p": "Report Page"}


def open_window(key="ctrl+shift+e"):
    lesson.tree.wait(lesson.desk.active, PATIENCE, "a window with the keyboard")
    lesson.desk.key(key)
    lesson.tree.wait(lambda: window() == TITLES[key], PATIENCE, TITLES[key])


def close_window():
    """The first Escape after a file dialog takes away its message."""
    def probe():
        if window() in TITLES.values():
            lesson.desk.key("Escape")
            time.sleep(0.5)
        return window() not in ("", *TITLES.values())

    lesson.tree.wait(probe, PATIENCE, "the window of the experiment")


def end():
    close_window()
    lesson.quit()
    assert not lesson.complaints(), "\n".join(lesson.complaints()[:20])


def focus(node):
    for _step in range(60):
        if any(lesson.is_focused(part) for part, _ in lesson.tree.walk(node)):
            return
        lesson.desk.key("Tab")
        time.sleep(0.1)
    raise AssertionError(f"“{node.get_name()}” cannot be reached with the keyboard")


def choose(name, steps):
    """Opens a list with the keyboard and goes so many items down."""
    focus(lesson.tree.find("combo box", name, PATIENCE))
    lesson.desk.key("Return")
    time.sleep(0.5)
    for _step in range(abs(steps)):
        lesson.desk.key("Down" if steps > 0 else "Up")
        time.sleep(0.3)
    lesson.desk.key("Return")
    time.sleep(0.3)


def type_into(name, text):
    lesson.tree.click(lesson.tree.find("text", name, PATIENCE), 0.3, 0.6)
    time.sleep(0.3)
    lesson.desk.key("ctrl+a")
    lesson.desk.type(text)
    time.sleep(0.2)


def save(path):
    lesson.tree.press("push button", "^Save…$", PATIENCE)
    lesson.save_as(path)
    lesson.message(f"^“{re.escape(path.name)}” is ready$")


def png_size(data):
    assert data.startswith(b"\x89PNG\r\n\x1a\n"), data[:20]
    return struct.unpack(">II", data[16:24])


def test_a_picture_has_the_size_that_was_chosen():
    record()
    # While it records: nothing blocks.
    time.sleep(2)
    open_window()
    lesson.message("^16 × 9 cm, 1890 × 1063 pixels$")
    assert not lesson.tree.unnamed(), lesson.tree.unnamed()
    path = lesson.home / "page.png"
    save(path)
    assert png_size(path.read_bytes()) == (1890, 1063)

    choose("^Width$", -1)
    lesson.message("^8 × 4.5 cm, 945 × 532 pixels$")
    path = lesson.home / "half.png"
    save(path)
    data = path.read_bytes()
    assert png_size(data) == (945, 532), png_size(data)
    # 300 dots per inch are 11811 per metre.
    assert data[data.index(b"pHYs") + 4:][:8] == struct.pack(">II", 11811, 11811)
    end()


def test_a_caption_is_text_in_svg_and_choices_are_kept():
    record()
    time.sleep(1)
    lesson.stop()
    open_window()
    choose("^Width$", 4)
    type_into("^Width, cm$", "7,")
    lesson.message("^8 × 4.5 cm|^7 × 3.9 cm")
    type_into("^Width, cm$", "2")
    lesson.message("^The width is a number from 3 to 120$")
    save_button = lesson.tree.find("push button", "^Save…$", PATIENCE)
    assert not save_button.get_state_set().contains(lesson.tree.atspi.StateType.SENSITIVE), "nothing to save"
    type_into("^Width, cm$", "12")
    choose("^Format$", 1)
    lesson.message("^12 × 6.8 cm$")
    type_into("^Title above the graph$", "Swing <1>")
    type_into("^Caption below the graph$", "Fig. 1. A pendulum")
    path = lesson.home / "graph.svg"
    save(path)
    svg = path.read_text()
    for text in ("Fig. 1. A pendulum</text>", "<title>Swing &lt;1&gt;</title>", 'width="340.', ">x, m<"):
        assert text in svg, (text, svg[:1000])

    # A cursor on the graph is in the picture, with what it tells; unless it is not wanted.
    close_window()
    lesson.tree.wait(lesson.desk.active, PATIENCE, "the keyboard")
    lesson.tree.click([node for node in lesson.tree.find_all(None, "^Graph$") if lesson.tree.extents(node)[3] > 200][0], 0.5, 0.3)
    open_window()
    lesson.tree.find(None, "^Cursors and selections$", PATIENCE)
    read = lesson.home / "read.svg"
    save(read)
    assert re.search(r">1: t = ", read.read_text()), read.read_text()[-3000:]
    close_window()
    lesson.tree.wait(lesson.desk.active, PATIENCE, "the keyboard")
    lesson.desk.key("Delete")

    # Closed and opened again it is as it was.
    close_window()
    open_window()
    lesson.message("^12 × 6.8 cm$")
    # Still in the picture, and so in the form it is drawn from.
    save(lesson.home / "again.svg")
    assert "<title>Swing &lt;1&gt;</title>" in (lesson.home / "again.svg").read_text()
    end()


def test_the_clipboard_gets_png_and_svg():
    record()
    time.sleep(1)
    lesson.stop()
    open_window()
    lesson.tree.press("push button", "^Copy$", PATIENCE)
    lesson.message("^The graph is copied")
    for kind, begin in (("image/png", b"\x89PNG"), ("image/svg+xml", b"<?xml")):
        path = lesson.home / "pasted"
        out = subprocess.run(["/usr/bin/python3", "-c", PASTE, kind, str(path)], env=lesson.desk.env, capture_output=True,
                             text=True, timeout=PATIENCE)
        if "ModuleNotFoundError" in out.stderr or "Namespace Gtk not available" in out.stderr:
            raise tap.Skip("nothing to paste with here: " + out.stderr.splitlines()[-1])
        assert kind in out.stdout.split(), out
        assert path.read_bytes().startswith(begin), (kind, path.read_bytes()[:100])
    assert b"<text" in path.read_bytes() and ">x, m<" in path.read_text(), "words stay words"
    end()


def test_other_views_and_a_page_of_them():
    """A spectrum as a picture; then the graph, the spectrum and a graph of pairs on one sheet."""
    record()
    time.sleep(3)
    lesson.stop()
    add_view("Spectrum")
    lesson.tree.find("image", "^Spectrum", PATIENCE)
    open_window()
    choose("^View$", 1)
    path = lesson.home / "spectrum.svg"
    choose("^Format$", 1)
    save(path)
    assert ">f, Hz<" in path.read_text(), path.read_text()[-2000:]
    close_window()

    add_view("X-Y Graph")
    lesson.tree.find("image", "^X-Y Graph", PATIENCE)
    open_window("ctrl+shift+p")
    lesson.tree.find("text", "^Spectrum · Displacement$", PATIENCE)
    assert not lesson.tree.unnamed(), lesson.tree.unnamed()
    type_into("^Title of the page$", "Work 5")
    page = lesson.home / "page.pdf"
    save(page)
    data = page.read_bytes()
    assert data.startswith(b"%PDF") and b"595.27" in data and b"/Count 1" in data, data[:300]

    # Without any view there is no page, and it says what to do.
    for name in ("Graph", "Spectrum · Displacement", "X-Y Graph · Displacement"):
        focus(lesson.tree.find("check box", f"^{name}$", PATIENCE))
        lesson.desk.key("space")
        time.sleep(0.3)
    lesson.message("^Choose what stands on the page$")
    save_button = lesson.tree.find("push button", "^Save…$", PATIENCE)
    assert not save_button.get_state_set().contains(lesson.tree.atspi.StateType.SENSITIVE), "nothing to save"
    lesson.desk.key("space")
    lesson.tree.wait(lambda: save_button.get_state_set().contains(lesson.tree.atspi.StateType.SENSITIVE), PATIENCE, "a page again")

    # A view that is removed leaves the page; the others keep what was typed.
    close_window()
    lesson.tree.wait(lesson.desk.active, PATIENCE, "the keyboard")
    lesson.desk.key("ctrl+z")
    open_window("ctrl+shift+p")
    lesson.tree.find("check box", "^Spectrum · Displacement$", PATIENCE)
    assert not lesson.tree.find_all("check box", "^X-Y Graph"), "it is still there"
    end()


def test_without_a_run_there_is_no_picture():
    global lesson
    need(BUILD)
    if lesson is None:
        lesson = Lesson(BUILD, PROGRAM)
    lesson.kill()
    lesson.start(env={"XDG_DATA_HOME": str(lesson.home / "empty")})
    lesson.tree.find("list item", "^Pendulum", PATIENCE)
    lesson.tree.wait(lesson.desk.active, PATIENCE, "a window with the keyboard")
    lesson.desk.key("ctrl+shift+e")
    lesson.message("^There is no run to make a picture of yet$")
    lesson.quit()
    assert not lesson.complaints(), "\n".join(lesson.complaints()[:20])


def clean_up():
    if lesson is not None:
        lesson.close()


tap.run(sys.modules[__name__], only=sys.argv[3] if len(sys.argv) > 3 else None, clean_up=clean_up)
