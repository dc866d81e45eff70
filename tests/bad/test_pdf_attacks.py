"""Each attack on a signed PDF is refused, and for a reason that keeps its code."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from certapp.document.rendering import render
from certapp.document.verdict import PdfFindings, judge_pdf
from tests.bad.make import FILES
from tests.bad.pdf_attacks import ATTACKS, main
from tests.bad.pdf_shadows import SHADOWS, sign_whatever
from tests.document.conftest import make_key, sign_with
from tests.document.making import english

GENUINE = {
    "kept": (FILES / "good.pdf").read_bytes(),
    "made now": sign_with(make_key(), render(english())),
    "signed by RSA": sign_with(make_key(private=rsa.generate_private_key(65537, 2048)), render(english())),
}


def judged(pdf: bytes) -> PdfFindings:
    """The verdict of a reader who would believe anybody."""
    return judge_pdf(pdf, lambda certificate: True)


@pytest.mark.parametrize("of", GENUINE)
def test_the_file_that_is_attacked_is_genuine(of: str) -> None:
    assert judged(GENUINE[of]).outcome == "genuine"


@pytest.mark.parametrize("of", GENUINE)
@pytest.mark.parametrize("name", ATTACKS)
def test_an_attacked_file_is_not_genuine(name: str, of: str) -> None:
    attack, code = ATTACKS[name]
    attacked = attack(GENUINE[of])
    assert attacked != GENUINE[of]
    found = judged(attacked)
    assert (found.outcome, [each for each, _ in found.reasons]) == ("not_genuine", [code])
    assert (found.signer, found.record, found.attachments) == (None, None, {})


def test_signing_whatever_is_handed_in_is_no_reason_by_itself() -> None:
    assert judged(sign_whatever(render(english()))).outcome == "genuine"


@pytest.mark.parametrize("name", SHADOWS)
def test_a_prepared_file_is_refused_before_and_after_it_is_turned(name: str) -> None:
    shadow = SHADOWS[name]
    signed = sign_whatever(shadow.prepare(render(english())))
    before, after = judged(signed), judged(shadow.turn(signed))
    assert (before.outcome, before.reasons[0][0]) == ("not_genuine", shadow.code), before.reasons
    assert (after.outcome, after.reasons[0][0]) == ("not_genuine", "PDF_EXTENDED"), after.reasons


def test_all_attacks_can_be_written_as_files(tmp_path: Path) -> None:
    main(tmp_path)
    shadows = {f"shadow-{name}-{state}" for name in SHADOWS for state in ("prepared", "turned")}
    assert {path.stem for path in tmp_path.iterdir()} == set(ATTACKS) | shadows
