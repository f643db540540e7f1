"""Memory and start-up time of a farm of many meters."""

import socket
import struct
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from .farm import FarmShape, write_farm
from .servers import RunningServer, start_meterfarm

POLL_TIMEOUT = 60.0
#: Requests sent to a port before the first answer is awaited.
BATCH = 32


@dataclass(frozen=True)
class Footprint:
    """What a farm costs before and after every meter was polled once."""

    meters: int
    start_seconds: float
    empty_bytes: int
    ready_bytes: int
    polled_bytes: int

    @property
    def bytes_per_meter(self) -> float:
        """What one meter adds, all told, after its first poll."""
        return (self.polled_bytes - self.empty_bytes) / self.meters


def measure_footprint(meterfarm: Path, folder: Path, shape: FarmShape, starts: int) -> Footprint:
    """Starts the farm several times; the memory is that of the last one."""
    farm = write_farm(folder / "footprint.json", shape)
    single = write_farm(folder / "single.json", FarmShape(1, 1, shape.model))
    empty_bytes = _resident_of(meterfarm, single)
    seconds = [_start_seconds(meterfarm, farm) for _ in range(starts - 1)]
    server = start_meterfarm(meterfarm, farm)
    try:
        ready_bytes = server.resident_bytes()
        poll_every_meter(server, shape)
        return Footprint(
            meters=shape.meters,
            start_seconds=median([*seconds, server.start_seconds]),
            empty_bytes=empty_bytes,
            ready_bytes=ready_bytes,
            polled_bytes=server.resident_bytes(),
        )
    finally:
        server.stop()


def _resident_of(meterfarm: Path, farm: Path) -> int:
    server = start_meterfarm(meterfarm, farm)
    try:
        return server.resident_bytes()
    finally:
        server.stop()


def _start_seconds(meterfarm: Path, farm: Path) -> float:
    server = start_meterfarm(meterfarm, farm)
    server.stop()
    return server.start_seconds


def poll_every_meter(server: RunningServer, shape: FarmShape) -> None:
    """Reads the registers of every unit behind every port once."""
    for port in server.ports:
        with socket.create_connection(("127.0.0.1", port), timeout=POLL_TIMEOUT) as line:
            with line.makefile("rb") as answers:
                for first in range(1, shape.meters_per_bus + 1, BATCH):
                    units = range(first, min(first + BATCH, shape.meters_per_bus + 1))
                    line.sendall(b"".join(_request(unit, shape) for unit in units))
                    for unit in units:
                        _check_answer(answers.read(9 + 2 * shape.count), unit, shape)


def read_one(line: socket.socket, unit: int, shape: FarmShape) -> None:
    """Reads the registers of one unit."""
    line.sendall(_request(unit, shape))
    answer = b""
    while len(answer) < 9 + 2 * shape.count:
        part = line.recv(512)
        if not part:
            raise RuntimeError(f"the connection ended at unit {unit}")
        answer += part
    _check_answer(answer, unit, shape)


def _request(unit: int, shape: FarmShape) -> bytes:
    return struct.pack(">HHHBBHH", unit, 0, 6, unit, 3, shape.address, shape.count)


def _check_answer(answer: bytes, unit: int, shape: FarmShape) -> None:
    size = 2 * shape.count
    if answer[:9] != struct.pack(">HHHBBB", unit, 0, 3 + size, unit, 3, size):
        raise RuntimeError(f"unit {unit} answered {answer.hex(' ')}")
