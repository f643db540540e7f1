"""README.md and docs/ do what they say: commands, examples, links."""

import json
import os
import re
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from support.farm import REPOSITORY, SAFETY_TIMEOUT, Json, OpenPort, running

README = REPOSITORY / "README.md"
DOCS = REPOSITORY / "docs"
PAGES = [README, *sorted(DOCS.rglob("*.md"))]
HOW_TO = DOCS / "how-to-test-your-software.md"
CI_FARM = DOCS / "examples" / "ci-farm.json"
DEMO = REPOSITORY / "profiles" / "farms" / "demo.json"
#: What stands in README.md for the places that a test chooses.
LISTEN, PORT, PTYS, CONTROL = "127.0.0.1:1502", "1502", "run/", "127.0.0.1:8502"
#: `make run` builds first.
BUILD_TIMEOUT = 600.0

FENCE = re.compile(r"^```(?P<info>[^\n]*)\n(?P<body>.*?)^```$", re.M | re.S)
MBPOLL_VALUE = re.compile(r"\[(?P<reference>\d+)\]:\s+(?P<value>-?[\d.]+(?:e[+-]\d+)?)")
READING = re.compile(
    r"(?P<name>\S+) +(?P<value>-?[\d.]+)(?: (?P<unit>[^\s(]+))?(?: +(?P<mark>\(\w+\)))?"
)


def blocks(page: Path) -> list[tuple[str, str]]:
    """The fenced blocks of a page: what stands behind the fence, and the text."""
    return [(m["info"].strip(), m["body"]) for m in FENCE.finditer(page.read_text())]


@dataclass(frozen=True)
class Step:
    """A command of a console block with the lines shown below it."""

    command: str
    shown: list[str]


def steps(page: Path) -> list[Step]:
    """All commands of a page, in order."""
    found: list[Step] = []
    for info, body in blocks(page):
        for line in body.splitlines() if info == "console" else []:
            if line.startswith("$ "):
                found.append(Step(line[2:], []))
            else:
                found[-1].shown.append(line)
    return found


