"""Taking in what was carried here: each kind of file, checked, compared with what was seen, and kept."""

from dataclasses import dataclass, replace

from certapp.model.errors import Refusal
from certapp.trust.additions import added_to, parse_additions, require_signed
from certapp.trust.bulletin import Bulletin, glance_at_bulletin, read_bulletin
from certapp.trust.fingerprint import fingerprint40, same_fingerprint
from certapp.trust.never_back import follows, is_newer, moved, seen_sequence, stored_bulletin, why_not_newer
from certapp.trust.package import Package
from certapp.trust.path import Anchor, introduced_by
from certapp.trust.register_digest import RegisterDigest, parse_digest, read_digest
from certapp.trust.store_folder import (
    BY_DIGITS,
    BY_INTRODUCTION,
    BY_LIST,
    Accepted,
    State,
    StoreFolder,
    additions_name,
    bytes_of,
    keeper_stem,
    stem,
)
from certapp.trust.trust_list import Standing, read_trust_list


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did.

    kind: anchor, package, bulletin, additions, digest or list. country: '' of a list. changed: what is new, among
    anchor, signers, crl, bulletin, digest, keeper, list; nothing when all was known. sequence: of the country's
    bulletin now, or of the list. countries: those whose CA a list brought. unconfirmed_time: seconds since 1970 that
    a list claims and that lie too far ahead to be believed unasked (`TrustStore.confirm_time`).
    """

    kind: str
    country: str
    fingerprint: str
    sequence: int | None
    changed: tuple[str, ...]
    training: bool
    countries: tuple[str, ...] = ()
    unconfirmed_time: int | None = None


@dataclass(frozen=True, slots=True)
class TakingIn:
    """One import. digits: the number typed for what is not believed yet, `who` confirmed it; unasked: nobody looks.

    Its refusals are told at `TrustStore.import_file`; after one nothing has changed. now: seconds since 1970.
    """

    files: StoreFolder
    now: int
    digits: str | None = None
    who: str = ""
    unasked: bool = False

    def package(self, package: Package) -> Imported:
        """An authority package, or a bare CA as one without content.

        Refusals ANCHOR_WITHDRAWN, and where the CA is new here those of comparing its digits.
        """
        files = self.files
        state, packages = files.state(), files.packages([], files.lists([]))
        ca = package.anchor.certificate
        fingerprint = fingerprint40(ca.der)
        known = next((each for each in packages if each.anchor.certificate == ca), None)
        changed = [] if known is not None else ["anchor"]
        if known is None:
            how = _require_accepted(package, packages, self.digits)
            state = replace(state, accepted={**state.accepted, fingerprint: Accepted(self.now, self.who, how)})
        elif known.anchor.withdrawn is not None:
            raise Refusal("ANCHOR_WITHDRAWN", country=ca.country)
        merged = _merge(known, package)
        if known is None or set(merged.signers) != set(known.signers):
            changed += ["signers"] if merged.signers else []
        if known is None or merged.anchor.crl != known.anchor.crl:
            changed += ["crl"] if merged.anchor.crl else []
        more_known = (
            known is None
            or set(merged.status_signers) != set(known.status_signers)
            or set(merged.approvers) != set(known.approvers)
        )
        bulletin, digest = package.bulletin, package.digest
        # Of what was seen before, the signer may be on the list of another CA of the country: of one before this.
        others = [each.anchor for each in packages if each.country == ca.country and each.anchor.certificate != ca]
        anchors = (merged.anchor, *others)
        # An old package may carry a list whose signer is on the newer revocation list that is here.
        if bulletin is not None and (bulletin.base or merged.anchor.has_revoked(bulletin.signer)):
            bulletin = None
        if bulletin is not None and not follows(self.files, bulletin, state, *anchors):
            bulletin = None
        if digest is not None and (
            merged.anchor.has_revoked(digest.signer) or not is_newer(self.files, digest, state, *anchors)
        ):
            digest = None
        changed += [] if bulletin is None else ["bulletin"]
        changed += [] if digest is None else ["digest"]
        if "anchor" in changed:
            files.write("anchors", f"{stem(ca)}.cer", ca.der)
        if merged.anchor.crl is not None and (more_known or {"signers", "crl"} & set(changed)):
            files.write("packages", f"{stem(ca)}.xcauth", bytes_of(merged, merged.anchor.crl))
        made = [] if package.anchor.crl is None else [package.anchor.crl.this_update]
        state, open_time = self._keep(bulletin, digest, made, state)
        sequence = state.sequences.get(ca.country)
        return Imported(
            "package", ca.country, fingerprint, sequence, tuple(changed), ca.training, unconfirmed_time=open_time
        )

    def bulletin(self, data: bytes) -> Imported:
        """A full bulletin. Refusals BULLETIN_PARTIAL, those of `read_bulletin` and `why_not_newer`."""
        country = glance_at_bulletin(data).country
        anchors = self._anchors(country)
        bulletin = read_bulletin(data, anchors)
        if bulletin.base:
            raise Refusal("BULLETIN_PARTIAL", base=bulletin.base)
        state = self.files.state()
        changed = follows(self.files, bulletin, state, *anchors)
        if not changed and stored_bulletin(self.files, country) != data:
            raise why_not_newer(self.files, bulletin, seen_sequence(self.files, country, state, anchors))
        _, open_time = self._keep(bulletin if changed else None, None, [], state)
        return self._of_country("bulletin", country, bulletin.sequence, changed, anchors, open_time)

    def additions(self, text: str) -> Imported:
        """A printed bulletin. Refusals ADDITIONS_OTHER_BASE, those of `parse_additions` and `require_signed`."""
        additions = parse_additions(text)
        anchors, files = self._anchors(additions.country), self.files
        packages = [each for each in files.packages([], files.lists([])) if each.country == additions.country]
        require_signed(additions, [signer for each in packages for signer in each.status_signers], anchors)
        here = next((each for each in files.bulletins(packages, []) if each.country == additions.country), None)
        if here is None:
            raise Refusal(
                "ADDITIONS_OTHER_BASE",
                country=additions.country,
                base=additions.base,
                sequence=additions.sequence,
                here=0,
            )
        state = files.state()
        changed = here.sequence < additions.sequence
        open_time = None
        if changed:
            added_to(here, additions)
            files.write("additions", additions_name(additions.country, additions.sequence), text.encode())
            state = replace(state, sequences={**state.sequences, additions.country: additions.sequence})
            state, open_time = moved(state, [additions.this_update], self.now)
            files.remember(state)
        sequence = max(here.sequence, additions.sequence)
        return self._of_country("additions", additions.country, sequence, changed, anchors, open_time)

    def digest(self, data: bytes) -> Imported:
        """A register digest. Refusals DIGEST_NEWER_LOST, DIGEST_ROLLED_BACK, those of `read_digest`."""
        country = parse_digest(data).country
        anchors = self._anchors(country)
        digest, state = read_digest(data, anchors), self.files.state()
        changed = is_newer(self.files, digest, state, *anchors)
        stored = self.files.stored("digests", f"{country}.xcdigest")
        if not changed and stored is None:
            raise Refusal("DIGEST_NEWER_LOST", country=country)
        if not changed and stored != data:
            raise Refusal("DIGEST_ROLLED_BACK", country=country)
        state, open_time = self._keep(None, digest if changed else None, [], state)
        done = self._of_country("digest", country, state.sequences.get(country), changed, anchors, open_time)
        return replace(done, changed=("digest",) if changed else ())

    def trust_list(self, data: bytes) -> Imported:
        """A keeper's list.

        Refusals KEEPER_UNKNOWN (name, fingerprint), TRUST_LIST_NUMBER_TWICE, TRUST_LIST_NEWER_LOST,
        TRUST_LIST_ROLLED_BACK, TRUST_LIST_NEW_ANCHORS, those of `read_trust_list`.
        """
        offered, files = read_trust_list(data), self.files
        fingerprint, state = fingerprint40(offered.keeper.der), files.state()
        changed = []
        if offered.keeper not in files.keepers([]):
            if self.digits is None:
                name = offered.keeper.organisation or offered.keeper.name
                raise Refusal("KEEPER_UNKNOWN", name=name, fingerprint=fingerprint)
            _require_same(self.digits, fingerprint, "")
            state = replace(state, accepted={**state.accepted, fingerprint: Accepted(self.now, self.who)})
            changed.append("keeper")
        seen = state.lists.get(fingerprint, 0)
        name = f"{keeper_stem(offered.keeper)}.xctrust"
        stored = files.stored("lists", name)
        if offered.sequence == seen and stored not in (None, data):
            raise Refusal("TRUST_LIST_NUMBER_TWICE", seen=seen)
        if offered.sequence < seen and stored is None:
            raise Refusal("TRUST_LIST_NEWER_LOST", seen=seen, offered=offered.sequence)
        if offered.sequence < seen:
            raise Refusal("TRUST_LIST_ROLLED_BACK", seen=seen, offered=offered.sequence)
        known = {package.anchor.certificate for package in files.packages([])}
        new = [
            each.certificate
            for each in offered.entries
            if each.standing == Standing.BELIEVED and each.certificate not in known
        ]
        if new and self.unasked:
            raise Refusal("TRUST_LIST_NEW_ANCHORS", countries=", ".join(sorted({ca.country for ca in new})))
        if "keeper" in changed:
            files.write("keepers", f"{keeper_stem(offered.keeper)}.cer", offered.keeper.der)
        by = offered.keeper.organisation or offered.keeper.name
        for ca in new:
            files.write("anchors", f"{stem(ca)}.cer", ca.der)
        brought = {fingerprint40(ca.der): Accepted(self.now, by, BY_LIST) for ca in new}
        state = replace(
            state,
            lists={**state.lists, fingerprint: offered.sequence},
            accepted={**state.accepted, **brought},
        )
        if stored != data:
            files.write("lists", name, data)
            changed.append("list")
        changed += ["anchor"] if new else []
        state, open_time = moved(state, [offered.this_update], self.now)
        files.remember(state)
        countries = tuple(sorted({ca.country for ca in new}))
        training = offered.keeper.training
        return Imported("list", "", fingerprint, offered.sequence, tuple(changed), training, countries, open_time)

    def _anchors(self, country: str) -> list[Anchor]:
        """The CAs of a country whose lists may be taken in. Refusals BULLETIN_COUNTRY_UNKNOWN, ANCHOR_WITHDRAWN."""
        files = self.files
        anchors = [each.anchor for each in files.packages([], files.lists([])) if each.country == country]
        if not anchors:
            raise Refusal("BULLETIN_COUNTRY_UNKNOWN", country=ascii(country)[1:-1])
        left = [anchor for anchor in anchors if anchor.withdrawn is None]
        if not left:
            raise Refusal("ANCHOR_WITHDRAWN", country=country)
        return left

    def _of_country(
        self,
        kind: str,
        country: str,
        sequence: int | None,
        changed: bool,
        anchors: list[Anchor],
        open_time: int | None,
    ) -> Imported:
        return Imported(
            kind,
            country,
            fingerprint40(anchors[0].certificate.der),
            sequence,
            ("bulletin",) if changed else (),
            any(anchor.certificate.training for anchor in anchors),
            unconfirmed_time=open_time,
        )

    def _keep(
        self, bulletin: Bulletin | None, digest: RegisterDigest | None, made: list[int], state: State
    ) -> tuple[State, int | None]:
        """Write the lists, then the state that knows of them."""
        files = self.files
        if bulletin is not None:
            made = [*made, bulletin.this_update]
            state = replace(
                state,
                sequences={**state.sequences, bulletin.country: bulletin.sequence},
                looked_over={**state.looked_over, bulletin.country: bulletin.signature.hex()},
            )
            files.write("bulletins", f"{bulletin.country}.xcstatus", bulletin.raw)
            files.drop_additions(bulletin.country)
        if digest is not None:
            made = [*made, digest.made_at]
            state = replace(state, digests={**state.digests, digest.country: digest.made_at})
            files.write("digests", f"{digest.country}.xcdigest", digest.raw)
        state, open_time = moved(state, made, self.now)
        files.remember(state)
        return state, open_time


def _require_accepted(package: Package, known: list[Package], digits: str | None) -> str:
    """How a CA that is new here may be believed. Refusals ANCHOR_UNKNOWN, ANCHOR_INTRODUCED, and when it differs."""
    ca = package.anchor.certificate
    fingerprint = fingerprint40(ca.der)
    elder = None
    if package.introduction is not None:
        elder = introduced_by(package.introduction, ca, [each.anchor for each in known])
    if digits is not None:
        _require_same(digits, fingerprint, ca.country)
        return BY_DIGITS if elder is None else BY_INTRODUCTION
    if elder is not None:
        by = fingerprint40(elder.certificate.der)
        raise Refusal("ANCHOR_INTRODUCED", country=ca.country, fingerprint=fingerprint, by=by)
    raise Refusal("ANCHOR_UNKNOWN", country=ca.country, fingerprint=fingerprint)


def _require_same(digits: str, fingerprint: str, country: str) -> None:
    if not same_fingerprint(digits, fingerprint):
        raise Refusal("ANCHOR_FINGERPRINT_DIFFERS", country=country, fingerprint=fingerprint)


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
        approvers=tuple(dict.fromkeys((*known.approvers, *offered.approvers))),
    )
