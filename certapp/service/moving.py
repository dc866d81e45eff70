"""An office moves under a new country CA: asked for at that CA, taken in from files, with both CAs believed meanwhile.

1 the old CA introduces the new one, and the posts take it in; 2 the office makes new keys and asks the new CA; 3 the
answer is taken in by two people: from now on the office's people, its bulletins and its packages are under the new CA.
Its document signer waits, as at every renewal, until the package with it has reached the border. What was issued under
the old CA stays good under it.
"""

from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from certapp.model.errors import Refusal
from certapp.register.connection import transaction
from certapp.service.ceremony import (
    Taken,
    Wanted,
    Written,
    asked_as,
    build_request,
    note_answer,
    request_of,
    roster_in_force,
    take_over_all,
)
from certapp.service.introducing import INTRODUCTION
from certapp.service.next_ca import lay_ready, settle_next_ca
from certapp.service.office import CA_CERTIFICATE, CRL, ROSTER, Actor, Office, Passphrase
from certapp.service.rights import Right
from certapp.trust.carried import Answer, Kind, read_answer
from certapp.trust.certificate import Certificate, read_certificate
from certapp.trust.fingerprint import fingerprint40, same_fingerprint
from certapp.trust.keyfile import DEFAULT_COST, KdfCost
from certapp.trust.keyring import DOCUMENT_SIGNER, personal, waiting
from certapp.trust.package import build_package
from certapp.trust.path import Anchor, introduced_by, read_crl
from certapp.trust.roster_chain import Signed, keep, linked, read_signed

SECOND: Final = (Right.REVOKE, Right.KEEP_KEYS, Right.AUDIT)
"""One of these the second person has: in a small office there is but one who keeps keys."""


@dataclass(frozen=True)
class Moved:
    """The 40 digits of the CA before and of the one from now on; what the answer brought."""

    before: str
    now: str
    taken: Taken


def keys_made_anew(office: Office) -> tuple[Wanted, ...]:
    """What an office asks of a new CA: its signers' keys, and those of everybody whose key is here."""
    here = office.keys.names()
    people = tuple(
        Wanted(Kind.PERSON, official.id, official.name, official.roles)
        for official in office.roster.officials
        if personal(official.id) in here
    )
    status = (Wanted(Kind.STATUS_SIGNER),) if office.signs_bulletins else ()
    return (Wanted(Kind.DOCUMENT_SIGNER, office.code, place=office.keys.placed(DOCUMENT_SIGNER)), *status, *people)


def ask_new_ca(office: Office, passphrase: Passphrase, cost: KdfCost = DEFAULT_COST) -> Written:
    """New keys for the office and for everybody whose key is here, and the request to the new CA.

    `passphrase` is asked for each new key's ('document_signer', 'status_signer', a user's id), or the PIN of a token.
    Anybody may ask: a request gives no right. Refusals of `ceremony.ask`.
    """
    request = build_request(
        office.keys,
        keys_made_anew(office),
        passphrase,
        country=office.country,
        office=office.code,
        authority=office.authority,
        now=office.clock.seconds,
        held=(roster_in_force(office).data, b""),
        cost=cost,
    )
    return asked_as(office.keys, request)