class DemoFarm:
    """What `make run` starts, on a port and ptys of its own; one at a time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ptys = folder / "run"
        self.ptys.mkdir()
        self.listen = ""
        self.command = ""
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, command: str) -> list[str]:
        """Runs a `make run` until it is ready; returns its lines as README.md would show them."""
        self.stop()
        self.command = command
        out, err = self.folder / "stdout.txt", self.folder / "stderr.txt"
        with out.open("wb") as stdout, err.open("wb") as stderr:
            self.process = subprocess.Popen(
                self._own_places(command), cwd=REPOSITORY, stdin=subprocess.DEVNULL,
                stdout=stdout, stderr=stderr, start_new_session=True,
            )  # fmt: skip
        deadline = time.monotonic() + BUILD_TIMEOUT
        while "ready" not in (lines := out.read_text().splitlines()):
            ended = self.process.poll() is not None
            story = f"{command}\n{out.read_text()}\n{err.read_text()}"
            assert not ended and time.monotonic() < deadline, story
            time.sleep(0.1)
        told = [line for line in lines if line == "ready" or line.startswith("port ")]
        places = [line.split(" ", 3) for line in told if line != "ready"]
        ports = [OpenPort(*place[1:]) for place in places]
        self.listen = next(port.place for port in ports if port.protocol == "modbus-tcp")
        control = next(port.place for port in ports if port.protocol == "http")
        shown = {self.listen: LISTEN, control: CONTROL, f"{self.ptys}/": PTYS}
        for own, usual in shown.items():
            told = [line.replace(own, usual) for line in told]
        return told

    def stop(self) -> None:
        """SIGTERM to make and to all it started."""
        if self.process is None:
            return
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(SAFETY_TIMEOUT)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            raise
        self.process = None
        assert not list(self.ptys.iterdir())

    def here(self, command: str) -> str:
        """A command of README.md with the places of this farm."""
        port = self.listen.rpartition(":")[2]
        return re.sub(rf"\b{PORT}\b", port, command).replace(f" {PTYS}", f" {self.ptys}/")

    def _own_places(self, command: str) -> list[str]:
        settings = []
        for b, bus in enumerate(json.loads(DEMO.read_text())["buses"]):
            for p, port in enumerate(bus["ports"]):
                key = "pty" if "pty" in port else "listen"
                own = self.ptys / Path(port["pty"]).name if key == "pty" else "127.0.0.1:0"
                setting = f"/buses/{b}/ports/{p}/{key}={own}"
                settings.append("--set " + shlex.quote(setting).replace("$", "$$"))
        words = shlex.split(command)
        settings.append("--http 127.0.0.1:0")
        if "--state" not in command:
            settings.append("--state " + shlex.quote(str(self.folder / "state")))
        given = [word.removeprefix("ARGS=") for word in words if word.startswith("ARGS=")]
        others = [word for word in words if not word.startswith("ARGS=")]
        return [*others, "ARGS=" + " ".join(given + settings)]


def carry_out(command: str) -> list[str]:
    """Runs a command in the repository; returns what it prints."""
    result = subprocess.run(
        command, shell=True, cwd=REPOSITORY, capture_output=True, text=True, timeout=SAFETY_TIMEOUT
    )
    assert result.returncode == 0, f"{command}\n{result.stdout}\n{result.stderr}"
    return result.stdout.splitlines()


def matches(pattern: re.Pattern[str], lines: list[str]) -> list[re.Match[str]]:
    """The lines that a pattern describes wholly."""
    return [match for line in lines if (match := pattern.fullmatch(line))]


def compare_mbpoll(printed: list[str], shown: list[str]) -> None:
    """The same registers; whole numbers stay whole."""
    got, wanted = matches(MBPOLL_VALUE, printed), matches(MBPOLL_VALUE, shown)
    assert len(wanted) == len(shown) > 0
    assert [m["reference"] for m in got] == [m["reference"] for m in wanted], printed
    for have, want in zip(got, wanted):
        assert float(have["value"]) > 0
        assert "." in want["value"] or "." not in have["value"], printed


def compare_readings(printed: list[str], shown: list[str]) -> None:
    """The same quantities, units, decimals and marks."""
    got, wanted = matches(READING, printed), matches(READING, shown)
    assert len(wanted) == len(shown) > 0, shown
    assert len(got) == len(printed), printed

    def shape(match: re.Match[str]) -> tuple[str, str, str, int]:
        decimals = len(match["value"].partition(".")[2])
        return match["name"], match["unit"], match["mark"], decimals

    assert [shape(m) for m in got] == [shape(m) for m in wanted]


def energies(lines: list[str]) -> dict[str, float]:
    """The energies among readings."""
    readings = matches(READING, lines)
    return {m["name"]: float(m["value"]) for m in readings if m["name"].startswith("energy.")}


def watch_energies(command: str, first: dict[str, float]) -> None:
    """Energies are there, and grow."""
    assert all(energy >= 0 for energy in first.values()), first
    deadline = time.monotonic() + SAFETY_TIMEOUT
    while any((now := energies(carry_out(command)))[name] <= first[name] for name in first):
        assert time.monotonic() < deadline, f"{command}: {first} is still {now}"
        time.sleep(0.5)


def compare(step: Step, farm: DemoFarm) -> None:
    """Carries out a command that is not `make run` and holds its output against what is shown."""
    command = farm.here(step.command)
    printed = carry_out(command)
    if not step.shown:
        assert any(line.strip() for line in printed)
    elif step.command.startswith("mbpoll "):
        compare_mbpoll(printed, step.shown)
    elif "--search" in step.command:
        assert printed == step.shown
    elif " read " in step.command and "constant-test-load" not in farm.command:
        compare_readings(printed, step.shown)
        watch_energies(command, energies(printed))
    else:
        assert printed == step.shown


@pytest.fixture
def demo_farm(tmp_path: Path) -> Iterator[DemoFarm]:
    """A farm that is stopped at the end."""
    farm = DemoFarm(tmp_path)
    yield farm
    farm.stop()


def test_the_first_ten_minutes(demo_farm: DemoFarm) -> None:
    found = steps(README)
    assert len([step for step in found if step.command.startswith("make run")]) >= 3
    for step in found:
        if step.command.startswith("make run"):
            told = demo_farm.start(step.command)
            assert told == step.shown or not step.shown
        else:
            compare(step, demo_farm)


def test_every_command_of_the_table_exists(meterfarm: Path) -> None:
    rows = re.findall(r"^\| `meterfarm ([a-z]+)", README.read_text(), re.M)
    result = subprocess.run([meterfarm, "--help"], capture_output=True, text=True, timeout=60)
    there = re.findall(r"^  ([a-z]+) ", result.stdout.partition("SUBCOMMANDS:")[2], re.M)
    assert rows and set(rows) <= set(there)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(REPOSITORY)))
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    text = re.sub(r"`[^`\n]*`", "", FENCE.sub("", page.read_text()))
    links = re.findall(r"\]\(([^)\s]+)\)", text)
    relative = [link for link in links if not re.match(r"[a-z]+:", link)]
    for link in relative:
        path, _, anchor = link.partition("#")
        target = page.parent / path if path else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings."""
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", page.read_text()), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def merged(base: Json, part: Json) -> Json:
    """An object with the members of another put in its place, objects inside each other too."""
    result = dict(base)
    for key, value in part.items():
        held = result.get(key)
        both = isinstance(held, dict) and isinstance(value, dict)
        result[key] = merged(held, value) if both else value
    return result


