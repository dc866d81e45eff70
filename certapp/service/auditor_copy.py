"""The journal for an auditor: a folder that can be checked without any key, and without the office.

It holds the register as it is (every row of it follows from the journal), the country CA's certificate, all rosters,
the signers' revocation list and the checkpoints; no key, no draft, no photograph, no paper. A list names every file of
it by its SHA-256 and is signed by who made the copy.
"""

import hashlib
import json
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

from certapp import __version__
from certapp.model.errors import Refusal
from certapp.register.backup import appearing
from certapp.register.connection import open_writer
from certapp.register.disk import disk_errors
from certapp.register.journal import last_entry
from certapp.register.office import clear_restored
from certapp.register.register import copy_database
from certapp.register.replay import JournalFault, fault
from certapp.service.checkpoints import FOLDER, make_checkpoint
from certapp.service.office import CA_CERTIFICATE, CRL, ROSTER, Actor, Office
from certapp.service.rights import Right
from certapp.service.rosters import officials_ever
from certapp.trust.certificate import read_certificate
from certapp.trust.checkpoint import Occasion
from certapp.trust.es256 import verifies
from certapp.trust.roster_chain import FORMER

MARK: Final = "export.json"
SIGNATURE: Final = "export.signature"
EXPORTED: Final = "JOURNAL_EXPORTED"
_FORMAT: Final = "certapp journal export 2"
_DOMAIN: Final = b"certapp journal export, version 2\0"
_LARGEST_MARK: Final = 16 << 20
_KID: Final = 8
_FILES: Final = (CA_CERTIFICATE, ROSTER, CRL)
_FOLDERS: Final = ("rosters", FORMER, FOLDER)


def export_for_auditors(office: Office, actor: Actor, target: Path) -> int:
    """Write the copy into the new folder `target`, noted in the journal; gives the number of entries in it.

    Refusals: ROLE_MISSING, EXPORT_TARGET_NOT_EMPTY, DISK_FULL and the like.
    """
    actor.require(Right.AUDIT)
    with appearing(target, "EXPORT_TARGET_NOT_EMPTY") as part:
        last = last_entry(office.register)
        office.record_alone(actor, "JOURNAL_EXPORTED", "journal", {"entries": last.seq if last else 0})
        make_checkpoint(office, actor, Occasion.EXCHANGE)
        copy_database(office.register, part / "register.db")
        with closing(open_writer(part / "register.db")) as copy:
            clear_restored(copy)  # a mark of this copy of the folder, none of the office
            head = last_entry(copy)
        if head is None:
            raise RuntimeError("an office has a first entry")
        trust = part / "trust"
        with disk_errors(trust):
            trust.mkdir()
            for name in _FILES:
                if (office.folder.trust / name).is_file():
                    shutil.copyfile(office.folder.trust / name, trust / name)
            for name in _FOLDERS:
                if (office.folder.trust / name).is_dir():
                    shutil.copytree(office.folder.trust / name, trust / name)
            mark = {
                "format": _FORMAT,
                "made_at": office.clock.seconds,
                "made_by": actor.id,
                "program": __version__,
                "entries": head.seq,
                "hash": head.hash.hex(),
                "files": {name: _sha256(part / name) for name in _files(part)},
            }
            listed = json.dumps(mark, indent=1).encode()
            (part / MARK).write_bytes(listed)
            (part / SIGNATURE).write_bytes(actor.key.kid + actor.key.sign_raw(_signed(listed)))
    return head.seq


def is_auditor_copy(folder: Path) -> bool:
    """Whether a folder was made by `export_for_auditors`, so that neither keys nor papers lie in it."""
    return (folder / MARK).is_file() or not any((folder / name).is_dir() for name in ("keys", "attachments"))


def copy_at(chosen: Path) -> Path:
    """The folder of a copy by what somebody chose: the folder, or the list in it. Refusal AUDIT_OF_OFFICE."""
    folder = chosen.parent if chosen.name == MARK and chosen.is_file() else chosen
    if folder.is_dir() and not is_auditor_copy(folder):
        raise Refusal("AUDIT_OF_OFFICE", folder=str(folder))
    return folder


def copy_faults(office: Office) -> Iterator[JournalFault]:
    """Where an auditor's copy is not as it was exported; nothing for an office."""
    folder = office.folder.path
    if not is_auditor_copy(folder):
        return
    try:
        with (folder / MARK).open("rb") as file:
            listed = file.read(_LARGEST_MARK + 1)
        entries, digest, files = _said(listed)
    except (OSError, ValueError, RecursionError):
        yield fault(0, "EXPORT_DAMAGED", file=MARK)
        return
    last = last_entry(office.register)
    seq, kid = (last.seq, last.actor_kid) if last else (0, b"")
    if last is None or last.type != EXPORTED or (entries, digest) != (seq, last.hash.hex()):
        yield fault(seq, "EXPORT_ENDS_OTHERWISE")
    if not _signed_by(office, kid, folder / SIGNATURE, listed):
        yield fault(seq, "EXPORT_SIGNATURE", file=SIGNATURE)
    here = set(_files(folder)) - {MARK, SIGNATURE}
    for name in sorted(here | set(files)):
        if name not in here:
            yield fault(0, "EXPORT_FILE_MISSING", file=name)
        elif name not in files:
            yield fault(0, "EXPORT_FILE_ADDED", file=name)
        elif _sha256(folder / name) != files[name]:
            yield fault(0, "EXPORT_FILE_CHANGED", file=name)


def _said(listed: bytes) -> tuple[int, str, dict[str, str]]:
    """Entries, hash of the last one, SHA-256 of each file. ValueError where it is no such list."""
    match json.loads(listed[: _LARGEST_MARK + 1]):
        case {"format": str(kind), "entries": int(entries), "hash": str(digest), "files": dict(files)}:
            if kind == _FORMAT and all(isinstance(value, str) for value in files.values()):
                return entries, digest, files
    raise ValueError("no list of an export")


def _signed_by(office: Office, kid: bytes, signature: Path, listed: bytes) -> bool:
    """Whether the official whose key wrote the last entry signed the list."""
    official = officials_ever(office).get(kid)
    try:
        with signature.open("rb") as file:
            data = file.read(256)
    except OSError:
        return False
    if official is None or data[:_KID] != kid:
        return False
    return verifies(read_certificate(official.certificate).key, data[_KID:], _signed(listed))


def _signed(listed: bytes) -> bytes:
    return _DOMAIN + hashlib.sha256(listed).digest()


def _files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir())


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
