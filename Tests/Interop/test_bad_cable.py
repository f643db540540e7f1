"""Bad cables: reflections, noise, too many meters, no bias; how many answers are left of them.

How often a character breaks is meterfarm's own function (docs/line.md). It is counted by a client
of the line that gets exception 0B for what is lost, as soon as nothing more can come.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pymodbus.client import ModbusTcpClient

from support import reference
from support.disk_farm import eventually
from support.farm import FROZEN, Daemon, Json, bus, farm, pty_port, running, tcp_port
from support.frames import read_pdu, rtu
from support.lines import rtu_master
from support.probe import probe
from support.witness import CLEAN, SEED, whatever_comes

READ = read_pdu(3, 0x1000, 2)
RIGHT = rtu(CLEAN, bytes([3, 4]) + (23000).to_bytes(4, "big"))
#: The lines, and how many meters there are on them.
LINES: dict[str, tuple[Json, int]] = {
    "good": ({"length": 1200}, 1),
    "short": ({"length": 100, "terminators": 0}, 1),
    "light": ({"drivers": 30, "unitLoad": 0.5}, 40),
    "long": ({"length": 1200, "terminators": 0}, 1),
    "one-end": ({"length": 1200, "terminators": 1}, 1),
    "bit-errors": ({"bitErrorRate": 0.003}, 1),
    "overloaded": ({"drivers": 30, "unitLoad": 1}, 40),
    "unbiased": ({"bias": False}, 1),
    "noise": ({"noise": {"every": "250ms", "length": 4}}, 1),
    "crackling": ({"noise": {"every": "20ms", "length": 6}, "timing": "realistic"}, 1),
}
#: The chance of a character to break: 0.25 log10(9600 * 1200 / 2e6), half of it with one
#: terminator, 1 - (1 - 0.003)^10, 0.5 (40 / 30 - 1)^2.
BROKEN = {"long": 0.19, "one-end": 0.095, "bit-errors": 0.0296, "overloaded": 0.0556}


@pytest.fixture(scope="module")
def daemon(meterfarm: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    folder = tmp_path_factory.mktemp("cables")
    print(f"seed {SEED}")
    plain = {"baudRate": 9600, "parity": "none", "stopBits": 1}
    buses = [
        bus(name, pty_port(folder / name, name=name), tcp_port(name=name), line=plain | line)
        for name, (line, _) in LINES.items()
    ]
    meters = [
        reference.reference_meter(name, unit, f"{name}-{unit}")
        for name, (_, count) in LINES.items()
        for unit in range(CLEAN, CLEAN + count)
    ]
    with running(meterfarm, farm(buses, meters, FROZEN, SEED), folder) as daemon:
        yield daemon


def share(daemon: Daemon, name: str, words: int, count: int = 80) -> float:
    """The share of requests that are answered."""
    host, port = daemon.tcp(name)
    client = ModbusTcpClient(host, port=port, timeout=20, retries=0)
    good = 0
    for _ in range(count):
        response = client.read_holding_registers(0x1000, count=words, device_id=CLEAN)
        if response.isError():
            assert response.exception_code == 0x0B
        else:
            assert response.registers[:2] == [0, 23000]
            good += 1
    client.close()
    return good / count


def chance(broken: float, characters: int) -> float:
    """The chance that a whole exchange arrives."""
    return (1 - broken) ** characters


def test_a_cable_with_what_it_needs_is_good(daemon: Daemon) -> None:
    for name in ("good", "short", "light"):
        assert share(daemon, name, 2, 60) == 1


@pytest.mark.parametrize("name", BROKEN)
def test_a_bad_cable_breaks_as_many_as_it_should(daemon: Daemon, name: str) -> None:
    expected, count = chance(BROKEN[name], 8 + 9), 80
    deviation = (expected * (1 - expected) / count) ** 0.5
    assert abs(share(daemon, name, 2, count) - expected) < 5 * deviation


def test_long_frames_suffer_more(daemon: Daemon) -> None:
    short, long = (share(daemon, "bit-errors", words) for words in (2, 100))
    assert long < 0.1 < 0.35 < short


def test_an_unbiased_line_breaks_first_characters(daemon: Daemon) -> None:
    assert 0.5 < share(daemon, "unbiased", 2) < 1


def test_strays_stand_behind_answers_on_an_unbiased_line(daemon: Daemon) -> None:
    def ask() -> bool:
        with rtu_master(daemon.pty("unbiased")) as master:
            master.line.send(rtu(CLEAN, READ))
            heard = whatever_comes(master.line, len(RIGHT) + 1, 0.1)
            return heard[:-1] == RIGHT

    eventually("a stray character comes behind an answer", ask)


def test_a_burst_breaks_the_run_that_follows(daemon: Daemon, probe_program: Path) -> None:
    spot = ["rtu", str(daemon.pty("noise")), "9600", "N", str(CLEAN)]
    with probe(probe_program, *spot) as libmodbus:
        libmodbus("timeout", 50)
        results = set()

        def ask() -> bool:
            results.add(libmodbus.outcome(3, 0x1000, 2) == [0, 23000])
            return results == {True, False}

        eventually("some are answered and some are not", ask)


def test_noise_is_heard_on_an_idle_line(daemon: Daemon) -> None:
    with rtu_master(daemon.pty("crackling")) as master:
        assert len(set(master.line.read(40))) > 4
