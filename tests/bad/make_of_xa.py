"""Makes the bad files of the vectors' country XA: `python -m tests.bad.make_of_xa`. PDFs, and pictures of two codes.

Its keys follow from their names (tests/vectors/keys.py) and its certificates lie in the vectors' package: a post that
believes the vectors judges these too.
"""

import hashlib
import io
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
from PIL import Image, ImageDraw, ImageOps

from certapp.document.letter import render_letter
from certapp.document.letter_parts import Letter, Words
from certapp.document.rendering import render
from certapp.document.signing import sign
from certapp.formdef.printed import Attachment
from certapp.seal import cbor
from certapp.seal.claims import encode_claims
from certapp.seal.matrix import modules
from certapp.seal.object_tag import ObjectTag, seal_tag
from certapp.seal.signed_picture import SignedPicture, seal_picture
from certapp.trust.es256 import verifies
from certapp.trust.package import read_package
from certapp.trust.unlocked import UnlockedKey
from tests.bad.pdf_parts import Signed
from tests.document.making import english
from tests.scan.test_guidance import Held
from tests.trust.authority import DAY, FOUNDED
from tests.vectors.keys import authority, fixed_key
from tests.vectors.reading import FILES as VECTORS
from tests.vectors.texts import text_of
from tests.vectors.vector import NOW, claims

OUT = Path(__file__).parent / "files-xa"
SAID = [
    ("signed.pdf", "GENUINE", "green", "GENUINE"),
    ("record-of-another.pdf", "NOT_GENUINE", "red", "RECORD_DIFFERS"),
    ("signer-of-another.pdf", "NOT_GENUINE", "red", "PDF_SIGNER_DIFFERS"),
    ("signer-unknown.pdf", "UNKNOWN_ISSUER", "amber", "PDF_SIGNER_UNKNOWN"),
    ("other-container.pdf", "NOT_GENUINE", "red", "PDF_SIGNATURE_KIND"),
    ("foreign-content.pdf", "NOT_GENUINE", "red", "PDF_FOREIGN_CONTENT"),
    ("bytes-before.pdf", "NOT_GENUINE", "red", "PDF_DAMAGED"),
    ("no-code.pdf", "UNREADABLE", "grey", "NO_CODE_IN_PDF"),
    ("picture-of-another.png", "GENUINE", "amber", "PICTURE_CODE_FALSE"),
    ("tag-beside.png", "GENUINE", "green", "GENUINE"),
    ("tag-of-another.png", "GENUINE", "amber", "TAG_OF_ANOTHER"),
    ("receipt.png", "NOT_OURS", "grey", "RECEIPT_CODE"),
    ("printed-bulletin.png", "UNREADABLE", "grey", "PRINTED_BULLETIN"),
    ("blank.png", "UNREADABLE", "grey", "CAMERA_SHOW_CODE"),
    ("blurred.png", "UNREADABLE", "grey", "CAMERA_SHARPER"),
    ("glare.png", "UNREADABLE", "grey", "CAMERA_LESS_GLARE"),
    ("far.png", "UNREADABLE", "grey", "CAMERA_CLOSER"),
    ("bent.png", "UNREADABLE", "grey", "CAMERA_FLATTER"),
]
"""What each comes to ten days after the founding."""


def main() -> None:
    """Make them all."""
    OUT.mkdir(exist_ok=True)
    signer, other = _known("XA signer"), _known("XA outliving")
    record = cbor.encode({"certificate_no": "XA-2026-01-000001-K"})
    said = claims(1, record_digest=hashlib.sha256(record).digest())
    text = text_of(signer, encode_claims(said))
    _pdfs(text, record, signer, other)
    another = SignedPicture((2).to_bytes(8, "big"), 1, b"RIFF" + (12).to_bytes(4, "little") + b"WEBPVP8L" + bytes(4))
    _beside("picture-of-another", text, seal_picture(another, signer.kid, signer.sign_raw))
    tag = ObjectTag(
        *("XA", said.expires, FOUNDED + 2 * DAY, said.id, said.number, 1, said.object_count, said.issued_on),
        *("painting", "Harbour at dusk", said.record_digest[:8]),
    )
    _beside("tag-beside", text, seal_tag(tag, signer.kid, signer.sign_raw, 298))
    strange = replace(tag, id=(2).to_bytes(8, "big"), number="XA-2026-01-000002-K")
    _beside("tag-of-another", text, seal_tag(strange, signer.kid, signer.sign_raw, 298))
    _beside("receipt", (VECTORS / "receipt.txt").read_text())
    _beside("printed-bulletin", (VECTORS / "printed-bulletin.txt").read_text())
    _photographs()


