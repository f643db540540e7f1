"""Faults of the answer as a whole: none, an exception, a restart, late, twice, in pieces."""

import json
import select
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pymodbus.client import ModbusTcpClient
from pymodbus.exceptions import ModbusIOException

from support import reference
from support.disk_farm import eventually
from support.farm import FROZEN, Daemon, Json, running
from support.frames import exception, read_pdu, write_registers_pdu
from support.probe import Probe, probe
from support.witness import (
    CLEAN, FREQUENCY, SERIAL_WAYS, VOLTAGE, WAYS, Witness, fault_farm, place, probe_place, units_of,
    witness,
)  # fmt: skip

from conftest import StartFarm

#: The codes of the standard (V1.1b3, section 7), and the NAK of its predecessor, by their names.
CODES = {
    "illegalFunction": 1, "illegalDataAddress": 2, "illegalDataValue": 3, "serverDeviceFailure": 4,
    "acknowledge": 5, "serverDeviceBusy": 6, "negativeAcknowledge": 7, "memoryParityError": 8,
    "gatewayPathUnavailable": 10, "gatewayTargetFailedToRespond": 11,
}  # fmt: skip
NUMBERS = (1, 6, 9, 99, 255)
#: What libmodbus calls them.
ERRORS = {
    1: "ILLEGAL_FUNCTION", 2: "ILLEGAL_DATA_ADDRESS", 3: "ILLEGAL_DATA_VALUE", 4: "SERVER_FAILURE",
    5: "ACKNOWLEDGE", 6: "SERVER_BUSY", 10: "GATEWAY_PATH", 11: "GATEWAY_TARGET",
}  # fmt: skip
#: None of them comes before 100 ms.
DELAYS: dict[str, Any] = {
    "constant": "300ms",
    "uniform": {"uniform": ["200ms", "400ms"]},
    "normal": {"normal": {"mean": "300ms", "deviation": "5ms"}},
    "longTail": {"longTail": {"median": "200ms", "worst": "500ms"}},
}
EFFECTS: dict[str, Any] = {
    "noReply": "noReply",
    "late": "late",
    "merge": "merge",
    "duplicate": {"duplicate": 1},
    "duplicate-3": {"duplicate": 3},
    "split": {"split": {"pieces": 3, "pause": "100ms"}},
    "split-tcp": {"split": {"pieces": 2, "pause": "1s"}},
    "slow": {"delay": "1s"},
    **{name: {"exception": name} for name in CODES},
    **{f"code-{code}": {"exception": code} for code in NUMBERS},
    **{name: {"delay": delay} for name, delay in DELAYS.items()},
}
UNITS = units_of(EFFECTS)
PERIOD = reference.demand_period()


