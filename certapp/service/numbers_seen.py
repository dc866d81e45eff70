"""The highest numbers of this office that anything at hand has seen: what a restored copy must jump past."""

from collections.abc import Iterator
from contextlib import suppress

from certapp.model.certificate_number import read_number
from certapp.model.errors import Refusal
from certapp.register.endorsements import numbers_endorsed
from certapp.service.checkpoints import kept_checkpoints, read_file
from certapp.service.office import Office
from certapp.service.other_offices import numbers_told
from certapp.trust.checkpoint import plain


def numbers_seen(office: Office) -> dict[int, int]:
    """By year the highest serial that this machine's counter, a kept checkpoint, a post's signed receipt or another
    office's exchange file names.

    Bulletins and digests name no numbers. An unsigned receipt counts for nothing, or anybody could have numbers made
    void. What another office countersigned is on its way back a checkpoint like any other: keep it first.
    """
    highest: dict[int, int] = {}
    for number in _named(office):
        with suppress(Refusal):
            read = read_number(number)
            if (read.country, read.office) == (office.country, office.code):
                highest[read.year] = max(read.serial, highest.get(read.year, 0))
    return highest


def _named(office: Office) -> Iterator[str]:
    known = office.counter.known()
    if known is not None:
        yield from known.numbers
    for path in kept_checkpoints(office):
        with suppress(Refusal):
            yield from plain(read_file(path)).statement.numbers
    yield from numbers_endorsed(office.register)
    yield from numbers_told(office)
