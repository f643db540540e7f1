"""The console of a running farm, as somebody in front of it sees and uses it."""

import json
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from .browser import Page
from .control import Control
from .farm import PROFILES, REPOSITORY, Json, shipped_farm

#: Where what was seen is kept.
PICTURES = REPOSITORY / ".build" / "console"
TRAINING = PROFILES / "farms" / "training.json"


#: Turns the pages of a long list, and tells how many milliseconds each took until it was painted.
TURN_PAGES = """(async () => {
  const list = document.querySelector('.virtual');
  const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const isThere = (top) => [...document.querySelectorAll('.virtual-row')].some((row) =>
    Math.abs(row.offsetTop + parseFloat(row.style.getPropertyValue('--top')) - top) < 60);
  const times = [];
  for (const part of [0.5, 0.1, 0.9, 0.3, 0.7, 0.2, 0.8, 0.4, 0.6]) {
    const top = Math.floor(list.scrollHeight * part);
    const begin = performance.now();
    list.scrollTop = top;
    do await painted(); while (!isThere(list.scrollTop));
    times.push(performance.now() - begin);
    await new Promise((done) => setTimeout(done, 400));
  }
  return times;
})()"""


@dataclass
class Console:
    """The console in a browser, and the API behind it."""

    page: Page
    control: Control

    def open(self, *names: str) -> None:
        """Opens a page of the console, and waits until it has what it shows."""
        path = "#/" + "/".join(quote(name) for name in names)
        root = f"http://{self.control.place}/"
        if not self.page.evaluate("location.href").startswith(root):
            self.page.go(root)
        # The page that is open may be the one that is wanted: it is opened anew.
        self.page.evaluate(
            "document.querySelector('main').removeAttribute('aria-busy');"
            f" if (location.hash === {json.dumps(path)}) dispatchEvent(new Event('hashchange'));"
            f" else location.hash = {json.dumps(path)};"
        )
        self.page.wait_for("document.querySelector('main').getAttribute('aria-busy') === 'false'")

    def has(self, text: str) -> None:
        """Waits until a text stands on the page."""
        self.page.wait_for(f"document.body.innerText.includes({json.dumps(text)})")

    def picture(self, name: str) -> None:
        """Keeps what is seen."""
        self.page.picture(PICTURES / f"{name}.png")

    def no_errors(self) -> None:
        """Asserts that nothing went wrong in the browser."""
        assert not self.page.errors, self.page.errors

    def reading(self) -> str:
        """What stands on the display of the front."""
        return self.page.wait_for("document.querySelector('.lcd-reading')?.textContent")

    def menu(self) -> str:
        """Where in the menus the front is, in small letters."""
        text = self.page.wait_for("document.querySelector('.front-where')?.innerText")
        return text.split(" · ")[0].lower()

    def until_menu(self, menu: str) -> None:
        """Waits until the front is in a menu."""
        where = "document.querySelector('.front-where').innerText.toLowerCase()"
        self.page.wait_for(f"{where}.split(' · ')[0].trim() === {json.dumps(menu)}")

    def turn_to(self, menu: str) -> None:
        """Goes along the menus of a front to one of them."""
        while self.menu() != menu:
            self.press_front("ENTER")

    def shown(self) -> str:
        """What the page of the front shows, in words."""
        text = self.page.wait_for("document.querySelector('.front-where')?.innerText")
        return text.split(" · ")[-1].strip()

    def quantity(self, meter: str, name: str) -> float:
        """The exact value of a quantity."""
        quantities = self.control.get(f"/v1/meters/{meter}/truth")["quantities"]
        return next(one["value"] for one in quantities if one["name"] == name)

    def front_key(self, title: str) -> str:
        """An expression for a key of the front by its title."""
        return (
            "[...document.querySelectorAll('.front-key')].find((key) => key.ariaLabel.toLowerCase()"
            f".startsWith({json.dumps(title.lower())}))"
        )

    def press_front(self, title: str) -> None:
        """Presses a key of the front shortly, and waits until the front has changed."""
        before = self.page.evaluate("document.querySelector('.front-where').innerText")
        self.page.evaluate(f"{self.front_key(title)}.click()")
        self.page.wait_for(
            f"document.querySelector('.front-where').innerText !== {json.dumps(before)}"
        )

    def hold_front(self, title: str, seconds: float) -> None:
        """Holds a key of the front down with the keyboard."""
        self.page.wait_for(f"Boolean({self.front_key(title)})")
        self.page.evaluate(f"{self.front_key(title)}.focus()")
        self.page.key("Enter", hold=seconds)

    def there(self, selector: str) -> None:
        """Waits until there is such an element."""
        self.page.wait_for(f"Boolean(document.querySelector({json.dumps(selector)}))")

    def gone(self, selector: str) -> None:
        """Waits until there is no such element."""
        self.page.wait_for(f"!document.querySelector({json.dumps(selector)})")

    def click(self, selector: str) -> None:
        """Waits for an element, and clicks it."""
        self.there(selector)
        self.page.evaluate(f"document.querySelector({json.dumps(selector)}).click()")

    def until(self, path: str, condition: str) -> None:
        """Waits until what the API answers, called `it`, is as said in JavaScript."""
        asked = f"fetch({json.dumps(path)}).then((one) => one.json())"
        self.page.wait_for(f"{asked}.then((it) => Boolean({condition}))")

    def available(self, subject: str) -> Json:
        """The first lesson about something that this farm can give."""
        lessons = self.control.get("/v1/lessons?limit=1000")["items"]
        return next(one for one in lessons if one["available"] and one["subject"] == subject)

    def choose_answers(self, answers: dict[str, str]) -> None:
        """Chooses an answer for each question of the lesson; the first where none is named."""
        for question in self.control.get("/v1/lesson")["questions"]:
            name = question["question"]
            choice = answers.get(name, question["choices"][0]["choice"])
            self.click(f"input[name='{name}'][value='{choice}']")

    def settle(self) -> None:
        """No lesson is under way, no scenario is played, and the incomer is wired right."""
        if any(one["isUnderWay"] for one in self.control.get("/v1/lessons?limit=1000")["items"]):
            self.control.do("DELETE", "/v1/lesson")
        for run in self.control.get("/v1/runs?limit=1000")["items"]:
            if not run["isOver"] and not run["byFarm"]:
                self.control.do("DELETE", f"/v1/runs/{run['run']}")
        self.control.do("PUT", "/v1/meters/incomer/wiring", {})

    def fits(self) -> bool:
        """Whether nothing of the page lies beside the screen."""
        root = "document.documentElement"
        return self.page.evaluate(f"{root}.scrollWidth <= {root}.clientWidth")