@pytest.fixture(scope="module")
def daemon(meterfarm: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    folder = tmp_path_factory.mktemp("answers")
    with running(meterfarm, fault_farm(folder, EFFECTS, list(WAYS)), folder) as daemon:
        yield daemon


@pytest.fixture(params=list(WAYS))
def way(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def master(daemon: Daemon, way: str) -> Iterator[Witness]:
    with witness(daemon, way) as master:
        yield master


@pytest.fixture(params=["tcp", "rtu-pty"])
def libmodbus(
    request: pytest.FixtureRequest, daemon: Daemon, probe_program: Path
) -> Iterator[Probe]:
    with probe(probe_program, *probe_place(daemon, request.param)) as running_probe:
        running_probe("timeout", 400)
        yield running_probe


# No answer, and exceptions


def test_a_request_that_is_not_heard_is_not_carried_out(master: Witness) -> None:
    unit = UNITS["noReply"]
    master.send(unit, write_registers_pdu(PERIOD.address, [0, 300]))
    master.send(unit, VOLTAGE)
    period = read_pdu(3, PERIOD.address, PERIOD.words)
    assert master.clean(period) == bytes([3, 4]) + (900).to_bytes(4, "big")


def test_libmodbus_waits_in_vain(libmodbus: Probe) -> None:
    libmodbus("unit", UNITS["noReply"])
    assert libmodbus.error(3, PERIOD.address, 2) == "TIMEOUT"
    libmodbus("unit", CLEAN)
    assert libmodbus(3, PERIOD.address, 2) == [0, 900]


@pytest.mark.parametrize(
    ("name", "code"), [*CODES.items(), *((f"code-{number}", number) for number in NUMBERS)]
)
def test_an_exception_has_the_code_that_was_asked_for(
    master: Witness, name: str, code: int
) -> None:
    for request in (VOLTAGE, write_registers_pdu(PERIOD.address, [0, 300])):
        assert master.ask(UNITS[name], request) == exception(request[0], code)
    master.clean()


def test_libmodbus_knows_the_exceptions_by_name(libmodbus: Probe) -> None:
    for name, code in CODES.items():
        libmodbus("unit", UNITS[name])
        if code in ERRORS:
            assert libmodbus.error(3, PERIOD.address, 2) == ERRORS[code]


def test_what_a_fault_refuses_is_not_carried_out(
    start_farm: StartFarm, tmp_path: Path
) -> None:
    document = fault_farm(tmp_path, {"busy": {"exception": "serverDeviceBusy"}}, list(WAYS))
    document["faults"][0]["trigger"] = {"count": 1}
    daemon = start_farm(document)
    unit = units_of({"busy": 0})["busy"]
    for way in WAYS:
        with witness(daemon, way) as master:
            write = write_registers_pdu(PERIOD.address, [0, 300])
            assert master.ask(unit, write) == exception(16, 6)
            period = read_pdu(3, PERIOD.address, PERIOD.words)
            assert master.ask(unit, period) == bytes([3, 4]) + (900).to_bytes(4, "big")
            assert master.ask(unit, write) == write[:5]
            assert master.ask(unit, period) == bytes([3, 4]) + (300).to_bytes(4, "big")


def restart_farm(folder: Path, way: str, speed: float) -> Json:
    """The third request restarts a meter that needs a second and forgets its tariff."""
    model = reference.reference().document | {"name": "SLOW"}
    model["supply"] = {"from": ["auxiliary"], "startTime": "1s", "forgets": ["tariff"]}
    (folder / "slow.json").write_text(json.dumps(model))
    document = fault_farm(folder, {"restart": "restart"}, [way], speed)
    document["faults"][0]["trigger"] = {"skip": 2, "count": 1}
    document["meters"][1]["model"] = str(folder / "slow.json")
    return document


@pytest.mark.parametrize("way", WAYS)
def test_a_restarting_meter_is_silent_until_it_has_started(
    start_farm: StartFarm, tmp_path: Path, way: str
) -> None:
    unit = units_of({"restart": 0})["restart"]
    with witness(start_farm(restart_farm(tmp_path, way, FROZEN)), way) as master:
        assert master.ask(unit, VOLTAGE) == master.ask(unit, VOLTAGE)
        master.send(unit, VOLTAGE)
        master.clean()
        for _ in range(2):
            if way == "tcp":
                assert master.ask(unit, VOLTAGE) == exception(3, 0x0B)
            else:
                master.send(unit, VOLTAGE)
            master.clean()


@pytest.mark.parametrize("way", ["tcp", "rtu-pty"])
def test_a_restarted_meter_answers_again_and_has_forgotten(
    start_farm: StartFarm, tmp_path: Path, probe_program: Path, way: str
) -> None:
    daemon, tariff = start_farm(restart_farm(tmp_path, way, 1)), reference.tariff_register()
    unit = units_of({"restart": 0})["restart"]
    with probe(probe_program, *probe_place(daemon, way, unit)) as libmodbus:
        libmodbus("timeout", 100)
        libmodbus(6, tariff.address, 3)
        assert libmodbus(3, tariff.address, 1) == [3]
        assert libmodbus.error(3, tariff.address, 1) == "TIMEOUT"
        eventually("it answers anew", lambda: libmodbus.outcome(3, tariff.address, 1) == [1])


# Late, merged, duplicated


def test_a_late_answer_crosses_into_the_next_request(master: Witness) -> None:
    old, new = master.clean(VOLTAGE), master.clean(FREQUENCY)
    assert old != new
    master.send(UNITS["late"], VOLTAGE)
    expected = master.frame(UNITS["late"], old)
    assert master.hears_nothing()
    master.send(CLEAN, FREQUENCY)
    master.expect(expected + master.frame(CLEAN, new))


def test_a_late_answer_is_taken_for_the_next_one_on_rtu(
    daemon: Daemon, probe_program: Path
) -> None:
    model = reference.reference()
    voltage, frequency = model.quantity("voltage.l1"), model.quantity("frequency")
    with probe(probe_program, *probe_place(daemon, "rtu-pty", UNITS["late"])) as libmodbus:
        libmodbus("timeout", 200)
        assert libmodbus.error(3, voltage.address, voltage.words) == "TIMEOUT"
        old = libmodbus(3, frequency.address, frequency.words)
        assert voltage.value(old) == reference.VOLTAGE
        late = libmodbus(3, voltage.address, voltage.words)
        assert frequency.value(late) == 50
        libmodbus("unit", CLEAN)
        assert libmodbus.error(3, voltage.address, voltage.words) == "BAD_SLAVE"


def test_pymodbus_tells_a_late_answer_by_its_transaction(daemon: Daemon) -> None:
    host, port = place(daemon, "tcp")
    client = ModbusTcpClient(host, port=port, timeout=0.3, retries=0)
    with pytest.raises(ModbusIOException):
        client.read_holding_registers(0x1000, count=2, device_id=UNITS["late"])
    frequency = client.read_holding_registers(0x101C, count=2, device_id=CLEAN)
    assert frequency.registers == [0, 5000]
    client.close()


def test_merged_answers_come_in_one_run(master: Witness) -> None:
    old, new = master.clean(VOLTAGE), master.clean(FREQUENCY)
    master.send(UNITS["merge"], VOLTAGE)
    expected = master.frame(UNITS["merge"], old)
    assert master.hears_nothing()
    master.send(CLEAN, FREQUENCY)
    master.expect(expected + master.frame(CLEAN, new))


@pytest.mark.parametrize("effect", ["late", "merge"])
def test_what_is_held_goes_out_when_no_fault_is_left(
    start_farm: StartFarm, tmp_path: Path, way: str, effect: str
) -> None:
    document = fault_farm(tmp_path, {"once": effect}, [way])
    document["faults"][0]["trigger"] = {"count": 1}
    with witness(start_farm(document), way) as master:
        old = master.clean(VOLTAGE)
        master.send(units_of({"once": 0})["once"], VOLTAGE)
        assert master.hears_nothing()
        master.send(CLEAN, FREQUENCY)
        assert master.receive() == old
        assert master.receive() != old
        master.clean()


@pytest.mark.parametrize(("name", "count"), [("duplicate", 2), ("duplicate-3", 4)])
def test_a_duplicated_answer_comes_again(master: Witness, name: str, count: int) -> None:
    answer = master.clean()
    master.send(UNITS[name], VOLTAGE)
    master.expect(count * master.frame(UNITS[name], answer))


# Split and delayed


@pytest.mark.parametrize("way", SERIAL_WAYS)
def test_another_answer_comes_into_the_rests_of_a_split_one(master: Witness) -> None:
    answer = master.clean()
    split, clean = (master.frame(unit, answer) for unit in (UNITS["split"], CLEAN))
    cut = len(split) // 3
    master.line.send(master.frame(UNITS["split"], VOLTAGE) + master.frame(CLEAN, VOLTAGE))
    master.expect(split[:cut] + clean + split[cut:])


@pytest.mark.parametrize("way", SERIAL_WAYS)
@pytest.mark.parametrize("name", DELAYS)
def test_another_answer_overtakes_a_delayed_one(master: Witness, name: str) -> None:
    answer = master.clean()
    master.line.send(master.frame(UNITS[name], VOLTAGE) + master.frame(CLEAN, VOLTAGE))
    master.expect(master.frame(CLEAN, answer) + master.frame(UNITS[name], answer))


@pytest.mark.parametrize(("name", "cut"), [("split-tcp", 8), ("slow", 0)])
def test_another_connection_is_answered_meanwhile(daemon: Daemon, name: str, cut: int) -> None:
    with witness(daemon, "tcp") as master, witness(daemon, "tcp") as other:
        answer = master.clean()
        master.send(UNITS[name], VOLTAGE)
        frame = master.frame(UNITS[name], answer)
        assert master.line.read(cut) == frame[:cut]
        assert other.clean() == answer
        assert not select.select([master.line], [], [], 0)[0]
        master.expect(frame[cut:])


def test_answers_behind_a_delayed_one_keep_their_order_on_tcp(daemon: Daemon) -> None:
    with witness(daemon, "tcp") as master:
        answer = master.clean()
        master.line.send(
            master.request(UNITS["constant"], VOLTAGE) + master.request(CLEAN, VOLTAGE)
        )
        master.transaction -= 1
        expected = master.frame(UNITS["constant"], answer)
        master.transaction += 1
        master.expect(expected + master.frame(CLEAN, answer))
