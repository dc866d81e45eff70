"""An office, opened: its folder, register, form, keys, roster and trust, in one frozen value."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

from certapp.formdef.form import Form
from certapp.formdef.loading import load_form
from certapp.formdef.parsing import read_only
from certapp.model.errors import Refusal
from certapp.model.record import Row
from certapp.model.signing import SigningKey
from certapp.register import office as office_table
from certapp.register.attachments import AttachmentStore
from certapp.register.connection import Connection, transaction
from certapp.register.folder import OfficeFolder, require_local
from certapp.register.journal import append, last_entry
from certapp.register.register import Register, open_register, view_register
from certapp.seal import cbor
from certapp.service.clock import Clock, day_of_milliseconds
from certapp.service.counter import Counter, counter_of, counters_folder
from certapp.service.next_ca import settle_next_ca
from certapp.service.rights import Right, has, roles_of
from certapp.trust.certificate import read_certificate
from certapp.trust.fingerprint import fingerprint40, same_fingerprint
from certapp.trust.keyring import STATUS_SIGNER, KeyRing, personal
from certapp.trust.roster import Official, Roster
from certapp.trust.roster_chain import CA_FILE, NEWEST, read_signed, rosters_of
from certapp.trust.store import TrustStore

ROSTER = NEWEST
ROSTER_TAKEN: Final = "ROSTER_TAKEN"
"""The act by which an office takes in another roster: {sequence, digest, before, ...}."""
CA_MOVED: Final = "CA_MOVED"
"""The act by which an office moves under a new country CA: {from, to (40 digits each), second, ...}."""
CA_CERTIFICATE = CA_FILE
CRL = "signers.crl"

Passphrase = Callable[[str], str]
"""From a key's name for people ('ca', 'document_signer', 'status_signer' or a user's id) to its passphrase."""


@dataclass(frozen=True)
class Actor:
    """An official who has unlocked the personal key: whoever acts signs."""

    official: Official
    key: SigningKey = field(repr=False)

    @property
    def id(self) -> str:
        """The id in the roster."""
        return self.official.id

    @property
    def name(self) -> str:
        """The name that the paper and the journal show."""
        return self.official.name

    def may(self, *rights: Right) -> bool:
        """Whether one of `rights` is this person's."""
        return has(self.official.roles, *rights)

    def require(self, *rights: str) -> None:
        """One of `rights` (or a role by its name) is needed. Refusal ROLE_MISSING."""
        needed = roles_of(rights)
        if self.official.roles.isdisjoint(needed):
            raise Refusal("ROLE_MISSING", name=self.name, roles=" / ".join(needed))

    @property
    def ends(self) -> int:
        """The last second (since 1970) of the personal certificate."""
        return read_certificate(self.official.certificate).not_after


@dataclass
class InForce:
    """The roster that the office goes by; another one is put here when it was taken in.

    incoming: the one that is being taken in, whose people sign that already.
    """

    roster: Roster
    incoming: Roster | None = None

    @contextmanager
    def taking(self, roster: Roster | None) -> Iterator[None]:
        """While `roster` is being taken in (None: none is)."""
        self.incoming = roster
        try:
            yield
        finally:
            self.incoming = None


