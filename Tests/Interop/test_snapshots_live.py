"""Snapshots of a farm that runs: /v1/snapshots."""

import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from support.control import Control
from support.farm import (
    FROZEN, START, Daemon, Json, bus, constant_load, farm, meter, running, tcp_port,
)  # fmt: skip
from support.lines import TcpMaster, tcp_master
from support.model import load_model
from support.programmed import programmed_meters, programmes
from support.state import KeptFarm, read, write
from test_state import RESTLESS, all_words
from test_state_commands import call

from conftest import KeepFarm

ANY_PORT = "127.0.0.1:0"
REFERENCE = "meterfarm-reference"
#: The parts of a meter that its snapshot holds and no register need show.
PARTS = ["settings", "wiring", "installation", "tariff", "partials", "supply", "alarms"]
#: How many meters a large farm has, on buses of as many as there are addresses.
MANY, ON_A_BUS = 2000, 200


def document() -> Json:
    """Meters of three makers that a master programs, and one whose pulses another counts."""
    document = farm(
        [bus("line", tcp_port()), bus("pulses")],
        [
            *programmed_meters("line", RESTLESS),
            meter("flat", REFERENCE, 1, "pulses", constant_load(3000.0)),
            {"name": "sum", "model": "legrand-412065", "bus": "pulses", "address": 2},
        ],
        FROZEN,
    )
    document["pulseLines"] = [
        {"from": {"meter": "flat"}, "to": {"meter": "sum", "input": 1}}
    ]  # fmt: skip
    return document


@dataclass
class Life:
    """A farm that runs, with a client and a master of it."""

    daemon: Daemon
    control: Control
    master: TcpMaster

    def step(self, span: str) -> None:
        """Lets time go forward."""
        self.control.do("POST", "/v1/clock/step", {"by": span})

    def take(self, name: str, **more: str) -> Json:
        """Takes a snapshot."""
        taken: Json = self.control.do("POST", "/v1/snapshots", {"snapshot": name, **more})
        return taken

    def restore(self, name: str) -> str:
        """Restores one; when that was."""
        return str(self.control.do("POST", f"/v1/snapshots/{name}/restore")["at"])

    def imported(self, name: str) -> float:
        """What a meter has counted, Wh."""
        row = self.control.get(f"/v1/meters?search={name}")["items"][0]
        return float(row["values"]["energy.active.import.total"])

    def all(self) -> dict[str, object]:
        """Every register of a master's meters, and what the API tells of every meter."""
        found: dict[str, object] = dict(all_words(self.master))
        for row in self.control.get("/v1/meters")["items"]:
            name = row["name"]
            found[f"{name} address"] = row["address"]
            truth = self.control.get(f"/v1/meters/{name}/truth")["quantities"]
            found |= {f"{name} {one['name']}": one["value"] for one in truth}
            for part in PARTS:
                answer = self.control.ask("GET", f"/v1/meters/{name}/{part}")
                if answer.status == 200:
                    # When it was so differs by the wall clock's milliseconds.
                    told = {key: one for key, one in answer.json.items() if key != "at"}
                    found[f"{name} {part}"] = told
        return found

    def disturb(self) -> None:
        """Settings, clocks, wires, resets, an address, a supply, a load: much is done."""
        for programme in programmes(tariff=3):
            programme.carry_out(self.master)
        self.control.do("PUT", "/v1/meters/meter-2/wiring", {"i1": "-l1", "u2": "l3"})
        self.control.do("PUT", "/v1/meters/meter-3/address", {"address": 77})
        for name in ("meter-1", "meter-3", "flat"):
            self.control.ask("POST", f"/v1/meters/{name}/reset", {"reset": ["energies"]})
        self.control.do("PUT", "/v1/meters/meter-1/supply", {"supply": "off"})
        self.control.do("PUT", "/v1/meters/flat/wiring", {"i2": "open"})
        self.control.do("PATCH", "/v1/meters/flat/load", {"scale": 3})


@contextmanager
def life(kept: KeptFarm) -> Iterator[Life]:
    """A life of a farm with its API."""
    with kept.life("--http", ANY_PORT) as daemon, tcp_master(daemon.tcp("line")) as master:
        yield Life(daemon, Control(daemon.http), master)


def changed(one: dict[str, object], other: dict[str, object]) -> list[str]:
    """What differs, a line each."""
    keys = sorted(one.keys() | other.keys())
    return [
        f"{key}: {one.get(key)} / {other.get(key)}"
        for key in keys
        if one.get(key) != other.get(key)
    ]


