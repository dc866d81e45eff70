"""The files of a new country CA, laid ready beside those in force: the journal's entry first, then they take the place.

A crash in between is brought to its end at the next opening: which CA counts says the journal's fingerprint.
"""

import shutil
from pathlib import Path
from typing import Final

from certapp.model.files import write_atomically
from certapp.trust.fingerprint import fingerprint40, same_fingerprint
from certapp.trust.roster_chain import CA_FILE, FORMER

_READY: Final = "next-ca"


def lay_ready(trust: Path, files: dict[str, bytes]) -> None:
    """Write the new CA's files beside, and copy those in force to where an earlier CA's are kept."""
    ready = trust / _READY
    shutil.rmtree(ready, ignore_errors=True)
    for name, content in files.items():
        target = ready / name
        target.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(target, content)
    kept = trust / FORMER / fingerprint40((trust / CA_FILE).read_bytes()).replace(" ", "")[:10]
    for source in (*trust.glob("*.der"), *trust.glob("*.crl"), *trust.glob("*.xcroster"), *trust.glob("rosters/*")):
        target = kept / source.relative_to(trust)
        target.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(target, source.read_bytes())


def settle_next_ca(trust: Path, fingerprint: str) -> None:
    """Put the files that are ready in place, where `fingerprint` (the journal's) is theirs. OSError.

    The CA's certificate goes last: as long as it is the old one, this is done once more.
    """
    ready = trust / _READY
    try:
        certificate = (ready / CA_FILE).read_bytes()
    except OSError:
        return
    if not same_fingerprint(fingerprint40(certificate), fingerprint):
        return
    if (trust / CA_FILE).read_bytes() != certificate:
        shutil.rmtree(trust / "rosters", ignore_errors=True)
        (trust / "introduction.der").unlink(missing_ok=True)
        for source in sorted(path for path in ready.rglob("*") if path.is_file() and path.name != CA_FILE):
            target = trust / source.relative_to(ready)
            target.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(target, source.read_bytes())
        write_atomically(trust / CA_FILE, certificate)
    shutil.rmtree(ready)
