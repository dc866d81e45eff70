"""The country CA's side of a ceremony: its folder, what it has signed, and the answer to what an office asks.

The folder may lie in the office, on a stick, or on a machine that was never on a network. It keeps every roster,
revocation list and answer, so that no number is given twice.
"""

from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from certapp.formdef.kinds import KindError, clean_text
from certapp.model.errors import Refusal
from certapp.model.files import write_atomically
from certapp.service.legibility import require_legible
from certapp.service.rights import Right, has
from certapp.trust.carried import Answer, Kind, Request, Wish, sign_answer
from certapp.trust.certificate import Certificate, read_certificate
from certapp.trust.fingerprint import fingerprint40
from certapp.trust.hierarchy import (
    create_country_ca,
    issue_crl,
    issue_document_signer,
    issue_personal,
    issue_status_signer,
)
from certapp.trust.keyfile import DEFAULT_COST, KdfCost, spki
from certapp.trust.keyring import CA, KeyRing
from certapp.trust.path import Crl, read_country_ca, read_crl
from certapp.trust.roster import ROLES, Official, Roster, sign_roster
from certapp.trust.roster_chain import CA_FILE, Signed, keep, read_signed, rosters_of
from certapp.trust.unlocked import UnlockedKey

Passphrase = Callable[[str], str]

LONGEST_NAME: Final = 80
LONGEST_AUTHORITY: Final = 120
"""Characters. In X.509 names they are shortened to what X.520 allows."""
MOST_PRESENT: Final = 5
_RECORDS: Final = "signed"
_CRL: Final = "signers.crl"
_PREDECESSOR: Final = "predecessor"


@dataclass(frozen=True)
class CountryCa:
    """The folder in which a country CA's key lies, with all it signed under `signed/`."""

    folder: Path

    @property
    def ring(self) -> KeyRing:
        """Its key."""
        return KeyRing(self.folder)

    @property
    def records(self) -> Path:
        """What it signed."""
        return self.folder / _RECORDS

    @property
    def certificate(self) -> Certificate:
        """Its certificate. Refusal KEY_NOT_CERTIFIED where there is none."""
        return read_certificate(self.ring.certificate(CA))

    @property
    def fingerprint(self) -> str:
        """Its 40 digits."""
        return fingerprint40(self.certificate.der)

    @property
    def predecessor(self) -> bytes | None:
        """The certificate (DER) of the country CA before this one, which introduced it; None where none did."""
        kept = self.records / _PREDECESSOR / CA_FILE
        return kept.read_bytes() if kept.exists() else None

    def follow(self, old: "CountryCa") -> None:
        """Remember the CA before this one and its newest roster: offices that move here bring theirs."""
        roster = old.newest_roster()
        place = self.records / _PREDECESSOR
        place.mkdir(parents=True, exist_ok=True)
        write_atomically(place / CA_FILE, old.certificate.der)
        if roster is not None:
            keep(place, (roster,))

    def link(self, held: bytes) -> Signed | None:
        """The predecessor's roster that this CA's first one names, where `held` is one of the predecessor's: an office
        is moving. None where it is not."""
        old = self.predecessor
        if old is None or not held:
            return None
        try:
            offered = read_signed(held, old)
        except Refusal:
            return None
        first = min(rosters_of(self.records, self.certificate.der), key=lambda each: each.sequence, default=None)
        known = (*rosters_of(self.records / _PREDECESSOR, old), offered)
        if first is None:
            return max(known, key=lambda each: each.sequence)
        return next((each for each in known if each.digest == first.roster.previous), None)

    def newest_roster(self, offered: bytes = b"") -> Signed | None:
        """The roster with the highest number, of those it signed and the one an office hands in."""
        ca = self.certificate.der
        known = [*rosters_of(self.records, ca), *([read_signed(offered, ca)] if offered else [])]
        return max(known, key=lambda each: each.sequence, default=None)

    def newest_crl(self, offered: bytes = b"") -> Crl | None:
        """The revocation list with the highest number, of its own and the one an office hands in."""
        ca = self.certificate
        own = self.records / _CRL
        known = [read_crl(own.read_bytes(), ca)] if own.exists() else []
        known += [read_crl(offered, ca)] if offered else []
        return max(known, key=lambda each: each.number, default=None)

    def keep(self, rosters: Iterable[Signed], crl: bytes) -> None:
        """Write down what was signed."""
        self.records.mkdir(parents=True, exist_ok=True)
        keep(self.records, rosters)
        write_atomically(self.records / _CRL, crl)


