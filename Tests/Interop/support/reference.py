"""The model `meterfarm-reference`, which has every function code, and a farm of one such meter."""

from pathlib import Path

from .farm import FROZEN, Json, bus, farm, meter, pty_port, tcp_port
from .model import Model, Register, load_model

NAME = "meterfarm-reference"
UNIT = 17
VOLTAGE = 230.0
#: W of each phase.
POWERS = {"l1": 1000.0, "l2": 500.0, "l3": 250.0}
#: The import index the meter starts with, Wh.
INDEX = 1_234_560.0

LOAD: Json = {
    "phases": {
        phase: {"activePower": power, "powerFactor": 1} for phase, power in POWERS.items()
    },
    "voltage": VOLTAGE,
    "frequency": 50,
}  # fmt: skip


def reference() -> Model:
    """The model file."""
    return load_model(NAME)


def reference_meter(bus_name: str = "line", address: int = UNIT, name: str = "reference") -> Json:
    """A meter of the reference model on the constant load."""
    indexes = {"energy.active.import.total": INDEX}
    return meter(name, NAME, address, bus_name, LOAD, indexes=indexes)


def reference_farm(pty: Path | None = None, **bus_options: object) -> Json:
    """One reference meter on a bus with a TCP port and, when wanted, a pty; time stands still."""
    ports = [tcp_port()] + ([pty_port(pty)] if pty else [])
    return farm([bus("line", *ports, **bus_options)], [reference_meter()], speed=FROZEN)


def tariff_register() -> Register:
    """A holding register of one word that can be read and written: 1 to 4, nothing else."""
    register = reference().command("selectTariff")
    assert (register.type, register.access, register.words) == ("u16", "rw", 1)
    assert reference().document["tariffs"]["count"] == 4
    return register


def demand_period() -> Register:
    """A writable setting of two words, 60 to 3600 seconds."""
    register = reference().setting("demandPeriod")
    assert register.words == 2
    return register


def read_only_holding() -> Register:
    """A holding register that cannot be written."""
    return reference().first(
        "holding register that is only read", lambda r: r.table == "holding" and r.access == "r"
    )


def adjacent_writable_coils() -> int:
    """The address of two neighbouring coils that can be written."""
    coils = {c["address"] for c in reference().bits("coils") if "w" in c.get("access", "r")}
    pairs = [address for address in sorted(coils) if address + 1 in coils]
    assert pairs, "the reference model has no two neighbouring writable coils"
    return pairs[0]
