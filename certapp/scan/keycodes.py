"""Which key was pressed, from the number that the system gives it: the same whatever layout and Caps Lock say."""

import sys
from typing import Final

_ROWS: Final = ((2, "1234567890-="), (16, "QWERTYUIOP[]"), (30, "ASDFGHJKL;'"), (44, "ZXCVBNM,./"))
"""Scan codes (set 1) of the first key of each row on a PC; Linux (evdev) counts the same."""
_X11_OFFSET: Final = 8
"""X11 and Wayland number a key eight higher than the kernel."""
_MAC: Final = (
    *(
        (0x00, "A"),
        (0x01, "S"),
        (0x02, "D"),
        (0x03, "F"),
        (0x04, "H"),
        (0x05, "G"),
        (0x06, "Z"),
        (0x07, "X"),
        (0x08, "C"),
    ),
    *(
        (0x09, "V"),
        (0x0B, "B"),
        (0x0C, "Q"),
        (0x0D, "W"),
        (0x0E, "E"),
        (0x0F, "R"),
        (0x10, "Y"),
        (0x11, "T"),
        (0x12, "1"),
    ),
    *(
        (0x13, "2"),
        (0x14, "3"),
        (0x15, "4"),
        (0x16, "6"),
        (0x17, "5"),
        (0x18, "="),
        (0x19, "9"),
        (0x1A, "7"),
        (0x1B, "-"),
    ),
    *(
        (0x1C, "8"),
        (0x1D, "0"),
        (0x1E, "]"),
        (0x1F, "O"),
        (0x20, "U"),
        (0x21, "["),
        (0x22, "I"),
        (0x23, "P"),
        (0x25, "L"),
    ),
    *(
        (0x26, "J"),
        (0x27, "'"),
        (0x28, "K"),
        (0x29, ";"),
        (0x2B, ","),
        (0x2C, "/"),
        (0x2D, "N"),
        (0x2E, "M"),
        (0x2F, "."),
    ),
)
"""Virtual key codes of macOS (kVK_ANSI_...), which are places on the keyboard too."""
_PC: Final = {first + place: key for first, row in _ROWS for place, key in enumerate(row)}
_X11: Final = {code + _X11_OFFSET: key for code, key in _PC.items()}
_OF_MAC: Final = dict(_MAC)


def key_of(scan_code: int, virtual_key: int, platform: str = sys.platform) -> str:
    """What a US keyboard bears on the key; '' where it bears none of ours or the system does not tell, as far away.

    On Windows a key that text was sent for without pressing it has scan code 0; on macOS scan codes mean nothing.
    """
    if platform == "darwin":
        return _OF_MAC.get(virtual_key, "")
    return (_PC if platform == "win32" else _X11).get(scan_code, "")