def examples(page: Path) -> Iterator[tuple[str, Json]]:
    """The JSON examples of a page as whole files of a kind.

    Behind the fence stands `json farm`, `json load` or `json model` for a whole file, `json signal`
    for a signal, `json fault` for a fault, `json model-part` for members that replace those of the
    page's model; on a page without one, of the reference's.
    """
    model: Json = {}
    for info, body in blocks(DOCS / "reference.md") + blocks(page):
        if info == "json model" and "extends" not in json.loads(body):
            model = json.loads(body)
            break
    for info, body in blocks(page):
        language, _, kind = info.partition(" ")
        if language != "json":
            continue
        document = json.loads(body)
        if kind == "model" and "extends" not in document:
            model = document
        if kind == "signal":
            yield "load", {"phases": {"l1": {"activePower": document}}}
        elif kind == "fault":
            yield "farm", farm_with_target(document)
        elif kind == "model-part":
            yield "model", merged(model, document)
        elif kind:
            yield kind, document


def farm_with_target(fault: Json) -> Json:
    """A farm that has what a fault means."""
    target = fault.get("target", {})
    functions = [str(function) for function in target.get("functions", [])]
    is_mbus = fault["effect"] == "stuckFrameCount" or any("_" in name for name in functions)
    bus = target.get("bus", "rs485-1").replace("*", "1")
    meter = {
        "name": target.get("meter", "incomer").replace("*", "1"), "bus": bus, "address": 1,
        "model": "m1pro-40" if is_mbus else "meterfarm-reference", "load": "household",
    }  # fmt: skip
    ports = [{"protocol": "m-bus", "listen": "127.0.0.1:0"}] if is_mbus else []
    return {"buses": [{"name": bus, "ports": ports}], "meters": [meter], "faults": [fault]}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(REPOSITORY)))
def test_every_example_is_valid(meterfarm: Path, tmp_path: Path, page: Path) -> None:
    for info, body in blocks(page):
        if info.startswith("csv "):
            (tmp_path / info.removeprefix("csv ")).write_text(body)
    for number, (kind, document) in enumerate(examples(page)):
        file = tmp_path / f"example-{number}.json"
        file.write_text(json.dumps(document, indent=1))
        result = subprocess.run(
            [meterfarm, "check", file], cwd=REPOSITORY, capture_output=True, text=True, timeout=60
        )
        assert result.stdout == f"{file}: ok ({kind})\n", result.stdout + file.read_text()
        assert result.returncode == 0


