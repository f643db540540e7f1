"""A server that takes what a farm posts to it."""

import json
import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PATIENCE = 30.0


@dataclass(frozen=True)
class Delivery:
    """One request."""

    path: str
    headers: dict[str, str]
    data: Any


class Receiver:
    """Answers with the statuses that are prepared, then with 204."""

    def __init__(self) -> None:
        self.deliveries: queue.Queue[Delivery] = queue.Queue()
        self.statuses: queue.SimpleQueue[int] = queue.SimpleQueue()
        #: While it is not set, nobody is answered.
        self.answers = threading.Event()
        self.answers.set()
        #: How many are being served, and how many were at most.
        self.open = self.most = 0
        self.lock = threading.Lock()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.server.server_port}/hook"

    def next(self, timeout: float = PATIENCE) -> Delivery:
        """The next request; fails when none comes."""
        return self.deliveries.get(timeout=timeout)

    def until(self, **wanted: Any) -> Any:
        """The data of the next request that holds all that is wanted."""
        while True:
            data = self.next().data
            if wanted.items() <= data.items():
                return data

    def take(self, delivery: Delivery) -> int:
        """Notes a request; the status of its answer."""
        with self.lock:
            self.open += 1
            self.most = max(self.most, self.open)
        self.deliveries.put(delivery)
        self.answers.wait(PATIENCE)
        with self.lock:
            self.open -= 1
        return 204 if self.statuses.empty() else self.statuses.get()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                delivery = Delivery(self.path, dict(self.headers.items()), json.loads(body))
                self.send_response(receiver.take(delivery))
                self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def handle(self) -> None:
                # Whom the farm has left waits for no answer.
                try:
                    super().handle()
                except ConnectionError:
                    pass

            def log_message(self, *_: Any) -> None:
                pass

        return Handler


@contextmanager
def receiver() -> Iterator[Receiver]:
    """A receiver on a port of its own, on threads of its own."""
    receiver = Receiver()
    thread = threading.Thread(target=receiver.server.serve_forever, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        receiver.answers.set()
        receiver.server.shutdown()
        thread.join()
        receiver.server.server_close()
