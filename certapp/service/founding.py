"""Founding an office: with a country CA of its own, or under one that lies elsewhere (docs/security.md, section 4)."""

import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from certapp.formdef.loading import load_form, profiles
from certapp.model.errors import Refusal
from certapp.model.files import write_atomically
from certapp.register.folder import OfficeFolder, require_local
from certapp.register.journal import append
from certapp.register.register import create_register
from certapp.service.authority import (
    LONGEST_AUTHORITY,
    MOST_PRESENT,
    answer_request,
    create_country,
    require_name,
    require_staffed,
)
from certapp.service.ceremony import Wanted, Written, build_request, package_of, require_answers
from certapp.service.clock import Clock
from certapp.service.exchanging import BULLETIN_LIFE
from certapp.service.introducing import INTRODUCTION
from certapp.service.office import CA_CERTIFICATE, CRL, Passphrase
from certapp.service.officials import NewUser
from certapp.service.rights import Right, has
from certapp.trust.bulletin import sign_bulletin
from certapp.trust.carried import Answer, Kind, Request, read_answer, read_request, write_request
from certapp.trust.certificate import read_certificate
from certapp.trust.fingerprint import fingerprint40, same_fingerprint
from certapp.trust.keyfile import DEFAULT_COST, KdfCost, require_strong
from certapp.trust.keyring import DOCUMENT_SIGNER, STATUS_SIGNER, KeyRing, personal, waiting
from certapp.trust.roster import Official, Roster
from certapp.trust.roster_chain import keep, put_in_force, read_signed
from certapp.trust.store import TrustStore
from certapp.trust.unlocked import UnlockedKey

_OFFICE_CODE = re.compile(r"[0-9A-Z]{2}")
_CA_APART = "ca-apart"


@dataclass(frozen=True)
class Founded:
    """A new office: where it is, and the 40 digits by which others come to trust it."""

    folder: Path
    country: str
    fingerprint: str


def create_office(
    path: Path,
    *,
    country: str,
    authority: str,
    office: str,
    users: Iterable[NewUser],
    passphrase: Passphrase,
    clock: Clock | None = None,
    ca_key_to: Path | None = None,
    training: bool = False,
    cost: KdfCost = DEFAULT_COST,
) -> Founded:
    """Make all keys and certificates, the roster, the register, the first bulletin and package: all or nothing.

    Raises:
        Refusal: OFFICE_EXISTS, COUNTRY_CODE_UNKNOWN, OFFICE_CODE_WRONG, LOGIN_NAME_TWICE, PASSPHRASE_WEAK,
            NETWORK_SHARE (a training office is only warned of it), OUTPUT_NOT_WRITABLE.
    """
    clock = clock or Clock()
    people = tuple(users)
    _check(path, country, authority, office, people)
    if not training:
        require_local(path)
    _check_ca_folder(path, ca_key_to)
    for name in ("ca", "document_signer", "status_signer", *(person.id for person in people)):
        require_strong(passphrase(name))  # all of them, before the first key is made
    path = path.absolute()
    made = path.with_name(f".{path.name}.being-made")
    shutil.rmtree(made, ignore_errors=True)  # what an interrupted founding left
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise Refusal("OUTPUT_NOT_WRITABLE", file=str(path.parent), detail=problem.strerror or "") from None
    try:
        maker = _Founder(OfficeFolder(made), country, authority, office, passphrase, clock, cost)
        fingerprint = maker.found(people, made / _CA_APART if ca_key_to else None, training)
        if ca_key_to:
            _take_away(made / _CA_APART, ca_key_to)
        if path.is_dir():
            path.rmdir()  # empty, or _check had refused
        made.rename(path)
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise
    return Founded(path, country, fingerprint)


def prepare_office(
    path: Path,
    *,
    country: str,
    authority: str,
    office: str,
    users: Iterable[NewUser],
    passphrase: Passphrase,
    clock: Clock | None = None,
    bulletins: bool = False,
    cost: KdfCost = DEFAULT_COST,
) -> Written:
    """The first half of an office under a CA that lies elsewhere: its keys, and the request to carry there.

    Its code must be its own in the country: certificate numbers begin with it. `bulletins`: it is the one office that
    signs the country's bulletins. Refusals as of `create_office`, OUTPUT_NOT_WRITABLE among them.
    """
    people, clock = tuple(users), clock or Clock()
    _check(path, country, authority, office, people, whole=False)
    require_local(path)
    status = (Wanted(Kind.STATUS_SIGNER),) if bulletins else ()
    for name in (DOCUMENT_SIGNER, *(each.secret for each in status), *(person.id for person in people)):
        require_strong(passphrase(name))
    maker = _Founder(OfficeFolder(path), country, authority, office, passphrase, clock, cost)
    try:
        data = write_request(maker.request((*status, *maker.wanted(people))))
        write_atomically(OfficeFolder(path).prepared, data, private=True)
    except OSError as problem:
        raise Refusal("OUTPUT_NOT_WRITABLE", file=str(path), detail=problem.strerror or "") from None
    return Written(data)


