"""Masters on raw bytes, one for each way of framing, and farms in which each meter has one fault.

Meters with the same model and load show the same; so what a faulty meter should have answered is
what the clean meter beside it answers, in the frame of the faulty one.
"""

import itertools
import select
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from . import reference
from .farm import FROZEN, Daemon, Json, bus, farm
from .frames import mbap, read_pdu, response_length, rtu
from .lines import SAFETY_TIMEOUT, ByteLine, PtyLine, RtuMaster, SocketLine

#: Ways to a bus: the name of the bus, and the protocol and the kind of its port.
WAYS = {
    "tcp": ("modbus-tcp", "listen"),
    "rtu-pty": ("modbus-rtu", "pty"),
    "rtu-tcp": ("modbus-rtu", "listen"),
    "ascii-pty": ("modbus-ascii", "pty"),
    "ascii-tcp": ("modbus-ascii", "listen"),
}
SERIAL_WAYS = [way for way in WAYS if way != "tcp"]
#: The address of the meter without a fault.
CLEAN = 1
SEED = 20260105
_numbers = itertools.count(0x1234)


def lrc(data: bytes) -> int:
    """The checksum of an ASCII frame: the two's complement of the sum of its bytes."""
    return -sum(data) & 0xFF


def ascii_frame(unit: int, pdu: bytes, end: bytes = b"\r\n") -> bytes:
    """An ASCII frame."""
    data = bytes([unit]) + pdu
    return b":" + (data + bytes([lrc(data)])).hex().upper().encode() + end


def read(quantity: str, table: str = "holding") -> bytes:
    """A request for the finest register that shows a quantity of the reference model."""
    register = reference.reference().quantity(quantity, table)
    return read_pdu(register.function, register.address, register.words)


#: Two requests with answers of the same length and different numbers.
VOLTAGE, FREQUENCY = read("voltage.l1"), read("frequency")


class Witness:
    """A master that frames requests and leaves what comes back as it is."""

    def __init__(self, way: str, line: ByteLine) -> None:
        self.line = line
        self._framing = way.split("-")[0]
        self.transaction = 0

    def frame(self, unit: int, pdu: bytes) -> bytes:
        """A request, or the right answer to the last one, as it goes over the line."""
        if self._framing == "ascii":
            return ascii_frame(unit, pdu)
        return rtu(unit, pdu) if self._framing == "rtu" else mbap(self.transaction, unit, pdu)

    def request(self, unit: int, pdu: bytes) -> bytes:
        """The next request, with a transaction of its own."""
        self.transaction = (self.transaction + 1) % 0x10000
        return self.frame(unit, pdu)

    def send(self, unit: int, pdu: bytes) -> None:
        """Asks, and does not wait for an answer."""
        self.line.send(self.request(unit, pdu))

    def ask(self, unit: int, pdu: bytes) -> bytes:
        """Asks for an answer that must be right in every byte of its frame; its PDU."""
        self.send(unit, pdu)
        answer = self.receive()
        assert self.frame(unit, answer) == self.last, f"{self.last.hex(' ')} is no right frame"
        return answer

    def receive(self) -> bytes:
        """Reads one frame by its own account of its length; its PDU. `last` is the frame."""
        if self._framing == "ascii":
            self.last = self.line.read(1)
            while self.last[-1:] != b"\n":
                self.last += self.line.read(1)
            return bytes.fromhex(self.last[1:-4].decode())[1:]
        if self._framing == "rtu":
            self.last = self.line.read(3)
            self.last += self.line.read(response_length(self.last) - 3)
            return self.last[1:-2]
        self.last = self.line.read(6)
        self.last += self.line.read(int.from_bytes(self.last[4:], "big"))
        return self.last[7:]

    def clean(self, pdu: bytes = VOLTAGE) -> bytes:
        """What the clean meter answers; asserts that nothing else is on the line before it."""
        return self.ask(CLEAN, pdu)

    def hears_nothing(self) -> bool:
        """Whether nothing comes for a moment; a longer one would find no more of what is due."""
        return whatever_comes(self.line, 1, 0.1) == b""

    def expect(self, expected: bytes) -> None:
        """Asserts that exactly these bytes come, and nothing behind them."""
        assert self.line.read(len(expected)) == expected
        self.clean()


