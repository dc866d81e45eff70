"""What these tests are made of: the four example applications, changed copies of them, a copy of forms/ to break."""

import copy
import json
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from certapp.formdef.form import Form
from certapp.formdef.parsing import Parsed, parse
from certapp.model.findings import Finding
from certapp.paths import RESOURCES

TODAY = date(2026, 11, 23)
PAINTING = "painting-permanent-sale"
COINS = "coins-temporary-loan"
MANUSCRIPT = "manuscript-arabic"
MUSEUM = "museum-loan-34-objects"
EXAMPLES = (PAINTING, COINS, MANUSCRIPT, MUSEUM)

Raw = dict[str, Any]
Change = Callable[[Raw], object]


@cache
def _typed(name: str) -> Raw:
    raw: Raw = json.loads((RESOURCES / "training" / name / "application.json").read_text("utf-8"))
    return raw


def example(name: str, *changes: Change) -> Raw:
    """An example application, with changes made to it."""
    raw = copy.deepcopy(_typed(name))
    for change in changes:
        change(raw)
    return raw


def at(path: str, value: object) -> Change:
    """Sets what stands at `path` (`objects.0.title`); a missing last name is added, on a list it is appended."""
    *above, last = path.split(".")

    def change(raw: Raw) -> None:
        place = _place(raw, above)
        if isinstance(place, list):
            place.insert(int(last), value)
        else:
            place[last] = value

    return change


def without(path: str) -> Change:
    """Takes out what stands at `path`."""
    *above, last = path.split(".")

    def change(raw: Raw) -> None:
        place = _place(raw, above)
        del place[int(last) if isinstance(place, list) else last]

    return change


def _place(raw: Raw, steps: list[str]) -> Any:
    place: Any = raw
    for step in steps:
        place = place[int(step)] if isinstance(place, list) else place[step]
    return place


def read(form: Form, raw: object) -> Parsed:
    """As an office reads an application handed in today."""
    return parse(form, raw, TODAY)


def places(findings: tuple[Finding, ...]) -> set[tuple[str, str]]:
    """Each finding's code and path."""
    return {(finding.code, finding.path) for finding in findings}


def of_reading(findings: tuple[Finding, ...]) -> set[tuple[str, str]]:
    """Those that say something typed is not what its field asks for; rules bring their own words."""
    return places(tuple(finding for finding in findings if not finding.words))


def edit(file: Path, old: str, new: str) -> None:
    """Changes one place of a form file, as somebody with a text editor would."""
    text = file.read_text("utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file.name}"
    file.write_text(text.replace(old, new), "utf-8")


def strings(value: object) -> Iterator[str]:
    """Every text anywhere in a value of dataclasses, tuples and maps."""
    if isinstance(value, str):
        yield value
    elif is_dataclass(value):
        for each in fields(value):
            yield from strings(getattr(value, each.name))
    elif isinstance(value, dict):
        yield from strings(tuple(value.items()))
    elif isinstance(value, list | tuple):
        for item in value:
            yield from strings(item)
