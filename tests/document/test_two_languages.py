"""A certificate in two languages: labels and codes in both, texts once, and no word lost however much there is."""

import io
import itertools
import re
from collections import Counter
from datetime import UTC, datetime
from functools import cache

import pikepdf
import pypdfium2 as pdfium
import pytest

from certapp.document.appearance import draw_appearance
from certapp.document.language import PageLanguage
from certapp.document.pen import MM
from certapp.document.rendering import render
from certapp.document.sheets import fill_boxes, signature_place
from certapp.formdef.form import Form
from certapp.formdef.loading import load_form
from certapp.formdef.parsing import parse
from certapp.formdef.printed import PrintedCertificate
from certapp.formdef.printing import printed_certificate
from certapp.model.language import NAMES
from tests.document.making import CODE, DATED, NUMBER, jpeg
from tests.formdef.making import COINS, MUSEUM, PAINTING, TODAY, Raw, at, example

AT_ISSUE = {
    "certificate_no": NUMBER,
    "valid_from": "2026-11-23",
    "valid_until": "2027-11-22",
    "issuing_authority": "Department of Antiquities and Cultural Property",
    "issuing_office": "01",
    "legal_basis": "Training Act on Cultural Property, section 12",
}


@cache
def form() -> Form:
    return load_form("xa")


def printed(raw: Raw) -> PrintedCertificate:
    """As at issue, without watermark and with one small picture for all photographs."""
    raw.update(AT_ISSUE, object_count=len(raw["objects"]), item_count=len(raw["objects"]))
    for photo in (photo for item in raw["objects"] for photo in item["photographs"]):
        photo["sha256"] = "ab" * 32
    record = parse(form(), raw, TODAY, from_office=True).record
    picture = jpeg(90, 120)
    return printed_certificate(form(), record, lambda sha256: (picture, 90, 120), code_text=CODE, dated=DATED)


def words(pdf: bytes) -> list[list[str]]:
    """The words of each page, with punctuation and brackets, which two directions part differently, taken off."""
    return [
        re.findall(r"\w+", page.get_textpage().get_text_range().replace("\ufffe", ""))
        for page in pdfium.PdfDocument(pdf)
    ]


@pytest.mark.parametrize("name", [COINS, PAINTING])
@pytest.mark.parametrize(("first", "second"), [*itertools.permutations(NAMES, 2)])
def test_each_pair_of_languages_fits_on_the_sheet(first: str, second: str, name: str) -> None:
    if name == PAINTING and "en" not in (first, second):
        pytest.skip("one example in all pairs is enough")
    certificate = printed(example(name, at("primary_language", first), at("second_language", second)))
    assert (certificate.language, certificate.second_language) == (first, second)
    for sheet, notes in zip(certificate.sheets, itertools.cycle((first, second)), strict=False):
        assert sheet.notes[0] == form().title("text", "verify_1", notes)
    page = set(words(render(certificate))[0])
    for table, key in (("form", "title"), ("box", "1"), ("box", "13"), ("box", "22"), ("text", "declaration")):
        for language in (first, second):
            assert set(re.findall(r"\w+", form().title(table, key, language))) <= page


def test_codes_stand_in_both_languages_and_texts_once() -> None:
    certificate = printed(example(COINS, at("primary_language", "en"), at("second_language", "fr")))
    boxes = {box.number: box for box in certificate.sheets[0].boxes}
    assert boxes["6"].fields[0].text == "Temporary / Temporaire"
    assert boxes["10"].fields[0].text == "Coins from a house hoard"
    assert boxes["1"].label == "Applicant\nDemandeur"


def test_a_language_the_form_does_not_speak_is_for_texts_alone() -> None:
    certificate = printed(
        example(
            COINS,
            at("primary_language", "en"),
            at("second_language", "el"),
            at("objects.0.title", {"en": "Coins", "el": "Νομίσματα"}),
        )
    )
    boxes = {box.number: box for box in certificate.sheets[0].boxes}
    assert (boxes["1"].label, boxes["6"].fields[0].text) == ("Applicant", "Temporary")
    assert boxes["10"].fields[0].text == "Coins / Νομίσματα"
    assert certificate.second_language == ""


_IN_ARABIC = str.maketrans("0123456789tdv", "ابتثجحخدذرزسش")


def long_certificate(second: str, count: int = 40) -> tuple[Raw, set[str]]:
    """Many objects, each with long texts in two languages, and every word of theirs, no two of them alike."""
    filler = {"fr": "très éloigné de toute côte", "ar": "نص طويل يصف القطعة من كل جانب", "ru": "подробное описание"}[
        second
    ]
    marks: set[str] = set()

    def text(place: str, size: int) -> dict[str, str]:
        own = [f"{place}w{number}" for number in range(size)]
        other = [f"{place}v{number}" for number in range(size)]
        if second == "ar":  # readers lose blanks around Latin words within Arabic ones, whoever made the file
            other = [mark.translate(_IN_ARABIC) for mark in other]
        marks.update(own, other)
        return {"en": " ".join(own), second: " ".join(itertools.chain(*zip(other, [filler] * size, strict=True)))}

    raw = example(MUSEUM, at("primary_language", "en"), at("second_language", second))
    template = raw["objects"][0]
    raw["objects"] = [
        {
            **template,
            "title": text(f"t{number}", 3),
            "description": text(f"d{number}", 30),
            "photographs": [dict(template["photographs"][0])],
        }
        for number in range(count)
    ]
    return raw, marks


@pytest.mark.parametrize("second", ["fr", "ar"])
def test_forty_objects_with_long_texts_in_two_languages_lose_no_word(second: str) -> None:
    raw, marks = long_certificate(second)
    pdf = render(printed(raw))
    pages = words(pdf)
    found = Counter(word for page in pages for word in page if word in marks)
    assert set(found) == marks
    assert set(found.values()) == {1}  # what flows over is not printed twice
    with pikepdf.open(io.BytesIO(pdf)) as file:
        assert len(file.pages) == len(pages)
    count = len(pages) - 3  # three copies of the sheet
    sheet = " ".join(pages[0])
    assert f"{count} pages 4 to {len(pages)}" in sheet
    for number, page in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in " ".join(page)


AUTHORITIES = {
    "ar": "هيئة الآثار والتراث الثقافي في جمهورية المثال",
    "en": "Department of Antiquities and Cultural Property",
    "es": "Dirección General de Antigüedades y Patrimonio Cultural",
    "fr": "Direction générale des antiquités et du patrimoine culturel",
    "ru": "Управление по охране древностей и культурного наследия Республики",
    "zh": "示例国文物和文化遗产管理局",
}


@pytest.mark.parametrize("first", NAMES)
def test_the_signature_fits_below_the_label_in_any_two_languages(first: str) -> None:
    for second in set(NAMES) - {first}:
        certificate = printed(example(COINS, at("primary_language", first), at("second_language", second)))
        boxes = [box for box in certificate.sheets[0].boxes if box.special == "signature"]
        place = signature_place(fill_boxes(boxes, PageLanguage(first, second)))
        assert place is not None
        width, height = place.width * MM, place.height * MM
        words_in = {"name": AUTHORITIES[first], "reason": f"Certificate {NUMBER}", "place": "Port Example"}
        draw_appearance(width, height, first, **words_in, at=datetime(2026, 11, 23, tzinfo=UTC))
