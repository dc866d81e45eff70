"""Backup, restore, drill and check tell each stage and its amounts, and can be stopped or killed at any of them."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from certapp.model.errors import Refusal
from certapp.model.progress import Progress, Stage, Told
from certapp.register.backup import PLAIN_STAGES, RESTORE_STAGES
from certapp.service.auditing import CHECK_STAGES, full_check_aside
from certapp.service.backups import (
    COPY_STAGES,
    SEALED_STAGES,
    BackupRules,
    copy_to,
    create_backup_key,
    make_dated,
    private_key,
    read_backup_key,
    restore_any,
    set_backup_rules,
    write_backup,
)
from certapp.service.drill import DRILL_STAGES, drill
from certapp.service.office import Office, open_office
from certapp.trust.keyfile import TEST_COST
from certapp.trust.unlocked import UnlockedKey
from tests.offices import Desk, passphrase

WORDS = "the backup key opens with these words"
Act = Callable[[Told], object]


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> UnlockedKey:
    folder = tmp_path_factory.mktemp("stick")
    create_backup_key(folder, WORDS, "backups of Exampleland", TEST_COST)
    return private_key(folder, WORDS)


@pytest.fixture
def office(founded: Desk, tmp_path: Path) -> Iterator[Office]:
    """An office with a file of some megabytes, so that there is something on the way."""
    with open_office(Path(shutil.copytree(founded.office, tmp_path / "office"))) as opened:
        opened.attachments.put(os.urandom(3 << 20))
        yield opened


def everything(*folders: Path) -> dict[str, bytes]:
    """Each file and folder below these, but for what an open office keeps beside its register."""
    return {
        str(path): path.read_bytes() if path.is_file() else b""
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if not path.name.endswith(("-wal", "-shm", "-journal"))
    }


def told_by(act: Act) -> list[Progress]:
    """All that an act tells until its end."""
    heard: list[Progress] = []
    act(heard.append)
    return heard


def assert_stages(heard: list[Progress], stages: tuple[Stage, ...]) -> None:
    """Each stage in its order, from nothing to all; nobody is told more than there is, or less than before."""
    assert tuple(dict.fromkeys(each.stage for each in heard)) == stages
    assert {(each.number, each.stage) for each in heard} == set(enumerate(stages, 1))
    assert {each.stages for each in heard} == {len(stages)}
    for stage in stages:
        amounts = [each.done for each in heard if each.stage is stage]
        wholes = {each.whole for each in heard if each.stage is stage}
        assert amounts == sorted(amounts) and len(wholes) == 1
        assert amounts[0] == 0 and {amounts[-1]} == wholes, stage


def assert_stopped_anywhere(act: Act, stages: tuple[Stage, ...], code: str, *folders: Path) -> None:
    """Stopped at the beginning, in the middle and at the end of each stage the act says so and leaves nothing."""
    before = everything(*folders)
    for wanted in stages:
        for share in (0, 1):

            def told(progress: Progress, wanted: Stage = wanted, share: int = share) -> None:
                if progress.stage is wanted and progress.done >= share * progress.whole:
                    raise Refusal("WORK_STOPPED")

            with pytest.raises(Refusal) as stopped:
                act(told)
            assert stopped.value.code == code
            assert "{" not in stopped.value.text()
            assert everything(*folders) == before, (wanted, share)


@pytest.mark.parametrize("sealed", [True, False])
def test_all_of_them_tell_their_stages_and_leave_nothing_where_they_are_stopped(
    office: Office, key: UnlockedKey, tmp_path: Path, sealed: bool
) -> None:
    opener = key if sealed else None
    if sealed:
        boris = office.log_in("boris", passphrase)
        set_backup_rules(office, boris, BackupRules(key=read_backup_key(key_file(key, tmp_path))))
    medium, other, scratch = tmp_path / "medium", tmp_path / "other", tmp_path / "scratch"
    for folder in (medium, other, scratch):
        folder.mkdir()
    folders = (office.folder.path, medium, other, scratch)
    backup_stages = SEALED_STAGES if sealed else PLAIN_STAGES

    def make(told: Told) -> object:
        return write_backup(office, medium / "b", told)

    assert_stopped_anywhere(make, backup_stages, "BACKUP_STOPPED", *folders)
    assert_stages(told_by(make), backup_stages)
    (made,) = medium.iterdir()

    def second(told: Told) -> object:
        return copy_to(made, other, told)

    assert_stopped_anywhere(second, COPY_STAGES, "SECOND_COPY_STOPPED", *folders)
    assert_stages(told_by(second), COPY_STAGES)

    def restore(told: Told) -> object:
        return restore_any(made, scratch / "again", opener, told=told)

    order = RESTORE_STAGES if sealed else tuple(reversed(RESTORE_STAGES))
    assert_stopped_anywhere(restore, order, "RESTORE_STOPPED", *folders)
    assert_stages(told_by(restore), order)
    with open_office(scratch / "again", counters=tmp_path / "machine") as again:
        assert again.country == office.country

    def tried(told: Told) -> object:
        return drill(made, opener, told=told, place=scratch)

    drill_stages = DRILL_STAGES if sealed else (*order, *CHECK_STAGES)
    assert_stopped_anywhere(tried, drill_stages, "DRILL_STOPPED", *folders)
    assert_stages(told_by(tried), drill_stages)

    def check(told: Told) -> object:
        return full_check_aside(office, told, 5)

    assert_stopped_anywhere(check, (Stage.COPY_REGISTER, *CHECK_STAGES), "CHECK_STOPPED", *folders)
    assert_stages(told_by(check), (Stage.COPY_REGISTER, *CHECK_STAGES))


def key_file(key: UnlockedKey, tmp_path: Path) -> Path:
    """The public part of a backup key, as offices get it."""
    from certapp.trust.keyfile import spki
    from certapp.trust.public_key import public_key_file

    path = tmp_path / "backup.xcbackupkey"
    path.write_bytes(public_key_file(spki(key.private.public_key())))
    return path


def test_a_backup_whose_second_copy_is_stopped_is_a_backup_all_the_same(office: Office, tmp_path: Path) -> None:
    boris = office.log_in("boris", passphrase)

    def told(progress: Progress) -> None:
        if progress.stage is Stage.SECOND_COPY:
            raise Refusal("WORK_STOPPED")

    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
    (tmp_path / "one" / ".office-2026-01-01-000000.xcbackup.partial").write_bytes(b"of a program that was killed")
    with pytest.raises(Refusal, match="SECOND_COPY_STOPPED"):
        make_dated(office, boris, tmp_path / "one", tmp_path / "two", told)
    (made,) = (tmp_path / "one").iterdir()
    assert (made / "manifest.json").is_file() and not list((tmp_path / "two").iterdir())
    told_of = office.register.value("SELECT count(*) FROM journal WHERE type = 'BACKUP_MADE'")
    assert told_of == 1


def test_a_backup_that_does_not_fit_is_refused_before_anything_is_written(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = write_backup(office, tmp_path / "b").path
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage._replace(free=1 << 20))
    with pytest.raises(Refusal, match="RESTORE_NO_ROOM") as refused:
        restore_any(made, tmp_path / "new" / "again", None)
    assert refused.value.params["free"] == "1 MB"
    assert not (tmp_path / "new").exists()


KILLED = """
import sys, time
from pathlib import Path
from certapp.model.progress import Stage
from certapp.service.backups import restore_any
from certapp.service.drill import drill

