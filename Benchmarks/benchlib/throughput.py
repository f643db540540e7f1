"""Requests a second and processor time a request, in interleaved rounds."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from .farm import FarmShape
from .servers import RunningServer

#: Connections and requests in flight on each.
CASES = [(32, 1), (256, 1), (32, 8), (256, 8)]


@dataclass(frozen=True)
class Sample:
    """What one run of the load generator measured."""

    requests_per_second: float
    p50_us: float
    p99_us: float
    cpu_us_per_request: float


@dataclass(frozen=True)
class Comparison:
    """The subject against one reference in one case: medians of the ratios of each round."""

    requests: float
    cpu: float


@dataclass(frozen=True)
class Target:
    """A server and the address of registers that it has."""

    server: RunningServer
    address: int


Samples = dict[tuple[str, tuple[int, int]], list[Sample]]


def run_rounds(
    load: Path,
    targets: dict[str, Target],
    shape: FarmShape,
    rounds: int,
    seconds: float,
) -> Samples:
    """Measures every server in every case, once a round: A B C, A B C, ..."""
    samples: Samples = {(name, case): [] for name in targets for case in CASES}
    for _ in range(rounds):
        for case in CASES:
            for name, target in targets.items():
                samples[name, case].append(measure(load, target, shape, case, seconds))
    return samples


def measure(
    load: Path, target: Target, shape: FarmShape, case: tuple[int, int], seconds: float
) -> Sample:
    """One run of the load generator."""
    connections, depth = case
    command = [
        str(load),
        f"--port={target.server.ports[0]}",
        f"--address={target.address}",
        f"--count={shape.count}",
        f"--last-unit={shape.meters_per_bus}",
        f"--connections={connections}",
        f"--depth={depth}",
        f"--seconds={seconds}",
        f"--server-pid={target.server.pid}",
    ]
    result = subprocess.run(command, capture_output=True, text=True)
    if result.returncode != 0:
        raise RuntimeError(f"{' '.join(command)}: {result.stdout}{result.stderr}")
    figures = json.loads(result.stdout)
    return Sample(
        requests_per_second=figures["requests"] / figures["seconds"],
        p50_us=figures["p50_us"],
        p99_us=figures["p99_us"],
        cpu_us_per_request=figures["server_cpu_ns"] / 1000 / figures["requests"],
    )


def compare(samples: Samples, subject: str, reference: str, case: tuple[int, int]) -> Comparison:
    """How many times better than the reference: more requests, less processor time."""
    pairs = list(zip(samples[subject, case], samples[reference, case], strict=True))
    return Comparison(
        requests=median(own.requests_per_second / its.requests_per_second for own, its in pairs),
        cpu=median(its.cpu_us_per_request / own.cpu_us_per_request for own, its in pairs),
    )


def middle(samples: list[Sample]) -> Sample:
    """The median of each figure."""
    return Sample(
        *(
            median(getattr(sample, name) for sample in samples)
            for name in Sample.__dataclass_fields__
        )
    )
