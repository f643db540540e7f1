"""A farm whose state is kept: lives that follow each other, and what stands in its state file."""

import hashlib
import json
import re
import sqlite3
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path

from .farm import (
    FROZEN, REPOSITORY, SAFETY_TIMEOUT, Daemon, EndedEarly, Json, daemon_of,
)  # fmt: skip
from .frames import read_pdu, words_of, write_registers_pdu
from .lines import RtuMaster, TcpMaster
from .model import Model, Register

Master = TcpMaster | RtuMaster
#: What a response of function 16 repeats of its request: function, address, count.
REPEATED = 5
#: Net, combined and period energies may fall.
COUNTED = re.compile(
    r"energy\.(active|reactive|apparent)\.([a-z0-9]+\.)*(total|partial|t\d|l\d)(\.t\d)?"
)
#: How a line of the log begins.
LOGGED = re.compile(r"\d{4}-\d\d-\d\dT\S+ (notice|warning|info) ")
MAY_FALL = ("net", "combined", "balance")


class KeptFarm:
    """A farm file and the directory of its state."""

    def __init__(self, binary: Path, folder: Path, document: Json, stem: str = "farm") -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.binary = binary
        self.folder = folder
        self.document = document
        self.file = folder / f"{stem}.json"
        self.state = folder / "state"
        #: How the last life ended.
        self.exit_code: int | None = None
        self._lives = 0

    @property
    def database(self) -> Path:
        """The state file."""
        return self.state / f"{self.file.stem}.sqlite"

    @property
    def log(self) -> Path:
        """SQLite's write-ahead log."""
        return self.database.with_name(self.database.name + "-wal")

    def command(self, *options: str) -> list[str]:
        """Writes the farm file; the command line that runs it."""
        self.file.write_text(json.dumps(self.document, indent=1))
        command = [str(self.binary), "run", str(self.file), "--state", str(self.state)]
        command += ["--http", "none"]
        return command + list(options)

    @contextmanager
    def life(
        self, *options: str, environment: Mapping[str, str] | None = None
    ) -> Iterator[Daemon]:
        """A life of the farm; it is stopped cleanly unless the test has ended it already."""
        self._lives += 1
        stderr = self.folder / f"stderr-{self._lives}.txt"
        process = None
        try:
            with daemon_of(self.command(*options), stderr, environment) as daemon:
                process = daemon.process
                yield daemon
                if process.poll() is None:
                    daemon.stop()
        except EndedEarly as end:
            self.exit_code = end.code
            raise
        finally:
            if process:
                self.exit_code = process.wait(SAFETY_TIMEOUT)

    def refusal(self, *options: str) -> str:
        """What the daemon says when it must not start; asserts that it opens nothing.

        Lines of the log, with their time, are left out.
        """
        result = subprocess.run(
            self.command(*options), cwd=REPOSITORY, capture_output=True, text=True, timeout=60
        )
        assert result.returncode == 1, f"exit {result.returncode}\n{result.stderr}"
        assert result.stdout == ""
        lines = result.stderr.splitlines(keepends=True)
        return "".join(line for line in lines if not LOGGED.match(line))

    def stand_still_at(self, instant: datetime) -> None:
        """From the next life on, time stands still a little after a full second.

        What the meters show, their clocks too, is the same then in each life.
        """
        self.document["clock"]["start"] = (instant + timedelta(milliseconds=300)).isoformat()
        self.document["clock"]["speed"] = FROZEN

    def lease(self) -> datetime:
        """The instant at which a dead farm will go on."""
        (microseconds,) = self.query("SELECT lease FROM farm")[0]
        return datetime.fromtimestamp(0, timezone.utc) + timedelta(microseconds=microseconds)

    def query(self, sql: str) -> list[tuple[object, ...]]:
        """Asks a copy of a dead farm's state file, so that nothing is changed."""
        copy = self.folder / "copy"
        copy.mkdir(exist_ok=True)
        for file in (self.database, self.log):
            (copy / file.name).unlink(missing_ok=True)
            if file.exists():
                (copy / file.name).write_bytes(file.read_bytes())
        with closing(sqlite3.connect(copy / self.database.name)) as database:
            return database.execute(sql).fetchall()

    def fingerprint(self) -> dict[str, str]:
        """A hash of each file of the state but the lock."""
        return {
            path.name: hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(self.state.iterdir())
            if path.suffix != ".lock"
        }


def write(master: Master, unit: int, address: int, *words: int) -> None:
    """Writes registers; asserts that this is acknowledged."""
    request = write_registers_pdu(address, list(words))
    response = master.request(unit, request)
    assert response == request[:REPEATED], f"{address:#x}: {response.hex(' ')}"


def read(master: Master, unit: int, register: Register) -> list[int]:
    """The words of a register."""
    request = read_pdu(register.function, register.address, register.words)
    return words_of(master.request(unit, request))


def every_word(master: Master, unit: int, model: Model) -> dict[str, list[int]]:
    """All readable registers of a meter."""
    return {
        f"{register.table} {register.address:#06x} {_name(register)}": read(master, unit, register)
        for register in model.registers
        if "r" in register.access
    }


def differences(before: dict[str, list[int]], after: dict[str, list[int]]) -> list[str]:
    """A line for each register that is not what it was."""
    return [
        f"{name}: {words} has become {after.get(name)}"
        for name, words in before.items()
        if after.get(name) != words
    ]


def energies(model: Model) -> list[Register]:
    """The registers of energies that fall only when they are reset."""
    return [
        register
        for register in model.registers
        if COUNTED.fullmatch(quantity := register.entry.get("quantity", ""))
        and not any(part in MAY_FALL for part in quantity.split("."))
        and register.type in ("u32", "u64", "f32", "f64")
        and "as" not in register.entry
    ]


def _name(register: Register) -> str:
    entry = register.entry
    for kind in ("quantity", "setting", "clock", "text", "constant", "loadCurve"):
        if kind in entry:
            return str(entry[kind])
    return str(entry.get("name", ""))
