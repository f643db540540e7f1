"""M-Bus masters: pyMeterBus over TCP and pseudo-terminals, plain sockets, and frames by hand."""

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import meterbus
import serial

from .farm import PROFILES, Daemon, Json
from .model import load_model

ACK = b"\xe5"
#: The addresses with a meaning of their own (EN 13757-2, 5.7.5).
SELECTED, EVERYBODY, NOBODY_ANSWERS = 253, 254, 255
REQUEST, REQUEST_FCB, REQUEST_ALARM, NORMALIZE = 0x5B, 0x7B, 0x5A, 0x40
SEND, SEND_FCB = 0x53, 0x73
FCB = 0x20
#: How long a master waits for an answer that comes at once, and for one that shall not come, s.
PATIENCE, QUIET = 2.0, 0.25


def mbus_port(**more: Any) -> Json:
    """An M-Bus port on TCP at any free number."""
    return {"protocol": "m-bus", "listen": "127.0.0.1:0", **more}


def short(control: int, address: int) -> bytes:
    """A short frame."""
    return bytes([0x10, control, address, (control + address) & 0xFF, 0x16])


def long(control: int, address: int, information: int, data: bytes = b"") -> bytes:
    """A long frame; without data a control frame."""
    body = bytes([control, address, information]) + data
    return bytes([0x68, len(body), len(body), 0x68]) + body + bytes([sum(body) & 0xFF, 0x16])


def select(mask: str, control: int = SEND_FCB) -> bytes:
    """A selection by 16 digits as they are read: identification, maker, version, medium."""
    data = bytes.fromhex(mask)
    return long(control, SELECTED, 0x52, data[3::-1] + data[4:])


def is_whole(answer: bytes) -> bool:
    """Whether bytes are one long frame with right lengths, checksum and end."""
    if len(answer) < 9 or answer[0] != 0x68 or answer[3] != 0x68 or answer[1] != answer[2]:
        return False
    body = answer[4:-2]
    return len(body) == answer[1] and sum(body) & 0xFF == answer[-2] and answer[-1] == 0x16


def secondary_address(answer: bytes) -> str:
    """The 16 digits of a long frame's header, as a selection wants them."""
    return (answer[10:6:-1] + answer[11:15]).hex().upper()


def identification(answer: bytes) -> str:
    """The eight digits of a long frame's header."""
    return answer[10:6:-1].hex()


@dataclass
class Line:
    """What a master has in its hand: pyserial's port, on TCP or on a pseudo-terminal."""

    port: serial.SerialBase

    def exchange(self, frame: bytes, wait: float = PATIENCE) -> bytes:
        """Sends bytes and returns whatever comes back."""
        self.port.write(frame)
        return self.receive(wait)

    def receive(self, wait: float = PATIENCE) -> bytes:
        """Reads one answer: E5, a whole long frame, or what comes until nothing does."""
        self.port.timeout = wait
        answer = self.port.read(1)
        if not answer or answer == ACK:
            return answer
        self.port.timeout = min(wait, QUIET)
        while not is_whole(answer):
            byte = self.port.read(1)
            if not byte:
                break
            answer += byte
        return answer

    def drain(self, wait: float) -> bytes:
        """Reads until nothing comes any more."""
        self.port.timeout = wait
        answer = b""
        while byte := self.port.read(1):
            answer += byte
        return answer

    def ping(self, address: int, wait: float = PATIENCE) -> bytes | None | bool:
        """SND_NKE by pyMeterBus; None where no answer came."""
        self.port.timeout = wait
        meterbus.send_ping_frame(self.port, address)
        return meterbus.recv_frame(self.port, 1)

    def request(self, address: int) -> meterbus.TelegramLong | None:
        """REQ_UD2 by pyMeterBus, decoded by it; None where no whole telegram came."""
        self.port.timeout = PATIENCE
        meterbus.send_request_frame(self.port, address)
        answer = meterbus.recv_frame(self.port, 1)
        return meterbus.load(answer) if answer else None

    def readout(self, address: int, limit: int = 32) -> list[bytes]:
        """All telegrams of a readout by pyMeterBus, which sees itself whether more follow."""
        self.port.timeout = PATIENCE
        telegrams: list[bytes] = []
        frame = meterbus.send_request_frame_multi(self.port, address)
        while len(telegrams) < limit:
            answer = meterbus.recv_frame(self.port, 1)
            assert answer, f"no telegram {len(telegrams) + 1}"
            telegrams.append(bytes(answer))
            if not meterbus.load(answer).more_records_follow:
                return telegrams
            frame.header.cField.parts[0] ^= FCB
            frame = meterbus.send_request_frame_multi(self.port, address, frame)
        raise AssertionError(f"no end after {limit} telegrams")

    def select(self, mask: str, wait: float = PATIENCE) -> bytes | None | bool:
        """Selection by pyMeterBus, whose masks name the maker's bytes as they are sent."""
        self.port.timeout = wait
        meterbus.send_select_frame(self.port, mask)
        return meterbus.recv_frame(self.port, 1)


