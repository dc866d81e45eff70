"""The dry run: what would come in from a list, and what is wrong with it, row by row. Nothing is kept."""

import re
from dataclasses import asdict, dataclass
from typing import Any

from certapp.formdef import dating, measuring, money
from certapp.formdef.form import Form, Group
from certapp.formdef.kinds import KindError, shown
from certapp.model.errors import Refusal
from certapp.model.sentences import sentence
from certapp.service.importing.cells import number_of, value_of
from certapp.service.importing.mapping import Matching
from certapp.service.importing.pictures import Pictures
from certapp.service.importing.table import Going, Line, Remark, Remarked, Table
from certapp.service.importing.targets import MEASUREMENTS, OBJECTS, PHOTOGRAPHS, Target, targets_of
from certapp.service.pictures_apart import pictures_apart

RawRow = dict[str, Any]
_UNITS = {"cm": "CMT", "mm": "MMT", "m": "MTR", "kg": "KGM", "g": "GRM", "см": "CMT", "мм": "MMT", "м": "MTR",
          "кг": "KGM", "г": "GRM", "سم": "CMT", "مم": "MMT", "كغ": "KGM", "厘米": "CMT", "毫米": "MMT",
          "米": "MTR", "公斤": "KGM", "克": "GRM", "min": "MIN"}  # fmt: skip
_COUNTED = frozenset({"FOLIOS", "REELS"})
_IN_BRACKETS = re.compile(r"[(\[（]\s*([^)\]）]+?)\s*\.?[)\]）]")


@dataclass(frozen=True)
class Plan(Remarked):
    """Objects as they would stand in the draft, and what is to be said of the list."""

    rows: tuple[RawRow, ...]
    remarks: tuple[Remark, ...]
    photographs: int = 0
    """How many pictures were found."""

    @property
    def files(self) -> tuple[str, ...]:
        """The pictures the objects name, each once."""
        names = (photo["file"] for row in self.rows for photo in row.get("photographs", ()))
        return tuple(dict.fromkeys(names))


def plan(
    form: Form,
    table: Table,
    matching: Matching,
    pictures: Pictures | None,
    there: int = 0,
    going: Going = lambda done, of: None,
) -> Plan:
    """What would come into a draft that has `there` objects already."""
    planner = _Planner(form, table, matching, pictures)
    rows = []
    for done, line in enumerate(table.lines):
        going(done, len(table.lines))
        rows.append(planner.row(line))
    planner.look_over(len(rows), there)
    return Plan(tuple(rows), (*table.remarks, *planner.remarks), planner.found)


def look_at_picture(pictures: Pictures, name: str) -> None:
    """Refusals of reading, and where the file is no photograph."""
    pictures_apart().taken_on(pictures.read(name) or b"")


