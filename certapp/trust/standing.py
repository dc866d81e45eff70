"""What lists beyond the bulletin say of a certificate: the country key withdrawn, the number never given out."""

from collections.abc import Iterator
from typing import Final

from certapp.seal.claims import Claims
from certapp.trust.days import DAY, day_of, iso_day
from certapp.trust.path import Anchor
from certapp.trust.verdict import Colour, Outcome, Reason
from certapp.trust.view import TrustView

DEFAULT_GRACE: Final = 30
"""Days past a bulletin's next update after which the words get stronger, where nobody set another number."""

Finding = tuple[Outcome, Colour, Reason]


def country_key_withdrawn(anchor: Anchor, issued_at: int | None, now: int) -> Reason | None:
    """Why nothing under this country CA counts any more, by a trust list. issued_at: of what is judged, if known.

    Never red: the papers are those of honest people, and a thief of the key chooses every date he likes.
    """
    if anchor.withdrawn is not None and now >= anchor.withdrawn:
        since = anchor.withdrawn
    elif anchor.ended is not None and issued_at is not None and issued_at > anchor.ended:
        since = anchor.ended
    else:
        return None
    return Reason("COUNTRY_KEY_WITHDRAWN", {"country": anchor.certificate.country, "day": day_of(since)})


def by_other_lists(claims: Claims, anchor: Anchor, view: TrustView, now: int) -> Iterator[Finding]:
    """Findings that go before what the bulletin says."""
    withdrawn = country_key_withdrawn(anchor, claims.issued_at, max(now, view.latest))
    if withdrawn is not None:
        yield Outcome.UNKNOWN_ISSUER, Colour.AMBER, withdrawn
    digest = view.digests.get(claims.issuer)
    # The later of the two dates: near midnight they differ, and nobody is accused for that.
    issued_on = max(claims.issued_on, claims.issued_at // DAY)
    if digest is not None and digest.rules_out(claims.number, issued_on):
        params = {"number": claims.number, "day": iso_day(digest.complete_to)}
        yield Outcome.NEVER_ISSUED, Colour.RED, Reason("NEVER_ISSUED", params)


def status(claims: Claims, anchor: Anchor, view: TrustView, now: int) -> tuple[Colour, Reason]:
    """What the bulletin says of a certificate that is not on it, and how far lists and bulletin can be relied on."""
    bulletin = view.bulletins.get(claims.issuer)
    if bulletin is None:
        return Colour.AMBER, Reason("STATUS_MISSING", {"country": claims.issuer})
    day = day_of(bulletin.this_update)
    if now > bulletin.next_update:
        days = (now - bulletin.this_update) // DAY
        late = (now - bulletin.next_update) // DAY >= view.grace.get(claims.issuer, DEFAULT_GRACE)
        return Colour.AMBER, Reason("STATUS_STALE_LONG" if late else "STATUS_STALE", {"day": day, "days": days})
    if anchor.list_next is not None and now > anchor.list_next:
        return Colour.AMBER, Reason("TRUST_LIST_STALE", {"day": day_of(anchor.list_next), "country": claims.issuer})
    code = "GENUINE_AFTER_LIST" if claims.issued_at > bulletin.this_update else "GENUINE"
    return Colour.GREEN, Reason(code, {"day": day})
