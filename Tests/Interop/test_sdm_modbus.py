"""sdm_modbus reads the Eastron meters; what it decodes is what was simulated.

The library's keys are mapped to quantities here by its labels alone, and the truth comes from
`meterfarm simulate`, which knows no registers.
"""

import csv
import io
import json
import os
import struct
import subprocess
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from support.farm import (
    FROZEN, REPOSITORY, SAFETY_TIMEOUT, Daemon, Json, bus, farm, meter, running, tcp_port,
)  # fmt: skip
from support.model import load_model

READER = Path(__file__).parent / "support" / "sdm_reader.py"
MODELS = {
    "SDM120": "eastron-sdm120", "SDM230": "eastron-sdm230", "SDM630": "eastron-sdm630",
    "SDM72": "eastron-sdm72", "SDM72V2": "eastron-sdm72v2",
}  # fmt: skip
SINGLE_PHASE = ("SDM120", "SDM230")
#: What the class asks for and the device's own table does not have: exception 02 when read singly.
NOT_THERE = {
    "SDM120": {
        "demand_time", "demand_period", "phase_angle", "indicator_mode",
        # One word at the end of its block; the library asks for two.
        "software_version",
    },
    "SDM230": set(),
    "SDM630": {
        "total_pf", "p1_divisor", "import_demand_power_active", "export_demand_power_active",
        "maximum_import_demand_power_active", "maximum_export_demand_power_active",
    },
    "SDM72": set(),
    # It is only written.
    "SDM72V2": {"reset_history"},
}  # fmt: skip
#: One word on the devices, of which the library makes a number of two.
ONE_WORD = {"display_scroll_timing", "p1_divisor", "measurement_mode", "running_time"}
#: Powers by direction, which no model here forms: always 0.
NOT_FORMED = {"import_total_power_active", "export_total_power_active"}
Reading = dict[str, dict[str, object]]
Truth = dict[str, dict[str, float]]


@cache
def quantities(name: str) -> dict[str, str]:
    """Key of the library -> quantity."""
    single = name in SINGLE_PHASE
    of_all = "combined" if single else "both.total"
    names = {
        "frequency": "frequency", "voltage_ln": "voltage.average", "current_ln": "current.average",
        "total_line_current": "current.sum", "voltage_ll": "voltage.lineAverage",
        "l12_voltage": "voltage.l12", "l23_voltage": "voltage.l23", "l31_voltage": "voltage.l31",
        "neutral_current": "current.n", "total_phase_angle": "phaseAngle.total",
        "total_power": "power.active.total", "total_power_active": "power.active.total",
        "total_power_apparent": "power.apparent.total",
        "total_power_reactive": "power.reactive.total",
        "total_pf": "powerFactor.total", "total_power_factor": "powerFactor.total",
        "import_energy_active": "energy.active.import.total",
        "export_energy_active": "energy.active.export.total",
        "import_energy_reactive": "energy.reactive.import.total",
        "export_energy_reactive": "energy.reactive.export.total",
        "total_energy_active": f"energy.active.{of_all}",
        "total_energy_reactive": f"energy.reactive.{of_all}",
        "total_energy_apparent": "energy.apparent.total", "net_kwh": "energy.active.net.total",
        "resettable_total_energy_active": "energy.active.both.partial",
        "resettable_import_enerty_active": "energy.active.import.partial",
        "resettable_export_energy_active": "energy.active.export.partial",
        "total_current": "charge",
        "total_demand_power_active": "demand.active.both.last",
        "maximum_total_demand_power_active": "demand.active.both.maximum",
        "import_demand_power_active": "demand.active.import.last",
        "maximum_import_demand_power_active": "demand.active.import.maximum",
        "export_demand_power_active": "demand.active.export.last",
        "maximum_export_demand_power_active": "demand.active.export.maximum",
        "total_demand_power_apparent": "demand.apparent.last",
        "maximum_demand_power_apparent": "demand.apparent.maximum",
        # The protocol of the SDM630 calls 0054h and 0056h the system's total power demand.
        "total_import_demand_power_active": "demand.active.both.last",
        "maximum_import_demand_power_apparent": "demand.active.both.maximum",
        "neutral_demand_current": "demand.current.n.last",
        "maximum_neutral_demand_current": "demand.current.n.maximum",
        "voltage_ln_thd": "thd.voltage.average", "current_thd": "thd.current.average",
        "voltage_ll_thd": "thd.voltage.lineAverage",
    }  # fmt: skip
    if single:
        names |= {
            "voltage": "voltage.l1", "current": "current.l1",
            "power_active": "power.active.total", "power_apparent": "power.apparent.total",
            "power_reactive": "power.reactive.total", "power_factor": "powerFactor.total",
            "phase_angle": "phaseAngle.total",
            "total_demand_current": "demand.current.l1.last",
            "maximum_total_demand_current": "demand.current.l1.maximum",
        }  # fmt: skip
    for phase in ("l1", "l2", "l3"):
        names |= {
            f"{phase}_voltage": f"voltage.{phase}", f"{phase}_current": f"current.{phase}",
            f"{phase}_power_factor": f"powerFactor.{phase}",
            f"{phase}_phase_angle": f"phaseAngle.{phase}",
            f"{phase}n_voltage_thd": f"thd.voltage.{phase}",
            f"{phase}_current_thd": f"thd.current.{phase}",
            f"{phase}_demand_current": f"demand.current.{phase}.last",
            f"maximum_{phase}_demand_current": f"demand.current.{phase}.maximum",
        }  # fmt: skip
        for kind in ("active", "apparent", "reactive"):
            names[f"{phase}_power_{kind}"] = f"power.{kind}.{phase}"
        for kind in ("active", "reactive"):
            names |= {
                f"{phase}_import_energy_{kind}": f"energy.{kind}.import.{phase}",
                f"{phase}_export_energy_{kind}": f"energy.{kind}.export.{phase}",
                f"{phase}_energy_{kind}": f"energy.{kind}.both.{phase}",
            }
    return names | {f"{p}_voltage_thd": f"thd.voltage.{p}" for p in ("l12", "l23", "l31")}


