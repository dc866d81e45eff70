"""The office's side of a ceremony: asking the country CA for certificates and rosters, and taking in its answer.

Where the CA's key is at hand, asking, answering and taking in follow each other at once; else a request and its answer
are carried on a stick. Either way the same files, the same checks, the same entries in the journal.
"""

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from certapp.model.errors import Refusal
from certapp.model.files import read_at_most, write_atomically
from certapp.register.connection import transaction
from certapp.service.authority import CountryCa, answer_request, require_told_apart
from certapp.service.clock_leaps import require_day
from certapp.service.former_ca import FormerCa, former_of_answer
from certapp.service.office import CA_CERTIFICATE, CRL, Actor, Office, Passphrase
from certapp.service.rights import Right, has
from certapp.service.tokens import find_key
from certapp.trust.carried import (
    LARGEST,
    WITH_KEY,
    Answer,
    Kind,
    Request,
    Wish,
    read_answer,
    read_request,
    write_request,
)
from certapp.trust.certificate import read_certificate
from certapp.trust.fingerprint import fingerprint40
from certapp.trust.hierarchy import signs_until
from certapp.trust.keyfile import DEFAULT_COST, KdfCost, spki
from certapp.trust.keyring import DOCUMENT_SIGNER, STATUS_SIGNER, KeyRing, personal, waiting
from certapp.trust.package import build_package
from certapp.trust.path import read_crl
from certapp.trust.roster import digest_of
from certapp.trust.roster_chain import Signed, keep, linked, put_in_force, read_signed, rosters_of
from certapp.trust.token import P256, TokenPlace, open_token_key

_ASKED: Final = "asked"
_KEYS: Final[Mapping[Kind, str]] = {Kind.DOCUMENT_SIGNER: DOCUMENT_SIGNER, Kind.STATUS_SIGNER: STATUS_SIGNER}


@dataclass(frozen=True)
class Wanted:
    """One thing that an office wants of its CA; `place`: the key is on a token, else it is made in a file."""

    kind: Kind
    subject: str = ""
    name: str = ""
    roles: frozenset[str] = frozenset()
    place: TokenPlace | None = None

    @property
    def key(self) -> str:
        """The name of the key in the office's ring."""
        return _KEYS.get(self.kind) or personal(self.subject)

    @property
    def secret(self) -> str:
        """The name by which its passphrase is asked for."""
        return _KEYS.get(self.kind) or self.subject


@dataclass(frozen=True)
class Written:
    """A request or an answer, ready to be carried; two people compare its 40 digits on both machines."""

    data: bytes

    @property
    def digits(self) -> str:
        """Eight groups of five."""
        return fingerprint40(self.data)


@dataclass(frozen=True)
class Taken:
    """What an answer brought. waits: the new document signer is not in use yet."""

    sequence: int
    certified: tuple[str, ...]
    waits: bool


def ask(
    office: Office,
    wanted: Iterable[Wanted],
    passphrase: Passphrase,
    cost: KdfCost = DEFAULT_COST,
    former: FormerCa | None = None,
) -> Written:
    """Make the keys that are wanted, and the request that asks the CA for their certificates.

    `passphrase` is asked for each new key's, or the PIN of its token. Anybody may ask: a request gives no right.
    `former`: it is for that CA, which only revokes.

    Refusals: PASSPHRASE_WEAK, PERSON_NAME_TAKEN, those of keys and tokens; OUTPUT_NOT_WRITABLE.
    """
    wanted = tuple(wanted)
    names = {official.id: official.name for official in office.roster.officials}
    named = {each.subject: each.name for each in wanted if each.kind is Kind.PERSON and each.name}
    require_told_apart((names | named).items(), named)  # before anybody carries a stick
    request = build_request(
        office.keys,
        wanted,
        passphrase,
        country=office.country,
        office=office.code,
        authority=office.authority,
        now=office.clock.seconds,
        held=(b"", former.crl) if former else (roster_in_force(office).data, (office.folder.trust / CRL).read_bytes()),
        cost=cost,
    )
    return asked_as(office.keys, request)


