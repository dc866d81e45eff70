"""The journal for an auditor: a folder that can be checked without any key, and without the office.

It holds the register as it is (every row of it follows from the journal), the country CA's certificate, all rosters,
the signers' revocation list and the checkpoints; no key, no draft, no photograph, no paper.
"""

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
from certapp.register.replay import JournalFault
from certapp.service.checkpoints import FOLDER, make_checkpoint
from certapp.service.office import CA_CERTIFICATE, CRL, ROSTER, Actor, Office
from certapp.service.rights import Right
from certapp.trust.checkpoint import Occasion
from certapp.trust.roster_chain import FORMER

MARK: Final = "export.json"
_FORMAT: Final = "certapp journal export 1"
_LARGEST_MARK: Final = 64 << 10
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
            }
            (part / MARK).write_text(json.dumps(mark, indent=1), "utf-8")
    return head.seq


def is_auditor_copy(folder: Path) -> bool:
    """Whether a folder was made by `export_for_auditors`, so that no papers lie in it."""
    return (folder / MARK).is_file()


def copy_faults(office: Office) -> Iterator[JournalFault]:
    """Where an auditor's copy ends otherwise than it says; nothing for an office."""
    if not is_auditor_copy(office.folder.path):
        return
    last = last_entry(office.register)
    if last is None or _said(office.folder.path / MARK) != (last.seq, last.hash.hex()):
        yield JournalFault(last.seq if last else 0, "EXPORT_ENDS_OTHERWISE", ())


def _said(path: Path) -> tuple[int, str]:
    try:
        with path.open("rb") as file:
            match json.loads(file.read(_LARGEST_MARK)):
                case {"format": str(kind), "entries": int(entries), "hash": str(digest)} if kind == _FORMAT:
                    return entries, digest
    except (OSError, ValueError, RecursionError):
        pass
    raise Refusal("EXPORT_DAMAGED", file=path.name)
