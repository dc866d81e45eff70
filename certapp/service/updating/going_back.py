"""Back to the version before an update."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from certapp.model.errors import Refusal
from certapp.register.admission import current_version
from certapp.register.drafts import VERSION as DRAFTS
from certapp.register.folder import OfficeFolder
from certapp.register.stepping_back import KeptCopy, kept_copy, step_back, versions_of
from certapp.service.updating.installation import Installation, python_of


@dataclass(frozen=True, slots=True)
class WentBack:
    """version: what is in use from the next start on. registers: of each register that an older copy took the place
    of, the copy and where the newer one is kept."""

    version: str
    registers: tuple[tuple[Path, Path], ...]


def go_back(installation: Installation, offices: Sequence[Path] = (), *, use_copies: bool = False) -> WentBack:
    """Use the version before again. offices: folders of the offices of this computer, open nowhere.

    Where a register is newer than that version opens, the copy that was kept when it was brought to its version takes
    its place, if `use_copies` says so and nothing was recorded since.

    Refusals UPDATE_NONE_BEFORE, UPDATE_ELSEWHERE; UPDATE_BACK_NAME_OFFICES (the version before opens no registers of
    now, and no office is named); of an office UPDATE_BACK_REGISTER (which copy it opens), UPDATE_BACK_NO_COPY,
    UPDATE_BACK_RECORDED, UPDATE_BACK_DRAFTS, OFFICE_NOT_THERE, OFFICE_OPEN_ELSEWHERE.
    """
    with installation.alone():
        before = installation.in_use().before
        if not before or not python_of(installation.folder(before)).exists():
            raise Refusal("UPDATE_NONE_BEFORE")
        release = installation.release(before)
        if (release.writes < current_version() or release.drafts < DRAFTS) and not offices:
            raise Refusal("UPDATE_BACK_NAME_OFFICES", version=before, most=release.writes, now=current_version())
        wanted: list[tuple[OfficeFolder, KeptCopy]] = []
        for folder in map(OfficeFolder, offices):
            register, drafts = versions_of(folder)
            if drafts > release.drafts:
                raise Refusal("UPDATE_BACK_DRAFTS", version=before, folder=str(folder.path))
            if register > release.writes:
                copy = kept_copy(folder, release.writes)
                facts = {"folder": str(folder.path), "copy": copy.path.name, "count": copy.recorded}
                if copy.recorded:
                    raise Refusal("UPDATE_BACK_RECORDED", **facts)
                if not use_copies:
                    raise Refusal("UPDATE_BACK_REGISTER", version=before, most=release.writes, now=register, **facts)
                wanted.append((folder, copy))
        # Registers first: in between, the newer version would bring them to its own again.
        registers = tuple((copy.path, step_back(folder, copy)) for folder, copy in wanted)
        installation.use(before, "")
        return WentBack(before, registers)