def build_request(
    ring: KeyRing,
    wanted: Iterable[Wanted],
    passphrase: Passphrase,
    *,
    country: str,
    office: str,
    authority: str,
    now: int,
    held: tuple[bytes, bytes] = (b"", b""),
    cost: KdfCost = DEFAULT_COST,
) -> Request:
    """The request for the keys of `ring`, made here. held: the newest roster and revocation list, as signed."""
    request_id = secrets.token_bytes(16)
    wishes = tuple(_wish(ring, each, passphrase, request_id, cost) for each in wanted)
    return Request(country, request_id, now, office, authority, wishes, *held)


def read_carried(path: Path) -> bytes:
    """The bytes of a request or answer that was carried here. Refusal FILE_NOT_THERE."""
    return read_at_most(path, LARGEST)


def taker(office: Office, data: bytes, user: str, passphrase: Passphrase) -> Actor:
    """Who takes in an answer: an official as they are, or with the new key that this very answer certifies.

    Without the second way an office whose only supervisor forgot the passphrase would be lost. Refusals of `log_in`,
    `read_answer`, KEY_NOT_HERE.
    """
    if former_of_answer(office, data) is not None:
        return office.log_in(user, passphrase)
    answer, rosters = _checked(office, data)
    renewed = next((der for kind, who, der in answer.certificates if kind is Kind.PERSON and who == user), None)
    official = rosters[-1].roster.official(user) if rosters else None
    if renewed is None or official is None:
        return office.log_in(user, passphrase, ended_too=True)
    office.keys.certify_next(personal(user), renewed, (answer.ca,))
    return Actor(official, office.keys.open(waiting(personal(user)), passphrase(user), office.clock.wall()))


def gets_new_key(office: Office, data: bytes, actor: Actor) -> bool:
    """Whether an answer brings somebody another personal key than they act with. Refusals of `read_answer`."""
    answer = read_answer(data, (office.folder.trust / CA_CERTIFICATE).read_bytes())
    mine = [der for kind, who, der in answer.certificates if kind is Kind.PERSON and who == actor.id]
    return any(der != actor.key.certificate for der in mine)


def take_in(office: Office, actor: Actor, data: bytes) -> Taken:
    """Take in an answer: certificates, the next roster, the revocation list. All are checked before anything changes.

    A new document signer waits while the one before it may sign, so that its certificate reaches the border first. Of a
    CA under which the office stood before, only a revocation that was asked of it is taken in.

    Who takes it in keeps the right to: nobody signs themselves out of the office, or on with a key that it replaces.

    Refusals: ROLE_MISSING, ANSWER_DAMAGED, ANSWER_SIGNATURE, ANSWER_TO_NOTHING, ROSTER_LINK, CRL_DAMAGED, CRL_OLDER,
    CERTIFICATE_OF_OTHER_KEY, KEY_NOT_HERE, TAKER_LOSES_RIGHT.
    """
    actor.require(Right.KEEP_KEYS)
    if (former := former_of_answer(office, data)) is not None:
        return _take_in_of_former(office, actor, data, former)
    answer, rosters = _checked(office, data)
    newest = rosters[-1].roster if rosters else None
    then = (newest or office.roster).official(actor.id)
    if then is None or then.certificate != actor.key.certificate or not has(then.roles, Right.KEEP_KEYS):
        raise Refusal("TAKER_LOSES_RIGHT", name=actor.name)
    require_day(office, answer.signed_at if rosters else 0)
    for kind, subject, certificate in answer.certificates:
        office.keys.certify_next(Wanted(kind, subject).key, certificate, (answer.ca,))
    office.trust.import_file(package_of(answer), office.clock.seconds)
    write_atomically(office.folder.trust / CRL, answer.crl)
    keep(office.folder.trust, (*_current(office), *rosters))
    with office.in_force.taking(newest), transaction(office.register):
        note_answer(office, actor, answer, rosters)
    if rosters:
        put_in_force(office.folder.trust, rosters[-1])
        office.in_force.roster = rosters[-1].roster
    return take_over_all(office, replace(actor, official=then), answer)


