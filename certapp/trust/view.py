"""What a verifier believes at one moment, in memory: whole, frozen, and without a file or a clock."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from certapp.trust.bulletin import Bulletin
from certapp.trust.certificate import Certificate
from certapp.trust.package import Package
from certapp.trust.path import Anchor
from certapp.trust.register_digest import RegisterDigest


@dataclass(frozen=True, slots=True)
class TrustView:
    """anchors and bulletins by country, signers by kid (several may share one).

    latest: seconds since 1970; signed lists say that it cannot be earlier. in_training: TEST keys count.
    damaged: names of files that were left out because they can no longer be believed. digests: of the numbers
    given out, by country. grace: days past a bulletin's next update after which the words get stronger, by country.
    """

    anchors: Mapping[str, tuple[Anchor, ...]]
    signers: Mapping[bytes, tuple[Certificate, ...]]
    bulletins: Mapping[str, Bulletin]
    latest: int = 0
    in_training: bool = False
    damaged: tuple[str, ...] = ()
    digests: Mapping[str, RegisterDigest] = field(default_factory=dict)
    grace: Mapping[str, int] = field(default_factory=dict)
    approvers: Mapping[bytes, tuple[Certificate, ...]] = field(default_factory=dict)
    """By kid, the officials whose second signature may stand in a code."""
    status_signers: Mapping[bytes, tuple[Certificate, ...]] = field(default_factory=dict)
    """By kid, who may sign bulletins: needed where a printed one is read, which brings no certificate."""


def view_of(
    packages: Iterable[Package],
    bulletins: Iterable[Bulletin] = (),
    *,
    latest: int = 0,
    in_training: bool = False,
    damaged: tuple[str, ...] = (),
    digests: Iterable[RegisterDigest] = (),
    grace: Mapping[str, int] = MappingProxyType({}),
) -> TrustView:
    """The view of someone who believes the CAs of `packages`; of a country's bulletins the newest counts.

    An office's view of its own certificates is made so, from the package it hands out.
    """
    anchors: dict[str, tuple[Anchor, ...]] = {}
    signers: dict[bytes, tuple[Certificate, ...]] = {}
    approvers: dict[bytes, tuple[Certificate, ...]] = {}
    status_signers: dict[bytes, tuple[Certificate, ...]] = {}
    newest: dict[str, Bulletin] = {}
    numbers: dict[str, RegisterDigest] = {}
    found, counted = list(bulletins), list(digests)
    for package in packages:
        anchors[package.country] = (*anchors.get(package.country, ()), package.anchor)
        for signer in package.signers:
            signers[signer.kid] = (*signers.get(signer.kid, ()), signer)
        for approver in package.approvers:
            approvers[approver.kid] = (*approvers.get(approver.kid, ()), approver)
        for keeper in package.status_signers:
            status_signers[keeper.kid] = (*status_signers.get(keeper.kid, ()), keeper)
        if package.bulletin is not None:
            found.append(package.bulletin)
        if package.digest is not None:
            counted.append(package.digest)
    for bulletin in sorted(found, key=lambda each: each.sequence):
        newest[bulletin.country] = bulletin
    for digest in sorted(counted, key=lambda each: each.made_at):
        numbers[digest.country] = digest
    return TrustView(anchors, signers, newest, latest, in_training, damaged, numbers, grace, approvers, status_signers)
