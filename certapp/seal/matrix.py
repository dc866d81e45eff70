"""The QR symbol (ISO/IEC 18004) of a code's text: which modules are dark, and how large they are printed."""

from typing import Final

MODULE_MM: Final = 0.508
"""Side of a module in mm (1.44 pt): smaller ones are not read back from office scanners at 150 dpi."""
QUIET_ZONE: Final = 4
"""Modules of white that must surround the symbol (ISO/IEC 18004 section 6.3.8)."""

# Trying all eight masks takes five times as long and gains nothing: compressed, signed data is like noise.
_MASK = 2


def modules(text: str) -> tuple[tuple[bool, ...], ...]:
    """Rows from top to bottom, True = dark, without quiet zone. ECC M. ValueError where the text would not be
    packed as alphanumeric throughout."""
    # Only where a code is really made: Pillow comes with it, which who reads texts does not need.
    from qrcode.constants import ERROR_CORRECT_M
    from qrcode.main import QRCode
    from qrcode.util import MODE_ALPHA_NUM

    symbol = QRCode(error_correction=ERROR_CORRECT_M, border=0, mask_pattern=_MASK)
    symbol.add_data(text, optimize=0)
    if [segment.mode for segment in symbol.data_list] != [MODE_ALPHA_NUM]:
        raise ValueError("not one alphanumeric segment")
    symbol.make(fit=True)
    return tuple(tuple(bool(module) for module in row) for row in symbol.modules)
