"""Signs the finished PDF: a PAdES B-B certification signature (ETSI EN 319 142-1) that allows no change.

Needs no network. Sign in a worker thread or process: pyHanko runs an event loop of its own.
"""

import hashlib
import io
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from asn1crypto import core, tsp, x509
from pikepdf import Array, Dictionary, Name, Pdf, Stream
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.attributes import CMSAttributeProvider
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.general import as_signing_certificate_v2
from pyhanko.sign.signers.pdf_cms import SignedAttributeProviderSpec, Signer
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner, PdfSigningSession
from pyhanko.stamp.noop import NoOpStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from certapp.document.appearance import draw_appearance
from certapp.document.container import is_rsa
from certapp.document.finish import written
from certapp.document.names import SIGNATURE_FIELD
from certapp.document.officer import OFFICER, officer_value
from certapp.document.timestamp import NAMED_AUTHORITY, ROOM
from certapp.model.signing import SigningKey

"""The attachment that holds the record of the certificate."""
_DIGEST = "sha256"
_LARGEST_ECDSA_P256 = 72
"""Bytes of a DER SEQUENCE of two 256-bit integers (RFC 3279, 2.2.3)."""

_ROOM, _ROOM_RSA = 8192, 16384
"""Hexadecimal digits kept free for the container; ours has about 4,400, with RSA more. None need be tried so."""


def sign(
    pdf: bytes,
    key: SigningKey,
    *,
    name: str,
    reason: str,
    place: str,
    at: datetime,
    stamp_authority: bytes | None = None,
    officer: SigningKey | None = None,
) -> bytes:
    """`pdf`, as `rendering.render` made it, with its signature field filled and shown.

    `at` must know its time zone; it is the claimed time of signing. `stamp_authority`: the certificate (DER) of the
    time-stamp authority that may stamp this signature afterwards (`timestamp.with_time_stamp`); room is left for
    its stamp, without one none may come. `officer`: who signs the same document inside (`document/officer.py`).

    ValueError when `pdf` has no signature field of ours (a preview, or a file from elsewhere): only what this program
    made itself is signed. Refusals of the keys (a token pulled out, say) pass through; GLYPH_MISSING when a word
    cannot be drawn.
    """
    if at.tzinfo is None:
        raise ValueError("the time of signing must know its zone")
    shown = _with_appearance(pdf, name=name, reason=reason, place=place, at=at)
    writer = _QuietWriter(io.BytesIO(shown))
    metadata = PdfSignatureMetadata(
        field_name=SIGNATURE_FIELD,
        md_algorithm=_DIGEST,
        name=name,
        reason=reason,
        location=place,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
        subfilter=SigSeedSubFilter.PADES,
    )
    output = io.BytesIO()
    signer = _Certifier(metadata, KeySigner(key, stamp_authority, officer), at)
    room = _ROOM_RSA if is_rsa(x509.Certificate.load(key.certificate)) else _ROOM
    room += ROOM if stamp_authority else 0
    signer.sign_pdf(writer, existing_fields_only=True, bytes_reserved=room, output=output)
    return output.getvalue()


class _QuietWriter(IncrementalPdfFileWriter):  # type: ignore[misc]
    """Leaves title, producer and dates as the record gave them."""

    def _update_meta(self) -> None:
        pass


class KeySigner(Signer):  # type: ignore[misc]
    """pyHanko's signer on top of a key that never leaves its own room."""

    def __init__(
        self, key: SigningKey, stamp_authority: bytes | None = None, officer: SigningKey | None = None
    ) -> None:
        chain = SimpleCertificateStore()
        chain.register_multiple([x509.Certificate.load(issuer) for issuer in key.issuers])
        super().__init__(signing_cert=x509.Certificate.load(key.certificate), cert_registry=chain, embed_roots=True)
        self.signed_attr_prov_spec = _OurAttributes(key, stamp_authority, officer)
        self._key = key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        if digest_algorithm != _DIGEST:
            raise ValueError(f"the key signs with {_DIGEST} only")
        if dry_run:
            return bytes(self.signing_cert.public_key.byte_size if is_rsa(self.signing_cert) else _LARGEST_ECDSA_P256)
        return self._key.sign_der(data)


