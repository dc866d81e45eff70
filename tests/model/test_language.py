"""The language in use: one for the program, and sentences follow it."""

from collections.abc import Iterator
from datetime import date

import pytest

from certapp.formdef.loading import load_form
from certapp.formdef.parsing import parse
from certapp.model import language
from certapp.model.sentences import sentence


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    yield
    language.use("en")


def test_the_first_part_of_a_tag_counts() -> None:
    for known in language.offered():
        for tag in (known, f"{known}-XA", f"{known}_Latn_XA", known.upper()):
            language.use(tag)
            assert language.in_use() == known
    for tag in ("tlh", "", "-"):
        language.use(tag)
        assert language.in_use() == "en"


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("fr-CA", "fr"),
        ("zh-Hant-TW", "zh"),
        ("zh_Hant", "zh"),
        ("AR-eg", "ar"),
        ("en", "en"),
        ("de", ""),
        ("", ""),
        ("f", ""),
    ],
)
def test_a_kind_of_a_language_is_stood_in_for_by_the_language(wanted: str, found: str) -> None:
    assert language.nearest(wanted, language.NAMES) == found


def test_the_nearer_kind_of_a_language_comes_first() -> None:
    assert language.nearest("zh-Hant-TW", ("zh", "zh-Hant")) == "zh-Hant"


def test_a_sentence_in_a_kind_of_a_language_is_in_that_language() -> None:
    assert sentence("PRINT_NO_CODE", language="fr-CA") == sentence("PRINT_NO_CODE", language="fr")
    assert sentence("PRINT_NO_CODE", language="fr-CA") != sentence("PRINT_NO_CODE", language="en")
    assert sentence("PRINT_NO_CODE", language="de") == sentence("PRINT_NO_CODE", language="en")


def test_some_languages_are_written_from_the_right() -> None:
    assert language.is_right_to_left("ar-EG")
    assert not language.is_right_to_left("ru")


@pytest.mark.skipif("ar" not in language.offered(), reason="Arabic is not translated yet")
def test_numbers_and_names_are_set_off_in_a_sentence_that_runs_from_the_right() -> None:
    language.use("ar")
    assert "\u2068XA-1\u2069" in sentence("CERTIFICATE_UNKNOWN", {"number": "XA-1"})
    assert "\u2068" not in sentence("CERTIFICATE_UNKNOWN", {"number": "XA-1"}, "ar"), "pages do it by themselves"


@pytest.mark.parametrize("figures", ["1998-05", "2026-11-25", "90 x 50", "63.5 x 29.6", "1, 3-5"])
def test_figures_of_a_sentence_that_runs_from_the_right_keep_their_order(figures: str) -> None:
    language.use("ar")
    assert language.figures_isolated(f"مثل {figures} مم") == f"مثل \u2066{figures}\u2069 مم"
    language.use("en")
    assert language.figures_isolated(f"like {figures}") == f"like {figures}"


def test_no_part_of_a_number_is_set_off_from_the_rest_of_it() -> None:
    language.use("ar")
    assert language.figures_isolated("الرقم XA-2026-01-000001-O") == "الرقم XA-2026-01-000001-O"


def test_findings_are_said_in_the_language_in_use_when_they_are_shown() -> None:
    found = parse(load_form("xa"), {}, date(2026, 1, 1)).findings
    missing = next(finding for finding in found if finding.code == "FIELD_MISSING" and finding.path == "document_kind")
    assert "Kind of document" in missing.text()
    assert missing.params["label"] == "Kind of document"
    language.use("fr")
    assert load_form("xa").label("document_kind", "fr") in missing.text()
    assert "Kind of document" not in missing.text()
