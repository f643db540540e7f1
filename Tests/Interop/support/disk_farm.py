"""A farm of three meters whose state lies on a disk with faults, and what masters do to it."""

import time
from collections.abc import Callable
from pathlib import Path

from .farm import Json, bus, constant_load, farm, meter, pty_port, tcp_port
from .frames import exception, write_registers_pdu
from .lines import SAFETY_TIMEOUT
from .model import Register, load_model
from .state import Master, read

NAME = "meterfarm-reference"
MODEL = load_model(NAME)
SETTING = MODEL.setting("demandPeriod")
#: What the setting is at first.
DEFAULT = 900
#: What a refused write of the setting is answered.
REFUSED = exception(16, 4)
#: Virtual seconds a second.
SPEED = 60


def disk_farm(speed: float = SPEED, pty: Path | None = None) -> Json:
    """Two meters on a bus and one on another."""
    ports = [tcp_port()] + ([pty_port(pty)] if pty else [])
    places = [("a", 1, "line"), ("b", 2, "line"), ("c", 3, "yard")]
    meters = [meter(name, NAME, unit, on, constant_load()) for name, unit, on in places]
    return farm([bus("line", *ports), bus("yard", tcp_port())], meters, speed=speed)


def number(master: Master, unit: int, register: Register = SETTING) -> int:
    """The number in a register."""
    words = read(master, unit, register)
    return sum(word << 16 * place for place, word in enumerate(reversed(words)))


def set_period(master: Master, unit: int, period: int) -> bytes:
    """Writes a setting; the response, whatever it is."""
    return master.request(unit, write_registers_pdu(SETTING.address, [0, period]))


def eventually(what: str, test: Callable[[], bool]) -> None:
    """Asks until it is so."""
    deadline = time.monotonic() + SAFETY_TIMEOUT
    while not test():
        assert time.monotonic() < deadline, f"never: {what}"
