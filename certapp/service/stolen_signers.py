"""A signing key was stolen: what two supervisors do the same day, so that forgeries fall and honest papers stand.

1 both sign that it was stolen, and what is still believed of it; 2 the country CA puts it on its list and certifies a
new one; 3 the next bulletin names it (key 7) with a digest of every genuine code (key 8); 4 that bulletin goes out.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from certapp.model.errors import Refusal
from certapp.register.certificates import code_texts
from certapp.register.connection import transaction
from certapp.register.journal import entries
from certapp.seal.cose import code_kid, parse
from certapp.seal.text import from_text
from certapp.service.ceremony import Taken, Wanted, Written, ask, at_hand, use_next_signer
from certapp.service.former_ca import FormerCa, former_of_status_signer, former_status_signers
from certapp.service.office import CA_CERTIFICATE, Actor, Office, Passphrase
from certapp.service.other_offices import stolen_elsewhere
from certapp.service.rights import Right
from certapp.service.supervision import two_can_act
from certapp.trust.bulletin import Policy
from certapp.trust.carried import Kind
from certapp.trust.certificate import Certificate, read_certificate
from certapp.trust.hierarchy import DOCUMENT_SIGNING, STATUS_SIGNING, office_in
from certapp.trust.keyfile import DEFAULT_COST, KdfCost
from certapp.trust.keyring import DOCUMENT_SIGNER, STATUS_SIGNER
from certapp.trust.path import Anchor, issuer_of
from certapp.trust.roster_chain import cas_of

_USAGES: Final = {False: DOCUMENT_SIGNING, True: STATUS_SIGNING}


def report_stolen(
    office: Office, actor: Actor, second: Actor, policy: Policy = Policy.ONLY_LISTED, kid: bytes | None = None
) -> Certificate:
    """Two supervisors sign that a document signer's key was stolen; gives its certificate.

    kid: of an earlier signer; without it the one in use. From now on each bulletin names it.

    The office that signs the bulletins reports so for one that cannot itself.

    Refusals: ROLE_MISSING, SIGNER_NEEDS_TWO_SUPERVISORS, SIGNER_NO_SECOND_SUPERVISOR, SIGNER_NOT_OURS,
    SIGNER_STOLEN_ALREADY.
    """
    _require_two(office, actor, second)
    signer = _signer(office, kid)
    if signer.kid in stolen_signers(office):
        raise Refusal("SIGNER_STOLEN_ALREADY", name=signer.name)
    facts = {"kid": signer.kid, "policy": int(policy)}
    with transaction(office.register):
        office.record(second, "SIGNER_STOLEN_CONFIRMED", DOCUMENT_SIGNER, facts)
        office.record(actor, "SIGNER_STOLEN", DOCUMENT_SIGNER, {**facts, "second": second.id})
    return signer


def wanted_of_ca(office: Office, signer: Certificate, *, status: bool = False) -> tuple[Wanted, ...]:
    """What is asked of the country CA: the stolen key on its list, and a certificate for a new one.

    Nothing is asked for a document signer of an earlier CA that no longer signs: the bulletin alone says it. Of a
    status signer only the list of that very CA says it.
    """
    if status and former_of_status_signer(office, signer) is not None:
        return (Wanted(Kind.REVOKE, f"{signer.number:x}"),)
    if issuer_of(signer, [Anchor(read_certificate(_cas(office)[-1][1]))], _USAGES[status], signer.not_before) is None:
        return ()
    new = Wanted(Kind.STATUS_SIGNER) if status else Wanted(Kind.DOCUMENT_SIGNER, office.code)
    revoke = Wanted(Kind.REVOKE, f"{signer.number:x}")
    replaced = office.keys.certificate(STATUS_SIGNER if status else DOCUMENT_SIGNER)
    return (revoke, new) if replaced == signer.der else (revoke,)


def replace_at_hand(
    office: Office,
    actor: Actor,
    second: Actor,
    signer: Certificate,
    passphrase: Passphrase,
    ca_keys: Path | None = None,
    *,
    status: bool = False,
    cost: KdfCost = DEFAULT_COST,
) -> Taken:
    """Both wishes fulfilled where the CA's key is at hand; the new signer signs from now on.

    `passphrase` is asked for the CA's ('ca') and for the new key's. Of a status signer under an earlier CA it is that
    CA's key.

    Refusals: SIGNER_NEEDS_TWO_SUPERVISORS, SIGNER_NO_SECOND_SUPERVISOR and those of `ceremony.at_hand`.
    """
    _require_two(office, actor, second)
    wanted = wanted_of_ca(office, signer, status=status)
    if not wanted:
        return Taken(office.roster.sequence, (), False)
    former = former_of_status_signer(office, signer) if status else None
    taken = at_hand(office, actor, wanted, passphrase, second.name, ca_keys, cost, former)
    if taken.waits:  # the one before it may sign by its dates, but it was stolen
        use_next_signer(office, actor)
    return taken


def ask_far_ca(
    office: Office,
    actor: Actor,
    second: Actor,
    signer: Certificate,
    passphrase: Passphrase,
    *,
    status: bool = False,
    cost: KdfCost = DEFAULT_COST,
) -> Written:
    """The request for a CA that is elsewhere; until its answer is taken in the bulletin alone says it.

    Refusals: SIGNER_NEEDS_TWO_SUPERVISORS, SIGNER_NO_SECOND_SUPERVISOR and those of `ceremony.ask`.
    """
    _require_two(office, actor, second)
    former = former_of_status_signer(office, signer) if status else None
    return ask(office, wanted_of_ca(office, signer, status=status), passphrase, cost, former)


@dataclass(frozen=True)
class Signer:
    """A signer of this office that may have been stolen; `in_use`: it signs today. status: it signs bulletins.

    `former`: the country CA before, under which a status signer stands: its list alone revokes it.
    """

    certificate: Certificate
    in_use: bool
    status: bool = False
    former: FormerCa | None = None
    other_office: str = ""
    """The code of the office whose document signer it is, where it is another's."""


