"""`meterfarm plot`: loads and farms as pictures, in files and in the terminal."""

import json
import os
import pty
import re
import subprocess
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from support.farm import PROFILES, REPOSITORY, bus, constant_load, farm, meter, tcp_port

PICTURES = REPOSITORY / "docs" / "loads"
SVG = "{http://www.w3.org/2000/svg}"


def plot(meterfarm: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Runs `meterfarm plot` to its end."""
    command = [str(meterfarm), "plot", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, cwd=REPOSITORY)


def picture(meterfarm: Path, *arguments: object) -> ElementTree.Element:
    """The SVG that comes to stdout."""
    result = plot(meterfarm, *arguments, "--svg", "-")
    assert (result.returncode, result.stderr) == (0, ""), result.stderr
    return ElementTree.fromstring(result.stdout)


def texts(svg: ElementTree.Element) -> list[str]:
    """The words in a picture."""
    return [element.text or "" for element in svg.iter(f"{SVG}text")]


@pytest.fixture
def farm_file(tmp_path: Path) -> Path:
    """Ten meters on constant loads, 100 W a phase more each."""
    meters = [
        meter(f"m-{n}", "eastron-sdm630", n, "b", constant_load(power=100.0 * n))
        for n in range(1, 11)
    ]
    path = tmp_path / "farm.json"
    path.write_text(json.dumps(farm([bus("b", tcp_port())], meters)))
    return path


def test_a_load_is_drawn_by_its_name_with_units_and_local_times(meterfarm):
    svg = picture(meterfarm, "household")
    words = texts(svg)
    assert "household" in words
    assert any(word.startswith("Active power, ") for word in words)
    assert "Voltage, V" in words
    assert {"00:00", "06:00", "12:00", "Mon 2 Mar"} <= set(words)
    assert svg.get("role") == "img"
    title, description = svg.find(f"{SVG}title"), svg.find(f"{SVG}desc")
    assert title is not None and title.text == "household"
    assert description is not None and "mean" in (description.text or "")
    style = svg.find(f"{SVG}style")
    assert style is not None and "prefers-color-scheme:dark" in (style.text or "")


def test_a_picture_needs_nothing_from_elsewhere(meterfarm):
    text = plot(meterfarm, "household", "--svg", "-").stdout
    assert re.findall(r"(?:href|src|url\(|@import|<script)", text) == []
    assert len(text) < 80_000


def test_the_same_load_gives_the_same_bytes_and_another_seed_others(meterfarm, tmp_path):
    for name in ("a", "b"):
        result = plot(meterfarm, "household", "--svg", tmp_path / f"{name}.svg")
        assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()
    other = plot(meterfarm, "household", "--svg", "-", "--seed", 3).stdout
    assert other.encode() != (tmp_path / "a.svg").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.svg", "b.svg"]


def test_a_size_and_a_time_can_be_chosen(meterfarm):
    svg = picture(
        meterfarm, "household", "--width", 500, "--height", 700, "--for", "7d",
        "--start", "2026-07-06T00:00:00+02:00", "--quantity", "power.active.total",
    )  # fmt: skip
    assert (svg.get("width"), svg.get("height")) == ("500", "700")
    words = texts(svg)
    assert "Mon 6 Jul" in words or "6 Jul" in words
    assert not any(word.startswith("Voltage") for word in words)


def test_a_load_file_is_drawn_by_its_path(meterfarm, tmp_path):
    path = tmp_path / "kettle & pot.json"
    path.write_text(json.dumps({**constant_load(power=2000.0, phases="l2"), "description": "<b>"}))
    words = texts(picture(meterfarm, path))
    assert "kettle & pot" in words and "<b>" in words
    assert "L2" in words and "L1" not in words
    assert any(word.endswith("48.0 kWh") for word in words)


def test_meters_of_a_farm_share_a_picture(meterfarm, farm_file):
    words = texts(picture(meterfarm, farm_file, "--meter", "m-1, m-3", "--for", "6h"))
    assert "Active power, W" in words
    assert {"m-1", "m-3"} <= set(words) and "m-2" not in words
    # The farm's zone is Paris.
    assert any("Europe/Paris" in word for word in words)


def test_of_many_meters_the_first_are_drawn_and_that_is_said(meterfarm, farm_file):
    result = plot(meterfarm, farm_file, "--for", "1h", "--svg", "-")
    assert result.returncode == 0
    assert "the first 8 of 10 meters" in result.stderr
    words = texts(ElementTree.fromstring(result.stdout))
    assert "m-8" in words and "m-9" not in words


def test_energy_of_a_meter_rises_to_what_it_counts(meterfarm, farm_file):
    svg = picture(
        meterfarm, farm_file, "--meter", "m-10", "--quantity", "energy.active.import.total",
        "--for", "10h",
    )  # fmt: skip
    description = svg.find(f"{SVG}desc")
    assert description is not None
    assert "0 Wh to 30.0 kWh, mean 15.0 kWh" in (description.text or "")


def test_the_terminal_gets_plain_text_where_it_is_none(meterfarm):
    result = plot(meterfarm, "household", "--width", 70)
    assert (result.returncode, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert all(len(line) <= 70 for line in lines)
    assert "\x1b" not in result.stdout
    assert any(line.startswith("Active power L1, W") for line in lines)
    assert any("⣿" in line for line in lines)
    assert lines[-2].split()[:2] == ["00:00", "06:00"]


@pytest.mark.parametrize(("no_color", "has_colour"), [("", True), ("1", False)])
def test_the_terminal_gets_its_colours_and_its_width(meterfarm, no_color, has_colour):
    master, slave = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "NO_COLOR": no_color, "COLUMNS": "66"}
    command = [str(meterfarm), "plot", "household"]
    text = b""
    with subprocess.Popen(command, stdout=slave, cwd=REPOSITORY, env=environment):
        os.close(slave)
        while True:
            try:
                data = os.read(master, 65536)
            except OSError:
                break
            if not data:
                break
            text += data
    os.close(master)
    output = text.decode()
    assert ("\x1b[" in output) == has_colour
    visible = [re.sub(r"\x1b\[\d+m", "", line) for line in output.splitlines()]
    assert max(map(len, visible)) <= 66


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["houshold"], 1, 'did you mean "household"?'),
        (["household", "--quantity", "power.activ.total"], 1, 'did you mean "power.active.'),
        (["flats-main"], 1, "adds up other meters (flat-*)"),
        (["profiles/farms/demo.json", "--meter", "incommer"], 1, 'did you mean "incomer"?'),
        (["household", "--svg", "/dev/full"], 1, "No space left on device"),
        (["household", "--meter", "m"], 64, "needs a farm"),
        (["household", "--for", "0s"], 64, "--for must be longer than 0s"),
        (["household", "--width", "0"], 64, "allowed: 1 to 20000"),
        (["household", "--time-zone", "Europe/Pariss"], 64, 'did you mean "Europe/Paris"?'),
        (["household", "--start", "noon"], 64, "RFC 3339"),
        ([], 64, "name a load profile or a farm file"),
    ],
)
def test_what_is_wrong_is_said(meterfarm, arguments, code, words):
    result = plot(meterfarm, *arguments)
    assert result.returncode == code, result.stderr
    assert words in result.stderr
    assert result.stdout == ""


def test_the_farm_that_has_the_meters_draws_their_sum(meterfarm, tmp_path):
    sub = [meter(f"flat-{n}", "eastron-sdm630", n, "b", constant_load(power=200)) for n in (1, 2)]
    main = meter("main", "eastron-sdm630", 9, "b", {"sumOf": "flat-*"})
    path = tmp_path / "sum.json"
    path.write_text(json.dumps(farm([bus("b", tcp_port())], [main, *sub])))
    svg = picture(meterfarm, path, "--meter", "main", "--for", "1h")
    description = svg.find(f"{SVG}desc")
    assert description is not None and "1.20 kW to 1.20 kW" in (description.text or "")


@pytest.fixture(scope="module")
def gallery(meterfarm: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pictures of every shipped load, drawn now."""
    folder = tmp_path_factory.mktemp("gallery")
    result = plot(meterfarm, "--gallery", folder, "--profiles", PROFILES)
    assert result.returncode == 0, result.stderr
    assert sorted(result.stdout.split()) == sorted(str(path) for path in folder.iterdir())
    return folder


def test_every_load_has_a_day_and_a_week(gallery):
    loads = {
        path.stem for path in (PROFILES / "loads").glob("*.json")
        if "sumOf" not in path.read_text()
    }  # fmt: skip
    drawn = {path.name for path in gallery.iterdir()}
    wanted = {f"{load}-{length}.svg" for load in loads for length in ("day", "week")}
    assert wanted <= drawn
    july = {f"{load}-{length}-july.svg" for load in loads for length in ("day", "week")}
    assert drawn - wanted <= july
    for path in gallery.iterdir():
        ElementTree.parse(path)
        assert path.stat().st_size < 100_000, path.name


def test_the_committed_pictures_are_up_to_date(gallery):
    """`make pictures` draws them again: `meterfarm plot --gallery docs/loads`."""
    if not PICTURES.is_dir():
        pytest.skip("no pictures are committed yet")
    committed = {path.name: path.read_bytes() for path in PICTURES.glob("*.svg")}
    drawn = {path.name: path.read_bytes() for path in gallery.iterdir()}
    stale = {name for name in committed | drawn if committed.get(name) != drawn.get(name)}
    assert not stale, "meterfarm plot --gallery docs/loads draws them again"
