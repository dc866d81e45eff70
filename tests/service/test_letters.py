"""Letters of a case: in every language, tagged, kept, and given again as they were."""

import io
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from certapp.model.errors import Refusal
from certapp.paths import RESOURCES
from certapp.register.cases import Asked, ObjectDecision
from certapp.register.journal import entries, last_entry
from certapp.service.appealing import Ground, appeal_until, close_refusal, dismiss, file_appeal, uphold
from certapp.service.auditing import verify_journal
from certapp.service.casework import lapse, propose, receive_fee, request_information, withdraw
from certapp.service.deciding import close_not_required, refuse
from certapp.service.experts import ask_expert
from certapp.service.intake import Intake
from certapp.service.letter_texts import LetterKind, languages
from certapp.service.letters import letter_kind, make_letter, occasions, preview_letter
from certapp.service.office import Actor, Office, open_office
from certapp.service.receiving import receive
from tests.bad.make import small_application
from tests.offices import copied_desk, later, passphrase

NO = ObjectDecision(1, "REFUSED", ("EVIDENCE_MISSING",), "No invoice was handed in.", "")
NO_CLAIM = ObjectDecision(2, "REFUSED", ("PENDING_CLAIM",), "A court decides whose it is.", "")
NOT_NEEDED = [ObjectDecision(seq, "NOT_REQUIRED", (), "", "") for seq in (1, 2)]


def a_pair() -> Intake:
    """An application of two objects, of which an appeal may win one."""
    intake = small_application()
    first = intake.raw["objects"][0]
    intake.raw["objects"] = [{**first, "object_seq": seq, "title": f"Vase no. {seq}"} for seq in (1, 2)]
    return intake


@pytest.fixture
def number(office: Office, anna: Actor) -> str:
    return receive(office, anna, a_pair())


def words(pdf: bytes) -> str:
    return " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in pypdfium2.PdfDocument(pdf))


Way = Callable[[Office, Actor, Actor, str], None]


def asked_back(office: Office, anna: Actor, boris: Actor, number: str) -> None:
    request_information(office, anna, number, [Asked("VALUE", "an invoice"), Asked("PHOTOGRAPH", "of the back", 1)])


def expert_asked(office: Office, anna: Actor, boris: Actor, number: str) -> None:
    ask_expert(office, anna, number, "Prof. E. Xpert", "National Museum", [1], office.clock.today)


def refused(office: Office, anna: Actor, boris: Actor, number: str) -> None:
    propose(office, anna, number, [NO, NO_CLAIM])
    refuse(office, boris, number)


def not_needed(office: Office, anna: Actor, boris: Actor, number: str) -> None:
    propose(office, anna, number, NOT_NEEDED)
    close_not_required(office, boris, number)


def paid(office: Office, anna: Actor, boris: Actor, number: str) -> None:
    receive_fee(office, anna, number, "25.00", "EUR", f"R/{number[-6:]}")


def withdrawn(office: Office, anna: Actor, boris: Actor, number: str) -> None:
    withdraw(office, anna, number, "The sale is off.")


def appealed(office: Office, anna: Actor, boris: Actor, number: str) -> None:
    refused(office, anna, boris, number)
    file_appeal(office, anna, number, "Appeals Board", office.clock.today)


def decided(act: Callable[[Office, Actor, str, Ground], None]) -> Way:
    """An appeal, decided by an act."""

    def way(office: Office, anna: Actor, boris: Actor, number: str) -> None:
        appealed(office, anna, boris, number)
        act(office, boris, number, Ground("Appeals Board", "AB 7/26", office.clock.today))

    return way


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
    (
        LetterKind.APPEAL_RECEIVED,
        appealed,
        ("Filed with Appeals Board", "Object 1: Vase no. 1", "Object 2", "Until then the refusal stands", "no export"),
    ),
    (
        LetterKind.APPEAL_UPHELD,
        decided(uphold),
        ("has been upheld", "AB 7/26", "is set aside for: • Object 1: Vase no. 1", "Object 2", "granted an export"),
    ),
    (
        LetterKind.APPEAL_UPHELD_IN_PART,
        decided(lambda office, boris, number, ground: uphold(office, boris, number, ground, [2])),
        ("upheld in part", "is set aside for: • Object 2: Vase no. 2", "from our decision: Object 1", "No invoice was"),
    ),
    (
        LetterKind.APPEAL_DISMISSED,
        decided(dismiss),
        ("has been dismissed", "AB 7/26", "No invoice was handed in.", "A court decides", "the decision named above"),
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
            number = receive(office, anna, a_pair())
            way(office, anna, boris, number)
            # pdfium gives the letter before a number's dashes behind it on right-to-left pages.
            assert number.removeprefix("A") in words(preview_letter(office, number, kind, language))
        number = receive(office, anna, a_pair())
        asked_back(office, anna, boris, number)
        then = later(office, 41)
        lapse(then, anna, number)
        assert number.removeprefix("A") in words(preview_letter(then, number, LetterKind.LAPSE, language))


def test_what_an_appeal_wins_and_loses_stands_apart_in_its_letter(
    office: Office, anna: Actor, boris: Actor, number: str
) -> None:
    decided(lambda office, boris, number, ground: uphold(office, boris, number, ground, [2]))(
        office, anna, boris, number
    )
    kinds = [each.kind for each in occasions(office, number)]
    assert kinds[:3] == [LetterKind.APPEAL_UPHELD_IN_PART, LetterKind.APPEAL_RECEIVED, LetterKind.REFUSAL]
    outcome = words(preview_letter(office, number, LetterKind.APPEAL_UPHELD_IN_PART, "en"))
    assert "A court decides" not in outcome and boris.name in outcome  # the ground set aside; who approved signs
    for kind in (LetterKind.REFUSAL, LetterKind.APPEAL_RECEIVED):  # they say what was so then
        assert "Vase no. 2" in words(preview_letter(office, number, kind, "en"))
    assert "A court decides" in words(preview_letter(office, number, LetterKind.REFUSAL, "en"))


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Office]:
    """An office of the test's own, whose journal may go ahead of the clock."""
    with open_office(copied_desk(tmp_path).office) as office:
        yield office


def test_a_late_appeal_is_acknowledged_as_late_and_one_taken_back_has_no_letter_of_its_end(own: Office) -> None:
    office, anna, boris = own, own.log_in("anna", passphrase), own.log_in("boris", passphrase)
    number = receive(office, anna, a_pair())
    refused(office, anna, boris, number)
    until = appeal_until(office, number)
    assert until is not None
    late = later(office, (until - office.clock.today).days + 1)
    file_appeal(late, anna, number, "Appeals Board", late.clock.today, "The post was on strike.")
    told = words(preview_letter(late, number, LetterKind.APPEAL_RECEIVED, "en"))
    assert "The last day for an appeal was" in told and "The post was" not in told
    close_refusal(late, boris, number, "Taken back by the applicant.")
    assert occasions(late, number)[0].kind is LetterKind.APPEAL_RECEIVED
    with pytest.raises(Refusal, match="LETTER_NOT_DUE"):
        preview_letter(late, number, LetterKind.APPEAL_DISMISSED, "en")


def test_each_kind_of_letter_has_its_texts() -> None:
    english = tomllib.loads((RESOURCES / "letters" / "en.toml").read_text("utf-8"))
    assert set(english) == {"common", "papers", *LetterKind}


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
