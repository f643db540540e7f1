"""Turns figures into Markdown tables and puts them between the markers of a page."""

import re
from pathlib import Path

from .console import ConsoleCosts
from .footprint import Footprint
from .internals import InternalFigure
from .memory import INTERVAL, Latency, StateCosts
from .throughput import CASES, Samples, compare, middle

SUBJECT = "meterfarm"
#: At least so many times better than the reference: (reference, requests in flight) → ratio.
GOALS = {
    ("libmodbus", 1): 1.15,
    ("libmodbus", 8): 4.0,
    ("C epoll", 1): 0.80,
    ("C epoll", 8): 0.75,
}
GOAL_BYTES_PER_METER = 1536
GOAL_RESIDENT_BYTES = 60_000_000
GOAL_START_SECONDS = 0.5
GOAL_READ_SECONDS = 0.005
GOAL_RESTART_SECONDS = 2.0
GOAL_UPDATE_SECONDS = 0.1
GOAL_RATE_KEPT = 0.95

SKELETON = """# Performance

Measured by `make bench`. The tables between the markers are written by `Benchmarks/bench.py`;
everything else is written by hand and stays.
"""


def update_page(page: Path, sections: dict[str, str]) -> None:
    """Replaces each section between `<!-- bench:NAME -->` and `<!-- /bench:NAME -->`.

    A section whose markers are missing is added at the end; a missing page is made.
    """
    text = page.read_text() if page.exists() else SKELETON
    for name, content in sections.items():
        block = f"<!-- bench:{name} -->\n{content.strip()}\n<!-- /bench:{name} -->"
        pattern = re.compile(rf"<!-- bench:{name} -->.*?<!-- /bench:{name} -->", re.DOTALL)
        if pattern.search(text):
            text = pattern.sub(lambda _, block=block: block, text)
        else:
            text = f"{text.rstrip()}\n\n{block}\n"
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(text)


def machine_section(facts: dict[str, str], rounds: int, seconds: float) -> str:
    """The circumstances, as a list."""
    lines = [f"- {name}: {value}" for name, value in facts.items()]
    lines.append(f"- method: {rounds} interleaved rounds of {seconds:g} s; ratios are medians of")
    lines.append("  the ratios of each round; processor time from /proc/PID/task/*/schedstat")
    return "\n".join(lines)


def throughput_section(samples: Samples) -> str:
    """Absolute figures: requests a second, latencies, processor time of the server."""
    names = list(dict.fromkeys(name for name, _ in samples))
    header = ["server", *(f"{connections}×{depth}" for connections, depth in CASES)]
    rows = [[name, *(_cell(samples, name, case) for case in CASES)] for name in names]
    title = "### Modbus TCP, FC3 × 50 registers: req/s, p50/p99 µs, server CPU µs a request\n\n"
    return title + table(header, rows)


def _cell(samples: Samples, name: str, case: tuple[int, int]) -> str:
    sample = middle(samples[name, case])
    thousands = sample.requests_per_second / 1000
    return (
        f"{thousands:.0f} k, {sample.p50_us:.0f}/{sample.p99_us:.0f}, "
        f"{sample.cpu_us_per_request:.2f}"
    )


def ratio_rows(samples: Samples) -> list[list[str]]:
    """The subject against each reference, with the goal of the processor time."""
    references = [name for name in dict.fromkeys(n for n, _ in samples) if name != SUBJECT]
    rows = []
    for reference in references:
        for case in CASES:
            ratio = compare(samples, SUBJECT, reference, case)
            goal = GOALS.get((reference, case[1]))
            rows.append(
                [
                    f"{case[0]}×{case[1]} against {reference}",
                    f"{ratio.requests:.2f}",
                    f"{ratio.cpu:.2f}",
                    f"≥ {goal:g}" if goal else "",
                    verdict(goal is None or ratio.cpu >= goal),
                ]
            )
    return rows


def ratio_section(rows: list[list[str]]) -> str:
    """The paired ratios as a table."""
    header = ["case", "req/s ratio", "CPU efficiency ratio", "goal (CPU)", ""]
    return "### How many times better (median of paired ratios)\n\n" + table(header, rows)


