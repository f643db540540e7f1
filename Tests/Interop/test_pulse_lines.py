"""Pulse lines: to concentrators, and out of the farm as lines of JSON."""

import json
import os
import socket
import stat
import subprocess
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pymodbus.client import ModbusTcpClient

from support.farm import (
    FROZEN, REPOSITORY, START, Daemon, Json, bus, constant_load, farm, meter, running, tcp_port,
)  # fmt: skip

from conftest import KeepFarm, StartFarm

CONCENTRATOR = "legrand-412065"
#: Total of input 1 (0.01 kWh or m3), its pulses, and the contacts of all inputs.
INDEX, PULSES, CONTACTS = 0x9102, 0x9106, 0xCB00
GROUP = 0x80
#: Wh a pulse of an SDM630.
WEIGHT = 2.5


def water(name: str = "water", flow: float = 3600, **more: object) -> Json:
    """A source that gives a pulse a litre."""
    return {"name": name, "medium": "water", "flow": flow, "weight": 1, **more}


def leaving(target: Json, speed: float = 1, **more: object) -> Json:
    """A farm whose one source gives a pulse a second, to somewhere outside."""
    document = farm([bus("line", tcp_port())], [], speed=speed)
    document["pulseSources"] = [water(**more)]
    document["pulseLines"] = [{"from": {"source": "water"}, "to": target}]
    return document


def lines_of(stream: socket.socket) -> Iterator[Json]:
    """The edges that come over a socket."""
    data = b""
    while part := stream.recv(4096):
        data += part
        *whole, data = data.split(b"\n")
        for line in whole:
            yield json.loads(line)


def connected(place: str) -> socket.socket:
    """A reader at a place that `run` has printed."""
    if place.startswith("unix "):
        reader = socket.socket(socket.AF_UNIX)
        reader.settimeout(20)
        reader.connect(place.removeprefix("unix "))
        return reader
    host, _, port = place.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=20)


def instant(edge: Json) -> datetime:
    return datetime.fromisoformat(edge["at"])


@pytest.mark.parametrize("kind", ["unix", "listen"])
def test_edges_leave_at_their_instants(
    start_farm: StartFarm, tmp_path: Path, kind: str
) -> None:
    target = str(tmp_path / "deep" / "p.sock") if kind == "unix" else "127.0.0.1:0"
    daemon = start_farm(leaving({kind: target}, flow=7200))
    reader = connected(daemon.port("pulses").place)
    edges, arrivals = [], []
    for edge in lines_of(reader):
        edges.append(edge)
        arrivals.append(time.monotonic())
        if len(edges) == 10:
            break
    assert all(edge.keys() == {"at", "meter", "output", "on"} for edge in edges)
    assert {(edge["meter"], edge["output"]) for edge in edges} == {("water", 1)}
    assert all(a["on"] != b["on"] for a, b in zip(edges, edges[1:]))
    begun = [instant(edge) for edge in edges if edge["on"]]
    assert {b - a for a, b in zip(begun, begun[1:])} == {timedelta(milliseconds=500)}
    since = (begun[0] - datetime.fromisoformat(START)) / timedelta(milliseconds=500)
    assert since == int(since)
    # Whatever the delay is, it is the same for all.
    delays = [
        arrival - (instant(edge) - instant(edges[0])).total_seconds()
        for edge, arrival in zip(edges, arrivals)
    ]
    assert max(delays) - min(delays) < 0.25


def test_several_readers_get_the_same_and_may_come_and_go(start_farm: StartFarm) -> None:
    daemon = start_farm(leaving({"listen": "127.0.0.1:0"}, speed=20))
    place = daemon.port("pulses").place
    first, second = connected(place), connected(place)
    streams = lines_of(first), lines_of(second)
    newest = max(instant(next(stream)) for stream in streams)
    late = [next(edge for edge in stream if instant(edge) > newest) for stream in streams]
    assert late[0] == late[1]
    first.close()
    assert next(streams[1])["meter"] == "water"
    assert next(lines_of(connected(place)))["meter"] == "water"


def test_a_reader_that_does_not_read_is_dropped_and_nobody_waits(start_farm: StartFarm) -> None:
    document = leaving({"listen": "127.0.0.1:0"}, speed=300, flow=36_000, duration="20ms")
    daemon = start_farm(document)
    place = daemon.port("pulses").place
    lazy, keen = connected(place), connected(place)
    # The keen one reads on until the lazy one is gone.
    deadline = time.monotonic() + 30
    keen_lines = lines_of(keen)
    while "does not read" not in daemon.stderr:
        assert time.monotonic() < deadline, daemon.stderr
        next(keen_lines)
    rest = b""
    while part := lazy.recv(1 << 16):
        rest += part
    assert rest.count(b"\n") > 1000
    assert next(keen_lines)["meter"] == "water"


