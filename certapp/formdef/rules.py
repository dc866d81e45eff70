"""Asking the rules of forms/ of a record. Expressions are those of the rule-engine library."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache, partial
from typing import TYPE_CHECKING

from certapp.formdef.form import AgeKind, Form, Group, Rule, Threshold
from certapp.formdef.memory import NO_MEMORY, Memory
from certapp.formdef.walking import at_path
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


def ask_rules(form: Form, record: Row, today: date, memory: Memory = NO_MEMORY) -> list[Finding]:
    """Every finding of the form's rules and thresholds, in the order of the rules."""
    certificate = facts(form.root, record, memory)
    found = _asked(form, _rules_of(form, ""), certificate, certificate, today)
    for group in form.root.groups:
        rules = _rules_of(form, group.id)
        # Only what the rules ask of it: the engine copies a value whenever it is named, once for each row.
        named = {name for _number, rule in rules for name in of_certificate(rule)}
        above = {name: certificate[name] for name in sorted(named) if name in certificate}
        context = (today, repr(above))
        for index, row in enumerate(record.rows(group.id) if rules else ()):
            fact = _rows(certificate[group.id])[index]
            said = memory.of_row("rules", row, context, partial(_asked, form, rules, fact, above, today))
            found.extend((number, each) for number, one in said for each in at_path((one,), f"{group.id}[{index}]"))
    found.sort(key=lambda each: each[0])
    return [*(finding for _number, finding in found), *_thresholds(form, record, today)]


_Numbered = tuple[int, Rule]


def _rules_of(form: Form, group: str) -> tuple[_Numbered, ...]:
    """The rules that are asked of a group's rows and of what is below them, '' of the record, each with its place."""
    return tuple((number, rule) for number, rule in enumerate(form.rules) if rule.each.partition(".")[0] == group)


def _asked(
    form: Form, rules: tuple[_Numbered, ...], top: Facts, certificate: Facts, today: date
) -> list[tuple[int, Finding]]:
    """What rules have to say of a row of the record, or of the record itself; paths begin there."""
    from rule_engine.errors import EngineError

    found = []
    for number, rule in rules:
        above = {name: fact for name, fact in certificate.items() if name in of_certificate(rule)}
        for where, row in _subjects(top, rule.each.partition(".")[2]):
            path = ".".join(part for part in (where, rule.at) if part)
            try:
                holds = _holds(rule, {**row, "certificate": above, "today": today})
            except EngineError:  # values of an unforeseen shape: said, and as grave as the rule itself
                found.append((number, Finding("RULE_NOT_ASKED", path, rule.weight, {"rule": rule.code})))
                continue
            if not holds:
                words = sentences_of(form, rule.code, row)
                found.append((number, Finding(rule.code, path, rule.weight, words=words)))
    return found


@cache
def of_certificate(rule: Rule) -> frozenset[str]:
    """The fields and groups that a rule asks of the whole record: `certificate["field id"]`."""
    return frozenset(re.findall(r'certificate\["(\w+)"\]', f"{rule.when} {rule.check}"))


def _holds(rule: Rule, asked: Facts) -> bool:
    if rule.when and not expression(rule.when).matches(asked):
        return True
    return bool(expression(rule.check).matches(asked))


def facts(group: Group, row: Row, memory: Memory = NO_MEMORY) -> Facts:
    """A record as rules see it: every field there is, None or an empty list where it is not filled."""
    seen: Facts = {field.id: [] if field.many else None for field in group.fields}
    for field in group.fields:
        if field.id in row:
            seen[field.id] = _fact(row[field.id])
    for inner in group.groups:
        rows = row.rows(inner.id)
        seen[inner.id] = [memory.of_row("facts", each, (), partial(facts, inner, each)) for each in rows]
    return seen


def _fact(value: Value) -> object:
    if isinstance(value, Text):
        return str(value)
    if isinstance(value, tuple):
        return [_fact(item) for item in value]
    return value


def _subjects(top: Facts, below: str) -> Iterator[tuple[str, Facts]]:
    """The rows `below` a row that a rule is asked of, with the path of each from there; '' is the row itself."""
    found: list[tuple[str, Facts]] = [("", top)]
    for step in below.split(".") if below else []:
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
