"""A scanner in serial mode (USB-COM, RS-232): read in a thread of its own, found again when it was unplugged.

The one place that imports pyserial, the extra `serial`.
"""

import importlib.util
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

MOST: Final = 4000
"""Bytes kept of one scan; more are dropped. No code has half as many."""
QUIET_S: Final = 0.3
"""Without an end character a scan has ended after so many seconds of silence."""
AGAIN_S: Final = 1.0
"""Between two tries to open a port that is not there."""
SPEEDS: Final = (9600, 19200, 38400, 57600, 115200)
"""Bits in a second; a port over USB does not mind which."""
_ENDS: Final = b"\r\n\t\x03\x04"
_SYMBOLOGY: Final = b"]Q"
"""What some scanners send first (ISO/IEC 15424), then one more character."""


@dataclass(frozen=True)
class Port:
    """A serial port of this computer, by the system's name and in words."""

    name: str
    words: str


def installed() -> bool:
    """Whether pyserial is there."""
    return importlib.util.find_spec("serial") is not None


def ports() -> tuple[Port, ...]:
    """The ports that the system knows now."""
    from serial.tools.list_ports import comports

    return tuple(Port(each.device, str(each.description or each.device)) for each in sorted(comports()))


class Scans:
    """Cuts what comes in into the texts of scans."""

    def __init__(self) -> None:
        self._bytes = bytearray()

    def feed(self, data: bytes) -> list[str]:
        """The scans that are complete with these bytes."""
        found = []
        for byte in data:
            if byte in _ENDS:
                found += self.rest()
            elif len(self._bytes) < MOST:
                self._bytes.append(byte)
        return found

    def rest(self) -> list[str]:
        """Nothing more came for a while: what there is, if anything."""
        data = bytes(self._bytes)
        self._bytes.clear()
        data = data[len(_SYMBOLOGY) + 1 :] if data.startswith(_SYMBOLOGY) else data
        text = data.decode("ascii", "replace").strip()
        return [text] if text else []


class SerialScanner:
    """Reads a port until it is stopped. `scanned` and `found` are called in its own thread.

    `found` is told whether the port is open now: when that changes, and at the beginning.
    """

    def __init__(
        self, port: str, speed: int, scanned: Callable[[str], object], found: Callable[[bool], object]
    ) -> None:
        self._port, self._speed, self._scanned, self._found = port, speed, scanned, found
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="serial scanner", daemon=True)

    @property
    def running(self) -> bool:
        """Whether the port may still be held."""
        return self._thread.is_alive()

    def start(self) -> None:
        """Begin to read."""
        self._thread.start()

    def stop(self) -> None:
        """End, and wait until the port is free."""
        self._stopped.set()
        self._thread.join(AGAIN_S + QUIET_S)

    def _run(self) -> None:
        from serial import Serial, SerialException

        told: bool | None = None
        while not self._stopped.is_set():
            try:
                with Serial(self._port, self._speed, timeout=QUIET_S / 3, exclusive=_exclusive()) as port:
                    told = self._tell(told, True)
                    self._read(port)
            except (SerialException, OSError, ValueError):  # not there, unplugged, taken by another program
                told = self._tell(told, False)
                self._stopped.wait(AGAIN_S)

    def _tell(self, told: bool | None, now: bool) -> bool:
        if told is not now and not self._stopped.is_set():
            self._found(now)
        return now

    def _read(self, port: Any) -> None:
        scans, last = Scans(), time.monotonic()
        while not self._stopped.is_set():
            data: bytes = port.read(1) + port.read(port.in_waiting)
            if data:
                last = time.monotonic()
                complete = scans.feed(data)
            else:
                complete = scans.rest() if time.monotonic() - last > QUIET_S else []
            for text in complete:
                self._scanned(text)


def _exclusive() -> bool | None:
    """Two programs must not share a scanner; on Windows the system sees to it."""
    return True if os.name == "posix" else None
