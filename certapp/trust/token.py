"""Keys that never leave a token (smart card, USB token, HSM), by PKCS#11; the maker's library runs apart."""

import os
import stat
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import load_der_public_key

from certapp.model.errors import Refusal
from certapp.model.helper import Helper, HelperGoneError
from certapp.seal import cbor
from certapp.seal.cbor import Item
from certapp.trust.certificate import kid

SECONDS: Final = 20
"""For one answer of the maker's library; some tokens want to be touched."""
_LARGEST: Final = 4 << 20
_LIBRARIES: Final = (".so", ".dll", ".dylib")
_GONE: Final = {"late": "TOKEN_SILENT", "stopped": "TOKEN_STOPPED", "broken": "TOKEN_MODULE_CRASHED"}
P256: Final = "P-256"


@dataclass(frozen=True, slots=True)
class TokenPlace:
    """Where a key is: the maker's library, the token by its serial number, the key by its CKA_ID."""

    module: Path
    serial: str
    key_id: bytes


@dataclass(frozen=True, slots=True)
class SeenKey:
    """A key as anybody sees it: `kind` is 'P-256', 'RSA-2048' and the like, or '' where it is of no use here.

    public: SubjectPublicKeyInfo, DER, b'' where the token shows none; certificate: DER, or b''.
    """

    id: bytes
    label: str
    kind: str
    public: bytes = field(repr=False)
    certificate: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class SeenToken:
    """A token in a reader, as anybody sees it."""

    label: str
    serial: str
    maker: str
    model: str
    keys: tuple[SeenKey, ...]


class TokenModule:
    """The maker's library in a process of its own. Use it in `with`, or close it.

    Refusals: TOKEN_MODULE_NOT_THERE, TOKEN_MODULE_OPEN (others may change it), TOKEN_MODULE_UNUSABLE,
    TOKEN_SUPPORT_MISSING, TOKEN_SILENT, TOKEN_STOPPED, TOKEN_MODULE_CRASHED, TOKEN_FAILS (kind).
    """

    def __init__(self, path: Path, seconds: float = SECONDS) -> None:
        self.path = path
        self._helper = Helper("certapp.trust.token_worker", str(path), seconds=seconds, largest=_LARGEST)

    def __enter__(self) -> "TokenModule":
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def tokens(self) -> tuple[SeenToken, ...]:
        """The tokens that are in readers now."""
        listed = self.ask({"do": "list"}).get("tokens")
        return tuple(_seen(each) for each in listed) if isinstance(listed, list) else ()

    def ask(self, question: dict[int | str, Item]) -> dict[int | str, Item]:
        """One question to the process, with its answer.

        Refusals TOKEN_SILENT, TOKEN_STOPPED, TOKEN_MODULE_CRASHED, and what the process refuses.
        """
        _require_safe(self.path)
        try:
            answer = cbor.decode(self._helper.ask(cbor.encode(question)), cbor.RECORD)
        except HelperGoneError as gone:
            raise Refusal(_GONE[gone.why]) from None
        if not isinstance(answer, dict):
            raise Refusal("TOKEN_MODULE_CRASHED")
        refused = answer.get("refused")
        if isinstance(refused, str):
            raise Refusal(refused, kind=str(answer.get("kind", "")))
        return answer

    def stop(self) -> None:
        """Give up the question under way."""
        self._helper.stop()

    def close(self) -> None:
        """End the process, and with it any login."""
        self._helper.close()


