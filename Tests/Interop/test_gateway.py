"""The gateway between Modbus TCP and a line: what clients get, and what goes over the line.

Beside each gateway a pseudo-terminal (or a TCP port that speaks ASCII) hears its line.
"""

import socket
import struct
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from pymodbus.client import ModbusTcpClient

from support import reference
from support.farm import FROZEN, Daemon, Json, bus, farm, pty_port, running, tcp_port
from support.frames import exception, mbap, read_pdu, rtu, words_of
from support.lines import RtuMaster, TcpMaster, rtu_master, tcp_master
from support.probe import probe
from support.witness import CLEAN, FREQUENCY, SEED, VOLTAGE, ascii_frame, hear_from_now, witness

OTHER, ABSENT, DEAF, BROKEN, LATE, WRONG = 2, 99, 3, 4, 5, 6
NO_PATH, NO_ANSWER, BUSY = 0x0A, 0x0B, 0x06
PERIOD = reference.demand_period()
SHOWN = [0, 0, 3, 33392]
#: Buses, each with a gateway.
GATEWAYS: dict[str, Any] = {
    "legrand": "legrand-004689",
    "default": {},
    "quick": {"timeout": "100ms"},
    "some": {"timeout": "100ms", "units": "1-2, 99"},
    "mute": {"timeout": "100ms", "onTimeout": "silence", "onNoPath": "silence"},
    "narrow": {"timeout": "400ms", "queue": 1},
    "closing": {"socketTimeout": "200ms"},
    "acknowledging": {"broadcast": "acknowledge", "turnaround": "10ms"},
    "late": {"timeout": "300ms"},
    "ascii": {"framing": "ascii", "timeout": "100ms"},
}
FAULTS: dict[int, tuple[str, Any]] = {
    DEAF: ("deaf", "noReply"),
    BROKEN: ("broken", {"checksum": "bitFlip"}),
    WRONG: ("wrong", {"transactionId": "+1"}),
}


def gateway_farm(folder: Path) -> Json:
    """The same meters on the line of each gateway."""
    print(f"seed {SEED}")
    units = (CLEAN, OTHER, DEAF, BROKEN, LATE, WRONG)
    buses = []
    for name, gateway in GATEWAYS.items():
        ports = [tcp_port(name=name, gateway=gateway)]
        if name == "ascii":
            # The way of this name: support.witness.
            heard = {"name": "ascii-tcp", "protocol": "modbus-ascii", "listen": "127.0.0.1:0"}
            ports.append(heard)
        else:
            ports.append(pty_port(folder / name, name=f"{name}-pty"))
        buses.append(bus(name, *ports))
    meters = [
        reference.reference_meter(name, unit, f"{name}-{unit}")
        for name in GATEWAYS for unit in units
    ]  # fmt: skip
    document = farm(buses, meters, FROZEN, SEED)
    document["faults"] = [
        {"name": name, "target": {"unit": unit}, "effect": effect}
        for unit, (name, effect) in FAULTS.items()
    ] + [
        {"name": f"delay-{number}", "target": {"unit": LATE, "bus": "late"},
         "trigger": {"skip": number, "count": 1}, "effect": {"delay": delay}}
        for number, delay in enumerate(("400ms", "300ms"))
    ]  # fmt: skip
    return document


