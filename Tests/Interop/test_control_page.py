"""Every command of docs/control-api.md, on the demonstration farm."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.farm import PROFILES, REPOSITORY, Daemon, running

PAGE = REPOSITORY / "docs" / "control-api.md"
COMMANDS = re.findall(r"^curl .*$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
#: What curl says of an answer that it has cut off itself.
TIMED_OUT = 28


@pytest.fixture(scope="module")
def daemon(meterfarm: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    """The demonstration farm with ports of its own."""
    folder = tmp_path_factory.mktemp("demo")
    document = json.loads((PROFILES / "farms" / "demo.json").read_text())
    for bus in document["buses"]:
        for port in bus["ports"]:
            if "pty" in port:
                port["pty"] = str(folder / Path(port["pty"]).name)
            if "listen" in port:
                port["listen"] = "127.0.0.1:0"
    document.pop("$schema")
    with running(meterfarm, document, folder, http="127.0.0.1:0") as daemon:
        yield daemon


def test_the_page_has_commands() -> None:
    assert len(COMMANDS) >= 4


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_page_does_what_it_says(daemon: Daemon, command: str) -> None:
    assert shutil.which("curl")
    here = command.replace("127.0.0.1:8502", daemon.http)
    is_endless = "-N" in here
    told = subprocess.run(
        ["bash", "-c", here.replace("curl ", "curl -sS --max-time 3 ", 1)],
        capture_output=True, text=True, timeout=30,
    )  # fmt: skip
    assert told.returncode == (TIMED_OUT if is_endless else 0), told.stderr
    if is_endless:
        assert told.stdout.startswith("retry: ") and "event: " in told.stdout
    else:
        answer = json.loads(told.stdout)
        assert "title" not in answer and (answer.get("total") != 0)
