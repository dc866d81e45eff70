"""Files that leave this machine and files that come to it: written whole or not at all, read within a bound."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from certapp.model.errors import Refusal
from certapp.model.files import read_at_most, write_atomically
from certapp.service.reading import Codes
from certapp.trust.additions import parse_additions
from certapp.trust.store import TrustStore
from certapp.trust.store_folder import LARGEST
from certapp.trust.taking_in import Imported

LONGEST_PERSON: Final = 120
_SEARCHED: Final = (b"%PDF-", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")


def two_people(first: str, second: str) -> str:
    """Who compared the 40 digits, as it is remembered. Refusal CEREMONY_NEEDS_TWO_PEOPLE: one, or the same twice."""
    names = [" ".join(name.split())[:LONGEST_PERSON] for name in (first, second)]
    if not all(names) or names[0].casefold() == names[1].casefold():
        raise Refusal("CEREMONY_NEEDS_TWO_PEOPLE")
    return ", ".join(names)


def import_trust(
    store: TrustStore,
    path: Path,
    now: int,
    accept_fingerprint: str | None,
    who: str = "",
    *,
    unasked: bool = False,
) -> Imported:
    """Take a country's CA, package or list into a verifier's folder. Refusals of `TrustStore.import_file`.

    A picture or PDF is searched for printed bulletins (NO_PRINTED_BULLETIN_FOUND), taken in one after the other.
    """
    content = read_at_most(path, LARGEST)
    if not is_picture_or_pdf(content):
        return store.import_file(content, now, accept_fingerprint, who, unasked=unasked)
    return import_printed(store, printed_bulletins(content), now)


def printed_bulletins(content: bytes) -> tuple[str, ...]:
    """The texts of printed bulletins in a picture or PDF, read in a process of its own.

    Refusals: NO_PRINTED_BULLETIN_FOUND, and those of a bounded reader.
    """
    found = codes_on(content).bulletins
    if not found:
        raise Refusal("NO_PRINTED_BULLETIN_FOUND")
    return found


def is_picture_or_pdf(content: bytes) -> bool:
    """Whether its codes must be looked for first."""
    return content.startswith(_SEARCHED)


def codes_on(content: bytes) -> Codes:
    """The codes on a picture or PDF from anybody, read in a process of its own. Refusals of a bounded reader."""
    from certapp.service.reading_apart import ReadApart

    reader = ReadApart()
    try:
        pdf = content.startswith(b"%PDF-")
        return reader.pdf(content, lambda _signer: False).codes if pdf else reader.picture(content)
    finally:
        reader.close()


def import_printed(store: TrustStore, texts: Iterable[str], now: int) -> Imported:
    """Take in printed bulletins in the order of what they add to; what is known already does no harm.

    Gives the last that changed something. Refusals as of `TrustStore.import_file`.
    """
    ordered = sorted(texts, key=lambda text: parse_additions(text).sequence)
    done = [store.import_file(text.encode(), now) for text in ordered]
    return next((each for each in reversed(done) if each.changed), done[-1])


def write_out(path: Path, content: bytes) -> None:
    """Write a file for others. Refusal OUTPUT_NOT_WRITABLE."""
    try:
        write_atomically(path, content)
    except (OSError, ValueError) as problem:  # ValueError: a path without a name, such as "."
        raise Refusal("OUTPUT_NOT_WRITABLE", file=str(path), detail=str(problem)) from None
