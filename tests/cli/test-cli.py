#!/usr/bin/env python3
"""The command line as a user and as a script sees it. Argument: the program rostok-cli."""
import csv
import json
import math
import os
import pathlib
import re
import resource
import shutil
import signal
import sqlite3
import struct
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import tap  # noqa: E402

CLI = sys.argv[1]
FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="rostok-test-"))
CORPUS = pathlib.Path(__file__).resolve().parents[2] / "../shared/protocols/corpus"
ENV = dict(os.environ, XDG_DATA_HOME=str(FOLDER / "data"), LC_ALL="C.UTF-8", LANGUAGE="")


def cli(*args, ok=True, env=None, data=None, timeout=60):
    run = subprocess.run([CLI, *map(str, args)], capture_output=True, input=data, timeout=timeout, env=env or ENV)
    out, err = run.stdout.decode(), run.stderr.decode()
    if ok:
        assert run.returncode == 0, f"{args}: status {run.returncode}: {err}"
        return out, err
    assert run.returncode in (1, 2), f"{args}: status {run.returncode}, expected an error: {out} {err}"
    assert "Sanitizer" not in err, err
    lines = [line for line in err.splitlines() if "warning" not in line]
    assert len(lines) == 1, f"an error is one line: {err!r}"
    return out, lines[0]


def simulate(*args):
    """A simulated device; returns the process and the path it printed."""
    process = subprocess.Popen([CLI, "simulate", *map(str, args)], stdout=subprocess.PIPE, env=ENV)
    path = process.stdout.readline().decode().strip()
    assert path, "simulate printed no path"
    return process, path


def end(process, timeout=15):
    try:
        return process.wait(timeout)
    except subprocess.TimeoutExpired:
        process.kill()
        raise


def record(name, *args):
    path = FOLDER / name
    path.unlink(missing_ok=True)
    cli("record", *args, "-o", path)
    return path


def test_version_and_help():
    assert "rostok-cli" in cli("--version")[0]
    text = cli("--help")[0]
    for name in ("ports", "record", "decode", "simulate", "info", "check", "convert", "plot", "bench"):
        assert f"rostok-cli {name}" in text, name


def test_wrong_usage_is_status_2_and_one_line():
    for args in ([], ["fly"], ["decode"], ["record"], ["record", "--port", "x", "--simulate", "y", "-o", "z"],
                 ["convert", "a"], ["plot", "a.rostok"], ["simulate"]):
        run = subprocess.run([CLI, *args], capture_output=True, env=ENV)
        assert run.returncode == 2, f"{args}: {run.returncode}"
        assert run.stderr, args


def test_first_experiment_end_to_end():
    process, port = simulate("heating", "--rate", 20)
    path = FOLDER / "a.rostok"
    cli("record", "--port", port, "--duration", 5, "-o", path)
    assert end(process) == 0, "simulate ends when the reader closes the port"

    info = json.loads(cli("info", path, "--json")[0])
    assert info["format"] == 1
    run = info["runs"][0]
    assert run["state"] == "complete"
    assert abs(run["duration_s"] - 5) < 0.3, run["duration_s"]
    stream = run["streams"][0]
    assert 90 <= stream["samples"] <= 102, stream["samples"]
    assert stream["channels"][0]["unit"] == "°C" or stream["channels"][0]["unit"] is None
    counters = stream["counters"]
    assert counters["bytes"] == counters["parsed"] + counters["rejected"] + counters["dropped"], counters
    assert counters["bytes"] > 90 * 6

    table = FOLDER / "a.csv"
    cli("convert", path, table)
    rows = list(csv.reader(table.open(encoding="utf-8")))
    assert rows[0][0].startswith("t"), rows[0]
    assert len(rows) - 1 == stream["samples"]
    times = [float(row[0]) for row in rows[1:]]
    assert times == sorted(times) and 0 <= times[0] < 0.3
    values = [float(row[1]) for row in rows[1:]]
    assert all(-11 < value < 2 for value in values), "ice just out of the freezer"

    for suffix, magic in (("pdf", b"%PDF"), ("png", b"\x89PNG"), ("svg", b"<?xml")):
        picture = FOLDER / f"a.{suffix}"
        cli("plot", path, "-o", picture)
        data = picture.read_bytes()
        assert data.startswith(magic) and len(data) > 2000, suffix
    cli("plot", path, "-o", FOLDER / "log.png", "--log-x", "--log-y")
    assert (FOLDER / "log.png").read_bytes() != (FOLDER / "a.png").read_bytes()
    assert "sound" in cli("check", path)[0]


