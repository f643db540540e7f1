"""The JSON Schemas and `meterfarm check` accept and refuse the same files."""

import json
import os
import random
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from support.farm import PROFILES, REPOSITORY
from support.mutations import Mutator
from support.schemas import (
    KINDS,
    SAMPLES,
    SCHEMAS,
    check,
    kind_of,
    mutated,
    refusals,
    schema,
)
from test_readme import PAGES, examples

# One seed for everybody: what another finds is news about the schemas, not about the change that
# is being tested. Explore with SCHEMA_SEED=$RANDOM; a gap that it finds is closed or listed below.
SEED = int(os.environ.get("SCHEMA_SEED", "20261122"))
MUTATIONS_A_KIND = 250

#: The schema may accept what the program refuses only in these: what stands in other files or in
#: another part of the same file, sums and orders of several values, and calendars.
ONLY_THE_PROGRAM_KNOWS = {
    "references to other files": r"there is no (load profile|tariff calendar|standard profile|scenario) "
    r"|: no meter model |no current transformer |: cannot read |has no column |is the column of the time stamps"
    r"|day\.csv\" line [0-9]+",
    "references inside a file": r"there is no bus |no (meter|bus|fault)( on bus \"[^\"]*\")? is named |is wanted by meters |is no source|/setting: .* is no setting"
    r"|is no tariff[;,]|is no choice[;,]|holds no power of ten"
    r"|\"(alarm|pulses)\.[^\"]+\" is no quantity|\.(minimum|maximum)(\.time)?\" is no quantity",
    "what pulse lines join": r"no source of pulses is named |^/pulseLines/[0-9]+/(from|to)/.* has no "
    r"(output|input|lamp|tariff input)|makes a ring|the tariff input of |the line at gpio-sim ",
    "what a model without registers or networks needs": r"\"(bus|address|load)\" is missing$"
    r"|\"load\" is missing; ",
    "what the meter's model has": r"^/meters/[0-9]+/settings/[^/]+: (unknown key|.* is not allowed)"
    r"|/address: (0|2(4[89]|5[0-5])) is out of range|/indexes/.*; an energy in Wh from 0 to "
    r"|has no tariff input|needs a meter with tariffs|; a tariff from 1 to [123]$",
    "what one part of a model allows another": r"see /partials/of|see /pulses|in /pulses$"
    r"|/alarms/of|is of alarm|is of pulse input|/pulseInputs|(input[s.]|inputs)[^\"]*\" is no quantity|balanceTariffs names|names network|has the default|needs \"demand\""
    r"|needs a demand with|is not allowed by \"|has no partial counters|the setting is in"
    r"|default is not among|; the register has [0-9]+$|words hold [0-9]+$|which a meter set to "
    r"|^/mbus/(commands: setIdentification needs a setting|resets: needs the command)",
    "what devices have besides metrology": r"has (no|[0-9]+) digital inputs?$|has no sensors$"
    r"|/sensors/[^/]+: unknown key|/configurators/[^/]+: unknown key|is not set by configurators"
    r"|/configurators: [0-9]+ is out of range|stands for nothing; |has one measuring input"
    r"|; a measuring input from |see /(digitalInputs|relays|sensors|analogueOutputs|breaker)$"
    r"|/analogueOutputs/of|names a relay that is not there|is of a breaker|has a place twice"
    r"|is beyond the most |temperature sensors from |analogue inputs from |; (digital inputs|relays"
    r"|analogue outputs|a relay) from "
    r"|\"(digitalInputs?|relays?|temperature|analogue(In|Out)put|breaker)[^\"]*\" is no quantity",
    "what a front refers to": r"is no (menu|format|key)[;,]|the quantity is not written in ",
    "units that a quantity wants": r"\"unit\" is missing; allowed: "
    r"|does not fit the quantity|is not whole; type ",
    "units in text": r" does not name units",
    "names of quantities in patterns": r"/target/quantities/[0-9]+: .* is no quantity"
    r"|^/seen/quantity: .* is no quantity",
    "what is unique": r"is taken|stands above[ ;]|also used by|a choice above; each once"
    r"|stands twice",
    "order and size of several values": r"is above [a-zA-Z\"]|ascend|is not later than"
    r"|is shorter than the ramp|the greater number|is not a multiple of|too small to get anywhere"
    r"|; a value within the bounds |allows 0 or less",
    "days of the year": r"no season h|has already$|belongs to season|left with no day"
    r"|\"[0-9]{4}-02-29.*calendar|\"(19|22|70)[^\"]*\" is out of range; allowed: the years",
    "sizes of durations in text": r"a duration of .* is out of range|; a duration from "
    r"|allowed: 0s to 1000y$|is not whole milliseconds|\"[0-9.a-z]*\.[0-9]+[a-z]*\" cannot be read; expected a duration",
    "names of time zones": r"is not a time zone",
    "placeholders where no repeat is": r"\{ *n[^{}]*\}[^\"]*\" (is not understood|cannot be read)",
    "what a placeholder makes": r"^/(meters/3|buses/1)\b.*(placeholder|is no connection|is no phase"
    r"|is no address|cannot be a name|is no serial number|an address from|cannot be read"
    r"|is no mode)",
    "lengths in bytes": r"cannot be a name; 1 to 64",
    "registers that overlap": r" overlaps |has the address of|ends behind address",
    "what another device answers": r"what this request is answered with is not known",
    "functions of a maker's own": r"function [0-9]+ is not implemented",
    "what a guard or a command interface names": r"is no guard[;,]|/opensWith/setting: "
    r"|cannot be written; nothing to guard|stand 1 to 8 words behind|takes away what is not there"
    r"|the model has no \"commandInterface\"|/commandInterface/commands/[0-9]+: has the number ",
    "arithmetic": r"has too many digits|is no step; at most|too great a step|does not fit type",
    "constants by way of signals": r"leaves the reactive power|says export",
    "signals nested too deep": r"nested too deep",
}
ONLY_THE_PROGRAM = re.compile("|".join(ONLY_THE_PROGRAM_KNOWS.values()))


