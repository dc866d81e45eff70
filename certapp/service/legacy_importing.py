"""Old paper certificates from a list (CSV, XLSX) with their scans: a dry run, then all of it or nothing.

A line is a paper, or one more object of the paper in the line before: then number and date are the same, or empty.
Scans are the files a column names; where none does, the files whose name is the paper's number.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from certapp.model import language as spoken
from certapp.model.bare_number import bare_number
from certapp.model.errors import Refusal
from certapp.paths import RESOURCES
from certapp.register.legacy import LegacyObject
from certapp.service.importing.files import content_of, read_list_content
from certapp.service.importing.mapping import Matching, guess_among, kept_matching, normal, remember
from certapp.service.importing.pictures import ENDINGS, Pictures, pictures_in
from certapp.service.importing.table import Going, Line, Remark, Remarked, Table
from certapp.service.legacy import (
    MOST_SCANS,
    OldPaper,
    Scan,
    ToRecord,
    doubles,
    kept_scans,
    kind_of_scan,
    object_line,
    partial_day,
    record_all,
    tidied,
)
from certapp.service.office import Actor, Office
from certapp.service.rights import Right

MOST_LINES: Final = 50_000
"""An archive's old papers are more than an application's objects."""
SCAN_ENDINGS: Final = (".pdf", *(each for each in ENDINGS if not each.startswith((".hei", ".webp"))))
TARGETS: Final = (
    "printed",
    "issued_on",
    "issued_by",
    "holder",
    "consignee",
    "title",
    "type",
    "quantity",
    "remarks",
    "scan",
)
"""Where a column can go, in the order in which they are offered."""
_OF_PAPER: Final = ("issued_by", "holder", "consignee", "remarks")
_OF_OBJECT: Final = ("title", "type", "quantity")
_KIND: Final = "legacy\n"


@dataclass(frozen=True)
class LegacyList:
    """A list that was read: its name, where its scans may lie, its content's SHA-256, its table."""

    name: str
    folder: Path
    digest: bytes
    table: Table


@dataclass(frozen=True)
class LegacyPlan(Remarked):
    """What would come in, and what is to be said of the list. `scans`: how many files were found."""

    papers: tuple[OldPaper, ...]
    files: tuple[tuple[str, ...], ...]
    """The scans of each paper, by name."""
    remarks: tuple[Remark, ...]
    scans: int = 0


def read_legacy_list(path: Path, going: Going = lambda done, of: None) -> LegacyList:
    """Read a CSV or XLSX file of at most `MOST_LINES`; `going` is told how far a workbook is, and what it raises ends
    the reading. Refusals of `read_list_content`."""
    content = content_of(path)
    table = read_list_content(content, path.name, MOST_LINES, going)
    return LegacyList(path.name, path.parent, sha256(content).digest(), table)


def scans_in(folder: Path) -> Pictures:
    """The scans in a folder, not of those below it. Refusals of `pictures_in`."""
    return pictures_in(folder, SCAN_ENDINGS)


def matching_of(office_folder: Path, header: Sequence[str]) -> Matching:
    """How a list of these columns was matched the last time, else what their names say."""
    return kept_matching(office_folder, header, TARGETS, _KIND) or guess_among(_words(), header)


def plan_legacy(
    office: Office, table: Table, matching: Matching, scans: Pictures | None, going: Going = lambda done, of: None
) -> LegacyPlan:
    """The dry run: every line looked at, nothing kept."""
    planner = _Planner(office, table, matching, scans)
    for done, line in enumerate(table.lines):
        going(done, len(table.lines))
        planner.line(line)
    return planner.planned()


