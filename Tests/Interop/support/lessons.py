"""The lessons: scenarios played on the training farm, and the pages that tell of them.

Time stands still wherever a lesson looks. The farm keeps its state: it lives once at the beginning
of the scenario, and again later with a later start, so that everything in between has happened.
"""

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path

from .farm import (
    FROZEN, PROFILES, REPOSITORY, SAFETY_TIMEOUT, TRACE_OF_CRASH, Daemon, daemon_of,
)  # fmt: skip

FARM = PROFILES / "farms" / "training.json"
SCENARIOS = PROFILES / "scenarios"
PAGES = REPOSITORY / "docs" / "lessons"
INDEX = PAGES / "README.md"
#: Scenarios that are no lessons: docs/scenarios.md tells of them.
OTHERS = {"tariff-day"}
LESSONS = sorted(path.stem for path in SCENARIOS.glob("*.json") if path.stem not in OTHERS)
RUN = "meterfarm run profiles/farms/training.json --state none --scenario {}"

FENCE = re.compile(r"^```(?P<info>[^\n]*)\n(?P<body>.*?)^```$", re.M | re.S)
#: Between the starts of two lives at one instant, s: the first has gone on a little.
STEP = 0.1


@dataclass
class Step:
    """A command of a page, or a script, with what the page shows of its output."""

    command: str
    shown: list[str]
    is_script: bool = False


@dataclass
class Scene:
    """What a page does at one time.

    Behind the fence of `console` or `python` stands when: `+45s`. A word that follows says what
    of the output counts: all lines (no word), `runs` (lines that repeat one another count once),
    `any` (each line is one of those shown), `some` (and they are not all the first one). With
    `x20` the clock runs so many times as fast as it should, and `sleep` sleeps so much shorter.
    """

    seconds: float | None
    words: frozenset[str]
    steps: list[Step]

    @property
    def speed(self) -> float:
        """Virtual seconds per second."""
        rates = [float(word[1:]) for word in self.words if re.fullmatch(r"x\d+", word)]
        return rates[0] if rates else FROZEN


