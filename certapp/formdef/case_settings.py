"""Checking what a profile says of the case: deadlines, remedy, fees, who seals, what is asked before issue."""

from collections.abc import Iterator

from certapp.formdef.fees import NAMES, SUMS, sum_of
from certapp.formdef.form import Form

DEADLINES = frozenset({"completeness_days", "answer_days", "decision_days", "appeal_days"})
REMEDY = ("text", "authority")
PERMANENT = "permanent"
"""Files of certificates are kept for ever."""


def case_setting_faults(form: Form) -> Iterator[tuple[str, str]]:
    """Where something is wrong, and what."""
    settings = form.settings
    for name in ("proposal_required", "guarantee_required", "sealer_is_another", "bulletin_on_last_page"):
        if not isinstance(settings.get(name, False), bool):
            yield f"settings {name}", "true or false is expected"
    years = settings.get("retention_years", PERMANENT)
    if years != PERMANENT and (not isinstance(years, int) or isinstance(years, bool) or not 1 <= years <= 200):
        yield "settings retention_years", 'a number of years from 1 to 200 is expected, or "permanent"'
    yield from _deadlines(settings.get("deadlines", {}))
    yield from _remedy(settings.get("remedy", {}))
    if "fees" in settings:
        yield from _fees(form, settings["fees"])


def _deadlines(table: object) -> Iterator[tuple[str, str]]:
    where = "settings deadlines"
    if not isinstance(table, dict):
        yield where, "a table of days is expected"
        return
    for name, days in table.items():
        if name not in DEADLINES:
            yield where, f"there is no term '{name}'"
        elif not isinstance(days, int) or isinstance(days, bool) or not 1 <= days <= 3650:
            yield where, f"{name}: a number of days from 1 to 3650 is expected"


def _remedy(table: object) -> Iterator[tuple[str, str]]:
    where = "settings remedy"
    if not isinstance(table, dict):
        yield where, "a table with text and authority is expected"
        return
    for name, words in table.items():
        if name not in REMEDY:
            yield where, f"there is no '{name}' of a remedy"
            continue
        said = words.values() if isinstance(words, dict) else [words]
        if not said or any(not isinstance(each, str) or not each.strip() for each in said):
            yield where, f"{name}: words are expected, or a table of words by language"
        elif isinstance(words, dict) and "en" not in words:
            yield where, f"{name}: English is missing, which stands in for other languages"
    for name in REMEDY:
        if table and name not in table:
            yield where, f"a letter of refusal needs {name}"


def _fees(form: Form, table: object) -> Iterator[tuple[str, str]]:
    where = "settings fees"
    if not isinstance(table, dict):
        yield where, "a table of sums is expected"
        return
    for name in sorted(set(table) - NAMES):
        yield where, f"there is no '{name}' of fees"
    for name in SUMS:
        if name in table and sum_of(table[name]) is None:
            yield where, f'{name}: a sum in quotation marks is expected, such as "25.00"'
    if table.get("currency") not in form.code_lists["CURRENCY"]:
        yield where, f"there is no currency '{table.get('currency', '')}'"
    if not isinstance(table.get("before_issue", False), bool):
        yield where, "before_issue: true or false is expected"
    included = table.get("included", 1)
    if not isinstance(included, int) or isinstance(included, bool) or included < 0:
        yield where, "included: a number of objects is expected"
    free = table.get("free", [])
    for code in free if isinstance(free, list) else ["?"]:
        if code not in form.code_lists["PURPOSE"]:
            yield where, f"free: there is no purpose '{code}'"
