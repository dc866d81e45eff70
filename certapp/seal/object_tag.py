"""The code on an object's tag: which object of which certificate this is, signed, on a small label tied to it.

It says no more than the label needs. The certificate does not depend on it, and it does not stand in for one.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final, NoReturn, cast

from certapp.model.errors import Refusal
from certapp.seal import cbor
from certapp.seal.claims import NUMBER_BYTES, one_line, shorten
from certapp.seal.cose import ALG, ES256, KID, sign1
from certapp.seal.text import TAG_PREFIX, compress, from_compressed

TYPE_BYTES: Final = 24
TITLE_BYTES: Final = 48
DIGEST_BYTES: Final = 8
"""The beginning of the digest of the certificate's record."""
MOST_OBJECTS: Final = 10_000

_ISSUER, _EXPIRES, _MADE_AT, _ID, _TAG = 1, 4, 6, 7, -65545  # RFC 8392 section 4; the last is private
_NUMBER, _OBJECT, _COUNT, _ISSUED_ON, _TYPE, _TITLE, _DIGEST = range(1, 8)
_ID_BYTES = 8
_LAST_DAY = 2_932_896
_LAST_SECOND = _LAST_DAY * 86400 + 86399


@dataclass(frozen=True, slots=True)
class ObjectTag:
    """Object `object_number` (from 1) of the `object_count` of a certificate.

    issuer: ISO 3166-1 alpha-2. expires, made_at: seconds since 1970, UTC. id: the certificate's 8 bytes, by which it is
    revoked. issued_on: the certificate's first day, since 1970-01-01. record_digest: its record's first 8 bytes.
    """

    issuer: str
    expires: int
    made_at: int
    id: bytes
    number: str
    object_number: int
    object_count: int
    issued_on: int
    type: str
    title: str
    record_digest: bytes


def seal_tag(tag: ObjectTag, kid: bytes, sign: Callable[[bytes], bytes], most: int) -> str:
    """The text of the code, its message compressed to `most` bytes: the title is cut for that, the type left out.

    `kid`: 8 bytes; `sign`: ES256, r || s. Refusals TAG_DOES_NOT_FIT, TEXT_NOT_PRINTABLE; ValueError for what nobody
    could read again.
    """
    whole = replace(tag, type=shorten(one_line(tag.type), TYPE_BYTES), title=one_line(tag.title))
    for kept, title_bytes in _attempts(whole):
        fitted = replace(kept, title=shorten(kept.title, title_bytes))
        compressed = compress(sign1({ALG: ES256, KID: kid}, encode_tag(fitted), sign))
        if len(compressed) <= most:
            return from_compressed(compressed, TAG_PREFIX)
    raise Refusal("TAG_DOES_NOT_FIT", number=tag.number)


def _attempts(tag: ObjectTag) -> Iterator[tuple[ObjectTag, int]]:
    """With its type while a title of some length fits beside it, then the title alone; how long the title may be."""
    for length in range(TITLE_BYTES, 23, -8):
        yield tag, length
    untyped = replace(tag, type="") if tag.title else replace(tag, type=shorten(tag.type, 12))
    for length in range(40, 3, -2):
        yield untyped, length


def encode_tag(tag: ObjectTag) -> bytes:
    """The payload to be signed. ValueError for what nobody could read again."""
    inner: dict[int | str, cbor.Item] = {
        _NUMBER: tag.number,
        _OBJECT: tag.object_number,
        _COUNT: tag.object_count,
        _ISSUED_ON: tag.issued_on,
        _TYPE: tag.type,
        _TITLE: tag.title,
        _DIGEST: tag.record_digest,
    }
    outer: dict[int | str, cbor.Item] = {
        _ISSUER: tag.issuer,
        _EXPIRES: tag.expires,
        _MADE_AT: tag.made_at,
        _ID: tag.id,
        _TAG: inner,
    }
    payload = cbor.encode(outer)
    try:
        read_tag(cbor.decode(payload, cbor.CODE))
    except Refusal as refusal:
        raise ValueError(f"a tag that nobody could read: {refusal.params.get('detail')}") from refusal
    return payload


def read_tag(item: cbor.Item) -> ObjectTag:
    """The tag in a payload already decoded. Refusal CODE_DAMAGED for all that is not to the letter."""
    if not isinstance(item, dict) or set(item) != {_ISSUER, _EXPIRES, _MADE_AT, _ID, _TAG}:
        _refuse("tag claims")
    inner = item[_TAG]
    if not isinstance(inner, dict) or set(inner) != set(range(_NUMBER, _DIGEST + 1)):
        _refuse("tag")
    outer = cast("dict[int, cbor.Item]", item)
    of_tag = cast("dict[int, cbor.Item]", inner)
    issuer = outer[_ISSUER]
    if not isinstance(issuer, str) or len(issuer) != 2 or not (issuer.isascii() and issuer.isupper()):
        _refuse("country")
    number, count = _whole(of_tag[_OBJECT], 1, MOST_OBJECTS), _whole(of_tag[_COUNT], 1, MOST_OBJECTS)
    if number > count:
        _refuse("object number")
    return ObjectTag(
        issuer=issuer,
        expires=_whole(outer[_EXPIRES], 0, _LAST_SECOND),
        made_at=_whole(outer[_MADE_AT], 0, _LAST_SECOND),
        id=_bytes(outer[_ID], _ID_BYTES),
        number=_text(of_tag[_NUMBER], NUMBER_BYTES),
        object_number=number,
        object_count=count,
        issued_on=_whole(of_tag[_ISSUED_ON], 0, _LAST_DAY),
        type=_text(of_tag[_TYPE], TYPE_BYTES),
        title=_text(of_tag[_TITLE], TITLE_BYTES),
        record_digest=_bytes(of_tag[_DIGEST], DIGEST_BYTES),
    )


def _whole(item: cbor.Item, least: int, most: int) -> int:
    if not isinstance(item, int) or isinstance(item, bool) or not least <= item <= most:
        _refuse("a number out of range")
    return item


def _text(item: cbor.Item, limit: int) -> str:
    if not isinstance(item, str) or len(item.encode()) > limit:
        _refuse("a text that is missing or too long")
    return item


def _bytes(item: cbor.Item, length: int) -> bytes:
    if not isinstance(item, bytes) or len(item) != length:
        _refuse("bytes of another length")
    return item


def _refuse(detail: str) -> NoReturn:
    raise Refusal("CODE_DAMAGED", detail=detail)
