"""That no office exists twice, as a copied folder would make it: neither another office, nor this one.

Each exchange file names all before it by their digests. Two files that cannot be of one history are kept and noted;
where it is this office that somebody works on a copy of, nothing is issued here until a supervisor resumes it.
"""

from hashlib import sha256
from typing import Final, NoReturn

from certapp.model.errors import Refusal
from certapp.register.connection import transaction
from certapp.register.journal import entries, last_entry
from certapp.register.office import mark_behind, restored_at
from certapp.service.checkpoints import keep_countersigned
from certapp.service.office import Actor, Office
from certapp.service.other_offices import OtherOffice, keep_file
from certapp.service.witnessing import require_following
from certapp.trust.checkpoint import Checkpoint, read_checkpoint
from certapp.trust.exchange import Exchange
from certapp.trust.exchange_content import NOT_KNOWN, Content, Known

WRITTEN: Final = "EXCHANGE_WRITTEN"
TOLD: Final = "EXCHANGE_NOT_OURS"
"""The journal's entries of files of this office: as written here, and as others told that it did not write here."""


def own_files(office: Office) -> dict[int, bytes]:
    """The digests of this office's own files by sequence, and those that others hold of it and it has no memory of."""
    found: dict[int, bytes] = {}
    for kind in (TOLD, WRITTEN):
        for entry in entries(office.register, kind=kind):
            facts = entry.facts()
            found[int(facts["sequence"])] = bytes(facts["digest"])[: len(NOT_KNOWN)]
    return found


def refuse_own(office: Office, actor: Actor, read: Exchange) -> NoReturn:
    """A file of this very office: written here, or by a copy of this folder, and then nothing is issued here.

    Refusals EXCHANGE_OWN, EXCHANGE_BY_OUR_COPY (office, sequence).
    """
    content = read.content
    if _noted(office, WRITTEN, content.sequence, read.digest):
        raise Refusal("EXCHANGE_OWN")
    if not _noted(office, TOLD, content.sequence, read.digest):
        _stand_still(office, actor, content.sequence, read.digest, office.code)
    raise Refusal("EXCHANGE_BY_OUR_COPY", office=content.office, sequence=content.sequence)


def require_one_history(
    office: Office, actor: Actor, before: OtherOffice, read: Exchange, checkpoint: Checkpoint
) -> None:
    """Both the newest file of before and this one can be of one and the same office. Else that is noted and refused.

    Refusals EXCHANGE_OLDER (seen, offered), EXCHANGE_NUMBER_TWICE, EXCHANGE_TWO_HISTORIES (office, sequence).
    """
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


def heed(office: Office, actor: Actor, ours: Known, teller: str) -> tuple[int, bool]:
    """What the office `teller` knows of this one: up to which entry it countersigned our journal, 0 for none, and
    whether it knows another history of this office, which then issues nothing.
    """
    copy = not _noted(office, WRITTEN, ours.sequence, ours.digest)
    witnessed = 0
    if ours.countersigned:
        try:
            kept = keep_countersigned(office, read_checkpoint(ours.countersigned))
            witnessed = kept.checkpoint.statement.seq
        except Refusal as refusal:
            copy = copy or refusal.code == "CHECKPOINT_OTHER_HISTORY"
    if copy and not _noted(office, TOLD, ours.sequence, ours.digest):
        _stand_still(office, actor, ours.sequence, ours.digest, teller)
    return witnessed, copy and restored_at(office.register) is not None


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
