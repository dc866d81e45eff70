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
from certapp.trust.hierarchy import ACTING, DOCUMENT_SIGNING, STATUS_SIGNING
from certapp.trust.path import Anchor, issuer_of, read_country_ca, read_crl
from certapp.trust.register_digest import RegisterDigest, read_digest

_MARK, _CA, _SIGNERS, _STATUS_SIGNERS, _CRL, _BULLETIN, _DIGEST, _INTRODUCTION, _APPROVERS = range(1, 10)
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
    digest: RegisterDigest | None = None
    introduction: bytes | None = None
    """The CA's name and key certified by its predecessor (DER): `path.introduced_by` asks whether by one believed."""
    approvers: tuple[Certificate, ...] = ()
    """Personal certificates of those whose second signature may stand in a code."""

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
    digest: bytes | None = None,
    introduction: bytes | None = None,
    approvers: tuple[bytes, ...] = (),
) -> bytes:
    """A package of certificates and revocation list (DER), with bulletin, register digest and introduction if any.

    Only where there are `approvers` has it their key, which readers before 0.1 refuse the package for.

    Refusals as of `read_package`: a package that nobody could use is not made.
    """
    content: dict[int | str, Item] = {
        _MARK: _NAME,
        _CA: country_ca,
        _SIGNERS: list[Item](signers),
        _STATUS_SIGNERS: list[Item](status_signers),
        _CRL: crl,
    }
    for key, optional in ((_BULLETIN, bulletin), (_DIGEST, digest), (_INTRODUCTION, introduction)):
        if optional is not None:
            content[key] = optional
    if approvers:
        content[_APPROVERS] = list[Item](approvers)
    data = cbor.encode(content)
    read_package(data)
    return data


def is_package(data: bytes) -> bool:
    """Whether `data` opens like a package."""
    return data[1 : 1 + len(_OPENING)] == _OPENING


def read_package(data: bytes) -> Package:
    """The content of a package, each part checked under the CA in it.

    Refusals: PACKAGE_DAMAGED, PACKAGE_FOREIGN_SIGNER, CERTIFICATE_DAMAGED, NOT_A_COUNTRY_CA, CRL_DAMAGED,
    and those of `read_bulletin` and `read_digest`.
    """
    try:
        content = cbor.decode(data, cbor.LIST)
    except Refusal:
        _damaged()
    match content:
        case {1: "XCAUTH", 2: bytes(ca), 3: list(signers), 4: list(status_signers), 5: bytes(crl), **more}:
            approvers = more.pop(_APPROVERS, [])
            optional = {_BULLETIN: None, _DIGEST: None, _INTRODUCTION: None, **dict[object, object](more)}
        case _:
            _damaged()
    if len(optional) != 3 or not all(isinstance(each, bytes) for each in more.values()):
        _damaged()
    bulletin, digest, introduction = (_bytes(each) for each in optional.values())
    if not isinstance(approvers, list) or len(signers) + len(status_signers) + len(approvers) > _MOST_SIGNERS:
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
        None if digest is None else read_digest(digest, [anchor]),
        introduction,
        tuple(_signer(item, anchor, ACTING) for item in approvers),
    )


def _bytes(item: object) -> bytes | None:
    return item if isinstance(item, bytes) else None


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
