"""Masters that read and write until the daemon dies under their hands."""

import os
import select
import socket
import struct
import threading
import tty
from pathlib import Path
from random import Random
from typing import Protocol

from support.frames import (
    EXCEPTION_BIT, crc16, mbap, read_pdu, response_length, rtu, words_of, write_registers_pdu,
)  # fmt: skip
from support.model import Register

from meters import Partial, Place
from witness import Witness

#: Without an answer for so long, a daemon that lives has failed.
PATIENCE = 20.0
#: How often a master writes between the readings of two meters.
WRITES_PER_READ = 2


class Gone(Exception):
    """The line has ended."""


class Link(Protocol):
    """A way to the meters of a bus."""

    def ask(self, unit: int, pdu: bytes) -> bytes:
        """Sends a request and waits for its response."""

    def close(self) -> None:
        """Ends the use of the line."""


class TcpLink:
    """Modbus TCP."""

    def __init__(self, address: tuple[str, int]) -> None:
        try:
            self._socket = socket.create_connection(address, timeout=PATIENCE)
        except ConnectionError as error:
            raise Gone from error
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._transaction = 0

    def ask(self, unit: int, pdu: bytes) -> bytes:
        """Sends a request and waits for its response."""
        self._transaction = self._transaction + 1 & 0xFFFF
        try:
            self._socket.sendall(mbap(self._transaction, unit, pdu))
            head = self._read(7)
            transaction, protocol, length, answering = struct.unpack(">HHHB", head)
            response = self._read(length - 1)
        except ConnectionError as error:
            raise Gone from error
        if (transaction, protocol, answering) != (self._transaction, 0, unit):
            raise ValueError(f"{head.hex(' ')} answers transaction {self._transaction}")
        return response

    def close(self) -> None:
        """Closes the connection."""
        self._socket.close()

    def _read(self, count: int) -> bytes:
        data = b""
        while len(data) < count:
            part = self._socket.recv(count - len(data))
            if not part:
                raise Gone
            data += part
        return data


class PtyLink:
    """Modbus RTU on a pseudo-terminal."""

    def __init__(self, path: Path) -> None:
        try:
            self._descriptor = os.open(path, os.O_RDWR | os.O_NOCTTY)
            tty.setraw(self._descriptor)
        except OSError as error:
            raise Gone from error

    def ask(self, unit: int, pdu: bytes) -> bytes:
        """Sends a request and waits for its response."""
        try:
            os.write(self._descriptor, rtu(unit, pdu))
            head = self._read(3)
            frame = head + self._read(response_length(head) - len(head))
        except OSError as error:
            if isinstance(error, TimeoutError):
                raise
            raise Gone from error
        if frame[0] != unit or crc16(frame[:-2]) != frame[-2:]:
            raise ValueError(f"{frame.hex(' ')} answers unit {unit}")
        return frame[1:-2]

    def close(self) -> None:
        """Closes the terminal."""
        os.close(self._descriptor)

    def _read(self, count: int) -> bytes:
        data = b""
        while len(data) < count:
            if not select.select([self._descriptor], [], [], PATIENCE)[0]:
                raise TimeoutError("no answer")
            part = os.read(self._descriptor, count - len(data))
            if not part:
                raise Gone
            data += part
        return data


