"""Backup, look-over and restore of an office with 200 MB of photographs, against the bare work on the same bytes."""

import os
import shutil
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from benchmarks.harness import Job, Table, counted, side_by_side
from benchmarks.scene import Scene, scene
from certapp.register.backup import check_backup
from certapp.service.backups import (
    BackupRules,
    restore_any,
    set_backup_rules,
    write_backup,
)
from certapp.service.drill import drill, size_of
from certapp.trust.sealed_stream import CHUNK

FILES, EACH = 400, 500_000
ROUNDS = 3


def run() -> Iterator[Table]:
    """A sealed backup and a plain one, made, looked over, restored and drilled."""
    with scene() as made:
        made.issued(3)
        for _ in range(FILES):
            made.office.attachments.put(os.urandom(EACH))
        yield _sealed(made)
        yield _plain(made)


def _sealed(made: Scene) -> Table:
    office, work = made.office, made.folder / "sealed"
    work.mkdir()
    key = made.sealed_backups()
    kept = write_backup(office, work / "kept").path
    names = counted(1000)

    def back_up() -> None:
        write_backup(office, work / f"made-{next(names)}").path.unlink()

    def restore() -> None:
        target = work / f"restored-{next(names)}"
        restore_any(kept, target, key)
        shutil.rmtree(target)

    def drilled() -> None:
        assert drill(kept, key).good

    jobs = [
        Job("sealed backup, read back", back_up),
        Job("restored from it", restore),
        Job("restore drill: restored, checked in full, papers verified", drilled),
        Job("read, hashed, enciphered, written, read back, deciphered, hashed", lambda: _bare(made, sealed=True)),
    ]
    return Table(f"Sealed backup, {size_of(kept) / 1e6:.0f} MB", side_by_side(jobs, ROUNDS))


def _plain(made: Scene) -> Table:
    office, work = made.office, made.folder / "plain"
    work.mkdir()
    set_backup_rules(office, made.approver, BackupRules())
    kept = write_backup(office, work / "kept").path
    names = counted(1000)

    def back_up() -> None:
        shutil.rmtree(write_backup(office, work / f"made-{next(names)}").path)

    def restore() -> None:
        target = work / f"restored-{next(names)}"
        restore_any(kept, target, None)
        shutil.rmtree(target)

    jobs = [
        Job("plain backup, read back", back_up),
        Job("looked over: every file hashed", lambda: check_backup(kept)),
        Job("restored from it", restore),
        Job("read, hashed, written, read back, hashed", lambda: _bare(made, sealed=False)),
    ]
    return Table(f"Plain backup, {size_of(kept) / 1e6:.0f} MB", side_by_side(jobs, ROUNDS))


def _bare(made: Scene, *, sealed: bool) -> None:
    """The same bytes through the same libraries, into one file, with one flush."""
    target, cipher, count = made.folder / "bare", AESGCM(bytes(32)), 0
    with target.open("wb") as out:
        for path in _all(made.office.folder.path):
            digest = sha256()
            with path.open("rb") as stream:
                while chunk := stream.read(CHUNK):
                    digest.update(chunk)
                    out.write(cipher.encrypt(count.to_bytes(12, "big"), chunk, None) if sealed else chunk)
                    count += 1
        out.flush()
        os.fsync(out.fileno())
    digest, count = sha256(), 0
    with target.open("rb") as back:
        for path in _all(made.office.folder.path):
            left = path.stat().st_size
            while left > 0:
                size = min(left, CHUNK)
                chunk = back.read(size + (16 if sealed else 0))
                digest.update(cipher.decrypt(count.to_bytes(12, "big"), chunk, None) if sealed else chunk)
                left, count = left - size, count + 1
    target.unlink()


def _all(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())
