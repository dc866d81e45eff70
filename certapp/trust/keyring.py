"""The private keys of one folder, each with its certificate; the CA's may lie in another, taken away."""

import hashlib
import json
import math
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric import ec

from certapp.model.errors import Refusal
from certapp.model.files import write_atomically
from certapp.trust import es256, keyfile
from certapp.trust.certificate import Certificate, read_certificate
from certapp.trust.keyfile import DEFAULT_COST, KdfCost, key_id, spki
from certapp.trust.token import TokenKey, TokenPlace, open_token_key
from certapp.trust.unlocked import UnlockedKey

CA: Final = "ca"
DOCUMENT_SIGNER: Final = "document_signer"
STATUS_SIGNER: Final = "status_signer"

LONGEST_WAIT: Final = 60
"""Seconds between two tries, however many were wrong."""

_NAME = re.compile(r"[A-Za-z0-9_@-][A-Za-z0-9._@-]{0,70}").fullmatch
_PEM_END = b"-----END CERTIFICATE-----\n"
_LONGEST_FILE = 64 << 10


def personal(user: str) -> str:
    """The name of an official's own key."""
    return f"person-{user}"


def waiting(name: str) -> str:
    """The name under which the key waits that will follow `name`."""
    return f"next-{name}"


@dataclass(frozen=True, slots=True)
class KeyRing:
    """`<name>.key`, `<name>.pem` (the certificate, then its issuers), `<name>.tries` (wrong passphrases).

    In place of `<name>.key` there may be `<name>.token`: where the key is on a token. It holds nothing secret.
    """

    folder: Path

    def create(self, name: str, passphrase: str, label: str, cost: KdfCost = DEFAULT_COST) -> bytes:
        """Make a new key and return its public half (SubjectPublicKeyInfo, DER).

        It is read back, unlocked and tried before this returns. `label`: whose key it is, for people.
        Refusals: KEY_NAME_UNUSABLE, KEY_EXISTS, PASSPHRASE_WEAK, KEY_NOT_SAVED, NOT_ENOUGH_MEMORY.
        """
        return spki(self._make(name, passphrase, label, cost).public_key())

    def _make(self, name: str, passphrase: str, label: str, cost: KdfCost) -> ec.EllipticCurvePrivateKey:
        path = self._path(name, ".key")
        if path.exists():
            raise Refusal("KEY_EXISTS", name=name)
        key = ec.generate_private_key(ec.SECP256R1())
        data = keyfile.wrap(key, passphrase, label, cost)
        self.folder.mkdir(parents=True, exist_ok=True)
        write_atomically(path, data, private=True)
        try:
            again = keyfile.unwrap(_read(path), passphrase)
        except Refusal:
            again = None
        if again is None or not es256.verifies(key.public_key(), es256.sign_raw(again, b"test"), b"test"):
            path.unlink(missing_ok=True)
            raise Refusal("KEY_NOT_SAVED", name=name)
        return key

    def certify(self, name: str, certificate: bytes, issuers: tuple[bytes, ...] = ()) -> None:
        """Keep the certificate of a key (all DER; issuers nearest first).

        Refusals: KEY_NOT_HERE, KEY_FILE_DAMAGED, CERTIFICATE_DAMAGED, CERTIFICATE_OF_OTHER_KEY.
        """
        chain = [read_certificate(der) for der in (certificate, *issuers)]
        if key_id(spki(chain[0].key)) != keyfile.kid_of(self._key_file(name)):
            raise Refusal("CERTIFICATE_OF_OTHER_KEY", name=name)
        write_atomically(self._path(name, ".pem"), b"".join(each.pem() for each in chain))

    def unlock(self, name: str, passphrase: str, now: float) -> UnlockedKey:
        """The key, ready to sign. `now`: seconds since 1970.

        Each wrong passphrase doubles the wait before the next try, from 1 s up to 60 s; nobody is locked out.
        Refusals: KEY_NOT_HERE, KEY_FILE_DAMAGED, PASSPHRASE_WAIT, PASSPHRASE_WRONG, NOT_ENOUGH_MEMORY,
        CERTIFICATE_DAMAGED, CERTIFICATE_OF_OTHER_KEY.
        """
        data = self._key_file(name)
        tries = _Tries(self._path(name, ".tries"))
        tries.require_patience(now)
        try:
            key = keyfile.unwrap(data, passphrase)
        except Refusal as refusal:
            if refusal.code == "PASSPHRASE_WRONG":
                tries.add(now)
            raise
        tries.forget()
        chain = self._chain(name)
        if chain and spki(read_certificate(chain[0]).key) != spki(key.public_key()):
            raise Refusal("CERTIFICATE_OF_OTHER_KEY", name=name)
        return UnlockedKey(name, key, chain)

    def place(self, name: str, place: TokenPlace, certificate: bytes, issuers: tuple[bytes, ...]) -> None:
        """Say that the key is on a token, with its certificate (all DER). A key file of that name is set aside.

        Refusals: KEY_NAME_UNUSABLE, CERTIFICATE_DAMAGED.
        """
        chain = [read_certificate(der) for der in (certificate, *issuers)]
        key = self._path(name, ".key")
        if key.exists():
            before = hashlib.sha256(self.certificate(name)).hexdigest()[:16]
            self._path(name, ".pem").replace(self.folder / f"{name}-{before}.pem")
            key.replace(self.folder / f"{name}-{before}.key")
        write_atomically(self._path(name, ".pem"), b"".join(each.pem() for each in chain))
        self._write_place(name, place)

    def placed(self, name: str) -> TokenPlace | None:
        """Where the key is on a token, or None. Refusal TOKEN_PLACE_DAMAGED."""
        try:
            written = json.loads(_read(self._path(name, ".token")))
            return TokenPlace(Path(written["module"]), str(written["serial"]), bytes.fromhex(written["id"]))
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, TypeError):
            raise Refusal("TOKEN_PLACE_DAMAGED", name=name) from None

    def open(self, name: str, secret: str, now: float) -> UnlockedKey | TokenKey:
        """The key, ready to sign, from its file by its passphrase or on its token by its PIN.

        Refusals KEY_NOT_CERTIFIED, and as of `unlock` and `open_token_key`.
        """
        place = self.placed(name)
        if place is None:
            return self.unlock(name, secret, now)
        chain = self._chain(name)
        if not chain:
            raise Refusal("KEY_NOT_CERTIFIED", name=name)
        return open_token_key(name, place, secret, chain, spki(read_certificate(chain[0]).key))

    def change_passphrase(self, name: str, old: str, new: str, now: float, cost: KdfCost = DEFAULT_COST) -> None:
        """Put a key under another passphrase: the new file is read back and opened before the old one goes.

        Refusals of `unlock`, PASSPHRASE_WEAK, KEY_NOT_SAVED; KEY_ON_TOKEN: the maker's program changes a PIN.
        """
        if self.placed(name) is not None:
            raise Refusal("KEY_ON_TOKEN", name=name)
        keyfile.require_strong(new)
        key = self.unlock(name, old, now)
        data = keyfile.wrap(key.private, new, keyfile.label_of(self._key_file(name)), cost)
        if spki(keyfile.unwrap(data, new).public_key()) != key.public:
            raise Refusal("KEY_NOT_SAVED", name=name)
        write_atomically(self._path(name, ".key"), data, private=True)

    def keep_recovered(
        self, name: str, key: ec.EllipticCurvePrivateKey, passphrase: str, certificate: Certificate, cost: KdfCost
    ) -> None:
        """Put a key that came from elsewhere here, under a passphrase of its own, with its certificate.

        Refusals: KEY_EXISTS, PASSPHRASE_WEAK, CERTIFICATE_OF_OTHER_KEY.
        """
        path = self._path(name, ".key")
        if path.exists():
            raise Refusal("KEY_EXISTS", name=name)
        if spki(certificate.key) != spki(key.public_key()):
            raise Refusal("CERTIFICATE_OF_OTHER_KEY", name=name)
        data = keyfile.wrap(key, passphrase, f"{certificate.country} {name}", cost)
        self.folder.mkdir(parents=True, exist_ok=True)
        write_atomically(path, data, private=True)
        self.certify(name, certificate.der)

    # A key that waits to take another's place

    def create_next(self, name: str, passphrase: str, label: str, cost: KdfCost = DEFAULT_COST) -> UnlockedKey:
        """Make the key that will follow `name`; one that waited before and was never certified is forgotten.

        Refusals as of `create`.
        """
        self._forget(waiting(name))
        return UnlockedKey(waiting(name), self._make(waiting(name), passphrase, label, cost))

    def place_next(self, name: str, place: TokenPlace) -> None:
        """Say on which token the key is that will follow `name`."""
        self._forget(waiting(name))
        self._write_place(waiting(name), place)

    def certificate_of_next(self, name: str) -> bytes | None:
        """The certificate of the key that waits to follow `name`, DER; None where none waits. CERTIFICATE_DAMAGED."""
        chain = self._chain(waiting(name))
        return chain[0] if chain else None

    def certify_next(self, name: str, certificate: bytes, issuers: tuple[bytes, ...]) -> None:
        """Keep the certificate of the key that waits. Refusals of `certify`; KEY_NOT_HERE where none waits."""
        if self.placed(waiting(name)) is None:
            self.certify(waiting(name), certificate, issuers)
            return
        chain = [read_certificate(der) for der in (certificate, *issuers)]
        write_atomically(self._path(waiting(name), ".pem"), b"".join(each.pem() for each in chain))

    def take_over(self, name: str) -> None:
        """The certified key that waits becomes `name`. The certificate before it is set aside, its key removed.

        Cut short, it is brought to its end by the next call. Refusals KEY_NOT_CERTIFIED, CERTIFICATE_DAMAGED.
        """
        next_pem = self._path(waiting(name), ".pem")
        if not next_pem.exists():
            raise Refusal("KEY_NOT_CERTIFIED", name=name)
        for ending, other in ((".key", ".token"), (".token", ".key")):
            made = self._path(waiting(name), ending)
            if made.exists():
                self._path(name, other).unlink(missing_ok=True)
                made.replace(self._path(name, ending))
        chain = self._chain(name)
        if chain:
            aside = self.folder / f"{name}-{hashlib.sha256(chain[0]).hexdigest()[:16]}.pem"
            write_atomically(aside, self._path(name, ".pem").read_bytes())
        next_pem.replace(self._path(name, ".pem"))
        self._path(name, ".tries").unlink(missing_ok=True)

    def drop(self, name: str) -> None:
        """Remove the private key of somebody who left; the certificate stays."""
        for ending in (".key", ".token", ".tries"):
            self._path(name, ending).unlink(missing_ok=True)

    def _forget(self, name: str) -> None:
        for ending in (".key", ".token", ".pem", ".tries"):
            self._path(name, ending).unlink(missing_ok=True)

    def _write_place(self, name: str, place: TokenPlace) -> None:
        written = {"module": str(place.module), "serial": place.serial, "id": place.key_id.hex()}
        self.folder.mkdir(parents=True, exist_ok=True)
        write_atomically(self._path(name, ".token"), json.dumps(written).encode(), private=True)

    def names(self) -> tuple[str, ...]:
        """The keys that are here, sorted."""
        return tuple(sorted(path.stem for path in self.folder.glob("*.key") if _NAME(path.stem)))

    def holds(self, name: str) -> bool:
        """Whether somebody can sign with this key here: its file is here, or it is said to be on a token."""
        return any(self._path(name, ending).exists() for ending in (".key", ".token"))

    def certificate(self, name: str) -> bytes:
        """The certificate of a key, DER, even when the key itself was taken away.

        Refusals: KEY_NOT_CERTIFIED, CERTIFICATE_DAMAGED.
        """
        chain = self._chain(name)
        if not chain:
            raise Refusal("KEY_NOT_CERTIFIED", name=name)
        return chain[0]

    def _path(self, name: str, ending: str) -> Path:
        if not _NAME(name):
            raise Refusal("KEY_NAME_UNUSABLE", name=ascii(name))
        return self.folder / f"{name}{ending}"

    def _key_file(self, name: str) -> bytes:
        try:
            return _read(self._path(name, ".key"))
        except FileNotFoundError:
            raise Refusal("KEY_NOT_HERE", name=name, folder=str(self.folder)) from None

    def _chain(self, name: str) -> tuple[bytes, ...]:
        try:
            data = _read(self._path(name, ".pem"))
        except FileNotFoundError:
            return ()
        parts = data.split(_PEM_END)
        if parts.pop():
            raise Refusal("CERTIFICATE_DAMAGED")
        return tuple(read_certificate(part + _PEM_END).der for part in parts)


@dataclass(frozen=True, slots=True)
class _Tries:
    """How often the passphrase was wrong, and when last. Who can delete the file could copy the key as well:
    against him the cost of a guess helps, this only against guessing at the keyboard."""

    path: Path

    def require_patience(self, now: float) -> None:
        wrong, last = self._read()
        if not wrong:
            return
        wait = min(2 ** (min(wrong, 30) - 1), LONGEST_WAIT)
        if last > now:  # the clock was set back: wait once more, not until it has caught up
            self._write(wrong, now)
            last = now
        if now < last + wait:
            raise Refusal("PASSPHRASE_WAIT", seconds=math.ceil(last + wait - now))

    def add(self, now: float) -> None:
        self._write(self._read()[0] + 1, now)

    def forget(self) -> None:
        self.path.unlink(missing_ok=True)

    def _write(self, wrong: int, last: float) -> None:
        write_atomically(self.path, json.dumps({"wrong": wrong, "last": last}).encode(), private=True)

    def _read(self) -> tuple[int, float]:
        with suppress(OSError, ValueError, KeyError, TypeError, OverflowError):
            found = json.loads(_read(self.path))
            return max(0, int(found["wrong"])), float(found["last"])
        return 0, 0.0


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_LONGEST_FILE)
