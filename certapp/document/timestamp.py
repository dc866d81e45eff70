"""Time stamps of a signature (RFC 3161) inside its container: PAdES B-T (ETSI EN 319 142-1).

The signer names the authority in the signed attributes, by its certificate's digest: so a stamp by any other is no part
of the file. Of a token only what its signature covers is kept, in one form; a verifier accepts that form alone.
"""

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime

from asn1crypto import algos, cms, core, tsp, x509
from pyhanko.sign.validation.generic_cms import validate_sig_integrity

from certapp.document.shape import signed_extent

NAMED_AUTHORITY = "2.25.311790467146482394011238107219526140557"
"""Our own, a UUID (ITU-T X.667): SHA-256 of the certificate of the one time-stamp authority that may stamp this."""
ROOM = 24_576
"""Hexadecimal digits more for the container where a time stamp may come."""
LARGEST_TOKEN = 10_000
_DIGESTS = ("sha256", "sha384", "sha512")

# What asn1crypto is to read under our own identifier.
cms.CMSAttribute._oid_specs[NAMED_AUTHORITY] = cms.SetOfOctetString


def stamp_request(imprint: bytes, nonce: int) -> bytes:
    """A TimeStampReq (DER) for a SHA-256 digest, which asks for the authority's certificate."""
    message = {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": imprint}
    request = {"version": "v1", "message_imprint": message, "nonce": nonce, "cert_req": True}
    written: bytes = tsp.TimeStampReq(request).dump()
    return written


def with_time_stamp(pdf: bytes, authority: bytes, ask: Callable[[bytes], bytes]) -> bytes:
    """`pdf`, as `signing.sign` made it for this authority (its certificate, DER), with a stamp of its signature.

    `ask` sends a TimeStampReq and gives the TimeStampResp; what it raises passes through. ValueError where the answer
    is not what was asked for, or does not fit into the room.
    """
    extent = signed_extent(pdf)
    container = cms.ContentInfo.load(extent.contents)
    info = container["content"]["signer_infos"][0]
    if named_authority(info) != hashlib.sha256(authority).digest():
        raise ValueError("signed for another time-stamp authority")
    imprint = hashlib.sha256(info["signature"].native).digest()
    nonce = secrets.randbits(63)
    token = fitting_token(ask(stamp_request(imprint, nonce)), nonce, authority)
    stamped_at(token, imprint, hashlib.sha256(authority).digest())
    stamp = cms.CMSAttribute({"type": "signature_time_stamp_token", "values": [cms.ContentInfo.load(token)]})
    info["unsigned_attrs"] = cms.CMSAttributes([stamp])
    written: bytes = container.dump(force=True)
    digits = written.hex().upper().encode("ascii")
    if len(digits) > 2 * len(extent.contents):
        raise ValueError("the time stamp is too large")
    return pdf[: extent.before + 1] + digits.ljust(2 * len(extent.contents), b"0") + pdf[extent.resume - 1 :]


def fitting_token(response: bytes, nonce: int, authority: bytes) -> bytes:
    """The token (DER) in a TimeStampResp to the question with this nonce, in the one form that is kept.

    `authority`: its certificate, DER. ValueError and others for what is no such answer.
    """
    return _plain(_granted(response, nonce), x509.Certificate.load(authority))


def named_authority(info: cms.SignerInfo) -> bytes | None:
    """The digest by which the signed attributes name a time-stamp authority, or None. ValueError where doubled."""
    found = [each for each in info["signed_attrs"] if each["type"].dotted == NAMED_AUTHORITY]
    if not found:
        return None
    ((value,),) = (each["values"] for each in found)
    digest: bytes = value.native
    return digest


def token_in(info: cms.SignerInfo) -> bytes | None:
    """The one stamp in the unsigned attributes (DER), or None. ValueError where there is anything else."""
    if isinstance(info["unsigned_attrs"], core.Void):
        return None
    (attribute,) = info["unsigned_attrs"]
    (token,) = attribute["values"]
    if attribute["type"].native != "signature_time_stamp_token":
        raise ValueError("another unsigned attribute")
    return bytes(token.dump())


def stamped_by(token: bytes) -> x509.Certificate:
    """The certificate that a token (DER) says it is by; `stamped_at` proves it. ValueError and others for no token."""
    if len(token) > LARGEST_TOKEN:
        raise ValueError("the time stamp is too large")
    (certificate,) = (each.chosen for each in cms.ContentInfo.load(token, strict=True)["content"]["certificates"])
    return certificate


def stamped_at(token: bytes, imprint: bytes, authority: bytes) -> datetime:
    """When a token (DER) stamped `imprint` (SHA-256). `authority`: SHA-256 of the certificate it must be by.

    ValueError and others where it does not, or is not to the letter in the form that is kept here.
    """
    if len(token) > LARGEST_TOKEN:
        raise ValueError("the time stamp is too large")
    signed = cms.ContentInfo.load(token, strict=True)["content"]
    (certificate,) = (each.chosen for each in signed["certificates"])
    if certificate.sha256 != authority or _plain(signed, certificate) != token:
        raise ValueError("a time stamp of another form or authority")
    usage = certificate.extended_key_usage_value
    if usage is None or usage.native != ["time_stamping"]:
        raise ValueError("the certificate is not for time stamps")
    (info,) = signed["signer_infos"]
    content = signed["encap_content_info"]["content"]
    digest = hashlib.new(info["digest_algorithm"]["algorithm"].native, bytes(content)).digest()
    intact, valid = validate_sig_integrity(info, certificate, expected_content_type="tst_info", actual_digest=digest)
    facts: tsp.TSTInfo = content.parsed
    message = facts["message_imprint"]
    fits = message["hash_algorithm"]["algorithm"].native == "sha256" and message["hashed_message"].native == imprint
    moment: datetime = facts["gen_time"].native
    if not (intact and valid and fits and certificate.not_valid_before <= moment <= certificate.not_valid_after):
        raise ValueError("the time stamp does not hold")
    return moment


def _granted(response: bytes, nonce: int) -> cms.SignedData:
    answer = tsp.TimeStampResp.load(response, strict=True)
    if answer["status"]["status"].native not in ("granted", "granted_with_mods"):
        raise ValueError("the time-stamp authority refused")
    signed: cms.SignedData = answer["time_stamp_token"]["content"]
    if signed["encap_content_info"]["content"].parsed["nonce"].native != nonce:
        raise ValueError("the answer to another question")
    return signed


def _plain(signed: cms.SignedData, authority: x509.Certificate) -> bytes:
    """A token in the one form kept here: its signed parts, and of the unsigned no more than they need."""
    (info,) = signed["signer_infos"]
    digest = info["digest_algorithm"]["algorithm"].native
    if digest not in _DIGESTS:
        raise ValueError("another digest")
    kind = {"rsa": "rsa", "ec": "ecdsa"}[authority.public_key.algorithm]
    sid = cms.IssuerAndSerialNumber({"issuer": authority.issuer, "serial_number": authority.serial_number})
    plain = cms.SignedData(
        {
            "version": "v3",
            "digest_algorithms": [algos.DigestAlgorithm({"algorithm": digest})],
            "encap_content_info": signed["encap_content_info"],
            "certificates": [cms.CertificateChoices("certificate", authority)],
            "signer_infos": [
                {
                    "version": "v1",
                    "sid": cms.SignerIdentifier("issuer_and_serial_number", sid),
                    "digest_algorithm": {"algorithm": digest},
                    "signature_algorithm": {"algorithm": f"{digest}_{kind}"},
                    "signed_attrs": info["signed_attrs"],
                    "signature": info["signature"],
                }
            ],
        }
    )
    return bytes(cms.ContentInfo({"content_type": "signed_data", "content": plain}).dump())
