"""What the person who approved signs of a code: all that the approval knew of it, and id8, so that it counts once.

The statement is the payload without number, days and record digest, which only the issue knows. Whoever reads a code
makes it anew from the payload, so the code carries no more than who signed (kid) and the signature.
"""

from typing import Final

from certapp.seal import cbor
from certapp.seal.claims import Claims, encode_claims
from certapp.seal.cose import ALG, ES256, KID, to_be_signed

_ISSUER, _ID, _CERTIFICATE, _STATEMENT = 1, 7, -65537, -65553
_APPROVED: Final = (4, 5, 6, 7, 8, 9, 11, 12, 13)
"""Kind, owner, consignee, destination, count, objects, applicant, return, replaced: what is decided by an approval."""


def second_to_be_signed(kid: bytes, payload: cbor.Item) -> bytes:
    """The Sig_structure for the key `kid` over what a decoded payload says. ValueError where it is no code's."""
    inner = payload.get(_CERTIFICATE) if isinstance(payload, dict) else None
    if not isinstance(payload, dict) or not isinstance(inner, dict):
        raise ValueError("not the payload of a code")
    statement: dict[int | str, cbor.Item] = {
        _ISSUER: payload[_ISSUER],
        _ID: payload[_ID],
        _STATEMENT: {key: inner[key] for key in _APPROVED if key in inner},
    }
    return to_be_signed({ALG: ES256, KID: kid}, cbor.encode(statement))


def second_of_claims(kid: bytes, claims: Claims) -> bytes:
    """The same of claims that are not in a code yet. Refusals as of `encode_claims`."""
    return second_to_be_signed(kid, cbor.decode(encode_claims(claims)))
