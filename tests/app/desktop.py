"""A desktop of its own for window tests and screenshots: Xvfb, a window manager, a session bus with accessibility.

The program is driven through its accessible tree only, as a screen reader would, and with keys and the mouse.
"""
import os
import pathlib
import re
import select
import shutil
import signal
import subprocess
import tempfile
import time

# The accessibility library warns of its own in this process; the program's log is read instead.
os.environ.pop("G_DEBUG", None)

# How long an X server may take.
START_S = 60


class Desktop:
    def __init__(self, build, size=(1024, 600), language="en", dark=False, keep=None):
        self.build = pathlib.Path(build)
        self.size = size
        self.processes = []
        self.home = pathlib.Path(keep or tempfile.mkdtemp(prefix="rostok-desktop-"))
        self.keep = keep is not None
        read, write = os.pipe()
        self.server = self._start(self.server_command(write), pass_fds=[write])
        os.close(write)
        with os.fdopen(read) as numbers:
            is_there = select.select([numbers], [], [], START_S)[0]
            display = ":" + (numbers.readline().strip() if is_there else "")
        if display == ":":
            self.close()
            raise RuntimeError("the X server does not start")
        self.env = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "DISPLAY": display,
            "LC_ALL": {"en": "en_GB.UTF-8", "ru": "ru_RU.UTF-8"}[language],
            "LANGUAGE": language,
            "LOCPATH": os.environ.get("LOCPATH") or str(self.build / "locale"),
            "XDG_RUNTIME_DIR": str(self.home / "runtime"),
            "XDG_DATA_HOME": str(self.home / "data"),
            "XDG_CONFIG_HOME": str(self.home / "config"),
            "XDG_CACHE_HOME": str(self.home / "cache"),
            "GDK_BACKEND": "x11",
            "GDK_DEBUG": "gl-disable",
            "GSK_RENDERER": "cairo",
            "GTK_A11Y": "atspi",
            "GSETTINGS_BACKEND": "memory",
            "GSETTINGS_SCHEMA_DIR": str(self.build / "data"),
            "ROSTOK_LOCALEDIR": str(self.build / "po"),
            "ROSTOK_DEBUG": "1",
            "NO_AT_BRIDGE": "0",
        }
        if dark:
            self.env["ADW_DEBUG_COLOR_SCHEME"] = "prefer-dark"
        for name in ("ASAN_OPTIONS", "LSAN_OPTIONS", "UBSAN_OPTIONS"):
            if name in os.environ:
                self.env[name] = os.environ[name]
        # Blocks that GTK's libraries keep are told from our own only by whole stacks, which make a window ten
        # times slower: leaks are the business of the unit tests, memory errors are looked for here too.
        self.env["ASAN_OPTIONS"] = self.env.get("ASAN_OPTIONS", "") + ":detect_leaks=0"
        (self.home / "runtime").mkdir(mode=0o700, exist_ok=True)
        bus = self._start(["dbus-daemon", "--session", "--nofork", "--print-address=1"], stdout=subprocess.PIPE)
        self.env["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().decode().strip()
        self._start(["openbox"])
        if shutil.which("xcompmgr"):  # shadows around popovers are black without it
            self._start(["xcompmgr"])
        self._wait_for_window_manager()
        os.environ.update(self.env)

    def server_command(self, display):
        """What shows the windows; it writes its number to the file descriptor @display."""
        width, height = self.size
        return ["Xvfb", "-displayfd", str(display), "-screen", "0", f"{width}x{height}x24", "-nolisten", "tcp"]

    def _start(self, command, **options):
        options.setdefault("stdout", subprocess.DEVNULL)
        env = getattr(self, "env", None)
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL, env=env, start_new_session=True, **options)
        self.processes.append(process)
        return process

    def _wait_for_window_manager(self):
        for _ in range(400):
            out = subprocess.run(["xprop", "-root", "_NET_SUPPORTING_WM_CHECK"], env=self.env, capture_output=True).stdout
            if b"window id" in out:
                return
            time.sleep(0.05)
        raise RuntimeError("no window manager")

    def launch(self, program, *args, env=None):
        self.log = open(self.home / "program.log", "ab")
        process = subprocess.Popen([str(program), *map(str, args)], env={**self.env, **(env or {})},
                                   stdout=self.log, stderr=self.log, start_new_session=True)
        self.processes.append(process)
        return process

    def program_log(self):
        return (self.home / "program.log").read_text(errors="replace")

    def shot(self, path):
        subprocess.run(["import", "-window", "root", str(path)], env=self.env, check=True, capture_output=True)

    def window_origin(self):
        """Of the active window's content, on the screen."""
        out = subprocess.run(["xdotool", "getactivewindow", "getwindowgeometry", "--shell"], env=self.env,
                             check=True, capture_output=True, text=True).stdout
        geometry = dict(line.split("=") for line in out.splitlines())
        return int(geometry["X"]), int(geometry["Y"])

    def maximise(self):
        window = subprocess.run(["xdotool", "getactivewindow"], env=self.env, check=True, capture_output=True, text=True).stdout.strip()
        subprocess.run(["xdotool", "windowsize", window, "100%", "100%", "windowmove", window, "0", "0"], env=self.env, check=True)
        time.sleep(0.5)

    def active(self):
        """The window that has the keyboard, as the window manager says; empty when none has."""
        return subprocess.run(["xdotool", "getactivewindow"], env=self.env, check=False, capture_output=True,
                              text=True).stdout.strip()

    def key(self, *keys):
        subprocess.run(["xdotool", "key", "--clearmodifiers", *keys], env=self.env, check=True)

    def type(self, text):
        subprocess.run(["xdotool", "type", "--delay", "20", "--", text], env=self.env, check=True)

    def click(self, x, y):
        subprocess.run(["xdotool", "mousemove", str(int(x)), str(int(y)), "click", "1"], env=self.env, check=True)

    def move(self, x, y):
        subprocess.run(["xdotool", "mousemove", str(int(x)), str(int(y))], env=self.env, check=True)

    def scroll(self, up=True, times=1):
        subprocess.run(["xdotool", "click", "--repeat", str(times), "4" if up else "5"], env=self.env, check=True)

    def hold(self, seconds=1.2):
        """The button of the mouse where it is, longer than a click."""
        subprocess.run(["xdotool", "mousedown", "1", "sleep", str(seconds), "mouseup", "1"], env=self.env, check=True)

    def drag(self, x1, y1, x2, y2):
        subprocess.run(["xdotool", "mousemove", str(x1), str(y1), "mousedown", "1", "mousemove", str((x1 + x2) // 2),
                        str((y1 + y2) // 2), "mousemove", str(x2), str(y2), "mouseup", "1"], env=self.env, check=True)

    def close(self):
        for process in reversed(self.processes):
            if process.poll() is None:
                try:
                    os.killpg(process.pid, signal.SIGTERM)
                except ProcessLookupError:
                    pass
        for process in self.processes:
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        if not self.keep:
            shutil.rmtree(self.home, ignore_errors=True)


class Tree:
    """The accessible tree of the running program."""

    def __init__(self, desktop, name="rostok", timeout=30):
        import warnings
        warnings.filterwarnings("ignore", category=DeprecationWarning)
        import gi
        gi.require_version("Atspi", "2.0")
        from gi.repository import Atspi, GLib
        self.atspi = Atspi
        self.glib = GLib
        self.desktop = desktop
        Atspi.init()
        self.app = self.wait(lambda: self._find_app(name), timeout, f"the program {name} in the accessible tree")

    def _find_app(self, name):
        desktop = self.atspi.get_desktop(0)
        for i in range(desktop.get_child_count()):
            app = desktop.get_child_at_index(i)
            try:
                if app is not None and name in (app.get_name() or "").lower() and app.get_child_count() > 0:
                    return app
            except Exception:
                continue
        return None

    @staticmethod
    def wait(probe, timeout=10, what="it"):
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            try:
                found = probe()
            except Exception:
                found = None
            if found:
                return found
            time.sleep(0.05)
        raise AssertionError(f"waited {timeout} s in vain for {what}")

    def children(self, node, showing):
        """What goes away while it is looked at is left out: GTK says then that there is no such application."""
        found = []
        try:
            for i in range(node.get_child_count()):
                child = node.get_child_at_index(i)
                if child is not None and (not showing or self.leads_on(child)):
                    found.append(child)
        except self.glib.Error:
            pass
        return found

    def walk(self, node=None, depth=0, showing=False):
        """Every node below @node; with @showing those on the screen, without descending into the others."""
        node = node or self.app
        yield node, depth
        if depth > 40:
            return
        for child in self.children(node, showing and depth > 0):
            yield from self.walk(child, depth + 1, showing)

    def leads_on(self, node):
        """A page of a stack has no size of its own in GTK 4.8: its content tells."""
        return self.showing(node) or (node.get_role_name() == "panel" and node.get_child_count() == 1
                                      and self.showing(node.get_child_at_index(0)))

    def extents(self, node):
        """x, y, width, height in the window, in pixels."""
        box = node.get_component_iface().get_extents(self.atspi.CoordType.WINDOW)
        return box.x, box.y, box.width, box.height

    def showing(self, node):
        """GTK 4.8 does not tell SHOWING: what is on the screen is visible and has a size."""
        if (node is None or node.get_component_iface() is None
                or not node.get_state_set().contains(self.atspi.StateType.VISIBLE)):
            return False
        _, _, width, height = self.extents(node)
        return width > 0 and height > 0

    def find_all(self, role=None, name=None, showing=True):
        found = []
        for node, _ in self.walk(showing=showing):
            try:
                if role and node.get_role_name() not in ([role] if isinstance(role, str) else role):
                    continue
                if name is not None and not re.search(name, node.get_name() or ""):
                    continue
                found.append(node)
            except Exception:
                continue
        return found

    def find(self, role=None, name=None, timeout=10, showing=True):
        return self.wait(lambda: self.find_all(role, name, showing), timeout, f"{role} “{name}”")[0]

    def gone(self, role=None, name=None, timeout=10):
        self.wait(lambda: not self.find_all(role, name), timeout, f"{role} “{name}” to go away")

    def press(self, role=None, name=None, timeout=10):
        """By its action; a row of a list has none in GTK 4.8 and is clicked."""
        self.find(role, name, timeout)
        nodes = self.find_all(role, name)
        for node in nodes:
            action = node.get_action_iface()
            if action is not None and action.get_n_actions() > 0:
                action.do_action(0)
                return node
        self.click(nodes[0])
        return nodes[0]

    def click(self, node, x=0.5, y=0.5):
        """The mouse at a fraction of the node's box."""
        at = self.at(node, x, y)
        self.desktop.click(*at)

    def at(self, node, x=0.5, y=0.5):
        """That place on the screen."""
        left, top = self.desktop.window_origin()
        box = self.extents(node)
        return left + box[0] + x * box[2], top + box[1] + y * box[3]

    def wait_for_file_dialog(self, timeout=60):
        """Until a window beside the first one has the keyboard in its field for the name."""
        def probe():
            for i in range(1, self.app.get_child_count()):
                for node, _ in self.walk(self.app.get_child_at_index(i), 1, showing=True):
                    if node.get_role_name() == "text" and node.get_state_set().contains(self.atspi.StateType.FOCUSED):
                        return True
            return False

        self.wait(probe, timeout, "the file dialog")
        time.sleep(0.3)

    def names(self, role=None):
        """Of what is on the screen."""
        found = []
        for node in self.find_all(role):
            try:
                found.append(node.get_name())
            except self.glib.Error:
                continue  # it is gone
        return [name for name in found if name]

    def unnamed(self):
        """Showing controls without a name: a screen reader would say only “button”."""
        roles = {"push button", "button", "toggle button", "check box", "radio button", "combo box", "text", "entry",
                 "spin button", "slider", "switch"}
        bad = []
        for node, _ in self.walk(showing=True):
            try:
                if node.get_role_name() in roles and not (node.get_name() or "").strip():
                    parents = []
                    parent = node.get_parent()
                    while parent is not None and len(parents) < 4:
                        parents.append(f"{parent.get_role_name()} {parent.get_name()!r}")
                        parent = parent.get_parent()
                    # A labelled control inside a named composite (an entry in a named spin button) is fine.
                    if parents and not any(re.match(r"(spin button|combo box|list item|push button|toggle button) '.+'", p) for p in parents[:2]):
                        bad.append(f"{node.get_role_name()} in {' < '.join(parents)}")
            except Exception:
                continue
        return bad

    def dump(self):
        return "\n".join(f"{'  ' * depth}{node.get_role_name()} {node.get_name()!r}" for node, depth in self.walk())
