"""The control API: a farm that runs is seen and steered over HTTP."""

import json
import re
import signal
import socket
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from pymodbus.client import ModbusTcpClient
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from support.control import Control
from support.farm import (
    FROZEN, PROFILES, START, Daemon, Json, bus, constant_load, farm, meter, running, tcp_port,
)  # fmt: skip

from conftest import KeepFarm

E44, SDM = "socomec-countis-e44", "eastron-sdm630"
ANY_PORT = "127.0.0.1:0"
TOKEN = "a-token-of-more-than-16"


def whole_model(name: str) -> Json:
    """A model of the library with what it has from the one below it."""
    model: Json = json.loads((PROFILES / "meters" / f"{name}.json").read_text())
    return (whole_model(model["extends"]) if "extends" in model else {}) | model


def every_model() -> Json:
    """A meter of each model of the library, those of M-Bus on a bus of their own."""
    meters = []
    for number, path in enumerate(sorted((PROFILES / "meters").glob("*.json"))):
        model = whole_model(path.stem)
        own: Json = {"name": path.stem, "model": path.stem}
        if model.get("networks"):
            own["load"] = constant_load(1000.0, 0.9)
        if "mbus" in model:
            own |= {"bus": "mbus", "address": number + 1}
        elif "modbus" in model:
            own |= {"bus": "modbus", "address": number + 1}
        meters.append(own)
    port = {"protocol": "m-bus", "listen": "127.0.0.1:0"}
    return farm([bus("mbus", port), bus("modbus", tcp_port())], meters, FROZEN)


def document() -> Json:
    """Two buses with seven meters."""
    return farm(
        [bus("rs485-1", tcp_port()), bus("rs485-2", tcp_port())],
        [
            meter("incomer", E44, 5, "rs485-1", constant_load(4000.0, 1.0)),
            *(meter(f"flat-{n}", SDM, n, "rs485-1", constant_load(1000.0, 1.0))
              for n in range(11, 16)),
            meter("shop", SDM, 3, "rs485-2", constant_load(500.0, 1.0)),
        ],
        FROZEN,
    )  # fmt: skip


