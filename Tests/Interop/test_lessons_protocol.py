"""The lessons on the protocol: late, missing and wrong answers, and connections that end."""

import select
import socket
import time

from pymodbus.client import ModbusTcpClient

from support.farm import SAFETY_TIMEOUT, Daemon
from support.frames import crc16, mbap, rtu
from support.lesson_masters import (
    GATEWAY, LAN, METERS, POWER, SHORT, SILENT, TARGET_FAILED, by_serial, model_of, read, request,
    serial_line, tcp,
)  # fmt: skip
from support.lines import PtyLine, TcpMaster, rtu_master, tcp_master

from conftest import Play

BUSY = 0x06


def test_a_late_answer_is_taken_for_that_of_the_next_request(play: Play) -> None:
    lesson = play("late-answer")
    turns = ["voltage.l1", POWER] * 4
    with lesson.at(0), serial_line(lesson, "rs485-1") as line:
        assert [by_serial(line, "incomer", what) for what in turns] == [230, 6210] * 4
    with lesson.at(45) as daemon:
        with serial_line(lesson, "rs485-1", SHORT) as line:
            seen = [by_serial(line, "incomer", what) for what in turns]
        # 23000 steps of 10 mV are taken for steps of 10 W.
        assert seen == [230, 6210, 230, 6210, SILENT, 230_000, 230, 6210]
        with tcp_master(daemon.tcp(LAN)) as master:
            # Faults count on: the second answer here is the tenth of all.
            unit = METERS["incomer"]["address"]
            for number in (1, 2, 3):
                master.line.send(mbap(number, unit, request("incomer", POWER)))
            assert [master.receive().transaction for _ in range(3)] == [1, 2, 3]


def test_a_dead_meter_behind_a_gateway_costs_everybody_its_time_out(play: Play) -> None:
    lesson = play("gateway-timeout")
    with lesson.at(0) as daemon, tcp(daemon, GATEWAY) as client:
        assert read(client, "pump-3", POWER) == 1800
    with lesson.at(45) as daemon:
        host, port = daemon.tcp(GATEWAY)
        asked = []
        for pump in ("pump-3", "pump-1"):
            asked.append(TcpMaster(host, port))
            asked[-1].line.send(mbap(1, METERS[pump]["address"], request(pump, POWER)))
        ready, _, _ = select.select([master.line for master in asked], [], [], SAFETY_TIMEOUT)
        assert ready == [asked[0].line]
        assert asked[0].receive().pdu == bytes([0x83, TARGET_FAILED])
        assert len(asked[1].receive().pdu) == 6
        for master in asked:
            master.line.close()


def connected(daemon: Daemon) -> TcpMaster | None:
    """A client; None when it is turned away before it knows that it was let in."""
    try:
        return TcpMaster(*daemon.tcp(LAN))
    except ConnectionResetError:
        return None


def see_three_clients(daemon: Daemon, gone: int | None) -> None:
    """Asserts which of three clients that connect one after the other is closed."""
    unit, ask = METERS["incomer"]["address"], request("incomer", POWER)
    clients = []
    for number in range(3):
        clients.append(connected(daemon))
        if number != gone:
            assert clients[-1] and len(clients[-1].request(unit, ask)) == 6
    for number, client in enumerate(clients):
        if client is None:
            assert number == gone
            continue
        if number == gone:
            assert client.is_closed_by_peer()
        else:
            assert len(client.request(unit, ask)) == 6
        client.line.close()


def test_a_third_connection_costs_the_oldest(play: Play) -> None:
    lesson = play("connection-limit")
    for seconds, gone in ((0, None), (45, 0)):
        with lesson.at(seconds) as daemon:
            see_three_clients(daemon, gone)


def test_a_third_connection_is_turned_away(play: Play) -> None:
    with play("connection-limit").at(105) as daemon:
        see_three_clients(daemon, gone=2)


def test_every_fifth_request_resets_the_connection(play: Play) -> None:
    lesson = play("tcp-resets")
    frame = mbap(1, METERS["incomer"]["address"], request("incomer", POWER))

    def ends(daemon: Daemon) -> list[str]:
        found = []
        for _ in range(6):
            with socket.create_connection(daemon.tcp(LAN), timeout=SAFETY_TIMEOUT) as line:
                line.sendall(frame)
                try:
                    found.append("answer" if line.recv(260) else "end")
                except ConnectionResetError:
                    found.append("reset")
        return found

    with lesson.at(0) as daemon:
        assert ends(daemon) == ["answer"] * 6
    with lesson.at(45) as daemon:
        assert ends(daemon) == ["answer"] * 4 + ["reset", "answer"]


