"""What this office knows of the other offices of its authority, by their newest exchange files.

The files lie in the trust folder; which of them counts says the journal, by its SHA-256. A file that is gone or another
is told, and never passed over in silence: what it withdraws would come back to life at the border.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from certapp.model.bare_number import bare_number
from certapp.model.certificate_number import make_number
from certapp.model.errors import Refusal
from certapp.model.files import read_at_most, write_atomically
from certapp.register.certificates import withdrawn
from certapp.register.entry import Entry
from certapp.register.journal import entries
from certapp.service.clock import days
from certapp.service.office import Office
from certapp.trust.bulletin import Policy
from certapp.trust.checkpoint import Checkpoint, plain, read_checkpoint
from certapp.trust.exchange import LARGEST, Exchange, parse_exchange
from certapp.trust.exchange_content import Content
from certapp.trust.hierarchy import office_in

FOLDER: Final = "exchanges"
ENDING: Final = ".xcexchange"
TAKEN, TWICE, SETTLED = "EXCHANGE_TAKEN", "OFFICE_TWICE", "EXCHANGE_SETTLED"
LATE: Final = 8
"""Days after which an office's newest file is old: one a week is the rule."""


@dataclass(frozen=True)
class OtherOffice:
    """An office, and what came of it. sha256: of its newest file, as hexadecimal; written_at: seconds since 1970.

    held: that file; None where it is gone, or another lies there. others: files of the other history, where two
    histories of the office came and two supervisors have not said yet which is right.
    """

    code: str
    sequence: int
    written_at: int
    sha256: str
    held: Exchange | None
    others: tuple[Exchange, ...] = ()
    twice: bool = False

    def age(self, now: int) -> int:
        """Whole days since it was written."""
        return max(0, now - self.written_at) // 86400

    def late(self, now: int) -> bool:
        """Whether the next one is overdue."""
        return self.age(now) > LATE


def other_offices(office: Office) -> tuple[OtherOffice, ...]:
    """Every office of which an exchange file was taken in, by code."""
    acts = sorted((entry for kind in (TAKEN, SETTLED) for entry in entries(office.register, kind=kind)), key=_seq)
    found: dict[str, OtherOffice] = {}
    for entry in acts:
        facts, code = entry.facts(), entry.subject.partition("-")[2]
        digest = bytes(facts["digest"]).hex()
        found[code] = OtherOffice(code, int(facts["sequence"]), int(facts["written_at"]), digest, None)
    return tuple(_with_files(office, each) for _code, each in sorted(found.items()))


def all_withdrawn(office: Office, oldest_day: int = 0, *, strict: bool = True) -> list[tuple[bytes, int, int, str]]:
    """(id8, day, reason, number that took its place or '') of what no longer holds, by id: a bulletin's rows.

    Of this and all other offices.

    Refusal EXCHANGE_LOST (office), where strict: what another office withdrew is not to be found any more.
    """
    rows = {row[0]: row for row in withdrawn(office.register, oldest_day)}
    for other in other_offices(office):
        if other.held is None and strict:
            raise Refusal("EXCHANGE_LOST", office=other.code, sequence=other.sequence)
        for content in _contents(other):
            until = content.last_days()
            for row in content.withdrawn:
                if until[row[0]] >= oldest_day:
                    rows.setdefault(row[0], row)
    return sorted(rows.values())


def numbers_elsewhere(office: Office) -> dict[int, list[str]]:
    """Every number that the other offices say they gave out, by year. Refusal EXCHANGE_LOST."""
    found: defaultdict[int, set[str]] = defaultdict(set)
    for other in other_offices(office):
        if other.held is None:
            raise Refusal("EXCHANGE_LOST", office=other.code, sequence=other.sequence)
        for content in _contents(other):
            for year in content.years:
                found[year.year].update(
                    make_number(content.country, year.year, content.office, serial) for serial, _id, _day in year.rows()
                )
            for year_given, number in content.others:
                found[year_given].add(number)
    return {year: sorted(numbers) for year, numbers in found.items()}


def covered(office: Office, up_to: date, not_before: int) -> tuple[tuple[str, ...], int]:
    """The offices for whose numbers a digest of today is complete, and the day (since 1970) to which it is.

    It is complete to no later day than the oldest file counted, and to no earlier one than `not_before`, since a digest
    never goes back. An office whose file is older than both, or that is there twice, is left out: nothing is
    said of its numbers.
    """
    wanted = days(up_to)
    earliest = max(not_before, wanted - LATE)
    ends = {
        each.code: days(_day(each.written_at) - timedelta(days=1))
        for each in other_offices(office)
        if each.held is not None and not each.twice
    }
    counted = {code: end for code, end in ends.items() if end >= earliest}
    return tuple(sorted(counted)), min([wanted, *counted.values()])


def stolen_elsewhere(office: Office) -> dict[bytes, Policy]:
    """The document signers that other offices reported as stolen, by kid: each its own only."""
    found: dict[bytes, Policy] = {}
    signers = {
        (signer.kid, office_in(signer))
        for signer in (each for known in office.trust.view().signers.values() for each in known)
        if signer.country == office.country
    }
    for other in other_offices(office):
        for content in _contents(other):
            for kid, policy in content.stolen.items():
                if (kid, other.code) in signers:
                    found[kid] = Policy(min(policy, found.get(kid, policy)))
    return found


