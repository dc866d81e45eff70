"""A verifier's own folder: the country CAs it believes, their packages, the newest bulletin of each country.

`anchors/*.cer`, `packages/*.xcauth`, `bulletins/*.xcstatus`, and `state.json`: the highest sequence seen of
each country (a list never goes back), the latest time that is certain, and who accepted which CA when.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Final

from certapp.model.errors import Refusal
from certapp.model.files import write_atomically
from certapp.trust.bulletin import Bulletin, parse_bulletin, read_bulletin
from certapp.trust.certificate import Certificate
from certapp.trust.fingerprint import fingerprint40, same_fingerprint
from certapp.trust.package import Package, build_package, is_package, read_package
from certapp.trust.path import Anchor, Crl, read_country_ca
from certapp.trust.view import TrustView, view_of

LARGEST: Final = 16 << 20
"""Bytes of an imported file."""
LONGEST_STEP: Final = 400 * 86400
"""Seconds that one import may move the latest certain time, or a rogue signer could end time at 2099."""

_COSE_TAG = b"\xd2"
_DER_SEQUENCE = b"\x30"
_PEM = b"-----BEGIN"


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did.

    kind: anchor, package or bulletin. changed: what is new, among anchor, signers, crl and bulletin; nothing
    when all was known. sequence: of the country's bulletin now, if there is one.
    """

    kind: str
    country: str
    fingerprint: str
    sequence: int | None
    changed: tuple[str, ...]
    training: bool


@dataclass(frozen=True, slots=True)
class Accepted:
    """How a country CA came to be believed: when (seconds since 1970), and by whom, '' where not said."""

    at: int
    by: str


@dataclass(frozen=True, slots=True)
class Listed:
    """One believed country CA and what is known under it; times in seconds since 1970."""

    country: str
    authority: str
    fingerprint: str
    training: bool
    not_after: int
    accepted: Accepted | None
    signers: int
    crl_this: int | None
    bulletin_sequence: int | None
    bulletin_this: int | None
    bulletin_next: int | None
    revoked: int | None


