"""Makes the named bad files beside it: `python -m tests.bad.make`. One good certificate, spoilt in every way.

The files are kept, so that each later version of the program is held against what this one made; every key here was
thrown away at once. They are judged as of fixed days, since they say when they were made: 2026-11-23.
"""

import io
import json
import shutil
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pikepdf
from PIL import Image

from certapp.register.certificates import certificate
from certapp.seal.claims import decode_claims, encode_claims
from certapp.seal.cose import parse, sign1
from certapp.seal.object_tag import ObjectTag, encode_tag
from certapp.seal.text import TAG_PREFIX, from_compressed, from_text, to_text
from certapp.service.clock import Clock
from certapp.service.deciding import approve
from certapp.service.exchanging import export_package, sign_next_bulletin
from certapp.service.intake import Intake
from certapp.service.issuing import Issued, issue
from certapp.service.office import open_office
from certapp.service.receiving import receive
from certapp.service.revoking import revoke
from tests.offices import EXAMPLES, make_desk, passphrase

FILES = Path(__file__).parent / "files"
MADE = Clock(wall=lambda: datetime(2026, 11, 23, 10, tzinfo=UTC).timestamp())


def small_application(title: str = "A small painting") -> Intake:
    """The example painting with two small photographs, so that the files stay small."""
    raw = json.loads((EXAMPLES / "painting-permanent-sale" / "application.json").read_text("utf-8"))
    item = raw["objects"][0]
    item["title"] = title
    item["photographs"] = item["photographs"][:1]
    buffer = io.BytesIO()
    Image.linear_gradient("L").resize((620, 620)).save(buffer, "JPEG", quality=40)
    return Intake(raw, lambda name: buffer.getvalue())


def main() -> None:
    """Make them all."""
    shutil.rmtree(FILES, ignore_errors=True)
    FILES.mkdir()
    with TemporaryDirectory() as folder:
        good = _certificates(Path(folder) / "ours", "XA", "good")
        _certificates(Path(folder) / "others", "XB", "foreign-country")
        _certificates(Path(folder) / "strangers", "XA", "stranger-as-xa")
    _codes((FILES / "good.txt").read_text())
    _tags((FILES / "good.txt").read_text())
    _pdfs(good.pdf)
    _pictures()
    _applications()
    (FILES / "empty").write_bytes(b"")


def _certificates(folder: Path, country: str, name: str) -> Issued:
    folder.mkdir()
    desk = make_desk(folder, MADE, country)
    with open_office(desk.office, MADE) as office:
        anna, boris = office.log_in("anna", passphrase), office.log_in("boris", passphrase)
        signer, status = office.unlock("document_signer", passphrase), office.unlock("status_signer", passphrase)

        def certified(title: str) -> Issued:
            intake = small_application(title)
            if country != "XA":
                intake = replace(intake, raw={**intake.raw, "country_of_export": country})
            number = receive(office, anna, intake)
            approve(office, boris, number)
            return issue(office, boris, number, signer)

        made = certified("A small painting")
        (FILES / f"{name}.txt").write_text(certificate(office.register, made.number).code_text)
        if name != "good":
            return made
        (FILES / "good.pdf").write_bytes(made.pdf)
        export_package(office, boris, FILES / "authority.xcauth")
        first = sign_next_bulletin(office, boris, status)
        (FILES / "rolled-back.xcstatus").write_bytes(first.content)
        withdrawn = certified("A revoked painting")
        (FILES / "revoked.txt").write_text(certificate(office.register, withdrawn.number).code_text)
        revoke(office, boris, anna, withdrawn.number, "STOLEN_CLAIM", "Claimed as stolen.")
        (FILES / "newest.xcstatus").write_bytes(sign_next_bulletin(office, boris, status).content)
        return made


