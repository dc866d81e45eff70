"""What is believed, as files that carry it to somebody else: a package for each authority, the newest lists."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from cryptography.x509 import ObjectIdentifier

from certapp.trust.certificate import Certificate
from certapp.trust.hierarchy import ACTING, DOCUMENT_SIGNING, STATUS_SIGNING
from certapp.trust.package import build_package
from certapp.trust.path import Anchor, issuer_of
from certapp.trust.view import TrustView


@dataclass(frozen=True, slots=True)
class TakenAlong:
    """Authority packages, status bulletins and register digests, as their files; `anchors` in the order of packages.

    printed: the texts of printed bulletins that were added to those bulletins, in order.
    """

    anchors: tuple[Anchor, ...]
    packages: tuple[bytes, ...]
    bulletins: tuple[bytes, ...]
    digests: tuple[bytes, ...]
    printed: tuple[str, ...]


def taken_along(view: TrustView, countries: Collection[str]) -> TakenAlong:
    """The packages, bulletins and digests of these countries.

    An authority of which nothing but its own certificate is known has no package, and no signers that one would miss.
    """
    known = [anchor for country in sorted(countries) for anchor in view.anchors.get(country, ())]
    anchors = tuple(anchor for anchor in known if anchor.crl is not None)
    bulletins = [view.bulletins[country] for country in sorted(countries) if country in view.bulletins]
    return TakenAlong(
        anchors,
        tuple(_package(anchor, view) for anchor in anchors),
        tuple(each.raw for each in bulletins),
        tuple(view.digests[country].raw for country in sorted(countries) if country in view.digests),
        tuple(text for each in bulletins for text in each.printed),
    )


def _package(anchor: Anchor, view: TrustView) -> bytes:
    assert anchor.crl is not None

    def own(known: Mapping[bytes, tuple[Certificate, ...]], usage: ObjectIdentifier) -> tuple[bytes, ...]:
        all_of_them = (each for same in known.values() for each in same)
        under = (each.der for each in all_of_them if issuer_of(each, (anchor,), usage, each.not_before) is not None)
        return tuple(sorted(under))

    return build_package(
        anchor.certificate.der,
        own(view.signers, DOCUMENT_SIGNING),
        own(view.status_signers, STATUS_SIGNING),
        anchor.crl.der,
        approvers=own(view.approvers, ACTING),
    )
