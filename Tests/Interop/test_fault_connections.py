"""Faults of TCP connections: ended, turned away, let in and never answered, too many."""

import select
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from pymodbus.client import ModbusTcpClient
from pymodbus.exceptions import ConnectionException, ModbusException, ModbusIOException

from support import reference
from support.farm import FROZEN, Daemon, Json, bus, farm, running, tcp_port
from support.lines import SAFETY_TIMEOUT
from support.probe import Probe, ProbeError, probe
from support.witness import (
    CLEAN, SEED, VOLTAGE, BoundLine, Witness, fault_farm, meters_of, place, probe_place, units_of,
    way_bus, witness,
)  # fmt: skip

ENDINGS: dict[str, Any] = {name: {"tcp": name} for name in ("reset", "halfClose", "dropMidFrame")}
UNITS = units_of(ENDINGS)
WAYS = ["tcp", "rtu-tcp", "ascii-tcp"]
#: What has happened to a connection when nothing more comes.
END, RESET, OPEN = "end", "reset", "still open"


@pytest.fixture(scope="module")
def endings(meterfarm: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    folder = tmp_path_factory.mktemp("endings")
    with running(meterfarm, fault_farm(folder, ENDINGS, WAYS), folder) as daemon:
        yield daemon


ALL_WAYS = pytest.mark.parametrize("way", WAYS)


def rest(master: Witness, limit: int = 0) -> tuple[bytes, str]:
    """What still comes, up to more bytes than are due, and how the connection ends."""
    with socket.socket(fileno=socket.dup(master.line.fileno())) as stream:
        data = b""
        stream.settimeout(SAFETY_TIMEOUT)
        try:
            while part := stream.recv(4096):
                data += part
                if len(data) > limit:
                    return data, OPEN
        except ConnectionResetError:
            return data, RESET
        return data, END


# The connection ends


@ALL_WAYS
def test_a_reset_comes_in_place_of_the_answer(endings: Daemon, way: str) -> None:
    with witness(endings, way) as master:
        master.clean()
        master.send(UNITS["reset"], VOLTAGE)
        assert rest(master) == (b"", RESET)
    with witness(endings, way) as master:
        master.clean()


@ALL_WAYS
def test_a_half_closed_connection_still_reads(endings: Daemon, way: str) -> None:
    with witness(endings, way) as master:
        answer = master.clean()
        master.send(UNITS["halfClose"], VOLTAGE)
        right = master.frame(UNITS["halfClose"], answer)
        assert master.line.read(len(right)) == right
        for _ in range(3):
            # A connection that were closed would be reset by these: the next sending would fail.
            master.send(CLEAN, VOLTAGE)
            assert rest(master) == (b"", END)
            with witness(endings, way) as other:
                other.clean()


@ALL_WAYS
def test_a_connection_ends_in_the_middle_of_a_frame(endings: Daemon, way: str) -> None:
    with witness(endings, way) as master:
        answer = master.clean()
        master.send(UNITS["dropMidFrame"], VOLTAGE)
        right = master.frame(UNITS["dropMidFrame"], answer)
        half = right[: len(right) // 2]
        assert rest(master, len(half)) == (half, END)


@pytest.mark.parametrize("name", ["reset", "dropMidFrame"])
def test_pymodbus_loses_its_connection(endings: Daemon, name: str) -> None:
    host, port = place(endings, "tcp")
    client = ModbusTcpClient(host, port=port, timeout=2, retries=0)
    with pytest.raises((ModbusException, OSError)):
        client.read_holding_registers(0x1000, count=2, device_id=UNITS[name])
    client.close()
    assert client.connect()
    assert client.read_holding_registers(0x1000, count=2, device_id=CLEAN).registers == [0, 23000]
    client.close()


def test_libmodbus_names_what_happened(endings: Daemon, probe_program: Path) -> None:
    for name, expected in (("reset", "Connection reset by peer"), ("halfClose", None)):
        with probe(probe_program, *probe_place(endings, "tcp", UNITS[name])) as libmodbus:
            if expected is None:
                assert libmodbus(3, 0x1000, 2) == [0, 23000]
                expected = "Connection reset by peer"  # What it says of the end of a stream.
            assert libmodbus.error(3, 0x1000, 2) == expected


# Connections that are not wanted

#: The bus, the fault's target and trigger, and its effect. A trigger counts connections.
DOORS: dict[str, tuple[Json, Json, Any]] = {
    "refuse": ({"client": "127.0.0.2"}, {}, {"connection": "refuse"}),
    "silent": ({"client": "127.0.0.2"}, {}, {"connection": "silent"}),
    "third": ({}, {"every": 3}, {"connection": "refuse"}),
    "two": ({}, {}, {"connectionLimit": {"limit": 2, "whenFull": "refuse"}}),
    "newest": ({}, {}, {"connectionLimit": {"limit": 2, "whenFull": "dropOldest"}}),
    "now-and-then": ({}, {"every": 2}, {"connectionLimit": {"limit": 1, "whenFull": "refuse"}}),
}
#: The same as a property of the port.
PORTS: dict[str, Json] = {
    "port-two": {"connectionLimit": 2},
    "port-newest": {"connectionLimit": 2, "whenFull": "dropOldest"},
}


@pytest.fixture(scope="module")
def doors(meterfarm: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    folder = tmp_path_factory.mktemp("doors")
    print(f"seed {SEED}")
    names = [*DOORS, *PORTS]
    buses = [bus(name, tcp_port(**PORTS.get(name, {}))) for name in names]
    buses.append(way_bus("rtu-tcp", folder))
    meters = [reference.reference_meter(name, CLEAN, f"{name}.m") for name in names]
    document = farm(buses, meters + meters_of("rtu-tcp", {"clean": CLEAN}), FROZEN, SEED)
    document["faults"] = [
        {"name": name, "target": {"bus": name, **target}, "trigger": trigger, "effect": effect}
        for name, (target, trigger, effect) in DOORS.items()
    ]
    no_entry = {"client": "127.0.0.3", "bus": "rtu-tcp"}
    document["faults"].append(
        {"name": "rtu", "target": no_entry, "effect": {"connection": "refuse"}}
    )
    with running(meterfarm, document, folder) as daemon:
        yield daemon


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


class Door:
    """Opens connections to a bus, one after the other, and keeps them."""

    def __init__(self, daemon: Daemon, name: str, stack: ExitStack) -> None:
        self._address, self._stack = daemon.tcp(name), stack

    def open(self, source: str = "127.0.0.1") -> Witness:
        """A connection."""
        line = BoundLine(*self._address, source)
        self._stack.callback(line.close)
        return Witness("tcp", line)

    def is_closed(self, source: str = "127.0.0.1") -> bool:
        """Whether a new connection ends at once, at the earliest while it is being made."""
        try:
            return is_turned_away(self.open(source))
        except ConnectionResetError:
            return True


def is_turned_away(master: Witness) -> bool:
    """Whether the connection ends without a byte."""
    data, _ = rest(master)
    return data == b""


def test_a_client_is_turned_away_and_another_is_not(doors: Daemon, stack: ExitStack) -> None:
    door = Door(doors, "refuse", stack)
    for _ in range(2):
        assert door.is_closed("127.0.0.2")
        door.open().clean()
    try:
        with witness(doors, "rtu-tcp", "127.0.0.3") as master:
            assert is_turned_away(master)
    except ConnectionResetError:
        pass  # While it was being made.
    with witness(doors, "rtu-tcp") as master:
        master.clean()


def test_pymodbus_is_turned_away(doors: Daemon) -> None:
    host, port = doors.tcp("refuse")
    client = ModbusTcpClient(
        host, port=port, timeout=2, retries=0, source_address=("127.0.0.2", 0)
    )
    with pytest.raises((ConnectionException, OSError)):
        client.read_holding_registers(0x1000, count=2, device_id=CLEAN)
    client.close()


def test_a_silent_connection_stays_open_and_gets_nothing(doors: Daemon, stack: ExitStack) -> None:
    door = Door(doors, "silent", stack)
    silent, other = door.open("127.0.0.2"), door.open()
    for _ in range(3):
        silent.send(CLEAN, VOLTAGE)
        other.clean()
    assert not select.select([silent.line], [], [], 0)[0]
    host, port = doors.tcp("silent")
    client = ModbusTcpClient(
        host, port=port, timeout=0.2, retries=0, source_address=("127.0.0.2", 0)
    )
    with pytest.raises(ModbusIOException):
        client.read_holding_registers(0x1000, count=2, device_id=CLEAN)
    client.close()


def test_the_trigger_counts_connections(doors: Daemon, stack: ExitStack) -> None:
    door = Door(doors, "third", stack)
    for number in range(1, 7):
        if number % 3 == 0:
            assert door.is_closed()
        else:
            door.open().clean()


@pytest.mark.parametrize("name", ["two", "port-two"])
def test_one_connection_too_many_is_turned_away(
    doors: Daemon, stack: ExitStack, name: str
) -> None:
    door = Door(doors, name, stack)
    first, second = door.open(), door.open()
    first.clean()
    second.clean()
    assert door.is_closed()
    first.clean()
    second.clean()


@pytest.mark.parametrize("name", ["newest", "port-newest"])
def test_the_oldest_connection_makes_room(doors: Daemon, stack: ExitStack, name: str) -> None:
    door = Door(doors, name, stack)
    masters: list[Witness] = []
    for _ in range(4):
        masters.append(door.open())
        masters[-1].clean()
    for old in masters[:2]:
        assert is_turned_away(old)
    for young in masters[2:]:
        young.clean()


def test_a_limit_counts_only_those_that_are_too_many(doors: Daemon, stack: ExitStack) -> None:
    door = Door(doors, "now-and-then", stack)
    for is_in in (True, True, False, True, False):
        if is_in:
            door.open().clean()
        else:
            assert door.is_closed()


def test_libmodbus_has_its_place_taken(doors: Daemon, probe_program: Path) -> None:
    host, port = doors.tcp("newest")
    with ExitStack() as stack:
        probes: list[Probe] = []
        for _ in range(3):
            probes.append(stack.enter_context(probe(probe_program, "tcp", host, str(port), "1")))
            assert probes[-1](3, 0x1000, 2) == [0, 23000]
        with pytest.raises(ProbeError):
            probes[0](3, 0x1000, 2)
        assert probes[2](3, 0x1000, 2) == [0, 23000]
