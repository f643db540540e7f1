"""The console: every page, in a browser, on a farm that runs."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pymodbus.client import ModbusTcpClient

from support.browser import Page, browsing
from support.console import (
    FRONTS, TRAINING, TURN_PAGES, Console, fronts, thousands, training_farm,
)  # fmt: skip
from support.control import Control
from support.farm import Daemon, Json, daemon_of, run_command, running

ANY_PORT = "127.0.0.1:0"
TOKEN = "a-token-of-more-than-16"
PAGES = [
    (), ("meter", "incomer", "front"), ("meter", "incomer", "values"),
    ("meter", "incomer", "registers"), ("meter", "incomer", "charts"),
    ("meter", "incomer", "pulses"), ("meter", "incomer", "operation"),
    ("meter", "incomer", "settings"), ("meter", "incomer", "about"), ("meter", "attic", "front"),
    ("wiring", "incomer"), ("wiring", "flat-1"), ("line", "rs485-1"), ("faults",),
    ("scenarios",), ("scenarios", "tariff-day"), ("clock",), ("lesson",),
]  # fmt: skip
SCREENS = {
    "desk": {"width": 1280, "height": 860},
    "dark": {"width": 1280, "height": 860, "dark": True},
    "phone": {"width": 390, "height": 844, "mobile": True},
}
#: What stands on a tab of a meter when it has been read.
ROWS = {
    "values": "tr[data-quantity]", "registers": ".registers tbody tr", "pulses": ".facts",
    "telegrams": ".registers tbody tr", "operation": ".grid h2", "settings": "form",
    "about": ".facts",
}  # fmt: skip
#: What stands on other pages when they have what they show.
PARTS = {"scenarios": ".option", "lesson": ".lesson-card", "wiring": "[data-terminal]"}
#: The menus of a COUNTIS E44 in their order.
MENUS = ["tar.1", "tar.2", "tar.3", "tar.4", "tot", "par.b", "rt", "info", "setup.2"]


@pytest.fixture(scope="module")
def daemon(meterfarm: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    """The training farm, with a memory for its snapshots."""
    folder = tmp_path_factory.mktemp("console")
    farm, state = training_farm(folder, 1), str(folder / "state")
    with running(meterfarm, farm, folder, http=ANY_PORT, state=state) as daemon:
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
    console = Console(browser, control)
    console.settle()
    browser.screen(**SCREENS["desk"])
    browser.errors.clear()
    yield console
    assert not browser.errors, browser.errors


@pytest.mark.parametrize("screen", SCREENS)
def test_every_page_opens_and_names_its_controls(console: Console, screen: str) -> None:
    console.page.screen(**SCREENS[screen])
    for names in PAGES:
        console.open(*names)
        name = "-".join(names) or "farm"
        if names[-1:] == ("front",):
            console.reading()
        elif names[0:1] == ("meter",) and names[-1] in ROWS:
            console.there(ROWS[names[-1]])
        elif names and names[0] in PARTS:
            console.there(PARTS[names[0]])
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
    assert console.menu() == seen[0]
    first = MENUS.index(seen[0])
    assert seen == MENUS[first:] + MENUS[:first]


def test_the_display_shows_what_is_counted(console: Console) -> None:
    console.open("meter", "incomer", "front")
    console.turn_to("tot")
    while console.shown() != "Total imported active energy":
        console.press_front("UP")
    shown = re.search(r"([0-9]+\.[0-9]+) (k|M)Wh", console.reading())
    assert shown, console.reading()
    energy = console.quantity("incomer", "energy.active.import.total")
    factor = {"k": 1e3, "M": 1e6}[shown[2]]
    assert float(shown[1]) * factor == pytest.approx(energy, abs=200)
    console.picture("front-tot")


def test_keys_are_held_down_to_enter_and_leave_the_setup(console: Console) -> None:
    console.open("meter", "incomer", "front")
    console.turn_to("tar.1")
    console.hold_front("SET", 3.5)
    console.until_menu("setup.1")
    console.picture("front-setup")
    console.page.press("ENTER held 3 s")
    console.page.wait_for("document.querySelector('.front-where .chip')?.innerText === 'question'")
    console.press_front("ENTER")
    console.until_menu("tar.1")


def test_two_keys_at_once_stop_a_partial_counter(console: Console) -> None:
    console.open("meter", "incomer", "front")
    console.turn_to("par.b")
    console.page.press("UP and ENTER together")
    console.page.wait_for("Boolean(document.querySelector('.lcd-icon.blinks[data-icon=partial]'))")
    states = console.control.get("/v1/meters/incomer/partials")["items"]
    assert [one["running"] for one in states].count(False) == 1
    console.picture("front-partial-stopped")
    console.page.press("UP and ENTER together")
    console.page.wait_for("!document.querySelector('.lcd-icon.blinks[data-icon=partial]')")
    states = console.control.get("/v1/meters/incomer/partials")["items"]
    assert all(one["running"] for one in states)


def test_fronts_look_like_their_devices(
    meterfarm: Path, tmp_path: Path, browser: Page
) -> None:
    with running(meterfarm, fronts(), tmp_path, http=ANY_PORT) as daemon:
        console = Console(browser, Control(daemon.http))
        browser.screen(**SCREENS["desk"])
        for name, (_, modules) in FRONTS.items():
            console.open("meter", name, "front")
            assert console.reading() not in ("", "dark"), name
            shown = "document.querySelector('.front').style.getPropertyValue('--modules')"
            assert console.page.evaluate(shown) == modules
            keys = console.control.get(f"/v1/meters/{name}/panel")["keys"]
            single = [key for key in keys if not key["together"]]
            assert console.page.count(".front-key") == len(single)
            assert not console.page.nameless_controls(), name
            console.picture(f"fronts-{name}")
        console.open("meter", "m1pro-40", "telegrams")
        console.page.wait_for(f"Boolean(document.querySelector({ROWS['telegrams']!r}))")
        assert "it answers" in console.page.text() and not console.page.nameless_controls()
        console.picture("telegrams")
        console.no_errors()
        browser.go("about:blank")


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
    console.page.choose("input[aria-label='Search quantities']", "power.active.total")
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


def test_a_scenario_is_found_played_and_stopped(console: Console) -> None:
    name = "one-transformer-reversed"
    console.open("scenarios")
    console.page.choose("input[aria-label='Search scenarios']", "transformer-rev")
    console.gone(".option[data-name=busy-meter]")
    console.there(f".option[data-name={name}]")
    console.page.evaluate(f"document.querySelector('.option[data-name={name}]').focus()")
    console.page.key("Enter")
    console.has("fits this farm")
    assert console.page.count(".timeline > li") == 1
    console.page.press("Play it")
    console.there("[aria-label=Played] .run")
    played = "document.querySelector('[aria-label=Played] .run').innerText"
    console.page.wait_for(f"{played}.includes('0 of 1 step done, the next one in')")
    assert [one["scenario"] for one in going(console)] == [name]
    console.picture("scenario-played")
    console.page.press(f"Stop {name}")
    console.gone("main [aria-label^='Stop ']:not([hidden])")
    assert not going(console)


def going(console: Console) -> list[Json]:
    """The runs that are not over."""
    runs = console.control.get("/v1/runs?limit=1000")["items"]
    return [one for one in runs if not one["isOver"]]


def test_a_scenario_that_does_not_fit_says_why(
    meterfarm: Path, tmp_path: Path, browser: Page
) -> None:
    with running(meterfarm, fronts(), tmp_path, http=ANY_PORT) as daemon:
        console = Console(browser, Control(daemon.http))
        console.open("scenarios", "busy-meter")
        console.has("It does not fit this farm")
        assert console.page.count(".play button[disabled]") == 1
        for problem in console.control.get("/v1/scenarios/busy-meter")["problems"]:
            console.has(problem)
        console.picture("scenario-does-not-fit")
        console.no_errors()
        browser.go("about:blank")


def test_what_a_scenario_did_is_taken_back_by_a_snapshot(console: Console) -> None:
    console.open("scenarios")
    console.page.choose("[data-pointer='/snapshot'] input", "not a name")
    console.page.press("Take one")
    console.there("[data-pointer='/snapshot'] [aria-invalid]")
    assert all("422" in error for error in console.page.errors), console.page.errors
    console.page.errors.clear()
    console.page.choose("[data-pointer='/snapshot'] input", "before")
    console.page.press("Take one")
    console.there("[aria-label='Restore before']")
    console.open("scenarios", "one-transformer-reversed")
    console.page.press("Play it")
    console.click(".scenario .run[data-over=false] button[aria-label^='Go on']")
    console.there(".timeline > li[data-done=true]")
    wiring = "/v1/meters/incomer/wiring"
    console.until(wiring, "it.wiring.i1 === '-l1' || it.wiring.i1 === 'reversed'")
    console.open("scenarios")
    console.page.press("Restore before")
    console.picture("snapshot-restore")
    console.page.press("Restore it")
    console.gone("dialog")
    for meter in ("incomer", "heater"):
        console.until(f"/v1/meters/{meter}/wiring", "Object.keys(it.wiring).length === 0")
    console.page.press("Drop before")
    console.page.press("Drop it")
    console.gone("[aria-label='Restore before']")
    assert not console.control.get("/v1/snapshots")["items"]


def test_many_meters_do_something_at_once(console: Console) -> None:
    console.open("scenarios")
    many = "[aria-label='Many meters at once']"
    console.page.choose(f"{many} [data-pointer='/meters'] input", "incomer, shop")
    console.page.choose(f"{many} [data-pointer='/do'] select", "1")
    console.page.press("Do it")
    console.has("1 meter did it, 1 refused.")
    assert console.page.evaluate(f'document.querySelector("{many} tbody th").innerText') == "shop"
    console.until("/v1/meters/incomer/tariff", "it.tariff === 2")
    console.picture("many-meters")
    console.page.evaluate(
        f'[...document.querySelectorAll("{many} select")]'
        ".find((one) => [...one.options].some(({ value }) => value === 'own')).id = 'deed'"
    )
    console.page.choose("#deed", "own")
    console.page.choose(f"{many} [data-pointer='/do'] textarea", "{")
    console.page.press("Do it")
    console.there(f"{many} [data-pointer='/do'] [aria-invalid]")
    console.page.choose(f"{many} [data-pointer='/do'] textarea", '{ "tariff": 1 }')
    console.page.choose(f"{many} [data-pointer='/meters'] input", "incomer")
    console.page.press("Do it")
    console.has("1 meter did it.")
    console.until("/v1/meters/incomer/tariff", "it.tariff === 1")


def test_a_load_is_scaled_and_the_front_follows(console: Console) -> None:
    scale = "[data-pointer='/scale'] input"
    console.open("meter", "incomer", "operation")
    console.page.choose(scale, "2000")
    console.page.press("Take it")
    console.there(f"{scale}[aria-invalid]")
    assert all("422" in error for error in console.page.errors), console.page.errors
    console.page.errors.clear()
    console.page.choose(scale, "2")
    console.page.press("Take it")
    console.has("12.42")
    console.picture("load-twice")
    console.open("meter", "incomer", "front")
    console.turn_to("rt")
    while console.shown() != "Active power, L1":
        console.press_front("UP")
    display = "document.querySelector('.lcd-reading').textContent"
    console.page.wait_for(f"{display}.includes('4.140')")
    console.open("meter", "incomer", "operation")
    console.page.choose("input[type=range]", "0.5")
    console.until("/v1/meters/incomer/load", "it.scale === 0.5")
    console.page.press("×1")
    console.until("/v1/meters/incomer/load", "it.scale === 1")
    console.open("meter", "incomer", "front")
    console.page.wait_for(f"{display}.includes('2.070')")


def test_a_meter_is_fed_from_another_load(console: Console) -> None:
    meters = json.loads(TRAINING.read_text())["meters"]
    own = next(one["load"] for one in meters if one["name"] == "shop")
    console.open("meter", "shop", "operation")
    console.click(".exchange summary")
    console.page.choose("input[aria-label='Search loads']", "office")
    console.gone(".option[data-name=bakery]")
    console.click(".option[data-name=office-building]")
    console.until("/v1/meters/shop/load", "it.load === 'office-building'")
    console.there(".option[data-name=office-building][aria-selected=true]")
    console.picture("load-exchanged")
    console.control.do("PUT", "/v1/meters/shop/load", {"load": own})


def test_a_lesson_is_run_from_its_beginning_to_its_end(console: Console) -> None:
    title = console.available("wiring")["title"]
    console.open("lesson")
    console.page.press(f"Begin {title}")
    console.has("Your answer")
    lesson = console.control.get("/v1/lesson")
    assert lesson["title"] == title
    meter = lesson["meters"][0]
    console.there(".reading tbody td")
    console.picture("lesson-under-way")
    console.page.press(f"Front of {meter}")
    assert console.reading()
    for place in (("meter", meter, "front"), ("meter", meter, "values"), ("wiring", meter)):
        console.open(*place)
        console.has("Hidden by the lesson")
        assert not console.page.nameless_controls(), place
        console.picture(f"lesson-hides-{'-'.join(place)}")
    assert not console.page.count("[data-terminal]:not([hidden] *)")
    # The browser notes each answer that is no success; being hidden is one.
    assert all("409" in error for error in console.page.errors), console.page.errors
    console.page.errors.clear()
    console.page.press("To the lesson")
    console.there(".question")
    console.page.press("That is it")
    console.has("Choose one.")
    console.choose_answers({})
    # What was chosen is there again when the page is opened anew.
    console.page.go("about:blank")
    console.open("lesson")
    console.there(".question")
    assert console.page.count(".question :checked") == len(lesson["questions"])
    console.page.press("That is it")
    console.there(".points")
    grade = console.control.get("/v1/lesson")["grade"]
    assert f"{grade['points']} of 100" in console.page.text()
    for verdict in grade["verdicts"]:
        console.has(verdict["text"])
    console.has(grade["text"])
    console.picture("lesson-graded")
    console.open("wiring", meter)
    console.there("[data-terminal]")
    console.open("lesson")
    console.page.press("End the lesson")
    console.there(".lesson-card")


def test_the_same_seed_asks_the_same_and_all_right_is_a_hundred(console: Console) -> None:
    title = console.available("wiring")["title"]

    def answer(answers: dict[str, str]) -> Json:
        """Begins the lesson, answers it, ends it; its grade."""
        console.open("lesson")
        console.page.choose("[data-pointer='/seed'] input", "7")
        console.page.press(f"Begin {title}")
        console.there(".question")
        console.choose_answers(answers)
        console.page.press("That is it")
        console.there(".points")
        grade = console.control.get("/v1/lesson")["grade"]
        console.page.press("End the lesson")
        console.there(".lesson-card")
        return grade

    first = answer({})
    right = answer({one["question"]: one["correct"] for one in first["verdicts"]})
    assert right["points"] == 100 and right["isRight"]
    console.has("100 of 100")


def test_a_lesson_is_given_up(console: Console) -> None:
    title = console.available("line")["title"]
    console.open("lesson")
    console.page.press(f"Begin {title}")
    console.has("Your answer")
    console.picture("lesson-line")
    console.page.press("Give up")
    console.page.press("Leave it")
    console.gone("dialog")
    assert console.control.get("/v1/lesson")["title"] == title
    console.page.press("Give up")
    console.page.press("Give up the lesson")
    console.there(".lesson-card")
    assert console.control.problem("GET", "/v1/lesson")["status"] == 404


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
