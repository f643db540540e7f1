"""Modbus ASCII on a pseudo-terminal and on TCP: other people's masters, and bytes."""

import struct
from collections.abc import Iterator
from pathlib import Path

import minimalmodbus
import pytest
import serial
from pymodbus import FramerType
from pymodbus.client import ModbusSerialClient, ModbusTcpClient
from pymodbus.exceptions import ModbusIOException

from support import reference
from support.farm import (
    FROZEN, Daemon, Json, constant_load, farm, meter, running,
)  # fmt: skip
from support.frames import exception, read_pdu, words_of, write_registers_pdu
from support.witness import (
    CLEAN, SEED, VOLTAGE, Witness, ascii_frame, lrc, meters_of, place, way_bus, witness,
)  # fmt: skip

WAYS = ["ascii-pty", "ascii-tcp"]
OTHER, ABSENT = 2, 99
READ = read_pdu(3, 0x1000, 2)
RIGHT = bytes([3, 4]) + (23000).to_bytes(4, "big")
TARIFF = reference.tariff_register()
PERIOD = reference.demand_period()

AnyClient = ModbusSerialClient | ModbusTcpClient


def ascii_farm(folder: Path) -> Json:
    """Two meters on a pseudo-terminal, and two on TCP."""
    print(f"seed {SEED}")
    units = {"clean": CLEAN, "other": OTHER}
    meters = [one for way in WAYS for one in meters_of(way, units)]
    return farm([way_bus(way, folder) for way in WAYS], meters, FROZEN, SEED)