def test_a_restored_farm_is_as_one_to_which_nothing_was_done(keep_farm: KeepFarm) -> None:
    kept, twin = keep_farm(document()), keep_farm(document(), "twin")
    with life(twin) as quiet:
        with life(kept) as farm_:
            for one in (farm_, quiet):
                for programme in programmes(tariff=2):
                    programme.carry_out(one.master)
                one.control.do("PATCH", "/v1/meters/meter-3/load", {"scale": 0.5})
                one.step("1h")
            taken = farm_.take("then", description="before the exercise")
            assert taken["snapshot"] == "then" and taken["meters"] == 5 and taken["bytes"] > 0
            assert taken["description"] == "before the exercise"
            assert _instant(taken["at"]) >= _instant(START) + timedelta(hours=1)
            farm_.step("7m")
            farm_.disturb()
            farm_.step("3m")
            quiet.step("10m")
            # Its address has changed: no master finds it where it was.
            assert farm_.control.get("/v1/meters/meter-3")["station"]["address"] == 77
            assert _instant(farm_.restore("then")) >= _instant(taken["at"])
            assert changed(farm_.all(), quiet.all()) == []
            for one in (farm_, quiet):
                one.step("25h")
            assert changed(farm_.all(), quiet.all()) == []
            farm_.disturb()
            farm_.restore("then")
            farm_.daemon.kill()
        with life(kept) as again:
            assert changed(again.all(), quiet.all()) == []
            for one in (again, quiet):
                one.step("1h")
            assert changed(again.all(), quiet.all()) == []


def test_what_is_taken_over_the_api_the_commands_show_and_compare(keep_farm: KeepFarm) -> None:
    kept = keep_farm(document())
    file = str(kept.file)
    with life(kept) as farm_:
        farm_.step("1h")
        farm_.take("before", description="nothing\nhas happened")
        farm_.disturb()
        farm_.take("after")
        told = farm_.control.get("/v1/snapshots")
        assert [one["snapshot"] for one in told["items"]] == ["after", "before"]
        assert [one["description"] for one in told["items"]] == [None, "nothing\nhas happened"]
        assert farm_.control.get("/v1/snapshots?limit=1&after=1")["items"] == told["items"][1:]
    listed = call(kept, "ctl", "snapshot", "list", file)
    assert listed.returncode == 0, listed.stderr
    lines = listed.stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["after", "before"]
    assert lines[1].endswith("  nothing has happened") and "5 meters" in lines[1]
    differs = call(kept, "ctl", "snapshot", "diff", file, "before", "after")
    assert differs.returncode == 1, differs.stderr
    assert "meter-2 installation." in differs.stdout and "meter-1 settings" in differs.stdout
    assert not any(line.startswith("sum ") for line in differs.stdout.splitlines())
    same = call(kept, "ctl", "snapshot", "diff", file, "before", "before")
    assert (same.returncode, same.stdout) == (0, "")
    # The commands restore what the API has taken, and the API what the commands have saved.
    assert call(kept, "ctl", "snapshot", "restore", file, "before").returncode == 0
    with life(kept) as farm_:
        assert farm_.control.get("/v1/meters/meter-2/wiring")["wiring"] == {}
    saved = call(kept, "ctl", "snapshot", "save", file, "saved", "--description", "at rest")
    assert saved.returncode == 0 and saved.stdout.rstrip().endswith("at rest"), saved.stderr
    with life(kept) as farm_:
        found = {one["snapshot"]: one for one in farm_.control.get("/v1/snapshots")["items"]}
        assert found["saved"]["description"] == "at rest"
        farm_.disturb()
        farm_.restore("saved")
        assert farm_.control.get("/v1/meters/meter-2/wiring")["wiring"] == {}
        farm_.control.do("DELETE", "/v1/snapshots/saved")
        assert "saved" not in {one["snapshot"] for one in
                               farm_.control.get("/v1/snapshots")["items"]}  # fmt: skip


