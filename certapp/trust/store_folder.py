"""The files of a verifier's folder: read strictly, written whole; what they mean together is for `store`.

`anchors/*.cer`, `packages/*.xcauth`, `bulletins/*.xcstatus`, `additions/*.xclst` (printed bulletins, taken in one after
the other), `digests/*.xcdigest`, `keepers/*.cer`, `lists/*.xctrust`, and `state.json`.
"""

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Final

from certapp.model.errors import Refusal
from certapp.model.files import write_atomically
from certapp.trust.additions import added_to, parse_additions, require_signed
from certapp.trust.bulletin import Bulletin, read_bulletin
from certapp.trust.certificate import Certificate, read_certificate
from certapp.trust.fingerprint import fingerprint40
from certapp.trust.package import Package, build_package, read_package
from certapp.trust.path import Anchor, Crl, read_country_ca
from certapp.trust.register_digest import RegisterDigest, read_digest
from certapp.trust.trust_list import ListedCa, Standing, TrustList, read_trust_list, require_keeper

LARGEST: Final = 16 << 20
"""Bytes of an imported file."""
DAY: Final = 86400

BY_DIGITS, BY_LIST, BY_INTRODUCTION = "digits", "list", "introduction"


@dataclass(frozen=True, slots=True)
class Accepted:
    """How a certificate came to be believed: when (seconds since 1970), by whom ('' where not said), and on what.

    how: `digits` compared by two people, a trust `list`, or the `introduction` by its predecessor.
    """

    at: int
    by: str
    how: str = BY_DIGITS


@dataclass(frozen=True, slots=True)
class State:
    """What no signed file says: `state.json`. Times in seconds since 1970.

    latest: it is certainly no earlier. claimed: a signed list said so, but nobody has confirmed so long a step.
    sequences: highest bulletin by country; digests: newest by country; lists: highest trust list by keeper.
    accepted: country CAs and keepers, by fingerprint. grace: days by country, as set here. looked_over: by country the
    signature (hex) of the bulletin here, whose columns were looked over when it was taken in.
    """

    latest: int = 0
    claimed: int = 0
    sequences: dict[str, int] = field(default_factory=dict)
    digests: dict[str, int] = field(default_factory=dict)
    lists: dict[str, int] = field(default_factory=dict)
    accepted: dict[str, Accepted] = field(default_factory=dict)
    grace: dict[str, int] = field(default_factory=dict)
    looked_over: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StoreFolder:
    """The folder is made when the first file is written."""

    path: Path

    def state(self) -> State:
        """What is remembered. Refusal TRUST_STATE_DAMAGED."""
        path = self.path / "state.json"
        if not path.exists():
            return State()
        try:
            return _state(json.loads(read_bounded(path)))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise Refusal("TRUST_STATE_DAMAGED", file=str(path)) from None

    def remember(self, state: State) -> None:
        """Write the state."""
        self.write("", "state.json", json.dumps(asdict(state), indent=1, sort_keys=True).encode())

    def keepers(self, damaged: list[str]) -> list[Certificate]:
        """The keepers of trust lists that are believed; unusable files are named in `damaged`."""
        found = []
        for path in sorted((self.path / "keepers").glob("*.cer")):
            try:
                keeper = read_certificate(read_bounded(path))
                require_keeper(keeper)
                found.append(keeper)
            except Refusal:
                damaged.append(path.name)
        return found

    def lists(self, damaged: list[str]) -> list[TrustList]:
        """The newest list of each keeper."""
        believed, found = self.keepers(damaged), []
        for path in sorted((self.path / "lists").glob("*.xctrust")):
            try:
                listed = read_trust_list(read_bounded(path))
                if listed.keeper not in believed or path.stem != keeper_stem(listed.keeper):
                    raise Refusal("TRUST_LIST_DAMAGED")
                found.append(listed)
            except Refusal:
                damaged.append(path.name)
        return found

    def packages(self, damaged: list[str], lists: Iterable[TrustList] = ()) -> list[Package]:
        """Each believed CA with its package, if it has one, and with what the trust lists say of it."""
        found, known, accepted = [], list(lists), self.state().accepted
        for path in sorted((self.path / "anchors").glob("*.cer")):
            try:
                ca = read_country_ca(read_bounded(path))
            except Refusal:
                damaged.append(path.name)
                continue
            package = Package(Anchor(ca), (), (), None)
            beside = self.path / "packages" / f"{stem(ca)}.xcauth"
            if beside.exists():
                try:
                    stored = read_package(read_bounded(beside))
                    if stored.anchor.certificate != ca:
                        raise Refusal("PACKAGE_DAMAGED")
                    package = stored
                except Refusal:
                    damaged.append(beside.name)
            how = accepted.get(fingerprint40(ca.der))
            by_list = how is not None and how.how == BY_LIST
            found.append(replace(package, anchor=_as_listed(package.anchor, known, by_list)))
        return found

    def bulletins(self, packages: list[Package], damaged: list[str]) -> list[Bulletin]:
        """The newest full bulletin of each country with the printed ones that were added to it."""
        found, looked_over = [], self.state().looked_over
        anchors = [package.anchor for package in packages]
        for path in sorted((self.path / "bulletins").glob("*.xcstatus")):
            try:
                known = bytes.fromhex(looked_over.get(path.stem, ""))
                bulletin = read_bulletin(read_bounded(path), anchors, known)
                if bulletin.country != path.stem:
                    raise Refusal("BULLETIN_DAMAGED")
            except Refusal:
                damaged.append(path.name)
                continue
            found.append(self._with_additions(bulletin, packages, damaged))
        return found

    def digests(self, packages: list[Package], damaged: list[str]) -> list[RegisterDigest]:
        """The newest register digest of each country."""
        found = []
        for path in sorted((self.path / "digests").glob("*.xcdigest")):
            try:
                digest = read_digest(read_bounded(path), [package.anchor for package in packages])
                if digest.country != path.stem:
                    raise Refusal("DIGEST_DAMAGED")
                found.append(digest)
            except Refusal:
                damaged.append(path.name)
        return found

    def stored(self, folder: str, name: str) -> bytes | None:
        """A file's content, None where it is not there."""
        path = self.path / folder / name
        return read_bounded(path) if path.exists() else None

    def write(self, folder: str, name: str, data: bytes) -> None:
        """Write a file whole."""
        (self.path / folder).mkdir(parents=True, exist_ok=True)
        write_atomically(self.path / folder / name, data)

    def drop_additions(self, country: str) -> None:
        """Forget printed bulletins, once a full one says more."""
        for path in (self.path / "additions").glob(f"{country}-*.xclst"):
            path.unlink()

    def _with_additions(self, bulletin: Bulletin, packages: list[Package], damaged: list[str]) -> Bulletin:
        of_country = [package for package in packages if package.country == bulletin.country]
        signers = [signer for package in of_country for signer in package.status_signers]
        for path in sorted((self.path / "additions").glob(f"{bulletin.country}-*.xclst")):
            try:
                additions = parse_additions(read_bounded(path).decode("ascii", "replace"))
                require_signed(additions, signers, [package.anchor for package in of_country])
                if additions.base >= bulletin.sequence:
                    bulletin = added_to(bulletin, additions)
            except Refusal:
                damaged.append(path.name)
        return bulletin


