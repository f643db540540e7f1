"""The lessons on values: what meters show, though it is not what they have measured."""

import time
from collections.abc import Callable
from itertools import groupby
from pathlib import Path

import minimalmodbus
import pytest
from pymodbus.client import ModbusTcpClient

from support.farm import SAFETY_TIMEOUT
from support.lesson_masters import METERS, POWER, model_of, read, serial_line, tcp, words
from support.lessons import Lesson
from support.probe import probe

from conftest import Play

INDEX_IN_KWH = 0xC652


def index(lesson: Lesson, unit: int, polls: int) -> list[int]:
    """What minimalmodbus reads from the two words of Ea+ of an E44, kWh."""
    with serial_line(lesson, "rs485-1") as line:
        meter = minimalmodbus.Instrument(line, unit)
        return [meter.read_long(INDEX_IN_KWH) for _ in range(polls)]


def test_one_sample_is_zero(play: Play) -> None:
    lesson = play("transient-zero")
    for seconds, seen in ((0, [1234] * 6), (45, [1234, 1234, 1234, 0, 1234, 1234])):
        with lesson.at(seconds) as daemon, tcp(daemon) as client:
            unit = METERS["incomer"]["address"]
            reads = [
                client.read_holding_registers(INDEX_IN_KWH, count=2, device_id=unit).registers
                for _ in range(6)
            ]
            assert reads == [[0, value] for value in seen]


def test_every_fifth_read_steps_back_by_one_count(play: Play) -> None:
    lesson = play("step-back")
    for seconds, fifth in ((0, 1234), (45, 1233)):
        with lesson.at(seconds):
            seen = index(lesson, METERS["incomer"]["address"], 6)
            assert seen == [1234, 1234, 1234, 1234, fifth, 1234]


def test_every_fifth_read_steps_back_by_one_count_over_tcp_too(play: Play) -> None:
    lesson = play("step-back")
    with lesson.at(45) as daemon, tcp(daemon) as client:
        unit = METERS["incomer"]["address"]
        reads = [
            client.read_holding_registers(INDEX_IN_KWH, count=2, device_id=unit).registers
            for _ in range(5)
        ]
        assert reads == [[0, 1234]] * 4 + [[0, 1233]]


def test_zeros_follow_a_firmware_update(play: Play) -> None:
    lesson = play("firmware-update")
    index, voltage = "energy.active.import.total", "voltage.l1"
    # 6.9 kW since the beginning, but for the minute without supply.
    later = 8500 + 6.9 * (165 - 60) / 3600
    stages = ((0, 8500, 230), (45, None, None), (105, 0, 0), (165, later, 230))
    for seconds, energy, volts in stages:
        with lesson.at(seconds) as daemon, tcp(daemon) as client:
            assert read(client, "heater", index) == pytest.approx(energy, abs=0.01)
            assert read(client, "heater", voltage) == volts


def test_a_counter_begins_again_after_an_outage(play: Play) -> None:
    lesson = play("reset-after-power-loss")
    for seconds, energy in ((0, 4712), (45, None), (105, 1.15 * 15 / 3600)):
        with lesson.at(seconds) as daemon, tcp(daemon) as client:
            found = read(client, "flat-2", "energy.active.import.total")
            assert found == pytest.approx(energy, abs=0.0015)


def test_a_counter_of_nine_digits_rolls_over(play: Play) -> None:
    lesson = play("rollover")
    seen = []
    for seconds in (0, 45, 105):
        with lesson.at(seconds) as daemon, tcp(daemon) as client:
            high, low = words(client, "attic", "energy.active.import.total")
            seen.append(high << 16 | low)
    assert seen[0] < seen[1] < 1_000_000_000
    assert seen[2] < 100
    # Nothing is lost: 9 kW for a minute are 15 steps of 10 Wh.
    assert (seen[2] - seen[1]) % 1_000_000_000 == 15


def torn(read_once: Callable[[], int]) -> list[int]:
    """What is read until the counter has passed 65 536, without repetitions."""
    seen = [read_once()]
    deadline = time.monotonic() + SAFETY_TIMEOUT
    while seen[-1] != 65536:
        assert time.monotonic() < deadline, seen[-1]
        seen.append(read_once())
    return [value for value, _ in groupby(seen)]


