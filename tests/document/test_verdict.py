"""The verdict on a file: ours are genuine, and whatever somebody does to one is found."""

import io
import random
from collections.abc import Callable
from datetime import timedelta

import pikepdf
import pytest
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from certapp.document.names import RECORD_NAME
from certapp.document.rendering import render
from certapp.document.verdict import judge_pdf
from tests.document.conftest import AT, MadeKey, make_key, sign_with
from tests.document.making import arabic, english
from tests.document.test_signing import extent

Trusted = Callable[[bytes], bool]


def test_our_own_file_is_genuine_and_gives_back_what_it_holds(signed: bytes, key: MadeKey, trusted: Trusted) -> None:
    findings = judge_pdf(signed, trusted)
    assert (findings.outcome, findings.reasons) == ("genuine", ())
    assert findings.signer == key.certificate
    assert findings.attachments == {each.name: each.content for each in english().attachments}
    assert findings.record == findings.attachments[RECORD_NAME]


def test_a_file_with_eighty_attachments_is_genuine(key: MadeKey, trusted: Trusted) -> None:
    from dataclasses import replace

    template = english().attachments[1]
    files = tuple(replace(template, name=f"photo-{number:03}.jpg") for number in range(80))
    findings = judge_pdf(sign_with(key, render(replace(english(), attachments=files))), trusted)
    assert findings.outcome == "genuine"
    assert len(findings.attachments) == 80
    assert findings.record is None


def test_an_arabic_file_is_genuine(key: MadeKey, trusted: Trusted) -> None:
    assert judge_pdf(sign_with(key, render(arabic())), trusted).outcome == "genuine"


def test_a_foreign_signer_is_unknown_not_forged(signed: bytes) -> None:
    findings = judge_pdf(signed, lambda certificate: False)
    assert findings.outcome == "unknown_signer"
    assert findings.signer is not None
    assert (findings.record, findings.attachments) == (None, {})
    assert [code for code, _ in findings.reasons] == ["PDF_SIGNER_UNKNOWN"]


def test_a_key_of_another_country_is_unknown(unsigned: bytes, trusted: Trusted) -> None:
    assert judge_pdf(sign_with(make_key(), unsigned), trusted).outcome == "unknown_signer"


def test_a_file_without_signature_says_so(unsigned: bytes, trusted: Trusted) -> None:
    assert judge_pdf(unsigned, trusted).outcome == "absent"


def test_a_stripped_signature_is_absent(signed: bytes, trusted: Trusted) -> None:
    with pikepdf.open(io.BytesIO(signed)) as file:
        del file.Root.AcroForm
        del file.Root.Perms
        del file.Root.StructTreeRoot
        del file.pages[0].Annots
        assert judge_pdf(saved(file), trusted).outcome == "absent"


def test_a_signature_that_is_in_the_file_but_no_longer_reached_is_not_absent(signed: bytes, trusted: Trusted) -> None:
    with pikepdf.open(io.BytesIO(signed)) as file:
        del file.Root.AcroForm
        del file.Root.Perms
        del file.pages[0].Annots
        assert judge_pdf(saved(file), trusted).outcome == "not_genuine"


def test_a_file_cut_off_before_its_signature_is_absent(signed: bytes, trusted: Trusted) -> None:
    assert judge_pdf(signed[: len(signed) // 2], trusted).outcome == "absent"


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"\x00" * 1000, b"%PDF-1.7 /ByteRange", b"/ByteRange [0 1 2 3]"])
def test_what_is_no_pdf_is_never_genuine(data: bytes, trusted: Trusted) -> None:
    assert judge_pdf(data, trusted).outcome in ("absent", "not_genuine")


def saved(file: pikepdf.Pdf) -> bytes:
    output = io.BytesIO()
    file.save(output, deterministic_id=True)
    return output.getvalue()


def test_any_flipped_bit_is_refused(signed: bytes, trusted: Trusted) -> None:
    chance = random.Random(1)
    before, resume, _ = extent(signed)
    places = [chance.randrange(len(signed)) for _ in range(60)]
    places += [chance.randrange(before, resume) for _ in range(60)]
    for place in places:
        flipped = bytearray(signed)
        flipped[place] ^= 1 << chance.randrange(8)
        assert judge_pdf(bytes(flipped), trusted).outcome != "genuine", place


