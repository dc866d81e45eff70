"""Letters of a case: in every language, tagged, kept, and given again as they were."""

import io
import tomllib
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from certapp.model.errors import Refusal
from certapp.paths import RESOURCES
from certapp.register.cases import Asked, ObjectDecision
from certapp.register.journal import entries, last_entry
from certapp.service.auditing import verify_journal
from certapp.service.casework import lapse, propose, receive_fee, request_information, withdraw
from certapp.service.deciding import close_not_required, refuse
from certapp.service.experts import ask_expert
from certapp.service.letter_texts import LetterKind, languages
from certapp.service.letters import letter_kind, make_letter, occasions, preview_letter
from certapp.service.office import Actor, Office, open_office
from certapp.service.receiving import receive
from tests.bad.make import small_application
from tests.offices import copied_desk, later, passphrase

NO = ObjectDecision(1, "REFUSED", ("EVIDENCE_MISSING",), "No invoice was handed in.", "")
NOT_NEEDED = ObjectDecision(1, "NOT_REQUIRED", (), "", "")


@pytest.fixture
def number(office: Office, anna: Actor) -> str:
    return receive(office, anna, small_application())


def words(pdf: bytes) -> str:
    return " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in pypdfium2.PdfDocument(pdf))


def asked_back(office: Office, anna: Actor, boris: Actor, number: str) -> None:
    request_information(office, anna, number, [Asked("VALUE", "an invoice"), Asked("PHOTOGRAPH", "of the back", 1)])


def expert_asked(office: Office, anna: Actor, boris: Actor, number: str) -> None:
    ask_expert(office, anna, number, "Prof. E. Xpert", "National Museum", [1], office.clock.today)


def refused(office: Office, anna: Actor, boris: Actor, number: str) -> None:
    propose(office, anna, number, [NO])
    refuse(office, boris, number)


def not_needed(office: Office, anna: Actor, boris: Actor, number: str) -> None:
    propose(office, anna, number, [NOT_NEEDED])
    close_not_required(office, boris, number)


def paid(office: Office, anna: Actor, boris: Actor, number: str) -> None:
    receive_fee(office, anna, number, "25.00", "EUR", f"R/{number[-6:]}")


def withdrawn(office: Office, anna: Actor, boris: Actor, number: str) -> None:
    withdraw(office, anna, number, "The sale is off.")


Way = Callable[[Office, Actor, Actor, str], None]
WAYS: list[tuple[LetterKind, Way, tuple[str, ...]]] = [
    (
        LetterKind.ACKNOWLEDGEMENT,
        lambda *case: None,
        ("We received your application", "The fee for"),
    ),
    (LetterKind.REQUEST, asked_back, ("Proof of value – an invoice", "of the back", "Please let us have it by")),
    (LetterKind.EXPERT, expert_asked, ("Prof. E. Xpert National Museum", "opinion.json", "Please answer by")),
    (
        LetterKind.REFUSAL,
        refused,
        ("No invoice was handed in.", "The last day for it is"),
    ),
    (LetterKind.NOT_REQUIRED, not_needed, ("no export certificate is needed for",)),
    (LetterKind.WITHDRAWAL, withdrawn, ("you withdrew your application",)),
    (LetterKind.RECEIPT, paid, ("25.00 EUR", "This letter is no export certificate")),
]


@pytest.mark.parametrize(("kind", "way", "said"), WAYS, ids=[kind.value for kind, _way, _said in WAYS])
def test_a_letter_says_what_the_case_has_come_to(
    office: Office, anna: Actor, boris: Actor, number: str, kind: LetterKind, way: Way, said: tuple[str, ...]
) -> None:
    way(office, anna, boris, number)
    pdf = make_letter(office, anna, number, kind, "en").pdf
    found = words(pdf)
    assert number in found
    assert [each for each in said if each not in found] == []
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert opened.Root.MarkInfo.Marked
        assert str(opened.Root.Lang).startswith("en")
        assert opened.check_pdf_syntax() == []


@pytest.mark.parametrize("language", languages())
def test_every_letter_is_written_in_every_language(tmp_path: Path, language: str) -> None:
    desk = copied_desk(tmp_path)
    with open_office(desk.office) as office:
        anna, boris = (office.log_in(name, passphrase) for name in ("anna", "boris"))
        for kind, way, _said in WAYS:
            number = receive(office, anna, small_application())
            way(office, anna, boris, number)
            # pdfium gives the letter before a number's dashes behind it on right-to-left pages.
            assert number.removeprefix("A") in words(preview_letter(office, number, kind, language))
        number = receive(office, anna, small_application())
        asked_back(office, anna, boris, number)
        then = later(office, 41)
        lapse(then, anna, number)
        assert number.removeprefix("A") in words(preview_letter(then, number, LetterKind.LAPSE, language))


def test_each_language_has_the_texts_of_english_with_the_same_names() -> None:
    texts = {tag: tomllib.loads((RESOURCES / "letters" / f"{tag}.toml").read_text("utf-8")) for tag in languages()}
    assert set(texts) == {"en", "fr", "es", "ar", "ru", "zh"}
    assert set(texts["en"]) == {"common", "papers", *LetterKind}
    names = {
        tag: {
            (table, key, name)
            for table in all_
            for key, text in all_[table].items()
            for name in ("", *(part.split("}")[0] for part in text.split("{")[1:]))
        }
        for tag, all_ in texts.items()
    }
    assert {tag: found ^ names["en"] for tag, found in names.items() if found != names["en"]} == {}


def test_a_letter_made_is_kept_and_given_again_as_it_was(office: Office, anna: Actor, number: str) -> None:
    before = last_entry(office.register)
    preview_letter(office, number, LetterKind.ACKNOWLEDGEMENT)
    assert last_entry(office.register) == before
    (occasion,) = occasions(office, number)
    assert (occasion.kind, occasion.made) == (LetterKind.ACKNOWLEDGEMENT, False)
    made = make_letter(office, anna, number, LetterKind.ACKNOWLEDGEMENT)
    tomorrow = later(office, 1)
    assert make_letter(tomorrow, anna, number, LetterKind.ACKNOWLEDGEMENT) == made
    assert occasions(office, number)[0].made
    assert len(list(entries(office.register, subject=number, kind="LETTER_MADE"))) == 1
    assert verify_journal(office) == ()


def test_a_letter_that_the_case_has_not_come_to_is_refused(office: Office, anna: Actor, number: str) -> None:
    with pytest.raises(Refusal, match="LETTER_NOT_DUE"):
        make_letter(office, anna, number, LetterKind.REFUSAL)
    with pytest.raises(Refusal, match="LETTER_UNKNOWN"):
        letter_kind("LOVE")
