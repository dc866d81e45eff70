"""Where data from outside comes in: for each way what good input is, how it is spoilt, and who reads it.

A reader may refuse. Whatever else it raises is a fault of the program.
"""

import io
import json
import random
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PIL import Image, ImageOps

from certapp.imaging.likeness import impression
from certapp.imaging.picture import handed_out, inspect, prepare, thumbnail
from certapp.imaging.scanned import scan_pages
from certapp.imaging.small import shown, small_webp
from certapp.model.errors import Refusal
from certapp.scan.keyed import understand_text
from certapp.seal import cbor, cose
from certapp.seal.claims import decode_claims, encode_claims
from certapp.seal.matrix import modules
from certapp.seal.text import from_text
from certapp.service.intake import read_intake
from certapp.service.reading import ReadHere
from certapp.service.verifying import file_verdict_json, verify_bytes, verify_text
from certapp.trust.additions import added_to, parse_additions, require_signed
from certapp.trust.bulletin import Entry, Policy, read_bulletin
from certapp.trust.certificate import read_certificate
from certapp.trust.exchange import read_exchange, sign_exchange
from certapp.trust.exchange_content import Content, Known, year_of
from certapp.trust.extension import Extension, seal_extension
from certapp.trust.package import read_package
from certapp.trust.path import Anchor
from certapp.trust.receipt import Presented, Receipt, read_receipt, receipt_text, write_receipt
from certapp.trust.register_digest import read_digest
from certapp.trust.trust_list import ListedCa, Standing, read_trust_list, sign_trust_list
from certapp.trust.unlocked import UnlockedKey
from certapp.trust.update_file import introduce, is_introduced, read_head, sign_release
from certapp.trust.view import view_of
from tests.fuzz.mutating import any_bytes, cbor_values, pixels, signed_again, text_signed_again
from tests.trust.authority import DAY, FOUNDED, Authority, claims_of, found, list_keeper
from tests.updating.publisher import release_of

Mutate = Callable[[bytes, random.Random], bytes]
NOW = FOUNDED + 9 * DAY


@dataclass(frozen=True)
class Way:
    """One way in. `read` gets the bytes; a `Refusal` is an answer, nothing else that is raised is.

    What it gives, if a text, tells one answer from another.
    """

    name: str
    seeds: tuple[bytes, ...]
    mutations: tuple[Mutate, ...]
    read: Callable[[bytes], object]


def ways() -> Iterator[Way]:
    """All of them."""
    xa = found("XA")
    day = FOUNDED // DAY
    bulletin = xa.bulletin(2, [Entry(bytes(8), day, 1)], compromised={xa.signer.kid: Policy.ONLY_LISTED})
    digest = xa.digest(["XA-2026-01-000001-K"])
    package = xa.package(bulletin, digest=digest)
    anchors = [read_package(package).anchor]
    yield from _codes(xa, package)
    payload = encode_claims(claims_of("XA"))
    yield Way("cbor", (payload, package), (any_bytes, cbor_values), lambda data: cbor.decode(data, cbor.RECORD))
    message = from_text(xa.code())
    yield Way("cose", (message, bulletin), (any_bytes, cbor_values), lambda data: cose.parse(data, cbor.LIST))
    yield Way("claims", (payload,), (any_bytes, cbor_values), decode_claims)
    by_status = partial(signed_again, key=xa.status)
    update = sign_release(release_of(xa.ca), (introduce(xa.ca.public, xa.ca),), xa.ca)
    yield Way("update", (update,), (any_bytes, any_bytes), lambda data: is_introduced(read_head(io.BytesIO(data)), b""))
    yield Way("bulletin", (bulletin,), (any_bytes, by_status, by_status), lambda data: _bulletin(data, anchors))
    yield Way("digest", (digest,), (any_bytes, by_status, by_status), lambda data: _digest(data, anchors))
    yield Way("package", (package,), (any_bytes, cbor_values), read_package)
    yield _additions(xa, bulletin, package)
    yield _trust_list(xa)
    yield _receipt(xa.signer)
    yield _exchange(xa, package, anchors)
    yield Way("intake", tuple(_intakes()), (any_bytes,), _read_intake)
    yield Way("image", tuple(_images(xa.code())), (any_bytes, pixels, pixels), _codes_seen)
    yield Way("photograph", tuple(_photographs()), (any_bytes, any_bytes, pixels), _photograph)


