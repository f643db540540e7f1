"""The lessons on the line: what masters see before an instant and after it, in stopped time."""

import minimalmodbus
import pytest
import serial

from support.farm import Daemon
from support.frames import mbap, read_pdu, rtu
from support.lesson_masters import (
    GATEWAY, METERS, POWER, SHORT, SILENT, TARGET_FAILED, by_serial, model_of, read, request,
    serial_line, tcp,
)  # fmt: skip
from support.lines import PtyLine, rtu_master, tcp_master

from conftest import Play

PUMPS = {"pump-1": 4500.0, "pump-2": 2700.0, "pump-3": 1800.0}


def test_two_meters_at_one_address_disturb_each_other_and_both_obey(play: Play) -> None:
    lesson = play("duplicate-address")
    period = model_of("pump-1").setting("demandPeriod")
    with lesson.at(0), serial_line(lesson, "rs485-2") as line:
        assert [by_serial(line, pump, POWER) for pump in PUMPS] == list(PUMPS.values())
    with lesson.at(45), serial_line(lesson, "rs485-2", SHORT) as line:
        seen = [by_serial(line, "pump-1", POWER) for _ in range(12)]
        assert set(seen) - {PUMPS["pump-1"]}, seen
        assert set(seen) <= {PUMPS["pump-1"], PUMPS["pump-2"], SILENT, "InvalidResponseError"}
        # Nobody is left at its old address; a late second answer may still come.
        assert isinstance(by_serial(line, "pump-2", POWER), str)
        both = minimalmodbus.Instrument(line, METERS["pump-1"]["address"])
        try:
            both.write_register(period.address, 900, functioncode=16)
        except minimalmodbus.ModbusException:
            pass
    with lesson.at(105), serial_line(lesson, "rs485-2") as line:
        units = [METERS[pump]["address"] for pump in PUMPS]
        periods = [minimalmodbus.Instrument(line, u).read_register(period.address) for u in units]
        assert periods == [900, 900, 600]


def gateway_sees(daemon: Daemon) -> list[float | None]:
    """What a client of the gateway reads from the first two pumps; None is 0B."""
    with tcp(daemon, GATEWAY) as client:
        return [read(client, pump, POWER) for pump in ("pump-1", "pump-2")]


@pytest.mark.parametrize("name", ["wrong-baud", "wrong-parity"])
def test_a_meter_that_is_set_otherwise_is_silent_and_its_neighbour_is_not(
    play: Play, name: str
) -> None:
    lesson = play(name)
    with lesson.at(0) as daemon:
        assert gateway_sees(daemon) == [4500, 2700]
    with lesson.at(45) as daemon:
        assert gateway_sees(daemon) == [4500, None]


def test_a_reversed_pair_silences_a_meter_or_everybody(play: Play) -> None:
    lesson = play("reversed-line")
    with lesson.at(0) as daemon:
        assert gateway_sees(daemon) == [4500, 2700]
    for seconds, seen in ((45, [SILENT, 4500]), (105, [SILENT, SILENT]), (165, [SILENT, 4500])):
        with lesson.at(seconds), serial_line(lesson, "rs485-2", SHORT) as line:
            assert [by_serial(line, pump, POWER) for pump in ("pump-2", "pump-1")] == seen


def outcomes(line: serial.Serial, polls: int, count: int) -> list[bool]:
    """Which of so many reads of so many registers succeed."""
    pump = minimalmodbus.Instrument(line, METERS["pump-1"]["address"])
    first = model_of("pump-1").quantity("voltage.l12").address
    found = []
    for _ in range(polls):
        try:
            found.append(len(pump.read_registers(first, count)) == count)
        except minimalmodbus.ModbusException:
            found.append(False)
    return found


LONG = 50


@pytest.mark.parametrize("name", ["missing-terminator", "overloaded-bus", "noise-bursts"])
def test_a_bad_cable_breaks_some_frames(play: Play, name: str) -> None:
    lesson = play(name)
    with lesson.at(0), serial_line(lesson, "rs485-2") as line:
        assert all(outcomes(line, 12, 2) + outcomes(line, 2, LONG))
    with lesson.at(45), serial_line(lesson, "rs485-2", SHORT) as line:
        short = outcomes(line, 12, 2)
        assert True in short and False in short
        if name != "noise-bursts":
            # One in fifty comes through, or one in six hundred.
            assert sum(outcomes(line, 4, LONG)) <= 1


def test_an_adapter_that_echoes_needs_a_master_that_drops_its_echo(play: Play) -> None:
    lesson = play("line-echo")
    for seconds, echoes in ((0, False), (45, True)):
        with lesson.at(seconds), serial_line(lesson, "rs485-1", SHORT) as line:
            incomer = minimalmodbus.Instrument(line, METERS["incomer"]["address"])
            for dropped in (False, True):
                incomer.handle_local_echo = dropped
                register = model_of("incomer").quantity(POWER)
                if dropped == echoes:
                    found = incomer.read_registers(register.address, register.words)
                    assert register.value(found) == 6210
                else:
                    with pytest.raises(minimalmodbus.ModbusException):
                        incomer.read_registers(register.address, register.words)


def test_a_second_master_is_heard_without_asking(play: Play) -> None:
    lesson = play("foreign-master")
    stranger = rtu(40, read_pdu(3, 0, 2))
    with lesson.at(0), rtu_master(lesson.pty("rs485-2")) as master:
        # The first bytes that come are those of the answer.
        assert len(master.request(METERS["pump-1"]["address"], request("pump-1", POWER))) == 6
    with lesson.at(45):
        line = PtyLine(lesson.pty("rs485-2"))
        assert stranger in line.read(4 * len(stranger))
        line.close()


def test_a_meter_that_needs_a_pause_is_deaf_behind_its_neighbour(play: Play) -> None:
    lesson = play("deaf-meter")
    pump, kiosk = METERS["pump-1"]["address"], METERS["kiosk"]["address"]
    ask_pump, ask_kiosk = request("pump-1", POWER), request("kiosk", "voltage.l1")
    with lesson.at(0) as daemon, tcp_master(daemon.tcp(GATEWAY)) as master:
        assert master.request(kiosk, ask_kiosk) == bytes([0x84, TARGET_FAILED])
    with lesson.at(45) as daemon, tcp_master(daemon.tcp(GATEWAY)) as master:
        # The gateway sends the second as soon as the line has rested for 3.5 characters.
        master.line.send(mbap(1, pump, ask_pump) + mbap(2, kiosk, ask_kiosk))
        answers = [master.receive() for _ in range(2)]
        assert [frame.unit for frame in answers] == [pump, kiosk]
        assert len(answers[0].pdu) == 6
        assert answers[1].pdu == bytes([0x84, TARGET_FAILED])
        # A second of silence has passed.
        assert master.request(kiosk, ask_kiosk)[:2] == bytes([4, 4])
