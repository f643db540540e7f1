"""Raw lines: bytes to a socket or a pty, bytes back, no client library between.

Silence is never tested by waiting. A test sends the frame that must not be answered, then one
that must, and asserts that the answer to the second is the first thing that comes back.
"""

import os
import select
import socket
import struct
import termios
import time
import tty
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from .frames import TcpFrame, crc16, mbap, response_length, rtu

#: How long anything may take before a test gives up; never a criterion.
SAFETY_TIMEOUT = 20.0


class ByteLine(Protocol):
    """Something that carries bytes."""

    def send(self, data: bytes) -> None:
        """Sends all bytes."""

    def read(self, count: int) -> bytes:
        """Reads so many bytes; fewer only at the end of the stream."""


class SocketLine:
    """A TCP connection."""

    def __init__(self, host: str, port: int) -> None:
        self._socket = socket.create_connection((host, port), timeout=SAFETY_TIMEOUT)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, data: bytes) -> None:
        """Sends all bytes in one segment when they fit."""
        self._socket.sendall(data)

    def read(self, count: int) -> bytes:
        """Reads so many bytes; fewer only when the peer closes."""
        data = b""
        while len(data) < count:
            try:
                part = self._socket.recv(count - len(data))
            except ConnectionResetError:
                break
            if not part:
                break
            data += part
        return data

    def fileno(self) -> int:
        """The descriptor, for `select`."""
        return self._socket.fileno()

    def close(self) -> None:
        """Closes the connection."""
        self._socket.close()


class PtyLine:
    """A pseudo-terminal opened raw, as a serial device is."""

    def __init__(self, path: Path, baud: int = termios.B9600) -> None:
        self._descriptor = os.open(path, os.O_RDWR | os.O_NOCTTY)
        tty.setraw(self._descriptor)
        settings = termios.tcgetattr(self._descriptor)
        settings[4] = settings[5] = baud
        termios.tcsetattr(self._descriptor, termios.TCSANOW, settings)
        termios.tcflush(self._descriptor, termios.TCIFLUSH)

    def send(self, data: bytes) -> None:
        """Writes all bytes."""
        while data:
            data = data[os.write(self._descriptor, data) :]

    def read(self, count: int) -> bytes:
        """Reads so many bytes."""
        data = b""
        deadline = time.monotonic() + SAFETY_TIMEOUT
        while len(data) < count:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self._descriptor], [], [], left)[0]:
                raise TimeoutError(f"only {data.hex(' ')} of {count} bytes came")
            data += os.read(self._descriptor, count - len(data))
        return data

    def fileno(self) -> int:
        """The descriptor, for `select`."""
        return self._descriptor

    def close(self) -> None:
        """Closes the terminal."""
        os.close(self._descriptor)


class TcpMaster:
    """Modbus TCP frames on a socket."""

    def __init__(self, host: str, port: int) -> None:
        self.line = SocketLine(host, port)
        self._transaction = 0

    def request(self, unit: int, pdu: bytes) -> bytes:
        """Sends one request and returns the response's PDU after checking its header."""
        self._transaction = (self._transaction + 1) & 0xFFFF
        self.line.send(mbap(self._transaction, unit, pdu))
        frame = self.receive()
        assert (frame.transaction, frame.unit) == (self._transaction, unit)
        return frame.pdu

    def receive(self) -> TcpFrame:
        """Reads the next frame, whatever it answers."""
        head = self.line.read(7)
        assert len(head) == 7, f"the connection closed after {head.hex(' ')!r}"
        transaction, protocol, length, unit = struct.unpack(">HHHB", head)
        assert protocol == 0
        return TcpFrame(transaction, unit, self.line.read(length - 1))

    def is_closed_by_peer(self) -> bool:
        """Waits for the end of the stream; False when bytes come instead."""
        return self.line.read(1) == b""


class RtuMaster:
    """RTU frames on a pty or a socket."""

    def __init__(self, line: ByteLine) -> None:
        self.line = line

    def request(self, unit: int, pdu: bytes) -> bytes:
        """Sends one request and returns the response's PDU after checking address and CRC."""
        self.line.send(rtu(unit, pdu))
        frame = self.receive()
        assert frame[0] == unit, frame.hex(" ")
        return frame[1:-2]

    def receive(self) -> bytes:
        """Reads the next response, checksum included."""
        head = self.line.read(3)
        frame = head + self.line.read(response_length(head) - len(head))
        assert crc16(frame[:-2]) == frame[-2:], frame.hex(" ")
        return frame


@contextmanager
def tcp_master(address: tuple[str, int]) -> Iterator[TcpMaster]:
    """A Modbus TCP connection that is closed at the end."""
    master = TcpMaster(*address)
    try:
        yield master
    finally:
        master.line.close()


@contextmanager
def rtu_master(place: Path | tuple[str, int]) -> Iterator[RtuMaster]:
    """An RTU line on a pty (a path) or on TCP (host and port)."""
    line = PtyLine(place) if isinstance(place, Path) else SocketLine(*place)
    try:
        yield RtuMaster(line)
    finally:
        line.close()
