"""The country CAs under which an office stood before: their keys certify no one anew, but revoke what they certified.

A key that they certified and that a thief has is believed by every post that holds their certificate, until their own
revocation list names it. So an office asks a former CA for that, and hands the list out with that CA's package.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from certapp.model.errors import Refusal
from certapp.service.office import CA_CERTIFICATE, CRL, Office
from certapp.trust.carried import read_answer
from certapp.trust.certificate import Certificate, read_certificate
from certapp.trust.hierarchy import STATUS_SIGNING
from certapp.trust.path import Anchor, issuer_of, read_crl
from certapp.trust.roster_chain import cas_of


@dataclass(frozen=True)
class FormerCa:
    """A country CA before the one in force: where its files lie, its certificate (DER), its newest revocation list."""

    folder: Path
    certificate: bytes
    crl: bytes

    def revoked(self, signer: Certificate) -> bool:
        """Whether its list names a certificate."""
        return signer.number in read_crl(self.crl, read_certificate(self.certificate)).revoked


def former_cas(office: Office) -> tuple[FormerCa, ...]:
    """All of them, the latest first."""
    trust = office.folder.trust
    before = cas_of(trust, (trust / CA_CERTIFICATE).read_bytes())[:-1]
    return tuple(FormerCa(folder, der, newest_crl(office, der, folder)) for folder, der in reversed(before))


def newest_crl(office: Office, ca: bytes, folder: Path) -> bytes:
    """A CA's newest revocation list: as this office's own answer brought it, or another office's file."""
    authority = read_certificate(ca)
    anchors = office.trust.view().anchors.get(office.country, ())
    known = [anchor.crl for anchor in anchors if anchor.certificate.der == ca and anchor.crl is not None]
    with suppress(Refusal, OSError):
        known.append(read_crl((folder / CRL).read_bytes(), authority))
    return max(known, key=lambda crl: crl.number).der


def former_of_answer(office: Office, data: bytes) -> FormerCa | None:
    """The former CA that signed an answer; None where it is of the CA in force, of a stranger, or damaged."""
    try:
        ca = read_answer(data).ca
    except Refusal:
        return None
    return next((each for each in former_cas(office) if each.certificate == ca), None)


def former_of_status_signer(office: Office, signer: Certificate) -> FormerCa | None:
    """The former CA under which a status signer stands; None where it is under the CA in force, or under none."""
    return next((each for each in former_cas(office) if _certified(signer, each.certificate)), None)


def former_status_signers(office: Office) -> Iterator[Certificate]:
    """The status signers under former CAs whose certificates last and that no list names: a thief's bulletins by them
    would be believed."""
    for former in former_cas(office):
        for each in office.trust.status_signers_under(former.certificate):
            if each.not_after >= office.clock.seconds and not former.revoked(each):
                yield each


def _certified(signer: Certificate, ca: bytes) -> bool:
    return issuer_of(signer, [Anchor(read_certificate(ca))], STATUS_SIGNING, signer.not_before) is not None
