"""A letter of the authority as a PDF: head, address, subject, text, lists, signature; as many pages as it needs.

The file is of the same kind as a certificate (PDF/A-3a and PDF/UA-1), but it carries no code of a certificate and no
signature field. Without addressee, salutation and signer it is a notice or a leaflet: its text begins below the head.
"""

from contextlib import nullcontext

from certapp.document.finish import finish
from certapp.document.flow import Piece, draw_at_side
from certapp.document.frame import draw_watermark
from certapp.document.language import PageLanguage
from certapp.document.letter_pages import COLUMN, LEFT, RIGHT, Pages
from certapp.document.letter_parts import Letter, Part
from certapp.document.pen import LABEL, RULE, WIDTH, Pen
from certapp.formdef.printed import Attachment


def render_paper(
    *,
    title: str,
    authority: str,
    language: str,
    dated: int,
    parts: tuple[Part, ...],
    number: str = "",
    signer: tuple[str, ...] = (),
    watermark: str = "",
    attachments: tuple[Attachment, ...] = (),
) -> bytes:
    """The PDF of a paper that is written to nobody: a title and its parts. Raises Refusal as `render_letter`."""
    return render_letter(
        Letter(
            title=title,
            number=number,
            authority=authority,
            language=language,
            dated=dated,
            sender="",
            addressee="",
            facts=(),
            salutation="",
            parts=parts,
            closing="",
            signer=signer,
            watermark=watermark,
            attachments=attachments,
        )
    )


def render_letter(letter: Letter) -> bytes:
    """The PDF of `letter`. Raises Refusal: GLYPH_MISSING (character, name, code)."""
    language = PageLanguage(letter.language)
    pages = Pages(language)
    pages.lay_out(letter)
    pen = Pen()
    for number, draws in enumerate(pages.pages):
        # Read aloud the watermark is once; to the eye it is on every page.
        with pen.tag("P") if number == 0 and letter.watermark else nullcontext():
            draw_watermark(pen, letter, language, outline=False)
        if number == 0:
            pen.document.kids.append(pages.structure)
        for draw in draws:
            draw(pen)
        _draw_foot(pen, letter, number + 1, len(pages.pages), language)
        pen.new_page()
    return finish(pen.finish(), letter, None)


def _draw_foot(pen: Pen, letter: Letter, page: int, pages: int, language: PageLanguage) -> None:
    """Reference and page n of m."""
    baseline = 286.0
    pen.rule((LEFT, baseline - 4.0), (WIDTH - RIGHT, baseline - 4.0), RULE, 0.3)
    if letter.number:
        draw_at_side(pen, Piece(language.line(letter.number), 0.0, 8.0, LABEL), LEFT, baseline, COLUMN, language)
    place = language.line(language.words("PRINT_PAGE", page=page, pages=pages))
    indent = COLUMN - place.width * 8.0 * 25.4 / 72
    draw_at_side(pen, Piece(place, indent, 8.0, LABEL), LEFT, baseline, COLUMN, language)
