"""Files that leave this machine and files that come to it: written whole or not at all, read within a bound."""

from pathlib import Path

from certapp.model.errors import Refusal
from certapp.model.files import write_atomically
from certapp.trust.store import TrustStore
from certapp.trust.store_folder import LARGEST
from certapp.trust.taking_in import Imported

LONGEST_PERSON = 120


def two_people(first: str, second: str) -> str:
    """Who compared the 40 digits, as it is remembered. Refusal CEREMONY_NEEDS_TWO_PEOPLE: one, or the same twice."""
    names = [" ".join(name.split())[:LONGEST_PERSON] for name in (first, second)]
    if not all(names) or names[0].casefold() == names[1].casefold():
        raise Refusal("CEREMONY_NEEDS_TWO_PEOPLE")
    return ", ".join(names)


def import_trust(store: TrustStore, path: Path, now: int, accept_fingerprint: str | None, who: str = "") -> Imported:
    """Take a country's CA, package or bulletin into a verifier's folder. Refusals of `TrustStore.import_file`."""
    try:
        with path.open("rb") as stream:
            content = stream.read(LARGEST + 1)
    except OSError:
        raise Refusal("FILE_NOT_THERE", file=str(path)) from None
    return store.import_file(content, now, accept_fingerprint, who)


def write_out(path: Path, content: bytes) -> None:
    """Write a file for others. Refusal OUTPUT_NOT_WRITABLE."""
    try:
        write_atomically(path, content)
    except (OSError, ValueError) as problem:  # ValueError: a path without a name, such as "."
        raise Refusal("OUTPUT_NOT_WRITABLE", file=str(path), detail=str(problem)) from None
