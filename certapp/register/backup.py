"""Copies of an office's folder that are known to be whole, and the way back into a new folder."""

import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Final

from certapp.model.errors import Refusal
from certapp.model.files import flush_folder
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

MANIFEST: Final = "manifest.json"
_FORMAT: Final = "certapp backup 1"
_LARGEST_MANIFEST: Final = 256 << 20
_CHUNK: Final = 1 << 20
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


def backup(
    folder: OfficeFolder,
    target: Path,
    *,
    at_ms: int,
    register: Connection | None = None,
    drafts: Connection | None = None,
) -> BackupReport:
    """Copy everything of `folder` into the new folder `target`; it appears there whole or not at all.

    A program that has the office open hands in its own connections; otherwise the files are opened here.
    `at_ms` goes into the manifest. Refusal BACKUP_TARGET_NOT_EMPTY, REGISTER_DAMAGED where the copy does not
    pass SQLite's check, DISK_FULL and the like.
    """
    with appearing(target, "BACKUP_TARGET_NOT_EMPTY") as part:
        wanted = _copy_databases(folder, part, register, drafts)
        version, named, head = _looked_over(part / "register.db")
        wanted |= named
        damaged = _copy_attachments(folder, part)
        for name in ("keys", "trust"):
            _copy_tree(folder.path / name, part / name)
        present = frozenset(AttachmentStore(part / "attachments").names())
        listing = {path: _facts(part / path) for path in _files(part)}
        _write(part / MANIFEST, _manifest(at_ms, version, head, listing))
        check_backup(part)
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
def gathered(folder: OfficeFolder, *, at_ms: int, register: Connection | None = None) -> Iterator[Gathered]:
    """Everything of `folder` for one stream: the databases copied aside in the folder itself, all else where it lies.

    Nothing plain is written outside the folder, and what was copied goes at the end. Refusals as of `backup`.
    """
    for left in folder.path.glob(f"{_ASIDE}*"):
        shutil.rmtree(left, ignore_errors=True)  # by a program that was killed
    with disk_errors(folder.path):
        aside = Path(tempfile.mkdtemp(prefix=_ASIDE, dir=folder.path))
    try:
        wanted = _copy_databases(folder, aside, register, None)
        version, named, head = _looked_over(aside / "register.db")
        wanted |= named
        found = {name: aside / name for name in _files(aside)}
        facts = {name: _facts(path) for name, path in found.items()}
        present, damaged = set(), set()
        for sha256 in AttachmentStore(folder.attachments).names():
            name = f"attachments/{sha256[:2]}/{sha256}"
            told = _facts(folder.path / name)
            if told["sha256"] != sha256:
                damaged.add(sha256)
                continue
            present.add(sha256)
            found[name], facts[name] = folder.path / name, told
        for part in ("keys", "trust"):
            for name in _files(folder.path / part):
                found[f"{part}/{name}"] = folder.path / part / name
                facts[f"{part}/{name}"] = _facts(folder.path / part / name)
        _write(aside / MANIFEST, _manifest(at_ms, version, head, facts))
        found[MANIFEST], facts[MANIFEST] = aside / MANIFEST, _facts(aside / MANIFEST)
        yield Gathered(found, facts, tuple(sorted(wanted - present - damaged)), tuple(sorted(damaged)))
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def restore_stream(unpack_into: Callable[[Path, Callable[[str], bool]], None], target: Path, *, at_ms: int) -> None:
    """Make the office folder `target` from a stream that `unpack_into` unpacks; refusals and mark as of `restore`."""
    with appearing(target, "RESTORE_TARGET_NOT_EMPTY") as part:
        OfficeFolder(part).make()
        unpack_into(part, lambda name: name == MANIFEST or _belongs(name))
        found = set(_files(part)) - {MANIFEST}
        listing = check_backup(part)
        if found != set(listing):
            raise Refusal("BACKUP_DAMAGED", file=MANIFEST)
        (part / MANIFEST).unlink()
        with closing(open_writer(OfficeFolder(part).register)) as connection:
            admit(connection)
            mark_restored(connection, at_ms)


