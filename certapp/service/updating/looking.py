"""What an update file is, and whether it may be installed here. Nothing is written."""

import os
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

from certapp.model import language
from certapp.model.errors import Refusal
from certapp.register.admission import current_version
from certapp.service.updating.installation import Installation
from certapp.trust.fingerprint import fingerprint40
from certapp.trust.update_file import Head, Release, is_introduced, numbers, read_head


@dataclass(frozen=True, slots=True)
class Update:
    """An update file whose head is whole and signed by the key that it names. `file`: its name, to be shown."""

    path: Path
    head: Head

    @property
    def file(self) -> str:
        """Its name."""
        return self.path.name

    @property
    def release(self) -> Release:
        """What is signed."""
        return self.head.release

    @property
    def digits(self) -> str:
        """The 40 digits of the publisher's key."""
        return fingerprint40(self.release.publisher)


def look_at(path: Path) -> Update:
    """Read the head of an update file; the packages behind it only count by their size.

    Refusals FILE_NOT_THERE, UPDATE_DAMAGED (file), UPDATE_NEWER_FORMAT (file).
    """
    try:
        with path.open("rb") as stream:
            head = read_head(stream)
            size = os.fstat(stream.fileno()).st_size
    except OSError:
        raise Refusal("FILE_NOT_THERE", file=str(path)[:200]) from None
    except Refusal as refusal:
        raise Refusal(refusal.code, file=path.name) from None
    if size != len(head.data) + head.release.size:
        raise Refusal("UPDATE_DAMAGED", file=path.name)
    return Update(path, head)


def require_fitting(update: Update, installation: Installation) -> None:
    """It may be installed here: by the known publisher or one that this one introduced, for this computer, newer.

    Refusals UPDATE_PUBLISHER_UNKNOWN (digits, known), UPDATE_OTHER_PLATFORM, UPDATE_OTHER_PYTHON, UPDATE_NOT_NEWER,
    UPDATE_REGISTERS_TOO_OLD; UPDATE_DAMAGED, UPDATE_INSTALLATION_DAMAGED.
    """
    release, known = update.release, installation.publisher()
    if not is_introduced(update.head, known):
        raise Refusal("UPDATE_PUBLISHER_UNKNOWN", digits=update.digits, known=fingerprint40(known))
    here = sysconfig.get_platform()
    if release.platform != here:
        raise Refusal("UPDATE_OTHER_PLATFORM", platform=release.platform, here=here)
    python = "{}.{}".format(*sys.version_info)
    if python not in release.pythons:
        raise Refusal("UPDATE_OTHER_PYTHON", pythons=", ".join(release.pythons), here=python)
    now = installation.in_use().version
    if numbers(release.version) <= numbers(now):
        raise Refusal("UPDATE_NOT_NEWER", version=release.version, now=now)
    if not release.opens <= current_version() <= release.writes:
        raise Refusal("UPDATE_REGISTERS_TOO_OLD", version=release.version, opens=release.opens, now=current_version())


def changes_since(release: Release, version: str, tag: str = "") -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What changes for who has `version` ('': nobody says): each version with its lines, the newest first.

    In the language `tag` ('': that in use) where the publisher wrote it, else in English.
    """
    tag = tag or language.in_use()
    told = {(each.version, each.language): each.lines for each in release.changes}
    named = sorted({number for number, _tag in told}, key=numbers, reverse=True)
    wanted = [number for number in named if not version or numbers(number) > numbers(version)]
    found = ((number, told.get((number, tag)) or told.get((number, language.DEFAULT), ())) for number in wanted)
    return tuple((number, lines) for number, lines in found if lines)