def test_one_read_has_words_of_two_instants(play: Play) -> None:
    lesson = play("torn-read")
    with lesson.at(0):
        assert index(lesson, METERS["boiler"]["address"], 1) == [65535]
    with lesson.at(37, speed=4), serial_line(lesson, "rs485-1") as line:
        boiler = minimalmodbus.Instrument(line, METERS["boiler"]["address"])
        assert torn(lambda: boiler.read_long(INDEX_IN_KWH)) == [65535, 0, 65536]


def test_one_read_over_tcp_has_words_of_two_instants(play: Play) -> None:
    lesson = play("torn-read")
    with lesson.at(37, speed=4) as daemon, tcp(daemon) as client:
        unit = METERS["boiler"]["address"]

        def read_once() -> int:
            answer = client.read_holding_registers(INDEX_IN_KWH, count=2, device_id=unit)
            return answer.registers[0] << 16 | answer.registers[1]

        assert torn(read_once) == [65535, 0, 65536]


def test_values_stand_still_though_the_load_doubles(play: Play) -> None:
    lesson = play("frozen-values")
    register = model_of("machine").first(
        "clock in seconds", lambda r: r.entry.get("clock") == "secondsSince1970"
    )
    unit = METERS["machine"]["address"]
    samples: list[tuple[int, float | None, int]] = []
    with lesson.at(0) as daemon, tcp(daemon) as client:

        def clock(client: ModbusTcpClient) -> int:
            answer = client.read_holding_registers(register.address, count=2, device_id=unit)
            return answer.registers[0] << 16 | answer.registers[1]

        began = clock(client)
    with lesson.at(50, speed=60) as daemon, tcp(daemon) as client:
        while not samples or samples[-1][0] - began < 160:
            samples.append((clock(client), read(client, "machine", POWER), clock(client)))
    held = [power for before, power, after in samples if after - began < 148]
    doubled = [p for before, p, after in samples if before - began > 92 and after - began < 148]
    assert set(held) == {6210} and doubled
    assert samples[-1][1] == 12420


FLOAT, SWAPPED = [0x4366, 0], [0, 0x4366]


def test_the_words_of_long_values_change_places(play: Play, probe_program: Path) -> None:
    lesson = play("swapped-words")
    for seconds, seen in ((0, FLOAT), (45, SWAPPED)):
        with lesson.at(seconds):
            place = ("rtu", str(lesson.pty("rs485-1")), "9600", "N", "7")
            with probe(probe_program, *place) as libmodbus:
                assert libmodbus(4, 0, 2) == seen


def test_the_words_of_long_values_change_places_over_tcp_too(play: Play) -> None:
    lesson = play("swapped-words")
    with lesson.at(45) as daemon, tcp(daemon) as client:
        assert words(client, "shop", "voltage.l1") == SWAPPED


def test_what_cannot_be_measured_has_a_code_or_is_zero(play: Play) -> None:
    lesson = play("not-available")
    for seconds, coded, plain in ((0, [0, 10000], 10.0), (45, [0xFFFF, 0xFFFF], 0.0)):
        with lesson.at(seconds) as daemon, tcp(daemon) as client:
            assert words(client, "incomer", "current.l2") == coded
            assert read(client, "shop", "current.l2") == plain
            assert read(client, "incomer", "current.l1") == 10


def test_pulses_are_fewer_than_the_index_says(play: Play) -> None:
    lesson = play("lost-pulses")
    with lesson.at(149) as daemon, tcp(daemon) as client:
        counted = read(client, "feeder", "energy.active.import.total")
    # 6.21 kW and a minute of 69 kW.
    assert counted == pytest.approx(6210 * 89 / 3600 + 69_000 / 60, abs=2)
    edges = lesson.carry_out(
        "meterfarm simulate profiles/farms/training.json --scenario lost-pulses --for 149s"
        " --edges --meter feeder"
    )
    pulses = [line for line in edges if line.endswith(",feeder,1,on")]
    # Before the peak all of them, from then on five a second.
    assert len(pulses) == pytest.approx(6210 * 30 / 3600 + 5 * 119, abs=2)