def test_plot_on_paper():
    path = record("paper.rostok", "--simulate", "noise", "--count", 12)
    picture, page = FOLDER / "paper.png", FOLDER / "page.pdf"

    cli("plot", path, "-o", picture, "--width-cm", "8", "--dpi", "150", "--title", "Шум", "--caption", "В классе", "--grey",
        "--no-legend")
    data = picture.read_bytes()
    assert int.from_bytes(data[16:20], "big") == 472, "8 cm / 2.54 x 150"
    assert "Шум".encode() in data and b"pHYs" in data
    cli("plot", path, path, path, "-o", page, "--page", "a4", "--title", "Отчёт", "--caption", "Первый")
    assert page.read_bytes().startswith(b"%PDF")

    for wrong in (["--dpi", "300"], ["--width-cm", "wide"], ["--width-cm", "1"], ["--width-cm", "8", "--size", "80x80"],
                  ["--width-cm", "8", "--dpi", "0"], ["--page", "a4"], ["--caption", "a", "--caption", "b"], [path]):
        cli("plot", path, "-o", FOLDER / "wrong.png", *wrong, ok=False)
    for wrong in (["--page", "a3"], ["--page", "a4", "--size", "80x80"], ["--page", "a4", path, path, path],
                  ["--page", "a4", "--caption", "a", "--caption", "b"]):
        cli("plot", path, "-o", FOLDER / "wrong.pdf", *wrong, ok=False)
    assert not list(FOLDER.glob("wrong.*"))


def test_record_simulated_with_count():
    path = record("count.rostok", "--simulate", "noise", "--count", 12)
    info = json.loads(cli("info", path, "--json")[0])
    assert info["runs"][0]["streams"][0]["samples"] == 12


def rows_of(path):
    table = path.with_suffix(".csv")
    cli("convert", path, table)
    return list(csv.reader(table.open(encoding="utf-8")))


def test_trigger_with_what_was_before():
    """x rises through 0 in every swing: t = 0 is the first value that is not below."""
    path = record("trigger.rostok", "--simulate", "pendulum", "--trigger", "x rises 0", "--pre-trigger", 0.4, "--duration", 0.5)
    rows = rows_of(path)
    times = [float(row[0]) for row in rows[1:]]
    values = [float(row[1]) for row in rows[1:]]
    assert -0.401 < times[0] < -0.3, times[0]
    assert times == sorted(times)
    zero = times.index(0.0)
    assert values[zero] >= 0 > values[zero - 1], values[zero - 1:zero + 1]
    assert all(value < 0 for value in values[:zero]), "half a swing is a second"
    steps = [b - a for a, b in zip(times, times[1:])]
    assert max(steps) < 0.03, "50 a second, none lost"
    base = sqlite3.connect(path)
    assert base.execute("select kind, begin_ns from mark").fetchall() == [("trigger", 0)]


def test_stop_condition():
    path = record("stop.rostok", "--simulate", "heating", "--rate", 0, "--stop-when", "T above -100")
    run = json.loads(cli("info", path, "--json")[0])["runs"][0]
    assert run["duration_s"] < 5, run
    assert run["streams"][0]["samples"] >= 1


def test_kept_readings():
    path = FOLDER / "keep.rostok"
    _, err = cli("record", "--simulate", "pendulum", "--keep", "V, ml", "--average", 1, "-o", path, data=b"1\n2,5\nx\n3\n")
    assert "x" in err and "3 samples" in err, err
    rows = rows_of(path)
    assert rows[0][1] == "V, ml", rows[0]
    assert [row[1] for row in rows[1:]] == ["1", "2.5", "3"], rows
    assert any(cell.startswith("s(") for cell in rows[0]), rows[0]


