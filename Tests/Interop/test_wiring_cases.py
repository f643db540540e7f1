"""The installer's mistakes, read from a daemon by masters that others wrote.

Every worked case of shared/vectors/wiring-faults.json stands in one farm: as a COUNTIS E44 at
an address of its own, read by pymodbus over TCP, and as a meter with a supply of its own (the
reference model), read by minimalmodbus on a pty.
"""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import minimalmodbus
import pytest
import serial
from pymodbus.client import ModbusTcpClient

from support import reference
from support.farm import (
    FROZEN, REPOSITORY, Daemon, Json, bus, farm, meter, pty_port, running, tcp_port,
)  # fmt: skip
from support.frames import read_pdu, rtu
from support.lines import rtu_master
from support.model import Model, load_model
from support.wiring import CASES, WHOLES, Case, shown, vectors, whole

E44 = load_model("socomec-countis-e44")
REFERENCE = reference.reference()
#: What a gateway answers for a device that does not: exception 0B.
TARGET_FAILED = 0x0B
#: What the sign of a power factor tells on each kind of device.
SIGNS = {E44.name: "load", REFERENCE.name: "power"}


def units() -> Iterator[tuple[int, Case]]:
    """The cases with the addresses of their meters."""
    return enumerate(CASES, start=1)


def case_of(unit: int) -> Case:
    """The case of the meters at an address."""
    return CASES[unit - 1]


def name_of(unit: int) -> str:
    """What a test calls it."""
    return case_of(unit).name


def whole_unit(index: int) -> int:
    """The address of a network without phases."""
    return 100 + index


def wiring_farm(folder: Path) -> Json:
    """The cases on both kinds of meters; time stands still."""
    meters = [
        meter(f"{prefix}-{case.name}", model.name, unit, place, case.load, **case.more)
        for prefix, model, place in (("e44", E44, "self"), ("own", REFERENCE, "auxiliary"))
        for unit, case in units()
    ]
    load = CASES[0].load
    meters += [
        meter(f"whole-{k}", REFERENCE.name, whole_unit(k), "auxiliary", load, **whole(k))
        for k in range(len(WHOLES))
    ]
    ports = [tcp_port(), pty_port(folder / "e44")]
    buses = [bus("self", *ports), bus("auxiliary", pty_port(folder / "own"))]
    return farm(buses, meters, speed=FROZEN)


