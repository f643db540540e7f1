"""Farm files and the running daemon."""

import json
import os
import queue
import re
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[3]
PROFILES = REPOSITORY / "profiles"
START = "2026-01-05T00:00:00+01:00"
TIME_ZONE = "Europe/Paris"
#: As slow as a clock can go: nothing changes while a test runs.
FROZEN = 0.001
SAFETY_TIMEOUT = 60.0

#: What a crash or a sanitizer leaves on stderr.
TRACE_OF_CRASH = re.compile(
    r"Fatal error|Precondition failed|Crash|Thread \d+ .*crashed|Sanitizer|Stack dump|core dumped"
)

Json = dict[str, Any]


def constant_load(
    power: float = 1500.0, power_factor: float = 1.0, voltage: float = 230.0, phases: str = "all"
) -> Json:
    """A load that never changes."""
    source = {"activePower": power, "powerFactor": power_factor}
    return {"phases": {phases: source}, "voltage": voltage, "frequency": 50}


def meter(name: str, model: str, address: int, bus: str, load: Json, **more: Any) -> Json:
    """A meter of the farm file."""
    return {
        "name": name, "model": model, "bus": bus, "address": address, "load": load, **more
    }  # fmt: skip


def tcp_port(**more: Any) -> Json:
    """A Modbus TCP port at any free number."""
    return {"protocol": "modbus-tcp", "listen": "127.0.0.1:0", **more}


def pty_port(path: Path, **more: Any) -> Json:
    """A Modbus RTU port on a pseudo-terminal."""
    return {"protocol": "modbus-rtu", "pty": str(path), **more}


def rtu_over_tcp_port(**more: Any) -> Json:
    """A port that takes RTU frames on TCP connections."""
    return {"protocol": "modbus-rtu", "listen": "127.0.0.1:0", **more}


def bus(name: str, *ports: Json, **more: Any) -> Json:
    """A bus of the farm file."""
    return {"name": name, "ports": list(ports), **more}


def farm(buses: list[Json], meters: list[Json], speed: float = 1, seed: int = 42) -> Json:
    """A farm file with a fixed beginning."""
    return {
        "name": "interop",
        "seed": seed,
        "clock": {"start": START, "speed": speed, "timeZone": TIME_ZONE},
        "buses": buses,
        "meters": meters,
    }


class EndedEarly(AssertionError):
    """The daemon ended before it was ready."""

    def __init__(self, code: int, stderr: str) -> None:
        super().__init__(f"the daemon ended with {code}\n{stderr}")
        self.code = code


@dataclass(frozen=True)
class OpenPort:
    """One `port ...` line of `meterfarm run`."""

    name: str
    protocol: str
    place: str

    @property
    def address(self) -> tuple[str, int]:
        """Host and port of a TCP port."""
        host, _, port = self.place.rpartition(":")
        return host.strip("[]"), int(port)

    @property
    def path(self) -> Path:
        """The link of a pty port."""
        return Path(self.place.removeprefix("pty "))


@dataclass
class Daemon:
    """A running `meterfarm run` that has said `ready`."""

    process: subprocess.Popen[str]
    stderr_path: Path
    ports: list[OpenPort] = field(default_factory=list)
    #: Where the control API is; empty for a farm without.
    http: str = ""

    def port(self, protocol: str, name: str | None = None) -> OpenPort:
        """The one port with this protocol, and this name when several have it."""
        found = [
            port for port in self.ports if port.protocol == protocol and name in (None, port.name)
        ]
        assert len(found) == 1, f"{protocol} {name}: {self.ports}"
        return found[0]

    def tcp(self, name: str | None = None) -> tuple[str, int]:
        """Host and port of a Modbus TCP port."""
        return self.port("modbus-tcp", name).address

    def pty(self, name: str | None = None) -> Path:
        """The link of a pty port."""
        found = [
            port for port in self.ports
            if port.place.startswith("pty ") and name in (None, port.name)
        ]  # fmt: skip
        assert len(found) == 1, f"pty {name}: {self.ports}"
        return found[0].path

    @property
    def stderr(self) -> str:
        """What the log says up to now."""
        return self.stderr_path.read_text(errors="replace")

    def stop(self) -> None:
        """SIGTERM; asserts exit code 0 and a stderr without the trace of a crash."""
        self.process.terminate()
        code = self.process.wait(SAFETY_TIMEOUT)
        stderr = self.stderr
        assert code == 0, f"exit {code} after SIGTERM\n{stderr}"
        assert not TRACE_OF_CRASH.search(stderr), stderr

    def kill(self) -> None:
        """SIGKILL; asserts that the daemon was alive until then and left no trace of a crash."""
        assert self.process.poll() is None, self.stderr
        self.process.kill()
        assert self.process.wait(SAFETY_TIMEOUT) == -signal.SIGKILL, self.stderr
        assert not TRACE_OF_CRASH.search(self.stderr), self.stderr