def take_in_legacy(
    office: Office,
    actor: Actor,
    source: LegacyList,
    plan: LegacyPlan,
    scans: Pictures | None,
    going: Going = lambda done, of: None,
    *,
    matching: Matching | None = None,
) -> list[str]:
    """Keep the scans and write every paper down; their numbers in the legacy register.

    Raises:
        Refusal: ROLE_MISSING, LIST_HAS_PROBLEMS, those of `kept_scans`, DISK_FULL. Nothing is
            written down then.
    """
    actor.require(Right.PREPARE)
    if problems := plan.problems:
        raise Refusal("LIST_HAS_PROBLEMS", count=len(problems), first=problems[0].text())
    ready = []
    for done, (paper, names) in enumerate(zip(plan.papers, plan.files, strict=True)):
        going(done, 2 * len(plan.papers))
        ready.append(ToRecord(paper, kept_scans(office, (_read(scans, name) for name in names))))
    numbers = record_all(
        office,
        actor,
        ready,
        lambda done, of: going(of + done, 2 * of),
        list=source.digest,
        list_name="".join(each for each in source.name if each.isprintable())[:120],
    )
    if matching is not None:
        remember(office.folder.path, source.table.header, matching, _KIND)
    return numbers


def _read(scans: Pictures | None, name: str) -> Scan:
    content = scans.read(name) if scans is not None else None
    if content is None:
        raise Refusal("FILE_NOT_READABLE", file=name)
    return Scan(name, content)


@dataclass
class _Begun:
    """A paper as its lines are read."""

    row: int
    paper: OldPaper
    files: list[str]
    column: str
    objects: list[LegacyObject]


