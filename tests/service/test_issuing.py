"""Issuing: all or nothing."""

import shutil
from pathlib import Path

import pypdfium2
import pytest

from certapp.model.errors import Refusal
from certapp.model.findings import RecordRefused
from certapp.register.certificates import certificate
from certapp.register.numbers import number_state
from certapp.service import issuing, making
from certapp.service.clock import Clock
from certapp.service.deciding import approve
from certapp.service.issuing import issue, issued_pdf, preview_application, save_pdf
from certapp.service.office import Actor, Office, open_office
from certapp.service.receiving import receive
from certapp.service.verifying import verify_bytes
from certapp.trust.verdict import Outcome
from tests.bad.make import small_application
from tests.offices import passphrase


def numbers(office: Office) -> list[tuple[str, str]]:
    rows = office.register.rows("SELECT number, state FROM number ORDER BY serial")
    return [(row[0], row[1]) for row in rows]


def test_what_fails_on_the_way_leaves_a_void_number_and_no_certificate(
    office: Office, boris: Actor, approved: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = numbers(office)
    signer = office.unlock("document_signer", passphrase)

    def fail(*_: object) -> None:
        raise OSError("the disk is gone")

    with monkeypatch.context() as broken:
        broken.setattr(making, "_check", fail)
        with pytest.raises(OSError, match="disk"):
            issue(office, boris, approved, signer)
    (spent,) = [number for number in numbers(office) if number not in before]
    assert spent[1] == "void"
    issued = issue(office, boris, approved, signer)
    assert issued.number > spent[0]
    assert numbers(office)[-1] == (issued.number, "issued")


def test_a_signed_pdf_that_was_not_issued_does_not_stay(
    office: Office, anna: Actor, boris: Actor, approved: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would verify until the next digest. What fails takes it along; after a power cut the next issue does."""
    signer, record = office.unlock("document_signer", passphrase), Office.record
    draft, others = office.attachments.put(b"%PDF-1.7 of a draft"), set(office.attachments.names())

    def gone(self: Office, actor: Actor, act: str, subject: str, facts: dict[str, object]) -> None:
        if act == "CERTIFICATE_ISSUED":
            raise KeyboardInterrupt
        record(self, actor, act, subject, facts)

    with monkeypatch.context() as patched:
        patched.setattr(Office, "record", gone)
        with pytest.raises(KeyboardInterrupt):
            issue(office, boris, approved, signer)
        assert set(office.attachments.names()) == others | {draft}
        for step in ("_forget", "_account_for"):  # no power for these
            patched.setattr(issuing, step, lambda *words: None)
        with pytest.raises(KeyboardInterrupt):
            issue(office, boris, approved, signer)
    (left,) = set(office.attachments.names()) - others
    assert verify_bytes(office.attachments.get(left), office.trust.view(), office.clock.seconds).verdict.outcome is (
        Outcome.GENUINE
    )
    number = issue(office, boris, approved, signer).number
    assert left not in office.attachments and draft in office.attachments
    assert set(office.attachments.names()) - others == {certificate(office.register, number).pdf_sha256}


def test_a_page_that_does_not_read_back_is_not_issued(
    office: Office, boris: Actor, approved: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    signer = office.unlock("document_signer", passphrase)
    with monkeypatch.context() as altered:
        altered.setattr("certapp.document.signing.sign", lambda pdf, *_, **__: pdf)  # somebody forgot to sign
        with pytest.raises(Refusal, match="CODE_NOT_READABLE"):
            issue(office, boris, approved, signer)
    assert office.register.value("SELECT status FROM application WHERE number = ?", (approved,)) == "APPROVED"


def test_an_application_is_issued_once(office: Office, boris: Actor, approved: str) -> None:
    signer = office.unlock("document_signer", passphrase)
    issue(office, boris, approved, signer)
    with pytest.raises(Refusal, match="APPLICATION_ALREADY_ISSUED"):
        issue(office, boris, approved, signer)


def test_only_the_seal_holder_issues(office: Office, anna: Actor, approved: str) -> None:
    with pytest.raises(Refusal, match="ROLE_MISSING"):
        issue(office, anna, approved, office.unlock("document_signer", passphrase))


def test_no_number_is_spent_when_the_disk_is_nearly_full(
    office: Office, boris: Actor, approved: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = numbers(office)
    full = shutil.disk_usage(office.folder.path)._replace(free=10 << 20)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: full)
    with pytest.raises(Refusal, match="DISK_NEARLY_FULL"):
        issue(office, boris, approved, office.unlock("document_signer", passphrase))
    assert numbers(office) == before


def test_the_register_keeps_the_pdf_byte_for_byte(office: Office, boris: Actor, approved: str, tmp_path: Path) -> None:
    issued = issue(office, boris, approved, office.unlock("document_signer", passphrase))
    saved = save_pdf(issued.pdf, issued.number, tmp_path / "out")
    assert saved.read_bytes() == issued_pdf(office, issued.number)


def test_a_preview_carries_no_code_and_says_so_on_every_page(office: Office, approved: str) -> None:
    pdf = preview_application(office, approved)
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]
    assert all("PREVIEW" in words for words in pages)
    found = verify_bytes(pdf, office.trust.view(), office.clock.seconds)
    assert found.verdict.outcome is Outcome.UNREADABLE
    assert found.code_text == ""


def test_an_issued_certificate_cannot_be_changed(office: Office, boris: Actor, approved: str) -> None:
    number = issue(office, boris, approved, office.unlock("document_signer", passphrase)).number
    for statement in (
        "UPDATE certificate SET valid_until = valid_until + 1 WHERE number = ?",
        "DELETE FROM certificate WHERE number = ?",
        "UPDATE number SET state = 'void' WHERE number = ?",
    ):
        with pytest.raises(Exception, match=r"certificate|number"):
            office.register.execute(statement, (number,))
    state = number_state(office.register, number)
    assert state is not None
    assert state.state == "issued"


def test_a_year_later_the_document_signer_signs_no_more(folder: Path) -> None:
    with open_office(folder) as office:
        approved = receive(office, office.log_in("anna", passphrase), small_application())
        approve(office, office.log_in("boris", passphrase), approved)
        later = office.clock.wall() + 366 * 86400
    with open_office(folder, Clock(wall=lambda: later)) as old:
        boris = old.log_in("boris", passphrase)
        with pytest.raises((Refusal, RecordRefused)) as refused:
            issue(old, boris, approved, old.unlock("document_signer", passphrase))
        assert refused.value.code == "SIGNER_CANNOT_SIGN"
