"""Faults inside the answer's frame: fields, checksums, bytes too few and too many.

Bytes are compared with what the standard demands of the right frame; then masters that others
wrote say what they make of them.
"""

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import minimalmodbus
import pytest
import serial
from pymodbus.client import ModbusTcpClient
from pymodbus.exceptions import ModbusIOException

from support import reference
from support.farm import Daemon, running
from support.frames import exception, read_pdu, write_registers_pdu
from support.probe import Probe, probe
from support.witness import (
    CLEAN, SERIAL_WAYS, VOLTAGE, WAYS, Witness, fault_farm, place, probe_place, units_of, witness,
)  # fmt: skip

CHECKSUMS = ("bitFlip", "swap", "zero", "offByOne")
EFFECTS: dict[str, Any] = {
    "unit": {"unit": 99},
    "unit-up": {"unit": "+1"},
    "unit-down": {"unit": "-1"},
    "function": {"function": 4},
    "function-up": {"function": "+1"},
    **{name: {"checksum": name} for name in CHECKSUMS},
    "truncate": {"truncate": 3},
    "lost": {"truncate": 1000},
    "extra": {"extra": 2},
    "garbage": {"garbage": 4},
    "transaction": {"transactionId": 4711},
    "transaction-up": {"transactionId": "+1"},
    "protocol": {"protocolId": 1},
    "length": {"length": 7},
    "length-up": {"length": "+1"},
}
UNITS = units_of(EFFECTS)
PERIOD = reference.demand_period()
#: Places of the header's fields (messaging on TCP/IP V1.0b, 3.1.3), and what becomes of them.
HEADER: dict[str, tuple[int, Callable[[int], int]]] = {
    "transaction": (0, lambda right: 4711),
    "transaction-up": (0, lambda right: right + 1),
    "protocol": (2, lambda right: 1),
    "length": (4, lambda right: 7),
    "length-up": (4, lambda right: right + 1),
}


@pytest.fixture(scope="module")
def daemon(meterfarm: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    folder = tmp_path_factory.mktemp("frames")
    document = fault_farm(folder, EFFECTS, list(WAYS))
    writes = next(fault for fault in document["faults"] if fault["name"] == "lost")
    writes["target"]["functions"] = [16]
    with running(meterfarm, document, folder) as daemon:
        yield daemon


@pytest.fixture(params=list(WAYS))
def way(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def master(daemon: Daemon, way: str) -> Iterator[Witness]:
    with witness(daemon, way) as master:
        yield master


# Fields


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("unit", 99),
        ("unit-up", UNITS["unit-up"] + 1),
        ("unit-down", UNITS["unit-down"] - 1),
    ],
)
def test_an_answer_of_another_address_has_a_checksum_that_fits(
    master: Witness, name: str, unit: int
) -> None:
    answer = master.clean()
    master.send(UNITS[name], VOLTAGE)
    master.expect(master.frame(unit, answer))


@pytest.mark.parametrize("name", ["function", "function-up"])
def test_an_answer_with_another_function_stays_an_exception_if_it_is_one(
    master: Witness, name: str
) -> None:
    answer = master.clean()
    master.send(UNITS[name], VOLTAGE)
    master.expect(master.frame(UNITS[name], b"\x04" + answer[1:]))
    master.send(UNITS[name], read_pdu(3, reference.reference().unmapped(), 1))
    master.expect(master.frame(UNITS[name], exception(4, 2)))


@pytest.mark.parametrize("name", HEADER)
@pytest.mark.parametrize("way", ["tcp"])
def test_a_field_of_the_header_is_wrong(master: Witness, name: str) -> None:
    answer = master.clean()
    master.send(UNITS[name], VOLTAGE)
    expected = bytearray(master.frame(UNITS[name], answer))
    place, change = HEADER[name]
    right = int.from_bytes(expected[place : place + 2], "big")
    expected[place : place + 2] = change(right).to_bytes(2, "big")
    master.expect(bytes(expected))


@pytest.mark.parametrize("name", HEADER)
@pytest.mark.parametrize("way", SERIAL_WAYS)
def test_a_serial_frame_has_no_header(master: Witness, name: str) -> None:
    assert master.ask(UNITS[name], VOLTAGE) == master.clean()


# Checksums


def spoilt(name: str, right: int, bits: int) -> set[int]:
    """What a checksum may be."""
    half = bits // 2
    everything = (1 << bits) - 1
    return {
        "bitFlip": {right ^ 1 << bit for bit in range(bits)},
        "swap": {(right << half | right >> half) & everything},
        "zero": {0},
        "offByOne": {right + 1 & everything},
    }[name]


@pytest.mark.parametrize("name", CHECKSUMS)
@pytest.mark.parametrize("way", ["rtu-pty", "rtu-tcp"])
def test_a_crc_is_spoilt_as_it_was_asked_for(master: Witness, name: str) -> None:
    answer = master.clean()
    right = master.frame(UNITS[name], answer)
    for _ in range(4):
        master.send(UNITS[name], VOLTAGE)
        frame = master.line.read(len(right))
        assert frame[:-2] == right[:-2] and frame != right
        sum_, wrong = (int.from_bytes(bytes_[-2:], "little") for bytes_ in (right, frame))
        assert wrong in spoilt(name, sum_, 16)
        master.clean()


