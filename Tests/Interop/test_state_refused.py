"""State that is not this farm's, not of this version or not whole: refused, and left as it is."""

import json
import re
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from support.disk_farm import eventually
from support.farm import PROFILES, Json, bus, constant_load, farm, meter, tcp_port
from support.lines import tcp_master
from support.model import load_model
from support.programmed import BEGINNING
from support.state import KeptFarm, read, write

from conftest import KeepFarm

Lived = Callable[[str], KeptFarm]
MODEL = "socomec-countis-e44"
TOTAL = load_model(MODEL).quantity("energy.active.import.total")
#: What a refusal must offer, one of these.
ADVICE = re.compile(
    r"another --state directory|restore a snapshot|move the file away|run that version"
    r"|a name of its own|old name|later start"
)
PAGE = 4096


@dataclass(frozen=True)
class Fault:
    """Something that is wrong with a state, and what the refusal says of it."""

    name: str
    make: Callable[[KeptFarm], None]
    says: str

    def __str__(self) -> str:
        return self.name


def sql(*statements: str) -> Callable[[KeptFarm], None]:
    """Changes the state file with SQLite's own means."""

    def change(kept: KeptFarm) -> None:
        with closing(sqlite3.connect(kept.database, isolation_level=None)) as database:
            for statement in statements:
                cursor = database.execute(statement)
                assert cursor.rowcount != 0, f"nothing is changed by {statement}"

    return change


def content(bytes_of: Callable[[bytes], bytes]) -> Callable[[KeptFarm], None]:
    """Changes the state file's bytes, with all of the log in them."""

    def change(kept: KeptFarm) -> None:
        with closing(sqlite3.connect(kept.database)) as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        kept.log.unlink(missing_ok=True)
        before = kept.database.read_bytes()
        after = bytes_of(before)
        assert after != before
        kept.database.write_bytes(after)

    return change


def farm_file(change: Callable[[Json], None]) -> Callable[[KeptFarm], None]:
    """Changes the farm file."""
    return lambda kept: change(kept.document)


def garbled(before: bytes, first: int, last: int) -> bytes:
    """Bytes of which some are the other way round."""
    middle = bytes(byte ^ 0xFF for byte in before[first:last])
    return before[:first] + middle + before[last:]


def change_model(kept: KeptFarm) -> None:
    """The maker has changed the model: its load curve is shorter."""
    file = kept.folder / "profiles" / "meters" / "private.json"
    document = json.loads(file.read_text())
    document["demand"]["loadCurveRecords"] = 100
    file.write_text(json.dumps(document))


def change_model_and_start(kept: KeptFarm) -> None:
    """The farm file has changed too, in a way that would be welcome."""
    change_model(kept)
    kept.stand_still_at(BEGINNING + timedelta(days=1))