@dataclass(frozen=True)
class Office:
    """Everything an act needs. Close it by the context manager that opened it."""

    store: Register
    settings: dict[str, Any]
    form: Form
    keys: KeyRing
    in_force: InForce
    trust: TrustStore
    clock: Clock
    counter: Counter

    @property
    def roster(self) -> Roster:
        """Who may do what, now."""
        return self.in_force.roster

    @property
    def folder(self) -> OfficeFolder:
        """Where its parts lie."""
        return self.store.folder

    @property
    def register(self) -> Connection:
        """The register's database."""
        return self.store.connection

    @property
    def drafts(self) -> Connection:
        """The database of what is being typed."""
        return self.store.drafts

    @property
    def attachments(self) -> AttachmentStore:
        """Photographs, documents and issued PDFs by SHA-256."""
        return self.store.attachments

    @property
    def country(self) -> str:
        """ISO 3166-1 alpha-2."""
        return str(self.settings["country"])

    @property
    def code(self) -> str:
        """The office's two characters in each number."""
        return str(self.settings["office"])

    @property
    def authority(self) -> str:
        """The authority's name, as printed."""
        return str(self.settings["authority"])

    @property
    def training(self) -> bool:
        """A training office signs with TEST keys."""
        return bool(self.settings["training"])

    @property
    def signs_bulletins(self) -> bool:
        """Whether this is the one office that signs the country's bulletins and digests."""
        try:
            self.keys.certificate(STATUS_SIGNER)
        except Refusal:
            return False
        return True

    @property
    def day_of_acts(self) -> date:
        """The day (UTC) under which an act is recorded now: by the clock, but never before the journal's last entry,
        so that no number goes back into the year before."""
        last = last_entry(self.register)
        return day_of_milliseconds(max(self.clock.milliseconds, last.at if last else 0))

    def log_in(self, user: str, passphrase: Passphrase, *, ended_too: bool = False) -> Actor:
        """Unlock a person's key. `ended_too`: also with a certificate that has ended, to have it renewed.

        Raises:
            Refusal: USER_UNKNOWN, PASSPHRASE_WRONG, PASSPHRASE_WAIT, KEY_NOT_IN_ROSTER, PERSONAL_CERTIFICATE_ENDED.
        """
        official = self.official(user)
        ends = read_certificate(official.certificate).not_after
        if ends < self.clock.seconds and not ended_too:
            day = datetime.fromtimestamp(ends, UTC).date().isoformat()
            raise Refusal("PERSONAL_CERTIFICATE_ENDED", name=official.name, day=day)
        if self.keys.certificate_of_next(personal(user)) == official.certificate:
            self.keys.take_over(personal(user))  # what a crash left when the roster was taken in
        key = self.keys.open(personal(user), passphrase(user), self.clock.wall())
        if key.certificate != official.certificate:
            raise Refusal("KEY_NOT_IN_ROSTER", name=official.name)
        return Actor(official, key)

    def official(self, user: str) -> Official:
        """The official of the roster with this id. Refusal USER_UNKNOWN."""
        found = next((each for each in self.roster.officials if each.id == user), None)
        if found is None:
            raise Refusal("USER_UNKNOWN", user=user[:40])
        return found

    def unlock(self, name: str, passphrase: Passphrase) -> SigningKey:
        """One of the office's keys, 'document_signer' or 'status_signer', from its file or on its token."""
        return self.keys.open(name, passphrase(name), self.clock.wall())

    def record(self, actor: Actor, act: str, subject: str, facts: dict[str, Any]) -> None:
        """Append an act to the journal; inside a transaction of `self.register`.

        Refusal ACTOR_NOT_AS_ENROLLED: key, roles or name are not those of this person in the roster of now.
        """
        self.require_enrolled(actor)
        clock = self.clock
        append(self.register, actor.id, actor.key, act, subject, facts, clock.milliseconds, clock.monotonic_ms)

    def require_enrolled(self, actor: Actor) -> None:
        """Whoever acts is on the roster of now, as they are there and with that key: who was retired or got another
        key or other roles meanwhile does not go on as before. Refusal ACTOR_NOT_AS_ENROLLED.
        """
        rosters = (self.in_force.roster, self.in_force.incoming)
        enrolled = any(roster is not None and roster.official(actor.id) == actor.official for roster in rosters)
        if not enrolled or actor.key.certificate != actor.official.certificate:
            raise Refusal("ACTOR_NOT_AS_ENROLLED", name=actor.name)

    def record_alone(self, actor: Actor, act: str, subject: str, facts: dict[str, Any]) -> None:
        """Append one act in a transaction of its own."""
        with transaction(self.register):
            self.record(actor, act, subject, facts)

    def stored_record(self, stored: bytes) -> Row:
        """A record as the register keeps it (canonical CBOR), typed again by the form; no rule is asked."""
        return read_only(self.form, cbor.decode(stored, cbor.RECORD), from_office=True).record


