"""Asking the rules of forms/ of a record. Expressions are those of the rule-engine library."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from certapp.formdef.form import AgeKind, Form, Group, Rule, Threshold
from certapp.model.findings import Finding, Weight
from certapp.model.record import Row, Text, Value

Facts = dict[str, object]

if TYPE_CHECKING:
    import rule_engine


@cache
def expression(text: str) -> "rule_engine.Rule":
    """A rule's expression, compiled once. The engine is loaded with the first: it takes a third of a second.

    Raises:
        rule_engine.errors.EngineError: it is not an expression.
    """
    import rule_engine

    return rule_engine.Rule(text, context=_context())


@cache
def _context() -> "rule_engine.Context":
    import rule_engine

    return rule_engine.Context(resolver=rule_engine.resolve_item)


def ask_rules(form: Form, record: Row, today: date) -> list[Finding]:
    """Every finding of the form's rules and thresholds."""
    from rule_engine.errors import EngineError

    certificate = facts(form.root, record)
    findings: list[Finding] = []
    for rule in form.rules:
        # Only what the rule asks of it: the engine copies a value whenever it is named, once for each row.
        above = {name: fact for name, fact in certificate.items() if name in of_certificate(rule)}
        for where, row in _subjects(form.root, certificate, rule.each):
            path = ".".join(part for part in (where, rule.at) if part)
            try:
                holds = _holds(rule, {**row, "certificate": above, "today": today})
            except EngineError:  # values of an unforeseen shape: said, and as grave as the rule itself
                findings.append(Finding("RULE_NOT_ASKED", path, rule.weight, {"rule": rule.code}))
                continue
            if not holds:
                words = sentences_of(form, rule.code, row)
                findings.append(Finding(rule.code, path, rule.weight, words=words))
    findings.extend(_thresholds(form, record, today))
    return findings


def of_certificate(rule: Rule) -> frozenset[str]:
    """The fields and groups that a rule asks of the whole record: `certificate["field id"]`."""
    return frozenset(re.findall(r'certificate\["(\w+)"\]', f"{rule.when} {rule.check}"))


def _holds(rule: Rule, asked: Facts) -> bool:
    if rule.when and not expression(rule.when).matches(asked):
        return True
    return bool(expression(rule.check).matches(asked))


def facts(group: Group, row: Row) -> Facts:
    """A record as rules see it: every field there is, None or an empty list where it is not filled."""
    seen: Facts = {field.id: [] if field.many else None for field in group.fields}
    seen.update({inner.id: [] for inner in group.groups})
    for field in group.fields:
        if field.id in row:
            seen[field.id] = _fact(row[field.id])
    for inner in group.groups:
        seen[inner.id] = [facts(inner, each) for each in row.rows(inner.id)]
    return seen


def _fact(value: Value) -> object:
    if isinstance(value, Text):
        return str(value)
    if isinstance(value, tuple):
        return [_fact(item) for item in value]
    return value


def _subjects(root: Group, certificate: Facts, each: str) -> Iterator[tuple[str, Facts]]:
    """The rows a rule is asked of, with the path of each."""
    found: list[tuple[str, Facts]] = [("", certificate)]
    for step in each.split(".") if each else []:
        found = [
            (f"{where}.{step}[{index}]" if where else f"{step}[{index}]", row)
            for where, above in found
            for index, row in enumerate(_rows(above.get(step)))
        ]
    yield from found


def _rows(rows: object) -> list[Facts]:
    return rows if isinstance(rows, list) else []


def _thresholds(form: Form, record: Row, today: date) -> Iterator[Finding]:
    destination = record.text("country_of_destination")
    holding = [each for each in form.thresholds if _holds_for(each, destination, today)]
    for index, item in enumerate(record.rows("objects")):
        ages = _ages(item, today)
        categories = {(row.text("scheme"), row.text("code")) for row in item.rows("category")}
        for threshold in holding:
            age = ages[0] if threshold.kind is AgeKind.CERTIFICATE else ages[1]
            if (threshold.scheme, threshold.category) not in categories or age is None or age < threshold.min_age:
                continue
            if not threshold.min_value or _value(item, threshold) >= threshold.min_value:
                said: Facts = {
                    "youngest": "?" if ages[0] is None else ages[0],
                    "oldest": "?" if ages[1] is None else ages[1],
                }
                words = sentences_of(form, threshold.code, said)
                yield Finding(threshold.code, f"objects[{index}].valuation", Weight.LOOK, words=words)


def _holds_for(threshold: Threshold, destination: str, today: date) -> bool:
    """In force today, and for this country of destination."""
    if today < threshold.valid_from or (threshold.valid_to is not None and today > threshold.valid_to):
        return False
    if threshold.within is not None and destination not in threshold.within:
        return False
    return threshold.beyond is None or destination not in threshold.beyond


def _ages(item: Row, today: date) -> tuple[int | None, int | None]:
    """How many years old the object is at least (by its latest year) and at most (by its earliest)."""
    latest, earliest = item.get("date_latest"), item.get("date_earliest")
    return (
        today.year - latest if isinstance(latest, int) else None,
        today.year - earliest if isinstance(earliest, int) else None,
    )


def _value(item: Row, threshold: Threshold) -> Decimal:
    """The highest value stated in the threshold's own currency: nothing is converted silently."""
    amounts = [
        amount
        for row in item.rows("valuation")
        if row.text("currency") == threshold.currency and isinstance(amount := row.get("amount"), Decimal)
    ]
    return max(amounts, default=Decimal(-1))


def sentences_of(form: Form, code: str, row: Facts) -> dict[str, str]:
    """A rule's sentence in each language that has one."""
    known = ((language, words.word("rule", code)) for language, words in form.words.items())
    return {language: filled(sentence, row) for language, sentence in known if sentence} or {"en": code}


def filled(sentence: str, row: Facts) -> str:
    """`sentence` with the values of `row` in the place of its {field ids}."""
    return re.sub(r"\{(\w+)\}", lambda match: str(row.get(match[1], match[0])), sentence)
