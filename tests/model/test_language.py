"""The language in use: one for the program, and sentences follow it."""

from collections.abc import Iterator
from datetime import date

import pytest

from certapp.formdef.loading import load_form
from certapp.formdef.parsing import parse
from certapp.model import language


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    yield
    language.use("en")


def test_the_first_part_of_a_tag_counts() -> None:
    for tag, spoken in (("fr-CA", "fr"), ("zh_Hant_TW", "zh"), ("AR", "ar"), ("tlh", "en"), ("", "en")):
        language.use(tag)
        assert language.in_use() == spoken


def test_only_right_to_left_sentences_set_numbers_off() -> None:
    assert language.isolated("XA-1") == "XA-1"
    language.use("ar")
    assert language.isolated("XA-1") == "\u2068XA-1\u2069"


def test_findings_are_said_in_the_language_in_use_when_they_are_shown() -> None:
    found = parse(load_form("xa"), {}, date(2026, 1, 1)).findings
    missing = next(finding for finding in found if finding.code == "FIELD_MISSING" and finding.path == "document_kind")
    assert "Kind of document" in missing.text()
    assert missing.params["label"] == "Kind of document"