def eastron(name: str, unit: int) -> Json:
    """A meter whose phases all differ, with energies in each direction."""
    powers = {"l1": (1500, 0.9), "l2": (700, 0.8), "l3": (-300, 0.95)}
    phases = ["l1"] if name in SINGLE_PHASE else list(powers)
    load = {
        "phases": {p: dict(zip(("activePower", "powerFactor"), powers[p])) for p in phases},
        "voltage": 231.5 if len(phases) == 1 else {"l1": 231.5, "l2": 228.25, "l3": 233.75},
        "frequency": 50.02,
        "harmonics": {"current": {"3": 0.12, "5": 0.06}, "voltage": {"5": 0.02}},
    }  # fmt: skip
    # The SDM72 counts active energy alone.
    kinds = ("active",) if name == "SDM72" else ("active", "reactive")
    indexes = {
        f"energy.{kind}.{direction}.{phase}": 1000.0 * (1 + number) + 100 * place
        for number, (kind, direction) in enumerate(
            (k, d) for k in kinds for d in ("import", "export")
        )
        for place, phase in enumerate(phases)
        if len(phases) > 1
    }
    for kind, direction, start in (
        ("active", "import", 12345), ("active", "export", 8765),
        ("reactive", "import", 5432), ("reactive", "export", 3210),
    ):  # fmt: skip
        if kind in kinds:
            indexes[f"energy.{kind}.{direction}.total"] = start
    return meter(
        name, MODELS[name], unit, "b", load, indexes=indexes, serialNumber=f"2106{unit:04}"
    )


def plan(speed: float) -> Json:
    meters = [eastron(name, unit) for unit, name in enumerate(MODELS, 1)]
    return farm([bus("b", tcp_port())], meters, speed=speed)