def test_the_how_to_shows_its_farm_file() -> None:
    farms = [document for kind, document in examples(HOW_TO) if kind == "farm"]
    assert farms == [json.loads(CI_FARM.read_text())]


@pytest.fixture
def job(meterfarm: Path, tmp_path: Path) -> Json:
    """How a job runs that has `meterfarm` on its path and `ci-farm.json` in its folder."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "meterfarm").symlink_to(meterfarm)
    (tmp_path / CI_FARM.name).write_text(CI_FARM.read_text())
    environment = {
        **os.environ,
        "PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}",
        "METERFARM_PROFILES": str(REPOSITORY / "profiles"),
    }
    return {"cwd": tmp_path, "env": environment, "timeout": 2 * SAFETY_TIMEOUT, "text": True}


def test_the_how_to_checks_its_farm_file(job: Json) -> None:
    for step in steps(HOW_TO):
        result = subprocess.run(step.command, shell=True, stdout=subprocess.PIPE, **job)
        assert (result.returncode, result.stdout.splitlines()) == (0, step.shown)


@pytest.mark.parametrize("language", ["python", "sh"])
def test_the_how_to_runs(job: Json, language: str) -> None:
    parts = [body for info, body in blocks(HOW_TO) if info == language]
    assert parts
    script = job["cwd"] / f"job.{language}"
    script.write_text("\n".join(parts))
    interpreter = {"python": sys.executable, "sh": "sh"}[language]
    result = subprocess.run(
        [interpreter, script], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **job
    )
    assert result.returncode == 0, result.stdout


def test_the_variations_of_the_how_to_are_legal(meterfarm: Path, tmp_path: Path) -> None:
    rows = re.findall(r"^\|.*--set .*\|$", HOW_TO.read_text(), re.M)
    settings = [setting for row in rows for setting in re.findall(r"`--set (/[^`]+)`", row)]
    assert len(settings) >= 3
    for number, setting in enumerate(settings):
        pointer, _, value = setting.partition("=")
        document = json.loads(CI_FARM.read_text())
        place = document
        *way, last = pointer.split("/")[1:]
        for token in way:
            place = place[int(token)] if isinstance(place, list) else place.setdefault(token, {})
        place[last] = float(value) if value.isdigit() else value
        with running(meterfarm, document, tmp_path / str(number)):
            pass


def test_the_how_to_of_a_new_meter_runs(job: Json) -> None:
    """All its commands are one script, and every line it shows is printed."""
    page = DOCS / "how-to-add-a-meter.md"
    script = job["cwd"] / "job.sh"
    script.write_text("set -e\n" + "".join(body for info, body in blocks(page) if info == "sh"))
    result = subprocess.run(
        ["sh", script], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **job
    )
    assert result.returncode == 0, result.stdout
    printed = result.stdout.splitlines()
    shown = [line for info, body in blocks(page) if info == "text" for line in body.splitlines()]
    assert len(shown) >= 8
    assert [line for line in shown if line not in printed] == [], result.stdout


def test_the_library_pages_are_those_of_the_library(meterfarm: Path, tmp_path: Path) -> None:
    profiles = ["--profiles", REPOSITORY / "profiles"]
    folder = tmp_path / "reference"
    command = [meterfarm, "models", "pages", folder, *profiles]
    stale = subprocess.run([*command, "--check"], capture_output=True, text=True, timeout=120)
    assert stale.returncode == 1
    assert "models.md: is stale; run make docs" in stale.stderr
    subprocess.run(command, check=True, timeout=120)
    left = folder / "models" / "nobody.md"
    left.write_text("of a maker that is no more")
    leftover = subprocess.run([*command, "--check"], capture_output=True, text=True, timeout=120)
    assert (leftover.returncode, "nobody.md" in leftover.stderr) == (1, True)
    subprocess.run(command, check=True, timeout=120)
    assert not left.exists()
    assert subprocess.run([*command, "--check"], timeout=120).returncode == 0
    overview = (folder / "models.md").read_text()
    for model in sorted((REPOSITORY / "profiles" / "meters").glob("*.json")):
        assert f"[{model.stem}](" in overview