def restore(source: Path, target: Path, *, at_ms: int) -> None:
    """Make the office folder `target` from a backup, after the whole backup was found undamaged.

    The new office is marked (`office.restored_at`): numbers may have been given since the backup was made.
    Refusal BACKUP_DAMAGED (file), RESTORE_TARGET_NOT_EMPTY, those of `admission.admit`.
    """
    listing = check_backup(source)
    with appearing(target, "RESTORE_TARGET_NOT_EMPTY") as part:
        folder = OfficeFolder(part)
        folder.make()
        for name, facts in listing.items():
            if _copy(source / name, part / name, private=name.startswith("keys/")) != facts["sha256"]:
                raise Refusal("BACKUP_DAMAGED", file=name)
        with closing(open_writer(folder.register)) as connection:
            admit(connection)
            mark_restored(connection, at_ms)


def check_backup(source: Path) -> dict[str, dict[str, Any]]:
    """Read a whole backup; its files by path, each with `sha256` and `size`. Refusal BACKUP_DAMAGED."""
    listing = _listing(source)
    for name, facts in listing.items():
        path = source / name
        if path.is_symlink() or not path.is_file() or _facts(path) != facts:
            raise Refusal("BACKUP_DAMAGED", file=name)
    return listing


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
    folder: OfficeFolder, part: Path, register: Connection | None, drafts: Connection | None
) -> frozenset[str]:
    """Copy both databases; the files that drafts name."""
    if register is not None:
        copy_database(register, part / "register.db")
    else:
        with closing(open_reader(folder.register)) as opened:
            copy_database(opened, part / "register.db")
    if drafts is not None:
        copy_database(drafts, part / "drafts.db")
        return draft_file.known_files(drafts)
    if not folder.drafts.is_file():
        return frozenset()
    with closing(draft_file.open_drafts(folder.drafts)) as opened:
        copy_database(opened, part / "drafts.db")
        return draft_file.known_files(opened)


def _looked_over(register: Path) -> tuple[int, frozenset[str], Entry | None]:
    """Version of a copied register, the files it names, and its last entry. Refusal REGISTER_DAMAGED."""
    with closing(open_reader(register)) as copy:
        version = admit(copy)
        if damages(copy):
            raise Refusal("REGISTER_DAMAGED", file=register.name)
        return version, files.known_files(copy), last_entry(copy)


def _copy_attachments(folder: OfficeFolder, part: Path) -> frozenset[str]:
    """Copy the files by SHA-256; those whose bytes are no longer theirs are left out and told."""
    damaged = set()
    for sha256 in AttachmentStore(folder.attachments).names():
        name = f"{sha256[:2]}/{sha256}"
        copy = part / "attachments" / name
        if _copy(folder.attachments / name, copy) != sha256:
            copy.unlink()
            damaged.add(sha256)
    return frozenset(damaged)


def _copy_tree(source: Path, target: Path) -> None:
    for name in _files(source):
        _copy(source / name, target / name, private=True)


def _files(folder: Path) -> list[str]:
    """Paths of all regular files under `folder`, with forward slashes, sorted."""
    return sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file() and not path.is_symlink()
    )


def _copy(source: Path, target: Path, *, private: bool = False) -> str:
    """Copy a file, written through to the disk; the SHA-256 of what was copied."""
    digest = hashlib.sha256()
    with disk_errors(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        with source.open("rb") as read, target.open("xb") as write:
            if private:
                target.chmod(0o600)
            while chunk := read.read(_CHUNK):
                digest.update(chunk)
                write.write(chunk)
            write.flush()
            os.fsync(write.fileno())
    return digest.hexdigest()


def _write(path: Path, data: bytes) -> None:
    with disk_errors(path), path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _facts(path: Path) -> dict[str, Any]:
    with disk_errors(path), path.open("rb") as file:
        return {"sha256": hashlib.file_digest(file, "sha256").hexdigest(), "size": path.stat().st_size}


@contextmanager
def appearing(target: Path, refusal: str) -> Iterator[Path]:
    """A folder to fill beside `target`, renamed to it at the end and removed on any failure."""
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise Refusal(refusal, path=str(target))
    with disk_errors(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(prefix=f"{target.name}.", suffix=".partial", dir=target.parent))
    try:
        yield part
        with disk_errors(target):
            if target.exists():
                target.rmdir()
            for folder in (part, *(path for path in part.rglob("*") if path.is_dir())):
                flush_folder(folder)
            part.rename(target)
            flush_folder(target.parent)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