def shipped_files() -> list[Path]:
    """Every JSON file under profiles/ that is no schema, and the examples of the documentation."""
    found = [path for path in sorted(PROFILES.rglob("*.json")) if path.parent != SCHEMAS]
    return found + sorted((REPOSITORY / "docs" / "examples").glob("*.json"))


def sample_files() -> list[Path]:
    """The good samples, which have every key."""
    return [path for path in sorted(SAMPLES.glob("*.json")) if not path.name.startswith("bad-")]


def bad_cases(kind: str) -> list[dict[str, Any]]:
    """The bad files of a kind, each a change to a good one."""
    cases: list[dict[str, Any]] = json.loads((SAMPLES / f"bad-{kind}s.json").read_text())
    return cases


def load(path: Path) -> Any:
    """A JSON file."""
    return json.loads(path.read_text(encoding="utf-8"))


def workshop(folder: Path) -> Path:
    """A folder in which the samples' references to each other hold."""
    for name in ("day.csv", "model.json"):
        shutil.copy(SAMPLES / name, folder)
    return folder


@pytest.mark.parametrize("path", sorted(SCHEMAS.glob("*.json")), ids=lambda path: path.name)
def test_a_schema_is_one_of_draft_2020_12(path):
    document = load(path)
    Draft202012Validator.check_schema(document)
    assert document["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("path", sorted(SCHEMAS.glob("*.json")), ids=lambda path: path.name)
def test_no_object_of_a_schema_has_a_key_twice(path):
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        keys = [key for key, _ in pairs]
        assert len(keys) == len(set(keys)), sorted(key for key in keys if keys.count(key) > 1)
        return dict(pairs)

    json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=once)


