"""What is done to a state while the farm rests: docs/state.md, snapshots, dumps of registers."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from support.farm import REPOSITORY, SAFETY_TIMEOUT, Json, constant_load, farm, meter
from support.farm import bus as a_bus
from support.farm import tcp_port
from support.frames import read_pdu, words_of
from support.lines import tcp_master
from support.state import KeptFarm
from test_readme import steps

PAGE = REPOSITORY / "docs" / "state.md"
DEMO = REPOSITORY / "profiles" / "farms" / "demo.json"
#: The reference model's imported active energy in Wh, three words.
ENERGY = 0x002A


@pytest.fixture
def place(meterfarm: Path, tmp_path: Path) -> Json:
    """A folder with the demonstration farm and `meterfarm` on the path."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "meterfarm").symlink_to(meterfarm)
    (tmp_path / "profiles" / "farms").mkdir(parents=True)
    copy = tmp_path / "profiles" / "farms" / DEMO.name
    copy.write_text(DEMO.read_text().replace("127.0.0.1:1502", "127.0.0.1:0"))
    environment = {
        **os.environ,
        "PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}",
        "METERFARM_PROFILES": str(REPOSITORY / "profiles"),
    }
    return {"cwd": tmp_path, "env": environment, "text": True}


def test_the_page_about_state_does_what_it_says(place: Json) -> None:
    """Its commands in their order; the farm runs until it is ready."""
    found = steps(PAGE)
    assert len(found) >= 8
    for step in found:
        if step.command.startswith("meterfarm run"):
            process = subprocess.Popen(step.command.split(), stdout=subprocess.PIPE, **place)
            assert process.stdout is not None
            for line in process.stdout:
                if line.strip() == "ready":
                    break
            process.terminate()
            assert process.wait(SAFETY_TIMEOUT) == 0
            assert (place["cwd"] / "profiles/farms/.meterfarm/demo.sqlite").exists()
            continue
        result = subprocess.run(
            step.command, shell=True, capture_output=True, timeout=SAFETY_TIMEOUT, **place
        )
        assert result.returncode == 0, f"{step.command}\n{result.stdout}\n{result.stderr}"
        assert not step.shown or result.stdout.splitlines() == step.shown
    assert list((place["cwd"] / "profiles/farms/.meterfarm/snapshots").glob("*.meterfarm"))


def kept_farm(meterfarm: Path, folder: Path, **more: object) -> KeptFarm:
    """One reference meter that counts 3 × 1200 W, an hour a second."""
    load = constant_load(1200)
    document = farm(
        [a_bus("line", tcp_port())],
        [meter("one", "meterfarm-reference", 1, "line", load, **more)],
        speed=3600,
    )
    return KeptFarm(meterfarm, folder, document)


def energy(place: KeptFarm) -> int:
    """What the meter shows while the farm runs."""
    with place.life() as daemon, tcp_master(daemon.tcp("line")) as master:
        words = words_of(master.request(1, read_pdu(3, ENERGY, 3)))
    return (words[0] << 32) + (words[1] << 16) + words[2]


def call(place: KeptFarm, *words: str) -> subprocess.CompletedProcess[str]:
    """A command on the farm's state."""
    return subprocess.run(
        [str(place.binary), *words, "--state", str(place.state)],
        capture_output=True,
        text=True,
        timeout=SAFETY_TIMEOUT,
        cwd=place.folder,
    )


