"""The console: how long a page of thousands takes, and what a browser that watches costs."""

import sys
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from .build import REPOSITORY
from .farm import FarmShape, write_farm
from .servers import RunningServer, start_meterfarm
from .throughput import CASES, Target, measure

sys.path.insert(0, str(REPOSITORY / "Tests" / "Interop"))

from support.browser import Page, browsing  # noqa: E402
from support.console import TURN_PAGES  # noqa: E402

#: What a page takes until it only watches, s.
SETTLING = 1.5
#: A window of so many seconds at least: what a browser does comes once a second.
WINDOW = 2.0
#: Many connections with several requests in flight: as fast as a master can go.
FULL_SPEED = CASES[2]


@dataclass(frozen=True)
class ConsoleCosts:
    """What one run measured."""

    meters: int
    #: From the turn of a page to its picture, s.
    median_update: float
    worst_update: float
    #: What is left of a master's rate while a browser watches.
    rate_kept: float


def measure_console(
    meterfarm: Path, load: Path, folder: Path, shape: FarmShape, rounds: int, seconds: float
) -> ConsoleCosts:
    """Opens the farm in a browser, turns its pages, and polls with and without that browser."""
    server = start_meterfarm(meterfarm, write_farm(folder / "console.json", shape), http=True)
    try:
        with browsing() as page:
            page.go(f"http://{server.http}/")
            page.wait_for("document.querySelectorAll('.virtual-row').length > 5")
            times = page.evaluate(TURN_PAGES)
            kept = _rate_kept(page, server, load, shape, rounds, seconds)
    finally:
        server.stop()
    return ConsoleCosts(shape.meters, median(times) / 1000, max(times) / 1000, kept)


def _rate_kept(
    page: Page, server: RunningServer, load: Path, shape: FarmShape, rounds: int, seconds: float
) -> float:
    """The median of the ratios of each round: watched against alone."""
    target, window = Target(server, shape.address), max(seconds, WINDOW)
    ratios = []
    for _ in range(2 * rounds):
        page.go("about:blank")
        time.sleep(SETTLING)
        alone = measure(load, target, shape, FULL_SPEED, window)
        page.go(f"http://{server.http}/")
        page.wait_for("document.querySelectorAll('.virtual-row').length > 5")
        time.sleep(SETTLING)
        watched = measure(load, target, shape, FULL_SPEED, window)
        ratios.append(watched.requests_per_second / alone.requests_per_second)
    return median(ratios)
