"""The verdict on a code: who signed it, is the signature good, does it still count. No file, clock or net."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from certapp.model.errors import Refusal
from certapp.seal import cbor, cose
from certapp.seal.claims import Claims, read_claims
from certapp.seal.signed_picture import SignedPicture, decode_picture, parse_picture
from certapp.seal.text import CODE_PREFIX, from_text
from certapp.trust.bulletin import Bulletin, Policy, RevocationReason
from certapp.trust.certificate import Certificate, read_certificate
from certapp.trust.contact import Contact
from certapp.trust.days import DAY, day_of, iso_day
from certapp.trust.es256 import verifies
from certapp.trust.hierarchy import DOCUMENT_SIGNING, office_in
from certapp.trust.path import Anchor, issuer_of
from certapp.trust.second import DOUBTFUL, WRONG, second_person
from certapp.trust.standing import Finding, by_other_lists, country_key_withdrawn, status
from certapp.trust.verdict import Colour, ListAges, Outcome, Reason, Verdict
from certapp.trust.view import TrustView

_ISSUER_CLAIM = 1
_UNREAD = {"NOT_OUR_CODE": Outcome.NOT_OURS, "CODE_NEWER": Outcome.NEWER_FORMAT}
_REVOKED_SENTENCES: Mapping[int, str] = {
    RevocationReason.ERROR: "REVOKED_ERROR",
    RevocationReason.FORM_LOST: "REVOKED_FORM_LOST",
    RevocationReason.OBJECT_STOLEN: "REVOKED_OBJECT_STOLEN",
    RevocationReason.FRAUD: "REVOKED_FRAUD",
    RevocationReason.WITHDRAWN: "REVOKED_WITHDRAWN",
    RevocationReason.SUSPENDED: "REVOKED_SUSPENDED",
}


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A revocation that no bulletin knows of yet: day (since 1970-01-01), `RevocationReason`, and what replaced it."""

    day: int
    reason: int
    number: str = ""


@dataclass(frozen=True, slots=True)
class Lists:
    """What every verdict says of the lists that it rests on."""

    ages: ListAges
    contact: Contact | None

    def verdict(
        self,
        outcome: Outcome,
        colour: Colour,
        *reasons: Reason,
        claims: Claims | None = None,
        signer: bytes | None = None,
    ) -> Verdict:
        """A verdict that rests on them."""
        return Verdict(outcome, colour, reasons, claims, self.ages, signer, self.contact)

    def not_genuine(self, reason: Reason) -> Verdict:
        """Altered, or by somebody else."""
        return self.verdict(Outcome.NOT_GENUINE, Colour.RED, reason)


def judge(
    text: str,
    view: TrustView,
    now: int,
    withdrawn: Mapping[bytes, Withdrawn] = MappingProxyType({}),
    *,
    prefix: str = CODE_PREFIX,
    read: Callable[[cbor.Item], Claims] = read_claims,
) -> Verdict:
    """The verdict on the text of a code, as scanned, typed or pasted; '' when nothing could be read.

    now: this computer's clock, seconds since 1970. withdrawn: by certificate id. Never raises a Refusal.
    prefix, read: of another kind of code that is judged by the same rules (`judge_tag`).
    Of several findings the gravest gives the outcome, and what no clock can change (revoked, expired) goes
    before a doubtful clock: setting it back must not turn red into amber.
    """
    if not text.strip():
        return Verdict(Outcome.UNREADABLE, Colour.GREY, (Reason("NOTHING_READ"),))
    try:
        message = cose.parse(from_text(text, prefix))
        kid = cose.code_kid(message)
        payload = cbor.decode(message.payload)
        country = _country(payload)
    except Refusal as refusal:
        return _unread(refusal)
    lists = lists_here(view, country, now)
    signers = [signer for signer in view.signers.get(kid, ()) if signer.country == country]
    if not signers:
        code = "SIGNER_UNKNOWN" if country in view.anchors else "COUNTRY_UNKNOWN"
        return lists.verdict(Outcome.UNKNOWN_ISSUER, Colour.AMBER, Reason(code, {"country": country}))
    signed = message.to_be_signed()
    signer = next((each for each in signers if verifies(each.key, message.signature, signed)), None)
    if signer is None:
        return lists.not_genuine(Reason("SIGNATURE_WRONG"))
    try:
        claims = read(payload)
    except Refusal as refusal:
        return _unread(refusal)
    anchor = issuer_of(signer, view.anchors.get(country, ()), DOCUMENT_SIGNING, claims.issued_at)
    if anchor is None:
        in_time = signer.not_before <= claims.issued_at <= signer.not_after
        return lists.not_genuine(Reason("SIGNER_NOT_TRUSTED" if in_time else "SIGNED_OUT_OF_TIME"))
    if not _of_signers_office(claims.number, signer):
        return lists.not_genuine(Reason("NUMBER_OF_OTHER_SIGNER", {"number": claims.number}))
    lost = _lost(signer, anchor, view, message.payload)
    if lost is not None and country_key_withdrawn(anchor, claims.issued_at, max(now, view.latest)) is None:
        return lists.not_genuine(lost)
    second = second_person(claims, payload, anchor, view) if prefix == CODE_PREFIX else None
    if second is not None and second.code == WRONG:
        return lists.not_genuine(second)
    findings = tuple(_findings(claims, signer, anchor, view, now, withdrawn, second))
    outcome, colour, _ = findings[0]
    return lists.verdict(outcome, colour, *(reason for _, _, reason in findings), claims=claims, signer=signer.der)


