"""Findings that no expression can say: protected materials, provenance, Red Lists, registers to consult, validity."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import partial

from certapp.formdef.form import Form
from certapp.formdef.materials import protected_material, protected_names
from certapp.formdef.memory import NO_MEMORY, Memory
from certapp.formdef.provenance import Gap, country_not_yet, former_country_later, gaps, papers_not_listed, undocumented
from certapp.formdef.rules import Facts, filled, sentences_of
from certapp.formdef.validity import valid_until
from certapp.formdef.walking import at_path
from certapp.model.findings import Finding, Weight
from certapp.model.record import Row

CODES = frozenset(
    {
        *("CITES_LOOKS_PROTECTED", "RED_LIST_HINT", "CHECK_MISSING", "PLANNED_EXIT_AFTER_VALIDITY"),
        *("PROVENANCE_GAP_YEARS", "PROVENANCE_GAP_BETWEEN", "FORMER_COUNTRY_LATER", "COUNTRY_NOT_YET"),
        *("PROVENANCE_PAPER_NOT_LISTED", "PROVENANCE_PAPER_MISSING"),
        *("LEGAL_BASIS_MISSING", "PLACE_OF_ISSUE_MISSING", "GUARANTEE_MISSING"),
    }
)
"""Their sentences stand in labels/<language>.toml under [rule], as those of rules do."""
GAP_YEARS = 20
"""Where the profile's settings say no other `provenance_gap_years`."""
_MOST_NUMBERS = 12


def ask_hints(form: Form, record: Row, today: date, memory: Memory = NO_MEMORY) -> tuple[Finding, ...]:
    """Every such finding of a record."""
    return (
        *_validity(form, record, today),
        *_before_issue(form, record),
        *_of_objects(form, record, memory),
        *_checks(form, record),
    )


def _validity(form: Form, record: Row, today: date) -> Iterator[Finding]:
    """A certificate issued today would not be valid any more on the planned day of exit."""
    exit_on, until = record.day("planned_exit_on"), valid_until(form, record, today)
    if exit_on is not None and exit_on > until:
        yield _look(form, "PLANNED_EXIT_AFTER_VALIDITY", "planned_exit_on", {"until": until.isoformat()})


def _before_issue(form: Form, record: Row) -> Iterator[Finding]:
    """What must be said before issue unless the profile says it, or because the profile asks for it.

    The model alone speaks for no State: without a profile it is worth a look.
    """
    weight = Weight.ISSUE if form.profile else Weight.LOOK
    for name, code in (("legal_basis", "LEGAL_BASIS_MISSING"), ("place_of_issue", "PLACE_OF_ISSUE_MISSING")):
        if name not in record and not form.settings.get(name):
            yield _found(form, code, name, {}, weight)
    temporary = record.text("export_type") not in ("", "PERMANENT")
    if form.settings.get("guarantee_required") is True and temporary and "guarantee_amount" not in record:
        yield _found(form, "GUARANTEE_MISSING", "guarantee_amount", {}, Weight.ISSUE)


def _of_objects(form: Form, record: Row, memory: Memory) -> Iterator[Finding]:
    documents, has_permit = record.rows("documents"), record.get("cites_required") is True
    names = protected_names(form)

    def of(item: Row) -> tuple[Finding, ...]:
        return tuple(_of_object(form, item, documents, None if has_permit else names))

    context = (has_permit, repr(documents))
    for index, item in enumerate(record.rows("objects")):
        found = memory.of_row("hints", item, context, partial(of, item))
        yield from at_path(found, f"objects[{index}]")


def _of_object(form: Form, item: Row, documents: Sequence[Row], protected: re.Pattern[str] | None) -> Iterator[Finding]:
    """What is to be said of an object; paths begin there. `protected`: the names of materials to look for."""
    least = form.settings.get("provenance_gap_years", GAP_YEARS)
    if protected is not None and (material := protected_material(protected, item)):
        yield _look(form, "CITES_LOOKS_PROTECTED", "materials", {"material": material})
    for gap in gaps(item.rows("provenance"), least if isinstance(least, int) else GAP_YEARS):
        yield _gap(form, f"provenance[{gap.index}].earliest", gap)
    yield from _papers(form, item, documents)
    for title in _red_lists(form, item):
        yield _look(form, "RED_LIST_HINT", "origin_country", {"title": title})


