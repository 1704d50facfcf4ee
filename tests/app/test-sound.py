#!/usr/bin/env python3
"""A trace that is heard: what reaches the system's sound output, and what happens without one.
Arguments: build folder, program."""
import array
import math
import os
import pathlib
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from lesson import Lesson, PATIENCE, need, tap  # noqa: E402

BUILD, PROGRAM = pathlib.Path(sys.argv[1]), sys.argv[2]
RATE_HZ = 44100
lesson = None


def begin(output):
    """With ALSA's output going into the file @output; None = the machine has none."""
    global lesson
    need(BUILD)
    if lesson is None:
        lesson = Lesson(BUILD, PROGRAM)
        # 0...10 in 20 s.
        lines = ['"Time, s","Height, m"'] + [f"{i / 10},{i / 20}" for i in range(201)]
        (lesson.home / "ramp.csv").write_text("\n".join(lines) + "\n")
        done = lesson.run_cli("convert", lesson.home / "ramp.csv", lesson.home / "ramp.rostok")
        assert done.returncode == 0, done.stderr
    settings = lesson.home / "asound.conf"
    settings.write_text("pcm.away { type hw card 31 }\n" if output is None else f"""
pcm.!default {{ type plug slave.pcm "out" }}
pcm.out {{ type file slave.pcm "null" file "{output}" format "raw" }}
pcm.null {{ type null }}
""")
    lesson.kill()
    lesson.start(str(lesson.home / "ramp.rostok"), env={"ALSA_CONFIG_PATH": str(settings), "XDG_DATA_HOME": str(lesson.home / "data")})
    lesson.tree.find("label", "201 samples", PATIENCE)
    lesson.tree.wait(lesson.desk.active, PATIENCE, "the window to have the keyboard")
    lesson.tree.wait(lambda: [node for node in lesson.tree.find_all(None, "^Graph$") if lesson.tree.extents(node)[3] > 200],
                     PATIENCE, "the graph")


def end():
    lesson.quit()
    assert not lesson.complaints(), "\n".join(lesson.complaints()[:20])
    (lesson.home / "program.log").write_text("")


def listen():
    time.sleep(0.5)
    lesson.desk.key("ctrl+l")


def hz_of(samples):
    """By the passages through zero, upwards."""
    crossings = [i for i in range(1, len(samples)) if samples[i - 1] < 0 <= samples[i]]
    return (len(crossings) - 1) * RATE_HZ / (crossings[-1] - crossings[0])


def test_the_pitch_rises_with_the_values():
    need(BUILD)
    output = pathlib.Path("/tmp") / f"rostok-sound-{os.getpid()}.raw"
    try:
        begin(output)
        listen()
        lesson.message("^Height: the lowest sound is 0[.0]* m, the highest 10[.0]* m$")
        lesson.tree.wait(lambda: output.exists() and output.stat().st_size >= 5 * RATE_HZ * 4, PATIENCE, "5 s of sound")
        end()
        samples = array.array("f", output.read_bytes())
    finally:
        output.unlink(missing_ok=True)

    # Two octaves from 220 Hz in 5 s, of equal parts in each second.
    for second in range(5):
        piece = samples[int((second + 0.45) * RATE_HZ):int((second + 0.55) * RATE_HZ)]
        expected = 220 * 4 ** ((second + 0.5) / 5)
        assert abs(12 * math.log2(hz_of(piece) / expected)) < 0.3, (second, hz_of(piece), expected)
    assert max(samples) <= 0.51 and min(samples) >= -0.51


def test_once_more_stops_it():
    """The output takes no more than what is read of it, as a real one would."""
    need(BUILD)
    output = pathlib.Path("/tmp") / f"rostok-sound-{os.getpid()}.fifo"
    os.mkfifo(output)
    size = [0]

    def read():
        with output.open("rb", buffering=0) as fifo:
            while piece := fifo.read(RATE_HZ * 4 // 20):
                size[0] += len(piece)
                time.sleep(0.2)

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    try:
        begin(output)
        listen()
        lesson.message("the lowest sound is")
        lesson.tree.wait(lambda: size[0] > 0.5 * RATE_HZ * 4, PATIENCE, "half a second of sound")
        lesson.desk.key("Escape")
        # Still at its pace: let go, all of it would be through before the key is looked at.
        reader.join(PATIENCE)
        assert not reader.is_alive(), "the output is still open"
        # Once stopped it can begin again.
        assert size[0] < 4.5 * RATE_HZ * 4, size[0] / RATE_HZ / 4
        end()
    finally:
        output.unlink(missing_ok=True)


def test_without_any_output():
    begin(None)
    listen()
    lesson.message("^No sound output was found; connect loudspeakers or headphones$")
    # It stays usable, and can be asked again.
    listen()
    lesson.message("^No sound output was found")
    end()


def clean_up():
    if lesson is not None:
        lesson.close()


tap.run(sys.modules[__name__], only=sys.argv[3] if len(sys.argv) > 3 else None, clean_up=clean_up)
