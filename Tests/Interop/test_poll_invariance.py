"""What a register holds at an instant does not depend on who polled it before, or how often."""

import time

from support.farm import FROZEN, Json, bus, farm, meter, tcp_port
from support.frames import read_pdu, words_of
from support.lines import SAFETY_TIMEOUT, TcpMaster, tcp_master
from support.model import load_model

from conftest import StartFarm

MODEL = "socomec-countis-e44"
END = "2026-01-05T06:00:00+01:00"

NOISY_LOAD: Json = {
    "phases": {
        "all": {
            "activePower": {
                "product": [
                    {"noise": {"mean": 700, "deviation": 90, "hold": "7s"}},
                    {"points": [["2026-01-05T00:00:00+01:00", 1], [END, 0]],
                     "interpolation": "step"},
                ]
            },
            "powerFactor": 0.9,
        }
    },
    "voltage": {"noise": {"mean": 231, "deviation": 0.6, "hold": "1h"}},
    "frequency": 50,
}  # fmt: skip


def noisy_farm(speed: float) -> Json:
    """One meter on a load that never repeats and ends after six hours."""
    meters = [meter("meter", MODEL, 1, "line", NOISY_LOAD)]
    return farm([bus("line", tcp_port())], meters, speed=speed)


def snapshot(master: TcpMaster, quantities: list[str]) -> list[list[int]]:
    """The raw words of some registers."""
    model = load_model(MODEL)
    registers = [model.quantity(name) for name in quantities]
    return [
        words_of(master.request(1, read_pdu(3, register.address, register.words)))
        for register in registers
    ]


def test_two_clients_see_the_same_at_the_same_instant(start_farm: StartFarm) -> None:
    address = start_farm(noisy_farm(FROZEN)).tcp()
    names = ["voltage.l1", "current.l2", "power.active.total", "energy.active.import.total"]
    with tcp_master(address) as busy, tcp_master(address) as idle:
        seen = [snapshot(busy, names) for _ in range(50)]
        assert snapshot(idle, names) == seen[0]
        assert all(later == seen[0] for later in seen)


def wait_until_no_current(master: TcpMaster, pause: float) -> None:
    """Polls at a rate until the load has ended."""
    deadline = time.monotonic() + SAFETY_TIMEOUT
    while snapshot(master, ["current.l1"]) != [[0, 0]]:
        assert time.monotonic() < deadline
        time.sleep(pause)


def test_a_meter_polled_often_counts_like_one_polled_seldom(start_farm: StartFarm) -> None:
    """Two daemons on the same farm, one polled as fast as it answers, one twice a second."""
    energies = ["energy.active.import.total", "energy.reactive.import.total"]
    results = []
    often = start_farm(noisy_farm(7200))
    seldom = start_farm(noisy_farm(7200))
    for daemon, pause in ((often, 0.0), (seldom, 0.5)):
        with tcp_master(daemon.tcp()) as master:
            wait_until_no_current(master, pause)
            results.append(snapshot(master, energies))
    assert results[0] == results[1]
    assert all(any(words) for words in results[0])
