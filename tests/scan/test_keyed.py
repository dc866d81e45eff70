"""A scanner set to a US keyboard is understood on computers of every country, with Caps Lock on and off."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certapp.model.errors import Refusal
from certapp.scan.keyed import Stroke, computer_layout, understand, understand_text
from certapp.scan.layouts import KEYS, US, layouts
from certapp.seal.fitting import seal
from certapp.seal.text import CODE_PREFIX, from_text, to_text
from tests.seal.making import CLAIMS, KID, sign

TEXT = seal(CLAIMS, KID, sign).text
TOLD_BY_KEYS_ONLY = ("el", "ar-MA")
"""Where two of the keys give one character."""
UNCHANGED = ("en-US", "en-GB", "es", "pt", "pt-BR", "it", "nl", "sv", "fr-CA", "tr", "he")
SHARED = {"de-CH": "de", "sq": "de", "hr": "de", "hu": "de"}
"""Their letters and digits are those of the German layout."""


def scanned(text: str, computer: str, scanner: str = US, *, caps: bool = False, known: bool = True) -> list[Stroke]:
    """What a scanner set to `scanner` does to a computer set to `computer`."""
    strokes = []
    for place, character in enumerate(text):
        shift, key = pressed(character, scanner)
        typed = layouts()[computer].gives(key, shift=shift, caps=caps)
        strokes.append(Stroke(key if known else "", typed, place * 10, shift=shift))
    return strokes


def pressed(character: str, scanner: str) -> tuple[bool, str]:
    """Whether Shift is down, and the key."""
    for shift in (True, False) if character.isalpha() else (False, True):
        level = layouts()[scanner].shifted if shift else layouts()[scanner].plain
        if character in level:
            return shift, KEYS[level.index(character)]
    raise AssertionError(f"{scanner} has no {character}")


@pytest.mark.parametrize("caps", [False, True], ids=["", "Caps Lock"])
@pytest.mark.parametrize("tag", sorted(layouts()))
def test_a_scan_is_understood_by_its_keys_on_every_layout(tag: str, caps: bool) -> None:
    found = understand(scanned(TEXT, tag, caps=caps))
    assert found.text.upper() == TEXT
    assert found.scanner == ""


@pytest.mark.parametrize("caps", [False, True], ids=["", "Caps Lock"])
@pytest.mark.parametrize("tag", sorted(layouts().keys() - set(TOLD_BY_KEYS_ONLY)))
def test_characters_alone_are_turned_back_on_every_layout_that_tells_its_keys_apart(tag: str, caps: bool) -> None:
    found = understand_text(layouts()[tag].typed(TEXT, caps=caps))
    assert found.text.upper() == TEXT
    dotless_i = tag == "tr" and caps
    assert found.computer == ("" if tag in UNCHANGED and not dotless_i else SHARED.get(tag, tag))


@pytest.mark.parametrize("tag", TOLD_BY_KEYS_ONLY)
def test_where_two_keys_give_one_character_the_text_is_never_guessed(tag: str) -> None:
    with pytest.raises(Refusal, match="CODE_DAMAGED"):
        from_text(understand_text(layouts()[tag].typed(TEXT)).text)


def test_two_arabic_characters_for_the_one_key_are_understood_too() -> None:
    typed = layouts()["ar"].typed(TEXT).lower().replace("\ufefb", "\u0644\u0627")
    plain = "".join(layouts()["ar"].gives(key, shift=False) for key in TEXT).replace("\ufefb", "\u0644\u0627")
    assert understand_text(typed).computer == "ar"
    assert understand_text(plain).text == TEXT


@pytest.mark.parametrize("computer", ["en-US", "fr", "de", "ru", "ar"])
@pytest.mark.parametrize("scanner", ["fr", "de", "fr-BE", "cs"])
def test_a_scanner_set_to_another_country_is_understood_by_its_keys(scanner: str, computer: str) -> None:
    found = understand(scanned(TEXT, computer, scanner))
    assert found.text.upper() == TEXT
    if scanner != computer and not {scanner, computer} <= {"fr", "fr-BE"}:
        assert found.scanner[:2] == scanner[:2]


def test_the_layout_is_named_only_where_it_made_a_difference() -> None:
    assert understand(scanned(TEXT, "fr")).computer == "fr"
    assert understand(scanned(TEXT, "es")).computer == ""
    assert computer_layout(scanned(TEXT, "ru")) == "ru"
    assert computer_layout(scanned(TEXT, "en-US")) == ""


def test_white_space_in_a_pasted_text_does_not_keep_it_from_being_put_right() -> None:
    typed = layouts()["fr"].typed(TEXT)
    assert understand_text(f" {typed[:40]}\n{typed[40:]}\t").text == TEXT


@pytest.mark.parametrize("text", ["", "hello", "https://example.org/?q=1", "XCERT", "XCERTB234", "чсукеи", "é" * 3000])
def test_what_is_no_whole_code_stays_or_becomes_a_damaged_one(text: str) -> None:
    found = understand_text(text)
    assert found.text == text or found.text.startswith(CODE_PREFIX)


@given(st.binary(min_size=1, max_size=600), st.sampled_from(sorted(layouts())), st.booleans(), st.booleans())
def test_every_message_comes_back_from_every_layout(message: bytes, tag: str, caps: bool, known: bool) -> None:
    text = to_text(message)
    if not known and tag in TOLD_BY_KEYS_ONLY:
        return
    found = understand(scanned(text, tag, caps=caps, known=known))
    assert from_text(found.text) == message


@given(st.text(max_size=300))
def test_a_text_of_anything_stays_as_it_is(text: str) -> None:
    found = understand_text(text)
    assert found.text == text or found.text.startswith("XC")
