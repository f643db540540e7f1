"""Masters that others wrote, on a pty and on TCP: minimalmodbus, pymodbus, mbpoll, libmodbus."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import minimalmodbus
import pytest
import serial
from pymodbus import FramerType
from pymodbus.client import ModbusSerialClient, ModbusTcpClient

from support import reference
from support.farm import (
    FROZEN, Daemon, bus, farm, pty_port, rtu_over_tcp_port, running, tcp_port,
)  # fmt: skip
from support.frames import read_pdu, rtu
from support.model import Register
from support.probe import Probe, probe
from support.reference import POWERS, UNIT, VOLTAGE

#: pyserial's letter and the farm file's word.
PARITIES = {"N": "none", "E": "even"}


@pytest.fixture(scope="module", params=["N", "E"])
def parity(request: pytest.FixtureRequest) -> str:
    """8N1, then 8E1."""
    return request.param


@pytest.fixture(scope="module")
def daemon(
    meterfarm: Path, tmp_path_factory: pytest.TempPathFactory, parity: str
) -> Iterator[Daemon]:
    folder = tmp_path_factory.mktemp(f"clients-{parity}")
    ports = [pty_port(folder / "pty"), tcp_port(), rtu_over_tcp_port(name="rtu-tcp")]
    line = {"baudRate": 9600, "parity": PARITIES[parity], "stopBits": 1}
    meters = [reference.reference_meter()]
    document = farm([bus("line", *ports, line=line)], meters, speed=FROZEN)
    with running(meterfarm, document, folder) as daemon:
        yield daemon


def voltage(table: str) -> Register:
    """The register of the first phase's voltage."""
    return reference.reference().quantity("voltage.l1", table)


def open_port(daemon: Daemon, parity: str) -> serial.Serial:
    """The pty as pyserial opens it, all settings at once.

    A Linux pty keeps no parity bit. When a client has asked for one, each later tcsetattr that
    changes no other flag fails (glibc: EINVAL), until the daemon has seen a request and touched
    the line. So the settings are not changed one by one after the opening. The time-out is short,
    since minimalmodbus waits for as many bytes as a good answer has, also when it gets an
    exception.
    """
    return serial.Serial(str(daemon.pty()), 9600, parity=parity, timeout=3)


# minimalmodbus


@pytest.fixture
def instrument(daemon: Daemon, parity: str) -> Iterator[minimalmodbus.Instrument]:
    with open_port(daemon, parity) as port:
        yield minimalmodbus.Instrument(port, UNIT)


@pytest.mark.parametrize("table", ["holding", "input"])
def test_minimalmodbus_reads_registers(
    instrument: minimalmodbus.Instrument, table: str
) -> None:
    register = voltage(table)
    words = instrument.read_registers(register.address, register.words, register.function)
    assert register.value(words) == pytest.approx(VOLTAGE, abs=register.scale)


def test_minimalmodbus_writes_registers_and_coils(instrument: minimalmodbus.Instrument) -> None:
    register = reference.tariff_register()
    for function, value in ((6, 2), (16, 3)):
        instrument.write_register(register.address, value, functioncode=function)
        assert instrument.read_register(register.address) == value
    coil = reference.adjacent_writable_coils()
    for function, state in ((5, 0), (15, 1)):
        instrument.write_bit(coil, state, functioncode=function)
        assert instrument.read_bit(coil, functioncode=1) == state


def test_minimalmodbus_reads_discrete_inputs(instrument: minimalmodbus.Instrument) -> None:
    inputs = reference.reference().bits("discreteInputs")
    present = next(i for i in inputs if i.get("quantity") == "phasesPresent")
    assert instrument.read_bit(present["address"], functioncode=2) == 1


def test_a_client_can_change_its_port_after_the_first_request(
    instrument: minimalmodbus.Instrument,
) -> None:
    register = voltage("holding")
    instrument.read_registers(register.address, register.words)
    instrument.serial.timeout = 4
    instrument.read_registers(register.address, register.words)


def test_a_port_that_is_opened_for_each_request_is_served(daemon: Daemon, parity: str) -> None:
    register = voltage("holding")
    for _ in range(50):
        with open_port(daemon, parity) as port:
            words = minimalmodbus.Instrument(port, UNIT).read_registers(
                register.address, register.words
            )
        assert register.value(words) == pytest.approx(VOLTAGE, abs=register.scale)


