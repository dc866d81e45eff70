"""Codes on which register digests, trust lists and the grace have something to say."""

from collections.abc import Iterator
from typing import Any

from certapp.seal.claims import encode_claims
from tests.trust.authority import DAY, FOUNDED
from tests.vectors.lists import Lists
from tests.vectors.texts import text_of
from tests.vectors.vector import NOW, Vector, claims


def vectors(lists: Lists) -> Iterator[Vector]:
    """All of them; the digest is complete to eight days after the founding."""

    def judged(name: str, about: str, nth: int, verdict: tuple[str, str, tuple[str, ...]], **how: Any) -> Vector:
        said = claims(nth, **how.pop("changes", {}))
        text = text_of(how.pop("key", lists.xa.signer), encode_claims(said))
        return Vector(name, about, text, *verdict, said, **how)

    green = ("GENUINE", "green", ("GENUINE", "COMPARE"))
    never = ("NEVER_ISSUED", "red", ("NEVER_ISSUED",))
    yield judged("given-out", "In the register digest.", 1, green, digests=("xa",))
    yield judged("never-issued", "Not in a digest that is complete to its day.", 60, never, digests=("xa",))
    late = {"issued_on": FOUNDED // DAY + 9, "issued_at": FOUNDED + 9 * DAY}
    yield judged(
        "issued-after-digest", "Issued after the digest was complete.", 60, green, digests=("xa",), changes=late
    )
    midnight = {"issued_on": FOUNDED // DAY + 8, "issued_at": FOUNDED + 9 * DAY}
    yield judged(
        "issued-at-midnight", "The later of its two days counts.", 60, green, digests=("xa",), changes=midnight
    )
    both = ("NEVER_ISSUED", "red", ("NEVER_ISSUED", "REVOKED_FRAUD"))
    yield judged("never-issued-and-revoked", "Both are told, never issued first.", 105, both, digests=("xa",))
    revoked = ("REVOKED", "red", ("REVOKED_ERROR",))
    yield judged("given-out-and-revoked", "In the digest, and revoked.", 101, revoked, digests=("xa",))

    stale = ("GENUINE", "amber", ("STATUS_STALE_LONG", "COMPARE"))
    long_after = {"now": lists.next_update + 30 * DAY}
    yield judged("stale-beyond-grace", "Thirty days after the next update was due.", 1, stale, **long_after)
    yield judged("stale-beyond-own-grace", "A grace of two days.", 1, stale, bulletins=("xa-1",), grace=(("XA", 2),))
    within = ("GENUINE", "amber", ("STATUS_STALE", "COMPARE"))
    yield judged("stale-within-grace", "A grace of six days.", 1, within, bulletins=("xa-1",), grace=(("XA", 6),))

    withdrawn = ("UNKNOWN_ISSUER", "amber", ("COUNTRY_KEY_WITHDRAWN",))
    yield judged(
        "country-key-withdrawn", "A trust list withdrew the CA.", 1, withdrawn, standing=(("withdrawn", NOW - DAY),)
    )
    yield judged(
        "country-key-withdrawn-later",
        "It is withdrawn from tomorrow on.",
        1,
        green,
        standing=(("withdrawn", NOW + DAY),),
    )
    yield judged(
        "country-key-ended",
        "Issued after the day to which the CA counts.",
        1,
        withdrawn,
        standing=(("ended", FOUNDED),),
    )
    yield judged("country-key-not-ended", "Issued on that day.", 1, green, standing=(("ended", FOUNDED + DAY),))
    beside = ("UNKNOWN_ISSUER", "amber", ("COUNTRY_KEY_WITHDRAWN", "REVOKED_ERROR"))
    yield judged(
        "country-key-withdrawn-and-revoked",
        "What else was found is told.",
        101,
        beside,
        standing=(("withdrawn", FOUNDED),),
    )
    yield judged(
        "country-key-withdrawn-signer-stolen",
        "A withdrawn CA says nothing against its signers.",
        1,
        withdrawn,
        key=lists.stolen,
        standing=(("withdrawn", FOUNDED),),
    )
    listed = ("GENUINE", "amber", ("TRUST_LIST_STALE", "COMPARE"))
    yield judged(
        "trust-list-stale", "Believed by a list alone that is overdue.", 1, listed, standing=(("list_next", NOW - 1),)
    )
    yield judged("trust-list-in-force", "Believed by a list alone.", 1, green, standing=(("list_next", NOW),))
