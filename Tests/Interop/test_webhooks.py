"""Addresses that are told what happens, with a real server at the other end."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pymodbus.client import ModbusTcpClient

from support.control import Control
from support.farm import Daemon, Json, running, two_meters
from support.receiver import PATIENCE, Receiver, receiver

from conftest import KeepFarm

HOOKS = "/v1/webhooks"
ANY_PORT = "127.0.0.1:0"
TOKEN = "a-token-of-the-receiver"
#: The most that wait behind the delivery that is tried.
CAPACITY = 1000


@pytest.fixture
def daemon(meterfarm: Path, tmp_path: Path) -> Iterator[Daemon]:
    """A farm whose time stands nearly still."""
    with running(meterfarm, two_meters(), tmp_path, http=ANY_PORT) as daemon:
        yield daemon


@pytest.fixture
def taker() -> Iterator[Receiver]:
    """Who takes what is delivered."""
    with receiver() as taker:
        yield taker


def hook(control: Control, taker: Receiver, name: str = "ci", **more: Any) -> Any:
    """Adds a webhook."""
    return control.do("POST", HOOKS, {"webhook": name, "url": taker.url, **more})


def state(control: Control, name: str = "ci") -> Any:
    """A webhook as it stands."""
    (found,) = [hook for hook in control.get(HOOKS)["items"] if hook["webhook"] == name]
    return found


def until(control: Control, **wanted: Any) -> Any:
    """A webhook as soon as it is as it should be."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        found = state(control)
        if wanted.items() <= found.items():
            return found
        time.sleep(0.05)
    raise AssertionError((wanted, state(control)))


def change(control: Control, meter: str, conductor: str) -> None:
    """Something that is told."""
    control.do("PUT", f"/v1/meters/{meter}/wiring", {"i1": conductor})


def test_changes_are_delivered_in_order_one_at_a_time(daemon: Daemon, taker: Receiver) -> None:
    control = Control(daemon.http)
    added = hook(control, taker)
    assert added == state(control) == {
        "webhook": "ci", "url": taker.url, "topics": ["changes"], "meters": None,
        "sent": 0, "failed": 0, "waiting": 0, "lastError": None,
    }  # fmt: skip
    conductors = ["-l1", "l2", "-l2", "l3", "-l3", "open"] * 5
    for conductor in conductors:
        change(control, "shop", conductor)
    for number, conductor in enumerate(conductors, 1):
        delivery = taker.next()
        data = delivery.data
        assert delivery.path == "/hook"
        assert delivery.headers["Content-Type"] == "application/json"
        assert delivery.headers["Host"] in taker.url and "Authorization" not in delivery.headers
        assert list(data)[:3] == ["event", "webhook", "delivery"]
        assert (data["event"], data["webhook"], data["delivery"]) == ("change", "ci", number)
        assert data["meter"] == "shop" and data["by"] == "api" and data["what"] == "wiring"
        assert f'"{conductor}"' in data["text"]
    assert until(control, sent=len(conductors))["waiting"] == 0
    assert taker.most == 1


def test_only_what_is_asked_for_is_told(daemon: Daemon, taker: Receiver) -> None:
    control = Control(daemon.http)
    hook(control, taker, topics=["faults", "changes"], meters="sh*")
    change(control, "incomer", "-l1")
    control.do("POST", "/v1/clock/step", {"by": "1s"})
    control.do("POST", "/v1/faults", {
        "name": "busy", "effect": {"exception": 6}, "target": {"meter": "shop"},
    })  # fmt: skip
    assert taker.until(event="fault")["fault"] == "busy"
    change(control, "shop", "-l1")
    data = taker.until(event="change")
    assert data["meter"] == "shop" and data["delivery"] == 2
    control.do("DELETE", "/v1/faults/busy")
    assert taker.until(event="fault")["what"] == "disarmed"


def test_what_masters_write_is_told_of_those_that_are_wanted(
    daemon: Daemon, taker: Receiver
) -> None:
    control = Control(daemon.http)
    hook(control, taker, meters="inc*")
    host, port = daemon.tcp("rs485-1")
    with ModbusTcpClient(host, port=port) as master:
        # From the answer on that has added it, nothing is missed.
        assert not master.write_register(0xE002, 400, device_id=5).isError()
    data = taker.next().data
    assert (data["meter"], data["by"], data["what"]) == ("incomer", "master", "write")
    assert data["text"] == "wrote currentTransformerPrimary = 400 A"


