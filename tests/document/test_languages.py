"""A certificate is printed with the labels of each of the program's languages."""

import pypdfium2 as pdfium
import pytest

from certapp.document.fonts import font_runs
from certapp.document.rendering import render
from certapp.formdef.loading import load_form
from certapp.formdef.parsing import parse
from certapp.formdef.printing import printed_certificate
from certapp.model.language import NAMES
from certapp.model.sentences import catalogue
from tests.document.making import CODE, DATED, jpeg
from tests.formdef.making import COINS, TODAY, at, example


@pytest.mark.parametrize("language", NAMES)
def test_the_form_is_printed_in_the_language_of_the_certificate(language: str) -> None:
    form = load_form("xa")
    raw = example(COINS, at("primary_language", language))
    for item in raw["objects"]:
        for photo in item["photographs"]:
            photo["sha256"] = "ab" * 32
    record = parse(form, raw, TODAY, from_office=True).record
    picture = jpeg(900, 1200)
    certificate = printed_certificate(form, record, lambda sha256: (picture, 900, 1200), code_text=CODE, dated=DATED)
    assert certificate.language == language
    first = " ".join(pdfium.PdfDocument(render(certificate))[0].get_textpage().get_text_range().split())
    for table, key in (("form", "title"), ("box", "1"), ("box", "5"), ("box", "13"), ("box", "22")):
        assert form.title(table, key, language) in first


@pytest.mark.parametrize("language", NAMES)
def test_every_word_that_is_printed_has_a_font(language: str) -> None:
    form = load_form("xa")
    printed = [words for code, words in catalogue(language).items() if code.startswith("PRINT_")]
    for table, words in form.words[language].tables.items():
        if table not in ("help", "rule"):
            printed += words.values()
    for text in printed:
        assert list(font_runs(text, 0, len(text), "Regular"))  # raises GLYPH_MISSING
        assert list(font_runs(text, 0, len(text), "Bold"))
