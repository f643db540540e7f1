"""What makers do in their own way: guards, command interfaces, copies, odd orders and numbers."""

import struct
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from support.farm import FROZEN, Daemon, Json, bus, farm, meter, pty_port, running, tcp_port
from support.frames import crc16, exception, read_pdu, rtu, words_of, write_registers_pdu
from support.lines import TcpMaster, rtu_master, tcp_master

#: W and var of the phases, V of the first.
POWERS = {"l1": (900.0, 300.0), "l2": (-500.0, -100.0), "l3": (700.0, 50.0)}
TOTAL = sum(active for active, _ in POWERS.values())
VOLTAGE = 231.0
INDEX = 123_456_780.0
OPTIONS: dict[str, Json] = {
    "legrand-412053": {"modules": {"A": "4 120 55", "B": "4 120 61", "D": "4 120 58"}},
}


class Meter:
    """One meter on a Modbus TCP connection."""

    def __init__(self, master: TcpMaster, unit: int = 1) -> None:
        self.master, self.unit = master, unit

    def request(self, pdu: bytes) -> bytes:
        """The PDU that comes back."""
        return self.master.request(self.unit, pdu)

    def read(self, address: int, count: int, function: int = 3) -> list[int]:
        """Registers."""
        return words_of(self.request(read_pdu(function, address, count)))

    def float(self, address: int, function: int = 3) -> float:
        """A float of two words, the high one first."""
        return struct.unpack(">f", struct.pack(">2H", *self.read(address, 2, function)))[0]

    def u32(self, address: int) -> int:
        """A number of two words, the high one first."""
        high, low = self.read(address, 2)
        return high << 16 | low

    def write(self, address: int, *words: int) -> bytes:
        """The answer to function 16."""
        return self.request(write_registers_pdu(address, list(words)))


Open = Callable[..., Meter]


def load(phases: tuple[str, ...]) -> Json:
    sources = {
        phase: {"activePower": POWERS[phase][0], "reactivePower": POWERS[phase][1]}
        for phase in phases
    }
    return {"phases": sources, "voltage": VOLTAGE, "frequency": 50}


def written(address: int, count: int) -> bytes:
    """The answer to a write that was carried out."""
    return struct.pack(">BHH", 16, address, count)


@pytest.fixture
def open_meter(meterfarm: Path, tmp_path: Path) -> Iterator[Open]:
    """Starts a farm of one meter, whose time stands still."""
    with ExitStack() as stack:

        def start(model: str, phases: tuple[str, ...] = tuple(POWERS), **more: object) -> Meter:
            options = {"indexes": {"energy.active.import.total": INDEX}} | OPTIONS.get(model, {})
            document = farm(
                [bus("b", tcp_port())],
                [meter("m", model, 1, "b", load(phases), **(options | more))], speed=FROZEN,
            )  # fmt: skip
            folder = tmp_path / f"{model}-{len(list(tmp_path.iterdir()))}"
            daemon: Daemon = stack.enter_context(running(meterfarm, document, folder))
            return Meter(stack.enter_context(tcp_master(daemon.tcp())))

        yield start


# Guards


def float_words(value: float) -> tuple[int, int]:
    return struct.unpack(">2H", struct.pack(">f", value))


@pytest.mark.parametrize(
    ("model", "key", "password"),
    [
        ("eastron-sdm630", 0x0018, 0), ("eastron-sdm72", 0x0018, 0),
        ("eastron-sdm72v2", 0x000E, 1000),
    ],
)  # fmt: skip
def test_eastrons_ask_for_their_password(
    open_meter: Open, model: str, key: int, password: float
) -> None:
    eastron = open_meter(model)
    network = eastron.float(0x000A)
    one_phase = float_words(1)
    assert eastron.write(0x000A, *one_phase) == exception(16, 1)
    assert eastron.write(key, *float_words(1234))[0] == 0x90
    assert eastron.write(0x000A, *one_phase) == exception(16, 1)
    assert eastron.float(0x000A) == network != 1
    assert eastron.write(key, *float_words(password)) == written(key, 2)
    assert eastron.write(0x000A, *one_phase) == written(0x000A, 2)
    assert eastron.float(0x000A) == 1