@pytest.mark.parametrize("kind", [*KINDS, "standard"])
def test_every_property_is_described(kind):
    missing = [place for place, value in properties(schema(kind)) if not is_described(kind, value)]
    assert missing == []


def properties(value: Any, place: str = "") -> Any:
    """All properties that objects are declared to have; conditions only repeat some of them."""
    if isinstance(value, list):
        for index, element in enumerate(value):
            yield from properties(element, f"{place}/{index}")
    if not isinstance(value, dict):
        return
    if value.get("additionalProperties") is False:
        for name, entry in value.get("properties", {}).items():
            yield f"{place}/{name}", entry
    for key, element in value.items():
        yield from properties(element, f"{place}/{key}")


def is_described(kind: str, value: Any) -> bool:
    """Whether an editor has something to say of it; what it refers to may say it."""
    if not isinstance(value, dict) or "$schema" in value or value == {}:
        return True
    if "description" in value:
        return len(value["description"]) > 1
    return "$ref" in value and is_described(*referred(kind, value["$ref"]))


@pytest.mark.parametrize("kind", [*KINDS, "standard"])
def test_nothing_beside_a_reference_hides_a_part_of_what_it_refers_to(kind):
    """Editors put both into one object, in which what stands beside the reference wins."""
    for place, value in references(schema(kind)):
        if value.keys() == {"$ref"}:
            continue  # Nothing stands beside it, so it may refer to a reference too.
        target = referred(kind, value["$ref"])[1]
        hidden = value.keys() & target.keys() - {"description", "default", "examples"}
        # A tighter bound may well win.
        hidden -= {"minimum", "maximum"}
        same = {key for key in hidden if value[key] == target[key]}
        items = {"items"} if isinstance(target.get("items"), dict) else set()
        tighter = {key for key in hidden & items if target[key].items() <= value[key].items()}
        assert hidden - same - tighter == set(), place


def references(value: Any, place: str = "") -> Any:
    """Everything that refers to something else."""
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield place, value
        for key, element in value.items():
            yield from references(element, f"{place}/{key}")
    elif isinstance(value, list):
        for index, element in enumerate(value):
            yield from references(element, f"{place}/{index}")


def referred(kind: str, reference: str) -> tuple[str, Any]:
    """What a reference refers to, and the kind of schema it stands in."""
    name, _, place = reference.partition("#")
    kind = name.split(".")[0] if name else kind
    target: Any = schema(kind)
    for token in place.split("/")[1:]:
        target = target[token]
    return kind, target


@pytest.mark.parametrize(
    "path", shipped_files(), ids=lambda path: str(path.relative_to(REPOSITORY))
)
def test_a_shipped_file_names_its_schema_and_keeps_to_it(path):
    document = load(path)
    if path.is_relative_to(PROFILES):
        kinds = {"meters": "model"}
        folder = path.relative_to(PROFILES).parts[0]
        kind = kinds.get(folder, folder.removesuffix("s"))
        assert document["$schema"] == f"../schema/{kind}.schema.json"
        assert (path.parent / document["$schema"]).is_file()
    else:
        kind = "farm"
    assert refusals(kind, document) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(REPOSITORY)))
def test_the_examples_of_a_page_keep_to_their_schemas(page):
    for kind, document in examples(page):
        assert refusals(kind, document) == [], document


@pytest.mark.parametrize("path", sample_files(), ids=lambda path: path.name)
def test_a_sample_keeps_to_its_schema(path):
    assert refusals(kind_of(path), load(path)) == []


def test_the_program_accepts_every_shipped_file_and_every_sample_for_what_it_is(meterfarm):
    standards = PROFILES / "standards"
    files = [path for path in shipped_files() if path.parent != standards] + sample_files()
    verdicts = check(meterfarm, files)
    wrong = {path.name: verdict for path, verdict in verdicts.items() if not verdict.is_accepted}
    assert wrong == {}
    examples = REPOSITORY / "docs" / "examples"
    for path, verdict in verdicts.items():
        assert verdict.kind == ("farm" if path.parent == examples else kind_of(path)), path


