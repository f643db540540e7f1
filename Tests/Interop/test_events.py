"""What happens in a farm that runs, as it happens."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from pymodbus.client import ModbusTcpClient

from support.control import Control
from support.events import events
from support.farm import (
    FROZEN, Daemon, Json, bus, constant_load, farm, meter, running, tcp_port, two_meters,
)  # fmt: skip


@pytest.fixture
def daemon(meterfarm: Path, tmp_path: Path) -> Iterator[Daemon]:
    """A farm whose time stands nearly still."""
    with running(meterfarm, two_meters(), tmp_path, http="127.0.0.1:0") as daemon:
        yield daemon


def test_the_clock_is_told_at_once_and_when_it_changes(daemon: Daemon) -> None:
    control = Control(daemon.http)
    with events(daemon.http, "?topics=clock,changes") as stream:
        assert stream.head == "retry: 2000"
        assert stream.until("clock")["isPaused"] is False
        control.do("POST", "/v1/clock/pause")
        assert stream.until("clock", isPaused=True)["now"]
        stepped = control.do("POST", "/v1/clock/step", {"by": "1h"})
        assert stream.until("clock", now=stepped["now"])["isPaused"]
        stream.until("change", what="clock", text="the clock went forward by 1h")


def test_values_are_told_of_the_meters_that_are_wanted_and_have_something_new(
    daemon: Daemon,
) -> None:
    control = Control(daemon.http)
    control.do("POST", "/v1/clock/pause")
    quantities = "power.active.*,energy.active.import.total"
    query = f"?topics=values&meters=shop&every=0.2&quantities={quantities}"
    with events(daemon.http, query) as stream:
        (first,) = stream.until("values")["meters"]
        assert first["name"] == "shop" and first["health"]["powered"]
        assert first["values"]["power.active.l2"] == 500
        control.do("POST", "/v1/clock/step", {"by": "1h"})
        (then,) = stream.until("values")["meters"]
        name = "energy.active.import.total"
        assert then["values"][name] - first["values"][name] == pytest.approx(1500, abs=1e-6)


def test_frames_are_told_with_what_they_say(daemon: Daemon) -> None:
    host, port = daemon.tcp("rs485-1")
    with events(daemon.http, "?topics=frames,clock") as stream:
        stream.until("clock")
        with ModbusTcpClient(host, port=port) as master:
            words = master.read_input_registers(0x34, count=2, device_id=3).registers
            assert master.read_input_registers(0x34, count=2, device_id=9).isError()
        request = stream.until("frame", direction="request")
        assert request["meter"] == "shop" and request["function"] == 4
        assert request["bytes"].endswith("03 04 00 34 00 02") and request["framing"] == "tcp"
        answer = stream.until("frame", direction="answer")
        data = b"".join(word.to_bytes(2, "big") for word in words)
        assert bytes.fromhex(answer["bytes"]).endswith(data)
        assert answer["outcome"] == "complete" and "1500" in answer["text"]
        foreign = stream.until("frame", unit=9)
        assert foreign["meter"] is None


def test_faults_and_what_is_done_to_meters_are_told(daemon: Daemon) -> None:
    control = Control(daemon.http)
    host, port = daemon.tcp("rs485-1")
    fault = {"name": "busy", "effect": {"exception": 6}, "target": {"meter": "shop"}}
    with events(daemon.http, "?topics=faults,changes") as stream:
        control.do("PUT", "/v1/meters/incomer/wiring", {"i1": "-l1"})
        change = stream.until("change")
        assert change["meter"] == "incomer" and change["by"] == "api"
        assert change["what"] == "wiring" and '"i1":"-l1"' in change["text"]
        control.do("POST", "/v1/faults", fault)
        assert stream.until("fault", what="armed")["meter"] == "shop"
        with ModbusTcpClient(host, port=port) as master:
            assert master.read_input_registers(0x34, count=2, device_id=3).isError()
        assert stream.until("fault", what="struck")["struck"] == 1
        control.do("DELETE", "/v1/faults/busy")
        assert stream.until("fault", what="disarmed")["fault"] == "busy"


#: A day's hour: done to one meter, to several, and to the line between them.
STEPS: list[Json] = [
    {"at": "+30m", "meter": "incomer", "do": [{"tariff": 2}, {"reset": ["partials"]}]},
    {"at": "+40m", "meter": "*", "do": {"wiring": {"i1": "-l1"}}},
    {"at": "+50m", "bus": "rs485-1", "do": {"line": {"length": 400}}},
]


def test_what_masters_write_is_told_with_what_it_means(daemon: Daemon) -> None:
    host, port = daemon.tcp("rs485-1")
    with (
        events(daemon.http, "?topics=changes") as stream,
        events(daemon.http, "?topics=changes&meters=shop") as other,
        ModbusTcpClient(host, port=port) as master,
    ):
        assert not master.read_holding_registers(0xC558, count=2, device_id=5).isError()
        assert master.write_register(0xE002, 60_000, device_id=5).isError()
        assert not master.write_register(0xE002, 400, device_id=5).isError()
        change = stream.next().data
        assert change["meter"] == "incomer" and change["bus"] == "rs485-1"
        assert change["by"] == "master" and change["what"] == "write"
        assert change["text"] == "wrote currentTransformerPrimary = 400 A"
        Control(daemon.http).do("PUT", "/v1/meters/shop/wiring", {"i1": "-l1"})
        assert other.next().data["by"] == "api"


def test_a_broadcast_is_told_of_each_meter_that_did_it(meterfarm: Path, tmp_path: Path) -> None:
    whole = farm(
        [bus("rs485-1", tcp_port())],
        [meter(name, "meterfarm-reference", number, "rs485-1", constant_load(500.0, 1.0))
         for number, name in enumerate(("one", "two"), 1)],
        FROZEN,
    )  # fmt: skip
    with running(meterfarm, whole, tmp_path, http="127.0.0.1:0") as daemon:
        host, port = daemon.tcp("rs485-1")
        with events(daemon.http, "?topics=changes") as stream:
            with ModbusTcpClient(host, port=port) as master:
                master.write_register(0x0200, 3, device_id=0, no_response_expected=True)
                told = [stream.next().data for _ in range(2)]
    assert [change["meter"] for change in told] == ["one", "two"]
    assert {change["text"] for change in told} == {"wrote tariff = 3"}


@pytest.mark.parametrize("is_of_farm", [True, False])
def test_what_scenarios_do_is_told_at_their_instants(
    meterfarm: Path, tmp_path: Path, is_of_farm: bool
) -> None:
    whole = two_meters() | ({"scenarios": [{"steps": STEPS}]} if is_of_farm else {})
    with running(meterfarm, whole, tmp_path, http="127.0.0.1:0") as daemon:
        control = Control(daemon.http)
        name = "scenario"
        if not is_of_farm:
            name = control.do("POST", "/v1/runs", {"scenario": {"steps": STEPS}})["run"]
        with (
            events(daemon.http, "?topics=changes") as stream,
            events(daemon.http, "?topics=changes&meters=shop") as shop,
        ):
            control.do("POST", "/v1/clock/step", {"by": "35m"})
            control.do("POST", "/v1/clock/step", {"by": "25m"})
            told = [stream.until("change", by="scenario") for _ in range(4)]
            mine = shop.until("change")
    assert [change["what"] for change in told] == ["tariff", "reset", "wiring", "line"]
    assert [change["meter"] for change in told] == ["incomer", "incomer", None, None]
    assert {change["bus"] for change in told} == {"rs485-1"}
    assert mine == told[2]
    assert mine["text"] == f'wiring of *: {{"i1":"-l1"}}, by the scenario {name}'
    assert told[0]["at"] == told[1]["at"] < told[2]["at"] < told[3]["at"]


def test_a_run_that_is_stopped_is_told_no_further(daemon: Daemon) -> None:
    control = Control(daemon.http)
    run = control.do("POST", "/v1/runs", {"scenario": {"steps": STEPS}})["run"]
    with events(daemon.http, "?topics=changes") as stream:
        control.do("POST", "/v1/clock/step", {"by": "35m"})
        assert stream.until("change", by="scenario")["what"] == "tariff"
        control.do("DELETE", f"/v1/runs/{run}")
        control.do("POST", "/v1/clock/step", {"by": "1h"})
        control.do("PUT", "/v1/meters/shop/wiring", {"i2": "-l2"})
        rest = [stream.until("change")]
        while rest[-1]["what"] != "wiring":
            rest.append(stream.until("change"))
    assert [change["what"] for change in rest if change["by"] == "scenario"] == ["reset"]
    assert rest[-1]["by"] == "api"


def test_a_lesson_is_not_told_by_a_scenario(daemon: Daemon) -> None:
    control = Control(daemon.http)
    steps = [{"at": "+10m", "meter": "*", "do": [{"supply": "on"}, {"clock": {"offset": 60}}]}]
    host, port = daemon.tcp("rs485-1")
    control.do("POST", "/v1/runs", {"scenario": {"steps": steps}})
    with events(daemon.http, "?topics=changes") as stream:
        control.do("POST", "/v1/lessons/a-third-of-the-energy/start", {})
        control.do("POST", "/v1/clock/step", {"by": "30m"})
        told = [stream.until("change", by="scenario")]
        with ModbusTcpClient(host, port=port) as master:
            assert not master.write_register(0xE002, 400, device_id=5).isError()
        told.append(stream.until("change"))
        while told[-1]["by"] != "master":
            told.append(stream.until("change"))
    assert [change["what"] for change in told if change["by"] == "scenario"] == ["clock"]


def test_only_so_many_streams_are_open_at_a_time(daemon: Daemon) -> None:
    control = Control(daemon.http)
    with ExitStack() as stack:
        for _ in range(64):
            stack.enter_context(events(daemon.http, "?topics=clock"))
        problem = control.problem("GET", "/v1/events")
        assert problem["status"] == 503 and "64 streams" in problem["detail"]
    # A reader that has gone is noticed with the next event.
    while control.ask("HEAD", "/v1/events?topics=clock").status != 200:
        pass


def test_a_reader_that_does_not_read_does_not_hold_up_the_farm(daemon: Daemon) -> None:
    host, port = daemon.tcp("rs485-1")
    with events(daemon.http, "?topics=frames"), ModbusTcpClient(host, port=port) as master:
        for _ in range(20_000):
            assert not master.read_input_registers(0x34, count=2, device_id=3).isError()


def test_frames_of_a_bus_are_listed_and_filtered(daemon: Daemon) -> None:
    control = Control(daemon.http)
    place = "/v1/buses/rs485-1/frames"
    assert control.get(place)["items"] == []
    host, port = daemon.tcp("rs485-1")
    with ModbusTcpClient(host, port=port) as master:
        for _ in range(30):
            master.read_input_registers(0x34, count=2, device_id=3)
        master.read_holding_registers(0xC558, count=2, device_id=5)
    page = control.get(f"{place}?limit=10")
    assert [frame["number"] for frame in page["items"]] == list(range(53, 63))
    assert page["next"] == 62 and page["oldest"] == 1
    assert [frame["function"] for frame in control.get(f"{place}?function=3")["items"]] == [3, 3]
    first = control.get(f"{place}?after=0&limit=5")
    assert [frame["number"] for frame in first["items"]] == [1, 2, 3, 4, 5]
    rest = control.get(f"{place}?after={first['next']}&meter=incomer")
    assert {frame["meter"] for frame in rest["items"]} == {"incomer"}
    problem = control.problem("GET", f"{place}?function=SND_UB")
    assert problem["problems"][0]["pointer"] == "function"


@pytest.mark.parametrize(
    ("query", "place"), [("?topics=clok", "topics"), ("?every=0", "every"), ("?buz=1", "buz")]
)
def test_a_wish_that_is_none_is_told_so(daemon: Daemon, query: str, place: str) -> None:
    problem = Control(daemon.http).problem("GET", f"/v1/events{query}")
    assert problem["status"] == 400 and problem["problems"][0]["pointer"] == place
