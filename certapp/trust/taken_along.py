"""What is believed, as files that carry it to somebody else: a package for each authority, the newest bulletins."""

from collections.abc import Collection
from dataclasses import dataclass

from certapp.trust.hierarchy import DOCUMENT_SIGNING
from certapp.trust.package import build_package
from certapp.trust.path import Anchor, issuer_of
from certapp.trust.view import TrustView


@dataclass(frozen=True, slots=True)
class TakenAlong:
    """Authority packages and status bulletins, as their files."""

    packages: tuple[bytes, ...]
    bulletins: tuple[bytes, ...]


def taken_along(view: TrustView, countries: Collection[str]) -> TakenAlong:
    """The packages and bulletins of these countries.

    An authority of which nothing but its own certificate is known has no package, and no signers that one would miss.
    """
    anchors = [anchor for country in sorted(countries) for anchor in view.anchors.get(country, ())]
    packages = tuple(_package(anchor, view) for anchor in anchors if anchor.crl is not None)
    bulletins = (view.bulletins.get(country) for country in sorted(countries))
    return TakenAlong(packages, tuple(bulletin.raw for bulletin in bulletins if bulletin is not None))


def _package(anchor: Anchor, view: TrustView) -> bytes:
    assert anchor.crl is not None
    known = (signer for signers in view.signers.values() for signer in signers)
    own = (each.der for each in known if issuer_of(each, (anchor,), DOCUMENT_SIGNING, each.not_before) is not None)
    return build_package(anchor.certificate.der, tuple(sorted(own)), (), anchor.crl.der)
