"""The lessons: their pages are played as they are written, and what they show must be what comes.

What each shows is in the tests beside: of the wiring, the line, the protocol, and the values.
"""

import json
import re
import subprocess
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from support.farm import SAFETY_TIMEOUT
from support.lessons import (
    FARM, INDEX, LESSONS, PAGES, RUN, SCENARIOS, Lesson, agree, page_of, scenes,
)  # fmt: skip


def test_every_lesson_has_a_page_and_a_place_in_the_index() -> None:
    pages = {path.stem for path in PAGES.glob("*.md")} - {INDEX.stem}
    assert pages == set(LESSONS)
    linked = re.findall(r"\]\(([a-z0-9-]+)\.md\)", INDEX.read_text())
    assert sorted(linked) == LESSONS
    assert len(LESSONS) >= 24


def test_every_scenario_is_valid_and_fits_the_training_farm(meterfarm: Path) -> None:
    files = [SCENARIOS / f"{name}.json" for name in LESSONS]
    result = subprocess.run(
        [meterfarm, "check", *files], capture_output=True, text=True, timeout=SAFETY_TIMEOUT
    )
    assert result.stdout.splitlines() == [f"{file}: ok (scenario)" for file in files]
    assert all(json.loads(file.read_text())["description"] for file in files)
    given = [word for name in LESSONS for word in ("--scenario", name)]
    command = [meterfarm, "simulate", FARM, "--for", "1s", "--meter", "incomer", *given]
    result = subprocess.run(command, capture_output=True, text=True, timeout=SAFETY_TIMEOUT)
    assert (result.returncode, result.stderr) == (0, "")


@pytest.mark.parametrize("name", LESSONS)
def test_a_page_is_narrow_and_says_how_to_play_it(name: str) -> None:
    lines = page_of(name).read_text().splitlines()
    assert [line for line in lines if len(line) > 100] == []
    assert f"$ {RUN.format(name)}" in lines
    assert {"## Why", "## In the field"} <= set(lines)


def play_page(lesson: Lesson) -> list[str]:
    """Does what a page says; returns where something else came than it shows."""
    different = []
    for scene in scenes(page_of(lesson.name)):
        for command, printed, shown in lesson.play(scene):
            if not agree(scene.words, printed, shown):
                different.append("\n".join([command, *printed, "in place of", *shown]))
    return different


@pytest.fixture(scope="module")
def played(
    request: pytest.FixtureRequest, meterfarm: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Future[list[str]]]]:
    """The pages of the tests that are to run, three at a time: most of it is waiting."""
    functions = [item for item in request.session.items if isinstance(item, pytest.Function)]
    names = [f.callspec.params["name"] for f in functions if f.originalname == PAGE_TEST]
    pool = ThreadPoolExecutor(3)
    yield {
        name: pool.submit(play_page, Lesson(meterfarm, tmp_path_factory.mktemp(name), name))
        for name in names
    }
    pool.shutdown(cancel_futures=True)


@pytest.mark.parametrize("name", LESSONS)
def test_a_page_shows_what_is_seen(played: dict[str, Future[list[str]]], name: str) -> None:
    assert played[name].result() == []


PAGE_TEST = test_a_page_shows_what_is_seen.__name__


def test_every_lesson_has_a_test_of_its_own() -> None:
    files = sorted(Path(__file__).parent.glob("test_lessons*.py"))
    text = "\n".join(file.read_text() for file in files)
    assert [name for name in LESSONS if f'"{name}"' not in text] == []