def signers_to_report(office: Office) -> tuple[Signer, ...]:
    """The document signer in use, reported or not, so that what was cut short can go on; and those before it that are
    not reported, the newest first. At the office that signs the bulletins, those of the other offices behind them."""
    stolen = stolen_signers(office)
    own = office.keys.certificate(DOCUMENT_SIGNER)
    known = [each for each in _signers(office) if office_in(each) == office.code]
    newest_first = sorted(known, key=lambda each: (each.der == own, each.not_before), reverse=True)
    ours = tuple(Signer(each, each.der == own) for each in newest_first if each.der == own or each.kid not in stolen)
    return (*ours, *(_signers_elsewhere(office) if office.signs_bulletins else ()))


def _signers_elsewhere(office: Office) -> Iterator[Signer]:
    """The document signers of other offices that nobody reported, by office, the newest first."""
    stolen = all_stolen(office)
    found = [(office_in(each), each) for each in _signers(office) if each.kid not in stolen]
    for code, each in sorted(found, key=lambda one: (one[0] or "", -one[1].not_before)):
        if code and code != office.code:
            yield Signer(each, False, other_office=code)


def status_signers_to_report(office: Office) -> tuple[Signer, ...]:
    """The status signer in use, and those before it that the CA's list does not name, the newest first: with an earlier
    key a thief signs bulletins too, as long as its certificate lasts, under a CA before this one as well. Empty where
    another office signs the bulletins.
    """
    if not office.signs_bulletins:
        return ()
    own = office.keys.certificate(STATUS_SIGNER)
    ca = _cas(office)[-1][1]
    anchors = [each for each in office.trust.view().anchors.get(office.country, ()) if each.certificate.der == ca]
    known = [each for each in office.trust.status_signers_under(ca) if not any(at.has_revoked(each) for at in anchors)]
    lasting = [each for each in known if each.der != own and each.not_after >= office.clock.seconds]
    newest_first = sorted(lasting, key=lambda each: each.not_before, reverse=True)
    former = sorted(former_status_signers(office), key=lambda each: each.not_before, reverse=True)
    return (
        Signer(read_certificate(own), True, True),
        *(Signer(each, False, True) for each in newest_first),
        *(Signer(each, False, True, former_of_status_signer(office, each)) for each in former),
    )