@dataclass(frozen=True)
class Beginning:
    """An answer of the country CA and the prepared office that it makes: all that is asked before it begins.

    supervisor: whose signature begins the journal. bulletins: the office signs the country's bulletins, the first at
    once. fingerprint: the 40 digits of the CA that answered.
    """

    request: Request
    answer: Answer
    supervisor: Official
    bulletins: bool
    fingerprint: str

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys in the office's folder that must be unlocked."""
        return (personal(self.supervisor.id), *((STATUS_SIGNER,) if self.bulletins else ()))


def read_prepared(path: Path) -> Request:
    """What a prepared office asked for. Refusals OFFICE_NOT_PREPARED, those of `read_request`."""
    try:
        data = OfficeFolder(path).prepared.read_bytes()
    except OSError:
        raise Refusal("OFFICE_NOT_PREPARED", folder=str(path)) from None
    return read_request(data)


def read_beginning(path: Path, data: bytes) -> Beginning:
    """What an answer makes of the prepared office in `path`; nothing is changed.

    Refusals: those of `read_prepared` and `read_answer`, ANSWER_TO_NOTHING, CERTIFICATE_OF_OTHER_KEY,
    USERS_WITHOUT_SUPERVISOR.
    """
    request, answer = read_prepared(path), read_answer(data)
    require_answers(answer, request)
    supervisor = _first_supervisor(read_signed(answer.rosters[-1], answer.ca).roster, answer)
    return Beginning(request, answer, supervisor, _signs_bulletins(answer), fingerprint40(answer.ca))


def unlock_beginning(path: Path, key: str, passphrase: str, clock: Clock | None = None) -> UnlockedKey:
    """One of the keys that a prepared office begins with, before or after an attempt that was cut short.

    Refusals of `KeyRing.unlock`.
    """
    ring = KeyRing(OfficeFolder(path).keys)
    name = waiting(key) if waiting(key) in ring.names() else key
    return ring.unlock(name, passphrase, (clock or Clock()).wall())


def join_office(
    path: Path,
    data: bytes,
    fingerprint: str,
    passphrase: Passphrase,
    clock: Clock | None = None,
    introduction: bytes | None = None,
) -> Founded:
    """The second half: the CA's answer makes the office. `fingerprint`: the CA's 40 digits, told by another road.
    introduction (DER): how the country CA before introduced this one; the office's packages carry it.

    Nothing is changed before the passphrases were right; cut short, it is brought to its end by the next call.

    Raises:
        Refusal: ANCHOR_FINGERPRINT_DIFFERS, INTRODUCTION_WRONG, those of `read_beginning` and `unlock_beginning`.
    """
    begins = read_beginning(path, data)
    if not same_fingerprint(begins.fingerprint, fingerprint):
        raise Refusal("ANCHOR_FINGERPRINT_DIFFERS", country=begins.answer.country, fingerprint=begins.fingerprint)
    if introduction is not None and read_certificate(introduction).key != read_certificate(begins.answer.ca).key:
        raise Refusal("INTRODUCTION_WRONG")
    clock, request = clock or Clock(), begins.request
    maker = _Founder(
        OfficeFolder(path), request.country, request.authority, request.office, passphrase, clock, DEFAULT_COST
    )
    maker.settle(begins.answer, request)
    if introduction is not None:
        write_atomically(OfficeFolder(path).trust / INTRODUCTION, introduction)
    OfficeFolder(path).prepared.unlink()
    return Founded(path, request.country, begins.fingerprint)


def _first_supervisor(roster: Roster, answer: Answer) -> Official:
    """The first of this office's own people who may sign its beginning. Refusal USERS_WITHOUT_SUPERVISOR."""
    here = {subject for kind, subject, _certificate in answer.certificates if kind is Kind.PERSON}
    for each in roster.officials:
        if each.id in here and has(each.roles, Right.SUPERVISE):
            return each
    raise Refusal("USERS_WITHOUT_SUPERVISOR")


def _signs_bulletins(answer: Answer) -> bool:
    return any(kind is Kind.STATUS_SIGNER for kind, _subject, _certificate in answer.certificates)


def _check_ca_folder(path: Path, ca_key_to: Path | None) -> None:
    if ca_key_to is None:
        return
    if ca_key_to.absolute().is_relative_to(path.absolute()):
        raise Refusal("CA_FOLDER_IN_OFFICE", folder=str(ca_key_to))
    if (ca_key_to / "ca.key").exists():
        raise Refusal("KEY_EXISTS", name="ca")


def _take_away(apart: Path, ca_key_to: Path) -> None:
    """The CA's key and certificate to where they are kept; the last thing before the office is there."""
    try:
        ca_key_to.mkdir(parents=True, exist_ok=True)
        for file in (path for path in apart.rglob("*") if path.is_file()):
            target = ca_key_to / file.relative_to(apart)
            target.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(target, file.read_bytes(), private=True)
    except OSError as problem:
        raise Refusal("OUTPUT_NOT_WRITABLE", file=str(ca_key_to), detail=problem.strerror or "") from None
    shutil.rmtree(apart)


