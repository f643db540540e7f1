"""Meters with an IP address each: all on one port number, each answers for itself alone."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from pymodbus.client import ModbusTcpClient

from support import reference
from support.farm import (
    FROZEN, Daemon, EndedEarly, Json, bus, constant_load, farm, meter, pty_port, running,
)  # fmt: skip
from support.frames import exception, mbap, read_pdu, words_of, write_registers_pdu
from support.lines import rtu_master, tcp_master
from support.probe import probe
from support.reference import NAME
from support.witness import SEED

from conftest import StartFarm

#: The meters: their addresses on the bus, and their IP addresses.
PLACES = {
    "flat-1": (1, "127.0.0.31"),
    "flat-2": (2, "127.0.0.32"),
    "flat-3": (3, "127.0.0.33"),
    "attic": (247, "127.0.1.1"),
}
#: On the bus, but without an IP address.
CELLAR = 9
TARGET_FAILED = 0x0B
VOLTAGE = read_pdu(3, 0x1000, 2)
TARIFF = reference.tariff_register()
PERIOD = reference.demand_period()


def free_port() -> int:
    """A number that is free at all of the meters' addresses just now."""
    while True:
        with socket.socket() as first:
            first.bind((PLACES["flat-1"][1], 0))
            number = first.getsockname()[1]
            try:
                for _, address in list(PLACES.values())[1:]:
                    with socket.socket() as other:
                        other.bind((address, number))
            except OSError:
                continue
            return number


def volts(unit: int) -> list[int]:
    """What a meter shows: 230 V and as many more as its address on the bus."""
    return [0, 23000 + 100 * unit]


def ip_farm(pty: Path, number: int, **options: object) -> Json:
    """Four meters with an IP address and one without, and a pseudo-terminal for all."""
    print(f"seed {SEED}")
    port = {"name": "lan", "protocol": "modbus-tcp", "eachMeter": number}
    if limit := options.pop("connectionLimit", None):
        port["connectionLimit"] = limit
    places = PLACES | {"cellar": (CELLAR, None)}
    meters = [
        meter(name, NAME, unit, "lan", constant_load(voltage=230 + unit))
        | ({"ip": address} if address else {})
        for name, (unit, address) in places.items()
    ]
    return farm([bus("lan", port, pty_port(pty), **options)], meters, FROZEN, SEED)


@pytest.fixture(scope="module")
def number() -> int:
    """The one port number."""
    return free_port()


@pytest.fixture(scope="module")
def daemon(
    meterfarm: Path, tmp_path_factory: pytest.TempPathFactory, number: int
) -> Iterator[Daemon]:
    folder = tmp_path_factory.mktemp("ip")
    document = ip_farm(folder / "pty", number)
    document["faults"] = [
        {"name": "busy", "target": {"meter": "flat-3", "client": "127.0.0.2"},
         "effect": {"exception": "serverDeviceBusy"}}
    ]  # fmt: skip
    with running(meterfarm, document, folder) as daemon:
        yield daemon


def test_every_meter_is_announced_at_its_address(daemon: Daemon, number: int) -> None:
    announced = {
        port.name: port.address for port in daemon.ports if port.protocol == "modbus-tcp"
    }
    assert announced == {name: (address, number) for name, (_, address) in PLACES.items()}


@pytest.mark.parametrize("name", PLACES)
def test_pymodbus_reads_each_meter_under_its_units(
    daemon: Daemon, number: int, name: str
) -> None:
    unit, address = PLACES[name]
    client = ModbusTcpClient(address, port=number, timeout=20, retries=0)
    for asked in (unit, 0, 255):
        response = client.read_holding_registers(
            0x1000, count=2, device_id=asked
        )
        assert response.registers == volts(unit)
    client.close()


@pytest.mark.parametrize("name", PLACES)
def test_the_units_of_other_meters_are_not_reached(daemon: Daemon, name: str) -> None:
    unit, _ = PLACES[name]
    others = {place for place, _ in PLACES.values()} - {unit}
    with tcp_master(daemon.tcp(name)) as master:
        for asked in sorted(others | {CELLAR, 100, 248, 254}):
            assert master.request(asked, VOLTAGE) == exception(3, TARGET_FAILED)
        assert words_of(master.request(unit, VOLTAGE)) == volts(unit)


