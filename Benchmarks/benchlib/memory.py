"""What it costs that a farm's state survives: reads during checkpoints, the disk, a restart."""

import json
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles

from .farm import FarmShape, farm_document
from .footprint import POLL_TIMEOUT, poll_every_meter, read_one
from .servers import RunningServer, start_meterfarm

#: Host seconds between two rounds of checkpoints while reads are timed.
INTERVAL = 4


@dataclass(frozen=True)
class Latency:
    """How long single reads took, seconds."""

    median: float
    high: float
    worst: float


@dataclass(frozen=True)
class StateCosts:
    """What keeping the state of a farm costs."""

    meters: int
    without: Latency
    during: Latency
    disk_bytes: int
    restart_seconds: float
    restart_polled_seconds: float

    @property
    def disk_bytes_per_meter(self) -> float:
        """The state file's share of one meter."""
        return self.disk_bytes / self.meters


def measure_state(meterfarm: Path, folder: Path, shape: FarmShape, rounds: int) -> StateCosts:
    """Times reads without and with state in turn, then kills the farm and starts it again."""
    farm = folder / "state.json"
    document = farm_document(shape) | {"checkpointEvery": f"{INTERVAL}s"}
    farm.write_text(json.dumps(document, indent=1))
    state = folder / "state"
    plain, keeping = start_meterfarm(meterfarm, farm), start_meterfarm(meterfarm, farm, state)
    try:
        without: list[float] = []
        during: list[float] = []
        for _ in range(rounds):
            without += time_reads(plain, shape)
            during += time_reads(keeping, shape)
        keeping.kill()
        keeping = start_meterfarm(meterfarm, farm, state)
        begin = time.monotonic()
        poll_every_meter(keeping, shape)
        polled = time.monotonic() - begin
        restart = keeping.start_seconds
        keeping.stop()
        return StateCosts(
            meters=shape.meters,
            without=latency(without),
            during=latency(during),
            disk_bytes=sum(path.stat().st_size for path in state.glob("*.sqlite*")),
            restart_seconds=restart,
            restart_polled_seconds=restart + polled,
        )
    finally:
        plain.stop()
        keeping.stop()


def time_reads(server: RunningServer, shape: FarmShape) -> list[float]:
    """Polls all meters, so that all have news, then times single reads over a whole interval."""
    poll_every_meter(server, shape)
    seconds: list[float] = []
    lines = [
        socket.create_connection(("127.0.0.1", port), timeout=POLL_TIMEOUT)
        for port in server.ports
    ]
    try:
        end = time.monotonic() + INTERVAL + 1
        for unit in around(shape.meters_per_bus):
            for line in lines:
                begin = time.perf_counter()
                read_one(line, unit, shape)
                seconds.append(time.perf_counter() - begin)
            if time.monotonic() > end:
                return seconds
    finally:
        for line in lines:
            line.close()
    return seconds


def around(units: int) -> Iterator[int]:
    """All units again and again."""
    while True:
        yield from range(1, units + 1)


def latency(seconds: list[float]) -> Latency:
    """Median, 99th percentile and worst."""
    cuts = quantiles(seconds, n=100)
    return Latency(median=cuts[49], high=cuts[98], worst=max(seconds))