def _check(
    path: Path, country: str, authority: str, office: str, people: tuple[NewUser, ...], *, whole: bool = True
) -> None:
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise Refusal("OFFICE_EXISTS", path=str(path))
    if country not in load_form().code_lists["COUNTRY"]:
        raise Refusal("COUNTRY_CODE_UNKNOWN", country=country[:10])
    require_name(authority, "AUTHORITY_NAME_WRONG", LONGEST_AUTHORITY)
    if not _OFFICE_CODE.fullmatch(office):
        raise Refusal("OFFICE_CODE_WRONG", office=office[:10])
    ids = [person.id for person in people]
    if twice := next((each for each in ids if ids.count(each) > 1), ""):
        raise Refusal("LOGIN_NAME_TWICE", user=twice)
    if whole:
        require_staffed((person.id, person.roles) for person in people)


@dataclass(frozen=True)
class _Founder:
    """Makes an office from what it wants, what the CA answered, and its settings."""

    folder: OfficeFolder
    country: str
    authority: str
    office: str
    passphrase: Passphrase
    clock: Clock
    cost: KdfCost

    def found(self, people: tuple[NewUser, ...], ca_key_to: Path | None, training: bool) -> str:
        """With a CA of its own, made here."""
        now = self.clock.seconds
        ca_folder = ca_key_to or self.folder.keys
        ca = create_country(
            ca_folder, self.country, self.authority, self.passphrase, now, training=training, cost=self.cost
        )
        request = self.request((Wanted(Kind.STATUS_SIGNER), *self.wanted(people)))
        names = {person.name for person in people}
        present = tuple(person.name if len(names) > 1 else person.id for person in people)[:MOST_PRESENT]
        answer = read_answer(answer_request(ca, request, self.passphrase, present, now), ca.certificate.der)
        return self.settle(answer, request)

    def wanted(self, people: tuple[NewUser, ...]) -> tuple[Wanted, ...]:
        """The keys of any office."""
        each = (Wanted(Kind.PERSON, person.id, person.name, person.roles) for person in people)
        return (Wanted(Kind.DOCUMENT_SIGNER, self.office), *each)

    def request(self, wanted: Iterable[Wanted]) -> Request:
        """The keys made, and what is asked for them."""
        self.folder.make()
        return build_request(
            KeyRing(self.folder.keys),
            wanted,
            self.passphrase,
            country=self.country,
            office=self.office,
            authority=self.authority,
            now=self.clock.seconds,
            cost=self.cost,
        )

    def settle(self, answer: Answer, request: Request) -> str:
        """Put in place what the CA signed, the first bulletin where this office signs them, and the first entry."""
        now, keys, trust = self.clock.seconds, KeyRing(self.folder.keys), self.folder.trust
        require_answers(answer, request)
        roster = read_signed(answer.rosters[-1], answer.ca)
        supervisor = _first_supervisor(roster.roster, answer)
        certified = {Wanted(kind, subject).key: certificate for kind, subject, certificate in answer.certificates}
        waits = [name for name in certified if waiting(name) in keys.names()]  # cut short, some are in place already
        for name in waits:
            keys.certify_next(name, certified[name], (answer.ca,))
        unlock = partial(unlock_beginning, self.folder.path, clock=self.clock)
        person = unlock(personal(supervisor.id), self.passphrase(supervisor.id))
        status = unlock(STATUS_SIGNER, self.passphrase(STATUS_SIGNER)) if _signs_bulletins(answer) else None
        for name in waits:
            keys.take_over(name)
        keep(trust, (roster,))
        put_in_force(trust, roster)
        write_atomically(trust / CA_CERTIFICATE, answer.ca)
        write_atomically(trust / CRL, answer.crl)
        bulletin = None if status is None else sign_bulletin(self.country, 1, now, now + BULLETIN_LIFE, (), status)
        fingerprint = fingerprint40(answer.ca)
        training = read_certificate(answer.ca).training
        package = package_of(answer, bulletin)
        TrustStore(trust, in_training=training).import_file(package, now, fingerprint)
        self._first_entry(supervisor.id, person, fingerprint, training)
        return fingerprint

    def _first_entry(self, supervisor: str, key: UnlockedKey, fingerprint: str, training: bool) -> None:
        """The journal begins with a supervisor's signature under the settings."""
        profile = self.country.lower()
        settings = {
            "country": self.country,
            "authority": self.authority.strip(),
            "office": self.office,
            "profile": profile if profile in profiles() else "",
            "training": training,
            "fingerprint": fingerprint,
        }
        with create_register(self.folder) as store, store.transaction() as register:
            now, mono = self.clock.milliseconds, self.clock.monotonic_ms
            append(register, supervisor, key, "OFFICE_CREATED", "office", {"settings": settings}, now, mono)