def test_a_client_that_flushes_and_leaves_harms_nobody(daemon: Daemon) -> None:
    register = voltage("holding")
    for _ in range(50):
        # Without parity: who opens, leaves and opens again faster than the daemon can look at the
        # line between would meet what open_port tells of.
        with open_port(daemon, "N") as port:
            port.write(rtu(UNIT, read_pdu(3, register.address, register.words)))
            port.reset_output_buffer()
            port.reset_input_buffer()
    with open_port(daemon, "N") as port:
        minimalmodbus.Instrument(port, UNIT).read_registers(register.address, register.words)


def test_minimalmodbus_understands_exceptions(instrument: minimalmodbus.Instrument) -> None:
    with pytest.raises(minimalmodbus.IllegalRequestError):
        instrument.read_register(reference.reference().unmapped())


# pymodbus


@pytest.fixture(params=["pty", "rtu over tcp"])
def client(
    request: pytest.FixtureRequest, daemon: Daemon, parity: str
) -> Iterator[ModbusSerialClient | ModbusTcpClient]:
    if request.param == "pty":
        client = ModbusSerialClient(
            str(daemon.pty()), baudrate=9600, parity=parity, timeout=20, retries=0
        )
        if parity != "N":
            # connect() would open the port and at once set its inter-byte time-out: see open_port.
            client.socket = open_port(daemon, parity)
    else:
        host, port = daemon.port("modbus-rtu", "rtu-tcp").address
        client = ModbusTcpClient(host, port=port, framer=FramerType.RTU, timeout=20, retries=0)
    assert client.connect()
    yield client
    client.close()


def test_pymodbus_reads_and_writes(client: ModbusSerialClient | ModbusTcpClient) -> None:
    register = voltage("input")
    response = client.read_input_registers(
        register.address, count=register.words, device_id=UNIT
    )
    assert not response.isError(), response
    assert register.value(response.registers) == pytest.approx(VOLTAGE, abs=register.scale)
    word = reference.tariff_register()
    assert not client.write_register(word.address, 4, device_id=UNIT).isError()
    response = client.read_holding_registers(word.address, count=1, device_id=UNIT)
    assert response.registers == [4]


def test_pymodbus_understands_exceptions(client: ModbusSerialClient | ModbusTcpClient) -> None:
    response = client.read_holding_registers(
        reference.reference().unmapped(), count=1, device_id=UNIT
    )
    assert response.isError() and response.exception_code == 2


# mbpoll


def mbpoll(daemon: Daemon, kind: str, *arguments: str, values: tuple[str, ...] = ()) -> str:
    """Runs mbpoll once; returns what it printed."""
    if kind == "pty":
        place = ["-m", "rtu", "-b", "9600", "-P", "none", str(daemon.pty())]
    else:
        host, port = daemon.tcp()
        place = ["-m", "tcp", "-p", str(port), host]
    command = ["mbpoll", "-1", "-0", "-o", "10", "-a", str(UNIT), *arguments, *place, *values]
    result = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert result.returncode == 0, f"{command}\n{result.stdout}{result.stderr}"
    return result.stdout


def shown_values(output: str) -> list[int]:
    """The numbers behind `[ADDRESS]:`."""
    return [int(value, 0) for value in re.findall(r"^\[\d+\]:\s+(0x[0-9A-F]+|\d+)", output, re.M)]


KINDS = pytest.mark.parametrize("kind", ["pty", "tcp"])


@KINDS
@pytest.mark.parametrize(("table", "option"), [("holding", "4:hex"), ("input", "3:hex")])
def test_mbpoll_reads_registers(daemon: Daemon, kind: str, table: str, option: str) -> None:
    register = voltage(table)
    where = ["-r", str(register.address), "-c", str(register.words)]
    words = shown_values(mbpoll(daemon, kind, "-t", option, *where))
    assert register.value(words) == pytest.approx(VOLTAGE, abs=register.scale)


@KINDS
def test_mbpoll_reads_bits(daemon: Daemon, kind: str) -> None:
    inputs = reference.reference().bits("discreteInputs")
    present = next(i for i in inputs if i.get("quantity") == "phasesPresent")
    assert shown_values(mbpoll(daemon, kind, "-t", "1", "-r", str(present["address"]))) == [1]
    coil = str(reference.adjacent_writable_coils())
    assert len(shown_values(mbpoll(daemon, kind, "-t", "0", "-r", coil, "-c", "2"))) == 2


