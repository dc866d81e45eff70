"""How an office keeps backups: for which key they are encrypted, how many stay, when their age is warned of.

The rules are the newest BACKUPS_SET of the journal, so that nobody changes the key unseen.
"""

import re
import shutil
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from certapp.model.errors import Refusal
from certapp.model.files import WrittenThrough, copy_through, digest_of, read_at_most
from certapp.model.progress import Stage, Stages, Told, as_part, silent, stopped_as
from certapp.register.archive import digests, pack, unpack
from certapp.register.backup import (
    GATHER_STAGES,
    MANIFEST,
    PLAIN_STAGES,
    BackupReport,
    backup,
    gathered,
    restore,
    restore_stream,
)
from certapp.register.connection import Connection
from certapp.register.disk import disk_errors
from certapp.register.folder import require_local
from certapp.register.journal import last_entry
from certapp.service.checkpoints import checkpoint_if_possible
from certapp.service.clock import Clock
from certapp.service.office import Actor, Office
from certapp.service.rights import Right
from certapp.trust.checkpoint import Occasion
from certapp.trust.fingerprint import fingerprint40
from certapp.trust.keyfile import DEFAULT_COST, KdfCost
from certapp.trust.keyring import KeyRing
from certapp.trust.public_key import LARGEST, public_key_file, read_public_key
from certapp.trust.sealed_stream import MAGIC, Sealing, Unsealing
from certapp.trust.unlocked import UnlockedKey

KEY: Final = "backup"
KEY_FILE: Final = "backup.xcbackupkey"
ENDING: Final = ".xcbackup"
_STAMP: Final = "%Y-%m-%d-%H%M%S"
_PARTIAL: Final = ".partial"
_DAY_MS: Final = 86_400_000
LONG_DAYS: Final = 7
"""A backup older than this is told in red, whatever the rules of the office say."""

SEALED_STAGES: Final = (*GATHER_STAGES, Stage.WRITE_BACKUP, Stage.READ_BACK)
COPY_STAGES: Final = (Stage.SECOND_COPY, Stage.COMPARE_COPIES)


@dataclass(frozen=True)
class BackupRules:
    """key: the public backup key (SubjectPublicKeyInfo, DER), b'' where backups are not encrypted. daily, weekly,
    monthly: how many stay. warn_days: when the age of the newest is warned of."""

    key: bytes = b""
    daily: int = 7
    weekly: int = 4
    monthly: int = 12
    warn_days: int = 1


def backup_rules(office: Office) -> BackupRules:
    """The rules in force."""
    entry = last_entry(office.register, "BACKUPS_SET")
    if entry is None:
        return BackupRules()
    facts = entry.facts()
    return BackupRules(*(facts[name] for name in ("key", "daily", "weekly", "monthly", "warn_days")))


def set_backup_rules(office: Office, actor: Actor, rules: BackupRules) -> None:
    """Go by these rules from now on. Refusals: ROLE_MISSING, BACKUP_KEEP_WRONG."""
    actor.require(Right.KEEP_KEYS)
    bounds = ((rules.daily, 1, 366), (rules.weekly, 0, 260), (rules.monthly, 0, 120), (rules.warn_days, 1, 90))
    if not all(least <= number <= most for number, least, most in bounds):
        raise Refusal("BACKUP_KEEP_WRONG")
    facts = {
        "key": rules.key,
        "daily": rules.daily,
        "weekly": rules.weekly,
        "monthly": rules.monthly,
        "warn_days": rules.warn_days,
    }
    office.record_alone(actor, "BACKUPS_SET", "backup", facts)


def create_backup_key(folder: Path, passphrase: str, label: str, cost: KdfCost = DEFAULT_COST) -> Path:
    """Make the pair of keys in `folder`, on a stick that is then locked away; gives the file of the public one.

    Only the public one goes to offices. Refusals: KEY_EXISTS, PASSPHRASE_WEAK and the others of `KeyRing.create`.
    """
    with disk_errors(folder):
        public = KeyRing(folder).create(KEY, passphrase, label, cost)
        path = folder / KEY_FILE
        path.write_bytes(public_key_file(public))
    return path


