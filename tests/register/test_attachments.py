"""Files by SHA-256 are whole, or said not to be."""

import errno
import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certapp.model.errors import Refusal
from certapp.register import attachments
from certapp.register.attachments import AttachmentStore

PHOTO = b"\xff\xd8 a photograph"
NAME = hashlib.sha256(PHOTO).hexdigest()


@pytest.fixture
def store(tmp_path: Path) -> AttachmentStore:
    return AttachmentStore(tmp_path)


def path_of(folder: Path) -> Path:
    return folder / NAME[:2] / NAME


@settings(deadline=None)
@given(st.binary(max_size=2_000))
def test_what_is_put_is_got(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    store = AttachmentStore(tmp_path_factory.getbasetemp() / "store")
    name = store.put(data)
    assert store.get(name) == data and name in store


def test_the_same_file_is_kept_once(store: AttachmentStore, tmp_path: Path) -> None:
    assert store.put(PHOTO) == store.put(PHOTO) == NAME
    assert list(store.names()) == [NAME]
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [NAME]


def test_a_changed_file_is_refused_and_healed_by_putting_it_again(store: AttachmentStore, tmp_path: Path) -> None:
    store.put(PHOTO)
    path_of(tmp_path).write_bytes(PHOTO + b"!")
    with pytest.raises(Refusal, match="ATTACHMENT_DAMAGED"):
        store.get(NAME)
    store.put(PHOTO)
    assert store.get(NAME) == PHOTO


def test_a_lost_file_is_said_to_be_missing(store: AttachmentStore) -> None:
    with pytest.raises(Refusal, match="ATTACHMENT_MISSING"):
        store.get(NAME)


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "AB" * 32, NAME + "\n", NAME[:-1]])
def test_only_a_hash_names_a_file(store: AttachmentStore, name: str) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        store.get(name)


def test_the_sweep_takes_only_old_orphans(store: AttachmentStore, tmp_path: Path) -> None:
    known, old, young = store.put(b"known"), store.put(b"old"), store.put(b"young")
    leftover = tmp_path / "ab" / ".half.tmp"
    leftover.parent.mkdir(exist_ok=True)
    leftover.write_bytes(b"ha")
    for path in (tmp_path / known[:2] / known, tmp_path / old[:2] / old, leftover):
        os.utime(path, (1, 1))
    assert store.sweep({known}) == 2
    assert set(store.names()) == {known, young}


def test_a_file_put_again_is_young_again(store: AttachmentStore, tmp_path: Path) -> None:
    store.put(PHOTO)
    os.utime(path_of(tmp_path), (1, 1))
    store.put(PHOTO)
    assert store.sweep(()) == 0


@pytest.mark.parametrize(
    ("number", "code"),
    [(errno.ENOSPC, "DISK_FULL"), (errno.EROFS, "FOLDER_READ_ONLY"), (errno.EIO, "DISK_FAILED")],
)
def test_a_disk_that_refuses_is_said_plainly(
    store: AttachmentStore, monkeypatch: pytest.MonkeyPatch, number: int, code: str
) -> None:
    def refuse(path: Path, data: bytes) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(attachments, "write_atomically", refuse)
    with pytest.raises(Refusal, match=code):
        store.put(PHOTO)


@pytest.mark.skipif(sys.platform == "win32", reason="no file size limit on Windows")
def test_a_real_limit_of_the_disk_leaves_no_half_file(tmp_path: Path) -> None:
    script = """
import resource, sys
from pathlib import Path
from certapp.model.errors import Refusal
from certapp.register.attachments import AttachmentStore
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
store = AttachmentStore(Path(sys.argv[1]))
store.put(b"small")
try:
    store.put(b"x" * 100_000)
except Refusal as refusal:
    print(refusal.code)
"""
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "DISK_FULL"
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1
