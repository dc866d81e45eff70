"""What an office sends to the border and to other countries."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from certapp.model.errors import Refusal
from certapp.model.signing import SigningKey
from certapp.register.certificates import withdrawn
from certapp.register.connection import transaction
from certapp.register.journal import last_entry
from certapp.service.carrying import write_out
from certapp.service.clock import days
from certapp.service.contacting import contact_of
from certapp.service.office import CA_CERTIFICATE, CRL, Actor, Office
from certapp.service.printing_bulletins import keep_additions
from certapp.service.rights import Right
from certapp.service.stolen_signers import genuine_payloads, stolen_signers
from certapp.trust.bulletin import Entry, parse_bulletin, sign_bulletin
from certapp.trust.certificate import Certificate
from certapp.trust.judge import Withdrawn
from certapp.trust.package import build_package

INTRODUCTION = "introduction.der"
BULLETIN_LIFE = 30 * 86400
"""Seconds until the next bulletin is due."""


@dataclass(frozen=True)
class SignedBulletin:
    """A bulletin ready to be carried: its sequence, how many entries it has, its bytes."""

    sequence: int
    entries: int
    content: bytes


def sign_next_bulletin(office: Office, actor: Actor, status_signer: SigningKey) -> SignedBulletin:
    """Sign the next full bulletin and take it into the office's own trust folder.

    A bulletin is first noted in the journal, then kept: a sequence number, once used, is not used again.

    Raises:
        Refusal: ROLE_MISSING and what the register says.
    """
    actor.require(Right.SUPERVISE)
    before = office.trust.view().bulletins.get(office.country)
    now = office.clock.seconds
    oldest = days(office.clock.today)  # what expired before it is red by its date, and need not be listed
    listed = [Entry(*row) for row in withdrawn(office.register, oldest)]
    with transaction(office.register):
        sequence = _last_sequence(office) + 1
        office.record(actor, "BULLETIN_SIGNED", "bulletin", {"sequence": sequence, "entries": len(listed)})
    content = sign_bulletin(
        office.country,
        sequence,
        now,
        now + BULLETIN_LIFE,
        listed,
        status_signer,
        oldest_day=oldest,
        compromised=stolen_signers(office),
        genuine_payloads=genuine_payloads(office),
        contact=contact_of(office),
    )
    office.trust.import_file(content, now)
    keep_additions(office, before, parse_bulletin(content), status_signer)
    return SignedBulletin(sequence, len(listed), content)


def export_bulletin(office: Office, actor: Actor, status_signer: SigningKey, path: Path) -> SignedBulletin:
    """Sign the next bulletin and write it to `path`."""
    signed = sign_next_bulletin(office, actor, status_signer)
    write_out(path, signed.content)
    return signed


def export_package(office: Office, actor: Actor, path: Path) -> str:
    """Write the authority package with the newest bulletin; gives the CA's 40 digits, to be told by another road.

    Raises:
        Refusal: ROLE_MISSING, OUTPUT_NOT_WRITABLE.
    """
    actor.require(Right.HAND_OUT_TRUST)
    view = office.trust.view()
    bulletin, digest = view.bulletins.get(office.country), view.digests.get(office.country)
    trust = office.folder.trust
    ca = (trust / CA_CERTIFICATE).read_bytes()
    package = build_package(
        ca,
        _with_earlier(office.keys.certificate("document_signer"), office.trust.signers_under(ca)),
        _status_signers(office, ca),
        (trust / CRL).read_bytes(),
        None if bulletin is None else bulletin.raw,
        None if digest is None else digest.raw,
        _introduction(office),
        tuple(each.der for each in office.trust.approvers_under(ca)),
    )
    write_out(path, package)
    sequence = 0 if bulletin is None else bulletin.sequence
    office.record_alone(actor, "PACKAGE_EXPORTED", "package", {"bulletin": sequence})
    return str(office.settings["fingerprint"])


def own_revocations(office: Office) -> dict[bytes, Withdrawn]:
    """What the office itself has revoked, in a bulletin already or not yet."""
    listed = withdrawn(office.register)
    return {id8: Withdrawn(day, reason, number) for id8, day, reason, number in listed}


@dataclass(frozen=True)
class Due:
    """What the next bulletin would change at the border; late: the newest one's time is over.

    contact: whom to ask is told otherwise than in the newest one.
    """

    revoked: int
    lifted: int
    signers: int
    late: bool
    contact: bool = False

    def __bool__(self) -> bool:
        return bool(self.revoked or self.lifted or self.signers or self.late or self.contact)


def bulletin_due(office: Office) -> Due:
    """Whether the next bulletin is due, and why. Refusal TRUST_STATE_DAMAGED."""
    newest = office.trust.view().bulletins.get(office.country)
    listed = withdrawn(office.register, days(office.clock.today))
    stolen = stolen_signers(office)
    if newest is None:
        return Due(len(listed), 0, len(stolen), late=True)
    still = {row[0] for row in withdrawn(office.register)}
    return Due(
        revoked=sum(newest.find(row[0]) is None for row in listed),
        lifted=sum(entry.id not in still for entry in newest.entries),
        signers=sum(kid not in newest.compromised for kid in stolen),
        late=office.clock.seconds > newest.next_update,
        contact=newest.contact != contact_of(office),
    )


def _status_signers(office: Office, ca: bytes) -> tuple[bytes, ...]:
    """Those of the office that signs the country's bulletins; other offices know only what came to them."""
    known = office.trust.status_signers_under(ca)
    try:
        return _with_earlier(office.keys.certificate("status_signer"), known)
    except Refusal:
        return tuple(sorted(each.der for each in known))


def unpublished_revocations(office: Office) -> int:
    """How many revocations the border knows nothing of. Refusal TRUST_STATE_DAMAGED."""
    return bulletin_due(office).revoked


def _with_earlier(signer: bytes, known: Iterable[Certificate]) -> tuple[bytes, ...]:
    """The signer, and those before it: what they signed stays believed where a post begins anew."""
    return (signer, *sorted(each.der for each in known if each.der != signer))


def _introduction(office: Office) -> bytes | None:
    """How the country CA before this one introduced it, where there was one."""
    kept = office.folder.trust / INTRODUCTION
    return kept.read_bytes() if kept.exists() else None


def _last_sequence(office: Office) -> int:
    """The highest sequence ever given, by the journal or by what was imported."""
    signed = last_entry(office.register, "BULLETIN_SIGNED")
    known = office.trust.view().bulletins.get(office.country)
    return max(int(signed.facts()["sequence"]) if signed else 0, 0 if known is None else known.sequence)
