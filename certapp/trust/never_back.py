"""That no list ever goes back: what was seen of each country, and how late it certainly is."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from certapp.model.errors import Refusal
from certapp.trust.bulletin import Bulletin, glance_at_bulletin
from certapp.trust.path import Anchor
from certapp.trust.register_digest import RegisterDigest, parse_digest
from certapp.trust.store_folder import DAY, State, StoreFolder

LONGEST_STEP: Final = 400 * DAY
"""Seconds that one import may move the latest certain time, or a rogue signer could end time at 2099."""


def follows(files: StoreFolder, bulletin: Bulletin, state: State, *anchors: Anchor) -> bool:
    """Whether a bulletin is newer than any seen; the same one again only where it was lost or only added to."""
    seen = seen_sequence(files, bulletin.country, state, anchors)
    stored = stored_bulletin(files, bulletin.country)
    lost = stored is None or glance_at_bulletin(stored).sequence < seen
    return bulletin.sequence > seen or (lost and bulletin.sequence == seen)


def seen_sequence(files: StoreFolder, country: str, state: State, anchors: Iterable[Anchor]) -> int:
    """The highest sequence seen; 0 if it came from a signer that was revoked since, who may have lied."""
    stored = stored_bulletin(files, country)
    if stored is None:
        return state.sequences.get(country, 0)
    try:
        bulletin = glance_at_bulletin(stored)
    except Refusal:
        return state.sequences.get(country, 0)
    if any(anchor.has_revoked(bulletin.signer) for anchor in anchors):
        return 0
    return max(bulletin.sequence, state.sequences.get(country, 0))


def why_not_newer(files: StoreFolder, bulletin: Bulletin, seen: int) -> Refusal:
    """Why a bulletin that does not follow was not taken in.

    BULLETIN_ROLLED_BACK: a newer one is here. BULLETIN_NEWER_LOST: it was, and is lost. BULLETIN_CONTRADICTED: the one
    here has the same number, or a higher one and an earlier time. An authority never signs two such: one of them is by
    who stole its key, or of an office that was restored from a backup.
    """
    params = {"country": bulletin.country, "seen": seen, "offered": bulletin.sequence}
    stored = stored_bulletin(files, bulletin.country)
    try:
        here = None if stored is None else glance_at_bulletin(stored)
    except Refusal:
        here = None
    if here is None:
        return Refusal("BULLETIN_NEWER_LOST", **params)
    backwards = bulletin.sequence < here.sequence and bulletin.this_update > here.this_update
    same_number = bulletin.sequence == here.sequence and bulletin.raw != stored
    if backwards or same_number:
        return Refusal("BULLETIN_CONTRADICTED", **params)
    return Refusal("BULLETIN_ROLLED_BACK", **params)


def is_newer(files: StoreFolder, digest: RegisterDigest, state: State, *anchors: Anchor) -> bool:
    """Whether a digest is newer than any seen of its country, as `follows` for bulletins."""
    stored = files.stored("digests", f"{digest.country}.xcdigest")
    seen = state.digests.get(digest.country, 0)
    if stored is None:
        return digest.made_at >= seen
    try:
        here = parse_digest(stored)
    except Refusal:
        return digest.made_at >= seen
    if any(anchor.has_revoked(here.signer) for anchor in anchors):
        return True
    return digest.made_at > seen and digest.complete_to >= here.complete_to


def moved(state: State, made: list[int], now: int) -> tuple[State, int | None]:
    """The latest certain time after lists of these times; and the time claimed, where it is too far ahead."""
    newest = max(made, default=0)
    reach = (state.latest or now) + LONGEST_STEP
    latest = max(state.latest, min(newest, reach))
    if newest <= reach:
        return replace(state, latest=latest), None
    return replace(state, latest=latest, claimed=newest), newest


def stored_bulletin(files: StoreFolder, country: str) -> bytes | None:
    """The full bulletin of a country as it lies here."""
    return files.stored("bulletins", f"{country}.xcstatus")
