"""Drafts: kept right or wrong, handed in when they are right."""

import copy
import json
from dataclasses import replace

import pypdfium2
import pytest

from certapp.document.raster import raster_pages
from certapp.model.errors import Refusal
from certapp.register import drafts
from certapp.register.journal import last_entry
from certapp.scan.reader import read_codes
from certapp.service.drafting import (
    add_file,
    draft_from,
    examine_draft,
    new_draft,
    open_draft,
    preview_draft,
    receive_draft,
    save_draft,
)
from certapp.service.intake import read_intake
from certapp.service.office import Actor, Office
from tests.offices import EXAMPLES

PAINTING = EXAMPLES / "painting-permanent-sale"


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in pypdfium2.PdfDocument(pdf))


def test_a_draft_keeps_what_is_wrong_as_it_was_typed(office: Office, anna: Actor) -> None:
    draft = new_draft(office, anna)
    typed = {**draft.record, "return_due_on": "31.2.27", "objects": [{"quantity": "many"}]}
    save_draft(office, anna.id, replace(draft, record=typed))
    assert open_draft(office, draft.id).record == typed


def test_an_example_becomes_a_draft_and_is_handed_in(office: Office, anna: Actor) -> None:
    draft = draft_from(office, anna.id, read_intake(PAINTING))
    assert set(draft.files) == {"front.jpg", "back.jpg", "signature.jpg"}
    number = receive_draft(office, anna, open_draft(office, draft.id))
    assert number.startswith("A-")


def test_a_missing_photograph_is_a_finding(office: Office, anna: Actor) -> None:
    draft = draft_from(office, anna.id, read_intake(PAINTING))
    found = examine_draft(office, replace(draft, files={}))
    assert [finding.code for finding in found.findings].count("FILE_NOT_HANDED_IN") == 3


def test_a_draft_is_previewed_without_code_and_the_register_stays_as_it_is(office: Office, anna: Actor) -> None:
    draft = draft_from(office, anna.id, read_intake(PAINTING))
    before = last_entry(office.register)
    pdf = preview_draft(office, draft, anna.name)
    words = text_of(pdf)
    assert "PREVIEW" in words
    assert "Hills before the storm" in words
    assert [code for page in raster_pages(pdf, 150) for code in read_codes(page)] == []
    assert last_entry(office.register) == before


@pytest.mark.parametrize(
    "left_out",
    ["quantity", "photographs", "measurements", "title", "object_type_l2", "categories", "object_uuid", "value_amount"],
)
def test_a_draft_that_lacks_something_is_previewed_all_the_same(office: Office, anna: Actor, left_out: str) -> None:
    draft = draft_from(office, anna.id, read_intake(PAINTING))
    record = copy.deepcopy(dict(draft.record))
    record["objects"][0].pop(left_out, None)
    assert "PREVIEW" in text_of(preview_draft(office, replace(draft, record=record), anna.name))


def test_an_empty_draft_and_one_without_its_files_are_previewed(office: Office, anna: Actor) -> None:
    draft = draft_from(office, anna.id, read_intake(PAINTING))
    for each in (new_draft(office, anna), replace(draft, files={})):
        assert preview_draft(office, each, "").startswith(b"%PDF-")


def test_two_files_of_one_name_are_told_apart(office: Office, anna: Actor) -> None:
    draft = new_draft(office, anna)
    draft, first = add_file(office, draft, "p.jpg", (PAINTING / "front.jpg").read_bytes(), photograph=True)
    draft, again = add_file(office, draft, "p.jpg", (PAINTING / "front.jpg").read_bytes(), photograph=True)
    draft, second = add_file(office, draft, "p.jpg", (PAINTING / "back.jpg").read_bytes(), photograph=True)
    assert (first, again, second) == ("p.jpg", "p.jpg", "p-2.jpg")


def test_words_are_no_photograph(office: Office, anna: Actor) -> None:
    with pytest.raises(Refusal, match="PICTURE_NOT_AN_IMAGE"):
        add_file(office, new_draft(office, anna), "words.jpg", b"words", photograph=True)


def test_drafts_survive_any_json(office: Office, anna: Actor) -> None:
    draft = new_draft(office, anna)
    odd = {"objects": "none", "parties": [1, None, {"role": {}}], "title": ["x"]}
    save_draft(office, anna.id, replace(draft, record=odd))
    assert json.dumps(dict(open_draft(office, draft.id).record)) == json.dumps(odd)
    assert examine_draft(office, replace(draft, record=odd)).findings


def test_a_draft_that_was_handed_in_stays_marked_when_it_is_saved_again(office: Office, anna: Actor) -> None:
    draft = draft_from(office, anna.id, read_intake(PAINTING))
    number = receive_draft(office, anna, draft)
    save_draft(office, anna.id, draft)
    assert drafts.load(office.drafts, draft.id).application == number
