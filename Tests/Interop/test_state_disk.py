"""A disk that is full or broken: what masters and the log are told, and what is kept."""

import errno
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from support.control import Control
from support.disk import FaultyDisk, small_disk
from support.disk_farm import (
    DEFAULT, MODEL, REFUSED, SETTING, disk_farm, eventually, number, set_period,
)  # fmt: skip
from support.frames import exception, read_pdu, write_registers_pdu
from support.lines import tcp_master
from support.state import KeptFarm, Master, write

from conftest import KeepFarm

TARIFF = MODEL.command("selectTariff")
TOTAL = MODEL.quantity("energy.active.import.total")
FIRST_TARIFF = MODEL.quantity("energy.active.import.t1")
CLOCK = MODEL.first("clock in seconds", lambda r: r.entry.get("clock") == "secondsSince1970")
KILOBYTES = 4096


@dataclass(frozen=True)
class Trouble:
    """A disk that can be broken and mended."""

    folder: Path
    environment: dict[str, str]
    break_it: Callable[[], None]
    mend: Callable[[], None]


@pytest.fixture(params=["small", "full", "broken", "half", "unsynced"])
def trouble(
    request: pytest.FixtureRequest, tmp_path: Path, faulty_disk: Path
) -> Iterator[Trouble]:
    """A disk that can be filled: a file system of its own, and four that obey the test."""
    folder = tmp_path / "disk"
    if request.param == "small":
        with small_disk(folder, KILOBYTES) as disk:
            if isinstance(disk, str):
                pytest.skip(disk)
            yield Trouble(folder, {}, disk.fill, disk.free)
        return
    folder.mkdir()
    faults = FaultyDisk(faulty_disk, folder, tmp_path / "order")
    orders = {
        "full": lambda: faults.refuse_writes(errno.ENOSPC),
        "broken": lambda: faults.refuse_writes(errno.EIO),
        "half": lambda: faults.cut_writes(errno.ENOSPC),
        "unsynced": lambda: faults.refuse_syncs(errno.EIO),
    }
    yield Trouble(folder, faults.environment, orders[request.param], faults.obey)


@pytest.fixture
def troubled(keep_farm: KeepFarm, trouble: Trouble) -> KeptFarm:
    """A farm whose state lies on the disk."""
    kept = keep_farm(disk_farm())
    kept.state = trouble.folder / "state"
    return kept


def use_up(master: Master, trouble: Trouble, acknowledged: int) -> int:
    """Breaks the disk and writes until a write is refused; the last acknowledged setting."""
    for period in range(60, 3600):
        trouble.break_it()
        response = set_period(master, 1, period)
        if response == REFUSED:
            return acknowledged
        assert response[0] == 16, response.hex(" ")
        acknowledged = period
    raise AssertionError("nothing is ever refused")


def test_without_disk_reads_go_on_and_writes_are_refused_until_it_works_again(
    troubled: KeptFarm, trouble: Trouble
) -> None:
    with troubled.life(environment=trouble.environment) as daemon:
        with tcp_master(daemon.tcp("line")) as master, tcp_master(daemon.tcp("yard")) as other:
            write(master, 1, SETTING.address, 0, 1234)
            period = use_up(master, trouble, 1234)
            for _ in range(5):
                assert set_period(master, 1, 777) == REFUSED
                assert set_period(other, 3, 777) == REFUSED
                single = master.request(2, read_pdu(6, TARIFF.address, 2))
                assert single == exception(6, 4)
            assert number(master, 1) == period
            assert number(other, 3) == DEFAULT and number(master, 2, TARIFF) == 1
            assert "the farm's state cannot be written" in daemon.stderr
            trouble.mend()
            eventually("written", lambda: set_period(master, 1, 1800) != REFUSED)
            assert number(master, 1) == 1800
            eventually("told", lambda: "can be written again" in daemon.stderr)
            write(other, 3, SETTING.address, 0, 1801)
        daemon.kill()
    with troubled.life() as daemon:
        with tcp_master(daemon.tcp("line")) as master, tcp_master(daemon.tcp("yard")) as other:
            assert (number(master, 1), number(other, 3)) == (1800, 1801)
            assert number(master, 2, TARIFF) == 1


@pytest.mark.parametrize("trouble", ["full"], indirect=True)
def test_without_disk_time_ends_with_the_lease_and_goes_on_with_the_next_one(
    troubled: KeptFarm, trouble: Trouble
) -> None:
    with troubled.life(environment=trouble.environment) as daemon:
        with tcp_master(daemon.tcp("line")) as master:
            trouble.break_it()
            last = -1
            while (now := number(master, 1, CLOCK)) != last:
                assert now > last
                last = now
                time.sleep(1)
            energy = number(master, 1, TOTAL)
            for _ in range(300):
                assert (number(master, 1, CLOCK), number(master, 1, TOTAL)) == (last, energy)
            trouble.mend()
            eventually("time goes on", lambda: number(master, 1, CLOCK) > last)
            assert number(master, 1, TOTAL) >= energy


