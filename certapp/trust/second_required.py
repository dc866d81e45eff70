"""Since when every certificate of an office carries a second signature, as its country's bulletin says it (key 11).

Without that word a missing second signature proves nothing: who stole an office's key would leave it out.
"""

import re
from collections.abc import Mapping
from itertools import pairwise
from types import MappingProxyType
from typing import Final

from certapp.model.errors import Refusal
from certapp.seal.cbor import Item
from certapp.seal.claims import Claims
from certapp.trust.days import DAY

_CODE: Final = re.compile("[0-9A-Z]{2}").fullmatch
LAST_DAY: Final = 2_932_896  # of the year 9999
NONE: Final[Mapping[str, int]] = MappingProxyType({})


def required_item(since: Mapping[str, int]) -> Item:
    """As it stands in a bulletin: rows [office, day since 1970-01-01], offices ascending."""
    return [[office, day] for office, day in sorted(since.items())]


def read_required(item: Item) -> Mapping[str, int]:
    """The day by office. Refusal BULLETIN_DAMAGED."""
    found: list[tuple[str, int]] = []
    for row in item if isinstance(item, list) else [None]:
        match row:
            case [str(office), int(day)] if _CODE(office) and 0 <= day <= LAST_DAY:
                found.append((office, day))
            case _:
                raise Refusal("BULLETIN_DAMAGED")
    if not found or any(one >= other for (one, _), (other, _) in pairwise(found)):
        raise Refusal("BULLETIN_DAMAGED")
    return MappingProxyType(dict(found))


def required_since(claims: Claims, since: Mapping[str, int]) -> int | None:
    """The day since which a certificate like this carries a second signature; None where it need not.

    The earlier of its two days counts: near midnight they differ, and nobody is accused for that.
    """
    day = since.get(claims.number.split("-")[2])
    return day if day is not None and day <= min(claims.issued_on, claims.issued_at // DAY) else None
