"""What a person sees of the signature: who signed, when, where and why, in the program's own fonts."""

from datetime import UTC, datetime

from certapp.document.finish import give_fonts_and_pictures
from certapp.document.flow import Row, draw_rows, height_of, set_paragraph
from certapp.document.language import PageLanguage
from certapp.document.pen import INK, LABEL, MM, RULE, Pen, Rect
from certapp.model.errors import Refusal

_SIZE, _FLOOR, _STEP = 8.0, 5.0, 0.25
_PAD = 1.2


def draw_appearance(
    width: float, height: float, language_tag: str, *, name: str, reason: str, place: str, at: datetime
) -> bytes:
    """A PDF of one page, `width` x `height` points. Raises GLYPH_MISSING, LINE_DOES_NOT_FIT."""
    language = PageLanguage(language_tag)
    moment = at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
    column, room = width / MM - 2 * _PAD, height / MM - 2 * _PAD
    pen = Pen(width / MM, height / MM, structured=False)
    pen.frame(Rect(0.2, 0.2, width / MM - 0.4, height / MM - 0.4), RULE, 0.3)
    words = [
        (language.words("PRINT_SIGNED_BY", name=name), True),
        (", ".join(filter(None, [moment, place])), False),
        (reason, False),
    ]
    draw_rows(pen, _fit(words, column, room, language), _PAD, _PAD, column, language)
    pen.new_page()
    return give_fonts_and_pictures(pen.finish())


def _fit(words: list[tuple[str, bool]], column: float, room: float, language: PageLanguage) -> list[Row]:
    setting = [
        (paragraph, INK if strong else LABEL)
        for text, strong in words
        for paragraph in language.paragraphs(text, "Bold" if strong else "Regular")
    ]
    size = _SIZE
    while size >= _FLOOR:
        rows = [row for paragraph, colour in setting for row in set_paragraph(paragraph, column, size, colour)]
        if height_of(rows) <= room:
            return rows
        size -= _STEP
    raise Refusal("LINE_DOES_NOT_FIT", text=words[0][0])
