"""`meterfarm ctl`: a farm that runs is steered from the command line."""

import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.control import Control
from support.farm import REPOSITORY, Daemon, bus, constant_load, farm, meter, running, tcp_port
from support.receiver import receiver

from conftest import KeepFarm

PAGE = REPOSITORY / "docs" / "ctl.md"
COMMANDS = re.findall(r"^\$ meterfarm (ctl .*)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
#: What takes a farm that remembers.
OF_MEMORY = re.compile(r"ctl (keep|snapshots|restore|drop)\b")
#: What lists what is none of a farm that is well.
EMPTY = ("--trouble",)
TOKEN = "a-token-of-the-receiver"


def ctl(binary: Path, place: str, *words: str) -> subprocess.CompletedProcess[str]:
    """One command, of a farm at a place."""
    environment = os.environ | {"METERFARM_FARM": place}
    environment.pop("METERFARM_TOKEN", None)
    return subprocess.run(
        [binary, "ctl", *words], capture_output=True, text=True, timeout=30, env=environment
    )


@pytest.fixture(scope="module")
def small(meterfarm: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    """Two meters on a bus, with a token."""
    document = farm(
        [bus("rs485-1", tcp_port())],
        [
            meter("incomer", "socomec-countis-e44", 5, "rs485-1", constant_load(4000.0, 1.0)),
            meter("shop", "eastron-sdm630", 3, "rs485-1", constant_load(500.0, 1.0)),
        ],
    )
    folder = tmp_path_factory.mktemp("farm")
    with running(meterfarm, document, folder, http="127.0.0.1:0") as daemon:
        yield daemon


def execute(binary: Path, place: str, command: str) -> None:
    """A command of the page, which does what it says."""
    told = subprocess.run(
        ["bash", "-c", f'"$METERFARM_BINARY" {command}'],
        capture_output=True, text=True, timeout=30,
        env=os.environ | {"METERFARM_FARM": place, "METERFARM_BINARY": str(binary)},
    )  # fmt: skip
    assert told.returncode == 0, (command, told.stderr)
    assert told.stdout.strip() or any(word in command for word in EMPTY), command
    assert told.stderr == "", command


def test_the_commands_of_the_page_do_what_they_say(
    demonstration: Daemon, meterfarm: Path
) -> None:
    assert len(COMMANDS) >= 30
    for command in COMMANDS:
        if not OF_MEMORY.match(command):
            execute(meterfarm, demonstration.http, command)


def test_the_commands_of_the_page_about_memory_do_what_they_say(
    meterfarm: Path, keep_farm: KeepFarm
) -> None:
    document = farm([bus("b", tcp_port())],
                    [meter("m", "eastron-sdm630", 3, "b", constant_load())])  # fmt: skip
    commands = [command for command in COMMANDS if OF_MEMORY.match(command)]
    assert len(commands) >= 4
    with keep_farm(document).life("--http", "127.0.0.1:0") as daemon:
        for command in commands:
            execute(meterfarm, daemon.http, command)


def test_tables_are_for_people_and_json_is_for_scripts(small: Daemon, meterfarm: Path) -> None:
    table = ctl(meterfarm, small.http, "meters").stdout.splitlines()
    assert table[0].split()[:4] == ["name", "bus", "address", "model"]
    assert table[1].split()[:5] == ["incomer", "rs485-1", "5", "socomec-countis-e44", "12000"]
    lines = ctl(meterfarm, small.http, "meters", "--json").stdout.splitlines()
    items = [json.loads(line) for line in lines]
    assert items == Control(small.http).get("/v1/meters")["items"] or len(items) == 2
    facts = ctl(meterfarm, small.http, "show", "shop", "supply", "--json").stdout
    assert json.loads(facts)["powered"] is True


def test_what_is_done_is_done(small: Daemon, meterfarm: Path) -> None:
    control = Control(small.http)
    told = ctl(meterfarm, small.http, "wiring", "shop", "i1=-l1", "i2=open")
    assert told.returncode == 0 and told.stdout.startswith("done at 20")
    assert control.get("/v1/meters/shop/wiring")["wiring"] == {"i1": "-l1", "i2": "open"}
    ctl(meterfarm, small.http, "clock", "step", "2s")
    why = ctl(meterfarm, small.http, "explain", "shop", "power.active.total").stdout
    assert why.startswith("power.active.total reads 0 W") and "\namiss " in why
    assert ctl(meterfarm, small.http, "put", "incomer", "tariff", "3").returncode == 0
    assert control.get("/v1/meters/incomer/tariff")["tariff"] == 3


def test_many_meters_do_it_or_refuse_for_themselves(small: Daemon, meterfarm: Path) -> None:
    control = Control(small.http)
    told = ctl(meterfarm, small.http, "do", "*", "supply=off")
    assert told.returncode == 0 and told.stdout.startswith("done to 2 meters at 20")
    told = ctl(meterfarm, small.http, "do", "*", "supply=on", '{ "wiring": { "i1": "-l1" } }')
    assert told.returncode == 0
    for name in ("incomer", "shop"):
        assert control.get(f"/v1/meters/{name}/wiring")["wiring"] == {"i1": "-l1"}
    action = '[ { "wiring": {} }, { "set": { "currentTransformerSecondary": 5 } } ]'
    told = ctl(meterfarm, small.http, "do", "*", action)
    assert told.returncode == 1 and told.stdout.startswith("done to 1 meter at 20")
    assert told.stderr.startswith("meterfarm: shop: ") and told.stderr.count("\n") == 1
    told = ctl(meterfarm, small.http, "do", "nobody-*", "supply=off")
    assert told.returncode == 1 and told.stdout == ""


def test_a_meter_is_fed_from_another_load(small: Daemon, meterfarm: Path) -> None:
    control = Control(small.http)
    place = "/v1/meters/shop/load"
    told = ctl(meterfarm, small.http, "load", "shop", "household")
    assert told.returncode == 0 and told.stdout.startswith("done at 20")
    assert control.get(place)["load"] == "household"
    assert ctl(meterfarm, small.http, "scale", "shop", "2.5").returncode == 0
    assert control.get(place)["scale"] == 2.5
    load = json.dumps(constant_load(500.0, 1.0))
    assert ctl(meterfarm, small.http, "load", "shop", load).returncode == 0
    facts = ctl(meterfarm, small.http, "load", "shop").stdout.splitlines()
    assert [line.split() for line in facts if line.startswith("load ")] == [["load", "-"]]
    told = ctl(meterfarm, small.http, "load", "shop", "houshold")
    assert told.returncode == 1 and "household" in told.stderr


def test_an_address_is_told_what_happens(
    small: Daemon, meterfarm: Path, tmp_path: Path
) -> None:
    file = tmp_path / "token"
    file.write_text(f"{TOKEN}\n")
    with receiver() as taker:
        told = ctl(
            meterfarm, small.http, "webhook", "ci", taker.url, "--topics", "changes,faults",
            "--meters", "shop", "--hook-token-file", str(file),
        )  # fmt: skip
        assert told.returncode == 0 and TOKEN not in told.stdout
        ctl(meterfarm, small.http, "put", "shop", "supply", "off")
        ctl(meterfarm, small.http, "put", "shop", "supply", "on")
        deliveries = [taker.next(), taker.next()]
        assert [delivery.data["what"] for delivery in deliveries] == ["supply", "supply"]
        assert {delivery.headers["Authorization"] for delivery in deliveries} == {
            f"Bearer {TOKEN}"
        }
        (line,) = ctl(meterfarm, small.http, "webhooks", "--json").stdout.splitlines()
        assert json.loads(line)["topics"] == ["changes", "faults"]
        assert ctl(meterfarm, small.http, "unhook", "ci").returncode == 0
    table = ctl(meterfarm, small.http, "webhooks").stdout.splitlines()
    assert len(table) == 1 and table[0].startswith("webhook  url  topics")


def test_a_lesson_is_started_answered_and_ended(
    demonstration: Daemon, meterfarm: Path
) -> None:
    place = demonstration.http
    lines = ctl(meterfarm, place, "lessons", "--json").stdout.splitlines()
    available = [entry for entry in map(json.loads, lines) if entry["available"]]
    assert available
    name = available[0]["lesson"]
    told = ctl(meterfarm, place, "lesson", "start", name, "--seed", "1")
    assert told.returncode == 0 and told.stdout.startswith(f"{name}: {available[0]['title']}\n")
    assert ctl(meterfarm, place, "lesson").stdout == told.stdout
    lesson = json.loads(ctl(meterfarm, place, "lesson", "show", "--json").stdout)
    answers = [
        f"{question['question']}={question['choices'][0]['choice']}"
        for question in lesson["questions"]
    ]
    assert all(f"\n{word.split('=')[0]}: " in told.stdout for word in answers)
    graded = ctl(meterfarm, place, "lesson", "answer", *answers)
    assert graded.returncode == 0 and re.match(r"\d+ points of 100\n", graded.stdout)
    assert ctl(meterfarm, place, "lesson", "end").stdout.startswith("done at 20")
    assert ctl(meterfarm, place, "lesson").returncode == 1


def test_what_is_refused_is_told_on_stderr(small: Daemon, meterfarm: Path) -> None:
    told = ctl(meterfarm, small.http, "show", "incommer")
    assert told.returncode == 1 and told.stdout == ""
    assert told.stderr == 'meterfarm: there is no meter "incommer"; did you mean "incomer"?\n'
    told = ctl(meterfarm, small.http, "set", "incomer", "currentTransformerPrimry=5")
    assert told.returncode == 1 and "currentTransformerPrimary" in told.stderr
    told = ctl(meterfarm, "127.0.0.1:1", "status")
    assert told.returncode == 1 and "no farm answers at 127.0.0.1:1" in told.stderr
    assert ctl(meterfarm, small.http, "put", "incomer", "colour", "1").returncode == 64


def test_a_reader_that_goes_ends_the_program_quietly(small: Daemon, meterfarm: Path) -> None:
    told = subprocess.run(
        ["bash", "-c", 'set -o pipefail; "$BINARY" ctl show incomer truth | head -1'],
        capture_output=True, text=True, timeout=30,
        env=os.environ | {"METERFARM_FARM": small.http, "BINARY": str(meterfarm)},
    )  # fmt: skip
    assert told.stdout.split() == ["name", "value", "unit", "obis"]
    assert told.returncode in (0, 141) and told.stderr == ""


def test_events_are_followed_until_the_farm_stops(meterfarm: Path, tmp_path: Path) -> None:
    document = farm([bus("b", tcp_port())],
                    [meter("m", "eastron-sdm630", 3, "b", constant_load())])  # fmt: skip
    with running(meterfarm, document, tmp_path, http="127.0.0.1:0") as daemon:
        follower = subprocess.Popen(
            [meterfarm, "ctl", "events", "--topics", "clock", "--farm", daemon.http],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert follower.stdout is not None
        assert follower.stdout.readline() == "retry: 2000\n"
        assert follower.stdout.readline() == "\n"
        assert follower.stdout.readline() == "event: clock\n"
    rest, errors = follower.communicate(timeout=30)
    assert follower.returncode == 0 and errors == ""


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (["show", "in"], "incomer"), (["load", "shop", "household-e"], "household-ev-charger"),
        (["play", "tariff-"], "tariff-day"),
    ],
)  # fmt: skip
def test_names_complete(
    small: Daemon, meterfarm: Path, tmp_path: Path, words: list[str], name: str
) -> None:
    script = subprocess.run(
        [meterfarm, "--generate-completion-script", "bash"], capture_output=True, text=True
    ).stdout
    assert "ctl" in script
    line = ["meterfarm", "ctl", *words]
    typed = " ".join(line)
    shell = (
        f'source "$SCRIPT"; COMP_WORDS=({typed}); COMP_CWORD={len(line) - 1}; '
        f'COMP_POINT={len(typed)}; COMP_LINE="{typed}"; COMP_TYPE=9; _meterfarm; '
        'printf "%s\\n" "${COMPREPLY[@]}"'
    )
    file = tmp_path / "completion"
    file.write_text(script)
    told = subprocess.run(
        ["bash", "-c", shell], capture_output=True, text=True, timeout=30,
        env=os.environ | {
            "SCRIPT": str(file), "METERFARM_FARM": small.http,
            "PATH": f"{meterfarm.parent}:{os.environ['PATH']}",
        },
    )  # fmt: skip
    assert name in told.stdout.split(), told
