"""A form grows by editing forms/ alone: no line of Python knows the new field, language or code."""

from pathlib import Path
from typing import Any

from certapp.formdef.form import Form
from certapp.formdef.lint import lint
from certapp.formdef.loading import load_form
from certapp.formdef.printing import printed_certificate
from certapp.formdef.schema import json_schema
from certapp.model.record import Text
from tests.formdef.making import PAINTING, at, edit, example, of_reading, places, read, strings

FORM = "model-certificate/form.toml"
LABELS = "model-certificate/labels/en.toml"


def paper(form: Form, raw: dict[str, Any]) -> str:
    record = read(form, raw).record
    certificate = printed_certificate(form, record, lambda sha256: (b"", 1, 1), code_text="", dated=0)
    return "\n".join(strings((certificate.supplement, certificate.objects)))


def test_a_field_more_is_read_published_and_printed(forms: Path, form: Form) -> None:
    new = '  { id = "insurer", kind = "multilingual", max = 20, A = "M", I = "M" },\n'
    edit(forms / FORM, '  { id = "fee_amount"', new + '  { id = "fee_amount"')
    edit(forms / LABELS, 'fee_amount = "Fee"', 'insurer = "Insured by"\nfee_amount = "Fee"')
    edit(forms / LABELS, "[help]\n", '[help]\ninsurer = "The company, as the policy names it."\n')
    grown = load_form("", forms)

    assert lint(grown) == ()
    assert grown.digest != form.digest
    assert ("FIELD_MISSING", "insurer") in of_reading(read(grown, example(PAINTING)).findings)
    raw = example(PAINTING, at("insurer", {"en": "Mutual", "fr": "Mutuelle"}))
    assert of_reading(read(grown, raw).findings) == set()
    assert read(grown, raw).record["insurer"] == Text.of({"en": "Mutual", "fr": "Mutuelle"})
    assert ("TEXT_TOO_LONG", "insurer") in of_reading(read(grown, raw | {"insurer": "x" * 21}).findings)
    schema: Any = json_schema(grown)
    assert schema["properties"]["insurer"]["title"] == "Insured by"
    assert "insurer" in schema["required"]
    assert "Insured by\nMutual / Mutuelle" in paper(grown, raw)
    assert ("FIELD_UNKNOWN", "insurer") in of_reading(read(form, raw).findings)


def test_a_field_more_in_an_object_is_printed_with_the_object(forms: Path) -> None:
    edit(
        forms / FORM,
        '  { id = "national_tariff_code"',
        '  { id = "frame", kind = "boolean", A = "O" },\n  { id = "national_tariff_code"',
    )
    edit(forms / LABELS, '"objects.hs_code" = "HS code"', '"objects.frame" = "Framed"\n"objects.hs_code" = "HS code"')
    edit(forms / LABELS, "[help]\n", '[help]\n"objects.frame" = "Yes if it leaves with its frame."\n')
    grown = load_form("", forms)
    assert lint(grown) == ()
    assert "Framed\nYes" in paper(grown, example(PAINTING, at("objects.0.frame", True)))


def test_a_group_more_has_rows_bounds_and_a_template(forms: Path) -> None:
    group = """
[group.escorts]
min = 1
max = 2
template = "{name} ({number})"
fields = [
  { id = "name", kind = "text", max = 80, A = "M", I = "M" },
  { id = "number", kind = "text", max = 20, A = "O" },
]

[group.documents]
"""
    edit(forms / FORM, "\n[group.documents]\n", group)
    edit(forms / FORM, 'groups = ["documents"]', 'groups = ["documents", "escorts"]')
    labels = 'escorts = "Escorts"\n"escorts.name" = "Name"\n"escorts.number" = "Number"\n'
    edit(forms / LABELS, '"documents.doc_uuid"', labels + '"documents.doc_uuid"')
    helps = '[help]\nescorts = "Who travels along."\n"escorts.name" = "In full."\n"escorts.number" = "Of the badge."\n'
    edit(forms / LABELS, "[help]\n", helps)
    grown = load_form("", forms)
    assert lint(grown) == ()
    assert ("ROWS_TOO_FEW", "escorts") in of_reading(read(grown, example(PAINTING)).findings)
    raw = example(PAINTING, at("escorts", [{"name": "Ada", "number": "7"}, {"name": "Bo"}]))
    assert of_reading(read(grown, raw).findings) == set()
    assert "Escorts\nAda (7)\nBo" in paper(grown, raw)


def test_a_code_more_is_a_word_in_two_files(forms: Path) -> None:
    edit(forms / "codes/lists.toml", '"FRAGMENT"]', '"FRAGMENT", "LOST"]')
    edit(forms / "codes/labels/en.toml", 'FRAGMENT = "', 'LOST = "Lost for good"\nFRAGMENT = "')
    grown = load_form("", forms)
    assert lint(grown) == ()
    raw = example(PAINTING, at("objects.0.condition_code", "LOST"))
    assert of_reading(read(grown, raw).findings) == set()
    assert grown.code_name("CONDITION", "LOST") == "Lost for good"


def test_a_language_more_is_a_file_and_what_it_lacks_stays_english(forms: Path) -> None:
    (forms / "model-certificate/labels/pt.toml").write_text(
        '[label]\nobjects = "Objetos"\n[text]\nyes = "Sim"\n', "utf-8"
    )
    grown = load_form("", forms)
    assert lint(grown) == ()
    assert grown.page_language("pt") == "pt"
    assert grown.page_language("sw") == "en"
    assert grown.label("objects", "pt") == "Objetos"
    assert grown.label("parties", "pt") == "Persons and bodies"
    record = read(grown, example(PAINTING, at("primary_language", "pt"), at("return_compulsory", True))).record
    certificate = printed_certificate(grown, record, lambda sha256: (b"", 1, 1), code_text="", dated=0)
    assert certificate.language == "pt"
    assert "Sim" in set(strings(certificate))


def test_a_rule_more_is_asked_with_its_own_sentence(forms: Path) -> None:
    rule = """
[[rule]]
code = "DEAR"
each = "objects.valuation"
when = "amount != null"
check = "amount < 1000"
at = "amount"
"""
    rules = forms / "model-certificate/rules.toml"
    rules.write_text(rules.read_text("utf-8") + rule, "utf-8")
    edit(forms / LABELS, "[rule]\n", '[rule]\nDEAR = "{amount} {currency} is dear."\n')
    grown = load_form("", forms)
    assert lint(grown) == ()
    findings = read(grown, example(PAINTING)).findings
    assert ("DEAR", "objects[0].valuation[0].amount") in places(findings)
    assert "185000.00 EUR is dear." in {finding.text() for finding in findings}


def test_a_box_is_moved_and_filled_otherwise_in_the_layout_alone(forms: Path) -> None:
    edit(
        forms / "model-certificate/sheets.toml",
        '"purpose_text", "legal_status_code"]',
        '"legal_status_code", "applicant_ref"]',
    )
    grown = load_form("", forms)
    assert lint(grown) == ()
    raw = example(PAINTING, at("applicant_ref", "REF-1"), at("purpose_text", "For the collection"))
    record = read(grown, raw).record
    certificate = printed_certificate(grown, record, lambda sha256: (b"", 1, 1), code_text="", dated=0)
    assert {"purpose_text"} <= {field.id for field in certificate.supplement}
    assert "REF-1" in set(strings(certificate.sheets))
    assert "REF-1" not in set(strings(certificate.supplement))
