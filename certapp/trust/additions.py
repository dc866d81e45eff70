"""A printed bulletin (`XCLSTB…`): at most 40 further revocations as a code on paper, for posts that no file reaches.

It only adds (or, without an entry, says that nothing was added so far), and only to exactly the bulletin it names;
whatever takes back or is longer needs the full file.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Final

from certapp.model.errors import Refusal
from certapp.model.signing import SigningKey
from certapp.seal import cbor, cose
from certapp.seal.cbor import Item
from certapp.seal.text import LIST_PREFIX, from_text, to_text
from certapp.trust.bulletin import ID_BYTES, LONGEST_LIFE, STATUS, Bulletin, Entry
from certapp.trust.certificate import Certificate
from certapp.trust.es256 import verifies
from certapp.trust.hierarchy import STATUS_SIGNING
from certapp.trust.path import Anchor, issuer_of
from certapp.trust.signed_list import LAST_DAY, Shape

MOST: Final = 40
"""Entries: the code then has QR version 20 at most, 49 mm wide."""

_ISSUER, _NEXT, _THIS = 1, 4, 6
_SEQUENCE, _BASE, _ENTRIES = range(1, 4)
_ENTRY_BYTES = ID_BYTES + 3
_SHAPE = Shape("ADDITIONS_DAMAGED", "ADDITIONS_NEWER")


@dataclass(frozen=True, slots=True)
class Additions:
    """What is added to bulletin `base` of a country to make number `sequence`. Times in seconds since 1970."""

    country: str
    sequence: int
    base: int
    this_update: int
    next_update: int
    entries: tuple[Entry, ...]
    kid: bytes
    message: cose.Sign1 = field(repr=False)
    text: str = field(repr=False)


def sign_additions(
    country: str,
    base: int,
    sequence: int,
    this_update: int,
    next_update: int,
    entries: Iterable[Entry],
    key: SigningKey,
) -> str:
    """The text of the code. ValueError where the content breaks a rule of the format, such as a 41st entry."""
    rows = b"".join(entry.id + entry.day.to_bytes(2, "big") + bytes((entry.reason,)) for entry in sorted(entries))
    status: dict[int | str, Item] = {_SEQUENCE: sequence, _BASE: base, _ENTRIES: rows}
    payload = cbor.encode({_ISSUER: country, _NEXT: next_update, _THIS: this_update, STATUS: status})
    text = to_text(cose.sign1({cose.ALG: cose.ES256, cose.KID: key.kid}, payload, key.sign_raw), LIST_PREFIX)
    try:
        parse_additions(text)
    except Refusal as refusal:
        raise ValueError("additions that nobody could read") from refusal
    return text


def parse_additions(text: str) -> Additions:
    """What a scanned text adds, its signature not looked at.

    Refusals: ADDITIONS_DAMAGED, ADDITIONS_NEWER, NOT_OUR_CODE, CODE_NEWER, CODE_TOO_LONG.
    """
    try:
        message = cose.parse(from_text(text, LIST_PREFIX))
        kid = cose.code_kid(message)
        outer = _SHAPE.map(cbor.decode(message.payload))
    except Refusal as refusal:
        if refusal.code == "CODE_DAMAGED":
            raise Refusal("ADDITIONS_DAMAGED") from refusal
        raise
    inner = _SHAPE.inner(outer, STATUS)
    found = Additions(
        country=_SHAPE.want(outer.get(_ISSUER), str),
        sequence=_SHAPE.whole(inner.get(_SEQUENCE)),
        base=_SHAPE.whole(inner.get(_BASE)),
        this_update=_SHAPE.whole(outer.get(_THIS)),
        next_update=_SHAPE.whole(outer.get(_NEXT)),
        entries=_entries(_SHAPE.want(inner.get(_ENTRIES), bytes)),
        kid=kid,
        message=message,
        text=text,
    )
    if not 0 < found.base < found.sequence:
        _SHAPE.refuse()
    if not found.this_update < found.next_update <= found.this_update + LONGEST_LIFE:
        _SHAPE.refuse()
    return found


def require_signed(additions: Additions, signers: Iterable[Certificate], anchors: Iterable[Anchor]) -> None:
    """Signed by one of the status signers that the country's package brought, not withdrawn since.

    Refusal ADDITIONS_SIGNATURE.
    """
    believed, signed = list(anchors), additions.message.to_be_signed()
    for signer in signers:
        if signer.kid != additions.kid or signer.country != additions.country:
            continue
        anchor = issuer_of(signer, believed, STATUS_SIGNING, additions.this_update)
        if anchor is None or anchor.has_revoked(signer):
            continue
        if verifies(signer.key, additions.message.signature, signed):
            return
    raise Refusal("ADDITIONS_SIGNATURE", country=additions.country, sequence=additions.sequence)


def added_to(bulletin: Bulletin, additions: Additions) -> Bulletin:
    """The bulletin with what is added. Refusal ADDITIONS_OTHER_BASE: it is not exactly the one they add to.

    What is on the list already stays as it is: additions change and take away nothing.
    """
    if bulletin.country != additions.country or bulletin.sequence != additions.base:
        raise Refusal(
            "ADDITIONS_OTHER_BASE",
            country=additions.country,
            base=additions.base,
            sequence=additions.sequence,
            here=bulletin.sequence,
        )
    new = {entry.id: entry for entry in additions.entries if bulletin.find(entry.id) is None}
    return replace(
        bulletin,
        sequence=additions.sequence,
        this_update=max(bulletin.this_update, additions.this_update),
        next_update=max(bulletin.next_update, additions.next_update),
        added={**bulletin.added, **new},
        printed=(*bulletin.printed, additions.text),
    )


def _entries(rows: bytes) -> tuple[Entry, ...]:
    if len(rows) % _ENTRY_BYTES or not len(rows) <= MOST * _ENTRY_BYTES:
        _SHAPE.refuse()
    found = []
    for start in range(0, len(rows), _ENTRY_BYTES):
        id8, rest = rows[start : start + ID_BYTES], rows[start + ID_BYTES : start + _ENTRY_BYTES]
        found.append(Entry(id8, int.from_bytes(rest[:2], "big"), rest[2]))
    if any(one.id >= other.id for one, other in pairwise(found)):
        _SHAPE.refuse()
    if any(entry.reason == 0 or entry.day > LAST_DAY for entry in found):
        _SHAPE.refuse()
    return tuple(found)
