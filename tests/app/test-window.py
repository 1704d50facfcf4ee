#!/usr/bin/env python3
"""The real program in a real window, driven through its accessible tree. Arguments: build folder, program, language."""
import csv
import gettext
import os
import pathlib
import re
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]
import desktop  # noqa: E402
import tap  # noqa: E402

BUILD, PROGRAM, LANGUAGE = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3]
MISSING = None
LOCPATH = pathlib.Path(os.environ.get("LOCPATH") or BUILD / "locale")
if not (LOCPATH / ("ru_RU.UTF-8" if LANGUAGE == "ru" else "en_GB.UTF-8")).is_dir():
    MISSING = f"the locale for {LANGUAGE} is not in {LOCPATH}: ./dev test makes it"
os.environ["LOCPATH"] = str(LOCPATH)
# Every step of a window test on a slow machine under sanitizers takes its time.
PATIENCE = 60

_ = gettext.translation("rostok", BUILD / "po", [LANGUAGE], fallback=LANGUAGE == "en").gettext


class Session:
    """What the tests share: they are the steps of one lesson, in order."""

    desk = None
    tree = None
    process = None


def words(text):
    """A pattern for exactly this text, translated."""
    return "^" + re.escape(_(text)) + "$"


def start_program(*args):
    Session.process = Session.desk.launch(PROGRAM, *args)
    Session.tree = desktop.Tree(Session.desk, timeout=PATIENCE)


def end_program():
    Session.desk.key("ctrl+q")
    assert Session.process.wait(PATIENCE) == 0, Session.desk.program_log()[-3000:]


def page(name):
    Session.desk.key({"Graph": "ctrl+1", "Table": "ctrl+2", "Digits": "ctrl+3", "Raw Lines": "ctrl+4"}[name])


def save_as(path):
    """Types a name into the file dialog that is open."""
    Session.tree.wait_for_file_dialog()
    Session.desk.key("ctrl+a")
    Session.desk.type(str(path))
    time.sleep(0.3)
    Session.desk.key("Return")
    desktop.Tree.wait(lambda: path.exists() and path.stat().st_size > 0, PATIENCE, str(path))


def experiments():
    return sorted((Session.desk.home / "data/rostok/experiments").glob("*.rostok"))


def test_first_start_offers_a_way_without_a_sensor():
    if MISSING:
        raise tap.Skip(MISSING)
    Session.desk = desktop.Desktop(BUILD, language=LANGUAGE)
    start_program()
    Session.tree.find("label", words("Begin an experiment"), PATIENCE)
    Session.tree.find("list item", words("Ice to steam"))
    assert not Session.tree.unnamed(), Session.tree.unnamed()


def test_simulated_device_shows_live_values():
    need_window()
    Session.tree.press("list item", words("Ice to steam"))
    sign = "," if LANGUAGE == "ru" else r"\."
    Session.tree.find("label", rf"^−?\d+{sign}\d\d$", PATIENCE)
    Session.tree.find("label", "^°C$")
    Session.tree.find("push button", words("Start"))


def test_start_and_stop_make_a_run():
    need_window()
    Session.tree.press("push button", words("Start"))
    Session.tree.find("push button", words("Stop"), PATIENCE)
    time.sleep(3)
    Session.tree.press("push button", words("Stop"))
    Session.tree.find("push button", words("Start"), PATIENCE)
    Session.tree.find("list item", _("Run %u").replace("%u", "1"))
    assert len(experiments()) == 1, "the experiment is on the disk without saving"


def test_space_starts_a_second_run():
    need_window()
    Session.desk.key("space")
    Session.tree.find("push button", words("Stop"), PATIENCE)
    time.sleep(1.5)
    Session.desk.key("space")
    Session.tree.find("push button", words("Start"), PATIENCE)
    Session.tree.find("list item", _("Run %u").replace("%u", "2"))


def test_digits_are_read_out():
    need_window()
    page("Digits")
    Session.tree.find(None, rf"{re.escape(_('Temperature') if LANGUAGE == 'en' else 'Температура')}.*\d.*°C", PATIENCE)


def test_table_has_rows():
    need_window()
    page("Table")
    sign = "," if LANGUAGE == "ru" else r"\."
    Session.tree.find(None, words("Readings"), PATIENCE)
    Session.tree.find("label", rf"^\d+{sign}\d+$", PATIENCE)


def test_raw_lines_show_what_the_device_prints():
    need_window()
    page("Raw Lines")

    def probe():
        for node, _depth in Session.tree.walk():
            if node.get_role_name() in ("text", "label", "entry") and Session.tree.showing(node):
                text = node.get_text_iface()
                if text is not None and re.search(r"T:-?\d+\.\d\d", text.get_text(0, text.get_character_count())):
                    return True
        return False

    desktop.Tree.wait(probe, PATIENCE, "raw lines")
    page("Graph")


def test_channel_is_renamed():
    need_window()
    Session.tree.press("push button", words("Name, unit, colour"))
    time.sleep(1.0)
    Session.desk.key("ctrl+a")
    Session.desk.type("Kettle")
    Session.desk.key("Return")
    time.sleep(0.3)
    Session.desk.key("Escape")
    Session.tree.find("label", "^Kettle$", PATIENCE)


