"""A client of the control API over the standard library alone."""

import http.client
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


@dataclass(frozen=True)
class Control:
    """Asks one farm; a new connection for each request."""

    place: str
    token: str | None = None

    def ask(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
    ) -> Answer:
        """One request; a body that is no bytes is sent as JSON."""
        host = urlsplit(f"//{self.place}")
        connection = http.client.HTTPConnection(host.hostname or "", host.port, timeout=30)
        own: dict[str, str] = {}
        if self.token:
            own["Authorization"] = f"Bearer {self.token}"
        if body is not None:
            own["Content-Type"] = "application/json"
        data = body if isinstance(body, bytes | None) else json.dumps(body).encode()
        connection.request(method, path, data, own | (headers or {}))
        response = connection.getresponse()
        answer = Answer(response.status, dict(response.getheaders()), response.read())
        connection.close()
        return answer

    def get(self, path: str) -> Any:
        """What is there; asserts that it is."""
        answer = self.ask("GET", path)
        assert answer.status == 200, (path, answer)
        return answer.json

    def do(self, method: str, path: str, body: Any = None) -> Any:
        """Does something; asserts that it was done."""
        answer = self.ask(method, path, body)
        assert answer.status == 200, (path, answer)
        return answer.json

    def problem(self, method: str, path: str, body: Any = None) -> Any:
        """A request that comes to nothing; asserts that it says why."""
        answer = self.ask(method, path, body)
        assert answer.status >= 400, (path, answer)
        assert answer.headers["Content-Type"] == "application/problem+json"
        problem = answer.json
        assert problem["status"] == answer.status and problem["detail"] and problem["title"]
        return problem
