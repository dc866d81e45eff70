"""Papers of customs: what they tell, what they never tell, and the number both ends of a telephone compare."""

import io
import re
from dataclasses import replace

import pypdfium2
import pytest

from certapp.model.errors import Refusal
from certapp.model.language import offered
from certapp.register.certificates import certificate
from certapp.seal import cose
from certapp.seal.text import CODE_PREFIX, from_text, to_text
from certapp.service.explaining import Case, authority_of, call_sheet, explanation
from certapp.service.issuing import issue
from certapp.service.office import Actor, Office
from certapp.service.verifying import FileVerdict, unreadable, verify_text
from certapp.trust.contact import Contact
from certapp.trust.fingerprint import code_fingerprint
from certapp.trust.verdict import ListAges
from tests.offices import passphrase

AT = 1_800_000_000


@pytest.fixture
def code(office: Office, boris: Actor, approved: str) -> str:
    number = issue(office, boris, approved, office.unlock("document_signer", passphrase)).number
    return certificate(office.register, number).code_text


@pytest.fixture
def found(office: Office, code: str) -> FileVerdict:
    return verify_text(code, office.trust.view(), office.clock.seconds)


def words(pdf: bytes) -> str:
    pages = pypdfium2.PdfDocument(io.BytesIO(pdf))
    return " ".join(" ".join(page.get_textpage().get_text_range().replace("\ufffe", "").split()) for page in pages)


@pytest.mark.parametrize("language", offered())
def test_both_papers_are_one_page_in_each_language(office: Office, found: FileVerdict, language: str) -> None:
    case = Case(found, AT, "scan", "Bridge post", (), authority_of(found, office.trust.view()))
    for paper in (explanation(case, language), call_sheet(case, language)):
        assert len(pypdfium2.PdfDocument(io.BytesIO(paper))) == 1
        assert found.verdict.claims is not None
        said = re.split(r"[\s-]", words(paper))  # of a right-to-left page a reader gives them in another order
        assert set(found.verdict.claims.number.split("-")) <= set(said)


def test_the_page_tells_outcome_reasons_lists_and_what_the_officer_saw(found: FileVerdict) -> None:
    said = words(explanation(Case(found, AT, "scan", "Bridge post", ("Consignee",)), "en"))
    for each in (
        "Bridge post",
        "Genuine",
        *(reason.code for reason in found.reasons),
        "differs from the code: Consignee",
    ):
        assert each in said
    assert "Status bulletin" in said or "no status bulletin" in said


def test_of_a_false_code_the_page_tells_nothing_that_it_says(office: Office, code: str) -> None:
    message = cose.parse(from_text(code))
    forged = cose.sign1(message.header, message.payload, lambda signed: b"\x01" * 64)
    false = verify_text(to_text(forged, CODE_PREFIX), office.trust.view(), office.clock.seconds)
    said = words(explanation(Case(false, AT, "scan"), "en"))
    assert "Not genuine" in said and "SIGNATURE_WRONG" in said
    assert not re.search(r"XA-\d{4}-", said)


def test_a_list_that_is_not_there_was_not_searched(found: FileVerdict) -> None:
    bare = replace(found, verdict=replace(found.verdict, list_ages=ListAges()))
    said = words(explanation(Case(bare, AT, "scan"), "en"))
    assert "was looked for" not in said
    assert "There was no status bulletin" in said


def test_the_sheet_has_the_number_that_the_office_has(office: Office, found: FileVerdict, code: str) -> None:
    digits = code_fingerprint(code)
    said = words(call_sheet(Case(found, AT, "scan"), "en"))
    assert re.sub(r"\D", "", digits) in re.sub(r"\D", "", said)
    assert "Never call a number that stands on the paper" in said


def test_who_is_to_be_called_stands_on_both_papers_where_the_bulletin_tells(found: FileVerdict) -> None:
    contact = Contact("Export desk", "+99 1 234 56 78", hours="weekdays 8-16")
    told = replace(found.verdict, contact=contact, list_ages=replace(found.verdict.list_ages, bulletin_sequence=7))
    case = Case(replace(found, verdict=told), AT, "scan")
    for paper in (explanation(case, "en"), call_sheet(case, "en")):
        said = words(paper)
        assert all(line in said for line in contact.lines)
        assert "its own signed status bulletin no. 7" in said
    assert "no telephone number of the authority" in words(call_sheet(Case(found, AT, "scan"), "en"))


def test_without_a_code_there_is_nothing_to_call_about() -> None:
    with pytest.raises(Refusal) as refused:
        call_sheet(Case(unreadable("NO_CODE_FOUND"), AT, "scan"), "en")
    assert refused.value.code == "NOTHING_TO_CALL_ABOUT"


def test_the_number_is_of_what_was_signed_and_not_of_its_signature(code: str) -> None:
    message = cose.parse(from_text(code))
    again = cose.sign1(message.header, message.payload, lambda signed: b"\x02" * 64)
    other = cose.sign1(message.header, message.payload[:-1] + b"\x00", lambda signed: b"\x02" * 64)
    assert re.fullmatch(r"(\d{3} ){7}\d{3}", code_fingerprint(code))
    assert code_fingerprint(to_text(again, CODE_PREFIX)) == code_fingerprint(code)
    assert code_fingerprint(to_text(other, CODE_PREFIX)) != code_fingerprint(code)
    assert code_fingerprint("XCERTBNOTHING") == ""
