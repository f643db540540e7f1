"""Fixtures: the executable, the C probe, and farms that run as long as a test or a module."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from support.disk import build_faulty_disk
from support.farm import REPOSITORY, Daemon, Json, running, shipped_farm
from support.lessons import Lesson
from support.probe import build_probe
from support.state import KeptFarm

StartFarm = Callable[[Json], Daemon]
KeepFarm = Callable[..., KeptFarm]
Play = Callable[[str], Lesson]


@pytest.fixture(scope="session")
def meterfarm() -> Path:
    """The executable: METERFARM, else the debug build."""
    default = REPOSITORY / ".build" / "debug" / "meterfarm"
    path = Path(os.environ.get("METERFARM", default)).resolve()
    if not os.access(path, os.X_OK):
        pytest.exit(f"{path} is not there: build it, or name another by METERFARM", 2)
    return path


@pytest.fixture(scope="module")
def demonstration(
    meterfarm: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Daemon]:
    """The demonstration farm with its control API, at ports of its own."""
    folder = tmp_path_factory.mktemp("demonstration")
    document = shipped_farm("demo", folder)
    with running(meterfarm, document, folder, http="127.0.0.1:0") as daemon:
        yield daemon


@pytest.fixture(scope="session")
def probe_program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The libmodbus master, compiled once."""
    return build_probe(tmp_path_factory.mktemp("probe"))


@pytest.fixture
def start_farm(meterfarm: Path, tmp_path: Path) -> Iterator[StartFarm]:
    """Starts farms that end with the test; how they end is checked."""
    with ExitStack() as stack:
        count = 0

        def start(document: Json) -> Daemon:
            nonlocal count
            count += 1
            return stack.enter_context(running(meterfarm, document, tmp_path / f"farm-{count}"))

        yield start


@pytest.fixture
def keep_farm(meterfarm: Path, tmp_path: Path) -> KeepFarm:
    """Makes farms whose state is kept; those with the same stem and folder are the same farm."""

    def keep(document: Json, folder: str = "kept", stem: str = "farm") -> KeptFarm:
        return KeptFarm(meterfarm, tmp_path / folder, document, stem)

    return keep


@pytest.fixture
def play(meterfarm: Path, tmp_path: Path) -> Play:
    """Plays a lesson on a farm of its own."""
    return lambda name: Lesson(meterfarm, tmp_path, name)


@pytest.fixture(scope="session")
def faulty_disk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library that makes a disk slow or broken on command, compiled once."""
    return build_faulty_disk(tmp_path_factory.mktemp("faulty-disk"))
