"""What the window tests have in common: the program at a desktop, and the steps a person takes there."""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]
import desktop  # noqa: E402
import tap  # noqa: E402

# Every step of a window test on a slow machine under sanitizers takes its time.
PATIENCE = 60
COMPLAINT = re.compile(r"rostok.*(WARNING|CRITICAL|ERROR)|Sanitizer|runtime error|Segmentation")


def need(build):
    """Skips where no window can be opened."""
    missing = [name for name in ("Xvfb", "openbox", "xdotool", "xprop", "dbus-daemon") if shutil.which(name) is None]
    if missing:
        raise tap.Skip("no window can be driven here: " + ", ".join(missing) + " missing")
    locpath = pathlib.Path(os.environ.get("LOCPATH") or pathlib.Path(build) / "locale")
    if not (locpath / "en_GB.UTF-8").is_dir():
        raise tap.Skip(f"the locale en_GB is not in {locpath}: ./dev test makes it")
    os.environ["LOCPATH"] = str(locpath)


class Lesson:
    """The program with a desktop of its own, in English."""

    def __init__(self, build, program, size=(1024, 600), language="en", kind=desktop.Desktop):
        self.build = pathlib.Path(build)
        self.program = str(program)
        self.cli = self.build / "src/cli/rostok-cli"
        self.desk = kind(build, size=size, language=language)
        self.home = self.desk.home
        self.process = None
        self.tree = None

    def start(self, *args, env=None, wrapper=()):
        """@wrapper is a command that starts the program given as its last arguments."""
        command = [*wrapper, self.program, *args]
        self.process = self.desk.launch(*command, env=env)
        self.tree = desktop.Tree(self.desk, timeout=PATIENCE)

    def quit(self):
        self.desk.key("ctrl+q")
        code = self.process.wait(PATIENCE)
        assert code == 0, f"ended with {code}\n{self.desk.program_log()[-3000:]}"

    def kill(self):
        """So that the next row begins with a program of its own."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        elif self.process is not None and self.process.returncode != 0:
            print(f"# it ended by itself with {self.process.returncode}:")
            print("\n".join("# " + line for line in self.desk.program_log()[-6000:].splitlines()), flush=True)

    def alive(self):
        assert self.process.poll() is None, f"the program ended: {self.process.returncode}\n{self.desk.program_log()[-3000:]}"

    def complaints(self):
        return [line for line in self.desk.program_log().splitlines() if COMPLAINT.search(line)]

    def run_cli(self, *args, **options):
        return subprocess.run([str(self.cli), *map(str, args)], env={**self.desk.env, "LC_ALL": "C.UTF-8", "LANGUAGE": "C"},
                              capture_output=True, text=True, timeout=120, **options)

    def is_focused(self, node):
        return node.get_state_set().contains(self.tree.atspi.StateType.FOCUSED)

    def focus(self, node):
        """With the keyboard alone."""
        for _step in range(60):
            if self.is_focused(node):
                return
            self.desk.key("Tab")
            time.sleep(0.1)
        raise AssertionError(f"“{node.get_name()}” cannot be reached with the keyboard")

    def open_path(self, path):
        """Sensors, “Open another port…”, its path, Enter: with the keyboard."""
        self.desk.key("ctrl+d")
        self.tree.find("push button", "^Open another port", PATIENCE)
        if not self.tree.find_all("text", "^Path of the port$"):
            self.tree.press("push button", "^Open another port")
        entry = self.tree.find("text", "^Path of the port$", PATIENCE)
        self.focus(entry)
        self.desk.key("ctrl+a")
        self.desk.type(str(path))
        self.desk.key("Return")

    def record(self):
        self.tree.press("push button", "^Start$", PATIENCE)
        self.tree.find("push button", "^Stop$", PATIENCE)

    def stop(self):
        """What is over by itself just now needs no hand."""
        self.tree.find("push button", "^(Stop|Start)$", PATIENCE)
        for button in self.tree.find_all("push button", "^Stop$"):
            button.get_action_iface().do_action(0)
        self.tree.find("push button", "^Start$", PATIENCE)

    def page(self, name):
        self.desk.key({"Graph": "ctrl+1", "Table": "ctrl+2", "Digits": "ctrl+3", "Raw Lines": "ctrl+4"}[name])

    def save_as(self, path):
        """Types a name into the file dialog that is open."""
        self.tree.wait_for_file_dialog()
        self.desk.key("ctrl+a")
        self.desk.type(str(path))
        time.sleep(0.3)
        self.desk.key("Return")
        desktop.Tree.wait(lambda: path.exists() and path.stat().st_size > 0, PATIENCE, str(path))

    def texts(self):
        return self.tree.names("label")

    def message(self, pattern, timeout=PATIENCE):
        """Waits until the window says it, in a label somebody can see."""
        try:
            return self.tree.find("label", pattern, timeout).get_name()
        except AssertionError as error:
            raise AssertionError(f"{error}; it says {self.texts()}") from None

    def experiments(self):
        return sorted((self.home / "data/rostok/experiments").glob("*.rostok"))

    def close(self):
        self.kill()
        self.desk.close()
