"""The lessons on wiring: what meters show before a mistake and after it, in stopped time."""

from itertools import groupby

import pytest
from pymodbus.client import ModbusTcpClient

from support.lesson_masters import model_of, read, tcp

from conftest import Play

RIGHT = {"power.active.l1": 2070, "power.active.total": 6210, "current.n": 0}
HEATER = {"power.active.l1": 2300, "power.active.total": 6900, "current.n": 0}
DEAD = {"power.active.total": None}
#: Seconds after the beginning, the meter, and what it shows: docs/wiring.md has the table.
WIRING: dict[str, list[tuple[float, str, dict[str, float | None]]]] = {
    "one-transformer-reversed": [
        (0, "incomer", RIGHT),
        (0, "heater", HEATER),
        (45, "incomer", {"power.active.l1": -2070, "power.active.total": 2070, "current.n": 20}),
        (45, "heater", {"power.active.l1": -2300, "current.n": 20}),
        # An hour later one has a third, the other everything and a third of it backwards.
        (3630, "incomer", {"energy.active.import.total": 1234.61 + 2.07}),
        (3630, "heater", {"energy.active.import.total": 8500.0575 + 4.6}),
        (3630, "heater", {"energy.active.export.total": 2.3}),
    ],
    "two-transformers-reversed": [
        (0, "incomer", RIGHT),
        (45, "incomer", {"power.active.total": -2070, "current.n": 20, "power.active.l3": 2070}),
        (105, "incomer", {"power.active.total": -6210, "current.n": 0, "power.active.l3": -2070}),
    ],
    "transformer-on-wrong-phase": [
        (0, "heater", HEATER),
        (45, "heater", {"power.active.l1": -1150, "powerFactor.l1": -0.5, "current.n": 17.3205}),
        (105, "heater", {"power.active.l1": 1150, "powerFactor.l1": 0.5, "current.n": 10}),
    ],
    "swapped-transformers": [
        (0, "incomer", RIGHT | {"power.active.l2": 2070}),
        (45, "incomer", {"power.active.l1": -1903.2, "power.active.l2": -166.8}),
        (45, "incomer", {"power.active.total": 0, "power.reactive.total": 0, "current.l1": 10}),
    ],
    "rotated-voltages": [
        (0, "incomer", RIGHT | {"powerFactor.total": 0.9}),
        (45, "incomer", {"power.active.l1": -166.8, "power.active.total": -500.3}),
        (45, "incomer", {"power.reactive.total": -6882, "powerFactor.total": 0.0725}),
    ],
    "swapped-voltages": [
        (0, "machine", RIGHT | {"phaseSequence": 123}),
        (45, "machine", {"power.active.total": 0, "phaseSequence": 132}),
        (45, "incomer", {"power.active.total": 0, "power.active.l3": 2070}),
        (105, "machine", RIGHT | {"phaseSequence": 132}),
    ],
    "wrong-ratio": [
        (0, "incomer", RIGHT | {"current.l1": 10}),
        (45, "incomer", {"current.l1": 0.5, "power.active.total": 310.5, "voltage.l1": 230}),
        (105, "incomer", {"current.l1": 20, "power.active.total": 12420}),
        (165, "incomer", {"current.l1": 50, "power.active.total": 31050}),
        (225, "incomer", RIGHT),
    ],
    "open-transformer": [
        (0, "incomer", RIGHT),
        (45, "incomer", {"current.l1": 0, "current.n": 10, "power.active.total": 4140}),
        (105, "incomer", {"current.l1": 0, "voltage.l1": 230, "power.active.total": 4140}),
    ],
    "blown-fuse": [
        (0, "incomer", RIGHT),
        (45, "machine", {"voltage.l1": 0, "current.l1": 10, "power.active.total": 4140}),
        (45, "machine", {"current.n": 0, "phaseSequence": 0}),
        (45, "incomer", DEAD),
    ],
    "lost-phase": [
        (0, "flat-1", {"voltage.l1": 230}),
        (45, "machine", {"voltage.l1": 0, "current.l1": 0, "current.n": 10}),
        (45, "machine", {"power.active.total": 4140}),
        (45, "incomer", DEAD),
        (45, "flat-1", DEAD),
        (45, "flat-2", {"voltage.l1": 230}),
    ],
    "open-neutral": [
        (0, "incomer", RIGHT),
        (45, "incomer", DEAD),
        (45, "machine", RIGHT | {"voltage.l1": 230}),
        (105, "machine", {"voltage.l1": 0, "voltage.l2": 199.2, "power.active.total": 3105}),
    ],
    "broken-neutral": [
        (0, "shop", {"voltage.l1": 230, "voltage.l3": 230, "current.n": 6.6667}),
        (45, "shop", {"voltage.l1": 205.2, "voltage.l3": 295.7, "voltage.l12": 398.37}),
        (45, "shop", {"current.n": 0, "power.active.total": 4435.7}),
    ],
}


def assert_shown(client: ModbusTcpClient, meter: str, truth: dict[str, float | None]) -> None:
    """Compares what a meter shows; its registers cut what they cannot show."""
    for quantity, value in truth.items():
        found = read(client, meter, quantity)
        if value is None or found is None:
            assert found is value, f"{meter} {quantity}: {found}, not {value}"
            continue
        register = model_of(meter).quantity(quantity)
        wanted = value * (1000 if register.unit == "kW" else 1)
        step = 0 if register.type.startswith("f") else register.scale
        near = step + 5e-4 * abs(wanted) + 2e-3
        assert abs(found - wanted) <= near, f"{meter} {quantity}: {found}, not {wanted}"


@pytest.mark.parametrize("name", WIRING)
def test_a_wiring_lesson_shows_the_numbers_of_the_table(play: Play, name: str) -> None:
    lesson = play(name)
    for seconds, seen in groupby(WIRING[name], key=lambda row: row[0]):
        with lesson.at(seconds) as daemon, tcp(daemon) as client:
            for _, meter, truth in seen:
                assert_shown(client, meter, truth)
