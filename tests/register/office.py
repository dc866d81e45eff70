"""What the tests of the register share: officials with keys, and acts with plausible payloads."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from certapp.model.certificate_number import make_number
from certapp.register.connection import Connection, transaction
from certapp.register.entry import Entry
from certapp.register.journal import append
from certapp.register.numbers import next_serial
from certapp.register.replay import Signers
from certapp.seal import cbor

START = 1_790_000_000_000  # a moment of 2026, Unix milliseconds
DAY = 20_717
_P256 = ec.SECP256R1()


class Key:
    """A signing key whose "certificate" is its bare public point."""

    def __init__(self, secret: int) -> None:
        self._key = ec.derive_private_key(secret, _P256)
        public = self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self.certificate = public
        self.issuers: tuple[bytes, ...] = ()
        self.kid = hashlib.sha256(public).digest()[:8]

    def sign_der(self, data: bytes) -> bytes:
        return self._key.sign(data, ec.ECDSA(hashes.SHA256()))

    def sign_raw(self, data: bytes) -> bytes:
        r, s = utils.decode_dss_signature(self.sign_der(data))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def check_signature(certificate: bytes, data: bytes, signature: bytes) -> bool:
    der = utils.encode_dss_signature(int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big"))
    try:
        public = ec.EllipticCurvePublicKey.from_encoded_point(_P256, certificate)
        public.verify(der, data, ec.ECDSA(hashes.SHA256()))
    except Exception:
        return False
    return True


KEYS = {"clerk": Key(11), "approver": Key(12), "supervisor": Key(13)}
BY_KID = {key.kid: (name, key.certificate) for name, key in KEYS.items()}


def certificate_of(kid: bytes) -> bytes | None:
    return BY_KID[kid][1] if kid in BY_KID else None


def owner_of(kid: bytes) -> str | None:
    return BY_KID[kid][0] if kid in BY_KID else None


SIGNERS = Signers(certificate_of, check_signature, owner_of)


@dataclass
class Office:
    """Acts in a register, one minute after another."""

    connection: Connection
    at: int = START
    acts: list[Entry] = field(default_factory=list)

    def act(self, actor: str, kind: str, subject: str, payload: Mapping[str, Any], key: Key | None = None) -> Entry:
        self.at += 60_000
        with transaction(self.connection):
            entry = append(self.connection, actor, key or KEYS[actor], kind, subject, payload, self.at, self.at - START)
        self.acts.append(entry)
        return entry

    def create(self) -> "Office":
        settings = {
            "country": "XA",
            "authority": "Ministry",
            "office": "01",
            "profile": "xa",
            "training": True,
            "fingerprint": "0" * 40,
        }
        self.act("supervisor", "OFFICE_CREATED", "XA-01", {"settings": settings})
        return self

    def receive(self, number: str, title: str = "Harbour at dawn", **search: list[str]) -> bytes:
        record = f"record of {number}: {title}".encode()
        digest = hashlib.sha256(record).digest()
        payload = {
            "record": record,
            "digest": digest,
            "title": title,
            "search": {"titles": [title], "parties": [], "inventory": [], **search},
            "attachments": [{"sha256": hashlib.sha256(title.encode()).hexdigest(), "size": 9} | _PHOTO],
        }
        self.act("clerk", "APPLICATION_RECEIVED", number, payload)
        return digest

    def approve(self, application: str, digest: bytes, actor: str = "approver") -> None:
        self.act(actor, "APPLICATION_APPROVED", application, {"digest": digest})

    def reserve(self, application: str) -> str:
        number = make_number("XA", 2026, "01", next_serial(self.connection, 2026, "01"))
        self.act("approver", "NUMBER_RESERVED", number, {"application": application})
        return number

    def seal(self, number: str, application: str, code_text: str = "", **more: object) -> None:
        record = f"certificate {number}".encode()
        payload = {
            "application": application,
            "id8": hashlib.sha256(number.encode()).digest()[:8],
            "record": record,
            "digest": hashlib.sha256(record).digest(),
            "code_text": code_text or "XCERTB" + number.replace("-", ""),
            "pdf_sha256": hashlib.sha256(b"pdf " + record).hexdigest(),
            "issued_on": DAY,
            "valid_until": DAY + 365,
        }
        self.act("approver", "CERTIFICATE_ISSUED", number, payload | more)

    def issue(self, application: str, title: str = "Harbour at dawn", **search: list[str]) -> str:
        """An application from desk to paper: four acts."""
        self.approve(application, self.receive(application, title, **search))
        number = self.reserve(application)
        self.seal(number, application)
        return number

    def old_paper(self, number: str, printed: str, actor: str = "clerk") -> bytes:
        """One of before this program; gives the digest of what was typed."""
        lines = dict.fromkeys(("issued_by", "holder", "consignee", "remarks"), "")
        objects: list[cbor.Item] = [{"title": "A bronze cat", "type": "sculpture", "quantity": "1"}]
        content = cbor.encode({"printed": printed, "issued_on": "1998-05", "objects": objects, **lines})
        digest = hashlib.sha256(content).digest()
        scan = {"sha256": hashlib.sha256(printed.encode()).hexdigest(), "size": 9} | _PHOTO
        self.act(actor, "LEGACY_RECORDED", number, {"content": content, "digest": digest, "scans": [scan]})
        return digest

    def revoke(self, number: str, reason: int = 3, second: str = "approver") -> None:
        payload = {"on": DAY + 5, "reason": reason, "text": "lost in the post", "second": second}
        self.act("supervisor", "CERTIFICATE_REVOKED", number, payload)


_PHOTO = {"mime": "image/jpeg", "name": "front.jpg"}