def training_farm(folder: Path, speed: float) -> Json:
    """The training farm on ports of its own."""
    document = shipped_farm("training", folder)
    document["clock"]["speed"] = speed
    return document


#: Fronts that are looked at: by a name for the meter its model, and how many modules it is wide. A
#: front in a door is as wide as 96 mm.
FRONTS = {
    "countis-e44": ("socomec-countis-e44", "4"), "emdx3-412083": ("legrand-412083", "2"),
    "m1pro-40": ("m1pro-40", "1"), "emdx3-412051": ("legrand-412051", "4"),
    "emdx3-004680": ("legrand-004680", "4"), "emdx3-412053": ("legrand-412053", "5.5"),
}  # fmt: skip


def fronts() -> Json:
    """A farm with a meter for each front that is looked at."""
    load = {"phases": {"all": {"activePower": 1000}}, "voltage": 230}
    return {
        "name": "fronts", "seed": 1, "clock": {"start": "2026-01-05T08:00:00+01:00"},
        "buses": [
            {"name": protocol, "ports": [{"protocol": protocol, "listen": "127.0.0.1:0"}]}
            for protocol in ("modbus-tcp", "m-bus")
        ],
        "meters": [
            {
                "name": name, "model": model, "address": address, "load": load,
                "bus": "m-bus" if model == "m1pro-40" else "modbus-tcp",
            }
            for address, (name, (model, _)) in enumerate(FRONTS.items(), start=1)
        ],
    }  # fmt: skip


def thousands(count: int, on_a_bus: int = 200) -> Json:
    """A farm of so many meters, on as many buses as they need."""
    buses = -(-count // on_a_bus)
    load = {"phases": {"all": {"activePower": 1000}}, "voltage": 230}
    return {
        "name": "thousands", "seed": 1, "clock": {"start": "2026-01-05T08:00:00+01:00"},
        "buses": [
            {"name": f"bus-{b}", "ports": [{"protocol": "modbus-tcp", "listen": "127.0.0.1:0"}]}
            for b in range(1, buses + 1)
        ],
        "meters": [
            {
                "name": f"flat-{b}-{{n}}", "repeat": {"from": 1, "to": on_a_bus},
                "model": "eastron-sdm630", "bus": f"bus-{b}", "address": "{n}", "load": load,
            }
            for b in range(1, buses + 1)
        ],
    }  # fmt: skip
