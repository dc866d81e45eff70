"""Taking a restored copy back into use, and clearing away what a crash left."""

from certapp.model.certificate_number import make_number, read_number
from certapp.model.errors import Refusal
from certapp.register import drafts
from certapp.register import office as office_table
from certapp.register.attachments import known_files
from certapp.register.connection import transaction
from certapp.register.journal import entries
from certapp.register.numbers import next_serial
from certapp.register.recovery import void
from certapp.service.numbers_seen import numbers_seen
from certapp.service.office import Actor, Office
from certapp.service.rights import Right

AFTER_RESTORE = "given or not given before the restore: not known"
MOST_SKIPPED = 20_000
_CLOCKS_APART_MS = 60_000
"""A file's time may be of another clock than the journal's."""


def sweep_orphans(office: Office) -> int:
    """Remove files that neither register nor drafts name, such as those of a deleted draft; how many went."""
    return office.attachments.sweep(known_files(office.register) | drafts.known_files(office.drafts))


def drop_unissued(office: Office, numbers: tuple[str, ...]) -> int:
    """Remove the signed PDFs of numbers whose issuing was cut short: they would verify, and are no certificates; how
    many went. Only what was kept since the first of these numbers was taken, and nothing names, is looked at.
    """
    taken = [entry.at for number in numbers for entry in entries(office.register, number, "NUMBER_RESERVED")]
    if not taken:
        return 0
    known = known_files(office.register) | drafts.known_files(office.drafts)
    left = [sha256 for sha256 in office.attachments.signed_since(min(taken) - _CLOCKS_APART_MS) if sha256 not in known]
    for sha256 in left:
        office.attachments.drop(sha256)
    return len(left)


def resume(office: Office, actor: Actor, last_number: str) -> tuple[str, ...]:
    """Let a restored or older copy issue again, after the highest number that anybody has seen.

    What the office itself can know counts as well (`numbers_seen`). Every number up to the highest that
    the copy does not know becomes void: it may be on a paper out there.

    Raises:
        Refusal: ROLE_MISSING, NOT_RESTORED, NUMBER_INVALID, NUMBER_OF_OTHER_OFFICE, NUMBER_TOO_FAR.
    """
    actor.require(Right.SUPERVISE)
    if office_table.restored_at(office.register) is None:
        raise Refusal("NOT_RESTORED")
    last = read_number(last_number)
    if (last.country, last.office) != (office.country, office.code):
        raise Refusal("NUMBER_OF_OTHER_OFFICE", number=last_number)
    highest = numbers_seen(office)
    highest[last.year] = max(last.serial, highest.get(last.year, 0))
    skipped = []
    with transaction(office.register) as register:
        for year, serial_seen in sorted(highest.items()):
            first = next_serial(register, year, last.office)
            if serial_seen - first > MOST_SKIPPED:
                seen = make_number(last.country, year, last.office, serial_seen)
                raise Refusal("NUMBER_TOO_FAR", number=seen, next=first)
            for serial in range(first, serial_seen + 1):
                number = make_number(last.country, year, last.office, serial)
                clock = office.clock
                void(register, actor.id, actor.key, number, AFTER_RESTORE, clock.milliseconds, clock.monotonic_ms)
                skipped.append(number)
        office.record(actor, "OFFICE_RESUMED", "office", {"last_number": last_number, "void": len(skipped)})
        office_table.clear_restored(register)
    office.counter.keep(office.register, office.code)
    return tuple(skipped)
