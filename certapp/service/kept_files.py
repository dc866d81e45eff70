"""Whether every file that the register names is there, and still the one that was taken in."""

from collections.abc import Callable, Iterator
from functools import cache

from certapp.model.errors import Refusal
from certapp.model.progress import Stage, Stages
from certapp.register.connection import Connection, Row
from certapp.register.replay import JournalFault, fault
from certapp.service.letters import LETTER_MADE
from certapp.service.office import Office
from certapp.service.trust_files import as_signed

_NAMED = (
    "SELECT application, name, sha256 FROM attachment",
    "SELECT number, number || '.pdf', pdf_sha256 FROM certificate",
    "SELECT certificate, 'extension.pdf', pdf_sha256 FROM extension",
    "SELECT number, name, sha256 FROM legacy_scan",
)
"""What a file belongs to, what it is called, its SHA-256."""
_TOLD_WITH_THEIR_ENTRY = frozenset({1, 3})
"""Of these, `meaning` tells what is missing."""


def file_faults(office: Office, stages: Stages | None = None) -> Iterator[JournalFault]:
    """Each file that is missing; with `stages` every file is read too, as `HASH_FILES` of them, and each that was
    changed is told."""
    if stages is None:
        yield from _faults(office, None)
        return
    with stages.at(Stage.HASH_FILES, office.attachments.size()) as step:
        yield from _faults(office, step)


def _faults(office: Office, read: Callable[[int], None] | None) -> Iterator[JournalFault]:
    @cache
    def state(sha256: str) -> str:
        if sha256 not in office.attachments:
            return "FILE_OF_REGISTER_MISSING"
        if read is not None:
            try:
                read(len(office.attachments.get(sha256)))
            except Refusal as refusal:
                if refusal.code != "ATTACHMENT_DAMAGED":
                    raise
                return "FILE_OF_REGISTER_CHANGED"
        return ""

    for place, query in enumerate(_NAMED):
        for number, name, sha256 in _rows(office.register, query):
            code = state(sha256)
            if code and not (code == "FILE_OF_REGISTER_MISSING" and place in _TOLD_WITH_THEIR_ENTRY):
                yield fault(0, code, number=number, name=name)
    for entry in as_signed(office, LETTER_MADE):
        if state(str(entry.facts()["pdf_sha256"])) == "FILE_OF_REGISTER_CHANGED":
            yield fault(0, "FILE_OF_REGISTER_CHANGED", number=entry.subject, name=f"{entry.facts()['letter']}.pdf")


def _rows(register: Connection, query: str) -> Iterator[Row]:
    yield from register.rows(f"{query} ORDER BY 1, 2")