def test_a_fifo_has_a_reader_that_comes_and_goes(start_farm: StartFarm, tmp_path: Path) -> None:
    path = tmp_path / "pulses"
    daemon = start_farm(leaving({"fifo": str(path)}, speed=10))
    assert daemon.port("pulses").place == f"fifo {path}"
    assert stat.S_ISFIFO(path.stat().st_mode)
    seen = []
    for _ in range(3):
        with path.open() as pipe:
            seen += [json.loads(pipe.readline()) for _ in range(4)]
        time.sleep(0.3)
    assert [edge["meter"] for edge in seen] == ["water"] * 12
    assert [instant(edge) for edge in seen] == sorted(map(instant, seen))
    daemon.stop()
    assert not path.exists()


def attribute(path: Path) -> str:
    """What an attribute holds at one instant: read until the end of the file, a word that is
    written in between would be seen in two halves."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        return os.read(descriptor, 64).decode()
    finally:
        os.close(descriptor)


def test_a_gpio_line_is_pulled_up_and_down(start_farm: StartFarm, tmp_path: Path) -> None:
    pull = tmp_path / "sim_gpio3" / "pull"
    pull.parent.mkdir()
    pull.write_text("pull-up\n")
    daemon = start_farm(leaving({"gpioSim": str(pull.parent)}, duration="500ms"))
    seen: list[str] = []
    deadline = time.monotonic() + 20
    while len(seen) < 6 and time.monotonic() < deadline:
        word = attribute(pull)
        if word and (not seen or seen[-1] != word):
            seen.append(word)
    assert seen == ["pull-down", "pull-up"] * 3
    daemon.stop()
    assert pull.read_text() == "pull-down"


def test_what_is_in_the_way_is_told_and_left_alone(meterfarm: Path, tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.write_text("mine")
    for kind, reason in [
        ("unix", "something else stands there"), ("fifo", "something else stands there"),
        ("gpioSim", "Not a directory"),
    ]:  # fmt: skip
        file = tmp_path / f"{kind}.json"
        file.write_text(json.dumps(leaving({kind: str(taken)})))
        result = subprocess.run(
            [meterfarm, "run", file, "--state", "none", "--http", "none"],
            cwd=REPOSITORY, capture_output=True,
            text=True, timeout=60,
        )  # fmt: skip
        assert result.returncode == 1 and result.stdout == ""
        assert reason in result.stderr, result.stderr
    assert taken.read_text() == "mine"


def test_a_socket_that_a_dead_farm_left_is_used_again(
    meterfarm: Path, tmp_path: Path
) -> None:
    path = tmp_path / "p.sock"
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(path))
    with running(meterfarm, leaving({"unix": str(path)}, speed=10), tmp_path / "farm") as daemon:
        assert next(lines_of(connected(daemon.port("pulses").place)))["meter"] == "water"
    assert not path.exists()


def building(speed: float) -> Json:
    """Flats with pulse outputs and a water meter at one concentrator."""
    flats = [
        meter(f"flat-{n}", "eastron-sdm630", n + 10, "line", constant_load(400.0 * n))
        for n in range(1, 4)
    ]
    settings: Json = {"input12Kind": "water", "input12Weight": 1}
    settings |= {f"input{n}Weight": WEIGHT for n in range(1, 4)}
    box = {"name": "box", "model": CONCENTRATOR, "bus": "line", "address": 1}
    document = farm([bus("line", tcp_port())], flats, speed=speed)
    document["meters"].append({**box, "settings": settings})
    document["checkpointEvery"] = "200ms"
    document["pulseSources"] = [water(flow=1800)]
    document["pulseLines"] = [
        {
            "repeat": {"from": 1, "to": 3},
            "from": {"meter": "flat-{n}", "output": 1},
            "to": {"meter": "box", "input": "{n}"},
        },
        {"from": {"source": "water"}, "to": {"meter": "box", "input": 12}},
    ]
    return document


def client_of(daemon: Daemon) -> ModbusTcpClient:
    """A master at the farm's TCP port."""
    host, port = daemon.tcp()
    return ModbusTcpClient(host, port=port)