@KINDS
def test_mbpoll_writes_registers_and_coils(daemon: Daemon, kind: str) -> None:
    register = reference.tariff_register()
    for value in ("2", "3"):
        where = ["-t", "4", "-r", str(register.address)]
        mbpoll(daemon, kind, *where, values=(value,))
        assert shown_values(mbpoll(daemon, kind, *where)) == [int(value)]
    coil = ["-t", "0", "-r", str(reference.adjacent_writable_coils())]
    for states in (("1",), ("0",), ("0", "1"), ("1", "0")):
        mbpoll(daemon, kind, *coil, values=states)
        count = ["-c", str(len(states))]
        assert shown_values(mbpoll(daemon, kind, *coil, *count)) == [int(s) for s in states]


def test_mbpoll_reports_the_slave(daemon: Daemon) -> None:
    output = mbpoll(daemon, "pty", "-u")
    assert re.search(r"Status\s*: On", output), output


# libmodbus


@pytest.fixture(params=["tcp", "rtu"])
def libmodbus(
    request: pytest.FixtureRequest, daemon: Daemon, parity: str, probe_program: Path
) -> Iterator[Probe]:
    if request.param == "tcp":
        host, port = daemon.tcp()
        place = ["tcp", host, str(port), str(UNIT)]
    else:
        place = ["rtu", str(daemon.pty()), "9600", parity, str(UNIT)]
    with probe(probe_program, *place) as running_probe:
        yield running_probe


def test_libmodbus_reads_all_tables(libmodbus: Probe) -> None:
    model = reference.reference()
    for table, function in (("holding", 3), ("input", 4)):
        for quantity, expected in (("voltage.l1", VOLTAGE), ("power.active.l1", POWERS["l1"])):
            register = model.quantity(quantity, table)
            value = register.value(libmodbus(function, register.address, register.words))
            factor = 1000 if register.unit.startswith("k") else 1
            assert value * factor == pytest.approx(expected, abs=register.scale * factor)
    present = [i for i in model.bits("discreteInputs") if i.get("quantity") == "phasesPresent"]
    assert libmodbus(2, present[0]["address"], 1) == [1]
    assert len(libmodbus(1, reference.adjacent_writable_coils(), 2)) == 2


def test_libmodbus_writes_registers(libmodbus: Probe) -> None:
    address = reference.tariff_register().address
    libmodbus(6, address, 4)
    assert libmodbus(3, address, 1) == [4]
    libmodbus(16, address, 2)
    libmodbus(22, address, 0xFFFE, 1)
    assert libmodbus(3, address, 1) == [3]
    assert libmodbus(23, address, 1, address, 1) == [1]
    period = reference.demand_period().address
    libmodbus(16, period, 0, 1800)
    assert libmodbus(3, period, 2) == [0, 1800]


def test_libmodbus_writes_coils(libmodbus: Probe) -> None:
    coil = reference.adjacent_writable_coils()
    for state in (1, 0):
        libmodbus(5, coil, state)
        assert libmodbus(1, coil, 1) == [state]
    for states in ([1, 0], [0, 1]):
        libmodbus(15, coil, *states)
        assert libmodbus(1, coil, 2) == states


def test_libmodbus_reads_the_identity(libmodbus: Probe) -> None:
    assert 0xFF in libmodbus(17)[:2]


def test_libmodbus_tells_exceptions_by_errno(libmodbus: Probe) -> None:
    model = reference.reference()
    assert libmodbus.error(3, model.unmapped(), 1) == "ILLEGAL_DATA_ADDRESS"
    assert libmodbus.error(4, model.unmapped("input"), 1) == "ILLEGAL_DATA_ADDRESS"
    assert libmodbus.error(6, model.unmapped(), 1) == "ILLEGAL_DATA_ADDRESS"
    assert libmodbus.error(6, reference.tariff_register().address, 0) == "ILLEGAL_DATA_VALUE"


def test_libmodbus_sees_the_right_unit_missing(
    daemon: Daemon, probe_program: Path
) -> None:
    host, port = daemon.tcp()
    with probe(probe_program, "tcp", host, str(port), "99") as libmodbus:
        assert libmodbus.error(3, 0, 1) == "GATEWAY_TARGET"
