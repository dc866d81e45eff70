"""Whether the files of the trust folder are those that the journal says were taken in or moved under.

A signature alone lets an older file stand for the newest one; which counts, an official signed in the journal. A file
is often written before its entry, so a newer one than the journal knows is what a crash leaves, and no fault.
"""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Final

from certapp.model.errors import Refusal
from certapp.model.files import read_at_most
from certapp.register.entry import Entry
from certapp.register.journal import entries
from certapp.register.replay import DAMAGED, JournalFault, fault
from certapp.service.auditor_copy import is_auditor_copy
from certapp.service.checkpoints import ENDING as OF_CHECKPOINT
from certapp.service.introducing import INTRODUCTION
from certapp.service.journal_check import signers_of
from certapp.service.office import CA_CERTIFICATE, CA_MOVED, CRL, ROSTER, ROSTER_TAKEN, Office
from certapp.service.other_offices import ENDING, SETTLED, TAKEN, TWICE
from certapp.service.other_offices import FOLDER as EXCHANGES
from certapp.service.rosters import rosters_by_ca
from certapp.service.witnessing import FOLDER as WITNESSED
from certapp.trust.certificate import read_certificate
from certapp.trust.checkpoint import plain, read_checkpoint
from certapp.trust.fingerprint import fingerprint40
from certapp.trust.path import read_crl
from certapp.trust.roster_chain import FORMER, LARGEST, cas_of, read_signed
from certapp.trust.store_folder import LARGEST as LARGEST_LIST

MISSING, CHANGED, OLDER = "TRUST_FILE_MISSING", "TRUST_FILE_CHANGED", "TRUST_FILE_OLDER"
SPOILT, ADDED = "TRUST_FILE_DAMAGED", "TRUST_FILE_ADDED"
_ROSTERS: Final = "rosters"
_COUNTERSIGNED: Final = "CHECKPOINT_COUNTERSIGNED"


def trust_faults(office: Office) -> Iterator[JournalFault]:
    """Rosters, country CAs and revocation lists that are not as the journal says; of an office also what came from
    other offices. Nothing is asked of entries that are not as they were signed: those are told by themselves."""
    yield from _former_faults(office)
    yield from _roster_faults(office)
    yield from _crl_faults(office)
    if not is_auditor_copy(office.folder.path):
        yield from _introduction_faults(office)
        yield from _exchange_faults(office)
        yield from _witnessed_faults(office)


def as_signed(office: Office, *kinds: str, unknown: bool = False) -> list[Entry]:
    """The entries of these kinds in order, without any that is not as it was signed; `unknown`: by whom it may be."""
    signers = signers_of(office)

    def good(entry: Entry) -> bool:
        codes = {each.code for each in signers.faults(entry)}
        return not codes or (unknown and codes == {"JOURNAL_SIGNER_UNKNOWN"})

    found: list[Entry] = []
    for kind in kinds:
        try:
            found.extend(each for each in entries(office.register, kind=kind) if good(each))
        except Refusal as refused:
            if refused.code != DAMAGED:  # the check of the journal tells it
                raise
    return sorted(found, key=lambda each: each.seq)


def lacks(office: Office, name: str, seq: int) -> JournalFault:
    """The fault of a file of the trust folder that is not what entry `seq` names: missing, or another."""
    return fault(seq, CHANGED if (office.folder.trust / name).exists() else MISSING, file=f"trust/{name}")


def spoilt(office: Office, path: Path) -> JournalFault:
    """The fault of a file without a good signature."""
    return fault(0, SPOILT, file=path.relative_to(office.folder.path).as_posix())


def added(office: Office, path: Path) -> JournalFault:
    """The fault of a file that nothing here names."""
    return fault(0, ADDED, file=path.relative_to(office.folder.path).as_posix())


def older(office: Office, path: Path, seq: int = 0) -> JournalFault:
    """The fault of a file that is older than the one of entry `seq`; 0: than one that this folder remembers."""
    return fault(seq, OLDER, file=path.relative_to(office.folder.path).as_posix())


def _former_faults(office: Office) -> Iterator[JournalFault]:
    """Each country CA under which the office stood."""
    known = {bare(digits) for digits, _rosters in rosters_by_ca(office)}
    for entry in as_signed(office, CA_MOVED, unknown=True):  # without that CA nobody knows who signed the move
        before = bare(entry.facts()["from"])
        if before not in known:
            yield lacks(office, f"{FORMER}/{before[:10]}/{CA_CERTIFICATE}", entry.seq)


def _introduction_faults(office: Office) -> Iterator[JournalFault]:
    """How each country CA was introduced by the one before."""
    for entry in as_signed(office, CA_MOVED, unknown=True):
        name = f"{_place(office, bare(entry.facts()['to']))}{INTRODUCTION}"
        if _sha256(office.folder.trust / name) != bytes(entry.facts()["introduction"]):
            yield lacks(office, name, entry.seq)


