"""An update is installed whole or not at all: refused, stopped or killed anywhere, the present version stays in use."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from certapp.model.errors import Refusal
from certapp.model.progress import Progress, Stage
from certapp.paths import FORMS
from certapp.register import scratch as scratch_room
from certapp.register.backup import check_backup
from certapp.service.office import open_office
from certapp.service.updating import installing
from certapp.service.updating.installation import installation_here
from certapp.service.updating.installing import install_update
from certapp.service.updating.looking import look_at
from certapp.trust.update_file import introduce
from tests.offices import make_desk
from tests.updating.killed import KILLED_BEFORE, KILLED_LATER
from tests.updating.publisher import PACKAGES, Installed, new_key, stand_in, write_update

pytestmark = pytest.mark.usefixtures("quick")


def test_the_new_version_is_in_use_and_the_one_before_is_kept(installed: Installed, tmp_path: Path) -> None:
    stages: list[Stage] = []
    update = look_at(write_update(tmp_path / "new.xcupdate", installed.key))
    install_update(update, installed.here, told=lambda each: stages.append(each.stage))
    used = installed.here.in_use()
    assert (used.version, used.before) == ("0.2.0", "0.1.0")
    assert installed.here.release("0.2.0").packages == update.release.packages
    assert sorted(path.name for path in installed.here.versions.iterdir()) == ["0.1.0", "0.2.0"]
    assert sorted(path.name for path in installed.here.folder("0.2.0").iterdir()) == ["bin", "release"]
    assert list(dict.fromkeys(stages)) == [Stage.READ_UPDATE, Stage.INSTALL_PACKAGES, Stage.TRY_VERSION]


def test_a_third_version_lets_the_first_go(installed: Installed, tmp_path: Path) -> None:
    install_update(look_at(write_update(tmp_path / "2", installed.key)), installed.here)
    installed.here.use("0.1.0", "")  # somebody went back, and installs it once more
    install_update(look_at(write_update(tmp_path / "2", installed.key)), installed.here)
    stand_in(installed.here.folder("0.0.9"), "0.0.9")
    installed.here.use("0.1.0", "0.0.9")
    install_update(look_at(write_update(tmp_path / "2", installed.key)), installed.here)
    assert sorted(path.name for path in installed.here.versions.iterdir()) == ["0.1.0", "0.2.0"]


@pytest.mark.parametrize(
    ("otherwise", "code"),
    [
        ({"version": "0.0.9"}, "UPDATE_NOT_NEWER"),
        ({"version": "0.1.0"}, "UPDATE_NOT_NEWER"),
        ({"platform": "win-amd64"}, "UPDATE_OTHER_PLATFORM"),
        ({"pythons": ("3.99",)}, "UPDATE_OTHER_PYTHON"),
        ({"opens": 8, "writes": 9}, "UPDATE_REGISTERS_TOO_OLD"),
        ({"opens": 1, "writes": 6}, "UPDATE_REGISTERS_TOO_OLD"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_written(
    installed: Installed, tmp_path: Path, otherwise: dict[str, Any], code: str
) -> None:
    before = installed.files()
    update = look_at(write_update(tmp_path / "new.xcupdate", installed.key, **otherwise))
    with pytest.raises(Refusal, match=code):
        install_update(update, installed.here)
    assert installed.files() == before


def test_a_stranger_is_refused_and_both_keys_are_named(installed: Installed, tmp_path: Path) -> None:
    before = installed.files()
    stranger = new_key()
    chain = (introduce(stranger.public, stranger),)
    update = look_at(write_update(tmp_path / "new.xcupdate", stranger, introductions=chain))
    with pytest.raises(Refusal) as refusal:
        install_update(update, installed.here)
    assert refusal.value.code == "UPDATE_PUBLISHER_UNKNOWN"
    assert update.digits in refusal.value.text("en")
    assert installed.files() == before


def test_a_publisher_that_was_introduced_is_the_one_from_then_on(installed: Installed, tmp_path: Path) -> None:
    heir = new_key()
    chain = (introduce(heir.public, installed.key),)
    install_update(look_at(write_update(tmp_path / "2", heir, introductions=chain)), installed.here)
    assert installed.here.publisher() == heir.public
    with pytest.raises(Refusal, match="UPDATE_PUBLISHER_UNKNOWN"):
        install_update(look_at(write_update(tmp_path / "3", installed.key, version="0.3.0")), installed.here)


def spoilt_packages(path: Path) -> list[bytes]:
    """One byte otherwise in the first, in the last package, at both ends; the packages in another order."""
    data = path.read_bytes()
    size = sum(map(len, PACKAGES.values()))
    begin = len(data) - size
    found = []
    for place in (begin, begin + len(next(iter(PACKAGES.values()))) - 1, len(data) - size // 4, len(data) - 1):
        spoilt = bytearray(data)
        spoilt[place] ^= 0x20
        found.append(bytes(spoilt))
    first, second = PACKAGES.values()
    return [*found, data[:begin] + second + first]


@pytest.mark.parametrize("which", range(5))
def test_a_changed_package_is_found_before_anything_of_it_is_used(
    installed: Installed, tmp_path: Path, which: int
) -> None:
    before = installed.files()
    path = write_update(tmp_path / "new.xcupdate", installed.key)
    path.write_bytes(spoilt_packages(path)[which])
    with pytest.raises(Refusal, match="UPDATE_DAMAGED"):
        install_update(look_at(path), installed.here)
    assert installed.files() == before


def test_a_file_that_was_exchanged_after_somebody_looked_is_not_installed(installed: Installed, tmp_path: Path) -> None:
    before = installed.files()
    update = look_at(write_update(tmp_path / "new.xcupdate", installed.key))
    write_update(tmp_path / "new.xcupdate", installed.key, version="0.3.0")
    with pytest.raises(Refusal, match="UPDATE_DAMAGED"):
        install_update(update, installed.here)
    assert installed.files() == before


def test_a_version_that_judges_an_old_certificate_otherwise_is_not_used(
    installed: Installed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = installed.files()
    update = look_at(write_update(tmp_path / "new.xcupdate", installed.key))
    for version, outcome in (("0.2.0", "NOT_GENUINE"), ("0.2.1", "GENUINE")):

        def put(folder: Path, *_rest: object, version: str = version, outcome: str = outcome) -> None:
            stand_in(folder, version, outcome)

        monkeypatch.setattr(installing, "put_packages", put)
        with pytest.raises(Refusal, match="UPDATE_TRIED_WRONG"):
            install_update(update, installed.here)
        assert installed.files() == before


def test_there_must_be_room_for_what_it_unpacks_to(
    installed: Installed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = installed.files()
    update = look_at(write_update(tmp_path / "new.xcupdate", installed.key, unpacked=1 << 37))
    free = type("Free", (), {"free": 1 << 20})
    monkeypatch.setattr(scratch_room.shutil, "disk_usage", lambda _folder: free)
    with pytest.raises(Refusal, match="RESTORE_NO_ROOM"):
        install_update(update, installed.here)
    assert installed.files() == before


def test_two_do_not_install_at_once(installed: Installed, tmp_path: Path) -> None:
    update = look_at(write_update(tmp_path / "new.xcupdate", installed.key))
    with installed.here.alone(), pytest.raises(Refusal, match="UPDATE_ELSEWHERE"):
        install_update(update, installed.here)


def test_offices_are_backed_up_before_and_stopped_at_any_stage_the_present_version_stays(
    installed: Installed, tmp_path: Path
) -> None:
    desk = make_desk(tmp_path / "desk")
    update = look_at(write_update(tmp_path / "new.xcupdate", installed.key))
    with open_office(desk.office, write=False) as office:
        before = installed.files()
        for stage in (Stage.READ_UPDATE, Stage.COPY_REGISTER, Stage.READ_BACK, Stage.INSTALL_PACKAGES):

            def told(progress: Progress, at: Stage = stage) -> None:
                if progress.stage is at:
                    raise Refusal("WORK_STOPPED")

            with pytest.raises(Refusal, match="UPDATE_STOPPED"):
                install_update(update, installed.here, (office,), tmp_path / "kept", told)
            assert installed.files() == before
        made = install_update(update, installed.here, (office, office), tmp_path / "kept")
    assert [each.path.parent for each in made] == [tmp_path / "kept"] * 2
    names = [f"office-before-0.2.0{number}" for number in ("-2", "-3")]  # the first was whole before it was stopped
    assert [each.path.name for each in made] == names
    assert [check_backup(each.path) for each in made]
    assert installed.here.in_use().version == "0.2.0"


def test_killed_at_any_moment_there_is_the_old_version_or_the_new_one_and_the_next_try_succeeds(
    installed: Installed, tmp_path: Path
) -> None:
    update = write_update(tmp_path / "new.xcupdate", installed.key)
    homes = {point: tmp_path / f"killed {point}" for point in (*KILLED_BEFORE, *KILLED_LATER)}
    words = [str(installed.here.home), str(update), *(f"{point}={home}" for point, home in homes.items())]
    command = [sys.executable, "-m", "tests.updating.killed", *words]
    done = subprocess.run(command, cwd=FORMS.parent, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    for point, home in homes.items():
        here = Installed(type(installed.here)(home), installed.key)
        expected = "0.2.0" if point in KILLED_LATER else "0.1.0"
        assert here.here.in_use().version == expected, point
        said = subprocess.run(
            [here.here.folder(expected) / "bin" / "python", "--version"], capture_output=True, text=True, check=True
        )
        assert said.stdout == f"certapp {expected}\n", point
        if point in KILLED_BEFORE:
            install_update(look_at(update), here.here)
            assert here.here.in_use().version == "0.2.0", point
            names = sorted(path.name for path in here.here.versions.iterdir())
            assert names == ["0.1.0", "0.2.0"], point


def test_a_program_that_was_not_installed_so_says_how_it_is_updated(tmp_path: Path, installed: Installed) -> None:
    with pytest.raises(Refusal, match="UPDATE_NOT_INSTALLED"):
        installation_here(tmp_path / "versions" / "0.1.0")
    with pytest.raises(Refusal, match="UPDATE_NOT_INSTALLED"):
        installation_here()
    assert installation_here(installed.here.folder("0.1.0")).home == installed.here.home


@pytest.mark.parametrize("text", ["", "0.1.0", "latest\n\n", "../x\n\n", "0.1.0\n../..\n"])
def test_a_pointer_that_makes_no_sense_is_told(installed: Installed, text: str) -> None:
    (installed.here.home / "current").write_text(text)
    with pytest.raises(Refusal, match="UPDATE_INSTALLATION_DAMAGED"):
        installed.here.in_use()
