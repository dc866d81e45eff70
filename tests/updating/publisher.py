"""A publisher, its update files, and a folder as the portable package leaves it; what is slow of it stood in for."""

import hashlib
import sys
import sysconfig
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from certapp.register.admission import current_version
from certapp.register.drafts import VERSION as DRAFTS
from certapp.service.updating.installation import Installation
from certapp.trust.public_key import public_key_file
from certapp.trust.unlocked import UnlockedKey
from certapp.trust.update_file import Changes, Package, Release, sign_release

PACKAGES = {
    "certapp-0.2.0-py3-none-any.whl": b"the program " * 100,
    "other-1.0-py3-none-any.whl": b"what it needs " * 50,
}
PYTHON = "{}.{}".format(*sys.version_info)
CHANGES = (
    Changes("0.2.0", "en", ("Updates are one file.",)),
    Changes("0.2.0", "fr", ("Les mises à jour sont un fichier.",)),
    Changes("0.1.0", "en", ("The main job.",)),
)


def new_key() -> UnlockedKey:
    return UnlockedKey("publisher", ec.generate_private_key(ec.SECP256R1()))


def release_of(key: UnlockedKey, packages: Mapping[str, bytes] = PACKAGES, **otherwise: Any) -> Release:
    usual = Release(
        version="0.2.0",
        platform=sysconfig.get_platform(),
        pythons=(PYTHON,),
        built_at=1_796_000_000,
        opens=1,
        writes=current_version(),
        drafts=DRAFTS,
        unpacked=5000,
        changes=CHANGES,
        packages=tuple(
            Package(name, len(data), hashlib.sha256(data).digest()) for name, data in sorted(packages.items())
        ),
        publisher=key.public,
    )
    return replace(usual, **otherwise)


def write_update(
    path: Path,
    key: UnlockedKey,
    packages: Mapping[str, bytes] = PACKAGES,
    introductions: Iterable[bytes] = (),
    **otherwise: Any,
) -> Path:
    """An update file that is as it must be, but for `otherwise`."""
    head = sign_release(release_of(key, packages, **otherwise), introductions, key)
    path.write_bytes(head + b"".join(data for _name, data in sorted(packages.items())))
    return path


@dataclass(frozen=True)
class Installed:
    """A folder with version 0.1.0 in use, and who signs for it."""

    here: Installation
    key: UnlockedKey

    def files(self) -> dict[str, bytes]:
        """Every file but the lock."""
        found = (path for path in self.here.home.rglob("*") if path.is_file() and path.name != "update.lock")
        return {path.relative_to(self.here.home).as_posix(): path.read_bytes() for path in found}


def install_by_hand(home: Path, key: UnlockedKey, version: str = "0.1.0", **otherwise: Any) -> Installed:
    """What `install` of the portable package makes, without what is slow."""
    here = Installation(home)
    stand_in(here.folder(version), version)
    (here.folder(version) / "release").write_bytes(sign_release(release_of(key, version=version, **otherwise), (), key))
    (home / "publisher.pem").write_bytes(public_key_file(key.public))
    (home / "current").write_text(f"{version}\n\n")
    return Installed(here, key)


def stand_in(environment: Path, version: str, outcome: str = "GENUINE") -> None:
    """In the place of an environment: something that says a version, and judges two certificates."""
    python = environment / "bin" / "python"
    python.parent.mkdir(parents=True)
    verdicts = f'[{{"outcome": "{outcome}"}}, {{"outcome": "GENUINE"}}]'
    python.write_text(f"#!/bin/sh\ncase $* in *--version*) echo certapp {version} ;; *) echo '{verdicts}' ;; esac\n")
    python.chmod(0o755)
