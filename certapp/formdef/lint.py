"""Checking forms/: everything that would otherwise break, or stay silent, while somebody fills out a form."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import rule_engine

from certapp.formdef.case_settings import case_setting_faults
from certapp.formdef.form import PICTURE_CODE, Field, Form, Group, Sheet
from certapp.formdef.hints import CODES as HINTS
from certapp.formdef.kinds import KINDS
from certapp.formdef.object_id import CATEGORIES as OBJECT_ID
from certapp.formdef.printing import TEXTS
from certapp.formdef.rules import ask_rules, expression
from certapp.formdef.standards import STANDARD_LISTS, standard_name
from certapp.model.findings import Weight
from certapp.model.record import Row

SPECIALS = frozenset({"", "photograph", "code", PICTURE_CODE, "signature", "supplement", "declaration", "customs"})
OVERFLOWS = frozenset({"SUPPLEMENT", "SHRINK", "ERROR"})
ATTRIBUTES = frozenset({"hidden", "list_by", "positive", "attachment", "object_id", "once", "recent"})
"""What a field may say beside what the engine itself reads; the screen, the import and the manual use these."""
A4_MM = (210.0, 297.0)
_CODE = re.compile(r"[A-Z][A-Z0-9_]*")


@dataclass(frozen=True)
class Fault:
    """One thing wrong in forms/: where, and what, in words for whoever keeps the forms."""

    where: str
    what: str


def lint(form: Form) -> tuple[Fault, ...]:
    """Every fault of a form with its profile; empty when all is well."""
    return (*_fields(form), *_sections(form), *_rules(form), *_boxes(form), *_words(form), *_settings(form))


def _fields(form: Form) -> Iterator[Fault]:
    seen: set[str] = set()
    for field in form.root.field_paths():
        if field.path in seen:
            yield Fault(field.path, "there are two fields with this id")
        seen.add(field.path)
        if field.kind not in KINDS:
            yield Fault(field.path, f"there is no kind of field '{field.kind}'")
        if field.kind in {"text", "multilingual"} and field.max_length < 1:
            yield Fault(field.path, "a text needs max, its greatest length")
        for name in set(field.attributes) - ATTRIBUTES:
            yield Fault(field.path, f"a field has no '{name}'")
        if field.kind == "code" and field.code_list not in form.code_lists:
            yield Fault(field.path, f"there is no code list '{field.code_list}'")
        for stage in field.stages:
            if stage not in "AIXT":
                yield Fault(field.path, f"there is no stage '{stage}'")
    for group in form.root.group_paths():
        if group.path in seen:
            yield Fault(group.path, "there are a field and a group with this id")
        for field in group.fields:
            by = field.attributes.get("list_by")
            if by and not isinstance(group.member(str(by)), Field):
                yield Fault(field.path, f"list_by names the unknown field '{by}'")
        for name in re.findall(r"\{(\w+)\}", group.template):
            member = group.member(name)
            if not isinstance(member, Field):
                yield Fault(group.path, f"the template names the unknown field '{name}'")
            elif not member.printed:
                yield Fault(group.path, f"the template names '{name}', which the paper never shows")
        for name in group.unprinted_rows:
            if not isinstance(group.member(name), Field):
                yield Fault(group.path, f"unprinted_rows names the unknown field '{name}'")
        if group.rows_min > group.rows_max:
            yield Fault(group.path, "min is greater than max")


def _sections(form: Form) -> Iterator[Fault]:
    shown = [member for section in form.sections for member in section.members]
    top_level = _member_ids(form.root)
    for member in top_level:
        if shown.count(member) != 1:
            yield Fault(member, f"stands in {shown.count(member)} sections, not in one")
    for member in shown:
        if member not in top_level:
            yield Fault(member, "a section names it, but there is no such field or group")


def _member_ids(group: Group) -> tuple[str, ...]:
    return (*(field.id for field in group.fields), *(inner.id for inner in group.groups))


def _rules(form: Form) -> Iterator[Fault]:
    groups = {group.path: group for group in form.root.group_paths()}
    for rule in form.rules:
        where = f"rule {rule.code}"
        if not _CODE.fullmatch(rule.code):
            yield Fault(where, "a code has capital letters, digits and underscores only")
        group = groups.get(rule.each)
        if group is None:
            yield Fault(where, f"each names the unknown group '{rule.each}'")
            continue
        if rule.stop and rule.weight is not Weight.ISSUE:
            yield Fault(where, 'a stop holds up the issue: its weight is "I"')
        if rule.at and group.member(rule.at) is None:
            yield Fault(where, f"at names the unknown field '{rule.at}'")
        yield from _expressions(where, (rule.when, rule.check), group)
        anywhere = {name for each in groups.values() for name in _member_ids(each)}
        for text in (rule.when, rule.check):
            for owner, name in re.findall(r'(\w+)\["(\w+)"\]', text):
                if name not in (_member_ids(form.root) if owner == "certificate" else anywhere):
                    yield Fault(where, f"names the unknown field '{name}' of {owner}")
    for threshold in form.thresholds:
        if threshold.category not in form.code_lists.get(f"CATEGORY.{threshold.scheme}", ()):
            yield Fault(f"threshold {threshold.code}", f"no category '{threshold.category}' in its scheme")
    asked = (*ask_rules(form, Row({}), date(2026, 1, 1)), *ask_rules(form, _empty_rows(form.root), date(2026, 1, 1)))
    for code in sorted({str(finding.params["rule"]) for finding in asked if finding.code == "RULE_NOT_ASKED"}):
        yield Fault(f"rule {code}", "cannot be asked of an empty record")


def _empty_rows(group: Group) -> Row:
    """A record with one row of each group and nothing in it, so that rules of rows are asked too."""
    return Row({inner.id: (_empty_rows(inner),) for inner in group.groups})


def _expressions(where: str, texts: tuple[str, ...], group: Group) -> Iterator[Fault]:
    known = {*_member_ids(group), "certificate", "today"}
    for text in filter(None, texts):
        try:
            symbols = expression(text).context.symbols
        except rule_engine.errors.EngineError as problem:
            yield Fault(where, f"cannot be read: {problem}")
            continue
        for symbol in _names(text) & set(symbols):
            if symbol not in known and not re.search(rf"\bfor {symbol} in\b", text):
                yield Fault(where, f"names the unknown field '{symbol}'")


def _names(text: str) -> set[str]:
    return set(re.findall(r"[A-Za-z_]\w*", re.sub(r'"[^"]*"', "", text)))


def _boxes(form: Form) -> Iterator[Fault]:
    hidden = {field.path for field in form.root.field_paths() if not field.printed}
    hidden |= {group.path for group in form.root.group_paths() if not group.printed}
    paths = {field.path for field in form.root.field_paths()}
    paths |= {group.path for group in form.root.group_paths()}
    paths |= {f"parties.{role}" for role in form.code_lists.get("PARTY_ROLE", ())}
    for sheet in (*form.sheets, *_other_sheets(form)):
        if not sheet.copies:
            yield Fault("sheet", "is printed in no copy: name copies")
        for index, box in enumerate(sheet.boxes):
            where = f"box {box.number or box.special}"
            if box.special not in SPECIALS:
                yield Fault(where, f"there is no special '{box.special}'")
            if box.overflow not in OVERFLOWS:
                yield Fault(where, f"there is no overflow '{box.overflow}'")
            for path in box.fields:
                if path not in paths:
                    yield Fault(where, f"prints the unknown field '{path}'")
                elif path in hidden:
                    yield Fault(where, f"prints '{path}', which the paper never shows")
            if box.x < 0 or box.y < 0 or box.x + box.width > A4_MM[0] or box.y + box.height > A4_MM[1]:
                yield Fault(where, "reaches beyond the A4 sheet")
            for other in sheet.boxes[index + 1 :]:
                across = box.x < other.x + other.width and other.x < box.x + box.width
                if across and box.y < other.y + other.height and other.y < box.y + box.height:
                    yield Fault(where, f"overlaps box {other.number or other.special}")


def _other_sheets(form: Form) -> Iterator[Sheet]:
    """Those of layouts that the profile does not print."""
    for layout in form.layouts.values():
        yield from (sheet for sheet in layout.sheets if sheet not in form.sheets)


def _words(form: Form) -> Iterator[Fault]:
    english = form.words["en"]
    paths = {field.path for field in form.root.field_paths()}
    paths |= {group.path for group in form.root.group_paths() if group.path}
    for path in sorted(paths):
        if not english.word("label", path):
            yield Fault(path, "has no label in English")
    sheets = (*form.sheets, *_other_sheets(form))
    for path in helped(form):
        if not english.word("help", path):
            yield Fault(path, "has no words in English under [help]: say in a sentence what to write there")
    wanted: dict[str, set[str]] = {
        "label": paths,
        "help": paths,
        "rule": {rule.code for rule in form.rules} | {threshold.code for threshold in form.thresholds} | HINTS,
        "object_id": set(OBJECT_ID),
        "form": {"title"},
        "text": set(TEXTS) | ({"arms"} if form.arms else set()),
        "section": {section.id for section in form.sections},
        "sheet": {
            *(copy for sheet in sheets for copy in sheet.copies),
            *(copy for layout in form.layouts.values() for copies in layout.copy_sets.values() for copy in copies),
        },
        "box": {box.number for sheet in sheets for box in sheet.boxes if box.number},
    }
    for table in ("form", "text", "rule", "object_id", "section", "sheet", "box"):
        for key in sorted(wanted[table]):
            if not english.word(table, key):
                yield Fault(key, f"has no words in English under [{table}]")
    wanted |= {f"code.{name}": set(codes) for name, codes in form.code_lists.items()}
    for language, words in form.words.items():
        for table, known in words.tables.items():
            for key in known:
                if key not in wanted.get(table, set()):
                    yield Fault(f"labels/{language}", f"[{table}] has words for the unknown '{key}'")
                elif _placeholders(words.word(table, key)) != _placeholders(english.word(table, key)):
                    yield Fault(
                        f"labels/{language}", f"[{table}] '{key}' has other {{names}} in braces than in English"
                    )
    for name, codes in form.code_lists.items():
        for code in codes:
            named = bool(english.word(f"code.{name}", code)) or name.startswith("CATEGORY.")
            if not named and not (name in STANDARD_LISTS and standard_name(name, code, "en")):
                yield Fault(f"{name} {code}", "has no words in English")


def helped(form: Form) -> tuple[str, ...]:
    """The paths of what people see and fill, fields and groups: each has a help text."""
    fields = [field.path for field in form.root.field_paths() if field.is_typed]
    return (*fields, *(group.path for group in form.root.group_paths() if group.path))


def _placeholders(words: str) -> list[str]:
    return sorted(re.findall(r"\{\w*\}", words))


def untranslated(form: Form) -> tuple[Fault, ...]:
    """Which words each language lacks. No faults: English stands in for them."""
    english = [(table, key) for table, words in form.words["en"].tables.items() for key in words]
    found = []
    for language, words in form.words.items():
        lacking = [f"[{table}] {key}" for table, key in english if not words.word(table, key)]
        if lacking:
            what = f"{len(lacking)} of {len(english)} words are missing and appear in English: {', '.join(lacking)}"
            found.append(Fault(f"labels/{language}", what))
    return tuple(found)


def _settings(form: Form) -> Iterator[Fault]:
    allowed = form.settings.get("validity_days", {})
    for export_type, days in allowed.items() if isinstance(allowed, dict) else ():
        if export_type not in form.code_lists.get("EXPORT_TYPE", ()):
            yield Fault("settings validity_days", f"there is no export type '{export_type}'")
        if not isinstance(days, int) or isinstance(days, bool) or days < 1:
            yield Fault("settings validity_days", f"{export_type}: a number of days is expected")
    if form.settings.get("second_language", "en") not in form.words:
        yield Fault("settings second_language", "the form has no words in this language")
    if form.settings.get("object_checks", "look") not in ("A", "I", "look"):
        yield Fault("settings object_checks", '"A", "I" or "look" is expected')
    for name in ("officer_signature", "second_signature"):
        if not isinstance(form.settings.get(name, False), bool):
            yield Fault(f"settings {name}", "true or false is expected")
    years = form.settings.get("provenance_gap_years", 1)
    if not isinstance(years, int) or isinstance(years, bool) or years < 1:
        yield Fault("settings provenance_gap_years", "a number of years is expected")
    yield from (Fault(where, what) for where, what in case_setting_faults(form))
    yield from _hints(form)


def _hints(form: Form) -> Iterator[Fault]:
    """Tables about codes name codes that there are."""
    for name, column, code_list in (
        ("protected_species", "materials", "MATERIAL"),
        ("red_list", "countries", "COUNTRY"),
        ("red_list", "types", "OBJECT_TYPE"),
        ("former_country", "codes", "COUNTRY_EVER"),
        ("new_country", "codes", "COUNTRY"),
    ):
        for table in form.hints.get(name, ()):
            codes = table.get(column)
            for code in codes if isinstance(codes, list) else ["?"]:
                if code not in form.code_lists[code_list]:
                    yield Fault(f"{name} {column}", f"there is no '{code}' in {code_list}")