class Master(threading.Thread):
    """Reads meters in turn; those that are its own it also writes."""

    def __init__(
        self, witness: Witness, link: Link, places: list[Place], own: list[Place], chance: Random,
        looks_once: bool,
    ) -> None:  # fmt: skip
        super().__init__(daemon=True)
        self._witness = witness
        self._link = link
        self._places = places
        self._own = own
        self._chance = chance
        #: Set before the daemon is ended: then lines may break.
        self.ending = threading.Event()
        #: After one look at everything the master stops, instead of when the line breaks.
        self.looks_once = looks_once

    def run(self) -> None:
        """Works until the line breaks."""
        place = None
        try:
            self._chance.shuffle(self._own)
            for place in self._own:
                self._look_at_what_was_written(place)
            while True:
                for place in self._chance.sample(self._places, len(self._places)):
                    self._look_at_energies(place)
                    if not self.looks_once:
                        for own in self._chance.choices(self._own, k=WRITES_PER_READ):
                            self._write_something(own)
                if self.looks_once:
                    return
        except Gone:
            if not self.ending.is_set():
                self._witness.complain(place, "the line broke while the daemon was to live")
        except Exception as error:  # noqa: BLE001: whatever it is, the run has failed
            self._witness.complain(place, f"{type(error).__name__}: {error}")
        finally:
            self._link.close()

    def _look_at_energies(self, place: Place) -> None:
        for block in place.kind.blocks:
            floor = self._witness.floor(place, block.registers)
            words = words_of(
                self._link.ask(place.unit, read_pdu(block.function, block.address, block.words))
            )
            for (register, value), least in zip(block.values(words), floor):
                self._witness.rises(place, register, value, least)

    def _look_at_what_was_written(self, place: Place) -> None:
        kind = place.kind
        for setting in kind.settings:
            self._witness.shows(place, setting.register, self._read(place, setting.register))
        if kind.tariff:
            self._witness.shows(place, kind.tariff, self._read(place, kind.tariff))
        if kind.partial:
            self._look_at_standing(place, [kind.partial.register])
        self._look_at_standing(place, kind.by_tariff)

    def _look_at_standing(self, place: Place, registers: list[Register]) -> None:
        for register in registers:
            if self._witness.standing(place, register):
                self._witness.stands(place, register, self._value(place, register))

    def _write_something(self, place: Place) -> None:
        kind = place.kind
        choices = [*kind.settings, *filter(None, [kind.partial, kind.tariff])]
        if not choices:
            return
        choice = self._chance.choice(choices)
        if isinstance(choice, Partial):
            self._use_partial(place, choice)
        elif isinstance(choice, Register):
            self._select_tariff(place, choice)
        else:
            register, words = choice.register, choice.choose(self._chance)
            self._write(place, register, words)
            self._witness.shows(place, register, self._read(place, register))

    def _select_tariff(self, place: Place, register: Register) -> None:
        """Switches over; the counters of all tariffs but one stand from then on."""
        tariff = self._chance.randint(1, len(place.kind.by_tariff))
        self._witness.may_move(place, *place.kind.by_tariff)
        self._write(place, register, [tariff])
        for number, counter in enumerate(place.kind.by_tariff, start=1):
            if number != tariff:
                self._witness.stands(place, counter, self._value(place, counter))

    def _use_partial(self, place: Place, partial: Partial) -> None:
        """Stops a counter and sets it to nothing, or lets it go."""
        self._witness.may_move(place, partial.register)
        if "stopPartials" not in partial.orders:
            self._order(place, partial, "resetPartials")
        elif self._chance.random() < 0.3:
            self._order(place, partial, "startPartials")
        else:
            self._order(place, partial, "stopPartials")
            self._order(place, partial, "resetPartials")
            self._witness.stops(place, partial.register, 0.0)
            self._look_at_standing(place, [partial.register])

    def _order(self, place: Place, partial: Partial, order: str) -> None:
        address, code = partial.orders[order]
        self._request(place, address, [code])
        self._witness.ordered(place, order)

    def _write(self, place: Place, register: Register, words: list[int]) -> None:
        self._witness.sends(place, register, words)
        self._request(place, register.address, words)
        self._witness.acknowledged(place, register, words)

    def _request(self, place: Place, address: int, words: list[int]) -> None:
        request = write_registers_pdu(address, words)
        response = self._link.ask(place.unit, request)
        if response[0] & EXCEPTION_BIT or response != request[:5]:
            raise ValueError(f"{request.hex(' ')} is answered by {response.hex(' ')}")

    def _read(self, place: Place, register: Register) -> list[int]:
        pdu = read_pdu(register.function, register.address, register.words)
        return words_of(self._link.ask(place.unit, pdu))

    def _value(self, place: Place, register: Register) -> float:
        return register.value(self._read(place, register))
