"""Copies of an office's folder that are known to be whole, and the way back into a new folder."""

import json
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Final

from certapp.model.errors import Refusal
from certapp.model.files import copy_through, digest_of, flush_folder
from certapp.model.progress import Stage, Stages, Told, silent
from certapp.register import attachments as files
from certapp.register import drafts as draft_file
from certapp.register.admission import admit, damages
from certapp.register.attachments import AttachmentStore
from certapp.register.connection import Connection, open_reader, open_writer
from certapp.register.disk import disk_errors
from certapp.register.entry import Entry
from certapp.register.folder import OfficeFolder
from certapp.register.journal import last_entry
from certapp.register.office import mark_restored
from certapp.register.register import copy_database
from certapp.register.scratch import require_room, scratch

MANIFEST: Final = "manifest.json"
_FORMAT: Final = "certapp backup 1"
_LARGEST_MANIFEST: Final = 256 << 20
_ASIDE: Final = ".backup-"
_ATTACHMENT: Final = re.compile(r"attachments/([0-9a-f]{2})/(\1[0-9a-f]{62})", re.ASCII)


@dataclass(frozen=True)
class BackupReport:
    """What was copied. Attachments (SHA-256) that the office lacks or has damaged are told, not copied."""

    path: Path
    files: int
    size: int
    missing: tuple[str, ...]
    damaged: tuple[str, ...]


PLAIN_STAGES: Final = (Stage.COPY_REGISTER, Stage.LOOK_OVER, Stage.WRITE_BACKUP, Stage.HASH_FILES, Stage.READ_BACK)
GATHER_STAGES: Final = (Stage.COPY_REGISTER, Stage.LOOK_OVER, Stage.HASH_FILES)
RESTORE_STAGES: Final = (Stage.READ_BACKUP, Stage.COMPARE_FILES)
Step = Callable[[int], None]


def backup(
    folder: OfficeFolder,
    target: Path,
    *,
    at_ms: int,
    register: Connection | None = None,
    drafts: Connection | None = None,
    told: Told = silent,
) -> BackupReport:
    """Copy everything of `folder` into the new folder `target`; it appears there whole or not at all.

    A program that has the office open hands in its own connections; otherwise the files are opened here.
    `at_ms` goes into the manifest. Refusal BACKUP_TARGET_NOT_EMPTY, REGISTER_DAMAGED where the copy does not
    pass SQLite's check, DISK_FULL and the like.
    """
    stages = Stages(told, *PLAIN_STAGES)
    with appearing(target, "BACKUP_TARGET_NOT_EMPTY") as part:
        wanted = _copy_databases(folder, part, register, drafts, stages)
        version, named, head = _looked_over(part / "register.db", stages)
        wanted |= named
        others = [folder.path / name / each for name in ("keys", "trust") for each in _files(folder.path / name)]
        with stages.at(Stage.WRITE_BACKUP, _sizes(_attachments(folder)) + _sizes(others)) as step:
            damaged = _copy_attachments(folder, part, step)
            for path in others:
                _copy(path, part / path.relative_to(folder.path), step, private=True)
        present = frozenset(AttachmentStore(part / "attachments").names())
        names = _files(part)
        with stages.at(Stage.HASH_FILES, _sizes(part / name for name in names)) as step:
            listing = {name: _facts(part / name, step) for name in names}
        _write(part / MANIFEST, _manifest(at_ms, version, head, listing))
        check_backup(part, stages, Stage.READ_BACK)
        missing = tuple(sorted(wanted - present - damaged))
        return BackupReport(
            target,
            len(listing),
            sum(facts["size"] for facts in listing.values()),
            missing,
            tuple(sorted(damaged)),
        )


@dataclass(frozen=True)
class Gathered:
    """What a sealed backup is made of: each file by its path in the backup, the manifest last, with its facts."""

    files: Mapping[str, Path]
    facts: Mapping[str, Mapping[str, Any]]
    missing: tuple[str, ...]
    damaged: tuple[str, ...]

    @property
    def size(self) -> int:
        """Bytes of all of them."""
        return sum(int(each["size"]) for each in self.facts.values())


