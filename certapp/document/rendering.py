"""A printed certificate becomes a finished, unsigned PDF."""

from contextlib import nullcontext

from certapp.document.code import symbols_of
from certapp.document.finish import SignaturePlace, finish
from certapp.document.frame import define_background, draw_background, draw_foot, draw_head, draw_watermark
from certapp.document.language import PageLanguage
from certapp.document.page_foot import PageFoot
from certapp.document.pen import Pen
from certapp.document.sheets import FilledBox, draw_boxes, fill_boxes, overflowing, signature_place
from certapp.document.supplement import SupplementaryPages
from certapp.formdef.printed import PrintedBox, PrintedCertificate


def render(printed: PrintedCertificate) -> bytes:
    """The PDF of `printed`: its sheets, then its supplementary pages, with its attachments inside.

    The same value gives the same bytes, in any process. Unless it is a preview, the file has an empty
    signature field for `signing.sign`.

    Raises Refusal: GLYPH_MISSING (character, name, code), TEXT_DOES_NOT_FIT (box, label), LINE_DOES_NOT_FIT (text),
    CODE_DOES_NOT_FIT (box, needed).
    """
    language = PageLanguage(printed.language, printed.second_language)
    # Copies differ in the head only: their boxes are filled once.
    different = dict.fromkeys(sheet.boxes for sheet in printed.sheets)
    by_boxes = {boxes: fill_boxes(boxes, language) for boxes in different}
    filled = [by_boxes[sheet.boxes] for sheet in printed.sheets]
    overflow: dict[tuple[str, str], PrintedBox] = {}
    for boxes in filled:
        for box in overflowing(boxes):
            overflow.setdefault((box.number, "\n".join(field.text for field in box.fields)), box)
    symbols = symbols_of(printed)
    foot = PageFoot(symbols, language)
    layout = SupplementaryPages(language, len(filled) + 1, foot.height)
    supplement = layout.lay_out(printed, overflow.values())
    signature = None if printed.preview or printed.blank else _signature(filled)
    pages = len(filled) + len(layout.pages)

    pen = Pen()
    define_background(pen)
    if layout.pages:
        foot.define(pen)
    for index, (sheet, boxes) in enumerate(zip(printed.sheets, filled, strict=True)):
        draw_background(pen)
        with pen.part("Sect"):
            # Read aloud the watermark is once, before all else; to the eye it is on every page.
            with pen.tag("P") if index == 0 and printed.watermark else nullcontext():
                draw_watermark(pen, printed, language, outline=False)
            draw_head(pen, printed, sheet, language)
            signed_on = signature.page + 1 if signature and signature.page != index else None
            draw_boxes(pen, boxes, printed, symbols, supplement, language, signed_on)
            draw_foot(pen, printed, index + 1, pages, language, () if printed.blank else sheet.notes)
        pen.new_page()
    pen.document.kids.append(layout.structure)
    for number, draws in enumerate(layout.pages, start=len(filled) + 1):
        draw_background(pen)
        for draw in draws:
            draw(pen)
        draw_watermark(pen, printed, language, outline=True)  # photographs would hide it
        foot.draw(pen)
        draw_foot(pen, printed, number, pages, language)
        pen.new_page()
    return finish(pen.finish(), printed, signature)


def _signature(filled: list[list[FilledBox]]) -> SignaturePlace:
    for page, boxes in enumerate(filled):
        place = signature_place(boxes)
        if place:
            return SignaturePlace(page, place)
    return SignaturePlace(0, None)
