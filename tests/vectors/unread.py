"""Texts of which nothing is told but why they were not read: other codes, newer ones, and damage in each layer."""

import zlib
from collections.abc import Iterator
from typing import Any

from certapp.seal import cbor
from certapp.seal.cbor import Item
from certapp.seal.claims import SealedParty, encode_claims
from certapp.seal.signed_picture import SignedPicture, seal_picture
from certapp.seal.text import from_compressed
from tests.vectors.lists import Lists
from tests.vectors.texts import message, text_of
from tests.vectors.vector import Vector, claims, payload_of


def other_texts(lists: Lists) -> Iterator[Vector]:
    good = text_of(lists.xa.signer, encode_claims(claims(1)))

    def grey(name: str, about: str, text: str, outcome: str, code: str) -> Vector:
        return Vector(name, about, text, outcome, "grey", (code,))

    yield grey("nothing", "No text.", "", "UNREADABLE", "NOTHING_READ")
    yield grey("white-space", "White space only.", " \r\n\t", "UNREADABLE", "NOTHING_READ")
    yield grey("web-link", "A link.", "https://certificates.example/verify?id=1", "NOT_OURS", "NOT_OUR_CODE")
    yield grey("another-code", "A health certificate's code.", "HC1:NCFOXN%TS3DH", "NOT_OURS", "NOT_OUR_CODE")
    yield grey("hidden-before", "A hidden character stands before it.", "\u200b" + good, "NOT_OURS", "NOT_OUR_CODE")
    yield grey("wide-space", "A space that is not ASCII.", "\u00a0" + good, "NOT_OURS", "NOT_OUR_CODE")
    yield grey("newer-letter", "Version letter C.", "XCERTC" + good[6:], "NEWER_FORMAT", "CODE_NEWER")
    yield grey(
        "newer-letter-long", "Version letter X, and longer than B.", "xcertx" + "A" * 3000, "NEWER_FORMAT", "CODE_NEWER"
    )
    number = "XA-2026-01-000001-O"
    for name, typed, code in (
        ("number", number, "NUMBER_WELL_FORMED"),
        ("number-mistyped", number[:-1] + "K", "NUMBER_MISTYPED"),
    ):
        yield Vector(name, "A certificate's number alone.", typed, "NOT_OURS", "grey", ("NUMBER_ALONE", code))
    yield Vector(
        "number-typed-loosely",
        "The same with other dashes.",
        " xa\u20132026 01.000001/o ",
        "NOT_OURS",
        "grey",
        ("NUMBER_ALONE", "NUMBER_WELL_FORMED"),
    )
    yield grey("test-sheet", "A code of the test sheet.", "XCTESB" + "ABCDEFGH" * 9, "UNREADABLE", "TEST_SHEET_CODE")
    for name, about, where in (("outer", "outer", {}), ("inner", "certificate", {-1: 1})):
        said = payload_of(claims(1), where, {} if where else {-2: 1})
        yield grey(
            f"newer-{name}-key",
            f"A negative key that is not known in the {about} map.",
            text_of(lists.xa.signer, said),
            "NEWER_FORMAT",
            "CODE_NEWER",
        )
    webp = b"RIFF" + (12).to_bytes(4, "little") + b"WEBPVP8L" + bytes(4)
    picture = seal_picture(SignedPicture(bytes(8), 1, webp), lists.xa.signer.kid, lists.xa.signer.sign_raw)
    yield grey("picture-alone", "The second code by itself.", picture, "UNREADABLE", "PICTURE_CODE_ALONE")


def _damaged(name: str, about: str, text: str, code: str = "CODE_DAMAGED") -> Vector:
    return Vector(f"damaged-{name}", about, text, "UNREADABLE", "grey", (code,))


