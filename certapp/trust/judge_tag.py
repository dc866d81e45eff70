"""The verdict on an object's tag: judged as a certificate's code is, and beside a certificate held against it."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from certapp.seal import cbor
from certapp.seal.claims import PERMANENT, Claims, SealedParty
from certapp.seal.object_tag import ObjectTag, read_tag
from certapp.seal.text import TAG_PREFIX
from certapp.trust.judge import Withdrawn, judge
from certapp.trust.verdict import Outcome, Reason, Verdict
from certapp.trust.view import TrustView

_COMPARE: Final = "COMPARE"


def judge_tag(
    text: str, view: TrustView, now: int, withdrawn: Mapping[bytes, Withdrawn] = MappingProxyType({})
) -> tuple[Verdict, ObjectTag | None]:
    """The verdict on the text of a tag's code, and what it says where its signer is believed. Never raises a Refusal.

    The same rules in the same order as for a certificate: kid, signature, the signer's path, then revocation by id8,
    dates and the rest. A genuine tag makes no certificate: TAG_COMPARE says so.
    """
    read: list[ObjectTag] = []

    def standing(payload: cbor.Item) -> Claims:
        read.append(read_tag(payload))
        return _as_claims(read[0])

    verdict = judge(text, view, now, withdrawn, prefix=TAG_PREFIX, read=standing)
    tag = read[0] if verdict.claims is not None else None
    reasons = tuple(_of_tag(reason, tag) for reason in verdict.reasons)
    return replace(verdict, reasons=reasons, claims=None), tag


def tag_beside(
    text: str,
    claims: Claims,
    view: TrustView,
    now: int,
    withdrawn: Mapping[bytes, Withdrawn] = MappingProxyType({}),
) -> ObjectTag | None:
    """The tag where its signature is good and it belongs to the certificate of `claims`, which is believed; else None.

    Another signer of the same authority may have signed it: tags are made later too.
    """
    verdict, tag = judge_tag(text, view, now, withdrawn)
    if tag is None or verdict.outcome is Outcome.NOT_GENUINE:
        return None
    same = (tag.issuer, tag.id, tag.number, tag.object_count) == (
        *(claims.issuer, claims.id, claims.number, claims.object_count),
    )
    return tag if same and claims.record_digest.startswith(tag.record_digest) else None


def _of_tag(reason: Reason, tag: ObjectTag | None) -> Reason:
    if reason.code != _COMPARE or tag is None:
        return reason
    return Reason("TAG_COMPARE", {"number": tag.number, "object": tag.object_number, "count": tag.object_count})


def _as_claims(tag: ObjectTag) -> Claims:
    """As much of its certificate's claims as decides whether it still counts; nothing else of it is looked at."""
    nobody = SealedParty("", tag.issuer)
    return Claims(
        issuer=tag.issuer,
        expires=tag.expires,
        issued_at=tag.made_at,
        id=tag.id,
        number=tag.number,
        issued_on=tag.issued_on,
        valid_until=tag.expires // 86400,
        kind=PERMANENT,
        owner=nobody,
        consignee=nobody,
        destination=tag.issuer,
        object_count=tag.object_count,
        objects=(),
        record_digest=tag.record_digest,
    )
