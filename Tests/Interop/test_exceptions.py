"""Every refusal, by raw frames: what no client library would send."""

import struct
from collections.abc import Iterator
from pathlib import Path

import pytest

from support import reference
from support.farm import FROZEN, Daemon, bus, constant_load, farm, meter, running, tcp_port
from support.frames import exception, read_pdu, words_of, write_registers_pdu
from support.lines import TcpMaster, tcp_master
from support.reference import UNIT

LEGRAND, COUNTIS = 6, 7
FUNCTION, ADDRESS, VALUE = 1, 2, 3


@pytest.fixture(scope="module")
def daemon(meterfarm: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    load = constant_load(power=500)
    meters = [
        reference.reference_meter(),
        meter("legrand", "legrand-004677", LEGRAND, "line", constant_load(500, phases="l1")),
        meter("countis", "socomec-countis-e44", COUNTIS, "line", load),
    ]
    document = farm([bus("line", tcp_port())], meters, speed=FROZEN)
    with running(meterfarm, document, tmp_path_factory.mktemp("exceptions")) as daemon:
        yield daemon


@pytest.fixture
def master(daemon: Daemon) -> Iterator[TcpMaster]:
    with tcp_master(daemon.tcp()) as master:
        yield master


def refused(master: TcpMaster, pdu: bytes, code: int, unit: int = UNIT) -> None:
    """Asserts that a request gets an exception, and that the connection lives on."""
    assert master.request(unit, pdu) == exception(pdu[0], code)
    register = reference.tariff_register()
    if unit == UNIT:
        words_of(master.request(UNIT, read_pdu(3, register.address, 1)))


@pytest.mark.parametrize("function", [1, 2, 4, 5, 7, 8, 11, 12, 15, 17, 22, 23, 43])
@pytest.mark.parametrize("unit", [LEGRAND, COUNTIS])
def test_a_function_that_the_meter_lacks_is_01(
    master: TcpMaster, unit: int, function: int
) -> None:
    refused(master, read_pdu(function, 0, 1), FUNCTION, unit)


@pytest.mark.parametrize("function", [0x09, 0x0D, 0x18, 0x41, 0x64, 0x7F])
def test_an_unknown_function_is_01(master: TcpMaster, function: int) -> None:
    refused(master, bytes([function, 1, 2, 3]), FUNCTION)


def test_another_encapsulated_interface_is_01(master: TcpMaster) -> None:
    refused(master, bytes([43, 13, 1, 0]), FUNCTION)


def test_an_unknown_diagnostic_is_01(master: TcpMaster) -> None:
    refused(master, struct.pack(">BHH", 8, 0x4242, 0), FUNCTION)


@pytest.mark.parametrize(("function", "limit"), [(1, 2000), (2, 2000), (3, 125), (4, 125)])
@pytest.mark.parametrize("excess", ["none", "one too many", "all"])
def test_a_quantity_out_of_bounds_is_03_wherever_it_points(
    master: TcpMaster, function: int, limit: int, excess: str
) -> None:
    quantity = {"none": 0, "one too many": limit + 1, "all": 0xFFFF}[excess]
    for address in (0, reference.reference().unmapped(), 0xFFFF):
        refused(master, read_pdu(function, address, quantity), VALUE)


@pytest.mark.parametrize("unit", [LEGRAND, COUNTIS])
def test_126_registers_are_03_on_real_meters(master: TcpMaster, unit: int) -> None:
    refused(master, read_pdu(3, 0, 126), VALUE, unit)
    refused(master, read_pdu(3, 0, 0), VALUE, unit)


def test_a_coil_value_that_is_neither_on_nor_off_is_03(master: TcpMaster) -> None:
    for value in (0x0001, 0xFF01, 0x00FF, 0xFFFF):
        refused(master, struct.pack(">BHH", 5, reference.adjacent_writable_coils(), value), VALUE)


@pytest.mark.parametrize(
    ("quantity", "byte_count", "data"),
    [(0, 0, 0), (1, 1, 2), (1, 3, 3), (1, 2, 1), (1, 2, 4), (2, 2, 2), (124, 248, 244)],
)
def test_function_16_with_a_wrong_count_is_03(
    master: TcpMaster, quantity: int, byte_count: int, data: int
) -> None:
    address = reference.tariff_register().address
    pdu = struct.pack(">BHHB", 16, address, quantity, byte_count) + bytes(data)
    refused(master, pdu, VALUE)


@pytest.mark.parametrize(
    ("quantity", "byte_count", "data"), [(0, 0, 0), (8, 2, 2), (9, 1, 1), (8, 1, 2)]
)
def test_function_15_with_a_wrong_count_is_03(
    master: TcpMaster, quantity: int, byte_count: int, data: int
) -> None:
    address = reference.adjacent_writable_coils()
    pdu = struct.pack(">BHHB", 15, address, quantity, byte_count) + bytes(data)
    refused(master, pdu, VALUE)


@pytest.mark.parametrize(
    ("read", "write", "byte_count"), [(0, 1, 2), (126, 1, 2), (1, 0, 0), (1, 122, 244), (1, 1, 4)]
)
def test_function_23_with_a_wrong_count_is_03(
    master: TcpMaster, read: int, write: int, byte_count: int
) -> None:
    address = reference.tariff_register().address
    head = struct.pack(">BHHHHB", 23, address, read, address, write, byte_count)
    refused(master, head + bytes(min(byte_count, 242)), VALUE)


@pytest.mark.parametrize(
    "pdu", [b"\x03", b"\x03\x00", b"\x03\x00\x00\x00", b"\x03\x00\x00\x00\x01\x00", b"\x16\x00\x00"]
)
def test_a_request_of_the_wrong_length_is_03(master: TcpMaster, pdu: bytes) -> None:
    refused(master, pdu, VALUE)


@pytest.mark.parametrize("function", [3, 4])
def test_an_address_outside_the_map_is_02(master: TcpMaster, function: int) -> None:
    table = {3: "holding", 4: "input"}[function]
    refused(master, read_pdu(function, reference.reference().unmapped(table), 1), ADDRESS)


@pytest.mark.parametrize("function", [1, 2])
def test_a_bit_outside_the_map_is_02(master: TcpMaster, function: int) -> None:
    refused(master, read_pdu(function, 0xFFF0, 8), ADDRESS)


@pytest.mark.parametrize("function", [1, 2, 3, 4])
def test_a_range_beyond_65535_is_02_and_does_not_wrap(master: TcpMaster, function: int) -> None:
    refused(master, read_pdu(function, 0xFFFF, 2), ADDRESS)


def test_a_write_outside_the_map_is_02(master: TcpMaster) -> None:
    unmapped = reference.reference().unmapped()
    refused(master, read_pdu(6, unmapped, 1), ADDRESS)
    refused(master, write_registers_pdu(unmapped, [1, 2]), ADDRESS)
    refused(master, struct.pack(">BHHH", 22, unmapped, 0xFFFF, 0), ADDRESS)
    refused(master, struct.pack(">BHH", 5, 0xFFF0, 0xFF00), ADDRESS)


def test_a_write_to_what_is_only_read_is_02(master: TcpMaster) -> None:
    register = reference.read_only_holding()
    refused(master, write_registers_pdu(register.address, [0] * register.words), ADDRESS)


@pytest.mark.parametrize("value", [0, 5, 0xFFFF])
def test_a_value_that_a_register_does_not_take_is_03(master: TcpMaster, value: int) -> None:
    refused(master, read_pdu(6, reference.tariff_register().address, value), VALUE)


@pytest.mark.parametrize("seconds", [59, 3601])
def test_a_value_outside_a_settings_range_is_03(master: TcpMaster, seconds: int) -> None:
    refused(master, write_registers_pdu(reference.demand_period().address, [0, seconds]), VALUE)


def test_half_of_a_setting_cannot_be_written(master: TcpMaster) -> None:
    refused(master, read_pdu(6, reference.demand_period().address, 300), ADDRESS)


def test_a_refused_write_changes_nothing(master: TcpMaster) -> None:
    register = reference.tariff_register()
    before = master.request(UNIT, read_pdu(3, register.address, 1))
    refused(master, struct.pack(">BHHB", 16, register.address, 1, 2), VALUE)
    refused(master, read_pdu(6, register.address, 0), VALUE)
    assert master.request(UNIT, read_pdu(3, register.address, 1)) == before


def test_an_unknown_single_object_is_02(master: TcpMaster) -> None:
    refused(master, bytes([43, 14, 4, 0x7F]), ADDRESS)


@pytest.mark.parametrize("code", [0, 5, 255])
def test_an_unknown_read_code_is_03(master: TcpMaster, code: int) -> None:
    refused(master, bytes([43, 14, code, 0]), VALUE)


def test_half_of_a_long_value_is_02_on_a_countis(master: TcpMaster) -> None:
    refused(master, read_pdu(3, 0xC559, 1), ADDRESS, COUNTIS)
    refused(master, read_pdu(3, 0xC558, 1), ADDRESS, COUNTIS)


def test_an_address_outside_the_map_is_01_on_the_legrand(master: TcpMaster) -> None:
    refused(master, read_pdu(3, 0x4000, 1), FUNCTION, LEGRAND)