def test_noark_opens_by_function_28h(open_meter: Open) -> None:
    noark = open_meter("noark-ex9em", ("l1",))
    zeros = [0] * 10
    assert noark.u32(0x0007) > 0
    assert noark.write(0x0007, *zeros) == exception(16, 3)
    noark.request(bytes.fromhex("28 FE 01 00 02 04 00 00 00 01"))
    assert noark.write(0x0007, *zeros) == exception(16, 3), "opened by a wrong password"
    assert noark.request(bytes.fromhex("28 FE 01 00 02 04 00 00 00 00"))[0] == 0x28
    assert noark.write(0x0007, *zeros) == written(0x0007, 10)
    assert noark.read(0x0007, 10) == zeros


def test_noark_opens_by_function_28h_on_a_serial_line(meterfarm: Path, tmp_path: Path) -> None:
    document = farm(
        [bus("b", pty_port(tmp_path / "pty"), line={"parity": "none"})],
        [meter("m", "noark-ex9em", 1, "b", load(("l1",)))], speed=FROZEN,
    )  # fmt: skip
    password = rtu(1, bytes.fromhex("28 FE 01 00 02 04 00 00 00 00"))
    setting = write_registers_pdu(0x002B, [9])
    with running(meterfarm, document, tmp_path) as daemon, rtu_master(daemon.pty()) as master:
        assert master.request(1, setting) == exception(16, 3)
        master.line.send(password)
        answer = master.line.read(2)
        assert answer == password[:2]
        while crc16(answer[:-2]) != answer[-2:]:
            answer += master.line.read(1)
        assert master.request(1, setting) == written(0x002B, 1)


def test_412045_takes_settings_behind_its_key(open_meter: Open) -> None:
    unit = open_meter("legrand-412045")
    block = unit.read(0x2000, 16)
    changed = [*block[:8], 1, *block[9:10], 4, *block[11:]]
    assert changed != block
    assert unit.write(0x2000, *changed) == exception(16, 3)
    assert unit.write(0x2700, 0x1234) == exception(16, 3)
    assert unit.write(0x2000, *changed) == exception(16, 3)
    assert unit.read(0x2000, 16) == block
    assert unit.write(0x2700, 0x5AA5) == written(0x2700, 1)
    assert unit.write(0x2000, *changed) == written(0x2000, 16)
    assert unit.write(0x2700, 0x5AA5) == written(0x2700, 1)
    assert unit.write(0x2600, 0x000A) == written(0x2600, 1)
    assert unit.read(0x2000, 16) == changed
    # Function 6 is not one of its functions.
    assert unit.request(read_pdu(6, 0x2700, 0x5AA5)) == exception(6, 1)


# The command interface


