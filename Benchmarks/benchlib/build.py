"""Builds the C tools of the benchmarks with the system's compiler."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

BENCHMARKS = Path(__file__).resolve().parent.parent
REPOSITORY = BENCHMARKS.parent
BUILD_FOLDER = REPOSITORY / ".build-bench"
FLAGS = ["-std=c11", "-O2", "-Wall", "-Wextra", "-Werror"]


@dataclass(frozen=True)
class Tools:
    """Paths of the built programs."""

    load: Path
    libmodbus_server: Path
    epoll_server: Path


def build_tools() -> Tools:
    """Compiles whatever is older than its source."""
    BUILD_FOLDER.mkdir(exist_ok=True)
    return Tools(
        load=_compile("load/modbus-load.c"),
        libmodbus_server=_compile("reference/libmodbus-server.c", _pkg_config("libmodbus")),
        epoll_server=_compile("reference/epoll-server.c"),
    )


def _compile(source_name: str, libraries: list[str] | None = None) -> Path:
    source = BENCHMARKS / source_name
    program = BUILD_FOLDER / source.stem
    if program.exists() and program.stat().st_mtime > source.stat().st_mtime:
        return program
    command = ["gcc", *FLAGS, "-o", str(program), str(source), *(libraries or [])]
    subprocess.run(command, check=True)
    return program


def _pkg_config(package: str) -> list[str]:
    command = ["pkg-config", "--cflags", "--libs", package]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
