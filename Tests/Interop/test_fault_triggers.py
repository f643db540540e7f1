"""Which requests a fault strikes: triggers, chance that can be repeated, targets."""

import re
from calendar import timegm
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from support import reference
from support.disk_farm import eventually
from support.farm import FROZEN, START, Daemon, Json, farm, running
from support.frames import EXCEPTION_BIT, exception, read_pdu, words_of, write_registers_pdu
from support.witness import (
    CLEAN, FREQUENCY, SEED, VOLTAGE, Witness, fault_farm, meters_of, read, units_of, way_bus,
    witness,
)  # fmt: skip

from conftest import StartFarm

BUSY = {"exception": "serverDeviceBusy"}
#: Which of twelve requests are struck.
TRIGGERS: dict[str, tuple[Json, str]] = {
    "always": ({}, "############"),
    "every": ({"every": 3}, "--#--#--#--#"),
    "skip": ({"skip": 4}, "----########"),
    "count": ({"count": 2}, "##----------"),
    "skip-every-count": ({"skip": 2, "every": 2, "count": 3}, "---#-#-#----"),
    "never": ({"probability": 0}, "------------"),
    "certain": ({"probability": 1, "count": 5}, "#####-------"),
    "over": ({"until": START}, "------------"),
    "to-come": ({"from": "+1d"}, "------------"),
}
UNITS = units_of(TRIGGERS)


def struck(master: Witness, unit: int, count: int, request: bytes = VOLTAGE) -> str:
    """Which of so many requests get an exception."""
    answers = [master.ask(unit, request) for _ in range(count)]
    return "".join("#" if answer[0] & EXCEPTION_BIT else "-" for answer in answers)


@pytest.mark.parametrize("way", ["tcp", "rtu-pty"])
def test_triggers_count_the_requests_that_are_meant(
    start_farm: StartFarm, tmp_path: Path, way: str
) -> None:
    document = fault_farm(tmp_path, dict.fromkeys(TRIGGERS, BUSY), [way])
    for fault in document["faults"]:
        fault["trigger"] = TRIGGERS[fault["name"]][0]
    daemon = start_farm(document)
    with witness(daemon, way) as master:
        for name, (_, expected) in TRIGGERS.items():
            assert struck(master, CLEAN, 3) == "---"
            assert struck(master, UNITS[name], 12) == expected, name
    strikes = {
        name: [match["number"] for match in re.finditer(
            rf'fault "{name}" fired for the (?P<number>\d+)\w\w time \(exception', daemon.stderr
        )] for name in TRIGGERS
    }  # fmt: skip
    for name, (_, expected) in TRIGGERS.items():
        assert len(strikes[name]) == expected.count("#"), name


def test_a_fault_that_fires_is_logged_with_its_frame(start_farm: StartFarm, tmp_path: Path) -> None:
    document = fault_farm(tmp_path, {"glitch": "noReply"}, ["rtu-pty"])
    unit = units_of({"glitch": 0})["glitch"]
    daemon = start_farm(document)
    with witness(daemon, "rtu-pty") as master:
        for _ in range(2):
            master.clean()
            master.send(unit, VOLTAGE)
        master.clean()
    expected = (
        'fault "glitch" fired for the 2nd time (noReply) on frame 4 of bus rtu-pty: '
        f"meter rtu-pty.glitch, unit {unit}, function 3, from rtu-pty"
    )
    eventually("it is logged", lambda: expected in daemon.stderr)


# Chance

CHANCES: dict[str, Any] = {
    "chance": BUSY,
    "bit": {"checksum": "bitFlip"},
    "stray": {"garbage": 3},
    "tail": {"extra": 2},
}


def chance_farm(folder: Path, seed: int) -> Json:
    document = fault_farm(folder, CHANCES, ["rtu-pty", "rtu-tcp", "tcp"]) | {"seed": seed}
    for fault in document["faults"]:
        fault["trigger"] = {"probability": 0.5}
    return document