def test_a_busy_meter_refuses_every_third_request(play: Play) -> None:
    lesson = play("busy-meter")
    register = model_of("machine").quantity(POWER)

    def codes(client: ModbusTcpClient) -> list[int | None]:
        unit = METERS["machine"]["address"]
        answers = [
            client.read_holding_registers(register.address, count=2, device_id=unit)
            for _ in range(6)
        ]
        return [answer.exception_code if answer.isError() else None for answer in answers]

    with lesson.at(0) as daemon, tcp(daemon) as client:
        assert codes(client) == [None] * 6
    with lesson.at(45) as daemon, tcp(daemon) as client:
        assert codes(client) == [None, None, BUSY] * 2


def test_a_slow_meter_is_overtaken_by_one_that_is_asked_later(play: Play) -> None:
    lesson = play("slow-meter")
    for seconds, first in ((0, "machine"), (45, "incomer")):
        with lesson.at(seconds) as daemon, tcp_master(daemon.tcp(LAN)) as slow:
            slow.line.send(mbap(1, METERS["machine"]["address"], request("machine", POWER)))
            if seconds == 0:
                # It answers without anybody else's doing.
                assert select.select([slow.line], [], [], SAFETY_TIMEOUT)[0]
            with tcp_master(daemon.tcp(LAN)) as quick:
                quick.request(METERS["incomer"]["address"], request("incomer", POWER))
                waits = not select.select([slow.line], [], [], 0)[0]
                assert waits == (first == "incomer")
                assert slow.receive().pdu[0] == 3


def test_broken_frames_come_in_turns(play: Play) -> None:
    lesson = play("broken-frames")
    unit, ask = METERS["machine"]["address"], request("machine", POWER)
    register = model_of("machine").quantity(POWER)
    size = 2 * register.words
    right = rtu(unit, bytes([3, size]) + register.raw(6210).to_bytes(size))
    with lesson.at(0), rtu_master(lesson.pty("rs485-1")) as master:
        assert [rtu(unit, master.request(unit, ask)) for _ in range(7)] == [right] * 7
    with lesson.at(45):
        line = PtyLine(lesson.pty("rs485-1"))
        seen = []
        for number in range(1, 8):
            line.send(rtu(unit, ask))
            seen.append(line.read(len(right) - (3 if number == 6 else 0)))
        line.close()
    assert seen[:3] == [right] * 3
    assert seen[3][:-2] == right[:-2] and crc16(seen[3][:-2]) != seen[3][-2:]
    assert seen[4] == rtu(unit + 1, right[1:-2])
    assert seen[5:] == [right[:-3], right]


def test_a_restart_costs_every_tenth_answer_and_two_seconds(play: Play) -> None:
    lesson = play("restarting-meter")
    unit, ask = METERS["flat-1"]["address"], request("flat-1", "voltage.l1")

    def answers(master: TcpMaster, number: int) -> list[int]:
        """The function codes of the answers to ten requests, without waiting for a last one."""
        for transaction in range(1, 11):
            master.line.send(mbap(transaction, unit, ask))
        return [master.receive().pdu[0] for _ in range(number)]

    with lesson.at(0) as daemon, tcp_master(daemon.tcp(LAN)) as master:
        assert answers(master, 10) == [4] * 10
    with lesson.at(45) as daemon, tcp_master(daemon.tcp(LAN)) as master:
        assert answers(master, 9) == [4] * 9
        # The tenth gets nothing. Then the meter is not there, as soon as the disk has noted it.
        master.line.send(mbap(11, unit, ask))
        assert (frame := master.receive()).transaction == 11
        for _ in range(8):
            if frame.pdu != bytes([0x84, TARGET_FAILED]):
                time.sleep(0.05)
                master.line.send(mbap(12, unit, ask))
                frame = master.receive()
        assert frame.pdu == bytes([0x84, TARGET_FAILED])
    with lesson.at(50) as daemon, tcp_master(daemon.tcp(LAN)) as master:
        assert master.request(unit, ask)[0] == 4
