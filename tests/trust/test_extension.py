"""The code on a sheet that extends a temporary export."""

from dataclasses import replace

import pytest

from certapp.seal.text import from_text, to_text
from certapp.trust.bulletin import Entry
from certapp.trust.extension import PREFIX, Extension, judge_extension, seal_extension
from certapp.trust.judge import Withdrawn
from certapp.trust.package import read_package
from certapp.trust.verdict import Colour, Outcome, Verdict
from certapp.trust.view import TrustView, view_of
from tests.trust.authority import DAY, FOUNDED, Authority, found

EXTENSION = Extension("XA", FOUNDED + DAY, b"certific", "XA-2026-01-000001-O", 2, 20_900)
NOW = FOUNDED + 3 * DAY


@pytest.fixture(scope="module")
def authority() -> Authority:
    return found("XA")


def seen_by(authority: Authority, bulletin: bytes | None = None) -> TrustView:
    return view_of([read_package(authority.package(bulletin))])


def codes(verdict: Verdict) -> list[str]:
    return [reason.code for reason in verdict.reasons]


def test_a_sheet_says_which_certificate_and_until_when(authority: Authority) -> None:
    text = seal_extension(EXTENSION, authority.signer)
    assert text.startswith(PREFIX + "B")
    verdict = judge_extension(text, seen_by(authority, authority.bulletin()), NOW)
    assert (verdict.outcome, verdict.colour) == (Outcome.GENUINE, Colour.GREEN)
    told = verdict.reasons[0]
    assert "2027-03-23" in told.text("en") and "XA-2026-01-000001-O" in told.text("en")
    assert codes(verdict) == ["EXTENSION", "EXTENSION_COMPARE"]


def test_it_falls_with_its_certificate(authority: Authority) -> None:
    text = seal_extension(EXTENSION, authority.signer)
    listed = seen_by(authority, authority.bulletin(entries=[Entry(EXTENSION.id, 20_781, 4)]))
    assert judge_extension(text, listed, NOW).outcome is Outcome.REVOKED
    ours = seen_by(authority, authority.bulletin())
    assert judge_extension(text, ours, NOW, {EXTENSION.id: Withdrawn(20_781, 2)}).outcome is Outcome.REPLACED


def test_it_ends_with_its_last_day(authority: Authority) -> None:
    text, view = seal_extension(EXTENSION, authority.signer), seen_by(authority, authority.bulletin())
    assert judge_extension(text, view, 20_901 * DAY - 1).outcome is Outcome.GENUINE
    assert judge_extension(text, view, 20_901 * DAY).outcome is Outcome.EXPIRED


def test_without_a_list_or_with_an_old_one_it_is_amber(authority: Authority) -> None:
    text = seal_extension(EXTENSION, authority.signer)
    assert judge_extension(text, seen_by(authority), NOW).colour is Colour.AMBER
    old = seen_by(authority, authority.bulletin(days=1))
    assert judge_extension(text, old, NOW).colour is Colour.AMBER


def test_a_stranger_is_unknown_and_an_altered_sheet_not_genuine(authority: Authority) -> None:
    text, stranger = seal_extension(EXTENSION, authority.signer), found("XA")
    assert judge_extension(text, seen_by(stranger, stranger.bulletin()), NOW).outcome is Outcome.UNKNOWN_ISSUER
    message = bytearray(from_text(text, PREFIX))
    message[-1] ^= 1
    verdict = judge_extension(to_text(bytes(message), PREFIX), seen_by(authority), NOW)
    assert (verdict.outcome, codes(verdict)) == (Outcome.NOT_GENUINE, ["SIGNATURE_WRONG"])


@pytest.mark.parametrize("text", ["XCEXTB", "XCEXTC2222", "XCEXTBAAAA", "XCEXT"])
def test_what_cannot_be_read_is_grey(authority: Authority, text: str) -> None:
    assert judge_extension(text, seen_by(authority), NOW).colour is Colour.GREY


@pytest.mark.parametrize("change", [{"position": 0}, {"country": "xa"}, {"number": ""}, {"return_by": -1}])
def test_no_sheet_is_made_that_nobody_could_read(authority: Authority, change: dict[str, object]) -> None:
    with pytest.raises(Exception, match=r"CODE_DAMAGED|nobody"):
        seal_extension(replace(EXTENSION, **change), authority.signer)  # type: ignore[arg-type]


def test_a_training_sheet_is_red_for_the_world() -> None:
    school = found("XA", training=True)
    text = seal_extension(EXTENSION, school.signer)
    view: TrustView = seen_by(school, school.bulletin())
    assert judge_extension(text, view, NOW).outcome is Outcome.TEST_PAPER
