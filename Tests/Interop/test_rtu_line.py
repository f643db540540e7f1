"""The RTU line, byte by byte: where a slave must be silent, and finding back after noise."""

import struct
from collections.abc import Iterator
from pathlib import Path

import pytest

from support import reference
from support.farm import (
    FROZEN, Daemon, Json, bus, constant_load, farm, meter, pty_port, rtu_over_tcp_port, running,
)  # fmt: skip
from support.frames import exception, read_pdu, rtu, words_of
from support.lines import RtuMaster, rtu_master
from support.model import load_model
from support.reference import UNIT

from conftest import StartFarm

COUNTIS = 5


def line_farm(pty: Path) -> Json:
    """The reference meter and a COUNTIS E44 on one line, on a pty and as RTU over TCP."""
    meters = [
        reference.reference_meter(),
        meter("countis", "socomec-countis-e44", COUNTIS, "line", constant_load(power=500)),
    ]
    line = {"baudRate": 9600, "parity": "none", "stopBits": 1}
    return farm([bus("line", pty_port(pty), rtu_over_tcp_port(), line=line)], meters, speed=FROZEN)


@pytest.fixture(scope="module")
def daemon(meterfarm: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    folder = tmp_path_factory.mktemp("line")
    with running(meterfarm, line_farm(folder / "pty"), folder) as daemon:
        yield daemon


@pytest.fixture(params=["pty", "tcp"])
def master(request: pytest.FixtureRequest, daemon: Daemon) -> Iterator[RtuMaster]:
    with rtu_master(place_of(daemon, request.param)) as master:
        yield master


def place_of(daemon: Daemon, kind: str) -> Path | tuple[str, int]:
    """Where RTU masters come in."""
    if kind == "pty":
        return daemon.pty()
    return next(p.address for p in daemon.ports if not p.place.startswith("pty "))


def voltage_request() -> bytes:
    """A request for the voltage of the reference meter."""
    register = reference.reference().quantity("voltage.l1", "holding")
    return read_pdu(3, register.address, register.words)


def assert_answers(master: RtuMaster) -> None:
    """The next frame on the line answers a new request: nothing came before it."""
    words_of(master.request(UNIT, voltage_request()))


def test_requests_are_answered(master: RtuMaster) -> None:
    for _ in range(3):
        assert_answers(master)


def test_a_foreign_address_is_silence(master: RtuMaster) -> None:
    for unit in (1, 99, 247, 248, 255):
        master.line.send(rtu(unit, voltage_request()))
        assert_answers(master)


def test_an_answer_of_another_slave_is_no_request(master: RtuMaster) -> None:
    master.line.send(rtu(99, voltage_request()))
    master.line.send(rtu(99, bytes([3, 4, 0, 0, 8, 0xFC])))
    assert_answers(master)


def test_a_wrong_checksum_is_silence(master: RtuMaster) -> None:
    frame = rtu(UNIT, voltage_request())
    master.line.send(frame[:-1] + bytes([frame[-1] ^ 0x01]))
    assert_answers(master)


@pytest.mark.parametrize(
    "noise", [b"\x00", b"\xff" * 7, b"\x11\x03", b"\x55\xaa\x11\x10\x00", bytes(300)]
)
def test_the_line_is_found_back_after_noise(master: RtuMaster, noise: bytes) -> None:
    master.line.send(noise)
    assert_answers(master)
    assert_answers(master)


def test_a_request_byte_by_byte_is_answered(master: RtuMaster) -> None:
    for byte in rtu(UNIT, voltage_request()):
        master.line.send(bytes([byte]))
    assert master.receive()[:2] == bytes([UNIT, 3])


def test_requests_without_silence_between_are_all_answered(master: RtuMaster) -> None:
    master.line.send(rtu(UNIT, voltage_request()) * 4)
    assert len({master.receive() for _ in range(4)}) == 1


@pytest.mark.parametrize("function", [0x09, 0x41, 0x64])
def test_an_unknown_function_is_01_after_the_silence(master: RtuMaster, function: int) -> None:
    master.line.send(rtu(UNIT, bytes([function, 1, 2, 3])))
    assert master.receive()[1:-2] == exception(function, 1)
    assert_answers(master)


def test_a_broadcast_read_is_silence(master: RtuMaster) -> None:
    master.line.send(rtu(0, voltage_request()))
    assert_answers(master)


def test_a_broadcast_that_is_refused_is_silence_too(master: RtuMaster) -> None:
    master.line.send(rtu(0, read_pdu(6, reference.reference().unmapped(), 1)))
    assert_answers(master)


def test_a_broadcast_selects_the_tariff_without_a_word(master: RtuMaster) -> None:
    countis = load_model("socomec-countis-e44")
    selection = countis.command("selectTariff")
    shown = countis.quantity("tariff")
    assert selection.entry.get("broadcast") is True
    for tariff in (2, 4, 1):
        code = countis.command_code(selection, {"do": "selectTariff", "tariff": tariff})
        master.line.send(rtu(0, read_pdu(6, selection.address, code)))
        words = words_of(master.request(COUNTIS, read_pdu(3, shown.address, shown.words)))
        assert shown.value(words) == tariff


def test_only_the_tariff_takes_broadcasts_on_a_countis(master: RtuMaster) -> None:
    ratio = load_model("socomec-countis-e44").setting("currentTransformerPrimary")
    before = master.request(COUNTIS, read_pdu(3, ratio.address, 1))
    master.line.send(rtu(0, struct.pack(">BHH", 6, ratio.address, 250)))
    assert master.request(COUNTIS, read_pdu(3, ratio.address, 1)) == before


def test_listen_only_ends_with_a_restart(start_farm: StartFarm, tmp_path: Path) -> None:
    with rtu_master(start_farm(line_farm(tmp_path / "pty")).pty()) as master:
        master.line.send(rtu(UNIT, struct.pack(">BHH", 8, 4, 0)))
        master.line.send(rtu(UNIT, voltage_request()))
        master.line.send(rtu(UNIT, struct.pack(">BHH", 8, 1, 0)))
        assert_answers(master)


def test_32_meters_on_one_pty_are_told_apart(start_farm: StartFarm, tmp_path: Path) -> None:
    model = load_model("socomec-countis-e44")
    power = model.quantity("power.active.total")
    units = range(1, 33)
    meters = [
        meter(f"meter-{n}", "socomec-countis-e44", n, "line", constant_load(power=20.0 * n))
        for n in units
    ]
    document = farm([bus("line", pty_port(tmp_path / "pty"))], meters, speed=FROZEN)
    with rtu_master(start_farm(document).pty()) as master:
        for unit in [*units, *reversed(units)]:
            words = words_of(master.request(unit, read_pdu(3, power.address, power.words)))
            assert power.value(words) == pytest.approx(60 * unit, abs=power.scale)


def test_an_absent_address_costs_a_present_one_nothing(
    start_farm: StartFarm, tmp_path: Path
) -> None:
    with rtu_master(start_farm(line_farm(tmp_path / "pty")).pty()) as master:
        for absent in range(20, 40):
            master.line.send(rtu(absent, voltage_request()))
            assert_answers(master)
