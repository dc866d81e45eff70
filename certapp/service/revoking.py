"""Revoking: two people, a reason, the journal; and the bulletin that carries it to the border."""

from certapp.formdef.kinds import KindError, clean_text
from certapp.model.errors import Refusal
from certapp.register.certificates import certificate, revoked_on
from certapp.register.connection import transaction
from certapp.service.clock import days
from certapp.service.office import Actor, Office
from certapp.service.rights import Right
from certapp.trust.bulletin import RevocationReason

LONGEST_TEXT = 1000
MOST_IN_A_DAY = 20
"""Revoked one by one; more are a list that two people sign as a whole (`mass_revoking`)."""

REASONS: dict[str, RevocationReason] = {
    "CONDITIONS_NOT_MET": RevocationReason.WITHDRAWN,
    "FALSE_STATEMENT": RevocationReason.FRAUD,
    "STOLEN_CLAIM": RevocationReason.OBJECT_STOLEN,
    "COURT_ORDER": RevocationReason.WITHDRAWN,
    "ERROR": RevocationReason.ERROR,
    "HOLDER_REQUEST": RevocationReason.WITHDRAWN,
    "FORM_LOST": RevocationReason.FORM_LOST,
}
"""The office's reasons (code list REVOKE_REASON) and what the border is told of them (docs/formats.md, section 6)."""


def revoke(office: Office, actor: Actor, second: Actor, number: str, reason: str, text: str) -> None:
    """Revoke an issued certificate. One of the two is a supervisor; the journal holds both signatures.

    Raises:
        Refusal: ROLE_MISSING, REVOCATION_NEEDS_SECOND_PERSON, REVOKE_REASON_UNKNOWN, REVOKE_TEXT_WRONG,
            CERTIFICATE_UNKNOWN, CERTIFICATE_ALREADY_REVOKED, REVOCATIONS_MANY.
    """
    for person in (actor, second):
        person.require(Right.REVOKE)
    if not any(person.may(Right.SUPERVISE) for person in (actor, second)):
        raise Refusal("ROLE_MISSING", name=actor.name, roles="SUPERVISOR")
    if actor.id == second.id:
        raise Refusal("REVOCATION_NEEDS_SECOND_PERSON", number=number)
    words = revocation_words(reason, text)
    if revoked_on(office.register, days(office.clock.today)) >= MOST_IN_A_DAY:
        raise Refusal("REVOCATIONS_MANY", most=MOST_IN_A_DAY)
    certificate(office.register, number)
    facts = {"on": days(office.clock.today), "reason": int(REASONS[reason]), "text": words, "ground": reason}
    with transaction(office.register):
        office.record(second, "REVOCATION_CONFIRMED", number, facts)
        office.record(actor, "CERTIFICATE_REVOKED", number, {**facts, "second": second.id})


def revocation_words(reason: str, text: str) -> str:
    """The text of a revocation, tidied. Refusals REVOKE_REASON_UNKNOWN, REVOKE_TEXT_WRONG."""
    if reason not in REASONS:
        raise Refusal("REVOKE_REASON_UNKNOWN", reason=reason[:40], reasons=", ".join(REASONS))
    try:
        return clean_text(text, LONGEST_TEXT, multiline=True)
    except KindError:
        raise Refusal("REVOKE_TEXT_WRONG", most=LONGEST_TEXT) from None
