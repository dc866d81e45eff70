"""A key in memory, ready to sign: for one act or one login, then dropped."""

from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric import ec

from certapp.model.errors import Refusal
from certapp.trust import es256
from certapp.trust.certificate import kid
from certapp.trust.keyfile import spki


@dataclass(frozen=True, slots=True, eq=False)
class UnlockedKey:
    """A P-256 private key with its certificate chain; a `certapp.model.signing.SigningKey`.

    `private` is for this room alone (X.509 is signed by the library). Nothing secret is in the repr.
    """

    name: str
    private: ec.EllipticCurvePrivateKey = field(repr=False)
    chain: tuple[bytes, ...] = field(default=(), repr=False)

    @property
    def public(self) -> bytes:
        """The public key, SubjectPublicKeyInfo in DER."""
        return spki(self.private.public_key())

    @property
    def certificate(self) -> bytes:
        """The certificate, DER. Refusal KEY_NOT_CERTIFIED as long as there is none."""
        if not self.chain:
            raise Refusal("KEY_NOT_CERTIFIED", name=self.name)
        return self.chain[0]

    @property
    def issuers(self) -> tuple[bytes, ...]:
        """The certificates above it, DER, nearest first."""
        return self.chain[1:]

    @property
    def kid(self) -> bytes:
        """First 8 bytes of SHA-256 of the certificate."""
        return kid(self.certificate)

    def sign_raw(self, data: bytes) -> bytes:
        """ES256 over `data`: r || s, 64 bytes."""
        return es256.sign_raw(self.private, data)

    def sign_der(self, data: bytes) -> bytes:
        """ecdsa-with-SHA256 over `data`, DER."""
        return es256.sign_der(self.private, data)
