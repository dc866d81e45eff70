"""What an office sends to the border and to other countries."""

from dataclasses import dataclass
from pathlib import Path

from certapp.model.errors import Refusal
from certapp.model.signing import SigningKey
from certapp.register.certificates import withdrawn
from certapp.register.connection import transaction
from certapp.register.journal import last_entry
from certapp.service.carrying import write_out
from certapp.service.clock import days
from certapp.service.office import CA_CERTIFICATE, CRL, Actor, Office
from certapp.service.rights import Right
from certapp.trust.bulletin import Entry, sign_bulletin
from certapp.trust.judge import Withdrawn
from certapp.trust.package import build_package

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
    now = office.clock.seconds
    oldest = days(office.clock.today)  # what expired before it is red by its date, and need not be listed
    listed = [Entry(*row) for row in withdrawn(office.register, oldest)]
    with transaction(office.register):
        sequence = _last_sequence(office) + 1
        office.record(actor, "BULLETIN_SIGNED", "bulletin", {"sequence": sequence, "entries": len(listed)})
    content = sign_bulletin(
        office.country, sequence, now, now + BULLETIN_LIFE, listed, status_signer, oldest_day=oldest
    )
    office.trust.import_file(content, now)
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
    bulletin = view.bulletins.get(office.country)
    trust = office.folder.trust
    ca = (trust / CA_CERTIFICATE).read_bytes()
    package = build_package(
        ca,
        _with_earlier(office, ca, office.keys.certificate("document_signer")),
        _status_signer(office),
        (trust / CRL).read_bytes(),
        None if bulletin is None else bulletin.raw,
    )
    write_out(path, package)
    sequence = 0 if bulletin is None else bulletin.sequence
    office.record_alone(actor, "PACKAGE_EXPORTED", "package", {"bulletin": sequence})
    return str(office.settings["fingerprint"])


def own_revocations(office: Office) -> dict[bytes, Withdrawn]:
    """What the office itself has revoked, in a bulletin already or not yet."""
    return {id8: Withdrawn(day, reason) for id8, day, reason in withdrawn(office.register)}


def unpublished_revocations(office: Office) -> int:
    """How many revocations the next bulletin would list that the newest one does not: the border knows nothing of them.

    Raises:
        Refusal: TRUST_STATE_DAMAGED.
    """
    newest = office.trust.view().bulletins.get(office.country)
    listed = withdrawn(office.register, days(office.clock.today))
    return sum(newest is None or newest.find(id8) is None for id8, _day, _reason in listed)


def _status_signer(office: Office) -> tuple[bytes, ...]:
    """Of the office that signs the country's bulletins; the others have none."""
    try:
        return (office.keys.certificate("status_signer"),)
    except Refusal:
        return ()


def _with_earlier(office: Office, ca: bytes, signer: bytes) -> tuple[bytes, ...]:
    """The document signer, and those before it: what they signed stays believed where a post begins anew."""
    return (signer, *sorted(each.der for each in office.trust.signers_under(ca) if each.der != signer))


def _last_sequence(office: Office) -> int:
    """The highest sequence ever given, by the journal or by what was imported."""
    signed = last_entry(office.register, "BULLETIN_SIGNED")
    known = office.trust.view().bulletins.get(office.country)
    return max(int(signed.facts()["sequence"]) if signed else 0, 0 if known is None else known.sequence)
