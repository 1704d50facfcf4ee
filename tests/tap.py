"""A test program in Python that speaks TAP: functions called test_..., in the order of the file."""
import os
import sys
import traceback


class Skip(Exception):
    """Raise to skip a test; the text says why."""


def run(module, only=None, clean_up=None):
    tests = [(name, func) for name, func in vars(module).items() if name.startswith("test_") and callable(func)]
    if only:
        tests = [(name, func) for name, func in tests if only in name]
    print(f"1..{len(tests)}", flush=True)
    failed = 0
    for number, (name, func) in enumerate(tests, 1):
        title = name[5:].replace("_", " ")
        try:
            func()
        except Skip as reason:
            print(f"ok {number} - {title} # SKIP {reason}", flush=True)
        except BaseException:
            failed += 1
            for line in traceback.format_exc().splitlines():
                print("#", line)
            print(f"not ok {number} - {title}", flush=True)
        else:
            print(f"ok {number} - {title}", flush=True)
    if clean_up is not None:
        clean_up()
    sys.stdout.flush()
    os._exit(1 if failed else 0)
