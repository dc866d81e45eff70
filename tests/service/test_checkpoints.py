"""Checkpoints: what another office has seen cannot be taken back here."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certapp.model.errors import Refusal
from certapp.service.auditing import full_check
from certapp.service.backups import make_dated
from certapp.service.checkpoints import (
    checkpoint_faults,
    hand_out,
    kept_checkpoints,
    make_checkpoint,
    newest_witness,
    take_back,
)
from certapp.service.clock import Clock
from certapp.service.exchanging import export_bulletin, export_package
from certapp.service.office import Actor, Office, open_office
from certapp.service.witnessing import countersign_checkpoint
from certapp.trust.checkpoint import Occasion, checkpoint_text, plain, read_checkpoint
from tests.offices import Desk, found_office, passphrase


@pytest.fixture(scope="module")
def made(founded: Desk, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office of XA, headquarters in XB that believe XA's authority, and headquarters that do not."""
    folder = tmp_path_factory.mktemp("witnesses")
    shutil.copytree(founded.folder, folder / "desk")
    found_office(folder / "headquarters", country="XB", authority="Heritage Authority of Samplestan", office="HQ")
    shutil.copytree(folder / "headquarters", folder / "unbelieving")
    _believe(folder / "desk" / "office", folder / "headquarters")
    _believe(folder / "headquarters", folder / "desk" / "office")
    return folder


def _believe(of: Path, at: Path) -> None:
    package = at.parent / f"{at.name}.xcauth"
    machine = at.parent / "machine"
    with open_office(of, counters=machine) as office:
        digits = export_package(office, office.log_in("boris", passphrase), package)
    with open_office(at, counters=machine) as office:
        office.trust.import_file(package.read_bytes(), office.clock.seconds, digits, "two people")


@pytest.fixture
def place(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "place"))


@pytest.fixture
def desk(place: Path) -> Iterator[Office]:
    with open_office(place / "desk" / "office") as office:
        yield office


@pytest.fixture
def headquarters(place: Path) -> Iterator[Office]:
    with open_office(place / "headquarters") as office:
        yield office


@pytest.fixture
def clerk(desk: Office) -> Actor:
    return desk.log_in("anna", passphrase)


def note(office: Office) -> None:
    """One more entry."""
    boris = office.log_in("boris", passphrase)
    office.record_alone(boris, "PACKAGE_EXPORTED", "package", {"bulletin": 0})


def faults(office: Office, *files: Path) -> list[tuple[int, str]]:
    return [(each.seq, each.code) for each in checkpoint_faults(office, [*kept_checkpoints(office), *files])]


def witnessed(desk: Office, headquarters: Office, folder: Path, name: str = "c") -> Path:
    """A checkpoint handed out by the desk and countersigned."""
    handed, back = folder / f"{name}.xccheckpoint", folder / f"{name}-back.xccheckpoint"
    hand_out(desk, desk.log_in("anna", passphrase), handed)
    countersign_checkpoint(headquarters, headquarters.log_in("boris", passphrase), handed, back)
    return back


def test_a_checkpoint_goes_out_comes_back_and_is_compared_from_then_on(
    desk: Office, headquarters: Office, tmp_path: Path
) -> None:
    back = witnessed(desk, headquarters, tmp_path)
    kept = take_back(desk, back)
    assert (kept.country, kept.office) == ("XB", "HQ")
    note(desk)
    checked = full_check(desk)
    assert checked.faults == ()
    assert checked.checkpoints == 2  # the one handed out, and the one that came back
    assert checked.witness == f"XB-HQ ({kept.checkpoint.statement.seq})"
    assert full_check(headquarters).faults == ()


def test_the_same_checkpoint_may_come_twice(desk: Office, headquarters: Office, tmp_path: Path) -> None:
    witnessed(desk, headquarters, tmp_path, "a")
    witnessed(desk, headquarters, tmp_path, "b")
    note(desk)
    witnessed(desk, headquarters, tmp_path, "c")


def test_an_older_folder_put_back_is_found_by_the_receipt(place: Path, headquarters: Office, tmp_path: Path) -> None:
    older = Path(shutil.copytree(place / "desk" / "office", tmp_path / "older"))
    with open_office(place / "desk" / "office") as desk:
        note(desk)
        back = witnessed(desk, headquarters, tmp_path)
    seq = plain(read_checkpoint(back.read_bytes())).statement.seq
    with open_office(older, counters=tmp_path / "another machine") as desk:
        assert faults(desk, back) == [(seq, "CHECKPOINT_BEYOND")]
        with pytest.raises(Refusal, match="CHECKPOINT_OTHER_HISTORY"):
            take_back(desk, back)
        with pytest.raises(Refusal, match="CHECKPOINT_WENT_BACK"):
            witnessed(desk, headquarters, tmp_path, "again")


