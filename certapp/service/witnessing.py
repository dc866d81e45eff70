"""What headquarters or a second office does with another office's checkpoints: compare, countersign, keep.

Two checkpoints of one journal that cannot both be true mean that somebody works on a copy of the office's folder, or
that its journal was written anew. That is said, and nothing is countersigned.
"""

from collections.abc import Iterator
from pathlib import Path

from certapp.model.errors import Refusal
from certapp.model.files import write_atomically
from certapp.service.carrying import write_out
from certapp.service.checkpoints import ENDING, read_file, under_believed
from certapp.service.office import Actor, Office
from certapp.service.rights import Right
from certapp.trust.certificate import read_certificate
from certapp.trust.checkpoint import Checkpoint, Countersigned, Statement, countersign, plain

FOLDER = "witnessed"


def countersign_checkpoint(office: Office, actor: Actor, path: Path, target: Path) -> Countersigned:
    """Countersign another office's checkpoint and write the countersigned file to `target`; it is kept here too.

    Refusals: those of `witness`, FILE_NOT_THERE, CHECKPOINT_DAMAGED and the like, OUTPUT_NOT_WRITABLE.
    """
    made = witness(office, actor, plain(read_file(path)))
    write_out(target, made.raw)
    return made


def witness(office: Office, actor: Actor, checkpoint: Checkpoint, *, anew: bool = False) -> Countersigned:
    """Countersign another office's checkpoint, and keep it countersigned.

    anew: two supervisors said that what was seen before was of a wrong history; it is set aside.

    Refusals: ROLE_MISSING, CHECKPOINT_OWN (nobody is their own witness), CHECKPOINT_SIGNER_UNKNOWN,
    CHECKPOINT_FROM_TOMORROW, CHECKPOINT_TWO_HISTORIES (office, seq), CHECKPOINT_WENT_BACK (office,
    seq, before).
    """
    _require_another_s(office, actor, checkpoint)
    statement, now = checkpoint.statement, office.clock.seconds
    folder = _folder(office, statement)
    if anew:
        _set_aside(folder, now)
    _require_following(statement, _seen(folder))
    data = countersign(checkpoint, office.country, office.code, now, actor.key)
    origin = f"{statement.country}-{statement.office}"
    facts = {"journal": statement.journal, "seq": statement.seq, "hash": statement.hash}
    office.record_alone(actor, "CHECKPOINT_COUNTERSIGNED", origin, facts)
    folder.mkdir(parents=True, exist_ok=True)
    write_atomically(folder / f"{statement.seq:09}{ENDING}", data)
    return Countersigned(checkpoint, office.country, office.code, now, read_certificate(actor.key.certificate), data)


def compare(office: Office, actor: Actor, checkpoint: Checkpoint) -> None:
    """Whether it would be countersigned. Refusals of `witness`."""
    _require_another_s(office, actor, checkpoint)
    require_following(office, checkpoint.statement)


def _require_another_s(office: Office, actor: Actor, checkpoint: Checkpoint) -> None:
    actor.require(Right.AUDIT)
    statement = checkpoint.statement
    if (statement.country, statement.office) == (office.country, office.code):
        raise Refusal("CHECKPOINT_OWN")
    if not under_believed(office, checkpoint.signer, statement.country, statement.written_at):
        raise Refusal("CHECKPOINT_SIGNER_UNKNOWN", name=checkpoint.signer.name or "?")
    if statement.written_at > office.clock.seconds + 86400:
        raise Refusal("CHECKPOINT_FROM_TOMORROW")


def countersigned_of(office: Office, statement: Statement) -> bytes:
    """The checkpoint with this statement as it was countersigned here; b'' where it was not."""
    path = _folder(office, statement) / f"{statement.seq:09}{ENDING}"
    try:
        read = read_file(path)
    except Refusal:
        return b""
    return read.raw if isinstance(read, Countersigned) else b""


def require_following(office: Office, statement: Statement) -> None:
    """It can be true together with all that was seen here. Refusals CHECKPOINT_TWO_HISTORIES, CHECKPOINT_WENT_BACK."""
    _require_following(statement, _seen(_folder(office, statement)))


def _set_aside(folder: Path, now: int) -> None:
    if folder.is_dir():
        folder.rename(folder.with_name(f"{folder.name}-until-{now}"))


def _folder(office: Office, statement: Statement) -> Path:
    name = f"{statement.country}-{statement.office}-{statement.journal.hex()[:16]}"
    return office.folder.trust / FOLDER / name


def _seen(folder: Path) -> Iterator[Checkpoint]:
    for path in sorted(folder.glob(f"*{ENDING}")):
        yield plain(read_file(path))


def _require_following(new: Statement, seen: Iterator[Checkpoint]) -> None:
    """What was seen before of the same journal must be able to be true together with `new`."""
    office = f"{new.country}-{new.office}"
    for each in seen:
        before = each.statement
        if before.seq == new.seq:
            if before.hash != new.hash:
                raise Refusal("CHECKPOINT_TWO_HISTORIES", office=office, seq=new.seq)
        elif (before.seq < new.seq) != (before.written_at <= new.written_at):
            raise Refusal("CHECKPOINT_WENT_BACK", office=office, seq=new.seq, before=before.seq)
        elif before.seq < new.seq and (
            before.at > new.at or any(now < then for now, then in zip(new.counts, before.counts, strict=True))
        ):
            raise Refusal("CHECKPOINT_TWO_HISTORIES", office=office, seq=new.seq)
