"""A stream that only the holder of a backup key can read: HPKE (RFC 9180) seals a fresh key, AES-256-GCM the chunks.

HPKE is the library's own, with DHKEM(P-256, HKDF-SHA256), HKDF-SHA256 and AES-256-GCM. Each chunk counts in its nonce
and the last one says that it is the last, so that none can be left out, put elsewhere or cut off unseen. Anybody with
the public key can seal: what is in a stream says itself whose it is.
"""

import hashlib
import secrets
from collections.abc import Iterator
from typing import IO, Final, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.serialization import load_der_public_key

from certapp.model.errors import Refusal
from certapp.seal import cbor
from certapp.trust.keyfile import key_id, spki

MAGIC: Final = b"certapp sealed backup 1\n"
CHUNK: Final = 1 << 20
_INFO: Final = b"certapp sealed backup 1\0"
_TAG, _LENGTH, _KEY_BYTES, _LARGEST_HEADER = 16, 2, 32, 1024


class Writes(Protocol):
    """Where a stream goes."""

    def write(self, data: bytes, /) -> object:
        """Take more."""


class Sealing:
    """Writes a sealed stream. `secret` opens it again as long as this lives: what was written is read back by it."""

    def __init__(self, out: Writes, public: bytes) -> None:
        key = load_der_public_key(public)
        if not isinstance(key, ec.EllipticCurvePublicKey):
            raise TypeError("a P-256 key is wanted")
        self.secret = secrets.token_bytes(_KEY_BYTES)
        sealed = _suite().encrypt(self.secret, key, _INFO)
        header = cbor.encode({1: key_id(public), 2: sealed})
        opening = MAGIC + len(header).to_bytes(_LENGTH, "big") + header
        self._out = out
        self._chunks = _Chunks(self.secret, opening)
        self._held = bytearray()
        out.write(opening)

    def write(self, data: bytes) -> None:
        """Seal more; whole chunks go out, the rest waits."""
        self._held += data
        while len(self._held) > CHUNK:
            self._out.write(self._chunks.seal(bytes(self._held[:CHUNK]), last=False))
            del self._held[:CHUNK]

    def finish(self) -> None:
        """Write the last chunk, which says so. Without it nobody takes the stream for whole."""
        self._out.write(self._chunks.seal(bytes(self._held), last=True))


class Unsealing:
    """Reads a sealed stream, each chunk checked before any of it is given out.

    `key`: the private backup key, or the `secret` of the `Sealing` that wrote it.
    Refusals BACKUP_SEAL_DAMAGED, BACKUP_KEY_OTHER; both name the file.
    """

    def __init__(self, stream: IO[bytes], key: ec.EllipticCurvePrivateKey | bytes, name: str) -> None:
        self._name = name
        kid, sealed, opening = read_opening(stream, name)
        if isinstance(key, bytes):
            secret = key
        else:
            if key_id(spki(key.public_key())) != kid:
                raise Refusal("BACKUP_KEY_OTHER", file=name, wanted=kid.hex())
            try:
                secret = _suite().decrypt(sealed, key, _INFO)
            except Exception:  # the library raises many kinds at hostile input
                raise self._damaged() from None
        if len(secret) != _KEY_BYTES:
            raise self._damaged()
        self._pieces = self._read(stream, _Chunks(secret, opening))
        self._held = b""

    def read(self, size: int) -> bytes:
        """Exactly so many bytes."""
        parts, missing = [], size
        while missing:
            if not self._held:
                self._held = next(self._pieces, b"")
                if not self._held:
                    raise self._damaged()
            part, self._held = self._held[:missing], self._held[missing:]
            parts.append(part)
            missing -= len(part)
        return b"".join(parts)

    def end(self) -> None:
        """There must be nothing more, and the last chunk must have been the last."""
        if self._held or next(self._pieces, b""):
            raise self._damaged()

    def _read(self, stream: IO[bytes], chunks: "_Chunks") -> Iterator[bytes]:
        piece = stream.read(CHUNK + _TAG)
        while True:
            following = stream.read(CHUNK + _TAG) if len(piece) == CHUNK + _TAG else b""
            try:
                yield chunks.open(piece, last=not following)
            except (InvalidTag, ValueError):
                raise self._damaged() from None
            if not following:
                return
            piece = following

    def _damaged(self) -> Refusal:
        return Refusal("BACKUP_SEAL_DAMAGED", file=self._name)


def read_opening(stream: IO[bytes], name: str) -> tuple[bytes, bytes, bytes]:
    """The key id for which a stream was sealed, its sealed key, and the bytes read. Refusal BACKUP_SEAL_DAMAGED."""
    start = stream.read(len(MAGIC) + _LENGTH)
    length = int.from_bytes(start[-_LENGTH:], "big")
    header = stream.read(length) if start.startswith(MAGIC) and 0 < length <= _LARGEST_HEADER else b""
    try:
        match cbor.decode(header, cbor.LIST):
            case {1: bytes(kid), 2: bytes(sealed), **more} if not more:
                return kid, sealed, start + header
    except Refusal:
        pass
    raise Refusal("BACKUP_SEAL_DAMAGED", file=name)


class _Chunks:
    def __init__(self, secret: bytes, opening: bytes) -> None:
        self._cipher = AESGCM(secret)
        self._bound = hashlib.sha256(opening).digest()
        self._count = 0

    def seal(self, data: bytes, *, last: bool) -> bytes:
        return self._cipher.encrypt(self._nonce(last), data, self._bound)

    def open(self, data: bytes, *, last: bool) -> bytes:
        return self._cipher.decrypt(self._nonce(last), data, self._bound)

    def _nonce(self, last: bool) -> bytes:
        nonce = self._count.to_bytes(11, "big") + bytes([last])
        self._count += 1
        return nonce


def _suite() -> Suite:
    return Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