def place(daemon: Daemon, way: str) -> Path | tuple[str, int]:
    """Where masters of a way come in."""
    port = daemon.port(WAYS[way][0], way)
    return port.path if WAYS[way][1] == "pty" else port.address


def probe_place(daemon: Daemon, way: str, unit: int = CLEAN) -> list[str]:
    """The place and a unit, as modbus-probe takes them."""
    where = place(daemon, way)
    if isinstance(where, Path):
        return ["rtu", str(where), "9600", "N", str(unit)]
    return ["tcp", *map(str, where), str(unit)]


def whatever_comes(line: PtyLine | SocketLine, count: int, seconds: float) -> bytes:
    """Reads up to so many bytes, as long as they do not keep waiting for longer than that.

    Only for what cannot be told otherwise; a test that reads too little must ask again.
    """
    data = b""
    while len(data) < count and select.select([line], [], [], seconds)[0]:
        data += line.read(1)
    return data


def hear_from_now(master: RtuMaster) -> None:
    """Reads off what has passed on a line before, and may still be on its way to a pty.

    It ends with the echo of a number that nobody else has sent (diagnostics, sub-function 0).
    """
    echo = rtu(CLEAN, struct.pack(">BHH", 8, 0, next(_numbers)))
    master.line.send(echo)
    passed = b""
    while not passed.endswith(echo):
        passed += master.line.read(1)


class BoundLine(SocketLine):
    """A TCP connection from an address of the loopback that is chosen."""

    def __init__(self, host: str, port: int, source: str) -> None:
        self._socket = socket.create_connection((host, port), SAFETY_TIMEOUT, (source, 0))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


@contextmanager
def witness(daemon: Daemon, way: str, source: str = "127.0.0.1") -> Iterator[Witness]:
    """A master at a bus."""
    where = place(daemon, way)
    line = PtyLine(where) if isinstance(where, Path) else BoundLine(*where, source)
    try:
        yield Witness(way, line)
    finally:
        line.close()


def way_port(way: str, folder: Path, **more: Any) -> Json:
    """The port of a way."""
    protocol, kind = WAYS[way]
    spot = str(folder / way) if kind == "pty" else "127.0.0.1:0"
    return {"name": way, "protocol": protocol, kind: spot, **more}


def way_bus(way: str, folder: Path, **more: Any) -> Json:
    """A bus with one port; both have the name of the way."""
    line = {"baudRate": 9600, "parity": "none", "stopBits": 1, **more.pop("line", {})}
    return bus(way, way_port(way, folder), line=line, **more)


def meters_of(way: str, units: dict[str, int]) -> list[Json]:
    """Meters of the reference model on one load: `WAY.NAME`."""
    return [reference.reference_meter(way, unit, f"{way}.{name}") for name, unit in units.items()]


def units_of(effects: dict[str, Any]) -> dict[str, int]:
    """An address for each fault, and one for the clean meter."""
    return {"clean": CLEAN} | {name: CLEAN + 1 + place for place, name in enumerate(effects)}


def fault_farm(
    folder: Path, effects: dict[str, Any], ways: list[str], speed: float = FROZEN
) -> Json:
    """On each bus a clean meter and one for each fault, which strikes every request to it."""
    print(f"seed {SEED}")
    units = units_of(effects)
    meters = [one for way in ways for one in meters_of(way, units)]
    document = farm([way_bus(way, folder) for way in ways], meters, speed, SEED)
    document["faults"] = [
        {"name": name, "target": {"unit": units[name]}, "effect": effect}
        for name, effect in effects.items()
    ]
    return document