@contextmanager
def open_office(
    path: Path,
    clock: Clock | None = None,
    *,
    write: bool = True,
    counters: Path | None = None,
    whole: bool = True,
    still: bool = False,
) -> Iterator[Office]:
    """Open the office in `path`; for writing, alone. `whole` and `still` are those of `view_register`.

    `counters`: where this machine keeps what it knows of journals (`counter`). A folder that is older than what is
    known there is marked, and issues nothing until it is resumed.

    Raises:
        Refusal: OFFICE_NOT_THERE, NETWORK_SHARE (for writing), OFFICE_OPEN_ELSEWHERE, SETTINGS_NOT_AS_SIGNED (for
            writing: in an edited file only the check goes on), and what the register says of its file.
    """
    clock = clock or Clock()
    folder = OfficeFolder(path)
    if not folder.register.is_file():
        raise Refusal("OFFICE_NOT_THERE", folder=str(path))
    if write:
        _require_local(folder)
    with open_register(folder) if write else view_register(folder, whole=whole, still=still) as store:
        if write and not office_table.settings_as_signed(store.connection):
            raise Refusal("SETTINGS_NOT_AS_SIGNED")
        office = _office_of(store, clock, counters, still=still)
        if write:
            office.counter.mark_if_older(store.connection, clock.milliseconds)
        try:
            yield office
        finally:
            if write:
                office.counter.keep(store.connection, office.code)


@contextmanager
def view_copy(path: Path, register: Path, *, still: bool = False) -> Iterator[Office]:
    """The office in `path`, for a check, with `register` in place of its own: a copy of it, or the same file."""
    with view_register(OfficeFolder(path), register, whole=False, still=still) as store:
        yield _office_of(store, Clock(), still=still)


def _office_of(store: Register, clock: Clock, counters: Path | None = None, *, still: bool = False) -> Office:
    """`still`: nothing in the folder is brought to its end."""
    folder, settings = store.folder, office_table.settings(store.connection)
    return Office(
        store=store,
        settings=settings,
        form=load_form(str(settings["profile"])),
        keys=KeyRing(folder.keys),
        in_force=InForce(_roster(folder, str(settings["fingerprint"]), store.connection, still)),
        trust=TrustStore(folder.trust, in_training=bool(settings["training"])),
        clock=clock,
        counter=counter_of(store.connection, counters or counters_folder()),
    )


def _require_local(folder: OfficeFolder) -> None:
    """Two computers must not write in one register; in a training office nothing is lost by it. NETWORK_SHARE."""
    try:
        require_local(folder.path)
    except Refusal:
        with suppress(Refusal), view_register(folder) as store:
            if bool(office_table.settings(store.connection)["training"]):
                return
        raise


def _roster(folder: OfficeFolder, fingerprint: str, register: Connection, still: bool) -> Roster:
    """The roster, signed under the CA that the journal's first entry names: no other CA's roster counts.

    Where the journal names a roster that was taken in, that one and no other: an older one, which the CA signed as
    well, gives nobody back what was taken from them.
    """
    if not still:
        with suppress(OSError):
            settle_next_ca(folder.trust, fingerprint)
    try:
        signed = (folder.trust / ROSTER).read_bytes()
        ca = (folder.trust / CA_CERTIFICATE).read_bytes()
    except OSError:
        raise Refusal("ROSTER_NOT_THERE", folder=str(folder.trust)) from None
    if not same_fingerprint(fingerprint40(ca), fingerprint):
        raise Refusal("ROSTER_OF_OTHER_AUTHORITY")
    found = read_signed(signed, ca)
    taken = last_entry(register, ROSTER_TAKEN)
    if taken is None:
        return found.roster
    facts = taken.facts()
    # After a crash between the journal and the file, the roster is among those kept.
    for each in (found, *rosters_of(folder.trust, ca)):
        if each.digest == facts["digest"]:
            return each.roster
    code = "ROSTER_OLDER" if found.sequence < int(facts["sequence"]) else "ROSTER_NOT_TAKEN"
    raise Refusal(code, found=found.sequence, seen=int(facts["sequence"]))
