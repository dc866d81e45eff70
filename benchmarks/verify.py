"""Verify one: the text of a code, a signed PDF, a photograph of a page; each against its bare libraries."""

import io
from collections.abc import Callable, Iterator
from functools import partial

import pypdfium2
import zxingcpp
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from PIL import Image, ImageFilter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import KeyUsageConstraints, validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from benchmarks.harness import Job, Table, side_by_side
from benchmarks.scene import Scene, scene
from certapp.seal.cose import Sign1, code_kid, parse
from certapp.seal.text import CODE_PREFIX, from_text
from certapp.service.reading_apart import ReadApart
from certapp.service.verifying import verify_bytes
from certapp.trust.certificate import read_certificate
from certapp.trust.hierarchy import DOCUMENT_SIGNING
from certapp.trust.judge import judge
from certapp.trust.path import issuer_of
from certapp.trust.verdict import Outcome

READING_DPI = 150
TWELVE_MEGAPIXELS = (3000, 4000)


def run() -> Iterator[Table]:
    """All three."""
    with scene() as made:
        yield from _codes(made)
        yield _pdf(made)
        yield _photograph(made)


def _codes(made: Scene) -> Iterator[Table]:
    view, now = made.verifier(), made.office.clock.seconds
    for objects in (1, 3):
        text, _ = made.issued(objects)
        assert judge(text, view, now).outcome is Outcome.GENUINE
        (signer,) = view.signers[code_kid(parse(from_text(text)))]
        anchors = view.anchors[signer.country]
        jobs = [
            Job("text to verdict", partial(judge, text, view, now), 100),
            Job("of it, signer under its authority", partial(issuer_of, signer, anchors, DOCUMENT_SIGNING, now), 100),
            Job("of it, text to signed message", partial(_message, text), 100),
            Job("raw ECDSA P-256 verify", raw_verify(text, signer.der), 100),
        ]
        title = f"Verify a code of {objects} object{'s'[: objects - 1]}, {len(text)} characters"
        yield Table(title, side_by_side(jobs, 15), "2.5x the raw verify")


def _pdf(made: Scene) -> Table:
    view, now = made.verifier(), made.office.clock.seconds
    text, pdf = made.issued()
    root = asn1_x509.Certificate.load(made.document_signer.issuers[-1])
    signer = made.document_signer.certificate
    check = raw_verify(text, signer)

    def bare() -> None:
        _pyhanko(pdf, root)
        assert _read_page(pdf) == text
        check()

    assert verify_bytes(pdf, view, now).verdict.outcome is Outcome.GENUINE
    apart = ReadApart()
    assert verify_bytes(pdf, view, now, {}, apart).verdict.outcome is Outcome.GENUINE
    jobs = [
        Job("PDF to verdict", lambda: verify_bytes(pdf, view, now)),
        Job("the same, read in a process of its own", lambda: verify_bytes(pdf, view, now, {}, apart)),
        Job("pyHanko's validation alone", lambda: _pyhanko(pdf, root)),
        Job("first page to pixels and QR read alone", lambda: _read_page(pdf)),
        Job("both and the raw verify", bare),
    ]
    title = f"Verify a PDF of {len(pdf) / 1e6:.1f} MB, {len(pypdfium2.PdfDocument(pdf))} pages"
    return Table(title, side_by_side(jobs, 9), "1.15x pyHanko's own call, page to pixels and QR read")


def _photograph(made: Scene) -> Table:
    view, now = made.verifier(), made.office.clock.seconds
    text, pdf = made.issued()
    jpeg = photograph_of(pdf)
    check = raw_verify(text, made.document_signer.certificate)

    def bare() -> None:
        assert _read_photograph(jpeg) == text
        check()

    assert verify_bytes(jpeg, view, now).verdict.outcome is Outcome.GENUINE
    jobs = [
        Job("12 MP photograph to verdict", lambda: verify_bytes(jpeg, view, now)),
        Job("half-size grey decode alone", lambda: _half_grey(jpeg)),
        Job("decode, read, raw verify", bare),
    ]
    notes = (f"A page photographed a little turned and blurred, JPEG of {len(jpeg) / 1e6:.1f} MB.",)
    return Table("Verify a photograph of a page", side_by_side(jobs, 9), "1.1x decode, read and raw verify", notes)


def raw_verify(text: str, certificate: bytes) -> Callable[[], None]:
    """One check of the code's signature with everything at hand: no parsing, nothing looked up."""
    message = parse(from_text(text))
    r, s = (int.from_bytes(half, "big") for half in (message.signature[:32], message.signature[32:]))
    key, signature, signed = read_certificate(certificate).key, encode_dss_signature(r, s), message.to_be_signed()
    algorithm = ec.ECDSA(hashes.SHA256())
    return lambda: key.verify(signature, signed, algorithm)


def photograph_of(pdf: bytes) -> bytes:
    """The first page as somebody's telephone might have it: 12 megapixels, not quite straight, not quite sharp."""
    page = pypdfium2.PdfDocument(pdf)[0].render(scale=300 / 72).to_pil().convert("RGB")
    table = Image.new("RGB", TWELVE_MEGAPIXELS, (96, 84, 70))
    table.paste(page.rotate(2.5, Image.Resampling.BICUBIC, expand=True, fillcolor=(96, 84, 70)), (210, 150))
    noise = Image.effect_noise(TWELVE_MEGAPIXELS, 12).convert("RGB")
    picture = Image.blend(table.filter(ImageFilter.GaussianBlur(1)), noise, 0.08)
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=88)
    return file.getvalue()


def _message(text: str) -> Sign1:
    return parse(from_text(text))


def _pyhanko(pdf: bytes, root: asn1_x509.Certificate) -> None:
    (signature,) = PdfFileReader(io.BytesIO(pdf), strict=True).embedded_signatures
    usage = KeyUsageConstraints(key_usage={"digital_signature"})
    context = ValidationContext(trust_roots=[root])
    status = validate_pdf_signature(signature, context, key_usage_settings=usage)
    assert status.bottom_line, status.pretty_print_details()


def _read_page(pdf: bytes) -> str:
    page = pypdfium2.PdfDocument(pdf)[0].render(scale=READING_DPI / 72, grayscale=True)
    return _read_grey(page.to_pil())


def _half_grey(jpeg: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(jpeg))
    picture.draft("L", (picture.width // 2, picture.height // 2))
    picture.load()
    return picture


def _read_photograph(jpeg: bytes) -> str:
    return _read_grey(_half_grey(jpeg))


def _read_grey(picture: Image.Image) -> str:
    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCodeModel2)
    return next((str(each.text) for each in found if each.text.startswith(CODE_PREFIX)), "")
