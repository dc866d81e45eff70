"""Finding applications and certificates by what somebody types."""

from dataclasses import dataclass
from typing import Final

from certapp.model.folding import words
from certapp.register.applications import AS_AMENDED
from certapp.register.case_events import STANDING
from certapp.register.connection import Connection
from certapp.register.lives import STATUS

_MOST_WORDS: Final = 20
COUNT_BOUND: Final = 1_001


@dataclass(frozen=True)
class Hit:
    """One application, with its certificate where it was issued; `received_at` in Unix milliseconds.

    Of a paper older than this program `application` is its number in the legacy register, `certificate` what is
    printed on it, and `status` begins with `PAPER_`.
    """

    application: str
    certificate: str | None
    title: str
    status: str
    received_at: int


def search(connection: Connection, text: str, limit: int = 50) -> list[Hit]:
    """Applications and old papers that contain every word of `text` or a word beginning with it.

    Searched are numbers, titles in all languages, parties and inventory numbers; accents, case and variants
    of script do not matter. The newest application comes first, papers older than this program behind all of them.
    `status` is the certificate's where there is one, else that of the case.
    """
    query = _query(text)
    if not query:
        return []
    rows = connection.rows(
        "SELECT coalesce(a.number, l.number), coalesce(c.number, l.printed), coalesce(v.title, a.title, l.title),"
        " CASE WHEN l.number IS NOT NULL THEN 'PAPER_' || l.state"
        f" WHEN c.number IS NULL THEN {STANDING} ELSE {STATUS} END, coalesce(a.received_at, l.recorded_at)"
        " FROM (SELECT rowid AS id FROM search WHERE search MATCH ? ORDER BY rowid DESC LIMIT ?) hit"
        f" LEFT JOIN {AS_AMENDED} LEFT JOIN legacy l ON l.id = -hit.id"
        " LEFT JOIN certificate c ON c.application = a.number"
        " LEFT JOIN revocation r ON r.number = c.number ORDER BY hit.id DESC",
        (query, limit),
    )
    return [Hit(*row) for row in rows]


def count(connection: Connection, text: str) -> int:
    """How many there are, exactly up to 1,000; 1,001 stands for more."""
    query = _query(text)
    if not query:
        return 0
    bounded = "SELECT count(*) FROM (SELECT 1 FROM search WHERE search MATCH ? LIMIT ?)"
    return int(connection.value(bounded, (query, COUNT_BOUND)))


def _query(text: str) -> str:
    """FTS5's language: what stands together ("XA-2026") is a phrase, each phrase may go on at its end."""
    phrases = (" ".join(words(part)) for part in text.split()[:_MOST_WORDS])
    return " ".join(f'"{phrase}" *' for phrase in phrases if phrase)