def damaged_texts(lists: Lists) -> Iterator[Vector]:
    made = message(lists.xa.signer, encode_claims(claims(1)))
    packed = zlib.compress(made, 9)
    good = from_compressed(packed)
    yield _damaged("long", "1601 characters.", "XCERTB" + "A" * 1595, "CODE_TOO_LONG")
    yield _damaged("prefix-alone", "Nothing behind the prefix.", "XCERTB")
    yield _damaged("half", "The second half is missing.", good[: len(good) // 2])
    yield _damaged("letter", "One letter is another.", good[:200] + ("A" if good[200] != "A" else "B") + good[201:])
    yield _damaged("no-version", "Version letter A, which there never is.", "XCERTA" + good[6:])
    yield _damaged("no-version-digit", "A digit for the version letter.", "XCERT2" + good[6:])
    yield _damaged("not-ascii", "A dotless i among the letters.", good[:50] + "ı" + good[51:])
    yield _damaged("base32-digit", "A digit that base32 does not have.", good[:50] + "1" + good[51:])
    yield _damaged("base32-padding", "With padding.", good + "=")
    # Names of several lengths: one makes a message that leaves bits over in base32, another one that leaves none.
    names = [SealedParty("Vynchuk Delmar"[:length], "XA") for length in range(4, 15)]
    sizes = [zlib.compress(message(lists.xa.signer, encode_claims(claims(1, owner=name))), 9) for name in names]
    open_end = from_compressed(next(each for each in sizes if len(each) % 5))
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    yield _damaged(
        "base32-last-bits",
        "The unused last bits are not zero.",
        open_end[:-1] + letters[letters.index(open_end[-1]) + 1],
    )
    whole = next(each for each in sizes if not len(each) % 5)
    yield _damaged("base32-length", "A length that base32 does not have.", from_compressed(whole) + "A")
    yield _damaged("zlib-bomb", "Half a million zeros come out.", from_compressed(zlib.compress(bytes(500_000), 9)))
    yield _damaged("zlib-8193", "One byte too much comes out.", from_compressed(zlib.compress(bytes(8193), 9)))
    small = zlib.compressobj(9, zlib.DEFLATED, 12)
    yield _damaged(
        "zlib-window",
        "Another window: the first byte is not 78.",
        from_compressed(small.compress(made) + small.flush()),
    )
    known = zlib.compressobj(9, zlib.DEFLATED, 15, zdict=b"dictionary")
    yield _damaged("zlib-dictionary", "With a dictionary.", from_compressed(known.compress(made) + known.flush()))
    yield _damaged("zlib-behind", "A byte behind the stream.", from_compressed(packed + b"\0"))
    yield _damaged("zlib-cut", "The checksum is missing.", from_compressed(packed[:-4]))
    yield _damaged("zlib-checksum", "The checksum is wrong.", from_compressed(packed[:-1] + bytes((packed[-1] ^ 1,))))
    yield _damaged("zlib-raw", "Not zlib at all.", from_compressed(made))


def damaged_messages(lists: Lists) -> Iterator[Vector]:
    key, said = lists.xa.signer, encode_claims(claims(1))

    def wrong(name: str, about: str, **how: Any) -> Vector:
        return _damaged(f"cose-{name}", about, text_of(key, said, **how))

    yield wrong("untagged", "Without the tag.", tag=b"")
    yield wrong("other-tag", "Tag 17.", tag=b"\xd1")
    yield wrong("long-tag", "Tag 18 in two bytes.", tag=b"\xd8\x12")
    yield wrong("tag-twice", "The tag twice.", tag=b"\xd2\xd2")
    yield wrong("unprotected", "Something in the unprotected header.", unprotected=cbor.encode({4: key.kid}))
    yield wrong("unprotected-array", "An array for the unprotected header.", unprotected=b"\x80")
    for name, about, header in (
        ("algorithm", "ES384.", {1: -35, 4: key.kid}),
        ("no-algorithm", "No algorithm.", {4: key.kid}),
        ("no-kid", "No kid.", {1: -7}),
        ("short-kid", "A kid of seven bytes.", {1: -7, 4: key.kid[:7]}),
        ("more", "A further header.", {1: -7, 3: 60, 4: key.kid}),
    ):
        yield wrong(f"header-{name}", about, protected=cbor.encode(header))  # type: ignore[arg-type]
    yield wrong("header-empty", "An empty protected header.", protected=b"")
    yield wrong(
        "header-order", "The header's keys in the other order.", protected=b"\xa2\x04\x48" + key.kid + b"\x01\x26"
    )
    yield wrong("header-behind", "A byte behind the header.", protected=cbor.encode({1: -7, 4: key.kid}) + b"\0")
    yield wrong("short-signature", "A signature of 63 bytes.", signed=lambda made: made[:-1])
    yield wrong("der-signature", "A signature in DER.", signed=lambda _: key.sign_der(said))
    made = message(key, said)
    yield _damaged(
        "cose-five", "An array of five.", from_compressed(zlib.compress(b"\xd2\x85" + made[2:] + b"\x01", 9))
    )
    yield _damaged(
        "cose-open", "An open-ended array.", from_compressed(zlib.compress(b"\xd2\x9f" + made[2:] + b"\xff", 9))
    )
    yield _damaged("cose-behind", "A byte behind the message.", from_compressed(zlib.compress(made + b"\0", 9)))


def damaged_payloads(lists: Lists) -> Iterator[Vector]:
    key, plain = lists.xa.signer, claims(1)
    said = encode_claims(plain)

    def wrong(name: str, about: str, payload: bytes) -> Vector:
        return _damaged(name, about, text_of(key, payload))

    issuer = said.index(b"\x01\x62XA")
    yield wrong(
        "cbor-long-head", "A number not in its shortest form.", said.replace(b"\x0a\x58\x20", b"\x0a\x59\x00\x20")
    )
    yield wrong("cbor-order", "Keys out of order.", b"\xa2\x04\x00\x01\x62XA")
    yield wrong("cbor-twice", "A key twice.", b"\xa2\x01\x62XA\x01\x62XA")
    yield wrong("cbor-float", "A float.", b"\xa2\x01\x62XA\x04\xf9\x3c\x00")
    yield wrong("cbor-null", "A null.", b"\xa2\x01\x62XA\x04\xf6")
    yield wrong("cbor-true", "A truth value.", b"\xa2\x01\x62XA\x04\xf5")
    yield wrong("cbor-tag", "A tag inside.", b"\xa2\x01\x62XA\x04\xc1\x00")
    yield wrong("cbor-open-text", "An open-ended text.", b"\xa1\x01\x7f\x62XA\xff")
    yield wrong("cbor-reserved", "A reserved length.", b"\xa2\x01\x62XA\x04\x1c")
    yield wrong("cbor-text-key", "A text as a key.", b"\xa2\x01\x62XA\x61a\x00")
    yield wrong("cbor-not-utf-8", "A text that is not UTF-8.", b"\xa2\x01\x62XA\x02\x62\xc3\x28")
    yield wrong("cbor-surrogate", "Half a character in UTF-8.", b"\xa2\x01\x62XA\x02\x63\xed\xa0\x80")
    for name, about, text in (
        ("not-nfc", "A text not in NFC.", "e\u0301"),
        ("control", "A control character.", "a\x07b"),
        ("line-feed", "A line feed.", "a\nb"),
        ("control-c1", "A control character above 7F.", "a\x85b"),
        ("direction", "A character that turns the writing.", "a\u202eb"),
        ("isolate", "A character that sets writing off.", "a\u2066b"),
    ):
        raw = text.encode()
        yield wrong(f"cbor-{name}", about, b"\xa2\x01\x62XA\x02" + bytes((0x60 + len(raw),)) + raw)
    yield wrong("cbor-deep", "Five containers in each other.", b"\xa2\x01\x62XA\x02\x81\x81\x81\x81\x01")
    yield wrong(
        "cbor-many", "An array longer than the message.", b"\xa2\x01\x62XA\x02\x9b" + b"\0" * 3 + b"\x01" + b"\0" * 4
    )
    yield wrong("cbor-behind", "A byte behind the payload.", said + b"\0")
    yield wrong("cbor-cut", "The payload ends early.", said[:-1])
    yield wrong("no-map", "The payload is no map.", cbor.encode([1, 2]))
    yield wrong("country-small", "The country in small letters.", said[: issuer + 2] + b"xa" + said[issuer + 4 :])
    yield wrong("country-missing", "No country.", payload_of(plain, {}, {1: None}))
    certificate: list[tuple[str, str, dict[int, Item | None]]] = [
        ("no-number", "No number.", {1: None}),
        ("number-long", "A number of 33 bytes.", {1: "X" * 33}),
        ("no-digest", "No digest of the record.", {10: None}),
        ("digest-short", "A digest of 31 bytes.", {10: bytes(31)}),
        ("kind", "Kind 3.", {4: 3}),
        ("no-return", "A temporary export without a day of return.", {4: 2}),
        ("owner-long", "An owner of 61 bytes.", {5: ["x" * 61, "XA"]}),
        ("owner-country", "An owner's country in three letters.", {5: ["x", "XAB"]}),
        ("owner-three", "An owner of three parts.", {5: ["x", "XA", 1]}),
        ("destination", "A destination that is a number.", {7: 1}),
        ("count", "Fewer objects than rows.", {8: 0}),
        ("no-objects", "No rows.", {9: []}),
        ("many-objects", "Eleven rows.", {8: 11, 9: [["a"]] * 11}),
        ("empty-row", "A row without a column.", {9: [[]]}),
        ("row-text", "A title that is a number.", {9: [["a", 1]]}),
        ("row-long", "A title of 49 bytes.", {9: [["a", "x" * 49]]}),
        ("tariff", "A tariff number below zero.", {9: [["a", "", "", "", "", "", -1]]}),
        ("day", "A day after the year 9999.", {2: 2_932_897}),
        ("day-negative", "A day below zero.", {2: -1}),
        ("key-24", "A key of two bytes.", {24: 1}),
        ("applicant", "An applicant that is a text.", {11: "x"}),
        ("replaces", "A replaced number that is a number.", {13: 1}),
    ]
    for name, about, changes in certificate:
        yield wrong(f"payload-{name}", about, payload_of(plain, changes))
    yield wrong("payload-id", "An id of seven bytes.", payload_of(plain, {}, {7: bytes(7)}))
    yield wrong("payload-no-expiry", "No end.", payload_of(plain, {}, {4: None}))
    yield wrong("payload-late-expiry", "An end after the year 9999.", payload_of(plain, {}, {4: 253_402_300_800}))
    yield wrong("payload-no-certificate", "No certificate.", payload_of(plain, {}, {-65537: None}))
