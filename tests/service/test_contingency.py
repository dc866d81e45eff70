"""Blank forms for an outage: numbers that wait, are keyed in under their day, or are made void; never twice."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pypdfium2
import pytest

from certapp.document.raster import page_png
from certapp.document.verdict import judge_pdf
from certapp.model.errors import Refusal
from certapp.register.certificates import certificate
from certapp.register.numbers import number_state
from certapp.scan.reader import read_codes_from_picture
from certapp.service import contingency
from certapp.service.auditing import verify_journal
from certapp.service.clock import Clock, day_of
from certapp.service.contingency import BlankForm, blank_form, make_void, open_numbers, reserve
from certapp.service.issuing import issue, issued_pdf
from certapp.service.letter_texts import languages
from certapp.service.making import RECORD_NAME
from certapp.service.office import Actor, Office
from certapp.service.verifying import verify_bytes
from certapp.trust.verdict import Outcome
from tests.offices import Desk, certapp, passphrase
from tests.service.test_papers import words


def later(office: Office, days: int) -> Office:
    """The same office so many days later."""
    shift = days * 86400
    return replace(office, clock=Clock(lambda: office.clock.wall() + shift, office.clock.monotonic))


@pytest.fixture
def numbers(office: Office, boris: Actor) -> tuple[str, ...]:
    """Two blank forms; those of earlier tests are accounted for."""
    if left := open_numbers(office):
        make_void(office, boris, left, "Left over.")
    return reserve(office, boris, 2)


def test_issuing_in_the_meantime_neither_takes_nor_voids_them(
    office: Office, boris: Actor, approved: str, numbers: tuple[str, ...]
) -> None:
    issued = issue(office, boris, approved, office.unlock("document_signer", passphrase))
    assert issued.number not in numbers
    assert open_numbers(office) == numbers


def test_when_keying_in_fails_the_number_of_the_paper_still_waits(
    office: Office, boris: Actor, approved: str, numbers: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*given: object, **named: object) -> bytes:
        raise RuntimeError("the pen broke")

    with monkeypatch.context() as patched:
        patched.setattr("certapp.document.rendering.render", broken)
        with pytest.raises(RuntimeError):
            issue(
                *(office, boris, approved, office.unlock("document_signer", passphrase)),
                by_hand=BlankForm(numbers[0], office.clock.today),
            )
    assert open_numbers(office) == numbers


def test_a_day_before_the_form_was_there_or_ahead_is_refused(
    office: Office, boris: Actor, approved: str, numbers: tuple[str, ...]
) -> None:
    key = office.unlock("document_signer", passphrase)
    for shift in (-1, 1):
        form = BlankForm(numbers[0], office.clock.today + timedelta(shift))
        with pytest.raises(Refusal, match="CONTINGENCY_DAY_WRONG"):
            issue(office, boris, approved, key, by_hand=form)


def test_unused_ones_are_made_void_for_a_reason_and_by_a_supervisor(
    office: Office, anna: Actor, boris: Actor, numbers: tuple[str, ...]
) -> None:
    with pytest.raises(Refusal, match="ROLE_MISSING"):
        reserve(office, anna, 1)
    with pytest.raises(Refusal, match="ROLE_MISSING"):
        make_void(office, anna, numbers, "Not used.")
    with pytest.raises(Refusal, match="CONTINGENCY_REASON_WRONG"):
        make_void(office, boris, numbers, "")
    with pytest.raises(Refusal, match="CONTINGENCY_NUMBER_UNKNOWN"):
        make_void(office, boris, (numbers[0], "XA-2026-01-999999-K"), "Not used.")
    assert open_numbers(office) == numbers  # all or none
    make_void(office, boris, numbers, "Burnt with the drawer.")
    assert open_numbers(office) == ()
    with pytest.raises(Refusal, match="CONTINGENCY_COUNT"):
        reserve(office, boris, contingency.MOST + 1)
    assert verify_journal(office) == ()


def test_a_form_has_its_number_on_each_copy_and_nothing_to_verify(office: Office, numbers: tuple[str, ...]) -> None:
    for language in languages():
        pdf = blank_form(office, numbers[0], language)
        pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]
        assert len(pages) == 3
        assert all(numbers[0][3:-2] in page for page in pages)
    assert read_codes_from_picture(page_png(pdf, 0, 150)) == ()
    assert judge_pdf(pdf, lambda certificate: True).outcome == "absent"
    assert RECORD_NAME.encode() not in pdf
    with pytest.raises(Refusal, match="CONTINGENCY_NUMBER_UNKNOWN"):
        blank_form(office, "XA-2026-01-999999-K", "en")


def test_the_commands(tmp_path: Path, folder: Path) -> None:
    desk = Desk(folder.parent)
    made = desk.act(("contingency", "reserve", "2", "--out", tmp_path), "boris").json["numbers"]
    assert sorted(path.name for path in tmp_path.glob("*-blank.pdf")) == [f"{number}-blank.pdf" for number in made]
    shown = certapp("contingency", "show", "--office", desk.office, "--json").json["numbers"]
    assert set(made) <= set(shown)
    assert desk.act(("contingency", "void", *made, "--text", "Not used."), "boris").status == 0
    assert not set(made) & set(certapp("contingency", "show", "--office", desk.office, "--json").json["numbers"])
    undated = desk.act(("issue", "A-2026-01-000001", "--contingency", made[0], "--out", tmp_path), "boris")
    assert undated.json["error"]["code"] == "DATE_WRONG"


def test_last_as_the_clock_goes_on_what_is_issued_under_a_blank_form_says_its_day_and_counts_from_it(
    office: Office, boris: Actor, approved: str, numbers: tuple[str, ...]
) -> None:
    first, _ = numbers
    on = office.clock.today
    keyed = later(office, 3)
    key = office.unlock("document_signer", passphrase)
    issued = issue(keyed, boris, approved, key, by_hand=BlankForm(first, on))
    assert issued.number == first
    found = certificate(office.register, first)
    assert (day_of(found.issued_on), day_of(found.valid_until)) == (on + timedelta(3), on + timedelta(365))
    assert f"Issued during contingency on {on.isoformat()}" in words(issued_pdf(office, first))
    judged = verify_bytes(issued.pdf, keyed.trust.view(), keyed.clock.seconds)
    assert (judged.verdict.outcome, judged.record_matches) == (Outcome.GENUINE, True)
    state = number_state(office.register, first)
    assert state is not None
    assert (state.state, state.application) == ("issued", approved)
    assert verify_journal(office) == ()
    with pytest.raises(Refusal, match="CONTINGENCY_NUMBER_UNKNOWN"):
        issue(keyed, boris, approved, key, by_hand=BlankForm(first, on))