def footprint_rows(footprint: Footprint) -> list[list[str]]:
    """Start-up time and memory against the goals; goals are for 10 000 meters."""
    per_meter = footprint.bytes_per_meter
    polled = footprint.polled_bytes
    return [
        ["start to `ready`", f"{footprint.start_seconds:.3f} s", f"≤ {GOAL_START_SECONDS} s",
         verdict(footprint.start_seconds <= GOAL_START_SECONDS)],
        ["resident with one meter", megabytes(footprint.empty_bytes), "", ""],
        ["resident at `ready`", megabytes(footprint.ready_bytes), "", ""],
        ["resident after one poll each", megabytes(polled),
         f"≤ {megabytes(GOAL_RESIDENT_BYTES)}",
         verdict(polled <= GOAL_RESIDENT_BYTES)],
        ["bytes a meter", f"{per_meter:.0f}", f"≤ {GOAL_BYTES_PER_METER}",
         verdict(per_meter <= GOAL_BYTES_PER_METER)],
    ]  # fmt: skip


def footprint_section(footprint: Footprint, rows: list[list[str]]) -> str:
    """Start-up time and memory as a table."""
    title = f"### {footprint.meters} meters on live loads\n\n"
    return title + table(["what", "measured", "goal", ""], rows)


def state_rows(costs: StateCosts) -> list[list[str]]:
    """What keeping the state costs; goals are for 10 000 meters."""
    return [
        ["read without state: median, 99 %, worst", milliseconds(costs.without), "", ""],
        [f"read with a checkpoint every {INTERVAL} s: median, 99 %, worst",
         milliseconds(costs.during), f"99 % ≤ {GOAL_READ_SECONDS * 1000:.0f} ms",
         verdict(costs.during.high <= GOAL_READ_SECONDS)],
        ["bytes a meter on the disk", f"{costs.disk_bytes_per_meter:.0f}", "", ""],
        ["killed, then restarted to `ready`", f"{costs.restart_seconds:.3f} s",
         f"≤ {GOAL_RESTART_SECONDS} s", verdict(costs.restart_seconds <= GOAL_RESTART_SECONDS)],
        ["the same until every meter has answered", f"{costs.restart_polled_seconds:.3f} s",
         "", ""],
    ]  # fmt: skip


def state_section(costs: StateCosts, rows: list[list[str]]) -> str:
    """What survives, as a table."""
    title = f"### The state of {costs.meters} meters\n\n"
    return title + table(["what", "measured", "goal", ""], rows)


def console_rows(costs: ConsoleCosts) -> list[list[str]]:
    """What the console takes; goals are for 5 000 meters."""
    return [
        ["a page of the list: median", f"{1000 * costs.median_update:.0f} ms", "", ""],
        ["a page of the list: worst", f"{1000 * costs.worst_update:.0f} ms",
         f"≤ {1000 * GOAL_UPDATE_SECONDS:.0f} ms",
         verdict(costs.worst_update <= GOAL_UPDATE_SECONDS)],
        ["a master's rate while a browser watches", f"{100 * costs.rate_kept:.1f} %",
         f"≥ {100 * GOAL_RATE_KEPT:.0f} %", verdict(costs.rate_kept >= GOAL_RATE_KEPT)],
    ]  # fmt: skip


def console_section(costs: ConsoleCosts, rows: list[list[str]]) -> str:
    """The console, as a table."""
    title = f"### The console on {costs.meters} meters\n\n"
    return title + table(["what", "measured", "goal", ""], rows)


def milliseconds(latency: Latency) -> str:
    """Three figures of a latency."""
    figures = (latency.median, latency.high, latency.worst)
    return ", ".join(f"{1000 * seconds:.2f}" for seconds in figures) + " ms"


def internal_section(figures: list[InternalFigure]) -> str:
    """The figures of `meterfarm-bench` as a table."""
    rows = [[figure.name, f"{figure.value:.4g} {figure.unit}", figure.goal] for figure in figures]
    return "### Inside\n\n" + table(["what", "measured", "goal"], rows)


def table(header: list[str], rows: list[list[str]]) -> str:
    """A Markdown table."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def megabytes(count: int) -> str:
    """Bytes in MB."""
    return f"{count / 1e6:.1f} MB"


def verdict(met: bool) -> str:
    """How a goal stands."""
    return "met" if met else "missed"