def test_what_is_wrong_is_said_and_nothing_changes(keep_farm: KeepFarm) -> None:
    kept, ahead, foreign = (keep_farm(document(), name) for name in ("kept", "ahead", "foreign"))
    foreign.document["name"] = "another"
    for place, name, span in ((ahead, "ahead", "2h"), (foreign, "foreign", "1s")):
        with life(place) as other:
            other.step(span)
            other.take(name)
    with life(kept) as farm_:
        farm_.step("1h")
        farm_.take("then")
        shelf = kept.state / "snapshots"
        for place, name in ((ahead, "ahead"), (foreign, "foreign")):
            shutil.copy(place.state / "snapshots" / f"{name}.meterfarm", shelf)
        whole = bytearray((shelf / "then.meterfarm").read_bytes())
        whole[len(whole) // 2 :] = bytes(len(whole) - len(whole) // 2)
        (shelf / "damaged.meterfarm").write_bytes(whole)
        (shelf / "nothing.meterfarm").write_bytes(b"")
        before = farm_.all()
        for name, status, sentence in (
            ("thn", 404, 'did you mean "then"?'),
            ("..%2Fthen", 404, "there is no"),
            ("ahead", 409, "shows what comes later than"),
            ("foreign", 409, 'the farm "another"'),
            ("damaged", 409, "damaged"),
            ("nothing", 409, "it is empty"),
        ):
            problem = farm_.control.problem("POST", f"/v1/snapshots/{name}/restore")
            assert problem["status"] == status and sentence in problem["detail"], problem
        taken = farm_.control.problem("POST", "/v1/snapshots", {"snapshot": "then"})
        assert taken["status"] == 409 and "already" in taken["detail"]
        for wrong, pointer in (
            ({"snapshot": "a/b"}, "/snapshot"), ({"snapshot": ""}, "/snapshot"),
            ({"snapshot": "a" * 65}, "/snapshot"), ({"snapshot": "é"}, "/snapshot"),
            ({"snapshot": "a", "description": "d" * 1001}, "/description"),
            ({"name": "a"}, "/"),
        ):  # fmt: skip
            problem = farm_.control.problem("POST", "/v1/snapshots", wrong)
            assert problem["status"] == 422, problem
            assert pointer in [one["pointer"] for one in problem["problems"]], problem
        assert farm_.control.problem("DELETE", "/v1/snapshots/thn")["status"] == 404
        assert changed(farm_.all(), before) == []
        assert not list(shelf.glob("*.new*"))


def test_a_meter_whose_model_has_changed_keeps_all_where_they_are(
    keep_farm: KeepFarm, tmp_path: Path
) -> None:
    kept = keep_farm(document())
    with life(kept) as farm_:
        farm_.take("then")
    kept.document["meters"][1] |= {"model": REFERENCE}
    shutil.copytree(kept.state / "snapshots", tmp_path / "anew" / "state" / "snapshots")
    anew = keep_farm(kept.document, "anew")
    with life(anew) as farm_:
        farm_.control.do("PUT", "/v1/meters/meter-1/wiring", {"i1": "-l1"})
        problem = farm_.control.problem("POST", "/v1/snapshots/then/restore")
        assert problem["status"] == 409
        assert 'meter "meter-2"' in problem["detail"] and "it was a eastron" in problem["detail"]
        assert farm_.control.get("/v1/meters/meter-1/wiring")["wiring"] == {"i1": "-l1"}


def test_a_meter_that_came_later_stays_as_it_is(keep_farm: KeepFarm) -> None:
    kept = keep_farm(document())
    with life(kept) as farm_:
        farm_.take("then")
    kept.document["meters"].append(
        meter("late", REFERENCE, 9, "line", constant_load(100.0))
    )
    with life(kept) as farm_:
        for name in ("late", "meter-1"):
            farm_.control.do("PUT", f"/v1/meters/{name}/wiring", {"i1": "-l1"})
        fault = {"name": "busy", "effect": {"exception": 6}, "target": {"meter": "late"}}
        farm_.control.do("POST", "/v1/faults", fault)
        farm_.restore("then")
        assert farm_.control.get("/v1/meters/late/wiring")["wiring"] == {"i1": "-l1"}
        assert farm_.control.get("/v1/meters/meter-1/wiring")["wiring"] == {}
        assert farm_.control.get("/v1/faults")["total"] == 1


def test_what_was_put_on_the_agenda_since_is_taken_off(keep_farm: KeepFarm) -> None:
    kept = keep_farm(document())
    step = {"at": "+1h", "meter": "meter-1", "do": {"wiring": {"i1": "-l1"}}}
    run = {"scenario": {"steps": [step]}}
    with life(kept) as farm_:
        farm_.take("before")
        farm_.control.do("PATCH", "/v1/meters/meter-2/load", {"scale": 2})
        farm_.take("doubled")
        farm_.control.do("POST", "/v1/runs", run)
        farm_.step("30m")
        farm_.restore("doubled")
        assert farm_.control.get("/v1/meters/meter-2/load")["scale"] == 2
        assert farm_.control.get("/v1/runs")["total"] == 0
        farm_.step("1h")
        assert farm_.control.get("/v1/meters/meter-1/wiring")["wiring"] == {}
        doubled = farm_.imported("meter-2")
        farm_.restore("before")
        assert farm_.control.get("/v1/meters/meter-2/load")["scale"] == 1
        assert farm_.imported("meter-2") < doubled
        farm_.restore("doubled")
        assert farm_.imported("meter-2") == doubled
        farm_.daemon.kill()
    with life(kept) as again:
        assert again.control.get("/v1/meters/meter-2/load")["scale"] == 2
        assert again.imported("meter-2") == doubled


def test_a_farm_without_memory_has_no_snapshots(meterfarm: Path, tmp_path: Path) -> None:
    with running(meterfarm, document(), tmp_path, http=ANY_PORT) as daemon:
        control = Control(daemon.http)
        assert control.get("/v1/snapshots") == {"items": [], "next": None, "total": 0}
        problem = control.problem("POST", "/v1/snapshots", {"snapshot": "then"})
        assert problem["status"] == 409 and "keeps no memory" in problem["detail"]
        assert control.problem("POST", "/v1/snapshots/then/restore")["status"] == 404


@pytest.mark.parametrize("durability", ["strict", "relaxed"])
def test_what_a_master_writes_meanwhile_is_done_and_kept(
    keep_farm: KeepFarm, durability: str
) -> None:
    """A master writes without a pause while its meter goes back again and again."""
    model = load_model(REFERENCE)
    scratch = model.setting("scratch")
    kept = keep_farm(document() | {"durability": durability})
    acknowledged: list[int] = []
    stop = threading.Event()

    def writes(daemon: Daemon) -> None:
        with tcp_master(daemon.tcp("line")) as master:
            number = 0
            while not stop.is_set():
                number += 1
                write(master, 3, scratch.address, 0x4000 + number // 0x10000, number % 0x10000)
                acknowledged.append(number)

    with life(kept) as farm_:
        farm_.take("then")
        thread = threading.Thread(target=writes, args=[farm_.daemon])
        thread.start()
        try:
            for _ in range(5):
                before = len(acknowledged)
                farm_.restore("then")
                # Each of them goes on writing.
                deadline = time.monotonic() + 20
                while len(acknowledged) < before + 20 and thread.is_alive():
                    assert time.monotonic() < deadline
                    time.sleep(0.001)
        finally:
            stop.set()
            thread.join(30)
        words = read(farm_.master, 3, scratch)
        assert words[1] == acknowledged[-1] % 0x10000
        # What was answered long ago is on the disk, however durable it is.
        time.sleep(1)
        farm_.daemon.kill()
    with life(kept) as again:
        assert read(again.master, 3, scratch) == words


def large() -> Json:
    """Many meters, which count."""
    buses = [bus(f"line-{n}", tcp_port()) for n in range(MANY // ON_A_BUS)]
    meters = [
        {**meter("m", "eastron-sdm630", 1, f"line-{n}", constant_load(1000.0)),
         "name": f"m-{n}-{{n}}", "address": "{n}", "repeat": {"from": 1, "to": ON_A_BUS}}
        for n in range(MANY // ON_A_BUS)
    ]  # fmt: skip
    return farm(buses, meters, speed=1)


def test_two_thousand_meters_go_back_while_masters_are_answered(keep_farm: KeepFarm) -> None:
    kept = keep_farm(large())
    power = load_model("eastron-sdm630").quantity("power.active.total")
    longest, answers, stop = 0.0, 0, threading.Event()

    def polls(daemon: Daemon) -> None:
        nonlocal longest, answers
        with tcp_master(daemon.tcp("line-3")) as master:
            while not stop.is_set():
                begun = time.monotonic()
                read(master, 7, power)
                longest = max(longest, time.monotonic() - begun)
                answers += 1

    with kept.life("--http", ANY_PORT) as daemon:
        control = Control(daemon.http)
        taken = control.do("POST", "/v1/snapshots", {"snapshot": "then"})
        assert taken["meters"] == MANY
        body = {"meters": "*", "do": {"wiring": {"i1": "-l1"}}}
        assert control.do("POST", "/v1/actions", body)["done"] == MANY
        thread = threading.Thread(target=polls, args=[daemon])
        thread.start()
        try:
            control.do("POST", "/v1/snapshots/then/restore")
        finally:
            stop.set()
            thread.join(30)
        assert answers > 0 and longest < 5
        daemon.kill()
    with kept.life("--http", ANY_PORT) as daemon:
        control = Control(daemon.http)
        for n in (0, 3, MANY // ON_A_BUS - 1):
            for number in (1, 77, ON_A_BUS):
                assert control.get(f"/v1/meters/m-{n}-{number}/wiring")["wiring"] == {}


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))
