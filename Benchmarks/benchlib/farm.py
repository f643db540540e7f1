"""The farm that is measured: many live three-phase meters on many Modbus TCP buses."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

#: A load whose values differ every second: what a meter of a real building sees.
LIVE_LOAD: dict[str, Any] = {
    "description": "a day's curve, an appliance and a noisy voltage",
    "timeZone": "Europe/Paris",
    "phases": {
        "all": {
            "activePower": {
                "sum": [
                    {
                        "points": [["00:00", 400], ["08:00", 3200], ["20:00", 900]],
                        "every": "day",
                        "interpolation": "linear",
                    },
                    {"cycle": {"on": 1500, "onFor": "8m", "offFor": "22m"}},
                ]
            },
            "powerFactor": 0.93,
        }
    },
    "voltage": {"noise": {"mean": 231, "deviation": 0.6, "hold": "10s"}},
    "frequency": 50,
}


@dataclass(frozen=True)
class FarmShape:
    """How many buses with how many meters each, and which registers are polled."""

    buses: int
    meters_per_bus: int
    model: str = "socomec-countis-e44"
    address: int = 0xC552
    count: int = 50

    @property
    def meters(self) -> int:
        """All meters of the farm."""
        return self.buses * self.meters_per_bus


def write_farm(path: Path, shape: FarmShape) -> Path:
    """Writes the farm file and returns its path."""
    path.write_text(json.dumps(farm_document(shape), indent=1))
    return path


def farm_document(shape: FarmShape) -> dict[str, Any]:
    """The farm file: each bus has a port of its own and unit identifiers from 1."""
    numbers = range(1, shape.buses + 1)
    return {
        "name": "bench",
        "seed": 1,
        "clock": {"start": "2026-01-05T08:00:00+01:00", "speed": 1, "timeZone": "Europe/Paris"},
        "buses": [_bus(number) for number in numbers],
        "meters": [_meters(number, shape) for number in numbers],
    }


def _bus(number: int) -> dict[str, Any]:
    port = {"protocol": "modbus-tcp", "listen": "127.0.0.1:0"}
    return {"name": f"bus-{number}", "ports": [port]}


def _meters(bus: int, shape: FarmShape) -> dict[str, Any]:
    return {
        "name": f"bus-{bus}-meter-{{n}}",
        "repeat": {"from": 1, "to": shape.meters_per_bus},
        "model": shape.model,
        "bus": f"bus-{bus}",
        "address": "{n}",
        "load": LIVE_LOAD,
        "installation": {"currentTransformer": {"primary": 100, "secondary": 5}},
        "settings": {"currentTransformerPrimary": 100},
    }
