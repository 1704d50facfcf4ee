"""The example sketches say what their profiles read: each is compiled for this computer, with its sensor played, and
what it prints is decoded. Arguments: rostok-cli."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import tap

CLI = sys.argv[1]
HERE = pathlib.Path(__file__).resolve().parent
SKETCHES = HERE.parent.parent / "data" / "devices" / "sketches"

# By hand from the readings that arduino/sensors.h plays; quantity and unit as the class sees them.
EXPECTED = {
    "bmp280": {"p": (101.325, "pressure", "kPa"), "T": (23.1, "temperature", "°C")},
    "dht": {"T": (-3.2, "temperature", "°C"), "RH": (45.3, "humidity", "%")},
    "ds18b20": {"T1": (21.5, "temperature", "°C"), "T2": (23.75, "temperature", "°C")},
    # 307 counts of 1023 at 5 V are 1500.5 mV; 1000 / 820 / 200 mS/cm for each mV.
    "ec": {"EC": (9.149, "conductivity", "mS/cm"), "U": (1500.5, "voltage", "mV")},
    # 5828 us there and back at 343.2 m/s.
    "hc-sr04": {"x": (1.0001, "distance", "m")},
    "hx711": {"counts": (-123456, "", "")},
    "max31855": {"T": (801.25, "temperature", "°C"), "T0": (24.56, "temperature", "°C")},
    "max6675": {"T": (99.75, "temperature", "°C")},
    # -8192 of 16384 is half a g; -131 of 131 is one degree a second.
    "mpu6050": {"ax": (0, "acceleration", "m/s²"), "ay": (-4.903, "acceleration", "m/s²"), "az": (9.807, "acceleration", "m/s²"),
                "wx": (90, "angular_velocity", "°/s"), "wy": (0, "angular_velocity", "°/s"), "wz": (-1, "angular_velocity", "°/s")},
    "ph": {"pH": (7.0, "ph", "pH"), "U": (1500.5, "voltage", "mV")},
}


def run_sketch(name, missing):
    with tempfile.TemporaryDirectory() as folder:
        binary = pathlib.Path(folder) / "sketch"
        source = SKETCHES / name / f"{name}.ino"
        subprocess.run([os.environ.get("CXX_FOR_SKETCHES", "g++"), "-Wall", "-Werror", f"-DSKETCH=\"{source}\"", "-I", HERE / "arduino",
                        HERE / "arduino" / "main.cc", "-o", binary], check=True, capture_output=True, text=True)
        env = {**os.environ, **({"MISSING": "1"} if missing else {})}
        return subprocess.run([binary], env=env, check=True, capture_output=True).stdout


def decode(name, data):
    run = subprocess.run([CLI, "decode", "--profile", f"sketch-{name}", "-"], input=data, capture_output=True, check=True)
    counts = run.stderr.decode().split()
    return [json.loads(line) for line in run.stdout.decode().splitlines()], dict(zip(counts[::2], map(int, counts[1::2])))


def check_sketch(name):
    readings, counts = decode(name, run_sketch(name, False))
    assert counts["rejected"] == 0 and counts["dropped"] == 0, counts
    found = {}
    for reading in readings:
        found.setdefault(reading["channel"], []).append(reading)
    assert set(found) == set(EXPECTED[name]), found.keys()
    for channel, (value, quantity, unit) in EXPECTED[name].items():
        assert len(found[channel]) == 5, found[channel]
        for reading in found[channel]:
            assert abs(reading["value"] - value) <= 1e-3 * max(1, abs(value)), reading
            assert (reading["quantity"] or "") == quantity and (reading["unit"] or "") == unit, reading


def test_every_sketch_has_an_expectation():
    assert {path.name for path in SKETCHES.iterdir() if path.is_dir()} - {"photogate"} == set(EXPECTED)


for sketch in sorted(EXPECTED):
    globals()[f"test_{sketch}"] = lambda name=sketch: check_sketch(name)


def test_a_missing_sensor_gives_no_value():
    """Neither an old value nor -127: nothing, or a missing one."""
    for name in ("bmp280", "dht", "ds18b20", "hc-sr04", "hx711", "max31855", "max6675", "mpu6050"):
        readings, counts = decode(name, run_sketch(name, True))
        assert counts["rejected"] == 0, (name, counts)
        for reading in readings:
            assert reading["value"] is None or reading["channel"] == "T0", (name, reading)


tap.run(sys.modules[__name__])
