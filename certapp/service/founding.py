"""Founding an office: the small-office form of the key ceremony (formats.md 7, security.md 4)."""

import re
import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from certapp.formdef.kinds import KindError, clean_text
from certapp.formdef.loading import load_form, profiles
from certapp.model.errors import Refusal
from certapp.model.files import write_atomically
from certapp.register.folder import OfficeFolder
from certapp.register.journal import append
from certapp.register.register import create_register
from certapp.service.clock import Clock
from certapp.service.exchanging import BULLETIN_LIFE
from certapp.service.legibility import require_legible
from certapp.service.office import CA_CERTIFICATE, CRL, ROSTER, Passphrase
from certapp.trust.bulletin import sign_bulletin
from certapp.trust.fingerprint import fingerprint40
from certapp.trust.hierarchy import (
    create_country_ca,
    empty_crl,
    issue_document_signer,
    issue_personal,
    issue_status_signer,
)
from certapp.trust.keyfile import DEFAULT_COST, KdfCost, require_strong
from certapp.trust.keyring import KeyRing, personal
from certapp.trust.package import build_package
from certapp.trust.roster import ROLES, Official, Roster, sign_roster
from certapp.trust.store import TrustStore

_OFFICE_CODE = re.compile(r"[0-9A-Z]{2}")
_CA_APART = "ca-apart"
_USER_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,30}")
_KEY_NAMES = frozenset({"ca", "document_signer", "status_signer"})
LONGEST_NAME, LONGEST_AUTHORITY = 80, 120
"""Characters . In X.509 names they are shortened to what X.520 allows."""


