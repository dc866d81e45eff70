"""Which column goes where: guessed from the header, kept with the office for the next list of the same columns."""

import json
import re
import tomllib
import unicodedata
from collections.abc import Container, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from certapp.formdef.form import Form
from certapp.model.files import write_atomically
from certapp.paths import RESOURCES
from certapp.service.importing.targets import OBJECTS, targets_of

FILE = "import-mappings.json"
MOST_KEPT = 200
_BRACKETS = re.compile(r"[\(\[（【].*?[\)\]）】]")


@dataclass(frozen=True)
class Matching:
    """`columns`: a target's id for each column that goes somewhere; `same`: words that are the same for all objects."""

    columns: Mapping[str, str] = field(default_factory=dict)
    same: Mapping[str, str] = field(default_factory=dict)


def guess(form: Form, header: Sequence[str]) -> Matching:
    """What the names of the columns say by themselves; each target is given once, the best match first."""
    return guess_among(_known_words(form), header)


def guess_among(words: Mapping[str, str], header: Sequence[str]) -> Matching:
    """The same by a table of words, folded as by `normal`, to targets."""
    found: dict[str, str] = {}
    plain = {name: normal(name) for name in header}
    for name, said in plain.items():
        target = words.get(said)
        if target and target not in found.values():
            found[name] = target
    for name, said in plain.items():
        inside = [known for known in words if len(known) > 2 and f" {known} " in f" {said} "]
        for known in sorted(inside, key=len, reverse=True):
            if name not in found and words[known] not in found.values():
                found[name] = words[known]
    return Matching(found)


def remembered(folder: Path, form: Form, header: Sequence[str]) -> Matching:
    """How a list of these columns was matched the last time, else the guess."""
    return kept_matching(folder, header, targets_of(form)) or guess(form, header)


def kept_matching(folder: Path, header: Sequence[str], known: Container[str], kind: str = "") -> Matching | None:
    """How a list of this kind and these columns was matched the last time, as far as its targets are `known`."""
    match _load(folder).get(kind + _key(header)):
        case {"columns": dict(columns), "same": dict(same)}:
            return Matching(
                {name: str(target) for name, target in columns.items() if name in header and target in known},
                {target: str(words) for target, words in same.items() if target in known},
            )
    return None


def remember(folder: Path, header: Sequence[str], matching: Matching, kind: str = "") -> None:
    """Keep it for the next list of these columns; that it cannot be written is no reason to stop."""
    kept, key = _load(folder), kind + _key(header)
    kept.pop(key, None)
    kept[key] = {"columns": dict(matching.columns), "same": dict(matching.same)}
    newest = dict(list(kept.items())[-MOST_KEPT:])
    with suppress(OSError):
        write_atomically(folder / FILE, json.dumps(newest, ensure_ascii=False, indent=1).encode())


def normal(words: str) -> str:
    """A name as it is compared: folded, without what stands in brackets and without punctuation."""
    folded = unicodedata.normalize("NFKC", _BRACKETS.sub(" ", words)).casefold()
    return " ".join(re.findall(r"[^\W_]+", folded))


def _load(folder: Path) -> dict[str, object]:
    with suppress(OSError, ValueError, RecursionError):
        kept = json.loads((folder / FILE).read_text("utf-8"))
        if isinstance(kept, dict):
            return kept
    return {}


def _key(header: Sequence[str]) -> str:
    return "\n".join(sorted(normal(name) or name for name in header))


@cache
def _column_words() -> dict[str, str]:
    said = tomllib.loads((RESOURCES / "importing" / "columns.toml").read_text("utf-8"))
    return {normal(word): target for target, words in said.items() for word in words}


def _known_words(form: Form) -> dict[str, str]:
    """Words of all languages: those of lists come before the labels of the form."""
    words: dict[str, str] = {}
    for target in targets_of(form).values():
        if target.group is None:
            for language in form.words:
                words.setdefault(normal(form.label(f"{OBJECTS}.{target.id}", language)), target.id)
        words.setdefault(normal(target.label), target.id)
    known = targets_of(form)
    words.update({word: target for word, target in _column_words().items() if target in known})
    return words
