"""The JSON Schemas of profiles/schema, and `meterfarm check` on many files at once."""

import copy
import json
import re
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from support.farm import PROFILES, REPOSITORY

SCHEMAS = PROFILES / "schema"
SAMPLES = REPOSITORY / "Tests" / "Interop" / "schemas"
#: The kinds of file that `meterfarm check` validates.
KINDS = ("farm", "model", "load", "scenario", "calendar", "transformer", "lesson")

Pointer = tuple[str | int, ...]


@cache
def schema(kind: str) -> Any:
    """The schema of a kind of file."""
    return json.loads((SCHEMAS / f"{kind}.schema.json").read_text(encoding="utf-8"))


@cache
def validator(kind: str) -> Draft202012Validator:
    """Validates a kind of file; schemas that refer to each other find each other."""
    resources = [
        (path.as_uri(), Resource(json.loads(path.read_text(encoding="utf-8")), DRAFT202012))
        for path in sorted(SCHEMAS.glob("*.schema.json"))
    ]
    uri = (SCHEMAS / f"{kind}.schema.json").as_uri()
    return Draft202012Validator({"$ref": uri}, registry=Registry().with_resources(resources))


def refusals(kind: str, document: Any) -> list[str]:
    """What the schema finds wrong, each with its place."""
    return [f"/{'/'.join(map(str, error.absolute_path))}: {error.message[:300]}"
            for error in validator(kind).iter_errors(document)]  # fmt: skip


def kind_of(path: Path) -> str:
    """The kind of a file by the schema it names, else by the beginning of its own name."""
    document = json.loads(path.read_text(encoding="utf-8"))
    name = Path(document["$schema"]).name if "$schema" in document else path.name
    return re.split(r"[.-]", name)[0]


@dataclass
class Verdict:
    """What `meterfarm check` says of a file."""

    kind: str | None = None
    faults: list[str] = field(default_factory=list)

    @property
    def is_accepted(self) -> bool:
        """Whether it said ok."""
        return self.kind is not None and not self.faults


def check(binary: Path, files: Iterable[Path]) -> dict[Path, Verdict]:
    """Runs `meterfarm check` once on all files; every file must get a verdict."""
    names = {str(path): path for path in files}
    verdicts: dict[Path, Verdict] = {path: Verdict() for path in names.values()}
    result = subprocess.run(
        [str(binary), "check", *names], cwd=REPOSITORY, capture_output=True, text=True, timeout=900,
    )  # fmt: skip
    for line in result.stderr.splitlines():
        assert line.endswith(" (information)"), line
    for line in result.stdout.splitlines():
        name, _, rest = line.partition(": ")
        ok = re.fullmatch(r"ok \((\w+)\)", rest)
        if name in names and ok:
            verdicts[names[name]].kind = ok.group(1)
        elif rest.endswith(" (warning)"):
            continue
        else:
            # A fault in a file that is referred to belongs to the last file begun.
            owner = names.get(name)
            assert owner is not None, f"a fault of a file nobody named: {line}"
            verdicts[owner].faults.append(rest)
    for path, verdict in verdicts.items():
        assert verdict.is_accepted != bool(verdict.faults), f"no clear verdict on {path}: {verdict}"
    everything_is_fine = all(verdict.is_accepted for verdict in verdicts.values())
    assert result.returncode == (0 if everything_is_fine else 1)
    return verdicts


def pointer(text: str) -> Pointer:
    """The tokens of a JSON pointer."""
    return tuple(token.replace("~1", "/").replace("~0", "~") for token in text.split("/")[1:])


def mutated(document: Any, change: dict[str, Any]) -> Any:
    """A copy with members put or removed: `{"put": {"/a/b": 1}, "remove": ["/c"]}`."""
    result = copy.deepcopy(document)
    for place, value in change.get("put", {}).items():
        *outer, last = pointer(place)
        _set(_at(result, outer), last, copy.deepcopy(value))
    for place in change.get("remove", []):
        *outer, last = pointer(place)
        holder = _at(result, outer)
        del holder[int(last) if isinstance(holder, list) else last]
    return result


def _at(value: Any, tokens: Iterable[str | int]) -> Any:
    for token in tokens:
        value = value[int(token)] if isinstance(value, list) else value[token]
    return value


def _set(holder: Any, key: str | int, value: Any) -> None:
    if not isinstance(holder, list):
        holder[key] = value
    elif key == "-":
        holder.append(value)
    else:
        holder[int(key)] = value