def test_photogate():
    """T of half a metre is 2 pi sqrt (0.5 / 9.81) = 1.4185 s, and 0.06 % more for the angle; g from a falling ruler."""
    path = record("period.rostok", "--simulate", "photogate", "--photogate", "pendulum", "--duration", 5)
    rows = rows_of(path)
    column = next(i for i, cell in enumerate(rows[0]) if cell.startswith("Period"))
    periods = [float(row[column]) for row in rows[1:] if row[column]]
    assert len(periods) >= 2 and all(abs(period - 1.4188) < 0.002 for period in periods), periods
    path = record("fence.rostok", "--simulate", "picket-fence", "--photogate", "fence", "--duration", 3)
    rows = rows_of(path)
    column = next(i for i, cell in enumerate(rows[0]) if cell.startswith("Acceleration"))
    values = [float(row[column]) for row in rows[1:] if row[column]]
    assert len(values) == 7 and all(abs(value - 9.81) < 0.1 for value in values), values


def test_wrong_modes_are_told():
    out = FOLDER / "wrong.rostok"
    for args, word in (
        (["--trigger", "T soars 3"], "--trigger"), (["--trigger", "rises 3"], "--trigger"), (["--trigger", "T rises"], "--trigger"),
        (["--stop-when", ""], "--stop-when"), (["--pre-trigger", 1000], "--pre-trigger"), (["--delay", -1], "--delay"),
        (["--photogate", "laser"], "laser"), (["--average", "nan"], "--average"), (["--keep", "V", "--trigger", "T rises 3"], "--keep"),
    ):
        _, err = cli("record", "--simulate", "noise", *args, "-o", out, ok=False)
        assert word in err, (args, err)
        assert not out.exists()


def test_lower_rate_averages():
    path = record("slow.rostok", "--simulate", "pendulum", "--rate", 5, "--duration", 3)
    stream = json.loads(cli("info", path, "--json")[0])["runs"][0]["streams"][0]
    assert 12 <= stream["samples"] <= 15, stream["samples"]


def test_file_is_plain_sqlite_and_documents_itself():
    path = record("sql.rostok", "--simulate", "capacitor", "--count", 5)
    base = sqlite3.connect(path)
    assert base.execute("pragma application_id").fetchone()[0] == 0x5273746B
    assert base.execute("pragma user_version").fetchone()[0] == 1
    assert base.execute("pragma integrity_check").fetchone()[0] == "ok"


def test_never_overwrites():
    path = record("once.rostok", "--simulate", "noise", "--count", 3)
    before = path.read_bytes()
    _, err = cli("record", "--simulate", "noise", "--count", 3, "-o", path, ok=False)
    assert "once.rostok" in err
    assert path.read_bytes() == before


def test_csv_round_trip_is_exact():
    path = record("round.rostok", "--simulate", "arduino", "--count", 20)
    for dialect in ("en", "ru", "tab"):
        first = FOLDER / f"round-{dialect}.csv"
        cli("convert", path, first, "--dialect", dialect)
        again = FOLDER / f"round-{dialect}.rostok"
        again.unlink(missing_ok=True)
        cli("convert", first, again)
        second = FOLDER / f"round-{dialect}-2.csv"
        cli("convert", again, second, "--dialect", dialect)
        assert first.read_bytes() == second.read_bytes(), dialect
    text = (FOLDER / "round-ru.csv").read_bytes()
    assert text.startswith(b"\xef\xbb\xbf") and b";" in text and re.search(rb"\d,\d", text)


def test_wav_and_flac_round_trip():
    rate, n = 8000, 4000
    samples = [int(20000 * math.sin(2 * math.pi * 440 * i / rate)) for i in range(n)]
    data = struct.pack(f"<{n}h", *samples)
    wav = FOLDER / "tone.wav"
    wav.write_bytes(b"RIFF" + struct.pack("<I", 36 + len(data)) + b"WAVEfmt " +
                    struct.pack("<IHHIIHH", 16, 1, 1, rate, rate * 2, 2, 16) + b"data" +
                    struct.pack("<I", len(data)) + data)
    table = FOLDER / "tone.csv"
    cli("convert", wav, table)
    rows = list(csv.reader(table.open(encoding="utf-8")))[1:]
    assert len(rows) == n
    assert float(rows[1][0]) == 1 / rate
    assert abs(float(rows[100][1]) - samples[100] / 32768) < 1e-9
    for suffix in ("flac", "wav"):
        again = FOLDER / f"tone-again.{suffix}"
        cli("convert", wav, again)
        back = FOLDER / f"tone-{suffix}.csv"
        cli("convert", again, back)
        values = [float(row[1]) for row in list(csv.reader(back.open(encoding="utf-8")))[1:]]
        assert len(values) == n
        assert max(abs(a - b / 32768) for a, b in zip(values, samples)) < 1e-5, suffix


