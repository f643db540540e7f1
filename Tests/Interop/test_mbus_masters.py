"""M-Bus masters read, select, find and address the meters of a farm."""

import time
from collections.abc import Iterator
from pathlib import Path

import meterbus
import pytest

from support.farm import (
    FROZEN, Daemon, Json, bus, constant_load, farm, meter, running,
)  # fmt: skip
from support.mbus import (
    ACK, EVERYBODY, NOBODY_ANSWERS, NORMALIZE, QUIET, REQUEST, REQUEST_ALARM, REQUEST_FCB,
    SELECTED, SEND, SEND_FCB, Line, identification, is_whole, long, mbus_port, part, pty_line,
    search, secondary_address, short, tcp_line, udp_socket,
)  # fmt: skip

from conftest import StartFarm

M1PRO, IME, FINDER = "m1pro-40", "ime-conto-d4-mbus", "finder-7e23-mbus"
#: Name, model, address, identification.
METERS = [
    ("flat-1", M1PRO, 1, "10000001"),
    ("flat-2", M1PRO, 2, "10000002"),
    ("main", IME, 5, "55000005"),
    ("shop", FINDER, 250, "23006207"),
]
WATTS = {"flat-1": 1500, "flat-2": -700, "main": 9000, "shop": 2000}
#: 2400 bit/s, 11 bits a byte.
BYTE_TIME = 11 / 2400


def address_of(name: str) -> int:
    """The primary address of a meter."""
    return next(address for meter_name, _, address, _ in METERS if meter_name == name)


def mask_of(name: str) -> str:
    """The whole secondary address of a meter, as pyMeterBus and `select` want it."""
    model, number = next((model, digits) for n, model, _, digits in METERS if n == name)
    own = part(model)
    code = 0
    for letter in own["manufacturer"]:
        code = code * 32 + ord(letter) - 64
    maker = code.to_bytes(2, "little").hex().upper()
    return f"{number}{maker}{own['version']:02X}{own['medium']:02X}"


def document(*ports: Json, line: Json | None = None) -> Json:
    """Four meters on one bus."""
    options = {"line": line} if line else {}
    meters = [
        meter(name, model, address, "mb", constant_load(WATTS[name]), serialNumber=number)
        for name, model, address, number in METERS
    ]
    return farm([bus("mb", *ports, **options)], meters, FROZEN)


@pytest.fixture(scope="module")
def pty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the pseudo-terminal is."""
    return tmp_path_factory.mktemp("pty") / "m-bus"


@pytest.fixture(scope="module")
def daemon(
    meterfarm: Path, tmp_path_factory: pytest.TempPathFactory, pty: Path
) -> Iterator[Daemon]:
    """One farm for the tests that change nothing in it."""
    ports = [mbus_port(), {"protocol": "m-bus", "pty": str(pty)},
             {"protocol": "m-bus", "udp": "127.0.0.1:0"}]  # fmt: skip
    with running(meterfarm, document(*ports), tmp_path_factory.mktemp("farm")) as daemon:
        yield daemon


@pytest.fixture(params=["tcp", "pty"])
def line(request: pytest.FixtureRequest, daemon: Daemon, pty: Path) -> Iterator[Line]:
    """A master's line to the farm, with nobody selected."""
    with tcp_line(daemon) if request.param == "tcp" else pty_line(pty) as line:
        line.exchange(short(NORMALIZE, SELECTED), 0.05)
        yield line


@pytest.fixture
def own_line(start_farm: StartFarm) -> Iterator[Line]:
    """A line to a farm of the test's own."""
    with tcp_line(start_farm(document(mbus_port()))) as line:
        yield line


def shown(telegram: meterbus.TelegramLong) -> list[tuple[str, float]]:
    """Unit and value of what pyMeterBus decodes."""
    found = (record.interpreted for record in telegram.records)
    return [(entry["unit"], float(entry["value"])) for entry in found if entry["value"] != ""]


def test_a_ping_gets_e5_from_the_meter_it_names_alone(line: Line) -> None:
    for _, _, address, _ in METERS:
        assert line.ping(address) == ACK
    assert line.ping(3, QUIET) is None


def test_one_telegram_is_read_and_decoded(line: Line) -> None:
    telegram = line.request(address_of("flat-2"))
    assert telegram is not None
    header = telegram.body.bodyHeader.interpreted
    assert (header["manufacturer"], header["identification"]) == ("HHC", "0x10, 0x00, 0x00, 0x02")
    assert (header["medium"], header["status"]) == ("0x2", "0x0")
    found = dict(shown(telegram))
    assert found["MeasureUnit.V"] == pytest.approx(230)
    assert found["MeasureUnit.A"] == pytest.approx(700 / 230, abs=0.001)
    # The power factor has a VIF of power, too, and stands behind the power.
    assert [value for unit, value in shown(telegram) if unit == "MeasureUnit.W"][0] == -700