def read_backup_key(path: Path) -> bytes:
    """A public backup key from its file. Refusals FILE_NOT_THERE, BACKUP_KEY_DAMAGED."""
    return read_public_key(read_at_most(path, LARGEST), path.name, "BACKUP_KEY_DAMAGED")


def key_digits(public: bytes) -> str:
    """The 40 digits of a public backup key, for two people to compare."""
    return fingerprint40(public)


def write_backup(office: Office, target: Path, told: Told = silent) -> BackupReport:
    """Back the office up to `target`: an encrypted file (ending .xcbackup) where a backup key is set, else a folder.

    What was written is read back from the disk before it counts, the encrypted one with the key it was sealed with.
    Refusals of `register.backup`, BACKUP_NOT_READ_BACK; BACKUP_STOPPED where `told` raises WORK_STOPPED.
    """
    rules = backup_rules(office)
    with stopped_as("BACKUP_STOPPED"):
        if rules.key:
            return _write_sealed(office, target, rules.key, told)
        at_ms = office.clock.milliseconds
        return backup(office.folder, target, at_ms=at_ms, register=office.register, told=told)


def _write_sealed(office: Office, target: Path, key: bytes, told: Told) -> BackupReport:
    if target.suffix != ENDING:
        target = target.with_name(f"{target.name}{ENDING}")
    if target.exists():
        raise Refusal("BACKUP_TARGET_NOT_EMPTY", path=str(target))
    part = target.with_name(f".{target.name}{_PARTIAL}")
    stages = Stages(told, *SEALED_STAGES)
    at_ms = office.clock.milliseconds
    with gathered(office.folder, stages, at_ms=at_ms, register=office.register) as found:
        try:
            with disk_errors(target):
                target.parent.mkdir(parents=True, exist_ok=True)
                with part.open("wb") as out, stages.at(Stage.WRITE_BACKUP, found.size) as step:
                    through = WrittenThrough(out)
                    sealing = Sealing(through, key)
                    pack(found.files, sealing.write, step)
                    sealing.finish()
                    through.finish()
            expected = {name: (facts["sha256"], facts["size"]) for name, facts in found.facts.items()}
            size = part.stat().st_size
            with (
                disk_errors(part),
                part.open("rb") as stream,
                stages.at(Stage.READ_BACK, found.size) as step,
            ):
                reading = Unsealing(stream, sealing.secret, target.name)
                for name, sha256, length in digests(reading.read, size, target.name, step):
                    if expected.pop(name, None) != (sha256, length):
                        raise Refusal("BACKUP_NOT_READ_BACK", file=name)
                reading.end()
            if expected:
                raise Refusal("BACKUP_NOT_READ_BACK", file=min(expected))
            with disk_errors(target):
                part.replace(target)
        finally:
            part.unlink(missing_ok=True)
        return BackupReport(target, len(found.files) - 1, target.stat().st_size, found.missing, found.damaged)


@dataclass(frozen=True)
class Made:
    """A dated backup, its copy on a second medium if one was named, and the older ones that went."""

    report: BackupReport
    second: Path | None
    gone: tuple[Path, ...]


def make_dated(
    office: Office, actor: Actor | None, folder: Path, also: Path | None = None, told: Told = silent
) -> Made:
    """Make a backup named by day and time in `folder`, copy it to a second medium, let older ones go by the rules.

    With `actor` a checkpoint is signed first, and the backup is noted in the journal afterwards, so that its age is
    known to all.
    Refusals of `write_backup`; BACKUP_NOT_READ_BACK where the second copy is not the same.
    """
    if actor is not None:
        actor.require(Right.KEEP_COPIES)
        checkpoint_if_possible(office, actor, Occasion.BACKUP)  # it goes into the backup
    rules = backup_rules(office)
    name = f"{_prefix(office)}{datetime.fromtimestamp(office.clock.wall(), UTC):{_STAMP}}"
    for each in (folder, also):
        if each is not None:
            _remove_unfinished(each, _prefix(office))
    stages = len(SEALED_STAGES if rules.key else PLAIN_STAGES)
    whole = stages + (len(COPY_STAGES) if also is not None else 0)
    report = write_backup(office, folder / name, as_part(told, 0, whole))
    second: Path | None = None
    try:
        if also is not None:
            second = copy_to(report.path, also, as_part(told, stages, whole))
    finally:  # without the second copy there is a backup all the same
        gone = [*rotate(folder, _prefix(office), rules)]
        if second is not None and also is not None:
            gone += rotate(also, _prefix(office), rules)
        if actor is not None:
            facts = {"sealed": bool(rules.key), "files": report.files, "bytes": report.size, "copies": 1 + bool(second)}
            office.record_alone(actor, "BACKUP_MADE", "backup", facts)
    return Made(report, second, tuple(gone))


