"""`meterfarm simulate`: a farm lived offline, as CSV."""

import csv
import io
import json
import os
import pty
import re
import shlex
import signal
import subprocess
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from support.farm import (
    REPOSITORY, START, Json, bus, constant_load, farm, meter, running, tcp_port,
)  # fmt: skip
from support.frames import read_pdu, words_of
from support.lines import tcp_master
from support.model import load_model

DEMO = REPOSITORY / "profiles" / "farms" / "demo.json"
COLUMNS = ["time", "meter", "quantity", "value", "unit"]
USUAL = ["energy.active.import.total", "energy.active.export.total", "power.active.total"]
MILLIJOULES = 3_600_000

RESTLESS: Json = {
    "phases": {
        "l1": {"activePower": {"noise": {"mean": 600, "deviation": 120, "hold": "1s"}},
               "powerFactor": 0.9},
        "l2": {"activePower": {"cycle": {"on": 1100, "onFor": "40s", "offFor": "95s"}},
               "powerFactor": 1},
        "l3": {"activePower": {"noise": {"mean": -300, "deviation": 200, "hold": "5s"}},
               "powerFactor": 1},
    },
    "voltage": {"noise": {"mean": 231, "deviation": 0.6, "hold": "10s"}},
    "frequency": 50,
}  # fmt: skip