def test_the_access_number_grows_and_a_repetition_is_the_same(line: Line) -> None:
    address = address_of("flat-1")
    line.ping(address)
    first = line.exchange(short(REQUEST_FCB, address))
    again = line.exchange(short(REQUEST_FCB, address))
    following = line.exchange(short(REQUEST, address))
    assert is_whole(first) and again == first
    assert following[15] == (first[15] + 1) & 0xFF


def test_a_readout_of_several_telegrams_ends_by_itself(line: Line) -> None:
    for _ in range(2):
        line.ping(address_of("main"))
        telegrams = line.readout(address_of("main"))
        assert len(telegrams) == len(part(IME)["telegrams"]) == 4
        assert len({telegram[19:25] for telegram in telegrams}) == 4
        assert {identification(telegram) for telegram in telegrams} == {"55000005"}


def test_a_ping_in_the_middle_of_a_readout_begins_it_anew(line: Line) -> None:
    address = address_of("main")
    line.ping(address)
    first = line.exchange(short(REQUEST_FCB, address))
    second = line.exchange(short(REQUEST, address))
    assert line.ping(address) == ACK
    anew = line.exchange(short(REQUEST_FCB, address))
    assert first[19:30] == anew[19:30] != second[19:30]


def test_the_first_request_may_have_any_frame_count_bit(line: Line) -> None:
    address = address_of("main")
    starts = []
    for control in (REQUEST, REQUEST_FCB):
        line.ping(address)
        starts.append(line.exchange(short(control, address))[19:30])
    assert starts[0] == starts[1]


@pytest.mark.parametrize("name", [name for name, *_ in METERS])
def test_a_meter_is_selected_by_its_whole_secondary_address(line: Line, name: str) -> None:
    assert line.select(mask_of(name)) == ACK
    telegram = line.exchange(short(REQUEST_FCB, SELECTED))
    assert secondary_address(telegram) == mask_of(name)
    assert telegram[5] == address_of(name)


@pytest.mark.parametrize(
    ("mask", "name"),
    [
        # IME's code is 25A5h, low byte first; FF is a wildcard for both bytes or for one.
        ("FFFFFFFFA5FFFFFF", "main"),
        ("FFFFFFFFA525FFFF", "main"),
        ("55FFFFFFFFFFFFFF", "main"),
        ("F500000FFFFFFFFF", "main"),
        ("1000000FFFFFFFFF", "both flats"),
        ("FFFFFFF7FFFFFFFF", "shop"),
        ("23006207FFFFFF02", "shop"),
        ("23006207FFFFFF03", None),
        ("23006208FFFFFFFF", None),
        ("FFFFFFFF2E1923FF", "shop"),
    ],
)
def test_wildcards_select_who_matches(line: Line, mask: str, name: str | None) -> None:
    answer = line.select(mask, QUIET if name is None else 2)
    assert answer == (ACK if name else None)
    telegram = line.exchange(short(REQUEST_FCB, SELECTED), QUIET if name is None else 2)
    if name is None:
        assert telegram == b""
    elif name == "both flats":
        assert telegram and not is_whole(telegram)
    else:
        assert secondary_address(telegram) == mask_of(name)


def test_who_is_selected_stays_so_until_another_is_or_all_are_dropped(line: Line) -> None:
    assert line.select(mask_of("flat-1")) == ACK
    assert identification(line.exchange(short(REQUEST_FCB, SELECTED))) == "10000001"
    assert line.ping(address_of("shop")) == ACK
    assert identification(line.exchange(short(REQUEST, SELECTED))) == "10000001"
    assert line.select(mask_of("shop")) == ACK
    assert identification(line.exchange(short(REQUEST_FCB, SELECTED))) == "23006207"
    line.exchange(short(NORMALIZE, SELECTED), 0.05)
    assert line.exchange(short(REQUEST_FCB, SELECTED), QUIET) == b""


def test_frame_count_bits_of_the_selected_and_of_the_primary_address_are_apart(line: Line) -> None:
    address = address_of("main")
    line.ping(address)
    first = line.exchange(short(REQUEST_FCB, address))
    assert line.select(mask_of("main")) == ACK
    assert line.exchange(short(REQUEST_FCB, SELECTED))[19:30] == first[19:30]


def test_all_answer_to_254_and_nobody_to_255(line: Line) -> None:
    assert line.ping(EVERYBODY) == ACK
    assert not is_whole(line.exchange(short(REQUEST_FCB, EVERYBODY)))
    assert line.exchange(short(NORMALIZE, NOBODY_ANSWERS), QUIET) == b""


def test_there_are_no_alarms(line: Line) -> None:
    assert line.exchange(short(REQUEST_ALARM, address_of("flat-1"))) == ACK


