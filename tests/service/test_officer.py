"""Two roles in one signature: the authority's seal, and inside it the officer's own where the profile asks for it."""

import hashlib
from dataclasses import replace

import pytest
from asn1crypto import cms

from certapp.document.officer import OFFICER, officer_value
from certapp.document.rendering import render
from certapp.document.shape import signed_extent
from certapp.document.signing import sign
from certapp.document.verdict import PdfFindings, judge_pdf
from certapp.service.auditing import verify_journal
from certapp.service.issuing import issue
from certapp.service.office import Actor, Office
from certapp.service.reading_apart import ReadApart
from certapp.service.verifying import file_verdict_json, verify_bytes
from certapp.trust.verdict import Outcome
from tests.document.conftest import AT, make_key
from tests.document.making import english
from tests.offices import passphrase


def judged(pdf: bytes) -> PdfFindings:
    return judge_pdf(pdf, lambda certificate: True)


def test_the_officer_signs_inside_where_the_profile_asks(office: Office, boris: Actor, approved: str) -> None:
    settings = {**office.form.settings, "officer_signature": True}
    asking = replace(office, form=replace(office.form, settings=settings))
    pdf = issue(asking, boris, approved, office.unlock("document_signer", passphrase)).pdf
    found = verify_bytes(pdf, office.trust.view(), office.clock.seconds)
    assert found.verdict.outcome is Outcome.GENUINE
    assert found.pdf is not None and found.pdf.officer == boris.name
    signature = file_verdict_json(found, "it")["pdf_signature"]
    assert isinstance(signature, dict) and signature["officer"] == boris.name
    with ReadApart() as reader:
        apart = verify_bytes(pdf, office.trust.view(), office.clock.seconds, {}, reader)
    assert apart.pdf is not None and apart.pdf.officer == boris.name
    assert verify_journal(office) == ()


def test_nobody_signs_inside_where_it_does_not(office: Office, boris: Actor, approved: str) -> None:
    pdf = issue(office, boris, approved, office.unlock("document_signer", passphrase)).pdf
    assert judged(pdf).officer == ""


def test_the_seal_is_still_one_signature(office: Office, boris: Actor) -> None:
    pdf = _sealed(office, boris)
    content = cms.ContentInfo.load(signed_extent(pdf).contents)["content"]
    assert len(content["signer_infos"]) == 1
    assert len([each for each in content["signer_infos"][0]["signed_attrs"] if each["type"].dotted == OFFICER]) == 1
    assert judged(pdf).outcome == "genuine"


def _sealed(office: Office, boris: Actor) -> bytes:
    seal = office.unlock("document_signer", passphrase)
    return sign(render(english()), seal, name="A", reason="B", place="C", at=AT, officer=boris.key)


def test_somebody_of_another_authority_cannot_sign_inside(office: Office) -> None:
    seal = office.unlock("document_signer", passphrase)
    stranger = make_key()
    pdf = sign(render(english()), seal, name="A", reason="B", place="C", at=AT, officer=stranger)
    assert judged(pdf).reasons == (("PDF_SIGNATURE_KIND", {}),)


def test_the_seal_itself_is_no_officer(office: Office) -> None:
    seal = office.unlock("document_signer", passphrase)
    pdf = sign(render(english()), seal, name="A", reason="B", place="C", at=AT, officer=seal)
    assert judged(pdf).reasons == (("PDF_SIGNATURE_KIND", {}),)


def test_an_officers_signature_under_another_document_does_not_hold(
    office: Office, boris: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = officer_value(boris.key, hashlib.sha256(b"another document").digest())
    monkeypatch.setattr("certapp.document.signing.officer_value", lambda officer, digest: other)
    assert judged(_sealed(office, boris)).reasons == (("PDF_SIGNATURE_KIND", {}),)