@pytest.fixture(scope="module")
def daemon(meterfarm: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    folder = tmp_path_factory.mktemp("gateway")
    with running(meterfarm, gateway_farm(folder), folder) as daemon:
        yield daemon


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def client(daemon: Daemon, stack: ExitStack, name: str) -> TcpMaster:
    """A connection to a gateway."""
    return stack.enter_context(tcp_master(daemon.tcp(name)))


def observer(daemon: Daemon, stack: ExitStack, name: str) -> RtuMaster:
    """One who hears what passes on the line of a gateway from now on."""
    line = stack.enter_context(rtu_master(daemon.pty(f"{name}-pty")))
    hear_from_now(line)
    return line


def heard(line: RtuMaster, *frames: bytes) -> None:
    """Asserts that exactly these frames pass next."""
    expected = b"".join(frames)
    assert line.line.read(len(expected)) == expected


@pytest.mark.parametrize("name", ["legrand", "default", "ascii"])
def test_pymodbus_reads_and_writes_through_a_gateway(daemon: Daemon, name: str) -> None:
    host, port = daemon.tcp(name)
    master = ModbusTcpClient(host, port=port, timeout=20, retries=0)
    for unit in (CLEAN, OTHER):
        for seconds in (600, 900):
            assert not master.write_registers(
                PERIOD.address, [0, seconds], device_id=unit
            ).isError()
            response = master.read_holding_registers(PERIOD.address, count=2, device_id=unit)
            assert response.registers == [0, seconds]
        unmapped = reference.reference().unmapped()
        response = master.read_holding_registers(unmapped, count=1, device_id=unit)
        assert response.exception_code == 2
    master.close()


def test_libmodbus_knows_the_exceptions_of_a_gateway(daemon: Daemon, probe_program: Path) -> None:
    host, port = daemon.tcp("some")
    with probe(probe_program, "tcp", host, str(port), str(CLEAN)) as libmodbus:
        assert libmodbus(3, 0x1000, 2) == [0, 23000]
        for unit, error in ((ABSENT, "GATEWAY_TARGET"), (DEAF, "GATEWAY_PATH")):
            libmodbus("unit", unit)
            assert libmodbus.error(3, 0x1000, 2) == error


@pytest.mark.parametrize("unit", [ABSENT, DEAF, BROKEN])
def test_who_does_not_answer_or_not_well_is_0b(
    daemon: Daemon, stack: ExitStack, unit: int
) -> None:
    master, line = client(daemon, stack, "quick"), observer(daemon, stack, "quick")
    assert master.request(unit, VOLTAGE) == exception(3, NO_ANSWER)
    heard(line, rtu(unit, VOLTAGE))
    if unit == BROKEN:
        right = rtu(unit, master.request(CLEAN, VOLTAGE))
        assert line.line.read(len(right))[:-2] == right[:-2]
    assert words_of(master.request(CLEAN, VOLTAGE)) == SHOWN


def test_a_unit_without_a_way_is_0a_and_nothing_goes_out(
    daemon: Daemon, stack: ExitStack
) -> None:
    for name, units in (("quick", [248, 254, 255]), ("some", [DEAF, BROKEN, 98, 100, 247, 255])):
        master, line = client(daemon, stack, name), observer(daemon, stack, name)
        for unit in units:
            assert master.request(unit, VOLTAGE) == exception(3, NO_PATH)
        answer = master.request(CLEAN, VOLTAGE)
        heard(line, rtu(CLEAN, VOLTAGE), rtu(CLEAN, answer))


def test_a_gateway_may_be_silent(daemon: Daemon, stack: ExitStack) -> None:
    master = client(daemon, stack, "mute")
    for unit in (255, ABSENT, DEAF):
        master.line.send(mbap(0x6666, unit, VOLTAGE))
    master.line.send(mbap(0x6666, CLEAN, VOLTAGE, protocol=1))
    assert words_of(master.request(CLEAN, VOLTAGE)) == SHOWN


def test_faults_of_the_header_come_from_the_gateway(daemon: Daemon, stack: ExitStack) -> None:
    master = client(daemon, stack, "quick")
    master.line.send(mbap(7, WRONG, VOLTAGE))
    assert master.receive().transaction == 8


# One request at a time


def test_two_clients_share_the_line_one_request_at_a_time(
    daemon: Daemon, stack: ExitStack
) -> None:
    masters = [client(daemon, stack, "default") for _ in range(2)]
    line = observer(daemon, stack, "default")
    requests = [(CLEAN, VOLTAGE), (OTHER, FREQUENCY)]
    for _ in range(4):
        for master, (unit, pdu) in zip(masters, requests):
            master.line.send(3 * mbap(1, unit, pdu))
    answers = {}
    for master, (unit, _) in zip(masters, requests):
        frames = [master.receive() for _ in range(12)]
        assert {frame.unit for frame in frames} == {unit} and len({f.pdu for f in frames}) == 1
        answers[unit] = rtu(unit, frames[0].pdu)
    exchanges = {rtu(unit, pdu) + answers[unit] for unit, pdu in requests}
    passed = line.line.read(12 * sum(map(len, exchanges)))
    for exchange in exchanges:
        assert passed.count(exchange) == 12
    size = len(exchanges.pop())
    assert len({passed[place : place + size] for place in range(0, len(passed), size)}) == 2


def test_a_full_queue_refuses_with_06(daemon: Daemon, stack: ExitStack) -> None:
    line = observer(daemon, stack, "narrow")
    first, *others = [client(daemon, stack, "narrow") for _ in range(3)]
    first.line.send(mbap(1, ABSENT, VOLTAGE))
    heard(line, rtu(ABSENT, VOLTAGE))
    for master in others:
        master.line.send(mbap(2, CLEAN, VOLTAGE))
    answers = {master.receive().pdu for master in others}
    assert first.receive().pdu == exception(3, NO_ANSWER)
    good = answers - {exception(3, BUSY)}
    assert len(answers) == 2 and words_of(good.pop()) == SHOWN


def test_refusals_keep_their_place_behind_earlier_answers(
    daemon: Daemon, stack: ExitStack
) -> None:
    master = client(daemon, stack, "narrow")
    master.line.send(b"".join(mbap(number, ABSENT, VOLTAGE) for number in range(4)))
    frames = [master.receive() for _ in range(4)]
    assert [frame.transaction for frame in frames] == [0, 1, 2, 3]
    codes = [frame.pdu[1] for frame in frames]
    assert codes == [NO_ANSWER, NO_ANSWER, BUSY, BUSY]


def test_a_connection_that_says_nothing_is_closed(daemon: Daemon, stack: ExitStack) -> None:
    other = client(daemon, stack, "default")
    master = client(daemon, stack, "closing")
    assert words_of(master.request(CLEAN, VOLTAGE)) == SHOWN
    assert master.is_closed_by_peer()
    assert words_of(other.request(CLEAN, VOLTAGE)) == SHOWN


def test_a_length_that_cannot_be_closes_behind_what_is_due(
    daemon: Daemon, stack: ExitStack
) -> None:
    master = client(daemon, stack, "quick")
    master.line.send(mbap(1, ABSENT, VOLTAGE) + bytes([0, 2, 0, 0, 1, 0]) + VOLTAGE)
    assert master.receive().pdu == exception(3, NO_ANSWER)
    assert master.is_closed_by_peer()


def test_what_waits_for_a_client_that_is_gone_is_forgotten(
    daemon: Daemon, stack: ExitStack
) -> None:
    master, line = client(daemon, stack, "quick"), observer(daemon, stack, "quick")
    with socket.create_connection(daemon.tcp("quick")) as gone:
        gone.sendall(mbap(1, ABSENT, VOLTAGE) + 5 * mbap(2, OTHER, VOLTAGE))
        heard(line, rtu(ABSENT, VOLTAGE))
        # A reset: who closes only might still be listening.
        gone.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    answer = master.request(CLEAN, VOLTAGE)
    heard(line, rtu(CLEAN, VOLTAGE), rtu(CLEAN, answer))


# Broadcasts


@pytest.mark.parametrize("name", ["default", "acknowledging"])
def test_a_broadcast_reaches_all(daemon: Daemon, stack: ExitStack, name: str) -> None:
    master, line = client(daemon, stack, name), observer(daemon, stack, name)
    tariff = reference.tariff_register()
    for number in (3, 1):
        write = read_pdu(6, tariff.address, number)
        master.line.send(mbap(0x6666, 0, write))
        if name == "acknowledging":
            frame = master.receive()
            assert (frame.transaction, frame.unit, frame.pdu) == (0x6666, 0, write)
        heard(line, rtu(0, write))
        for unit in (CLEAN, OTHER):
            request = read_pdu(3, tariff.address, 1)
            answer = master.request(unit, request)
            assert words_of(answer) == [number]
            heard(line, rtu(unit, request), rtu(unit, answer))


# What is late, and ASCII


def test_a_late_answer_is_taken_for_the_next_one(daemon: Daemon, stack: ExitStack) -> None:
    """The first answer takes 400 ms, the gateway 300 ms to give up, the second one 300 ms more."""
    master, line = client(daemon, stack, "late"), observer(daemon, stack, "late")
    voltage, frequency = (master.request(CLEAN, pdu) for pdu in (VOLTAGE, FREQUENCY))
    exchanges = [(VOLTAGE, voltage), (FREQUENCY, frequency)]
    heard(line, *(rtu(CLEAN, pdu) for exchange in exchanges for pdu in exchange))
    master.line.send(mbap(1, LATE, VOLTAGE) + mbap(2, LATE, FREQUENCY))
    assert master.receive().pdu == exception(3, NO_ANSWER)
    second = master.receive()
    assert second.transaction == 2
    assert second.pdu == voltage != frequency, "right in form and wrong in content"
    heard(line, rtu(LATE, VOLTAGE), rtu(LATE, FREQUENCY), rtu(LATE, voltage), rtu(LATE, frequency))
    assert master.request(CLEAN, FREQUENCY) == frequency


def test_a_gateway_speaks_ascii(daemon: Daemon, stack: ExitStack) -> None:
    master = client(daemon, stack, "ascii")
    with witness(daemon, "ascii-tcp") as line:
        line.clean()
        answer = master.request(CLEAN, VOLTAGE)
        expected = ascii_frame(CLEAN, VOLTAGE) + ascii_frame(CLEAN, answer)
        assert line.line.read(len(expected)) == expected
        assert master.request(BROKEN, VOLTAGE) == exception(3, NO_ANSWER)