def test_simulate_same_seed_same_bytes():
    def read(seed):
        process, path = simulate("noise", "--rate", 200, "--duration", 1, "--seed", seed)
        fd = os.open(path, os.O_RDONLY | os.O_NOCTTY)
        data = b""
        try:
            while len(data) < 600:
                data += os.read(fd, 4096)
        except OSError:
            pass
        os.close(fd)
        end(process)
        return data[:600]

    assert read(7) == read(7)
    assert read(7) != read(8)


def test_simulate_ends_after_its_duration():
    process, path = simulate("noise", "--duration", 1)
    fd = os.open(path, os.O_RDONLY | os.O_NOCTTY)
    begin = time.monotonic()
    assert end(process) == 0
    assert 0.5 < time.monotonic() - begin < 4
    os.close(fd)


def test_unplugged_device_leaves_a_gap_and_the_run_goes_on():
    link = FOLDER / "misbehaving"
    process, port = simulate("misbehaving", "--link", link, "--rate", 50)
    path = FOLDER / "gap.rostok"
    cli("record", "--port", port, "--duration", 20, "-o", path)
    process.send_signal(signal.SIGTERM)
    end(process)
    stream = json.loads(cli("info", path, "--json")[0])["runs"][0]["streams"][0]
    gaps = [gap for gap in stream["gaps"] if gap["reason"] == "unplugged"]
    assert gaps, stream["gaps"]
    assert 2 < gaps[0]["end_s"] - gaps[0]["begin_s"] < 7, gaps
    rejected = stream["counters"]["rejected"]
    assert rejected > 0, "garbage is counted"


def test_interrupted_recording_is_kept():
    path = FOLDER / "interrupted.rostok"
    path.unlink(missing_ok=True)
    process = subprocess.Popen([CLI, "record", "--simulate", "pendulum", "-o", str(path)], env=ENV, stderr=subprocess.DEVNULL)
    time.sleep(2.5)
    process.send_signal(signal.SIGINT)
    assert process.wait(10) == 0
    run = json.loads(cli("info", path, "--json")[0])["runs"][0]
    assert run["state"] == "complete" and run["streams"][0]["samples"] > 50


def test_killed_recording_can_be_read():
    path = FOLDER / "killed.rostok"
    path.unlink(missing_ok=True)
    process = subprocess.Popen([CLI, "record", "--simulate", "pendulum", "-o", str(path)], env=ENV, stderr=subprocess.DEVNULL)
    time.sleep(2.5)
    process.kill()
    process.wait()
    run = json.loads(cli("info", path, "--json")[0])["runs"][0]
    samples = run["streams"][0]["samples"]
    assert samples > 50 * 0.8, samples
    cli("convert", path, FOLDER / "killed.csv")


def test_decode_prints_readings_and_balanced_counts():
    out, err = cli("decode", "--decoder", "delimited", "-", data=b"T:21.5,H:40\na:1:2\nT:22,H:41\n")
    rows = [json.loads(line) for line in out.splitlines()]
    assert [(row["channel"], row["value"]) for row in rows] == [("T", 21.5), ("H", 40), ("T", 22), ("H", 41)]
    assert set(rows[0]) == {"t", "channel", "quantity", "value", "unit", "flags"} and rows[0]["t"] is None
    counts = dict(zip(err.split()[::2], map(int, err.split()[1::2])))
    assert counts == {"bytes": 28, "parsed": 22, "rejected": 6, "dropped": 0}, counts