def additions_name(country: str, sequence: int) -> str:
    """Sorted by name they are sorted by sequence."""
    return f"{country}-{sequence:012d}.xclst"


def stem(ca: Certificate) -> str:
    """The name of a CA's files: its country and the first ten of its digits."""
    return f"{ca.country}-{fingerprint40(ca.der).replace(' ', '')[:10]}"


def keeper_stem(keeper: Certificate) -> str:
    """The name of a keeper's files: the first ten of its digits."""
    return fingerprint40(keeper.der).replace(" ", "")[:10]


def bytes_of(package: Package, crl: Crl) -> bytes:
    """A package as it is kept: without bulletin and digest, which lie by themselves."""
    return build_package(
        package.anchor.certificate.der,
        tuple(each.der for each in package.signers),
        tuple(each.der for each in package.status_signers),
        crl.der,
        approvers=tuple(each.der for each in package.approvers),
    )


def read_bounded(path: Path) -> bytes:
    """A file, cut where it is longer than any may be."""
    with path.open("rb") as file:
        # No more than it has: room for the longest would be taken beside it.
        return file.read(min(os.fstat(file.fileno()).st_size, LARGEST) + 1)


def _as_listed(anchor: Anchor, lists: list[TrustList], by_list: bool) -> Anchor:
    """The gravest that any list says: a CA is withdrawn from the earliest day on."""
    entries = [(known, each) for known in lists for each in known.entries if each.certificate == anchor.certificate]
    withdrawn = [each.begins * DAY for _, each in entries if each.standing == Standing.WITHDRAWN]
    ended = [_end(each) for _, each in entries if each.standing == Standing.BELIEVED and each.ends]
    until = [known.next_update for known, each in entries if each.standing == Standing.BELIEVED]
    return replace(
        anchor,
        withdrawn=min(withdrawn, default=None),
        ended=min(ended, default=None),
        list_next=max(until, default=0) if by_list else None,
    )


def _end(listed: ListedCa) -> int:
    return (listed.ends + 1) * DAY - 1


def _state(written: dict[str, object]) -> State:
    def numbers(name: str) -> dict[str, int]:
        found = written.get(name, {})
        if not isinstance(found, dict):
            raise TypeError(name)
        return {str(key): int(value) for key, value in found.items()}

    looked_over = {str(country): str(each) for country, each in dict(written.get("looked_over", {})).items()}  # type: ignore[call-overload]
    for each in looked_over.values():
        bytes.fromhex(each)
    latest, claimed, accepted = written["latest"], written.get("claimed", 0), written["accepted"]
    if not isinstance(latest, int) or not isinstance(claimed, int) or not isinstance(accepted, dict):
        raise TypeError("state")
    return State(
        latest=latest,
        claimed=claimed,
        sequences={str(key): int(value) for key, value in dict(written["sequences"]).items()},  # type: ignore[call-overload]
        digests=numbers("digests"),
        lists=numbers("lists"),
        accepted={
            key: Accepted(int(how["at"]), str(how["by"]), str(how.get("how", BY_DIGITS)))
            for key, how in accepted.items()
        },
        grace=numbers("grace"),
        looked_over=looked_over,
    )