class _Planner:
    def __init__(self, office: Office, table: Table, matching: Matching, scans: Pictures | None) -> None:
        self.office, self.table, self.scans = office, table, scans
        self.same = {target: words.strip() for target, words in matching.same.items() if words.strip()}
        self.columns = [
            (index, name, matching.columns[name])
            for index, name in enumerate(table.header)
            if matching.columns.get(name) in TARGETS
        ]
        self.names = {target: name for _index, name, target in self.columns}
        self.remarks: list[Remark] = []
        self.begun: list[_Begun] = []
        self._kinds: dict[str, Refusal | None] = {}
        self._by_number: dict[str, list[str]] = {}
        for name in scans.names if scans is not None else ():
            self._by_number.setdefault(bare_number(name.rpartition(".")[0]), []).append(name)

    def line(self, line: Line) -> None:
        said = {target: line.cells[index] for index, _name, target in self.columns if line.cells[index]}
        given = LegacyObject(*(self._of_object(said.get(name, ""), line.number, name) for name in _OF_OBJECT))
        objects = (given,) if any((given.title, given.type, given.quantity)) else ()
        before = self.begun[-1] if self.begun else None
        if before is not None and self._goes_on(before, said, objects):
            before.objects += objects
            before.files += self._named(said, line.number)
            return
        if not said.get("printed"):
            self._say("LEGACY_LINE_WITHOUT_NUMBER", line.number)
            return
        lines = {name: said.get(name) or self.same.get(name, "") for name in _OF_PAPER}
        paper = replace(OldPaper(said["printed"], self._day(said.get("issued_on", ""), line.number)), **lines)  # type: ignore[arg-type]  # all of them words
        files, column = self._named(said, line.number), self.names.get("printed", "")
        self.begun.append(_Begun(line.number, paper, files, column, [*objects]))

    def planned(self) -> LegacyPlan:
        self._of_the_list()
        papers, files, first = [], [], dict[str, int]()
        for each in self.begun:
            try:
                paper = tidied(self.office, replace(each.paper, objects=tuple(each.objects)))
            except Refusal as refusal:
                column = self.names.get(str(refusal.params.get("field", "")), "")
                self.remarks.append(Remark(refusal.code, refusal.params, each.row, column))
                continue
            bare = bare_number(paper.printed)
            if bare in first:
                self._say("LEGACY_TWICE_IN_LIST", each.row, each.column, stops=False, other=first[bare])
            first.setdefault(bare, each.row)
            if there := doubles(self.office, paper.printed):
                self._say("LEGACY_IN_REGISTER", each.row, each.column, stops=False, entries=there.named())
            names = list(dict.fromkeys(each.files or self._by_number.get(bare, [])))
            if len(names) > MOST_SCANS:
                self._say("LEGACY_SCANS_MANY", each.row, most=MOST_SCANS)
            good = [name for name in names if self._is_scan(name, each.row)]
            papers.append(paper)
            files.append(tuple(good))
        remarks = (*self.table.remarks, *sorted(self.remarks, key=lambda one: one.row))
        return LegacyPlan(tuple(papers), tuple(files), remarks, sum(map(len, files)))

    def _goes_on(self, before: _Begun, said: Mapping[str, str], objects: tuple[LegacyObject, ...]) -> bool:
        """Whether a line is one more object of the paper before: nothing else in it is new."""
        if not objects:
            return False
        number = said.get("printed", "")
        if number and bare_number(number) != bare_number(before.paper.printed):
            return False
        if not number and any(said.get(name) for name in ("issued_on", *_OF_PAPER)):
            return False
        return said.get("issued_on", "") in ("", before.paper.issued_on) or self._same_day(before, said)

    def _same_day(self, before: _Begun, said: Mapping[str, str]) -> bool:
        try:
            return partial_day(said["issued_on"]) == before.paper.issued_on
        except ValueError:
            return False

    def _of_object(self, typed: str, row: int, target: str) -> str:
        """Said of the line in which it stands: an object may have one of its own."""
        try:
            return object_line(typed)
        except Refusal as refusal:
            self.remarks.append(Remark(refusal.code, refusal.params, row, self.names.get(target, "")))
            return "?"  # that there is an object, so that nothing else is said of its line; it stops the list

    def _day(self, typed: str, row: int) -> str:
        try:
            return partial_day(typed)
        except ValueError:
            self._say("LEGACY_DATE_WRONG", row, self.names.get("issued_on", ""), typed=typed[:40])
            return ""

    def _named(self, said: Mapping[str, str], row: int) -> list[str]:
        """The scans that a line names, as far as they are there."""
        column, found = self.names.get("scan", ""), []
        for wanted in filter(None, (each.strip() for each in re.split(r"[;\n；؛]", said.get("scan", "")))):
            try:
                name = self.scans.find(wanted) if self.scans is not None else None
            except Refusal as refusal:
                self.remarks.append(Remark(refusal.code, refusal.params, row, column))
                continue
            if name is None:
                self._say("LEGACY_SCAN_MISSING", row, column, name=wanted[:120])
            else:
                found.append(name)
        return found

    def _is_scan(self, name: str, row: int) -> bool:
        if name not in self._kinds:
            self._kinds[name] = self._looked_at(name)
        wrong = self._kinds[name]
        if wrong is not None:
            self._say("LIST_PICTURE_WRONG", row, self.names.get("scan", ""), name=name, what=wrong.text())
        return wrong is None

    def _looked_at(self, name: str) -> Refusal | None:
        try:
            kind_of_scan(name, _read(self.scans, name).content)
        except Refusal as refusal:
            return refusal
        return None

    def _of_the_list(self) -> None:
        if "printed" not in self.names:
            self._say("LEGACY_NO_NUMBERS")
        by_target: dict[str, list[str]] = {}
        for _index, name, target in self.columns:
            by_target.setdefault(target, []).append(name)
        for target, columns in by_target.items():
            if len(columns) > 1:
                self._say("LIST_TARGET_TWICE", label=target_words(target), columns=", ".join(columns))
        for name in self.table.header:
            if name not in {each for _index, each, _target in self.columns}:
                self._say("LIST_COLUMN_NOT_MATCHED", stops=False, column=name)
        unused = set(self.scans.names if self.scans is not None else ()) - set(self._used())
        if unused:
            names = ", ".join(sorted(unused)[:3])
            self._say("LEGACY_SCANS_UNUSED", stops=False, count=len(unused), names=names)

    def _used(self) -> Iterator[str]:
        for each in self.begun:
            yield from each.files or self._by_number.get(bare_number(each.paper.printed), [])

    def _say(self, code: str, row: int = 0, column: str = "", stops: bool = True, **params: object) -> None:
        self.remarks.append(Remark(code, params, row, column, stops))


def target_words(target: str, language: str = "") -> str:
    """What a target is called, in `language` ('': that in use)."""
    words = _target_words()[target]
    return words.get(language or spoken.in_use()) or words[spoken.DEFAULT]


@cache
def _target_words() -> dict[str, dict[str, str]]:
    return tomllib.loads((RESOURCES / "importing" / "legacy-targets.toml").read_text("utf-8"))


@cache
def _words() -> dict[str, str]:
    said = tomllib.loads((RESOURCES / "importing" / "legacy-columns.toml").read_text("utf-8"))
    return {normal(word): target for target, words in said.items() for word in words if normal(word)}
