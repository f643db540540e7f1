"""pysunspec2 scans and reads the SunSpec meter models; what it decodes is what was simulated.

Which point holds which quantity is written here by the names of the points alone, and the truth
comes from `meterfarm simulate`, which knows no registers.
"""

import csv
import io
import json
import subprocess
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from pathlib import Path

import pytest
from sunspec2.modbus.client import SunSpecModbusClientDeviceRTU, SunSpecModbusClientDeviceTCP

from support.farm import (
    FROZEN, REPOSITORY, Daemon, Json, bus, farm, meter, pty_port, running, tcp_port,
)  # fmt: skip

MODELS = [201, 202, 203, 204, 211, 212, 213, 214]
#: W and var: over all meters each phase is in each quadrant.
QUADRANTS = [(3210.7, 812.4), (-2750.2, 640.9), (-1890.6, -777.1), (4321.9, -1234.5)]
LETTERS = {"l1": "A", "l2": "B", "l3": "C"}
#: The last digit of a model's number and the phases it measures.
PHASES = {1: ("l1",), 2: ("l1", "l2"), 3: tuple(LETTERS), 4: tuple(LETTERS)}
ENERGIES = {
    "TotWhExp": "active.export", "TotWhImp": "active.import",
    "TotVAhExp": "apparent.export", "TotVAhImp": "apparent.import",
    "TotVArhImpQ1": "reactive.q1", "TotVArhImpQ2": "reactive.q2",
    "TotVArhExpQ3": "reactive.q3", "TotVArhExpQ4": "reactive.q4",
}  # fmt: skip
Truth = dict[str, dict[str, float]]
Device = SunSpecModbusClientDeviceTCP | SunSpecModbusClientDeviceRTU


def address(model: int) -> int:
    return MODELS.index(model) + 1


def phase_energies(model: int) -> dict[str, float]:
    """What each register of energy starts with: no two alike, in Wh, varh and VAh."""
    return {
        f"energy.{energy}.{phase}": 1000.0 * (8 * place + number) + 37 * model
        for place, phase in enumerate(PHASES[model % 10], 1)
        for number, energy in enumerate(ENERGIES.values())
    }


def sunspec_meter(model: int) -> Json:
    """A meter whose energies are known: the totals, and the phases where it has them."""
    phases = {
        phase: dict(zip(("activePower", "reactivePower"), QUADRANTS[(model + place) % 4]))
        for place, phase in enumerate(PHASES[model % 10])
    }
    load = {
        "phases": phases, "voltage": {"l1": 231.37, "l2": 228.91, "l3": 234.05},
        "frequency": 49.97,
    }  # fmt: skip
    indexes = {} if model % 10 == 4 else phase_energies(model)
    indexes |= {
        f"energy.{energy}.total": sum(
            value for name, value in phase_energies(model).items()
            if name.startswith(f"energy.{energy}.")
        )
        for energy in ENERGIES.values()
    }  # fmt: skip
    return meter(
        f"m{model}", f"sunspec-{model}", address(model), "b", load, indexes=indexes,
        serialNumber=f"SN{model}X",
    )  # fmt: skip


def plan(*ports: Json) -> Json:
    line = {"baudRate": 9600, "parity": "none", "stopBits": 1}
    meters = [sunspec_meter(model) for model in MODELS]
    return farm([bus("b", *ports, line=line)], meters, speed=FROZEN)