def test_graph_zooms_with_the_wheel_and_moves_with_the_mouse():
    need_window()
    Session.tree.find("image", words("Graph"))
    graph = [node for node in Session.tree.find_all("image") if Session.tree.extents(node)[2] > 300][0]
    before = graph.get_description() or ""
    Session.desk.move(*Session.tree.at(graph))
    Session.desk.scroll(up=True, times=3)
    time.sleep(0.7)
    zoomed = graph.get_description() or ""
    Session.desk.drag(*map(int, (*Session.tree.at(graph, 0.6), *Session.tree.at(graph, 0.4))))
    time.sleep(0.7)
    moved = graph.get_description() or ""
    Session.desk.key("ctrl+0")
    time.sleep(0.7)
    assert zoomed != before, f"the description of the graph tells the range: {before!r} {zoomed!r}"
    assert moved != zoomed, f"{zoomed!r} {moved!r}"


def test_table_is_exported():
    need_window()
    path = Session.desk.home / "table.csv"
    Session.desk.key("ctrl+e")
    save_as(path)
    text = path.read_text(encoding="utf-8-sig")
    assert "Kettle, °C" in text.splitlines()[0], text[:200]
    separator = ";" if LANGUAGE == "ru" else ","
    rows = list(csv.reader(text.splitlines(), delimiter=separator))
    assert len(rows) > 30 and (LANGUAGE != "ru" or re.match(r"-?\d+,\d+$", rows[5][1])), rows[:3]


def focus_menu_item(text):
    """Goes down the open menu with the keyboard."""
    wanted = _(text).replace("_", "")
    for _step in range(30):
        focused = [node for node in Session.tree.find_all("menu item")
                   if node.get_state_set().contains(Session.tree.atspi.StateType.FOCUSED)]
        if focused and focused[0].get_name().startswith(wanted):
            return
        Session.desk.key("Down")
        time.sleep(0.1)
    raise AssertionError(f"the menu has no item {wanted}: {[n.get_name() for n in Session.tree.find_all('menu item')]}")


def test_picture_is_exported_from_the_menu_by_keyboard():
    need_window()
    path = Session.desk.home / "graph.png"
    Session.desk.key("F10")
    Session.tree.find("menu item", "^" + re.escape(_("_Export").replace("_", "")), PATIENCE)
    focus_menu_item("_Export")
    Session.desk.key("Return")
    time.sleep(0.7)
    focus_menu_item("Graph as _PNG…")
    Session.desk.key("Return")
    save_as(path)
    assert path.read_bytes().startswith(b"\x89PNG")


def test_frozen_window_loses_nothing():
    need_window()
    Session.desk.key("space")
    Session.tree.find("push button", words("Stop"), PATIENCE)
    Session.desk.key("ctrl+alt+b")
    time.sleep(3)
    Session.tree.press("push button", words("Stop"), PATIENCE)
    Session.tree.find("push button", words("Start"), PATIENCE)


def test_every_control_has_a_name():
    need_window()
    for name in ("Graph", "Table", "Digits", "Raw Lines"):
        page(name)
        time.sleep(0.5)
        assert not Session.tree.unnamed(), f"{name}: {Session.tree.unnamed()}"
    page("Graph")


def test_experiment_is_reopened():
    need_window()
    end_program()
    path = experiments()[0]
    start_program(path)
    Session.tree.find("list item", _("Run %u").replace("%u", "1"), PATIENCE)
    Session.tree.find("list item", _("Run %u").replace("%u", "3"), PATIENCE)
    Session.tree.find("label", "^Kettle$", PATIENCE)


def test_killed_program_offers_its_run_back():
    need_window()
    end_program()
    start_program()
    Session.tree.press("list item", words("Pendulum"), PATIENCE)
    Session.tree.find("label", "^м$" if LANGUAGE == "ru" else "^m$", PATIENCE)
    Session.tree.press("push button", words("Start"))
    Session.tree.find("push button", words("Stop"), PATIENCE)
    time.sleep(2)
    Session.process.kill()
    Session.process.wait()
    before = experiments()
    start_program()
    Session.tree.press("push button", re.escape(_("_Recover").replace("_", "")) + "$", PATIENCE)
    Session.tree.find("list item", _("Run %u").replace("%u", "1"), PATIENCE)
    assert len(experiments()) == len(before) + 1, "the old file stays as it is"
    end_program()


def test_nothing_was_complained_of():
    need_window()
    lines = [line for line in Session.desk.program_log().splitlines() if re.search("WARNING|CRITICAL|ERROR|Sanitizer", line)]
    assert not lines, "\n".join(lines[:20])


def need_window():
    if MISSING:
        raise tap.Skip(MISSING)
    assert Session.tree is not None, "the program did not start"


def clean_up():
    if Session.desk is not None:
        Session.desk.close()


if __name__ == "__main__":
    tap.run(sys.modules["__main__"], clean_up=clean_up)
