"""The signed code again on every supplementary page, and room for a seal: a loose page is tied to its certificate."""

from certapp.document.code import Symbols, draw_code, side_of
from certapp.document.flow import draw_rows, set_paragraph
from certapp.document.language import PageLanguage
from certapp.document.pen import FAINT, LABEL, RULE, WIDTH, Pen, Rect

MARGIN, END = 12.0, 284.5
"""Side margin and the foot's lower edge, mm."""
_GAP, _LABEL_SIZE = 3.0, 6.3
_USUAL_MODULES = 97
"""QR version 20: what a preview keeps free."""
_CODE = "page-code"


class PageFoot:
    """Drawn alike on each supplementary page; an artifact, for it says nothing that the sheets do not say."""

    def __init__(self, symbols: Symbols, language: PageLanguage) -> None:
        self._symbol = symbols.code
        self._language = language
        self._side = side_of(len(symbols.code) or _USUAL_MODULES)

    @property
    def height(self) -> float:
        """What it takes of a page, mm."""
        return self._side + 1.5

    def define(self, pen: Pen) -> None:
        """Draws the code once, for the pages to repeat."""
        if self._symbol:
            pen.begin_pattern(_CODE)
            draw_code(pen, self._symbol, self._place, "")
            pen.end_pattern()

    def draw(self, pen: Pen) -> None:
        """On the page that is being drawn."""
        place, language = self._place, self._language
        if self._symbol:
            pen.pattern(_CODE)
        else:
            pen.fill(place, FAINT)
            self._words(pen, "PRINT_NO_CODE", place.inset(2.0))
        x = place.x + place.width + _GAP if language.right_to_left else MARGIN
        seal = Rect(x, place.y, WIDTH - 2 * MARGIN - place.width - _GAP, place.height)
        pen.frame(seal, RULE, 0.3)
        self._words(pen, "PRINT_PAGE_SEAL", seal.inset(1.5))

    @property
    def _place(self) -> Rect:
        x = MARGIN if self._language.right_to_left else WIDTH - MARGIN - self._side
        return Rect(x, END - self._side, self._side, self._side)

    def _words(self, pen: Pen, code: str, room: Rect) -> None:
        paragraphs = self._language.paragraphs(self._language.words(code))
        rows = [row for part in paragraphs for row in set_paragraph(part, room.width, _LABEL_SIZE, LABEL)]
        draw_rows(pen, rows, room.x, room.y, room.width, self._language)
