"""What is typed where a code belongs: numbers, codes through another keyboard, the test sheet's codes."""

import pytest

from certapp.model.certificate_number import make_number
from certapp.scan.layouts import layouts
from certapp.service.typed import number_typed
from certapp.service.verifying import verify_bytes, verify_text
from certapp.trust.package import read_package
from certapp.trust.verdict import Colour, Outcome
from certapp.trust.view import TrustView, view_of
from tests.trust.authority import DAY, FOUNDED, Authority, found

NUMBER = make_number("XA", 2026, "01", 123)
NOW = FOUNDED + 2 * DAY


@pytest.fixture(scope="module")
def xa() -> Authority:
    return found("XA")


@pytest.fixture(scope="module")
def view(xa: Authority) -> TrustView:
    return view_of([read_package(xa.package(xa.bulletin()))])


@pytest.mark.parametrize(
    "typed",
    [
        NUMBER,
        NUMBER.lower(),
        NUMBER.replace("-", " "),
        NUMBER.replace("-", ""),
        f"  {NUMBER}\n",
        NUMBER.replace("-", "–"),
    ],
)
def test_a_number_is_understood_as_people_write_it_and_is_no_verification(typed: str, view: TrustView) -> None:
    assert number_typed(typed) == NUMBER
    judged = verify_text(typed, view, NOW)
    assert (judged.verdict.outcome, judged.verdict.colour) == (Outcome.NOT_OURS, Colour.GREY)
    assert [reason.code for reason in judged.reasons] == ["NUMBER_ALONE", "NUMBER_WELL_FORMED"]
    assert NUMBER in judged.reasons[0].text("en")


def test_a_mistyped_number_is_told(view: TrustView) -> None:
    wrong = NUMBER.replace("000123", "000132")
    assert [reason.code for reason in verify_text(wrong, view, NOW).reasons] == ["NUMBER_ALONE", "NUMBER_MISTYPED"]


@pytest.mark.parametrize(
    "typed", ["", "XA-2026-01-123-K", "XA-2026-01-000123", "hello", NUMBER * 3, "ﬁ-2026-01-000123-K"]
)
def test_what_is_no_number_is_judged_as_a_code(typed: str, view: TrustView) -> None:
    assert number_typed(typed) == ""
    assert verify_text(typed, view, NOW).verdict.outcome in (Outcome.NOT_OURS, Outcome.UNREADABLE)


@pytest.mark.parametrize("tag", ["fr", "de", "ru", "ar", "fa", "el"])
def test_a_code_typed_through_another_layout_is_verified_whichever_way_it_comes(
    tag: str, xa: Authority, view: TrustView
) -> None:
    code = xa.code()
    typed = layouts()[tag].typed(code, caps=tag == "el")
    for judged in (verify_text(typed, view, NOW), verify_bytes(typed.encode(), view, NOW)):
        assert judged.verdict.outcome is Outcome.GENUINE
        assert judged.code_text == code


def test_an_altered_code_stays_damaged_through_every_layout(xa: Authority, view: TrustView) -> None:
    code = xa.code()
    altered = code[:60] + ("A" if code[60] != "A" else "B") + code[61:]
    for layout in layouts().values():
        judged = verify_text(layout.typed(altered), view, NOW)
        assert judged.verdict.colour is Colour.GREY


def test_the_test_sheet_is_named(view: TrustView) -> None:
    for text in ("XCTESTABC", layouts()["ru"].typed("XCTESTABC")):
        assert [reason.code for reason in verify_text(text, view, NOW).reasons] == ["TEST_SHEET_CODE"]
