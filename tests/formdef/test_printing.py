"""The right words in the right box; what is not for the paper is nowhere on it."""

from typing import Any

import pytest

from certapp.formdef.form import Form
from certapp.formdef.parsing import parse
from certapp.formdef.printed import PrintedBox, PrintedCertificate
from certapp.formdef.printing import printed_certificate
from tests.formdef.making import (
    COINS,
    EXAMPLES,
    MANUSCRIPT,
    MUSEUM,
    PAINTING,
    TODAY,
    Change,
    at,
    example,
    strings,
)

ISSUED = {
    "certificate_no": "XA-2026-01-000001-7",
    "issuing_authority": "Heritage Authority of Exampleland",
    "issued_on": "2026-11-23",
    "valid_from": "2026-11-23",
    "valid_until": "2027-11-22",
    "object_count": 1,
}
SHA256 = "ab" * 32
HOME = "Exampleland (training country)"


def printed(form: Form, name: str, *changes: Change) -> PrintedCertificate:
    raw = example(name, *changes) | ISSUED
    for item in raw["objects"]:
        for photo in item["photographs"]:
            photo["sha256"] = SHA256
    record = parse(form, raw, TODAY, from_office=True).record
    return printed_certificate(form, record, lambda sha256: (b"jpeg", 900, 1200), code_text="XCERTB", dated=0)


def box_with(certificate: PrintedCertificate, field: str) -> PrintedBox:
    """The box a field is printed in, wherever the layout has it."""
    (box,) = (box for box in certificate.sheets[0].boxes for each in box.fields if each.id == field)
    return box


def in_box(certificate: PrintedCertificate, field: str) -> str:
    return next(each.text for each in box_with(certificate, field).fields if each.id == field)