def second_copy(office: Office, backup_path: Path, folder: Path, told: Told = silent) -> tuple[Path, tuple[Path, ...]]:
    """Copy a backup made before to a second medium; gives the copy, and the older ones that went there by the rules.

    Refusals of `copy_to`.
    """
    made = copy_to(backup_path, folder, told)
    return made, tuple(rotate(folder, _prefix(office), backup_rules(office)))


def copy_to(backup_path: Path, folder: Path, told: Told = silent) -> Path:
    """Copy a backup to a second medium and compare each file.

    Refusal BACKUP_NOT_READ_BACK, BACKUP_TARGET_NOT_EMPTY; SECOND_COPY_STOPPED where `told` raises WORK_STOPPED.
    """
    target = folder / backup_path.name
    if target.exists():
        raise Refusal("BACKUP_TARGET_NOT_EMPTY", path=str(target))
    part = folder / f".{backup_path.name}{_PARTIAL}"
    stages = Stages(told, *COPY_STAGES)
    names = _names(backup_path)
    size = sum((backup_path / name).stat().st_size for name in names)
    try:
        with disk_errors(target), stopped_as("SECOND_COPY_STOPPED"):
            folder.mkdir(parents=True, exist_ok=True)
            _remove(part)
            with stages.at(Stage.SECOND_COPY, size) as step:
                digests_of = {name: copy_through(backup_path / name, part / name, step) for name in names}
            with stages.at(Stage.COMPARE_COPIES, size) as step:
                same = _names(part) == names and all(digest_of(part / name, step) == digests_of[name] for name in names)
            if not same:
                raise Refusal("BACKUP_NOT_READ_BACK", file=target.name)
            part.replace(target)
    except BaseException:
        _remove(part)
        raise
    return target


def superseded(made: Iterable[tuple[datetime, Path]], rules: BackupRules) -> list[Path]:
    """Which backups may go: all but the newest of each of the newest days, ISO weeks and months that have one."""
    newest_first = sorted(made, reverse=True)
    kept: set[Path] = set()
    periods: tuple[tuple[int, Callable[[date], tuple[int, ...]]], ...] = (
        (rules.daily, lambda day: (day.toordinal(),)),
        (rules.weekly, lambda day: tuple(day.isocalendar())[:2]),
        (rules.monthly, lambda day: (day.year, day.month)),
    )
    for many, period in periods:
        seen: dict[tuple[int, ...], Path] = {}
        for at, path in newest_first:
            seen.setdefault(period(at.date()), path)
        kept.update(list(seen.values())[:many])
    return [path for _at, path in newest_first if path not in kept]


def rotate(folder: Path, prefix: str, rules: BackupRules) -> list[Path]:
    """Remove what the rules let go among the backups of this office in `folder`; nothing else is ever touched."""
    gone = superseded(backups_in(folder, prefix), rules)
    for path in gone:
        _remove(path)
    return gone


def backups_in(folder: Path, prefix: str) -> list[tuple[datetime, Path]]:
    """The dated backups of an office in a folder: by name, and by what they are."""
    found = []
    named = re.compile(rf"{re.escape(prefix)}(\d{{4}}-\d\d-\d\d-\d{{6}})({re.escape(ENDING)})?")
    for path in folder.iterdir():
        match = named.fullmatch(path.name)
        if match is None or path.is_symlink() or not _is_backup(path):
            continue
        with suppress(ValueError):
            found.append((datetime.strptime(match[1], _STAMP).replace(tzinfo=UTC), path))
    return found


