"""Masters that others wrote, and what they see of the meters of the training farm."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import minimalmodbus
import serial
from pymodbus.client import ModbusTcpClient

from .farm import SAFETY_TIMEOUT, Daemon
from .frames import read_pdu
from .lessons import FARM, Lesson
from .model import Model, load_model

TARGET_FAILED = 0x0B
LAN, GATEWAY = "lan", "gateway"
METERS = {meter["name"]: meter for meter in json.loads(FARM.read_text())["meters"]}
POWER = "power.active.total"
#: The time-out of a master that is to meet silence, s: a pump answers within 0.23 s.
SHORT = 0.3
SILENT = "NoResponseError"


@contextmanager
def tcp(daemon: Daemon, port: str = LAN) -> Iterator[ModbusTcpClient]:
    """pymodbus on a TCP port."""
    host, number = daemon.tcp(port)
    client = ModbusTcpClient(host, port=number, timeout=SAFETY_TIMEOUT, retries=0)
    assert client.connect()
    try:
        yield client
    finally:
        client.close()


@contextmanager
def serial_line(
    lesson: Lesson, bus: str, timeout: float = SAFETY_TIMEOUT
) -> Iterator[serial.Serial]:
    """A pty as pyserial opens it, set as the slow line is."""
    place = str(lesson.pty(bus))
    with serial.Serial(place, 9600, parity=serial.PARITY_EVEN, timeout=timeout) as line:
        yield line


def model_of(meter: str) -> Model:
    """The model of a meter of the farm."""
    return load_model(METERS[meter]["model"])


def request(meter: str, quantity: str) -> bytes:
    """The request that reads a quantity."""
    register = model_of(meter).quantity(quantity)
    return read_pdu(register.function, register.address, register.words)


def read(client: ModbusTcpClient, meter: str, quantity: str) -> float | None:
    """What a meter shows; None when it is dead or not on the line."""
    register = model_of(meter).quantity(quantity)
    ask = {3: client.read_holding_registers, 4: client.read_input_registers}[register.function]
    unit = METERS[meter]["address"]
    answer = ask(register.address, count=register.words, device_id=unit)
    if answer.isError():
        assert answer.exception_code == TARGET_FAILED, answer
        return None
    return register.value(answer.registers)


def words(client: ModbusTcpClient, meter: str, quantity: str) -> list[int]:
    """The words of a register."""
    register = model_of(meter).quantity(quantity)
    ask = {3: client.read_holding_registers, 4: client.read_input_registers}[register.function]
    unit = METERS[meter]["address"]
    answer = ask(register.address, count=register.words, device_id=unit)
    assert not answer.isError(), answer
    return answer.registers


def by_serial(line: serial.Serial, meter: str, quantity: str) -> float | str:
    """What minimalmodbus reads, or the name of what it makes of the answer."""
    register = model_of(meter).quantity(quantity)
    instrument = minimalmodbus.Instrument(line, METERS[meter]["address"])
    try:
        found = instrument.read_registers(register.address, register.words, register.function)
    except (minimalmodbus.ModbusException, ValueError) as error:
        return type(error).__name__
    return register.value(found)