def _gap(form: Form, path: str, gap: Gap) -> Finding:
    said: dict[str, object] = {"from": gap.after, "to": gap.before, "years": gap.years}
    if not gap.giver and not gap.taker:
        return _look(form, "PROVENANCE_GAP_YEARS", path, said)
    words = sentences_of(form, "PROVENANCE_GAP_BETWEEN", {**said, "giver": gap.giver or "?", "taker": gap.taker or "?"})
    return Finding("PROVENANCE_GAP_YEARS", path, Weight.LOOK, words=words)


def _papers(form: Form, item: Row, documents: Sequence[Row]) -> Iterator[Finding]:
    """Of the steps of a provenance: their evidence among the documents, and countries that were no more."""
    steps = item.rows("provenance")
    for index, paper in papers_not_listed(steps, documents):
        yield _look(form, "PROVENANCE_PAPER_NOT_LISTED", f"provenance[{index}].evidence", {"paper": paper})
    if without := undocumented(steps):
        numbers = ", ".join(str(index + 1) for index in without)
        yield _look(form, "PROVENANCE_PAPER_MISSING", f"provenance[{without[0]}].evidence", {"steps": numbers})
    for index, code, until in former_country_later(steps, form.hints.get("former_country", ())):
        yield _of_country(form, "FORMER_COUNTRY_LATER", index, code, {"until": until})
    for index, code, since in country_not_yet(steps, form.hints.get("new_country", ())):
        yield _of_country(form, "COUNTRY_NOT_YET", index, code, {"since": since})


def _of_country(form: Form, code: str, index: int, country: str, said: Facts) -> Finding:
    words = {
        language: filled(
            known.word("rule", code), {**said, "country": form.code_name("COUNTRY_EVER", country, language)}
        )
        for language, known in form.words.items()
    }
    return Finding(code, f"provenance[{index}].country", Weight.LOOK, words=words)


def _red_lists(form: Form, item: Row) -> Iterator[str]:
    made_there = [step for step in item.rows("provenance") if step.text("event") in {"CREATED", "EXCAVATED"}]
    countries = {item.text("origin_country"), *(_today(step.text("country"), form) for step in made_there)} - {""}
    for table in form.hints.get("red_list", ()):
        named, types = table.get("countries"), table.get("types")
        if not isinstance(named, list) or not isinstance(types, list):
            continue
        if countries & set(named) and item.text("object_type_l1") in types:
            yield str(table.get("title", ""))


def _today(country: str, form: Form) -> str:
    """The country that followed a former one (ISO 3166-3 ends with its code); any other as it is."""
    return country[2:] if len(country) == 4 and country[2:] in form.code_lists["COUNTRY"] else country


def _checks(form: Form, record: Row) -> Iterator[Finding]:
    """By the profile's setting `object_checks`: "I" before issue, "look" worth a look; without it nothing is asked."""
    wanted = form.settings.get("object_checks")
    if wanted is None:
        return
    checked = {row.get("object_seq") for row in record.rows("checks")}
    without = [index + 1 for index in range(len(record.rows("objects"))) if index + 1 not in checked]
    if None in checked or not without:
        return
    numbers = ", ".join(map(str, without[:_MOST_NUMBERS])) + (" …" if len(without) > _MOST_NUMBERS else "")
    words = sentences_of(form, "CHECK_MISSING", {"objects": numbers})
    yield Finding("CHECK_MISSING", "checks", Weight(str(wanted)), words=words)


def _look(form: Form, code: str, path: str, said: Mapping[str, object]) -> Finding:
    return _found(form, code, path, said, Weight.LOOK)


def _found(form: Form, code: str, path: str, said: Mapping[str, object], weight: Weight) -> Finding:
    return Finding(code, path, weight, words=sentences_of(form, code, dict(said)))
