"""Whether the lists and certificates of an office's folder are those that the journal says were signed and published.

What others signed the journal does not name: it is held against its signature and against what the folder remembers of
it (`state.json`). Who can write there can put an older list back and the memory of it too; that no check here can tell.
"""

from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Final

from certapp.model.errors import Refusal
from certapp.register.replay import JournalFault, fault
from certapp.service.office import CA_CERTIFICATE, Office
from certapp.service.rosters import officials_ever
from certapp.service.trust_files import added, as_signed, bare, lacks, older, spoilt, under_ca
from certapp.trust.bulletin import glance_at_bulletin
from certapp.trust.certificate import Certificate, read_certificate
from certapp.trust.fingerprint import fingerprint40
from certapp.trust.keyring import DOCUMENT_SIGNER, STATUS_SIGNER, personal
from certapp.trust.register_digest import parse_digest
from certapp.trust.store_folder import State, StoreFolder, read_bounded, stem
from certapp.trust.view import TrustView

SIGNED, DIGEST, PUBLISHED, RESUMED = "BULLETIN_SIGNED", "DIGEST_SIGNED", "BULLETIN_PUBLISHED", "OFFICE_RESUMED"
GONE: Final = "TRUST_FILE_GONE"
_FOLDERS: Final = ("anchors", "packages", "bulletins", "additions", "digests", "keepers", "lists")


def list_faults(office: Office) -> Iterator[JournalFault]:
    """Lists that are damaged, older than they were, or not the ones that were published; keys of others."""
    files = StoreFolder(office.folder.trust)
    try:
        view, state = office.trust.view(), files.state()
    except Refusal:
        yield spoilt(office, files.path / "state.json")
        return
    damaged = {path for name in view.damaged for folder in _FOLDERS for path in (files.path / folder).glob(name)}
    for path in sorted(damaged):
        if not _disbelieved(path, view):
            yield spoilt(office, path)
    if (files.path / "state.json").exists():
        yield from _remembered(office, view, state, damaged)
    else:
        yield lacks(office, "state.json", 1)
    yield from _package_faults(office, view, damaged)
    yield from _bulletin_faults(office)
    yield from _digest_faults(office)
    yield from _key_faults(office)


def _disbelieved(path: Path, view: TrustView) -> bool:
    """Whether a list is left out because its signer was revoked since: nobody changed it."""
    anchors = [anchor for each in view.anchors.values() for anchor in each]
    if path.parent.name == "additions":  # names its signer by kid alone
        return any(anchor.crl is not None and anchor.crl.revoked for anchor in anchors)
    with suppress(Refusal):
        signer = _signer(path)
        return signer is not None and any(anchor.has_revoked(signer) for anchor in anchors)
    return False


def _signer(path: Path) -> Certificate | None:
    match path.parent.name:
        case "bulletins":
            return glance_at_bulletin(read_bounded(path)).signer
        case "digests":
            return parse_digest(read_bounded(path)).signer
    return None


def _remembered(office: Office, view: TrustView, state: State, damaged: set[Path]) -> Iterator[JournalFault]:
    """No list goes back behind what was seen, and nobody is believed whom nobody accepted."""
    trust = office.folder.trust
    seen = {trust / "bulletins" / f"{country}.xcstatus": each for country, each in state.sequences.items()}
    seen |= {trust / "digests" / f"{country}.xcdigest": each for country, each in state.digests.items()}
    here = {trust / "bulletins" / f"{country}.xcstatus": each.sequence for country, each in view.bulletins.items()}
    here |= {trust / "digests" / f"{country}.xcdigest": each.made_at for country, each in view.digests.items()}
    for each in office.trust.lists():
        path = trust / "lists" / f"{bare(fingerprint40(each.keeper.der))[:10]}.xctrust"
        here[path], seen[path] = each.sequence, state.lists.get(fingerprint40(each.keeper.der), 0)
    for path, newest in seen.items():
        if not path.exists():
            yield _gone(path.relative_to(office.folder.path).as_posix())
        elif path not in damaged and here.get(path, 0) < newest:
            yield older(office, path)
    accepted = set(state.accepted)
    for path in sorted((*(trust / "anchors").glob("*.cer"), *(trust / "keepers").glob("*.cer"))):
        with suppress(Refusal):  # one that cannot be read is told as damaged
            digits = fingerprint40(read_certificate(read_bounded(path)).der)
            if digits not in state.accepted:
                yield added(office, path)
            accepted.discard(digits)
    names = {path.stem[-10:] for path in damaged}
    for digits in sorted(accepted):
        if bare(digits)[:10] not in names:
            package = next((trust / "packages").glob(f"*-{bare(digits)[:10]}.xcauth"), None)  # says of which country
            yield _gone(f"trust/anchors/{package.stem if package else '*-' + bare(digits)[:10]}.cer")


