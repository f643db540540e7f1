"""What a farm keeps through a clean stop and through SIGKILL, and how exactly."""

import csv
import io
import json
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from support.farm import (
    FROZEN, REPOSITORY, START, Daemon, Json, bus, constant_load, farm, meter, pty_port, running,
    tcp_port,
)  # fmt: skip
from support.lines import SAFETY_TIMEOUT, rtu_master, tcp_master
from support.model import Model, Register, load_model
from support.programmed import BEGINNING, clock_at, clock_of, programmed_meters, programmes
from support.state import KeptFarm, Master, differences, energies, every_word, read

from conftest import KeepFarm

#: What a fixed beginning and the farm file's seed decide, changing every minute.
RESTLESS: Json = {
    "phases": {
        "l1": {"activePower": {"noise": {"mean": 500, "deviation": 120, "hold": "1m"}},
               "powerFactor": 0.9},
        "l2": {"activePower": {"noise": {"mean": -200, "deviation": 150, "hold": "2m"}},
               "powerFactor": 0.8},
        "l3": {"activePower": 310.7, "reactivePower": -120.5},
    },
    "voltage": {"noise": {"mean": 230, "deviation": 0.7, "hold": "5m"}},
    "frequency": 50,
}  # fmt: skip
ENDINGS = ["stopped", "killed"]
#: How far ahead of what it serves a farm reserves time, seconds of the wall clock, at most.
LEASE = 5.0


def end(daemon: Daemon, ending: str) -> None:
    """Ends a life."""
    daemon.stop() if ending == "stopped" else daemon.kill()


@contextmanager
def master_of(daemon: Daemon, way: str) -> Iterator[Master]:
    """A master on Modbus TCP or on the pseudo-terminal."""
    with tcp_master(daemon.tcp()) if way == "tcp" else rtu_master(daemon.pty()) as master:
        yield master


def programmed_farm(pty: Path, load: Json) -> Json:
    """Three models on a bus that is reached by TCP and by a pseudo-terminal; time stands still."""
    buses = [bus("line", tcp_port(), pty_port(pty))]
    return farm(buses, programmed_meters("line", load), speed=FROZEN)


def wait_until_it_counts(master: Master) -> None:
    """Returns when every meter has counted in this life."""
    deadline = time.monotonic() + SAFETY_TIMEOUT
    total = "energy.active.import.total"
    waiting = [(programme.unit, programme.model.quantity(total)) for programme in programmes()]
    before = [read(master, unit, register) for unit, register in waiting]
    while any(read(master, *waiting[i]) == before[i] for i in range(len(waiting))):
        assert time.monotonic() < deadline, "nothing is counted"


def all_words(master: Master) -> dict[str, list[int]]:
    """Every register of every meter."""
    return {
        f"{programme.model.name} {name}": words
        for programme in programmes()
        for name, words in every_word(master, programme.unit, programme.model).items()
    }


def all_energies(master: Master) -> dict[str, float]:
    """Every energy that cannot fall of itself."""
    return {
        f"{programme.model.name} {register.table} {register.address:#x}":
            register.value(read(master, programme.unit, register))
        for programme in programmes()
        for register in energies(programme.model)
    }  # fmt: skip


@pytest.mark.parametrize("ending, way", [("stopped", "pty"), ("killed", "tcp"), ("killed", "pty")])
def test_a_restart_keeps_energies_settings_tariff_partials_and_clock(
    keep_farm: KeepFarm, tmp_path: Path, ending: str, way: str
) -> None:
    kept = keep_farm(programmed_farm(tmp_path / "pty", constant_load(900, 0.9)))
    with kept.life() as daemon, master_of(daemon, way) as master:
        for programme in programmes():
            programme.carry_out(master)
        end(daemon, ending)
    kept.document["clock"]["speed"] = 3600
    with kept.life() as daemon, master_of(daemon, way) as master:
        stopped = [(p, read(master, p.unit, p.stopped)) for p in programmes() if p.stopped]
        wait_until_it_counts(master)
        counted = all_energies(master)
        end(daemon, ending)
    later = BEGINNING + timedelta(days=2)
    kept.stand_still_at(later)
    with kept.life() as daemon, master_of(daemon, way) as master:
        assert [line for programme in programmes() for line in programme.lost(master)] == []
        for programme, words in stopped:
            assert read(master, programme.unit, programme.stopped) == words
            assert clock_of(master, programme) == clock_at(later)
        now = all_energies(master)
        assert {name for name in counted if now[name] < counted[name]} == set()
        before = all_words(master)
        end(daemon, ending)
    with kept.life() as daemon, master_of(daemon, way) as master:
        assert differences(before, all_words(master)) == []