def at_hand(
    office: Office,
    actor: Actor,
    wanted: Iterable[Wanted],
    passphrase: Passphrase,
    witness: str,
    ca_keys: Path | None = None,
    cost: KdfCost = DEFAULT_COST,
    former: FormerCa | None = None,
) -> Taken:
    """The whole ceremony where the CA's key is at hand, in `ca_keys` or in the office: `witness` is there as well.

    Who gets a new key themselves takes the answer in with that. `former`: it is that CA's key, which only revokes.

    Refusals of `ask`, `answer_request` and `take_in`; CERTIFICATE_OF_OTHER_KEY where the CA is another one,
    TAKER_LOSES_RIGHT where the actor could not take the answer in afterwards.
    """
    require_day(office)  # an answer that is made by the same clock says nothing of it
    wanted = tuple(wanted)
    for each in wanted:  # before the CA signs
        if each.subject == actor.id and (each.kind is Kind.RETIRE or _gives_up(each)):
            raise Refusal("TAKER_LOSES_RIGHT", name=actor.name)
    ca = CountryCa(ca_keys or office.folder.keys)
    if ca.certificate.der != (former.certificate if former else (office.folder.trust / CA_CERTIFICATE).read_bytes()):
        raise Refusal("CERTIFICATE_OF_OTHER_KEY", name="ca")
    request = ask(office, wanted, passphrase, cost, former)
    present = (actor.name, witness)
    answer = answer_request(ca, read_request(request.data), passphrase, present, office.clock.seconds)
    if any(each.kind is Kind.PERSON and each.subject == actor.id for each in wanted):
        actor = taker(office, answer, actor.id, passphrase)
    return take_in(office, actor, answer)


def _gives_up(wanted: Wanted) -> bool:
    """Whether somebody would keep no keys any more."""
    return wanted.kind in (Kind.ROLES, Kind.PERSON) and bool(wanted.roles) and not has(wanted.roles, Right.KEEP_KEYS)


def use_next_signer(office: Office, actor: Actor) -> bytes:
    """The document signer that waits signs from now on; gives its certificate (DER).

    Refusals: ROLE_MISSING, NO_SIGNER_WAITS.
    """
    actor.require(Right.KEEP_KEYS)
    certificate = office.keys.certificate_of_next(DOCUMENT_SIGNER)
    status = office.keys.certificate_of_next(STATUS_SIGNER)
    if status is not None:  # what a crash left when it was taken in
        _use(office, actor, STATUS_SIGNER, status)
    if certificate is None:
        raise Refusal("NO_SIGNER_WAITS")
    _use(office, actor, DOCUMENT_SIGNER, certificate)
    return certificate


def signer_waits(office: Office) -> bytes | None:
    """The certificate (DER) of a document signer that waits to be taken into use."""
    return office.keys.certificate_of_next(DOCUMENT_SIGNER)


def asked_of(office: Office) -> tuple[Request, ...]:
    """The requests whose answer has not come, the oldest first."""
    found = [read_request(path.read_bytes()) for path in (office.folder.keys / _ASKED).glob("*.xcrequest")]
    return tuple(sorted(found, key=lambda each: each.made_at))


def change_passphrase(office: Office, actor: Actor, old: str, new: str, cost: KdfCost = DEFAULT_COST) -> None:
    """An official's own passphrase. Refusals of `KeyRing.change_passphrase`."""
    office.keys.change_passphrase(personal(actor.id), old, new, office.clock.wall(), cost)
    office.record_alone(actor, "PASSPHRASE_CHANGED", actor.id, {})


def require_answers(answer: Answer, request: Request) -> None:
    """The answer is one to this request, key for key. Refusals ANSWER_TO_NOTHING, CERTIFICATE_OF_OTHER_KEY."""
    if answer.id != request.id or answer.country != request.country:
        raise Refusal("ANSWER_TO_NOTHING")
    wishes = {(wish.kind, wish.subject): wish.public for wish in request.wishes}
    for kind, subject, certificate in answer.certificates:
        if wishes.get((kind, subject)) != spki(read_certificate(certificate).key):
            raise Refusal("CERTIFICATE_OF_OTHER_KEY", name=subject or kind.name)


