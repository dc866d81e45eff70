"""A country authority in memory, for tests: its keys, what it signs and what it hands out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from certapp.seal.claims import Claims, SealedObject, SealedParty
from certapp.seal.fitting import seal
from certapp.trust.additions import sign_additions
from certapp.trust.bulletin import Entry, Policy, sign_bulletin
from certapp.trust.contact import Contact
from certapp.trust.hierarchy import (
    create_country_ca,
    create_list_keeper,
    issue_crl,
    issue_document_signer,
    issue_personal,
    issue_status_signer,
)
from certapp.trust.package import build_package
from certapp.trust.register_digest import sign_digest
from certapp.trust.unlocked import UnlockedKey

DAY = 86400
YEAR = 365 * DAY
FOUNDED = 20_780 * DAY  # 2026-11-23
ID = bytes(range(8))


def new_key(name: str) -> UnlockedKey:
    return UnlockedKey(name, ec.generate_private_key(ec.SECP256R1()))


@dataclass(frozen=True)
class Authority:
    """Everything of one country that signs."""

    country: str
    ca: UnlockedKey
    signer: UnlockedKey
    status: UnlockedKey

    def code(self, key: UnlockedKey | None = None, kid: bytes | None = None, **changes: Any) -> str:
        """The text of a signed code, valid from the day after the founding for half a year."""
        signer = key or self.signer
        claims = replace(claims_of(self.country), **changes)
        return seal(claims, kid or signer.kid, signer.sign_raw).text

    def bulletin(
        self,
        sequence: int = 1,
        entries: Iterable[Entry] = (),
        *,
        this: int = FOUNDED,
        days: int = 30,
        key: UnlockedKey | None = None,
        compromised: Mapping[bytes, Policy] | None = None,
        genuine: Iterable[bytes] = (),
        contact: Contact | None = None,
        second_since: Mapping[str, int] | None = None,
    ) -> bytes:
        return sign_bulletin(
            self.country,
            sequence,
            this,
            this + days * DAY,
            entries,
            key or self.status,
            compromised=compromised or {},
            genuine_payloads=genuine,
            contact=contact,
            second_since=second_since or {},
        )

    def crl(self, *revoked: UnlockedKey, number: int = 1, now: int = FOUNDED) -> bytes:
        from certapp.trust.certificate import read_certificate

        listed = [(read_certificate(key.certificate).number, now) for key in revoked]
        return issue_crl(self.ca, now, number, listed)

    def digest(
        self,
        numbers: Iterable[str],
        *,
        made: int = FOUNDED,
        complete_to: int | None = None,
        key: UnlockedKey | None = None,
    ) -> bytes:
        to = made // DAY - 1 if complete_to is None else complete_to
        return sign_digest(self.country, made, to, ["01"], {2026: numbers}, key or self.status)

    def additions(
        self, base: int, sequence: int, entries: Iterable[Entry], *, this: int = FOUNDED, key: UnlockedKey | None = None
    ) -> bytes:
        text = sign_additions(self.country, base, sequence, this, this + 30 * DAY, entries, key or self.status)
        return text.encode()

    def package(
        self,
        bulletin: bytes | None = None,
        *,
        crl: bytes | None = None,
        signers: Iterable[UnlockedKey] = (),
        digest: bytes | None = None,
        introduction: bytes | None = None,
    ) -> bytes:
        return build_package(
            self.ca.certificate,
            tuple(key.certificate for key in (self.signer, *signers)),
            (self.status.certificate,),
            crl or self.crl(),
            bulletin,
            digest,
            introduction,
        )

    def new_signer(self, now: int = FOUNDED, office: str = "01") -> UnlockedKey:
        key = new_key("document_signer")
        return certified(key, issue_document_signer(self.ca, key.public, office, now), self.ca)

    def new_status(self, now: int = FOUNDED) -> UnlockedKey:
        key = new_key("status_signer")
        return certified(key, issue_status_signer(self.ca, key.public, now), self.ca)

    def new_official(self, user: str, name: str, now: int = FOUNDED) -> UnlockedKey:
        key = new_key(f"person-{user}")
        return certified(key, issue_personal(self.ca, key.public, user, name, now), self.ca)


def found(country: str = "XA", *, now: int = FOUNDED, training: bool = False) -> Authority:
    """A new authority with one document signer (office 01) and one status signer."""
    bare = new_key("ca")
    ca = replace(bare, chain=(create_country_ca(country, f"Authority of {country}", bare, now, training),))
    half = Authority(country, ca, ca, ca)
    return replace(half, signer=half.new_signer(now), status=half.new_status(now))


def list_keeper(name: str = "Secretariat") -> UnlockedKey:
    """Who keeps a trust list."""
    bare = new_key("list_keeper")
    return replace(bare, chain=(create_list_keeper(name, bare, FOUNDED, False),))


def certified(key: UnlockedKey, certificate: bytes, ca: UnlockedKey) -> UnlockedKey:
    return replace(key, chain=(certificate, ca.certificate))


def claims_of(country: str) -> Claims:
    day = FOUNDED // DAY
    return Claims(
        issuer=country,
        expires=FOUNDED + 182 * DAY,
        issued_at=FOUNDED + DAY,
        id=ID,
        number=f"{country}-2026-01-000001-K",
        issued_on=day + 1,
        valid_until=day + 182,
        kind=1,
        owner=SealedParty("Ana Example", country),
        consignee=SealedParty("Museum of Elsewhere", "XB"),
        destination="XB",
        object_count=1,
        objects=(SealedObject("painting", "Harbour at dusk"),),
        record_digest=bytes(32),
    )
