"""From what was typed (JSON) to the typed record, with every finding at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from certapp.formdef.form import Field, Form, Group, LabelWord, Need
from certapp.formdef.hints import ask_hints
from certapp.formdef.kinds import KINDS, KindError, shown
from certapp.formdef.memory import NO_MEMORY, Memory
from certapp.formdef.rules import ask_rules
from certapp.formdef.walking import at_path, joined
from certapp.model.findings import Finding, Weight, blocking
from certapp.model.record import Row, Value

MAX_ROWS = 2000


@dataclass(frozen=True)
class Parsed:
    """A record as far as it could be read, and what is to be said of it."""

    record: Row
    findings: tuple[Finding, ...]

    def ready(self, *weights: Weight) -> bool:
        """Nothing stands in the way at the given stages."""
        return not blocking(self.findings, *weights)


_NO_RECORD = Parsed(Row({}), (Finding("RECORD_EXPECTED", "", Weight.APPLICATION),))


def parse(form: Form, raw: object, today: date, *, from_office: bool = False, memory: Memory = NO_MEMORY) -> Parsed:
    """Read `raw` (a JSON object with the form's field ids) and ask every rule.

    `from_office`: the record comes back from the register, so fields that only the program fills are welcome.
    `memory`: of earlier looks at this record, which then has to be JSON; the findings are the same without it.
    """
    read = read_only(form, raw, from_office=from_office, memory=memory)
    if not isinstance(raw, Mapping):
        return read
    # Rules speak of values; where values could not be read, the reading findings come first and alone at that place.
    unread = {finding.path for finding in read.findings}
    asked = (*ask_rules(form, read.record, today, memory), *ask_hints(form, read.record, today, memory))
    ruled = [finding for finding in asked if finding.path not in unread]
    return Parsed(read.record, (*read.findings, *ruled))


def read_only(form: Form, raw: object, *, from_office: bool = False, memory: Memory = NO_MEMORY) -> Parsed:
    """Read `raw` without asking a rule: what is missing, unknown or cannot be read."""
    reader = _Reader(form, from_office, memory)
    if not isinstance(raw, Mapping):
        return _NO_RECORD
    record = reader.group(form.root, raw, "")
    return Parsed(record, tuple(reader.findings))


class _Reader:
    def __init__(self, form: Form, from_office: bool, memory: Memory) -> None:
        self.form = form
        self.from_office = from_office
        self.memory = memory
        self.findings: list[Finding] = []

    def group(self, group: Group, raw: Mapping[object, object], where: str) -> Row:
        values: dict[str, Value] = {}
        for key in raw:
            if not isinstance(key, str) or group.member(key) is None:
                self._find("FIELD_UNKNOWN", where, shown(key), name=shown(key))
        for field in group.fields:
            value = self._field(field, raw.get(field.id), where)
            if value is not None:
                values[field.id] = value
        for field in group.fields:
            self._dependent_code(field, values, where)
        for inner in group.groups:
            rows = self._rows(inner, raw.get(inner.id), joined(where, inner.id))
            if rows:
                values[inner.id] = rows
        return Row(values)

    def _rows(self, group: Group, raw: object, where: str) -> tuple[Value, ...]:
        if raw is None:
            rows: list[object] = []
        elif isinstance(raw, Mapping):  # a repeating group with one row may stand bare
            rows = [raw]
        elif isinstance(raw, list):
            rows = raw
        else:
            self._find("ROWS_EXPECTED", where)
            return ()
        if len(rows) > min(group.rows_max, MAX_ROWS):
            self._find("ROWS_TOO_MANY", where, most=group.rows_max, given=len(rows))
            return ()
        if len(rows) < group.rows_min:
            self._find("ROWS_TOO_FEW", where, least=group.rows_min, label=LabelWord(self.form, group.path))
        read: list[Value] = []
        for index, row in enumerate(rows):
            at = f"{where}[{index}]"
            if isinstance(row, Mapping):
                read.append(self._top_row(group, row, at) if group.path == group.id else self.group(group, row, at))
            else:
                self._find("ROWS_EXPECTED", at)
        return tuple(read)

    def _top_row(self, group: Group, raw: Mapping[object, object], at: str) -> Row:
        """A row of the record itself, with all below it; as it was read the last time, where it is the same."""

        def read() -> tuple[Row, tuple[Finding, ...]]:
            reader = _Reader(self.form, self.from_office, self.memory)
            return reader.group(group, raw, ""), tuple(reader.findings)

        row, findings = self.memory.of_typed(group.path, raw, read)
        self.findings.extend(at_path(findings, at))
        return row

    def _field(self, field: Field, raw: object, where: str) -> "Value | None":
        if raw is None or raw == "" or raw == []:
            if not field.by_program and not field.default:
                self._missing(field, where)
            return None
        if field.by_program and not self.from_office:
            self._find("FIELD_FILLED_BY_OFFICE", where, field.id, label=LabelWord(self.form, field.path))
            return None
        if not field.many:
            return self._value(field, raw, joined(where, field.id))
        items = raw if isinstance(raw, list) else [raw]  # a list with one item may stand bare
        if len(items) > field.most:
            self._find("ROWS_TOO_MANY", where, field.id, most=field.most, given=len(items))
            return None
        at = joined(where, field.id)
        values = [self._value(field, item, at if item is raw else f"{at}[{i}]") for i, item in enumerate(items)]
        return tuple(value for value in values if value is not None) or None

    def _value(self, field: Field, raw: object, path: str) -> "Value | None":
        try:
            return KINDS[field.kind].parse(raw, field, self.form)
        except KindError as problem:
            params = {**problem.params, "label": LabelWord(self.form, field.path)}
            self.findings.append(Finding(problem.code, path, Weight.APPLICATION, params))
            return None

    def _dependent_code(self, field: Field, values: dict[str, Value], where: str) -> None:
        """A code whose list is named by another field of the row: a category code by its scheme."""
        scheme = values.get(str(field.attributes.get("list_by", "")))
        codes = self.form.code_lists.get(f"{field.code_list}.{scheme}")
        if codes and field.id in values and values[field.id] not in codes:
            self._find("CODE_UNKNOWN", where, field.id, typed=values[field.id], list=LabelWord(self.form, field.path))

    def _missing(self, field: Field, where: str) -> None:
        for weight in (Weight.APPLICATION, Weight.ISSUE):
            if field.need(weight.value) is Need.MANDATORY:
                params = {"label": LabelWord(self.form, field.path)}
                self.findings.append(Finding("FIELD_MISSING", joined(where, field.id), weight, params))
                return

    def _find(self, code: str, where: str, field: str = "", **params: object) -> None:
        self.findings.append(Finding(code, joined(where, field), Weight.APPLICATION, params))
