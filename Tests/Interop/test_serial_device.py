"""Real serial devices: how they are set, that they are pulled and plugged in again, RS485 mode."""

import json
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from support.adapter import Adapter, build_rs485_driver
from support.farm import (
    FROZEN, SAFETY_TIMEOUT, Daemon, EndedEarly, Json, bus, constant_load, daemon_of, farm, meter,
    run_command,
)  # fmt: skip
from support.frames import read_pdu, words_of
from support.lines import RtuMaster

from conftest import StartFarm

UNIT = 5
MODEL = "socomec-countis-e44"
#: SER_RS485_ENABLED with RTS high, or low, while sending (linux/serial.h).
RTS_ON_SEND, RTS_AFTER_SEND = 3, 5


def serial_farm(device: Path, **more: object) -> Json:
    """A meter on a serial device at 38400 baud, odd parity, two stop bits."""
    port = {"name": "usb", "protocol": "modbus-rtu", "serial": str(device), **more}
    line = {"baudRate": 38400, "parity": "odd", "stopBits": 2}
    meters = [meter("m", MODEL, UNIT, "b", constant_load(power=500))]
    return farm([bus("b", port, line=line)], meters, speed=FROZEN)


def assert_answers(adapter: Adapter) -> None:
    """The meter answers on the line."""
    assert words_of(RtuMaster(adapter).request(UNIT, read_pdu(3, 0xC568, 2)))


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SAFETY_TIMEOUT
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_device_is_set_as_its_bus_is_and_set_back_at_the_end(
    start_farm: StartFarm, tmp_path: Path
) -> None:
    device = tmp_path / "usb"
    adapter = Adapter(device)
    before = adapter.settings()
    daemon = start_farm(serial_farm(device))
    assert [port.place for port in daemon.ports] == [f"serial {device}"]
    assert_answers(adapter)
    flags_in, flags_out, control, local, *speeds = adapter.settings()
    assert speeds == [38400, 38400]
    assert control & termios.CSTOPB and control & termios.PARODD and flags_in & termios.INPCK
    assert control & termios.CSIZE == termios.CS8 and not control & termios.CRTSCTS
    assert not flags_out & termios.OPOST and not local & (termios.ICANON | termios.ECHO)
    daemon.stop()
    assert adapter.settings() == before


def test_a_device_that_is_pulled_is_taken_again(start_farm: StartFarm, tmp_path: Path) -> None:
    device = tmp_path / "usb"
    adapter = Adapter(device)
    daemon = start_farm(serial_farm(device))
    for round in range(1, 3):
        assert_answers(adapter)
        adapter.pull()
        wait_until(lambda: daemon.stderr.count(f"cannot use {device}") == round)
        adapter = Adapter(device)
        wait_until(lambda: daemon.stderr.count("the device is there again") == round)
    assert_answers(adapter)


def test_a_missing_device_ends_the_start_unless_it_is_waited_for(
    start_farm: StartFarm, tmp_path: Path
) -> None:
    device = tmp_path / "usb"
    with pytest.raises(EndedEarly, match=f"cannot open {device}: there is no such device"):
        start_farm(serial_farm(device))
    daemon = start_farm(serial_farm(device, wait=True))
    adapter = Adapter(device)
    wait_until(lambda: "the device is there again" in daemon.stderr)
    assert_answers(adapter)


def test_a_device_is_for_one_farm_alone(start_farm: StartFarm, tmp_path: Path) -> None:
    device = tmp_path / "usb"
    adapter = Adapter(device)
    start_farm(serial_farm(device))
    with pytest.raises(EndedEarly, match=f"cannot open {device}: another program has it"):
        start_farm(serial_farm(device))
    assert_answers(adapter)


@pytest.mark.parametrize(
    ("rs485", "expected"),
    [
        (True, f"{RTS_ON_SEND} 0 0"),
        ({"rtsOnSend": False, "delayBefore": "1ms", "delayAfter": 0.1}, f"{RTS_AFTER_SEND} 1 100"),
    ],
)
def test_the_driver_is_told_of_rs485_mode_and_set_back(
    meterfarm: Path, tmp_path: Path, rs485: object, expected: str
) -> None:
    log = tmp_path / "rs485.txt"
    with rs485_farm(meterfarm, tmp_path, rs485, log) as daemon:
        assert log.read_text().splitlines() == [expected]
        daemon.stop()
    assert log.read_text().splitlines() == [expected, "0 7 8"]


def test_a_driver_without_rs485_mode_is_complained_of_and_used(
    start_farm: StartFarm, tmp_path: Path
) -> None:
    device = tmp_path / "usb"
    adapter = Adapter(device)
    daemon = start_farm(serial_farm(device, rs485=True))
    assert "port usb: its driver does not do RS485 mode" in daemon.stderr
    assert_answers(adapter)


@contextmanager
def rs485_farm(
    meterfarm: Path, folder: Path, rs485: object, log: Path
) -> Iterator[Daemon]:
    """A daemon whose serial driver knows RS485 mode."""
    device = folder / "usb"
    adapter = Adapter(device)
    file = folder / "farm.json"
    file.write_text(json.dumps(serial_farm(device, rs485=rs485)))
    environment = {
        "LD_PRELOAD": str(build_rs485_driver(folder)), "RS485_DRIVER_LOG": str(log),
    }  # fmt: skip
    with daemon_of(run_command(meterfarm, file), folder / "stderr.txt", environment) as daemon:
        assert_answers(adapter)
        yield daemon
