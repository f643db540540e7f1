"""Reads register addresses out of profiles/meters, so that no test repeats them."""

import json
import struct
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from .farm import PROFILES

Json = dict[str, Any]
WORDS = {"u16": 1, "i16": 1, "u32": 2, "i32": 2, "f32": 2, "u64": 4, "i64": 4, "f64": 4}


@dataclass(frozen=True)
class Register:
    """One register of a model."""

    address: int
    type: str
    scale: float
    unit: str
    table: str
    access: str
    words: int
    entry: Json
    word_order: str

    @property
    def function(self) -> int:
        """The function code that reads it."""
        return 4 if self.table == "input" else 3

    def value(self, words: list[int]) -> float:
        """The value in `unit` of the words that were read."""
        ordered = words if self.word_order == "big" else words[::-1]
        data = struct.pack(f">{len(ordered)}H", *ordered)
        code = {"u": "HIQ", "i": "hiq", "f": "?fd"}[self.type[0]]
        size = code[{1: 0, 2: 1, 4: 2}[self.words]]
        return struct.unpack(f">{size}", data)[0] * self.scale

    def raw(self, value: float) -> int:
        """The number in the register for a value in `unit`."""
        return round(value / self.scale)


@dataclass(frozen=True)
class Model:
    """A meter model file."""

    name: str
    document: Json

    @property
    def modbus(self) -> Json:
        """The Modbus part."""
        return self.document["modbus"]

    @property
    def registers(self) -> list[Register]:
        """Every register, those of both tables twice."""
        order = self.modbus.get("wordOrder", "big")
        return [
            register
            for entry in self.modbus["registers"]
            for register in _registers(entry, order)
        ]

    def quantity(self, name: str, table: str | None = None) -> Register:
        """The finest readable register that shows a quantity with its sign."""
        found = [
            register for register in self.registers
            if register.entry.get("quantity") == name
            and "r" in register.access
            and "as" not in register.entry
            and table in (None, register.table)
        ]  # fmt: skip
        assert found, f"{self.name} has no register for {name}"
        return min(found, key=lambda r: (r.type.startswith("f"), r.scale, r.address))

    def first(self, what: str, test: Callable[[Register], bool]) -> Register:
        """The first register that fits."""
        found = next((register for register in self.registers if test(register)), None)
        assert found, f"{self.name} has no {what}"
        return found

    def setting(self, name: str) -> Register:
        """The writable holding register of a setting."""
        return self.first(
            f"writable setting {name}",
            lambda r: r.entry.get("setting") == name and "w" in r.access and r.table == "holding",
        )

    def command(self, verb: str) -> Register:
        """A register whose writing does something such as `selectTariff`."""
        return self.first(
            f"command {verb}",
            lambda r: "w" in r.access and f'"{verb}"' in json.dumps(r.entry.get("command", {})),
        )

    def command_code(self, register: Register, action: Json) -> int:
        """The value to be written so that a command register carries out an action."""
        command = register.entry["command"]
        for code, actions in command.get("values", {}).items():
            if action in (actions if isinstance(actions, list) else [actions]):
                return int(code, 0)
        for bit, actions in command.get("bits", {}).items():
            if action in (actions if isinstance(actions, list) else [actions]):
                return 1 << int(bit, 0)
        verbs = command if isinstance(command, list) else [command]
        if any(verb == {"do": action["do"]} for verb in verbs):
            return int(action["tariff"])
        raise AssertionError(f"{self.name}: nothing at {register.address} does {action}")

    def bits(self, table: str) -> list[Json]:
        """The `coils` or `discreteInputs`, ascending, with `address` as a number."""
        entries = self.modbus.get(table, [])
        return sorted(
            ({**entry, "address": _address(entry)} for entry in entries),
            key=lambda entry: entry["address"],
        )

    def unmapped(self, table: str = "holding") -> int:
        """An address that no register of the table has, and none around it either."""
        taken = {
            address
            for register in self.registers
            if register.table == table
            for address in range(register.address, register.address + register.words)
        }
        free = (a for a in range(0x7000, 0x10000) if not taken & set(range(a - 4, a + 130)))
        return next(free)


def _address(entry: Json) -> int:
    address = entry["address"]
    return int(address, 0) if isinstance(address, str) else address


def _registers(entry: Json, order: str) -> list[Register]:
    access = entry.get("access") or ("r" if _has_source(entry) else "w")
    tables = {"both": ["holding", "input"]}.get(entry.get("table", "holding"))
    return [
        Register(
            address=_address(entry),
            type=entry["type"],
            scale=float(entry.get("scale", 1)),
            unit=entry.get("unit", ""),
            table=table,
            access=access,
            words=entry.get("words") or WORDS.get(entry["type"], 1),
            entry=entry,
            word_order=entry.get("wordOrder", order),
        )
        for table in tables or [entry.get("table", "holding")]
    ]


def _has_source(entry: Json) -> bool:
    return any(key in entry for key in ("quantity", "setting", "constant", "text", "clock", "raw"))


@cache
def load_model(name: str) -> Model:
    """Reads profiles/meters/NAME.json, laid over the model that it extends."""
    document = json.loads((PROFILES / "meters" / f"{name}.json").read_text())
    base = document.pop("extends", None)
    return Model(name, _laid_over(document, load_model(base).document) if base else document)


def _laid_over(own: Any, base: Any) -> Any:
    if not isinstance(own, dict) or not isinstance(base, dict):
        return own
    result = {key: value for key, value in base.items() if own.get(key, value) is not None}
    for key, value in own.items():
        if key in ("registers", "coils", "discreteInputs"):
            result[key] = _placed(value, base.get(key, []))
        elif value is not None:
            result[key] = _laid_over(value, base.get(key))
    return result


def _placed(own: list[Json], base: list[Json]) -> list[Json]:
    taken = {place for entry in own for place in _places(entry)}
    return [entry for entry in own if not entry.get("absent")] + [
        entry for entry in base if not taken & _places(entry)
    ]


def _places(entry: Json) -> set[tuple[str, int]]:
    table = entry.get("table", "holding")
    tables = ["holding", "input"] if table == "both" else [table]
    return {(name, _address(entry)) for name in tables}