@pytest.fixture(scope="module")
def daemon(meterfarm: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    """A farm whose time stands still until somebody steps it."""
    folder = tmp_path_factory.mktemp("farm")
    with running(meterfarm, document(), folder, http=ANY_PORT) as daemon:
        yield daemon


@pytest.fixture
def control(daemon: Daemon) -> Control:
    """A client of the farm."""
    return Control(daemon.http)


def instant(text: str) -> datetime:
    """An instant of an answer."""
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def test_the_farm_tells_who_it_is(control: Control) -> None:
    facts = control.get("/v1/farm")
    assert facts["name"] and facts["counts"] == {"buses": 2, "meters": 7, "ports": 2}
    assert facts["state"] == {"kept": False, "directory": None}
    assert instant(facts["start"]) == datetime.fromisoformat(START)
    for path in control.get("/v1")["links"].values():
        assert control.ask("GET", path).status == 200
    assert control.ask("GET", "/healthz").body == b"ok\n"
    assert control.ask("GET", "/readyz").body == b"ready\n"


def test_every_path_of_the_document_is_there_and_knows_its_methods(control: Control) -> None:
    names = defaultdict(lambda: "none", meter="incomer", bus="rs485-1")
    for path, item in control.get("/v1/openapi.json")["paths"].items():
        place = path.format_map(names)
        methods = {"get", "put", "post", "patch", "delete"}
        for method in methods & item.keys():
            # An empty body asks for nothing: nothing is done, or it is said what is missing.
            wants = "requestBody" in item[method]
            endless = "text/event-stream" in item[method]["responses"]["200"]["content"]
            verb = "HEAD" if endless else method.upper()
            query = "?quantity=tariff" if path.endswith("/explain") else ""
            answer = control.ask(verb, place + query, {} if wants else None)
            # No lesson is under way, and nobody has a fault, a run, a snapshot of that name.
            nobody = "none" in place.split("/") or place.startswith("/v1/lesson/")
            expected = {404} if nobody or place == "/v1/lesson" else {200}
            expected |= {422} if wants else set()
            assert answer.status in expected, (method, path, answer)
            assert str(answer.status) in item[method]["responses"], (method, path)
        for method in methods - item.keys():
            answer = control.ask(method.upper(), place, {})
            known = answer.headers["Allow"].lower().split(", ")
            assert answer.status == 405 and set(known) == methods & item.keys(), (method, path)


def something_of(control: Control, meter: str) -> str | None:
    """What can be explained of a meter, as a query; None for one without registers and records."""
    registers = control.get(f"/v1/meters/{meter}/registers?limit=1")["items"]
    if registers:
        return f"?table={registers[0]['table']}&address={registers[0]['address']}"
    telegrams = control.get(f"/v1/meters/{meter}/records")["items"]
    return "?telegram=1&record=1" if telegrams else None


def test_every_answer_is_what_the_document_says(meterfarm: Path, tmp_path: Path) -> None:
    """A meter of every model that the library has."""
    with running(meterfarm, every_model(), tmp_path, http=ANY_PORT) as daemon:
        control = Control(daemon.http)
        whole = control.get("/v1/openapi.json")
        registry = Registry().with_resource("urn:api", DRAFT202012.create_resource(whole))
        names = {
            "meter": [item["name"] for item in control.get("/v1/meters?limit=1000")["items"]],
            "bus": [item["name"] for item in control.get("/v1/buses")["items"]],
            "scenario": ["tariff-day"],
        }
        # What measures nothing has no load.
        without_load = {
            name for name in names["meter"]
            if control.get(f"/v1/meters/{name}/wiring")["network"] is None
        }  # fmt: skip
        seen = 0
        for path, item in whole["paths"].items():
            content = item.get("get", {}).get("responses", {}).get("200", {}).get("content", {})
            found = re.findall(r"{(\w+)}", path)
            if "application/json" not in content or not set(found) <= names.keys():
                continue
            schema = content["application/json"]["schema"]["$ref"]
            checker = Draft202012Validator({"$ref": f"urn:api{schema}"}, registry=registry)
            for name in names[found[0]] if found else [""]:
                query = something_of(control, name) if path.endswith("/explain") else ""
                if query is None:
                    continue
                place = path.format(**{place: name for place in found}) + query
                if found == ["meter"] and path.endswith("/load") and name in without_load:
                    assert control.problem("GET", place)["status"] == 409
                    continue
                if path == "/v1/lesson":
                    assert control.problem("GET", place)["status"] == 404
                    continue
                answer = control.get(place)
                errors = [f"{error.json_path}: {error.message}"
                          for error in checker.iter_errors(answer)]  # fmt: skip
                assert errors == [], (path, name)
                seen += 1
        assert seen > 10 * len(names["meter"])


def test_what_is_seen_of_a_meter_is_what_was_done_to_it(
    meterfarm: Path, tmp_path: Path
) -> None:
    with running(meterfarm, document(), tmp_path, http=ANY_PORT) as daemon:
        control = Control(daemon.http)
        place = "/v1/meters/incomer"
        control.do("PUT", f"{place}/wiring", {"i1": "-l1", "u2": "l3"})
        wiring = control.get(f"{place}/wiring")
        assert wiring["wiring"] == {"i1": "-l1", "u2": "l3"}
        seen = {terminal["terminal"]: terminal["is"] for terminal in wiring["terminals"]}
        assert seen == {
            "u1": "l1", "u2": "l3", "u3": "l3", "n": "n", "i1": "-l1", "i2": "l2", "i3": "l3",
        }  # fmt: skip
        control.do("PUT", f"{place}/tariff", {"tariff": 3})
        assert control.get(f"{place}/tariff")["tariff"] == 3
        control.do("PATCH", f"{place}/settings", {"currentTransformerPrimary": 400})
        settings = {s["name"]: s for s in control.get(f"{place}/settings")["items"]}
        assert settings["currentTransformerPrimary"]["value"] == 400
        assert settings["currentTransformerPrimary"]["title"] == "Current transformer primary"
        installed = control.get(f"{place}/installation")
        assert installed["programmed"]["currentTransformer"]["primary"] == 400
        partials = control.get(f"{place}/partials")["items"]
        name = partials[0]["partial"]
        control.do("POST", f"{place}/partials/{name}", {"partial": "start"})
        assert control.get(f"{place}/partials")["items"][0]["running"]
        control.do("POST", f"{place}/partials/{name}", {"partial": "stop"})
        assert not control.get(f"{place}/partials")["items"][0]["running"]
        problem = control.problem("POST", f"{place}/partials/energy.x", {"partial": "stop"})
        assert problem["status"] == 404
        control.do("PUT", f"{place}/clock", {"offset": "5m"})
        assert control.get(f"{place}/clock")["offset"] == pytest.approx(300, abs=1e-3)
        control.do("PUT", f"{place}/supply", {"supply": "off"})
        control.do("POST", "/v1/clock/step", {"by": "2s"})
        assert control.get(f"{place}/supply") == {
            "supply": "off", "powered": False, "text": "cut",
        }  # fmt: skip


def test_truth_registers_and_explanation_agree(meterfarm: Path, tmp_path: Path) -> None:
    with running(meterfarm, document(), tmp_path, http=ANY_PORT) as daemon:
        control = Control(daemon.http)
        control.do("PUT", "/v1/meters/flat-11/wiring", {"i1": "-l1"})
        control.do("POST", "/v1/clock/step", {"by": "2s"})
        place = "/v1/meters/flat-11"
        truth = control.get(f"{place}/truth")
        assert truth["right"]["powers"]["total"]["active"] == pytest.approx(3000)
        assert truth["seen"]["powers"]["total"]["active"] == pytest.approx(1000)
        assert abs(truth["seen"]["currents"]["i1"]["angle"]) == pytest.approx(180)
        found = control.get(f"{place}/registers?search=power.active.total&table=input")["items"]
        (register,) = [item for item in found if item["shows"]["name"] == "power.active.total"]
        assert register["value"] == pytest.approx(1000)
        host, port = daemon.tcp("rs485-1")
        with ModbusTcpClient(host, port=port) as master:
            words = master.read_input_registers(
                register["address"], count=register["length"], device_id=11
            ).registers
        assert words == register["words"]
        query = f"table=input&address={register['address']}"
        why = control.get(f"{place}/explain?{query}")
        assert why["value"] == pytest.approx(1000) and why["subject"]["quantity"]
        stages = [step["stage"] for step in why["steps"]]
        assert stages.index("load") < stages.index("wiring") < stages.index("words")
        assert [(s["suspect"], s["inputs"]) for s in why["suspects"]] == [("currentReversed", [1])]
        assert control.problem("GET", f"{place}/explain?quantity=pwr")["status"] == 404
        assert control.problem("GET", f"{place}/explain")["status"] == 400


def test_the_keys_of_a_front_leaf_through_its_menus(meterfarm: Path, tmp_path: Path) -> None:
    with running(meterfarm, document(), tmp_path, http=ANY_PORT) as daemon:
        control = Control(daemon.http)
        place = "/v1/meters/incomer/panel"
        front = control.get(place)
        assert front["powered"] and front["rows"] and front["title"] == "COUNTIS E44"
        seen = {tuple(front["menu"]["path"])}
        for key in front["keys"]:
            if key["together"]:
                continue
            for _ in range(12):
                front = control.do("POST", f"{place}/keys", {"key": key["key"]})
                seen.add(tuple(front["menu"]["path"]))
        assert len(seen) > 1
        problem = control.problem("POST", f"{place}/keys", {"key": "nokey"})
        assert problem["status"] == 422 and "has no key" in problem["detail"]
        control.do("PUT", "/v1/meters/incomer/supply", {"supply": "off"})
        control.do("POST", "/v1/clock/step", {"by": "2s"})
        dead = control.get(place)
        assert not dead["powered"] and not any(row["text"].strip() for row in dead["rows"])


def test_figures_are_told_to_prometheus(control: Control) -> None:
    answer = control.ask("GET", "/metrics")
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    lines = answer.body.decode().splitlines()
    figures = [line for line in lines if not line.startswith("#")]
    for line in figures:
        assert re.fullmatch(r'[a-z_]+({[a-z]+="[^"]*"(,[a-z]+="[^"]*")*})? [-+0-9.e]+', line), line
    assert "meterfarm_meters 7" in figures
    assert any(line.startswith('meterfarm_requests_total{bus="rs485-2"} ') for line in figures)
    names = [line.split()[2] for line in lines if line.startswith("# TYPE ")]
    assert len(names) == len(set(names))


def test_the_pulses_of_an_hour_are_counted(control: Control) -> None:
    place = "/v1/meters/incomer/pulses"
    before = {item["output"]: item for item in control.get(place)["items"]}
    control.do("POST", "/v1/clock/step", {"by": "1h"})
    after = {item["output"]: item for item in control.get(place)["items"]}
    assert after.keys() == before.keys() and after
    for name, output in after.items():
        energy = (output["emitted"] - before[name]["emitted"]) * output["weight"]
        if output["quantity"] == "active.import":
            # Three phases with 4 kW each.
            assert energy == pytest.approx(12_000, abs=output["weight"])
            assert output["rate"] * output["weight"] * 3600 == pytest.approx(12_000, rel=1e-6)


def test_ports_and_buses_are_listed(daemon: Daemon, control: Control) -> None:
    ports = control.get("/v1/ports")["items"]
    assert [port["place"] for port in ports] == [port.place for port in daemon.ports]
    buses = control.get("/v1/buses")["items"]
    assert [(one["name"], one["meters"]) for one in buses] == [("rs485-1", 6), ("rs485-2", 1)]
    assert control.get("/v1/buses/rs485-1")["protocols"] == ["modbus-tcp"]
    problem = control.problem("GET", "/v1/buses/rs485-3")
    assert problem["status"] == 404 and 'did you mean "rs485-1"?' in problem["detail"]


def test_meters_are_listed_by_pages_and_found(control: Control) -> None:
    first = control.get("/v1/meters?limit=3")
    assert first["total"] == 7 and first["next"] == 3 and len(first["items"]) == 3
    rest = control.get("/v1/meters?limit=1000&after=3")
    assert rest["next"] is None and len(rest["items"]) == 4
    flats = control.get("/v1/meters?search=FLAT")
    assert flats["total"] == 5
    assert control.get("/v1/meters?bus=rs485-2")["items"][0]["name"] == "shop"
    assert flats["items"][0]["values"]["power.active.total"] == 3000
    assert flats["items"][0]["address"] == 11
    assert control.problem("GET", "/v1/meters?limit=0")["problems"][0]["pointer"] == "limit"
    assert 'did you mean "limit"?' in control.problem("GET", "/v1/meters?limt=1")["detail"]


def test_a_meter_tells_its_model_and_its_place(control: Control) -> None:
    incomer = control.get("/v1/meters/incomer")
    assert incomer["title"] == "Socomec COUNTIS E44" and incomer["network"] == "4NBL"
    assert incomer["station"]["address"] == 5 and incomer["station"]["connection"] == "right"
    assert incomer["parts"]["tariffs"] == 4
    assert incomer["evidence"]["official"] >= 0
    problem = control.problem("GET", "/v1/meters/incommer")
    assert problem["status"] == 404 and 'did you mean "incomer"?' in problem["detail"]


def test_time_is_stepped_and_meters_count_just_that(control: Control) -> None:
    control.do("POST", "/v1/clock/pause")
    before = control.get("/v1/meters?search=shop")
    energy = before["items"][0]["values"]["energy.active.import.total"]
    now = instant(control.get("/v1/clock")["now"])
    stepped = control.do("POST", "/v1/clock/step", {"by": "1h"})
    assert instant(stepped["now"]) == now + timedelta(hours=1)
    after = control.get("/v1/meters?search=shop")["items"][0]["values"]
    assert after["energy.active.import.total"] == pytest.approx(energy + 1500, abs=1e-6)
    target = now + timedelta(days=1)
    jumped = control.do("POST", "/v1/clock/jump", {"to": target.isoformat()})
    assert instant(jumped["now"]) == target and not jumped["heldUp"]
    problem = control.problem("POST", "/v1/clock/jump", {"to": now.isoformat()})
    assert problem["status"] == 409 and "time never goes back" in problem["detail"]
    problem = control.problem("POST", "/v1/clock/step", {"by": "soon"})
    assert problem["status"] == 422 and problem["problems"][0]["pointer"] == "/by"


def test_the_tape_deck_plays_and_stops(meterfarm: Path, tmp_path: Path) -> None:
    with running(meterfarm, document(), tmp_path, http=ANY_PORT) as daemon:
        control = Control(daemon.http)
        assert control.do("POST", "/v1/clock/pause")["isPaused"]
        still = control.get("/v1/clock")["now"]
        assert control.get("/v1/clock")["now"] == still
        fast = control.do("POST", "/v1/clock/speed", {"speed": 100_000})
        assert fast["speed"] == 100_000 and fast["isPaused"]
        assert not control.do("POST", "/v1/clock/resume")["isPaused"]
        while instant(control.get("/v1/clock")["now"]) < instant(still) + timedelta(hours=1):
            pass
        assert control.problem("POST", "/v1/clock/speed", {"speed": 0})["status"] == 422


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", "tariff", {"tariff": 2}),
        ("PUT", "wiring", {"i1": "-l1"}),
        ("PATCH", "settings", {"tariffMode": 0}),
        ("PUT", "address", {"address": 6}),
        ("PUT", "connection", {"connection": "open"}),
        ("PUT", "supply", {"supply": "off"}),
        ("PUT", "clock", {"offset": "5m"}),
        ("POST", "demand/synchronise", None),
        ("POST", "alarms/acknowledge", None),
        ("POST", "reset", {"reset": ["partials"]}),
        ("POST", "actions", {"do": [{"tariff": 1}, {"reset": ["demandMaxima"]}]}),
    ],
)
def test_what_a_scenario_does_can_be_asked_for(
    meterfarm: Path, tmp_path: Path, method: str, path: str, body: Json | None
) -> None:
    with running(meterfarm, document(), tmp_path, http=ANY_PORT) as daemon:
        control = Control(daemon.http)
        if path == "settings":
            problem = control.problem(method, f"/v1/meters/incomer/{path}", body)
            assert problem["status"] == 422 and "has no setting" in problem["detail"]
            return
        done = control.do(method, f"/v1/meters/incomer/{path}", body)
        assert instant(done["at"]) >= datetime.fromisoformat(START)


