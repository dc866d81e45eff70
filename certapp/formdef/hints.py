"""Findings that no expression can say: protected materials, gaps in a provenance, Red Lists, registers to consult."""

from collections.abc import Iterator, Mapping

from certapp.formdef.form import Form
from certapp.formdef.materials import protected_material
from certapp.formdef.provenance import gaps
from certapp.formdef.rules import sentences_of
from certapp.model.findings import Finding, Weight
from certapp.model.record import Row

CODES = frozenset({"CITES_LOOKS_PROTECTED", "PROVENANCE_GAP_YEARS", "RED_LIST_HINT", "CHECK_MISSING"})
"""Their sentences stand in labels/<language>.toml under [rule], as those of rules do."""
GAP_YEARS = 20
"""Where the profile's settings say no other `provenance_gap_years`."""
_MOST_NUMBERS = 12


def ask_hints(form: Form, record: Row) -> tuple[Finding, ...]:
    """Every such finding of a record."""
    return (*_of_objects(form, record), *_checks(form, record))


def _of_objects(form: Form, record: Row) -> Iterator[Finding]:
    least = form.settings.get("provenance_gap_years", GAP_YEARS)
    for index, item in enumerate(record.rows("objects")):
        at = f"objects[{index}]"
        if record.get("cites_required") is not True and (material := protected_material(form, item)):
            yield _look(form, "CITES_LOOKS_PROTECTED", f"{at}.materials", {"material": material})
        for gap in gaps(item.rows("provenance"), least if isinstance(least, int) else GAP_YEARS):
            said = {"from": gap.after, "to": gap.before, "years": gap.years}
            yield _look(form, "PROVENANCE_GAP_YEARS", f"{at}.provenance[{gap.index}].earliest", said)
        for title in _red_lists(form, item):
            yield _look(form, "RED_LIST_HINT", f"{at}.origin_country", {"title": title})


def _red_lists(form: Form, item: Row) -> Iterator[str]:
    made_there = [step for step in item.rows("provenance") if step.text("event") in {"CREATED", "EXCAVATED"}]
    countries = {item.text("origin_country"), *(step.text("country") for step in made_there)} - {""}
    for table in form.hints.get("red_list", ()):
        named, types = table.get("countries"), table.get("types")
        if not isinstance(named, list) or not isinstance(types, list):
            continue
        if countries & set(named) and item.text("object_type_l1") in types:
            yield str(table.get("title", ""))


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
    return Finding(code, path, Weight.LOOK, words=sentences_of(form, code, dict(said)))