@contextmanager
def tcp_line(daemon: Daemon, name: str | None = None) -> Iterator[Line]:
    """A connection to the M-Bus port on TCP."""
    place = next(
        port.place for port in daemon.ports
        if port.protocol == "m-bus" and ":" in port.place and name in (None, port.name)
        and not port.place.startswith(("udp ", "pty "))
    )  # fmt: skip
    port = serial.serial_for_url(f"socket://{place}", timeout=PATIENCE)
    try:
        yield Line(port)
    finally:
        port.close()


@contextmanager
def pty_line(path: Path) -> Iterator[Line]:
    """The pseudo-terminal of an M-Bus port.

    Linux drops the parity of a pseudo-terminal, and asking for it anew fails with EINVAL.
    """
    with serial.Serial(str(path), 2400, timeout=PATIENCE) as port:
        yield Line(port)


@contextmanager
def udp_socket(daemon: Daemon) -> Iterator[socket.socket]:
    """A socket connected to the M-Bus port on UDP."""
    place = next(p.place for p in daemon.ports if p.place.startswith("udp "))
    host, _, number = place.removeprefix("udp ").rpartition(":")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.settimeout(5)
        sender.connect((host, int(number)))
        yield sender


def search(
    line: Line, wait: float = 0.05, late: float = 0.01, start: str = ""
) -> tuple[list[str], int]:
    """Finds secondary addresses as masters do: a digit more wherever answers collide.

    A selection that is answered by anything but a lone E5, or by E5 and then no whole telegram,
    is a collision. `late` is how long another E5 may come behind the first; `start` are digits
    that are known. Returns the addresses in the order found, and how many selections it took.
    """
    found: list[str] = []
    count = 0

    def descend(prefix: str) -> None:
        nonlocal count
        for digit in "0123456789":
            mask = (prefix + digit).ljust(8, "F")
            count += 1
            line.exchange(short(NORMALIZE, SELECTED), late)
            answer = line.exchange(select(mask + "FFFFFFFF"), wait)
            if not answer:
                continue
            if answer + line.drain(late) == ACK:
                telegram = line.exchange(short(REQUEST_FCB, SELECTED), wait)
                if is_whole(telegram):
                    found.append(secondary_address(telegram))
                    continue
            if len(prefix) < 7:
                descend(prefix + digit)

    descend(start)
    return found, count


@dataclass(frozen=True)
class Record:
    """A record of a model's telegram."""

    telegram: int
    dib: str
    vib: str
    entry: Json

    @property
    def header(self) -> str:
        """DIB and VIB as hexadecimal digits."""
        return self.dib + self.vib

    @property
    def quantity(self) -> str | None:
        """The quantity it shows, if it shows one."""
        return self.entry.get("quantity")


@cache
def mbus_models() -> list[str]:
    """The models of the library with an M-Bus part."""
    names = sorted(path.stem for path in (PROFILES / "meters").glob("*.json"))
    texts = ((name, (PROFILES / "meters" / f"{name}.json").read_text()) for name in names)
    return [name for name, text in texts if "mbus" in json.loads(text)]


def part(name: str) -> Json:
    """The M-Bus part of a model."""
    return load_model(name).document["mbus"]


def records(name: str) -> list[Record]:
    """The records of all telegrams of a model."""
    return [
        Record(number, entry["dib"], entry["vib"], entry)
        for number, telegram in enumerate(part(name)["telegrams"])
        for entry in telegram["records"]
    ]