def _codes(good: str) -> None:
    message = parse(from_text(good))
    moved = encode_claims(replace(decode_claims(message.payload), destination="US"))
    (FILES / "tampered-code.txt").write_text(to_text(sign1(message.header, moved, lambda _: message.signature)))
    letter = "A" if good[200] != "A" else "B"
    (FILES / "damaged-code.txt").write_text(good[:200] + letter + good[201:])
    (FILES / "half-a-code.txt").write_text(good[: len(good) // 2])
    (FILES / "long.txt").write_text("XCERTB" + "A" * 100_000)
    bomb = zlib.compress(b"\0" * 500_000, 9)
    (FILES / "zip-bomb.txt").write_text(from_compressed(bomb))
    (FILES / "newer.txt").write_text("XCERTC" + good[6:])
    (FILES / "web-link.txt").write_text("https://certificates.example/verify?id=XA-2026-01-000001-O")
    (FILES / "another-code.txt").write_text("HC1:NCFOXN%TS3DH")


def _tags(good: str) -> None:
    """Tags that nobody of the authority made: with the kid of its signer, but none of its signatures."""
    message = parse(from_text(good))
    claims = decode_claims(message.payload)
    tag = ObjectTag(
        *("XA", claims.expires, claims.issued_at, claims.id, claims.number, 1, 1, claims.issued_on),
        *("Painting", "Another painting", claims.record_digest[:8]),
    )
    forged = sign1(message.header, encode_tag(tag), lambda _: message.signature)
    (FILES / "forged-tag.txt").write_text(to_text(forged, TAG_PREFIX))
    (FILES / "certificate-as-tag.txt").write_text(TAG_PREFIX + good[5:])
    stranger = sign1({1: -7, 4: b"stranger"}, encode_tag(tag), lambda _: message.signature)
    (FILES / "tag-of-a-stranger.txt").write_text(to_text(stranger, TAG_PREFIX))
    (FILES / "tag-as-certificate.txt").write_text(to_text(forged))
    (FILES / "tag-bomb.txt").write_text(from_compressed(zlib.compress(b"\0" * 500_000, 9), TAG_PREFIX))


def _pdfs(good: bytes) -> None:
    flipped = bytearray(good)
    place = good.index(b"stream") + 40  # inside the first content
    flipped[place] ^= 1
    (FILES / "bit-flip.pdf").write_bytes(bytes(flipped))

    def changed(name: str, change: Callable[[pikepdf.Pdf], object]) -> None:
        with pikepdf.open(io.BytesIO(good)) as pdf:
            change(pdf)
            pdf.save(FILES / f"{name}.pdf")

    changed("appended-page", lambda pdf: pdf.add_blank_page())
    changed("changed-title", _other_title)
    changed("replaced-attachment", _other_record)
    changed("printed-again", _without_signature)
    (FILES / "cut-off.pdf").write_bytes(good[: len(good) // 2])
    (FILES / "appended-newline.pdf").write_bytes(good + b"\n")


def _other_title(pdf: pikepdf.Pdf) -> None:
    pdf.docinfo["/Title"] = "Another certificate"


def _other_record(pdf: pikepdf.Pdf) -> None:
    name = next(name for name in pdf.attachments if name.endswith(".cbor"))
    pdf.attachments[name] = pikepdf.AttachedFileSpec(pdf, b"\xa0", filename=name)


def _without_signature(pdf: pikepdf.Pdf) -> None:
    """As a printer driver leaves it: the pages, and nothing else."""
    for key in ("/AcroForm", "/Perms", "/AF", "/Names", "/StructTreeRoot"):
        if key in pdf.Root:
            del pdf.Root[key]
    for page in pdf.pages:
        if "/Annots" in page:
            del page["/Annots"]


def _pictures() -> None:
    (FILES / "no-image.jpg").write_bytes(b"\xff\xd8\xff\xe0 this is no photograph")
    (FILES / "words.jpg").write_text("These are words.")
    header = struct.pack(">IIBBBBB", 25_000, 20_000, 8, 2, 0, 0, 0)  # 500 megapixels
    chunk = b"IHDR" + header
    png = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", len(header)) + chunk + struct.pack(">I", zlib.crc32(chunk))
    (FILES / "500-megapixels.png").write_bytes(png + b"\0\0\0\0IEND\xaeB`\x82")
    buffer = io.BytesIO()
    Image.effect_noise((700, 700), 40).save(buffer, "JPEG")
    (FILES / "cut-off.jpg").write_bytes(buffer.getvalue()[:20_000])
    buffer = io.BytesIO()
    Image.new("RGB", (300, 300), "navy").save(buffer, "JPEG")
    (FILES / "no-code.jpg").write_bytes(buffer.getvalue())


def _applications() -> None:
    (FILES / "nan.json").write_text('{"form": NaN}')
    (FILES / "twice.json").write_text('{"form": "a", "form": "b"}')
    (FILES / "deep.json").write_text("[" * 100_000 + "]" * 100_000)
    (FILES / "list.json").write_text("[]")
    (FILES / "not-utf-8.json").write_bytes(b'{"form": "\xff"}')
    with zipfile.ZipFile(FILES / "bomb.xcintake", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("application.json", b'{"form": "' + b" " * 30_000_000 + b'"}')
    with zipfile.ZipFile(FILES / "no-application.xcintake", "w") as archive:
        archive.writestr("../../application.json", b"{}")
    raw = json.loads(json.dumps(small_application().raw))
    raw["objects"][0]["photographs"][0]["file"] = "../../etc/passwd"
    (FILES / "path-outside.json").write_text(json.dumps(raw))


if __name__ == "__main__":
    main()
