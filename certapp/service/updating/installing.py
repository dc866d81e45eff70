"""An update installed: everything checked, offices backed up, the new version put beside the present one and tried."""

import hashlib
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from certapp.model.errors import Refusal
from certapp.model.files import WrittenThrough, flush_folder
from certapp.model.progress import Stage, Stages, Told, as_part, silent, stopped_as
from certapp.register.backup import PLAIN_STAGES, BackupReport
from certapp.register.disk import disk_errors
from certapp.register.scratch import require_room, scratch
from certapp.service.backups import ENDING, SEALED_STAGES, backup_rules, write_backup
from certapp.service.office import Office
from certapp.service.updating.environment import put_packages, try_version
from certapp.service.updating.installation import UNFINISHED, Installation
from certapp.service.updating.looking import Update, require_fitting
from certapp.trust.update_file import Package

_CHUNK: Final = 1 << 20
STAGES: Final = (Stage.READ_UPDATE, Stage.INSTALL_PACKAGES, Stage.TRY_VERSION)


def install_update(
    update: Update,
    installation: Installation,
    offices: Sequence[Office] = (),
    backups: Path | None = None,
    told: Told = silent,
) -> tuple[BackupReport, ...]:
    """Make `update` the version in use from the next start on; gives the backups that were made of `offices` before.

    Stopped, cut short or refused at any step the present version stays in use and whole. backups: the folder for them
    (None: that of the installation). Refusals of `require_fitting` and `write_backup`; UPDATE_ELSEWHERE,
    UPDATE_DAMAGED, UPDATE_FAILED, UPDATE_TRIED_WRONG, RESTORE_NO_ROOM; UPDATE_STOPPED where `told` raises WORK_STOPPED.
    """
    require_fitting(update, installation)
    release, home = update.release, installation.home
    lengths = [len(SEALED_STAGES if backup_rules(each).key else PLAIN_STAGES) for each in offices]
    whole = len(STAGES) + sum(lengths)
    before, last = Stages(as_part(told, 0, whole), *STAGES), Stages(as_part(told, sum(lengths), whole), *STAGES)
    with stopped_as("UPDATE_STOPPED"), installation.alone():
        require_room(home, release.size + release.unpacked)
        with scratch(installation.versions, UNFINISHED) as folder:
            with before.at(Stage.READ_UPDATE, release.size) as step:
                packages = _unpacked(update, folder / "packages", step)
            made = tuple(
                write_backup(
                    office,
                    _new_name(backups or installation.backups, office, release.version),
                    as_part(told, 1 + sum(lengths[:at]), whole),
                )
                for at, office in enumerate(offices)
            )
            with last.at(Stage.INSTALL_PACKAGES, len(release.packages)) as step:
                put_packages(folder, packages, release.packages, step)
            with last.at(Stage.TRY_VERSION) as step:
                try_version(folder, release.version, lambda: step(0))
            with disk_errors(home):
                shutil.rmtree(packages)
                (folder / "release").write_bytes(update.head.data)
                _in_place(folder, installation.folder(release.version))
        now = installation.in_use().version
        installation.believe(release.publisher)
        installation.use(release.version, now)
        installation.sweep()
    return made


def _new_name(folder: Path, office: Office, version: str) -> Path:
    """Where no backup is yet: two offices may have folders of one name, and what was kept before stays."""
    name, count = f"{office.folder.path.name}-before-{version}", 1
    path = folder / name
    while path.exists() or path.with_name(f"{path.name}{ENDING}").exists():
        count += 1
        path = folder / f"{name}-{count}"
    return path


def _unpacked(update: Update, folder: Path, step: Callable[[int], None]) -> Path:
    """The packages as files, each compared with what is signed. Refusals UPDATE_DAMAGED, DISK_FULL..."""
    with disk_errors(folder), update.path.open("rb") as stream:
        folder.mkdir()
        if stream.read(len(update.head.data)) != update.head.data:  # another file than the one that was looked at
            raise Refusal("UPDATE_DAMAGED", file=update.file)
        for package in update.release.packages:
            if _copied(stream.read, folder / package.name, package, step) != package.sha256:
                raise Refusal("UPDATE_DAMAGED", file=update.file)
        if stream.read(1):
            raise Refusal("UPDATE_DAMAGED", file=update.file)
    return folder


def _copied(read: Callable[[int], bytes], target: Path, package: Package, step: Callable[[int], None]) -> bytes:
    digest, left = hashlib.sha256(), package.size
    with target.open("xb") as file:
        through = WrittenThrough(file)
        while chunk := read(min(_CHUNK, left)):
            digest.update(chunk)
            through.write(chunk)
            step(len(chunk))
            left -= len(chunk)
        through.finish()
    return digest.digest()


def _in_place(folder: Path, target: Path) -> None:
    """The finished folder under its own name; one of that name, left when somebody went back, is not in use."""
    folder.chmod(0o755)
    if target.exists():
        shutil.rmtree(target)
    folder.rename(target)
    flush_folder(target.parent)
