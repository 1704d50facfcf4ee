#!/usr/bin/env python3
"""Counts the results of meson test in one or more build folders and prints "N passed, N failed".

A TAP program counts by its lines; a program that failed without a failed line (crash, time-out, sanitizer
report) counts as one failure. Skipped tests are named, each with its reason, and not counted as passed.
Ends with status 1 when anything failed or nothing ran.
"""
import json
import re
import sys

passed = failed = 0
skipped = []

for build in sys.argv[1:]:
    log = f"{build}/meson-logs/testlog.json"
    try:
        lines = open(log, encoding="utf-8").read().splitlines()
    except OSError as error:
        print(f"{log}: {error.strerror}: the tests of {build} did not run")
        failed += 1
        continue
    for line in lines:
        test = json.loads(line)
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

for row in skipped:
    print("skipped", row)
print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed or not passed else 0)
