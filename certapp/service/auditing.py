"""Checking the journal, without any key: what an auditor does, and the result that can be kept."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from certapp import __version__
from certapp.model.errors import Refusal
from certapp.model.progress import Stage, Stages, Told, as_part, silent, stopped_as
from certapp.register.admission import damages
from certapp.register.connection import open_reader
from certapp.register.folder import OfficeFolder
from certapp.register.journal import entry_at, last_entry, verify
from certapp.register.office import settings
from certapp.register.register import Register, copy_database, view_register
from certapp.register.replay import MOST_FAULTS, JournalFault, fault
from certapp.register.scratch import scratch
from certapp.service.auditor_copy import copy_faults, is_auditor_copy
from certapp.service.check_apart import STAGES, cores, verify_apart
from certapp.service.checkpoints import checkpoint_faults, journal_id, kept_checkpoints, newest_witness
from certapp.service.journal_check import entry_count, place_for, signers_of
from certapp.service.kept_files import file_faults
from certapp.service.meaning import meaning_faults
from certapp.service.office import Office, open_office
from certapp.service.sampling import Paper, drawn_papers
from certapp.service.trust_files import trust_faults
from certapp.service.trust_lists import list_faults
from certapp.trust.fingerprint import same_fingerprint

LONG: Final = 4000
"""From so many entries on processes beside this one pay."""
CHECK_STAGES: Final = (Stage.LOOK_OVER, *STAGES, Stage.VERIFY_PAPERS)


@dataclass(frozen=True)
class Checked:
    """What a full check came to: of which folder and journal, up to which entry, by which program, how long it took.

    checked_at: Unix seconds. checkpoints: how many were compared; witness: who countersigned the newest one that is
    kept, and at which entry ('XB-02 (1204)', '' for nobody). files: whether papers, letters and photographs were
    looked for; files_read: whether each was read too and held against its hash. papers: certificates drawn by lot and
    verified. fingerprint: the country CA's 40 digits; compared: whether they were held against digits from elsewhere.
    """

    folder: str
    country: str
    office: str
    authority: str
    training: bool
    journal: str
    entries: int
    head: str
    head_at: int
    checked_at: int
    seconds: float
    version: str
    checkpoints: int
    witness: str
    files: bool
    files_read: bool
    fingerprint: str
    compared: bool
    papers: tuple[Paper, ...]
    faults: tuple[JournalFault, ...]

    @property
    def papers_bad(self) -> int:
        """How many of the papers drawn are not as they were issued."""
        return sum(not each.good for each in self.papers)


def full_check(
    office: Office,
    against: Iterable[Path] = (),
    told: Told = silent,
    papers: int = 0,
    *,
    read_files: bool = False,
    digits: str = "",
) -> Checked:
    """The file, chain, signatures, state, meaning, and every checkpoint kept here or handed in (`against`: files or
    folders); in an office whether its files are there, in an auditor's copy whether it is as it was exported.

    papers: so many certificates, drawn by lot, are verified too; none in an auditor's copy, which has no papers.
    read_files: every photograph, document and paper is read and held against its hash. digits: the country CA's 40, as
    they came by another road than the copy; without them anybody may have made all of it up.

    Refusal CHECK_STOPPED where `told` raises WORK_STOPPED; FILE_NOT_THERE.
    """
    begun = office.clock.monotonic()
    handed_in = [file for path in against for file in _files(path)]
    compared = [*kept_checkpoints(office), *handed_in]
    with_files = not is_auditor_copy(office.folder.path)
    stages = CHECK_STAGES if papers and with_files else CHECK_STAGES[:-1]
    if read_files and with_files:
        stages = (*stages, Stage.HASH_FILES)
    all_of_it = Stages(told, *stages)
    with stopped_as("CHECK_STOPPED"):
        with all_of_it.at(Stage.LOOK_OVER) as step:
            damaged = damages(office.register, lambda: step(0))
        fingerprint = str(office.settings["fingerprint"])
        faults = [fault(0, "REGISTER_FILE_DAMAGED", detail=each) for each in damaged]
        if digits.strip() and not same_fingerprint(digits, fingerprint):
            faults.append(fault(1, "CHECK_OF_OTHER_CA", digits=fingerprint))
        faults += [*copy_faults(office), *verify_journal(office, as_part(told, 1, len(stages)))]
        faults += checkpoint_faults(office, compared)
        faults += trust_faults(office)
        drawn = drawn_papers(office, papers, all_of_it) if papers and with_files else ()
        if with_files:
            faults += list_faults(office)
            faults += file_faults(office, all_of_it if read_files else None)
    last = last_entry(office.register)
    witness = newest_witness(office)
    return Checked(
        folder=str(office.folder.path.resolve()),
        country=office.country,
        office=office.code,
        authority=office.authority,
        training=office.training,
        journal=journal_id(office.register).hex(),
        entries=last.seq if last else 0,
        head=last.hash.hex() if last else "",
        head_at=last.at if last else 0,
        checked_at=office.clock.seconds,
        seconds=round(office.clock.monotonic() - begun, 1),
        version=__version__,
        checkpoints=len(compared),
        witness="" if witness is None else _named(witness.country, witness.office, witness.checkpoint.statement.seq),
        files=with_files,
        files_read=with_files and read_files,
        fingerprint=fingerprint,
        compared=bool(digits.strip()),
        papers=drawn,
        faults=tuple(faults[:MOST_FAULTS]),
    )


@contextmanager
def open_for_check(folder: Path) -> Iterator[Office]:
    """An office, or a copy for auditors, of which nothing changes by being looked at; damage is told by the check.

    Refusals of `open_office`: what is no register, or has another structure, is not read at all. SETTINGS_DAMAGED too
    where the settings name a profile that is none, and the journal another.
    """
    still = is_auditor_copy(folder)
    with ExitStack() as stack:
        try:
            office = stack.enter_context(open_office(folder, write=False, whole=False, still=still))
        except Refusal as refusal:
            if refusal.code == "FORM_PROFILE_UNKNOWN" and _profile_edited(OfficeFolder(folder), still):
                raise Refusal("SETTINGS_DAMAGED", file=OfficeFolder(folder).register.name) from None
            raise
        yield office


def _profile_edited(folder: OfficeFolder, still: bool) -> bool:
    with view_register(folder, whole=False, still=still) as store:
        first = entry_at(store.connection, 1)
        return first is not None and first.facts()["settings"]["profile"] != settings(store.connection)["profile"]


def full_check_aside(office: Office, told: Told = silent, papers: int = 0, *, read_files: bool = False) -> Checked:
    """`full_check` on a copy of the register, so that a long check keeps nobody from working meanwhile."""
    whole = 1 + len(CHECK_STAGES) + read_files
    with stopped_as("CHECK_STOPPED"), scratch(office.folder.path, ".check-") as folder:
        copy = folder / "register.db"
        copying = Stages(as_part(told, 0, whole), Stage.COPY_REGISTER)
        with copying.at(Stage.COPY_REGISTER, office.folder.register.stat().st_size) as step:
            copy_database(office.register, copy, step)
        with Register(office.folder, open_reader(copy), None) as store:
            return full_check(replace(office, store=store), (), as_part(told, 1, whole), papers, read_files=read_files)


def verify_journal(office: Office, told: Told = silent) -> tuple[JournalFault, ...]:
    """Every fault of journal, state and meaning; empty where all is whole.

    A long journal that others may look into meanwhile is checked on all cores.
    """
    count = cores()
    if count > 1 and office.store.shared and entry_count(office.register) >= LONG:  # not by a number that was edited
        return verify_apart(office, count, told)
    faults = verify(office.register, signers_of(office), as_part(told, 0, len(STAGES)), place_for(office))
    if faults:  # what acts meant is asked only of a journal that says what was written
        return faults
    with Stages(told, *STAGES).at(Stage.JUDGE, journal_length(office)) as step:
        return tuple(meaning_faults(office, step))


def journal_length(office: Office) -> int:
    """How many entries there are."""
    last = last_entry(office.register)
    return last.seq if last else 0


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(path.glob("*.xccheckpoint"))
    if not path.is_file():
        raise Refusal("FILE_NOT_THERE", file=str(path))
    return [path]


def _named(country: str, office: str, seq: int) -> str:
    return f"{country}-{office} ({seq})"
