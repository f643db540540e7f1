"""Serial adapters: pseudo-terminals whose slave is the device and whose master is the line."""

import fcntl
import os
import select
import struct
import subprocess
import time
import tty
from pathlib import Path

from .lines import SAFETY_TIMEOUT

#: linux/termios: the call, and its struct of four flag words, 20 bytes and two speeds.
TCGETS2 = 0x802C542A
TERMIOS2 = struct.Struct("4I20s2I")
DRIVER = Path(__file__).with_name("rs485-driver.c")
FLAGS = ["-std=c11", "-O1", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC"]


class Adapter:
    """An adapter that is plugged in at a path until it is pulled."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._line, device = os.openpty()
        tty.setraw(self._line)
        path.symlink_to(os.ttyname(device))
        os.close(device)

    def settings(self) -> tuple[int, ...]:
        """What the device's program has set: input, output, control and local flags, and the two
        speeds in baud."""
        words = TERMIOS2.unpack(fcntl.ioctl(self._line, TCGETS2, bytes(TERMIOS2.size)))
        return words[:4] + words[5:]

    def pull(self) -> None:
        """The device is gone."""
        self._path.unlink()
        os.close(self._line)

    def send(self, data: bytes) -> None:
        """Puts bytes on the line."""
        while data:
            data = data[os.write(self._line, data) :]

    def read(self, count: int) -> bytes:
        """Reads so many bytes from the line."""
        data = b""
        deadline = time.monotonic() + SAFETY_TIMEOUT
        while len(data) < count:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self._line], [], [], left)[0]:
                raise TimeoutError(f"only {data.hex(' ')} of {count} bytes came")
            data += os.read(self._line, count - len(data))
        return data


def build_rs485_driver(folder: Path) -> Path:
    """Compiles the library that plays a driver's RS485 mode."""
    library = folder / "rs485-driver.so"
    subprocess.run(["gcc", *FLAGS, "-o", library, DRIVER, "-ldl"], check=True)
    return library