def test_a_farm_that_is_stopped_without_disk_goes_on_where_it_was(
    troubled: KeptFarm, trouble: Trouble
) -> None:
    with troubled.life(environment=trouble.environment) as daemon:
        with tcp_master(daemon.tcp("line")) as master:
            period = use_up(master, trouble, DEFAULT)
            energy = number(master, 1, TOTAL)
        daemon.stop()
    trouble.mend()
    with troubled.life() as daemon, tcp_master(daemon.tcp("line")) as master:
        assert number(master, 1) == period
        assert number(master, 1, TOTAL) >= energy


def test_a_refused_write_does_not_come_true_after_a_crash(
    troubled: KeptFarm, trouble: Trouble
) -> None:
    """Else the energy that a master has seen in one tariff is in another one afterwards.

    The meter stands still after the refusal, until the disk works again: whether the request is
    found on the disk after all or not, nobody has seen what came behind it.
    """
    troubled.document["clock"]["speed"] = 3600
    with troubled.life(environment=trouble.environment) as daemon:
        with tcp_master(daemon.tcp("line")) as master:
            use_up(master, trouble, DEFAULT)
            request = write_registers_pdu(TARIFF.address, [2])
            assert master.request(1, request) == REFUSED
            seen = max(number(master, 1, FIRST_TARIFF) for _ in range(50))
        daemon.kill()
    trouble.mend()
    with troubled.life() as daemon, tcp_master(daemon.tcp("line")) as master:
        after = number(master, 1, FIRST_TARIFF)
        assert after >= seen, f"{after}, seen was {seen}"


def test_a_new_farm_that_finds_no_space_says_so_and_begins_later(
    troubled: KeptFarm, trouble: Trouble
) -> None:
    trouble.break_it()
    result = subprocess.run(
        troubled.command(), capture_output=True, text=True, timeout=60, cwd=troubled.folder,
        env=os.environ | trouble.environment,
    )  # fmt: skip
    assert result.returncode == 1 and result.stdout == ""
    assert str(trouble.folder) in result.stderr
    trouble.mend()
    with troubled.life() as daemon, tcp_master(daemon.tcp("line")) as master:
        write(master, 1, SETTING.address, 0, 1234)


def test_a_farm_that_finds_no_space_at_its_restart_says_so_and_keeps_all(
    troubled: KeptFarm, trouble: Trouble
) -> None:
    with troubled.life() as daemon, tcp_master(daemon.tcp("line")) as master:
        write(master, 1, SETTING.address, 0, 1234)
    trouble.break_it()
    result = subprocess.run(
        troubled.command(), capture_output=True, text=True, timeout=60, cwd=troubled.folder,
        env=os.environ | trouble.environment,
    )  # fmt: skip
    assert result.returncode == 1 and result.stdout == ""
    assert str(trouble.folder) in result.stderr
    trouble.mend()
    with troubled.life() as daemon, tcp_master(daemon.tcp("line")) as master:
        assert number(master, 1) == 1234


def test_a_load_that_the_disk_refuses_has_not_been_connected_and_does_not_come_true_later(
    troubled: KeptFarm, trouble: Trouble
) -> None:
    """Else the energy that a master has seen would be another one after a crash."""
    api = ("--http", "127.0.0.1:0")
    troubled.document["clock"]["speed"] = 3600
    name = troubled.document["meters"][0]["name"]
    load = f"/v1/meters/{name}/load"
    with troubled.life(*api, environment=trouble.environment) as daemon:
        control = Control(daemon.http)
        with tcp_master(daemon.tcp("line")) as master:
            use_up(master, trouble, DEFAULT)
            assert control.problem("PATCH", load, {"scale": 0})["status"] == 503
            assert control.get(load)["scale"] == 1
            seen = max(number(master, 1, TOTAL) for _ in range(50))
            # While it is not known what the disk holds, nothing is served that it may deny.
            standing = control.get("/v1/clock")["now"]
            time.sleep(0.5)
            assert control.get("/v1/clock")["now"] == standing
        daemon.kill()
    trouble.mend()
    with troubled.life(*api, environment=trouble.environment) as daemon:
        control = Control(daemon.http)
        with tcp_master(daemon.tcp("line")) as master:
            assert number(master, 1, TOTAL) >= seen
            scale = control.get(load)["scale"]
            use_up(master, trouble, DEFAULT)
            assert control.problem("PATCH", load, {"scale": 5})["status"] == 503
            trouble.mend()
            eventually("written", lambda: control.ask("PATCH", load, {"scale": 2}).status == 200)
            assert control.get(load)["scale"] == 2 and scale in (0, 1)
