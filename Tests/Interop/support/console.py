"""The console of a running farm, as somebody in front of it sees and uses it."""

import json
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from .browser import Page
from .control import Control
from .farm import PROFILES, REPOSITORY, Json

#: Where what was seen is kept.
PICTURES = REPOSITORY / ".build" / "console"
TRAINING = PROFILES / "farms" / "training.json"


#: Where in the menus the front is, in small letters.
WHERE = "document.querySelector('.front-where').innerText.toLowerCase()"
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

    def where(self) -> str:
        """Where in the menus the front is: menu, page, what it shows."""
        return self.page.wait_for("document.querySelector('.front-where')?.innerText")

    def menu(self) -> str:
        """The menu that the front is in, in small letters."""
        return self.where().split(" · ")[0].lower()

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

    def fits(self) -> bool:
        """Whether nothing of the page lies beside the screen."""
        return self.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def training_farm(folder: Path, speed: float) -> Json:
    """The training farm on ports of its own."""
    document = json.loads(TRAINING.read_text())
    document["clock"]["speed"] = speed
    for bus in document["buses"]:
        for port in bus["ports"]:
            if "pty" in port:
                port["pty"] = str(folder / bus["name"])
            else:
                port["listen"] = "127.0.0.1:0"
    return document


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
