"""Two objects side by side: the one typed now, and one that the office has seen or a list of stolen objects names."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from certapp.formdef.form import Field, Form, Group
from certapp.formdef.parsing import parse
from certapp.formdef.wording import group_words, words_of
from certapp.model import language as spoken
from certapp.model.errors import Refusal
from certapp.model.findings import Finding
from certapp.model.folding import words
from certapp.model.record import Row
from certapp.register.applications import application
from certapp.register.lookups import open_lookups
from certapp.service.office import Office

MOST_PICTURES: Final = 3
COMPARABLE: Final = frozenset(
    {
        *("SEEN_SAME_OBJECT", "SEEN_INVENTORY_NUMBER", "SEEN_PICTURE", "SEEN_TITLE_AND_MEASURES"),
        *("SEEN_REFUSED", "SEEN_REVOKED", "ON_STOLEN_LIST"),
    }
)
"""Findings that name another object."""
_MEMBERS: Final = (
    *("title", "object_type_l2", "maker_name", "date_display", "materials", "techniques", "measurements"),
    *("inscriptions", "features", "inventory_no", "description", "place_of_origin"),
)
_OF_LIST: Final = {
    "title": "title",
    "type": "object_type_l2",
    "maker": "maker_name",
    "period": "date_display",
    "materials": "materials",
    "techniques": "techniques",
    "measurements": "measurements",
    "inscriptions": "inscriptions",
    "features": "features",
    "inventory_no": "inventory_no",
    "description": "description",
}
"""Which member of an object a list's column is laid beside."""


@dataclass(frozen=True)
class Difference:
    """One member of both objects in words; `differs` where both are filled and not the same."""

    label: str
    mine: str
    theirs: str

    @property
    def differs(self) -> bool:
        """Case, accents and punctuation make no difference."""
        return bool(self.mine and self.theirs) and words(self.mine) != words(self.theirs)


@dataclass(frozen=True)
class SideBySide:
    """Both objects; pictures are JPEG, PNG or whatever was handed in."""

    source: str
    """The other's application, or the list's name and reference."""
    lines: tuple[Difference, ...]
    mine: tuple[bytes, ...]
    theirs: tuple[bytes, ...]


def side_by_side(office: Office, record: Mapping[str, Any], files: Mapping[str, str], finding: Finding) -> SideBySide:
    """The object that `finding` speaks of, beside the one it names. `files`: SHA-256 by file name.

    Raises:
        Refusal: APPLICATION_UNKNOWN, COMPARISON_GONE where the other is not there any more.
    """
    raw = record.get("objects")
    index = int(finding.path.partition("[")[2].partition("]")[0] or 0)
    objects = raw if isinstance(raw, list) else [raw]
    item = objects[index] if index < len(objects) else {}
    mine = _typed(office.form, item)
    pictures = [files.get(row.text("file"), row.text("sha256")) for row in mine.rows("photographs")]
    own = _words(office.form, mine)
    shown: tuple[bytes, ...]
    if "list" in finding.params:
        source, reference = str(finding.params["list"]), str(finding.params["reference"])
        theirs, portrait = _listed(office, source, reference)
        shown = tuple(filter(None, (portrait,)))
        name = f"{source}: {reference}"
    else:
        number, seq = str(finding.params["application"]), int(str(finding.params["number"]))
        rows = office.stored_record(application(office.register, number).record).rows("objects")
        if not 0 < seq <= len(rows):
            raise Refusal("COMPARISON_GONE")
        theirs = _words(office.form, rows[seq - 1])
        shown = _pictures(office, [row.text("sha256") for row in rows[seq - 1].rows("photographs")])
        name = f"{number}, {seq}"
    lines = tuple(
        Difference(office.form.label(f"objects.{member}"), own.get(member, ""), theirs.get(member, ""))
        for member in _MEMBERS
        if own.get(member) or theirs.get(member)
    )
    return SideBySide(name, lines, _pictures(office, pictures), shown)


def _typed(form: Form, item: object) -> Row:
    rows = parse(form, {"objects": [item]}, date(2000, 1, 1), from_office=True).record.rows("objects")
    return rows[0] if rows else Row({})


def _words(form: Form, item: Row) -> dict[str, str]:
    group, codes_in = form.root.member("objects"), (spoken.in_use(),)
    found = {}
    for name in _MEMBERS:
        member = group.member(name) if isinstance(group, Group) else None
        if isinstance(member, Field):
            found[name] = words_of(form, member, item.get(name), (), codes_in)
        elif isinstance(member, Group):
            found[name] = group_words(form, member, item.rows(name), (), codes_in)
    return found


def _listed(office: Office, source: str, reference: str) -> tuple[dict[str, str], bytes]:
    with open_lookups(office.folder.path) as lookups:
        thing, portrait = lookups.of_list(source, reference), lookups.portrait(source, reference)
    if thing is None:
        raise Refusal("COMPARISON_GONE")
    return {_OF_LIST[column]: said for column, said in thing.details if column in _OF_LIST}, portrait


def _pictures(office: Office, digests: list[str]) -> tuple[bytes, ...]:
    found = []
    for digest in filter(None, digests):
        try:
            found.append(office.attachments.get(digest))
        except Refusal:  # a lost file is told by the backup and the audit; here the other pictures do
            continue
        if len(found) == MOST_PICTURES:
            break
    return tuple(found)