@pytest.fixture(scope="module")
def daemon(meterfarm: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    folder = tmp_path_factory.mktemp("wiring")
    with running(meterfarm, wiring_farm(folder), folder) as daemon:
        yield daemon


@pytest.fixture(scope="module")
def client(daemon: Daemon) -> Iterator[ModbusTcpClient]:
    host, port = daemon.tcp()
    client = ModbusTcpClient(host, port=port, timeout=20, retries=0)
    assert client.connect()
    yield client
    client.close()


@pytest.fixture(scope="module")
def line(daemon: Daemon) -> Iterator[serial.Serial]:
    with serial.Serial(str(pty(daemon, "own")), 9600, timeout=20) as line:
        yield line


def pty(daemon: Daemon, link: str) -> Path:
    """A pty by the name of its link."""
    paths = [port.path for port in daemon.ports if port.place.startswith("pty ")]
    return next(path for path in paths if path.name == link)


def check(
    model: Model, truth: dict[str, float], read: Callable[[int, int, int], list[int]],
    digits: float = 2e-6,
) -> None:
    """Compares every quantity with its finest register, which cuts what it cannot show.

    `read` gets address, count and function; `digits` is how far the truth is known.
    """
    for quantity, value in truth.items():
        register = model.quantity(quantity)
        found = register.value(read(register.address, register.words, register.function))
        wanted = value * (100 if register.unit == "%" else 1)
        # Power factors have four decimals inside, powers are whole milliwatts.
        fine = abs(wanted) * digits + (1e-4 if "Factor" in quantity else 2e-6)
        short = abs(wanted) - abs(found)
        assert -fine < short < register.scale + fine, f"{quantity}: {found}, not {wanted}"
        assert found * wanted >= 0 or abs(wanted) < register.scale + fine, f"sign of {quantity}"


@pytest.mark.parametrize("unit", [u for u, case in units() if case.feeds_l1], ids=name_of)
def test_pymodbus_reads_the_case_from_an_e44(client: ModbusTcpClient, unit: int) -> None:
    def read(address: int, count: int, function: int) -> list[int]:
        assert function == 3
        response = client.read_holding_registers(address, count=count, device_id=unit)
        assert not response.isError(), response
        return response.registers

    check(E44, shown(case_of(unit).number, SIGNS[E44.name]), read)


@pytest.mark.parametrize("unit", [u for u, case in units() if not case.feeds_l1], ids=name_of)
def test_an_e44_without_l1_or_n_is_dead(
    client: ModbusTcpClient, daemon: Daemon, unit: int
) -> None:
    register = E44.quantity("voltage.l2")
    response = client.read_holding_registers(register.address, count=2, device_id=unit)
    assert response.isError() and response.exception_code == TARGET_FAILED
    request = read_pdu(3, register.address, 2)
    with rtu_master(pty(daemon, "e44")) as master:
        # The first thing that comes back is the answer of the next meter that is asked.
        master.line.send(rtu(unit, request))
        assert len(master.request(1, request)) == 2 + 4


@pytest.mark.parametrize("unit", [u for u, _ in units()], ids=name_of)
def test_minimalmodbus_reads_the_case_from_a_meter_with_its_own_supply(
    line: serial.Serial, unit: int
) -> None:
    read = minimalmodbus.Instrument(line, unit).read_registers
    check(REFERENCE, shown(case_of(unit).number, SIGNS[REFERENCE.name]), read)


@pytest.mark.parametrize("index", range(len(WHOLES)), ids=lambda k: f"{WHOLES[k][0]}-{k}")
def test_two_wattmeters_and_one_transformer(line: serial.Serial, index: int) -> None:
    _, _, active, reactive = WHOLES[index]
    read = minimalmodbus.Instrument(line, whole_unit(index)).read_registers
    truth = {"power.active.total": float(active), "power.reactive.total": float(reactive)}
    check(REFERENCE, truth, read, digits=5e-4)


PAGE = REPOSITORY / "docs" / "wiring.md"
NUMBERS = ("V", "I", "IN", "P", "Q", "Pt", "Qt", "PFv", "net")


def rows(columns: int) -> list[list[str]]:
    """The rows of the page's table of so many columns whose first cell is a case."""
    lines = [line.strip("|").split(" | ") for line in PAGE.read_text().splitlines()]
    cells = [[cell.strip() for cell in line] for line in lines]
    return [row for row in cells if len(row) == columns and row[0] in vectors()]


def test_the_page_for_trainers_writes_every_case_as_it_is_made() -> None:
    written = []
    for number, _, text in rows(3):
        keys = json.loads("{" + text.strip("`") + "}")
        settings = keys.get("settings", CASES[0].more["settings"])
        written.append((number, keys.get("wiring", {}), list(settings.values())))
    assert written == [(c.number, c.wiring, list(c.programmed)) for c in CASES]


def test_the_page_for_trainers_has_the_numbers_of_the_vectors() -> None:
    found = {
        row[0]: [re.findall(r"[0-9.]+|–", cell.replace("−", "-")) for cell in row[1:]]
        for row in rows(1 + len(NUMBERS))
    }
    signs = {row[0]: [cell.count("−") for cell in row[1:]] for row in rows(1 + len(NUMBERS))}
    assert found.keys() == vectors().keys()
    for number, vector in vectors().items():
        for place, key in enumerate(NUMBERS):
            values = vector[key] if isinstance(vector[key], list) else [vector[key]]
            shown = [float(text) if text != "–" else None for text in found[number][place]]
            wanted = [value if value is None else abs(value) for value in values]
            assert shown == pytest.approx(wanted, rel=5e-4, abs=5e-5), f"{key} of {number}"
            negative = sum(value is not None and value < -5e-5 for value in values)
            assert signs[number][place] == negative, f"signs of {key} of {number}"