@dataclass(frozen=True, slots=True)
class _State:
    latest: int = 0
    sequences: dict[str, int] = field(default_factory=dict)
    accepted: dict[str, Accepted] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TrustStore:
    """The folder is made at the first import. `in_training`: certificates by TEST keys count as such."""

    folder: Path
    in_training: bool = False

    def import_file(self, data: bytes, now: int, accept_fingerprint: str | None = None, who: str = "") -> Imported:
        """Take in a country CA (DER, PEM), an authority package or a status bulletin; told apart by content.

        A CA that is not yet believed is taken in only with its number, which the authority must have told by
        another road; `who` confirmed it. now: seconds since 1970.

        Refusals, after which nothing has changed: ANCHOR_UNKNOWN (country, fingerprint), BULLETIN_ROLLED_BACK
        (seen, offered), ANCHOR_FINGERPRINT_DIFFERS, BULLETIN_COUNTRY_UNKNOWN, BULLETIN_PARTIAL,
        TRUST_FILE_UNKNOWN, TRUST_FILE_TOO_LARGE, TRUST_STATE_DAMAGED, and those of `read_package`,
        `read_bulletin` and `read_country_ca`.
        """
        if len(data) > LARGEST:
            raise Refusal("TRUST_FILE_TOO_LARGE", mebibytes=LARGEST >> 20)
        if is_package(data):
            return self._import_package(read_package(data), now, accept_fingerprint, who)
        if data.startswith(_COSE_TAG):
            return self._import_bulletin(data, now)
        if data.startswith(_DER_SEQUENCE) or data.lstrip().startswith(_PEM):
            bare = Package(Anchor(read_country_ca(data)), (), (), None)
            return replace(self._import_package(bare, now, accept_fingerprint, who), kind="anchor")
        raise Refusal("TRUST_FILE_UNKNOWN")

    def view(self) -> TrustView:
        """All that is believed, every signature in it checked again. Refusal TRUST_STATE_DAMAGED.

        A file that no longer passes is left out and named in `damaged`: what it vouched for becomes unknown.
        """
        damaged: list[str] = []
        packages = self._packages(damaged)
        bulletins = []
        for path in sorted((self.folder / "bulletins").glob("*.xcstatus")):
            try:
                bulletin = read_bulletin(_read(path), [package.anchor for package in packages])
                if bulletin.country != path.stem:
                    raise Refusal("BULLETIN_DAMAGED")
                bulletins.append(bulletin)
            except Refusal:
                damaged.append(path.name)
        latest = self._state().latest
        return view_of(packages, bulletins, latest=latest, in_training=self.in_training, damaged=tuple(damaged))

    def signers_under(self, ca: bytes) -> tuple[Certificate, ...]:
        """The document signers known of a country CA (DER)."""
        known = next((each for each in self._packages([]) if each.anchor.certificate.der == ca), None)
        return known.signers if known is not None else ()

    def listing(self) -> tuple[Listed, ...]:
        """The believed country CAs, by country. Refusal TRUST_STATE_DAMAGED."""
        bulletins, state = self.view().bulletins, self._state()
        listed = []
        for package in sorted(self._packages([]), key=lambda each: each.country):
            ca, crl = package.anchor.certificate, package.anchor.crl
            bulletin = bulletins.get(package.country)
            listed.append(
                Listed(
                    country=package.country,
                    authority=ca.organisation,
                    fingerprint=fingerprint40(ca.der),
                    training=ca.training,
                    not_after=ca.not_after,
                    accepted=state.accepted.get(fingerprint40(ca.der)),
                    signers=len(package.signers),
                    crl_this=None if crl is None else crl.this_update,
                    bulletin_sequence=None if bulletin is None else bulletin.sequence,
                    bulletin_this=None if bulletin is None else bulletin.this_update,
                    bulletin_next=None if bulletin is None else bulletin.next_update,
                    revoked=None if bulletin is None else len(bulletin),
                )
            )
        return tuple(listed)

    # Import

    def _import_package(self, package: Package, now: int, accept_fingerprint: str | None, who: str) -> Imported:
        state = self._state()
        ca = package.anchor.certificate
        fingerprint = fingerprint40(ca.der)
        known = next((each for each in self._packages([]) if each.anchor.certificate == ca), None)
        changed = [] if known is not None else ["anchor"]
        if known is None:
            if accept_fingerprint is None:
                raise Refusal("ANCHOR_UNKNOWN", country=ca.country, fingerprint=fingerprint)
            if not same_fingerprint(accept_fingerprint, fingerprint):
                raise Refusal("ANCHOR_FINGERPRINT_DIFFERS", country=ca.country, fingerprint=fingerprint)
            state = replace(state, accepted={**state.accepted, fingerprint: Accepted(now, who)})
        merged = _merge(known, package)
        if known is None or set(merged.signers) != set(known.signers):
            changed += ["signers"] if merged.signers else []
        if known is None or merged.anchor.crl != known.anchor.crl:
            changed += ["crl"] if merged.anchor.crl else []
        bulletin = package.bulletin
        # An old package may carry a bulletin whose signer is on the newer revocation list that is here.
        if bulletin is not None and (bulletin.base or merged.anchor.has_revoked(bulletin.signer)):
            bulletin = None
        if bulletin is not None and not self._follows(bulletin, state, merged.anchor):
            bulletin = None
        changed += [] if bulletin is None else ["bulletin"]
        if "anchor" in changed:
            self._write("anchors", f"{_stem(ca)}.cer", ca.der)
        if merged.anchor.crl is not None and {"signers", "crl"} & set(changed):
            self._write("packages", f"{_stem(ca)}.xcauth", _bytes_of(merged, merged.anchor.crl))
        made = [] if package.anchor.crl is None else [package.anchor.crl.this_update]
        state = self._keep(bulletin, made, state, now)
        sequence = state.sequences.get(ca.country)
        return Imported("package", ca.country, fingerprint, sequence, tuple(changed), ca.training)

    def _import_bulletin(self, data: bytes, now: int) -> Imported:
        country = parse_bulletin(data).country
        anchors = [each.anchor for each in self._packages([]) if each.country == country]
        if not anchors:
            raise Refusal("BULLETIN_COUNTRY_UNKNOWN", country=ascii(country)[1:-1])
        bulletin = read_bulletin(data, anchors)
        if bulletin.base:
            raise Refusal("BULLETIN_PARTIAL", base=bulletin.base)
        state = self._state()
        changed = self._follows(bulletin, state, *anchors)
        if not changed and self._stored(country) != data:
            raise Refusal(
                "BULLETIN_ROLLED_BACK",
                country=country,
                seen=self._seen(country, state, anchors),
                offered=bulletin.sequence,
            )
        self._keep(bulletin if changed else None, [], state, now)
        return Imported(
            "bulletin",
            country,
            fingerprint40(anchors[0].certificate.der),
            bulletin.sequence,
            ("bulletin",) if changed else (),
            any(anchor.certificate.training for anchor in anchors),
        )

    def _follows(self, bulletin: Bulletin, state: _State, *anchors: Anchor) -> bool:
        """Whether a bulletin is newer than any seen; the same one again only where it was lost."""
        seen = self._seen(bulletin.country, state, anchors)
        lost = self._stored(bulletin.country) is None
        return bulletin.sequence > seen or (lost and bulletin.sequence == seen)

    def _seen(self, country: str, state: _State, anchors: Iterable[Anchor]) -> int:
        """The highest sequence seen; 0 if it came from a signer that was revoked since, who may have lied."""
        stored = self._stored(country)
        if stored is None:
            return state.sequences.get(country, 0)
        try:
            bulletin = parse_bulletin(stored)
        except Refusal:
            return state.sequences.get(country, 0)
        if any(anchor.has_revoked(bulletin.signer) for anchor in anchors):
            return 0
        return max(bulletin.sequence, state.sequences.get(country, 0))

    def _keep(self, bulletin: Bulletin | None, made: list[int], state: _State, now: int) -> _State:
        """Write the bulletin, then the state that knows of it."""
        if bulletin is not None:
            made = [*made, bulletin.this_update]
            state = replace(state, sequences={**state.sequences, bulletin.country: bulletin.sequence})
            self._write("bulletins", f"{bulletin.country}.xcstatus", bulletin.raw)
        reach = (state.latest or now) + LONGEST_STEP
        state = replace(state, latest=max(state.latest, min(max(made, default=0), reach)))
        self._write("", "state.json", json.dumps(asdict(state), indent=1, sort_keys=True).encode())
        return state

    # Files

    def _packages(self, damaged: list[str]) -> list[Package]:
        """Each believed CA with its package, if it has one; unusable files are named in `damaged`."""
        found = []
        for path in sorted((self.folder / "anchors").glob("*.cer")):
            try:
                ca = read_country_ca(_read(path))
            except Refusal:
                damaged.append(path.name)
                continue
            package = Package(Anchor(ca), (), (), None)
            beside = self.folder / "packages" / f"{_stem(ca)}.xcauth"
            if beside.exists():
                try:
                    stored = read_package(_read(beside))
                    if stored.anchor.certificate != ca:
                        raise Refusal("PACKAGE_DAMAGED")
                    package = stored
                except Refusal:
                    damaged.append(beside.name)
            found.append(package)
        return found

    def _stored(self, country: str) -> bytes | None:
        path = self.folder / "bulletins" / f"{country}.xcstatus"
        return _read(path) if path.exists() else None

    def _state(self) -> _State:
        path = self.folder / "state.json"
        if not path.exists():
            return _State()
        try:
            match json.loads(_read(path)):
                case {"latest": int(latest), "sequences": dict(sequences), "accepted": dict(accepted)}:
                    return _State(
                        latest,
                        {str(country): int(number) for country, number in sequences.items()},
                        {key: Accepted(int(how["at"]), str(how["by"])) for key, how in accepted.items()},
                    )
        except (ValueError, KeyError, TypeError, RecursionError):
            pass
        raise Refusal("TRUST_STATE_DAMAGED", file=str(path))

    def _write(self, folder: str, name: str, data: bytes) -> None:
        (self.folder / folder).mkdir(parents=True, exist_ok=True)
        write_atomically(self.folder / folder / name, data)


def _merge(known: Package | None, offered: Package) -> Package:
    """All signers of both and the newer revocation list: an older package takes nothing away."""
    if known is None:
        return offered
    lists = [crl for crl in (known.anchor.crl, offered.anchor.crl) if crl is not None]
    newest = max(lists, key=lambda crl: (crl.number, crl.this_update), default=None)
    return Package(
        replace(known.anchor, crl=newest),
        tuple(dict.fromkeys((*known.signers, *offered.signers))),
        tuple(dict.fromkeys((*known.status_signers, *offered.status_signers))),
        None,
    )


def _bytes_of(package: Package, crl: Crl) -> bytes:
    return build_package(
        package.anchor.certificate.der,
        tuple(each.der for each in package.signers),
        tuple(each.der for each in package.status_signers),
        crl.der,
    )


def _stem(ca: Certificate) -> str:
    return f"{ca.country}-{fingerprint40(ca.der).replace(' ', '')[:10]}"


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LARGEST + 1)
