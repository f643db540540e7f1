"""Starts and stops the servers under test and reads what the kernel knows about them."""

import queue
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from .build import REPOSITORY

START_TIMEOUT = 120.0
STOP_TIMEOUT = 30.0


@dataclass
class RunningServer:
    """A server that answers: its process and its Modbus TCP ports on 127.0.0.1."""

    process: subprocess.Popen[str]
    ports: list[int]
    #: Where the control API and the console are; empty without.
    http: str = ""
    start_seconds: float = 0.0
    _lines: "queue.Queue[str | None]" = field(default_factory=queue.Queue, repr=False)

    @property
    def pid(self) -> int:
        """The process id."""
        return self.process.pid

    def resident_bytes(self) -> int:
        """The resident set size (VmRSS)."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
        return int(line.split()[1]) * 1024

    def kill(self) -> None:
        """Ends the process with SIGKILL, as a crash does."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        """Ends the process with SIGTERM; SIGKILL after a long time."""
        self.process.terminate()
        try:
            self.process.wait(STOP_TIMEOUT)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def start_reference(program: Path) -> RunningServer:
    """Starts a server that prints `port N` when it listens."""
    return _start([str(program)], is_last=lambda line: line.startswith("port "))


def start_meterfarm(
    program: Path, farm: Path, state: Path | None = None, http: bool = False
) -> RunningServer:
    """Starts `meterfarm run` and waits for `ready`; without state unless there is a folder."""
    command = [str(program), "run", str(farm), "--state", str(state or "none")]
    help_text = subprocess.run([program, "run", "--help"], capture_output=True, text=True).stdout
    if "--http" in help_text:  # of a later stage
        command += ["--http", "127.0.0.1:0" if http else "none"]
    return _start(command, is_last=lambda line: line == "ready")


def _start(command: list[str], is_last: Callable[[str], bool]) -> RunningServer:
    begin = time.monotonic()
    process = subprocess.Popen(
        command, cwd=REPOSITORY, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    server = RunningServer(process, [])
    threading.Thread(target=_pump, args=(process, server._lines), daemon=True).start()
    while True:
        line = _next_line(server, begin + START_TIMEOUT)
        port = _tcp_port(line)
        if port is not None:
            server.ports.append(port)
        if line.startswith("port control http "):
            server.http = line.split()[-1]
        if is_last(line):
            server.start_seconds = time.monotonic() - begin
            return server


def _pump(process: subprocess.Popen[str], lines: "queue.Queue[str | None]") -> None:
    """Reads the output for as long as the process lives, so that it never blocks."""
    assert process.stdout is not None
    for line in process.stdout:
        lines.put(line.strip())
    lines.put(None)


def _next_line(server: RunningServer, deadline: float) -> str:
    try:
        line = server._lines.get(timeout=max(0.0, deadline - time.monotonic()))
    except queue.Empty:
        line = None
    if line is None:
        server.stop()
        raise RuntimeError(f"{server.process.args} did not start: exit {server.process.returncode}")
    return line


def _tcp_port(line: str) -> int | None:
    """The port of `port N` or of `port NAME modbus-tcp HOST:N`."""
    words = line.split()
    if not words or words[0] != "port":
        return None
    if len(words) == 2:
        return int(words[1])
    if words[2] == "modbus-tcp":
        return int(words[3].rpartition(":")[2])
    return None
