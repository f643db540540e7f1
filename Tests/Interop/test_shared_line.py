"""A cable with more than one meter at an address, more than one master, or wires exchanged."""

import time
from collections.abc import Iterator
from pathlib import Path

import minimalmodbus
import pytest
import serial
from pymodbus.client import ModbusTcpClient

from support import reference
from support.disk_farm import eventually
from support.farm import (
    FROZEN, Daemon, Json, bus, constant_load, farm, meter, pty_port, rtu_over_tcp_port, running,
    tcp_port,
)  # fmt: skip
from support.frames import crc16, exception, read_pdu, rtu, words_of, write_registers_pdu
from support.lines import rtu_master, tcp_master
from support.probe import probe
from support.reference import NAME
from support.witness import CLEAN, SEED, VOLTAGE, whatever_comes

TWIN, ABSENT = 7, 99
PERIOD = reference.demand_period()
READ = read_pdu(3, 0x1000, 2)
#: Their periods have no common one, so that they seldom begin together.
FOREIGN = [
    {"every": "23ms", "unit": 200, "request": "03 00 00 00 0A"},
    {"every": "29ms", "unit": 201, "request": "04 00 10 00 01", "answered": False},
    {"every": "31ms", "unit": 202, "request": "41 01", "answer": "41 02 03"},
]
#: Buses with one meter, and what their lines are like.
LINES: dict[str, Json] = {
    "good": {"length": 900},
    "echo": {"echo": True},
    "reversed": {"reversed": True},
    "foreign": {"foreignTraffic": FOREIGN},
    "joined": {"timing": "realistic", "baudRate": 115200},
}
#: The addresses of meters on the good bus whose own wires are not right.
MISWIRED = {"reversed": 11, "open": 12}


def twins(name: str) -> list[Json]:
    """Two meters of one address with different loads, each also at an IP address of its own."""
    return [
        meter(f"{name}-{place}", NAME, TWIN, name, constant_load(voltage=230 + place), ip=ip)
        for place, ip in enumerate(("127.0.0.21", "127.0.0.22"))
    ]


def shared_farm(folder: Path) -> Json:
    """All the lines at 9600 8N1 unless they say otherwise."""
    print(f"seed {SEED}")
    plain = {"baudRate": 9600, "parity": "none", "stopBits": 1}
    buses = [
        bus(name, pty_port(folder / name, name=name), tcp_port(name=name),
            rtu_over_tcp_port(name=f"{name}-other"), line=plain | line)
        for name, line in LINES.items()
    ]  # fmt: skip
    meters = [reference.reference_meter(name, CLEAN, name) for name in LINES]
    for name, line in (("twins", {}), ("siblings", {"timing": "realistic", "baudRate": 115200})):
        ports = [pty_port(folder / name, name=name), tcp_port(name=name),
                 {"protocol": "modbus-tcp", "eachMeter": 0}]  # fmt: skip
        buses.append(bus(name, *ports, line=plain | line, allowDuplicateAddresses=True))
        meters += twins(name)
    for connection, unit in MISWIRED.items():
        one = reference.reference_meter("good", unit, f"good-{connection}")
        meters.append(one | {"connection": connection})
    return farm(buses, meters, FROZEN, SEED)


