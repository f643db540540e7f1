"""The tortured farm: forty meters of several makers, what is read of them and what is written."""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random

from support.farm import Json, bus, farm, meter, pty_port, tcp_port
from support.model import Model, Register, load_model
from support.state import energies

#: How many meters of which model hang on which bus.
MIXTURE = {
    "cellar": {"socomec-countis-e44": 8, "meterfarm-reference": 4, "legrand-412083": 2},
    "riser": {"socomec-countis-e43": 4, "eastron-sdm630": 6, "legrand-004677": 2},
    "roof": {"meterfarm-reference": 4, "socomec-countis-e44": 4, "eastron-sdm120": 4,
             "legrand-004677": 2},
}  # fmt: skip
WORDS_AT_ONCE = 120
PARTIAL = "energy.active.import.partial"
TARIFFS = 4


@dataclass(frozen=True)
class Block:
    """Registers that are read with one request."""

    function: int
    address: int
    registers: tuple[Register, ...]

    @property
    def words(self) -> int:
        """How many words that are."""
        last = self.registers[-1]
        return last.address + last.words - self.address

    def values(self, words: list[int]) -> Iterator[tuple[Register, float]]:
        """What a response says of each register."""
        for register in self.registers:
            first = register.address - self.address
            yield register, register.value(words[first : first + register.words])


@dataclass(frozen=True)
class Setting:
    """A register that keeps what is written to it."""

    register: Register
    choose: Callable[[Random], list[int]]


@dataclass(frozen=True)
class Partial:
    """A partial counter with the orders that its model has: address and code of each."""

    register: Register
    orders: dict[str, tuple[int, int]]


@dataclass(frozen=True)
class Kind:
    """What is done with all meters of a model."""

    model: Model
    blocks: list[Block]
    settings: list[Setting]
    partial: Partial | None
    tariff: Register | None
    #: The registers of the imported active energy by tariff; the counters stand still but one.
    by_tariff: list[Register] = field(default_factory=list)


@dataclass(frozen=True)
class Place:
    """A meter of the farm."""

    name: str
    bus: str
    unit: int
    kind: Kind


def _single(value: float) -> list[int]:
    return list(struct.unpack(">2H", struct.pack(">f", value)))


def _one_of(*values: float, encode: Callable[[float], list[int]]) -> Callable[[Random], list[int]]:
    return lambda chance: encode(chance.choice(values))


def _blocks(model: Model, registers: list[Register]) -> list[Block]:
    limit = min(model.modbus.get("readLimit") or WORDS_AT_ONCE, WORDS_AT_ONCE)
    found: list[list[Register]] = []
    places_of = {(register.function, register.address): register for register in registers}
    for _, register in sorted(places_of.items(), key=lambda item: item[0]):
        run = found[-1] if found else []
        if (
            run
            and run[-1].function == register.function
            and run[-1].address + run[-1].words == register.address
            and register.address + register.words - run[0].address <= limit
        ):
            run.append(register)
        else:
            found.append([register])
    return [Block(run[0].function, run[0].address, tuple(run)) for run in found]


def _settings(model: Model) -> list[Setting]:
    def word(value: float) -> list[int]:
        return [int(value)]

    def double(value: float) -> list[int]:
        return [int(value) >> 16, int(value) & 0xFFFF]

    def any_of(first: int, last: int, encode: Callable[[float], list[int]]) -> Callable[
        [Random], list[int]
    ]:
        return lambda chance: encode(chance.randint(first, last))

    options: dict[str, dict[str, Callable[[Random], list[int]]]] = {
        "socomec": {
            "currentTransformerPrimary": any_of(1, 1000, word),
            "demandPeriod": _one_of(60, 300, 480, 600, 900, 1200, 1800, 3600, encode=word),
        },
        "eastron-sdm630": {
            "pulse1Divisor": _one_of(0, 1, 2, 3, 4, 5, encode=_single),
            "pulse1Width": _one_of(60, 100, 200, encode=_single),
            "demandPeriod": _one_of(5, 8, 10, 15, 20, 30, 60, encode=_single),
        },
        "eastron-sdm120": {
            "displayScrollTime": any_of(0, 30, word),
            "pulse1Duration": _one_of(60, 100, 200, encode=_single),
        },
        "meterfarm-reference": {
            "scratch": any_of(-1_000_000, 1_000_000, _single),
            "alarm2High": any_of(-1_000_000, 1_000_000, _single),
            "demandPeriod": any_of(60, 3600, double),
        },
    }  # fmt: skip
    return [
        Setting(model.setting(name), choose)
        for start, settings in options.items()
        if model.name.startswith(start)
        for name, choose in settings.items()
    ]


def _partial(model: Model) -> Partial | None:
    orders = {}
    for verb in ("stopPartials", "startPartials", "resetPartials"):
        for action in ({"do": verb, "of": [PARTIAL]}, {"do": verb}):
            try:
                register = model.command(verb)
                orders[verb] = register.address, model.command_code(register, action)
                break
            except (AssertionError, KeyError):
                continue
    if "resetPartials" not in orders:
        return None
    return Partial(model.quantity(PARTIAL), orders)


@cache
def kind_of(name: str) -> Kind:
    """What is done with the meters of a model."""
    model = load_model(name)
    # A partial counter falls when it is reset: whoever resets it watches it.
    rising = [r for r in energies(model) if ".partial" not in r.entry["quantity"]]
    rising += [r for r in model.registers if r.entry.get("clock") == "secondsSince1970"]
    has_tariffs = "communication" in model.document.get("tariffs", {}).get("sources", [])
    return Kind(
        model=model,
        blocks=_blocks(model, rising),
        settings=_settings(model),
        partial=_partial(model),
        tariff=model.command("selectTariff") if has_tariffs else None,
        by_tariff=[model.quantity(f"energy.active.import.t{n + 1}") for n in range(TARIFFS)]
        if has_tariffs
        else [],
    )


def places() -> list[Place]:
    """All meters."""
    return [
        Place(f"{bus_name}-{unit}", bus_name, unit, kind_of(name))
        for bus_name, mixture in MIXTURE.items()
        for unit, name in enumerate(
            (name for name, count in mixture.items() for _ in range(count)), start=1
        )
    ]


def tortured_farm(folder: Path) -> Json:
    """The farm file: two buses on TCP, one of them on a pseudo-terminal too, one on that alone."""
    ports = {
        "cellar": [tcp_port()],
        "riser": [tcp_port(), pty_port(folder / "riser")],
        "roof": [pty_port(folder / "roof")],
    }
    meters = []
    for number, place in enumerate(places()):
        noise = {"noise": {"mean": 300 + 10 * number, "deviation": 90, "hold": "20m"}}
        phases = {"l1": {"activePower": noise, "powerFactor": 0.9},
                  "l2": {"activePower": 150, "reactivePower": -80},
                  "l3": {"activePower": -120, "powerFactor": 0.95}}  # fmt: skip
        if place.kind.model.document["networks"] == ["1BL"]:
            phases = {"l1": phases["l1"]}
        load = {"phases": phases, "voltage": 230, "frequency": 50}
        model = place.kind.model.name
        meters.append(meter(place.name, model, place.unit, place.bus, load))
    return farm([bus(name, *ports[name]) for name in MIXTURE], meters)