def test_what_a_scenario_does_is_told(daemon: Daemon, taker: Receiver) -> None:
    control = Control(daemon.http)
    hook(control, taker, meters="shop")
    steps = [
        {"at": "+10m", "meter": "incomer", "do": {"tariff": 2}},
        {"at": "+20m", "meter": "*", "do": {"wiring": {"i1": "-l1"}}},
    ]
    control.do("POST", "/v1/runs", {"scenario": {"steps": steps}})
    control.do("POST", "/v1/clock/step", {"by": "1h"})
    data = taker.next().data
    assert (data["meter"], data["by"], data["what"]) == (None, "scenario", "wiring")


def test_frames_are_told_with_what_they_say(daemon: Daemon, taker: Receiver) -> None:
    control = Control(daemon.http)
    hook(control, taker, topics=["frames"])
    host, port = daemon.tcp("rs485-1")
    with ModbusTcpClient(host, port=port) as master:
        # Frames are told from the first look on.
        deadline = time.monotonic() + PATIENCE
        while taker.deliveries.empty() and time.monotonic() < deadline:
            master.read_input_registers(0x34, count=2, device_id=3)
    data = taker.until(event="frame", direction="answer")
    assert data["meter"] == "shop" and "1500" in data["text"]


def test_a_delivery_is_tried_again_and_no_redirect_is_followed(
    daemon: Daemon, taker: Receiver
) -> None:
    control = Control(daemon.http)
    hook(control, taker)
    for status in (500, 302):
        taker.statuses.put(status)
    change(control, "shop", "-l1")
    tries = [taker.next() for _ in range(3)]
    assert [delivery.path for delivery in tries] == ["/hook"] * 3
    assert [delivery.data for delivery in tries] == [tries[0].data] * 3
    after = until(control, sent=1)
    assert after["failed"] == 0 and after["lastError"].startswith("answered with status 302")


def test_a_delivery_is_given_up_and_the_next_has_its_turn(
    daemon: Daemon, taker: Receiver
) -> None:
    control = Control(daemon.http)
    hook(control, taker)
    for _ in range(5):
        taker.statuses.put(500)
    change(control, "shop", "-l1")
    change(control, "shop", "l1")
    begun = time.monotonic()
    numbers = [taker.next().data["delivery"] for _ in range(6)]
    assert numbers == [1, 1, 1, 1, 1, 2]
    assert time.monotonic() - begun > 14
    after = until(control, sent=1)
    assert after["failed"] == 1 and after["lastError"] == "answered with status 500"


def test_where_nobody_listens_it_is_told_and_tried_again(daemon: Daemon) -> None:
    control = Control(daemon.http)
    with receiver() as gone:
        url = gone.url
    control.do("POST", HOOKS, {"webhook": "ci", "url": url})
    change(control, "shop", "-l1")
    deadline = time.monotonic() + PATIENCE
    while state(control)["lastError"] is None:
        assert time.monotonic() < deadline
    found = state(control)
    assert found["lastError"].startswith("nobody answers at 127.0.0.1:")
    assert found["waiting"] == 1 and found["failed"] == 0


def test_a_token_is_sent_and_never_shown(daemon: Daemon, taker: Receiver) -> None:
    control = Control(daemon.http)
    added = hook(control, taker, token=TOKEN)
    change(control, "shop", "-l1")
    assert taker.next().headers["Authorization"] == f"Bearer {TOKEN}"
    assert TOKEN not in str(added) + str(control.get(HOOKS))