def traffic(binary: Path, folder: Path, seed: int) -> dict[str, bytes]:
    """All that a fresh daemon sends in answer to the same requests, on three ports."""
    print(f"seed {seed}")
    heard = {}
    with running(binary, chance_farm(folder, seed), folder) as daemon:
        for way in ("rtu-pty", "rtu-tcp", "tcp"):
            with witness(daemon, way) as master:
                clean = master.clean()
                for unit in list(units_of(CHANCES).values()) * 12:
                    master.send(unit, VOLTAGE)
                master.send(CLEAN, FREQUENCY)
                data, end = b"", master.frame(CLEAN, words_end(clean))
                while end not in data:
                    data += master.line.read(1)
                heard[way] = data
    return heard


def words_end(voltage: bytes) -> bytes:
    """The frequency's answer, which ends the traffic: 50 Hz in mHz, as long as the voltage's."""
    return voltage[:2] + (50_000).to_bytes(len(voltage) - 2, "big")


def test_the_same_seed_and_the_same_traffic_give_the_same_bytes(
    meterfarm: Path, tmp_path: Path
) -> None:
    first = traffic(meterfarm, tmp_path / "1", SEED)
    assert traffic(meterfarm, tmp_path / "2", SEED) == first
    other = traffic(meterfarm, tmp_path / "3", SEED + 1)
    assert all(other[way] != first[way] for way in first)


def test_a_chance_of_one_half_strikes_about_half(start_farm: StartFarm, tmp_path: Path) -> None:
    with witness(start_farm(chance_farm(tmp_path, SEED)), "tcp") as master:
        strikes = struck(master, units_of(CHANCES)["chance"], 400)
    # Beyond six standard deviations: one seed in 500 million.
    assert 140 < strikes.count("#") < 260
    assert "##" in strikes and "--" in strikes


# Windows of virtual time

HOUR = 3600
#: Virtual seconds since the start, from and to which the fault strikes.
WINDOWS = {
    "relative": ({"from": "+1h", "until": "+2h"}, HOUR, 2 * HOUR),
    "instants": (
        {"from": "2026-01-05T01:00:00+01:00", "until": "2026-01-05T02:00:00+01:00"}, HOUR, 2 * HOUR
    ),
    "for": ({"for": "90m"}, 0, 1.5 * HOUR),
}  # fmt: skip
CLOCK = read_pdu(3, 0x307, 2)


def test_windows_are_of_virtual_time(start_farm: StartFarm, tmp_path: Path) -> None:
    document = fault_farm(tmp_path, dict.fromkeys(WINDOWS, BUSY), ["tcp"], speed=HOUR / 2)
    for fault in document["faults"]:
        fault["trigger"] = WINDOWS[fault["name"]][0]
    units = units_of(WINDOWS)
    seen: set[tuple[str, str, bool]] = set()
    with witness(start_farm(document), "tcp") as master:
        eventually("three hours pass", lambda: watch(master, units, seen) > 3 * HOUR)
    for name in WINDOWS:
        assert (name, "in", True) in seen and (name, "out", False) in seen, seen
    assert len(seen) == 2 * len(WINDOWS), seen


def watch(master: Witness, units: dict[str, int], seen: set[tuple[str, str, bool]]) -> float:
    """Asks every meter once and notes whether it was struck, where the window is certain."""
    for name, (_, begin, end) in WINDOWS.items():
        before = virtual_seconds(master)
        was_struck = struck(master, units[name], 1) == "#"
        # A meter's clock is shown a second late at most.
        after = virtual_seconds(master) + 1
        if before >= begin and after < end:
            seen.add((name, "in", was_struck))
        elif after < begin or before >= end:
            seen.add((name, "out", was_struck))
    return virtual_seconds(master)


def virtual_seconds(master: Witness) -> float:
    """Since the start, by the clean meter's clock, which shows civil time."""
    high, low = words_of(master.clean(CLOCK))
    return (high << 16 | low) - timegm(datetime.fromisoformat(START).timetuple())


# Targets