def private_key(folder: Path, passphrase: str, clock: Clock | None = None) -> UnlockedKey:
    """The private backup key in a folder, such as a stick. Refusals of `KeyRing.unlock`."""
    return KeyRing(folder).unlock(KEY, passphrase, (clock or Clock()).wall())


def is_sealed(source: Path) -> bool:
    """Whether a backup is an encrypted file; a folder is not. Refusal BACKUP_NOT_A_BACKUP."""
    if not source.is_dir() and not _is_backup(source):
        raise Refusal("BACKUP_NOT_A_BACKUP", path=str(source))
    return not source.is_dir()


def restore_any(
    source: Path,
    target: Path,
    key: UnlockedKey | None,
    clock: Clock | None = None,
    told: Told = silent,
    *,
    training: bool = False,
) -> None:
    """Make an office folder from a backup of either kind; it issues nothing until it is resumed.

    `key`: the private backup key, for an encrypted one. `training`: it is known to be of a training office, which may
    lie on a network share. Refusals: NETWORK_SHARE before anything is read or written, BACKUP_KEY_NEEDED,
    BACKUP_KEY_OTHER, BACKUP_SEAL_DAMAGED, BACKUP_NOT_A_BACKUP, and those of `register.restore`; RESTORE_STOPPED where
    `told` raises WORK_STOPPED: then nothing is left of what was written.
    """
    if not training:
        require_local(target)
    at_ms = (clock or Clock()).milliseconds
    with stopped_as("RESTORE_STOPPED", path=str(target)):
        if not is_sealed(source):
            restore(source, target, at_ms=at_ms, told=told)
            return
        if key is None:
            raise Refusal("BACKUP_KEY_NEEDED", file=source.name)
        private, size = key.private, source.stat().st_size

        def into(part: Path, belongs: Callable[[str], bool], step: Callable[[int], None]) -> None:
            with source.open("rb") as stream:
                reading = Unsealing(stream, private, source.name)
                unpack(reading.read, part, belongs, size, source.name, step)
                reading.end()

        restore_stream(into, size, target, at_ms=at_ms, told=told)


def last_backup_ms(register: Connection) -> int | None:
    """When the newest backup that the journal knows of was made, Unix milliseconds."""
    entry = last_entry(register, "BACKUP_MADE")
    return None if entry is None else entry.at


@dataclass(frozen=True)
class BackupAge:
    """How old the newest backup is: `days` (-1: there is none), the day it is of (ISO 8601, '' for none)."""

    days: int
    day: str
    overdue: bool
    """Older than the rules allow, or none."""

    @property
    def long_overdue(self) -> bool:
        """Older than a week, or none: the rules allow what they like."""
        return self.days < 0 or self.days > LONG_DAYS


def backup_age(office: Office, machine: str) -> BackupAge:
    """The age of the newest backup, by journal or by what this machine remembers (ISO 8601)."""
    known = last_backup_ms(office.register)
    times = [] if known is None else [known]
    with suppress(ValueError):
        times.append(int(datetime.fromisoformat(machine).timestamp() * 1000))
    if not times:
        return BackupAge(-1, "", overdue=True)
    newest = max(times)
    age = max(0, (office.clock.milliseconds - newest) // _DAY_MS)
    day = datetime.fromtimestamp(newest / 1000, UTC).date().isoformat()
    return BackupAge(age, day, age > backup_rules(office).warn_days)


def _prefix(office: Office) -> str:
    return f"{office.folder.path.resolve().name}-"


def _is_backup(path: Path) -> bool:
    try:
        if path.is_dir():
            return (path / MANIFEST).is_file()
        with path.open("rb") as file:
            return file.read(len(MAGIC)) == MAGIC
    except OSError:
        return False


def _names(path: Path) -> list[str]:
    """The files of a backup, by their paths in it; of an encrypted one it is the file itself."""
    if path.is_file():
        return [""]
    return sorted(each.relative_to(path).as_posix() for each in path.rglob("*") if each.is_file())


def _remove_unfinished(folder: Path, prefix: str) -> None:
    """What a program that was killed left of this office's backups; only the one with the office open makes any."""
    with suppress(OSError):
        for path in folder.iterdir():
            if path.name.startswith(f".{prefix}") and path.name.endswith(_PARTIAL) and not path.is_symlink():
                _remove(path)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
