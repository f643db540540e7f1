"""Where and when the figures were taken."""

import datetime
import os
import platform
import subprocess
from pathlib import Path


def machine_facts() -> dict[str, str]:
    """Date, processor, kernel, compiler: what a reader needs to judge the figures."""
    return {
        "date": datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "processor": f"{os.cpu_count()} × {_processor_name()}",
        "kernel": f"{platform.system()} {platform.release()}",
        "swift": _first_line(["swift", "--version"]),
        "libmodbus": _first_line(["pkg-config", "--modversion", "libmodbus"]),
        "load average before": " ".join(f"{load:.2f}" for load in os.getloadavg()),
    }


def _processor_name() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _first_line(command: list[str]) -> str:
    try:
        result = subprocess.run(command, capture_output=True, text=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return "not found"
    return next(iter(result.stdout.splitlines()), "not found").strip()