def live(kept: KeptFarm, interruptions: int) -> dict[str, list[int]]:
    """Six hours in which masters program the meters at the first instant and after five hours.

    Returns all registers at the end. Between the two the farm runs as often as it is interrupted,
    polled by a master each time and ended in turns by SIGKILL and by SIGTERM.
    """
    _set_up(kept, tariff=2)
    kept.document["clock"]["speed"] = 600
    for number in range(interruptions):
        with kept.life() as daemon, tcp_master(daemon.tcp()) as master:
            wait_until_it_counts(master)
            end(daemon, ENDINGS[(number + 1) % 2])
    # The clocks are set earlier in a second than they are read.
    kept.stand_still_at(BEGINNING + timedelta(hours=5, milliseconds=-200))
    _set_up(kept, tariff=3)
    kept.stand_still_at(BEGINNING + timedelta(hours=6))
    with kept.life() as daemon, tcp_master(daemon.tcp()) as master:
        return all_words(master)


def _set_up(kept: KeptFarm, tariff: int) -> None:
    with kept.life() as daemon, tcp_master(daemon.tcp()) as master:
        for programme in programmes(tariff):
            programme.carry_out(master)
        daemon.kill()


def test_a_farm_that_is_interrupted_shows_what_one_shows_that_is_not(
    keep_farm: KeepFarm, tmp_path: Path
) -> None:
    """To the last count, in every register: demand maxima, extremes and load curve as well."""
    document = programmed_farm(tmp_path / "pty", RESTLESS)
    often = keep_farm(json.loads(json.dumps(document)), "often")
    never = keep_farm(document, "never")
    assert differences(live(never, 0), live(often, 5)) == []


def simulated(meterfarm: Path, file: Path, hours: int) -> dict[tuple[str, str], Decimal]:
    """The energies of a farm that is lived offline, Wh, by meter and quantity."""
    command = [meterfarm, "simulate", file, "--for", f"{hours}h", "--every", f"{hours}h",
               "--quantity", "energy.*"]  # fmt: skip
    result = subprocess.run(
        command, cwd=REPOSITORY, capture_output=True, text=True, timeout=120, check=True
    )
    return {
        (row["meter"], row["quantity"]): Decimal(row["value"])
        for row in csv.DictReader(io.StringIO(result.stdout))
    }


def counts(register: Register, energy: Decimal) -> int:
    """What a register of whole counts shows for an energy in Wh or varh."""
    unit = {"k": 1000, "M": 1_000_000}.get(register.unit[0], 1)
    return int(energy / (Decimal(str(register.scale)) * unit))


def integer_energies(model: Model) -> list[Register]:
    """The energies in whole counts whose quantity can be simulated."""
    return [register for register in energies(model) if register.type in ("u32", "u64")]


def test_a_farm_that_was_killed_shows_what_is_simulated(
    keep_farm: KeepFarm, meterfarm: Path, tmp_path: Path
) -> None:
    hours = 4
    document = farm([bus("line", tcp_port())], programmed_meters("line", RESTLESS), speed=300)
    kept = keep_farm(document)
    for _ in range(6):
        with kept.life() as daemon, tcp_master(daemon.tcp()) as master:
            wait_until_it_counts(master)
            daemon.kill()
    kept.stand_still_at(BEGINNING + timedelta(hours=hours))
    offline = tmp_path / "offline.json"
    beginning = {**document, "clock": {**document["clock"], "start": START}}
    offline.write_text(json.dumps(beginning))
    expected = simulated(meterfarm, offline, hours)
    compared = 0
    with kept.life() as daemon, tcp_master(daemon.tcp()) as master:
        for programme in programmes():
            for register in integer_energies(programme.model):
                key = (f"meter-{programme.unit}", register.entry["quantity"])
                if key not in expected:
                    continue
                shown = round(register.value(read(master, programme.unit, register))
                              / register.scale)  # fmt: skip
                assert shown == counts(register, expected[key]), key
                compared += 1
    assert compared > 50


