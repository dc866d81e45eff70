"""The window's words in every language: none missing, none left over, placeholders and plural forms whole."""

import io
import re
from collections import Counter
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication

import certapp
from certapp.model import language
from certapp.model.translation import LOCALE
from certapp.paths import RESOURCES
from certapp.ui.common.speaking import speak
from certapp.ui.common.words import _, apart, listed, ngettext, with_colon, with_commas, with_semicolons

CODE = Path(certapp.__file__).parent
OTHERS = [tag for tag in language.offered() if tag != language.DEFAULT]
every_language = pytest.mark.parametrize("tag", OTHERS)


@pytest.fixture(scope="module")
def used() -> set[str]:
    """Every word of the window, as the code has it."""
    found = extract_from_dir(CODE, keywords={"_": None, "ngettext": (1, 2)})
    return {message[0] if isinstance(message, tuple) else message for _f, _l, message, _c, _x in found}


def catalogue(tag: str) -> Catalog:
    return read_po(io.BytesIO((LOCALE / tag / "LC_MESSAGES" / "certapp.po").read_bytes()), locale=tag)


def messages(tag: str) -> list[Message]:
    return [message for message in catalogue(tag) if message.id]


def forms(message: Message) -> list[tuple[str, str]]:
    """Each translation beside the English it stands for."""
    if isinstance(message.id, tuple):
        return [(message.id[1], each) for each in message.string]
    return [(message.id, message.string)]


def placeholders(words: str) -> set[str]:
    return set(re.findall(r"\{\w+\}", words))


@every_language
def test_every_word_is_translated_and_none_is_left_over(tag: str, used: set[str]) -> None:
    known = {message.id[0] if isinstance(message.id, tuple) else message.id for message in messages(tag)}
    empty = [english for message in messages(tag) for english, words in forms(message) if not words]
    assert (sorted(used - known), sorted(known - used), empty) == ([], [], [])


@every_language
def test_placeholders_are_those_of_the_english_words(tag: str) -> None:
    wrong = [
        (english, words)
        for message in messages(tag)
        for english, words in forms(message)
        # "one", "two" and "none" may be said in words.
        if placeholders(words) - placeholders(english)
        or (placeholders(english) - placeholders(words) and not isinstance(message.id, tuple))
    ]
    assert wrong == []


@every_language
def test_a_letter_for_alt_is_marked_where_english_marks_one(tag: str) -> None:
    marks = re.compile(r"&(?!&)\w")
    wrong = [
        (english, words)
        for message in messages(tag)
        for english, words in forms(message)
        if len(marks.findall(english.replace("&&", ""))) != len(marks.findall(words.replace("&&", "")))
    ]
    assert wrong == []


@every_language
def test_file_patterns_and_line_ends_stay(tag: str) -> None:
    wrong = [
        (english, words)
        for message in messages(tag)
        for english, words in forms(message)
        if Counter(re.findall(r"\*\.\w+|;;|\n", english)) != Counter(re.findall(r"\*\.\w+|;;|\n", words))
    ]
    assert wrong == []


def test_words_follow_the_language_in_use(monkeypatch: pytest.MonkeyPatch) -> None:
    for tag in OTHERS:
        monkeypatch.setattr(language, "_chosen", tag)
        assert _("Register") != "Register"
        assert "{n}" not in ngettext("{n} thing to mend", "{n} things to mend", 7).format(n=7)
    monkeypatch.setattr(language, "_chosen", "en")
    assert _("Home") == "Home"


def test_dates_and_digits_are_set_off_in_right_to_left_words() -> None:
    language.use("ar")
    try:
        assert "\u20662026-12-25\u2069" in _("The next bulletin is due on {day}").format(day="2026-12-25")
        assert "\u20662027-01-31\u2069" in _("for example 2027-01-31")
        assert "\u2068" not in ngettext("{n} found", "{n} found", 3).format(n=3)
        assert apart(apart("A-1")) == "\u2068A-1\u2069"
    finally:
        language.use("en")


def test_left_to_right_words_are_as_they_were() -> None:
    assert _("The next bulletin is due on {day}").format(day="2026-12-25").endswith(" 2026-12-25")
    assert apart("A-1") == "A-1"


@every_language
def test_no_translation_holds_a_piece_of_the_file_around_it(tag: str) -> None:
    texts = [words for message in messages(tag) for _english, words in forms(message)]
    assert [words for words in texts if "msgstr" in words or "msgid" in words] == []