def test_a_snapshot_brings_a_farm_back_also_elsewhere(meterfarm: Path, tmp_path: Path) -> None:
    here = kept_farm(meterfarm, tmp_path / "here")
    first = energy(here)
    saved = call(here, "ctl", "snapshot", "save", str(here.file), "then")
    assert saved.returncode == 0, saved.stderr
    assert call(here, "ctl", "snapshot", "save", str(here.file), "then").returncode == 1
    later = energy(here)
    assert later > first
    differs = call(here, "ctl", "snapshot", "diff", str(here.file), "then")
    assert differs.returncode == 1
    assert re.search(r"^one registers\.energies\.total\.total\.activeImport: \d+ → \d+$",
                     differs.stdout, re.M)  # fmt: skip
    listed = call(here, "ctl", "snapshot", "list", str(here.file))
    assert listed.stdout.startswith("then  ") and "1 meters" in listed.stdout
    carried = tmp_path / "carried.meterfarm"
    carried.write_bytes((here.state / "snapshots" / "then.meterfarm").read_bytes())
    before = carried.read_bytes()
    there = kept_farm(meterfarm, tmp_path / "there")
    there.command()
    restored = call(there, "ctl", "snapshot", "restore", str(there.file), str(carried))
    assert restored.returncode == 0, restored.stderr
    assert first <= energy(there) < later + 36_000
    assert carried.read_bytes() == before
    again = call(here, "ctl", "snapshot", "restore", str(here.file), "then")
    assert "before-restore-1" in again.stdout
    same = call(here, "ctl", "snapshot", "diff", str(here.file), "then")
    assert (same.returncode, same.stdout) == (0, "")


def test_a_snapshot_of_another_farm_is_refused(meterfarm: Path, tmp_path: Path) -> None:
    here = kept_farm(meterfarm, tmp_path / "here")
    energy(here)
    call(here, "ctl", "snapshot", "save", str(here.file), "then")
    other = kept_farm(meterfarm, tmp_path / "other")
    other.document["name"] = "another"
    other.command()
    snapshot = here.state / "snapshots" / "then.meterfarm"
    refused = call(other, "ctl", "snapshot", "restore", str(other.file), str(snapshot))
    assert refused.returncode == 1 and "another" in refused.stderr
    assert not other.database.exists()


def test_a_dump_that_mbpoll_took_sets_a_meter(meterfarm: Path, tmp_path: Path) -> None:
    field = kept_farm(meterfarm, tmp_path / "field", indexes={
        "energy.active.import.total": 123_456_789.0})  # fmt: skip
    field.document["clock"]["speed"] = 0.001
    with field.life() as daemon:
        host, port = daemon.tcp("line")
        dump = subprocess.run(
            ["mbpoll", "-1", "-0", "-m", "tcp", "-p", str(port), "-a", "1", "-t", "4:hex",
             "-r", "32", "-c", "17", host],
            capture_output=True, text=True, timeout=SAFETY_TIMEOUT,
        )  # fmt: skip
    assert dump.returncode == 0, dump.stderr
    (tmp_path / "dump.txt").write_text(dump.stdout)
    desk = kept_farm(meterfarm, tmp_path / "desk")
    desk.document["clock"]["speed"] = 0.001
    desk.command()
    words = ["state", "import", str(desk.file), "one", str(tmp_path / "dump.txt"), "--base", "0"]
    done = call(desk, *words)
    assert done.returncode == 0, done.stderr
    assert re.search(r"energy\.active\.import\.total = .*: set", done.stdout), done.stdout
    assert "follows from the load" in done.stdout
    assert energy(desk) == 123_456_789
    sound = call(desk, "state", "check", str(desk.file))
    assert sound.returncode == 0 and ": ok: " in sound.stdout


def test_an_import_that_cannot_be_read_changes_nothing(meterfarm: Path, tmp_path: Path) -> None:
    desk = kept_farm(meterfarm, tmp_path)
    desk.command()
    (tmp_path / "dump.txt").write_text("address,value\n12,abc\nxyz,3\n")
    refused = call(desk, "state", "import", str(desk.file), "one", str(tmp_path / "dump.txt"))
    assert refused.returncode == 1 and refused.stdout == ""
    assert "line 2" in refused.stderr and "line 3" in refused.stderr
    unknown = call(desk, "state", "import", str(desk.file), "onn", str(tmp_path / "dump.txt"))
    assert unknown.returncode == 1 and "one" in unknown.stderr
    assert not desk.database.exists()