def test_a_load_is_not_connected_while_the_farm_runs(control: Control) -> None:
    body = {"do": [{"tariff": 2}, {"load": "household"}]}
    problem = control.problem("POST", "/v1/meters/incomer/actions", body)
    assert problem["status"] == 422 and "a load is connected by a scenario" in problem["detail"]


def test_faults_of_a_meter_are_armed_with_its_deeds(meterfarm: Path, tmp_path: Path) -> None:
    with running(meterfarm, document(), tmp_path, http=ANY_PORT) as daemon:
        control = Control(daemon.http)
        deeds = [{"tariff": 2}, {"fault": {"name": "dumb", "effect": "noReply"}}]
        control.do("POST", "/v1/meters/incomer/actions", {"do": deeds})
        assert control.get("/v1/meters/incomer")["health"]["faults"] == 1
        assert control.get("/v1/meters/flat-11")["health"]["faults"] == 0


def test_a_reversed_transformer_is_seen_by_a_master(meterfarm: Path, tmp_path: Path) -> None:
    with running(meterfarm, document(), tmp_path, http=ANY_PORT) as daemon:
        control = Control(daemon.http)
        host, port = daemon.tcp("rs485-1")
        with ModbusTcpClient(host, port=port) as master:
            def power() -> float:
                words = master.read_input_registers(0x34, count=2, device_id=11).registers
                return master.convert_from_registers(words, master.DATATYPE.FLOAT32)

            assert power() == pytest.approx(3000)
            wires = {"i1": "-l1", "i2": "-l2", "i3": "-l3"}
            control.do("PUT", "/v1/meters/flat-11/wiring", wires)
            control.do("POST", "/v1/clock/step", {"by": "2s"})
            assert power() == pytest.approx(-3000)


