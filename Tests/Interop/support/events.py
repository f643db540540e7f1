"""A reader of the server-sent events of the control API."""

import http.client
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Event:
    """One event."""

    name: str
    data: Any


class Stream:
    """Events as they come."""

    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.response = response
        self.head = self.line()

    def line(self) -> str:
        """One line without its end."""
        return self.response.readline().decode().rstrip("\n")

    def next(self) -> Event:
        """The next event; comments do not count."""
        name = ""
        while True:
            line = self.line()
            if line.startswith("event: "):
                name = line.removeprefix("event: ")
            if line.startswith("data: "):
                return Event(name, json.loads(line.removeprefix("data: ")))

    def until(self, name: str, **wanted: Any) -> Any:
        """The data of the next event of a name that holds all that is wanted."""
        while True:
            event = self.next()
            if event.name == name and wanted.items() <= event.data.items():
                return event.data


@contextmanager
def events(place: str, query: str = "") -> Iterator[Stream]:
    """A stream of a farm's events."""
    host = urlsplit(f"//{place}")
    connection = http.client.HTTPConnection(host.hostname or "", host.port, timeout=30)
    connection.request("GET", f"/v1/events{query}")
    response = connection.getresponse()
    assert response.status == 200, response.read()
    assert response.headers["Content-Type"] == "text/event-stream"
    try:
        yield Stream(response)
    finally:
        connection.close()