def test_any_changed_digit_of_the_signature_is_refused(signed: bytes, trusted: Trusted) -> None:
    """Also those of the container that the signature itself does not cover, such as the issuer's certificate."""
    before, _, _ = extent(signed)
    chance = random.Random(2)
    for place in chance.sample(range(before + 1, before + 2800), 150):
        digit = b"0123456789ABCDEF"[chance.randrange(16)]
        if signed[place] != digit:
            changed = signed[:place] + bytes([digit]) + signed[place + 1 :]
            assert judge_pdf(changed, trusted).outcome != "genuine", place


def test_an_approval_signature_instead_of_a_certification_is_refused(
    unsigned: bytes, key: MadeKey, trusted: Trusted
) -> None:
    from pyhanko.sign.fields import SigSeedSubFilter
    from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner

    from certapp.document.signing import KeySigner

    metadata = PdfSignatureMetadata(field_name="Signature", md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES)
    output = io.BytesIO()
    PdfSigner(metadata, KeySigner(key)).sign_pdf(IncrementalPdfFileWriter(io.BytesIO(unsigned)), output=output)
    assert judge_pdf(output.getvalue(), trusted).outcome == "not_genuine"


@pytest.mark.parametrize(
    ("key_name", "value"),
    [
        ("/OpenAction", pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")),
        ("/OCProperties", pikepdf.Dictionary()),
        ("/AA", pikepdf.Dictionary()),
    ],
)
def test_foreign_content_is_refused_even_under_a_good_signature(
    key_name: str, value: pikepdf.Object, unsigned: bytes, key: MadeKey, trusted: Trusted
) -> None:
    with pikepdf.open(io.BytesIO(unsigned)) as file:
        file.Root[key_name] = value
        findings = judge_pdf(sign_with(key, saved(file)), trusted)
    assert findings.outcome == "not_genuine"
    assert findings.reasons == (("PDF_FOREIGN_CONTENT", {"part": key_name}),)


def test_a_note_on_a_page_is_refused_even_under_a_good_signature(
    unsigned: bytes, key: MadeKey, trusted: Trusted
) -> None:
    with pikepdf.open(io.BytesIO(unsigned)) as file:
        note = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.FreeText, Rect=[0, 0, 90, 90], Contents="VALID"
        )
        file.pages[1].Annots = pikepdf.Array([file.make_indirect(note)])
        assert judge_pdf(sign_with(key, saved(file)), trusted).outcome == "not_genuine"


def test_a_file_that_hides_an_attachment_from_the_list_is_refused(
    unsigned: bytes, key: MadeKey, trusted: Trusted
) -> None:
    with pikepdf.open(io.BytesIO(unsigned)) as file:
        shown = list(file.Root.AF)
        file.attachments["hidden.txt"] = b"hidden"
        file.Root.AF = pikepdf.Array(shown)
        assert judge_pdf(sign_with(key, saved(file)), trusted).outcome == "not_genuine"


def test_a_verdict_that_cannot_ask_for_trust_is_not_genuine(signed: bytes) -> None:
    def broken(certificate: bytes) -> bool:
        raise RuntimeError("no trust store")

    assert judge_pdf(signed, broken).outcome == "not_genuine"


def test_signing_later_the_same_day_changes_nothing_but_the_signature(key: MadeKey, trusted: Trusted) -> None:
    from certapp.document.signing import sign

    later = sign(render(english()), key, name="A", reason="", place="", at=AT + timedelta(hours=3))
    assert judge_pdf(later, trusted).outcome == "genuine"


@pytest.mark.parametrize("written", ["2.25.1", "1.2.840.113549.1.9.5"])
def test_a_signed_attribute_that_we_do_not_write_is_refused_even_under_a_good_signature(
    written: str, unsigned: bytes, key: MadeKey, trusted: Trusted, monkeypatch: pytest.MonkeyPatch
) -> None:
    from asn1crypto import core

    from certapp.document import signing

    class More(signing._NamedAuthority):
        attribute_type = written

        async def build_attr_value(self, dry_run: bool = False) -> object:
            return core.UTCTime(AT) if written.endswith(".5") else core.OctetString(b"more")

    monkeypatch.setattr(signing, "_NamedAuthority", More)
    pdf = signing.sign(unsigned, key, name="A", reason="", place="", at=AT, stamp_authority=b"any")
    assert judge_pdf(pdf, trusted).reasons == (("PDF_SIGNATURE_KIND", {}),)