def wall_clock_farm() -> Json:
    """One meter that shows the seconds, in a farm that follows the wall clock."""
    meters = [meter("meter", "meterfarm-reference", 1, "line", constant_load())]
    document = farm([bus("line", tcp_port())], meters)
    document["clock"]["start"] = "now"
    return document


def seconds(daemon: Daemon) -> float:
    """What the meter's clock shows."""
    clock = load_model("meterfarm-reference").first(
        "clock in seconds", lambda r: r.entry.get("clock") == "secondsSince1970"
    )
    with tcp_master(daemon.tcp()) as master:
        return clock.value(read(master, 1, clock))


def test_a_farm_that_follows_the_wall_clock_never_runs_back(keep_farm: KeepFarm) -> None:
    kept = keep_farm(wall_clock_farm())
    shown: list[float] = []
    for ending in ["killed", "killed", "stopped", "killed"]:
        with kept.life() as daemon:
            shown.append(seconds(daemon))
            end(daemon, ending)
    assert shown == sorted(shown)


def test_a_farm_that_follows_the_wall_clock_does_not_run_ahead_of_it(keep_farm: KeepFarm) -> None:
    """However often it is killed: by one lease at the most, and never by one for each crash."""
    kept = keep_farm(wall_clock_farm())
    with kept.life() as daemon:
        first, begin = seconds(daemon), time.time()
        daemon.kill()
    for _ in range(8):
        with kept.life() as daemon:
            shown = seconds(daemon)
            daemon.kill()
    assert shown - first <= time.time() - begin + LEASE + 1


def test_a_farm_without_state_remembers_nothing(meterfarm: Path, tmp_path: Path) -> None:
    folder = tmp_path / "farm"
    document = programmed_farm(tmp_path / "pty", constant_load())
    snapshots = []
    for _ in range(2):
        with running(meterfarm, document, folder) as daemon, tcp_master(daemon.tcp()) as master:
            snapshots.append(all_words(master))
            for programme in programmes():
                programme.carry_out(master)
    assert differences(*snapshots) == []
    assert {path.name for path in folder.iterdir()} == {"farm.json", "stderr.txt"}


def test_state_lies_beside_the_farm_file_unless_told_otherwise(
    keep_farm: KeepFarm, tmp_path: Path
) -> None:
    kept = keep_farm(programmed_farm(tmp_path / "pty", constant_load()), stem="plant-room")
    command = kept.command()
    del command[command.index("--state") : command.index("--state") + 2]
    kept.state = kept.folder / ".meterfarm"
    kept.command = lambda *_: command  # type: ignore[method-assign]
    with kept.life() as daemon, tcp_master(daemon.tcp()) as master:
        programmes()[0].carry_out(master)
    assert (kept.folder / ".meterfarm" / "plant-room.sqlite").is_file()
    with kept.life() as daemon, tcp_master(daemon.tcp()) as master:
        assert programmes()[0].lost(master) == []


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_second_daemon_is_refused_by_the_process_id_of_the_first(
    keep_farm: KeepFarm, tmp_path: Path, ending: str
) -> None:
    kept = keep_farm(programmed_farm(tmp_path / "pty", constant_load()))
    with kept.life() as first:
        refusal = kept.refusal()
        assert f"process {first.process.pid}" in refusal
        assert str(kept.database) in refusal
        with tcp_master(first.tcp()) as master:
            programmes()[0].carry_out(master)
        end(first, ending)
    with kept.life() as second, tcp_master(second.tcp()) as master:
        assert programmes()[0].lost(master) == []


def test_relaxed_durability_is_told(keep_farm: KeepFarm, tmp_path: Path) -> None:
    document = programmed_farm(tmp_path / "pty", constant_load())
    kept = keep_farm(document | {"durability": "relaxed"})
    with kept.life() as daemon:
        assert "durability is relaxed" in daemon.stderr
