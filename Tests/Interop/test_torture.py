"""The real executable is killed while masters read and write; at length in `make torture`."""

import subprocess
import sys
from pathlib import Path

import pytest

from support.farm import REPOSITORY

TORTURE = REPOSITORY / "Tests" / "Torture" / "torture.py"
KILLS = 20


def torture(meterfarm: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Runs it to its end; a seed is chosen and told by itself."""
    command = [sys.executable, str(TORTURE), "--binary", str(meterfarm), *options]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, cwd=REPOSITORY)


def test_no_kill_loses_a_write_or_lets_a_register_fall(meterfarm: Path) -> None:
    result = torture(meterfarm, "--kills", str(KILLS))
    assert result.returncode == 0, result.stdout + result.stderr
    assert f"{KILLS} kills" in result.stdout


@pytest.mark.parametrize("sabotage", ["no-state", "delete-log"])
def test_what_is_lost_is_noticed(meterfarm: Path, sabotage: str) -> None:
    """A test of the test: without the state, or without its log, promises are broken."""
    result = torture(meterfarm, "--kills", "5", "--seed", "5", "--sabotage", sabotage)
    assert result.returncode == 1, result.stdout + result.stderr
    assert "torture: seed 5" in result.stdout
    assert "and must be" in result.stdout and "VIOLATIONS" in result.stdout
