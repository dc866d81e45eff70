"""Checkpoints of the office's own journal: made, kept, handed out, taken back countersigned, and compared."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from certapp.model.errors import Refusal
from certapp.model.files import read_at_most, write_atomically
from certapp.register.connection import Connection
from certapp.register.journal import CLOCK_TOLERANCE_MS, clock_leaps, entry_at, first_earlier, last_entry
from certapp.register.numbers import highest_numbers
from certapp.register.replay import JournalFault
from certapp.service.carrying import codes_on, is_picture_or_pdf, write_out
from certapp.service.office import Actor, Office
from certapp.service.rosters import officials_ever
from certapp.trust.certificate import Certificate
from certapp.trust.checkpoint import (
    LARGEST,
    MOST_YEARS,
    Checkpoint,
    Countersigned,
    Occasion,
    Statement,
    plain,
    read_checkpoint,
    sign_checkpoint,
)
from certapp.trust.hierarchy import ACTING
from certapp.trust.path import issuer_of
from certapp.trust.store_folder import LARGEST as LARGEST_SCAN

FOLDER = "checkpoints"
ENDING = ".xccheckpoint"
_COUNTED = ("application", "number", "certificate", "revocation")

Read = Checkpoint | Countersigned


def make_checkpoint(office: Office, actor: Actor, occasion: Occasion) -> Checkpoint:
    """Sign where the journal stands now, and keep it. Where the newest one kept says the same, that one.

    Refusals CHECKPOINT_CLOCK_BEHIND, CHECKPOINT_CLOCK_AHEAD: a false time would find fault with honest entries.
    """
    last = last_entry(office.register)
    if last is None:
        raise RuntimeError("an office has a first entry")
    path = _folder(office) / f"{last.seq:09}{ENDING}"
    with suppress(OSError, Refusal):
        kept = read_checkpoint(_read(path))
        if isinstance(kept, Checkpoint) and kept.statement.hash == last.hash:
            return kept
    if office.clock.milliseconds < last.at - CLOCK_TOLERANCE_MS:
        raise Refusal("CHECKPOINT_CLOCK_BEHIND")
    if clock_leaps(last, office.clock.milliseconds):
        raise Refusal("CHECKPOINT_CLOCK_AHEAD")
    data = sign_checkpoint(_statement(office, occasion), actor.key)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, data)
    office.counter.keep(office.register, office.code)
    made = read_checkpoint(data)
    return plain(made)


def checkpoint_if_possible(office: Office, actor: Actor, occasion: Occasion) -> None:
    """The same beside another act: that none can be signed, as on a full disk, keeps nobody from working, since the
    next one says the same."""
    with suppress(Refusal, OSError):
        make_checkpoint(office, actor, occasion)


def hand_out(office: Office, actor: Actor, path: Path) -> Checkpoint:
    """Write a checkpoint of now for another office. Refusals: CHECKPOINT_CLOCK_BEHIND, OUTPUT_NOT_WRITABLE."""
    made = make_checkpoint(office, actor, Occasion.EXCHANGE)
    write_out(path, made.raw)
    return made


def take_back(office: Office, path: Path) -> Countersigned:
    """Keep a checkpoint of ours that another office countersigned.

    Refusals: FILE_NOT_THERE, CHECKPOINT_DAMAGED and the like, those of `keep_countersigned`.
    """
    return keep_countersigned(office, read_file(path))


def keep_countersigned(office: Office, read: Read) -> Countersigned:
    """The same of one that is read already.

    Refusals: CHECKPOINT_NOT_COUNTERSIGNED, CHECKPOINT_OF_OTHER_OFFICE, CHECKPOINT_SIGNER_UNKNOWN,
    CHECKPOINT_OTHER_HISTORY: the journal here is not the one that was witnessed.
    """
    if not isinstance(read, Countersigned):
        raise Refusal("CHECKPOINT_NOT_COUNTERSIGNED")
    statement = read.checkpoint.statement
    if statement.journal != journal_id(office.register):
        raise Refusal("CHECKPOINT_OF_OTHER_OFFICE", country=statement.country, office=statement.office)
    if not under_believed(office, read.signer, read.country, read.written_at):
        raise Refusal("CHECKPOINT_SIGNER_UNKNOWN", name=read.signer.name or "?")
    entry = entry_at(office.register, statement.seq)
    if entry is None or entry.hash != statement.hash:
        raise Refusal("CHECKPOINT_OTHER_HISTORY", seq=statement.seq)
    target = _folder(office) / f"{statement.seq:09}-{read.signer.kid.hex()}{ENDING}"
    target.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(target, read.raw)
    return read


def kept_checkpoints(office: Office) -> list[Path]:
    """The files kept in the office's folder, the oldest first."""
    return sorted(_folder(office).glob(f"*{ENDING}"))