@pytest.fixture(scope="module")
def daemon(meterfarm: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    folder = tmp_path_factory.mktemp("ascii")
    with running(meterfarm, ascii_farm(folder), folder) as daemon:
        yield daemon


@pytest.fixture(params=WAYS)
def master(request: pytest.FixtureRequest, daemon: Daemon) -> Iterator[Witness]:
    with witness(daemon, request.param) as master:
        yield master


# Masters that others wrote


@pytest.fixture(params=WAYS)
def client(request: pytest.FixtureRequest, daemon: Daemon) -> Iterator[AnyClient]:
    where = place(daemon, request.param)
    options = {"framer": FramerType.ASCII, "timeout": 20, "retries": 0}
    if isinstance(where, Path):
        client: AnyClient = ModbusSerialClient(str(where), bytesize=7, parity="E", **options)
        # All settings at once: see open_port in test_rtu_clients.py.
        client.socket = serial.Serial(str(where), 9600, bytesize=7, parity="E", timeout=20)
    else:
        client = ModbusTcpClient(where[0], port=where[1], **options)
    assert client.connect()
    yield client
    client.close()


def test_pymodbus_reads_and_writes(client: AnyClient) -> None:
    for unit in (CLEAN, OTHER):
        for ask in (client.read_holding_registers, client.read_input_registers):
            assert ask(0x1000, count=2, device_id=unit).registers == [0, 23000]
    for tariff in (3, 1):
        assert not client.write_register(TARIFF.address, tariff, device_id=CLEAN).isError()
        response = client.read_holding_registers(TARIFF.address, count=1, device_id=CLEAN)
        assert response.registers == [tariff]
    for seconds in (600, 900):
        words = [0, seconds]
        assert not client.write_registers(PERIOD.address, words, device_id=CLEAN).isError()
        response = client.read_holding_registers(PERIOD.address, count=2, device_id=CLEAN)
        assert response.registers == words


def test_pymodbus_reads_as_much_as_a_frame_holds(client: AnyClient) -> None:
    """125 registers are 513 characters, the longest frame that there is."""
    response = client.read_holding_registers(0x2000, count=125, device_id=CLEAN)
    assert len(response.registers) == 125 and response.registers[:4] == [0, 0, 3, 33392]


def test_pymodbus_reads_bits_and_understands_exceptions(client: AnyClient) -> None:
    coils = client.read_coils(reference.adjacent_writable_coils(), count=2, device_id=CLEAN)
    assert not coils.isError()
    unmapped = reference.reference().unmapped()
    response = client.read_holding_registers(unmapped, count=1, device_id=CLEAN)
    assert response.exception_code == 2


def test_minimalmodbus_reads_and_writes(daemon: Daemon) -> None:
    with serial.Serial(str(place(daemon, "ascii-pty")), 9600, timeout=3) as port:
        instrument = minimalmodbus.Instrument(port, CLEAN, minimalmodbus.MODE_ASCII)
        assert instrument.read_registers(0x1000, 2) == [0, 23000]
        assert instrument.read_float(0x3000) == reference.VOLTAGE
        for tariff in (4, 1):
            instrument.write_register(TARIFF.address, tariff, functioncode=6)
            assert instrument.read_register(TARIFF.address) == tariff


def test_minimalmodbus_hears_nothing_from_an_absent_address(daemon: Daemon) -> None:
    with serial.Serial(str(place(daemon, "ascii-pty")), 9600, timeout=0.2) as port:
        instrument = minimalmodbus.Instrument(port, ABSENT, minimalmodbus.MODE_ASCII)
        with pytest.raises(minimalmodbus.NoResponseError):
            instrument.read_registers(0x1000, 2)


# Bytes


def test_an_answer_is_written_in_upper_case_with_its_lrc(master: Witness) -> None:
    assert lrc(bytes.fromhex("010310000002")) == 0xEA
    master.line.send(b":010310000002EA\r\n")
    expected = b":010304000059D8C7\r\n"
    assert ascii_frame(CLEAN, RIGHT) == expected
    assert master.line.read(len(expected)) == expected


def test_lower_case_is_understood(master: Witness) -> None:
    master.line.send(ascii_frame(CLEAN, READ).lower())
    assert master.receive() == RIGHT
    assert master.last == ascii_frame(CLEAN, RIGHT)


@pytest.mark.parametrize(
    "bad",
    [
        b":010310000002EB\r\n",
        b":010310000002\r\n",
        b":01031000000\r\n",
        b":0103100000G2EA\r\n",
        b":010310000002EA",
        b"010310000002EA\r\n",
        b":\r\n",
        b":" + b"01" * 300 + b"\r\n",
        bytes([1, 3, 0x10, 0, 0, 2, 0xC0, 0xCB]),
    ],
    ids=["lrc", "no lrc", "odd", "no digit", "no end", "no colon", "empty", "long", "rtu"],
)
def test_a_frame_that_is_not_right_is_silence(master: Witness, bad: bytes) -> None:
    master.line.send(bad)
    assert master.clean(READ) == RIGHT


def test_a_colon_begins_anew(master: Witness) -> None:
    master.line.send(b":0106" + ascii_frame(CLEAN, READ))
    assert master.receive() == RIGHT
    master.clean()


def test_a_frame_may_come_character_by_character(master: Witness) -> None:
    for character in ascii_frame(CLEAN, READ):
        master.line.send(bytes([character]))
    assert master.receive() == RIGHT


def test_what_is_not_for_anybody_is_silence(master: Witness) -> None:
    master.send(ABSENT, READ)
    master.send(0, READ)
    master.send(0, read_pdu(6, reference.reference().unmapped(), 1))
    assert master.clean(READ) == RIGHT


def test_a_broadcast_is_carried_out_without_a_word(master: Witness) -> None:
    for tariff in (3, 1):
        master.send(0, read_pdu(6, TARIFF.address, tariff))
        for unit in (CLEAN, OTHER):
            shown = words_of(master.ask(unit, read_pdu(3, TARIFF.address, 1)))
            assert shown == [tariff]


def test_requests_in_one_run_are_answered_in_order(master: Witness) -> None:
    requests = [READ, VOLTAGE, read_pdu(3, reference.reference().unmapped(), 1), READ]
    answers = [master.clean(READ), master.clean(VOLTAGE), exception(3, 2), master.clean(READ)]
    master.line.send(b"".join(ascii_frame(CLEAN, request) for request in requests))
    master.expect(b"".join(ascii_frame(CLEAN, answer) for answer in answers))


def test_a_long_write_arrives(master: Witness) -> None:
    """All settings of an alarm at once, as they are."""
    words = words_of(master.clean(read_pdu(3, 0x140, 16)))
    request = write_registers_pdu(0x140, words)
    assert master.ask(CLEAN, request) == request[:5]


# The delimiter (diagnostics, sub-function 3)


def delimiter(character: bytes) -> bytes:
    """A request that makes a character the end of each message."""
    return struct.pack(">BHBB", 8, 3, character[0], 0)


def test_another_character_can_end_the_messages(master: Witness) -> None:
    change = delimiter(b"!")
    master.line.send(ascii_frame(CLEAN, change))
    answer = master.line.read(len(ascii_frame(CLEAN, change)))
    assert answer[:-1] == ascii_frame(CLEAN, change)[:-1] and answer[-1:] in b"\n!"
    ended = ascii_frame(CLEAN, READ, b"\r!")
    master.line.send(ended)
    expected = ascii_frame(CLEAN, RIGHT, b"\r!")
    assert master.line.read(len(expected)) == expected
    # What ends with LF now does not end.
    master.line.send(ascii_frame(CLEAN, VOLTAGE) + ended)
    assert master.line.read(len(expected)) == expected
    back = ascii_frame(CLEAN, delimiter(b"\n"), b"\r!")
    master.line.send(back)
    master.line.read(len(back))
    assert master.clean(READ) == RIGHT


def test_a_meter_that_speaks_only_rtu_hears_nothing_of_ascii(
    meterfarm: Path, tmp_path: Path
) -> None:
    """The 4 120 83 has no ASCII mode: its bus has a master that it does not understand."""
    document = farm(
        [{"name": "b", "ports": [
            {"protocol": "modbus-ascii", "listen": "127.0.0.1:0"},
            {"name": "rtu", "protocol": "modbus-rtu", "listen": "127.0.0.1:0"},
        ]}],
        [meter("m", "legrand-412083", 5, "b", constant_load(500.0))],
    )  # fmt: skip
    with running(meterfarm, document, tmp_path) as daemon:
        answers = {}
        for port, framer in zip(daemon.ports, (FramerType.ASCII, FramerType.RTU)):
            host, _, number = port.place.rpartition(":")
            client = ModbusTcpClient(host, port=int(number), framer=framer, timeout=1, retries=0)
            with client:
                try:
                    answer = client.read_holding_registers(0x2000, count=2, device_id=5)
                    answers[framer] = not answer.isError()
                except ModbusIOException:
                    answers[framer] = False
    assert answers == {FramerType.ASCII: False, FramerType.RTU: True}
