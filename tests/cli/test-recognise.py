#!/usr/bin/env python3
"""The share of common kinds of devices that are known by what they say, over the captures beside the project.
Arguments: the program, the folder of captures."""
import json
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import tap  # noqa: E402

PROGRAM, CORPUS = sys.argv[1], pathlib.Path(sys.argv[2])


def bench(*args):
    done = subprocess.run([PROGRAM, "bench", "--json", "--only", "recognise", *args], capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    return {figure["name"]: figure["value"] for figure in json.loads(done.stdout)["figures"]}, done.stderr


def test_nine_in_ten_common_kinds_are_recognised():
    if not (CORPUS / "expected.jsonl").exists():
        raise tap.Skip("the captures are not beside the project")
    figures, table = bench("--corpus", str(CORPUS))
    assert figures["recognise.p01"] >= 0.9, table
    assert figures["recognise.time"] < 20, table


def test_without_captures_it_says_so():
    figures, text = bench("--corpus", str(CORPUS / "absent"))
    assert "recognise.p01" not in figures and "--corpus" in text, text


if __name__ == "__main__":
    tap.run(sys.modules["__main__"])
