"""A trust list (`*.xctrust`): the country CAs that a list keeper believes, and those that no longer count.

The keeper is a national headquarters or a secretariat; its own certificate is pinned once, by the same 40 digits.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from types import MappingProxyType
from typing import Final

from cryptography import x509

from certapp.model.errors import Refusal
from certapp.model.signing import SigningKey
from certapp.seal import cbor, cose
from certapp.seal.cbor import Item
from certapp.trust.bulletin import LONGEST_LIFE
from certapp.trust.certificate import Certificate
from certapp.trust.es256 import verifies
from certapp.trust.hierarchy import LIST_KEEPING
from certapp.trust.path import read_country_ca
from certapp.trust.signed_list import LAST_DAY, Shape, header_of

TRUST_LIST: Final = -65541
"""The key of the payload under which the list stands."""
MOST_ENTRIES: Final = 1000
LONGEST_GRACE: Final = 365
"""Days."""

_NEXT, _THIS = 4, 6
_SEQUENCE, _ENTRIES, _GRACE = range(1, 4)
_COUNTRY = re.compile("[A-Z]{2}").fullmatch
_SHAPE = Shape("TRUST_LIST_DAMAGED", "TRUST_LIST_NEWER")


class Standing(IntEnum):
    """What the keeper says of a country CA."""

    BELIEVED = 1
    WITHDRAWN = 2


@dataclass(frozen=True, slots=True)
class ListedCa:
    """One country CA on a list. Days since 1970-01-01.

    BELIEVED: what it certified counts where issued from `begins` to `ends` (0: open). WITHDRAWN: nothing under it
    counts any more from the day `begins` on, whatever day stands on the paper.
    """

    certificate: Certificate
    standing: int
    begins: int = 0
    ends: int = 0


@dataclass(frozen=True, slots=True)
class TrustList:
    """A keeper's list. this_update, next_update in seconds since 1970; grace: days by country."""

    sequence: int
    this_update: int
    next_update: int
    entries: tuple[ListedCa, ...]
    grace: Mapping[str, int]
    keeper: Certificate
    raw: bytes = field(repr=False)


def sign_trust_list(
    sequence: int,
    this_update: int,
    next_update: int,
    entries: Iterable[ListedCa],
    key: SigningKey,
    grace: Mapping[str, int] = MappingProxyType({}),
) -> bytes:
    """A list as a COSE_Sign1 by its keeper. ValueError where the content breaks a rule of the format."""
    rows: list[Item] = [
        [each.certificate.country, each.certificate.der, int(each.standing), each.begins, each.ends]
        for each in sorted(entries, key=lambda each: (each.certificate.country, each.certificate.der))
    ]
    listed: dict[int | str, Item] = {_SEQUENCE: sequence, _ENTRIES: rows}
    if grace:
        listed[_GRACE] = [[country, days] for country, days in sorted(grace.items())]
    payload = cbor.encode({_NEXT: next_update, _THIS: this_update, TRUST_LIST: listed})
    data = cose.sign1(header_of(key.certificate), payload, key.sign_raw)
    try:
        read_trust_list(data)
    except Refusal as refusal:
        raise ValueError("a trust list that nobody could read") from refusal
    return data


def read_trust_list(data: bytes) -> TrustList:
    """A list whose signature is good by the keeper that it names; whether that one is believed is for the caller.

    Refusals: TRUST_LIST_DAMAGED, TRUST_LIST_NEWER, NOT_A_LIST_KEEPER, TRUST_LIST_SIGNATURE.
    """
    message, outer, keeper = _SHAPE.parse(data)
    inner = _SHAPE.inner(outer, TRUST_LIST)
    rows = _SHAPE.want(inner.get(_ENTRIES), list)
    if len(rows) > MOST_ENTRIES:
        _SHAPE.refuse()
    found = TrustList(
        sequence=_SHAPE.whole(inner.get(_SEQUENCE)),
        this_update=_SHAPE.whole(outer.get(_THIS)),
        next_update=_SHAPE.whole(outer.get(_NEXT)),
        entries=tuple(_entry(row) for row in rows),
        grace=_grace(inner.get(_GRACE, [])),
        keeper=keeper,
        raw=data,
    )
    if not found.sequence or not found.this_update < found.next_update <= found.this_update + LONGEST_LIFE:
        _SHAPE.refuse()
    if len({each.certificate for each in found.entries}) != len(found.entries):
        _SHAPE.refuse()
    require_keeper(keeper)
    in_time = keeper.not_before <= found.this_update <= keeper.not_after
    if not in_time or not verifies(keeper.key, message.signature, message.to_be_signed()):
        raise Refusal("TRUST_LIST_SIGNATURE", name=keeper.name or keeper.organisation)
    return found


def require_keeper(certificate: Certificate) -> None:
    """Self-signed, for keeping lists and nothing else. Refusal NOT_A_LIST_KEEPER."""
    try:
        extensions = certificate.parsed.extensions
        certificate.parsed.verify_directly_issued_by(certificate.parsed)
        good = (
            not extensions.get_extension_for_class(x509.BasicConstraints).value.ca
            and not extensions.get_extension_for_class(x509.KeyUsage).value.key_cert_sign
            and extensions.get_extension_for_class(x509.KeyUsage).value.digital_signature
            and list(extensions.get_extension_for_class(x509.ExtendedKeyUsage).value) == [LIST_KEEPING]
        )
    except Exception:  # the library raises many kinds at hostile input
        good = False
    if not good:
        raise Refusal("NOT_A_LIST_KEEPER")


def _entry(row: Item) -> ListedCa:
    match row:
        case [str(country), bytes(der), int(standing), int(begins), int(ends)]:
            pass
        case _:
            _SHAPE.refuse()
    try:
        certificate = read_country_ca(der)
    except Refusal:
        _SHAPE.refuse()
    if certificate.der != der or certificate.country != country or standing < 1:
        _SHAPE.refuse()
    if not 0 <= begins <= LAST_DAY or not 0 <= ends <= LAST_DAY or (ends and ends < begins):
        _SHAPE.refuse()
    return ListedCa(certificate, standing, begins, ends)


def _grace(item: Item) -> Mapping[str, int]:
    found: dict[str, int] = {}
    for row in _SHAPE.want(item, list):
        match row:
            case [str(country), int(days)] if _COUNTRY(country) and 0 <= days <= LONGEST_GRACE and country not in found:
                found[country] = days
            case _:
                _SHAPE.refuse()
    return MappingProxyType(found)
