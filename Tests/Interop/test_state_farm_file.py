"""What a changed farm file means for a farm that has lived already."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from support.farm import FROZEN, Json, bus, constant_load, farm, meter, tcp_port
from support.lines import TcpMaster, tcp_master
from support.model import load_model
from support.programmed import BEGINNING
from support.state import KeptFarm, read, write

from conftest import KeepFarm

NAME = "socomec-countis-e44"
MODEL = load_model(NAME)
RATIO = MODEL.setting("currentTransformerPrimary")
DEMAND = MODEL.setting("demandPeriod")
TARIFF = MODEL.command("selectTariff")
TOTAL = MODEL.quantity("energy.active.import.total")
KILOWATT = constant_load(1000, phases="l1")


def countis(name: str, unit: int, on: str = "line", **more: object) -> Json:
    """A meter on a constant load."""
    return meter(name, NAME, unit, on, KILOWATT, **more)


def still_farm(*meters: Json, buses: tuple[str, ...] = ("line",)) -> Json:
    """A farm in which time stands still."""
    return farm([bus(name, tcp_port()) for name in buses], list(meters), speed=FROZEN)


@contextmanager
def life(kept: KeptFarm, bus_name: str | None = None) -> Iterator[TcpMaster]:
    """A life that ends by SIGKILL right after the last answer, so that all hangs on the journal."""
    with kept.life() as daemon, tcp_master(daemon.tcp(bus_name)) as master:
        yield master
        daemon.kill()


def value(master: TcpMaster, unit: int, register: object) -> int:
    """The number in a register."""
    words = read(master, unit, register)  # type: ignore[arg-type]
    return sum(word << 16 * place for place, word in enumerate(reversed(words)))


def has(master: TcpMaster, unit: int, ratio: int, tariff: int = 1) -> bool:
    """Whether a meter is programmed so."""
    return (value(master, unit, RATIO), value(master, unit, TARIFF)) == (ratio, tariff)


def is_absent(master: TcpMaster, unit: int) -> bool:
    """Whether nobody is at an address."""
    return master.request(unit, bytes([3, *RATIO.address.to_bytes(2, "big"), 0, 1]))[0] == 0x83


def program(master: TcpMaster, unit: int, ratio: int, tariff: int = 1) -> None:
    """Programs a meter."""
    write(master, unit, RATIO.address, ratio)
    write(master, unit, TARIFF.address, tariff)


def test_a_later_start_is_where_the_farm_goes_on(keep_farm: KeepFarm) -> None:
    kept = keep_farm(still_farm(countis("a", 1)))
    with life(kept) as master:
        assert value(master, 1, TOTAL) == 0
    kept.stand_still_at(BEGINNING + timedelta(hours=36))
    with life(kept) as master:
        assert value(master, 1, TOTAL) == round(36 * 1.0 / TOTAL.scale)
    with life(kept) as master:
        assert value(master, 1, TOTAL) == round(36 * 1.0 / TOTAL.scale)


def test_a_setting_that_the_farm_file_changes_wins_and_the_others_stay(
    keep_farm: KeepFarm,
) -> None:
    settings = {"currentTransformerPrimary": 50, "demandPeriod": 300}
    kept = keep_farm(still_farm(countis("a", 1, settings=settings)))
    with life(kept) as master:
        assert has(master, 1, 50)
        program(master, 1, 200, 3)
        write(master, 1, DEMAND.address, 900)
    with life(kept) as master:
        assert has(master, 1, 200, 3)
    kept.document["meters"][0]["settings"] = settings | {"currentTransformerPrimary": 60}
    with life(kept) as master:
        assert has(master, 1, 60, 3)
        assert value(master, 1, DEMAND) == 900
        write(master, 1, RATIO.address, 70)
    with life(kept) as master:
        assert has(master, 1, 70, 3)


def test_an_index_that_the_farm_file_changes_is_set_once(keep_farm: KeepFarm) -> None:
    kept = keep_farm(still_farm(countis("a", 1, indexes={TOTAL.entry["quantity"]: 50_000})))
    kept.stand_still_at(BEGINNING)
    with life(kept) as master:
        assert value(master, 1, TOTAL) * TOTAL.scale == pytest.approx(50)
    kept.stand_still_at(BEGINNING + timedelta(hours=1))
    with life(kept) as master:
        assert value(master, 1, TOTAL) * TOTAL.scale == pytest.approx(51)
    kept.document["meters"][0]["indexes"][TOTAL.entry["quantity"]] = 90_000
    with life(kept) as master:
        assert value(master, 1, TOTAL) * TOTAL.scale == pytest.approx(90)
    kept.stand_still_at(BEGINNING + timedelta(hours=3))
    with life(kept) as master:
        assert value(master, 1, TOTAL) * TOTAL.scale == pytest.approx(92)


def test_a_meter_that_is_added_begins_at_nothing_and_the_others_go_on(
    keep_farm: KeepFarm,
) -> None:
    kept = keep_farm(still_farm(countis("a", 1)))
    with life(kept) as master:
        program(master, 1, 5, 3)
    kept.document["meters"].insert(0, countis("b", 2))
    kept.stand_still_at(BEGINNING + timedelta(hours=10))
    with life(kept) as master:
        assert has(master, 1, 5, 3) and has(master, 2, 5)
        assert value(master, 1, TOTAL) * TOTAL.scale == pytest.approx(10)
        assert value(master, 2, TOTAL) == 0
    kept.stand_still_at(BEGINNING + timedelta(hours=12))
    with life(kept) as master:
        assert value(master, 1, TOTAL) * TOTAL.scale == pytest.approx(12)
        assert value(master, 2, TOTAL) * TOTAL.scale == pytest.approx(2)


def test_a_meter_that_was_taken_out_comes_back_as_it_was(keep_farm: KeepFarm) -> None:
    """Its acknowledged writes wait in the journal meanwhile, through lives with checkpoints."""
    kept = keep_farm(still_farm(countis("a", 1), countis("b", 2)) | {"checkpointEvery": "1h"})
    with life(kept) as master:
        program(master, 1, 200, 3)
    everybody = kept.document["meters"]
    kept.document["meters"] = everybody[1:]
    with kept.life() as daemon, tcp_master(daemon.tcp()) as master:
        assert is_absent(master, 1)
        write(master, 2, RATIO.address, 40)
    kept.document["meters"] = everybody
    with life(kept) as master:
        assert has(master, 2, 40)
        assert has(master, 1, 200, 3)


def test_what_was_written_to_another_meter_at_its_address_is_not_taken_for_its_own(
    keep_farm: KeepFarm,
) -> None:
    kept = keep_farm(still_farm(countis("a", 1)) | {"checkpointEvery": "1h"})
    with life(kept) as master:
        program(master, 1, 200, 3)
    kept.document["meters"] = [countis("substitute", 1)]
    with life(kept) as master:
        assert has(master, 1, 5)
        program(master, 1, 77, 4)
    kept.document["meters"] = [countis("a", 1)]
    with life(kept) as master:
        assert has(master, 1, 200, 3)
    kept.document["meters"] = [countis("substitute", 1)]
    with life(kept) as master:
        assert has(master, 1, 77, 4)


def test_meters_that_change_places_take_their_state_along(keep_farm: KeepFarm) -> None:
    kept = keep_farm(still_farm(countis("a", 1), countis("b", 2)) | {"checkpointEvery": "1h"})
    with life(kept) as master:
        program(master, 1, 200, 3)
        program(master, 2, 77, 4)
    kept.document["meters"] = [countis("a", 2), countis("b", 1)]
    with life(kept) as master:
        assert has(master, 2, 200, 3) and has(master, 1, 77, 4)
        program(master, 2, 201, 2)
    with life(kept) as master:
        assert has(master, 2, 201, 2) and has(master, 1, 77, 4)


def test_a_meter_that_moves_to_another_bus_and_back_takes_its_state_along(
    keep_farm: KeepFarm,
) -> None:
    document = still_farm(countis("a", 1), countis("b", 2, "yard"), buses=("line", "yard"))
    kept = keep_farm(document | {"checkpointEvery": "1h"})
    with life(kept, "line") as master:
        program(master, 1, 200, 3)
    kept.document["meters"][0]["bus"] = "yard"
    with life(kept, "yard") as master:
        assert has(master, 1, 200, 3)
        program(master, 1, 77, 4)
    kept.document["meters"][0]["bus"] = "line"
    with life(kept, "line") as master:
        assert has(master, 1, 77, 4)
        write(master, 1, RATIO.address, 78)
    with life(kept, "line") as master:
        assert has(master, 1, 78, 4)


def test_a_bus_with_another_name_keeps_its_meters(keep_farm: KeepFarm) -> None:
    kept = keep_farm(still_farm(countis("a", 1)) | {"checkpointEvery": "1h"})
    for number, name in enumerate(["line", "riser", "line", "riser", "line"]):
        kept.document["buses"][0]["name"] = name
        kept.document["meters"][0]["bus"] = name
        with life(kept) as master:
            assert has(master, 1, 5 if number == 0 else 100 + number - 1)
            write(master, 1, RATIO.address, 100 + number)


def test_a_meter_with_another_name_is_another_meter(keep_farm: KeepFarm) -> None:
    kept = keep_farm(still_farm(countis("a", 1)))
    with life(kept) as master:
        program(master, 1, 200, 3)
    kept.document["meters"][0]["name"] = "b"
    with life(kept) as master:
        assert has(master, 1, 5)


@pytest.mark.parametrize("durability", ["strict", "relaxed"])
def test_checkpoints_in_quick_succession_lose_nothing(
    keep_farm: KeepFarm, durability: str
) -> None:
    """The journal is cut off behind each checkpoint; what is acknowledged later stays."""
    document = still_farm(countis("a", 1), countis("b", 2))
    kept = keep_farm(document | {"checkpointEvery": "50ms", "durability": durability})
    for number in range(1, 4):
        with kept.life() as daemon, tcp_master(daemon.tcp()) as master:
            for step in range(200):
                write(master, 1 + step % 2, RATIO.address, 1000 * number + step)
            if durability == "strict":
                daemon.kill()
        with kept.life() as daemon, tcp_master(daemon.tcp()) as master:
            assert has(master, 1, 1000 * number + 198)
            assert has(master, 2, 1000 * number + 199)