def test_decode_reads_every_text_vector_of_the_corpus():
    if not (CORPUS / "expected.jsonl").exists():
        raise tap.Skip("the corpus of captures is not here")
    kinds = {"arduino-plotter", "csv", "key-value", "tuple", "json-lines", "teleplot", "kern", "ohaus-text", "and-header",
             "mt-sics", "mettler-print", "ezo", "radpro", "scpi", "ph-text", "shinko-slash",
             "nmea0183", "firmata", "labpro", "labpro-bin", "labdisc"}
    sketches = {"dht_tester": "dht-tester", "hx711_full_example": "hx711", "dfrobot_ph_ec": "dfrobot-ph-ec"}
    units = {"degC": "°C", "Ohm": "Ω", "deg": "°"}
    n, wrong = 0, []
    for line in (CORPUS / "expected.jsonl").read_text(encoding="utf-8").splitlines():
        vector = json.loads(line)
        profile = vector["decoder"] if vector["decoder"] in kinds else sketches.get(vector["id"])
        if profile is None:
            continue
        n += 1
        out, _ = cli("decode", "--profile", profile, CORPUS / vector["file"])
        found = [json.loads(row) for row in out.splitlines()]
        expected = vector["readings"]
        same = len(found) == len(expected)
        for got, want in zip(found, expected):
            same = same and got["channel"] == want["channel"] and got["quantity"] == want["quantity"]
            same = same and got["unit"] == units.get(want["unit"], want["unit"])
            same = same and sorted(got["flags"]) == sorted(want["flags"])
            if want["value"] is None or got["value"] is None:
                same = same and want["value"] is None and got["value"] is None
            else:
                same = same and math.isclose(got["value"], want["value"], rel_tol=1e-6, abs_tol=1e-12)
            if "t_ms" in want:
                same = same and got["t"] is not None and math.isclose(got["t"] * 1000, want["t_ms"], rel_tol=1e-9)
        if not same:
            wrong.append(f"{vector['id']}: {found[:3]} instead of {expected[:3]}")
    assert n >= 13, n
    assert not wrong, "\n".join(wrong)


def test_profile_check_names_file_line_and_reason():
    path = FOLDER / "mine.rkdevice"
    path.write_text("[Device]\nid=mine\nname=Mine\n[Decoder]\nkind=delimited\n[Talk]\npoll=READ?\\n\n")
    out, _ = cli("profile", "check", path)
    assert "mine" in out and "delimited" in out, out
    path.write_text("[Device]\nid=mine\nname=Mine\n[Decoder]\nkind=delimited\n[Talk]\npoll=READ?\\q\n")
    _, err = cli("profile", "check", path, ok=False)
    assert "mine.rkdevice, line 7:" in err and "\\q" in err, err
    cli("profile", "check", FOLDER / "none.rkdevice", ok=False)
    cli("profile", "check", ok=False)
    cli("profile", "chek", path, ok=False)


def test_decode_pairs_an_answer_with_its_request():
    answer = bytes.fromhex("01 04 02 02 22 38 49")
    out, err = cli("decode", "--profile", "modbus-sht20", "--request", "01 04 00 02 00 01 90 0a", "-", data=answer)
    reading = json.loads(out)
    assert (reading["channel"], reading["value"], reading["unit"]) == ("rh", 54.6, "%"), reading
    assert err.splitlines()[-1] == "bytes 7 parsed 7 rejected 0 dropped 0", err
    out, _ = cli("decode", "--decoder", "modbus-rtu", "--option", "register-x=4 7 s16 /100", "-", data=answer)
    assert json.loads(out)["value"] == 5.46, out
    out, _ = cli("decode", "--profile", "modbus-rtu", "-", data=answer)
    assert json.loads(out)["channel"] == "r0" and json.loads(out)["value"] == 546, out
    cli("decode", "--profile", "modbus-rtu", "--request", "010", "-", ok=False, data=b"")


def test_profile_list():
    out, _ = cli("profile", "list", "--json")
    profiles = json.loads(out)
    ids = {profile["id"] for profile in profiles}
    assert {"arduino", "scpi"} <= ids, ids
    assert len(cli("profile", "list")[0].splitlines()) == len(profiles)


def test_ports_prints_json():
    ports = json.loads(cli("ports", "--json")[0])
    assert isinstance(ports, list)
    for port in ports:
        assert {"path", "name", "vid", "pid", "serial", "profile", "state"} <= set(port)


