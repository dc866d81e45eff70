"""Finding an entry of a code list by what is typed."""

import pytest

from certapp.formdef.loading import load_form
from certapp.formdef.matching import Spellings

FORM = load_form("xa")


def found(code_list: str, typed: str) -> set[str]:
    return {code for code in FORM.code_lists[code_list] if Spellings(FORM, code_list, code).match(typed)}


@pytest.mark.parametrize(
    "typed",
    ["Côte d'Ivoire", "cote d ivoire", "IVOIRE cote", "ivoi", "CI", "Кот-д’Ивуар", "科特迪瓦", "科特"],
)
def test_a_country_is_found_by_code_and_by_words_of_any_language_order_and_case(typed: str) -> None:
    assert "CI" in found("COUNTRY", typed)


@pytest.mark.parametrize(("typed", "code"), [("المغرب", "MA"), ("مغرب", "MA"), ("Allemagne", "DE"), ("espana", "ES")])
def test_a_name_in_another_language_is_enough(typed: str, code: str) -> None:
    assert code in found("COUNTRY", typed)


def test_latin_letters_count_from_the_beginning_of_a_word() -> None:
    assert "DE" in found("COUNTRY", "germ")
    assert "NE" not in found("COUNTRY", "iger")


def test_a_tariff_number_is_found_by_its_first_digits_and_by_its_words() -> None:
    numbers = FORM.code_lists["HS_CODE"]
    typed = str(numbers[0])[:4]
    assert found("HS_CODE", typed) == {code for code in numbers if code.startswith(typed)}
    word = FORM.code_name("HS_CODE", numbers[0], "fr").split()[0]
    assert numbers[0] in found("HS_CODE", word)


def test_nothing_typed_matches_all_and_nonsense_matches_nothing() -> None:
    assert found("COUNTRY", "  ") == set(FORM.code_lists["COUNTRY"])
    assert found("COUNTRY", "qqqq") == set()
    assert found("COUNTRY", "germany qqqq") == set()