def simulate(meterfarm: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Runs `meterfarm simulate` to its end."""
    command = [str(meterfarm), "simulate", *map(str, arguments)]
    return subprocess.run(
        command, capture_output=True, text=True, timeout=120, cwd=REPOSITORY
    )


def rows(output: str) -> list[dict[str, str]]:
    """The rows below the header."""
    reader = csv.DictReader(io.StringIO(output))
    assert reader.fieldnames == COLUMNS
    return list(reader)


def good_rows(meterfarm: Path, *arguments: object) -> list[dict[str, str]]:
    """The rows of a run that must succeed without a word on stderr."""
    result = simulate(meterfarm, *arguments)
    assert result.returncode == 0, result.stderr
    assert result.stderr == ""
    return rows(result.stdout)


def count(row: dict[str, str]) -> int:
    """An energy in millijoules, exactly."""
    return round(Decimal(row["value"]) * MILLIJOULES)


@pytest.fixture
def farm_file(tmp_path: Path) -> Path:
    """A single-phase meter, two three-phase meters with tariffs, one of them with transformers."""
    document = farm(
        [bus("b", tcp_port())],
        [
            meter("flat-1", "legrand-004677", 1, "b", RESTLESS),
            meter("flat-2", "socomec-countis-e43", 2, "b", RESTLESS),
            meter("main", "meterfarm-reference", 3, "b", RESTLESS),
        ],
    )
    path = tmp_path / "farm.json"
    path.write_text(json.dumps(document))
    return path


def test_help_names_every_option_and_unit(meterfarm):
    result = simulate(meterfarm, "--help")
    assert result.returncode == 0
    for option in ("--for", "--every", "--meter", "--quantity", "--output", "--start", "--set"):
        assert option in result.stdout


def test_rows_come_by_time_then_farm_order_with_local_times(meterfarm, farm_file):
    found = good_rows(meterfarm, farm_file, "--for", "40m")
    times = [f"2026-01-05T00:{minute}:00+01:00" for minute in ("00", "15", "30", "40")]
    assert list(dict.fromkeys(row["time"] for row in found)) == times
    assert [row["time"] for row in found] == sorted(row["time"] for row in found)
    first = [(row["meter"], row["quantity"]) for row in found if row["time"] == times[0]]
    # A meter that counts imports only has no row for exports.
    assert first == [
        (name, quantity)
        for name in ("flat-1", "flat-2", "main")
        for quantity in USUAL
        if (name, quantity) in first
    ]
    assert {(row["quantity"], row["unit"]) for row in found} == {
        (USUAL[0], "Wh"), (USUAL[1], "Wh"), (USUAL[2], "W"),
    }  # fmt: skip


def test_two_runs_give_the_same_bytes(meterfarm, farm_file, tmp_path):
    outputs = []
    for number in range(2):
        path = tmp_path / f"run-{number}.csv"
        result = simulate(
            meterfarm, farm_file, "--for", "1d", "--every", "7m", "--output", path
        )
        assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
        outputs.append(path.read_bytes())
    assert outputs[0] == outputs[1]
    stdout = simulate(meterfarm, farm_file, "--for", "1d", "--every", "7m").stdout
    assert stdout.encode() == outputs[0]
    assert sorted(path.name for path in tmp_path.glob("run-*")) == ["run-0.csv", "run-1.csv"]


def test_another_seed_is_another_farm(meterfarm, farm_file):
    one = good_rows(meterfarm, farm_file, "--for", "1h")
    other = good_rows(meterfarm, farm_file, "--for", "1h", "--set", "/seed=7")
    assert one != other
    assert [row["time"] for row in one] == [row["time"] for row in other]


def test_energy_is_the_sum_of_its_parts_to_the_millijoule(meterfarm, farm_file):
    quantities = [f"energy.active.import.{part}" for part in ("total", "t1", "t2", "t3", "t4")]
    quantities += ["energy.active.export.total", "energy.active.net.total"]
    arguments = [word for name in quantities for word in ("--quantity", name)]
    found = good_rows(
        meterfarm, farm_file, "--for", "26h", "--every", "1h", "--meter", "main", *arguments
    )
    by_time: dict[str, dict[str, int]] = {}
    for row in found:
        by_time.setdefault(row["time"], {})[row["quantity"]] = count(row)
    assert len(by_time) == 27
    for time_text, values in by_time.items():
        parts = [values[f"energy.active.import.t{n}"] for n in range(1, 5)]
        assert values["energy.active.import.total"] == sum(parts), time_text
        net = values["energy.active.import.total"] - values["energy.active.export.total"]
        assert values["energy.active.net.total"] == net, time_text


def test_energy_is_the_integral_of_the_power_of_every_second(meterfarm, farm_file):
    found = good_rows(
        meterfarm, farm_file, "--for", "10m", "--every", "1s", "--meter", "main",
        "--quantity", "power.active.total", "--quantity", "energy.active.net.total",
    )  # fmt: skip
    powers = [Decimal(row["value"]) for row in found if row["unit"] == "W"]
    energies = [count(row) for row in found if row["unit"] == "Wh"]
    assert len(powers) == len(energies) == 601
    assert len(set(powers)) > 300
    counted = 0
    for power, energy in zip(powers, energies):
        assert energy == counted
        counted += int(power * 1000)


def test_a_truncating_register_shows_less_than_the_exact_energy(meterfarm, farm_file):
    """The E43 counts in 10 Wh; simulate does not."""
    found = good_rows(
        meterfarm, farm_file, "--for", "3h", "--every", "3h", "--meter", "flat-2",
        "--quantity", USUAL[0],
    )  # fmt: skip
    assert found[0]["value"] == "0"
    assert count(found[1]) % (10 * MILLIJOULES) != 0


def test_run_serves_what_simulate_says(meterfarm, farm_file, tmp_path):
    """At 600 times real time, power and energies of one answer are those of one second."""
    document = json.loads(farm_file.read_text())
    document["clock"]["speed"] = 600
    names = ["power.active.total", *USUAL[:2]]
    model = load_model("meterfarm-reference")
    registers = [
        next(r for r in model.registers if r.entry.get("quantity") == name and r.type == "i64")
        for name in names
    ]
    start = min(r.address for r in registers)
    length = max(r.address + r.words for r in registers) - start
    answers = []
    with running(meterfarm, document, tmp_path / "run") as daemon:
        with tcp_master(daemon.tcp()) as master:
            for _ in range(12):
                words = words_of(master.request(3, read_pdu(3, start, length)))
                answers.append(
                    tuple(
                        round(r.value(words[r.address - start :][: r.words]) * 1000)
                        for r in registers
                    )
                )
                time.sleep(0.05)
    # The farm ran for some minutes of its own time; an hour holds them on any machine that
    # answers a dozen requests within six seconds, and a slower one gets more.
    for length_text in ("1h", "12h", "7d"):
        found = good_rows(
            meterfarm, farm_file, "--for", length_text, "--every", "1s", "--meter", "main",
            *[word for name in names for word in ("--quantity", name)],
        )  # fmt: skip
        seconds = [
            (
                int(Decimal(found[k]["value"]) * 1000),
                count(found[k + 1]) // 3600,
                count(found[k + 2]) // 3600,
            )
            for k in range(0, len(found), 3)
        ]
        if all(answer in seconds for answer in answers):
            break
    places = [seconds.index(answer) for answer in answers]
    assert places == sorted(places)
    assert len(set(places)) > 1


def test_a_start_given_on_the_command_line_wins(meterfarm, farm_file):
    found = good_rows(
        meterfarm, farm_file, "--for", "1h", "--every", "30m", "--meter", "main",
        "--quantity", "voltage.l1", "--start", "2026-03-29T00:30:00Z",
    )  # fmt: skip
    assert [row["time"] for row in found] == [
        "2026-03-29T01:30:00+01:00", "2026-03-29T03:00:00+02:00", "2026-03-29T03:30:00+02:00",
    ]  # fmt: skip


def test_a_scenario_is_named_or_found_from_the_working_folder(meterfarm, farm_file, tmp_path):
    away = tmp_path / "elsewhere"
    away.mkdir()
    step = {"at": "+0s", "meter": "*", "do": {"load": {"phases": {"all": {"activePower": 0}}}}}
    (away / "nothing.json").write_text(json.dumps({"steps": [step]}))
    common = [meterfarm, "simulate", farm_file, "--for", "1h", "--every", "1h"]
    for path in ("./nothing.json", "nothing.json", away / "nothing.json"):
        result = subprocess.run(
            [*map(str, [*common, "--quantity", "power.active.total", "--scenario", path])],
            capture_output=True, text=True, timeout=60, cwd=away,
        )  # fmt: skip
        assert result.returncode == 0, result.stderr
        found = rows(result.stdout)
        last = [row["value"] for row in found if row["time"] == found[-1]["time"]]
        assert last and all(Decimal(value) == 0 for value in last), last


def test_patterns_choose_meters_and_quantities(meterfarm, farm_file):
    found = good_rows(
        meterfarm, farm_file, "--for", "0s", "--meter", "flat-*", "--quantity", "voltage.l?"
    )
    assert [(row["meter"], row["quantity"]) for row in found] == [
        ("flat-1", "voltage.l1"),
        ("flat-2", "voltage.l1"), ("flat-2", "voltage.l2"), ("flat-2", "voltage.l3"),
    ]  # fmt: skip


def test_a_quantity_that_a_meter_lacks_is_told(meterfarm, farm_file):
    result = simulate(meterfarm, farm_file, "--for", "0s", "--quantity", "voltage.l2")
    assert result.returncode == 0
    assert result.stderr == "meterfarm: voltage.l2: not available at flat-1\n"
    assert [row["meter"] for row in rows(result.stdout)] == ["flat-2", "main"]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--for", "1h", "--meter", "mian"], 1, 'did you mean "main"?'),
        (["--for", "1h", "--quantity", "power.activ.total"], 1, 'did you mean "power.active.'),
        (["--for", "999y"], 1, "the years 1970 to 2199"),
        (["--for", "1h", "--set", "/seed=x"], 1, "/seed:"),
        (["--for", "1h", "--output", "/no-such-folder/x.csv"], 1, "No such file or directory"),
        (["--for", "1h", "--output", "/dev/full"], 1, "No space left on device"),
        (["--for", "tomorrow"], 64, "expected a duration such as"),
        (["--for", "1h", "--every", "0s"], 64, "--every must be longer than 0s"),
        (["--for", "1h", "--start", "noon"], 64, "RFC 3339"),
        ([], 64, "--for"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(
    meterfarm, farm_file, arguments, code, words
):
    result = simulate(meterfarm, farm_file, *arguments)
    assert result.returncode == code, result.stderr
    assert words in result.stderr
    assert result.stdout == ""


def test_a_faulty_farm_is_reported_whole(meterfarm, farm_file):
    document = json.loads(farm_file.read_text())
    document["meters"][0]["model"] = "legrand-00467"
    document["meters"][1]["bus"] = "c"
    farm_file.write_text(json.dumps(document))
    result = simulate(meterfarm, farm_file, "--for", "1h")
    assert result.returncode == 1
    assert "/meters/0/model" in result.stderr and "/meters/1/bus" in result.stderr
    assert result.stdout == ""


def test_a_reader_that_leaves_ends_the_run_quietly(meterfarm):
    command = [str(meterfarm), "simulate", str(DEMO), "--for", "1y", "--every", "1s"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None and process.stderr is not None
    assert process.stdout.readline() == b"time,meter,quantity,value,unit\n"
    process.stdout.close()
    code = process.wait(60)
    assert code in (-signal.SIGPIPE, 128 + signal.SIGPIPE)
    assert process.stderr.read() == b""


def test_an_interrupted_run_leaves_the_file_before_untouched(meterfarm, tmp_path):
    path = tmp_path / "out.csv"
    path.write_text("old")
    command = [
        str(meterfarm), "simulate", str(DEMO), "--for", "10y", "--every", "1s",
        "--output", str(path),
    ]  # fmt: skip
    process = subprocess.Popen(command)
    part = tmp_path / "out.csv.part"
    deadline = time.monotonic() + 60
    while not part.exists() or part.stat().st_size == 0:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    process.kill()
    process.wait(60)
    assert path.read_text() == "old"


def on_a_terminal(command: list[str]) -> Iterator[bytes]:
    """What a command writes to stderr when that is a terminal."""
    master, slave = pty.openpty()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=slave, cwd=REPOSITORY):
        os.close(slave)
        while True:
            try:
                data = os.read(master, 4096)
            except OSError:
                break
            if not data:
                break
            yield data
    os.close(master)


def test_progress_is_shown_on_a_terminal_and_wiped_at_the_end(meterfarm, farm_file):
    command = [str(meterfarm), "simulate", str(farm_file), "--for", "1d", "--every", "10s"]
    text = b"".join(on_a_terminal(command)).decode()
    steps = [part for part in text.split("\r\x1b[K") if part]
    assert "100 %" in steps[-1] and "2026-01-06" in steps[-1]
    assert text.endswith("\r\x1b[K")
    assert all(len(step) < 80 for step in steps)


def test_the_demonstration_farm_lives_a_day(meterfarm):
    found = good_rows(meterfarm, DEMO, "--for", "1d", "--start", START)
    meters = list(dict.fromkeys(row["meter"] for row in found))
    assert meters[0] == "incomer" and "flat-5" in meters
    final = {
        row["meter"]: count(row) for row in found
        if row["quantity"] == USUAL[0] and row["time"].startswith("2026-01-06T00:00")
    }  # fmt: skip
    assert set(final) == set(meters)
    assert all(energy > 0 for energy in final.values())


def test_constant_power_is_counted_exactly(meterfarm, tmp_path):
    document = farm(
        [bus("b", tcp_port())],
        [meter("m", "meterfarm-reference", 1, "b", constant_load(power=1234.567))],
    )
    path = tmp_path / "constant.json"
    path.write_text(json.dumps(document))
    found = good_rows(
        meterfarm, path, "--for", "1y", "--every", "30d", "--quantity", USUAL[0]
    )
    for step, row in enumerate(found):
        days = min(step * 30, 365)
        # Three phases, mW times seconds.
        assert count(row) == 3 * 1_234_567 * 86_400 * days
    assert len(found) == 14


def shown_commands() -> list[tuple[str, str]]:
    """The commands of docs/simulate.md with what is shown below them."""
    page = (REPOSITORY / "docs" / "simulate.md").read_text()
    blocks = re.findall(r"^```console\n\$ meterfarm (.*?)\n(.*?)^```$", page, re.M | re.S)
    assert len(blocks) == 3
    return blocks


@pytest.mark.parametrize(("command", "shown"), shown_commands(), ids=["simulate", "edges", "plot"])
def test_the_page_shows_what_comes(meterfarm, command, shown):
    result = subprocess.run(
        [str(meterfarm), *shlex.split(command)],
        capture_output=True, text=True, timeout=120, cwd=REPOSITORY,
    )  # fmt: skip
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout == shown


def test_the_page_names_every_option(meterfarm):
    page = (REPOSITORY / "docs" / "simulate.md").read_text()
    for command in ("simulate", "plot"):
        result = subprocess.run(
            [str(meterfarm), command, "--help"], capture_output=True, text=True, timeout=60
        )
        options = set(re.findall(r"^  (--[a-z-]+)", result.stdout, re.M)) - {"--version"}
        assert len(options) > 6
        assert {option for option in options if f"`{option}" not in page} == set()
