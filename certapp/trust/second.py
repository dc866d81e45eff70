"""The second signature in a code: did the person who approved it sign what it says. No file, clock or net."""

from collections.abc import Sequence
from typing import Final

from certapp.seal import cbor
from certapp.seal.claims import Claims
from certapp.seal.second import second_to_be_signed
from certapp.trust.certificate import Certificate
from certapp.trust.days import iso_day
from certapp.trust.es256 import verifies
from certapp.trust.hierarchy import ACTING
from certapp.trust.path import Anchor, issuer_of
from certapp.trust.second_required import required_since
from certapp.trust.verdict import Reason
from certapp.trust.view import TrustView

WRONG: Final = "SECOND_SIGNATURE_WRONG"
DOUBTFUL: Final = frozenset({"SECOND_MISSING", "SECOND_UNCHECKED"})
"""By the bulletin there must be a second signature, and there is none, or none that can be checked: no green."""


def second_person(claims: Claims, payload: cbor.Item, anchor: Anchor, view: TrustView) -> Reason | None:
    """What there is to say of the second signature: yes, not shown, wrong; None where the country shows none at all.

    Where the country's bulletin says that there must be one, what is not shown is `DOUBTFUL`. Who approves may stand
    under another CA of the country than the office does: while it moves under a new one, each has its own day.
    """
    others = (each for each in view.anchors.get(claims.issuer, ()) if each.withdrawn is None)
    anchors = list(dict.fromkeys((anchor, *others)))
    bulletin = view.bulletins.get(claims.issuer)
    since = None if bulletin is None else required_since(claims, bulletin.second_since)
    asked = {} if since is None else {"day": iso_day(since)}
    own = [each for same in view.approvers.values() for each in same if _its_anchor(each, anchors)]
    if claims.second is None:
        if asked:
            return Reason("SECOND_MISSING", asked)
        return Reason("SECOND_NOT_SHOWN") if own else None
    signed = second_to_be_signed(claims.second.kid, payload)
    known = _acting(claims.second.kid, view, anchors, claims.issued_at)
    if not known:
        return Reason("SECOND_UNCHECKED", asked) if asked else Reason("SECOND_UNKNOWN")
    person = next((each for each in known if verifies(each.key, claims.second.signature, signed)), None)
    return Reason(WRONG) if person is None else Reason("SECOND_SIGNED", {"name": person.name})


def person_counts(kid: bytes, view: TrustView, country: str, at: int) -> bool:
    """Whether a second signature by this key would count in a code of `country` made at a time (seconds since 1970)."""
    anchors = [each for each in view.anchors.get(country, ()) if each.withdrawn is None]
    return bool(_acting(kid, view, anchors, at))


def _acting(kid: bytes, view: TrustView, anchors: Sequence[Anchor], at: int) -> list[Certificate]:
    """The certificates with this kid that stand under one of the CAs, and whose key was neither revoked nor not there
    yet at that time."""
    found = ((each, _its_anchor(each, anchors)) for each in view.approvers.get(kid, ()))
    return [each for each, its in found if its is not None and not _ended(each, its, at)]


def _its_anchor(certificate: Certificate, anchors: Sequence[Anchor]) -> Anchor | None:
    return issuer_of(certificate, anchors, ACTING, certificate.not_before)


def _ended(certificate: Certificate, anchor: Anchor, at: int) -> bool:
    """Whether the person's key was revoked, or not there yet, when the code was signed."""
    revoked = () if anchor.crl is None else anchor.crl.dates
    return certificate.not_before > at or any(number == certificate.number and when <= at for number, when in revoked)
