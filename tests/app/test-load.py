#!/usr/bin/env python3
"""Nothing is lost while the window is busy: 300 kB/s of numbered lines while it is resized, zoomed, exported, turned
over and blocked. Arguments: build folder, program, seconds of load (10)."""
import csv
import json
import os
import pathlib
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import desktop  # noqa: E402
import feeder  # noqa: E402
from lesson import Lesson, PATIENCE, need, tap  # noqa: E402

BUILD, PROGRAM = pathlib.Path(sys.argv[1]), sys.argv[2]
SECONDS = float(sys.argv[3]) if len(sys.argv) > 3 else 10.0
RATE = 300e3

lesson = None
load = None
runs = None


def note(text):
    print("#", text, flush=True)


def cpu_s(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resize(width, height):
    subprocess.run(["xdotool", "getactivewindow", "windowsize", str(width), str(height)], env=lesson.desk.env, check=False)


def tug_at_the_border(width, height):
    """As somebody does who cannot decide how large the window is to be."""
    for i in range(10):
        resize(width - 20 * (i % 3), height - 15 * (i % 2))
        time.sleep(0.03)


def zoom_and_drag(width, height):
    lesson.page("Graph")
    left, top = lesson.desk.window_origin()
    x, y = left + int(0.4 * width), top + int(0.55 * height)
    for _ in range(3):
        lesson.desk.move(x, y)
        lesson.desk.scroll(up=True, times=3)
        lesson.desk.drag(x, y, x - 60, y + 20)
        lesson.desk.scroll(up=False, times=4)


def read_table(path):
    """The times and the numbers of the lines."""
    with open(path, encoding="utf-8-sig", newline="") as text:
        rows = csv.reader(text)
        next(rows)
        pairs = [(float(row[0]), int(float(row[1]))) for row in rows if len(row) > 1 and row[1]]
    return [time_s for time_s, _number in pairs], [number for _time_s, number in pairs]


def check_consecutive(numbers, what):
    assert len(numbers) > 1000, f"{what}: only {len(numbers)} lines"
    breaks = [(a, b) for a, b in zip(numbers, numbers[1:]) if b != a + 1]
    lost = numbers[-1] - numbers[0] + 1 - len(numbers)
    note(f"{what}: lines {numbers[0]}...{numbers[-1]}, {lost} lost")
    assert not breaks, f"{what}: {lost} lines lost, {len(breaks)} breaks, the first {breaks[:5]}"


def test_the_port_is_opened_through_the_window():
    global lesson, load
    need(BUILD)
    lesson = Lesson(BUILD, PROGRAM)
    load = feeder.Load(RATE, lesson.home / "port")
    lesson.start()
    lesson.open_path(load.link)
    load.begin()
    lesson.message(r"^Receiving, \d", PATIENCE)


def test_the_window_is_used_hard_while_it_records():
    need_lesson()
    lesson.record()
    begin, cpu = time.monotonic(), cpu_s(lesson.process.pid)
    exported = lesson.home / "while-recording.csv"
    steps = blocked = 0
    # The window is blocked once early and once late: what follows a blockade matters too.
    while time.monotonic() < begin + SECONDS:
        size = ((1000, 560), (700, 420), (1020, 590), (640, 480))[steps % 4]
        tug_at_the_border(*size)
        zoom_and_drag(*size)
        if blocked < 1 or (blocked < 2 and time.monotonic() > begin + 0.6 * SECONDS):
            lesson.desk.key("ctrl+alt+b")
            blocked += 1
        if not exported.exists() and time.monotonic() > begin + 0.3 * SECONDS:
            lesson.desk.key("ctrl+e")
            lesson.save_as(exported)
        for page in ("Table", "Digits", "Raw Lines"):
            lesson.page(page)
            time.sleep(0.1)
        steps += 1
    lesson.page("Graph")
    lesson.stop()
    elapsed = time.monotonic() - begin
    note(f"{steps} times resized, zoomed and turned over, {blocked} times blocked for 2 s; "
         f"CPU {100 * (cpu_s(lesson.process.pid) - cpu) / elapsed:.0f} % of a core in {elapsed:.1f} s")
    assert blocked == 2 and steps >= 2 and exported.exists()
    desktop.Tree.wait(lambda: read_table(exported), PATIENCE, "the export")
    check_consecutive(read_table(exported)[1], "exported while recording")


def test_the_device_kept_its_pace():
    need_lesson()
    result = load.stop()
    note(f"sent {result['lines']} lines in {result['seconds']:.1f} s, {result['rate'] / 1e3:.0f} kB/s, "
         f"at most {1000 * result['late_s']:.0f} ms late")
    assert result["rate"] > 0.99 * RATE, "the feeder was too slow for the claim"


def test_the_counters_balance_to_the_byte():
    global runs
    need_lesson()
    lesson.quit()
    path = lesson.experiments()
    assert len(path) == 1, path
    checked = lesson.run_cli("check", path[0])
    assert checked.returncode == 0, checked.stderr
    runs = json.loads(lesson.run_cli("info", path[0], "--json").stdout)["runs"]
    assert len(runs) == 1 and runs[0]["state"] == "complete", runs
    stream = runs[0]["streams"][0]
    counters = stream["counters"]
    note(f"counters {counters}, {stream['samples']} samples in {runs[0]['duration_s']:.2f} s")
    assert counters["bytes"] == counters["parsed"] + counters["rejected"] + counters["dropped"], counters
    # Lines that came with the Start or the Stop, but were measured just before or after, are counted and of no run.
    beside = counters["parsed"] - stream["samples"] * feeder.LINE_LENGTH
    assert beside % feeder.LINE_LENGTH == 0 and 0 <= beside < 0.1 * RATE, (counters, stream["samples"])
    assert counters["rejected"] == 0, counters
    # Half a line at the end of a run is of no run.
    assert counters["dropped"] < 2 * feeder.LINE_LENGTH, counters
    assert stream["gaps"] == [], stream["gaps"]


def test_no_line_is_lost_in_the_file():
    need_lesson()
    assert runs is not None, "there is no run"
    table = lesson.home / "all.csv"
    done = lesson.run_cli("convert", lesson.experiments()[0], table)
    assert done.returncode == 0, done.stderr
    times, numbers = read_table(table)
    note(f"the first reading after {times[0]:.3f} s, the last {runs[0]['duration_s'] - times[-1]:.3f} s before the end")
    # Neither the making of the file at the start nor the stop costs readings; the feeder itself may be late.
    assert times[0] < 0.5 and runs[0]["duration_s"] - times[-1] < 0.5
    check_consecutive(numbers, "the file")
    assert len(numbers) == runs[0]["streams"][0]["samples"]


def test_nothing_was_complained_of():
    need_lesson()
    assert not lesson.complaints(), "\n".join(lesson.complaints()[:20])


def need_lesson():
    need(BUILD)
    assert lesson is not None and lesson.tree is not None, "the program did not start"


def clean_up():
    if load is not None:
        try:
            load.stop()
        except (OSError, ValueError, subprocess.SubprocessError):
            load.process.kill()
    if lesson is not None:
        lesson.close()


if __name__ == "__main__":
    tap.run(sys.modules["__main__"], clean_up=clean_up)