@pytest.mark.parametrize("model", ["schneider-iem3155", "schneider-iem3255"])
def test_iem3000_carries_out_commands(open_meter: Open, model: str) -> None:
    iem = open_meter(model)
    assert iem.write(5249, 2008, 0, 3) == written(5249, 3)
    assert iem.read(5374, 2) == [2008, 0]
    assert iem.read(4190, 1) == [3]
    # An illegal parameter, a wrong number of them, an unknown command.
    for command, result in (((2008, 0, 7), 3001), ((2008, 0), 3002), ((4711, 0), 3000)):
        assert iem.write(5249, *command) == written(5249, len(command))
        assert iem.read(5374, 2) == [command[0], result]
    assert iem.read(4190, 1) == [3]
    # 29 February 2024, 13:45:30.
    iem.write(5249, 1003, 0, 2024, 2, 29, 13, 45, 30, 0)
    assert iem.read(5374, 2) == [1003, 0]
    year, date, minutes, milliseconds = iem.read(0x0734, 4)
    assert (year & 0x7F, date >> 8 & 0xF, date & 0x1F) == (24, 2, 29)
    assert (minutes >> 8 & 0x1F, minutes & 0x3F, milliseconds // 1000) == (13, 45, 30)


# Copies, orders, registers inside others


@pytest.mark.parametrize(
    ("model", "address"),
    [
        ("janitza-umg604", 1317), ("janitza-umg604", 19000), ("janitza-umg96rm", 808),
        ("janitza-umg96rm", 19000), ("janitza-umg96rm-e", 19026),
    ],
)  # fmt: skip
@pytest.mark.parametrize("function", [3, 4])
def test_janitza_has_a_little_endian_copy(
    open_meter: Open, model: str, address: int, function: int
) -> None:
    umg = open_meter(model)
    words = umg.read(address, 2, function)
    assert umg.read(address + 32768, 2, function) == words[::-1]
    assert words[0] != words[1]
    assert abs(umg.float(address, function)) > 1


@pytest.mark.parametrize("model", ["janitza-umg604", "janitza-umg96rm"])
def test_janitza_settings_are_read_by_both_functions(open_meter: Open, model: str) -> None:
    umg = open_meter(model)
    primary = {"janitza-umg604": 0x2730, "janitza-umg96rm": 0x000A}[model]
    assert umg.read(primary, 2, 4) == umg.read(primary, 2, 3)
    assert umg.float(0x4A6C) == 1, "a field that turns right"


IDENTIFICATIONS = {
    "carlo-gavazzi-em111": 101, "carlo-gavazzi-em112": 102, "carlo-gavazzi-et112": 120,
    "carlo-gavazzi-em330": 331, "carlo-gavazzi-em340": 341, "carlo-gavazzi-em341": 346,
    "carlo-gavazzi-et330": 335, "carlo-gavazzi-et340": 345,
    "carlo-gavazzi-em530": 1744, "carlo-gavazzi-em540": 1760,
}  # fmt: skip


@pytest.mark.parametrize("model", IDENTIFICATIONS)
@pytest.mark.parametrize("function", [3, 4])
def test_carlo_gavazzi_identification_is_read_alone(
    open_meter: Open, model: str, function: int
) -> None:
    single = model.endswith(("em111", "em112", "et112"))
    meter = open_meter(model, ("l1",) if single else tuple(POWERS))
    assert meter.read(0x000B, 1, function) == [IDENTIFICATIONS[model]]
    # A longer read has the value around it, low word first.
    words = meter.read(0x0000, 14, function)
    volts = (words[0] | words[1] << 16) / 10
    assert volts == pytest.approx(VOLTAGE, abs=0.1)
    inside = (words[0x0A] | words[0x0B] << 16) / 10
    # The demand of a day that has just begun, or the voltage L3-L1.
    assert inside == pytest.approx(0 if single else VOLTAGE * 3**0.5, abs=0.2)
    if not single:
        assert words[0x0A] != IDENTIFICATIONS[model]


def test_carlo_gavazzi_shows_negative_powers_low_word_first(open_meter: Open) -> None:
    em340 = open_meter("carlo-gavazzi-em340")
    data = struct.pack(">2H", *em340.read(0x0014, 2)[::-1])
    assert struct.unpack(">i", data)[0] / 10 == pytest.approx(POWERS["l2"][0], abs=0.2)
    assert em340.read(0x0032, 1) == [0], "L1-L2-L3"


#: What tells the order of the phases: model, address, type, L1-L2-L3, L1-L3-L2.
ORDERS = [
    ("carlo-gavazzi-em24", 0x0036, "h", 0, -1), ("carlo-gavazzi-em340", 0x0032, "h", 0, -1),
    ("carlo-gavazzi-em540", 0x0032, "h", 1, -1), ("algodue-uem80", 0x0041, "H", 0, 1),
    ("algodue-uem80", 0x050D, "H", 0, 1), ("algodue-uem80", 0x103A, "f", 0, 1),
    ("janitza-umg604", 0x05A9, "f", 1, -1), ("janitza-umg96rm", 0x03AA, "f", 1, -1),
]  # fmt: skip


@pytest.mark.parametrize(("model", "address", "kind", "right", "left"), ORDERS)
def test_the_order_of_the_phases_has_the_makers_numbers(
    open_meter: Open, model: str, address: int, kind: str, right: int, left: int
) -> None:
    exchanged = {"wiring": {"u2": "l3", "u3": "l2", "i2": "l3", "i3": "l2"}}
    count = 2 if kind == "f" else 1
    for options, number in (({}, right), ({"installation": exchanged}, left)):
        words = open_meter(model, **options).read(address, count)
        assert struct.unpack(f">{kind}", struct.pack(f">{count}H", *words))[0] == number


# Steps, signs and sizes of numbers


@pytest.mark.parametrize(
    ("ratio", "watts", "step"),
    [
        (1, 0.01, 10), (9, 0.01, 10), (10, 0.01, 100), (99, 0.01, 100), (100, 0.01, 1000),
        (1000, 0.01, 10_000), (4999, 0.01, 10_000), (5000, 1, 10_000), (10_000, 1, 100_000),
    ],
)  # fmt: skip
def test_412045_steps_go_by_the_ratio(
    open_meter: Open, ratio: int, watts: float, step: int
) -> None:
    transformer = {"currentTransformer": {"primary": ratio, "secondary": 1}}
    unit = open_meter(
        "legrand-412045", settings={"currentTransformerRatio": ratio}, installation=transformer
    )
    assert unit.read(0x0100, 1) == [ratio]
    power = abs(TOTAL)
    assert unit.u32(0x1014) * watts == pytest.approx(power, abs=max(watts, power * 1e-3))
    assert unit.u32(0x101C) == int(INDEX) // step
    assert unit.u32(0x1250) == int(INDEX) // step


def test_412045_has_signs_in_words_of_their_own(open_meter: Open) -> None:
    unit = open_meter("legrand-412045")
    for place, (active, _) in enumerate(POWERS.values()):
        assert unit.u32(0x102C + 2 * place) / 100 == pytest.approx(abs(active), abs=0.1)
        assert unit.read(0x1032 + place, 1) == [int(active < 0)]


def test_004677_answers_exception_01_outside_its_map(open_meter: Open) -> None:
    meter = open_meter("legrand-004677", ("l1",))
    assert meter.request(read_pdu(3, 0x4000, 2)) == exception(3, 1)
    assert meter.request(read_pdu(4, 0x2000, 2)) == exception(4, 1)
    assert meter.u32(0x2000) / 1000 == pytest.approx(VOLTAGE, abs=0.1)


@pytest.mark.parametrize("function", [3, 4])
def test_algodue_has_sign_and_magnitude_in_48_bits(open_meter: Open, function: int) -> None:
    uem = open_meter("algodue-uem80")
    for place, (active, _) in enumerate(POWERS.values()):
        high, *rest = uem.read(0x001C + 3 * place, 3, function)
        magnitude = ((high & 0x7FFF) << 32 | rest[0] << 16 | rest[1]) / 1000
        assert magnitude == pytest.approx(abs(active), abs=0.1)
        assert bool(high & 0x8000) == (active < 0)
    factor = uem.read(0x0019, 1, function)[0]
    assert factor & 0x8000 and (factor & 0x7FFF) / 1000 == pytest.approx(0.98, abs=0.01)
    words = uem.read(0x0109, 3, function)
    energy = (words[0] << 32 | words[1] << 16 | words[2]) / 10
    assert energy == pytest.approx(INDEX, abs=0.1)
    # The order of the phases is 123.
    assert uem.read(0x0041, 1, function) == [0]


def test_algodue_counts_more_than_32_bits(open_meter: Open) -> None:
    much = 2.0**33 / 10
    uem = open_meter("algodue-uem80", indexes={"energy.active.import.total": much})
    words = uem.read(0x0109, 3)
    assert words[0] == 2
    assert (words[0] << 32 | words[1] << 16 | words[2]) == pytest.approx(2**33, abs=2)


def test_a_direct_current_is_one_in_phase(meterfarm: Path, tmp_path: Path) -> None:
    direct = {
        "phases": {"l1": {"activePower": -480, "powerFactor": 1}}, "voltage": 230,
        "frequency": 50,
    }  # fmt: skip
    indexes = {"energy.active.import.total": 51_230, "energy.active.export.total": 7_040}
    document = farm(
        [bus("b", tcp_port())],
        [meter("dc", "ime-nemo-d4-dc", 1, "b", direct, indexes=indexes)], speed=FROZEN,
    )  # fmt: skip
    with running(meterfarm, document, tmp_path) as daemon, tcp_master(daemon.tcp()) as master:
        unit = Meter(master)
        power = struct.unpack(">i", struct.pack(">2H", *unit.read(0x1004, 2)))[0]
        assert power / 100 == pytest.approx(-480, abs=0.5)
        assert (unit.u32(0x1006) * 10, unit.u32(0x1008) * 10) == (51_230, 7_040)
        assert unit.read(0x1010, 1) == [15]
        assert unit.u32(0x1014) == 0


# Option modules


def test_a_fitted_412053_is_read(open_meter: Open) -> None:
    unit = open_meter("legrand-412053")
    assert unit.read(0x0300, 1) == [53]
    assert unit.u32(0x1000) / 1000 == pytest.approx(VOLTAGE, abs=0.1)
    assert unit.u32(0x1014) / 100 == pytest.approx(abs(TOTAL), abs=1)
    assert unit.read(0x101A, 1) == [int(TOTAL < 0)]