def _wish(ring: KeyRing, wanted: Wanted, passphrase: Passphrase, request_id: bytes, cost: KdfCost) -> Wish:
    bare = Wish(wanted.kind, wanted.subject, wanted.name, wanted.roles)
    if wanted.kind not in WITH_KEY:
        return bare
    if wanted.place is None:
        key = ring.create_next(wanted.key, passphrase(wanted.secret), wanted.name or wanted.secret, cost)
        return Wish(bare.kind, bare.subject, bare.name, bare.roles, key.public).proven(request_id, key)
    seen = find_key(wanted.place)
    if seen.kind != P256:
        raise Refusal("TOKEN_KEY_NOT_FOR_CODES", kind=seen.kind or "?")
    token = open_token_key(wanted.key, wanted.place, passphrase(wanted.secret), (), seen.public)
    try:
        wish = Wish(bare.kind, bare.subject, bare.name, bare.roles, seen.public).proven(request_id, token)
    finally:
        token.close()
    ring.place_next(wanted.key, wanted.place)
    return wish


def take_over_all(office: Office, actor: Actor, answer: Answer) -> Taken:
    """Put every certified key of an answer in its place; the document signer waits while the one before it may sign."""
    waits = _take_over(office, actor, answer)
    for user in _gone(office):
        office.keys.drop(personal(user))
    _answered(office, answer)
    names = tuple(subject or kind.name for kind, subject, _der in answer.certificates)
    return Taken(office.roster.sequence, names, waits)


def roster_in_force(office: Office) -> Signed:
    """The roster that the office goes by, as signed."""
    return _current(office)[0]


def request_of(office: Office, answer: Answer) -> Request:
    """What this office asked and `answer` answers, key for key.

    Refusals ANSWER_TO_NOTHING, CERTIFICATE_OF_OTHER_KEY.
    """
    asked = office.folder.keys / _ASKED / f"{answer.id.hex()}.xcrequest"
    if not asked.exists():
        raise Refusal("ANSWER_TO_NOTHING")
    request = read_request(asked.read_bytes())
    require_answers(answer, request)
    return request


def asked_as(ring: KeyRing, request: Request) -> Written:
    """A request ready to be carried; it is kept, to be known again in its answer. Refusal OUTPUT_NOT_WRITABLE."""
    data = write_request(request)
    kept = ring.folder / _ASKED
    try:
        kept.mkdir(parents=True, exist_ok=True)
        write_atomically(kept / f"{request.id.hex()}.xcrequest", data, private=True)
    except OSError as problem:
        raise Refusal("OUTPUT_NOT_WRITABLE", file=str(kept), detail=problem.strerror or "") from None
    return Written(data)


def _checked(office: Office, data: bytes) -> tuple[Answer, tuple[Signed, ...]]:
    """An answer to something that this office asked, with the rosters that follow the one in force."""
    ca = (office.folder.trust / CA_CERTIFICATE).read_bytes()
    answer = read_answer(data, ca)
    request_of(office, answer)
    current = _current(office)
    held = max(each.sequence for each in current)
    rosters = tuple(each for each in (read_signed(roster, ca) for roster in answer.rosters) if each.sequence > held)
    linked((*current, *rosters))
    authority = read_certificate(ca)
    if read_crl(answer.crl, authority).number < read_crl((office.folder.trust / CRL).read_bytes(), authority).number:
        raise Refusal("CRL_OLDER")
    return answer, rosters


def _take_in_of_former(office: Office, actor: Actor, data: bytes, former: FormerCa) -> Taken:
    answer, authority = read_answer(data, former.certificate), read_certificate(former.certificate)
    request, crl = request_of(office, answer), read_crl(answer.crl, authority)
    asked = {wish.subject for wish in request.wishes if wish.kind is Kind.REVOKE}
    if answer.certificates or len(asked) != len(request.wishes) or not asked <= {f"{each:x}" for each in crl.revoked}:
        raise Refusal("ANSWER_TO_NOTHING")
    if crl.number < read_crl(former.crl, authority).number:
        raise Refusal("CRL_OLDER")
    office.trust.import_file(build_package(former.certificate, (), (), answer.crl), office.clock.seconds)
    write_atomically(former.folder / CRL, answer.crl)
    facts = {"request": answer.id.hex(), "present": list(answer.present), "ca": fingerprint40(former.certificate)}
    digest = hashlib.sha256(answer.crl).digest()
    office.record_alone(actor, "CRL_TAKEN", "crl", {"number": crl.number, "sha256": digest, **facts})
    _answered(office, answer)
    return Taken(office.roster.sequence, (), False)