def create_country(
    folder: Path,
    country: str,
    authority: str,
    passphrase: Passphrase,
    now: int,
    *,
    training: bool = False,
    cost: KdfCost = DEFAULT_COST,
) -> CountryCa:
    """Make a country's CA in `folder`: its key, its certificate, its first (empty) revocation list.

    now: seconds since 1970. Refusals: COUNTRY_CODE, AUTHORITY_NAME_WRONG, KEY_EXISTS, PASSPHRASE_WEAK, KEY_NOT_SAVED,
    OUTPUT_NOT_WRITABLE.
    """
    require_name(authority, "AUTHORITY_NAME_WRONG", LONGEST_AUTHORITY)
    made = CountryCa(folder)
    try:
        made.ring.create(CA, passphrase(CA), f"{country} country CA", cost)
        bare = made.ring.unlock(CA, passphrase(CA), now)
        made.ring.certify(CA, create_country_ca(country, authority, bare, now, training))
        made.keep((), issue_crl(made.ring.unlock(CA, passphrase(CA), now), now, 1))
    except OSError as problem:
        raise Refusal("OUTPUT_NOT_WRITABLE", file=str(folder), detail=problem.strerror or "") from None
    return made


def recover(
    folder: Path,
    sheets: list[str],
    wrapped: bytes,
    certificate: bytes,
    passphrase: Passphrase,
    now: int,
    cost: KdfCost = DEFAULT_COST,
) -> CountryCa:
    """Make the CA's folder again from two recovery sheets; `certificate` is the CA's (DER), which every office has.

    Refusals: those of `recovery.join`, KEY_EXISTS, PASSPHRASE_WEAK, CERTIFICATE_OF_OTHER_KEY, OUTPUT_NOT_WRITABLE.
    """
    from certapp.trust.recovery import join  # of one act in years

    made = CountryCa(folder)
    key = join(sheets, wrapped)
    try:
        made.ring.keep_recovered(CA, key, passphrase(CA), read_country_ca(certificate), cost)
    except OSError as problem:
        raise Refusal("OUTPUT_NOT_WRITABLE", file=str(folder), detail=problem.strerror or "") from None
    made.ring.unlock(CA, passphrase(CA), now)
    return made


def answer_request(
    ca: CountryCa, request: Request, passphrase: Passphrase, present: tuple[str, ...], now: int
) -> bytes:
    """Sign what `request` asks: certificates, the next roster, a fresh revocation list. `present`: who is there, two
    at least, by name.

    The same request again gives the same answer. Refusals: CEREMONY_NEEDS_TWO, REQUEST_OF_OTHER_COUNTRY, USER_UNKNOWN,
    ROLES_WRONG, USERS_TOO_FEW, USERS_WITHOUT_SUPERVISOR, PERSON_NAME_TAKEN, PERSON_KEY_TAKEN, OFFICE_CODE_WRONG,
    OUTPUT_NOT_WRITABLE, those of the CA's key.
    """
    require_two(present)
    if request.country != ca.certificate.country:
        raise Refusal("REQUEST_OF_OTHER_COUNTRY", country=request.country, own=ca.certificate.country)
    kept = ca.records / "answers" / f"{request.id.hex()}.xcanswer"
    if kept.exists():
        return kept.read_bytes()
    key = ca.ring.unlock(CA, passphrase(CA), now)
    certificates = tuple((wish.kind, wish.subject, _certify(key, wish, now)) for wish in request.wishes if wish.public)
    link = ca.link(request.roster)
    rosters = _next_rosters(ca, request, key, certificates, now)
    crl = _next_crl(ca, request, key, now)
    answer = Answer(
        country=request.country,
        id=request.id,
        signed_at=now,
        present=tuple(name.strip() for name in present),
        certificates=certificates,
        rosters=tuple(each.data for each in rosters),
        crl=crl,
        ca=ca.certificate.der,
    )
    data = sign_answer(answer, key)
    try:
        ca.keep([each for each in rosters if link is None or each.data != link.data], crl)
        kept.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(kept, data)
    except OSError as problem:
        raise Refusal("OUTPUT_NOT_WRITABLE", file=str(kept), detail=problem.strerror or "") from None
    return data


def changed(roster: Roster | None, wishes: Iterable[Wish], certificates: dict[str, bytes]) -> tuple[Official, ...]:
    """The officials after what is wished. `certificates`: those just made, by the official's id.

    Refusals: USER_UNKNOWN, ROLES_WRONG.
    """
    people = {official.id: official for official in roster.officials} if roster else {}
    for wish in wishes:
        known = people.get(wish.subject)
        match wish.kind:
            case Kind.PERSON:
                roles = wish.roles or (known.roles if known else frozenset())
                if not roles:
                    raise Refusal("ROLES_WRONG", user=wish.subject, roles=", ".join(sorted(ROLES)))
                people[wish.subject] = Official(wish.subject, wish.name, roles, certificates[wish.subject])
            case Kind.ROLES if known is not None and wish.roles:
                people[wish.subject] = replace(known, roles=wish.roles)
            case Kind.RETIRE if known is not None:
                del people[wish.subject]
            case Kind.ROLES | Kind.RETIRE:
                raise Refusal("USER_UNKNOWN", user=wish.subject[:40])
    return tuple(people.values())


