"""Modbus frames, written anew from the specification and not taken from any library."""

import struct
from dataclasses import dataclass

EXCEPTION_BIT = 0x80


def crc16(data: bytes) -> bytes:
    """The checksum of an RTU frame, low byte first."""
    crc = 0xFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ 0xA001 if crc & 1 else crc >> 1
    return struct.pack("<H", crc)


def rtu(unit: int, pdu: bytes) -> bytes:
    """An RTU frame."""
    frame = bytes([unit]) + pdu
    return frame + crc16(frame)


def mbap(transaction: int, unit: int, pdu: bytes, protocol: int = 0) -> bytes:
    """A Modbus TCP frame."""
    return struct.pack(">HHHB", transaction, protocol, len(pdu) + 1, unit) + pdu


def read_pdu(function: int, address: int, count: int) -> bytes:
    """A request of functions 1 to 4 (or 5 and 6, whose shape is the same)."""
    return struct.pack(">BHH", function, address, count)


def write_registers_pdu(address: int, words: list[int]) -> bytes:
    """A request of function 16."""
    head = struct.pack(">BHHB", 16, address, len(words), 2 * len(words))
    return head + struct.pack(f">{len(words)}H", *words)


def exception(function: int, code: int) -> bytes:
    """An exception response."""
    return bytes([function | EXCEPTION_BIT, code])


def words_of(response: bytes) -> list[int]:
    """The registers in a response of functions 3, 4 or 23."""
    assert not response[0] & EXCEPTION_BIT, f"exception {response.hex(' ')}"
    assert response[1] == len(response) - 2, response.hex(" ")
    return list(struct.unpack(f">{response[1] // 2}H", response[2:]))


@dataclass(frozen=True)
class TcpFrame:
    """One Modbus TCP frame that came in."""

    transaction: int
    unit: int
    pdu: bytes


def response_length(head: bytes) -> int:
    """The length of an RTU response, told from its first three bytes."""
    function = head[1]
    if function & EXCEPTION_BIT:
        return 5
    fixed = {5: 8, 6: 8, 7: 5, 8: 8, 11: 8, 15: 8, 16: 8, 22: 10}
    if function in fixed:
        return fixed[function]
    if function in (1, 2, 3, 4, 12, 17, 23):
        return 5 + head[2]
    raise ValueError(f"no length known for function {function}")