def bad_files():
    good = record("good.rostok", "--simulate", "noise", "--count", 30).read_bytes()
    yield "empty.rostok", b""
    yield "text.rostok", b"hello"
    yield "database.rostok", None
    yield "short.rostok", good[: len(good) // 2]
    newer = bytearray(good)
    newer[60:64] = struct.pack(">I", 99)
    yield "newer.rostok", bytes(newer)
    damaged = bytearray(good)
    for at in range(4096, len(damaged), 97):
        damaged[at] ^= 0x5A
    yield "damaged.rostok", bytes(damaged)


def test_bad_experiments_give_one_clear_message():
    for name, data in bad_files():
        path = FOLDER / name
        if data is None:
            base = sqlite3.connect(path)
            base.execute("create table t (x)")
            base.commit()
            base.close()
        else:
            path.write_bytes(data)
        run = subprocess.run([CLI, "info", str(path), "--json"], capture_output=True, env=ENV, timeout=60)
        err = run.stderr.decode()
        assert run.returncode in (0, 1), f"{name}: {run.returncode} {err}"
        assert name == "newer.rostok" or run.returncode == 1 or "warning" in err, f"{name}: no word about it"
        assert err == "" or name in err or "warning" in err, err


def test_bad_ports_and_files_give_one_clear_message():
    out = FOLDER / "never.rostok"
    rows = [
        (["record", "--port", "/dev/ttyNOWHERE", "--duration", 1, "-o", out], "/dev/ttyNOWHERE"),
        (["record", "--simulate", "dragon", "--duration", 1, "-o", out], "dragon"),
        (["record", "--simulate", "noise", "--profile", "nonsense", "--duration", 1, "-o", out], "nonsense"),
        (["record", "--simulate", "noise", "--duration", 1, "-o", "/nowhere/at/all.rostok"], "/nowhere"),
        (["info", FOLDER / "missing.rostok"], "missing.rostok"),
        (["info", FOLDER], str(FOLDER.name)),
        (["convert", FOLDER / "missing.csv", FOLDER / "x.rostok"], "missing.csv"),
        (["decode", "--decoder", "delimited", "--option", "colour=red", "/dev/null"], "colour"),
        (["decode", "--profile", "nonsense", "/dev/null"], "nonsense"),
        (["decode", "--decoder", "delimited", FOLDER / "missing.bin"], "missing.bin"),
        (["simulate", "dragon"], "dragon"),
    ]
    for args, word in rows:
        _, err = cli(*args, ok=False)
        assert word in err, f"{args}: {err}"
        assert not out.exists(), f"{args} left a file"


def test_bad_tables_give_one_clear_message():
    rows = {
        "empty.csv": b"",
        "header.csv": b"t, s;T\n",
        "words.csv": b"t,T\n0,open\n1,shut\n",
        "binary.csv": bytes(range(256)) * 20,
        "wide.csv": b"a," * 5000 + b"a\n" + b"1," * 5000 + b"1\n",
    }
    for name, data in rows.items():
        path = FOLDER / name
        path.write_bytes(data)
        _, err = cli("convert", path, FOLDER / "bad.rostok", ok=False)
        assert name in err, f"{name}: {err}"
        assert not (FOLDER / "bad.rostok").exists()


def test_full_disk_is_said_and_leaves_no_part():
    path = record("full.rostok", "--simulate", "noise", "--count", 100)
    table = FOLDER / "full.csv"
    table.write_text("old")

    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (512, 512))

    run = subprocess.run([CLI, "convert", str(path), str(table)], capture_output=True, env=ENV, preexec_fn=limit)
    assert run.returncode == 1 and b"full.csv" in run.stderr, run
    assert table.read_text() == "old", "the old file is whole"
    assert len(list(FOLDER.glob("full.csv*"))) == 1, "nothing is left beside it"


def test_russian_words_and_decimal_comma():
    locpath = os.environ.get("LOCPATH", "")
    localedir = os.environ.get("ROSTOK_LOCALEDIR", "")
    if not (localedir and os.path.isdir(os.path.join(locpath, "ru_RU.UTF-8"))):
        raise tap.Skip("the locale ru_RU.UTF-8 is not installed")
    env = dict(ENV, LC_ALL="ru_RU.UTF-8", LANGUAGE="ru", LOCPATH=locpath)
    path = record("russian.rostok", "--simulate", "heating", "--count", 5)
    run = subprocess.run([CLI, "info", str(path)], capture_output=True, env=env)
    text = run.stdout.decode()
    assert re.search(r"\d,\d", text) and "°C" in text, text
    run = subprocess.run([CLI, "info", "нет.rostok"], capture_output=True, env=env)
    assert re.search("[а-яА-Я]{4}", run.stderr.decode().replace("нет.rostok", "")), run.stderr.decode()


def clean_up():
    shutil.rmtree(FOLDER, ignore_errors=True)


if __name__ == "__main__":
    tap.run(sys.modules["__main__"], sys.argv[2] if len(sys.argv) > 2 else None, clean_up)