def newest_witness(office: Office) -> Countersigned | None:
    """The newest checkpoint that another office countersigned, or None."""
    for path in reversed(kept_checkpoints(office)):
        with suppress(Refusal):
            read = read_file(path)
            if isinstance(read, Countersigned):
                return read
    return None


def checkpoint_faults(office: Office, files: Iterable[Path]) -> Iterator[JournalFault]:
    """What the journal no longer holds of what these checkpoints saw; entries behind one and dated before it."""
    ours, officials = journal_id(office.register), officials_ever(office)
    for path in files:
        try:
            read = read_file(path)
        except Refusal:
            yield _fault(0, "CHECKPOINT_UNREADABLE", file=path.name)
            continue
        checkpoint = plain(read)
        statement = checkpoint.statement
        if statement.journal != ours:
            yield _fault(1, "CHECKPOINT_OTHER_JOURNAL", file=path.name)
            continue
        if checkpoint.signer.kid not in officials:
            yield _fault(0, "CHECKPOINT_BY_STRANGER", file=path.name)
        entry = entry_at(office.register, statement.seq)
        if entry is None:
            yield _fault(statement.seq, "CHECKPOINT_BEYOND", file=path.name)
        elif entry.hash != statement.hash:
            yield _fault(statement.seq, "CHECKPOINT_DIFFERS", file=path.name)
        earliest = statement.written_at * 1000 - CLOCK_TOLERANCE_MS
        early = first_earlier(office.register, statement.seq, earliest)
        if early is not None:
            yield _fault(early.seq, "ENTRY_BACKDATED", file=path.name)


def read_file(path: Path) -> Read:
    """A checkpoint from a file, or off the code of a day sheet that was scanned (PDF, JPEG or PNG).

    Refusals FILE_NOT_THERE, those of `read_checkpoint`, and of a bounded reader.
    """
    try:
        data = _read(path)
    except OSError:
        raise Refusal("FILE_NOT_THERE", file=str(path)) from None
    if is_picture_or_pdf(data):
        data = codes_on(read_at_most(path, LARGEST_SCAN)).text.encode()
    return read_checkpoint(data)


def journal_id(register: Connection) -> bytes:
    """The hash of the first entry, by which a journal is known."""
    first = entry_at(register, 1)
    return first.hash if first else bytes(32)


def under_believed(office: Office, signer: Certificate, country: str, when: int) -> bool:
    """Whether this is an official's key under a country CA that the office believes."""
    anchors = office.trust.view().anchors.get(country, ())
    anchor = issuer_of(signer, anchors, ACTING, when)
    return anchor is not None and not anchor.has_revoked(signer)


def _statement(office: Office, occasion: Occasion) -> Statement:
    register = office.register
    with register.guard:
        last = last_entry(register)
        if last is None:
            raise RuntimeError("an office has a first entry")
        counts = [int(register.value(f"SELECT count(*) FROM {table}")) for table in _COUNTED]
        numbers = highest_numbers(register, office.code)
        return Statement(
            country=office.country,
            office=office.code,
            journal=journal_id(register),
            seq=last.seq,
            hash=last.hash,
            at=last.at,
            written_at=office.clock.seconds,
            occasion=occasion,
            counts=(counts[0], counts[1], counts[2], counts[3]),
            numbers=tuple(numbers[year] for year in sorted(numbers)[-MOST_YEARS:]),
        )


def _folder(office: Office) -> Path:
    return office.folder.trust / FOLDER


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LARGEST + 1)


def _fault(seq: int, code: str, **params: object) -> JournalFault:
    return JournalFault(seq, code, tuple(params.items()))