def judge_picture(text: str, verdict: Verdict) -> SignedPicture:
    """The picture in the text of a second code, which must be by the signer and for the certificate of `verdict`.

    Refusals: PICTURE_CODE_FALSE (signed by another, altered, or of another certificate; also where the first code is
    not believed), CODE_NEWER, CODE_TOO_LONG, CODE_DAMAGED, NOT_OUR_CODE.
    """
    message, kid = parse_picture(text)
    if verdict.claims is None or verdict.signer is None:
        raise Refusal("PICTURE_CODE_FALSE")
    signer = read_certificate(verdict.signer)
    if kid != signer.kid or not verifies(signer.key, message.signature, message.to_be_signed()):
        raise Refusal("PICTURE_CODE_FALSE")
    picture = decode_picture(message.payload)
    if picture.id != verdict.claims.id or picture.number > verdict.claims.object_count:
        raise Refusal("PICTURE_CODE_FALSE")
    return picture


def signer_path(certificate: bytes, view: TrustView, now: int) -> Reason | None:
    """Why a document signer (DER) that a file brought along is not believed; None when it is.

    It must be among the signers the authority itself handed out: what a file brings is never believed for it.
    """
    try:
        signer = read_certificate(certificate)
    except Refusal as refusal:
        return Reason(refusal.code, refusal.params)
    if signer not in view.signers.get(signer.kid, ()):
        code = "SIGNER_UNKNOWN" if signer.country in view.anchors else "COUNTRY_UNKNOWN"
        return Reason(code, {"country": signer.country})
    anchor = issuer_of(signer, view.anchors.get(signer.country, ()), DOCUMENT_SIGNING, signer.not_before)
    if anchor is None:
        return Reason("SIGNER_NOT_TRUSTED")
    surely = max(now, view.latest)
    withdrawn = country_key_withdrawn(anchor, None, surely)
    return withdrawn or _lost(signer, anchor, view, None) or _outlived(signer, anchor, surely)


def _findings(
    claims: Claims,
    signer: Certificate,
    anchor: Anchor,
    view: TrustView,
    now: int,
    withdrawn: Mapping[bytes, Withdrawn],
    second: Reason | None,
) -> Iterator[Finding]:
    """What there is to say of a certificate with a good signature, the gravest first."""
    grave = list(_grave(claims, signer, anchor, view, now, withdrawn))
    yield from grave
    # Where something grave was found, this is only said beside it.
    outcome = grave[0][0] if grave else Outcome.GENUINE
    colour, said = status(claims, anchor, view, now)
    doubtful = second is not None and second.code in DOUBTFUL
    if doubtful and second is not None:
        colour = Colour.AMBER
        yield outcome, colour, second
    if not grave:
        yield outcome, colour, said
    if second is not None and not doubtful:
        yield outcome, colour, second
    if claims.unknown_fields:
        yield outcome, colour, Reason("UNKNOWN_FIELDS", {"count": claims.unknown_fields})
    if anchor.certificate.training and view.in_training:
        yield outcome, colour, Reason("TEST_KEYS")
    if not grave:
        yield outcome, colour, Reason("COMPARE")


