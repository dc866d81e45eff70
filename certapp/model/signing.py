"""What a signing key offers to the rooms that may not know keys."""

from typing import Protocol


class SigningKey(Protocol):
    """An unlocked key with its certificate, for one act or one login: P-256, or for PDFs alone RSA.

    Every method may refuse where the key is on a token: pulled out (TOKEN_GONE), silent, or of another kind.
    """

    @property
    def certificate(self) -> bytes:
        """The signer's X.509 certificate, DER."""

    @property
    def issuers(self) -> tuple[bytes, ...]:
        """The certificates above it up to the country CA, DER, nearest first."""

    @property
    def kid(self) -> bytes:
        """First 8 bytes of SHA-256 of the certificate (docs/formats.md, section 1)."""

    def sign_raw(self, data: bytes) -> bytes:
        """ES256 over `data`: r || s, 64 bytes (RFC 9053 section 2.1)."""

    def sign_der(self, data: bytes) -> bytes:
        """The signature over `data` as CMS carries it: ecdsa-with-SHA256 in DER (RFC 3279); of an RSA key
        RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017)."""
