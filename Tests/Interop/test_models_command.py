"""`meterfarm models` and its kin: where the library is looked for, and what is said without one."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from support.farm import REPOSITORY, bus, constant_load, farm, meter

PROFILES = REPOSITORY / "profiles"


class Lonely:
    """The program where it finds no profiles: a copy, and a working folder of its own."""

    def __init__(self, program: Path, folder: Path) -> None:
        self.program = folder / "opt" / "bin" / "meterfarm"
        self.program.parent.mkdir(parents=True)
        shutil.copy(program, self.program)
        self.here = folder / "here"
        self.here.mkdir()

    def __call__(
        self, *arguments: str, profiles: Path | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Runs a command to its end, with METERFARM_PROFILES or without."""
        environment = {k: v for k, v in os.environ.items() if k != "METERFARM_PROFILES"}
        if profiles:
            environment["METERFARM_PROFILES"] = str(profiles)
        return subprocess.run(
            [self.program, *arguments],
            cwd=self.here, env=environment, capture_output=True, text=True, timeout=120,
        )  # fmt: skip


@pytest.fixture
def lonely(meterfarm: Path, tmp_path: Path) -> Lonely:
    """The program in an empty folder."""
    return Lonely(meterfarm, tmp_path)


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A library of one model."""
    folder = tmp_path / "small"
    (folder / "meters").mkdir(parents=True)
    shutil.copy(PROFILES / "meters" / "sunspec-203.json", folder / "meters")
    return folder


def test_pages_are_those_of_the_library_that_every_command_finds(lonely: Lonely, small: Path):
    """The folder of METERFARM_PROFILES is found in a folder without profiles."""
    result = lonely("models", "pages", "pages", profiles=small)
    assert result.returncode == 0, result.stderr
    assert "sunspec-203" in (lonely.here / "pages" / "models.md").read_text()
    fresh = lonely("models", "pages", "pages", "--check", profiles=small)
    assert fresh.returncode == 0, fresh.stderr


@pytest.mark.parametrize("options", [[], ["--check"], ["--profiles", "nowhere"]])
def test_an_empty_library_makes_no_pages_and_deletes_none(lonely: Lonely, options: list[str]):
    """What stands there stays, and the message says where models were looked for."""
    page = lonely.here / "pages" / "models" / "acme.md"
    page.parent.mkdir(parents=True)
    page.write_text("kept")
    result = lonely("models", "pages", "pages", *options)
    assert result.returncode == 1
    assert "no folder with profiles has meters/; looked for it in " in result.stderr
    assert [file.name for file in page.parent.parent.iterdir()] == ["models"]
    assert page.read_text() == "kept"


def test_a_folder_that_is_named_is_the_only_one_that_pages_are_made_of(
    lonely: Lonely, small: Path
):
    """The models of METERFARM_PROFILES do not take the place of an empty folder."""
    (lonely.here / "mine").mkdir()
    result = lonely("models", "pages", "pages", "--profiles", "mine", profiles=small)
    assert result.returncode == 1
    assert "looked for it in mine;" in result.stderr
    assert not (lonely.here / "pages").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["models"],
        ["models", "--format", "markdown"],
        ["models", "legrand-412083"],
        ["read", "legrand-412083", "--tcp", "127.0.0.1:9", "--address", "1"],
    ],
)
def test_without_profiles_commands_say_where_they_looked(lonely: Lonely, arguments: list[str]):
    """Nothing is printed for a library, and nothing is claimed of what is allowed."""
    result = lonely(*arguments, profiles=Path("/nowhere/at/all"))
    assert result.returncode == 1
    assert result.stdout == ""
    message = result.stderr
    assert "no folder with profiles has meters/; looked for it in " in message
    assert "/nowhere/at/all" in message and str(lonely.here / "profiles") in message
    assert "--profiles FOLDER or METERFARM_PROFILES names one" in message
    assert "nothing is allowed here" not in message


def test_a_farm_without_profiles_says_so_at_its_model(lonely: Lonely):
    """The same reason stands at the meter of a farm file."""
    file = lonely.here / "farm.json"
    document = farm([bus("b")], [meter("m", "legrand-412083", 5, "b", constant_load(1))])
    file.write_text(json.dumps(document))
    result = lonely("check", str(file))
    assert result.returncode == 1
    reason = '/meters/0/model: no meter model "legrand-412083": no folder with profiles has meters/'
    assert reason in result.stdout


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("537885", "COUNTIS E43 (537 885)"),
        ("537 885", "COUNTIS E43 (537 885)"),
        ("M1PRO 40", "M1PRO 40 M-Bus MID"),
    ],
)
def test_a_reference_finds_its_model(lonely: Lonely, name: str, title: str):
    """With spaces and without."""
    result = lonely("models", name, "--profiles", str(PROFILES))
    assert result.returncode == 0, result.stderr
    assert title in result.stdout.splitlines()[0]


def test_a_reference_of_two_models_names_both(lonely: Lonely):
    """Which of two tables a DIRIS A40 has only its owner knows."""
    result = lonely("models", "4825 0201", "--profiles", str(PROFILES))
    assert result.returncode == 1
    assert result.stdout == ""
    assert '"4825 0201" is the reference of socomec-diris-a40 and socomec-diris-a40-legacy' in (
        result.stderr
    )