@pytest.mark.parametrize("kind", KINDS)
def test_schema_and_program_refuse_every_bad_file_for_what_is_wrong(kind, meterfarm, tmp_path):
    files: dict[Path, dict[str, Any]] = {}
    missed = []
    for number, case in enumerate(bad_cases(kind)):
        document = mutated(load(SAMPLES / case.get("of", f"{kind}.json")), case)
        errors = refusals(kind, document)
        if not concerns(errors, case):
            missed.append(f"{case['wrong']}: the schema only says {errors[:3]}")
        path = workshop(tmp_path) / f"{kind}-{number:03}.json"
        path.write_text(json.dumps(document), encoding="utf-8")
        files[path] = case
    for path, verdict in check(meterfarm, files).items():
        if not concerns(verdict.faults, files[path]):
            missed.append(f"{files[path]['wrong']}: the program only says {verdict.faults[:3]}")
    assert missed == [], "\n".join(missed)


def concerns(complaints: list[str], case: dict[str, Any]) -> bool:
    """Whether a complaint is about what was changed, what holds it, or what stands beside it."""
    changed = [*case.get("put", {}), *case.get("remove", [])]
    for complaint in complaints:
        place = complaint.partition(": ")[0].rstrip("/")
        for pointer in changed:
            if is_inside(place, pointer.rpartition("/")[0]) or is_inside(pointer, place):
                return True
    return False


def is_inside(place: str, other: str) -> bool:
    """Whether a pointer is another one or leads on from it."""
    return f"{place}/".startswith(f"{other}/")


def test_the_kinds_of_signal_are_those_that_the_program_offers(meterfarm, tmp_path):
    path = tmp_path / "load.json"
    path.write_text(json.dumps({"phases": {"all": {"activePower": "much"}}}))
    (fault,) = check(meterfarm, [path])[path].faults
    offered = fault.partition("an object with one of ")[2].split(", ")
    signal = schema("load")["$defs"]["signal"]
    named = [choice["required"] for choice in signal["allOf"][0]["then"]["oneOf"]]
    assert sorted(name for names in named for name in names) == offered
    options = set(signal["dependentRequired"])
    assert signal["properties"].keys() - options == set(offered)


def test_the_bad_files_are_many_and_named_apart():
    names = [(kind, case["wrong"]) for kind in KINDS for case in bad_cases(kind)]
    assert len(names) == len(set(names)) >= 150


@pytest.mark.parametrize("kind", KINDS)
def test_schema_and_program_agree_on_files_that_chance_has_changed(kind, meterfarm, tmp_path):
    print(f"SCHEMA_SEED={SEED}")
    sources = [path for path in sample_files() if kind_of(path) == kind]
    mutator = Mutator(random.Random(f"{SEED} {kind}"))
    documents: dict[Path, tuple[str, Any]] = {}
    for number in range(MUTATIONS_A_KIND):
        change, document = mutator.mutated(load(sources[number % len(sources)]))
        path = workshop(tmp_path) / f"{kind}-{number:04}.json"
        path.write_text(json.dumps(document), encoding="utf-8")
        documents[path] = (change, document)
    verdicts = check(meterfarm, documents)
    disagreements = []
    for path, (change, document) in documents.items():
        wrong, faults = refusals(kind, document), verdicts[path].faults
        if wrong and not faults:
            disagreements.append(f"{change}: only the schema refuses: {wrong[:3]}")
        listed = any(ONLY_THE_PROGRAM.search(fault) for fault in faults)
        if faults and not wrong and not listed:
            disagreements.append(f"{change}: only the program refuses: {faults[:3]}")
    print("\n".join(disagreements))
    assert disagreements == [], "\n".join(disagreements)
    refused = sum(not verdict.is_accepted for verdict in verdicts.values())
    assert refused > MUTATIONS_A_KIND / 2, "most changes do harm"
    assert refused < MUTATIONS_A_KIND, "some do none"
