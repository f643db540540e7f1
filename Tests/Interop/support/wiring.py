"""The worked wiring cases of shared/domain/wiring-faults.md, as farm files make them."""

import json
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from .farm import REPOSITORY, Json

VECTORS = REPOSITORY.parent / "shared" / "vectors" / "wiring-faults.json"
PHASES = ("l1", "l2", "l3")
LINES = ("l12", "l23", "l31")
#: The current transformers that hang there, and those that are programmed when all is right.
INSTALLED = (100, 5)


@dataclass(frozen=True)
class Case:
    """What an electrician or the mains did."""

    number: str
    wiring: Json = field(default_factory=dict)
    #: W of L3, a third where the load is unbalanced.
    third: float = 2070.0
    programmed: tuple[int, int] = INSTALLED
    #: Whether a meter lives that L1 and N feed.
    feeds_l1: bool = True

    @property
    def load(self) -> Json:
        """The true load: 10 A at 0.9 inductive."""
        powers = (2070.0, 2070.0, self.third)
        phases = {
            phase: {"activePower": power, "powerFactor": 0.9}
            for phase, power in zip(PHASES, powers, strict=True)
        }
        return {"phases": phases, "voltage": 230, "frequency": 50}

    @property
    def more(self) -> Json:
        """The other keys of a meter behind current transformers."""
        primary, secondary = INSTALLED
        return {
            "installation": {
                "currentTransformer": {"primary": primary, "secondary": secondary},
                "wiring": self.wiring,
            },
            "settings": {
                "currentTransformerPrimary": self.programmed[0],
                "currentTransformerSecondary": self.programmed[1],
            },
        }

    @property
    def name(self) -> str:
        """The number, with what tells two cases of one number apart."""
        return f"case-{self.number}" + ("-shorted" if "shorted" in self.wiring.values() else "")


CASES = (
    Case("0"),
    Case("1", {"i1": "reversed"}),
    Case("2", {"i1": "reversed", "i2": "-l2"}),
    Case("3", {"i1": "-l1", "i2": "-l2", "i3": "-l3"}),
    Case("4", {"i1": "l2", "i2": "l1"}),
    Case("4b", {"i2": "l3", "i3": "l2"}),
    Case("4c", {"i1": "-l2", "i2": "l1"}),
    Case("5", {"u1": "l2", "u2": "l3", "u3": "l1"}),
    Case("6", {"u1": "l3", "u2": "l1", "u3": "l2"}),
    Case("7", {"u1": "l2", "u2": "l1"}),
    Case("8", {"u1": "l2", "u2": "l1", "i1": "l2", "i2": "l1"}),
    Case("9", {"u1": "open"}, feeds_l1=False),
    Case("9b", {"lostPhases": ["l1"]}, feeds_l1=False),
    Case("9c", {"i1": "open"}),
    Case("9c", {"i1": "shorted"}),
    Case("10", {"n": "open"}, feeds_l1=False),
    Case("10b", {"n": "open", "u1": "open"}, feeds_l1=False),
    Case("11", third=690.0),
    Case("11b", {"neutralUpstream": "open"}, third=690.0),
    Case("12", programmed=(200, 5)),
    Case("12b", programmed=(50, 5)),
    Case("12c", programmed=(100, 1)),
)


@cache
def vectors() -> dict[str, Json]:
    """The worked numbers by case."""
    document: list[Json] = json.loads(VECTORS.read_text(encoding="utf-8"))
    return {vector["name"].split()[0].rstrip("."): vector for vector in document}


def shown(number: str, sign_of: str) -> dict[str, float]:
    """What a meter with vectorial totals shows, by quantity, V, A, W, var and VA.

    `sign_of` says what the sign of a power factor tells: "power" that active power is exported,
    "load" that the current leads.
    """
    vector = vectors()[number]
    truth: dict[str, float] = {"current.n": vector["IN"]}
    for k, phase in enumerate(PHASES):
        truth |= {
            f"voltage.{phase}": vector["V"][k],
            f"voltage.{LINES[k]}": vector["U"][k],
            f"current.{phase}": vector["I"][k],
            f"power.active.{phase}": vector["P"][k],
            f"power.reactive.{phase}": vector["Q"][k],
            f"power.apparent.{phase}": vector["S"][k],
            f"powerFactor.{phase}": _factor(
                vector["PF"][k], vector["P"][k], vector["Q"][k], sign_of
            ),
        }
    return truth | {
        "power.active.total": vector["Pt"],
        "power.reactive.total": vector["Qt"],
        "power.apparent.total": vector["Sv"],
        "powerFactor.total": _factor(vector["PFv"], vector["Pt"], vector["Qt"], sign_of),
    }


def _factor(factor: float | None, active: float, reactive: float, sign_of: str) -> float:
    if factor is None:
        return 1.0
    leads = (active >= 0) != (reactive >= 0)
    negative = active < 0 if sign_of == "power" else leads
    return -abs(factor) if negative else abs(factor)


#: Network, wires, and what the document says of the total to four digits: W and var.
WHOLES: tuple[tuple[str, Json, float, float], ...] = (
    ("3NBL-2CT", {}, 6210, 3008),
    ("3NBL-2CT", {"i1": "reversed"}, 1736, -3585),
    ("3NBL-2CT", {"i1": "reversed", "i3": "reversed"}, -6210, -3008),
    ("3NBL-2CT", {"i1": "l3", "i3": "l1"}, 0, 0),
    ("4BL", {}, 6210, 3008),
    ("4BL", {"u1": "l2"}, -500.3, -6882),
    ("4BL", {"u1": "l3"}, -5710, 3874),
    ("3BL", {}, 6210, 3008),
    ("3BL", {"u2": "l3", "u3": "l2"}, -6210, -3008),
)


def whole(index: int) -> dict[str, Any]:
    """The keys of a meter of the reference model for an entry of WHOLES."""
    network, wiring, _, _ = WHOLES[index]
    return {"installation": {"wiring": wiring}, "settings": {"network": network}}
