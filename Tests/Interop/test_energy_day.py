"""A day at 3600 times real time: the registers hold the integral of the load."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from support.farm import TIME_ZONE, Json, bus, farm, meter, running, tcp_port
from support.frames import read_pdu, words_of
from support.lines import TcpMaster, tcp_master
from support.model import Register, load_model
from support.standard_load import energy_of_day

MODEL = "socomec-countis-e44"
SPEED = 3600
DAY = date(2026, 1, 5)
DAY_START, DAY_END = "2026-01-05T00:00:00+01:00", "2026-01-06T00:00:00+01:00"
ANNUAL_ENERGY = 3_500_000.0
SAFETY_TIMEOUT = 150.0

#: W from each instant of the day on, the last of them the end.
STEPS = [
    (DAY_START, 400.0),
    ("2026-01-05T07:30:00+01:00", 1100.0),
    ("2026-01-05T12:00:00+01:00", 650.5),
    ("2026-01-05T18:45:00+01:00", 1050.25),
    (DAY_END, 0.0),
]
STEP_HOURS = [7.5, 4.5, 6.75, 5.25]


@dataclass(frozen=True)
class Case:
    """A meter with its load and the energy that it must count, Wh."""

    unit: int
    load: Json
    energy: Callable[[], float]


def gated(signal: Json) -> Json:
    """A signal that ends with the day."""
    gate = {"points": [[DAY_START, 1], [DAY_END, 0]], "interpolation": "step"}
    return {"product": [signal, gate]}


def load_of(signal: Json) -> Json:
    """A load on one phase at unity power factor."""
    return {
        "timeZone": TIME_ZONE,
        "phases": {"l1": {"activePower": signal, "powerFactor": 1}},
        "voltage": 230,
        "frequency": 50,
    }


STANDARD = {"standard": {"profile": "H25", "annualEnergy": ANNUAL_ENERGY}}
CASES = [
    Case(
        1,
        load_of({"points": [list(step) for step in STEPS], "interpolation": "step"}),
        lambda: sum(hours * power for hours, (_, power) in zip(STEP_HOURS, STEPS)),
    ),
    Case(
        2,
        load_of({"points": [[DAY_START, 200], [DAY_END, 1000]], "interpolation": "linear"}),
        lambda: 24 * 600.0,
    ),
    Case(3, load_of(gated(STANDARD)), lambda: energy_of_day("H25", DAY, ANNUAL_ENERGY, TIME_ZONE)),
]


def day_farm() -> Json:
    """All cases on one bus; the second, which has no end of its own, is gated too."""
    meters = []
    for case in CASES:
        load = case.load
        if case.unit == 2:
            load = load_of(gated(load["phases"]["l1"]["activePower"]))
        meters.append(meter(f"meter-{case.unit}", MODEL, case.unit, "line", load))
    return farm([bus("line", tcp_port())], meters, speed=SPEED)


def read(master: TcpMaster, unit: int, register: Register) -> float:
    """The value of a register in its unit."""
    request = read_pdu(3, register.address, register.words)
    return register.value(words_of(master.request(unit, request)))


def wait_for_the_end(master: TcpMaster, current: Register) -> None:
    """Polls until no current flows any more; every load flows from the first second to the last."""
    deadline = time.monotonic() + SAFETY_TIMEOUT
    while any(read(master, case.unit, current) > 0 for case in CASES):
        assert time.monotonic() < deadline, "the day does not end"
        time.sleep(0.2)


@pytest.fixture(scope="module")
def readings(
    meterfarm: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[int, tuple[float, float]]:
    """For each meter the energy after the day, Wh, and the step of its register."""
    model = load_model(MODEL)
    energy = model.quantity("energy.active.import.total")
    current = model.quantity("current.l1")
    factor = {"Wh": 1.0, "kWh": 1000.0}[energy.unit]
    with running(meterfarm, day_farm(), tmp_path_factory.mktemp("day")) as daemon:
        with tcp_master(daemon.tcp()) as master:
            wait_for_the_end(master, current)
            return {
                case.unit: (read(master, case.unit, energy) * factor, energy.scale * factor)
                for case in CASES
            }


@pytest.mark.parametrize("case", CASES, ids=["steps", "linear", "standard H25"])
def test_the_register_holds_the_integral_of_the_day(
    readings: dict[int, tuple[float, float]], case: Case
) -> None:
    value, step = readings[case.unit]
    expected = case.energy()
    assert value == pytest.approx(expected, abs=step)
    assert value > 0.9 * expected
