"""The road between the offices of one authority: what an office tells the others in a file, and what it takes in.

Only one office signs the country's bulletins and digests. What the others withdrew and gave out gets there by their
exchange files, and from there to the border. Both directions are the same kind of file, and each brings the newest
certificates and revocation list of its writer, and the checkpoint that the other countersigned.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import Any

from certapp.model.certificate_number import read_number
from certapp.model.errors import Refusal
from certapp.model.files import read_at_most
from certapp.model.progress import Stage, Stages, Told, silent, stopped_as
from certapp.model.signing import SigningKey
from certapp.register.certificates import given_out, issued_numbers, withdrawn
from certapp.register.connection import transaction
from certapp.register.journal import entries, last_entry
from certapp.register.office import mark_behind, restored_at
from certapp.service.as_signed import require_last_days, require_withdrawals
from certapp.service.carrying import write_out
from certapp.service.checkpoints import journal_id, keep_countersigned, make_checkpoint
from certapp.service.digesting import numbers_given_out
from certapp.service.exchanging import package_of_office
from certapp.service.legacy_coverage import older_statement
from certapp.service.office import Actor, Office
from certapp.service.other_offices import (
    ENDING,
    OtherOffice,
    forget_older,
    keep_file,
    other_offices,
)
from certapp.service.requiring_second import state as state_second
from certapp.service.requiring_second import stated_since
from certapp.service.rights import Right
from certapp.service.stolen_signers import all_stolen, genuine_payloads, stolen_signers
from certapp.service.witnessing import countersigned_of, require_following, witness
from certapp.trust.bulletin import payload_digest
from certapp.trust.checkpoint import Checkpoint, Occasion, plain, read_checkpoint
from certapp.trust.exchange import (
    LARGEST,
    MOST_FILES,
    NOT_KNOWN,
    Content,
    Exchange,
    Known,
    parse_exchange,
    read_exchange,
    sign_exchange,
    year_of,
)
from certapp.trust.hierarchy import office_of

WRITTEN, TOLD = "EXCHANGE_WRITTEN", "EXCHANGE_NOT_OURS"


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
    ours = _history(office)
    sequence = max(ours, default=0) + 1
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
        content = _content(office, sequence, ours, checkpoint, step)
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
        _own(office, actor, read)
    before = next((each for each in other_offices(office) if each.code == content.office), None)
    digest = sha256(data).hexdigest()
    if before is not None and before.sha256 == digest:
        keep_file(office, content.office, data)  # where it was lost
        return _taken(read, new=False)
    checkpoint = _checkpoint(content)
    with stages.at(Stage.COMPARE_HISTORIES) as step:
        if before is not None:
            _require_one_history(office, actor, before, read, checkpoint)
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
    checkpoint = _checkpoint(read.content)
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


def _content(
    office: Office, sequence: int, ours: dict[int, bytes], checkpoint: Checkpoint, step: Callable[[int], None]
) -> Content:
    rows = given_out(office.register)
    step(0)
    series = {
        year: year_of(year, ((serial, id8, until) for _year, serial, id8, until in group))
        for year, group in groupby(rows, key=lambda row: row[0])
    }
    step(0)
    listed = tuple(withdrawn(office.register))
    others = tuple(sorted(_other_numbers(office)))
    step(0)
    return Content(
        country=office.country,
        office=office.code,
        journal=journal_id(office.register),
        sequence=sequence,
        written_at=office.clock.seconds,
        history=tuple(ours.get(number, NOT_KNOWN) for number in range(1, sequence)),
        years=tuple(series.values()),
        others=others,
        withdrawn=listed,
        stolen={kid: int(policy) for kid, policy in stolen_signers(office).items()},
        genuine=tuple(sorted({payload_digest(payload) for payload in genuine_payloads(office)})),
        checkpoint=checkpoint.raw,
        package=package_of_office(office, lists=False),
        known=tuple(_known(office, other) for other in other_offices(office) if other.held is not None),
        second_since=stated_since(office),
        older=older_statement(office),
    )


def _other_numbers(office: Office) -> set[tuple[int, str]]:
    """What is given out and not by this program: old paper certificates."""
    issued = {number for _year, number in issued_numbers(office.register)}
    given = numbers_given_out(office).items()
    return {(year, number) for year, numbers in given for number in numbers if number not in issued}


def _known(office: Office, other: OtherOffice) -> Known:
    assert other.held is not None
    highest: dict[int, str] = {}
    for each in (other.held, *other.others):
        for number in each.content.highest():
            year = read_number(number).year
            highest[year] = max(number, highest.get(year, ""))
    return Known(
        other.code,
        other.sequence,
        other.held.digest,
        tuple(highest[year] for year in sorted(highest)[-3:]),
        countersigned_of(office, _checkpoint(other.held.content).statement),
        other.twice,
    )


def _history(office: Office) -> dict[int, bytes]:
    """The digests of this office's own files by sequence, and those that others hold of it and it has no memory of."""
    found: dict[int, bytes] = {}
    for kind in (TOLD, WRITTEN):
        for entry in entries(office.register, kind=kind):
            facts = entry.facts()
            found[int(facts["sequence"])] = bytes(facts["digest"])[: len(NOT_KNOWN)]
    return found


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


