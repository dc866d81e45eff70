"""The restore drill: a backup is restored into a folder that goes again, checked in full, and its papers verified."""

import json
import tempfile
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

from certapp.document.letter_parts import Facts, Heading, Part, Points, Words
from certapp.formdef.standards import number_in_words
from certapp.model.progress import Stages, Told, as_part, silent, stopped_as
from certapp.register.backup import RESTORE_STAGES
from certapp.register.certificates import newest_certificates
from certapp.register.scratch import scratch
from certapp.service.audit_papers import Say, hash_lines, minute, paper_lines, render, report_json
from certapp.service.auditing import CHECK_STAGES, Checked, full_check
from certapp.service.backups import restore_any
from certapp.service.clock import Clock
from certapp.service.office import open_office
from certapp.service.sampling import Paper, looked_at
from certapp.trust.unlocked import UnlockedKey

NEWEST: Final = 10
"""So many of the newest certificates are verified."""


@dataclass(frozen=True)
class Drill:
    """What came out. papers: the newest certificates; good: nothing was found wrong. seconds: restoring, checking."""

    backup: str
    size: int
    at: int
    restored: float
    checked_in: float
    papers: tuple[Paper, ...]
    checked: Checked

    @property
    def good(self) -> bool:
        """Whether the office could go on from this backup."""
        return not self.checked.faults and all(each.good for each in self.papers)


DRILL_STAGES: Final = (*RESTORE_STAGES, *CHECK_STAGES)
_SCRATCH: Final = ".drill-"


def drill(
    backup: Path,
    key: UnlockedKey | None,
    against: Iterable[Path] = (),
    clock: Clock | None = None,
    told: Told = silent,
    place: Path | None = None,
    training: bool = False,
) -> Drill:
    """Restore `backup` into a scratch folder, check it, verify papers, measure; the folder is gone afterwards.

    `place`: where the scratch folder is made, for what is in it is not encrypted; else where the system keeps such
    folders. What an earlier drill left there that was killed is removed first. `training`: as of `restore_any`.
    Refusals of `restore_any` and of opening an office; DRILL_STOPPED where `told` raises WORK_STOPPED.
    """
    clock, whole = clock or Clock(), len(DRILL_STAGES)
    with (
        stopped_as("DRILL_STOPPED"),
        scratch(place or Path(tempfile.gettempdir()), _SCRATCH) as folder,
    ):
        begun = clock.monotonic()
        office_folder = folder / "office"
        restore_any(backup, office_folder, key, clock, as_part(told, 0, whole), training=training)
        restored = clock.monotonic() - begun
        counters = folder / "counters"  # this machine's own is left alone
        begun = clock.monotonic()
        with open_office(office_folder, clock, counters=counters):
            pass  # for writing, so that an older register is brought up to date
        with open_office(office_folder, clock, write=False, counters=counters) as office:
            check = as_part(told, len(RESTORE_STAGES), whole)
            checked = replace(full_check(office, against, check), folder=str(backup))
            checked_in = clock.monotonic() - begun
            newest = [(found.number, found.pdf_sha256) for found in newest_certificates(office.register, NEWEST)]
            papers = looked_at(office, newest, Stages(told, *DRILL_STAGES))
    return Drill(str(backup), size_of(backup), clock.seconds, round(restored, 1), round(checked_in, 1), papers, checked)


def drill_json(found: Drill) -> dict[str, Any]:
    """The result for programs."""
    return {
        "backup": found.backup,
        "bytes": found.size,
        "good": found.good,
        "seconds_to_restore": found.restored,
        "seconds_to_check": found.checked_in,
        "papers": [asdict(each) for each in found.papers],
        "check": report_json(found.checked),
    }


def drill_report(found: Drill, language: str) -> bytes:
    """The report as PDF, to be signed by who made the drill."""
    say, checked = Say(language), found.checked
    faults = say.faults(checked)
    papers = paper_lines(found.papers, say)
    parts: list[Part] = [
        Facts(
            (
                (say("checked_at"), minute(found.at)),
                (say("backup"), found.backup),
                (say("size"), say("megabytes", n=number_in_words(found.size / 1e6, say.language))),
                (say("backup_from"), f"{checked.entries} ({minute(checked.head_at // 1000)})"),
                (say("head"), hash_lines(checked.head)),
                (say("drill_restored"), say.seconds(found.restored)),
                (say("drill_checked"), say.seconds(found.checked_in)),
                (say("program"), f"certapp {checked.version}"),
            )
        ),
        Heading(say("result")),
        Words(say("drill_passed" if found.good else "drill_failed")),
    ]
    if faults:
        parts.append(Points(faults))
    parts += [Heading(say("drill_papers")), Points(papers) if papers else Words(say("no_papers"))]
    parts += [Words(say("drill_mind")), say.hands("driller")]
    return render(say, say("drill_title"), checked.authority, found.at, parts, checked.training)


def write_drill(found: Drill, path: Path, language: str) -> None:
    """Write the report, as JSON where the name ends so, else as PDF. Refusal OUTPUT_NOT_WRITABLE."""
    from certapp.service.carrying import write_out

    if path.suffix.lower() == ".json":
        write_out(path, json.dumps(drill_json(found), ensure_ascii=False, indent=1).encode())
    else:
        write_out(path, drill_report(found, language))


def size_of(backup: Path) -> int:
    """Bytes of a backup, file or folder."""
    files = [backup] if backup.is_file() else [each for each in backup.rglob("*") if each.is_file()]
    return sum(each.stat().st_size for each in files)