def test_a_cloned_desk_is_found_at_the_exchange(place: Path, headquarters: Office, tmp_path: Path) -> None:
    clone = Path(shutil.copytree(place / "desk" / "office", tmp_path / "clone"))
    with open_office(place / "desk" / "office") as desk:
        note(desk)
        back = witnessed(desk, headquarters, tmp_path)
    seq = plain(read_checkpoint(back.read_bytes())).statement.seq
    with open_office(clone, counters=tmp_path / "another machine") as cloned:
        note(cloned)  # the same number, another act
        with pytest.raises(Refusal, match="CHECKPOINT_TWO_HISTORIES"):
            witnessed(cloned, headquarters, tmp_path, "clone")
        assert faults(cloned, back) == [(seq, "CHECKPOINT_DIFFERS")]


def _with(office: Office, clock: Clock) -> Office:
    return replace(office, clock=clock)


def test_backdating_behind_a_checkpoint_is_named(desk: Office, clerk: Actor) -> None:
    later = _with(desk, Clock(wall=lambda: Clock().wall() + 3600))
    seq = make_checkpoint(later, clerk, Occasion.CLOSE).statement.seq
    note(desk)  # written an hour before the checkpoint, by its own word
    assert faults(desk) == [(seq + 1, "ENTRY_BACKDATED")]


def test_a_checkpoint_is_made_at_a_backup_and_at_a_bulletin(desk: Office, tmp_path: Path) -> None:
    boris, status = desk.log_in("boris", passphrase), desk.unlock("status_signer", passphrase)
    export_bulletin(desk, boris, status, tmp_path / "XA.xcstatus")
    backup = make_dated(desk, boris, tmp_path / "backups").report.path
    made = [plain(read_checkpoint(path.read_bytes())).statement.occasion for path in kept_checkpoints(desk)]
    assert made == [Occasion.EXCHANGE]  # nothing was written between the two
    assert len(list((backup / "trust" / "checkpoints").iterdir())) == 1
    note(desk)
    make_dated(desk, boris, tmp_path / "others")
    newest = plain(read_checkpoint(kept_checkpoints(desk)[-1].read_bytes())).statement
    assert newest.occasion is Occasion.BACKUP
    assert faults(desk) == []


def test_nobody_is_their_own_witness_and_strangers_are_none(
    desk: Office, clerk: Actor, headquarters: Office, place: Path, tmp_path: Path
) -> None:
    handed = tmp_path / "c.xccheckpoint"
    hand_out(desk, clerk, handed)
    with pytest.raises(Refusal, match="CHECKPOINT_OWN"):
        countersign_checkpoint(desk, desk.log_in("boris", passphrase), handed, tmp_path / "b")
    with pytest.raises(Refusal, match="ROLE_MISSING"):
        countersign_checkpoint(headquarters, headquarters.log_in("anna", passphrase), handed, tmp_path / "b")
    with pytest.raises(Refusal, match="CHECKPOINT_NOT_COUNTERSIGNED"):
        take_back(desk, handed)
    with open_office(place / "unbelieving", counters=tmp_path / "another machine") as third:
        with pytest.raises(Refusal, match="CHECKPOINT_SIGNER_UNKNOWN"):
            countersign_checkpoint(third, third.log_in("boris", passphrase), handed, tmp_path / "b")
        assert faults(third, handed) == [(1, "CHECKPOINT_OTHER_JOURNAL")]
    assert newest_witness(desk) is None


def test_the_printed_code_of_a_checkpoint_is_the_checkpoint(desk: Office, clerk: Actor) -> None:
    made = make_checkpoint(desk, clerk, Occasion.CLOSE)
    text = checkpoint_text(made.raw)
    assert text.startswith("XCCHK")
    assert read_checkpoint(text.encode()) == made


@pytest.fixture(scope="module")
def sample(made: Path) -> bytes:
    with open_office(made / "desk" / "office", counters=made / "machine") as office:
        return make_checkpoint(office, office.log_in("anna", passphrase), Occasion.START).raw


@given(position=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_no_bit_of_a_checkpoint_can_be_changed(sample: bytes, position: int, bit: int) -> None:
    data = bytearray(sample)
    data[position % len(data)] ^= 1 << bit
    with pytest.raises(Refusal, match="CHECKPOINT_"):
        read_checkpoint(bytes(data))


def test_what_is_no_checkpoint_is_refused() -> None:
    hostile: list[bytes] = [b"", b"XCCHKA", b"\xd2", bytes(17 << 10), b"XCCHKB" + b"A" * 3000]
    for data in hostile:
        with pytest.raises(Refusal, match="CHECKPOINT_DAMAGED"):
            read_checkpoint(data)
