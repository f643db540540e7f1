"""A browser without a screen: Chromium, driven over the DevTools protocol."""

import base64
import json
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from websocket import WebSocket, WebSocketTimeoutException, create_connection

#: Longer than anything takes; a test that waits so long has failed.
PATIENCE = 30.0
#: The controls that have to have a name.
CONTROLS = {
    "button", "link", "textbox", "searchbox", "combobox", "checkbox", "radio", "spinbutton", "tab",
    "slider", "listbox", "switch", "menuitem", "ComboBoxMenuSelect", "dialog", "img",
}  # fmt: skip
FLAGS = [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
    "--disable-extensions", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--hide-scrollbars", "--force-prefers-reduced-motion",
    "--remote-debugging-port=0", "--remote-allow-origins=*",
]  # fmt: skip

Json = dict[str, Any]


class Stopped(AssertionError):
    """The browser did not do what it was told in time."""


@dataclass
class Page:
    """One page of the browser."""

    socket: WebSocket
    #: Errors of the console, of scripts and of the network.
    errors: list[str] = field(default_factory=list)
    _count: int = 0

    def call(self, method: str, **parameters: Any) -> Json:
        """One command of the protocol, and its result."""
        self._count += 1
        number = self._count
        self.socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            message = self._receive()
            if message.get("id") == number:
                assert "error" not in message, (method, parameters, message["error"])
                return message["result"]
        raise Stopped(f"no answer to {method}")

    def _receive(self) -> Json:
        """The next message; what is wrong on the page is kept."""
        try:
            message = json.loads(self.socket.recv())
        except WebSocketTimeoutException:
            return {}
        self._note(message.get("method", ""), message.get("params", {}))
        return message

    def _note(self, method: str, parameters: Json) -> None:
        if method == "Runtime.exceptionThrown":
            details = parameters["exceptionDetails"]
            self.errors.append(details.get("exception", {}).get("description", details["text"]))
        elif method == "Runtime.consoleAPICalled" and parameters["type"] == "error":
            self.errors.append(" ".join(str(one.get("value", one)) for one in parameters["args"]))
        elif method == "Log.entryAdded" and parameters["entry"]["level"] == "error":
            entry = parameters["entry"]
            self.errors.append(f"{entry['text']} {entry.get('url', '')}")

    def evaluate(self, expression: str) -> Any:
        """What an expression of JavaScript comes to; promises are awaited."""
        result = self.call(
            "Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in result, (expression, result["exceptionDetails"])
        return result["result"].get("value")

    def wait_for(self, expression: str) -> Any:
        """Waits until an expression is true, or an element there is, and gives it back."""
        asked = f"(({expression}) instanceof Node) || ({expression})"
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            value = self.evaluate(asked)
            if value:
                return value
            time.sleep(0.05)
        raise Stopped(f"never true: {expression}\n{self.text()[:1500]}\n{self.errors}")

    def go(self, address: str) -> None:
        """Opens an address, and waits until it is there."""
        self.call("Page.navigate", url=address)
        self.wait_for("document.readyState === 'complete'")

    def text(self) -> str:
        """What stands on the page."""
        return self.evaluate("document.body.innerText")

    def count(self, selector: str) -> int:
        """How many elements there are."""
        return self.evaluate(f"document.querySelectorAll({json.dumps(selector)}).length")

    def element(self, name: str, role: str = "button, a, [role=button], [role=tab]") -> str:
        """An expression for the control of this name, exactly as it is seen or labelled."""
        return (
            f"[...document.querySelectorAll({json.dumps(role)})].find((one) => "
            f"(one.getAttribute('aria-label') ?? one.innerText).trim() === {json.dumps(name)})"
        )

    def press(self, name: str) -> None:
        """Waits for a control by its name, and presses it."""
        self.wait_for(f"Boolean({self.element(name)})")
        self.evaluate(f"{self.element(name)}.focus()")
        self.evaluate(
            f"(({{}}), {self.element(name)}.dispatchEvent("
            "new MouseEvent('click', { bubbles: true, cancelable: true })))"
        )

    def choose(self, selector: str, value: str) -> None:
        """Chooses in a list, or writes into a field."""
        self.wait_for(f"Boolean(document.querySelector({json.dumps(selector)}))")
        self.evaluate(
            f"(() => {{ const one = document.querySelector({json.dumps(selector)});"
            f" one.focus(); one.value = {json.dumps(value)};"
            " for (const name of ['input', 'change'])"
            " one.dispatchEvent(new Event(name, { bubbles: true })); })()"
        )

    def key(self, name: str, hold: float = 0.0) -> None:
        """Presses a key of the keyboard, for so many seconds."""
        codes = {"Enter": 13, "Tab": 9, "ArrowRight": 39, "Escape": 27, " ": 32}
        text = {"Enter": "\r", " ": " "}.get(name)
        down = {"type": "keyDown" if text else "rawKeyDown", "text": text} if text else {
            "type": "rawKeyDown"
        }  # fmt: skip
        common = {"key": name, "code": name, "windowsVirtualKeyCode": codes[name]}
        self.call("Input.dispatchKeyEvent", **down, **common)
        time.sleep(hold)
        self.call("Input.dispatchKeyEvent", type="keyUp", **common)

    def screen(self, width: int, height: int, mobile: bool = False, dark: bool = False) -> None:
        """The size of the screen, and whether the system is dark."""
        self.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=height,
            deviceScaleFactor=2 if mobile else 1, mobile=mobile,
        )  # fmt: skip
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        motion = {"name": "prefers-reduced-motion", "value": "reduce"}
        self.call("Emulation.setEmulatedMedia", features=[scheme, motion])

    def picture(self, path: Path, whole: bool = False) -> None:
        """Keeps what is seen; with `whole` also what is below."""
        path.parent.mkdir(parents=True, exist_ok=True)
        shot = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        path.write_bytes(base64.b64decode(shot["data"]))

    def nameless_controls(self) -> list[str]:
        """The controls that a screen reader cannot name."""
        nodes = self.call("Accessibility.getFullAXTree")["nodes"]
        return [
            f"{node['role']['value']} {node.get('backendDOMNodeId')}"
            for node in nodes
            if not node.get("ignored")
            and node.get("role", {}).get("value") in CONTROLS
            and not str(node.get("name", {}).get("value", "")).strip()
        ]


@contextmanager
def browsing() -> Iterator[Page]:
    """A browser with one page, until the end of the `with`."""
    program = shutil.which("chromium")
    assert program, "chromium is not there: apt-get install chromium"
    folder = Path(tempfile.mkdtemp(prefix="meterfarm-browser-"))
    process = subprocess.Popen(
        [program, *FLAGS, f"--user-data-dir={folder}", "about:blank"],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        socket = create_connection(_page_address(folder), timeout=PATIENCE)
        page = Page(socket)
        for domain in ("Page", "Runtime", "Log", "Accessibility"):
            page.call(f"{domain}.enable")
        page.screen(1280, 860)
        yield page
        socket.close()
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _page_address(folder: Path) -> str:
    """The WebSocket of the browser's page, when it listens."""
    from urllib.request import urlopen

    file = folder / "DevToolsActivePort"
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            port = file.read_text().splitlines()[0]
            with urlopen(f"http://127.0.0.1:{port}/json/list", timeout=PATIENCE) as answer:
                pages = [one for one in json.load(answer) if one["type"] == "page"]
            if pages:
                return pages[0]["webSocketDebuggerUrl"]
        except (OSError, IndexError):
            pass
        time.sleep(0.05)
    raise Stopped("the browser did not start")
