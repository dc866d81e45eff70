"""One vector, and the claims that most of them are made of."""

from dataclasses import dataclass, replace
from typing import Any

from certapp.seal import cbor
from certapp.seal.cbor import Item
from certapp.seal.claims import Claims, encode_claims
from certapp.trust.contact import Contact
from tests.trust.authority import DAY, FOUNDED, claims_of

NOW = FOUNDED + 10 * DAY


@dataclass(frozen=True)
class Vector:
    """One text and its verdict. claims: what a believed code says, None where nothing may be shown."""

    name: str
    about: str
    text: str
    outcome: str
    colour: str
    reasons: tuple[str, ...]
    claims: Claims | None = None
    now: int = NOW
    packages: tuple[str, ...] = ("xa",)
    bulletins: tuple[str, ...] = ("xa-2",)
    latest: int = 0
    training: bool = False
    digests: tuple[str, ...] = ()
    grace: tuple[tuple[str, int], ...] = ()
    standing: tuple[tuple[str, int], ...] = ()
    """What trust lists say of every CA here: `withdrawn`, `ended`, `list_next`, in seconds since 1970."""
    printed: tuple[str, ...] = ()
    """Printed bulletins that were added to the one bulletin, in order."""
    contact: Contact | None = None


def claims(nth: int, **changes: Any) -> Claims:
    """The claims of the nth certificate, whose id8 is that number."""
    made = replace(claims_of("XA"), id=nth.to_bytes(8, "big"), number=f"XA-2026-01-{nth:06d}-K")
    return replace(made, **changes)


def payload_of(said: Claims, certificate: dict[int, Item | None], outer: dict[int, Item | None] | None = None) -> bytes:
    """The payload with other values in the map of the certificate and in the outer one; None takes a key out."""
    whole = cbor.decode(encode_claims(said))
    assert isinstance(whole, dict)
    inner = whole[-65537]
    assert isinstance(inner, dict)
    for where, changes in ((inner, certificate), (whole, outer or {})):
        for key, value in changes.items():
            if value is None:
                del where[key]
            else:
                where[key] = value
    return cbor.encode(whole)