def test_faults_are_armed_counted_and_removed(meterfarm: Path, tmp_path: Path) -> None:
    with running(meterfarm, document(), tmp_path, http=ANY_PORT) as daemon:
        control = Control(daemon.http)
        fault = {"name": "busy", "effect": {"exception": 6}, "target": {"meter": "flat-*"}}
        control.do("POST", "/v1/faults", fault)
        host, port = daemon.tcp("rs485-1")
        with ModbusTcpClient(host, port=port) as master:
            assert master.read_input_registers(0x34, count=2, device_id=11).isError()
            assert not master.read_holding_registers(0xC558, count=2, device_id=5).isError()
        armed = control.get("/v1/buses/rs485-1/faults/busy")
        assert armed["struck"] == armed["seen"] == 1 and armed["effect"] == {"exception": 6}
        assert control.get("/v1/meters?trouble=true")["total"] == 5
        assert control.get("/v1/faults?bus=rs485-2")["items"] == []
        control.do("DELETE", "/v1/faults/busy")
        assert control.get("/v1/faults")["total"] == 0
        assert control.problem("DELETE", "/v1/faults/busy")["status"] == 404
        wrong = control.problem("POST", "/v1/faults", fault | {"target": {"meter": "flt-*"}})
        assert wrong["status"] == 422 and "no meter is named" in wrong["detail"]


