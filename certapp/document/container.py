"""The CMS container of a signature (RFC 5652): the parts that the signature does not cover must be as we write them.

Otherwise a file could be changed in a few places, harmless or not, and still be called genuine.
"""

from hashlib import sha256

from asn1crypto import cms, x509

from certapp.document.officer import OFFICER
from certapp.document.timestamp import NAMED_AUTHORITY, named_authority, stamped_at, token_in

_RSA_BITS = range(2048, 4097)


_ATTRIBUTES = frozenset(
    {"1.2.840.113549.1.9.3", "1.2.840.113549.1.9.4", "1.2.840.113549.1.9.16.2.47", NAMED_AUTHORITY, OFFICER}
)
"""content-type, message-digest, signing-certificate-v2, and our own."""


def is_rsa(certificate: x509.Certificate) -> bool:
    """Whether a certificate has an RSA key of 2048 to 4096 bits; else its key is on P-256. ValueError for others."""
    key = certificate.public_key
    if key.algorithm == "rsa" and key.bit_size in _RSA_BITS:
        return True
    if key.algorithm == "ec" and key.curve == ("named", "secp256r1"):
        return False
    raise ValueError("another kind of key")


def named_certificates(info: cms.SignerInfo) -> list[bytes]:
    """SHA-256 of each certificate that the signed attributes name (signing-certificate-v2, RFC 5035).

    ValueError where the attribute is missing, doubled, or uses another digest.
    """
    (attribute,) = (each for each in info["signed_attrs"] if each["type"].native == "signing_certificate_v2")
    (value,) = attribute["values"]
    if any(each["hash_algorithm"]["algorithm"].native != "sha256" for each in value["certs"]):
        raise ValueError("certificates are named by another digest")
    return [each["cert_hash"].native for each in value["certs"]]


def signer_of(container: bytes) -> x509.Certificate:
    """The certificate of the one signer (DER of a ContentInfo). ValueError and others where there is none."""
    signed = cms.ContentInfo.load(container, strict=True)["content"]
    (info,) = signed["signer_infos"]
    wanted = info["sid"].chosen
    issuer, serial = wanted["issuer"].dump(), wanted["serial_number"].native  # byte for byte, as we write it
    (found,) = (
        each.chosen
        for each in signed["certificates"]
        if each.chosen.serial_number == serial and each.chosen.issuer.dump() == issuer
    )
    return found


def is_as_we_write_it(container: bytes, signer: x509.Certificate) -> bool:
    """Whether a container (DER) is byte for byte what we would make of its certificates, attributes and signature.

    The certificates must be those that the signed attributes name, a time stamp by the authority named there.
    """
    signed = cms.ContentInfo.load(container, strict=True)["content"]
    info = signed["signer_infos"][0]
    certificates = [each.chosen for each in signed["certificates"]]
    token = token_in(info)
    stamp = {"type": "signature_time_stamp_token", "values": [cms.ContentInfo.load(token or b"")]} if token else None
    expected = cms.ContentInfo(
        {
            "content_type": "signed_data",
            "content": cms.SignedData(
                {
                    "version": "v1",
                    "digest_algorithms": [{"algorithm": "sha256"}],
                    "encap_content_info": {"content_type": "data"},
                    "certificates": [cms.CertificateChoices("certificate", each) for each in certificates],
                    "signer_infos": [
                        {
                            "version": "v1",
                            "sid": cms.SignerIdentifier(
                                "issuer_and_serial_number",
                                cms.IssuerAndSerialNumber(
                                    {"issuer": signer.issuer, "serial_number": signer.serial_number}
                                ),
                            ),
                            "digest_algorithm": {"algorithm": "sha256"},
                            "signature_algorithm": {"algorithm": "sha256_rsa" if is_rsa(signer) else "sha256_ecdsa"},
                            "signed_attrs": info["signed_attrs"],
                            "signature": info["signature"],
                            "unsigned_attrs": None if stamp is None else cms.CMSAttributes([cms.CMSAttribute(stamp)]),
                        }
                    ],
                }
            ),
        }
    )
    if token is not None:
        stamped_at(token, sha256(info["signature"].native).digest(), named_authority(info) or b"")
    types = [each["type"].dotted for each in info["signed_attrs"]]
    if len(set(types)) != len(types) or not set(types) <= _ATTRIBUTES:
        return False
    named = sorted(named_certificates(info))
    return bool(expected.dump() == container and sorted(each.sha256 for each in certificates) == named)
