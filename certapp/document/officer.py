"""The officer behind the authority's seal: a second signature inside the one that certifies.

A file has exactly one certification signature, the authority's. Where a profile asks for it, the officer who issues
signs the same document with a key of their own, and the seal's signed attributes carry certificate and signature.
"""

from typing import Final

from asn1crypto import cms, x509
from pyhanko_certvalidator.sig_validate import DefaultSignatureValidator

from certapp.model.signing import SigningKey
from certapp.seal import cbor
from certapp.trust.hierarchy import ACTING

OFFICER: Final = "2.25.61988961143313967517456565543660151912"
"""Our own, a UUID (ITU-T X.667): deterministic CBOR {1: certificate, 2: ecdsa-with-SHA256 over `statement`}."""
_DOMAIN: Final = b"certapp officer 1\n"
_LARGEST: Final = 4096

# What asn1crypto is to read under our own identifier.
cms.CMSAttribute._oid_specs[OFFICER] = cms.SetOfOctetString


def statement(document_digest: bytes) -> bytes:
    """What the officer signs: our words and the SHA-256 of the signed bytes of the file."""
    return _DOMAIN + document_digest


def officer_value(officer: SigningKey, document_digest: bytes) -> bytes:
    """The attribute's value. Refusals of the key pass through."""
    return cbor.encode({1: officer.certificate, 2: officer.sign_der(statement(document_digest))})


def officer_in(info: cms.SignerInfo, chain: tuple[x509.Certificate, ...], document_digest: bytes) -> str:
    """The name of the officer whose signature is inside, '' where there is none.

    ValueError and others where there is one that does not hold, or of nobody whom the authority's CA has named.
    """
    found = [each for each in info["signed_attrs"] if each["type"].dotted == OFFICER]
    if not found:
        return ""
    ((value,),) = (each["values"] for each in found)
    match cbor.decode(value.native, cbor.Limits(depth=2, size=_LARGEST, text_keys=False, booleans=False)):
        case {1: bytes(der), 2: bytes(signature), **more} if not more:
            officer = x509.Certificate.load(der, strict=True)
        case _:
            raise ValueError("no officer's signature")
    validate = DefaultSignatureValidator().validate_signature
    (issuer,) = (each for each in chain if each.subject == officer.issuer and each.ca)
    tbs, algorithm = officer["tbs_certificate"].dump(), officer["signature_algorithm"]
    validate(officer["signature_value"].native, tbs, issuer.public_key, algorithm)
    usage = officer.extended_key_usage_value
    if usage is None or ACTING.dotted_string not in [each.dotted for each in usage]:
        raise ValueError("not a certificate of an officer")
    by = cms.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"})
    validate(signature, statement(document_digest), officer.public_key, by)
    name = officer.subject.native.get("common_name", "")
    if not isinstance(name, str) or not name or not cbor.acceptable(name):
        raise ValueError("an officer without a name")
    return name