class _OurAttributes(SignedAttributeProviderSpec):  # type: ignore[misc]
    """What we say in the signed attributes beside what every signature says."""

    def __init__(self, key: SigningKey, stamp_authority: bytes | None, officer: SigningKey | None) -> None:
        self._officer = officer
        self._providers: list[CMSAttributeProvider] = [_WholeChain(key)]
        if stamp_authority is not None:
            self._providers.append(_NamedAuthority(stamp_authority))

    def signed_attr_providers(self, data_digest: bytes, digest_algorithm: str) -> Iterable[CMSAttributeProvider]:
        inside = [] if self._officer is None else [_OfficerInside(self._officer, data_digest)]
        return [*self._providers, *inside]


class _OfficerInside(CMSAttributeProvider):  # type: ignore[misc]
    """The officer's own signature over the same document."""

    attribute_type = OFFICER

    def __init__(self, officer: SigningKey, data_digest: bytes) -> None:
        self._officer, self._digest = officer, data_digest

    async def build_attr_value(self, dry_run: bool = False) -> core.OctetString:
        return core.OctetString(officer_value(self._officer, self._digest))


class _NamedAuthority(CMSAttributeProvider):  # type: ignore[misc]
    """Names the one authority whose time stamp may be added."""

    attribute_type = NAMED_AUTHORITY

    def __init__(self, certificate: bytes) -> None:
        self._digest = hashlib.sha256(certificate).digest()

    async def build_attr_value(self, dry_run: bool = False) -> core.OctetString:
        return core.OctetString(self._digest)


class _WholeChain(CMSAttributeProvider):  # type: ignore[misc]
    """Names every certificate in the container, not the signer's alone: then a bit changed in any is seen."""

    attribute_type = "signing_certificate_v2"

    def __init__(self, key: SigningKey) -> None:
        self._certificates = [x509.Certificate.load(each) for each in (key.certificate, *key.issuers)]

    async def build_attr_value(self, dry_run: bool = False) -> tsp.SigningCertificateV2:
        named = [as_signing_certificate_v2(each)["certs"][0] for each in self._certificates]
        return tsp.SigningCertificateV2({"certs": named})


class _Certifier(PdfSigner):  # type: ignore[misc]
    """Signs at a given time, and leaves the file a PDF 1.7: no extension of PDF 2.0 is declared for ECDSA."""

    def __init__(self, metadata: PdfSignatureMetadata, signer: Signer, at: datetime) -> None:
        super().__init__(metadata, signer, stamp_style=NoOpStampStyle())
        self._at = at

    def init_signing_session(self, *args: Any, **options: Any) -> PdfSigningSession:
        session = super().init_signing_session(*args, **options)
        session.system_time = self._at
        return session

    def register_extensions(self, pdf_out: Any, *, md_algorithm: str) -> None:
        pass


def _with_appearance(pdf: bytes, *, name: str, reason: str, place: str, at: datetime) -> bytes:
    with Pdf.open(io.BytesIO(pdf)) as document:
        fields = document.Root.get(Name.AcroForm, Dictionary()).get(Name.Fields, Array())
        if len(fields) != 1 or fields[0].get(Name.T) != SIGNATURE_FIELD or Name.V in fields[0]:
            raise ValueError("no empty signature field of ours")
        widget = fields[0]
        left, bottom, right, top = (float(corner) for corner in widget.Rect)
        if right <= left or top <= bottom:
            return pdf
        language = str(document.Root.get(Name.Lang, "en"))
        look = draw_appearance(right - left, top - bottom, language, name=name, reason=reason, place=place, at=at)
        stored = frozenset(
            item.objgen for item in document.objects if isinstance(item, Stream) and Name.Filter not in item
        )
        with Pdf.open(io.BytesIO(look)) as drawn:
            widget.AP = Dictionary(N=document.copy_foreign(drawn.pages[0].as_form_xobject()))
            return written(document, stored)