def words(client: ModbusTcpClient, unit: int, address: int, count: int) -> list[int]:
    answer = client.read_holding_registers(address, count=count, device_id=unit)
    assert not answer.isError(), answer
    return answer.registers


def double(client: ModbusTcpClient, unit: int, address: int) -> int:
    high, low = words(client, unit, address, 2)
    return high << 16 | low


@pytest.mark.parametrize("ends", ["stop", "kill"])
def test_a_concentrator_counts_what_the_meters_do(keep_farm: KeepFarm, ends: str) -> None:
    kept = keep_farm(building(speed=600))
    for _ in range(3):
        with kept.life() as daemon:
            with client_of(daemon) as client:
                for _ in range(4):
                    double(client, 1, INDEX)
                    time.sleep(0.3)
            daemon.kill() if ends == "kill" else daemon.stop()
    reached = kept.lease()
    kept.stand_still_at(reached + timedelta(seconds=90))
    begun = datetime.fromisoformat(START)
    now = datetime.fromisoformat(kept.document["clock"]["start"])
    seconds = int((now - begun).total_seconds())
    assert seconds > 600
    with kept.life() as daemon, client_of(daemon) as client:
        for n in range(1, 4):
            pulses = double(client, 1, PULSES + GROUP * (n - 1))
            assert abs(pulses - 3 * 400 * n * seconds / 3600 / WEIGHT) <= 1
            assert double(client, 1, INDEX + GROUP * (n - 1)) == int(pulses * WEIGHT / 10)
        assert double(client, 1, PULSES + GROUP * 11) == seconds // 2
        assert double(client, 1, INDEX + GROUP * 11) == seconds // 2 // 10
        assert words(client, 1, CONTACTS, 1)[0] & 0b111111110000 in (0, 1 << 11)


def test_in_the_mode_pot_a_free_all_inputs_have_the_settings_of_the_first(
    start_farm: StartFarm,
) -> None:
    document = building(speed=3600)
    box = document["meters"][-1]
    box["settings"] = {"input1Weight": WEIGHT, "inputMode": "PotAFree"}
    client = client_of(start_farm(document))
    with client:
        time.sleep(1)
        for n in range(1, 4):
            # Both may have moved between two reads: the index belongs to one of the counts.
            before = double(client, 1, PULSES + GROUP * (n - 1))
            index = double(client, 1, INDEX + GROUP * (n - 1))
            after = double(client, 1, PULSES + GROUP * (n - 1))
            assert before * WEIGHT // 10 <= index <= after * WEIGHT // 10
        assert index > 0


def test_mbpoll_reads_a_concentrator(start_farm: StartFarm, tmp_path: Path) -> None:
    document = building(speed=FROZEN)
    daemon = start_farm(document)
    host, port = daemon.tcp()
    result = subprocess.run(
        ["mbpoll", "-m", "tcp", "-p", str(port), "-a", "1", "-0", "-r", str(0xC666), "-c", "3",
         "-1", "-q", host],
        capture_output=True, text=True, timeout=30,
    )  # fmt: skip
    assert result.returncode == 0, result.stdout + result.stderr
    assert f"[{0xC666}]: \t12" in result.stdout, result.stdout


def test_faults_of_lines_are_told_with_their_place(meterfarm: Path, tmp_path: Path) -> None:
    document = building(speed=1)
    document["pulseLines"] += [
        {"from": {"meter": "flat-9"}, "to": {"meter": "box", "input": 5}},
        {"from": {"meter": "flat-1", "output": 7}, "to": {"meter": "box", "input": 6}},
        {"from": {"meter": "flat-1"}, "to": {"meter": "box", "input": 3}},
        {"from": {"meter": "flat-1"}, "to": {"meter": "flat-2", "input": 1}},
        {"from": {"source": "watr"}, "to": {"meter": "box", "input": 13}},
    ]
    file = tmp_path / "farm.json"
    file.write_text(json.dumps(document))
    result = subprocess.run(
        [meterfarm, "check", file], cwd=REPOSITORY, capture_output=True, text=True, timeout=60
    )
    assert result.returncode == 1
    told = result.stdout + result.stderr
    for place in [
        "/pulseLines/2/from/meter", "/pulseLines/3/from/output", "/pulseLines/4/to/input",
        "/pulseLines/5/to/input", "/pulseLines/6/from/source", "/pulseLines/6/to/input",
    ]:  # fmt: skip
        assert place in told, told
    assert 'did you mean "water"?' in told
