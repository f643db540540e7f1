"""What is put on the agenda of a farm that runs: other loads, scenarios; kept over a crash."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from conftest import KeepFarm
from support.control import Control
from support.farm import (
    FROZEN, START, Daemon, Json, bus, constant_load, farm, meter, tcp_port,
)  # fmt: skip
from support.state import KeptFarm

REFERENCE = "meterfarm-reference"
#: The energy register in which three phases of 1 kW bring 3000 Wh an hour.
ENERGY = "energy.active.import.total"


def document(scenarios: list[Json] | None = None) -> Json:
    """A main meter that sums two flats, and a counter that measures nothing."""
    document = farm(
        [bus("line", tcp_port()), bus("flats", tcp_port())],
        [
            meter("main", REFERENCE, 1, "line", {"sumOf": "flat-*"}),
            meter("flat-1", REFERENCE, 2, "flats", constant_load(1000.0, 1.0)),
            meter("flat-2", "socomec-countis-e44", 3, "flats", constant_load(2000.0, 1.0)),
            {"name": "counter", "model": "legrand-412065", "bus": "line", "address": 9},
        ],
        FROZEN,
    )
    return document | ({"scenarios": scenarios} if scenarios else {})


class Life:
    """A farm whose clock goes by steps."""

    def __init__(self, daemon: Daemon) -> None:
        self.daemon = daemon
        self.control = Control(daemon.http)
        self.control.do("POST", "/v1/clock/pause")

    def step(self, span: str) -> None:
        self.control.do("POST", "/v1/clock/step", {"by": span})

    def to(self, hours: float) -> None:
        """Goes on to so many hours after the beginning, whatever has passed."""
        instant = datetime.fromisoformat(START) + timedelta(hours=hours)
        self.control.do("POST", "/v1/clock/jump", {"to": instant.isoformat()})

    def truth(self, name: str, quantity: str) -> float:
        found = self.control.get(f"/v1/meters/{name}/truth?search={quantity}")["quantities"]
        return next(one["value"] for one in found if one["name"] == quantity)

    def energies(self) -> dict[str, float]:
        return {name: self.truth(name, ENERGY) for name in ("main", "flat-1", "flat-2")}

    def kill(self) -> None:
        self.daemon.process.kill()
        self.daemon.process.wait()


@contextmanager
def life(kept: KeptFarm) -> Iterator[Life]:
    with kept.life("--http", "127.0.0.1:0") as daemon:
        yield Life(daemon)


def test_a_load_is_exchanged_and_scaled_and_the_main_meter_follows(keep_farm: KeepFarm) -> None:
    with life(keep_farm(document())) as farm_:
        control, load = farm_.control, "/v1/meters/flat-1/load"
        assert control.get(load)["powers"]["active"] == 3000
        assert control.get("/v1/meters/main/load")["sumOf"] == ["flat-1", "flat-2"]
        control.do("PATCH", load, {"scale": 2.5})
        told = control.get(load)
        assert (told["scale"], told["load"], told["powers"]["active"]) == (2.5, None, 7500)
        assert farm_.truth("flat-1", "power.active.total") == 7500
        assert control.get("/v1/meters/main/load")["powers"]["active"] == 13_500
        control.do("PUT", load, {"load": "household"})
        control.do("PATCH", load, {"scale": 0})
        told = control.get(load)
        assert (told["load"], told["text"], told["scale"]) == ("household", "0 times household", 0)
        assert farm_.truth("main", "power.active.total") == 6000
        control.do("PUT", load, {"load": constant_load(100.0, 1.0)})
        assert control.get(load)["text"] == "a load of its own"
        assert farm_.truth("main", "power.active.total") == 6300


def test_what_cannot_feed_a_meter_is_refused_with_its_place(keep_farm: KeepFarm) -> None:
    with life(keep_farm(document())) as farm_:
        control, load = farm_.control, "/v1/meters/flat-1/load"
        problem = control.problem("PUT", load, {"load": "houshold"})
        assert problem["status"] == 422 and problem["problems"][0]["pointer"] == "/load"
        assert 'did you mean "household"?' in problem["detail"]
        problem = control.problem("PUT", load, {"load": {"phases": {}}})
        assert problem["status"] == 422
        problem = control.problem("PATCH", load, {"scale": -1})
        assert problem["status"] == 422 and "0 to 1000" in problem["detail"]
        problem = control.problem("PUT", load, {"load": {"sumOf": "main"}})
        assert problem["status"] == 422 and "contains itself" in problem["detail"]
        problem = control.problem("PATCH", "/v1/meters/main/load", {"scale": 2})
        assert problem["status"] == 409 and "scale those" in problem["detail"]
        for method, body in (("GET", None), ("PUT", {"load": "household"})):
            problem = control.problem(method, "/v1/meters/counter/load", body)
            assert problem["status"] == 409 and "measures nothing" in problem["detail"]
        assert farm_.control.get(load)["scale"] == 1


def test_energies_are_those_of_the_loads_there_were_after_a_crash_too(
    keep_farm: KeepFarm,
) -> None:
    kept = keep_farm(document())
    with life(kept) as farm_:
        farm_.to(1)
        farm_.control.do("PATCH", "/v1/meters/flat-1/load", {"scale": 2})
        farm_.to(2)
        farm_.control.do("PUT", "/v1/meters/flat-1/load", {"load": constant_load(500.0, 1.0)})
        farm_.kill()
    with life(kept) as farm_:
        farm_.to(3)
        energies = {"flat-1": 3000 + 6000 + 1500, "flat-2": 18_000}
        assert farm_.energies() == energies | {"main": sum(energies.values())}
        assert farm_.control.get("/v1/meters/flat-1/load")["text"] == "a load of its own"
    # Another load in the farm file is the newer word.
    kept.document["meters"][1]["load"] = constant_load(3000.0, 1.0)
    with life(kept) as farm_:
        assert farm_.truth("flat-1", "power.active.total") == 9000
        assert farm_.control.get("/v1/meters/flat-1/load")["scale"] == 1


def test_hundreds_of_loads_are_settled_and_bring_what_they_brought(keep_farm: KeepFarm) -> None:
    kept, begin = keep_farm(document()), 1.0
    with life(kept) as farm_:
        for number in range(300):
            farm_.to(begin + number / 60)
            farm_.control.do("PATCH", "/v1/meters/flat-1/load", {"scale": number % 5})
        farm_.kill()
    with life(kept) as farm_:
        farm_.to(begin + 5)
        minutes = sum(number % 5 for number in range(300))
        flat = 3000 + 3000 / 60 * minutes
        assert farm_.energies() == {"flat-1": flat, "flat-2": 36_000, "main": flat + 36_000}


STEPS: list[Json] = [
    {"at": "+1h", "meter": "flat-*", "do": {"wiring": {"i1": "-l1"}}},
    {"at": "+90m", "meter": "flat-1", "do": [{"load": "workshop"}, {"wiring": {}}]},
    {"at": "+2h", "meter": "flat-2", "do": {"tariff": 2}},
    {"at": "+3h", "meter": "flat-2", "do": {"supply": "off"}},
]


def test_a_scenario_that_is_played_does_what_one_of_the_farm_file_does(
    keep_farm: KeepFarm,
) -> None:
    """One that begins a microsecond after the farm: no step of a meter lies between."""
    kept, twin = keep_farm(document()), keep_farm(document([{"steps": STEPS}]), "twin")
    with life(twin) as told, life(kept) as farm_:
        run = farm_.control.ask("POST", "/v1/runs", {"scenario": {"steps": STEPS}}).json
        assert run["run"] == "scenario-1" and run["steps"] == 4 and not run["byFarm"]
        farm_.to(1.6)
        farm_.energies()
        farm_.kill()
        told.to(4)
        with life(kept) as again:
            again.to(4)
            assert again.energies() == told.energies()
            for name in ("flat-1", "flat-2"):
                place = f"/v1/meters/{name}/wiring"
                assert again.control.get(place) == told.control.get(place)
            runs = again.control.get("/v1/runs")["items"]
            assert [(one["done"], one["isOver"], one["next"]) for one in runs] == [(4, True, None)]


def test_scenarios_are_played_stopped_and_told_from_those_of_the_farm(
    keep_farm: KeepFarm,
) -> None:
    steps = [{"at": "+5h", "meter": "main", "do": {"tariff": 2}},
             {"at": "+330m", "meter": "flat-2", "do": {"load": "shop"}}]  # fmt: skip
    own = {"steps": steps}
    kept = keep_farm(document([own]))
    with life(kept) as farm_:
        control = farm_.control
        (first,) = control.get("/v1/runs")["items"]
        assert first["byFarm"] and first["run"] == "farm-1" and not first["isOver"]
        assert control.get("/v1/meters/flat-2/load")["text"] == "a load of the farm file"
        problem = control.problem("DELETE", "/v1/runs/farm-1")
        assert problem["status"] == 409
        body = {"scenario": {"steps": STEPS}, "from": "+1h"}
        run = control.ask("POST", "/v1/runs", body).json
        farm_.to(2.1)
        assert control.get("/v1/meters/flat-1/wiring")["wiring"] == {"i1": "-l1"}
        control.do("DELETE", f"/v1/runs/{run['run']}")
        farm_.to(6)
        # What happened stays, and nothing more happens.
        assert control.get("/v1/meters/flat-1/wiring")["wiring"] == {"i1": "-l1"}
        assert control.get("/v1/meters/flat-2/tariff")["tariff"] == 1
        assert control.get("/v1/meters/main/tariff")["tariff"] == 2
        states = [(one["run"], one["done"], one["isOver"])
                  for one in control.get("/v1/runs")["items"]]  # fmt: skip
        assert states == [("farm-1", 2, True), (run["run"], 1, True)]
        assert control.get("/v1/meters/flat-2/load")["text"] == "shop"
        assert control.problem("DELETE", "/v1/runs/scenario-7")["status"] == 404
        body = {"scenario": {"steps": STEPS}, "from": START}
        problem = control.problem("POST", "/v1/runs", body)
        assert problem["status"] == 409 and "is over" in problem["detail"]
        problem = control.problem("POST", "/v1/scenarios/blown-fuse/runs", {})
        assert problem["status"] == 422 and "incomer" in problem["detail"]
        detail = control.get("/v1/scenarios/blown-fuse")
        assert not detail["fits"] and detail["problems"] and detail["steps"]


def test_a_farm_without_memory_forgets_its_agenda_with_its_end(keep_farm: KeepFarm) -> None:
    kept = keep_farm(document())
    with kept.life("--http", "127.0.0.1:0", "--state", "none") as daemon:
        farm_ = Life(daemon)
        farm_.control.do("PATCH", "/v1/meters/flat-1/load", {"scale": 4})
        assert farm_.truth("main", "power.active.total") == 18_000
    with life(kept) as farm_:
        assert farm_.truth("main", "power.active.total") == 9000
