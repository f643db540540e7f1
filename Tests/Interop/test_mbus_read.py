"""`meterfarm read` over M-Bus: the project's own master on the project's own bus."""

import json
import subprocess
from pathlib import Path

import pytest

from support.farm import FROZEN, Json, bus, constant_load, farm, meter
from support.mbus import mbus_port

from conftest import StartFarm

#: Forty identification numbers that share most of their digits, and some that do not.
CLUSTERED = [f"1234560{n}" for n in range(10)] + [f"123456{n}0" for n in range(1, 10)] + [
    f"{n}0000000" for n in range(2, 10)
] + [f"5555{n:04d}" for n in range(13)]  # fmt: skip

#: Of a master that knows that the farm answers at once.
QUICK = ["--baud", "38400", "--patience", "20"]


def read(meterfarm: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs `meterfarm read` to its end."""
    command = [str(meterfarm), "read", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=300)


def readings(result: subprocess.CompletedProcess[str]) -> dict[str, Json]:
    """The readings of JSON lines by name."""
    assert result.returncode == 0, result.stderr
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    return {line["quantity"]: line for line in lines}


def two_meters(*ports: Json, watts: float = 1500) -> Json:
    """A meter of one telegram and one of four."""
    return farm(
        [bus("mb", *ports)],
        [
            meter("flat", "m1pro-40", 1, "mb", constant_load(watts, 1.0),
                  serialNumber="10000001"),
            meter("main", "ime-conto-d4-mbus", 5, "mb", constant_load(9000, 1.0),
                  serialNumber="55000005"),
        ],
        FROZEN,
    )  # fmt: skip


def test_a_model_names_the_records(meterfarm: Path, start_farm: StartFarm) -> None:
    daemon = start_farm(two_meters(mbus_port(), watts=-700))
    found = readings(read(meterfarm, "m1pro-40", "--tcp", daemon.ports[0].place, "--address", "1",
                          "--format", "json"))  # fmt: skip
    assert found["identification number"]["value"] == "10000001"
    assert found["manufacturer"]["value"] == "HHC" and found["status"]["value"] == "ok"
    assert found["power.active.total"] == {
        "quantity": "power.active.total", "value": -700, "unit": "W", "evidence": "assumed"
    }  # fmt: skip
    assert found["energy.active.import.total"]["value"] == 0


@pytest.mark.parametrize("way", ["tcp", "pty"])
def test_all_telegrams_are_read_by_address_and_by_selection(
    meterfarm: Path, start_farm: StartFarm, tmp_path: Path, way: str
) -> None:
    pty = tmp_path / "m-bus"
    daemon = start_farm(two_meters(mbus_port(), {"protocol": "m-bus", "pty": str(pty)}))
    place = ["--tcp", daemon.ports[0].place] if way == "tcp" else ["--serial", str(pty)]
    common = ["ime-conto-d4-mbus", *place, "--format", "json"]
    by_address = readings(read(meterfarm, *common, "--address", "5"))
    by_number = readings(read(meterfarm, *common, "--secondary", "55000005"))
    del by_address["access number"], by_number["access number"]
    assert by_address == by_number
    assert by_address["power.active.total"]["value"] == pytest.approx(27_000, rel=0.001)
    assert len(by_address) > 40


def test_records_speak_for_themselves_without_a_model(
    meterfarm: Path, start_farm: StartFarm
) -> None:
    daemon = start_farm(two_meters(mbus_port()))
    found = readings(read(meterfarm, "--m-bus", "--tcp", daemon.ports[0].place, "--address", "1",
                          "--format", "json"))  # fmt: skip
    assert found["power"]["value"] == 1500 and found["power"]["unit"] == "W"
    assert found["energy negative"]["value"] == 0
    assert found["frequency"]["value"] == 50
    assert "evidence" not in found["power"]


def test_quantities_are_chosen_and_misspelt_ones_are_named(
    meterfarm: Path, start_farm: StartFarm
) -> None:
    daemon = start_farm(two_meters(mbus_port()))
    place = ["--tcp", daemon.ports[0].place, "--address", "1"]
    chosen = read(meterfarm, "m1pro-40", "power.*", *place, "--format", "csv")
    assert chosen.stdout.splitlines() == [
        "quantity,value,unit,evidence", "power.active.total,1500,W,assumed"
    ]  # fmt: skip
    misspelt = read(meterfarm, "m1pro-40", "power.activ.total", *place)
    assert misspelt.returncode == 1
    assert 'did you mean "power.active.total"?' in misspelt.stderr


def test_a_search_finds_forty_clustered_meters(meterfarm: Path, start_farm: StartFarm) -> None:
    assert len(set(CLUSTERED)) == 40
    meters = [
        meter(f"m{n}", "m1pro-40", 0, "mb", constant_load(100), serialNumber=number)
        for n, number in enumerate(CLUSTERED)
    ]
    daemon = start_farm(farm([bus("mb", mbus_port())], meters, FROZEN))
    result = read(meterfarm, "--tcp", daemon.ports[0].place, *QUICK, "--search",
                  "--format", "json")  # fmt: skip
    assert result.returncode == 0, result.stderr
    found = [json.loads(line)["identification"] for line in result.stdout.splitlines()]
    assert found == sorted(CLUSTERED)


def test_a_search_tells_of_meters_with_the_same_number(
    meterfarm: Path, start_farm: StartFarm
) -> None:
    meters = [
        meter(f"m{n}", "m1pro-40", n, "mb", constant_load(watts), serialNumber="77000001")
        for n, watts in ((1, 100), (2, 20_000))
    ]
    daemon = start_farm(farm([bus("mb", mbus_port())], meters, FROZEN))
    result = read(meterfarm, "--tcp", daemon.ports[0].place, *QUICK, "--search",
                  "--secondary", "7700000FFFFFFFFF")  # fmt: skip
    assert result.returncode == 1 and result.stdout == ""
    assert "several meters answer to 77000001FFFFFFFF" in result.stderr


def test_a_scan_finds_primary_addresses_and_collisions(
    meterfarm: Path, start_farm: StartFarm
) -> None:
    daemon = start_farm(two_meters(mbus_port()))
    result = read(meterfarm, "--tcp", daemon.ports[0].place, *QUICK, "--scan",
                  "--format", "json")  # fmt: skip
    found = [json.loads(line) for line in result.stdout.splitlines()]
    assert [line["address"] for line in found] == [1, 5]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--m-bus", "--address", "9"], "nobody answered within the answer window"),
        (["--m-bus", "--secondary", "99999999"], "nobody answered"),
        (["--m-bus", "--secondary", "9999"], "is no secondary address"),
        (["--m-bus", "--address", "251"], "address 251 does not exist; 0 to 250, or 254"),
        (["--m-bus", "--address", "1", "--baud", "1234"], "M-Bus has no 1234 baud; it has 300"),
        (["--m-bus", "--address", "254"], "no M-Bus frame"),
        (["--m-bus"], "give --address, or on M-Bus --secondary"),
        (["--address", "1"], "give the model of the meter, or --m-bus"),
        (["eastron-sdm630", "--m-bus", "--address", "1"], "has no M-Bus interface"),
        (["m1pro-40", "--search"], "leave model and address"),
        (["--search", "--scan"], "give one of --search and --scan"),
    ],
)
def test_what_cannot_be_is_said(
    meterfarm: Path, start_farm: StartFarm, arguments: list[str], told: str
) -> None:
    daemon = start_farm(two_meters(mbus_port()))
    result = read(meterfarm, *arguments, "--tcp", daemon.ports[0].place)
    assert result.returncode != 0
    assert told in " ".join(result.stderr.split())
