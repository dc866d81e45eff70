"""The road between the offices of one authority: what an office tells the others in a file, and what it takes in.

Only one office signs the country's bulletins and digests. What the others withdrew and gave out gets there by their
exchange files, and from there to the border. Both directions are the same kind of file, and each brings the newest
certificates and revocation list of its writer, and the checkpoint that the other countersigned.
"""

from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from certapp.model.errors import Refusal
from certapp.model.files import read_at_most
from certapp.model.progress import Stage, Stages, Told, silent, stopped_as
from certapp.model.signing import SigningKey
from certapp.register.certificates import given_out, withdrawn
from certapp.register.connection import transaction
from certapp.register.journal import last_entry
from certapp.register.office import restored_at
from certapp.service.as_signed import require_last_days, require_withdrawals
from certapp.service.carrying import write_out
from certapp.service.checkpoints import make_checkpoint
from certapp.service.exchange_statement import statement
from certapp.service.office import Actor, Office
from certapp.service.one_history import WRITTEN, heed, own_files, refuse_own, require_one_history
from certapp.service.other_offices import ENDING, checkpoint_in, forget_older, keep_file, other_offices
from certapp.service.requiring_second import state as state_second
from certapp.service.rights import Right
from certapp.service.stolen_signers import all_stolen, stolen_signers
from certapp.service.witnessing import witness
from certapp.trust.checkpoint import Checkpoint, Occasion
from certapp.trust.exchange import (
    LARGEST,
    MOST_FILES,
    Exchange,
    parse_exchange,
    read_exchange,
    sign_exchange,
)
from certapp.trust.hierarchy import office_of


@dataclass(frozen=True)
class TakenIn:
    """What a file brought. new: it was not known before. withdrawn, numbers: how many it lists.

    witnessed: the entry up to which that office countersigned our journal, 0 where it brought nothing. copy: it knows
    another history of this very office, which from now on issues nothing. warned: it says that this office is there
    twice.
    """

    office: str
    sequence: int
    written_at: int
    withdrawn: int
    numbers: int
    new: bool
    witnessed: int = 0
    copy: bool = False
    warned: bool = False


def export_exchange(
    office: Office, actor: Actor, document_signer: SigningKey, target: Path, told: Told = silent
) -> tuple[Exchange, Path]:
    """Sign what this office tells the others and write it to `target`, a file, or a folder such as a stick.

    Raises:
        Refusal: ROLE_MISSING, RESTORED_COPY (a copy speaks for nobody), SIGNER_OF_OTHER_OFFICE,
            EXCHANGE_SIGNER_STOLEN, EXCHANGES_USED_UP, CHECKPOINT_CLOCK_BEHIND, OUTPUT_NOT_WRITABLE,
            REGISTER_NOT_AS_SIGNED, EXCHANGE_WRITING_STOPPED where `told` raises WORK_STOPPED.
    """
    actor.require(Right.SUPERVISE, Right.SEAL)
    if restored_at(office.register) is not None:
        raise Refusal("RESTORED_COPY")
    if office_of(document_signer.certificate) != office.code:
        raise Refusal("SIGNER_OF_OTHER_OFFICE", office=office.code)
    if document_signer.kid in stolen_signers(office):
        raise Refusal("EXCHANGE_SIGNER_STOLEN", office=office.code)
    sequence = max(own_files(office), default=0) + 1
    if sequence > MOST_FILES:
        raise Refusal("EXCHANGES_USED_UP")
    path = target / f"{office.country}-{office.code}-{sequence:04d}{ENDING}" if target.is_dir() else target
    write_out(path, b"")  # a stick that is full or protected is told before a number is used
    path.unlink()
    listed = {row[0] for row in withdrawn(office.register)}
    require_withdrawals(office, listed, WRITTEN)
    require_last_days(office, {id8: day for _year, _serial, id8, day in given_out(office.register) if id8 in listed})
    state_second(office, actor)
    checkpoint = make_checkpoint(office, actor, Occasion.EXCHANGE)
    collecting = Stages(told, Stage.COLLECT_EXCHANGE)
    with stopped_as("EXCHANGE_WRITING_STOPPED"), collecting.at(Stage.COLLECT_EXCHANGE) as step:
        content = statement(office, sequence, checkpoint, step)
        step(0)
    data = sign_exchange(content, document_signer)
    facts = {"sequence": sequence, "digest": sha256(data).digest(), "withdrawn": len(content.withdrawn)}
    office.record_alone(actor, "EXCHANGE_WRITTEN", "exchange", facts)
    write_out(path, data)
    return parse_exchange(data), path


def import_exchange(office: Office, actor: Actor, path: Path, told: Told = silent) -> TakenIn:
    """Take in another office's file; the same again changes nothing.

    It can be stopped until it is known whether the file follows what was told before; then it is taken in as a whole.

    Raises:
        Refusal: ROLE_MISSING, FILE_NOT_THERE, EXCHANGE_DAMAGED, EXCHANGE_NEWER, EXCHANGE_OTHER_COUNTRY,
            EXCHANGE_SIGNATURE, EXCHANGE_SIGNER_STOLEN, EXCHANGE_OWN, EXCHANGE_BY_OUR_COPY, EXCHANGE_FROM_TOMORROW,
            EXCHANGE_OLDER (seen, offered), EXCHANGE_TWO_HISTORIES and EXCHANGE_NUMBER_TWICE (both are kept and noted
            first), EXCHANGE_STOPPED where `told` raises WORK_STOPPED, and those of the package and checkpoint in it.
    """
    actor.require(Right.SUPERVISE)
    with stopped_as("EXCHANGE_STOPPED"):
        return _import(office, actor, path, Stages(told, Stage.READ_EXCHANGE, Stage.COMPARE_HISTORIES))


