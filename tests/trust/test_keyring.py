"""A folder of keys: made, certified, unlocked with patience, and the CA's taken away."""

import json
import os
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import load_der_public_key

from certapp.model.errors import Refusal
from certapp.model.files import write_atomically
from certapp.model.signing import SigningKey
from certapp.trust import keyfile
from certapp.trust.es256 import verifies
from certapp.trust.hierarchy import create_country_ca
from certapp.trust.keyfile import TEST_COST
from certapp.trust.keyring import CA, KeyRing, personal
from tests.trust.authority import FOUNDED, found

PASSPHRASE = "five plain words are enough"
NOW = float(FOUNDED)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> KeyRing:
    ring = KeyRing(tmp_path_factory.mktemp("keys") / "new")
    ring.create(CA, PASSPHRASE, "Authority of XA", TEST_COST)
    key = ring.unlock(CA, PASSPHRASE, NOW)
    ring.certify(CA, create_country_ca("XA", "Authority of XA", key, FOUNDED, True))
    return ring


@pytest.fixture
def ring(made: KeyRing, tmp_path: Path) -> KeyRing:
    for path in made.folder.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    return KeyRing(tmp_path)


def refused(ring: KeyRing, passphrase: str, now: float) -> Refusal:
    with pytest.raises(Refusal) as refusal:
        ring.unlock(CA, passphrase, now)
    return refusal.value


def test_an_unlocked_key_signs_for_its_certificate(made: KeyRing) -> None:
    key: SigningKey = made.unlock(CA, PASSPHRASE, NOW)
    assert key.certificate == made.certificate(CA)
    public = load_der_public_key(made.unlock(CA, PASSPHRASE, NOW).public)
    assert verifies(public, key.sign_raw(b"x"), b"x")  # type: ignore[arg-type]
    assert not verifies(public, key.sign_raw(b"x"), b"y")  # type: ignore[arg-type]


def test_nothing_secret_is_shown(made: KeyRing) -> None:
    key = made.unlock(CA, PASSPHRASE, NOW)
    secret = key.private.private_numbers().private_value
    assert repr(key) == "UnlockedKey(name='ca')"
    assert str(secret) not in repr(key) and f"{secret:x}" not in repr(key)


@pytest.mark.skipif(os.name == "nt", reason="Windows has other rights")
def test_only_the_owner_may_read_a_key(made: KeyRing) -> None:
    assert stat.S_IMODE((made.folder / "ca.key").stat().st_mode) == 0o600


def test_each_wrong_passphrase_doubles_the_wait(ring: KeyRing) -> None:
    now = NOW
    for wait in (1, 2, 4, 8, 16, 32, 60, 60):
        assert refused(ring, "wrong", now).code == "PASSPHRASE_WRONG"
        waiting = refused(ring, PASSPHRASE, now)
        assert (waiting.code, waiting.params["seconds"]) == ("PASSPHRASE_WAIT", wait)
        assert refused(ring, PASSPHRASE, now + wait - 0.5).params["seconds"] == 1
        now += wait
    ring.unlock(CA, PASSPHRASE, now)
    assert refused(ring, "wrong", now).code == "PASSPHRASE_WRONG"
    assert refused(ring, PASSPHRASE, now).params["seconds"] == 1


def test_while_waiting_nothing_is_tried(ring: KeyRing, monkeypatch: pytest.MonkeyPatch) -> None:
    refused(ring, "wrong", NOW)
    monkeypatch.setattr(keyfile, "unwrap", lambda *_: pytest.fail("tried"))
    assert refused(ring, PASSPHRASE, NOW).code == "PASSPHRASE_WAIT"


def test_a_clock_set_back_locks_nobody_out(ring: KeyRing) -> None:
    refused(ring, "wrong", NOW)
    assert refused(ring, PASSPHRASE, NOW - 9999).params["seconds"] == 1
    ring.unlock(CA, PASSPHRASE, NOW - 9998)


