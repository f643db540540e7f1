"""Faults of values: the frame is right, the number is not.

What a register must show is worked out from what the clean meter with the same load shows, by the
register's type and word order alone.
"""

import math
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import minimalmodbus
import pytest
from pymodbus.client import ModbusTcpClient

from support import reference
from support.disk_farm import eventually
from support.farm import Daemon, constant_load, farm, meter, running
from support.frames import read_pdu, words_of, write_registers_pdu
from support.model import load_model
from support.witness import (
    CLEAN, SEED, WAYS, Witness, fault_farm, place, units_of, way_bus, witness,
)  # fmt: skip

from conftest import StartFarm

#: Registers of voltage.l1 in the reference model: the address, and struct's letter of the type.
TYPES = {
    "i32": (0x1000, "i"), "i64": (0x2000, "q"), "f32": (0x3000, "f"), "f64": (0x4000, "d"),
    "little": (0x5000, "i"), "bigSwapped": (0x5100, "i"), "littleSwapped": (0x5200, "i"),
}  # fmt: skip
STUCK, SCALE, SCRATCH = 231.5, 10, 0x114
EFFECTS: dict[str, Any] = {
    **{
        name: {"value": name}
        for name in ("zero", "maximum", "notAvailable", "nan", "stepBack", "wordsSwapped")
    },
    "stuck": {"value": {"stuck": STUCK}},
    "scale": {"value": {"scale": SCALE}},
}
#: Faults that are not about the voltage of phase 1.
OTHERS: dict[str, Any] = {
    "anything": {"value": "zero"},
    "by-address": {"value": "zero"},
    "frozen-setting": {"value": "frozen"},
    "torn-setting": {"value": "torn"},
}
TARGETS: dict[str, dict[str, Any]] = {
    "anything": {},
    "by-address": {"addresses": ["0x1002-0x1003", 0x1009]},
    "frozen-setting": {"addresses": [SCRATCH]},
    "torn-setting": {"addresses": [SCRATCH]},
}
UNITS = units_of(EFFECTS | OTHERS)
Words = list[int]


