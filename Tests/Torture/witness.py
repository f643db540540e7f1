"""What masters have been told, and whether it still holds."""

import threading
import time
from collections import Counter, deque
from dataclasses import dataclass

from support.model import Register

from meters import Place

Words = tuple[int, ...]


@dataclass(frozen=True)
class Violation:
    """Something that was promised and is not so."""

    life: int
    text: str
    history: list[str]

    def __str__(self) -> str:
        history = [f"    {line}" for line in self.history]
        return "\n".join([f"life {self.life}: {self.text}", *history])


class Witness:
    """Remembers, for all lives of the farm, what was received and acknowledged.

    Each setting, tariff and partial counter has one master that writes it; all read energies.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._begin = time.monotonic()
        self._highest: dict[tuple[str, str, int], float] = {}
        self._possible: dict[tuple[str, int], set[Words]] = {}
        self._standing: dict[tuple[str, str, int], float] = {}
        self._history: dict[str, deque[str]] = {}
        self.life = 0
        self.counts: Counter[str] = Counter()
        self.violations: list[Violation] = []

    # What only rises

    def floor(self, place: Place, registers: tuple[Register, ...]) -> list[float]:
        """The highest values that were received before a request is sent."""
        with self._lock:
            return [self._highest.get(_key(place, register), 0.0) for register in registers]

    def rises(self, place: Place, register: Register, value: float, floor: float) -> None:
        """A value came; it must not be below what had been received when it was asked for."""
        key = _key(place, register)
        with self._lock:
            self.counts["values"] += 1
            if value < floor:
                self._violate(place, f"{_name(register)} was {floor} and is {value}")
            if value > self._highest.get(key, 0.0):
                self._highest[key] = value

    # What is written

    def sends(self, place: Place, register: Register, words: list[int]) -> None:
        """A write goes out: until it is acknowledged, it may come true or not."""
        with self._lock:
            self._possible.setdefault((place.name, register.address), set()).add(tuple(words))
            self._note(place, f"sends {register.address:#x} = {words}")

    def acknowledged(self, place: Place, register: Register, words: list[int]) -> None:
        """A write was acknowledged: nothing else is possible any more."""
        with self._lock:
            self.counts["writes"] += 1
            self._possible[place.name, register.address] = {tuple(words)}
            self._note(place, f"acknowledged {register.address:#x} = {words}")

    def shows(self, place: Place, register: Register, words: list[int]) -> None:
        """A register that is written shows something."""
        key = (place.name, register.address)
        with self._lock:
            self.counts["values"] += 1
            possible = self._possible.get(key)
            # The first life shows what the farm file says.
            if possible is not None and tuple(words) not in possible:
                wanted = " or ".join(str(list(words)) for words in sorted(possible))
                self._violate(place, f"{_name(register)} is {words} and must be {wanted}")
            self._possible[key] = {tuple(words)}

    def ordered(self, place: Place, order: str) -> None:
        """An order was acknowledged whose effect is seen elsewhere."""
        with self._lock:
            self.counts["writes"] += 1
            self._note(place, f"acknowledged {order}")

    # What stands still

    def stands(self, place: Place, register: Register, value: float) -> None:
        """A counter that nothing counts into shows a value, and always will."""
        key = _key(place, register)
        with self._lock:
            self.counts["values"] += 1
            known = self._standing.setdefault(key, value)
            if value != known:
                self._violate(place, f"{_name(register)} stood at {known} and is {value}")

    def stops(self, place: Place, register: Register, value: float) -> None:
        """A counter stands from now on, and is known to stand at a value."""
        with self._lock:
            self._standing[_key(place, register)] = value

    def may_move(self, place: Place, *registers: Register) -> None:
        """Counters may count again, or be reset."""
        with self._lock:
            for register in registers:
                self._standing.pop(_key(place, register), None)

    def standing(self, place: Place, register: Register) -> bool:
        """Whether a counter must stand still."""
        with self._lock:
            return _key(place, register) in self._standing

    def complain(self, place: Place | None, text: str) -> None:
        """Something is wrong that no register tells."""
        with self._lock:
            self._violate(place, text)

    def _violate(self, place: Place | None, text: str) -> None:
        if place is None:
            self.violations.append(Violation(self.life, text, []))
            return
        what = f"{place.name} ({place.kind.model.name}, unit {place.unit} on {place.bus}): {text}"
        history = list(self._history.get(place.name, []))
        self.violations.append(Violation(self.life, what, history))

    def _note(self, place: Place, text: str) -> None:
        history = self._history.setdefault(place.name, deque(maxlen=24))
        history.append(f"{time.monotonic() - self._begin:9.4f} s, life {self.life}: {text}")


def _key(place: Place, register: Register) -> tuple[str, str, int]:
    return place.name, register.table, register.address


def _name(register: Register) -> str:
    entry = register.entry
    what = entry.get("quantity") or entry.get("setting") or entry.get("clock") or "register"
    return f"{what} at {register.table} {register.address:#06x}"