@pytest.fixture(scope="module")
def daemon(meterfarm: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    folder = tmp_path_factory.mktemp("shared")
    with running(meterfarm, shared_farm(folder), folder) as daemon:
        yield daemon


# Two meters at one address


def alone(daemon: Daemon, name: str, pdu: bytes) -> list[bytes]:
    """What each of the twins answers at its own IP address."""
    answers = []
    for place in range(2):
        with tcp_master(daemon.tcp(f"{name}-{place}")) as master:
            answers.append(master.request(TWIN, pdu))
    return answers


def test_twins_that_answer_together_give_the_and_of_their_bytes(daemon: Daemon) -> None:
    answers = [rtu(TWIN, answer) for answer in alone(daemon, "twins", READ)]
    collided = bytes(one & other for one, other in zip(*answers))
    assert answers[0] != answers[1] and crc16(collided[:-2]) != collided[-2:]
    with rtu_master(daemon.pty("twins")) as master:
        for _ in range(3):
            master.line.send(rtu(TWIN, READ))
            assert master.line.read(len(collided)) == collided


def test_masters_see_that_twins_are_garbled(daemon: Daemon, probe_program: Path) -> None:
    with probe(probe_program, "rtu", str(daemon.pty("twins")), "9600", "N", str(TWIN)) as libmodbus:
        libmodbus("timeout", 250)
        assert libmodbus.error(3, 0x1000, 2) == "BAD_CRC"
    with serial.Serial(str(daemon.pty("twins")), 9600, timeout=0.25) as port:
        with pytest.raises(minimalmodbus.InvalidResponseError, match="[Cc]hecksum"):
            minimalmodbus.Instrument(port, TWIN).read_registers(0x1000, 2)
    host, port_number = daemon.tcp("twins")
    client = ModbusTcpClient(host, port=port_number, timeout=20, retries=0)
    response = client.read_holding_registers(0x1000, count=2, device_id=TWIN)
    assert response.exception_code == 0x0B
    client.close()


@pytest.mark.parametrize("name", ["twins", "siblings"])
def test_twins_both_carry_out_a_write(daemon: Daemon, name: str) -> None:
    period = read_pdu(3, PERIOD.address, PERIOD.words)
    for seconds in (600, 1200, 900):
        request = write_registers_pdu(PERIOD.address, [0, seconds])
        with rtu_master(daemon.pty(name)) as master:
            master.line.send(rtu(TWIN, request))
            answer = rtu(TWIN, request[:5])
            if name == "twins":
                assert master.line.read(len(answer)) == answer, "equal answers agree"
            else:
                whatever_comes(master.line, 2 * len(answer), 0.5)
        shown = bytes([3, 4]) + seconds.to_bytes(4, "big")
        assert alone(daemon, name, period) == [shown, shown]


def test_twins_of_different_response_times_answer_one_after_the_other(daemon: Daemon) -> None:
    frames = [rtu(TWIN, answer) for answer in alone(daemon, "siblings", READ)]
    orders = {frames[0] + frames[1], frames[1] + frames[0]}
    seen = set()

    def ask() -> bool:
        with rtu_master(daemon.pty("siblings")) as master:
            master.line.send(rtu(TWIN, READ))
            seen.add(whatever_comes(master.line, 2 * len(frames[0]), 0.5))
        return bool(orders & seen)

    eventually("both are heard", ask)


# Others on the line


def test_foreign_traffic_is_heard_whole(daemon: Daemon) -> None:
    expected = {
        "request": rtu(200, bytes.fromhex("030000000A")),
        "not answered": rtu(201, bytes.fromhex("0400100001")),
        "unusual": rtu(202, bytes.fromhex("4101")) + rtu(202, bytes.fromhex("410203")),
    }
    with rtu_master(daemon.pty("foreign")) as master:
        heard = master.line.read(600)
    for what, frame in expected.items():
        assert heard.count(frame) >= 2, what
    answers = [heard[place : place + 25] for place in range(575) if heard[place] == 200]
    assert any(a[:3] == bytes([200, 3, 20]) and crc16(a[:23]) == a[23:] for a in answers)
    assert bytes([201, 4, 2]) not in heard


def test_a_master_must_tell_that_an_answer_is_not_its_own(
    daemon: Daemon, probe_program: Path
) -> None:
    spot = ["rtu", str(daemon.pty("foreign")), "9600", "N", str(CLEAN)]
    with probe(probe_program, *spot) as libmodbus:
        libmodbus("timeout", 100)

        def is_disturbed() -> bool:
            return libmodbus.outcome(3, 0x1000, 2) != [0, 23000]

        eventually("a frame of others comes between", is_disturbed)
    with tcp_master(daemon.tcp("foreign")) as master:
        for _ in range(3):
            assert words_of(master.request(CLEAN, READ)) == [0, 23000]


def test_masters_on_one_line_hear_each_other(daemon: Daemon) -> None:
    other = next(p.address for p in daemon.ports if p.name == "good-other")
    with rtu_master(daemon.pty("good")) as mine, rtu_master(other) as theirs:
        for one, another in ((theirs, mine), (mine, theirs)):
            answer = one.request(CLEAN, VOLTAGE)
            passed = rtu(CLEAN, VOLTAGE) + rtu(CLEAN, answer)
            assert another.line.read(len(passed)) == passed


# Echo


def test_an_echo_stands_in_front_of_the_answer(daemon: Daemon) -> None:
    with rtu_master(daemon.pty("echo")) as master:
        master.line.send(rtu(CLEAN, READ))
        expected = rtu(CLEAN, READ) + rtu(CLEAN, bytes([3, 4]) + (23000).to_bytes(4, "big"))
        assert master.line.read(len(expected)) == expected
        master.line.send(rtu(ABSENT, READ))
        assert master.line.read(8) == rtu(ABSENT, READ)


@pytest.mark.parametrize(("name", "handled"), [("echo", True), ("good", False)])
def test_minimalmodbus_works_when_it_knows_whether_the_line_echoes(
    daemon: Daemon, name: str, handled: bool
) -> None:
    with serial.Serial(str(daemon.pty(name)), 9600, timeout=0.5) as port:
        instrument = minimalmodbus.Instrument(port, CLEAN)
        instrument.handle_local_echo = handled
        assert instrument.read_registers(0x1000, 2) == [0, 23000]
        instrument.handle_local_echo = not handled
        with pytest.raises(minimalmodbus.ModbusException):
            instrument.read_registers(0x1000, 2)


# Wires exchanged, and no silence


def test_with_the_masters_wires_exchanged_nobody_hears_anybody(
    daemon: Daemon, probe_program: Path
) -> None:
    with probe(probe_program, "rtu", str(daemon.pty("reversed")), "9600", "N", "1") as libmodbus:
        libmodbus("timeout", 200)
        assert libmodbus.error(3, 0x1000, 2) == "TIMEOUT"
    with tcp_master(daemon.tcp("reversed")) as master:
        assert master.request(CLEAN, READ) == exception(3, 0x0B)


@pytest.mark.parametrize("unit", MISWIRED.values())
def test_one_meter_with_its_wires_exchanged_is_missing(daemon: Daemon, unit: int) -> None:
    with rtu_master(daemon.pty("good")) as master:
        master.line.send(rtu(unit, READ))
        assert words_of(master.request(CLEAN, READ)) == [0, 23000]


def test_requests_without_a_silence_between_are_one_that_nobody_understands(
    daemon: Daemon,
) -> None:
    other = next(p.address for p in daemon.ports if p.name == "joined-other")
    with rtu_master(daemon.pty("joined")) as master, rtu_master(other) as observer:
        assert words_of(observer.request(CLEAN, READ)) == [0, 23000]
        master.line.send(2 * rtu(CLEAN, VOLTAGE))
        assert observer.line.read(16) == 2 * rtu(CLEAN, VOLTAGE)
        time.sleep(0.05)  # The silence that ends it; a longer one does no harm.
        assert words_of(observer.request(CLEAN, READ)) == [0, 23000]


def test_a_gap_inside_a_request_spoils_it(daemon: Daemon) -> None:
    other = next(p.address for p in daemon.ports if p.name == "joined-other")
    request = rtu(CLEAN, VOLTAGE)
    with rtu_master(daemon.pty("joined")) as master, rtu_master(other) as observer:
        assert words_of(observer.request(CLEAN, READ)) == [0, 23000]
        for part in (request[:4], request[4:]):
            master.line.send(part)
            assert observer.line.read(4) == part
            time.sleep(0.05)  # More than 1.5 characters; a longer one does no harm.
        assert words_of(observer.request(CLEAN, READ)) == [0, 23000]
