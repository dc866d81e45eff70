"""What the vectors are: for each text who judges it when, and what must come out, written down by hand."""

from collections.abc import Iterator

from tests.vectors import asked, by_lists, judged, of_xc, of_xf, other_codes, unread
from tests.vectors.lists import Lists
from tests.vectors.vector import Vector


def vectors(lists: Lists, xc: of_xc.Xc, xf: of_xf.Xf) -> Iterator[Vector]:
    """All of them."""
    yield from judged.genuine(lists)
    yield from judged.withdrawn(lists)
    yield from judged.out_of_time(lists)
    yield from judged.of_signers(lists)
    yield from by_lists.vectors(lists)
    yield from other_codes.tags(lists)
    yield from other_codes.extensions(lists)
    yield from unread.other_texts(lists)
    yield from unread.damaged_texts(lists)
    yield from unread.damaged_messages(lists)
    yield from unread.damaged_payloads(lists)
    yield from of_xc.vectors(xc)
    yield from of_xf.vectors(xf)
    yield from asked.typed()