def test_the_cable_is_changed(meterfarm: Path, tmp_path: Path) -> None:
    with running(meterfarm, document(), tmp_path, http=ANY_PORT) as daemon:
        control = Control(daemon.http)
        control.do("PATCH", "/v1/buses/rs485-1/line", {"length": 1200, "terminators": 0})
        conditions = control.get("/v1/buses/rs485-1")["conditions"]
        assert conditions["length"] == 1200 and conditions["terminators"] == 0
        problem = control.problem("PATCH", "/v1/buses/rs485-1/line", {"lenght": 3})
        assert problem["status"] == 422 and 'did you mean "length"?' in problem["detail"]


def test_what_was_asked_survives_a_kill(keep_farm: KeepFarm) -> None:
    kept = keep_farm(document())
    with kept.life("--http", ANY_PORT) as daemon:
        control = Control(daemon.http)
        control.do("PUT", "/v1/meters/incomer/address", {"address": 77})
        control.do("PUT", "/v1/meters/flat-11/wiring", {"i1": "-l1"})
        control.do("POST", "/v1/clock/step", {"by": "10m"})
        before = control.get("/v1/meters?limit=2")["items"]
        daemon.kill()
    with kept.life("--http", ANY_PORT) as daemon:
        control = Control(daemon.http)
        after = control.get("/v1/meters?limit=2")["items"]
        assert after[0]["address"] == 77
        name = "energy.active.import.total"
        assert after[1]["values"][name] >= before[1]["values"][name] > 0
        assert after[1]["values"]["power.active.total"] == 1000


