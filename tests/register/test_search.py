"""Whatever the keyboard, what is in the register is found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certapp.model.folding import fold, indexed, words
from certapp.register.search import COUNT_BOUND, count, search
from tests.register.office import Office

TITLES = [
    "Retrato de Conceição",
    "Portrett av Ólafsdóttir",
    "مكتبة الإسكندرية",
    "Święty Łukasz malujący",
    "Straße in Köln",
    "Λέων του Πειραιώς",
    "Портрет Фёдора",
    "清明上河图",
    "源氏物語絵巻 がく",
    "नटराज की मूर्ति",
    "Ærø, Ñandú & İstanbul",
    "ภาพวาดฝาผนัง",
    "שִׁיר הַשִּׁירִים",
]


@pytest.fixture
def library(office: Office) -> Office:
    for serial, title in enumerate(TITLES, 1):
        office.receive(f"A-2026-01-{serial:06d}", title)
    return office


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("conceicao", TITLES[0]),
        ("CONCEIÇÃO retrato", TITLES[0]),
        ("concei", TITLES[0]),
        ("olafsdottir", TITLES[1]),
        ("Ólafsdóttir", TITLES[1]),
        ("مكتبة", TITLES[2]),
        ("مكتبه", TITLES[2]),
        ("مَكْتَبَة", TITLES[2]),
        ("الاسكندرية", TITLES[2]),
        ("swiety lukasz", TITLES[3]),
        ("strasse koln", TITLES[4]),
        ("ΠΕΙΡΑΙΩΣ", TITLES[5]),
        ("λεων", TITLES[5]),
        ("федора", TITLES[6]),
        ("上河", TITLES[7]),
        ("图", TITLES[7]),
        ("物語", TITLES[8]),
        ("नटराज", TITLES[9]),
        ("मूर्ति", TITLES[9]),
        ("aero", TITLES[10]),
        ("istanbul", TITLES[10]),
        ("nandu", TITLES[10]),
        ("ภาพวาด", TITLES[11]),
        ("שיר", TITLES[12]),
        ("A-2026-01-000004", TITLES[3]),
        ("2026-01-000004", TITLES[3]),
    ],
)
def test_a_title_is_found_as_people_type_it(library: Office, typed: str, title: str) -> None:
    assert title in [hit.title for hit in search(library.connection, typed)]


@pytest.mark.parametrize("typed", ["", " ", '"', "* AND", "NEAR(", "-", "titles:", "a OR", "\0", "'; DROP", "％＿"])
def test_no_typing_breaks_the_search(library: Office, typed: str) -> None:
    assert isinstance(search(library.connection, typed), list)
    assert count(library.connection, typed) <= len(TITLES)


def test_all_words_must_be_there(library: Office) -> None:
    assert search(library.connection, "retrato koln") == []


def test_other_letters_are_not_mistaken(library: Office) -> None:
    assert search(library.connection, "かく") == []


def test_parties_and_inventory_numbers_are_found_and_the_newest_comes_first(office: Office) -> None:
    for serial in (1, 2, 3):
        office.receive(f"A-2026-01-00000{serial}", parties=["Galería Núñez"], inventory=[f"INV.{serial}/1987"])
    hits = search(office.connection, "nunez")
    assert [hit.application for hit in hits] == [f"A-2026-01-00000{serial}" for serial in (3, 2, 1)]
    assert [hit.application for hit in search(office.connection, "inv.2/1987")] == ["A-2026-01-000002"]
    assert search(office.connection, "nunez", limit=2) == hits[:2]
    assert count(office.connection, "n") == 3 < COUNT_BOUND


def test_a_certificate_is_found_by_its_number_with_its_status(office: Office) -> None:
    number = office.issue("A-2026-01-000001")
    (hit,) = search(office.connection, number)
    assert (hit.certificate, hit.application, hit.status) == (number, "A-2026-01-000001", "ISSUED")
    office.revoke(number)
    assert search(office.connection, number.lower())[0].status == "REVOKED"


@given(st.text(max_size=60))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert indexed(indexed(text)) == indexed(text)


@given(st.text(max_size=60))
def test_case_does_not_matter(text: str) -> None:
    assert fold(text.casefold()) == fold(text)


def test_words_hold_nothing_that_the_query_language_knows() -> None:
    assert words('one "two" (three) four*') == ["one", "two", "three", "four"]