CURRENT = read("current.l1")
WRITE = write_registers_pdu(reference.demand_period().address, [0, 900])
#: What is meant, a request that is struck, and requests that are not.
TARGETS: dict[str, tuple[Json, bytes, list[bytes]]] = {
    "functions": ({"functions": [4, 16]}, WRITE, [VOLTAGE]),
    "function-4": ({"functions": [4, 16]}, read("voltage.l1", "input"), [CURRENT]),
    "address": ({"addresses": ["0x2000-0x2003"]}, VOLTAGE, [CURRENT, WRITE]),
    "address-inside": ({"addresses": [0x1005]}, read_pdu(3, 0x1002, 4), [read_pdu(3, 0x1006, 4)]),
    "quantities": ({"quantities": ["current.*"]}, CURRENT, [VOLTAGE, FREQUENCY]),
    "two": ({"quantities": ["volt*, freq*"]}, FREQUENCY, [CURRENT]),
    "all-keys": ({"functions": [3], "quantities": ["voltage.l1"]}, VOLTAGE, [CURRENT]),
}


@pytest.fixture(scope="module")
def targets(meterfarm: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    folder = tmp_path_factory.mktemp("targets")
    print(f"seed {SEED}")
    ways = ["tcp", "rtu-pty", "rtu-tcp"]
    units = units_of(TARGETS)
    others = {"flat-1": 101, "flat-2": 102, "attic-1": 103, "bus": 111, "client": 112, "port": 113}
    meters = [one for way in ways for one in meters_of(way, units | others)]
    document = farm([way_bus(way, folder) for way in ways], meters, FROZEN, SEED)
    faults = {name: {"unit": units[name], **keys} for name, (keys, _, _) in TARGETS.items()}
    faults |= {
        "meter": {"meter": "*.flat-?, tcp.attic*"},
        "bus": {"unit": 111, "bus": "rtu-*"},
        "client": {"unit": 112, "client": "127.0.0.2"},
        "port": {"unit": 113, "client": "rtu-pty"},
    }
    document["faults"] = [
        {"name": name, "target": target, "effect": BUSY} for name, target in faults.items()
    ]
    with running(meterfarm, document, folder) as daemon:
        yield daemon


@pytest.mark.parametrize("name", TARGETS)
@pytest.mark.parametrize("way", ["tcp", "rtu-pty"])
def test_a_target_is_met_only_when_all_its_keys_hold(
    targets: Daemon, way: str, name: str
) -> None:
    _, meant, others = TARGETS[name]
    unit = units_of(TARGETS)[name]
    with witness(targets, way) as master:
        for request in others:
            assert struck(master, unit, 1, request) == "-"
        assert master.ask(unit, meant) == exception(meant[0], 6)
        assert struck(master, CLEAN, 1, meant) == "-"


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        (101, {"tcp", "rtu-pty", "rtu-tcp"}),
        (102, {"tcp", "rtu-pty", "rtu-tcp"}),
        (103, {"tcp"}),
        (111, {"rtu-pty", "rtu-tcp"}),
        (112, set()),
        (113, {"rtu-pty"}),
    ],
)
def test_meters_and_buses_are_meant_by_patterns(
    targets: Daemon, unit: int, expected: set[str]
) -> None:
    found = set()
    for way in ("tcp", "rtu-pty", "rtu-tcp"):
        with witness(targets, way) as master:
            if struck(master, unit, 1) == "#":
                found.add(way)
    assert found == expected


@pytest.mark.parametrize("way", ["tcp", "rtu-tcp"])
def test_one_client_is_meant_and_no_other(targets: Daemon, way: str) -> None:
    with witness(targets, way) as mine, witness(targets, way, source="127.0.0.2") as theirs:
        for _ in range(2):
            assert struck(theirs, 112, 1) == "#"
            skip(mine, theirs, way)
            assert struck(mine, 112, 1) == "-"
            skip(theirs, mine, way)


def skip(hearer: Witness, speaker: Witness, way: str) -> None:
    """On a line everybody hears the others' requests and their answers."""
    if way == "rtu-tcp":
        passed = speaker.frame(112, VOLTAGE) + speaker.last
        assert hearer.line.read(len(passed)) == passed
