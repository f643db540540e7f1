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

PAGE = REPOSITORY / "docs" / "ctl.md"
COMMANDS = re.findall(r"^\$ meterfarm (ctl .*)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)


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


def test_the_commands_of_the_page_do_what_they_say(
    demonstration: Daemon, meterfarm: Path
) -> None:
    assert len(COMMANDS) >= 18
    for command in COMMANDS:
        told = subprocess.run(
            ["bash", "-c", f'"$METERFARM_BINARY" {command}'],
            capture_output=True, text=True, timeout=30,
            env=os.environ | {
                "METERFARM_FARM": demonstration.http, "METERFARM_BINARY": str(meterfarm),
            },
        )  # fmt: skip
        assert told.returncode == 0, (command, told.stderr)
        # All meters are well, and no master has asked yet.
        assert told.stdout.strip() or "--trouble" in command, command
        assert told.stderr == "", command


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


def test_names_of_meters_complete(small: Daemon, meterfarm: Path) -> None:
    script = subprocess.run(
        [meterfarm, "--generate-completion-script", "bash"], capture_output=True, text=True
    ).stdout
    assert "ctl" in script
    shell = (
        'source "$SCRIPT"; COMP_WORDS=(meterfarm ctl show in); COMP_CWORD=3; COMP_POINT=21; '
        'COMP_LINE="meterfarm ctl show in"; COMP_TYPE=9; _meterfarm; '
        'printf "%s\\n" "${COMPREPLY[@]}"'
    )
    folder = meterfarm.parent
    file = Path(os.environ.get("TMPDIR", "/tmp")) / f"meterfarm-completion-{os.getpid()}"
    file.write_text(script)
    try:
        told = subprocess.run(
            ["bash", "-c", shell], capture_output=True, text=True, timeout=30,
            env=os.environ | {
                "SCRIPT": str(file), "METERFARM_FARM": small.http,
                "PATH": f"{folder}:{os.environ['PATH']}",
            },
        )  # fmt: skip
    finally:
        file.unlink()
    assert "incomer" in told.stdout.split(), told
