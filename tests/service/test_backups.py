"""Encrypted backups: nothing plain in them, nothing changed in them unseen, and the way back proved by a drill."""

import io
import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certapp.model.errors import Refusal
from certapp.register.archive import pack, unpack
from certapp.register.backup import _belongs
from certapp.service import backups
from certapp.service.auditing import verify_journal
from certapp.service.backups import (
    BackupRules,
    backup_age,
    backup_rules,
    copy_to,
    create_backup_key,
    make_dated,
    private_key,
    read_backup_key,
    restore_any,
    set_backup_rules,
    superseded,
    write_backup,
)
from certapp.service.clock import Clock
from certapp.service.deciding import approve
from certapp.service.drill import drill
from certapp.service.issuing import issue
from certapp.service.keeping import resume
from certapp.service.office import Office, open_office
from certapp.service.receiving import receive
from certapp.trust.keyfile import TEST_COST
from certapp.trust.keyring import KeyRing
from certapp.trust.sealed_stream import CHUNK, Sealing, Unsealing
from certapp.trust.unlocked import UnlockedKey
from tests.bad.make import small_application
from tests.offices import Desk, certapp, passphrase

WORDS = "the backup key opens with these words"


@pytest.fixture(scope="module")
def stick(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The stick with the pair of keys."""
    folder = tmp_path_factory.mktemp("stick")
    create_backup_key(folder, WORDS, "backups of Exampleland", TEST_COST)
    return folder


@pytest.fixture
def office(founded: Desk, tmp_path: Path) -> Iterator[Office]:
    with open_office(Path(shutil.copytree(founded.office, tmp_path / "office"))) as opened:
        yield opened


def sealed(office: Office, stick: Path, target: Path) -> Path:
    """An office that encrypts its backups, with one certificate; its backup."""
    anna, boris = office.log_in("anna", passphrase), office.log_in("boris", passphrase)
    set_backup_rules(office, boris, BackupRules(key=read_backup_key(stick / "backup.xcbackupkey")))
    application = receive(office, anna, small_application())
    approve(office, boris, application)
    issue(office, boris, application, office.unlock("document_signer", passphrase))
    return write_backup(office, target).path


def test_an_encrypted_backup_holds_nothing_plain_and_comes_back_whole(
    office: Office, stick: Path, tmp_path: Path
) -> None:
    path = sealed(office, stick, tmp_path / "medium" / "b")
    assert path.name == "b.xcbackup"
    assert [each.name for each in path.parent.iterdir()] == ["b.xcbackup"]
    assert not list(office.folder.path.glob(".backup-*"))
    content = path.read_bytes()
    for plain in (b"Anna", b"Heritage", b"SQLite format", b"manifest", b"%PDF", b"attachments/", b"certapp key"):
        assert plain not in content
    restore_any(path, tmp_path / "again", private_key(stick, WORDS))
    with open_office(tmp_path / "again", counters=tmp_path / "other machine") as restored:
        assert verify_journal(restored) == ()
        boris = restored.log_in("boris", passphrase)
        with pytest.raises(Refusal, match="RESTORED_COPY"):
            _issue_again(restored)
        last = str(restored.register.value("SELECT max(number) FROM number"))
        assert resume(restored, boris, last) == ()
        assert _issue_again(restored) > last
    names = {each.relative_to(office.folder.path).as_posix() for each in _files(office.folder.path)}
    again = {each.relative_to(tmp_path / "again").as_posix() for each in _files(tmp_path / "again")}
    assert {name for name in names if name.startswith(("attachments/", "keys/"))} <= again
    if os.name == "posix":
        assert (tmp_path / "again" / "keys" / "person-anna.key").stat().st_mode & 0o077 == 0


def _issue_again(office: Office) -> str:
    anna, boris = office.log_in("anna", passphrase), office.log_in("boris", passphrase)
    application = receive(office, anna, small_application())
    approve(office, boris, application)
    return issue(office, boris, application, office.unlock("document_signer", passphrase)).number


def _files(folder: Path) -> list[Path]:
    return [each for each in folder.rglob("*") if each.is_file()]


def test_without_the_key_or_with_another_nothing_is_restored(office: Office, stick: Path, tmp_path: Path) -> None:
    path = sealed(office, stick, tmp_path / "b")
    with pytest.raises(Refusal, match="BACKUP_KEY_NEEDED"):
        restore_any(path, tmp_path / "again", None)
    with pytest.raises(Refusal, match="PASSPHRASE_WRONG"):
        private_key(Path(shutil.copytree(stick, tmp_path / "s")), "other " * 6)
    create_backup_key(tmp_path / "other", WORDS, "another", TEST_COST)
    with pytest.raises(Refusal, match="BACKUP_KEY_OTHER"):
        restore_any(path, tmp_path / "again", private_key(tmp_path / "other", WORDS))
    with pytest.raises(Refusal, match="BACKUP_NOT_A_BACKUP"):
        restore_any(tmp_path / "nothing", tmp_path / "again", None)
    assert not (tmp_path / "again").exists()


def test_nothing_is_restored_onto_a_network_share(
    office: Office, stick: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = write_backup(office, tmp_path / "plain").path
    sealed_one = sealed(office, stick, tmp_path / "medium" / "b")
    share = tmp_path / "share"
    share.mkdir()
    kinds: Callable[[Path], str | None] = lambda path: "cifs" if path.is_relative_to(share) else None  # noqa: E731
    monkeypatch.setattr("certapp.register.folder.network_kind", kinds)
    for backup, key in ((plain, None), (sealed_one, private_key(stick, WORDS))):
        for restored in (restore_any, drill_on):
            with pytest.raises(Refusal, match="NETWORK_SHARE"):
                restored(backup, share / "again", key)
    assert not list(share.iterdir())
    with pytest.raises(Refusal, match="NETWORK_SHARE"):
        drill(plain, None, place=share, training=True)  # it is none: that is seen when it is opened
    assert not list(share.iterdir())
    restore_any(plain, tmp_path / "here", None)
    assert (tmp_path / "here" / "register.db").is_file()


def drill_on(backup: Path, place: Path, key: UnlockedKey | None) -> None:
    drill(backup, key, place=place.parent)


def test_a_drill_says_that_the_way_back_works_and_what_is_wrong_where_it_does_not(
    office: Office, stick: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = sealed(office, stick, tmp_path / "b")
    found = drill(path, private_key(stick, WORDS))
    assert found.good
    assert [each.outcome for each in found.papers] == ["GENUINE"]
    assert found.checked.folder == str(path)

    pdf = next(each for each in _files(office.folder.attachments) if each.read_bytes().startswith(b"%PDF"))
    pdf.unlink()
    report = write_backup(office, tmp_path / "c")
    assert report.missing == (pdf.name,)
    found = drill(report.path, private_key(stick, WORDS))
    assert not found.good
    assert {each.code for each in found.checked.faults} == {"PDF_MISSING"}


def test_the_commands_make_keys_backups_and_drills(founded: Desk, tmp_path: Path, stick: Path) -> None:
    desk = Desk(Path(shutil.copytree(founded.folder, tmp_path / "desk")))
    passphrases = json.loads(desk.passphrases.read_text()) | {"backup": WORDS}
    desk.passphrases.write_text(json.dumps(passphrases))
    assert desk.act(("backups", "set"), "anna", "--key", stick / "backup.xcbackupkey").status == 1
    answer = desk.act(("backups", "set"), "boris", "--key", stick / "backup.xcbackupkey", "--daily", "1")
    assert answer.status == 0 and len(answer.json["digits"].replace(" ", "")) == 40
    first = desk.act(("backups", "make", tmp_path / "one"), "boris", "--also", tmp_path / "two")
    assert first.status == 0, first
    made, second = Path(first.json["folder"]), Path(first.json["second"])
    assert made.read_bytes() == second.read_bytes()
    key = ("--key-folder", stick, "--passphrases", desk.passphrases)
    report = tmp_path / "drill.pdf"
    answer = certapp("backups", "drill", second, *key, "--report", report, tmp_path / "drill.json", "--json")
    assert answer.status == 0, answer
    assert answer.json["good"] and report.read_bytes().startswith(b"%PDF-")
    assert certapp("restore", made, tmp_path / "again", *key).status == 0
    assert certapp("journal", "verify", "--office", tmp_path / "again").status == 0


def test_an_unencrypted_backup_is_made_and_read_as_before(office: Office, tmp_path: Path) -> None:
    report = write_backup(office, tmp_path / "plain")
    assert (report.path / "manifest.json").is_file()
    restore_any(report.path, tmp_path / "again", None)
    assert drill(report.path, None).good


def test_dated_backups_go_by_the_rules_and_nothing_else_is_touched(office: Office, tmp_path: Path) -> None:
    boris = office.log_in("boris", passphrase)
    set_backup_rules(office, boris, BackupRules(daily=2, weekly=0, monthly=0))
    folder = tmp_path / "stick"
    folder.mkdir()
    others = ("office-2020-01-01-000000", "office-2020-01-01-000000.xcbackup", "letters", "elsewhere-2026-01-01-000000")
    for name in others:
        (folder / name).write_text("not a backup")
    made = []
    for days in (3, 2, 1):
        at = Clock(wall=lambda days=days: Clock().wall() + 120 - days * 86400)  # type: ignore[misc]

        made.append(write_backup(replace(office, clock=at), folder / _name(at)).path)
    newest = make_dated(office, boris, folder)
    assert set(newest.gone) == set(made[:2])
    assert {each.name for each in folder.iterdir()} == {*others, made[2].name, newest.report.path.name}
    assert backup_age(office, "").overdue is False


def _name(clock: Clock) -> str:
    return f"office-{datetime.fromtimestamp(clock.wall(), UTC):%Y-%m-%d-%H%M%S}"


def test_the_age_of_the_newest_backup_is_told_and_called_overdue_by_the_rules(office: Office) -> None:
    none = backup_age(office, "")
    assert (none.days, none.overdue, none.long_overdue) == (-1, True, True)
    now = datetime.now(UTC)
    of_today = backup_age(office, now.isoformat())
    assert (of_today.days, of_today.day, of_today.overdue) == (0, now.date().isoformat(), False)
    four_days = (now - timedelta(days=4, hours=1)).isoformat()
    assert (backup_age(office, four_days).days, backup_age(office, four_days).overdue) == (4, True)
    set_backup_rules(office, office.log_in("boris", passphrase), BackupRules(warn_days=30))
    assert not backup_age(office, four_days).overdue
    over_a_week = backup_age(office, (now - timedelta(days=8, hours=1)).isoformat())
    assert (over_a_week.overdue, over_a_week.long_overdue) == (False, True)
    with pytest.raises(Refusal, match="BACKUP_KEEP_WRONG"):
        set_backup_rules(office, office.log_in("boris", passphrase), BackupRules(daily=0))
    assert backup_rules(office).warn_days == 30


def test_a_second_copy_that_is_there_already_is_not_written_over(office: Office, tmp_path: Path) -> None:
    made = write_backup(office, tmp_path / "one" / "b").path
    copy_to(made, tmp_path / "two")
    with pytest.raises(Refusal, match="BACKUP_TARGET_NOT_EMPTY"):
        copy_to(made, tmp_path / "two")


@pytest.mark.parametrize("sealed", [True, False])
def test_a_second_medium_that_keeps_other_bytes_than_it_was_given_is_told_and_has_no_copy(
    office: Office, stick: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sealed: bool
) -> None:
    key = read_backup_key(stick / "backup.xcbackupkey") if sealed else b""
    set_backup_rules(office, office.log_in("boris", passphrase), BackupRules(key=key))
    made = write_backup(office, tmp_path / "one").path
    copied = backups.copy_through

    def badly(source: Path, target: Path, *more: Any) -> Any:
        digest = copied(source, target, *more)
        data = target.read_bytes()
        target.write_bytes(data[:-1] + bytes([data[-1] ^ 1]) if data else b"x")
        return digest

    monkeypatch.setattr(backups, "copy_through", badly)
    with pytest.raises(Refusal, match="BACKUP_NOT_READ_BACK"):
        copy_to(made, tmp_path / "two")
    assert list((tmp_path / "two").iterdir()) == []


@given(st.lists(st.integers(0, 900), min_size=1, max_size=60), st.integers(1, 9), st.integers(0, 5), st.integers(0, 5))
def test_the_newest_always_stays_and_each_period_keeps_its_newest(
    hours: list[int], daily: int, weekly: int, monthly: int
) -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    made = [(start + timedelta(hours=12 * each), Path(str(each))) for each in set(hours)]
    rules = BackupRules(daily=daily, weekly=weekly, monthly=monthly)
    gone = superseded(made, rules)
    kept = [path for _at, path in made if path not in gone]
    assert max(made)[1] in kept
    assert len(kept) <= daily + weekly + monthly
    days = sorted({at.date() for at, _path in made}, reverse=True)[:daily]
    assert all(max(each for each in made if each[0].date() == day)[1] in kept for day in days)
    assert superseded([each for each in made if each[1] in kept], rules) == []


def test_after_a_year_of_evenings_seven_days_four_weeks_and_twelve_months_are_left() -> None:
    kept: list[tuple[datetime, Path]] = []
    for day in range(400):  # from 1 January 2026 to 4 February 2027, a Thursday
        at = datetime(2026, 1, 1, 18, tzinfo=UTC) + timedelta(days=day)
        kept.append((at, Path(f"{at:%Y-%m-%d}")))
        gone = set(superseded(kept, BackupRules()))
        kept = [each for each in kept if each[1] not in gone]
    days = {
        f"2027-0{month}-{day:02}" for month, day in [(1, 29), (1, 30), (1, 31), *((2, each) for each in range(1, 5))]
    }
    sundays = {"2027-01-17", "2027-01-24", "2027-01-31"}  # the fourth week is this one
    ends = ["03-31", "04-30", "05-31", "06-30", "07-31", "08-31", "09-30", "10-31", "11-30", "12-31"]
    assert {path.name for _at, path in kept} == days | sundays | {f"2026-{end}" for end in ends}


# The stream


@pytest.fixture(scope="module")
def public(stick: Path) -> bytes:
    return read_backup_key(stick / "backup.xcbackupkey")


def stream(public: bytes, data: bytes) -> tuple[bytes, bytes]:
    out = io.BytesIO()
    sealing = Sealing(out, public)
    sealing.write(data)
    sealing.finish()
    return out.getvalue(), sealing.secret


@pytest.mark.parametrize("size", [1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 5])
def test_a_stream_of_any_size_is_read_back(public: bytes, stick: Path, size: int) -> None:
    data = os.urandom(size)
    content, secret = stream(public, data)
    key = KeyRing(stick).unlock("backup", WORDS, 0).private
    for opener in (key, secret):
        reading = Unsealing(io.BytesIO(content), opener, "b")
        assert reading.read(size) == data
        reading.end()


def test_chunks_cannot_be_cut_off_left_out_swapped_or_put_behind(public: bytes) -> None:
    size = 3 * CHUNK
    content, secret = stream(public, os.urandom(size))
    step = CHUNK + 16
    start = len(content) - 3 * step
    head, chunks = content[:start], [content[start + at * step : start + (at + 1) * step] for at in range(3)]
    for order in ([0, 1], [0, 2], [1, 0, 2], [0, 1, 2, 2], [0, 0, 1, 2]):
        reading = Unsealing(io.BytesIO(head + b"".join(chunks[at] for at in order)), secret, "b")
        with pytest.raises(Refusal, match="BACKUP_SEAL_DAMAGED"):
            reading.read(size)
            reading.end()


@given(position=st.integers(0, 1 << 20), bit=st.integers(0, 7))
def test_no_bit_of_a_stream_can_be_changed(public: bytes, position: int, bit: int) -> None:
    content, secret = stream(public, b"a register")
    data = bytearray(content)
    data[position % len(data)] ^= 1 << bit
    with pytest.raises(Refusal, match="BACKUP_SEAL_DAMAGED"):
        Unsealing(io.BytesIO(bytes(data)), secret, "b").read(10)


@pytest.mark.parametrize("name", ["../office", "/etc/passwd", "keys/../../x", "lookups.db", "keys/a:b", "trust/"])
def test_a_stream_takes_nothing_to_where_it_does_not_belong(tmp_path: Path, name: str) -> None:

    written = io.BytesIO()
    source = tmp_path / "source"
    source.write_bytes(b"x")
    pack({name: source}, written.write, lambda size: None)
    written.seek(0)
    (tmp_path / "into").mkdir()
    with pytest.raises(Refusal, match="BACKUP_DAMAGED"):
        unpack(written.read, tmp_path / "into", _belongs, 100, "b")
    assert list((tmp_path / "into").iterdir()) == []


def test_a_size_beyond_the_file_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    hostile = (4).to_bytes(2, "big") + b"keys" + (1 << 60).to_bytes(8, "big")
    with pytest.raises(Refusal, match="BACKUP_DAMAGED"):
        unpack(io.BytesIO(hostile).read, tmp_path, lambda name: True, 1000, "b")