@pytest.mark.parametrize("name", CHECKSUMS)
@pytest.mark.parametrize("way", ["ascii-pty", "ascii-tcp"])
def test_an_lrc_is_spoilt_as_it_was_asked_for(master: Witness, name: str) -> None:
    answer = master.clean()
    right = master.frame(UNITS[name], answer)
    for _ in range(4):
        master.send(UNITS[name], VOLTAGE)
        frame = master.line.read(len(right))
        assert (frame[:-4], frame[-2:]) == (right[:-4], b"\r\n") and frame != right
        assert int(frame[-4:-2], 16) in spoilt(name, int(right[-4:-2], 16), 8)
        master.clean()


@pytest.mark.parametrize("name", CHECKSUMS)
@pytest.mark.parametrize("way", ["tcp"])
def test_on_tcp_a_gateway_has_found_the_answer_broken(master: Witness, name: str) -> None:
    assert master.ask(UNITS[name], VOLTAGE) == exception(3, 0x0B)
    master.clean()


# Bytes


def test_an_answer_is_cut_short(master: Witness) -> None:
    answer = master.clean()
    master.send(UNITS["truncate"], VOLTAGE)
    master.expect(master.frame(UNITS["truncate"], answer)[:-3])


def test_an_answer_is_lost_and_the_request_carried_out(master: Witness) -> None:
    period = read_pdu(3, PERIOD.address, PERIOD.words)
    for seconds in (600, 900):
        master.send(UNITS["lost"], write_registers_pdu(PERIOD.address, [0, seconds]))
        shown = master.ask(UNITS["lost"], period)
        assert shown == bytes([3, 4]) + seconds.to_bytes(4, "big")


@pytest.mark.parametrize(("name", "front", "behind"), [("extra", 0, 2), ("garbage", 4, 0)])
def test_bytes_of_chance_stand_before_or_behind(
    master: Witness, way: str, name: str, front: int, behind: int
) -> None:
    answer = master.clean()
    seen = set()
    for _ in range(6):
        master.send(UNITS[name], VOLTAGE)
        right = master.frame(UNITS[name], answer)
        frame = master.line.read(len(right) + front + behind)
        end = frame[-2:] if way.startswith("ascii") and behind else b""
        frame = frame[: len(frame) - len(end)]
        assert frame[front : len(frame) - behind] + end == right
        chance = frame[:front] + frame[len(frame) - behind :] if behind else frame[:front]
        assert len(chance) == front + behind
        assert not way.startswith("ascii") or set(chance) <= set(b"0123456789ABCDEF")
        seen.add(chance)
        master.clean()
    assert len(seen) > 1, "always the same chance"


# What masters make of it


@pytest.fixture(params=["tcp", "rtu-pty"])
def libmodbus(
    request: pytest.FixtureRequest, daemon: Daemon, probe_program: Path
) -> Iterator[Probe]:
    with probe(probe_program, *probe_place(daemon, request.param)) as running_probe:
        running_probe("timeout", 200)
        yield running_probe


@pytest.mark.parametrize("libmodbus", ["rtu-pty"], indirect=True)
def test_libmodbus_names_what_is_wrong_on_rtu(libmodbus: Probe) -> None:
    expected = dict.fromkeys(CHECKSUMS, "BAD_CRC") | {
        "unit": "BAD_SLAVE", "function": "BAD_DATA", "truncate": "TIMEOUT",
    }  # fmt: skip
    for name, error in expected.items():
        libmodbus("unit", UNITS[name])
        assert libmodbus.error(3, PERIOD.address, 2) == error, name
        libmodbus("unit", CLEAN)
        assert libmodbus(3, PERIOD.address, 2) == [0, 900]


@pytest.mark.parametrize("name", ["transaction", "transaction-up"])
@pytest.mark.parametrize("libmodbus", ["tcp"], indirect=True)
def test_libmodbus_refuses_wrong_transactions(libmodbus: Probe, name: str) -> None:
    libmodbus("unit", UNITS[name])
    assert libmodbus.error(3, PERIOD.address, 2) == "BAD_DATA"


@pytest.mark.parametrize("name", ["transaction", "transaction-up", "length-up", "truncate"])
def test_pymodbus_finds_no_answer_on_tcp(daemon: Daemon, name: str) -> None:
    host, port = place(daemon, "tcp")
    client = ModbusTcpClient(host, port=port, timeout=0.2, retries=0)
    with pytest.raises(ModbusIOException):
        client.read_holding_registers(PERIOD.address, count=2, device_id=UNITS[name])
    client.close()


@pytest.mark.parametrize("mode", [minimalmodbus.MODE_RTU, minimalmodbus.MODE_ASCII])
def test_minimalmodbus_drops_what_is_wrong(daemon: Daemon, mode: str) -> None:
    with serial.Serial(str(place(daemon, f"{mode}-pty")), 9600, timeout=0.2) as port:
        for name in (*CHECKSUMS, "unit", "truncate", "garbage"):
            instrument = minimalmodbus.Instrument(port, UNITS[name], mode)
            with pytest.raises(minimalmodbus.ModbusException):
                instrument.read_registers(PERIOD.address, 2)
            clean = minimalmodbus.Instrument(port, CLEAN, mode)
            assert clean.read_registers(PERIOD.address, 2) == [0, 900]


def test_mbpoll_says_what_is_wrong(daemon: Daemon) -> None:
    pty = str(place(daemon, "rtu-pty"))
    for name, expected in (("swap", "Invalid CRC"), ("unit", "Response not from requested slave")):
        command = ["mbpoll", "-1", "-0", "-o", "0.3", "-m", "rtu", "-b", "9600", "-P", "none"]
        command += ["-a", str(UNITS[name]), "-t", "4", "-r", str(PERIOD.address), "-c", "2", pty]
        result = subprocess.run(command, capture_output=True, text=True, timeout=60)
        assert expected in result.stdout + result.stderr, result