BOXES: dict[str, dict[str, str]] = {
    PAINTING: {
        "parties.APPLICANT": "Galerie Example SARL\nDirector\n14 rue des Arts\nPort Example\n" + HOME,
        "parties.OWNER": "Maria da Conceição Ólafsdóttir\n7 Hill Road\nPort Example\n" + HOME,
        "parties.CONSIGNEE": "Jürg Müller-Rüegg\nBahnhofstrasse 10\nZürich\nSwitzerland",
        "country_of_destination": "Switzerland",
        "certificate_no": "XA-2026-01-000001-7",
        "valid_until": "2027-11-22",
        "export_type": "Permanent",
        "return_compulsory": "No",
        "purpose_code": "Sold",
        "objects.title": "Hills before the storm / Collines avant l'orage",
        "objects.materials": "oil paint; canvas",
        "objects.hs_code": "970121 Paintings, drawings, pastels, over 100 years old",
        "objects.date_display": "c. 1870",
    },
    COINS: {
        "export_type": "Temporary",
        "return_due_on": "2027-06-30",
        "return_compulsory": "Yes",
        "objects.object_type_l2": "Hoard of silver coins",
    },
    MANUSCRIPT: {
        "objects.title": "كتاب في علم الفلك / Treatise on astronomy",
        "objects.object_type_l2": "مخطوط / Manuscript",
    },
    MUSEUM: {"objects.valuation": "110500.00 EUR"},
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_boxes_hold_the_right_words(form: Form, name: str) -> None:
    certificate = printed(form, name)
    assert {field: in_box(certificate, field) for field in BOXES[name]} == BOXES[name]


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_copy_has_the_same_boxes_and_its_own_addressee(form: Form, name: str) -> None:
    sheets = printed(form, name).sheets
    assert len({sheet.addressee for sheet in sheets}) == len(sheets) == 3
    assert {sheet.boxes for sheet in sheets} == {sheets[0].boxes}


@pytest.mark.parametrize("name", EXAMPLES)
def test_no_word_of_the_form_is_missing(form: Form, name: str) -> None:
    certificate = printed(form, name)
    codes = {code for codes in form.code_lists.values() for code in codes if "_" in code}
    keys = {"verify_1", "verify_2", "objects_counted", "declaration", "customs"}
    for text in strings(certificate):
        assert not set(text.split()) & codes, text
        assert "{" not in text, text
    texts = [each.text for sheet in certificate.sheets for box in sheet.boxes for each in box.fields]
    notes = {note for sheet in certificate.sheets for note in sheet.notes}
    assert not keys & {*texts, *notes, *(each.heading for each in certificate.objects)}


def test_measurements_and_inscriptions_read_as_a_person_would_write_them(form: Form) -> None:
    certificate = printed(form, COINS)
    measured = in_box(certificate, "objects.measurements").split("\n")
    assert [line.split()[:2] for line in measured] == [["Diameter", "1.8"], ["Weight", "168.4"]]
    assert "ΤΑΡΑΣ (Taras) reverse of coins 3, 7 and 12" in in_box(certificate, "objects.inscriptions")


def test_a_measurement_is_said_whole_in_each_of_two_languages(form: Form) -> None:
    certificate = printed(form, COINS, at("second_language", "fr"))
    measured = in_box(certificate, "objects.measurements").split("\n")
    assert measured[0] == "Diameter 1.8 cm at most / Diamètre 1.8 cm au plus"
    assert in_box(certificate, "objects.inscriptions").count("ΤΑΡΑΣ") == 1  # what was typed stands once


def test_many_objects_stand_each_on_their_own_supplementary_page(form: Form) -> None:
    certificate = printed(form, MUSEUM)
    assert [each.seq for each in certificate.objects] == list(range(1, 35))
    assert certificate.objects[33].heading == "Object 34 of 34"
    fields = {field.id: field.text for field in certificate.objects[4].fields}
    assert fields["objects.inventory_no"] == "C-1905"
    assert fields["objects.title"] == "Painted vessel 5"


def test_the_value_of_several_objects_is_added_up_by_currency_and_never_converted(form: Form) -> None:
    twice = [
        {"amount": "1000.50", "currency": "EUR", "basis": "MARKET", "valued_on": "2026-09-15"},
        {"amount": "1200.00", "currency": "EUR", "basis": "INSURANCE", "valued_on": "2026-09-15"},
        {"amount": "900", "currency": "USD", "basis": "MARKET", "valued_on": "2026-09-15"},
    ]
    two = printed(form, MUSEUM, lambda raw: raw.update(objects=raw["objects"][:2]), at("objects.0.valuation", twice))
    assert in_box(two, "objects.valuation") == "2700.50 EUR\n900 USD"


def test_one_of_several_objects_says_which_it_is(form: Form) -> None:
    two = printed(form, MUSEUM, lambda raw: raw.update(objects=raw["objects"][:2]))
    assert in_box(two, "objects.title") == "1: Painted vessel 1\n2: Painted vessel 2"


def test_arabic_and_english_both_stand_on_the_paper(form: Form) -> None:
    certificate = printed(form, MANUSCRIPT)
    assert certificate.language == "ar"
    everything = "\n".join(strings(certificate))
    for words in (
        "كتاب في علم الفلك",
        "Treatise on astronomy",
        "وزارة الأوقاف",
        "Ministry of Endowments",
        "القاهرة",
        "Cairo",
    ):
        assert words in everything


@pytest.mark.parametrize("name", EXAMPLES)
def test_everything_a_reader_may_see_is_on_the_paper(form: Form, name: str) -> None:
    raw: Any = example(name)
    everything = "\n".join(strings(printed(form, name)))
    for item in raw["objects"]:
        assert item["inventory_no"][0] in everything if "inventory_no" in item else True
        assert item["provenance"][0]["date_display"] in everything
    for party in raw["parties"]:
        assert party["name_legal"] in everything
    for paper in raw["documents"]:
        assert paper["title"] in everything


SECRETS = {
    "parties.0.phone": "+999 555 0101",
    "parties.0.email": "secret@example.org",
    "parties.0.id_doc_no": "PASSPORT-77",
    "parties.0.given_name": "Givenname",
    "parties.1.capacity": "Secretcapacity",
    "objects.0.place_of_discovery": "Secret Valley, trench 4",
    "objects.0.discovery_date": "Secretdate",
    "objects.0.excavation_permit": "SECRET-PERMIT-9",
    "objects.0.location_now": "Secret store 12",
    "objects.0.valuation.valued_by": "Secret valuer",
    "fee_receipt_no": "SECRET-RECEIPT",
}


@pytest.mark.parametrize("name", [PAINTING, COINS])
def test_identity_papers_telephone_and_find_spots_are_nowhere_on_the_paper(form: Form, name: str) -> None:
    changes = [at(path, secret) for path, secret in SECRETS.items()]
    certificate = printed(form, name, *changes, at("parties.0.id_doc_type", "PASSPORT"))
    everything = "\n".join(strings(certificate))
    for path, secret in SECRETS.items():
        assert secret not in everything, path
    assert "Passport" not in everything


def test_a_copy_of_an_identity_paper_and_a_paper_not_public_are_not_listed(form: Form) -> None:
    certificate = printed(
        form,
        PAINTING,
        at("documents.0", {"type": "ID_COPY", "title": "Passport of the owner", "number": "P-4711"}),
        at("documents.0", {"type": "WILL", "title": "Will of the aunt", "public": False}),
        at("documents.0", {"type": "INVOICE", "title": "Invoice of 1951", "public": True}),
    )
    listed = in_box(certificate, "documents")
    assert [line.split(":")[0] for line in listed.split("\n")] == ["Invoice", "Contract of sale", "Mandate"]
    everything = "\n".join(strings(certificate))
    assert "P-4711" not in everything
    assert "Will of the aunt" not in everything


def test_a_person_in_no_box_stands_on_the_supplementary_page_with_the_role(form: Form) -> None:
    carrier = {
        "role": "CARRIER",
        "party_type": "ORGANISATION",
        "name_legal": "Arttrans",
        "city": "Basel",
        "country": "CH",
    }
    certificate = printed(form, PAINTING, at("parties.3", carrier | {"address_line": "1 Yard"}))
    (parties,) = (field for field in certificate.supplement if field.id == "parties")
    assert parties.text == "Carrier: Arttrans; 1 Yard; Basel; Switzerland"


def test_the_principal_photograph_comes_first(form: Form) -> None:
    certificate = printed(
        form,
        PAINTING,
        at("objects.0.photographs.0.is_principal", False),
        at("objects.0.photographs.2.is_principal", True),
        at("objects.0.photographs.2.caption", "The signature"),
    )
    captions = [photograph.caption for photograph in certificate.objects[0].photographs]
    assert captions == ["Detail: inscription. The signature", "Front", "Back"]


def test_the_same_record_prints_the_same(form: Form) -> None:
    assert printed(form, COINS) == printed(form, COINS)


@pytest.mark.parametrize(("tag", "main"), [("fr-CA", "fr"), ("zh-Hant", "zh")])
def test_a_kind_of_a_language_has_the_labels_of_the_language(form: Form, tag: str, main: str) -> None:
    of_kind = printed(form, PAINTING, at("primary_language", tag))
    assert of_kind.language == main
    assert (
        box_with(of_kind, "purpose_code").label
        == box_with(printed(form, PAINTING, at("primary_language", main)), "purpose_code").label
    )
    second = printed(form, PAINTING, at("primary_language", "en"), at("second_language", tag))
    assert second.second_language == main


def test_the_label_of_a_kind_of_a_language_is_that_of_the_language(form: Form) -> None:
    assert form.label("purpose_code", "fr-CA") == form.label("purpose_code", "fr") != form.label("purpose_code", "en")
    assert form.label("purpose_code", "de") == form.label("purpose_code", "en")