@pytest.mark.parametrize("content", [b"", b"[]", b'{"wrong":"x","last":0}', b'{"wrong":1e400,"last":0}', b"\xff"])
def test_a_broken_count_of_tries_locks_nobody_out(ring: KeyRing, content: bytes) -> None:
    (ring.folder / "ca.tries").write_bytes(content)
    ring.unlock(CA, PASSPHRASE, NOW)


def test_an_absurd_count_of_tries_waits_a_minute_at_most(ring: KeyRing) -> None:
    (ring.folder / "ca.tries").write_text(json.dumps({"wrong": 10**9, "last": NOW}))
    assert refused(ring, PASSPHRASE, NOW).params["seconds"] == 60


def test_a_key_that_was_taken_away_is_asked_for_but_its_certificate_stays(ring: KeyRing, tmp_path: Path) -> None:
    elsewhere = tmp_path / "stick"
    elsewhere.mkdir()
    (ring.folder / "ca.key").rename(elsewhere / "ca.key")
    refusal = refused(ring, PASSPHRASE, NOW)
    assert (refusal.code, refusal.params["name"]) == ("KEY_NOT_HERE", "ca")
    assert ring.certificate(CA)
    assert ring.names() == ()
    assert KeyRing(elsewhere).names() == (CA,)
    KeyRing(elsewhere).unlock(CA, PASSPHRASE, NOW)


def test_a_key_is_never_overwritten(ring: KeyRing) -> None:
    before = (ring.folder / "ca.key").read_bytes()
    with pytest.raises(Refusal, match="KEY_EXISTS"):
        ring.create(CA, PASSPHRASE, "", TEST_COST)
    assert (ring.folder / "ca.key").read_bytes() == before


def test_a_key_that_cannot_be_read_back_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("certapp.trust.keyring._read", lambda path: path.read_bytes()[:-9])
    with pytest.raises(Refusal, match="KEY_NOT_SAVED"):
        KeyRing(tmp_path).create(CA, PASSPHRASE, "", TEST_COST)
    assert list(tmp_path.iterdir()) == []


def test_the_certificate_of_another_key_is_refused(ring: KeyRing) -> None:
    with pytest.raises(Refusal, match="CERTIFICATE_OF_OTHER_KEY"):
        ring.certify(CA, found().ca.certificate)


def test_a_swapped_certificate_is_noticed_when_unlocking(ring: KeyRing) -> None:
    other = found()
    (ring.folder / "ca.pem").write_bytes(pem(other.ca.certificate))
    assert refused(ring, PASSPHRASE, NOW).code == "CERTIFICATE_OF_OTHER_KEY"


def test_a_damaged_certificate_is_refused(ring: KeyRing) -> None:
    (ring.folder / "ca.pem").write_bytes(b"nonsense")
    with pytest.raises(Refusal, match="CERTIFICATE_DAMAGED"):
        ring.certificate(CA)


def test_a_key_without_certificate_says_so(ring: KeyRing) -> None:
    (ring.folder / "ca.pem").unlink()
    key = ring.unlock(CA, PASSPHRASE, NOW)
    for act in (lambda: key.certificate, lambda: key.kid, lambda: ring.certificate(CA)):
        with pytest.raises(Refusal, match="KEY_NOT_CERTIFIED"):
            act()


@pytest.mark.parametrize("name", ["../ca", "a/b", "", ".hidden", "x:y", "a\n", "ü", "a" * 72])
def test_a_name_that_is_no_file_name_is_refused(ring: KeyRing, name: str) -> None:
    with pytest.raises(Refusal, match="KEY_NAME_UNUSABLE"):
        ring.unlock(name, PASSPHRASE, NOW)


def test_an_officials_key_is_named_after_them() -> None:
    assert personal("ana") == "person-ana"


def test_a_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file"
    write_atomically(path, b"old")

    def full(_: int) -> None:
        raise OSError(28, "no space")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError):
        write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def pem(der: bytes) -> bytes:
    from certapp.trust.certificate import read_certificate

    return read_certificate(der).pem()