@dataclass(frozen=True)
class NewUser:
    """An official to be enrolled: id, name as printed, roles."""

    id: str
    name: str
    roles: frozenset[str]


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
        Refusal: OFFICE_EXISTS, COUNTRY_CODE_UNKNOWN, OFFICE_CODE_WRONG, USERS_WRONG, PASSPHRASE_WEAK.
    """
    clock = clock or Clock()
    people = tuple(users)
    _check(path, country, authority, office, people)
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
        maker = _Founder(OfficeFolder(made), country, authority, office, passphrase, clock, training, cost)
        fingerprint = maker.found(people, made / _CA_APART if ca_key_to else None)
        if ca_key_to:
            _take_away(made / _CA_APART, ca_key_to)
        if path.is_dir():
            path.rmdir()  # empty, or _check had refused
        made.rename(path)
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise
    return Founded(path, country, fingerprint)


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
        for file in apart.iterdir():
            write_atomically(ca_key_to / file.name, file.read_bytes(), private=True)
    except OSError as problem:
        raise Refusal("OUTPUT_NOT_WRITABLE", file=str(ca_key_to), detail=problem.strerror or "") from None
    shutil.rmtree(apart)


def read_users(listed: object) -> tuple[NewUser, ...]:
    """Users from a JSON list of {"id", "name", "roles"}. Refusal USERS_WRONG."""
    if not isinstance(listed, list) or not 0 < len(listed) <= 500:
        raise Refusal("USERS_WRONG", detail="a list of people is expected")
    return tuple(_user(each) for each in listed)


def _user(each: object) -> NewUser:
    if not isinstance(each, Mapping) or set(each) != {"id", "name", "roles"}:
        raise Refusal("USERS_WRONG", detail='each has "id", "name" and "roles", and nothing else')
    user, name, roles = each["id"], each["name"], each["roles"]
    if not isinstance(user, str) or not _USER_ID.fullmatch(user) or user in _KEY_NAMES:
        raise Refusal("USERS_WRONG", detail=f"an id has letters, digits, dots and hyphens, not {str(user)[:40]!r}")
    try:
        name = clean_text(name, LONGEST_NAME, multiline=False)
        require_legible(name)
    except (KindError, Refusal):
        detail = f"{user}: a name of at most {LONGEST_NAME} characters is needed, in a script that can be printed"
        raise Refusal("USERS_WRONG", detail=detail) from None
    if not isinstance(roles, list) or not roles or not set(map(str, roles)) <= ROLES:
        raise Refusal("USERS_WRONG", detail=f"{user}: roles are among {', '.join(sorted(ROLES))}")
    return NewUser(user, name, frozenset(map(str, roles)))


def _check(path: Path, country: str, authority: str, office: str, people: tuple[NewUser, ...]) -> None:
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise Refusal("OFFICE_EXISTS", path=str(path))
    if country not in load_form().code_lists["COUNTRY"]:
        raise Refusal("COUNTRY_CODE_UNKNOWN", country=country[:10])
    try:
        clean_text(authority, LONGEST_AUTHORITY, multiline=False)
        require_legible(authority)
    except (KindError, Refusal):
        raise Refusal("AUTHORITY_NAME_WRONG", most=LONGEST_AUTHORITY) from None
    if not _OFFICE_CODE.fullmatch(office):
        raise Refusal("OFFICE_CODE_WRONG", office=office[:10])
    ids = [person.id for person in people]
    if len(set(ids)) != len(ids):
        raise Refusal("USERS_WRONG", detail="two people have the same id")
    approvers = {person.id for person in people if "APPROVER" in person.roles}
    preparers = {person.id for person in people if person.roles & {"CLERK", "OFFICER"}}
    if not approvers or not preparers or len(approvers | preparers) < 2:
        raise Refusal("USERS_TOO_FEW")
    if not any("SUPERVISOR" in person.roles for person in people):
        raise Refusal("USERS_WITHOUT_SUPERVISOR")


@dataclass(frozen=True)
class _Founder:
    folder: OfficeFolder
    country: str
    authority: str
    office: str
    passphrase: Passphrase
    clock: Clock
    training: bool
    cost: KdfCost

    def found(self, people: tuple[NewUser, ...], ca_key_to: Path | None) -> str:
        now = self.clock.seconds
        self.folder.make()
        keys = KeyRing(self.folder.keys)
        ca_ring = KeyRing(ca_key_to) if ca_key_to else keys
        ca_ring.create("ca", self.passphrase("ca"), f"{self.country} country CA", self.cost)
        bare = ca_ring.unlock("ca", self.passphrase("ca"), self.clock.wall())
        ca_der = create_country_ca(self.country, self.authority, bare, now, self.training)
        ca_ring.certify("ca", ca_der)
        ca = ca_ring.unlock("ca", self.passphrase("ca"), self.clock.wall())

        def enrol(name: str, secret: str, label: str, certify: Callable[[bytes], bytes]) -> bytes:
            public = keys.create(name, self.passphrase(secret), label, self.cost)
            certificate = certify(public)
            keys.certify(name, certificate, (ca_der,))
            return certificate

        document_signer = enrol(
            "document_signer",
            "document_signer",
            f"{self.country} document signer, office {self.office}",
            lambda public: issue_document_signer(ca, public, self.office, now),
        )
        status_signer = enrol(
            "status_signer",
            "status_signer",
            f"{self.country} status signer",
            lambda public: issue_status_signer(ca, public, now),
        )

        def personal_certificate(person: NewUser) -> Callable[[bytes], bytes]:
            return lambda public: issue_personal(ca, public, person.id, person.name, now)

        officials = tuple(
            Official(
                person.id,
                person.name,
                person.roles,
                enrol(personal(person.id), person.id, person.name, personal_certificate(person)),
            )
            for person in people
        )
        signed_roster = sign_roster(Roster(self.country, 1, now, officials), ca)
        write_atomically(self.folder.trust / ROSTER, signed_roster)
        write_atomically(self.folder.trust / CA_CERTIFICATE, ca_der)
        crl = empty_crl(ca, now)
        write_atomically(self.folder.trust / CRL, crl)
        status_key = keys.unlock("status_signer", self.passphrase("status_signer"), self.clock.wall())
        bulletin = sign_bulletin(self.country, 1, now, now + BULLETIN_LIFE, (), status_key)
        package = build_package(ca_der, (document_signer,), (status_signer,), crl, bulletin)
        fingerprint = fingerprint40(ca_der)
        TrustStore(self.folder.trust, in_training=self.training).import_file(package, now, fingerprint)
        self._first_entry(people, keys, fingerprint)
        return fingerprint

    def _first_entry(self, people: tuple[NewUser, ...], keys: KeyRing, fingerprint: str) -> None:
        """The journal begins with a supervisor's signature under the settings."""
        first = next(person for person in people if "SUPERVISOR" in person.roles)
        key = keys.unlock(personal(first.id), self.passphrase(first.id), self.clock.wall())
        profile = self.country.lower()
        settings = {
            "country": self.country,
            "authority": self.authority.strip(),
            "office": self.office,
            "profile": profile if profile in profiles() else "",
            "training": self.training,
            "fingerprint": fingerprint,
        }
        with create_register(self.folder) as store, store.transaction() as register:
            now, mono = self.clock.milliseconds, self.clock.monotonic_ms
            append(register, first.id, key, "OFFICE_CREATED", "office", {"settings": settings}, now, mono)
