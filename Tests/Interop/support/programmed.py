"""Meters of three makers, and what a master programs in them: settings, tariff, partials, clock."""

import struct
from dataclasses import dataclass
from datetime import datetime, timedelta

from .farm import START, Json, meter
from .model import Model, Register, load_model
from .state import Master, read, write

#: What the masters set the meters' own clocks to when the farm stands at its beginning.
CLOCK = datetime(2031, 5, 6, 7, 8, 9)
BEGINNING = datetime.fromisoformat(START)


def single(value: float) -> list[int]:
    """The two words of a number of 32 bits."""
    return list(struct.unpack(">2H", struct.pack(">f", value)))


@dataclass(frozen=True)
class Programme:
    """A meter's unit, its model and the writes of one master."""

    unit: int
    model: Model
    #: Addresses and words, carried out in this order.
    writes: list[tuple[int, list[int]]]
    #: Where the words of `writes` can be read again.
    kept: list[tuple[Register, list[int]]]
    #: A partial counter that has been stopped.
    stopped: Register | None = None

    def carry_out(self, master: Master) -> None:
        """Writes all; asserts that each write is acknowledged."""
        for address, words in self.writes:
            write(master, self.unit, address, *words)

    def lost(self, master: Master) -> list[str]:
        """A line for each write that is not there any more."""
        return [
            f"{self.model.name} {register.address:#x}: {words} has become {found}"
            for register, words in self.kept
            if (found := read(master, self.unit, register)) != words
        ]


def _programme(
    unit: int, name: str, values: list[tuple[Register, list[int]]], orders: list[tuple[int, int]]
) -> Programme:
    model = load_model(name)
    writes = [(register.address, words) for register, words in values]
    writes += [(address, [code]) for address, code in orders]
    stopped = None
    if orders:
        stopped = model.quantity("energy.active.import.partial")
        writes.append((model.first("day", lambda r: r.entry.get("clock") == "day").address, [
            CLOCK.day, CLOCK.month, CLOCK.year if unit == 3 else CLOCK.year % 100,
            CLOCK.hour, CLOCK.minute, CLOCK.second,
        ]))  # fmt: skip
    return Programme(unit, model, writes, values, stopped)


def _order(model: Model, verb: str, of: str) -> tuple[int, int]:
    register = model.command(verb)
    return register.address, model.command_code(register, {"do": verb, "of": [of]})


def programmes(tariff: int = 2) -> list[Programme]:
    """The COUNTIS E44 is unit 1, the SDM630 unit 2, the reference meter unit 3."""
    countis, eastron = load_model("socomec-countis-e44"), load_model("eastron-sdm630")
    reference = load_model("meterfarm-reference")
    partial = "energy.active.import.partial"
    return [
        _programme(1, countis.name, [
            (countis.setting("currentTransformerPrimary"), [200]),
            (countis.setting("demandPeriod"), [900]),
            (countis.command("selectTariff"), [tariff]),
        ], [_order(countis, "stopPartials", partial)]),
        _programme(2, eastron.name, [
            (eastron.setting("demandPeriod"), single(15)),
            (eastron.setting("pulse1Width"), single(200)),
            (eastron.setting("pulse1Divisor"), single(3)),
        ], []),
        _programme(3, reference.name, [
            (reference.setting("currentTransformerPrimary"), [0, 100]),
            (reference.setting("demandPeriod"), [0, 300]),
            (reference.setting("scratch"), single(-12.5)),
            (reference.setting("alarm2High"), single(1500.25)),
            (reference.command("selectTariff"), [tariff]),
        ], [_order(reference, "stopPartials", partial)]),
    ]  # fmt: skip


def programmed_meters(bus: str, load: Json) -> list[Json]:
    """The meters of the farm file."""
    return [
        meter(f"meter-{programme.unit}", programme.model.name, programme.unit, bus, load)
        for programme in programmes()
    ]


def clock_of(master: Master, programme: Programme) -> datetime:
    """What the meter's own clock shows."""
    def part(*names: str) -> int:
        register = programme.model.first(names[0], lambda r: r.entry.get("clock") in names)
        return read(master, programme.unit, register)[0]

    year = part("year", "yearOfCentury") % 100 + 2000
    return datetime(year, part("month"), part("day"), part("hour"), part("minute"), part("second"))


def clock_at(instant: datetime) -> datetime:
    """What a clock shows that was set to ``CLOCK`` when the farm stood at its beginning."""
    return CLOCK + timedelta(seconds=(instant - BEGINNING) // timedelta(seconds=1))