def _own(office: Office, actor: Actor, read: Exchange) -> None:
    """A file of this very office: written here, or by a copy of this folder."""
    content = read.content
    if _noted(office, WRITTEN, content.sequence, read.digest):
        raise Refusal("EXCHANGE_OWN")
    if not _noted(office, TOLD, content.sequence, read.digest):
        _stand_still(office, actor, content.sequence, read.digest, office.code)
    raise Refusal("EXCHANGE_BY_OUR_COPY", office=content.office, sequence=content.sequence)


def _checkpoint(content: Content) -> Checkpoint:
    """The checkpoint in a file, which is of the same office and journal. Refusal EXCHANGE_DAMAGED."""
    checkpoint = plain(read_checkpoint(content.checkpoint))
    said = checkpoint.statement
    if (said.country, said.office, said.journal) != (content.country, content.office, content.journal):
        raise Refusal("EXCHANGE_DAMAGED")
    return checkpoint


def _require_one_history(
    office: Office, actor: Actor, before: OtherOffice, read: Exchange, checkpoint: Checkpoint
) -> None:
    """Both the newest file of before and this one can be of one and the same office. Else that is noted and refused."""
    content, held = read.content, before.held
    newest = bytes.fromhex(before.sha256)[: len(NOT_KNOWN)]
    number = ""
    if held is None:  # its digest is known, its content is not
        good = content.sequence > before.sequence and content.history[before.sequence - 1] == newest
    elif content.journal != held.content.journal:
        good, number = False, _number_twice(held.content, content, gone_too=False)
    elif content.sequence < held.content.sequence:
        if held.content.history[content.sequence - 1] == read.digest:
            raise Refusal("EXCHANGE_OLDER", office=content.office, seen=held.content.sequence, offered=content.sequence)
        good, number = False, _number_twice(held.content, content, gone_too=False)
    else:
        number = _number_twice(held.content, content, gone_too=True)
        follows = content.sequence > held.content.sequence and content.history[before.sequence - 1] == newest
        good = follows and not number and content.written_at >= held.content.written_at
        good = good and _checkpoint_follows(office, checkpoint)
    if not good:
        _two_histories(office, actor, before, read, number)


def _number_twice(before: Content, after: Content, *, gone_too: bool) -> str:
    """The first number that stands for two certificates; with `gone_too` also one that was given out and is no more."""
    ids = after.ids()
    for number, handle in before.ids().items():
        if (number in ids or gone_too) and ids.get(number) != handle:
            return number
    return ""


def _checkpoint_follows(office: Office, checkpoint: Checkpoint) -> bool:
    try:
        require_following(office, checkpoint.statement)
    except Refusal:
        return False
    return True


def _two_histories(office: Office, actor: Actor, before: OtherOffice, read: Exchange, number: str) -> None:
    """Keep the other history's file, note it, and refuse. Refusals EXCHANGE_NUMBER_TWICE, EXCHANGE_TWO_HISTORIES."""
    content, origin = read.content, f"{read.content.country}-{read.content.office}"
    keep_file(office, content.office, read.raw)
    if all(each.raw != read.raw for each in before.others):
        facts = {
            "sequence": content.sequence,
            "digest": sha256(read.raw).digest(),
            "number": number,
            "written_at": content.written_at,
        }
        office.record_alone(actor, "OFFICE_TWICE", origin, facts)
    if number:
        raise Refusal("EXCHANGE_NUMBER_TWICE", office=content.office, number=number)
    raise Refusal("EXCHANGE_TWO_HISTORIES", office=content.office, sequence=content.sequence)


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
    return taken if ours is None else _hear(office, actor, ours, taken)


def _hear(office: Office, actor: Actor, ours: Known, taken: TakenIn) -> TakenIn:
    """What another office knows of this one: its countersigned checkpoint, and whether it is the same history."""
    copy = not _noted(office, WRITTEN, ours.sequence, ours.digest)
    witnessed = 0
    if ours.countersigned:
        try:
            kept = keep_countersigned(office, read_checkpoint(ours.countersigned))
            witnessed = kept.checkpoint.statement.seq
        except Refusal as refusal:
            copy = copy or refusal.code == "CHECKPOINT_OTHER_HISTORY"
    if copy and not _noted(office, TOLD, ours.sequence, ours.digest):
        _stand_still(office, actor, ours.sequence, ours.digest, taken.office)
    return replace(
        taken, witnessed=witnessed, copy=copy and restored_at(office.register) is not None, warned=ours.twice
    )


def _noted(office: Office, kind: str, sequence: int, digest: bytes) -> bool:
    """Whether the journal knows a file of this office: as written here, or as told by others. What was told was heeded:
    since then a supervisor has resumed this copy past every number known."""
    facts = (entry.facts() for entry in entries(office.register, kind=kind))
    return any(int(each["sequence"]) == sequence and bytes(each["digest"]).startswith(digest) for each in facts)


def _stand_still(office: Office, actor: Actor, sequence: int, digest: bytes, teller: str) -> None:
    """Somebody works on a copy of this folder: here nothing is issued until a supervisor resumes it."""
    facts = {"sequence": sequence, "digest": digest, "told_by": teller}
    with transaction(office.register):
        office.record(actor, "EXCHANGE_NOT_OURS", "exchange", facts)
    last = last_entry(office.register)
    mark_behind(office.register, office.clock.milliseconds, last.seq if last else 0)


def _taken(read: Exchange, *, new: bool) -> TakenIn:
    content = read.content
    numbers = sum(map(len, content.years)) + len(content.others)
    return TakenIn(content.office, content.sequence, content.written_at, len(content.withdrawn), numbers, new)