def status_signer(office: Office, kid: bytes | None = None) -> Certificate:
    """The status signer in use, to be replaced, or with `kid` an earlier one, to be put on the CA's list.

    Refusals: KEY_NOT_CERTIFIED, SIGNER_NOT_OURS.
    """
    if kid is None:
        return read_certificate(office.keys.certificate(STATUS_SIGNER))
    known = (each.certificate for each in status_signers_to_report(office))
    found = next((each for each in known if each.kid == kid), None)
    if found is None:
        raise Refusal("SIGNER_NOT_OURS", kid=kid.hex().upper()[:16])
    return found


def stolen_signers(office: Office) -> dict[bytes, Policy]:
    """What was signed by two supervisors as stolen, by kid."""
    found = (entry.facts() for entry in entries(office.register, kind="SIGNER_STOLEN"))
    return {bytes(facts["kid"]): Policy(int(facts["policy"])) for facts in found}


def all_stolen(office: Office) -> dict[bytes, Policy]:
    """The same with what other offices reported of their own signers; of two words the stricter counts."""
    found = stolen_signers(office)
    for kid, policy in stolen_elsewhere(office).items():
        found[kid] = min(policy, found.get(kid, policy))
    return found


def genuine_payloads(office: Office) -> Iterator[bytes]:
    """The payload of every code that this office issued under a stolen key and that is still believed.

    Stolen is also what the country's bulletin says so of: the office that signs it may have reported the theft.
    """
    listed = {kid for kid, policy in stolen_signers(office).items() if policy is Policy.ONLY_LISTED}
    bulletin = office.trust.view().bulletins.get(office.country)
    if bulletin is not None:
        listed |= {kid for kid, policy in bulletin.compromised.items() if policy == Policy.ONLY_LISTED}
    if not listed:
        return
    for text in code_texts(office.register):
        message = parse(from_text(text))
        if code_kid(message) in listed:
            yield message.payload


def _cas(office: Office) -> tuple[tuple[Path, bytes], ...]:
    """The country CA, the last one, and those before it under which papers are still about."""
    trust = office.folder.trust
    return cas_of(trust, (trust / CA_CERTIFICATE).read_bytes())


def _signers(office: Office) -> list[Certificate]:
    """The document signers known of the country's authority, under each of its CAs."""
    return [signer for _folder, ca in _cas(office) for signer in office.trust.signers_under(ca)]


def _require_two(office: Office, actor: Actor, second: Actor) -> None:
    actor.require(Right.SUPERVISE)
    if actor.id != second.id and second.may(Right.SUPERVISE):
        return
    require_second_here(office)
    second.require(Right.SUPERVISE)
    raise Refusal("SIGNER_NEEDS_TWO_SUPERVISORS")


def require_second_here(office: Office) -> None:
    """Two supervisors can sign here. Refusal SIGNER_NO_SECOND_SUPERVISOR, which says what an office does without."""
    if not two_can_act(office):
        kid = read_certificate(office.keys.certificate(DOCUMENT_SIGNER)).kid.hex()
        raise Refusal("SIGNER_NO_SECOND_SUPERVISOR", kid=kid)


def _signer(office: Office, kid: bytes | None) -> Certificate:
    known = _signers(office)
    wanted = read_certificate(office.keys.certificate(DOCUMENT_SIGNER)).kid if kid is None else kid
    found = next((each for each in known if each.kid == wanted), None)
    if found is None:
        raise Refusal("SIGNER_NOT_OURS", kid=wanted.hex().upper()[:16])
    return found
