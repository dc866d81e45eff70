"""Draws the signed code: one path of row runs, black on white, quiet zone around, modules of fixed size."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from certapp.document.pen import BLACK, WHITE, Pen, Rect
from certapp.formdef.printed import PrintedCertificate
from certapp.model.errors import Refusal
from certapp.seal.matrix import MODULE_MM, QUIET_ZONE, modules

Symbol = tuple[tuple[bool, ...], ...]
"""Rows of modules from the top, True where dark; empty where there is no code (a preview)."""


@dataclass(frozen=True)
class Symbols:
    """What is drawn of a certificate's codes; both empty in a preview."""

    code: Symbol = ()
    picture: Symbol = ()


def side_of(modules_wide: int, module: float = MODULE_MM) -> float:
    """The side of a symbol with the white around it, mm."""
    return (modules_wide + 2 * QUIET_ZONE) * module


def symbols_of(printed: PrintedCertificate) -> Symbols:
    """The modules of a certificate's codes: none in a preview, whatever it was given."""
    if printed.preview or printed.blank or not printed.code_text:
        return Symbols()
    return Symbols(modules(printed.code_text), modules(printed.picture_text) if printed.picture_text else ())


def draw_code(pen: Pen, symbol: Symbol, box: Rect, name: str, module: float = MODULE_MM) -> None:
    """Draws `symbol` in the middle of `box` with white around it; `module` in mm.

    The module size is never changed to make a code fit: raises CODE_DOES_NOT_FIT (`name` is the box's
    number).
    """
    side = side_of(len(symbol), module)
    if side > min(box.width, box.height) + 1e-6:
        raise Refusal("CODE_DOES_NOT_FIT", box=name, needed=f"{side:.1f}")
    x = box.x + (box.width - side) / 2
    y = box.y + (box.height - side) / 2
    pen.fill(Rect(x, y, side, side), WHITE)
    quiet = QUIET_ZONE * module
    pen.fill_all([*_runs(symbol, x + quiet, y + quiet, module)], BLACK)


def _runs(symbol: Symbol, x: float, y: float, module: float) -> Iterator[Rect]:
    for row_number, row in enumerate(symbol):
        column = 0
        for dark, group in groupby(row):
            length = len(list(group))
            if dark:
                yield Rect(x + column * module, y + row_number * module, length * module, module)
            column += length
