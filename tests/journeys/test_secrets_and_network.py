"""What must be true of a whole session: no secret stays anywhere, and nobody is called."""

import os
import re
import shutil
import subprocess
import sys
from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path

import pytest

from certapp.service.office import open_office
from tests.journeys.session import SECRETS, WRONG
from tests.offices import PASSPHRASES, Desk, copied_desk, passphrase

ROOT = Path(__file__).parents[2]
STRACE = shutil.which("strace")
WATCHED = "trace=connect,sendto,sendmsg,sendmmsg"
"""Every way to call somebody: a datagram needs no connection."""
NETWORK = re.compile(r"sa_family=AF_INET6?\b.*")
HOME = re.compile(r'inet_addr\("127\.|"::1"')


@dataclass(frozen=True)
class Session:
    """What a session left: its office, all else it wrote, what it printed, and whom it called (None: not watched)."""

    desk: Desk
    left: Path
    said: str
    called: str | None


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Session:
    folder = tmp_path_factory.mktemp("session")
    desk = copied_desk(folder / "desk")
    left = folder / "left"
    places = {name: str(left / name) for name in ("HOME", "TMPDIR", "XDG_CONFIG_HOME", "XDG_DATA_HOME")}
    places |= {"XDG_STATE_HOME": str(left / "state"), "XDG_CACHE_HOME": str(left / "cache")}
    for place in places.values():
        Path(place).mkdir(parents=True, exist_ok=True)
    watched = [STRACE, "-f", "--seccomp-bpf", "-e", WATCHED, "-o", str(folder / "calls")] if STRACE else []
    command = [*watched, sys.executable, "-m", "tests.journeys.session", str(desk.office), str(left)]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **places, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    called = (folder / "calls").read_text() if STRACE else None
    return Session(desk, left, done.stdout + done.stderr, called)


def secrets_of(desk: Desk) -> dict[str, bytes]:
    """Every passphrase, and every private key as bytes, as hexadecimal and as base64."""
    found = {f"passphrase of {name}": words.encode() for name, words in PASSPHRASES.items()} | {"typo": WRONG.encode()}
    found |= {f"new secret of {name}": words.encode() for name, words in SECRETS.items()}
    found |= {f"{name} in UTF-16": words.decode().encode("utf-16-le") for name, words in list(found.items())}
    with open_office(desk.office, write=False) as office:
        keys = {name: office.unlock(name, passphrase) for name in ("ca", "status_signer")}
        keys |= {name: office.log_in(name, passphrase).key for name in ("anna", "boris")}  # type: ignore[dict-item]
        for name, key in keys.items():
            scalar = key.private.private_numbers().private_value.to_bytes(32)  # type: ignore[attr-defined]
            found |= {f"key of {name}": scalar, f"key of {name} in hex": scalar.hex().encode()}
            found |= {f"key of {name} in base64": b64encode(scalar)[:40]}
    return found


def leaks(secrets: dict[str, bytes], *places: Path) -> list[str]:
    """Files that hold a secret, and which."""
    files = [path for place in places for path in place.rglob("*") if path.is_file()]
    assert files
    return [f"{name} in {path}" for path in files for name, secret in secrets.items() if secret in path.read_bytes()]


def test_no_passphrase_and_no_key_is_in_any_file_log_setting_or_word_or_on_the_clipboard(session: Session) -> None:
    secrets = secrets_of(session.desk)
    assert "ValueError" in (session.left / "log" / "certapp.log").read_text()  # the fault was written down
    assert leaks(secrets, session.desk.office, session.left) == []
    assert [name for name, secret in secrets.items() if secret.decode("latin-1") in session.said] == []
    assert re.findall("clipboard:(.*)", session.said) == [" "] * 3
    assert any(path.name == "script.pdf" for path in session.left.rglob("*")) and "XA-2" in session.said


def test_a_secret_that_was_left_somewhere_would_be_found(session: Session, tmp_path: Path) -> None:
    secrets = secrets_of(session.desk)
    (tmp_path / "settings.ini").write_bytes(b"last=" + secrets["key of boris in hex"])
    (tmp_path / "core").write_bytes(bytes(100) + secrets["passphrase of boris"] + bytes(100))
    assert len(leaks(secrets, tmp_path)) == 2


def calls(traced: str) -> list[str]:
    """The addresses called on a network, this machine's own left out."""
    return [found[0] for line in traced.splitlines() if (found := NETWORK.search(line)) and not HOME.search(line)]


@pytest.mark.skipif(STRACE is None, reason="not installed: strace")
def test_nobody_is_called_on_any_network(session: Session) -> None:
    assert session.called is not None and "exited with 0" in session.called  # it was watched to its end
    assert calls(session.called) == []


@pytest.mark.skipif(STRACE is None, reason="not installed: strace")
def test_a_call_would_be_seen(tmp_path: Path) -> None:
    dial = "import socket; s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.connect(('192.0.2.1', 9))"
    shout = "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'.', ('192.0.2.1', 9))"
    traced = tmp_path / "calls"
    for way in (dial, shout):
        subprocess.run([str(STRACE), "-f", "-e", WATCHED, "-o", traced, sys.executable, "-c", way], check=False)
        assert len(calls(traced.read_text())) == 1
