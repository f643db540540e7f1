"""Drives modbus-probe.c, a master on libmodbus that is compiled when the tests begin."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SOURCE = Path(__file__).with_name("modbus-probe.c")
FLAGS = ["-std=c11", "-O1", "-Wall", "-Wextra", "-Werror"]


class ProbeError(Exception):
    """libmodbus' name of what went wrong, such as ILLEGAL_DATA_ADDRESS."""


def build_probe(folder: Path) -> Path:
    """Compiles the probe."""
    program = folder / "modbus-probe"
    query = ["pkg-config", "--cflags", "--libs", "libmodbus"]
    libraries = subprocess.run(query, check=True, capture_output=True, text=True).stdout.split()
    subprocess.run(["gcc", *FLAGS, "-o", program, SOURCE, *libraries], check=True)
    return program


class Probe:
    """A running probe."""

    def __init__(self, program: Path, *place: str) -> None:
        self.process = subprocess.Popen(
            [program, *place], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def __call__(self, order: str | int, *numbers: int) -> list[int]:
        """Carries out one order; returns the numbers of the answer."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(" ".join(map(str, (order, *numbers))) + "\n")
        self.process.stdin.flush()
        kind, _, rest = self.process.stdout.readline().strip().partition(" ")
        if kind != "ok":
            raise ProbeError(rest or "the probe ended")
        return [int(word) for word in rest.split()]

    def outcome(self, order: str | int, *numbers: int) -> list[int] | str:
        """The numbers of the answer, or the fault that the order ends with."""
        try:
            return self(order, *numbers)
        except ProbeError as error:
            return str(error)

    def error(self, order: str | int, *numbers: int) -> str:
        """The fault that an order must end with."""
        outcome = self.outcome(order, *numbers)
        assert isinstance(outcome, str), f"{order} {numbers} succeeded: {outcome}"
        return outcome


@contextmanager
def probe(program: Path, *place: str) -> Iterator[Probe]:
    """A probe that is ended at the end of the `with`."""
    running = Probe(program, *place)
    try:
        yield running
    finally:
        assert running.process.stdin and running.process.stdout
        running.process.stdin.close()
        running.process.wait(30)
        running.process.stdout.close()