#: A state of two bytes that are no state.
NO_STATE = "x'0102'"
FAULTS = [
    Fault("another farm", farm_file(lambda d: d.update(name="substation")), "interop.*substation"),
    Fault("newer schema", sql("PRAGMA user_version = 99"), "schema 99"),
    Fault("no database", content(lambda _: b"dear diary\n" * 2000), "not a state file"),
    Fault("other application", sql("PRAGMA application_id = 1"), "not a state file"),
    Fault("empty", content(lambda _: b""), "empty"),
    Fault("a few bytes", content(lambda b: b[:50]), "not a state file"),
    Fault("half", content(lambda b: b[: len(b) // PAGE // 2 * PAGE]), "damaged"),
    Fault("odd length", content(lambda b: b[: len(b) - PAGE - 100]), "damaged"),
    Fault("one page short", content(lambda b: b[:-PAGE]), "damaged"),
    Fault("garbled page", content(lambda b: garbled(b, 2 * PAGE, 3 * PAGE)), "damaged"),
    Fault("garbled schema", content(lambda b: garbled(b, 200, PAGE)), "damaged"),
    Fault("zeros", content(lambda b: b[:100] + bytes(len(b) - 100)), "damaged"),
    Fault("no farm", sql("DELETE FROM farm"), "damaged"),
    Fault("no table", sql("DROP TABLE journal"), "damaged|no such table"),
    Fault(
        "garbled state",
        sql("UPDATE checkpoint SET state = CAST(replace(hex(state), '0', '1') AS BLOB)"),
        'meter "meter-a"',
    ),
    Fault("state of another meter", sql(
        "UPDATE checkpoint SET state = (SELECT state FROM checkpoint WHERE meter = 'meter-b')"
        " WHERE meter = 'meter-a'"
    ), 'meter "meter-a".*does not fit'),
    Fault("tiny state", sql(f"UPDATE checkpoint SET state = {NO_STATE}"), 'meter "meter-a"'),
    Fault("no bytes", sql("UPDATE checkpoint SET state = x''"), 'meter "meter-b"'),
    Fault("tiny programme", sql(f"UPDATE meter SET programme = {NO_STATE}"), 'meter "meter-a"'),
    Fault("state without meter", sql("DELETE FROM meter WHERE name = 'meter-a'"), "damaged"),
    Fault("changed model", change_model, "290 records.*100 records"),
    Fault("changed model and a later start", change_model_and_start, "290 records.*100 records"),
    Fault("swapped models", farm_file(
        lambda d: d["meters"][0].update(model="eastron-sdm630")
    ), 'meter "meter-a".*eastron-sdm630'),
    Fault("earlier start", farm_file(
        lambda d: d["clock"].update(start=(BEGINNING - timedelta(hours=1)).isoformat())
    ), "reached"),
    Fault("start within what was lived", farm_file(
        lambda d: d["clock"].update(start=(BEGINNING + timedelta(seconds=1)).isoformat())
    ), "reached"),
]  # fmt: skip


@pytest.fixture(scope="module")
def lives(meterfarm: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, KeptFarm]:
    """A farm after its first life, by how that ended."""
    return {
        ending: first_life(KeptFarm(meterfarm, folder, two_meters()), ending)
        for ending in ("stopped", "killed")
        if (folder := tmp_path_factory.mktemp(ending))
    }


def two_meters() -> Json:
    """A farm of two meters, one of them of a model of the user's own."""
    load = constant_load(900)
    meters = [meter("meter-a", "private", 1, "line", load),
              meter("meter-b", "legrand-004677", 2, "line", load)]  # fmt: skip
    return farm([bus("line", tcp_port())], meters, speed=60)


def first_life(kept: KeptFarm, ending: str) -> KeptFarm:
    """Lives once."""
    models = kept.folder / "profiles" / "meters"
    models.mkdir(parents=True)
    (models / "private.json").write_bytes((PROFILES / "meters" / f"{MODEL}.json").read_bytes())
    with kept.life() as daemon, tcp_master(daemon.tcp()) as master:
        write(master, 1, 0xE002, 200)
        # So much that more than a second has been lived for certain.
        eventually("counted", lambda: any(read(master, 1, TOTAL)))
        if ending == "killed":
            daemon.kill()
    return kept


@pytest.fixture
def lived(lives: dict[str, KeptFarm], keep_farm: KeepFarm) -> Lived:
    """Copies of the farm for one test."""

    def copy(ending: str) -> KeptFarm:
        kept = keep_farm(two_meters())
        shutil.copytree(lives[ending].folder, kept.folder, dirs_exist_ok=True)
        return kept

    return copy


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_a_state_that_does_not_fit_is_refused_and_left_as_it_is(
    lived: Lived, fault: Fault
) -> None:
    kept = lived("stopped")
    fault.make(kept)
    before = kept.fingerprint()
    refusal = kept.refusal()
    assert str(kept.database) in refusal
    assert re.search(fault.says, refusal), refusal
    assert ADVICE.search(refusal), refusal
    assert kept.fingerprint() == before
    assert kept.refusal() == refusal


@pytest.mark.parametrize(
    "fault", [f for f in FAULTS if f.name in ("another farm", "changed model", "earlier start")],
    ids=str,
)  # fmt: skip
def test_what_a_killed_farm_left_is_not_touched_either(
    lived: Lived, fault: Fault
) -> None:
    """Its log is part of its state: another version or a helper may want to look at it."""
    kept = lived("killed")
    assert kept.log.stat().st_size > 0
    fault.make(kept)
    before = kept.fingerprint()
    assert re.search(fault.says, kept.refusal())
    assert kept.fingerprint() == before


def test_a_refused_farm_goes_on_when_the_cause_is_gone(lived: Lived) -> None:
    kept = lived("killed")
    kept.document["name"] = "substation"
    kept.refusal()
    kept.document["name"] = "interop"
    with kept.life() as daemon, tcp_master(daemon.tcp()) as master:
        assert master.request(1, bytes([3, 0xE0, 0x02, 0, 1])) == bytes([3, 2, 0, 200])


def test_farms_with_the_same_file_name_do_not_share_a_state(
    lived: Lived, keep_farm: KeepFarm
) -> None:
    """Two files called farm.json whose farms have other names, one directory for their states."""
    first = lived("stopped")
    second = keep_farm(first.document | {"name": "substation"}, "elsewhere")
    second.state = first.state
    (second.folder / "profiles").symlink_to(first.folder / "profiles")
    before = first.fingerprint()
    assert "substation" in second.refusal()
    assert first.fingerprint() == before


def test_a_state_directory_that_is_a_file_is_refused(lived: Lived) -> None:
    kept = lived("stopped")
    kept.state = kept.folder / "occupied"
    kept.state.write_text("somebody's work")
    assert str(kept.state) in kept.refusal()
    assert kept.state.read_text() == "somebody's work"


def test_all_meters_that_cannot_go_on_are_named_at_once(lived: Lived) -> None:
    kept = lived("stopped")
    sql(f"UPDATE checkpoint SET state = {NO_STATE}")(kept)
    refusal = kept.refusal()
    assert "meter-a" in refusal and "meter-b" in refusal
