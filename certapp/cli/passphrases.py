"""Passphrases for a command: from a file that only its owner can read, else asked for. Never an argument."""

import getpass
import os
import stat
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from certapp.model.errors import Refusal
from certapp.service.intake import read_json

LARGEST = 64 << 10


def passphrase_source(file: Path | None) -> Callable[[str], str]:
    """From a key's name to its passphrase.

    Raises:
        Refusal: PASSPHRASES_FILE_NOT_THERE, PASSPHRASES_FILE_OPEN (others can read it), PASSPHRASES_FILE_DAMAGED;
            and, when asked, PASSPHRASE_NOT_GIVEN.
    """
    known: Mapping[str, object] = read_passphrases(file) if file else {}

    def passphrase(name: str) -> str:
        given = known.get(name)
        if isinstance(given, str):
            return given
        if not sys.stdin.isatty():
            raise Refusal("PASSPHRASE_NOT_GIVEN", name=name)
        return getpass.getpass(f"Passphrase of {name}: ")

    return passphrase


def read_passphrases(file: Path) -> Mapping[str, object]:
    """The passphrases file: a JSON object from user id, 'ca', 'document_signer' or 'status_signer' to passphrase."""
    try:
        facts = file.stat()
    except OSError:
        raise Refusal("PASSPHRASES_FILE_NOT_THERE", file=str(file)) from None
    if os.name == "posix" and stat.S_IMODE(facts.st_mode) & 0o077:
        raise Refusal("PASSPHRASES_FILE_OPEN", file=str(file), mode=f"{stat.S_IMODE(facts.st_mode):04o}")
    if not file.is_file() or facts.st_size > LARGEST:
        raise Refusal("PASSPHRASES_FILE_DAMAGED", file=str(file))
    try:
        return read_json(file.read_bytes(), file.name)
    except (Refusal, OSError):
        raise Refusal("PASSPHRASES_FILE_DAMAGED", file=str(file)) from None  # its content must not show in a message
