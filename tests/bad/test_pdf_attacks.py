"""Each attack on a signed PDF is refused, and for a reason that keeps its code."""

import io
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner
from pyhanko.stamp.noop import NoOpStampStyle

from certapp.document.rendering import render
from certapp.document.signing import KeySigner
from certapp.document.verdict import PdfFindings, judge_pdf
from tests.bad.make import FILES
from tests.bad.pdf_attacks import ATTACKS, main
from tests.bad.pdf_shadows import SHADOWS
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


def sign_whatever(pdf: bytes) -> bytes:
    """Signed as we sign, with a good key, by somebody who does not look."""
    metadata = PdfSignatureMetadata(
        field_name="Signature",
        md_algorithm="sha256",
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
        subfilter=SigSeedSubFilter.PADES,
    )
    signer = PdfSigner(metadata, KeySigner(make_key()), stamp_style=NoOpStampStyle())
    signer.register_extensions = lambda pdf_out, **_: None
    output = io.BytesIO()
    signer.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False), output=output, bytes_reserved=8192)
    return output.getvalue()


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
    assert {path.stem for path in tmp_path.iterdir()} == set(ATTACKS)