@pytest.fixture(scope="module")
def daemon(meterfarm: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    folder = tmp_path_factory.mktemp("values")
    document = fault_farm(folder, EFFECTS | OTHERS, list(WAYS))
    for fault in document["faults"]:
        fault["target"] |= TARGETS.get(fault["name"], {"quantities": ["voltage.l1"]})
    with running(meterfarm, document, folder) as daemon:
        yield daemon


@pytest.fixture(params=["tcp", "rtu-pty", "ascii-pty"])
def master(daemon: Daemon, request: pytest.FixtureRequest) -> Iterator[Witness]:
    with witness(daemon, request.param) as master:
        yield master


def read(master: Witness, unit: int, address: int, count: int, function: int = 3) -> Words:
    return words_of(master.ask(unit, read_pdu(function, address, count)))


# One register of every type


def ordered(words: Words, order: str) -> bytes:
    """The bytes of a value, most significant first, of words as they are read; or back."""
    words = words[::-1] if order.startswith("little") else words
    code = "<" if order.endswith("Swapped") else ">"
    return struct.pack(f"{code}{len(words)}H", *words)


def number(words: Words, type_: str) -> float:
    """The number in the words of a register."""
    return struct.unpack(f">{TYPES[type_][1]}", ordered(words, type_))[0]


def words_for(value: float, type_: str) -> Words:
    """The words in which a number is read."""
    data = struct.pack(f">{TYPES[type_][1]}", value)
    words = list(struct.unpack(f">{len(data) // 2}H", data))
    return list(struct.unpack(f">{len(words)}H", ordered(words, type_)))


def step(type_: str) -> float:
    """Volts of one count."""
    return {"i64": 0.001, "f32": 1, "f64": 1}.get(type_, 0.01)


def previous(value: float, type_: str) -> float:
    """The next smaller number of the type, for one above 0."""
    if TYPES[type_][1] in "iq":
        return value - 1
    if type_ == "f64":
        return math.nextafter(value, -math.inf)
    bits = struct.unpack(">I", struct.pack(">f", value))[0] - 1
    return struct.unpack(">f", struct.pack(">I", bits))[0]


def bits(pattern: int, type_: str) -> Words:
    """The words of a pattern of bits."""
    size = struct.calcsize(TYPES[type_][1])
    words = [pattern >> shift & 0xFFFF for shift in range(size * 8 - 16, -1, -16)]
    return list(struct.unpack(f">{len(words)}H", ordered(words, type_)))


MAXIMA = {"i": 0x7FFF_FFFF, "q": (1 << 63) - 1, "f": 0x7F7F_FFFF, "d": 0x7FEF_FFFF_FFFF_FFFF}
#: What the model file has for values that cannot be measured.
MISSING = {"i": 0x8000_0000, "q": 1 << 63, "f": 0x7FC0_0000, "d": 0x7FF8 << 48}
EXPECTED: dict[str, Callable[[Words, str], Words]] = {
    "zero": lambda words, type_: [0] * len(words),
    "maximum": lambda words, type_: bits(MAXIMA[TYPES[type_][1]], type_),
    "notAvailable": lambda words, type_: bits(MISSING[TYPES[type_][1]], type_),
    "stepBack": lambda words, type_: words_for(previous(number(words, type_), type_), type_),
    "wordsSwapped": lambda words, type_: words[::-1],
    "stuck": lambda words, type_: words_for(
        STUCK if step(type_) == 1 else round(STUCK / step(type_)), type_
    ),
    "scale": lambda words, type_: words_for(number(words, type_) * SCALE, type_),
}


@pytest.mark.parametrize("type_", TYPES)
@pytest.mark.parametrize("name", EXPECTED)
def test_a_register_shows_what_the_fault_makes_of_it(
    master: Witness, name: str, type_: str
) -> None:
    address = TYPES[type_][0]
    count = struct.calcsize(TYPES[type_][1]) // 2
    for function in (3, 4):
        clean = read(master, CLEAN, address, count, function)
        assert number(clean, type_) * step(type_) == pytest.approx(reference.VOLTAGE, rel=1e-6)
        expected = EXPECTED[name](clean, type_)
        assert expected != clean
        assert read(master, UNITS[name], address, count, function) == expected


@pytest.mark.parametrize("type_", ["f32", "f64"])
def test_not_a_number_is_one_of_floating_point(master: Witness, type_: str) -> None:
    words = read(master, UNITS["nan"], TYPES[type_][0], 4 if type_ == "f64" else 2)
    assert math.isnan(number(words, type_))
    assert read(master, UNITS["nan"], 0x1000, 2) == read(master, CLEAN, 0x1000, 2)


@pytest.mark.parametrize(("name", "expected"), [("maximum", 0x9999), ("notAvailable", 0xFFFF)])
def test_coded_decimals_have_a_maximum_of_their_own(
    master: Witness, name: str, expected: int
) -> None:
    assert read(master, CLEAN, 0x29, 1) == [0x2300]
    assert read(master, UNITS[name], 0x29, 1) == [expected]
    assert read(master, UNITS["stepBack"], 0x29, 1) == [0x2299]


# Which registers


def test_only_what_is_named_changes(master: Witness) -> None:
    clean = read(master, CLEAN, 0x1000, 32)
    assert read(master, UNITS["zero"], 0x1000, 32) == [0, 0] + clean[2:]
    # 1009h is half of a value (1008h), so all of it is touched.
    expected = clean[:2] + [0, 0] + clean[4:8] + [0, 0] + clean[10:]
    assert read(master, UNITS["by-address"], 0x1000, 32) == expected


def test_a_register_that_the_read_cuts_is_left_alone(master: Witness) -> None:
    for address in (0x1000, 0x1001):
        assert read(master, UNITS["zero"], address, 1) == read(master, CLEAN, address, 1)


def test_without_names_all_that_is_measured_changes_and_no_setting(master: Witness) -> None:
    assert read(master, CLEAN, 0x1000, 2) != [0, 0]
    for address in (0x1000, 0x101E, 0x104E, 0x3000):
        assert read(master, UNITS["anything"], address, 2) == [0, 0]
    settings = read(master, CLEAN, 0x100, 10)
    assert any(settings) and read(master, UNITS["anything"], 0x100, 10) == settings


def test_function_23_reads_the_same(master: Witness) -> None:
    both = struct.pack(">BHHHHB2H", 23, 0x1000, 2, SCRATCH, 2, 4, 0, 0)
    assert words_of(master.ask(CLEAN, both)) == [0, 23000]
    assert words_of(master.ask(UNITS["scale"], both)) == [230000 >> 16, 230000 & 0xFFFF]


# Values that change


def test_a_frozen_value_is_that_of_the_first_strike(master: Witness) -> None:
    unit, address = UNITS["frozen-setting"], SCRATCH
    first = read(master, unit, address, 2)
    master.ask(unit, write_registers_pdu(address, [0x4120, first[1] + 1]))
    assert read(master, unit, address, 2) == first


def test_a_torn_value_has_the_high_word_of_the_read_before(master: Witness) -> None:
    unit, address = UNITS["torn-setting"], SCRATCH
    values = [[0x4120, 0x0001], [0x4248, 0x0002], [0x42C8, 0x0003]]
    master.ask(unit, write_registers_pdu(address, values[0]))
    read(master, unit, address, 2)
    for before, after in zip(values, values[1:]):
        master.ask(unit, write_registers_pdu(address, after))
        assert read(master, unit, address, 2) == [before[0], after[1]]
    assert read(master, unit, address, 2) == values[-1]


def test_torn_and_frozen_counters_of_a_countis(start_farm: StartFarm, tmp_path: Path) -> None:
    """Ea+ in kWh goes from 65 535 to 65 536, ten virtual seconds after the start."""
    print(f"seed {SEED}")
    counter = next(
        register for register in load_model("socomec-countis-e44").registers
        if register.address == 0xC652
    )  # fmt: skip
    names = ["clean", "torn", "frozen"]
    more = {"indexes": {"energy.active.import.total": 65_535_990}}
    meters = [
        meter(name, "socomec-countis-e44", unit, "tcp", constant_load(1200), **more)
        for unit, name in enumerate(names, 1)
    ]
    document = farm([way_bus("tcp", tmp_path)], meters, speed=4, seed=SEED)
    document["faults"] = [
        {"name": name, "target": {"meter": name, "addresses": ["0xC652-0xC653"]},
         "effect": {"value": name}}
        for name in names[1:]
    ]  # fmt: skip
    host, port = place(start_farm(document), "tcp")
    client = ModbusTcpClient(host, port=port, timeout=20, retries=0)

    def shown(unit: int) -> Words:
        return client.read_holding_registers(counter.address, count=2, device_id=unit).registers

    assert [shown(unit) for unit in (2, 3, 1)] == [[0, 65535]] * 3
    eventually("the clean one goes on", lambda: shown(1) == [1, 0])
    assert shown(2) == [0, 0], "the old high word and the new low word"
    assert shown(2) == [1, 0]
    assert shown(3) == [0, 65535]
    client.close()


def test_minimalmodbus_sees_wrong_numbers_and_no_error(daemon: Daemon) -> None:
    expected = {"zero": 0, "stuck": STUCK, "scale": 2300, "clean": 230}
    for way in ("rtu-pty", "ascii-pty"):
        for name, volts in expected.items():
            mode = way.split("-")[0]
            instrument = minimalmodbus.Instrument(str(place(daemon, way)), UNITS[name], mode)
            instrument.serial.timeout = 20
            instrument.serial.baudrate = 9600
            assert instrument.read_float(0x3000) == volts
            assert instrument.read_long(0x1000, signed=True) == round(volts * 100)
            instrument.serial.close()
