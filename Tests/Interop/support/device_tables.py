"""The communication tables of devices, which models come from which, and where they differ."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from .farm import PROFILES, REPOSITORY

Json = dict[str, Any]
#: The tables lie beside the repository, where somebody has them.
TABLES = REPOSITORY.parent / "shared" / "devices"

#: Table -> the models that are made from it.
MODELS: dict[str, list[str]] = {
    "abb-b21-b23-b24": ["abb-b21", "abb-b23", "abb-b24"],
    "algodue-uem": ["algodue-uem80", "algodue-uem1p5"],
    "carlo-gavazzi-em111-em112": [
        "carlo-gavazzi-em111", "carlo-gavazzi-em112", "carlo-gavazzi-et112",
    ],
    "carlo-gavazzi-em24-rs485": ["carlo-gavazzi-em24"],
    "carlo-gavazzi-em340-em300": [
        "carlo-gavazzi-em330", "carlo-gavazzi-em340", "carlo-gavazzi-em341",
        "carlo-gavazzi-et330", "carlo-gavazzi-et340",
    ],
    "carlo-gavazzi-em530-em540": ["carlo-gavazzi-em530", "carlo-gavazzi-em540"],
    "eastron-sdm120": ["eastron-sdm120"],
    "eastron-sdm230": ["eastron-sdm230"],
    "eastron-sdm630": ["eastron-sdm630"],
    "eastron-sdm72": ["eastron-sdm72"],
    "eastron-sdm72v2": ["eastron-sdm72v2"],
    "finder-7e23-sbc-ald1-modbus": ["finder-7e23", "saia-burgess-ald1", "saia-burgess-ald1b"],
    "finder-7m24-7m38": ["finder-7m24", "finder-7m38"],
    "hager-ecr380d-ecn-ecp": ["hager-ecr140d", "hager-ecr180d", "hager-ecr300c", "hager-ecr380d"],
    "herholdt-m1pro-m3pro-modbus": ["herholdt-m1pro", "herholdt-m3pro", "gewiss-gwd6803"],
    "ime-conto-d4-pd": ["ime-conto-d4-pd"],
    "ime-nemo-96-old": ["ime-nemo-96-old"],
    "ime-nemo-d4-dc": ["ime-nemo-d4-dc"],
    "ime-nemo-d4-lplus-old": ["ime-nemo-d4-lplus-old"],
    "inepro-pro380": ["inepro-pro380", "wago-879-3000"],
    "janitza-umg604": ["janitza-umg604"],
    "janitza-umg96rm": ["janitza-umg96rm", "janitza-umg96rm-e"],
    "legrand-004677": ["legrand-004677"],
    "legrand-004687": ["legrand-004687"],
    "legrand-412083": ["legrand-412083"],
    "legrand-emdx3-412045": ["legrand-412045"],
    "lovato-dme-d310": ["lovato-dme-d310-t2"],
    "lovato-dmg610": ["lovato-dmg610"],
    "noark-ex9em": ["noark-ex9em"],
    "orno-or-we-504": ["orno-or-we-504"],
    "orno-or-we-514-515": ["orno-or-we-514", "orno-or-we-515"],
    "orno-or-we-516-517": ["orno-or-we-516", "orno-or-we-517"],
    "orno-or-we-525-526": ["orno-or-we-525", "orno-or-we-526"],
    "schneider-iem3155-iem3255": ["schneider-iem3155", "schneider-iem3255"],
    "schneider-pm5xxx": ["schneider-pm5110", "schneider-pm5310", "schneider-pm5560"],
    "siemens-7kt-pac1600": ["siemens-7kt1665", "siemens-7kt1666"],
    "siemens-pac2200": ["siemens-pac2200", "siemens-pac2200-65a"],
    "siemens-pac3200": ["siemens-pac3200"],
    "socomec-countis-e03-e04": ["socomec-countis-e03", "socomec-countis-e04"],
    "socomec-countis-e13-e14": ["socomec-countis-e13", "socomec-countis-e14"],
    "socomec-countis-e23-e24": ["socomec-countis-e23", "socomec-countis-e24"],
    "socomec-countis-e43-e44": ["socomec-countis-e43", "socomec-countis-e44"],
    "socomec-countis-e44-2014": ["socomec-countis-e44-2014"],
    "socomec-countis-m04": ["socomec-countis-m04"],
    "socomec-diris-a20-a40-legacy": ["socomec-diris-a20", "socomec-diris-a40-legacy"],
    "socomec-diris-a30": ["socomec-diris-a30"],
    "socomec-diris-a40-a41": ["socomec-diris-a40", "socomec-diris-a41"],
    "socomec-diris-b30-load1": ["socomec-diris-b30"],
    **{
        f"sunspec-model-{number}": [f"sunspec-{number}"]
        for number in (201, 202, 203, 204, 211, 212, 213, 214)
    },
}  # fmt: skip

#: Tables that print no register, only groups or the settings of the link.
WITHOUT_REGISTERS = {
    "legrand-004687": "only where each group of registers begins is known",
    "legrand-412083": "only the settings of the link are known",
}

#: Groups of registers of which a table has the beginning alone, and that no model has.
LEFT_OUT = {
    "legrand-004687": {
        0x9080: "totals by week and month are not counted",
        0x90F0: "and so there is no top to synchronise them",
        0x9480: "its analogue inputs are not simulated",
        0x9510: "load curves are not kept",
        0xA010: "what R2 is, is not known",
        0xCC10: "it has no alarms here",
        0xD000: "events are not kept",
        0xE300: "what it locks is not known",
        0xF900: "alarms are not kept",
    },
}

#: Units of the tables that are written otherwise here, or that count things: no unit here.
UNITS = {
    "minutes": "min", "PF": "", "units": "", "imp/kWh": "", "pulse/kWh": "", "pulse/unit": "",
}  # fmt: skip
#: Types of the tables that no other register here has: what stands for them, and the note's words.
TYPES = {"u8": ("u16", "Eight bits"), "utf8": ("ascii", "UTF-8")}


@dataclass(frozen=True)
class Difference:
    """Where models differ from their table on purpose, and why.

    `aspect` is one of `missing`, `moved`, `type`, `words`, `unit`, `scale`, `access`, `evidence`,
    `functions`; `here` is what the model has instead (for `moved` by how many words).
    """

    models: tuple[str, ...]
    aspect: str
    addresses: tuple[int, ...]
    here: object
    why: str


def _range(first: int, last: int, step: int = 1) -> tuple[int, ...]:
    return tuple(range(first, last + 1, step))


_EM34 = ("carlo-gavazzi-em330", "carlo-gavazzi-em340", "carlo-gavazzi-em341")
_EM3 = (*_EM34, "carlo-gavazzi-et330", "carlo-gavazzi-et340")
_IEM = ("schneider-iem3155", "schneider-iem3255")
_UMG96 = ("janitza-umg96rm", "janitza-umg96rm-e")
_7KT = ("siemens-7kt1665", "siemens-7kt1666")
_ORNO3 = ("orno-or-we-516", "orno-or-we-517")
#: The energies of the UMG 96RM: eight kinds for each phase and the sum, rates 0 to 2.
_UMG96_ENERGIES = tuple(
    0x1388 + 112 * place + 16 * kind + 2 * rate
    for place in range(4) for kind in range(7) for rate in range(3)
)  # fmt: skip

DIFFERENCES = [
    # What single models of a family do not have.
    Difference(
        ("carlo-gavazzi-em111", "carlo-gavazzi-em112"), "missing", (0x2C,), None,
        "the hour counter is the ET112's alone",
    ),
    Difference(
        ("carlo-gavazzi-em111",), "missing", (0x1200,), None,
        "the EM111 does not choose how tariffs are selected",
    ),
    Difference(
        _EM34, "missing", (0x5A, *_range(0x60, 0x64, 2), *_range(0x82, 0x8E, 2), 0x4002), None,
        "the hour meter, the export of phases and THD are the ET330's and ET340's alone",
    ),
    Difference(
        ("carlo-gavazzi-em341",), "missing", (0x1200,), None,
        "the EM341's calendar selects the tariff",
    ),
    Difference(
        ("finder-7m24",), "missing",
        (
            0x9C6, 0x9C8, 0x9D6, 0x9D8, *_range(0x9E2, 0x9E6, 2), *_range(0x9EA, 0x9EE, 2),
            *_range(0x9F2, 0x9F6, 2), *_range(0x9FA, 0x9FE, 2), 0xA24, 0xA26,
        ),
        None, "the 7M.24 has one phase",
    ),
    Difference(
        ("wago-879-3000",), "missing",
        (
            *_range(0x4003, 0x4005), *_range(0x4007, 0x4011, 2), 0x4015, 0x4016, 0x4017, 0x401F,
        ),
        None, "the table names the blocks at 5000h and 6000h alone for it",
    ),
    Difference(
        ("socomec-diris-a20",), "missing", (*_range(0x23B, 0x23E), 0x244), None,
        "the table marks them as the A40's",
    ),
    # Registers that stand elsewhere or are larger.
    Difference(
        _7KT, "moved", (*_range(0x1B48, 0x1B54, 4), *_range(0x1B5C, 0x1B68, 4)), -1,
        "printed numbers; readers in production read the totals of the same page one lower",
    ),
    Difference(
        _EM3, "words", (0x5000,), 7, "the seven words of the serial number are one text here",
    ),
    Difference(
        _EM3, "missing", _range(0x5001, 0x5006), None, "inside the serial number at 5000h",
    ),
    # Types, units and evidence.
    Difference(
        ("socomec-countis-e23", "socomec-countis-e24"), "type", (0x8103,), "i32",
        "a balance has to have a sign; the table calls the type unverified",
    ),
    Difference(
        ("legrand-412045",), "unit", (0x125C,), "varh",
        "a reactive energy; its neighbour is printed in varh",
    ),
    Difference(
        ("ime-nemo-96-old",), "unit", (0x33B,), "h", "an hour meter; the list prints no unit",
    ),
    Difference(
        ("inepro-pro380",), "unit", (0x4004,), "bit/s", "a speed; the list prints no unit",
    ),
    Difference(
        _UMG96, "unit", _range(0x322, 0x326, 2), "V",
        "symmetrical components of voltages; the list prints no unit",
    ),
    Difference(
        _UMG96, "unit", _range(0x398, 0x39C, 2), "A",
        "symmetrical components of currents; the list prints no unit",
    ),
    Difference(
        ("socomec-diris-a20", "socomec-diris-a40-legacy"), "unit", (0x20A,), "",
        "the register holds a code for the weight, not kilowatt-hours",
    ),
    Difference(
        ("noark-ex9em",), "evidence", (0x2, 0x6), "derived",
        "not printed by the maker: the device answers them to a driver",
    ),
    Difference(
        ("orno-or-we-525",), "evidence", _range(0x118, 0x12A, 2), "assumed",
        "readers have one map for both models; what one that counts one direction shows is open",
    ),
    Difference(
        _IEM, "unit", (0xAFC9,), "W", "kilowatts in the register; the setting is kept in watts",
    ),
    Difference(_IEM, "scale", (0xAFC9,), 1000, "kilowatts in the register"),
    Difference(
        ("ime-nemo-d4-dc",), "type", (0x1004,), "i32",
        "the list calls it signed and does not tell how",
    ),
    # What can be written on the device, but not here, or by other means.
    Difference(
        ("carlo-gavazzi-em111",), "access", (0x1201,), "r", "the input selects the tariff",
    ),
    Difference(
        ("carlo-gavazzi-em341",), "access", (0x1201,), "r", "the table says so in its note",
    ),
    Difference(
        ("saia-burgess-ald1b",), "access", (0x1D,), "r",
        "written on the variant with a partial counter alone",
    ),
    Difference(
        _UMG96, "access", _UMG96_ENERGIES, "r",
        "a master can set the indexes of the device; indexes are set in the farm file here",
    ),
    Difference(
        _IEM, "access", (0x850, 0x852, 0x853, 0xAFC8, 0xAFC9, 0xAFCB), "r",
        "settings change by the command interface, not by a write",
    ),
    # Functions that a table does not have for all, or that it leaves out.
    Difference(
        ("socomec-countis-m04",), "functions", (0xFC00, 0xFC02, 0xFC03), {3},
        "measured values stand in both tables, settings and numbers in the holding registers",
    ),
    Difference(
        ("orno-or-we-525", "orno-or-we-526"), "functions", (), {3, 4},
        "one reader uses function 4, another 3",
    ),
    Difference(
        ("siemens-7kt1665",), "functions", (), {3, 4, 6, 16},
        "the manual has 6 and 16 for the settings, which are not listed",
    ),
]  # fmt: skip


@dataclass(frozen=True)
class Found:
    """One difference that the comparison finds; `address` is None for the whole model."""

    model: str
    aspect: str
    address: int | None
    table: object
    here: object

    def __str__(self) -> str:
        place = "" if self.address is None else f" {self.address:#06x}"
        return f"{self.model}{place}: {self.aspect} {self.here!r}, the table has {self.table!r}"


@cache
def table(name: str) -> Json:
    """A table by its name."""
    return json.loads((TABLES / f"{name}.json").read_text())


def names() -> list[str]:
    """The Modbus tables that are there."""
    return sorted(
        path.stem for path in TABLES.glob("*.json") if not path.name.startswith("mbus-")
    )


@cache
def functions_of(model: str) -> frozenset[int]:
    """The functions a model answers; those of the model it extends where it has none of its own."""
    document = json.loads((PROFILES / "meters" / f"{model}.json").read_text())
    own = document.get("modbus", {}).get("functions")
    return frozenset(own) if own is not None else functions_of(document["extends"])


def explained(found: Found) -> bool:
    """Whether the list has the difference, exactly so."""
    return any(
        found.model in entry.models and found.aspect == entry.aspect
        and (found.address in entry.addresses or found.address is None and not entry.addresses)
        and found.here == entry.here
        for entry in DIFFERENCES
    )  # fmt: skip


def compare(name: str, model: str, rows: Iterable[Json]) -> list[Found]:
    """Every difference between a table and the registers that `meterfarm models` prints."""
    document = table(name)
    here = {(row["function"], int(row["address"], 16)): row for row in rows}
    found = []
    if set(document["functions"]) != functions_of(model):
        found.append(
            Found(model, "functions", None, set(document["functions"]), set(functions_of(model)))
        )
    for register in document["registers"]:
        found += _compare_register(document, model, register, here)
    return found


def _compare_register(
    document: Json, model: str, register: Json, here: dict[tuple[int, int], Json]
) -> list[Found]:
    address = register["address"]
    functions = _functions(document, register)
    moved = _moved(model, address)
    rows = {f: here[f, address + moved] for f in (3, 4) if (f, address + moved) in here}
    found = []
    if moved and not here.keys() & {(3, address), (4, address)}:
        found.append(Found(model, "moved", address, 0, moved))
    if not rows:
        return [*found, Found(model, "missing", address, register["name"], None)]
    if "r" in register["access"] and not functions <= rows.keys():
        found.append(Found(model, "functions", address, functions, set(rows)))
    for row in [rows[f] for f in sorted(functions & rows.keys())] or list(rows.values()):
        for aspect, expected, value in _aspects(document, register, row, here):
            if expected != value:
                found.append(Found(model, aspect, address, expected, value))
    return found


def _moved(model: str, address: int) -> int:
    return next(
        (
            entry.here for entry in DIFFERENCES
            if entry.aspect == "moved" and model in entry.models and address in entry.addresses
        ),
        0,
    )  # fmt: skip


def _functions(document: Json, register: Json) -> set[int]:
    """The functions that read a register according to its table."""
    if "function" in register:
        return {register["function"]}
    return {3, 4} & set(document["functions"])


def _aspects(
    document: Json, register: Json, row: Json, here: dict[tuple[int, int], Json]
) -> list[tuple[str, object, object]]:
    """Name, value of the table, value of the model of all that both know of a register."""
    kind, *order = row["type"].split()
    note = row["note"] or ""
    type_, words_of_note = TYPES.get(register["type"], (register["type"], ""))
    unit = UNITS.get(register["unit"], register["unit"])
    evidence = _evidence(document, register)
    # Input registers are never written: a table that both functions read prints its holding ones.
    alike = row["function"] == 4 and "space" not in register
    access = "r" if alike else register["access"]
    return [
        ("type", type_, kind),
        ("note", True, words_of_note in note),
        ("words", register["words"], row["words"]),
        ("word order", document["wordOrder"].startswith("little"), order == ["little"]),
        ("unit", unit, row["unit"] or ""),
        ("access", access, row["access"].removesuffix(" broadcast")),
        ("evidence", evidence, row["evidence"]),
        ("source or note", True, bool(row["source"] or note)),
        _scale(document, register, row, here),
    ]


def _scale(
    document: Json, register: Json, row: Json, here: dict[tuple[int, int], Json]
) -> tuple[str, object, object]:
    """Printed steps are equal; others go by a ratio, by a scale factor, or are said assumed."""
    note = register.get("note") or ""
    if register["scale"] is not None:
        same = abs(row["scale"] - register["scale"]) <= 1e-12 * abs(register["scale"])
        return "scale", register["scale"], register["scale"] if same else row["scale"]
    if "times 10^" in note:
        point = note.split("times 10^")[1].split(";")[0]
        factor = next(r for r in document["registers"] if r["name"].startswith(f"{point} "))
        exponent = here[3, factor["address"]]["quantity"].removeprefix("constant ")
        expected = 10.0 ** int(exponent)
        shown = row["quantity"] != "never available"
        return "scale", expected, float(row["scale"]) if shown else expected
    if "step follows" in note:
        return "step by ratio", True, "Step by " in (row["note"] or "")
    return "step assumed", True, "assumed" in (row["note"] or "")


def _evidence(document: Json, register: Json) -> str:
    """How sure a register is, by the confidence in its table and its own word."""
    match register.get("evidence"):
        case None:
            return "official" if document["confidence"] == "official" else "derived"
        case "confirmed-E43/E44":
            return "official"
        case "inferred":
            return "assumed"
        case _:
            return "derived"