def _grave(
    claims: Claims,
    signer: Certificate,
    anchor: Anchor,
    view: TrustView,
    now: int,
    withdrawn: Mapping[bytes, Withdrawn],
) -> Iterator[Finding]:
    surely = max(now, view.latest)
    yield from by_other_lists(claims, anchor, view, now)
    revoked = revocation_of(claims.id, view.bulletins.get(claims.issuer), withdrawn)
    if revoked is not None:
        outcome, why = why_revoked(revoked)
        yield outcome, Colour.RED, why
    if claims.expires < surely:
        yield Outcome.EXPIRED, Colour.RED, Reason("EXPIRED", {"day": day_of(claims.expires)})
    outlived = _outlived(signer, anchor, surely)
    if outlived is not None:
        yield Outcome.EXPIRED, Colour.AMBER, outlived
    if claims.issued_at > now + DAY:
        clock = {"day": day_of(claims.issued_at), "clock": day_of(now)}
        yield Outcome.CLOCK_SUSPECT, Colour.AMBER, Reason("ISSUED_IN_FUTURE", clock)
    if now < view.latest - DAY:
        clock = {"day": day_of(view.latest), "clock": day_of(now)}
        yield Outcome.CLOCK_SUSPECT, Colour.AMBER, Reason("CLOCK_BEHIND", clock)
    # A day's grace: where it was issued the day may have begun earlier.
    if claims.issued_on * DAY > now + DAY:
        yield Outcome.NOT_YET_VALID, Colour.RED, Reason("NOT_YET_VALID", {"day": iso_day(claims.issued_on)})
    if anchor.certificate.training and not view.in_training:
        yield Outcome.TEST_PAPER, Colour.RED, Reason("TEST_PAPER")


def why_revoked(revoked: Withdrawn) -> tuple[Outcome, Reason]:
    """Outcome and reason of a revocation, on the bulletin or not yet."""
    day = {"day": iso_day(revoked.day)}
    if revoked.reason != RevocationReason.SUPERSEDED:
        # a newer program may know more reasons
        return Outcome.REVOKED, Reason(_REVOKED_SENTENCES.get(revoked.reason, "REVOKED"), day)
    if revoked.number:
        return Outcome.REPLACED, Reason("REPLACED_BY", {**day, "number": revoked.number})
    return Outcome.REPLACED, Reason("REPLACED", day)


def revocation_of(
    certificate_id: bytes, bulletin: Bulletin | None, withdrawn: Mapping[bytes, Withdrawn]
) -> Withdrawn | None:
    """The entry of a certificate, on the bulletin or by what this office itself has revoked since."""
    entry = None if bulletin is None else bulletin.find(certificate_id)
    if entry is None:
        return withdrawn.get(certificate_id)
    own = withdrawn.get(certificate_id)
    number = entry.number or (own.number if own is not None and own.reason == entry.reason else "")
    return Withdrawn(entry.day, entry.reason, number)


def _of_signers_office(number: str, signer: Certificate) -> bool:
    """Whether a number CC-YYYY-OO-... names the signer's own country and office: no office makes another's."""
    parts = number.split("-")
    return len(parts) == 5 and parts[0] == signer.country and parts[2] == office_in(signer)


def _lost(signer: Certificate, anchor: Anchor, view: TrustView, payload: bytes | None) -> Reason | None:
    """Why nothing of this signer is believed any more, unless the authority listed exactly this payload."""
    bulletin = view.bulletins.get(signer.country)
    policy = None if bulletin is None else bulletin.compromised.get(signer.kid)
    if bulletin is not None and policy is not None:
        if policy == Policy.ONLY_LISTED and payload is not None and bulletin.allows(payload):
            return None
        return Reason("SIGNER_COMPROMISED")
    return Reason("SIGNER_REVOKED") if anchor.has_revoked(signer) else None


def _outlived(signer: Certificate, anchor: Anchor, now: int) -> Reason | None:
    end = min(signer.not_after, anchor.certificate.not_after)
    return Reason("SIGNER_EXPIRED", {"day": day_of(end)}) if end < now else None


def _country(claims: cbor.Item) -> str:
    """The country a payload names: needed before its signature can be checked, so nothing but a guess."""
    country = claims.get(_ISSUER_CLAIM) if isinstance(claims, dict) else None
    if not isinstance(country, str) or len(country) != 2 or not country.isascii() or not country.isupper():
        raise Refusal("CODE_DAMAGED", detail="country")
    return country


def lists_here(view: TrustView, country: str, now: int) -> Lists:
    """What there is of a country here: how old its lists are, and whom to ask."""
    bulletin = view.bulletins.get(country)
    return Lists(_ages(bulletin, view, country, now), None if bulletin is None else bulletin.contact)


def _ages(bulletin: Bulletin | None, view: TrustView, country: str, now: int) -> ListAges:
    made = [anchor.crl.this_update for anchor in view.anchors.get(country, ()) if anchor.crl is not None]
    package_age = max(0, (now - max(made)) // DAY) if made else None
    if bulletin is None:
        return ListAges(package_age_days=package_age)
    return ListAges(
        bulletin_sequence=bulletin.sequence,
        bulletin_this=bulletin.this_update,
        bulletin_next=bulletin.next_update,
        bulletin_age_days=max(0, (now - bulletin.this_update) // DAY),
        package_age_days=package_age,
    )


def _unread(refusal: Refusal) -> Verdict:
    outcome = _UNREAD.get(refusal.code, Outcome.UNREADABLE)
    return Verdict(outcome, Colour.GREY, (Reason(refusal.code, refusal.params),))
