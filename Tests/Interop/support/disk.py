"""Disks with faults: one that obeys the tests (faulty-disk.c), and one with little space."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SOURCE = Path(__file__).with_name("faulty-disk.c")
FLAGS = ["-std=c11", "-O1", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC"]
SAFETY_TIMEOUT = 30.0


def build_faulty_disk(folder: Path) -> Path:
    """Compiles the library that comes between the daemon and its disk."""
    library = folder / "faulty-disk.so"
    subprocess.run(["gcc", *FLAGS, "-o", library, SOURCE, "-ldl"], check=True)
    return library


class FaultyDisk:
    """What happens to the files of one folder."""

    def __init__(self, library: Path, folder: Path, order: Path) -> None:
        self._order = order
        self.environment = {
            "LD_PRELOAD": str(library),
            "FAULTY_DISK_FOLDER": str(folder.resolve()),
            "FAULTY_DISK_ORDER": str(order),
        }
        self.obey()

    def obey(self) -> None:
        """From now on all goes well."""
        self._say("")

    def refuse_writes(self, error: int) -> None:
        """Nothing can be written; what is written already can be synced."""
        self._say(f"write {error}")

    def cut_writes(self, error: int) -> None:
        """Each write leaves a part of it behind and fails."""
        self._say(f"half {error}")

    def refuse_syncs(self, error: int) -> None:
        """What is written arrives, but nobody vouches for it."""
        self._say(f"sync {error}")

    def hold(self) -> None:
        """Every sync waits until another order is given."""
        self._held.unlink(missing_ok=True)
        self._say("hold")

    def wait_until_held(self) -> None:
        """Returns when a sync waits."""
        deadline = time.monotonic() + SAFETY_TIMEOUT
        while not self._held.exists():
            assert time.monotonic() < deadline, "nothing is synced"
            time.sleep(0.002)

    def dying_at(self, call: int) -> dict[str, str]:
        """The environment of a daemon that is killed in place of its so-many-th change."""
        return self.environment | {"FAULTY_DISK_DEATH": str(call)}

    @property
    def _held(self) -> Path:
        return self._order.with_name(self._order.name + ".held")

    def _say(self, order: str) -> None:
        draft = self._order.with_name(self._order.name + ".draft")
        draft.write_text(order)
        draft.replace(self._order)


class SmallDisk:
    """A file system of its own with little space."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ballast = folder / "ballast"

    def fill(self) -> None:
        """Takes all space that is left."""
        with self._ballast.open("ab", buffering=0) as file:
            for size in (4096, 1):
                try:
                    while file.write(bytes(size)) == size:
                        pass
                except OSError:
                    continue

    def free(self) -> None:
        """Gives the space back."""
        self._ballast.unlink()


@contextmanager
def small_disk(folder: Path, kilobytes: int) -> Iterator[SmallDisk | str]:
    """Mounts a small file system; the reason where that is not permitted."""
    folder.mkdir(parents=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(folder)]
    try:
        result = subprocess.run(mount, capture_output=True, text=True, timeout=60)
    except FileNotFoundError:
        yield "there is no mount command"
        return
    if result.returncode != 0:
        yield f"a tmpfs cannot be mounted: {result.stderr.strip()}"
        return
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True, timeout=60)
