"""Every register of the makers' and readers' tables stands in the models made from them."""

import json
import subprocess
from functools import cache
from pathlib import Path

import pytest

from support import device_tables
from support.device_tables import (
    DIFFERENCES, LEFT_OUT, MODELS, TABLES, WITHOUT_REGISTERS, Found,
)  # fmt: skip
from support.farm import PROFILES, REPOSITORY
from support.model import Json, load_model

pytestmark = pytest.mark.skipif(not TABLES.is_dir(), reason=f"{TABLES} is not there")
PAIRS = [(name, model) for name, models in MODELS.items() for model in models]


@cache
def rows(meterfarm: Path, model: str) -> tuple[Json, ...]:
    """The register table that the program prints."""
    result = subprocess.run(
        [meterfarm, "models", model, "--registers", "--format", "json"],
        cwd=REPOSITORY, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    return tuple(json.loads(result.stdout))


@cache
def differences(meterfarm: Path, name: str, model: str) -> tuple[Found, ...]:
    return tuple(device_tables.compare(name, model, rows(meterfarm, model)))


def test_every_table_has_a_model() -> None:
    with_registers = {n for n in device_tables.names() if device_tables.table(n)["registers"]}
    assert with_registers, TABLES
    assert with_registers == MODELS.keys() - WITHOUT_REGISTERS.keys()
    assert set(device_tables.names()) == MODELS.keys()
    there = {path.stem for path in (PROFILES / "meters").glob("*.json")}
    assert {model for _, model in PAIRS} <= there


@pytest.mark.parametrize("name", LEFT_OUT)
def test_a_register_begins_every_group(name: str) -> None:
    groups = {group["address"] for group in device_tables.table(name)["groups"]}
    for model in MODELS[name]:
        begun = groups & {register.address for register in load_model(model).registers}
        assert groups - begun == LEFT_OUT[name].keys()


@pytest.mark.parametrize(("name", "model"), PAIRS, ids=[model for _, model in PAIRS])
def test_the_model_is_its_table(meterfarm: Path, name: str, model: str) -> None:
    if name in WITHOUT_REGISTERS:
        assert all(row["evidence"] == "assumed" for row in rows(meterfarm, model))
        return
    found = differences(meterfarm, name, model)
    unexplained = [str(f) for f in found if not device_tables.explained(f)]
    assert not unexplained, "\n".join(unexplained)


def test_every_difference_of_the_list_is_there(meterfarm: Path) -> None:
    found = {
        (f.model, f.aspect, f.address)
        for name, model in PAIRS for f in differences(meterfarm, name, model)
    }  # fmt: skip
    listed = {
        (model, entry.aspect, address)
        for entry in DIFFERENCES
        for model in entry.models
        for address in entry.addresses or (None,)
    }
    assert listed <= found, f"idle: {sorted(listed - found, key=str)}"