def require_staffed(people: Iterable[tuple[str, frozenset[str]]]) -> None:
    """Two people to prepare and approve, and a supervisor. Refusals USERS_TOO_FEW, USERS_WITHOUT_SUPERVISOR."""
    everybody = tuple(people)
    approvers = {user for user, roles in everybody if has(roles, Right.DECIDE)}
    preparers = {user for user, roles in everybody if has(roles, Right.PREPARE)}
    if not approvers or not preparers or len(approvers | preparers) < 2:
        raise Refusal("USERS_TOO_FEW")
    if not any(has(roles, Right.SUPERVISE) for _user, roles in everybody):
        raise Refusal("USERS_WITHOUT_SUPERVISOR")


def require_told_apart(people: Iterable[tuple[str, str]], new: Container[str]) -> None:
    """Nobody `new` (by id) has the name of another: papers and journal show names, and four eyes are two people.

    Refusal PERSON_NAME_TAKEN.
    """
    seen: dict[str, str] = {}
    for user, name in people:
        other = seen.setdefault(" ".join(name.split()).casefold(), user)
        if other != user and (user in new or other in new):
            raise Refusal("PERSON_NAME_TAKEN", name=name, user=other)


def require_own_keys(people: Iterable[Official]) -> None:
    """Nobody is there twice with one key. Refusal PERSON_KEY_TAKEN."""
    seen: dict[bytes, str] = {}
    for official in people:
        other = seen.setdefault(spki(read_certificate(official.certificate).key), official.id)
        if other != official.id:
            raise Refusal("PERSON_KEY_TAKEN", user=official.id, other=other)


def require_two(present: tuple[str, ...]) -> None:
    """Two different names. Refusal CEREMONY_NEEDS_TWO."""
    names = [" ".join(name.split()).casefold() for name in present]
    too_long = len(names) > MOST_PRESENT or any(len(name) > LONGEST_NAME for name in names)
    if len({name for name in names if name}) < 2 or too_long:
        raise Refusal("CEREMONY_NEEDS_TWO")


def require_name(name: str, code: str, most: int = LONGEST_NAME) -> None:
    """A name that can be printed. Refusal `code`."""
    try:
        clean_text(name, most, multiline=False)
        require_legible(name)
    except (KindError, Refusal):
        raise Refusal(code, most=most) from None


def _certify(key: UnlockedKey, wish: Wish, now: int) -> bytes:
    match wish.kind:
        case Kind.DOCUMENT_SIGNER:
            if len(wish.subject) != 2 or not wish.subject.isalnum() or wish.subject != wish.subject.upper():
                raise Refusal("OFFICE_CODE_WRONG", office=wish.subject[:10])
            return issue_document_signer(key, wish.public, wish.subject, now)
        case Kind.STATUS_SIGNER:
            return issue_status_signer(key, wish.public, now)
        case _:
            require_name(wish.name, "PERSON_NAME_WRONG")
            return issue_personal(key, wish.public, wish.subject, wish.name, now)


def _next_rosters(
    ca: CountryCa,
    request: Request,
    key: UnlockedKey,
    certificates: Iterable[tuple[Kind, str, bytes]],
    now: int,
) -> tuple[Signed, ...]:
    """The rosters that the office lacks, the new one last; none where nobody changes and none is lacked."""
    link = ca.link(request.roster)
    offered = b"" if link is not None else request.roster
    newest = ca.newest_roster(offered)
    held = read_signed(offered, ca.certificate.der).sequence if offered else 0
    lacked = [each for each in rosters_of(ca.records, ca.certificate.der) if each.sequence > held]
    if link is not None:
        lacked.insert(0, link)  # of the CA before: by it the office that moves sees what these follow
    elif held == 0:
        lacked = lacked[-1:]  # an office that begins needs no history
    wishes = [wish for wish in request.wishes if wish.kind in (Kind.PERSON, Kind.ROLES, Kind.RETIRE)]
    if not wishes:
        return tuple(lacked)
    made = {subject: der for kind, subject, der in certificates if kind is Kind.PERSON}
    people = changed(newest.roster if newest else None, wishes, made)
    require_told_apart(((official.id, official.name) for official in people), made)
    require_own_keys(people)
    require_staffed((official.id, official.roles) for official in people)
    sequence, previous = (newest.sequence + 1, newest.digest) if newest else (1, link.digest if link else b"")
    roster = Roster(request.country, sequence, now, people, previous)
    return (*lacked, read_signed(sign_roster(roster, key), ca.certificate.der))


def _next_crl(ca: CountryCa, request: Request, key: UnlockedKey, now: int) -> bytes:
    """The next list: what stood on the last one, and what is to be revoked now."""
    newest = ca.newest_crl(request.crl)
    revoked = dict(newest.dates) if newest else {}
    for wish in request.wishes:
        if wish.kind is Kind.REVOKE:
            try:
                revoked.setdefault(int(wish.subject, 16), now)
            except ValueError:
                raise Refusal("REQUEST_DAMAGED") from None
    return issue_crl(key, now, newest.number + 1 if newest else 1, sorted(revoked.items()))
