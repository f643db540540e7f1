"""Something is done to many meters at once: POST /v1/actions."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pymodbus.client import ModbusTcpClient

from support.control import Control
from support.events import events
from support.farm import (
    FROZEN, START, Daemon, Json, bus, constant_load, farm, meter, running, tcp_port,
)  # fmt: skip

from conftest import KeepFarm

E44, SDM = "socomec-countis-e44", "eastron-sdm630"
ANY_PORT = "127.0.0.1:0"
MANY = "/v1/actions"
REVERSED = {"i1": "-l1", "i2": "-l2", "i3": "-l3"}


def document(flats: int = 6) -> Json:
    """An incomer and flats on one bus, two shops on another."""
    load = constant_load(1000.0, 1.0)
    return farm(
        [bus("rs485-1", tcp_port()), bus("rs485-2", tcp_port())],
        [
            meter("incomer", E44, 1, "rs485-1", load),
            *(meter(f"flat-{n}", SDM, n + 1, "rs485-1", load) for n in range(1, flats + 1)),
            *(meter(f"shop-{n}", SDM, n, "rs485-2", load) for n in (1, 2)),
        ],
        FROZEN,
    )


@pytest.fixture
def daemon(meterfarm: Path, tmp_path: Path) -> Iterator[Daemon]:
    """A farm whose time stands still until somebody steps it."""
    with running(meterfarm, document(), tmp_path, http=ANY_PORT) as daemon:
        yield daemon


@pytest.fixture
def control(daemon: Daemon) -> Control:
    """A client of the farm."""
    return Control(daemon.http)


def wires(control: Control, name: str) -> Json:
    """How a meter is wired."""
    found: Json = control.get(f"/v1/meters/{name}/wiring")["wiring"]
    return found


def test_every_meter_that_is_named_does_it_and_no_other(control: Control) -> None:
    done = control.do("POST", MANY, {"meters": "flat-*, shop-2", "do": {"wiring": REVERSED}})
    assert (done["done"], done["refusals"], done["refused"]) == (7, 0, [])
    at = datetime.fromisoformat(done["at"].replace("Z", "+00:00"))
    assert at >= datetime.fromisoformat(START)
    for name in [f"flat-{n}" for n in range(1, 7)] + ["shop-2"]:
        assert wires(control, name) == REVERSED
    assert wires(control, "incomer") == wires(control, "shop-1") == {}


def test_the_meters_of_one_bus_are_meant_where_it_is_named(control: Control) -> None:
    done = control.do(
        "POST", MANY, {"meters": "*", "bus": "rs485-2", "do": [{"wiring": REVERSED}]}
    )
    assert done["done"] == 2
    assert wires(control, "shop-1") == REVERSED and wires(control, "flat-1") == {}


def test_who_cannot_do_it_says_so_and_the_others_do_it(control: Control) -> None:
    control.do("PUT", "/v1/meters/flat-2/supply", {"supply": "off"})
    control.do("POST", "/v1/clock/step", {"by": "2s"})
    done = control.do("POST", MANY, {"meters": "flat-?", "do": {"reset": ["partials"]}})
    assert (done["done"], done["refusals"]) == (5, 1)
    assert [one["meter"] for one in done["refused"]] == ["flat-2"]
    assert "supply" in done["refused"][0]["detail"]
    none = control.do("POST", MANY, {"meters": "flat-*", "do": {"set": {"nosuch": 1}}})
    assert (none["done"], none["refusals"], none["at"]) == (0, 6, None)
    assert "nosuch" in none["refused"][0]["detail"]


def test_a_hundred_refusals_are_listed_and_all_are_counted(
    meterfarm: Path, tmp_path: Path
) -> None:
    with running(meterfarm, document(flats=120), tmp_path, http=ANY_PORT) as daemon:
        control = Control(daemon.http)
        told = control.do("POST", MANY, {"meters": "flat-*", "do": {"set": {"nosuch": 1}}})
        assert (told["done"], told["refusals"]) == (0, 120)
        assert [one["meter"] for one in told["refused"]] == [f"flat-{n}" for n in range(1, 101)]


def test_a_fault_is_armed_once_a_bus_and_strikes_those_that_are_named(
    daemon: Daemon, control: Control
) -> None:
    fault = {"name": "busy", "effect": {"exception": 6}}
    done = control.do("POST", MANY, {"meters": "flat-*, shop-1", "do": {"fault": fault}})
    assert done["done"] == 7
    armed = control.get("/v1/faults")["items"]
    assert [one["bus"] for one in armed] == ["rs485-1", "rs485-2"]
    assert control.get("/v1/meters/flat-3")["health"]["faults"] == 1
    assert control.get("/v1/meters/incomer")["health"]["faults"] == 0
    host, port = daemon.tcp("rs485-2")
    with ModbusTcpClient(host, port=port) as master:
        assert master.read_input_registers(0x34, count=2, device_id=1).isError()
        assert not master.read_input_registers(0x34, count=2, device_id=2).isError()
    control.do("POST", MANY, {"meters": "shop-*", "do": {"clearFault": "busy"}})
    assert [one["bus"] for one in control.get("/v1/faults")["items"]] == ["rs485-1"]


def test_a_bus_whose_meters_all_refuse_is_left_alone(control: Control) -> None:
    deeds = [{"set": {"nosuch": 1}}, {"fault": {"name": "busy", "effect": "noReply"}}]
    assert control.do("POST", MANY, {"meters": "shop-*", "do": deeds})["done"] == 0
    assert control.get("/v1/faults")["total"] == 0


def test_those_who_watch_are_told_of_each_meter(daemon: Daemon, control: Control) -> None:
    with events(daemon.http, "?topics=changes") as stream:
        control.do("POST", MANY, {"meters": "shop-*", "do": {"wiring": REVERSED}})
        told = [stream.next() for _ in range(2)]
    assert [(one.name, one.data["meter"], one.data["what"], one.data["by"]) for one in told] == [
        ("change", "shop-1", "wiring", "api"), ("change", "shop-2", "wiring", "api"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "pointer", "sentence"),
    [
        ({"meters": "flt-1", "do": {"tariff": 2}}, "/meters", 'did you mean "flat-1"?'),
        ({"meters": "flat-*", "bus": "rs485-2", "do": {"tariff": 2}}, "/meters",
         'no meter on bus "rs485-2" is named "flat-*"'),
        ({"meters": "*", "bus": "rs458-1", "do": {"tariff": 2}}, "/bus",
         'did you mean "rs485-1"?'),
        ({"meters": "*", "do": {"tarif": 2}}, "/do/tarif", 'did you mean "tariff"?'),
        ({"meters": "*", "do": {"load": "household"}}, "/do", "a load is connected by a scenario"),
        ({"meter": "*", "do": {"tariff": 2}}, "/", '"meters" is missing'),
        ({"meters": "*", "do": []}, "/do", "at least one action"),
    ],
)  # fmt: skip
def test_what_names_nobody_or_says_nothing_is_refused_whole(
    control: Control, body: Json, pointer: str, sentence: str
) -> None:
    problem = control.problem("POST", MANY, body)
    assert problem["status"] == 422
    found = [one for one in problem["problems"] if one["pointer"] == pointer]
    assert any(sentence in one["message"] for one in found), problem


def test_what_many_have_done_survives_a_kill(keep_farm: KeepFarm) -> None:
    """A farm of 200 meters: all that the answer counts is there again."""
    kept = keep_farm(document(flats=197))
    with kept.life("--http", ANY_PORT) as daemon:
        control = Control(daemon.http)
        control.do("POST", "/v1/clock/step", {"by": "10m"})
        done = control.do("POST", MANY, {"meters": "*", "do": {"wiring": REVERSED}})
        assert done["done"] == 200
        daemon.kill()
    with kept.life("--http", ANY_PORT) as daemon:
        control = Control(daemon.http)
        now = datetime.fromisoformat(control.get("/v1/clock")["now"].replace("Z", "+00:00"))
        assert now >= datetime.fromisoformat(START) + timedelta(minutes=10)
        for name in ("incomer", "flat-1", "flat-100", "flat-197", "shop-2"):
            assert wires(control, name) == REVERSED