@pytest.mark.parametrize(
    "frame",
    [
        bytes.fromhex("105B015D16"),
        bytes.fromhex("105B015C17"),
        bytes.fromhex("680304685301501416"),
        bytes.fromhex("68030369530150A416"),
        bytes.fromhex("68030368530150A516"),
    ],
    ids=["checksum", "stop", "lengths", "start", "checksum of a control frame"],
)
def test_a_broken_frame_gets_no_answer_and_the_next_one_does(line: Line, frame: bytes) -> None:
    assert line.exchange(frame, QUIET) == b""
    assert line.ping(1) == ACK


def test_a_primary_address_is_set_and_holds_from_the_next_frame_on(own_line: Line) -> None:
    assert own_line.exchange(long(SEND_FCB, 1, 0x51, bytes([0x01, 0x7A, 77]))) == ACK
    assert own_line.ping(77) == ACK
    assert own_line.ping(1, QUIET) is None
    assert identification(own_line.exchange(short(REQUEST_FCB, 77))) == "10000001"


def test_the_selected_meter_gets_a_primary_address(own_line: Line) -> None:
    assert own_line.select(mask_of("shop")) == ACK
    assert own_line.exchange(long(SEND, SELECTED, 0x51, bytes([0x01, 0x7A, 9]))) == ACK
    assert own_line.ping(9) == ACK and own_line.ping(250, QUIET) is None


@pytest.mark.parametrize("address", [251, 253, 254, 255])
def test_addresses_beyond_250_are_not_taken(own_line: Line, address: int) -> None:
    own_line.exchange(long(SEND_FCB, 1, 0x51, bytes([0x01, 0x7A, address])))
    assert own_line.ping(1) == ACK
    assert identification(own_line.exchange(short(REQUEST_FCB, 1))) == "10000001"


def test_two_meters_at_one_address_collide_until_one_gets_another(own_line: Line) -> None:
    own_line.exchange(long(SEND_FCB, 2, 0x51, bytes([0x01, 0x7A, 1])))
    collided = own_line.exchange(short(REQUEST_FCB, 1))
    assert collided and not is_whole(collided)
    assert own_line.select(mask_of("flat-2")) == ACK
    assert own_line.exchange(long(SEND, SELECTED, 0x51, bytes([0x01, 0x7A, 3]))) == ACK
    assert identification(own_line.exchange(short(REQUEST_FCB, 1))) == "10000001"
    assert identification(own_line.exchange(short(REQUEST_FCB, 3))) == "10000002"


def test_an_identification_is_set_where_the_meter_lets_it(own_line: Line) -> None:
    number = bytes.fromhex("78563412")
    assert own_line.exchange(long(SEND_FCB, 1, 0x51, b"\x0c\x79" + number)) == ACK
    assert identification(own_line.exchange(short(REQUEST_FCB, 1))) == "12345678"
    assert own_line.select("12345678FFFFFFFF") == ACK
    own_line.exchange(long(SEND_FCB, 250, 0x51, b"\x0c\x79" + number))
    assert identification(own_line.exchange(short(REQUEST_FCB, 250))) == "23006207"


def test_enhanced_selection_goes_by_the_fabrication_number_too(own_line: Line) -> None:
    own_line.exchange(long(SEND_FCB, 1, 0x51, b"\x0c\x79" + bytes.fromhex("02000010")))
    both = bytes.fromhex("02000010FFFFFFFF")
    for fabrication, address in (("01000010", 1), ("02000010", 2)):
        frame = long(SEND_FCB, SELECTED, 0x52, both + b"\x0c\x78" + bytes.fromhex(fabrication))
        assert own_line.exchange(frame) == ACK
        assert own_line.exchange(short(REQUEST_FCB, SELECTED))[5] == address
    frame = long(SEND_FCB, SELECTED, 0x52, both + b"\x0c\x78" + bytes.fromhex("03000010"))
    assert own_line.exchange(frame, QUIET) == b""


def test_an_application_reset_begins_the_readout_anew(own_line: Line) -> None:
    meter_with_reset = address_of("flat-1")
    first = own_line.exchange(short(REQUEST_FCB, meter_with_reset))
    assert own_line.exchange(long(SEND_FCB, meter_with_reset, 0x50)) == ACK
    assert own_line.exchange(long(SEND, meter_with_reset, 0x50, b"\x00")) == ACK
    again = own_line.exchange(short(REQUEST_FCB, meter_with_reset))
    assert is_whole(again) and again[19:-2] == first[19:-2]


def test_a_new_speed_is_acknowledged_at_the_old_one_and_then_holds(own_line: Line) -> None:
    assert own_line.exchange(long(SEND_FCB, 250, 0xBD)) == ACK
    assert own_line.ping(250) == ACK, "the speed of this meter cannot be set"
    assert own_line.exchange(long(SEND_FCB, 1, 0xBF)) == ACK
    assert own_line.ping(1) == ACK, "38400 bit/s is none of its speeds"
    assert own_line.exchange(long(SEND_FCB, 1, 0xBD)) == ACK
    assert own_line.ping(1, QUIET) is None, "it hears 9600 bit/s, the line has 2400"
    assert own_line.ping(2) == ACK


