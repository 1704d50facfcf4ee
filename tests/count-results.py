#!/usr/bin/env python3
"""Counts the results of meson test in one or more build folders and prints "N passed, N failed".

A TAP program counts by its lines; a program that failed without a failed line (crash, time-out, sanitizer
report) counts as one failure. Skipped tests are named, each with its reason, and not counted as passed.
Ends with status 1 when anything failed or nothing ran.

What ran again (testlog-again.json) counts by its second try, and what had failed at the first is named aloud.
With --failed-live BUILD it only names the failed tests of the suite "live", which ./dev test runs again.
"""
import json
import re
import sys

PASSED = ("OK", "EXPECTEDFAIL", "SKIP")


def read(build, log="testlog"):
    """A dictionary of results by name of the test."""
    with open(f"{build}/meson-logs/{log}.json", encoding="utf-8") as file:
        return {test["name"]: test for test in map(json.loads, file)}


def failed_rows(test):
    out = test.get("stdout") or ""
    return re.findall(r"^not ok \d+ *-? *(.*)", out, re.M) or [test["result"]]


if sys.argv[1] == "--failed-live":
    for name, test in read(sys.argv[2]).items():
        if test["result"] not in PASSED and "+live" in name.split(" / ")[0]:
            print(name.split(" / ")[-1])
    sys.exit(0)

passed = failed = 0
skipped = []
again = []

for build in sys.argv[1:]:
    try:
        tests = read(build)
    except OSError as error:
        print(f"{error.filename}: {error.strerror}: the tests of {build} did not run")
        failed += 1
        continue
    try:
        second = read(build, "testlog-again")
    except FileNotFoundError:
        second = {}
    again += [f"{build}: {name}: {'; '.join(failed_rows(tests[name]))}" for name in second]
    for test in {**tests, **second}.values():
        out = test.get("stdout") or ""
        ok = not_ok = 0
        for row in out.splitlines():
            match = re.match(r"(not )?ok\b(.*)", row)
            if not match:
                continue
            if re.search(r"#\s*SKIP", row, re.I):
                skipped.append(f"{build}: {test['name']}: {match.group(2).strip()}")
            elif match.group(1):
                not_ok += 1
            else:
                ok += 1
        if test["result"] == "SKIP" and ok + not_ok == 0:
            skipped.append(f"{build}: {test['name']}: {out.strip().splitlines()[-1] if out.strip() else ''}")
            continue
        if test["result"] in ("OK", "EXPECTEDFAIL"):
            if ok + not_ok == 0:
                ok = 1  # not a TAP program: its exit status is the result
        elif test["result"] != "SKIP" and not_ok == 0:
            not_ok = 1
        if not_ok:
            print(f"FAILED {build}: {test['name']} ({test['result']}, {not_ok} failed)")
        passed += ok
        failed += not_ok

for row in again:
    print("ran again, failed at first:", row)
for row in skipped:
    print("skipped", row)
print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed or not passed else 0)