class _Planner:
    def __init__(self, form: Form, table: Table, matching: Matching, pictures: Pictures | None) -> None:
        self.form, self.table, self.matching, self.pictures = form, table, matching, pictures
        self.targets = targets_of(form)
        self.remarks: list[Remark] = []
        self.found = 0
        self._looked_at: dict[str, Refusal | None] = {}
        self._same = {target: words for target, words in matching.same.items() if words.strip()}
        self._columns = [
            (index, name, self.targets[matching.columns[name]])
            for index, name in enumerate(table.header)
            if matching.columns.get(name) in self.targets
        ]
        self._said: set[tuple[str, str]] = set()

    def row(self, line: Line) -> RawRow:
        """The object of a line: its cells, then what is the same for all where the line says nothing."""
        row: RawRow = {}
        for index, name, target in self._columns:
            if words := line.cells[index]:
                if index in line.days and _is_words(target):
                    self._say("LIST_DAY_IN_WORDS", line.number, name, stops=False, typed=words)
                self._put(row, target, words, line.number, name)
        for target_id, words in self._same.items():
            if target_id in self.targets and self._lacks(row, self.targets[target_id]):
                self._put(row, self.targets[target_id], words, 0, "")
        self._complete(row, line.number)
        return row

    def look_over(self, given: int, there: int) -> None:
        """What concerns the list as a whole."""
        if not self._columns:
            self._say("LIST_NOTHING_MATCHED")
        by_target: dict[str, list[str]] = {}
        for _index, name, target in self._columns:
            by_target.setdefault(target.id, []).append(name)
        for target_id, names in by_target.items():
            if len(names) > 1:
                self._say("LIST_TARGET_TWICE", label=self.targets[target_id].label, columns=", ".join(names))
        for name in self.table.header:
            if not self.matching.columns.get(name):
                self._say("LIST_COLUMN_NOT_MATCHED", stops=False, column=name)
        most = self._objects().rows_max
        if given + there > most:
            self._say("LIST_TOO_MANY_OBJECTS", given=given, most=most)

    # A cell

    def _put(self, row: RawRow, target: Target, words: str, number: int, column: str) -> None:
        try:
            if target.group is None and target.field is not None:
                row[target.field.id] = value_of(words, target.field, self.form)
            elif target.id == PHOTOGRAPHS:
                self._photographs(row, words, number, column)
            elif target.group is not None and target.group.id == MEASUREMENTS:
                row.setdefault(MEASUREMENTS, []).extend(self._measurements(target, words, number, column))
            elif target.group is not None and target.field is not None:
                self._below(row, target, words)
        except KindError as problem:
            self._problem(problem.code, {**problem.params, "label": target.label}, number, column, target)
        except Refusal as refusal:
            self._problem(refusal.code, refusal.params, number, column, target)

    def _below(self, row: RawRow, target: Target, words: str) -> None:
        assert target.group is not None
        assert target.field is not None
        currency, beside = "", money.currency_beside(self.form, target.field)
        if beside:
            known = money.understand(words, self.form.code_lists["CURRENCY"])
            if known is not None:
                words, currency = known.amount, known.currency
        value = value_of(words, target.field, self.form)
        rows = row.setdefault(target.group.id, [{}])
        for each in rows if target.group.id == "photographs" else rows[:1]:
            each[target.field.id] = value
        if currency:
            rows[0].setdefault(beside, currency)

    def _measurements(self, target: Target, words: str, number: int, column: str) -> list[RawRow]:
        if not target.dimension:
            line = measuring.understand(words)
            if line.left or not line.measures:
                raise KindError("LIST_NOT_A_MEASURE", typed=shown(words))
            return [{name: said for name, said in asdict(each).items() if said} for each in line.measures]
        found = re.fullmatch(r"(.*?\d)\s*([^\W\d_]+)?\.?", words.strip())
        if found is None:
            raise KindError("LIST_NOT_A_NUMBER", typed=shown(words))
        said = (found[2] or "").casefold()
        if said and said not in _UNITS:
            raise KindError("LIST_NOT_A_MEASURE", typed=shown(words))
        in_header = [_UNITS[each.casefold()] for each in _IN_BRACKETS.findall(column) if each.casefold() in _UNITS]
        unit = _UNITS.get(said) or next(iter(in_header), "")
        if not unit and target.dimension == "WEIGHT":
            raise KindError("LIST_WEIGHT_WITHOUT_UNIT")
        if not unit and target.dimension not in _COUNTED:
            self._once("LIST_UNIT_ASSUMED", number, column)
        value = number_of(found[1])
        return [{"dimension": target.dimension, "value": value, "unit": unit or self._unit(target.dimension)}]

    def _unit(self, dimension: str) -> str:
        return "C62" if dimension in _COUNTED else "CMT"

    def _photographs(self, row: RawRow, words: str, number: int, column: str) -> None:
        for wanted in filter(None, (each.strip() for each in re.split(r"[;\n；؛]", words))):
            if self.pictures is None:
                if (("LIST_PICTURES_NO_FOLDER", "")) not in self._said:
                    self._said.add(("LIST_PICTURES_NO_FOLDER", ""))
                    self._say("LIST_PICTURES_NO_FOLDER", stops=False)
                return
            name = self.pictures.find(wanted)
            if name is None:
                self._say("LIST_PICTURE_MISSING", number, column, stops=False, name=shown(wanted))
                continue
            if name not in self._looked_at:
                self._looked_at[name] = self._look(name)
            if (wrong := self._looked_at[name]) is not None:
                self._say("LIST_PICTURE_WRONG", number, column, name=name, what=wrong.text())
                continue
            photographs = row.setdefault("photographs", [])
            photographs.append({"file": name, "is_principal": not photographs})
            self.found += 1

    def _look(self, name: str) -> Refusal | None:
        assert self.pictures is not None
        try:
            look_at_picture(self.pictures, name)
        except Refusal as refusal:
            return refusal
        return None

    # A row

    def _lacks(self, row: RawRow, target: Target) -> bool:
        if target.group is None:
            return target.field is not None and target.field.id not in row
        rows = row.get(target.group.id, [])
        if target.group.id == MEASUREMENTS:
            return not any(target.dimension in ("", each["dimension"]) for each in rows)
        if not rows:
            # A row that the form must have is begun; a feature or photograph the list does not know is not made up.
            return target.group.rows_min > 0 and target.group.id != "photographs"
        return target.field is not None and any(target.field.id not in each for each in rows)

    def _complete(self, row: RawRow, number: int) -> None:
        """What follows from what was said: the years of a date, and that what is described is there."""
        words = row.get("date_display")
        if isinstance(words, str) and not {"date_earliest", "date_latest"} & set(row):
            known = dating.understand(words)
            if known is None:
                self._say("LIST_DATE_NOT_UNDERSTOOD", number, self._column("date_display"), stops=False, typed=words)
            else:
                years = {"date_earliest": known.earliest, "date_latest": known.latest}
                row.update({field: year for field, year in years.items() if year is not None})
                row.setdefault("date_certainty", known.certainty)
        for group in self._objects().groups:
            none = f"{group.id}_none"
            if row.get(group.id) and self._objects().member(none) is not None:
                row[none] = False
        if any("code" in each and "scheme" not in each for each in row.get("category", ())):
            self._say("LIST_CATEGORY_WITHOUT_SCHEME", number, self._column("category.code"))

    def _objects(self) -> Group:
        objects = self.form.root.member(OBJECTS)
        assert isinstance(objects, Group)
        return objects

    def _column(self, target: str) -> str:
        return next((name for _index, name, each in self._columns if each.id == target), "")

    # What is said

    def _problem(self, code: str, params: dict[str, object], number: int, column: str, target: Target) -> None:
        if number:
            self.remarks.append(Remark(code, params, number, column))
        elif (code, target.id) not in self._said:  # the same for all: said once
            self._said.add((code, target.id))
            self._say("LIST_SAME_FOR_ALL_WRONG", label=target.label, what=sentence(code, params))

    def _once(self, code: str, number: int, column: str) -> None:
        if (code, column) not in self._said:
            self._said.add((code, column))
            self._say(code, number, column, stops=False)

    def _say(self, code: str, number: int = 0, column: str = "", stops: bool = True, **params: object) -> None:
        self.remarks.append(Remark(code, params, number, column, stops))


def _is_words(target: Target) -> bool:
    """Whether words are meant in which a day is seldom what was typed: a spreadsheet makes a day of 1-2-1990."""
    field = target.field
    return field is not None and field.kind in {"text", "multilingual"} and "date" not in field.id
