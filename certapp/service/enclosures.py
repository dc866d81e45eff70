"""The files that an application names: looked at while it is typed, taken in when it is received."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from certapp.formdef.form import Field, Form
from certapp.formdef.walking import joined, rows_with_paths
from certapp.imaging.picture import handed_out, inspect
from certapp.model.errors import Refusal
from certapp.model.findings import Finding, Weight
from certapp.model.record import Plain, Row

SHORTEST_SIDE_PX = 600
"""Below this a photograph does not print at 9 x 12 cm."""
_MAGIC = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG": "image/png"}

ReadFile = Callable[[str], bytes | None]


@dataclass(frozen=True)
class Enclosure:
    """A file that a record names: `path` of the row that names it, whether it is a photograph, its content."""

    row_path: str
    name: str
    photograph: bool
    content: bytes


@dataclass(frozen=True)
class TakenIn:
    """An enclosure ready to be kept: what the record says of it, and the contents that the office keeps.

    Of a photograph with position data the office keeps the original, and the copy that may leave the house.
    """

    row_path: str
    facts: dict[str, Plain]
    contents: tuple[bytes, ...]
    listed: tuple[dict[str, object], ...]


def look(form: Form, record: Row, read: ReadFile) -> tuple[tuple[Enclosure, ...], tuple[Finding, ...]]:
    """Every file that `record` names, and what is wrong with those that cannot be used. Looks at headers only."""
    found: list[Enclosure] = []
    findings: list[Finding] = []
    for group, row, where in rows_with_paths(form.root, record):
        for field in group.fields:
            name = row.text(field.id)
            if "attachment" not in field.attributes or not name:
                continue
            try:
                found.append(_look(field, where, name, read))
            except Refusal as refusal:
                params = {"name": name, **refusal.params}
                findings.append(Finding(refusal.code, joined(where, field.id), Weight.APPLICATION, params))
    return tuple(found), tuple(findings)


def take_in(enclosure: Enclosure) -> TakenIn:
    """Read a file to its end and make what may leave the house. Refusal PICTURE_NOT_AN_IMAGE and the like."""
    content = enclosure.content
    facts: dict[str, Plain] = {"sha256": sha256(content), "mime": mime_of(content)}
    contents: tuple[bytes, ...] = (content,)
    if enclosure.photograph:
        picture, leaving = inspect(content), handed_out(content)
        facts = {
            "sha256": sha256(leaving),
            "original_sha256": sha256(content),
            "mime": mime_of(leaving),
            "bytes": len(leaving),
            "width_px": picture.width_px,
            "height_px": picture.height_px,
        }
        contents = (content,) if leaving == content else (content, leaving)
    listed = tuple(
        {"sha256": sha256(each), "size": len(each), "mime": mime_of(each), "name": enclosure.name} for each in contents
    )
    return TakenIn(enclosure.row_path, facts, contents, listed)


def sha256(content: bytes) -> str:
    """In hexadecimal, as records name files."""
    return hashlib.sha256(content).hexdigest()


def mime_of(content: bytes) -> str:
    """The kind of a file by its first bytes. Refusal DOCUMENT_KIND_UNKNOWN."""
    found = next((mime for magic, mime in _MAGIC.items() if content.startswith(magic)), None)
    if found is None:
        raise Refusal("DOCUMENT_KIND_UNKNOWN")
    return found


def _look(field: Field, row_path: str, name: str, read: ReadFile) -> Enclosure:
    content = read(name)
    if content is None:
        raise Refusal("FILE_NOT_HANDED_IN")
    photograph = field.attributes["attachment"] == "photograph"
    if photograph:
        facts = inspect(content)
        if min(facts.width_px, facts.height_px) < SHORTEST_SIDE_PX:
            width, height = facts.width_px, facts.height_px
            raise Refusal("PHOTOGRAPH_TOO_SMALL", width=width, height=height, least=SHORTEST_SIDE_PX)
    else:
        mime_of(content)
    return Enclosure(row_path, name, photograph, content)