def test_libmodbus_talks_to_all_of_them_at_once(daemon: Daemon, probe_program: Path) -> None:
    for name, (unit, address) in PLACES.items():
        place = ["tcp", *map(str, daemon.tcp(name)), str(unit)]
        with probe(probe_program, *place) as libmodbus:
            assert libmodbus(3, 0x1000, 2) == volts(unit)
            libmodbus("unit", 100)
            assert libmodbus.error(3, 0x1000, 2) == "GATEWAY_TARGET"


def test_unit_0_is_this_meter_and_no_broadcast(daemon: Daemon) -> None:
    for tariff in (3, 1):
        write = read_pdu(6, TARIFF.address, tariff)
        with tcp_master(daemon.tcp("flat-1")) as one, tcp_master(daemon.tcp("flat-2")) as another:
            assert one.request(0, write) == write
            shown = read_pdu(3, TARIFF.address, 1)
            assert words_of(one.request(1, shown)) == [tariff]
            assert words_of(another.request(2, shown)) == [1]


def test_it_is_the_same_meter_on_the_line(daemon: Daemon) -> None:
    period = read_pdu(3, PERIOD.address, PERIOD.words)
    with rtu_master(daemon.pty()) as line:
        for name, (unit, _) in PLACES.items():
            with tcp_master(daemon.tcp(name)) as master:
                for seconds in (600, 900):
                    master.request(unit, write_registers_pdu(PERIOD.address, [0, seconds]))
                    assert words_of(line.request(unit, period)) == [0, seconds]
        assert words_of(line.request(CELLAR, VOLTAGE)) == volts(CELLAR)


def test_a_fault_knows_its_client_there(daemon: Daemon, number: int) -> None:
    unit, address = PLACES["flat-3"]
    for source, is_struck in (("127.0.0.2", True), ("127.0.0.1", False)):
        client = ModbusTcpClient(
            address, port=number, timeout=20, retries=0, source_address=(source, 0)
        )
        response = client.read_holding_registers(0x1000, count=2, device_id=unit)
        if is_struck:
            assert response.exception_code == 6
        else:
            assert response.registers == volts(unit)
        client.close()


def test_other_units_may_be_silence(start_farm: StartFarm, tmp_path: Path) -> None:
    document = ip_farm(tmp_path / "pty", 0, foreignUnit="silence")
    daemon = start_farm(document)
    for name, (unit, _) in PLACES.items():
        with tcp_master(daemon.tcp(name)) as master:
            for asked in (CELLAR, 100, 248):
                master.line.send(mbap(0x6666, asked, VOLTAGE))
            assert words_of(master.request(unit, VOLTAGE)) == volts(unit)


def test_the_limit_of_connections_is_that_of_each_meter(
    start_farm: StartFarm, tmp_path: Path
) -> None:
    daemon = start_farm(ip_farm(tmp_path / "pty", 0, connectionLimit=1))
    with tcp_master(daemon.tcp("flat-1")) as first, tcp_master(daemon.tcp("flat-2")) as second:
        assert words_of(first.request(1, VOLTAGE)) == volts(1)
        assert words_of(second.request(2, VOLTAGE)) == volts(2)
        try:
            with tcp_master(daemon.tcp("flat-1")) as third:
                assert third.is_closed_by_peer()
        except ConnectionResetError:
            pass  # While it was being made.
        assert words_of(first.request(1, VOLTAGE)) == volts(1)


def test_an_address_that_this_host_does_not_have_ends_the_start(
    start_farm: StartFarm, tmp_path: Path
) -> None:
    document = ip_farm(tmp_path / "pty", 0)
    document["meters"][0]["ip"] = "192.0.2.77"
    with pytest.raises(EndedEarly, match=r"192\.0\.2\.77"):
        start_farm(document)
