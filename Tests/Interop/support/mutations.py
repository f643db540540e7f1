"""Small changes to JSON documents by chance."""

import copy
import random
from collections.abc import Iterator
from typing import Any

#: What a value is replaced by: every type, and numbers and texts at the ends of what is usual.
STRANGE_VALUES: list[Any] = [
    None, True, False, 0, -1, 1, 3, 0.5, -0.25, 1e15, -1e15, 248, 65536, "", " ", "x", "0x10",
    "l1", "1s", "0s", "12:00", "now", "2026-01-05T00:00:00Z", "voltage.l1", "reset", "{n}", [], {},
    [1], [2, 1], ["x"], {"x": 1},
]  # fmt: skip

Place = tuple[Any, Any]


class Mutator:
    """Makes one small change at a time."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance

    def mutated(self, document: Any) -> tuple[str, Any]:
        """What was changed, and the changed copy."""
        result = copy.deepcopy(document)
        changes = [
            self._without_a_key, self._with_a_misspelt_key, self._with_a_further_key,
            self._with_another_value, self._with_another_value, self._with_another_number,
            self._with_another_text, self._with_a_shorter_list, self._with_a_longer_list,
        ]  # fmt: skip
        while True:
            change = self._chance.choice(changes)(result)
            if change is not None:
                return change, result

    def _without_a_key(self, document: Any) -> str | None:
        holder, key = self._pick(document, dict)
        del holder[key]
        return f"without {key}"

    def _with_a_misspelt_key(self, document: Any) -> str | None:
        holder, key = self._pick(document, dict)
        if len(key) < 2:
            return None
        at = self._chance.randrange(len(key) - 1)
        other = key[:at] + key[at + 1] + key[at] + key[at + 2 :]
        if other in holder:
            return None
        holder[other] = holder.pop(key)
        return f"{other} in place of {key}"

    def _with_a_further_key(self, document: Any) -> str | None:
        holder, key = self._pick(document, dict)
        everything = [other for _, other in self._places(document) if isinstance(other, str)]
        further = self._chance.choice(["extra", *sorted(set(everything))])
        if further in holder:
            return None
        holder[further] = copy.deepcopy(self._chance.choice([1, "x", True, holder[key]]))
        return f"{further} beside {key}"

    def _with_another_value(self, document: Any) -> str | None:
        holder, key = self._pick(document)
        holder[key] = copy.deepcopy(self._chance.choice(STRANGE_VALUES))
        return f"{key} is {holder[key]!r}"

    def _with_another_number(self, document: Any) -> str | None:
        holder, key = self._pick(document)
        value = holder[key]
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        factor = self._chance.choice([-1, 0, 0.1, 10, 1000, 1e6, 1e-6])
        holder[key] = value * factor
        return f"{key} is {holder[key]!r} in place of {value!r}"

    def _with_another_text(self, document: Any) -> str | None:
        holder, key = self._pick(document)
        value = holder[key]
        if not isinstance(value, str) or not value:
            return None
        at = self._chance.randrange(len(value))
        middle = self._chance.choice(["", value[at] * 2, "9", "x", "-", " ", "ä", "{n}"])
        holder[key] = value[:at] + middle + value[at + 1 :]
        return f"{key} is {holder[key]!r} in place of {value!r}"

    def _with_a_shorter_list(self, document: Any) -> str | None:
        holder, key = self._pick(document)
        if not isinstance(holder[key], list) or not holder[key]:
            return None
        count = self._chance.choice([1, len(holder[key])])
        del holder[key][-count:]
        return f"{key} without {count} elements"

    def _with_a_longer_list(self, document: Any) -> str | None:
        holder, key = self._pick(document)
        if not isinstance(holder[key], list) or not holder[key]:
            return None
        holder[key].append(copy.deepcopy(self._chance.choice(holder[key])))
        return f"{key} with an element twice"

    def _pick(self, document: Any, of: type | None = None) -> Place:
        """A place; deep ones are not likelier than others, however many there are."""
        places = [place for place in self._places(document) if of is None or type(place[0]) is of]
        return self._chance.choice(places)

    def _places(self, value: Any) -> Iterator[Place]:
        """Every member and element with what holds it."""
        if isinstance(value, dict):
            keys: list[Any] = list(value)
        elif isinstance(value, list):
            keys = list(range(len(value)))
        else:
            return
        for key in keys:
            yield value, key
            yield from self._places(value[key])
