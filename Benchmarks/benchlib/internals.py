"""The hook for figures that only the program itself can take: the executable `meterfarm-bench`.

It prints JSON lines, one a figure: {"name": "...", "value": 1.0, "unit": "...", "goal": "..."};
`goal` may be missing.
"""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

TIMEOUT = 600.0


@dataclass(frozen=True)
class InternalFigure:
    """One line of `meterfarm-bench`."""

    name: str
    value: float
    unit: str
    goal: str = ""


def internal_figures(meterfarm: Path, quick: bool) -> list[InternalFigure]:
    """Runs `meterfarm-bench` beside the daemon's executable; nothing when it is not there."""
    program = meterfarm.with_name("meterfarm-bench")
    if not program.exists():
        return []
    command = [str(program), *(["--quick"] if quick else [])]
    result = subprocess.run(command, check=True, capture_output=True, text=True, timeout=TIMEOUT)
    return [_figure(line) for line in result.stdout.splitlines() if line.startswith("{")]


def _figure(line: str) -> InternalFigure:
    fields = json.loads(line)
    return InternalFigure(
        name=str(fields["name"]),
        value=float(fields["value"]),
        unit=str(fields["unit"]),
        goal=str(fields.get("goal", "")),
    )
