"""`meterfarm simulate --edges`: pulses at their exact instants."""

import csv
import io
import json
import subprocess
from datetime import datetime, timedelta
from pathlib import Path

from support.farm import START, bus, constant_load, farm, meter, tcp_port


def edges(meterfarm: Path, file: Path, *arguments: str) -> list[dict[str, str]]:
    command = [str(meterfarm), "simulate", str(file), "--edges", *arguments]
    result = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert result.returncode == 0, result.stderr
    reader = csv.DictReader(io.StringIO(result.stdout))
    assert reader.fieldnames == ["time", "meter", "output", "edge"]
    return list(reader)


def test_pulses_follow_the_energy(meterfarm: Path, tmp_path: Path) -> None:
    """Each pulse of 1 Wh begins when its energy is full, and lasts as long as the model says."""
    file = tmp_path / "farm.json"
    watts = 1700.0
    file.write_text(json.dumps(farm(
        [bus("b", tcp_port())],
        [meter("m", "eastron-sdm120", 1, "b", constant_load(watts))],
    )))  # fmt: skip
    rows = edges(meterfarm, file, "--for", "1h")
    of_output = [row for row in rows if row["output"] == "1"]
    begins = [datetime.fromisoformat(r["time"]) for r in of_output if r["edge"] == "on"]
    ends = [datetime.fromisoformat(r["time"]) for r in of_output if r["edge"] == "off"]
    assert len(begins) == 1700
    start = datetime.fromisoformat(START)
    for number, instant in enumerate(begins, start=1):
        due = number * 3600 / watts
        assert abs((instant - start).total_seconds() - due) < 2e-6
    assert all(b - a == timedelta(milliseconds=100) for a, b in zip(begins, ends))


def test_what_edges_cannot_be_asked_of(meterfarm: Path, tmp_path: Path) -> None:
    """A model without outputs, and options that make no sense, are refused with a reason."""
    file = tmp_path / "farm.json"
    file.write_text(json.dumps(farm(
        [bus("b", tcp_port())], [meter("m", "sunspec-203", 1, "b", constant_load(1.0))]
    )))  # fmt: skip
    command = [str(meterfarm), "simulate", str(file), "--for", "1h", "--edges"]
    result = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert result.returncode == 1 and "m: no meter here has a pulse output" in result.stderr
    result = subprocess.run(
        [*command, "--every", "1m"], capture_output=True, text=True, timeout=60
    )
    assert result.returncode == 64 and "--edges" in result.stderr


def test_an_output_that_is_used_for_an_alarm_gives_no_pulses(
    meterfarm: Path, tmp_path: Path
) -> None:
    """The one output of the 4 120 51 is for pulses or for the alarm."""
    counts = []
    for mode in ("iMP", "ALrM"):
        file = tmp_path / f"{mode}.json"
        settings = {"settings": {"pulse1Mode": mode}}
        one = meter("m", "legrand-412051", 1, "b", constant_load(3000.0)) | settings
        file.write_text(json.dumps(farm([bus("b", tcp_port())], [one])))
        rows = edges(meterfarm, file, "--for", "1h")
        counts.append(sum(1 for row in rows if row["output"] == "1"))
    assert counts[0] > 0 and counts[1] == 0