def shipped_farm(name: str, folder: Path) -> Json:
    """A farm of profiles/farms at ports of its own."""
    document: Json = json.loads((PROFILES / "farms" / f"{name}.json").read_text())
    document.pop("$schema")
    for bus in document["buses"]:
        for port in bus["ports"]:
            if "pty" in port:
                port["pty"] = str(folder / Path(port["pty"]).name)
            if "listen" in port:
                port["listen"] = "127.0.0.1:0"
    return document


def two_meters() -> Json:
    """Two meters on a bus whose time stands nearly still."""
    return farm(
        [bus("rs485-1", tcp_port())],
        [
            meter("incomer", "socomec-countis-e44", 5, "rs485-1", constant_load(4000.0, 1.0)),
            meter("shop", "eastron-sdm630", 3, "rs485-1", constant_load(500.0, 1.0)),
        ],
        FROZEN,
    )


def run_command(
    binary: Path, farm_file: Path, http: str = "none", state: str = "none"
) -> list[str]:
    """The command line: nothing is kept, and no HTTP API unless a place is given."""
    return [str(binary), "run", str(farm_file), "--state", state, "--http", http]


@contextmanager
def running(
    binary: Path, document: Json, folder: Path, http: str = "none", state: str = "none"
) -> Iterator[Daemon]:
    """Runs a farm until the end of the `with`, then stops it and checks how it ended."""
    folder.mkdir(parents=True, exist_ok=True)
    farm_file = folder / "farm.json"
    farm_file.write_text(json.dumps(document, indent=1))
    with daemon_of(run_command(binary, farm_file, http, state), folder / "stderr.txt") as daemon:
        yield daemon
        daemon.stop()


@contextmanager
def daemon_of(
    command: list[str], stderr_path: Path, environment: Mapping[str, str] | None = None
) -> Iterator[Daemon]:
    """Starts a command and waits until it is ready; how it ends is the caller's business."""
    with stderr_path.open("w") as stderr:
        process = subprocess.Popen(
            command, cwd=REPOSITORY, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=stderr, text=True, env=os.environ | dict(environment or {}),
        )  # fmt: skip
    daemon = Daemon(process, stderr_path)
    try:
        _wait_until_ready(daemon)
        yield daemon
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def _wait_until_ready(daemon: Daemon) -> None:
    """Collects the `port ...` lines up to `ready`; what comes later is read and dropped."""
    lines: queue.Queue[str | None] = queue.Queue()
    threading.Thread(target=_pump, args=(daemon.process, lines), daemon=True).start()
    deadline = time.monotonic() + SAFETY_TIMEOUT
    while True:
        try:
            line = lines.get(timeout=max(0.0, deadline - time.monotonic()))
        except queue.Empty:
            raise AssertionError("the daemon did not say ready") from None
        if line is None:
            code = daemon.process.wait(SAFETY_TIMEOUT)
            raise EndedEarly(code, daemon.stderr)
        if line == "ready":
            return
        match = re.fullmatch(r"port (\S+) (\S+) (.+)", line)
        if match and match[2] == "http":
            daemon.http = match[3]
        elif match:
            daemon.ports.append(OpenPort(*match.groups()))


def _pump(process: subprocess.Popen[str], lines: "queue.Queue[str | None]") -> None:
    assert process.stdout is not None
    for line in process.stdout:
        lines.put(line.rstrip("\n"))
    lines.put(None)