def _answered(office: Office, answer: Answer) -> None:
    (office.folder.keys / _ASKED / f"{answer.id.hex()}.xcrequest").unlink(missing_ok=True)


def _current(office: Office) -> tuple[Signed, ...]:
    """The roster in force; after a crash it may be only among those kept."""
    ca = (office.folder.trust / CA_CERTIFICATE).read_bytes()
    return tuple(each for each in rosters_of(office.folder.trust, ca) if each.roster == office.roster)[:1]


def package_of(answer: Answer, bulletin: bytes | None = None) -> bytes:
    """The signers and the revocation list of an answer as an authority package."""

    def of(wanted: Kind) -> tuple[bytes, ...]:
        return tuple(der for kind, _subject, der in answer.certificates if kind is wanted)

    return build_package(answer.ca, of(Kind.DOCUMENT_SIGNER), of(Kind.STATUS_SIGNER), answer.crl, bulletin)


def note_answer(office: Office, actor: Actor, answer: Answer, rosters: tuple[Signed, ...]) -> None:
    """The journal's entries of an answer, inside a transaction."""
    number = read_crl(answer.crl, read_certificate(answer.ca)).number
    facts = {"request": answer.id.hex(), "present": list(answer.present)}
    if rosters:
        newest = rosters[-1]
        before = {official.id: official for official in office.roster.officials}
        after = {official.id: official for official in newest.roster.officials}
        changes = {
            "added": sorted(after.keys() - before.keys()),
            "retired": sorted(before.keys() - after.keys()),
            "changed": sorted(user for user in after.keys() & before.keys() if after[user] != before[user]),
        }
        taken = {"sequence": newest.sequence, "digest": digest_of(newest.data), "before": office.roster.sequence}
        office.record(actor, "ROSTER_TAKEN", "roster", {**taken, **changes, **facts})
    for kind, _subject, certificate in answer.certificates:
        if kind in _KEYS:
            office.record(actor, "SIGNER_CERTIFIED", _KEYS[kind], {"kid": read_certificate(certificate).kid, **facts})
    office.record(actor, "CRL_TAKEN", "crl", {"number": number, "sha256": hashlib.sha256(answer.crl).digest(), **facts})


def _take_over(office: Office, actor: Actor, answer: Answer) -> bool:
    """Put the certified keys in their places; whether a document signer waits."""
    waits = False
    for kind, subject, certificate in answer.certificates:
        if kind is Kind.PERSON:
            office.keys.take_over(personal(subject))
        elif kind is Kind.DOCUMENT_SIGNER and _still_signs(office, answer):
            waits = True
        else:
            _use(office, actor, _KEYS[kind], certificate)
    return waits


def _use(office: Office, actor: Actor, name: str, certificate: bytes) -> None:
    office.keys.take_over(name)
    office.record_alone(actor, "SIGNER_ENROLLED", name, {"kid": read_certificate(certificate).kid})


def _still_signs(office: Office, answer: Answer) -> bool:
    """Whether the present document signer may sign: its period is not over, and this answer does not revoke it."""
    try:
        present = office.keys.certificate(DOCUMENT_SIGNER)
    except Refusal:
        return False
    revoked = read_crl(answer.crl, read_certificate(answer.ca)).revoked
    return signs_until(present) > office.clock.seconds and read_certificate(present).number not in revoked


def _gone(office: Office) -> tuple[str, ...]:
    """Who has a key here and is no official any more."""
    known = {personal(official.id) for official in office.roster.officials}
    start = personal("")
    left = (name for name in office.keys.names() if name.startswith(start) and name not in known)
    return tuple(name.removeprefix(start) for name in left)
