"""A master whose line settings differ: silence on a strict line, answers on a lenient one.

What a pseudo-terminal tells of its client: speed and stop bits always; odd parity always; even
parity of clients that ask for it to be checked (INPCK), as libmodbus does and pyserial does not.
An observer on the same line (RTU over TCP) sees that the request was there and not answered.
"""

from collections.abc import Iterator
from pathlib import Path

import minimalmodbus
import pytest
import serial
from pymodbus import FramerType
from pymodbus.client import ModbusSerialClient, ModbusTcpClient
from pymodbus.exceptions import ModbusIOException

from support import reference
from support.farm import FROZEN, Daemon, Json, bus, farm, pty_port, rtu_over_tcp_port, running
from support.farm import tcp_port
from support.frames import rtu
from support.lines import RtuMaster, rtu_master
from support.probe import probe
from support.witness import CLEAN, FREQUENCY, SEED, VOLTAGE, hear_from_now

#: A meter at twice the speed of its bus.
FAST = 2
#: Parity and stop bits of buses at 9600 baud, and whether they are strict.
BUSES = {
    "none": ("none", 1, True),
    "even": ("even", 1, True),
    "odd": ("odd", 1, True),
    "two": ("none", 2, True),
    "lenient": ("even", 1, False),
}
#: Ends of the line that ports play, each on a strict bus at 9600 baud without parity.
PLAYED: dict[str, Json] = {
    "same": {"baudRate": 9600, "parity": "none", "stopBits": 1},
    "baud": {"baudRate": 19200},
    "parity": {"parity": "even"},
    "stops": {"stopBits": 2},
}


def line(parity: str, stop_bits: int, is_strict: bool) -> Json:
    """The settings of a bus."""
    check = "strict" if is_strict else "lenient"
    return {"baudRate": 9600, "parity": parity, "stopBits": stop_bits, "check": check}