@dataclass
class Lesson:
    """A scenario on the training farm, with ports of its own."""

    binary: Path
    folder: Path
    name: str
    _lives: int = field(default=0, init=False)

    @contextmanager
    def at(self, seconds: float, speed: float = FROZEN) -> Iterator[Daemon]:
        """The farm so long after the beginning of the scenario; later than the times before."""
        if self._lives == 0 and seconds > 0:
            with self.at(0):
                pass
        self._lives += 1
        stderr = self.folder / f"stderr-{self._lives}.txt"
        with daemon_of(self._command(seconds + STEP * self._lives, speed), stderr) as daemon:
            yield daemon
            daemon.process.terminate()
            assert daemon.process.wait(SAFETY_TIMEOUT) == 0, daemon.stderr
            assert not TRACE_OF_CRASH.search(daemon.stderr), daemon.stderr

    def _command(self, seconds: float, speed: float) -> list[str]:
        document = json.loads(FARM.read_text())
        start = datetime.fromisoformat(document["clock"]["start"]) + timedelta(seconds=seconds)
        command = [
            str(self.binary), "run", str(FARM), "--scenario", self.name,
            "--state", str(self.folder / "state"),
            "--start", start.isoformat(), "--speed", str(speed),
        ]  # fmt: skip
        command += ["--http", "none"]
        for b, bus in enumerate(document["buses"]):
            for p, port in enumerate(bus["ports"]):
                where = f"/buses/{b}/ports/{p}/"
                pty = f"pty={self.pty(bus['name'])}"
                command += ["--set", where + (pty if "pty" in port else "listen=127.0.0.1:0")]
        return command

    def pty(self, bus: str) -> Path:
        """The link of a bus's pty."""
        return self.folder / bus

    def play(self, scene: Scene) -> Iterator[tuple[str, list[str], list[str]]]:
        """Carries out a scene: each command, what it prints, and what the page shows."""
        if scene.seconds is None:
            for step in scene.steps:
                # How a page starts the farm is what all this stands for.
                if not step.command.startswith("meterfarm run "):
                    yield step.command, self.carry_out(step.command), step.shown
            return
        with self.at(scene.seconds, scene.speed) as daemon:
            for step in scene.steps:
                carry_out = self.carry_out_script if step.is_script else self.carry_out
                yield step.command, carry_out(step.command, daemon, scene.speed), step.shown

    def here(self, text: str, daemon: Daemon) -> str:
        """A command or script of a page with the places of this farm."""
        for bus in json.loads(FARM.read_text())["buses"]:
            for port in bus["ports"]:
                if "pty" in port:
                    text = text.replace(port["pty"], str(self.pty(bus["name"])))
                else:
                    number = port["listen"].rpartition(":")[2]
                    text = re.sub(rf"\b{number}\b", str(daemon.tcp(port["name"])[1]), text)
        return text

    def carry_out(
        self, command: str, daemon: Daemon | None = None, speed: float = 1
    ) -> list[str]:
        """Runs a command of a page in the repository; returns what it prints of substance.

        Faults that it tells on stderr belong to it.
        """
        tools = self.folder / "bin"
        if not tools.exists():
            tools.mkdir()
            (tools / "meterfarm").symlink_to(self.binary)
            # No link: Python would take the folder of the link for its own and miss the packages.
            python = tools / "python3"
            python.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} "$@"\n')
            python.chmod(0o755)
        text = self.here(command, daemon) if daemon else command
        if speed > 1:
            text = re.sub(r"\bsleep (\d+)", lambda m: f"sleep {float(m[1]) / speed}", text)
        result = subprocess.run(
            ["bash", "-c", text], cwd=REPOSITORY, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=SAFETY_TIMEOUT,
            env=os.environ | {"PATH": f"{tools}:{os.environ['PATH']}"},
        )  # fmt: skip
        printed = [line.rstrip() for line in result.stdout.splitlines() if line.strip()]
        if "mbpoll" in command:
            printed = [line for line in printed if re.match(r"\[\d+\]:|.* failed: |Written ", line)]
        return printed

    def carry_out_script(self, script: str, daemon: Daemon, speed: float = 1) -> list[str]:
        """Runs a Python script of a page; returns what it prints."""
        file = self.folder / "page.py"
        file.write_text(self.here(script, daemon))
        # What a library logs beside depends on the moment.
        log = shlex.quote(str(self.folder / "page.log"))
        return self.carry_out(f"python3 {shlex.quote(str(file))} 2>{log}", daemon, speed)


def page_of(name: str) -> Path:
    """The page of a lesson."""
    return PAGES / f"{name}.md"


def scenes(page: Path) -> list[Scene]:
    """The blocks of a page in their order; a `text` block is the output of the script before it."""
    found: list[Scene] = []
    for match in FENCE.finditer(page.read_text()):
        kind, *words = match["info"].split()
        lines = match["body"].splitlines()
        if kind == "text":
            found[-1].steps[-1].shown += lines
        elif kind in ("console", "python"):
            times = [word for word in words if word.startswith("+")]
            seconds = float(times[0].strip("+s")) if times else None
            script = [Step(match["body"], [], is_script=True)]
            steps = _commands(lines) if kind == "console" else script
            found.append(Scene(seconds, frozenset(words) - set(times), steps))
    return found


def _commands(lines: list[str]) -> list[Step]:
    steps: list[Step] = []
    goes_on = False
    for line in lines:
        if goes_on:
            steps[-1].command += "\n" + line
        elif line.startswith("$ "):
            steps.append(Step(line[2:], []))
        else:
            steps[-1].shown.append(line)
            continue
        goes_on = line.endswith("\\")
    return steps


def agree(words: frozenset[str], printed: list[str], shown: list[str]) -> bool:
    """Whether an output is what the page shows."""
    have, want = ([" ".join(line.split()) for line in lines] for lines in (printed, shown))
    if "any" in words:
        return bool(have) and set(have) <= set(want)
    if "some" in words:
        return set(have) <= set(want) and bool(set(have) - set(want[:1]))
    if "runs" in words:
        have, want = ([line for line, _ in groupby(lines)] for lines in (have, want))
    return have == want
