"""The process in which a token's own library runs: `python -I -m certapp.trust.token_worker MODULE`.

The library (PKCS#11, OASIS 2.40) comes from the token's maker and may crash or hang; then only this process does. The
PIN comes by the pipe, is used for one login and is kept nowhere. Messages are deterministic CBOR:

    {do: list}                       -> {tokens: [...]}
    {do: open, serial, pin, id}      -> {kind}
    {do: sign, data}                 -> {signature}

and in place of any answer {refused: code}.
"""

import hashlib
import sys
from typing import Any, Final

from certapp.model.helper import serve
from certapp.seal import cbor
from certapp.seal.cbor import Item

_LARGEST: Final = 1 << 20
_MOST_OBJECTS: Final = 200
_SMALLEST_RSA: Final = 2048


class _RefusedError(Exception):
    """A code for the asker."""


class _Module:
    """The library of one kind of token, loaded once, with at most one key open."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._loaded: Any = None
        self._serial = ""
        self._session: Any = None
        self._key: Any = None

    def answer(self, asked: dict[int | str, Item]) -> dict[int | str, Item]:
        match asked:
            case {"do": "list"}:
                return {"tokens": [_described(token) for token in self._tokens()]}
            case {"do": "open", "serial": str(serial), "pin": bytes(pin), "id": bytes(key_id)}:
                return {"kind": self._open(serial, pin.decode("utf-8"), key_id)}
            case {"do": "sign", "data": bytes(data)}:
                return {"signature": self._sign(data)}
        raise _RefusedError("TOKEN_FAILS")

    def _library(self) -> Any:
        if self._loaded is None:
            try:
                import pkcs11
            except ImportError:
                raise _RefusedError("TOKEN_SUPPORT_MISSING") from None
            try:
                self._loaded = pkcs11.lib(self._path)
            except Exception:  # what a library raises that is none, or not for this system
                raise _RefusedError("TOKEN_MODULE_UNUSABLE") from None
        return self._loaded

    def _tokens(self) -> list[Any]:
        return [token for token in self._library().get_tokens() if token.serial.strip()]

    def _token(self, serial: str) -> Any:
        for token in self._tokens():
            if _text(token.serial) == serial:
                return token
        raise _RefusedError("TOKEN_NOT_THERE")

    def _open(self, serial: str, pin: str, key_id: bytes) -> str:
        from pkcs11 import Attribute, ObjectClass, exceptions

        if self._session is not None:
            self._session.close()
            self._session = None
        token = self._token(serial)
        try:
            self._session = token.open(user_pin=pin)
        except (exceptions.PinIncorrect, exceptions.PinInvalid, exceptions.PinLenRange):
            raise _RefusedError(self._after_wrong_pin(serial)) from None
        except exceptions.PinLocked:
            raise _RefusedError("TOKEN_PIN_LOCKED") from None
        found = list(self._session.get_objects({Attribute.CLASS: ObjectClass.PRIVATE_KEY, Attribute.ID: key_id}))
        if not found:
            raise _RefusedError("TOKEN_KEY_NOT_THERE")
        if len(found) > 1:
            raise _RefusedError("TOKEN_KEY_AMBIGUOUS")
        self._serial, self._key = serial, found[0]
        return _kind(self._key)

    def _after_wrong_pin(self, serial: str) -> str:
        from pkcs11 import TokenFlag

        flags = self._token(serial).flags
        if flags & TokenFlag.USER_PIN_LOCKED:
            return "TOKEN_PIN_LOCKED"
        return "TOKEN_PIN_LAST_TRY" if flags & TokenFlag.USER_PIN_FINAL_TRY else "TOKEN_PIN_WRONG"

    def _sign(self, data: bytes) -> bytes:
        from pkcs11 import KeyType, Mechanism, PKCS11Error

        if self._key is None:
            raise _RefusedError("TOKEN_GONE")
        try:
            if self._key.key_type == KeyType.EC:  # many tokens hash nothing for ECDSA: what they get is the digest
                return bytes(self._key.sign(hashlib.sha256(data).digest(), mechanism=Mechanism.ECDSA))
            return bytes(self._key.sign(data, mechanism=Mechanism.SHA256_RSA_PKCS))
        except PKCS11Error:
            self._token_or_gone()
            raise

    def _token_or_gone(self) -> None:
        try:
            self._token(self._serial)
        except Exception:
            raise _RefusedError("TOKEN_GONE") from None


def _described(token: Any) -> dict[int | str, Item]:
    """What anybody can see on a token, without its PIN: certificates and public keys, by their id."""
    from pkcs11 import Attribute, KeyType, ObjectClass
    from pkcs11.util.ec import encode_ec_public_key
    from pkcs11.util.rsa import encode_rsa_public_key

    keys: dict[bytes, dict[int | str, Item]] = {}
    with token.open() as session:
        for number, found in enumerate(session.get_objects({Attribute.CLASS: ObjectClass.PUBLIC_KEY})):
            if number >= _MOST_OBJECTS:
                break
            encode = encode_ec_public_key if found.key_type == KeyType.EC else encode_rsa_public_key
            if found.key_type in (KeyType.EC, KeyType.RSA):
                key = keys.setdefault(bytes(found[Attribute.ID]), {"label": _text(found.label)})
                key |= {"kind": _kind(found), "public": bytes(encode(found))}
        for number, found in enumerate(session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE})):
            if number >= _MOST_OBJECTS:
                break
            key = keys.setdefault(bytes(found[Attribute.ID]), {"label": _text(found[Attribute.LABEL]), "kind": ""})
            key["certificate"] = bytes(found[Attribute.VALUE])
    return {
        "label": _text(token.label),
        "serial": _text(token.serial),
        "maker": _text(token.manufacturer_id),
        "model": _text(token.model),
        "keys": [{"id": key_id, **entry} for key_id, entry in sorted(keys.items())],
    }


def _kind(key: Any) -> str:
    """'P-256', 'RSA-2048' and the like; '' for what this program does not sign with."""
    from pkcs11 import Attribute, KeyType
    from pkcs11.util.ec import encode_named_curve_parameters

    if key.key_type == KeyType.EC:
        return "P-256" if bytes(key[Attribute.EC_PARAMS]) == encode_named_curve_parameters("secp256r1") else ""
    if key.key_type == KeyType.RSA:
        bits = len(bytes(key[Attribute.MODULUS]).lstrip(b"\0")) * 8
        return f"RSA-{bits}" if bits >= _SMALLEST_RSA else ""
    return ""


def _text(value: object) -> str:
    """A name on a token: maker's bytes, padded, in no promised encoding."""
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    text = text.replace("\0", " ").strip()
    return text if cbor.acceptable(text) else "".join(c for c in text if c.isascii() and c.isprintable())


def main(path: str) -> None:
    """Answer until the input ends."""
    module = _Module(path)

    def answer(message: bytes) -> bytes:
        try:
            asked = cbor.decode(message, cbor.RECORD)
            given: cbor.Item = module.answer(asked) if isinstance(asked, dict) else {"refused": "TOKEN_FAILS"}
        except _RefusedError as refused:
            given = {"refused": str(refused)}
        except Exception as fault:
            given = {"refused": "TOKEN_FAILS", "kind": type(fault).__name__}
        return cbor.encode(given)

    serve(answer, _LARGEST)


if __name__ == "__main__":
    main(sys.argv[1])
