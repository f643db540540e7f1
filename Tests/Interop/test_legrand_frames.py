"""The worked frames of Legrand's energy guide for the meter 0 046 77, byte for byte on a pty."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from support.farm import (
    FROZEN, Daemon, bus, constant_load, farm, meter, pty_port, running,
)  # fmt: skip
from support.lines import RtuMaster, rtu_master
from support.model import load_model

MODEL = "legrand-004677"
VOLTAGE = ("06 03 20 00 00 02 CE 7C", "06 03 04 00 03 99 18 16 A9")
POWER_FACTOR = ("06 03 20 07 00 01 3F BC", "06 03 02 00 52 8C 79")
PARTIAL_ENERGY = ("06 03 20 0C 00 02 0E 7F", "06 03 04 00 00 00 02 0D 32")
RESET = ("06 10 00 C8 00 01 02 00 01 51 E8", "06 10 00 C8 00 01 81 80")
VERIFY = (PARTIAL_ENERGY[0], "06 03 04 00 00 00 00 8C F3")
FAULT = ("01 03 40 00 00 01 91 CA", "01 83 01 80 F0")


def exchange(master: RtuMaster, frames: tuple[str, str]) -> None:
    """Sends the first frame and asserts that exactly the second comes back."""
    request, expected = map(bytes.fromhex, frames)
    master.line.send(request)
    assert master.line.read(len(expected)).hex(" ") == expected.hex(" ")


@pytest.fixture
def daemon(meterfarm: Path, tmp_path: Path) -> Iterator[Daemon]:
    """The meter of the guide at address 6, with two counts of partial energy, and one at 1."""
    load = constant_load(power=1000, power_factor=0.82, voltage=235.8, phases="l1")
    register = load_model(MODEL).quantity("energy.active.import.partial")
    watt_hours = 2 * register.scale * {"kWh": 1000, "Wh": 1}[register.unit]
    indexes = {"energy.active.import.partial": watt_hours}
    meters = [
        meter("guide", MODEL, 6, "line", load, indexes=indexes),
        meter("other", MODEL, 1, "line", load),
    ]
    line = {"baudRate": 9600, "parity": "none", "stopBits": 1}
    document = farm([bus("line", pty_port(tmp_path / "pty"), line=line)], meters, speed=FROZEN)
    with running(meterfarm, document, tmp_path) as daemon:
        yield daemon


def test_the_frames_of_the_guide(daemon: Daemon) -> None:
    with rtu_master(daemon.pty()) as master:
        for frames in (VOLTAGE, POWER_FACTOR, PARTIAL_ENERGY, RESET, VERIFY, FAULT, VOLTAGE):
            exchange(master, frames)
