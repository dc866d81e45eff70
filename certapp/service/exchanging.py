"""What an office sends to the border and to other countries."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from certapp.model.errors import Refusal
from certapp.model.signing import SigningKey
from certapp.register.certificates import given_out, withdrawn
from certapp.register.connection import transaction
from certapp.register.journal import last_entry
from certapp.service.as_signed import require_withdrawals
from certapp.service.carrying import write_out
from certapp.service.checkpoints import checkpoint_if_possible
from certapp.service.clock import days
from certapp.service.contacting import contact_of
from certapp.service.former_ca import newest_crl
from certapp.service.introducing import INTRODUCTION
from certapp.service.office import CA_CERTIFICATE, Actor, Office
from certapp.service.other_offices import all_withdrawn, genuine_elsewhere
from certapp.service.printing_bulletins import keep_additions
from certapp.service.requiring_second import since_by_office, stated_since, to_state
from certapp.service.requiring_second import state as state_second
from certapp.service.rights import Right
from certapp.service.stolen_signers import all_stolen, genuine_payloads, stolen_signers
from certapp.trust.bulletin import Bulletin, Entry, parse_bulletin, sign_bulletin
from certapp.trust.certificate import Certificate, read_certificate
from certapp.trust.checkpoint import Occasion
from certapp.trust.hierarchy import DOCUMENT_SIGNING, STATUS_SIGNING
from certapp.trust.judge import Withdrawn
from certapp.trust.keyring import DOCUMENT_SIGNER, STATUS_SIGNER
from certapp.trust.package import build_package
from certapp.trust.path import Anchor, issuer_of
from certapp.trust.roster_chain import cas_of

BULLETIN_LIFE = 30 * 86400
"""Seconds until the next bulletin is due."""


@dataclass(frozen=True)
class SignedBulletin:
    """A bulletin ready to be carried: its sequence, how many entries it has, its bytes."""

    sequence: int
    entries: int
    content: bytes


def sign_next_bulletin(office: Office, actor: Actor, status_signer: SigningKey) -> SignedBulletin:
    """Sign the next full bulletin and take it into the office's own trust folder. What other offices of the authority
    withdrew is in it, by their newest exchange files.

    A bulletin is first noted in the journal, then kept: a sequence number, once used, is not used again.

    Raises:
        Refusal: ROLE_MISSING, EXCHANGE_LOST, REGISTER_NOT_AS_SIGNED and what the register says.
    """
    actor.require(Right.SUPERVISE)
    before = office.trust.view().bulletins.get(office.country)
    now = office.clock.seconds
    state_second(office, actor)
    oldest = days(office.clock.today)  # what expired before it is red by its date, and need not be listed
    listed = [Entry(*row) for row in all_withdrawn(office, oldest)]
    require_withdrawals(office, {entry.id for entry in listed}, "BULLETIN_SIGNED", oldest)
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
        compromised=all_stolen(office),
        genuine_payloads=genuine_payloads(office),
        contact=contact_of(office),
        genuine_digests=genuine_elsewhere(office),
        second_since=since_by_office(office),
    )
    office.trust.import_file(content, now)
    keep_additions(office, before, parse_bulletin(content), status_signer)
    return SignedBulletin(sequence, len(listed), content)


def export_bulletin(office: Office, actor: Actor, status_signer: SigningKey, path: Path) -> SignedBulletin:
    """Sign the next bulletin and write it to `path`; where the journal stands is signed too."""
    signed = sign_next_bulletin(office, actor, status_signer)
    checkpoint_if_possible(office, actor, Occasion.EXCHANGE)
    write_out(path, signed.content)
    return signed


def export_package(office: Office, actor: Actor, path: Path) -> str:
    """Write the authority package with the newest bulletin; gives the CA's 40 digits, to be told by another road.

    Raises:
        Refusal: ROLE_MISSING, OUTPUT_NOT_WRITABLE.
    """
    actor.require(Right.HAND_OUT_TRUST)
    bulletin = office.trust.view().bulletins.get(office.country)
    write_out(path, package_of_office(office))
    sequence = 0 if bulletin is None else bulletin.sequence
    office.record_alone(actor, "PACKAGE_EXPORTED", "package", {"bulletin": sequence})
    return str(office.settings["fingerprint"])


def package_of_office(office: Office, *, lists: bool = True) -> bytes:
    """All that others need to check this authority's certificates; `lists`: with the newest bulletin and digest."""
    ca = (office.folder.trust / CA_CERTIFICATE).read_bytes()
    return _package_under(office, (office.folder.trust, ca), _introduction(office), lists=lists)


def former_packages(office: Office) -> dict[str, bytes]:
    """The packages of the country CAs before this one, by the first ten of their 40 digits: for posts that begin anew,
    as long as papers under them are about."""
    trust = office.folder.trust
    before = cas_of(trust, (trust / CA_CERTIFICATE).read_bytes())[:-1]
    return {folder.name: _package_under(office, (folder, der), None, lists=False) for folder, der in before}


