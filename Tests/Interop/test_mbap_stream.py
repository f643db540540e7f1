"""The TCP stream itself: segments, headers that lie, unit identifiers."""

import struct

import pytest

from support import reference
from support.farm import FROZEN, Json, bus, farm, tcp_port
from support.frames import exception, mbap, read_pdu, words_of
from support.lines import TcpMaster, tcp_master
from support.reference import UNIT, reference_farm, reference_meter

from conftest import StartFarm

PATH_UNAVAILABLE, TARGET_FAILED = 0x0A, 0x0B


def voltage_request() -> bytes:
    """A request for the voltage of phase 1."""
    register = reference.reference().quantity("voltage.l1", "holding")
    return read_pdu(3, register.address, register.words)


def two_meter_farm(**options: object) -> Json:
    """Units 1 and 2 on one bus."""
    meters = [reference_meter(address=unit, name=f"meter-{unit}") for unit in (1, 2)]
    return farm([bus("line", tcp_port(), **options)], meters, speed=FROZEN)


def answers(master: TcpMaster, unit: int) -> None:
    """Asserts that the next frame on the line answers a new request: nothing else came before."""
    words_of(master.request(unit, voltage_request()))


def test_eight_requests_in_one_segment_get_eight_answers_in_order(start_farm: StartFarm) -> None:
    transactions = [1, 0xFFFF, 7, 7, 0, 0x1234, 0x8000, 42]
    with tcp_master(start_farm(reference_farm()).tcp()) as master:
        expected = master.request(UNIT, voltage_request())
        master.line.send(b"".join(mbap(t, UNIT, voltage_request()) for t in transactions))
        frames = [master.receive() for _ in transactions]
        assert [frame.transaction for frame in frames] == transactions
        assert all(frame.pdu == expected for frame in frames)


def test_exceptions_and_answers_keep_their_places_in_a_pipeline(start_farm: StartFarm) -> None:
    with tcp_master(start_farm(reference_farm()).tcp()) as master:
        good, bad = voltage_request(), read_pdu(3, 0, 126)
        expected = master.request(UNIT, good)
        master.line.send(mbap(1, UNIT, good) + mbap(2, UNIT, bad) + mbap(3, UNIT, good))
        assert [master.receive().pdu for _ in range(3)] == [expected, exception(3, 3), expected]


def test_a_request_that_comes_byte_by_byte_is_answered(start_farm: StartFarm) -> None:
    with tcp_master(start_farm(reference_farm()).tcp()) as master:
        for byte in mbap(0x0102, UNIT, voltage_request()):
            master.line.send(bytes([byte]))
        assert master.receive().transaction == 0x0102


def test_a_half_request_does_not_hold_up_another_connection(start_farm: StartFarm) -> None:
    address = start_farm(reference_farm()).tcp()
    with tcp_master(address) as slow, tcp_master(address) as quick:
        frame = mbap(9, UNIT, voltage_request())
        slow.line.send(frame[:5])
        answers(quick, UNIT)
        slow.line.send(frame[5:])
        assert slow.receive().transaction == 9


def test_another_protocol_is_ignored(start_farm: StartFarm) -> None:
    with tcp_master(start_farm(reference_farm()).tcp()) as master:
        master.line.send(mbap(0x6666, UNIT, voltage_request(), protocol=1))
        answers(master, UNIT)


@pytest.mark.parametrize("length", [0, 1, 255, 0xFFFF])
def test_a_length_that_lies_closes_the_connection(start_farm: StartFarm, length: int) -> None:
    address = start_farm(reference_farm()).tcp()
    with tcp_master(address) as master:
        master.line.send(struct.pack(">HHHB", 1, 0, length, UNIT) + bytes(5))
        assert master.is_closed_by_peer()
    with tcp_master(address) as master:
        answers(master, UNIT)


def test_a_disconnect_in_the_middle_harms_nobody(start_farm: StartFarm) -> None:
    address = start_farm(reference_farm()).tcp()
    with tcp_master(address) as master:
        master.line.send(mbap(1, UNIT, voltage_request())[:9])
    with tcp_master(address) as master:
        answers(master, UNIT)


@pytest.mark.parametrize("unit", [UNIT, 0, 255])
def test_a_single_meter_answers_as_itself_and_as_the_device(
    start_farm: StartFarm, unit: int
) -> None:
    with tcp_master(start_farm(reference_farm()).tcp()) as master:
        answers(master, unit)


def test_a_foreign_unit_is_0b(start_farm: StartFarm) -> None:
    with tcp_master(start_farm(two_meter_farm()).tcp()) as master:
        assert master.request(3, voltage_request()) == exception(3, TARGET_FAILED)
        assert master.request(247, voltage_request()) == exception(3, TARGET_FAILED)
        answers(master, 1)
        answers(master, 2)


def test_a_reserved_unit_is_0a_on_a_bus_of_several(start_farm: StartFarm) -> None:
    with tcp_master(start_farm(two_meter_farm()).tcp()) as master:
        for unit in (248, 254):
            assert master.request(unit, voltage_request()) == exception(3, PATH_UNAVAILABLE)


@pytest.mark.parametrize("unit", [3, 247, 248])
def test_a_foreign_unit_is_silence_when_the_bus_says_so(start_farm: StartFarm, unit: int) -> None:
    with tcp_master(start_farm(two_meter_farm(foreignUnit="silence")).tcp()) as master:
        master.line.send(mbap(0x6666, unit, voltage_request()))
        answers(master, 2)


def test_unit_0_is_a_silent_broadcast_on_a_bus_of_several(start_farm: StartFarm) -> None:
    register = reference.tariff_register()
    with tcp_master(start_farm(two_meter_farm()).tcp()) as master:
        master.line.send(mbap(0x6666, 0, voltage_request()))
        master.line.send(mbap(0x6667, 0, read_pdu(6, register.address, 3)))
        for unit in (1, 2):
            assert words_of(master.request(unit, read_pdu(3, register.address, 1))) == [3]


def test_64_connections_are_served_at_once(start_farm: StartFarm) -> None:
    address = start_farm(reference_farm()).tcp()
    masters = [TcpMaster(*address) for _ in range(64)]
    for master in masters:
        master.line.send(mbap(5, UNIT, voltage_request()))
    assert {master.receive().transaction for master in masters} == {5}
    for master in masters:
        master.line.close()
