"""The daemon is killed in place of a call that changes its files: at each step of its work."""

import random
import signal
from pathlib import Path

from support.disk import FaultyDisk
from support.disk_farm import DEFAULT, SETTING, disk_farm, number
from support.farm import Json
from support.lines import tcp_master
from support.state import KeptFarm, write

from conftest import KeepFarm


def last_words(kept: KeptFarm, disk: FaultyDisk, call: int) -> tuple[dict[int, int], int]:
    """A life in which masters write until the disk kills the daemon at one of its calls.

    Returns the settings that were acknowledged, by unit, and the one that was on its way.
    """
    acknowledged: dict[int, int] = {}
    period = 0
    try:
        with kept.life(environment=disk.dying_at(call)) as daemon:
            with tcp_master(daemon.tcp("line")) as master:
                for period in range(60, 160):
                    unit = 1 + period % 2
                    write(master, unit, SETTING.address, 0, period)
                    acknowledged[unit] = period
            daemon.stop()
    except (AssertionError, OSError) as error:
        # Whatever a master saw of it, the disk has killed the daemon, and nothing else.
        assert kept.exit_code == -signal.SIGKILL, error
    return acknowledged, period


def deadly(keep_farm: KeepFarm, library: Path, document: Json, name: str) -> tuple[
    KeptFarm, FaultyDisk
]:
    """A farm on a disk that can kill it."""
    kept = keep_farm(document, name)
    kept.state.mkdir()
    return kept, FaultyDisk(library, kept.state, kept.folder / "order")


#: How many calls that change files there are until a new farm is ready, and how many are tried.
BIRTH, TRIED = 80, 11
#: How often a daemon is killed in place of a call that is chosen by chance.
DEATHS = 8


def test_a_new_farm_that_is_killed_at_any_call_can_begin_again(
    keep_farm: KeepFarm, faulty_disk: Path
) -> None:
    """Spread evenly over the calls, so that each step of making the file is hit."""
    stranded = []
    for call in range(1, BIRTH, BIRTH // TRIED):
        kept, disk = deadly(keep_farm, faulty_disk, disk_farm(), f"birth-{call}")
        last_words(kept, disk, call)
        try:
            with kept.life() as daemon, tcp_master(daemon.tcp("line")) as master:
                write(master, 1, SETTING.address, 0, 1234)
        except AssertionError as error:
            stranded.append(f"call {call}: {str(error).splitlines()[-1]}")
    assert stranded == []


def test_a_daemon_that_is_killed_at_any_call_keeps_what_it_acknowledged(
    keep_farm: KeepFarm, faulty_disk: Path
) -> None:
    document = disk_farm() | {"checkpointEvery": "50ms"}
    kept, disk = deadly(keep_farm, faulty_disk, document, "kept")
    with kept.life():
        pass
    seed = random.randrange(1 << 32)
    chance = random.Random(seed)
    expected = {1: DEFAULT, 2: DEFAULT}
    for _ in range(DEATHS):
        call = chance.randrange(1, 600)
        acknowledged, last = last_words(kept, disk, call)
        expected |= acknowledged
        with kept.life() as daemon, tcp_master(daemon.tcp("line")) as master:
            found = {unit: number(master, unit) for unit in expected}
        under_way = 1 + last % 2
        for unit, period in expected.items():
            allowed = {period, last} if unit == under_way else {period}
            assert found[unit] in allowed, f"seed {seed}, killed at call {call}: {found}"
        expected = found