def _package_faults(office: Office, view: TrustView, damaged: set[Path]) -> Iterator[JournalFault]:
    """The package of the office's own CA knows every signer that was taken into use, and the newest revocation list."""
    der = (office.folder.trust / CA_CERTIFICATE).read_bytes()
    ca = read_certificate(der)
    path = office.folder.trust / "packages" / f"{stem(ca)}.xcauth"
    if not path.exists():
        yield lacks(office, f"packages/{path.name}", 1)
        return
    if path in damaged:
        return
    for entry in as_signed(office, "SIGNER_ENROLLED"):
        known = view.signers if entry.subject == DOCUMENT_SIGNER else view.status_signers
        if bytes(entry.facts()["kid"]) not in known:
            yield older(office, path, entry.seq)
    taken = [entry for entry, under in under_ca(office, "CRL_TAKEN") if "ca" not in entry.facts() and _is(under, der)]
    crls = [each.crl for each in view.anchors.get(office.country, ()) if each.certificate == ca]
    number = max((crl.number for crl in crls if crl is not None), default=0)
    if taken and number < int(taken[-1].facts()["number"]):
        yield older(office, path, taken[-1].seq)


def _bulletin_faults(office: Office) -> Iterator[JournalFault]:
    """The bulletin of the office's own status signer is one that the journal knows, and none before a published one."""
    path = office.folder.trust / "bulletins" / f"{office.country}.xcstatus"
    signed = {int(entry.facts()["sequence"]): entry for entry in as_signed(office, SIGNED)}
    published = {int(entry.facts()["sequence"]): entry for entry in as_signed(office, PUBLISHED)}
    if not path.exists():
        if published:
            yield lacks(office, f"bulletins/{path.name}", published[max(published)].seq)
        return
    try:
        data = read_bounded(path)
        bulletin = glance_at_bulletin(data)
    except Refusal:
        return  # told as damaged
    entry = published.get(bulletin.sequence)
    if entry is not None and entry.facts().get("bulletin", sha256(data).digest()) != sha256(data).digest():
        yield lacks(office, f"bulletins/{path.name}", entry.seq)
    elif bulletin.sequence in signed:
        if len(bulletin) != int(signed[bulletin.sequence].facts()["entries"]):
            yield lacks(office, f"bulletins/{path.name}", signed[bulletin.sequence].seq)
    elif _own(office, bulletin.signer) and bulletin.sequence > 1:  # the first is signed before the journal begins
        yield added(office, path)
    if published and bulletin.sequence < max(published):
        yield older(office, path, published[max(published)].seq)


def _digest_faults(office: Office) -> Iterator[JournalFault]:
    """The same of the digest of numbers given out."""
    path = office.folder.trust / "digests" / f"{office.country}.xcdigest"
    published = as_signed(office, PUBLISHED)
    if not path.exists():
        if published:
            yield lacks(office, f"digests/{path.name}", published[-1].seq)
        return
    try:
        data = read_bounded(path)
        digest = parse_digest(data)
    except Refusal:
        return
    signed = as_signed(office, DIGEST)
    if _own(office, digest.signer) and digest.complete_to not in {int(each.facts()["complete_to"]) for each in signed}:
        yield added(office, path)
    if not published:
        return
    last = published[-1]
    later = any(each.seq > last.seq for each in signed)
    if digest.complete_to < int(last.facts()["complete_to"]):
        yield older(office, path, last.seq)
    elif not later and last.facts().get("digest", sha256(data).digest()) != sha256(data).digest():
        yield lacks(office, f"digests/{path.name}", last.seq)


def _key_faults(office: Office) -> Iterator[JournalFault]:
    """Each certificate beside a key is one that was taken into use, and of an official."""
    officials = officials_ever(office)
    enrolled = as_signed(office, "SIGNER_ENROLLED")
    for name in (DOCUMENT_SIGNER, STATUS_SIGNER, *(personal(each.id) for each in office.roster.officials)):
        path = office.folder.keys / f"{name}.pem"
        used = [bytes(entry.facts()["kid"]) for entry in enrolled if entry.subject == name]
        if not path.exists():
            if used:
                yield _gone(path.relative_to(office.folder.path).as_posix())
            continue
        try:
            kid = read_certificate(office.keys.certificate(name)).kid
        except Refusal:
            yield spoilt(office, path)
            continue
        if name.startswith(personal("")):
            if kid not in officials:
                yield added(office, path)
        elif kid in used[:-1] and kid != used[-1]:
            yield older(office, path)


def _own(office: Office, signer: Certificate) -> bool:
    """Whether it is this office's status signer. Not asked of a restored copy, which may have taken back what it had
    signed after the backup."""
    if as_signed(office, RESUMED):
        return False
    kids = {bytes(entry.facts()["kid"]) for entry in as_signed(office, "SIGNER_ENROLLED")}
    with suppress(Refusal):
        kids.add(read_certificate(office.keys.certificate(STATUS_SIGNER)).kid)
    return signer.kid in kids


def _gone(name: str) -> JournalFault:
    return fault(0, GONE, file=name)


def _is(digits: str, der: bytes) -> bool:
    return bare(digits) == bare(fingerprint40(der))