def read(daemon: Daemon, name: str) -> Reading:
    """What the library reads, in its own environment."""
    default = REPOSITORY / ".venv-sdm" / "bin" / "python"
    python = os.environ.get("METERFARM_SDM_PYTHON", str(default))
    assert os.access(python, os.X_OK), f"{python} is not there: make test prepares it"
    host, port = daemon.tcp()
    unit = list(MODELS).index(name) + 1
    result = subprocess.run(
        [python, READER, host, str(port), name, str(unit)],
        capture_output=True, text=True, timeout=2 * SAFETY_TIMEOUT,
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


def simulate(meterfarm: Path, folder: Path, duration: str) -> list[Truth]:
    """Meter -> quantity -> value, at the beginning and at the end."""
    file = folder / "truth.json"
    file.write_text(json.dumps(plan(FROZEN)))
    result = subprocess.run(
        [
            meterfarm, "simulate", file, "--for", duration, "--every", duration, "--quantity", "*",
        ],
        cwd=REPOSITORY, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    instants: dict[str, Truth] = {}
    thousands = ("Wh", "varh", "VAh")
    for row in csv.DictReader(io.StringIO(result.stdout)):
        # The registers count kilowatt-hours.
        value = float(row["value"]) / (1000 if row["unit"] in thousands else 1)
        instants.setdefault(row["time"], {}).setdefault(row["meter"], {})[row["quantity"]] = value
    return [instants[time] for time in sorted(instants)]


@pytest.fixture(scope="module")
def truth(meterfarm: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Truth]:
    return simulate(meterfarm, tmp_path_factory.mktemp("sdm-truth"), "4h")


@pytest.fixture(scope="module")
def readings(
    meterfarm: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Reading]]:
    with running(meterfarm, plan(FROZEN), tmp_path_factory.mktemp("sdm")) as daemon:
        yield {name: read(daemon, name) for name in MODELS}


@pytest.mark.parametrize("name", MODELS)
def test_what_is_not_there_is_refused(readings: dict[str, Reading], name: str) -> None:
    refused = {key for key, entry in readings[name].items() if entry["exception"] is not None}
    assert refused == NOT_THERE[name]
    assert all(readings[name][key]["exception"] == 2 for key in refused)


@pytest.mark.parametrize("name", MODELS)
def test_input_values_are_the_truth(
    readings: dict[str, Reading], truth: list[Truth], name: str
) -> None:
    compared = set()
    there = {r.address for r in load_model(MODELS[name]).registers if r.table == "input"}
    for key, entry in readings[name].items():
        if not entry["input"]:
            continue
        if key in NOT_THERE[name]:
            # A gap inside a batch.
            assert entry["batch"] == 0, key
            continue
        assert entry["value"] == entry["batch"], key
        if key in NOT_FORMED or entry["address"] not in there:
            assert entry["value"] == 0, key
            continue
        quantity = quantities(name)[key]
        value = truth[0][name][quantity]
        assert entry["value"] == pytest.approx(value, rel=2.0**-22, abs=2e-3), key
        compared.add(key)
    assert len(compared) >= (7 if name == "SDM72" else 16)


@pytest.mark.parametrize("name", MODELS)
def test_holding_values_are_their_words(readings: dict[str, Reading], name: str) -> None:
    for key, entry in readings[name].items():
        if entry["input"] or key in NOT_THERE[name] | ONE_WORD:
            continue
        data = struct.pack(">2H", *entry["words"])
        kind = "I" if entry["type"] == "UINT32" else "f"
        assert entry["value"] == pytest.approx(struct.unpack(f">{kind}", data)[0], abs=1), key
    assert int(readings[name]["meter_id"]["value"]) == list(MODELS).index(name) + 1


@pytest.mark.parametrize("name", ["SDM120", "SDM230", "SDM630"])
def test_demands_come_to_the_truth(
    meterfarm: Path, tmp_path: Path, truth: list[Truth], name: str
) -> None:
    """Of a load that never changes every demand is the same once its window has passed."""
    keys = {
        key: truth[1][name][quantity] for key, quantity in quantities(name).items()
        if "demand" in key and quantity in truth[1][name] and key not in NOT_THERE[name]
    }  # fmt: skip
    with running(meterfarm, plan(3600), tmp_path) as daemon:
        deadline = time.monotonic() + SAFETY_TIMEOUT
        while True:
            reading = read(daemon, name)
            here = {key: value for key, value in keys.items() if key in reading}
            off = {
                key: (reading[key]["value"], value) for key, value in here.items()
                if reading[key]["value"] != pytest.approx(value, rel=1e-3, abs=2e-3)
            }  # fmt: skip
            if not off:
                break
            assert time.monotonic() < deadline, off
    assert len({v for v in here.values() if v}) >= 2