def _package_under(office: Office, place: tuple[Path, bytes], introduction: bytes | None, *, lists: bool) -> bytes:
    folder, ca = place
    view, authority = office.trust.view(), Anchor(read_certificate(ca))
    bulletin = view.bulletins.get(office.country) if lists else None
    digest = view.digests.get(office.country) if lists else None
    if bulletin is not None and not _under(bulletin.signer, authority, STATUS_SIGNER):
        bulletin = None  # the last one under the CA before, until the next is signed
    if digest is not None and not _under(digest.signer, authority, STATUS_SIGNER):
        digest = None
    own, status = _own(office, DOCUMENT_SIGNER, authority), _own(office, STATUS_SIGNER, authority)
    return build_package(
        ca,
        _with_earlier(own, office.trust.signers_under(ca)),
        _with_earlier(status, office.trust.status_signers_under(ca)),
        newest_crl(office, ca, folder),
        None if bulletin is None else bulletin.raw,
        None if digest is None else digest.raw,
        introduction,
        tuple(each.der for each in office.trust.approvers_under(ca)),
    )


def _own(office: Office, name: str, authority: Anchor) -> bytes | None:
    """The certificate of a key in use here, where it is under that CA: not while the next one waits after a move, nor
    in an office that does not sign bulletins."""
    try:
        own = read_certificate(office.keys.certificate(name))
    except Refusal:
        return None
    return own.der if _under(own, authority, name) else None


def _under(signer: Certificate, authority: Anchor, name: str) -> bool:
    usage = STATUS_SIGNING if name == STATUS_SIGNER else DOCUMENT_SIGNING
    return issuer_of(signer, [authority], usage, signer.not_before) is not None


def own_revocations(office: Office) -> dict[bytes, Withdrawn]:
    """What this office and those whose files it has revoked, in a bulletin already or not yet."""
    listed = all_withdrawn(office, strict=False)
    return {id8: Withdrawn(day, reason, number) for id8, day, reason, number in listed}


@dataclass(frozen=True)
class Due:
    """What the next bulletin would change at the border; late: the newest one's time is over.

    contact: whom to ask is told otherwise than in the newest one. second: since when certificates carry a second
    signature is.
    """

    revoked: int
    lifted: int
    signers: int
    late: bool
    contact: bool = False
    second: bool = False
    signs: bool = True
    """This office signs the bulletins; another one sends an exchange file to the office that does, of its own papers
    and keys alone."""
    unknown: bool = False
    """Another office signs them, and none is known here."""

    def __bool__(self) -> bool:
        return bool(self.revoked or self.lifted or self.signers or self.late or self.contact or self.second)


def bulletin_due(office: Office) -> Due:
    """Whether the next bulletin is due, and why. Refusal TRUST_STATE_DAMAGED."""
    newest, today = office.trust.view().bulletins.get(office.country), days(office.clock.today)
    signs = office.signs_bulletins
    listed = all_withdrawn(office, today, strict=False) if signs else withdrawn(office.register, today)
    stolen = all_stolen(office) if signs else stolen_signers(office)
    if newest is None:
        return Due(len(listed), 0, len(stolen), late=signs, signs=signs, unknown=not signs)
    still = {row[0] for row in (all_withdrawn(office, strict=False) if signs else withdrawn(office.register))}
    told = (entry.id for entry in newest.entries)
    if not signs:  # of the papers of others those know
        own = {id8 for _year, _serial, id8, _until in given_out(office.register)}
        told = (each for each in told if each in own)
    return Due(
        revoked=sum(newest.find(row[0]) is None for row in listed),
        lifted=sum(each not in still for each in told),
        signers=sum(kid not in newest.compromised for kid in stolen),
        late=office.clock.seconds > newest.next_update,
        contact=signs and newest.contact != contact_of(office),
        second=_second_changed(office, newest),
        signs=signs,
    )


def _second_changed(office: Office, newest: Bulletin) -> bool:
    told = newest.second_since if office.signs_bulletins else {office.code: stated_since(office)}
    return told.get(office.code) != to_state(office)


def unpublished_revocations(office: Office) -> int:
    """How many revocations the border knows nothing of. Refusal TRUST_STATE_DAMAGED."""
    return bulletin_due(office).revoked


def _with_earlier(signer: bytes | None, known: Iterable[Certificate]) -> tuple[bytes, ...]:
    """The signer, and those before it: what they signed stays believed where a post begins anew."""
    own = () if signer is None else (signer,)
    return (*own, *sorted(each.der for each in known if each.der != signer))


def _introduction(office: Office) -> bytes | None:
    """How the country CA before this one introduced it, where there was one."""
    kept = office.folder.trust / INTRODUCTION
    return kept.read_bytes() if kept.exists() else None


def _last_sequence(office: Office) -> int:
    """The highest sequence ever given, by the journal or by what was imported."""
    signed = last_entry(office.register, "BULLETIN_SIGNED")
    known = office.trust.view().bulletins.get(office.country)
    return max(int(signed.facts()["sequence"]) if signed else 0, 0 if known is None else known.sequence)
