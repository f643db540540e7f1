"""A slow disk: writes wait for it, reads do not.

What is held is a sync, for as long as a test wants; so the order is seen, and no time measured.
"""

import select
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from support.disk import FaultyDisk
from support.disk_farm import DEFAULT, SETTING, disk_farm, number
from support.farm import FROZEN, Daemon
from support.frames import mbap, read_pdu, rtu, words_of, write_registers_pdu
from support.lines import TcpMaster, rtu_master, tcp_master
from support.state import KeptFarm, write

from conftest import KeepFarm


@contextmanager
def held(keep_farm: KeepFarm, tmp_path: Path, library: Path) -> Iterator[
    tuple[KeptFarm, Daemon, FaultyDisk]
]:
    """A farm in which time stands still, on a disk that can be held."""
    kept = keep_farm(disk_farm(FROZEN, tmp_path / "pty"))
    kept.state.mkdir()
    disk = FaultyDisk(library, kept.state, tmp_path / "order")
    with kept.life(environment=disk.environment) as daemon:
        try:
            yield kept, daemon, disk
        finally:
            disk.obey()


def is_silent(master: TcpMaster) -> bool:
    """Whether nothing has come so far."""
    return not select.select([master.line], [], [], 0)[0]


def test_a_slow_disk_delays_no_read_and_answers_no_write_too_early(
    keep_farm: KeepFarm, tmp_path: Path, faulty_disk: Path
) -> None:
    with held(keep_farm, tmp_path, faulty_disk) as (_, daemon, disk):
        with (
            tcp_master(daemon.tcp("line")) as writer, tcp_master(daemon.tcp("yard")) as second,
            tcp_master(daemon.tcp("line")) as reader, tcp_master(daemon.tcp("yard")) as other,
        ):  # fmt: skip
            disk.hold()
            writer.line.send(mbap(7, 1, write_registers_pdu(SETTING.address, [0, 1234])))
            disk.wait_until_held()
            second.line.send(mbap(8, 3, write_registers_pdu(SETTING.address, [0, 1235])))
            for _ in range(100):
                assert [number(reader, 1), number(reader, 2), number(other, 3)] == [DEFAULT] * 3
            assert is_silent(writer) and is_silent(second)
            disk.obey()
            assert (writer.receive().transaction, second.receive().transaction) == (7, 8)
            assert (number(reader, 1), number(other, 3)) == (1234, 1235)


def test_requests_behind_a_write_that_waits_are_answered_in_their_order(
    keep_farm: KeepFarm, tmp_path: Path, faulty_disk: Path
) -> None:
    with held(keep_farm, tmp_path, faulty_disk) as (_, daemon, disk):
        address, words = SETTING.address, SETTING.words
        with tcp_master(daemon.tcp("line")) as master, tcp_master(daemon.tcp("line")) as reader:
            disk.hold()
            for step in range(5):
                master.line.send(mbap(2 * step, 1, write_registers_pdu(address, [0, 100 + step])))
                master.line.send(mbap(2 * step + 1, 1, read_pdu(3, address, words)))
            disk.wait_until_held()
            assert number(reader, 1) == DEFAULT
            assert is_silent(master)
            disk.obey()
            for step in range(5):
                assert master.receive().transaction == 2 * step
                frame = master.receive()
                assert frame.transaction == 2 * step + 1
                assert words_of(frame.pdu) == [0, 100 + step]


def test_a_serial_line_waits_with_its_write_while_others_read(
    keep_farm: KeepFarm, tmp_path: Path, faulty_disk: Path
) -> None:
    with held(keep_farm, tmp_path, faulty_disk) as (_, daemon, disk):
        with rtu_master(daemon.pty()) as serial, tcp_master(daemon.tcp("line")) as reader:
            disk.hold()
            serial.line.send(rtu(1, write_registers_pdu(SETTING.address, [0, 1234])))
            disk.wait_until_held()
            for _ in range(50):
                assert [number(reader, 1), number(reader, 2)] == [DEFAULT, DEFAULT]
            disk.obey()
            assert serial.receive()[1] == 16
            assert number(serial, 1) == 1234


def test_a_daemon_that_dies_with_a_write_in_hand_goes_on(
    keep_farm: KeepFarm, tmp_path: Path, faulty_disk: Path
) -> None:
    """What was not acknowledged may be there or not; what was is there."""
    with held(keep_farm, tmp_path, faulty_disk) as (kept, daemon, disk):
        with tcp_master(daemon.tcp("line")) as master:
            write(master, 2, SETTING.address, 0, 1000)
            disk.hold()
            master.line.send(mbap(7, 1, write_registers_pdu(SETTING.address, [0, 1234])))
            disk.wait_until_held()
        daemon.kill()
    with kept.life() as daemon, tcp_master(daemon.tcp("line")) as master:
        assert number(master, 1) in (DEFAULT, 1234)
        assert number(master, 2) == 1000
