"""A verifier's own folder: who is believed there, their packages and lists, and how new ones are taken in.

A list never goes back, and no new authority is believed but by its 40 digits, a believed keeper's list, or the
introduction by its predecessor.
"""

from dataclasses import dataclass, replace
from pathlib import Path

from certapp.model.errors import Refusal
from certapp.seal.text import LIST_PREFIX
from certapp.trust.certificate import Certificate
from certapp.trust.fingerprint import fingerprint40
from certapp.trust.package import Package, is_package, read_package
from certapp.trust.path import Anchor, read_country_ca
from certapp.trust.register_digest import DIGEST
from certapp.trust.signed_list import kind_of
from certapp.trust.store_folder import LARGEST, Accepted, StoreFolder
from certapp.trust.taking_in import Imported, TakingIn
from certapp.trust.trust_list import LONGEST_GRACE, TRUST_LIST, TrustList
from certapp.trust.view import TrustView, view_of

_COSE_TAG = b"\xd2"
_DER_SEQUENCE = b"\x30"
_PEM = b"-----BEGIN"


@dataclass(frozen=True, slots=True)
class Listed:
    """One believed country CA and what is known under it; times in seconds since 1970, days where said."""

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
    numbers: int | None = None
    """How many the country's register digest holds."""
    complete_to: int | None = None
    """The day (since 1970-01-01) to which it is complete."""
    withdrawn: int | None = None
    grace_days: int | None = None


@dataclass(frozen=True, slots=True)
class TrustStore:
    """The folder is made at the first import. `in_training`: certificates by TEST keys count as such."""

    folder: Path
    in_training: bool = False

    @property
    def _files(self) -> StoreFolder:
        return StoreFolder(self.folder)

    def import_file(
        self,
        data: bytes,
        now: int,
        accept_fingerprint: str | None = None,
        who: str = "",
        *,
        unasked: bool = False,
    ) -> Imported:
        """Take in a country CA (DER, PEM), an authority package, a bulletin (also a printed one's text), a register
        digest or a trust list; told apart by content.

        What is not yet believed is taken in only with its number, which the authority must have told by another
        road; `who` confirmed it. unasked: nobody looks on, so a trust list may bring no new CA. now: seconds since
        1970.

        Refusals, after which nothing has changed: ANCHOR_UNKNOWN (country, fingerprint), ANCHOR_INTRODUCED (country,
        fingerprint, by), KEEPER_UNKNOWN (name, fingerprint), ANCHOR_FINGERPRINT_DIFFERS, ANCHOR_WITHDRAWN,
        BULLETIN_ROLLED_BACK, BULLETIN_NEWER_LOST, BULLETIN_CONTRADICTED (seen, offered), BULLETIN_COUNTRY_UNKNOWN,
        BULLETIN_PARTIAL, DIGEST_ROLLED_BACK, DIGEST_NEWER_LOST, TRUST_LIST_ROLLED_BACK, TRUST_LIST_NUMBER_TWICE,
        TRUST_LIST_NEWER_LOST, TRUST_LIST_NEW_ANCHORS, ADDITIONS_OTHER_BASE, TRUST_FILE_UNKNOWN, TRUST_FILE_TOO_LARGE,
        TRUST_STATE_DAMAGED, and those of the readers of each kind.
        """
        if len(data) > LARGEST:
            raise Refusal("TRUST_FILE_TOO_LARGE", mebibytes=LARGEST >> 20)
        taking = TakingIn(self._files, now, accept_fingerprint, who, unasked)
        if is_package(data):
            return taking.package(read_package(data))
        if data.startswith(_COSE_TAG):
            return self._signed_list(data, taking)
        if data[: len(LIST_PREFIX)].upper() == LIST_PREFIX.encode():
            return taking.additions(data.decode("ascii", "replace"))
        if data.startswith(_DER_SEQUENCE) or data.lstrip().startswith(_PEM):
            bare = Package(Anchor(read_country_ca(data)), (), (), None)
            return replace(taking.package(bare), kind="anchor")
        raise Refusal("TRUST_FILE_UNKNOWN")

    def confirm_time(self) -> None:
        """Believe the time that a list claimed and an import left open: somebody has looked at the calendar.

        Refusal TRUST_STATE_DAMAGED.
        """
        state = self._files.state()
        self._files.remember(replace(state, latest=max(state.latest, state.claimed), claimed=0))

    def set_grace(self, country: str, days: int) -> None:
        """From how many days past a bulletin's next update on the words get stronger; goes before any list's.

        Refusals: GRACE_OUT_OF_RANGE, TRUST_STATE_DAMAGED.
        """
        if not 0 <= days <= LONGEST_GRACE:
            raise Refusal("GRACE_OUT_OF_RANGE", most=LONGEST_GRACE)
        state = self._files.state()
        self._files.remember(replace(state, grace={**state.grace, country: days}))

    def view(self) -> TrustView:
        """All that is believed, every signature in it checked again. Refusal TRUST_STATE_DAMAGED.

        A file that no longer passes is left out and named in `damaged`: what it vouched for becomes unknown.
        """
        damaged: list[str] = []
        files = self._files
        lists = files.lists(damaged)
        packages = files.packages(damaged, lists)
        state = files.state()
        grace = {country: days for each in lists for country, days in each.grace.items()}
        bulletins, digests = files.bulletins(packages, damaged), files.digests(packages, damaged)
        return view_of(
            packages,
            bulletins,
            latest=state.latest,
            in_training=self.in_training,
            damaged=tuple(damaged),
            digests=digests,
            grace={**grace, **state.grace},
        )

    def signers_under(self, ca: bytes) -> tuple[Certificate, ...]:
        """The document signers known of a country CA (DER)."""
        known = next((each for each in self._files.packages([]) if each.anchor.certificate.der == ca), None)
        return known.signers if known is not None else ()

    def status_signers_under(self, ca: bytes) -> tuple[Certificate, ...]:
        """The status signers known of a country CA (DER)."""
        known = next((each for each in self._files.packages([]) if each.anchor.certificate.der == ca), None)
        return known.status_signers if known is not None else ()

    def approvers_under(self, ca: bytes) -> tuple[Certificate, ...]:
        """The officials known of a country CA (DER) whose second signature may stand in a code."""
        known = next((each for each in self._files.packages([]) if each.anchor.certificate.der == ca), None)
        return known.approvers if known is not None else ()

    def listing(self) -> tuple[Listed, ...]:
        """The believed country CAs, by country. Refusal TRUST_STATE_DAMAGED."""
        view, state = self.view(), self._files.state()
        listed = []
        packages = self._files.packages([], self._files.lists([]))
        for package in sorted(packages, key=lambda each: each.country):
            ca, crl = package.anchor.certificate, package.anchor.crl
            bulletin, digest = view.bulletins.get(package.country), view.digests.get(package.country)
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
                    numbers=None if digest is None else len(digest),
                    complete_to=None if digest is None else digest.complete_to,
                    withdrawn=package.anchor.withdrawn,
                    grace_days=view.grace.get(package.country),
                )
            )
        return tuple(listed)

    def lists(self) -> tuple[TrustList, ...]:
        """The trust lists of the keepers that are believed."""
        return tuple(self._files.lists([]))

    def _signed_list(self, data: bytes, taking: TakingIn) -> Imported:
        kind = kind_of(data)
        if kind == DIGEST:
            return taking.digest(data)
        if kind == TRUST_LIST:
            return taking.trust_list(data)
        return taking.bulletin(data)