@pytest.mark.parametrize("path", ["/v1/farm", "/v1/meters/incomer", "/healthz"])
def test_pages_of_others_and_names_of_others_are_refused(control: Control, path: str) -> None:
    assert control.ask("GET", path, headers={"Host": "evil.example:80"}).status == 403
    assert control.ask("GET", path, headers={"Origin": "http://evil.example"}).status == 403
    assert control.ask("GET", path, headers={"Origin": "null"}).status == 403
    assert control.ask("GET", path, headers={"Host": "localhost:1"}).status == 200
    own = f"http://{control.place}"
    assert control.ask("GET", path, headers={"Origin": own}).status == 200


def test_requests_that_are_none_are_told_so(control: Control) -> None:
    answer = control.ask("DELETE", "/v1/farm")
    assert answer.status == 405 and answer.headers["Allow"] == "GET"
    assert control.problem("GET", "/v1/nothing")["status"] == 404
    assert control.problem("POST", "/v1/clock/step", b"{")["status"] == 400
    path = "/v1/clock/step"
    assert control.ask("POST", path, b"{}", {"Content-Type": "text/plain"}).status == 415
    long = b'{"by":"' + b"1" * (1 << 20) + b'"}'
    assert control.ask("POST", path, long).status == 413
    assert control.problem("POST", path, {"by": "1h", "to": "x"})["status"] == 422


def test_a_token_is_asked_for_where_one_is_set(meterfarm: Path, tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text(TOKEN + "\n")
    farm_file = tmp_path / "farm.json"
    farm_file.write_text(json.dumps(document()))
    command = [meterfarm, "run", farm_file, "--state", "none", "--http", "0.0.0.0:0"]
    told = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert told.returncode == 1 and "needs a token" in told.stderr and told.stdout == ""
    command += ["--http-token-file", file]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        line = next(line for line in process.stdout if line.startswith("port control http "))
        place = "127.0.0.1:" + line.strip().rpartition(":")[2]
        assert Control(place).problem("GET", "/v1/farm")["status"] == 401
        assert Control(place, TOKEN + "x").problem("GET", "/v1/farm")["status"] == 401
        assert Control(place, TOKEN).get("/v1/farm")["name"]
        assert Control(place).ask("GET", "/healthz").status == 200
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
        process.communicate()


def test_a_place_that_is_taken_is_refused_unless_it_is_the_usual(
    meterfarm: Path, tmp_path: Path
) -> None:
    farm_file = tmp_path / "farm.json"
    farm_file.write_text(json.dumps(document()))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        place = f"127.0.0.1:{taken.getsockname()[1]}"
        command = [meterfarm, "run", farm_file, "--state", "none", "--http"]
        told = subprocess.run([*command, place], capture_output=True, text=True, timeout=60)
        assert told.returncode == 1 and "cannot be listened at" in told.stderr
    told = subprocess.run([*command, "8502"], capture_output=True, text=True, timeout=60)
    assert told.returncode == 1 and "is no address; HOST:PORT" in told.stderr
