"""A private key at rest: PKCS#8 under AES-256-GCM, its key derived from a passphrase by Argon2id (RFC 9106).

Three lines: what it is; a header in canonical JSON, authenticated with the rest; the ciphertext in base64.
The library's own PKCS#8 encryption is not used: with 2,048 rounds of PBKDF2 a guess costs it 0.4 ms.
"""

import base64
import hashlib
import json
import secrets
import unicodedata
from dataclasses import dataclass
from typing import Final, NoReturn

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
)

from certapp.model.errors import Refusal

MAGIC: Final = b"certapp key 1"
LARGEST: Final = 8192
"""Bytes of a key file."""
LABEL_CHARACTERS: Final = 200

_KDF = "argon2id"
_KEYS = frozenset(("kdf", "kid", "label", "m", "nonce", "p", "salt", "t", "version"))
_SALT, _NONCE, _KID = 16, 12, 8  # bytes
_ITERATIONS = range(2, 17)
_MEMORY_KIB = range(64 << 10, (1 << 20) + 1)  # 64 MiB to 1 GiB
_LANES = range(1, 9)
_CHARACTERS, _WORDS = 16, 5


@dataclass(frozen=True, slots=True)
class KdfCost:
    """What one guess at the passphrase costs: passes over the memory, KiB of it, threads."""

    iterations: int
    memory_kib: int
    lanes: int


DEFAULT_COST: Final = KdfCost(3, 256 << 10, 4)
"""About a second on an office computer."""
TEST_COST: Final = KdfCost(2, 64 << 10, 1)
"""The least that is accepted: for tests."""


def spki(key: ec.EllipticCurvePublicKey) -> bytes:
    """The public key as SubjectPublicKeyInfo, DER."""
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def key_id(public: bytes) -> bytes:
    """First 8 bytes of SHA-256 of a SubjectPublicKeyInfo: by it a key file knows its certificate."""
    return hashlib.sha256(public).digest()[:_KID]


def require_strong(passphrase: str) -> None:
    """Refusal PASSPHRASE_WEAK unless there are 16 characters or five words; no rules on which."""
    if len(passphrase.strip()) < _CHARACTERS and len(passphrase.split()) < _WORDS:
        raise Refusal("PASSPHRASE_WEAK", characters=_CHARACTERS, words=_WORDS)


def wrap(key: ec.EllipticCurvePrivateKey, passphrase: str, label: str, cost: KdfCost = DEFAULT_COST) -> bytes:
    """The key file of a P-256 key. `label`: whose it is, readable without the passphrase.

    Refusals: PASSPHRASE_WEAK, NOT_ENOUGH_MEMORY.
    """
    require_strong(passphrase)
    if not isinstance(key.curve, ec.SECP256R1) or len(label) > LABEL_CHARACTERS:
        raise ValueError("a P-256 key with a short label is wanted")
    salt, nonce = secrets.token_bytes(_SALT), secrets.token_bytes(_NONCE)
    header = _canonical(
        {
            "kdf": _KDF,
            "kid": key_id(spki(key.public_key())).hex(),
            "label": label,
            "m": cost.memory_kib,
            "nonce": nonce.hex(),
            "p": cost.lanes,
            "salt": salt.hex(),
            "t": cost.iterations,
            "version": 1,
        }
    )
    secret = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    sealed = AESGCM(_derive(passphrase, salt, cost)).encrypt(nonce, secret, header)
    return b"\n".join((MAGIC, header, base64.b64encode(sealed), b""))


def unwrap(data: bytes, passphrase: str) -> ec.EllipticCurvePrivateKey:
    """The key in a key file.

    Refusals: KEY_FILE_DAMAGED (not to the letter what `wrap` writes; found before anything is derived, so
    that a hostile file costs nothing), PASSPHRASE_WRONG (or a change that looks the same), NOT_ENOUGH_MEMORY.
    """
    envelope = _parse(data)
    try:
        secret = AESGCM(_derive(passphrase, envelope.salt, envelope.cost)).decrypt(
            envelope.nonce, envelope.sealed, envelope.header
        )
    except InvalidTag:
        raise Refusal("PASSPHRASE_WRONG") from None
    try:
        key = load_der_private_key(secret, None)
    except ValueError:
        _damaged()
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        _damaged()
    if key_id(spki(key.public_key())) != envelope.kid:
        _damaged()
    return key


def kid_of(data: bytes) -> bytes:
    """The `key_id` that a key file says it holds, without its passphrase. Refusal KEY_FILE_DAMAGED."""
    return _parse(data).kid


def label_of(data: bytes) -> str:
    """Whose key it is, as `wrap` was told. Refusal KEY_FILE_DAMAGED."""
    return _parse(data).label


@dataclass(frozen=True, slots=True)
class _Envelope:
    header: bytes
    kid: bytes
    label: str
    salt: bytes
    nonce: bytes
    cost: KdfCost
    sealed: bytes


def _parse(data: bytes) -> _Envelope:
    lines = data.split(b"\n") if len(data) <= LARGEST else []
    if len(lines) != 4 or lines[0] != MAGIC or lines[3]:
        _damaged()
    header, sealed = _header(lines[1]), _base64(lines[2])
    iterations, memory_kib, lanes = header["t"], header["m"], header["p"]
    if type(iterations) is not int or type(memory_kib) is not int or type(lanes) is not int:
        _damaged()
    if iterations not in _ITERATIONS or memory_kib not in _MEMORY_KIB or lanes not in _LANES:
        _damaged()
    return _Envelope(
        header=lines[1],
        kid=_hex(header["kid"], _KID),
        label=str(header["label"]),
        salt=_hex(header["salt"], _SALT),
        nonce=_hex(header["nonce"], _NONCE),
        cost=KdfCost(iterations, memory_kib, lanes),
        sealed=sealed,
    )


def _header(line: bytes) -> dict[str, object]:
    try:
        header = json.loads(line)
    except (ValueError, RecursionError):
        _damaged()
    if not isinstance(header, dict) or header.keys() != _KEYS or _canonical(header) != line:
        _damaged()
    if type(header["version"]) is not int or header["version"] != 1 or header["kdf"] != _KDF:
        _damaged()
    if not isinstance(header["label"], str) or len(header["label"]) > LABEL_CHARACTERS:
        _damaged()
    return header


def _canonical(header: dict[str, object]) -> bytes:
    return json.dumps(header, sort_keys=True, separators=(",", ":")).encode()


def _hex(value: object, length: int) -> bytes:
    try:
        raw = bytes.fromhex(value) if isinstance(value, str) else b""
    except ValueError:
        _damaged()
    if len(raw) != length or raw.hex() != value:
        _damaged()
    return raw


def _base64(line: bytes) -> bytes:
    try:
        raw = base64.b64decode(line, validate=True)
    except ValueError:
        _damaged()
    if base64.b64encode(raw) != line:  # the unused last bits could be anything otherwise
        _damaged()
    return raw


def _derive(passphrase: str, salt: bytes, cost: KdfCost) -> bytes:
    words = unicodedata.normalize("NFC", passphrase).encode(errors="surrogatepass")
    derivation = Argon2id(
        salt=salt, length=32, iterations=cost.iterations, lanes=cost.lanes, memory_cost=cost.memory_kib
    )
    try:
        return derivation.derive(words)
    except MemoryError:
        raise Refusal("NOT_ENOUGH_MEMORY", mebibytes=cost.memory_kib >> 10) from None


def _damaged() -> NoReturn:
    raise Refusal("KEY_FILE_DAMAGED") from None
