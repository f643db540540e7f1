"""pymodbus' synchronous TCP client against the reference model: every function code."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pymodbus.client import ModbusTcpClient

from support import reference
from support.farm import Daemon, running
from support.model import Register
from support.reference import INDEX, POWERS, UNIT, VOLTAGE


@pytest.fixture(scope="module")
def daemon(meterfarm: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    with running(meterfarm, reference.reference_farm(), tmp_path_factory.mktemp("tcp")) as daemon:
        yield daemon


@pytest.fixture
def client(daemon: Daemon) -> Iterator[ModbusTcpClient]:
    host, port = daemon.tcp()
    client = ModbusTcpClient(host, port=port, timeout=20, retries=0)
    assert client.connect()
    yield client
    client.close()


def good(response: Any) -> Any:
    """A response that is no exception."""
    assert not response.isError(), response
    return response


def read(client: ModbusTcpClient, register: Register) -> float:
    """The value of a register."""
    is_input = register.table == "input"
    ask = client.read_input_registers if is_input else client.read_holding_registers
    return register.value(
        good(ask(register.address, count=register.words, device_id=UNIT)).registers
    )


@pytest.mark.parametrize("table", ["holding", "input"])
@pytest.mark.parametrize(
    ("quantity", "expected"),
    [
        ("voltage.l1", VOLTAGE),
        ("current.l2", POWERS["l2"] / VOLTAGE),
        ("power.active.l1", POWERS["l1"]),
        ("power.active.total", sum(POWERS.values())),
        ("frequency", 50.0),
        ("energy.active.import.total", INDEX),
    ],
)
def test_functions_3_and_4_read_quantities(
    client: ModbusTcpClient, table: str, quantity: str, expected: float
) -> None:
    register = reference.reference().quantity(quantity, table)
    factor = {"k": 1e3, "M": 1e6, "m": 1e-3}.get(register.unit[:1], 1.0)
    factor = 1.0 if register.unit in ("", "V", "A", "W", "Hz", "Wh") else factor
    step = register.scale * factor if not register.type.startswith("f") else expected * 1e-6
    assert read(client, register) * factor == pytest.approx(expected, abs=step)


def test_function_1_reads_coils(client: ModbusTcpClient) -> None:
    coils = reference.reference().bits("coils")
    response = good(client.read_coils(coils[0]["address"], count=1, device_id=UNIT))
    assert len(response.bits) == 8 and not any(response.bits[1:])


def test_function_2_reads_discrete_inputs(client: ModbusTcpClient) -> None:
    inputs = reference.reference().bits("discreteInputs")
    phases = [i for i in inputs if i.get("quantity") == "phasesPresent"]
    for entry in phases:
        response = good(client.read_discrete_inputs(entry["address"], count=1, device_id=UNIT))
        assert response.bits[0] is True
    assert phases, "the reference model shows the phases as discrete inputs"


def test_function_5_switches_a_coil(client: ModbusTcpClient) -> None:
    address = reference.adjacent_writable_coils()
    for state in (False, True, False):
        good(client.write_coil(address, state, device_id=UNIT))
        assert good(client.read_coils(address, count=1, device_id=UNIT)).bits[0] is state


def test_function_15_switches_neighbouring_coils(client: ModbusTcpClient) -> None:
    address = reference.adjacent_writable_coils()
    for states in ([True, False], [False, True], [True, True]):
        good(client.write_coils(address, states, device_id=UNIT))
        assert good(client.read_coils(address, count=2, device_id=UNIT)).bits[:2] == states


def test_function_6_writes_a_register(client: ModbusTcpClient) -> None:
    register = reference.tariff_register()
    for tariff in (2, 4, 1):
        good(client.write_register(register.address, tariff, device_id=UNIT))
        assert read(client, register) == tariff


def test_function_16_writes_registers(client: ModbusTcpClient) -> None:
    register = reference.demand_period()
    for seconds in (300, 900):
        good(client.write_registers(register.address, [0, seconds], device_id=UNIT))
        assert read(client, register) == seconds


def test_function_22_masks_a_register(client: ModbusTcpClient) -> None:
    register = reference.tariff_register()
    for before, and_mask, or_mask, after in ((2, 0xFFFE, 1, 3), (3, 0xFFFD, 0, 1), (1, 0, 4, 4)):
        good(client.write_register(register.address, before, device_id=UNIT))
        good(
            client.mask_write_register(
                address=register.address, and_mask=and_mask, or_mask=or_mask, device_id=UNIT
            )
        )
        assert read(client, register) == after


def test_function_22_refuses_what_the_masked_value_would_be(client: ModbusTcpClient) -> None:
    register = reference.tariff_register()
    good(client.write_register(register.address, 2, device_id=UNIT))
    response = client.mask_write_register(
        address=register.address, and_mask=0xFFFF, or_mask=0, device_id=UNIT
    )
    assert not response.isError(), "the value stays 2, which is allowed"
    response = client.mask_write_register(
        address=register.address, and_mask=0xFF00, or_mask=0x0009, device_id=UNIT
    )
    assert response.isError() and response.exception_code == 3
    assert read(client, register) == 2


def test_function_23_writes_before_it_reads(client: ModbusTcpClient) -> None:
    register = reference.tariff_register()
    for tariff in (3, 1):
        response = good(
            client.readwrite_registers(
                read_address=register.address, read_count=1, write_address=register.address,
                values=[tariff], device_id=UNIT,
            )
        )  # fmt: skip
        assert response.registers == [tariff]


def test_function_7_reads_the_exception_status(client: ModbusTcpClient) -> None:
    assert 0 <= good(client.read_exception_status(device_id=UNIT)).status <= 0xFF


def test_function_8_echoes_and_counts(client: ModbusTcpClient) -> None:
    echo = good(client.diag_query_data(b"\xa5\x37", device_id=UNIT))
    assert bytes(echo.message) == b"\xa5\x37"
    first = good(client.diag_read_device_message_count(device_id=UNIT)).message
    second = good(client.diag_read_device_message_count(device_id=UNIT)).message
    assert second == first + 1


def test_function_8_clears_its_counters(client: ModbusTcpClient) -> None:
    good(client.diag_clear_counters(device_id=UNIT))
    assert good(client.diag_read_bus_exception_error_count(device_id=UNIT)).message == 0
    assert client.read_holding_registers(
        reference.reference().unmapped(), count=1, device_id=UNIT
    ).isError()
    assert good(client.diag_read_bus_exception_error_count(device_id=UNIT)).message == 1


def test_function_11_counts_successes_only(client: ModbusTcpClient) -> None:
    register = reference.tariff_register()
    before = good(client.diag_get_comm_event_counter(device_id=UNIT)).count
    good(client.read_holding_registers(register.address, count=1, device_id=UNIT))
    assert client.read_holding_registers(
        reference.reference().unmapped(), count=1, device_id=UNIT
    ).isError()
    assert good(client.diag_get_comm_event_counter(device_id=UNIT)).count == before + 1


def test_function_12_lists_the_events_newest_first(client: ModbusTcpClient) -> None:
    good(client.diag_query_data(b"\x00\x00", device_id=UNIT))
    response = good(client.diag_get_comm_event_log(device_id=UNIT))
    received, finished = 0x80, 0x40
    assert response.events[:3] == [received, finished, received]


def test_function_17_names_the_device(client: ModbusTcpClient) -> None:
    response = good(client.report_device_id(device_id=UNIT))
    identification = reference.reference().modbus["identification"]
    server_id = identification["serverID"].encode("latin-1")
    additional = identification["serverAdditional"].encode("latin-1")
    # pymodbus takes the last byte for the run indicator; in the standard it follows the identifier.
    assert response.identifier == (server_id + b"\xff" + additional)[:-1]


def test_function_43_14_gives_the_basic_objects(client: ModbusTcpClient) -> None:
    response = good(client.read_device_information(read_code=1, object_id=0, device_id=UNIT))
    assert {0, 1, 2} <= set(response.information)
    objects = reference.reference().modbus["identification"]["objects"]
    assert response.information[0].decode("latin-1") == objects["vendorName"]


@pytest.mark.parametrize("read_code", [2, 3])
def test_function_43_14_streams_all_objects(client: ModbusTcpClient, read_code: int) -> None:
    objects: dict[int, bytes] = {}
    next_id = 0
    while True:
        response = good(
            client.read_device_information(read_code=read_code, object_id=next_id, device_id=UNIT)
        )
        objects |= response.information
        if not response.more_follows:
            break
        assert response.next_object_id > next_id
        next_id = response.next_object_id
    assert {0, 1, 2} < set(objects)


def test_function_43_14_gives_one_object(client: ModbusTcpClient) -> None:
    response = good(client.read_device_information(read_code=4, object_id=1, device_id=UNIT))
    assert list(response.information) == [1]
