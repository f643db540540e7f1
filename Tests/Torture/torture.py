"""Kills the daemon with SIGKILL at random instants while masters read and write.

After each restart no register may be lower than the highest value any master received, and every
acknowledged write must be there; one that was not acknowledged may be there or not. What stands
still (a tariff that is not selected, a partial counter that was stopped) must stand exactly where
it stood. `--seed` repeats the choices of a run, not the instants of the machine it runs on.

    python3 Tests/Torture/torture.py --kills 200
"""

import argparse
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from random import Random

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "Interop")]

from support.farm import REPOSITORY, Daemon, OpenPort  # noqa: E402
from support.state import KeptFarm  # noqa: E402

from masters import Gone, Link, Master, PtyLink, TcpLink  # noqa: E402
from meters import MIXTURE, places, tortured_farm  # noqa: E402
from witness import Witness  # noqa: E402

SPEEDS = [1, 3600]
CHECKPOINTS = ["50ms", "200ms", "30s"]
#: Seconds from `ready`, or from the start of the process, to its end.
LIFE, BIRTH = (0.05, 0.5), (0.0, 0.12)
SHARE_BEFORE_READY, SHARE_STOPPED = 0.1, 0.08
SABOTAGES = ["no-state", "delete-log"]


class Torture:
    """One run: a farm, its witness, and chance."""

    def __init__(self, binary: Path, folder: Path, seed: int, sabotage: str | None) -> None:
        self.seed = seed
        self.sabotage = sabotage
        self.witness = Witness()
        self.killed = 0
        self.kept = KeptFarm(binary, folder, tortured_farm(folder), "tortured")
        self.kept.state.mkdir(exist_ok=True)
        self._chance = Random(seed)

    def run(self, kills: int) -> bool:
        """Lives and dies; whether all promises were kept."""
        while self.killed < kills and not self.witness.violations:
            self.witness.life += 1
            self.killed += self._live_and_end()
            if sys.stderr.isatty():
                print(f"\r{self.killed} of {kills} kills", end="\r", file=sys.stderr, flush=True)
        if not self.witness.violations:
            self.witness.life += 1
            self._live(None)
        return not self.witness.violations

    def _live_and_end(self) -> int:
        """A life; 1 when it ended by SIGKILL."""
        self.kept.document["clock"]["speed"] = self._chance.choice(SPEEDS)
        self.kept.document["checkpointEvery"] = self._chance.choice(CHECKPOINTS)
        kind = self._chance.random()
        if kind < SHARE_BEFORE_READY:
            self._kill_before_ready(self._chance.uniform(*BIRTH))
        else:
            is_stopped = kind < SHARE_BEFORE_READY + SHARE_STOPPED
            self._live(self._chance.uniform(*LIFE), is_stopped)
            if is_stopped:
                return 0
        if self.sabotage == "delete-log":
            self.kept.log.unlink(missing_ok=True)
        return 1

    def _options(self) -> list[str]:
        return ["--state", "none"] if self.sabotage == "no-state" else []

    def _kill_before_ready(self, after: float) -> None:
        process = subprocess.Popen(
            self.kept.command(*self._options()), cwd=REPOSITORY, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        )  # fmt: skip
        time.sleep(after)
        process.kill()
        _, stderr = process.communicate()
        if process.returncode != -9:
            self.witness.complain(None, f"ended by itself: {stderr.decode(errors='replace')}")

    def _live(self, seconds: float | None, is_stopped: bool = False) -> None:
        """A life of so many seconds, or until every master has looked at everything once."""
        try:
            with self.kept.life(*self._options()) as daemon:
                masters = self._masters(daemon, looks_once=seconds is None)
                for master in masters:
                    master.start()
                if seconds is not None:
                    time.sleep(seconds)
                else:
                    for master in masters:
                        master.join()
                for master in masters:
                    master.ending.set()
                daemon.stop() if is_stopped or seconds is None else daemon.kill()
                for master in masters:
                    master.join()
        except (AssertionError, Gone) as error:
            self.witness.complain(None, f"{type(error).__name__}: {error}")

    def _masters(self, daemon: Daemon, looks_once: bool) -> list[Master]:
        """On each way to a bus one or two; they share the bus's meters to write among them."""
        masters = []
        for bus in MIXTURE:
            here = [place for place in places() if place.bus == bus]
            links = [link for port in daemon.ports if port.name.startswith(bus)
                     for link in _links(port)]  # fmt: skip
            for number, link in enumerate(links):
                chance = Random(self._chance.getrandbits(64))
                own = here[number :: len(links)]
                masters.append(Master(self.witness, link, here, own, chance, looks_once))
        return masters

    def report(self) -> str:
        """What is to be told of the run."""
        counts = self.witness.counts
        summary = (
            f"torture: seed {self.seed}: {self.killed} kills in {self.witness.life} lives, "
            f"{counts['writes']} acknowledged writes, {counts['values']} values looked at"
        )
        if not self.witness.violations:
            return f"{summary}: nothing lost, nothing runs backwards"
        lines = [f"{summary}: {len(self.witness.violations)} VIOLATIONS"]
        lines += [str(violation) for violation in self.witness.violations[:20]]
        if not self.sabotage:
            lines.append(f"farm file, state and logs are in {self._keep_evidence()}")
        lines.append(f"choose the same again with: {sys.argv[0]} --seed {self.seed}")
        return "\n".join(lines)

    def _keep_evidence(self) -> Path:
        evidence = Path(tempfile.gettempdir()) / f"torture-{self.seed}"
        shutil.rmtree(evidence, ignore_errors=True)
        shutil.copytree(self.kept.folder, evidence, symlinks=True)
        return evidence


def _links(port: OpenPort) -> list[Link]:
    if port.protocol == "modbus-tcp":
        return [TcpLink(port.address), TcpLink(port.address)]
    return [PtyLink(port.path)]


def main() -> int:
    """Runs as the command line says; 1 when a promise was broken."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=secrets.randbits(32))
    parser.add_argument("--sabotage", choices=SABOTAGES, help="breaks promises, to see it noticed")
    default = os.environ.get("METERFARM", REPOSITORY / ".build" / "debug" / "meterfarm")
    parser.add_argument("--binary", type=Path, default=Path(default))
    options = parser.parse_args()
    print(f"torture: seed {options.seed}", flush=True)
    with tempfile.TemporaryDirectory(prefix="torture-") as folder:
        binary = options.binary.resolve()
        torture = Torture(binary, Path(folder), options.seed, options.sabotage)
        kept_all = torture.run(options.kills)
        print(torture.report())
    return 0 if kept_all else 1


if __name__ == "__main__":
    sys.exit(main())
