"""docs/verdicts.md: which named file comes to which verdict, and by which doors that is tested."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from certapp.trust.store import TrustStore
from certapp.trust.verdict import Outcome
from certapp.verifier import verify_file
from tests.verdicts.cases import POSTS, Case, believed, cases

ROOT: Final = Path(__file__).parents[2]
DOCUMENT: Final = ROOT / "docs" / "verdicts.md"
MOST_NAMED: Final = 4
_HEAD: Final = """# Verdicts, by named files

Written by `python -m tests.verdicts`; `tests/verdicts` holds it true. Each file is judged as of the moment given, at a
post that has taken in the lists named below, by every door there is: the library (`certapp.verifier`), the command
line, the window, and the page for phones in a real browser. Bad files lie in `tests/bad/files` and
`tests/bad/files-xa`, vectors in `tests/vectors/files`. Outcome, colour and reasons are the same by every door.

These reasons no kept file alone can have at a post:

- ALREADY_USED, ENDORSED_EXPORT, ENDORSED_EXIT, ENDORSED_REIMPORT: what a post remembers of itself
- CLOCK_BEHIND, COUNTRY_KEY_WITHDRAWN, TRUST_LIST_STALE, TEST_KEYS: what trust lists and the newest date say, and in a
  training office; vectors, judged by the library, the reader in Node and the page
- NUMBER_NOT_ANSWERED: of an older number, with country and day beside it; vectors (`asked-*`), judged by the
  library, the reader in Node and the page
- FILE_NOT_THERE, FILE_NOT_READABLE, NOTHING_TO_VERIFY: no file
- FILE_TOO_LARGE, PDF_TOO_LARGE, FILE_TAKES_TOO_LONG, FILE_TAKES_TOO_MUCH, FILE_BREAKS_READER, FILE_READING_STOPPED:
  made when wanted (tests/service/test_reading_apart.py)
- PDF_NOT_JUDGED: the page's own, of files stamped by a way of signing that browsers do not know
"""


def written(stores: Mapping[str, TrustStore]) -> str:
    """The document, by what the library answers now."""
    rows: dict[tuple[str, str, str], list[Case]] = defaultdict(list)
    for case in cases():
        found = verify_file(case.file, believed(stores[case.post]), case.now).verdict
        codes = " ".join(dict.fromkeys(reason.code for reason in found.reasons))
        rows[found.outcome.value, found.colour.value, codes].append(case)
    order = [outcome.value for outcome in Outcome]
    lines = [_HEAD, *(f"- {post}: {', '.join(each.name for each in lists)}" for post, lists in POSTS.items())]
    lines += [
        "",
        "| outcome | colour | reasons | files | post | as of (UTC) |",
        "|---|---|---|---|---|---|",
    ]
    for (outcome, colour, codes), alike in sorted(rows.items(), key=lambda row: (order.index(row[0][0]), row[0])):
        first = alike[0]
        names = list(dict.fromkeys(case.file.name for case in alike))
        more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
        moment = f"{datetime.fromtimestamp(first.now, UTC):%Y-%m-%d %H:%M}"
        columns = (outcome, colour, codes, ", ".join(names[:MOST_NAMED]) + more, first.post, moment)
        lines.append(f"| {' | '.join(columns)} |")
    return "\n".join(lines) + "\n"
