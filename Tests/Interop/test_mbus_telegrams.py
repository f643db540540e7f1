"""Every M-Bus model of the library: its telegrams say what the meter measures.

The telegrams are read by pyMeterBus and decoded by pymbusparser, whose author knows nothing of the
models; what they show is compared with `meterfarm simulate` of the same farm and with the indexes
that the farm file gives.
"""

import csv
import io
import json
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pymbusparser
import pytest

from support.farm import FROZEN, REPOSITORY, Json, bus, farm, meter, running
from support.mbus import (
    NORMALIZE, SELECTED, Line, Record, identification, is_whole, mbus_models, mbus_port, part,
    records, secondary_address, short, tcp_line,
)  # fmt: skip
from support.mbus_captures import CAPTURES
from support.model import load_model

#: Small enough for the 6 A of a meter with current transformers, and different in each phase.
LOAD: Json = {
    "phases": {
        "l1": {"activePower": 1150, "powerFactor": 0.9},
        "l2": {"current": 2.1, "powerFactor": 0.8},
        "l3": {"activePower": -500, "reactivePower": 150},
    },
    "voltage": {"l1": 230.4, "l2": 231.7, "l3": 228.9},
    "frequency": 50.02,
}
MODELS = mbus_models()
#: By meter and quantity.
Truth = dict[tuple[str, str], float]
#: What pymbusparser calls the unit, whatever the maker means by it: reactive values pass as W.
UNITS = {"voltage": "V", "current": "A", "power": "W", "demand": "W", "energy": "W.h",
         "frequency": "Hz", "powerFactor": "W.V-1.A-1", "operatingTime": "h"}  # fmt: skip
SECONDS = {"h": 3600, "min": 60}
#: Engineering value of a step by VIF and first VIFE (EN 13757-3, tables 10, 12 and 14).
STEPS = [
    (r"[08][0-7]", lambda code: 10.0 ** ((code[0] & 7) - 3)),
    (r"[2A][89A-F]", lambda code: 10.0 ** ((code[0] & 7) - 3)),
    (r"FD[4C].", lambda code: 10.0 ** ((code[1] & 15) - 9)),
    (r"FD[5D].", lambda code: 10.0 ** ((code[1] & 15) - 12)),
    (r"FB[2A][C-F]", lambda code: 10.0 ** ((code[1] & 3) - 3)),
    (r"[2A]0", lambda _: 1.0),
    (r"[2A]1", lambda _: 60.0),
    (r"[2A]2", lambda _: 3600.0),
]


def step_by_vib(vib: str) -> float:
    """The value of one step in SI units by the standard; 1 where a maker's own VIFE says it."""
    if vib.startswith("FF"):
        return 1.0
    code = bytes.fromhex(vib)
    return next(step(code) for pattern, step in STEPS if re.match(pattern, vib))


def step_of(record: Record) -> float:
    """The value of one step in SI units: what the model says, else what the VIB does."""
    if "scale" not in record.entry and not record.vib.startswith("FF"):
        return step_by_vib(record.vib)
    unit = SECONDS.get(record.entry.get("unit", ""), 1)
    return record.entry.get("scale", 1.0) * unit


def shown_by(record: Record, entry: "Decoded") -> float:
    """What a record shows, in SI units: what pymbusparser says, or the maker's step of it."""
    assert entry.value is not None, record
    if entry.is_specific:
        return entry.value * step_of(record)
    value = entry.value * SECONDS.get(entry.unit, 1)
    return value / step_by_vib(record.vib) * step_of(record)


def serial_of(name: str) -> str:
    """A serial number of its own for each model."""
    return f"{40000000 + 1237 * MODELS.index(name):08}"


def indexes_of(name: str) -> Json:
    """Starting values for every energy that a telegram shows, each different; totals with tariffs
    follow from these."""
    energies = [r.quantity for r in records(name) if (r.quantity or "").startswith("energy.")]
    counts = load_model(name).document.get("tariffs", {}).get("count", 1)
    wanted = [q for q in dict.fromkeys(energies) if counts == 1 or not q.endswith(".total")]
    if counts > 1 and not any(".t1" in q for q in energies):
        wanted += [q for q in energies if q.endswith(".total")]
    return {q: 1234567.8 + 100303.7 * place for place, q in enumerate(wanted)}


def document() -> Json:
    """A meter of each model."""
    meters = [
        meter(name, name, place + 1, "mb", LOAD, serialNumber=serial_of(name),
              indexes=indexes_of(name))
        for place, name in enumerate(MODELS)
    ]  # fmt: skip
    return farm([bus("mb", mbus_port())], meters, FROZEN)