def test_records_are_chosen_for_the_next_readout(own_line: Line) -> None:
    address = address_of("flat-1")
    whole = own_line.exchange(short(REQUEST_FCB, address))
    assert own_line.exchange(long(SEND_FCB, address, 0x51, bytes.fromhex("08FD48"))) == ACK
    chosen = own_line.exchange(short(REQUEST, address))
    assert chosen[19:-2] == bytes.fromhex("02FD48FC08")
    assert own_line.exchange(long(SEND, address, 0x50)) == ACK
    assert own_line.exchange(short(REQUEST_FCB, address))[19:-2] == whole[19:-2]


def test_what_is_sent_to_255_is_done_and_not_answered(own_line: Line) -> None:
    order = long(SEND, NOBODY_ANSWERS, 0x51, bytes([0x01, 0x7A, 9]))
    assert own_line.exchange(order, QUIET) == b""
    assert own_line.ping(9) == ACK and own_line.ping(1, QUIET) is None


#: Identification numbers as they come from a pallet: rows of neighbours, and a few strays.
CLUSTERS = (
    [f"{n:08}" for n in range(20461190, 20461205)]
    + [f"{n:08}" for n in range(20461390, 20461398)]
    + [f"{n:08}" for n in range(87654320, 87654330)]
    + ["00000000", "00000001", "00000010", "99999999", "99999989", "10000000", "12345678"]
)


def test_a_search_by_wildcards_finds_forty_meters_with_neighbouring_numbers(
    start_farm: StartFarm,
) -> None:
    models = [M1PRO, IME, FINDER, "emu-professional-375", "nzr-dhz-5-63"]
    assert len(set(CLUSTERS)) == 40
    meters = [
        meter(f"m{i}", models[i % 5], 0, "mb", constant_load(311.0 * i + 100), serialNumber=number)
        for i, number in enumerate(CLUSTERS)
    ]
    daemon = start_farm(farm([bus("mb", mbus_port())], meters, FROZEN))
    with tcp_line(daemon) as line:
        found, count = search(line)
    assert sorted(address[:8] for address in found) == sorted(CLUSTERS)
    for address in found:
        model = models[CLUSTERS.index(address[:8]) % 5]
        assert address[12:] == f"{part(model)['version']:02X}02", address
    # A digit at a time: far from the hundred million numbers there are.
    assert 40 < count < 1000


def neighbours() -> Json:
    """Ten meters that differ in the last digit of their number alone."""
    meters = [
        meter(f"n{i}", M1PRO, 0, "mb", constant_load(1500), serialNumber=f"2046119{i}")
        for i in range(10)
    ]
    return farm([bus("mb", mbus_port())], meters, FROZEN)


def test_a_search_parts_ten_neighbours_that_measure_the_same(start_farm: StartFarm) -> None:
    with tcp_line(start_farm(neighbours())) as line:
        found, _ = search(line)
    assert [address[:8] for address in found] == [f"2046119{i}" for i in range(10)]


def test_a_search_on_a_realistic_line_parts_neighbours(start_farm: StartFarm) -> None:
    document = neighbours()
    document["buses"][0]["line"] = {"timing": "realistic"}
    with tcp_line(start_farm(document)) as line:
        found, count = search(line, 0.5, 0.25, "204611")
    assert [address[:8] for address in found] == [f"2046119{i}" for i in range(10)]
    assert count == 20


def test_a_datagram_is_a_frame_and_so_is_its_answer(daemon: Daemon) -> None:
    with udp_socket(daemon) as sender:
        sender.send(short(NORMALIZE, 1))
        assert sender.recv(512) == ACK
        sender.send(short(REQUEST_FCB, 1))
        telegram = sender.recv(512)
        assert is_whole(telegram) and identification(telegram) == "10000001"
        sender.send(short(REQUEST_FCB, 3))
        sender.settimeout(0.3)
        with pytest.raises(TimeoutError):
            sender.recv(512)


def test_a_realistic_line_takes_the_time_of_2400_bit_a_second(start_farm: StartFarm) -> None:
    daemon = start_farm(document(mbus_port(), line={"timing": "realistic"}))
    with tcp_line(daemon) as line:
        assert line.exchange(short(NORMALIZE, 1), 2) == ACK
        begin = time.monotonic()
        telegram = line.exchange(short(REQUEST_FCB, 1), 2)
        duration = time.monotonic() - begin
    assert is_whole(telegram)
    least = (5 + len(telegram)) * BYTE_TIME
    assert least <= duration < least + 0.5