@contextmanager
def gathered(
    folder: OfficeFolder, stages: Stages, *, at_ms: int, register: Connection | None = None
) -> Iterator[Gathered]:
    """Everything of `folder` for one stream: the databases copied aside in the folder itself, all else where it lies.

    Nothing plain is written outside the folder, and what was copied goes at the end. `stages` has GATHER_STAGES.
    Refusals as of `backup`.
    """
    with scratch(folder.path, _ASIDE) as aside:
        wanted = _copy_databases(folder, aside, register, None, stages)
        version, named, head = _looked_over(aside / "register.db", stages)
        wanted |= named
        found = {name: aside / name for name in _files(aside)}
        for path in _attachments(folder):
            found[path.relative_to(folder.path).as_posix()] = path
        for part in ("keys", "trust"):
            for name in _files(folder.path / part):
                found[f"{part}/{name}"] = folder.path / part / name
        facts, present, damaged = {}, set(), set()
        with stages.at(Stage.HASH_FILES, _sizes(found.values())) as step:
            for name, path in list(found.items()):
                facts[name] = _facts(path, step)
                if not name.startswith("attachments/"):
                    continue
                if facts[name]["sha256"] == path.name:
                    present.add(path.name)
                else:
                    damaged.add(path.name)
                    del found[name], facts[name]
        _write(aside / MANIFEST, _manifest(at_ms, version, head, facts))
        found[MANIFEST], facts[MANIFEST] = aside / MANIFEST, _facts(aside / MANIFEST)
        yield Gathered(found, facts, tuple(sorted(wanted - present - damaged)), tuple(sorted(damaged)))


def restore_stream(
    unpack_into: Callable[[Path, Callable[[str], bool], Step], None],
    size: int,
    target: Path,
    *,
    at_ms: int,
    told: Told = silent,
) -> None:
    """Make the office folder `target` from a stream of `size` bytes that `unpack_into` unpacks.

    Refusals and mark as of `restore`; BACKUP_DAMAGED too where the stream holds what no backup does.
    """
    stages = Stages(told, *RESTORE_STAGES)
    require_room(target, size)
    with appearing(target, "RESTORE_TARGET_NOT_EMPTY") as part:
        OfficeFolder(part).make()
        with stages.at(Stage.READ_BACKUP, size) as step:
            unpack_into(part, lambda name: name == MANIFEST or _belongs(name), step)
        found = set(_files(part)) - {MANIFEST}
        listing = check_backup(part, stages)
        if found != set(listing):
            raise Refusal("BACKUP_DAMAGED", file=MANIFEST)
        (part / MANIFEST).unlink()
        _admitted_and_marked(OfficeFolder(part), at_ms)


def restore(source: Path, target: Path, *, at_ms: int, told: Told = silent) -> None:
    """Make the office folder `target` from a backup, after the whole backup was found undamaged.

    The new office is marked (`office.restored_at`): numbers may have been given since the backup was made.
    Refusal BACKUP_DAMAGED (file), RESTORE_TARGET_NOT_EMPTY, RESTORE_NO_ROOM, those of `admission.admit`.
    """
    stages = Stages(told, *reversed(RESTORE_STAGES))
    listing = check_backup(source, stages)
    size = sum(int(facts["size"]) for facts in listing.values())
    require_room(target, size)
    with appearing(target, "RESTORE_TARGET_NOT_EMPTY") as part:
        folder = OfficeFolder(part)
        folder.make()
        with stages.at(Stage.READ_BACKUP, size) as step:
            for name, facts in listing.items():
                private = name.startswith("keys/")
                if _copy(source / name, part / name, step, private=private) != facts["sha256"]:
                    raise Refusal("BACKUP_DAMAGED", file=name)
        _admitted_and_marked(folder, at_ms)


def check_backup(
    source: Path, stages: Stages | None = None, stage: Stage = Stage.COMPARE_FILES
) -> dict[str, dict[str, Any]]:
    """Read a whole backup; its files by path, each with `sha256` and `size`. Refusal BACKUP_DAMAGED."""
    listing = _listing(source)
    size = sum(int(facts["size"]) for facts in listing.values())
    with (stages or Stages(silent, stage)).at(stage, size) as step:
        for name, facts in listing.items():
            path = source / name
            if path.is_symlink() or not path.is_file() or _facts(path, step) != facts:
                raise Refusal("BACKUP_DAMAGED", file=name)
    return listing


def _admitted_and_marked(folder: OfficeFolder, at_ms: int) -> None:
    with closing(open_writer(folder.register)) as connection:
        admit(connection)
        mark_restored(connection, at_ms)


def _manifest(at_ms: int, version: int, head: Entry | None, listing: Mapping[str, Mapping[str, Any]]) -> bytes:
    manifest = {
        "format": _FORMAT,
        "made_at": at_ms,
        "register_version": version,
        "journal": {"seq": head.seq, "hash": head.hash.hex()} if head else None,
        "files": dict(listing),
    }
    return json.dumps(manifest, indent=1, sort_keys=True).encode()


