"""One entry of the journal and the hash that chains it to the one before."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from certapp.model.errors import Refusal
from certapp.seal import cbor

_HASH_DOMAIN: Final = b"certapp journal entry, version 1\0"
_SIGNATURE_DOMAIN: Final = b"certapp journal signature, version 1\0"
NO_ENTRY: Final = bytes(32)
"""What the first entry names as the hash of the one before it."""


@dataclass(frozen=True)
class Entry:
    """Who did what, when: `at` in Unix milliseconds UTC, `mono` in milliseconds of a clock nobody sets.

    `payload` is deterministic CBOR; `prev` is the hash of the entry before, `hash` the
    digest of this one, `signature` (r || s) the actor's over `signed_bytes(hash)`.
    """

    seq: int
    at: int
    mono: int
    actor: str
    actor_kid: bytes
    type: str
    subject: str
    payload: bytes
    prev: bytes
    hash: bytes
    signature: bytes

    def hashed(self) -> bytes:
        """All parts but hash and signature, as they are hashed; parts of varying length have it before them."""
        numbers = (number.to_bytes(8, "big", signed=True) for number in (self.seq, self.at, self.mono))
        parts = (self.actor.encode(), self.actor_kid, self.type.encode(), self.subject.encode(), self.payload)
        told = (len(part).to_bytes(8, "big") + part for part in parts)
        return b"".join((_HASH_DOMAIN, self.prev, *numbers, *told))

    def digest(self) -> bytes:
        """SHA-256 over `hashed`."""
        return hashlib.sha256(self.hashed()).digest()

    def facts(self) -> dict[str, Any]:
        """The payload's map. Refusal CODE_DAMAGED where it is not our CBOR; ValueError where it is no map."""
        facts = cbor.decode(self.payload, cbor.RECORD)
        if not isinstance(facts, dict) or not all(isinstance(key, str) for key in facts):
            raise ValueError("a payload that is no map of names")
        return {str(key): value for key, value in facts.items()}


def payload_of(facts: Mapping[str, Any]) -> bytes:
    """The payload for `facts`. Refusal ENTRY_NOT_RECORDABLE where they hold text that cannot be kept."""
    item: dict[int | str, cbor.Item] = dict(facts.items())
    try:
        payload = cbor.encode(item)
        cbor.decode(payload, cbor.RECORD)
    except (Refusal, ValueError) as error:
        raise Refusal("ENTRY_NOT_RECORDABLE") from error
    return payload


def signed_bytes(digest: bytes) -> bytes:
    """What the actor's key signs for an entry with that hash: marked, so it can pass for nothing else."""
    return _SIGNATURE_DOMAIN + digest
