"""Checking a record against the lists of stolen objects, and the rows that write down what came out."""

from collections.abc import Sequence
from dataclasses import dataclass

from certapp.model.errors import Refusal
from certapp.model.record import Plain, Row, plain_row
from certapp.model.sentences import sentence
from certapp.register.lookups import open_lookups
from certapp.service.enclosures import Enclosure
from certapp.service.office import Office
from certapp.service.seen import matches, things_of

REGISTER = "NATIONAL_STOLEN"


@dataclass(frozen=True)
class Checked:
    """Rows for the group `checks`, and in how many places a list's object is like one of the record's."""

    rows: tuple[dict[str, Plain], ...]
    likenesses: int


def check_lists(office: Office, record: Row, enclosures: Sequence[Enclosure], by: str) -> Checked:
    """Compare every object with every list there is. Nothing is stored: the rows go where the user wants them.

    Raises:
        Refusal: NO_LISTS where none was imported.
    """
    with open_lookups(office.folder.path) as lookups:
        sources = lookups.sources()
        if not sources:
            raise Refusal("NO_LISTS")
        things = things_of(office, lookups, "", plain_row(record), enclosures)
        found = [match for match in matches(lookups, things) if match.how == "ON_STOLEN_LIST"]
    rows: list[dict[str, Plain]] = []
    for source in sources:
        same: dict[str, Plain] = {
            "register": REGISTER,
            "query": sentence("CHECK_QUERY", {"list": source.name, "objects": len(things)}),
            "checked_at": office.clock.today.isoformat(),
            "checked_by": by,
            "data_edition": source.edition,
        }
        alike = [match for match in found if match.other.source == source.name]
        for match in alike:
            like: dict[str, Plain] = {
                "object_seq": match.index + 1,
                "reference": match.other.reference[:70],
                "note": match.other.title[:200],
            }
            rows.append({**same, "result": "POSSIBLE_MATCH", **like})
        numbers = sorted({match.index + 1 for match in alike})
        if len(numbers) < len(things):
            rows.append({**same, "result": "NO_MATCH", **_but(numbers)})
    return Checked(tuple(rows), len(found))


def _but(numbers: list[int]) -> dict[str, Plain]:
    return {"note": sentence("CHECK_ALL_BUT", {"objects": ", ".join(map(str, numbers))})} if numbers else {}
