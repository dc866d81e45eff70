"""The persons and bodies of earlier applications, found by parts of their names: two tables of lookups.db (derived).

One entry for each name at each address, with the particulars as the newest application has them. Identity papers are
not taken up: they are shown to the desk anew each time.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from certapp.model.folding import words
from certapp.register.connection import Connection, transaction

NOT_COPIED: Final = frozenset({"role", "same_as_role", "id_doc_type", "id_doc_no", "id_doc_country"})
"""What belongs to one application alone: the role in it, and identity papers."""
MOST: Final = 12
"""Parties offered at once."""
_NAMES: Final = ("name_legal", "name_latin", "given_name", "family_name", "contact_person")
_PLACE: Final = ("name_legal", "address_line", "city", "country")
_MOST_WORDS: Final = 8
_LAST: Final = "\U0010ffff"
_ARTICLE: Final = "ال"
"""Arabic writes it onto the word: with it or without, the word is the same."""
_APOSTROPHE: Final = re.compile("['’ʼ`]")

SCHEMA: Final = (
    """CREATE TABLE party (
        id INTEGER PRIMARY KEY,
        key TEXT NOT NULL UNIQUE,
        said TEXT NOT NULL,
        files INTEGER NOT NULL
    ) STRICT""",
    "CREATE TABLE party_file (party INTEGER, application TEXT, PRIMARY KEY (party, application)) STRICT, WITHOUT ROWID",
    "CREATE TABLE party_word (word TEXT, party INTEGER, PRIMARY KEY (word, party)) STRICT, WITHOUT ROWID",
)


@dataclass(frozen=True)
class KnownParty:
    """A person or body as it was said last; `files` counts the applications that name it, 0 where only a draft does."""

    said: Mapping[str, Any]
    files: int


File = tuple[int, str, Sequence[Mapping[str, Any]]]
"""How far this one takes (`seen_up_to`), the application's number, the parties that it names."""


class PartyIndex:
    """What lookups.db holds of parties."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def seen_up_to(self, what: str) -> int:
        """How far parties were taken up: the id of the last application, the time of the last amendment (`what`)."""
        return int(self._db.value("SELECT value FROM mark WHERE key = ?", (f"parties of {what}",)) or 0)

    def add(self, what: str, files: Sequence[File]) -> None:
        """Take up the parties of applications or of amendments, the oldest first; a second time changes nothing."""
        with transaction(self._db):
            seen = self.seen_up_to(what)  # another thread may have been quicker
            for up_to, application, parties in files:
                if up_to > seen:
                    said = [one for one in map(copied, parties) if one.get("name_legal")]
                    for key, one in {key_of(one): one for one in said}.items():
                        self._add(application, key, one)
            last = max((seen, *(up_to for up_to, _application, _parties in files)))
            self._db.execute("INSERT OR REPLACE INTO mark VALUES (?, ?)", (f"parties of {what}", last))

    def find(self, typed: str, most: int = MOST) -> tuple[KnownParty, ...]:
        """Those with all words typed in their names, the most frequent first, of these the latest."""
        wanted = searched(typed)
        if not wanted:
            return ()
        each = "SELECT party FROM party_word WHERE word >= ? AND word < ?"
        rows = self._db.rows(
            f"SELECT said, files FROM party WHERE id IN ({' INTERSECT '.join([each] * len(wanted))})"
            " ORDER BY files DESC, id DESC LIMIT ?",
            (*(bound for word in wanted for bound in (word, word + _LAST)), most),
        )
        return tuple(KnownParty(json.loads(said), files) for said, files in rows)

    def _add(self, application: str, key: str, said: Mapping[str, Any]) -> None:
        put = (
            "INSERT INTO party (key, said, files) VALUES (?, ?, 0) ON CONFLICT (key) DO UPDATE SET said = excluded.said"
        )
        self._db.execute(put, (key, json.dumps(said, ensure_ascii=False)))
        row = self._db.value("SELECT id FROM party WHERE key = ?", (key,))
        self._db.execute("INSERT OR IGNORE INTO party_file VALUES (?, ?)", (row, application))
        count = "UPDATE party SET files = (SELECT count(*) FROM party_file WHERE party = ?1) WHERE id = ?1"
        self._db.execute(count, (row,))
        self._db.execute("DELETE FROM party_word WHERE party = ?", (row,))
        for word in sorted(set(indexed_words(said))):
            self._db.execute("INSERT INTO party_word VALUES (?, ?)", (word, row))


def copied(party: Mapping[str, Any]) -> dict[str, Any]:
    """A party's particulars without what belongs to one application alone."""
    return {name: value for name, value in party.items() if name not in NOT_COPIED}


def key_of(said: Mapping[str, Any]) -> str:
    """The same for the same name at the same address, however it is written."""
    return "\n".join(" ".join(words(" ".join(_texts(said.get(name))))) for name in _PLACE)


def searched(typed: str) -> list[str]:
    """The words that are looked for; none where too little was typed to mean anybody."""
    found = list(dict.fromkeys(map(_without_article, words(typed[:200]))))[:_MOST_WORDS]
    return found if sum(2 if word >= "\u2e80" else len(word) for word in found) >= 2 else []


def indexed_words(said: Mapping[str, Any]) -> Iterator[str]:
    """By what a party is found: the words of its names; in a script without capital letters also their ends."""
    for name in _NAMES:
        for text in _texts(said.get(name)):
            for word in (*words(text)[:40], *words(_APOSTROPHE.sub(" ", text))[:40]):
                yield word
                if word.upper() == word and not word.isdigit():
                    yield from (word[start:] for start in range(1, min(len(word) - 1, 24)))


def is_meant(said: Mapping[str, Any], wanted: Sequence[str]) -> bool:
    """Whether every word looked for begins one of a party's: for parties that are in no index."""
    known = set(indexed_words(said))
    return all(any(each.startswith(word) for each in known) for word in wanted)


def _texts(value: object) -> list[str]:
    return (
        [str(each) for each in value] if isinstance(value, (list, tuple)) else [value] if isinstance(value, str) else []
    )


def _without_article(word: str) -> str:
    return word[len(_ARTICLE) :] if word.startswith(_ARTICLE) and len(word) > len(_ARTICLE) + 2 else word


def later_amendments(register: Connection, after: int, most: int) -> list[tuple[int, str, bytes]]:
    """Time, application and record of the amendments after that time, the oldest first."""
    query = "SELECT amended_at, application, record FROM amendment WHERE amended_at > ? ORDER BY amended_at LIMIT ?"
    return [(row[0], row[1], row[2]) for row in register.rows(query, (after, most))]


def parties_in_drafts(drafts: Connection, but: str, most: int) -> list[object]:
    """What the drafts touched last have under `parties`, right or wrong, without the draft `but`; bounded."""
    rows = drafts.rows(
        "SELECT CASE WHEN json_valid(record) THEN json_extract(record, '$.parties') END FROM draft"
        " WHERE application IS NULL AND id <> ?"
        " ORDER BY updated_at DESC LIMIT ?",
        (but, most),
    )
    return [json.loads(parties) for (parties,) in rows if isinstance(parties, str) and parties[:1] == "["]