@pytest.fixture(scope="module")
def line(meterfarm: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    """A master's line to the farm."""
    with running(meterfarm, document(), tmp_path_factory.mktemp("farm")) as daemon:
        with tcp_line(daemon) as line:
            yield line


@pytest.fixture(scope="module")
def truth(meterfarm: Path, tmp_path_factory: pytest.TempPathFactory) -> Truth:
    """What each meter measures in the beginning, in SI units, by meter and quantity."""
    path = tmp_path_factory.mktemp("truth") / "farm.json"
    path.write_text(json.dumps(document()))
    names = sorted({r.quantity for name in MODELS for r in records(name) if r.quantity})
    command = [str(meterfarm), "simulate", str(path), "--for", "1s", "--every", "1s"]
    for name in names:
        command += ["--quantity", name]
    result = subprocess.run(
        command, capture_output=True, text=True, timeout=120, cwd=REPOSITORY, check=True
    )
    found = list(csv.DictReader(io.StringIO(result.stdout)))
    start = found[0]["time"]
    return {
        (row["meter"], row["quantity"]): float(row["value"])
        for row in found
        if row["time"] == start and row["value"]
    }


@dataclass(frozen=True)
class Decoded:
    """What pymbusparser makes of a record."""

    header: str
    value: float | None
    unit: str
    is_specific: bool
    data: bytes


def decoded(telegram: bytes) -> list[Decoded]:
    """The records that pymbusparser finds; the end of a telegram is none."""
    found = pymbusparser.parse(telegram)
    assert found["decode_state"] == "complete" and not found["diagnostics"], found
    return [
        Decoded(
            header=entry["header_hex"].replace(" ", ""),
            value=float(entry["value"]["value"]) if "value" in entry["value"] else None,
            unit=entry.get("unit", ""),
            is_specific=entry["quantities"][:1] == ["Manufacturer specific"],
            data=bytes.fromhex(entry["data_hex"]),
        )
        for entry in found["records"]
        if entry["header_hex"] not in ("0F", "1F")
    ]


def readout(line: Line, name: str) -> list[bytes]:
    """All telegrams of the meter with this model."""
    address = MODELS.index(name) + 1
    assert line.ping(address)
    telegrams = line.readout(address)
    assert all(map(is_whole, telegrams))
    return telegrams


def test_the_library_has_the_models_that_are_meant_here() -> None:
    assert set(CAPTURES) < set(MODELS) and len(MODELS) >= 13


@pytest.mark.parametrize("name", MODELS)
def test_the_header_says_who_it_is(line: Line, name: str) -> None:
    own = part(name)
    for telegram in readout(line, name):
        meter_of = pymbusparser.parse(telegram)["meter"]["identity"]
        assert meter_of["id"] == identification(telegram) == serial_of(name)
        assert meter_of["manufacturer_code"] == own["manufacturer"]
        assert meter_of["version"] == own["version"]
        assert meter_of["device_type_code"] == own["medium"] == 2


@pytest.mark.parametrize("name", MODELS)
def test_the_records_are_those_of_the_model_in_their_order(line: Line, name: str) -> None:
    telegrams = readout(line, name)
    assert len(telegrams) == len(part(name)["telegrams"])
    for number, telegram in enumerate(telegrams):
        wanted = [r.header for r in records(name) if r.telegram == number]
        assert [entry.header for entry in decoded(telegram)] == wanted


@pytest.mark.parametrize("name", MODELS)
def test_every_quantity_is_what_the_meter_measures(
    line: Line, truth: Truth, name: str
) -> None:
    found = [entry for telegram in readout(line, name) for entry in decoded(telegram)]
    wrong = []
    compared = 0
    for record, entry in zip(records(name), found, strict=True):
        if record.quantity is None:
            continue
        compared += 1
        step = step_of(record)
        if not entry.is_specific:
            kind = record.quantity.removeprefix("secondary.").split(".")[0]
            assert entry.unit == UNITS[kind], record
        value = shown_by(record, entry)
        expected = truth[(name, record.quantity)]
        if record.entry.get("as") == "magnitude":
            expected = abs(expected)
        if record.quantity.startswith("energy.") and not value <= expected + 1e-6:
            wrong.append((record.header, record.quantity, value, expected, "more than is counted"))
        if not abs(value - expected) < step * 1.000001:
            wrong.append((record.header, record.quantity, value, expected, step))
    assert not wrong and compared >= 2


@pytest.mark.parametrize("name", MODELS)
def test_energies_begin_where_the_farm_file_says(line: Line, name: str) -> None:
    indexes = indexes_of(name)
    assert indexes or name == "eastron-sdm630-mbus"
    found = [entry for telegram in readout(line, name) for entry in decoded(telegram)]
    for record, entry in zip(records(name), found, strict=True):
        if record.quantity in indexes:
            missing = indexes[record.quantity] - shown_by(record, entry)
            assert -1e-6 <= missing < step_of(record) * 1.000001, record


@pytest.mark.parametrize("name", sorted(CAPTURES))
def test_the_telegram_is_built_as_the_captured_one(line: Line, name: str) -> None:
    telegrams = readout(line, name)
    for ours, real in zip(telegrams, CAPTURES[name], strict=False):
        assert len(ours) == len(real)
        assert (ours[4], ours[6]) == (real[4], real[6])
        assert ours[11:15] == real[11:15], "manufacturer, version, medium"
        assert ours[16:19] == real[16:19], "status, signature"
        mine, other = decoded(ours), decoded(real)
        assert [entry.header for entry in mine] == [entry.header for entry in other]
        for record, entry, captured in zip(
            (r for r in records(name) if r.telegram == telegrams.index(ours)), mine, other
        ):
            if "constant" in record.entry:
                assert entry.data == captured.data, record


def test_what_a_captured_telegram_ends_with_is_kept(line: Line) -> None:
    for name, end in (("nzr-dhz-5-63", "0F0E"), ("kamstrup-382", "0F" + "00" * 15 + "10"),
                      ("berg-dz-plus", "1F" + "00" * 16), ("abb-delta-mbus", "1F"),
                      ("ime-conto-d4-mbus", "1F0000000000")):  # fmt: skip
        first = readout(line, name)[0]
        assert first[:-2].hex().upper().endswith(end), name
        assert CAPTURES[name][0][:-2].hex().upper().endswith(end), name


@pytest.mark.parametrize("name", MODELS)
def test_a_meter_is_found_by_its_secondary_address(line: Line, name: str) -> None:
    telegram = readout(line, name)[0]
    line.exchange(short(NORMALIZE, SELECTED), 0.05)
    assert line.select(secondary_address(telegram)) == b"\xe5"
    assert [t[19:-2] for t in line.readout(SELECTED)] == [t[19:-2] for t in readout(line, name)]
