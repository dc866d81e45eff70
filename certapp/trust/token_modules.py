"""Where the libraries of known tokens lie, by system."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_LINUX: Final = ("/usr/lib", "/usr/lib/*-linux-gnu", "/usr/lib64", "/usr/local/lib", "/opt/*/lib")
_NAMES: Final = (
    *("opensc-pkcs11", "pkcs11/opensc-pkcs11", "softhsm/libsofthsm2", "libykcs11", "libeTPkcs11", "libeToken"),
    *("libIDPrimePKCS11", "libbit4xpki", "libcs_pkcs11_R3", "libCryptoki2_64", "libaetpkss", "libgclib"),
    *("libcastle", "libASEP11", "yubihsm_pkcs11", "pkcs11/yubihsm_pkcs11"),
)
_WINDOWS: Final = (
    *("opensc-pkcs11.dll", "eTPKCS11.dll", "IDPrimePKCS1164.dll", "bit4xpki.dll", "aetpkss1.dll", "cs_pkcs11_R3.dll"),
    *("libykcs11.dll", "cryptoki.dll", "acos5pkcs11.dll"),
)
_MAC: Final = ("/Library/OpenSC/lib/opensc-pkcs11.so", "/usr/local/lib/*pkcs11*.dylib", "/opt/homebrew/lib/*pkcs11*.*")


def known_modules() -> tuple[Path, ...]:
    """The libraries that are here, sorted; an empty tuple where none is."""
    return tuple(sorted({path.resolve() for path in _candidates() if path.is_file()}))


def _candidates() -> Iterator[Path]:
    root = Path("/")
    if sys.platform == "win32":
        folders = [Path(os.environ.get("SYSTEMROOT", r"C:\Windows")) / "System32"]
        for variable in ("ProgramFiles", "ProgramW6432"):
            if found := os.environ.get(variable):
                folders += [Path(found) / "OpenSC Project/OpenSC/pkcs11", Path(found) / "Yubico/Yubico PIV Tool/bin"]
        yield from (folder / name for folder in folders for name in _WINDOWS)
    elif sys.platform == "darwin":
        for pattern in _MAC:
            yield from root.glob(pattern.lstrip("/"))
    else:
        for folder in _LINUX:
            for name in _NAMES:
                yield from root.glob(f"{folder}/{name}.so*".lstrip("/"))