def _known(name: str) -> UnlockedKey:
    """A key of XA with the certificate that the package has of it."""
    key, package = fixed_key(name), read_package((VECTORS / "xa.xcauth").read_bytes())
    probe = key.sign_raw(b"whose")
    (found,) = (each for each in package.signers if verifies(each.key, probe, b"whose"))
    return replace(key, chain=(found.der, package.anchor.certificate.der))


def _pdfs(text: str, record: bytes, signer: UnlockedKey, other: UnlockedKey) -> None:
    def unsigned(content: bytes = record) -> bytes:
        attached = Attachment("record.cbor", content, "application/cbor", "Data", "The record of this certificate")
        page = replace(english(), code_text=text, number="XA-2026-01-000001-K", attachments=(attached,), objects=())
        return render(page)

    def write(name: str, content: bytes) -> None:
        (OUT / f"{name}.pdf").write_bytes(content)

    def signed(pdf: bytes, key: UnlockedKey) -> bytes:
        at = datetime.fromtimestamp(FOUNDED + DAY, UTC)
        return sign(pdf, key, name="A. Official", reason="Issued", place="Example", at=at)

    good = signed(unsigned(), signer)
    write("signed", good)
    write("record-of-another", signed(unsigned(b"\xa0"), signer))
    write("signer-of-another", signed(unsigned(), other))
    write("signer-unknown", signed(unsigned(), authority("XA", "XA of strangers").signer))
    read = Signed.of(good)
    container = read.container
    write("other-container", read.with_container(container.replace(b"\x31\x0f\x30\x0d", b"\x31\x0f\x30\x0c", 1)))
    with pikepdf.open(io.BytesIO(unsigned())) as file:
        file.Root.OpenAction = file.make_indirect(pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)"))
        buffer = io.BytesIO()
        file.save(buffer, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    write("foreign-content", signed(buffer.getvalue(), signer))
    write("bytes-before", b"%\n" + good)
    said = (Words("A letter without a code."),)
    write("no-code", render_letter(Letter("A letter", "1", "Somebody", "en", FOUNDED, "", "", (), "", said, "", ())))


def _beside(name: str, *texts: str) -> None:
    """Codes on one sheet, as a scanner sees them."""
    drawn = [_symbol(text) for text in texts]
    sheet = Image.new("L", (sum(each.width for each in drawn), max(each.height for each in drawn)), 255)
    left = 0
    for each in drawn:
        sheet.paste(each, (left, 0))
        left += each.width
    sheet.convert("1").save(OUT / f"{name}.png", optimize=True)


def _symbol(text: str) -> Image.Image:
    rows = modules(text)
    size = len(rows)
    small = Image.frombytes("L", (size, size), bytes(0 if dark else 255 for row in rows for dark in row))
    return ImageOps.expand(small.resize((4 * size, 4 * size), Image.Resampling.NEAREST), 24, 255)


def _photographs() -> None:
    def save(name: str, picture: Image.Image) -> None:
        picture.save(OUT / f"{name}.png", optimize=True)

    def covered(module: int) -> Image.Image:
        picture, side = Held(module=module).picture(), 77 * module
        box = (400 + side // 3, 120 + side // 3, 400 + side * 3 // 4, 120 + side * 2 // 3)
        ImageDraw.Draw(picture).rectangle(box, fill=90)
        return picture

    save("blank", Image.new("L", (640, 480), 200))
    save("blurred", Held(blur=6).picture())
    save("glare", Held(module=5, reflection=150).picture())
    save("far", covered(2))
    save("bent", covered(6))


if __name__ == "__main__":
    assert NOW == FOUNDED + 10 * DAY
    main()