def told(progress):
    if progress.stage is Stage.READ_BACKUP and progress.done:
        print("in the middle", flush=True)
        time.sleep(60)

backup, place = Path(sys.argv[2]), Path(sys.argv[3])
if sys.argv[1] == "restore":
    restore_any(backup, place / "again", None, told=told)
else:
    drill(backup, None, told=told, place=place)
"""


@pytest.mark.skipif(os.name == "nt", reason="kills as POSIX does")
def test_a_restore_or_drill_that_is_killed_leaves_nothing_that_passes_for_an_office_and_the_next_one_clears_up(
    office: Office, tmp_path: Path
) -> None:
    made, place = write_backup(office, tmp_path / "b").path, tmp_path / "place"
    place.mkdir()
    before = everything(office.folder.path, made)
    for act in ("restore", "drill"):
        words = (sys.executable, "-c", KILLED, act, str(made), str(place))
        with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None and process.stdout.readline() == "in the middle\n"
            if act == "restore":  # who restores to the same place meanwhile does not take it away
                with pytest.raises(Refusal, match="RESTORE_STOPPED"):
                    restore_any(made, place / "again", None, told=_stop)
                assert len([each for each in place.iterdir() if each.is_dir()]) == 1
            process.send_signal(signal.SIGKILL)
        assert not (place / "again").exists()
        assert [each for each in place.iterdir() if each.name.startswith(("again.", ".drill-"))]
        assert everything(office.folder.path, made) == before
        if act == "restore":
            restore_any(made, place / "again", None)
            assert [each.name for each in place.iterdir()] == ["again"]
            shutil.rmtree(place / "again")
        else:
            assert drill(made, None, place=place).good
            assert list(place.iterdir()) == []


def _stop(progress: Progress) -> None:
    if progress.stage is Stage.READ_BACKUP:
        raise Refusal("WORK_STOPPED")


COMMAND = """
import sys, time
from certapp.cli import progress
from certapp.cli.main import run
show = progress._Line.show
def slowly(line, at):
    line._begun = 0
    show(line, at)
    time.sleep(0.2)
progress._Line.show = slowly
sys.exit(run(sys.argv[1:]))
"""


@pytest.mark.skipif(os.name == "nt", reason="signals as POSIX has them")
@pytest.mark.parametrize(("command", "code"), [("restore", "RESTORE_STOPPED"), ("drill", "DRILL_STOPPED")])
def test_ctrl_c_ends_a_command_with_a_sentence_and_nothing_half_written(
    office: Office, tmp_path: Path, command: str, code: str
) -> None:
    made, place = write_backup(office, tmp_path / "b").path, tmp_path / "place"
    place.mkdir()
    acts = {
        "restore": ("restore", made, place / "again"),
        "drill": ("backups", "drill", made, "--scratch", place),
    }
    words = [str(each) for each in (sys.executable, "-c", COMMAND, *acts[command])]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(words, **pipes) as process:  # type: ignore[call-overload]  # mypy wants the words one by one
        assert process.stderr is not None
        first = process.stderr.readline()
        process.send_signal(signal.SIGINT)
        said, told = process.communicate(timeout=60)
    assert first.startswith("Step 1 of ") and " of " in first and "MB" in first
    assert (process.returncode, said) == (2, "")
    assert f"({code})" in told and "Traceback" not in told
    assert list(place.iterdir()) == []
