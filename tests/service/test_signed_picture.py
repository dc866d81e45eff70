"""The signed picture: made at issue, read back from the page, shown only for the certificate it was signed for."""

import io
from dataclasses import replace
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from PIL import Image, ImageChops, ImageStat

from certapp.document.raster import page_png
from certapp.register.certificates import certificate
from certapp.scan.reader import read_codes_from_picture
from certapp.seal.signed_picture import SignedPicture, seal_picture
from certapp.service.issuing import issue
from certapp.service.office import Actor, Office
from certapp.service.photographs import shelf_of
from certapp.service.picture_shown import picture_shown
from certapp.service.verifying import FileVerdict, file_verdict_json, verify_bytes, verify_text
from certapp.trust.verdict import Colour, Outcome
from tests.offices import certapp, passphrase

WEBP = b"RIFF\x24\x00\x00\x00WEBPVP8 " + bytes(40)


@pytest.fixture
def pdf(office: Office, boris: Actor, approved: str) -> bytes:
    return issue(office, boris, approved, office.unlock("document_signer", passphrase)).pdf


def verified(office: Office, data: bytes) -> FileVerdict:
    return verify_bytes(data, office.trust.view(), office.clock.seconds)


def codes(pdf: bytes) -> tuple[str, str]:
    """The text of both codes on the first sheet."""
    found = read_codes_from_picture(page_png(pdf, 0, 150))
    first, second = sorted(found)
    assert first.startswith("XCERTB")
    assert second.startswith("XCPICB")
    return first, second


def test_the_picture_is_read_back_from_the_file_and_from_a_photograph_of_its_page(office: Office, pdf: bytes) -> None:
    found = verified(office, pdf)
    assert found.picture is not None
    assert (found.picture.number, max(found.picture.width_px, found.picture.height_px)) == (1, 64)
    scanned = verified(office, page_png(pdf, 0, 200))
    assert scanned.picture == found.picture
    shown = file_verdict_json(found, "certificate.pdf")["signed_picture"]
    assert isinstance(shown, dict)
    assert (shown["object"], shown["width_px"]) == (1, found.picture.width_px)


def test_the_picture_is_that_of_the_printed_photograph(office: Office, pdf: bytes) -> None:
    picture = verified(office, pdf).picture
    assert picture is not None
    signed = Image.open(io.BytesIO(picture.png())).convert("RGB")
    record = certificate(office.register, office.register.value("SELECT number FROM certificate")).record
    principal = next(name for name in _digests(record) if shelf_of(office).prepared(name).jpeg)
    printed = Image.open(io.BytesIO(shelf_of(office).prepared(principal).jpeg)).convert("RGB").resize(signed.size)
    apart = sum(ImageStat.Stat(ImageChops.difference(signed, printed)).mean) / 3
    turned = sum(ImageStat.Stat(ImageChops.difference(signed, printed.rotate(180))).mean) / 3
    assert apart < 12 < turned


def _digests(record: bytes) -> list[str]:
    from certapp.seal import cbor

    read = cbor.decode(record, cbor.RECORD)
    assert isinstance(read, dict)
    photographs = read["objects"][0]["photographs"]  # type: ignore[index, call-overload]
    return [each["sha256"] for each in sorted(photographs, key=lambda each: not each.get("is_principal"))]  # type: ignore


def test_a_picture_signed_for_another_certificate_makes_green_amber_and_is_not_shown(
    office: Office, pdf: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, _ = codes(pdf)
    verdict = verified(office, pdf).verdict
    assert verdict.colour is Colour.GREEN
    key = office.unlock("document_signer", passphrase)
    other = seal_picture(SignedPicture(b"another!", 1, WEBP), key.kid, key.sign_raw)
    monkeypatch.setattr("certapp.scan.reader.read_codes_from_picture", lambda data: (first, other))
    found = verified(office, page_png(pdf, 0, 72))
    assert (found.verdict.outcome, found.verdict.colour) == (Outcome.GENUINE, Colour.AMBER)
    assert found.picture is None
    assert "PICTURE_CODE_FALSE" in [reason.code for reason in found.reasons]


def test_a_picture_of_an_object_that_the_certificate_does_not_have_is_false(office: Office, pdf: bytes) -> None:
    from certapp.model.errors import Refusal

    verdict = verified(office, pdf).verdict
    assert verdict.claims is not None
    key = office.unlock("document_signer", passphrase)
    beyond = SignedPicture(verdict.claims.id, verdict.claims.object_count + 1, WEBP)
    with pytest.raises(Refusal, match="PICTURE_CODE_FALSE"):
        picture_shown(seal_picture(beyond, key.kid, key.sign_raw), verdict)
    with pytest.raises(Refusal, match="PICTURE_CODE_FALSE"):  # nobody vouches for the first code
        picture_shown(codes(pdf)[1], replace(verdict, claims=None, signer=None))


def test_the_picture_code_alone_is_no_verification(office: Office, pdf: bytes) -> None:
    found = verify_text(codes(pdf)[1], office.trust.view(), office.clock.seconds)
    assert found.verdict.outcome is Outcome.UNREADABLE
    assert found.reasons[0].code == "PICTURE_CODE_ALONE"


def test_a_preview_has_neither_code(office: Office, approved: str) -> None:
    from certapp.service.issuing import preview_application

    preview = preview_application(office, approved)
    assert read_codes_from_picture(page_png(preview, 0, 150)) == ()
    assert "No code: this is a preview" in pdfium.PdfDocument(preview)[0].get_textpage().get_text_range()


def test_the_command_saves_the_picture(folder: Path, pdf: bytes, tmp_path: Path) -> None:
    file = tmp_path / "certificate.pdf"
    file.write_bytes(pdf)
    answer = certapp("verify", file, "--trust", folder / "trust", "--pictures", tmp_path / "seen")
    assert "Signed picture of object 1" in answer.out
    (saved,) = (tmp_path / "seen").iterdir()
    assert saved.name.endswith("-object-1.png")
    assert 240 <= max(Image.open(saved).size) <= 256