@pytest.fixture(scope="module")
def daemon(meterfarm: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    folder = tmp_path_factory.mktemp("sunspec")
    with running(meterfarm, plan(tcp_port(), pty_port(folder / "pty")), folder) as daemon:
        yield daemon


@pytest.fixture(scope="module")
def truth(meterfarm: Path, tmp_path_factory: pytest.TempPathFactory) -> Truth:
    """Meter -> quantity -> value when the farm begins."""
    file = tmp_path_factory.mktemp("sunspec-truth") / "farm.json"
    file.write_text(json.dumps(plan(tcp_port())))
    result = subprocess.run(
        [meterfarm, "simulate", file, "--for", "1s", "--every", "1s", "--quantity", "*"],
        cwd=REPOSITORY, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    first: Truth = {}
    for row in rows:
        if row["time"] == rows[0]["time"]:
            first.setdefault(row["meter"], {})[row["quantity"]] = float(row["value"])
    return first


def device(daemon: Daemon, how: str, unit: int) -> Device:
    if how == "tcp":
        host, port = daemon.tcp()
        found = SunSpecModbusClientDeviceTCP(
            slave_id=unit, ipaddr=host, ipport=port, timeout=20
        )
    else:
        found = SunSpecModbusClientDeviceRTU(
            slave_id=unit, name=str(daemon.pty()), baudrate=9600, parity="N", timeout=20
        )
    found.scan()
    return found


@cache
def quantities(model: int) -> dict[str, str | None]:
    """The quantity of each point, None where the connection of the model has no such value."""
    kind, floats = model % 10, model > 210
    measured = PHASES[kind]
    names: dict[str, str | None] = {
        "A": "current.l1" if kind == 1 else "current.sum",
        "PhV": {1: "voltage.l1", 4: None}.get(kind, "voltage.average"),
        "PPV": {1: None, 2: "voltage.l12"}.get(kind, "voltage.lineAverage"),
        "Hz": "frequency",
    }
    line = "PPVph" if floats or kind == 1 else "PhVph"
    for pair, quantity, last in (("AB", "l12", "l2"), ("BC", "l23", "l3"), ("CA", "l31", "l3")):
        names[line + pair] = f"voltage.{quantity}" if last in measured else None
    for phase, letter in LETTERS.items():
        names[f"Aph{letter}"] = f"current.{phase}" if phase in measured else None
    to_neutral = () if kind == 4 else measured
    points = {
        "PhV": "voltage", "W": "power.active", "VA": "power.apparent", "VAR": "power.reactive",
        "PF": "powerFactor",
    }  # fmt: skip
    for point, quantity in points.items():
        names.setdefault(point, f"{quantity}.total")
        for phase, letter in LETTERS.items():
            names[f"{point}ph{letter}"] = f"{quantity}.{phase}" if phase in to_neutral else None
    for point, energy in ENERGIES.items():
        infix = "ph" if floats and "VArh" in point else "Ph"
        names[point] = f"energy.{energy}.total"
        for phase, letter in LETTERS.items():
            name = f"energy.{energy}.{phase}" if phase in to_neutral else None
            names[f"{point}{infix}{letter}"] = name
    return names


def expected(point: str, model: int, truth: dict[str, float]) -> float | None:
    quantity = quantities(model)[point]
    if quantity is None:
        return None
    # The integer models have power factors in per cent.
    return truth[quantity] * (100 if point.startswith("PF") and model < 210 else 1)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("how", ["tcp", "rtu"])
def test_the_points_are_the_truth(daemon: Daemon, truth: Truth, how: str, model: int) -> None:
    with closing(device(daemon, how, address(model))) as sunspec:
        assert [m for m in sunspec.models if isinstance(m, int)] == [1, model]
        common = sunspec.models[1][0].points
        identity = [common[name].value for name in ("Mn", "Md", "SN", "DA")]
        assert identity == ["meterfarm", f"SunSpec {model}", f"SN{model}X", address(model)]
        points = sunspec.models[model][0].points
        assert points["Evt"].value == 0
        values = {
            name: point for name, point in points.items()
            if name not in ("ID", "L", "Evt") and not name.endswith("_SF")
        }  # fmt: skip
        assert values.keys() == quantities(model).keys()
        for name, point in values.items():
            value = expected(name, model, truth[f"m{model}"])
            if value is None:
                assert point.cvalue is None, name
                continue
            assert point.cvalue is not None, name
            if point.sf is None:
                assert point.cvalue == pytest.approx(value, rel=2.0**-23, abs=1e-6), name
            else:
                # Truncated toward 0.
                step = 10.0 ** points[point.sf].value
                assert abs(point.cvalue) <= abs(value) + 1e-9, name
                assert abs(point.cvalue - value) < step * (1 + 1e-9), name


@pytest.mark.parametrize("model", [m for m in MODELS if m % 10 < 4])
def test_every_energy_of_a_phase_has_a_point_of_its_own(daemon: Daemon, model: int) -> None:
    with closing(device(daemon, "tcp", address(model))) as sunspec:
        points = sunspec.models[model][0].points
        shown = {q: points[p].cvalue for p, q in quantities(model).items()}
        for quantity, value in phase_energies(model).items():
            assert shown[quantity] == pytest.approx(value, abs=1), quantity


@pytest.mark.parametrize("model", [202, 212])
def test_the_mean_of_two_phases_is_theirs(daemon: Daemon, model: int) -> None:
    with closing(device(daemon, "tcp", address(model))) as sunspec:
        points = sunspec.models[model][0].points
        mean = (231.37 + 228.91) / 2
        assert points["PhV"].cvalue == pytest.approx(mean, abs=0.1)
        assert points["PhVphC"].cvalue is None


def test_the_device_address_is_written(start_farm, tmp_path: Path) -> None:
    daemon = start_farm(plan(tcp_port(), pty_port(tmp_path / "pty")))
    with closing(device(daemon, "tcp", address(201))) as sunspec:
        sunspec.models[1][0].points["DA"].value = 77
        sunspec.models[1][0].points["DA"].write()
    with closing(device(daemon, "tcp", 77)) as sunspec:
        assert sunspec.models[1][0].points["DA"].value == 77
        assert 201 in sunspec.models
