"""What is believed, as files that carry it to somebody else: a package for each authority, the newest lists."""

from collections.abc import Collection
from dataclasses import dataclass

from certapp.trust.hierarchy import DOCUMENT_SIGNING
from certapp.trust.package import build_package
from certapp.trust.path import Anchor, issuer_of
from certapp.trust.view import TrustView


@dataclass(frozen=True, slots=True)
class TakenAlong:
    """Authority packages, status bulletins and register digests, as their files; `anchors` in the order of packages."""

    anchors: tuple[Anchor, ...]
    packages: tuple[bytes, ...]
    bulletins: tuple[bytes, ...]
    digests: tuple[bytes, ...]


def taken_along(view: TrustView, countries: Collection[str]) -> TakenAlong:
    """The packages, bulletins and digests of these countries.

    An authority of which nothing but its own certificate is known has no package, and no signers that one would miss.
    """
    known = [anchor for country in sorted(countries) for anchor in view.anchors.get(country, ())]
    anchors = tuple(anchor for anchor in known if anchor.crl is not None)
    return TakenAlong(
        anchors,
        tuple(_package(anchor, view) for anchor in anchors),
        tuple(view.bulletins[country].raw for country in sorted(countries) if country in view.bulletins),
        tuple(view.digests[country].raw for country in sorted(countries) if country in view.digests),
    )


def _package(anchor: Anchor, view: TrustView) -> bytes:
    assert anchor.crl is not None
    known = (signer for signers in view.signers.values() for signer in signers)
    own = (each.der for each in known if issuer_of(each, (anchor,), DOCUMENT_SIGNING, each.not_before) is not None)
    return build_package(anchor.certificate.der, tuple(sorted(own)), (), anchor.crl.der)
