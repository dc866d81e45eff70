"""This machine remembers how far each journal was: an older folder, or a copy used side by side, issues nothing."""

import shutil
from pathlib import Path

import pytest

from certapp.model.certificate_number import read_number
from certapp.model.errors import Refusal
from certapp.register.office import behind, restored_at
from certapp.service.auditing import verify_journal
from certapp.service.backups import restore_any, write_backup
from certapp.service.checkpoints import hand_out, take_back
from certapp.service.deciding import approve
from certapp.service.issuing import issue
from certapp.service.keeping import resume
from certapp.service.numbers_seen import numbers_seen
from certapp.service.office import Office, open_office
from certapp.service.receiving import receive
from tests.bad.make import small_application
from tests.offices import Desk, passphrase


@pytest.fixture
def folder(founded: Desk, tmp_path: Path) -> Path:
    return Path(shutil.copytree(founded.office, tmp_path / "office"))


def issued(office: Office) -> str:
    anna, boris = office.log_in("anna", passphrase), office.log_in("boris", passphrase)
    number = receive(office, anna, small_application())
    approve(office, boris, number)
    return issue(office, boris, number, office.unlock("document_signer", passphrase)).number


def test_the_same_folder_opens_and_issues_again_and_again(folder: Path) -> None:
    for serial in (1, 2):
        with open_office(folder) as office:
            assert read_number(issued(office)).serial == serial
            assert behind(office.register) is None


def test_an_older_folder_issues_nothing_until_it_jumped_past_what_this_machine_knows(
    folder: Path, tmp_path: Path
) -> None:
    older = Path(shutil.copytree(folder, tmp_path / "older"))
    with open_office(folder) as office:
        first = issued(office)
    with open_office(older) as office:
        assert behind(office.register)
        with pytest.raises(Refusal, match="RESTORED_COPY"):
            issued(office)
        seen = office.counter.known()
    with open_office(older) as office:  # closing the older folder did not make it the newest
        assert office.counter.known() == seen
        assert restored_at(office.register) is not None
        lowest = first[:-8] + "000000" + first[-2:]
        with pytest.raises(Refusal, match="NUMBER_INVALID"):
            resume(office, office.log_in("boris", passphrase), lowest)
        skipped = resume(office, office.log_in("boris", passphrase), first)
        assert skipped == (first,)
        assert read_number(issued(office)).serial == 2
        assert verify_journal(office) == ()
    with open_office(folder) as office, pytest.raises(Refusal, match="RESTORED_COPY"):  # now this one is behind
        issued(office)


def test_two_copies_side_by_side_do_not_both_issue(folder: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(folder, tmp_path / "copy"))
    with open_office(folder) as one, open_office(copy) as other:
        issued(one)
        with pytest.raises(Refusal, match="RESTORED_COPY"):
            issued(other)


def test_a_restored_copy_jumps_past_a_checkpoint_that_knows_more_than_was_said(folder: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "another machine"
    with open_office(folder) as office:
        first = issued(office)
        write_backup(office, tmp_path / "backup")
        second = issued(office)
        hand_out(office, office.log_in("anna", passphrase), tmp_path / "c.xccheckpoint")
    restore_any(tmp_path / "backup", tmp_path / "restored", None)
    with open_office(tmp_path / "restored", counters=elsewhere) as office:
        assert numbers_seen(office) == {}
        kept = office.folder.trust / "checkpoints"
        kept.mkdir(exist_ok=True)
        shutil.copy(tmp_path / "c.xccheckpoint", kept / "000000009.xccheckpoint")
        assert numbers_seen(office) == {read_number(second).year: 2}
        with pytest.raises(Refusal, match="CHECKPOINT_NOT_COUNTERSIGNED"):
            take_back(office, tmp_path / "c.xccheckpoint")
        assert resume(office, office.log_in("boris", passphrase), first) == (second,)


def test_a_counter_that_cannot_be_read_stops_nobody(folder: Path, counters: Path) -> None:
    with open_office(folder) as office:
        path = office.counter.path
    for content in (b"", b"[]", b"{" * 10_000, b'{"seq": 1, "hash": "zz", "numbers": []}'):
        path.write_bytes(content)
        with open_office(folder) as office:
            assert behind(office.register) is None
