"""The restore drill: a backup is restored into a folder that goes again, checked in full, and its papers verified."""

import json
import tempfile
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

from certapp.document.letter_parts import Facts, Heading, Part, Points, Words
from certapp.formdef.standards import number_in_words
from certapp.register.certificates import newest_certificates
from certapp.service.audit_papers import Say, hash_lines, minute, paper_lines, render, report_json
from certapp.service.auditing import Checked, Told, full_check
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


def drill(
    backup: Path,
    key: UnlockedKey | None,
    against: Iterable[Path] = (),
    clock: Clock | None = None,
    told: Told = lambda done, steps: None,
) -> Drill:
    """Restore `backup` into a temporary folder, check it, verify papers, measure; the folder is gone afterwards.

    Refusals of `restore_any` and of opening an office.
    """
    clock = clock or Clock()
    with tempfile.TemporaryDirectory(prefix="certapp-drill-") as folder:
        begun = clock.monotonic()
        office_folder = Path(folder) / "office"
        restore_any(backup, office_folder, key, clock)
        restored = clock.monotonic() - begun
        # For writing, so that an older register is brought up to date; this machine's counter is left alone.
        with open_office(office_folder, clock, counters=Path(folder) / "counters") as office:
            begun = clock.monotonic()
            checked = replace(full_check(office, against, told), folder=str(backup))
            checked_in = clock.monotonic() - begun
            newest = newest_certificates(office.register, NEWEST)
            papers = looked_at(office, ((found.number, found.pdf_sha256) for found in newest))
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
