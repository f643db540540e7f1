"""The console: every page, in a browser, on a farm that runs."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pymodbus.client import ModbusTcpClient

from support.browser import Page, browsing
from support.console import TURN_PAGES, WHERE, Console, thousands, training_farm
from support.control import Control
from support.farm import Daemon, daemon_of, run_command, running

ANY_PORT = "127.0.0.1:0"
TOKEN = "a-token-of-more-than-16"
PAGES = [
    (), ("meter", "incomer", "front"), ("meter", "incomer", "values"),
    ("meter", "incomer", "registers"), ("meter", "incomer", "charts"),
    ("meter", "incomer", "pulses"), ("meter", "incomer", "operation"),
    ("meter", "incomer", "settings"), ("meter", "incomer", "about"), ("meter", "attic", "front"),
    ("wiring", "incomer"), ("wiring", "flat-1"), ("line", "rs485-1"), ("faults",), ("scenarios",),
    ("clock",), ("lesson",),
]  # fmt: skip
SCREENS = {
    "desk": {"width": 1280, "height": 860},
    "dark": {"width": 1280, "height": 860, "dark": True},
    "phone": {"width": 390, "height": 844, "mobile": True},
}
#: The menus of a COUNTIS E44 in their order, in small letters.
MENUS = ["tar.1", "tar.2", "tar.3", "tar.4", "tot", "par.b", "rt", "info", "setup.2"]


@pytest.fixture(scope="module")
def daemon(meterfarm: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    """The training farm."""
    folder = tmp_path_factory.mktemp("console")
    with running(meterfarm, training_farm(folder, 1), folder, http=ANY_PORT) as daemon:
        yield daemon


@pytest.fixture(scope="module")
def browser() -> Iterator[Page]:
    """One browser for all."""
    with browsing() as page:
        yield page


@pytest.fixture
def console(browser: Page, daemon: Daemon) -> Iterator[Console]:
    """The console on the training farm, with everything right; errors of the browser are errors."""
    control = Control(daemon.http)
    if control.ask("GET", "/v1/lesson").status == 200:
        control.do("DELETE", "/v1/lesson")
    control.do("PUT", "/v1/meters/incomer/wiring", {})
    browser.screen(**SCREENS["desk"])
    browser.errors.clear()
    yield Console(browser, control)
    assert not browser.errors, browser.errors


@pytest.mark.parametrize("screen", SCREENS)
def test_every_page_opens_and_names_its_controls(console: Console, screen: str) -> None:
    console.page.screen(**SCREENS[screen])
    for names in PAGES:
        console.open(*names)
        name = "-".join(names) or "farm"
        if names[-1:] == ("front",):
            console.reading()
        console.picture(f"{name}-{screen}")
        assert not console.page.nameless_controls(), name
        assert console.fits(), f"{name} is wider than the screen"
        console.no_errors()


def test_nothing_comes_from_elsewhere(console: Console) -> None:
    policy = console.control.ask("GET", "/").headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy and "unsafe" not in policy
    console.open()
    console.has("incomer")
    loaded = console.page.evaluate("performance.getEntriesByType('resource').map((r) => r.name)")
    assert loaded and all(one.startswith(f"http://{console.control.place}/") for one in loaded)


def test_the_keys_walk_through_the_menus_of_the_e44(console: Console) -> None:
    console.open("meter", "incomer", "front")
    seen = []
    for _ in MENUS:
        seen.append(console.menu())
        console.press_front("ENTER")
    first = MENUS.index(seen[0])
    assert seen == MENUS[first:] + MENUS[:first]
    assert console.menu() == seen[0]
    while console.menu() != "tot":
        console.press_front("ENTER")
    while "Total imported active energy, " in console.where():
        console.press_front("UP")
    assert "Total imported active energy" in console.where()
    truth = console.control.get("/v1/meters/incomer/truth")["quantities"]
    energy = {one["name"]: one["value"] for one in truth}["energy.active.import.total"]
    shown = re.search(r"([0-9]+\.[0-9]+) ([kM])Wh", console.reading())
    assert shown, console.reading()
    # What the display cuts off, and what is counted between the two looks.
    count = 10 if shown[2] == "k" else 1000
    assert float(shown[1]) * {"k": 1e3, "M": 1e6}[shown[2]] == pytest.approx(energy, abs=count + 50)
    console.picture("front-tot")


def test_keys_are_held_down_to_enter_and_leave_the_setup(console: Console) -> None:
    console.open("meter", "incomer", "front")
    assert console.menu() != "setup.1"
    console.hold_front("SET", 3.5)
    console.page.wait_for(f"{WHERE}.startsWith('setup.1')")
    console.picture("front-setup")
    console.page.press("↵ held 3 s")
    console.page.wait_for(f"!{WHERE}.includes('setup.1') || {WHERE}.includes('question')")
    if console.menu() == "setup.1":
        # Whether changes shall be kept: there are none.
        console.press_front("ENTER")
    assert console.menu() != "setup.1"


def test_a_partial_counter_is_stopped_by_two_keys(console: Console) -> None:
    console.open("meter", "incomer", "front")
    while console.menu() != "par.b":
        console.press_front("ENTER")
    console.page.press("▲ + ↵")
    console.page.wait_for("document.querySelector('.lcd-icon.blinks[data-on=true]')")
    partials = console.control.get("/v1/meters/incomer/partials")["items"]
    assert [one["running"] for one in partials].count(False) == 1
    console.picture("front-partial")
    console.page.press("▲ + ↵")
    console.page.wait_for("!document.querySelector('.lcd-icon.blinks[data-on=true]')")


def seen_power(console: Console, phase: str) -> str:
    """The power that the meter sees in a phase, as the wiring page shows it."""
    return console.page.wait_for(
        f"document.querySelector('tr[data-phase={phase}]')?.cells[2].innerText"
    )


def test_a_reversed_transformer_makes_the_power_negative(console: Console) -> None:
    console.open("wiring", "incomer")
    assert not seen_power(console, "L1").startswith("−")
    console.page.press("Transformer of L1 reversed")
    console.page.wait_for(
        "document.querySelector('tr[data-phase=L1]')?.cells[2].innerText.startsWith('−')"
    )
    console.picture("wiring-reversed")
    console.page.wait_for(
        "document.querySelector('[data-terminal=i1]').ariaLabel.includes('reversed')"
    )
    console.open("meter", "incomer", "values")
    why = "document.querySelector('[data-quantity=\"power.active.total\"] button')"
    console.page.wait_for(why)
    console.page.evaluate(f"{why}.click()")
    console.page.wait_for("document.querySelector('dialog .suspects')")
    console.picture("why")
    console.page.press("Close")
    console.open("wiring", "incomer")
    console.page.press("Mend everything")
    console.page.wait_for(
        "!document.querySelector('tr[data-phase=L1]').cells[2].innerText.startsWith('−')"
    )


def test_two_transformers_are_changed_over_with_the_keyboard(console: Console) -> None:
    console.open("wiring", "incomer")
    for terminal in ("i1", "i2"):
        console.page.wait_for(f"Boolean(document.querySelector('[data-terminal={terminal}]'))")
        console.page.evaluate(f"document.querySelector('[data-terminal={terminal}]').focus()")
        console.page.key("Enter")
    console.page.wait_for(
        "document.querySelector('[data-terminal=i1]').ariaLabel.endsWith('sees L2')"
    )
    wiring = console.control.get("/v1/meters/incomer/wiring")["wiring"]
    assert wiring == {"i1": "l2", "i2": "l1"}
    console.page.press("Mend everything")
    console.page.wait_for(
        "document.querySelector('[data-terminal=i1]').ariaLabel.endsWith('sees L1')"
    )


def test_a_lesson_is_begun_and_given_up(console: Console) -> None:
    console.open("lesson")
    console.page.wait_for("document.querySelector('.lesson-card button')")
    title = console.page.evaluate("document.querySelector('.lesson-card button').ariaLabel")
    console.page.press(title)
    console.has("Your answer")
    assert console.control.get("/v1/lesson")["title"] in title
    console.picture("lesson-under-way")
    console.page.press("Give up")
    console.page.wait_for("document.querySelector('.lesson-card')")


def test_a_lesson_is_answered_and_graded(console: Console) -> None:
    lessons = console.control.get("/v1/lessons?limit=1000")["items"]
    lesson = next(one for one in lessons if one["available"] and one["subject"] == "wiring")

    def answer(choices: dict[str, str]) -> dict[str, str]:
        """Begins the lesson, answers it in the browser, and tells what was right."""
        console.control.do("POST", f"/v1/lessons/{lesson['lesson']}/start", {"seed": 7})
        console.open("lesson")
        for question in console.control.get("/v1/lesson")["questions"]:
            choice = choices.get(question["question"], question["choices"][0]["choice"])
            selector = f"input[name={question['question']}][value='{choice}']"
            console.page.wait_for(f'Boolean(document.querySelector("{selector}"))')
            console.page.evaluate(f'document.querySelector("{selector}").click()')
        console.page.press("That is it")
        console.page.wait_for("document.querySelector('.points')")
        grade = console.control.get("/v1/lesson")["grade"]
        assert str(grade["points"]) in console.page.text()
        return {one["question"]: one["correct"] for one in grade["verdicts"]}

    right = answer({})
    console.page.press("End the lesson")
    console.page.wait_for("document.querySelector('.lesson-card')")
    answer(right)
    assert console.control.get("/v1/lesson")["grade"]["points"] == 100
    console.picture("lesson-graded")


def test_a_lesson_hides_what_is_true(console: Console) -> None:
    lessons = console.control.get("/v1/lessons?limit=1000")["items"]
    lesson = next(one for one in lessons if one["available"] and one["subject"] == "wiring")
    begun = console.control.do("POST", f"/v1/lessons/{lesson['lesson']}/start", {"seed": 7})
    console.open("meter", begun["meters"][0], "front")
    console.has("A lesson hides this")
    console.open("wiring", begun["meters"][0])
    console.page.wait_for("document.querySelector('.problem')")
    # The browser notes each answer that is no success; this one is what was asked for.
    assert all("409" in error for error in console.page.errors), console.page.errors
    console.open("clock")
    console.page.errors.clear()


def test_the_clock_is_a_tape_deck(console: Console) -> None:
    console.open("clock")
    console.page.wait_for("document.querySelector('.deck-key.play').ariaLabel === 'Stop the clock'")
    console.page.evaluate("document.querySelector('.deck-key.play').click()")
    console.has("stopped")
    before = console.control.get("/v1/clock")
    assert before["isPaused"]
    console.page.press("Step by 1 h")
    hour = int(before["local"][11:13])
    console.page.wait_for(
        f"document.querySelector('.deck-time').innerText.startsWith('{(hour + 1) % 24:02d}')"
    )
    console.page.press("×60")
    pressed = "document.querySelector('.deck-keys [aria-pressed=true]').innerText"
    console.page.wait_for(f"{pressed} === '×60'")
    console.page.press("×1")
    console.page.evaluate("document.querySelector('.deck-key.play').click()")
    console.page.wait_for("document.querySelector('.deck-key.play').ariaLabel === 'Stop the clock'")
    assert not console.control.get("/v1/clock")["isPaused"]


def test_a_fault_is_armed_and_disarmed(console: Console) -> None:
    console.open("faults")
    console.page.choose("[data-pointer='/name'] input", "not a name")
    console.page.press("Arm it")
    console.page.wait_for("document.querySelector('[data-pointer=\"/name\"] [aria-invalid]')")
    assert all("422" in error for error in console.page.errors), console.page.errors
    console.page.errors.clear()
    console.page.choose("[data-pointer='/name'] input", "busy")
    console.page.choose("[data-pointer='/effect'] select", "exception")
    console.page.choose("[data-pointer='/target/meter'] input", "shop")
    console.page.press("Arm it")
    console.page.wait_for("document.querySelector('article[aria-label=busy]')")
    armed = console.control.get("/v1/faults")["items"]
    assert armed[0]["effect"] == {"exception": "serverDeviceBusy"}
    assert armed[0]["target"] == {"meter": "shop"}
    console.picture("fault-armed")
    console.page.press("Disarm busy")
    console.has("Nothing is armed")


def test_a_scenario_is_played(console: Console) -> None:
    console.open("scenarios")
    console.page.wait_for("document.querySelector('.choose-list button')")
    console.page.evaluate(
        "[...document.querySelectorAll('.choose-list button')]"
        ".find((one) => one.innerText.startsWith('busy-meter')).click()"
    )
    console.page.press("Play it")
    console.page.wait_for(
        "document.querySelector('[aria-label=Played]').innerText.includes('busy-meter')"
    )
    assert console.control.get("/v1/runs")["items"][0]["scenario"] == "busy-meter"
    console.control.do("DELETE", f"/v1/runs/{console.control.get('/v1/runs')['items'][0]['run']}")


def test_tabs_follow_the_arrows(console: Console) -> None:
    console.open("meter", "incomer", "front")
    console.page.evaluate("document.querySelector('[role=tab][aria-selected=true]').focus()")
    console.page.key("ArrowRight")
    console.page.wait_for("document.activeElement.innerText === 'Values'")
    console.has("Exact values")
    assert console.page.evaluate("location.hash") == "#/meter/incomer/values"


def test_frames_pass_before_the_eyes(console: Console, daemon: Daemon) -> None:
    console.open("line", "rs485-1")
    host, port = daemon.tcp("lan")
    with ModbusTcpClient(host, port=port) as master:
        assert not master.read_holding_registers(0xC568, count=2, device_id=5).isError()
    console.page.wait_for("document.querySelectorAll('.frames tbody tr').length >= 2")
    console.page.evaluate("document.querySelector('.frames .text').click()")
    console.page.wait_for("document.querySelector('.bytes span')")
    assert "power.active.total" in console.page.text()
    console.picture("frames")


def test_a_token_is_asked_for_once(
    meterfarm: Path, tmp_path: Path, browser: Page
) -> None:
    file = tmp_path / "farm.json"
    file.write_text(json.dumps(training_farm(tmp_path, 1)))
    command = run_command(meterfarm, file, ANY_PORT)
    environment = {"METERFARM_TOKEN": TOKEN}
    with daemon_of(command, tmp_path / "stderr.txt", environment) as daemon:
        browser.go(f"http://{daemon.http}/")
        browser.wait_for("document.querySelectorAll('dialog').length === 1")
        browser.choose("#token", TOKEN)
        browser.press("Use it")
        browser.wait_for("document.body.innerText.includes('incomer')")
        assert browser.count("dialog") == 0
        daemon.stop()
    browser.go("about:blank")
    browser.errors.clear()


def test_five_thousand_meters_are_no_burden(
    meterfarm: Path, tmp_path: Path, browser: Page
) -> None:
    with running(meterfarm, thousands(5000), tmp_path, http=ANY_PORT) as daemon:
        console = Console(browser, Control(daemon.http))
        console.open()
        console.page.wait_for("document.querySelectorAll('.virtual-row').length > 5")
        assert console.page.count(".virtual-row") < 60
        assert console.page.count("*") < 2500
        times = console.page.evaluate(TURN_PAGES)
        print(f"5 000 meters: {max(times):.0f} ms for a page of the list, at worst")
        assert console.page.count(".virtual-row") < 60 and console.page.count("*") < 2500
        console.page.choose("input[type=search]", "flat-20-7")
        console.has("11 meters")
        console.no_errors()
        browser.go("about:blank")
