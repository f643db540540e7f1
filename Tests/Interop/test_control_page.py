"""Every command of docs/control-api.md, on the demonstration farm."""

import json
import re
import shutil
import subprocess

import pytest

from support.farm import REPOSITORY, Daemon

PAGE = REPOSITORY / "docs" / "control-api.md"
COMMANDS = re.findall(r"^curl .*$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
#: What curl says of an answer that it has cut off itself.
TIMED_OUT = 28


def test_the_page_has_commands() -> None:
    assert len(COMMANDS) >= 4


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_page_does_what_it_says(demonstration: Daemon, command: str) -> None:
    assert shutil.which("curl")
    here = command.replace("127.0.0.1:8502", demonstration.http)
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