def _import(office: Office, actor: Actor, path: Path, stages: Stages) -> TakenIn:
    with stages.at(Stage.READ_EXCHANGE):
        data = read_at_most(path, LARGEST)
        read = _read(office, data)
    content = read.content
    if content.office == office.code:
        refuse_own(office, actor, read)
    before = next((each for each in other_offices(office) if each.code == content.office), None)
    digest = sha256(data).hexdigest()
    if before is not None and before.sha256 == digest:
        keep_file(office, content.office, data)  # where it was lost
        return _taken(read, new=False)
    checkpoint = checkpoint_in(content)
    with stages.at(Stage.COMPARE_HISTORIES) as step:
        if before is not None:
            require_one_history(office, actor, before, read, checkpoint)
        step(0)
    office.trust.import_file(content.package, office.clock.seconds)
    return _accept(office, actor, read, checkpoint)


def settle(office: Office, actor: Actor, second: Actor, path: Path) -> TakenIn:
    """Two supervisors say that this file is of the right history of an office that is there twice.

    What the other history withdrew is dropped with it. Refusals of `import_exchange`, EXCHANGE_NOTHING_TO_SETTLE,
    EXCHANGE_NEEDS_TWO_SUPERVISORS.
    """
    for person in (actor, second):
        person.require(Right.SUPERVISE)
    if actor.id == second.id:
        raise Refusal("EXCHANGE_NEEDS_TWO_SUPERVISORS")
    read = _read(office, read_at_most(path, LARGEST))
    before = next((each for each in other_offices(office) if each.code == read.content.office), None)
    if before is None or not before.twice:
        raise Refusal("EXCHANGE_NOTHING_TO_SETTLE", office=read.content.office)
    checkpoint = checkpoint_in(read.content)
    office.trust.import_file(read.content.package, office.clock.seconds)
    return _accept(office, actor, read, checkpoint, second)


def next_file_due(office: Office) -> bool:
    """Whether this office has something to tell that its newest exchange file does not: what it withdrew or gave out.

    An office that signs the country's bulletins and never wrote one is alone, and nothing is due.
    """
    newest = last_entry(office.register, WRITTEN)
    if newest is None:
        return not office.signs_bulletins and bool(given_out(office.register))
    told = ("CERTIFICATE_REVOKED", "CERTIFICATE_SUSPENDED", "SUSPENSION_LIFTED", "CERTIFICATE_SURRENDERED")
    later = (last_entry(office.register, kind) for kind in (*told, "CERTIFICATE_ISSUED", "SIGNER_STOLEN"))
    return any(entry is not None and entry.seq > newest.seq for entry in later)


def _read(office: Office, data: bytes) -> Exchange:
    """A file of this authority, by a signer that is still believed. Refusals as of `import_exchange`."""
    country = parse_exchange(data).content.country
    if country != office.country:
        raise Refusal("EXCHANGE_OTHER_COUNTRY", country=country, own=office.country)
    view = office.trust.view()
    read = read_exchange(data, view.anchors.get(country, ()))
    bulletin = view.bulletins.get(country)
    stolen = {*all_stolen(office), *read.content.stolen, *(bulletin.compromised if bulletin is not None else ())}
    if read.signer.kid in stolen:
        raise Refusal("EXCHANGE_SIGNER_STOLEN", office=read.content.office)
    if read.content.written_at > office.clock.seconds + 86400:
        raise Refusal("EXCHANGE_FROM_TOMORROW", office=read.content.office)
    return read


def _accept(
    office: Office, actor: Actor, read: Exchange, checkpoint: Checkpoint, second: Actor | None = None
) -> TakenIn:
    content, origin = read.content, f"{read.content.country}-{read.content.office}"
    witness(office, actor, checkpoint, anew=second is not None)
    keep_file(office, content.office, read.raw)
    facts: dict[str, Any] = {
        "sequence": content.sequence,
        "digest": sha256(read.raw).digest(),
        "written_at": content.written_at,
        "withdrawn": len(content.withdrawn),
    }
    with transaction(office.register):
        if second is None:
            office.record(actor, "EXCHANGE_TAKEN", origin, facts)
        else:
            office.record(second, "EXCHANGE_SETTLED_CONFIRMED", origin, facts)
            office.record(actor, "EXCHANGE_SETTLED", origin, {**facts, "second": second.id})
    forget_older(office)
    ours = next((each for each in content.known if each.office == office.code), None)
    taken = _taken(read, new=True)
    if ours is None:
        return taken
    witnessed, copy = heed(office, actor, ours, content.office)
    return replace(taken, witnessed=witnessed, copy=copy, warned=ours.twice)


def _taken(read: Exchange, *, new: bool) -> TakenIn:
    content = read.content
    numbers = sum(map(len, content.years)) + len(content.others)
    return TakenIn(content.office, content.sequence, content.written_at, len(content.withdrawn), numbers, new)