def test_the_farm_goes_on_while_an_address_takes_nothing_and_the_oldest_are_dropped(
    daemon: Daemon, taker: Receiver
) -> None:
    control = Control(daemon.http)
    hook(control, taker, topics=["frames"])
    taker.answers.clear()
    host, port = daemon.tcp("rs485-1")
    with ModbusTcpClient(host, port=port) as master:
        deadline = time.monotonic() + PATIENCE
        while (found := state(control))["failed"] == 0:
            assert found["waiting"] <= CAPACITY + 1
            assert time.monotonic() < deadline, found
            for _ in range(100):
                assert not master.read_input_registers(0x34, count=2, device_id=3).isError()
    assert found["waiting"] == CAPACITY + 1
    assert f"more than {CAPACITY} were waiting" in found["lastError"]
    # The farm is stopped in the middle of a delivery.


def test_webhooks_are_there_again_after_a_restart_and_a_crash(
    keep_farm: KeepFarm, taker: Receiver
) -> None:
    kept = keep_farm(two_meters())
    with kept.life("--http", ANY_PORT) as daemon:
        control = Control(daemon.http)
        hook(control, taker, meters="shop", token=TOKEN)
        hook(control, taker, "gone")
        control.do("DELETE", f"{HOOKS}/gone")
        hook(control, taker, "other", topics=["faults"])
    with kept.life("--http", ANY_PORT) as daemon:
        control = Control(daemon.http)
        assert [hook["webhook"] for hook in control.get(HOOKS)["items"]] == ["ci", "other"]
        assert state(control)["meters"] == "shop"
        change(control, "incomer", "-l1")
        change(control, "shop", "-l1")
        delivery = taker.next()
        assert delivery.data["meter"] == "shop"
        assert delivery.headers["Authorization"] == f"Bearer {TOKEN}"
        control.do("DELETE", f"{HOOKS}/other")
        daemon.kill()
    with kept.life("--http", ANY_PORT) as daemon:
        items = Control(daemon.http).get(HOOKS)["items"]
        assert [hook["webhook"] for hook in items] == ["ci"]


def test_an_address_that_is_removed_is_told_no_more(daemon: Daemon, taker: Receiver) -> None:
    control = Control(daemon.http)
    hook(control, taker)
    change(control, "shop", "-l1")
    taker.next()
    assert control.do("DELETE", f"{HOOKS}/ci")["at"]
    assert control.get(HOOKS)["total"] == 0
    change(control, "shop", "l1")
    hook(control, taker, "second")
    change(control, "shop", "l2")
    data = taker.next().data
    assert data["webhook"] == "second" and '"l2"' in data["text"]


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ({"webhook": "a", "url": "https://127.0.0.1/"}, 422, "no TLS"),
        ({"webhook": "a", "url": "http://"}, 422, "names no machine"),
        ({"webhook": "a b", "url": "http://127.0.0.1"}, 422, "letters, digits"),
        ({"webhook": "a"}, 422, '"url" is missing'),
        ({"webhook": "a", "url": "http://h", "topic": []}, 422, 'did you mean "topics"?'),
        ({"webhook": "a", "url": "http://h", "token": "short"}, 422, "16 to 200"),
        ({"webhook": "a", "url": "http://h", "meters": "shp"}, 422, 'did you mean "shop"?'),
    ],
)
def test_what_is_none_is_refused(daemon: Daemon, body: Json, status: int, words: str) -> None:
    problem = Control(daemon.http).problem("POST", HOOKS, body)
    assert problem["status"] == status and words in problem["detail"]


def test_there_are_only_so_many_each_with_a_name_of_its_own(daemon: Daemon) -> None:
    control = Control(daemon.http)
    for number in range(16):
        control.do("POST", HOOKS, {"webhook": f"w{number}", "url": "http://127.0.0.1:1/"})
        twice = control.problem("POST", HOOKS, {"webhook": "w0", "url": "http://127.0.0.1:1/"})
        assert twice["status"] == 409 and "already" in twice["detail"]
    problem = control.problem("POST", HOOKS, {"webhook": "one-more", "url": "http://127.0.0.1:1/"})
    assert problem["status"] == 409 and "16 webhooks" in problem["detail"]
    page = control.get(f"{HOOKS}?limit=10&after=10")
    assert len(page["items"]) == 6 and page["total"] == 16 and page["next"] is None
    problem = control.problem("DELETE", f"{HOOKS}/w16")
    assert problem["status"] == 404 and "did you mean" in problem["detail"]
    assert control.problem("PUT", HOOKS, {})["status"] == 405
