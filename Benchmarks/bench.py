#!/usr/bin/env python3
"""Measures meterfarm against a libmodbus server and the least a C server can do.

    python3 Benchmarks/bench.py [--meterfarm PATH] [--quick] [--rounds N] [--output PAGE]

Builds the C tools into .build-bench/, runs interleaved rounds, then measures memory and start-up
of 10 000 meters, then the console in a browser, then asks `meterfarm-bench` (when it stands beside
the daemon) for inner figures, and writes the tables of docs/performance.md. `--check` ends with
exit code 1 when a goal is missed.
"""

import argparse
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from benchlib import report
from benchlib.build import REPOSITORY, Tools, build_tools
from benchlib.console import measure_console
from benchlib.farm import FarmShape, write_farm
from benchlib.footprint import measure_footprint
from benchlib.internals import internal_figures
from benchlib.machine import machine_facts
from benchlib.memory import measure_state
from benchlib.servers import RunningServer, start_meterfarm, start_reference
from benchlib.throughput import Samples, Target, run_rounds

FULL = FarmShape(buses=50, meters_per_bus=200)
QUICK = FarmShape(buses=4, meters_per_bus=50)
#: What a browser looks at.
WATCHED = FarmShape(buses=25, meters_per_bus=200)


def parse_arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    default = REPOSITORY / ".build-release" / "release" / "meterfarm"
    parser.add_argument("--meterfarm", type=Path, default=default, help="release executable")
    parser.add_argument("--rounds", type=int, default=5, help="interleaved rounds")
    parser.add_argument("--seconds", type=float, default=0.6, help="length of one measurement")
    parser.add_argument("--output", type=Path, default=REPOSITORY / "docs" / "performance.md")
    parser.add_argument("--quick", action="store_true", help="a smoke run; writes no page")
    parser.add_argument("--check", action="store_true", help="exit code 1 when a goal is missed")
    return parser.parse_args()


def measure_throughput(
    tools: Tools, meterfarm: Path, folder: Path, shape: FarmShape, rounds: int, seconds: float
) -> Samples:
    """Runs all servers side by side and measures them in turn."""
    farm = write_farm(folder / "bench.json", shape)
    with ExitStack() as stack:

        def keep(server: RunningServer) -> RunningServer:
            stack.callback(server.stop)
            return server

        # The references have registers 0 to 255; reading costs them the same anywhere.
        targets = {
            report.SUBJECT: Target(keep(start_meterfarm(meterfarm, farm)), shape.address),
            "libmodbus": Target(keep(start_reference(tools.libmodbus_server)), 0),
            "C epoll": Target(keep(start_reference(tools.epoll_server)), 0),
        }
        return run_rounds(tools.load, targets, shape, rounds, seconds)


def main() -> int:
    """Measures, writes the page, prints a summary; returns the exit code."""
    arguments = parse_arguments()
    meterfarm = arguments.meterfarm.resolve()
    if not meterfarm.exists():
        print(f"{meterfarm} does not exist: build it first (swift build -c release)")
        return 1
    shape = QUICK if arguments.quick else FULL
    rounds = 2 if arguments.quick else arguments.rounds
    seconds = 0.2 if arguments.quick else arguments.seconds
    facts = machine_facts()
    tools = build_tools()
    with tempfile.TemporaryDirectory(prefix="meterfarm-bench-") as name:
        folder = Path(name)
        samples = measure_throughput(tools, meterfarm, folder, shape, rounds, seconds)
        footprint = measure_footprint(meterfarm, folder, shape, starts=1 if arguments.quick else 3)
        state = measure_state(meterfarm, folder, shape, rounds=1 if arguments.quick else 3)
        watched = shape if arguments.quick else WATCHED
        console = measure_console(meterfarm, tools.load, folder, watched, rounds, seconds)
    figures = internal_figures(meterfarm, arguments.quick)

    ratios = report.ratio_rows(samples)
    costs = report.footprint_rows(footprint)
    keeping = report.state_rows(state)
    seeing = report.console_rows(console)
    sections = {
        "machine": report.machine_section(facts, rounds, seconds),
        "throughput": report.throughput_section(samples),
        "ratios": report.ratio_section(ratios),
        "footprint": report.footprint_section(footprint, costs),
        "state": report.state_section(state, keeping),
        "console": report.console_section(console, seeing),
    }
    if figures:
        sections["inside"] = report.internal_section(figures)
    if not arguments.quick:
        report.update_page(arguments.output, sections)
    print("\n\n".join(sections.values()))
    missed = [row[0] for row in ratios + costs + keeping + seeing if row[-1] == "missed"]
    print(f"\ngoals missed: {', '.join(missed)}" if missed else "\nall goals met")
    return 1 if missed and arguments.check else 0


if __name__ == "__main__":
    sys.exit(main())
