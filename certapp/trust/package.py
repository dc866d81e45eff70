"""The authority package of a country (`*.xcauth`): all that others need to check its certificates.

Everything inside is signed under the country CA, so it may travel by any road; only that CA itself must be
believed from elsewhere.
"""

from dataclasses import dataclass
from typing import Final, NoReturn

from cryptography import x509

from certapp.model.errors import Refusal
from certapp.seal import cbor
from certapp.seal.cbor import Item
from certapp.trust.bulletin import Bulletin, read_bulletin
from certapp.trust.certificate import Certificate, read_certificate
from certapp.trust.hierarchy import DOCUMENT_SIGNING, STATUS_SIGNING
from certapp.trust.path import Anchor, issuer_of, read_country_ca, read_crl

_MARK, _CA, _SIGNERS, _STATUS_SIGNERS, _CRL, _BULLETIN = range(1, 7)
_NAME: Final = "XCAUTH"
_OPENING: Final = b"\x01\x66XCAUTH"
_MOST_SIGNERS: Final = 2000


@dataclass(frozen=True, slots=True)
class Package:
    """What a package holds, all of it checked under its own CA, which nobody need believe yet."""

    anchor: Anchor
    signers: tuple[Certificate, ...]
    status_signers: tuple[Certificate, ...]
    bulletin: Bulletin | None

    @property
    def country(self) -> str:
        """ISO 3166-1 alpha-2."""
        return self.anchor.certificate.country


def build_package(
    country_ca: bytes,
    signers: tuple[bytes, ...],
    status_signers: tuple[bytes, ...],
    crl: bytes,
    bulletin: bytes | None = None,
) -> bytes:
    """A package of certificates and revocation list (DER) and the newest bulletin, if there is one.

    Refusals as of `read_package`: a package that nobody could use is not made.
    """
    content: dict[int | str, Item] = {
        _MARK: _NAME,
        _CA: country_ca,
        _SIGNERS: list[Item](signers),
        _STATUS_SIGNERS: list[Item](status_signers),
        _CRL: crl,
    }
    if bulletin is not None:
        content[_BULLETIN] = bulletin
    data = cbor.encode(content)
    read_package(data)
    return data


def is_package(data: bytes) -> bool:
    """Whether `data` opens like a package."""
    return data[1 : 1 + len(_OPENING)] == _OPENING


def read_package(data: bytes) -> Package:
    """The content of a package, each part checked under the CA in it.

    Refusals: PACKAGE_DAMAGED, PACKAGE_FOREIGN_SIGNER, CERTIFICATE_DAMAGED, NOT_A_COUNTRY_CA, CRL_DAMAGED,
    BULLETIN_DAMAGED, BULLETIN_NEWER, BULLETIN_SIGNATURE.
    """
    try:
        content = cbor.decode(data, cbor.LIST)
    except Refusal:
        _damaged()
    match content:
        case {1: "XCAUTH", 2: bytes(ca), 3: list(signers), 4: list(status_signers), 5: bytes(crl), **more}:
            bulletin = dict[object, object](more).pop(_BULLETIN, None)
        case _:
            _damaged()
    if len(more) != (bulletin is not None) or not isinstance(bulletin, bytes | None):
        _damaged()
    if len(signers) + len(status_signers) > _MOST_SIGNERS:
        _damaged()
    authority = read_country_ca(ca)
    if authority.der != ca:
        _damaged()
    anchor = Anchor(authority, read_crl(crl, authority))
    return Package(
        anchor,
        tuple(_signer(item, anchor, DOCUMENT_SIGNING) for item in signers),
        tuple(_signer(item, anchor, STATUS_SIGNING) for item in status_signers),
        None if bulletin is None else read_bulletin(bulletin, [anchor]),
    )


def _signer(item: Item, anchor: Anchor, usage: x509.ObjectIdentifier) -> Certificate:
    if not isinstance(item, bytes):
        _damaged()
    signer = read_certificate(item)
    # Whether it is still valid is asked when something it signed is judged; here: was it ever?
    if signer.der != item or issuer_of(signer, [anchor], usage, signer.not_before) is None:
        raise Refusal("PACKAGE_FOREIGN_SIGNER", country=anchor.certificate.country, name=signer.name)
    return signer


def _damaged() -> NoReturn:
    raise Refusal("PACKAGE_DAMAGED") from None