@pytest.fixture(scope="module")
def daemon(meterfarm: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    folder = tmp_path_factory.mktemp("settings")
    print(f"seed {SEED}")
    buses, meters = [], []
    for name, settings in BUSES.items():
        ports = [pty_port(folder / name, name=name), rtu_over_tcp_port(name=f"{name}-observer")]
        buses.append(bus(name, *ports, line=line(*settings)))
        meters.append(reference.reference_meter(name, CLEAN, name))
    fast = reference.reference_meter("none", FAST, "fast") | {"line": {"baudRate": 19200}}
    for name, client in PLAYED.items():
        ports = [
            pty_port(folder / f"{name}-pty", name=f"{name}-pty", clientLine=client),
            rtu_over_tcp_port(name=f"{name}-rtu", clientLine=client),
            {"name": f"{name}-ascii", "protocol": "modbus-ascii", "listen": "127.0.0.1:0",
             "clientLine": client},
            tcp_port(name=f"{name}-gateway", gateway={"timeout": "50ms"}, clientLine=client),
            tcp_port(name=f"{name}-tcp", clientLine=client),
            rtu_over_tcp_port(name=f"{name}-observer"),
        ]  # fmt: skip
        buses.append(bus(f"played-{name}", *ports, line=line("none", 1, True)))
        meters.append(reference.reference_meter(f"played-{name}", CLEAN, f"played-{name}"))
    with running(meterfarm, farm(buses, [*meters, fast], FROZEN, SEED), folder) as daemon:
        yield daemon


def address(daemon: Daemon, name: str) -> tuple[str, int]:
    """A TCP port by its name."""
    return next(port.address for port in daemon.ports if port.name == name)


# What a pseudo-terminal shows


def reads(instrument: minimalmodbus.Instrument) -> bool:
    """Whether the meter answers."""
    try:
        return instrument.read_registers(0x1000, 2) == [0, 23000]
    except minimalmodbus.NoResponseError:
        return False


#: Settings of clients on pyserial, and on which strict buses they are understood.
PYSERIAL = [
    ((9600, "N", 1), {"none", "even", "two"}),
    ((9600, "E", 1), {"none", "even", "two"}),
    ((9600, "O", 1), {"odd"}),
    ((9600, "N", 2), {"none", "even", "two"}),
    ((19200, "N", 1), set()),
    ((4800, "E", 1), set()),
]


@pytest.mark.parametrize(("settings", "understood"), PYSERIAL)
def test_minimalmodbus_is_understood_with_the_right_settings(
    daemon: Daemon, settings: tuple[int, str, int], understood: set[str]
) -> None:
    baud, parity, stop_bits = settings
    found = set()
    for name in BUSES:
        with serial.Serial(
            str(daemon.pty(name)), baud, parity=parity, stopbits=stop_bits, timeout=0.25
        ) as port:
            if reads(minimalmodbus.Instrument(port, CLEAN)):
                found.add(name)
    assert found == understood | {"lenient"}


#: Settings of libmodbus, which has even parity checked.
LIBMODBUS = [
    ((9600, "N"), {"none", "even", "two"}),
    ((9600, "E"), {"even"}),
    ((9600, "O"), {"odd"}),
    ((19200, "N"), set()),
    ((115200, "E"), set()),
]


@pytest.mark.parametrize(("settings", "understood"), LIBMODBUS)
def test_libmodbus_is_understood_with_the_right_settings(
    daemon: Daemon, probe_program: Path, settings: tuple[int, str], understood: set[str]
) -> None:
    found = set()
    for name in BUSES:
        spot = ["rtu", str(daemon.pty(name)), *map(str, settings), str(CLEAN)]
        with probe(probe_program, *spot) as libmodbus:
            libmodbus("timeout", 250)
            outcome = libmodbus.outcome(3, 0x1000, 2)
            assert outcome in ([0, 23000], "TIMEOUT")
            if outcome != "TIMEOUT":
                found.add(name)
    assert found == understood | {"lenient"}


@pytest.mark.parametrize("name", ["none", "even"])
def test_the_wrong_speed_is_silence_and_nothing_is_carried_out(daemon: Daemon, name: str) -> None:
    with rtu_master(address(daemon, f"{name}-observer")) as observer:
        with serial.Serial(str(daemon.pty(name)), 38400, timeout=20) as port:
            hear_from_now(observer)
            port.read(2 * 8)  # The number and its echo.
            assert_unheard(observer, port)
            port.baudrate = 9600
            port.write(rtu(CLEAN, FREQUENCY))
            expected = rtu(CLEAN, bytes([3, 8]) + (50_000).to_bytes(8, "big"))
            assert port.read(len(expected)) == expected


def assert_unheard(observer: RtuMaster, port: serial.Serial) -> None:
    """Writes a request that passes on the line and that no meter answers."""
    request = rtu(CLEAN, VOLTAGE)
    port.write(request)
    assert observer.line.read(len(request)) == request
    answer = observer.request(CLEAN, VOLTAGE)
    passed = request + rtu(CLEAN, answer)
    assert port.read(len(passed)) == passed, "what the observer has said and been told"


def test_pymodbus_at_the_wrong_speed_has_no_answer(daemon: Daemon) -> None:
    for baud, is_right in ((19200, False), (9600, True)):
        client = ModbusSerialClient(
            str(daemon.pty("none")), baudrate=baud, parity="N", timeout=0.25, retries=0
        )
        assert client.connect()
        if is_right:
            response = client.read_holding_registers(0x1000, count=2, device_id=CLEAN)
            assert response.registers == [0, 23000]
        else:
            with pytest.raises(ModbusIOException):
                client.read_holding_registers(0x1000, count=2, device_id=CLEAN)
        client.close()


# Meters with settings of their own


@pytest.mark.parametrize(
    ("baud", "present", "missing"), [(9600, CLEAN, FAST), (19200, FAST, CLEAN)]
)
def test_a_meter_at_another_speed_than_its_bus(
    daemon: Daemon, baud: int, present: int, missing: int
) -> None:
    with serial.Serial(str(daemon.pty("none")), baud, timeout=0.25) as port:
        assert reads(minimalmodbus.Instrument(port, present))
        assert not reads(minimalmodbus.Instrument(port, missing))


# Ends that a port plays


def rtu_answers(daemon: Daemon, place: Path | tuple[str, int], name: str) -> bool:
    """Whether a master there is answered; it is not when the observer's request is the next."""
    with rtu_master(address(daemon, f"{name}-observer")) as observer:
        hear_from_now(observer)
        with rtu_master(place) as master:
            master.line.send(rtu(CLEAN, VOLTAGE))
            request = rtu(CLEAN, VOLTAGE)
            assert observer.line.read(len(request)) == request
            observer.line.send(rtu(CLEAN, FREQUENCY))
            first = observer.receive()
            return int.from_bytes(first[3:-2], "big") != 50_000


@pytest.mark.parametrize(("name", "expected"), [(n, n in ("same", "stops")) for n in PLAYED])
def test_a_port_plays_its_masters_settings(daemon: Daemon, name: str, expected: bool) -> None:
    assert rtu_answers(daemon, daemon.pty(f"{name}-pty"), name) == expected
    assert rtu_answers(daemon, address(daemon, f"{name}-rtu"), name) == expected


@pytest.mark.parametrize("framing", ["rtu", "ascii"])
@pytest.mark.parametrize(("name", "expected"), [(n, n in ("same", "stops")) for n in PLAYED])
def test_pymodbus_over_tcp_has_the_settings_that_are_played(
    daemon: Daemon, name: str, expected: bool, framing: str
) -> None:
    host, port = address(daemon, f"{name}-{framing}")
    client = ModbusTcpClient(host, port=port, framer=FramerType(framing), timeout=0.25, retries=0)
    if expected:
        response = client.read_holding_registers(0x1000, count=2, device_id=CLEAN)
        assert response.registers == [0, 23000]
    else:
        with pytest.raises(ModbusIOException):
            client.read_holding_registers(0x1000, count=2, device_id=CLEAN)
    client.close()


@pytest.mark.parametrize("kind", ["gateway", "tcp"])
@pytest.mark.parametrize(("name", "expected"), [(n, n in ("same", "stops")) for n in PLAYED])
def test_a_gateway_with_other_settings_gets_no_answer(
    daemon: Daemon, probe_program: Path, name: str, expected: bool, kind: str
) -> None:
    host, port = address(daemon, f"{name}-{kind}")
    with probe(probe_program, "tcp", host, str(port), str(CLEAN)) as libmodbus:
        if expected:
            assert libmodbus(3, 0x1000, 2) == [0, 23000]
        else:
            assert libmodbus.error(3, 0x1000, 2) == "GATEWAY_TARGET"
