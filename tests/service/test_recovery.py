"""Recovery sheets: any two of three open the country CA's key again, and one tells nothing."""

import re
import tomllib
from pathlib import Path

import pypdfium2
import pytest

from certapp.document.raster import page_png
from certapp.model.errors import Refusal
from certapp.model.language import NAMES
from certapp.paths import RESOURCES
from certapp.service.authority import CountryCa, create_country, recover
from certapp.service.ceremony_papers import Script, recovery_sheets, script_page, script_texts, wrapped_key
from certapp.trust.keyfile import TEST_COST
from certapp.trust.keyring import CA
from certapp.trust.recovery import SHEETS, WORDS, join, key_text, require_sheet, split
from tests.trust.authority import FOUNDED

OLD, NEW = "the country's words of today", "other words after the fire"


@pytest.fixture(scope="module")
def ca(tmp_path_factory: pytest.TempPathFactory) -> CountryCa:
    folder = tmp_path_factory.mktemp("ca") / "ca"
    return create_country(folder, "XA", "Heritage Authority", lambda _name: OLD, FOUNDED, cost=TEST_COST)


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


def words_on(pdf: bytes) -> str:
    """What somebody types from a sheet."""
    rows = re.findall(r"^\d+ - \d+ ([a-z]+(?: [a-z]+){4}) $", text_of(pdf).replace("\r", ""), re.MULTILINE)
    return " ".join(rows)


def test_two_sheets_on_paper_make_the_authority_again(ca: CountryCa, tmp_path: Path) -> None:
    sheets = recovery_sheets(ca, lambda _name: OLD, "en", FOUNDED, TEST_COST)
    assert len(sheets) == SHEETS
    typed = [words_on(sheet) for sheet in sheets]
    assert all(len(each.split()) == WORDS for each in typed)
    scanned = wrapped_key(page_png(sheets[0], 0, 200))
    certificate = ca.certificate.der
    for name, pair in (("first", typed[:2]), ("last", typed[:0:-1])):
        folder = tmp_path / name
        again = recover(folder, pair, scanned, certificate, lambda _name: NEW, FOUNDED, TEST_COST)
        assert again.fingerprint == ca.fingerprint
        assert again.ring.unlock(CA, NEW, FOUNDED).public == ca.ring.unlock(CA, OLD, FOUNDED).public
    with pytest.raises(Refusal, match="KEY_EXISTS"):
        recover(folder, typed[:2], scanned, certificate, lambda _name: NEW, FOUNDED, TEST_COST)


def test_one_sheet_or_a_wrong_word_opens_nothing(ca: CountryCa) -> None:
    key = ca.ring.unlock(CA, OLD, FOUNDED)
    sheets, wrapped = split(key, "XA country CA", TEST_COST)
    one, two, _three = (" ".join(sheet) for sheet in sheets)
    other = " ".join(split(key, "XA country CA", TEST_COST)[0][1])
    for typed, code in (
        ([one], "SHEETS_TOO_FEW"),
        ([one, one], "SHEETS_TOO_FEW"),
        ([one, two.replace(two.split()[7], "zzzz")], "SHEET_WORDS_WRONG"),
        ([one, " ".join(two.split()[:-1])], "SHEET_WORDS_WRONG"),
        ([one, " ".join(reversed(two.split()))], "SHEET_WORDS_WRONG"),
        ([one, ""], "SHEET_WORDS_WRONG"),
        ([one, other], "SHEETS_DIFFER"),
    ):
        with pytest.raises(Refusal, match=code):
            join(typed, wrapped)
    require_sheet(one, 1)
    assert join([two.upper(), f"  {one} "], wrapped).private_numbers() == key.private.private_numbers()
    for data in (b"", b"XCKEY", key_text(wrapped).encode()[:-9] + b"!", b"\x89PNG"):
        with pytest.raises(Refusal):
            join([one, two], wrapped_key(data))


def test_what_is_printed_holds_no_secret_but_the_words(ca: CountryCa) -> None:
    """The wrapped key on the sheets is worth nothing without two of them; the folder keeps neither."""
    before = sorted(path.name for path in ca.folder.rglob("*"))
    sheets = recovery_sheets(ca, lambda _name: OLD, "en", FOUNDED, TEST_COST)
    assert sorted(path.name for path in ca.folder.rglob("*")) == before
    kept = b"".join(path.read_bytes() for path in ca.folder.rglob("*") if path.is_file())
    assert not any(word.encode() in kept for word in words_on(sheets[0]).split() if len(word) > 6)
    with pytest.raises(Refusal, match="PASSPHRASE_WRONG"):
        recovery_sheets(ca, lambda _name: NEW, "en", FOUNDED, TEST_COST)


@pytest.mark.parametrize("language", NAMES)
def test_every_script_is_printed_in_every_language(language: str) -> None:
    english = tomllib.loads((RESOURCES / "ceremony" / "en.toml").read_text("utf-8"))
    texts = script_texts(language)
    assert texts.keys() == english.keys() and texts["words"].keys() == english["words"].keys()
    for script in Script:
        for part in ("before", "steps"):
            assert len(texts[script.value][part]) == len(english[script.value][part])
        assert script_page(script, language, FOUNDED, "Heritage Authority").startswith(b"%PDF-")
    with pytest.raises(Refusal, match="PAPER_LANGUAGE_UNKNOWN"):
        script_page(Script.FOUNDING, "tlh", FOUNDED)


@pytest.mark.parametrize("language", NAMES)
def test_the_longest_script_is_one_page_with_room_to_write(language: str) -> None:
    assert len(pypdfium2.PdfDocument(script_page(Script.FOUNDING, language, FOUNDED))) == 1