def _codes(xa: Authority, package: bytes) -> Iterator[Way]:
    view = view_of([read_package(package)], latest=NOW)
    extended = Extension("XA", FOUNDED + DAY, bytes(8), "XA-2026-01-000001-K", 1, FOUNDED // DAY + 300)
    texts = (xa.code(), seal_extension(extended, xa.signer), "XA-2026-01-000001-K")

    def judge(data: bytes) -> str:
        text = data.decode("latin-1")
        found = verify_text(text, view, NOW)
        json.dumps(file_verdict_json(found, "x"))
        for reason in found.reasons:
            assert reason.text()
        understand_text(text)
        return " ".join((found.verdict.outcome, *(reason.code for reason in found.reasons)))

    again = partial(text_signed_again, key=xa.signer)

    def sometimes(data: bytes, dice: random.Random) -> bytes:
        return again(data, dice) if data.startswith((b"XCERT", b"XCEXT")) else any_bytes(data, dice)

    yield Way("text", tuple(text.encode() for text in texts), (any_bytes, sometimes, sometimes), judge)
    files = (b"%PDF-1.7\n", *(text.encode() for text in texts), b"\xff\xd8\xff\xe0")
    yield Way("file", files, (any_bytes,), lambda data: file_verdict_json(verify_bytes(data, view, NOW), "x"))


def _bulletin(data: bytes, anchors: list[Anchor]) -> None:
    bulletin = read_bulletin(data, anchors)
    assert len(list(bulletin.entries)) == len(bulletin)
    bulletin.find(bytes(8))
    bulletin.allows(b"")


def _digest(data: bytes, anchors: list[Anchor]) -> None:
    digest = read_digest(data, anchors)
    digest.holds("XA-2026-01-000001-K")
    digest.covers("XA-2026-01-000001-K")


def _additions(xa: Authority, bulletin: bytes, package: bytes) -> Way:
    believed = read_package(package)
    base = read_bulletin(bulletin, [believed.anchor])

    def read(data: bytes) -> None:
        additions = parse_additions(data.decode("latin-1"))
        require_signed(additions, believed.status_signers, [believed.anchor])
        added = added_to(base, additions)
        assert len(list(added.entries)) == len(added)

    text = xa.additions(2, 3, [Entry(bytes([1] * 8), FOUNDED // DAY, 1)])
    again = partial(text_signed_again, key=xa.status)
    return Way("printed bulletin", (text,), (any_bytes, again, again), read)


def _trust_list(xa: Authority) -> Way:
    keeper = list_keeper()
    entries = [ListedCa(read_certificate(xa.ca.certificate), Standing.BELIEVED)]
    data = sign_trust_list(1, FOUNDED, FOUNDED + DAY, entries, keeper, {"XA": 30})
    again = partial(signed_again, key=keeper)
    return Way("trust list", (data,), (any_bytes, again, again), read_trust_list)


def _exchange(xa: Authority, package: bytes, anchors: list[Anchor]) -> Way:
    content = Content(
        country="XA",
        office="01",
        journal=bytes(32),
        sequence=2,
        written_at=NOW,
        history=(bytes(16),),
        years=(year_of(2026, [(1, b"12345678", 20_000), (2, b"abcdefgh", 20_001)]),),
        others=((1998, "A 17/98"),),
        withdrawn=((b"12345678", 19_999, 2, "XA-2026-01-000002-K"),),
        stolen={bytes(8): 2},
        genuine=(bytes(16),),
        checkpoint=b"",
        package=package,
        known=(Known("02", 7, bytes(16), ("XA-2026-02-000001-K",)),),
    )
    data = sign_exchange(content, xa.signer)
    by_signer = partial(signed_again, key=xa.signer)

    def read(data: bytes) -> str:
        found = read_exchange(data, anchors).content
        return f"{len(found.years)} {len(found.withdrawn)} {len(found.known)} {len(found.ids())}"

    return Way("exchange", (data,), (any_bytes, by_signer, by_signer), read)


def _receipt(key: UnlockedKey) -> Way:
    objects = (Presented(1, "PRESENTED", 24), Presented(2, "MISSING"))
    receipt = Receipt(
        *("XA", FOUNDED, b"receipt.", b"certific", "XA-2026-01-000001-O", "EXIT", "Port of Example", "North Gate"),
        *(20_780, "4711", objects, "One crate\nopened.", "A-17", (bytes(32),), 413, 20_779),
    )
    unsigned = write_receipt(receipt, None)
    seeds = (unsigned, receipt_text(unsigned).encode())
    return Way("receipt", seeds, (any_bytes, cbor_values, _inside), read_receipt)


def _inside(data: bytes, dice: random.Random) -> bytes:
    """The payload of an unsigned receipt with other values."""
    try:
        outer = cbor.decode(data, cbor.LIST)
    except Refusal:
        return any_bytes(data, dice)
    payload = outer.get(2) if isinstance(outer, dict) else None
    if not isinstance(outer, dict) or not isinstance(payload, bytes):
        return any_bytes(data, dice)
    return cbor.encode({**outer, 2: cbor_values(payload, dice)})


def _intakes() -> Iterator[bytes]:
    application = json.dumps({"form": "model-certificate", "objects": [{"title": "A vase"}] * 3}).encode()
    yield application
    for how in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", how) as archive:
            archive.writestr("application.json", application)
            archive.writestr("photographs/a.jpg", b"\xff\xd8\xff" * 40)
        yield buffer.getvalue()


def _read_intake(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "given.xcintake"
        path.write_bytes(data)
        given = read_intake(path)
        for name in ("a.jpg", "../a.jpg", *given.names[:3]):
            given.file(name)


def _codes_seen(data: bytes) -> str:
    """As `certapp verify` looks at a picture from anybody: what is on it, or what would help to read it."""
    found = ReadHere().picture(data)
    return f"{kind_letters(found.text)} {kind_letters(found.picture)} {found.advice}"


def kind_letters(text: str) -> str:
    """Which code it is, as far as that tells one answer from another."""
    return text[:6] if text.isascii() else "?"


def _photograph(data: bytes) -> str:
    """As an applicant's photograph is looked at and handed out, and as a signed picture and a scan are shown."""
    if data[:4] in (b"II*\0", b"MM\0*"):
        pages, count = scan_pages(data)
        return f"TIFF {len(pages)} {min(count, 100)}"
    facts = inspect(data)
    made = prepare(data, 400)
    for picture in (made.jpeg, thumbnail(data, 64), handed_out(data)):
        assert inspect(picture).format in ("JPEG", "PNG")
    impression(data)
    shown(small_webp(data, 450))
    return f"{facts.format} {made.width_px} {made.height_px}"


def _photographs() -> Iterator[bytes]:
    """A picture as telephones and scanners write it: upright by a mark, with a place, in other colours and depths."""
    plain = Image.linear_gradient("L").resize((48, 36)).convert("RGB")
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    exif.get_ifd(0x8825)[1] = "N"  # somewhere
    for kind, picture, how in (
        ("JPEG", plain, {"exif": exif.tobytes()}),
        ("JPEG", plain.convert("CMYK"), {"progressive": True}),
        ("PNG", plain.convert("RGBA"), {"exif": exif.tobytes()}),
        ("PNG", plain.convert("P"), {"transparency": 3}),
        ("PNG", plain.convert("I;16"), {}),
        ("TIFF", plain, {"save_all": True, "append_images": [plain.convert("1")], "compression": "tiff_lzw"}),
    ):
        buffer = io.BytesIO()
        picture.save(buffer, kind, **how)
        yield buffer.getvalue()
    yield (Path(__file__).parents[1] / "imaging" / "files" / "quarters.heic").read_bytes()


def _images(text: str) -> Iterator[bytes]:
    for kind, progressive, wanted in (("PNG", False, text[:40]), ("PNG", False, text), ("JPEG", True, text[:40])):
        rows = modules(wanted)
        size = len(rows)
        small = Image.frombytes("L", (size, size), bytes(0 if dark else 255 for row in rows for dark in row))
        code = ImageOps.expand(small.resize((3 * size, 3 * size)), 12, 255)
        buffer = io.BytesIO()
        code.save(buffer, kind, progressive=progressive)
        yield buffer.getvalue()