def move(
    office: Office,
    actor: Actor,
    second: Actor,
    data: bytes,
    introduction: bytes,
    digits: str,
    passphrase: Passphrase,
) -> Moved:
    """Take in the new CA's answer: the office stands under that CA from now on.

    actor, who keeps keys, and any second person, with their keys under the old CA. introduction: DER, by the old CA's
    key. digits: the new CA's 40, told by another road. `passphrase` is asked for the actor's new key. All is checked
    before anything changes; cut short behind the journal's entry, it is brought to its end when the office is opened.

    Refusals: ROLE_MISSING, CA_MOVE_NEEDS_TWO, CA_IS_THE_SAME, ANCHOR_FINGERPRINT_DIFFERS, INTRODUCTION_NOT_OURS,
    ANSWER_TO_NOTHING, ROSTER_LINK (the answer does not follow the rosters here), CERTIFICATE_OF_OTHER_KEY,
    USER_UNKNOWN (the actor is not among its people), those of `read_answer`.
    """
    actor.require(Right.KEEP_KEYS)
    second.require(*SECOND)
    if actor.id == second.id:
        raise Refusal("CA_MOVE_NEEDS_TWO")
    trust = office.folder.trust
    old = read_certificate((trust / CA_CERTIFICATE).read_bytes())
    answer = read_answer(data)
    new = read_certificate(answer.ca)
    _require_believed(old, new, introduction, digits)
    request_of(office, answer)
    read_crl(answer.crl, new)
    link, rosters = _rosters(office, answer)
    official = rosters[-1].roster.official(actor.id)
    if official is None:
        raise Refusal("USER_UNKNOWN", user=actor.id)
    for kind, subject, certificate in answer.certificates:
        office.keys.certify_next(Wanted(kind, subject).key, certificate, (answer.ca,))
    renewed = Actor(official, office.keys.open(waiting(personal(actor.id)), passphrase(actor.id), office.clock.wall()))
    who = f"{actor.name}, {second.name}"
    office.trust.import_file(_package(answer, introduction), office.clock.seconds, fingerprint40(new.der), who)
    keep(trust, (link,))
    lay_ready(
        trust,
        {
            CA_CERTIFICATE: new.der,
            CRL: answer.crl,
            ROSTER: rosters[-1].data,
            INTRODUCTION: introduction,
            **{f"rosters/{each.sequence:06}.xcroster": each.data for each in rosters},
        },
    )
    facts = {
        "from": office.settings["fingerprint"],
        "to": fingerprint40(new.der),
        "introduction": sha256(introduction).digest(),
        "roster": rosters[-1].digest,
        "request": answer.id.hex(),
    }
    with office.in_force.taking(rosters[-1].roster), transaction(office.register):
        office.record(second, "CA_MOVE_CONFIRMED", "country_ca", facts)
        office.record(actor, "CA_MOVED", "country_ca", {**facts, "second": second.id})
        note_answer(office, renewed, answer, rosters)
    settle_next_ca(trust, fingerprint40(new.der))
    before = str(office.settings["fingerprint"])
    office.settings["fingerprint"] = fingerprint40(new.der)
    office.in_force.roster = rosters[-1].roster
    return Moved(before, fingerprint40(new.der), take_over_all(office, renewed, answer))


def _require_believed(old: Certificate, new: Certificate, introduction: bytes, digits: str) -> None:
    if new == old:
        raise Refusal("CA_IS_THE_SAME")
    if not same_fingerprint(digits, fingerprint40(new.der)):
        raise Refusal("ANCHOR_FINGERPRINT_DIFFERS", country=new.country, fingerprint=fingerprint40(new.der))
    if introduced_by(introduction, new, [Anchor(old)]) is None:
        raise Refusal("INTRODUCTION_NOT_OURS")


def _rosters(office: Office, answer: Answer) -> tuple[Signed, tuple[Signed, ...]]:
    """The new CA's rosters, which follow one of the old CA's: that is the first of the answer. Refusal ROSTER_LINK."""
    old = (office.folder.trust / CA_CERTIFICATE).read_bytes()
    if len(answer.rosters) < 2:
        raise Refusal("ROSTER_LINK", sequence=0)
    link = read_signed(answer.rosters[0], old)
    rosters = linked(read_signed(each, answer.ca) for each in answer.rosters[1:])
    if rosters[0].roster.previous != link.digest:
        raise Refusal("ROSTER_LINK", sequence=rosters[0].sequence)
    return link, rosters


def _package(answer: Answer, introduction: bytes) -> bytes:
    def of(wanted: Kind) -> tuple[bytes, ...]:
        return tuple(der for kind, _subject, der in answer.certificates if kind is wanted)

    signers, status = of(Kind.DOCUMENT_SIGNER), of(Kind.STATUS_SIGNER)
    return build_package(answer.ca, signers, status, answer.crl, introduction=introduction)