def genuine_elsewhere(office: Office) -> Iterator[bytes]:
    """The digests (16 bytes) of what other offices say is genuine although its signer's key was stolen."""
    for other in other_offices(office):
        for content in _contents(other):
            yield from content.genuine


def second_elsewhere(office: Office) -> dict[str, int]:
    """The day (since 1970-01-01) from which each other office's certificates carry a second signature, if it says."""
    said = {other.code: other.held.content.second_since for other in other_offices(office) if other.held is not None}
    return {code: since for code, since in said.items() if since is not None}


def offices_elsewhere(office: Office) -> frozenset[str]:
    """Every other office of the authority known here: by its file, or by a document signer in the lists."""
    signers = (each for known in office.trust.view().signers.values() for each in known)
    codes = {office_in(signer) for signer in signers if signer.country == office.country}
    return frozenset((codes | {other.code for other in other_offices(office)}) - {"", office.code})


def older_elsewhere(office: Office) -> dict[str, tuple[int, ...] | None]:
    """What each other office says of its older papers (`Content.older`): None where it says nothing, as without a file;
    empty where nothing of it may be relied on, as where it is there twice."""
    told: dict[str, tuple[int, ...] | None] = dict.fromkeys(offices_elsewhere(office))
    for other in other_offices(office):
        if other.held is None or other.twice:
            told[other.code] = ()
        else:
            told[other.code] = other.held.content.older
    return told


def on_older_papers_elsewhere(office: Office, number: str) -> bool:
    """Whether another office says that it gave this older number out."""
    bare = bare_number(number)
    return any(
        bare_number(given) == bare
        for other in other_offices(office)
        for content in _contents(other)
        for _year, given in content.others
    )


def numbers_told(office: Office) -> Iterator[str]:
    """The highest numbers of this very office that others have seen: what a restored copy must jump past."""
    for other in other_offices(office):
        for content in _contents(other):
            for known in content.known:
                if known.office == office.code:
                    yield from known.numbers


def checkpoint_in(content: Content) -> Checkpoint:
    """The checkpoint in a file, which is of the same office and journal. Refusal EXCHANGE_DAMAGED."""
    checkpoint = plain(read_checkpoint(content.checkpoint))
    said = checkpoint.statement
    if (said.country, said.office, said.journal) != (content.country, content.office, content.journal):
        raise Refusal("EXCHANGE_DAMAGED")
    return checkpoint


def keep_file(office: Office, code: str, data: bytes) -> None:
    """Keep a file of another office; what is kept is named by its content."""
    folder = office.folder.trust / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    write_atomically(_path(office, code, sha256(data).hexdigest()), data)


def forget_older(office: Office) -> None:
    """Remove the files that neither count nor are of a second history: each is a full statement."""
    needed = {path for other in other_offices(office) for path in _needed(office, other)}
    for path in (office.folder.trust / FOLDER).glob(f"*{ENDING}"):
        if path not in needed:
            path.unlink(missing_ok=True)


def _needed(office: Office, other: OtherOffice) -> Iterator[Path]:
    yield _path(office, other.code, other.sha256)
    for entry in entries(office.register, subject=f"{office.country}-{other.code}"):
        if entry.type == TWICE:
            yield _path(office, other.code, bytes(entry.facts()["digest"]).hex())


def _with_files(office: Office, bare: OtherOffice) -> OtherOffice:
    others: dict[str, None] = {}
    for entry in entries(office.register, subject=f"{office.country}-{bare.code}"):
        if entry.type == TWICE:
            others[bytes(entry.facts()["digest"]).hex()] = None
        elif entry.type == SETTLED:
            others.clear()
    read = [each for each in (_read(office, bare.code, digest) for digest in others) if each is not None]
    held = _read(office, bare.code, bare.sha256)
    return OtherOffice(bare.code, bare.sequence, bare.written_at, bare.sha256, held, tuple(read), bool(others))


def _contents(other: OtherOffice) -> Iterator[Content]:
    """The newest first, then the other history's: until it is settled, what either withdrew does not hold."""
    for each in (other.held, *other.others):
        if each is not None:
            yield each.content


def _read(office: Office, code: str, digest: str) -> Exchange | None:
    try:
        data = read_at_most(_path(office, code, digest), LARGEST)
    except Refusal:
        return None
    return _parsed(data) if sha256(data).hexdigest() == digest else None


@lru_cache(maxsize=8)
def _parsed(data: bytes) -> Exchange:
    """Its signature was judged when it came; the journal's SHA-256 says that it is the same."""
    return parse_exchange(data)


def _path(office: Office, code: str, digest: str) -> Path:
    return office.folder.trust / FOLDER / f"{office.country}-{code}-{digest[:16]}{ENDING}"


def _seq(entry: Entry) -> int:
    return entry.seq


def _day(seconds: int) -> date:
    return date(1970, 1, 1) + timedelta(days=seconds // 86400)