OBJECT = {
    "ar": ("قطع", "ممتلك"),
    "es": ("objeto", r"\bbien(es)?\b"),
    "fr": ("objet", r"\bbiens?\b"),
    "ru": ("предмет", "объект"),
    "zh": ("物品", "文物|器物|物件"),
}
"""What an object on a certificate is called, and what it is not; cultural property is the term of the Conventions."""


@every_language
def test_an_object_is_called_one_way_in_the_window(tag: str) -> None:
    called, otherwise = OBJECT[tag]
    about = [
        (english, words)
        for message in messages(tag)
        for english, words in forms(message)
        if re.search(r"\bobjects?\b", english, re.IGNORECASE) and "cultural objects" not in english
    ]
    assert [each for each in about if re.search(otherwise, each[1], re.IGNORECASE)] == []
    assert sum(bool(re.search(called, words, re.IGNORECASE)) for _english, words in about) > 0.8 * len(about) > 30


OTHERWISE = {
    "ar": ("السجل اليومي", r"سلطة البلد(?! \{)", "موقّع المستندات", "مهلة القضية"),
    "es": ("frases? de paso",),
    "fr": ("phrases? de passe", "signataire de statut"),
    "ru": ("[Оо]добр", "флешк", r"(?<!щий )(?<!щего )(?<!щему )(?<!щим )\bцентр(а|у|ом)? страны"),
    "zh": ("签发处", "登记簿", "国家 ?CA", "存储盘", "状态公告"),
}
"""How the journal, an office, the country CA, a passphrase … were called beside their names."""


@every_language
def test_a_thing_is_called_one_way_in_the_window_in_sentences_and_on_papers(tag: str) -> None:
    papers = (RESOURCES / folder / f"{tag}.toml" for folder in ("letters", "border", "ceremony", "audit", "reports"))
    texts = [words for message in messages(tag) for _english, words in forms(message)]
    texts += [line for file in (*(RESOURCES / "sentences" / tag).glob("*.toml"), *papers) for line in _lines(file)]
    assert [(each, words) for each in OTHERWISE[tag] for words in texts if re.search(each, words)] == []
    assert len(texts) > 2000


def _lines(file: Path) -> list[str]:
    """What a file of words says, without its names and remarks."""
    return [
        re.sub(r'^[\w."]+ = ', "", line) for line in file.read_text(encoding="utf-8").splitlines() if line[:1] != "#"
    ]


@pytest.mark.parametrize(("tag", "said"), [("en", "a, b"), ("fr", "a, b"), ("ar", "a، b"), ("zh", "a、b")])
def test_words_in_a_row_are_set_apart_as_the_language_does_it(tag: str, said: str) -> None:
    before = language.in_use()
    language.use(tag)
    try:
        assert listed(["a", "b"]) == said
    finally:
        language.use(before)


@pytest.mark.parametrize(
    ("tag", "commas", "semicolons", "colon"),
    [
        ("en", "Anna, 2026-01-31", "one; two", "one: two"),
        ("fr", "Anna, 2026-01-31", "one; two", "one\u00a0: two"),
        ("ar", "\u2068Anna\u2069، \u20662026-01-31\u2069", "one؛ two", "one: two"),
        ("zh", "Anna，2026-01-31", "one；two", "one：two"),
    ],
)
def test_what_is_said_of_one_thing_is_set_apart_by_the_signs_of_the_language(
    tag: str, commas: str, semicolons: str, colon: str
) -> None:
    language.use(tag)
    try:
        assert with_commas("Anna", "", "2026-01-31") == commas
        assert with_semicolons(["one", "two"]) == semicolons
        assert with_colon("one", "two") == colon
    finally:
        language.use("en")


@pytest.mark.parametrize(
    ("count", "said"), [(1, "يوم واحد"), (2, "يومان"), (7, "7 أيام"), (90, "90 يومًا"), (101, "101 يوم")]
)
def test_arabic_counts_days_as_its_grammar_does(count: int, said: str) -> None:
    language.use("ar")
    try:
        assert ngettext("{n} day left", "{n} days left", count).format(n=count).split(" ", 1)[1] == said
    finally:
        language.use("en")


def test_every_language_has_its_letters_even_where_the_desktop_lacks_them(qapp: QApplication) -> None:
    speak(qapp, "en")
    letters = QFontDatabase.WritingSystem
    needed = (letters.Latin, letters.Cyrillic, letters.Arabic, letters.SimplifiedChinese)
    assert [each for each in needed if not QFontDatabase.families(each)] == []
