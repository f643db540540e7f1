"""Starting and stopping: nothing half-started, nothing left behind."""

import json
import os
import re
import signal
import socket
import subprocess
from pathlib import Path

import pytest

from support.farm import (
    FROZEN, REPOSITORY, Json, bus, constant_load, farm, meter, pty_port, run_command, running,
    tcp_port,
)  # fmt: skip

MODEL = "socomec-countis-e44"


def sound_farm(pty: Path) -> Json:
    """A small farm with a pty and a TCP port."""
    meters = [meter("meter", MODEL, 1, "line", constant_load())]
    return farm([bus("line", pty_port(pty), tcp_port())], meters, speed=FROZEN)


def faulty_farm(pty: Path, tcp: int) -> tuple[Json, list[str]]:
    """A farm with a fault of each kind, and the JSON pointers of them all."""
    document = sound_farm(pty)
    document["buses"][0]["ports"][1]["listen"] = f"127.0.0.1:{tcp}"
    document["clok"] = {}
    document["clock"]["speed"] = -1
    document["clock"]["timeZone"] = "Europe/Atlantis"
    document["buses"][0]["line"] = {"baudRate": "fast", "parity": "sometimes"}
    document["meters"] += [
        meter("meter", MODEL, 2, "line", constant_load()),
        meter("lost", MODEL, 3, "no-such-bus", constant_load()),
        meter("strange", "no-such-model", 4, "line", constant_load()),
        meter("far", MODEL, 400, "line", constant_load()),
    ]
    return document, [
        "/clok", "/clock/speed", "/clock/timeZone", "/buses/0/line/baudRate",
        "/buses/0/line/parity", "/meters/1/name", "/meters/2/bus", "/meters/3/model",
        "/meters/4/address",
    ]  # fmt: skip


def free_port() -> int:
    """A TCP port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_check_shows_every_fault_with_its_pointer(meterfarm: Path, tmp_path: Path) -> None:
    document, pointers = faulty_farm(tmp_path / "pty", free_port())
    file = tmp_path / "faulty.json"
    file.write_text(json.dumps(document))
    result = subprocess.run(
        [meterfarm, "check", file], cwd=REPOSITORY, capture_output=True, text=True, timeout=60
    )
    assert result.returncode == 1
    output = result.stdout + result.stderr
    for pointer in pointers:
        pattern = rf"^{re.escape(str(file))}: {re.escape(pointer)}: \S.*$"
        assert re.search(pattern, output, re.M), f"{pointer} is not in\n{output}"


def test_check_is_content_with_a_sound_farm(meterfarm: Path, tmp_path: Path) -> None:
    file = tmp_path / "sound.json"
    file.write_text(json.dumps(sound_farm(tmp_path / "pty")))
    result = subprocess.run([meterfarm, "check", file], cwd=REPOSITORY, timeout=60)
    assert result.returncode == 0
    assert not (tmp_path / "pty").exists()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"buses": []}', "\x00\xff"])
def test_what_is_no_farm_is_refused(meterfarm: Path, tmp_path: Path, content: str) -> None:
    file = tmp_path / "farm.json"
    file.write_text(content)
    for command in ([str(meterfarm), "check", str(file)], run_command(meterfarm, file)):
        result = subprocess.run(
            command, cwd=REPOSITORY, capture_output=True, text=True, timeout=60
        )
        assert result.returncode == 1
        assert str(file) in result.stdout + result.stderr


def test_a_faulty_farm_opens_nothing(meterfarm: Path, tmp_path: Path) -> None:
    port = free_port()
    document, pointers = faulty_farm(tmp_path / "pty", port)
    file = tmp_path / "faulty.json"
    file.write_text(json.dumps(document))
    result = subprocess.run(
        run_command(meterfarm, file), cwd=REPOSITORY, capture_output=True, text=True, timeout=60
    )
    assert result.returncode == 1
    assert "ready" not in result.stdout.splitlines()
    assert not any(line.startswith("port ") for line in result.stdout.splitlines())
    assert all(f" {pointer}: " in result.stderr for pointer in pointers), result.stderr
    assert not os.path.lexists(tmp_path / "pty")
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=5)


def test_a_port_that_is_taken_leaves_no_link_behind(meterfarm: Path, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        document = sound_farm(tmp_path / "pty")
        document["buses"][0]["ports"][1]["listen"] = f"127.0.0.1:{taken.getsockname()[1]}"
        file = tmp_path / "farm.json"
        file.write_text(json.dumps(document))
        result = subprocess.run(
            run_command(meterfarm, file), cwd=REPOSITORY, capture_output=True, text=True,
            timeout=60,
        )  # fmt: skip
    assert result.returncode == 1
    assert "ready" not in result.stdout.splitlines()
    assert not os.path.lexists(tmp_path / "pty")


def test_the_link_of_a_pty_lives_as_long_as_the_daemon(meterfarm: Path, tmp_path: Path) -> None:
    link = tmp_path / "pty"
    with running(meterfarm, sound_farm(link), tmp_path) as daemon:
        assert daemon.pty() == link
        assert link.is_symlink() and link.resolve().is_char_device()
    assert not os.path.lexists(link)


def test_a_stale_link_is_replaced(meterfarm: Path, tmp_path: Path) -> None:
    link = tmp_path / "pty"
    link.symlink_to("/dev/pts/no-such-terminal")
    with running(meterfarm, sound_farm(link), tmp_path):
        assert link.resolve().is_char_device()
    assert not os.path.lexists(link)


def test_an_ordinary_file_is_never_replaced(meterfarm: Path, tmp_path: Path) -> None:
    place = tmp_path / "pty"
    place.write_text("somebody's work")
    file = tmp_path / "farm.json"
    file.write_text(json.dumps(sound_farm(place)))
    result = subprocess.run(
        run_command(meterfarm, file), cwd=REPOSITORY, capture_output=True, text=True, timeout=60
    )
    assert result.returncode == 1
    assert place.read_text() == "somebody's work"


def test_sigint_ends_it_cleanly_too(meterfarm: Path, tmp_path: Path) -> None:
    with running(meterfarm, sound_farm(tmp_path / "pty"), tmp_path) as daemon:
        daemon.process.send_signal(signal.SIGINT)
        assert daemon.process.wait(60) == 0
    assert not os.path.lexists(tmp_path / "pty")


def test_clients_that_are_connected_do_not_hold_up_the_end(
    meterfarm: Path, tmp_path: Path
) -> None:
    with running(meterfarm, sound_farm(tmp_path / "pty"), tmp_path) as daemon:
        client = socket.create_connection(daemon.tcp(), timeout=60)
        terminal = os.open(daemon.pty(), os.O_RDWR | os.O_NOCTTY)
        daemon.stop()
        assert client.recv(1) == b""
        client.close()
        os.close(terminal)


def test_wrong_usage_is_64(meterfarm: Path) -> None:
    result = subprocess.run([meterfarm, "run", "--no-such-option"], capture_output=True, timeout=60)
    assert result.returncode == 64
