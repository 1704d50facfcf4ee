"""A desktop with a touch screen: an X server without hardware, whose input comes from a test over a socket.

The layout of the messages is told by inputtestdrv(4) and the header it names: each begins with its length and its type.
"""
import os
import pathlib
import socket
import struct
import time

import desktop
import tap

SERVER = pathlib.Path("/usr/lib/xorg/Xorg")  # not the wrapper in /usr/bin, which asks for a console
MODULES = pathlib.Path("/usr/lib/xorg/modules")
NEEDED = {SERVER: "xserver-xorg-core", MODULES / "input/inputtest_drv.so": "xserver-xorg-core",
          MODULES / "drivers/dummy_drv.so": "xserver-xorg-video-dummy"}

CLIENT_VERSION, WAIT_FOR_SYNC, TOUCH = 0, 1, 6
TOUCH_BEGIN, TOUCH_UPDATE, TOUCH_END = 18, 19, 20
AXIS_MAX = 65535
VALUATORS = 64

LAYOUT = """
Section "ServerFlags"
  Option "AutoAddDevices" "false"
  Option "AutoAddGPU" "false"
  Option "DontVTSwitch" "true"
  Option "BlankTime" "0"
EndSection
Section "InputDevice"
  Identifier "mouse"
  Driver "inputtest"
  Option "DeviceType" "Pointer"
  Option "SocketPath" "{home}/mouse"
EndSection
Section "InputDevice"
  Identifier "keys"
  Driver "inputtest"
  Option "DeviceType" "Keyboard"
  Option "SocketPath" "{home}/keys"
EndSection
Section "InputDevice"
  Identifier "fingers"
  Driver "inputtest"
  Option "DeviceType" "Touch"
  Option "TouchCount" "5"
  Option "SocketPath" "{home}/touch"
EndSection
Section "Device"
  Identifier "card"
  Driver "dummy"
  VideoRam 65536
EndSection
Section "Monitor"
  Identifier "monitor"
  HorizSync 1-1000
  VertRefresh 1-1000
  Modeline "whole" {clock} {width} {front} {sync} {total} {height} {below} {vsync} {vtotal}
EndSection
Section "Screen"
  Identifier "screen"
  Device "card"
  Monitor "monitor"
  DefaultDepth 24
  SubSection "Display"
    Depth 24
    Modes "whole"
    Virtual {width} {height}
  EndSubSection
EndSection
Section "ServerLayout"
  Identifier "layout"
  Screen "screen"
  InputDevice "mouse" "CorePointer"
  InputDevice "keys" "CoreKeyboard"
  InputDevice "fingers" "SendCoreEvents"
EndSection
"""


def need():
    """Skips where no such server can run."""
    missing = sorted({package for path, package in NEEDED.items() if not path.exists()})
    if missing:
        raise tap.Skip("no fingers here: " + ", ".join(missing) + " missing")
    if os.geteuid() != 0:
        raise tap.Skip("no fingers here: the X server with drivers starts for root only")


class TouchDesktop(desktop.Desktop):
    """Fingers have numbers, and places in pixels of the screen."""

    def __init__(self, build, **options):
        self.places = {}
        try:
            super().__init__(build, **options)
        except RuntimeError as error:
            raise tap.Skip(f"no fingers here: {error}") from None
        self.touch = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.touch.settimeout(60)
        self.touch.connect(str(self.home / "touch"))
        self._send(CLIENT_VERSION, struct.pack("=HH", 1, 0))
        self._answer()
        # The mouse of the keyboard's helper begins in the middle of the screen, over what is to be touched.
        self.move(self.size[0] - 1, 0)

    def server_command(self, display):
        width, height = self.size
        numbers = {"width": width, "front": width + 16, "sync": width + 32, "total": width + 64,
                   "height": height, "below": height + 4, "vsync": height + 8, "vtotal": height + 16,
                   "clock": round((width + 64) * (height + 16) * 60 / 1e6, 2), "home": self.home}
        config = self.home / "xorg.conf"
        config.write_text(LAYOUT.format(**numbers))
        return [str(SERVER), "-displayfd", str(display), "-config", str(config), "-logfile", str(self.home / "xorg.log"),
                "-nolisten", "tcp", "-noreset", "-novtswitch", "-sharevts"]

    def _send(self, kind, body=b""):
        self.touch.sendall(struct.pack("=II", 8 + len(body), kind) + body)

    def _answer(self):
        """Reads one and returns its type."""
        head = self._read(8)
        length, kind = struct.unpack("=II", head)
        self._read(length - 8)
        return kind

    def _read(self, length):
        data = b""
        while len(data) < length:
            part = self.touch.recv(length - len(data))
            if not part:
                raise RuntimeError("the X server hung up:\n" + (self.home / "xorg.log").read_text()[-2000:])
            data += part
        return data

    def _touch(self, finger, kind, x, y):
        """The server has done with it when this returns."""
        values = [0.0] * VALUATORS
        values[0] = (x + 0.5) * (AXIS_MAX + 1) / self.size[0]
        values[1] = (y + 0.5) * (AXIS_MAX + 1) / self.size[1]
        mask = bytes([3]) + bytes(7)
        data = struct.pack("=I8s4x", 0, mask) + struct.pack(f"={VALUATORS}d", *values) + bytes(8 * VALUATORS)
        self._send(TOUCH, struct.pack("=II", finger, kind) + data)
        self._send(WAIT_FOR_SYNC)
        self._answer()

    def finger_down(self, finger, x, y):
        self.places[finger] = (x, y)
        self._touch(finger, TOUCH_BEGIN, x, y)

    def finger_up(self, *fingers):
        for finger in fingers or sorted(self.places):
            self._touch(finger, TOUCH_END, *self.places.pop(finger))

    def finger_move(self, places, steps=12):
        """Several at once, each from where it is: @places has their numbers. About as fast as a hand."""
        begins = {finger: self.places[finger] for finger in places}
        for step in range(1, steps + 1):
            for finger, (x, y) in places.items():
                x0, y0 = begins[finger]
                self.places[finger] = (x0 + (x - x0) * step / steps, y0 + (y - y0) * step / steps)
                self._touch(finger, TOUCH_UPDATE, *self.places[finger])
            time.sleep(0.02)

    def tap(self, x, y):
        self.finger_down(0, x, y)
        time.sleep(0.05)
        self.finger_up(0)

    def press(self, x, y, seconds):
        self.finger_down(0, x, y)
        time.sleep(seconds)
        self.finger_up(0)

    def swipe(self, x1, y1, x2, y2):
        self.finger_down(0, x1, y1)
        self.finger_move({0: (x2, y2)})
        self.finger_up(0)