def _listing(source: Path) -> dict[str, dict[str, Any]]:
    damaged = Refusal("BACKUP_DAMAGED", file=MANIFEST)
    path = source / MANIFEST
    try:
        if path.stat().st_size > _LARGEST_MANIFEST:
            raise damaged
        manifest = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        raise damaged from None
    if not isinstance(manifest, dict) or manifest.get("format") != _FORMAT:
        raise damaged
    listing = manifest.get("files")
    if not isinstance(listing, dict) or "register.db" not in listing:
        raise damaged
    for name, facts in listing.items():
        if not _belongs(name) or not isinstance(facts, dict) or set(facts) != {"sha256", "size"}:
            raise damaged
        match = _ATTACHMENT.fullmatch(name)
        if match is not None and match[2] != facts["sha256"]:
            raise damaged
    return listing


def _belongs(name: str) -> bool:
    """Whether a path may be in a backup: nothing outside the folder, nothing that is not ours."""
    if name in ("register.db", "drafts.db") or _ATTACHMENT.fullmatch(name):
        return True
    parts = name.split("/")
    return (
        len(parts) > 1
        and parts[0] in ("keys", "trust")
        and str(PurePosixPath(name)) == name
        and all(part not in (".", "..") for part in parts)
        and not any(character in name for character in '\\:\0*?"<>|')
    )


def _copy_databases(
    folder: OfficeFolder, part: Path, register: Connection | None, drafts: Connection | None, stages: Stages
) -> frozenset[str]:
    """Copy both databases; the files that drafts name."""
    with stages.at(Stage.COPY_REGISTER, _sizes([folder.register])) as step:
        if register is not None:
            copy_database(register, part / "register.db", step)
        else:
            with closing(open_reader(folder.register)) as opened:
                copy_database(opened, part / "register.db", step)
    if drafts is not None:
        copy_database(drafts, part / "drafts.db")
        return draft_file.known_files(drafts)
    if not folder.drafts.is_file():
        return frozenset()
    with closing(draft_file.open_drafts(folder.drafts)) as opened:
        copy_database(opened, part / "drafts.db")
        return draft_file.known_files(opened)


def _looked_over(register: Path, stages: Stages) -> tuple[int, frozenset[str], Entry | None]:
    """Version of a copied register, the files it names, and its last entry. Refusal REGISTER_DAMAGED."""
    with closing(open_reader(register)) as copy, stages.at(Stage.LOOK_OVER) as step:
        version = admit(copy)
        if damages(copy, lambda: step(0)):
            raise Refusal("REGISTER_DAMAGED", file=register.name)
        return version, files.known_files(copy), last_entry(copy)


def _attachments(folder: OfficeFolder) -> list[Path]:
    """The files by SHA-256."""
    return [folder.attachments / name[:2] / name for name in AttachmentStore(folder.attachments).names()]


def _copy_attachments(folder: OfficeFolder, part: Path, step: Step) -> frozenset[str]:
    """Copy the files by SHA-256; those whose bytes are no longer theirs are left out and told."""
    damaged = set()
    for path in _attachments(folder):
        copy = part / path.relative_to(folder.path)
        if _copy(path, copy, step) != path.name:
            copy.unlink()
            damaged.add(path.name)
    return frozenset(damaged)


def _sizes(paths: Iterable[Path]) -> int:
    """Bytes of all of them."""
    return sum(path.stat().st_size for path in paths)


def _files(folder: Path) -> list[str]:
    """Paths of all regular files under `folder`, with forward slashes, sorted."""
    return sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file() and not path.is_symlink()
    )


def _copy(source: Path, target: Path, step: Step, *, private: bool = False) -> str:
    with disk_errors(target):
        return copy_through(source, target, step, private=private)


def _write(path: Path, data: bytes) -> None:
    with disk_errors(path), path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _facts(path: Path, step: Step = lambda more: None) -> dict[str, Any]:
    with disk_errors(path):
        return {"sha256": digest_of(path, step), "size": path.stat().st_size}


@contextmanager
def appearing(target: Path, refusal: str) -> Iterator[Path]:
    """A folder to fill beside `target`, renamed to it at the end and removed on any failure."""
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise Refusal(refusal, path=str(target))
    with scratch(target.parent, f"{target.name}.", ".partial") as part:
        yield part
        with disk_errors(target):
            if target.exists():
                target.rmdir()
            for folder in (part, *(path for path in part.rglob("*") if path.is_dir())):
                flush_folder(folder)
            part.rename(target)
            flush_folder(target.parent)