def _roster_faults(office: Office) -> Iterator[JournalFault]:
    """Each roster names the one before it by its hash: from the one in force back to the first, all are there."""
    kept = {each.digest: (digits, each) for digits, rosters in rosters_by_ca(office) for each in rosters}
    taken = list(under_ca(office, ROSTER_TAKEN))
    newest = {digits: int(entry.facts()["sequence"]) for entry, digits in taken}
    told = {}
    for entry, digits in taken:
        if bytes(entry.facts()["digest"]) not in kept:
            told[_roster_name(office, digits, int(entry.facts()["sequence"]))] = entry.seq
    chain: set[bytes] = set()
    seen: set[str] = set()
    first = int(taken[0][0].facts()["before"]) if taken else office.roster.sequence
    earliest = rosters_by_ca(office)[0][0]
    at = next((each for _digits, each in kept.values() if each.roster == office.roster), None)
    while at is not None and at.digest not in chain:
        chain.add(at.digest)
        digits, previous = kept[at.digest][0], at.roster.previous
        # The last under a CA that was left may have come with the next CA's answer, without those before it.
        alone = bool(seen) and digits not in seen and at.sequence > newest.get(digits, first)
        seen.add(digits)
        if previous in kept:
            at = kept[previous][1]
            continue
        if not previous or (digits == earliest and at.sequence <= first):
            break
        if not alone:
            told.setdefault(_roster_name(office, digits, at.sequence - 1), taken[-1][0].seq if taken else 1)
        before = (each for other, each in kept.values() if other == digits and each.sequence < at.sequence)
        at = max(before, key=lambda each: each.sequence, default=None)
    for name, seq in told.items():
        yield lacks(office, name, seq)
    trust = office.folder.trust
    for folder, ca in cas_of(trust, (trust / CA_CERTIFICATE).read_bytes()):
        for path in (*sorted((folder / _ROSTERS).glob("*.xcroster")), *folder.glob(ROSTER)):
            if path.relative_to(trust).as_posix() not in told:
                yield from _of_no_chain(office, path, ca, chain)


def _of_no_chain(office: Office, path: Path, ca: bytes, chain: set[bytes]) -> Iterator[JournalFault]:
    """A kept roster that the CA did not sign, that is of another row, or that bears the name of another."""
    try:
        signed = read_signed(read_at_most(path, LARGEST), ca)
    except Refusal:
        yield spoilt(office, path)
        return
    carried = signed.sequence > office.roster.sequence and path.parent.parent == office.folder.trust  # not taken in yet
    if not (signed.digest in chain or carried) or path.name not in (ROSTER, f"{signed.sequence:06}.xcroster"):
        yield added(office, path)


def _crl_faults(office: Office) -> Iterator[JournalFault]:
    """The revocation list of each CA is the newest that was taken in."""
    trust = office.folder.trust
    newest = {bare(entry.facts().get("ca", digits)): entry for entry, digits in under_ca(office, "CRL_TAKEN")}
    for folder, ca in cas_of(trust, (trust / CA_CERTIFICATE).read_bytes()):
        path, entry = folder / CRL, newest.get(bare(fingerprint40(ca)))
        name = path.relative_to(trust).as_posix()
        if not path.exists():
            yield lacks(office, name, entry.seq if entry else 1)
            continue
        try:
            data = read_at_most(path, LARGEST_LIST)
            number = read_crl(data, read_certificate(ca)).number
        except Refusal:
            yield spoilt(office, path)
            continue
        if entry is None or sha256(data).digest() == bytes(entry.facts()["sha256"]):
            continue
        if number < int(entry.facts()["number"]):
            yield older(office, path, entry.seq)
        elif number == int(entry.facts()["number"]):
            yield lacks(office, name, entry.seq)


def _exchange_faults(office: Office) -> Iterator[JournalFault]:
    """The newest file of each other office, and those of a second history."""
    kept = {_sha256(path) for path in (office.folder.trust / EXCHANGES).glob(f"*{ENDING}")}
    needed: dict[object, Entry] = {}
    for entry in as_signed(office, TAKEN, SETTLED, TWICE):
        needed[(entry.subject, entry.seq) if entry.type == TWICE else entry.subject] = entry
    for entry in needed.values():
        digest = bytes(entry.facts()["digest"])
        if digest not in kept:
            yield lacks(office, f"{EXCHANGES}/{entry.subject}-{digest.hex()[:16]}{ENDING}", entry.seq)


def _witnessed_faults(office: Office) -> Iterator[JournalFault]:
    """What this office countersigned of others: each is in the journal before it is a file."""
    said = {}
    for entry in as_signed(office, _COUNTERSIGNED):
        facts = entry.facts()
        said[bytes(facts["journal"]), int(facts["seq"])] = bytes(facts["hash"])
    for path in sorted((office.folder.trust / WITNESSED).glob(f"*/*{OF_CHECKPOINT}")):
        try:
            statement = plain(read_checkpoint(read_at_most(path, LARGEST))).statement
        except Refusal:
            yield spoilt(office, path)
            continue
        if said.get((statement.journal, statement.seq)) != statement.hash:
            yield added(office, path)


def under_ca(office: Office, kind: str) -> Iterator[tuple[Entry, str]]:
    """The entries of this kind, each with the digits of the country CA under which the office stood then."""
    moves = as_signed(office, CA_MOVED)
    under = str(moves[0].facts()["from"] if moves else office.settings["fingerprint"])
    for entry in as_signed(office, CA_MOVED, kind):
        if entry.type == CA_MOVED:
            under = str(entry.facts()["to"])
        else:
            yield entry, under


def _roster_name(office: Office, digits: str, sequence: int) -> str:
    return f"{_place(office, digits)}{_ROSTERS}/{sequence:06}.xcroster"


def _place(office: Office, digits: str) -> str:
    """Where the files of the country CA with these digits lie in the trust folder."""
    return "" if bare(digits) == bare(office.settings["fingerprint"]) else f"{FORMER}/{bare(digits)[:10]}/"


def bare(digits: object) -> str:
    """40 digits without the spaces between them."""
    return str(digits).replace(" ", "")


def _sha256(path: Path) -> bytes:
    try:
        return sha256(read_at_most(path, LARGEST_LIST)).digest()
    except Refusal:
        return b""
