"""Lesson mode: a hidden fault, found from outside, graded, explained and mended."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pymodbus.client import ModbusTcpClient

from conftest import KeepFarm
from support.control import Control
from support.farm import PROFILES, Daemon, Json, running, shipped_farm

ANY_PORT = "127.0.0.1:0"
LESSONS = sorted((PROFILES / "lessons").glob("*.json"))
NAMES = [path.stem for path in LESSONS]
DOCUMENTS: dict[str, Json] = {path.stem: json.loads(path.read_text()) for path in LESSONS}
THIRD = "a-third-of-the-energy"
#: What of a meter is hidden as long as a lesson it may be in is not answered.
HIDDEN = (
    "truth", "explain?quantity=tariff", "wiring", "installation", "supply", "connection", "load",
)  # fmt: skip
#: What of a meter has to be as before when the lesson has ended.
PARTS = ("wiring", "installation", "supply", "connection", "settings")


@pytest.fixture(scope="module")
def daemon(meterfarm: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    """The training farm, for all lessons one after the other."""
    folder = tmp_path_factory.mktemp("training")
    with running(meterfarm, shipped_farm("training", folder), folder, http=ANY_PORT) as daemon:
        yield daemon


@pytest.fixture(scope="module")
def healthy(daemon: Daemon) -> Any:
    """What the farm is like before any lesson."""
    return farm_as_it_is(Control(daemon.http))


@pytest.fixture
def control(daemon: Daemon, healthy: Any) -> Iterator[Control]:
    """A client of the farm, on which no lesson is left under way."""
    control = Control(daemon.http)
    yield control
    if control.ask("GET", "/v1/lesson").status == 200:
        control.do("DELETE", "/v1/lesson")


def start(control: Control, name: str, seed: int | None = None) -> Json:
    """Starts a lesson."""
    body = {} if seed is None else {"seed": seed}
    started: Json = control.do("POST", f"/v1/lessons/{name}/start", body)
    return started


def answer(control: Control, answers: dict[str, str]) -> Json:
    """Answers it."""
    grade: Json = control.do("POST", "/v1/lesson/answer", {"answers": answers})
    return grade


def end(control: Control) -> None:
    """Ends it."""
    control.do("DELETE", "/v1/lesson")


def correct(grade: Json) -> dict[str, str]:
    """The right answers of a grade."""
    return {verdict["question"]: verdict["correct"] for verdict in grade["verdicts"]}


def learn(control: Control, name: str, seed: int) -> dict[str, str]:
    """What a seed draws: of a lesson that is answered with nothing, and ended."""
    start(control, name, seed)
    grade = answer(control, {})
    assert grade["points"] == 0 and not grade["isRight"]
    end(control)
    return correct(grade)


def meters(control: Control) -> list[str]:
    """All meters by name."""
    return [row["name"] for row in control.get("/v1/meters?limit=1000")["items"]]


def meter_as_it_is(control: Control, name: str) -> Any:
    """What of a meter has to be as before."""
    parts = [control.get(f"/v1/meters/{name}/{part}") for part in PARTS]
    for part in parts:
        part.pop("at", None)
    whole = control.get(f"/v1/meters/{name}")
    return parts, whole["station"], whole["health"], whole["isHidden"]


def lines_and_faults(control: Control) -> Any:
    """What of the buses has to be as before."""
    buses = [bus["conditions"] for bus in control.get("/v1/buses")["items"]]
    return buses, control.get("/v1/faults")["items"]


def farm_as_it_is(control: Control) -> Any:
    """What of the farm has to be as before."""
    states = {name: meter_as_it_is(control, name) for name in meters(control)}
    return *lines_and_faults(control), states


def quantities(control: Control, meter: str) -> dict[str, float | None]:
    """Every quantity of a meter, exact."""
    return {
        item["name"]: item["value"]
        for item in control.get(f"/v1/meters/{meter}/truth")["quantities"]
    }


def matching(pattern: str, names: list[str]) -> list[str]:
    """The names that a pattern with question marks means."""
    return [
        name for name in names
        if len(name) == len(pattern) and all(p in ("?", n) for p, n in zip(pattern, name))
    ]  # fmt: skip


def test_the_training_farm_can_have_every_lesson(control: Control) -> None:
    page = control.get("/v1/lessons?limit=1000")
    assert page["total"] == len(NAMES) >= 14
    for entry in page["items"]:
        assert entry["available"] and entry["reason"] is None, entry
        assert not entry["isUnderWay"]
        assert entry["title"] == DOCUMENTS[entry["lesson"]]["title"]
    assert {entry["subject"] for entry in page["items"]} == {"wiring", "line", "answers", "values"}
    assert control.get("/v1/lessons?search=THIRD")["total"] == 2


def test_the_demonstration_farm_can_have_some(demonstration: Daemon) -> None:
    control = Control(demonstration.http)
    entries = control.get("/v1/lessons?limit=1000")["items"]
    available = {entry["lesson"] for entry in entries if entry["available"]}
    assert {"one-meter-is-silent", "half-of-the-energy", "a-counter-that-jumps"} <= available
    for entry in entries:
        assert entry["available"] == (entry["reason"] is None)
    assert learn(control, "half-of-the-energy", 1)["cause"] in ("wrongRatio", "openNeutral")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_lesson_is_found_graded_and_mended(
    control: Control, healthy: Any, name: str, seed: int
) -> None:
    drawn = learn(control, name, seed)
    lesson = start(control, name, seed)
    assert lesson["grade"] is None and lesson["buses"]
    asked = {question["question"]: question["choices"] for question in lesson["questions"]}
    assert asked.keys() == drawn.keys()
    for question, right in drawn.items():
        assert right in [choice["choice"] for choice in asked[question]]
    grade = answer(control, drawn)
    assert grade["points"] == 100 and grade["isRight"] and len(grade["text"]) > 200
    case = next(case for case in DOCUMENTS[name]["cases"] if case["text"] == grade["text"])
    assert case["cause"] == drawn["cause"]
    if DOCUMENTS[name]["subject"] in ("wiring", "values"):
        assert grade["steps"] and grade["suspects"], grade
    assert control.get("/v1/lesson")["grade"] == grade
    end(control)
    assert control.ask("GET", "/v1/lesson").status == 404
    assert lines_and_faults(control) == healthy[:2]
    for meter in {drawn.get("meter"), *lesson["meters"][:1]} - {None}:
        assert meter_as_it_is(control, meter) == healthy[2][meter]


@pytest.mark.parametrize("name", [n for n in NAMES if isinstance(DOCUMENTS[n].get("seen"), dict)])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_meter_shows_what_the_title_says(control: Control, name: str, seed: int) -> None:
    seen = DOCUMENTS[name]["seen"]
    before = {meter: quantities(control, meter) for meter in meters(control)}
    lesson = start(control, name, seed)
    grade = answer(control, {})
    # Where one meter alone can be it, nobody asks which.
    meter = correct(grade).get("meter", lesson["meters"][0])
    after = quantities(control, meter)
    low, high = seen["share"]
    shares = [
        after[quantity] / before[meter][quantity]
        for quantity in matching(seen["quantity"], list(after))
        if before[meter][quantity]
    ]
    assert any(low <= share <= high for share in shares), (shares, grade["text"])
    others = {name: quantities(control, name) for name in before if name != meter}
    for other, values in others.items():
        for quantity in matching(seen["quantity"], list(values)):
            assert values[quantity] == before[other][quantity], other


@pytest.mark.parametrize("name", NAMES)
def test_nothing_tells_what_it_is_before_the_answer(
    control: Control, healthy: Any, name: str
) -> None:
    rows = control.get("/v1/meters?limit=1000")["items"]
    lesson = start(control, name, 5)
    buses, faults, states = healthy
    hidden = lesson["meters"] or [row["name"] for row in rows if row["bus"] in lesson["buses"]]
    assert hidden
    for meter in hidden:
        for path in HIDDEN:
            problem = control.problem("GET", f"/v1/meters/{meter}/{path}")
            assert problem["status"] == 409 and "hidden by the lesson" in problem["detail"]
        for method, path, body in [
            ("PUT", "wiring", {}), ("PATCH", "installation", {"wiring": {}}),
            ("PUT", "connection", {"connection": "right"}), ("PUT", "supply", {"supply": "on"}),
        ]:  # fmt: skip
            assert control.problem(method, f"/v1/meters/{meter}/{path}", body)["status"] == 409
        whole = control.get(f"/v1/meters/{meter}")
        parts, station, health, _ = states[meter]
        assert whole["isHidden"] and whole["station"] == station
        assert whole["health"] | {"powered": True} == health | {"powered": True}
    for meter in set(states) - set(hidden):
        assert meter_as_it_is(control, meter) == states[meter]
    now = control.get("/v1/meters?limit=1000")["items"]
    assert [row["address"] for row in now] == [row["address"] for row in rows]
    assert [bus["conditions"] for bus in control.get("/v1/buses")["items"]] == buses
    assert control.get("/v1/faults")["items"] == faults == []
    assert b"lesson/" not in control.ask("GET", "/metrics").body
    for bus in lesson["buses"]:
        assert control.ask("DELETE", f"/v1/buses/{bus}/faults/lesson%2F1").status == 404
    if not lesson["meters"]:
        path = f"/v1/buses/{lesson['buses'][0]}/line"
        assert control.problem("PATCH", path, {"bias": True})["status"] == 409
    assert control.problem("POST", f"/v1/lessons/{THIRD}/start", {})["status"] == 409
    many = {"meters": "*", "do": {"wiring": {}}}
    assert control.problem("POST", "/v1/actions", many)["status"] == 409
    problem = control.problem("POST", "/v1/snapshots/none/restore")
    assert problem["status"] == 409 and "end it first" in problem["detail"]
    scenario = {"steps": [{"at": "+1s", "do": {"clearFault": "*"}}]}
    assert control.problem("POST", "/v1/runs", {"scenario": scenario})["status"] == 409
    end(control)
    assert farm_as_it_is(control) == healthy


def test_the_choices_do_not_tell_what_was_drawn(control: Control) -> None:
    asked, causes = [], set()
    for seed in range(8):
        asked.append(start(control, THIRD, seed)["questions"])
        causes.add(correct(answer(control, {}))["cause"])
        end(control)
    assert all(questions == asked[0] for questions in asked)
    assert len(causes) > 1


def test_a_lesson_without_a_seed_is_another_each_time(control: Control) -> None:
    drawn = set()
    for _ in range(12):
        start(control, THIRD)
        drawn.add(tuple(sorted(correct(answer(control, {})).items())))
        end(control)
    assert len(drawn) > 3


def test_a_master_meets_the_fault_and_the_frames_do_not_name_it(
    daemon: Daemon, control: Control
) -> None:
    control.get("/v1/buses/rs485-1/frames")
    control.get("/v1/buses/rs485-2/frames")
    meter = learn(control, "a-meter-that-refuses", 1)["meter"]
    start(control, "a-meter-that-refuses", 1)
    row = next(r for r in control.get("/v1/meters?limit=1000")["items"] if r["name"] == meter)
    host, port = daemon.tcp("lan" if row["bus"] == "rs485-1" else "gateway")
    refused = 0
    with ModbusTcpClient(host, port=port, timeout=5) as master:
        for _ in range(9):
            # What the meter makes of the others does not matter.
            told = master.read_input_registers(0, count=2, device_id=row["address"])
            refused += told.isError() and told.exception_code in (4, 6)
    assert refused == 3
    frames = control.get(f"/v1/buses/{row['bus']}/frames?limit=1000")["items"]
    assert frames and all(frame["fault"] is None for frame in frames)
    by_fault = control.get(f"/v1/buses/{row['bus']}/frames?limit=1000&fault=lesson*")["items"]
    assert by_fault == []
    assert control.get(f"/v1/buses/{row['bus']}")["counters"]["faults"] == 0
    answer(control, {})
    frames = control.get(f"/v1/buses/{row['bus']}/frames?limit=1000")["items"]
    assert any((frame["fault"] or "").startswith("lesson/") for frame in frames)
    assert control.get("/v1/faults")["total"] == 1


def test_events_do_not_tell_it(daemon: Daemon, control: Control) -> None:
    host, _, port = daemon.http.rpartition(":")
    with socket.create_connection((host, int(port)), timeout=10) as stream:
        request = "GET /v1/events?topics=changes,faults HTTP/1.1\r\nHost: localhost\r\n\r\n"
        stream.sendall(request.encode())
        text = read_until(stream, b"retry: 2000")
        start(control, "a-counter-that-jumps", 1)
        control.do("PUT", "/v1/meters/attic/clock", {"offset": 0})
        # What is done after it is told, so it would have been told too.
        text += read_until(stream, b'"attic"')
        stream.settimeout(2.5)
        text += read_until(stream, b"lesson/")
    assert b"lesson" not in text and b"event: fault" not in text


def read_until(stream: socket.socket, end_of: bytes) -> bytes:
    """What comes until something has come, or nothing comes any more."""
    text = b""
    try:
        while end_of not in text:
            part = stream.recv(4096)
            if not part:
                break
            text += part
    except TimeoutError:
        pass
    return text


def test_what_is_not_asked_and_what_is_no_choice_is_refused(control: Control) -> None:
    problem = control.problem("POST", "/v1/lessons/a-third-of-energy/start", {})
    assert problem["status"] == 404 and f'did you mean "{THIRD}"?' in problem["detail"]
    for body in ({"seed": -1}, {"seed": "x"}, {"sead": 1}):
        problem = control.problem("POST", f"/v1/lessons/{THIRD}/start", body)
        assert problem["status"] == 422, problem
    assert control.problem("GET", "/v1/lesson")["status"] == 404
    assert control.problem("DELETE", "/v1/lesson")["status"] == 404
    assert control.problem("POST", "/v1/lesson/answer", {"answers": {}})["status"] == 404
    start(control, THIRD, 1)
    for answers, place in (
        ({"cause": "reversedTransformers"}, "/answers/cause"),
        ({"why": "noise"}, "/answers/why"),
    ):
        problem = control.problem("POST", "/v1/lesson/answer", {"answers": answers})
        assert problem["status"] == 422 and problem["problems"][0]["pointer"] == place
    grade = answer(control, {"cause": "reversedTransformer"})
    assert grade["points"] in (0, 60)
    assert control.problem("POST", "/v1/lesson/answer", {"answers": {}})["status"] == 409
    assert control.problem("POST", f"/v1/lessons/{THIRD}/start", {})["status"] == 409


def test_what_a_master_changes_meanwhile_stays(control: Control) -> None:
    lesson = start(control, THIRD, 1)
    meter = lesson["meters"][0]
    control.do("PUT", f"/v1/meters/{meter}/clock", {"offset": 90})
    end(control)
    assert abs(control.get(f"/v1/meters/{meter}/clock")["offset"] - 90) < 2
    control.do("PUT", f"/v1/meters/{meter}/clock", {"offset": 0})


@pytest.mark.parametrize("name", [THIRD, "one-meter-is-silent", "errors-at-times"])
def test_it_goes_on_after_a_crash_and_is_mended_all_the_same(
    keep_farm: KeepFarm, tmp_path: Path, name: str
) -> None:
    kept = keep_farm(shipped_farm("training", tmp_path))
    with kept.life("--http", ANY_PORT) as daemon:
        control = Control(daemon.http)
        before = farm_as_it_is(control)
        drawn = learn(control, name, 4)
        lesson = start(control, name, 4)
        daemon.kill()
    with kept.life("--http", ANY_PORT) as daemon:
        control = Control(daemon.http)
        again = control.get("/v1/lesson")
        assert again == lesson
        hidden = lesson["meters"] or meters(control)
        assert control.problem("GET", f"/v1/meters/{hidden[0]}/truth")["status"] == 409
        assert answer(control, drawn)["points"] == 100
        daemon.kill()
    with kept.life("--http", ANY_PORT) as daemon:
        control = Control(daemon.http)
        assert control.get("/v1/lesson")["grade"]["points"] == 100
        end(control)
        assert farm_as_it_is(control) == before
        daemon.kill()
    with kept.life("--http", ANY_PORT) as daemon:
        control = Control(daemon.http)
        assert control.ask("GET", "/v1/lesson").status == 404
        assert farm_as_it_is(control) == before


def test_a_fault_is_armed_anew_after_the_end_of_the_program(
    keep_farm: KeepFarm, tmp_path: Path
) -> None:
    kept = keep_farm(shipped_farm("training", tmp_path))
    with kept.life("--http", ANY_PORT) as daemon:
        start(Control(daemon.http), "a-counter-that-jumps", 1)
    with kept.life("--http", ANY_PORT) as daemon:
        control = Control(daemon.http)
        assert control.get("/v1/faults")["total"] == 0
        answer(control, {})
        (fault,) = control.get("/v1/faults")["items"]
        assert fault["name"] == "lesson/1"
        end(control)
        assert control.get("/v1/faults")["total"] == 0


def test_a_lesson_of_ones_own_is_there_without_a_restart(
    meterfarm: Path, tmp_path: Path
) -> None:
    profiles = tmp_path / "profiles"
    (profiles / "lessons").mkdir(parents=True)
    (profiles / "meters").mkdir()
    with running(meterfarm, shipped_farm("training", tmp_path), profiles, http=ANY_PORT) as daemon:
        control = Control(daemon.http)
        own = {
            "title": "Dark", "subject": "line", "task": "find it", "seen": "silence",
            "cases": [{"cause": "noSupply", "do": {"supply": "off"}, "text": "the fuse is out"}],
        }  # fmt: skip
        file = profiles / "lessons" / "dark.json"
        file.write_text(json.dumps(own))
        entry = control.get("/v1/lessons?search=dark")["items"][0]
        assert entry["available"] and entry["title"] == "Dark"
        start(control, "dark", 1)
        assert answer(control, {"cause": "noSupply"})["points"] in (60, 100)
        end(control)
        file.write_text('{ "title": "Dark" }')
        entry = control.get("/v1/lessons?search=dark")["items"][0]
        assert not entry["available"] and '"task" is missing' in entry["reason"]
        assert control.problem("POST", "/v1/lessons/dark/start", {})["status"] == 409