class TokenKey:
    """A key on a token that is logged in: a `certapp.model.signing.SigningKey`. Nothing secret is held here.

    Every signature is verified before it is given out.
    """

    def __init__(self, name: str, module: TokenModule, kind: str, chain: tuple[bytes, ...], public: bytes) -> None:
        self.name, self.kind, self.public, self._module, self._chain = name, kind, public, module, chain

    @property
    def certificate(self) -> bytes:
        """The certificate, DER. Refusal KEY_NOT_CERTIFIED as long as there is none."""
        if not self._chain:
            raise Refusal("KEY_NOT_CERTIFIED", name=self.name)
        return self._chain[0]

    @property
    def issuers(self) -> tuple[bytes, ...]:
        """The certificates above it, DER, nearest first."""
        return self._chain[1:]

    @property
    def kid(self) -> bytes:
        """First 8 bytes of SHA-256 of the certificate."""
        return kid(self.certificate)

    def sign_raw(self, data: bytes) -> bytes:
        """ES256 over `data`: r || s, 64 bytes. Refusals TOKEN_KEY_NOT_FOR_CODES, TOKEN_GONE, TOKEN_SIGNATURE_WRONG."""
        if self.kind != P256:
            raise Refusal("TOKEN_KEY_NOT_FOR_CODES", kind=self.kind)
        signature = self._signature(data)
        _verify(self.public, _der(signature), data)
        return signature

    def sign_der(self, data: bytes) -> bytes:
        """The signature over `data` as CMS carries it: ECDSA in DER, or RSASSA-PKCS1-v1_5, with SHA-256."""
        signature = self._signature(data)
        signature = _der(signature) if self.kind == P256 else signature
        _verify(self.public, signature, data)
        return signature

    def close(self) -> None:
        """Log out."""
        self._module.close()

    def _signature(self, data: bytes) -> bytes:
        signature = self._module.ask({"do": "sign", "data": data}).get("signature")
        if not isinstance(signature, bytes):
            raise Refusal("TOKEN_MODULE_CRASHED")
        return signature


def open_token_key(
    name: str, place: TokenPlace, pin: str, chain: tuple[bytes, ...], public: bytes, seconds: float = SECONDS
) -> TokenKey:
    """Log in to a token and take one of its keys, whose public half (SubjectPublicKeyInfo, DER) is known.

    A wrong PIN is never tried again by the program. Refusals: TOKEN_NOT_THERE, TOKEN_PIN_WRONG, TOKEN_PIN_LAST_TRY,
    TOKEN_PIN_LOCKED, TOKEN_KEY_NOT_THERE, TOKEN_KEY_AMBIGUOUS, TOKEN_KEY_KIND; those of `TokenModule`.
    """
    module = TokenModule(place.module, seconds)
    try:
        question: dict[int | str, Item] = {"do": "open", "serial": place.serial, "id": place.key_id}
        kind = module.ask({**question, "pin": pin.encode("utf-8")}).get("kind")
        if not isinstance(kind, str) or not kind:
            raise Refusal("TOKEN_KEY_KIND")
        key = TokenKey(name, module, kind, chain, public)
        key.sign_der(b"test")
    except BaseException:
        module.close()
        raise
    return key


def _seen(listed: Item) -> SeenToken:
    match listed:
        case {"label": str(label), "serial": str(serial), "maker": str(maker), "model": str(model), "keys": list(keys)}:
            return SeenToken(label, serial, maker, model, tuple(_seen_key(each) for each in keys))
    raise Refusal("TOKEN_MODULE_CRASHED")


def _seen_key(listed: Item) -> SeenKey:
    match listed:
        case {"id": bytes(key_id), "label": str(label), "kind": str(kind), **more}:
            rest = dict[object, object](more)
            public, certificate = rest.get("public"), rest.get("certificate")
            return SeenKey(
                key_id,
                label,
                kind,
                public if isinstance(public, bytes) else b"",
                certificate if isinstance(certificate, bytes) else b"",
            )
    raise Refusal("TOKEN_MODULE_CRASHED")


def _require_safe(path: Path) -> None:
    """The library runs with the user's rights: nobody else may be able to exchange it."""
    try:
        facts = path.stat()
    except OSError:
        raise Refusal("TOKEN_MODULE_NOT_THERE", file=str(path)) from None
    if not path.is_absolute() or not stat.S_ISREG(facts.st_mode) or not set(path.suffixes) & set(_LIBRARIES):
        raise Refusal("TOKEN_MODULE_UNUSABLE")
    if os.name == "posix" and (facts.st_mode & 0o022 or facts.st_uid not in (0, os.getuid())):
        raise Refusal("TOKEN_MODULE_OPEN", file=str(path))


def _der(signature: bytes) -> bytes:
    if len(signature) != 64:
        raise Refusal("TOKEN_SIGNATURE_WRONG")
    return encode_dss_signature(int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big"))


def _verify(public: bytes, signature: bytes, data: bytes) -> None:
    key = load_der_public_key(public)
    try:
        if isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, data, ec.ECDSA(hashes.SHA256()))
        elif isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, data, padding.PKCS1v15(), hashes.SHA256())
        else:
            raise Refusal("TOKEN_KEY_KIND")
    except InvalidSignature:
        raise Refusal("TOKEN_SIGNATURE_WRONG") from None
