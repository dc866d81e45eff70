"""Approving and issuing on screen."""

from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from certapp.model.errors import Refusal
from certapp.register.applications import application, application_lines
from certapp.register.cases import ObjectDecision
from certapp.service.casework import propose
from certapp.service.deciding import approve
from certapp.service.office import Office
from certapp.service.training import APPROVER, PREPARER, passphrase
from certapp.ui.common import unlocking
from certapp.ui.session import Session
from certapp.ui.supervise import decide
from certapp.ui.supervise.case import case_of, why_not_decide, why_not_issue
from certapp.ui.supervise.decide import DecideView
from tests.ui.conftest import Until


def _opened(qtbot: QtBot, session: Session, until: Until) -> DecideView:
    view = DecideView(session)
    qtbot.addWidget(view)
    view.resize(1000, 700)
    view.show()
    until(lambda: view.record.tree.topLevelItemCount() > 0)
    return view


def _waiting(office: Office) -> str:
    return application_lines(office.register, "RECEIVED")[0].number


def test_the_whole_record_photographs_and_findings_are_before_one(
    qtbot: QtBot, approver: Session, until: Until
) -> None:
    view = _opened(qtbot, approver, until)
    assert view.title.text().startswith(_waiting(approver.office))
    assert view.record.photographs.count() == 2
    assert view.findings.topLevelItemCount() >= 1


def test_who_lacks_the_role_is_told_so_and_cannot_press(qtbot: QtBot, clerk: Session, until: Until) -> None:
    view = _opened(qtbot, clerk, until)
    assert not view.approve.isEnabled()
    assert "approver is needed" in view.why.text()
    assert view.approve.accessibleDescription() == view.why.text()


def test_who_prepared_cannot_approve_and_is_told_why(clerk: Session) -> None:
    office = clerk.office
    found = case_of(office, _waiting(office))
    both = office.log_in(APPROVER, passphrase)
    assert why_not_decide(both, found) is None
    assert isinstance(why_not_decide(office.log_in(PREPARER, passphrase), found), Refusal)
    assert why_not_issue(both, found) is None


def test_approving_makes_it_ready_to_issue(qtbot: QtBot, approver: Session, until: Until) -> None:
    view = _opened(qtbot, approver, until)
    number = _waiting(approver.office)
    view.approve.click()
    until(lambda: view.issue.isVisible() and view.issue.isEnabled())
    assert application(approver.office.register, number).status == "APPROVED"
    assert "can be issued" in view.notice.text


def test_an_approval_of_before_the_profile_asked_is_signed_by_its_button(
    qtbot: QtBot, approver: Session, until: Until
) -> None:
    bare, number = approver.office, _waiting(approver.office)
    assert approver.actor is not None
    approve(bare, approver.actor, number)
    settings = {**bare.form.settings, "second_signature": True}
    approver.office = replace(bare, form=replace(bare.form, settings=settings))
    view = _opened(qtbot, approver, until)
    until(lambda: view.approve.isVisible() and view.approve.text() == "Sign the &approval")
    item = view.list.currentItem()
    assert item is not None and "Approval to be signed" in item.text()
    assert not view.issue.isVisible() and view.approve.isEnabled()
    assert "signs the approval" in view.why.text() and "Approval to be signed" in view.title.text()
    view.approve.click()
    until(lambda: view.issue.isVisible() and view.issue.isEnabled())
    assert "is signed" in view.notice.text


def test_who_cannot_sign_an_approval_is_told_what_it_lacks(qtbot: QtBot, clerk: Session, until: Until) -> None:
    bare, number = clerk.office, _waiting(clerk.office)
    approve(bare, bare.log_in(APPROVER, passphrase), number)
    settings = {**bare.form.settings, "second_signature": True}
    clerk.office = replace(bare, form=replace(bare.form, settings=settings))
    view = _opened(qtbot, clerk, until)
    until(lambda: "Whoever may approve signs" in view.why.text())
    assert view.approve.isVisible() and not view.approve.isEnabled()


@pytest.mark.parametrize(
    ("result", "button", "said"),
    [
        ("REFUSED", "&Refuse as proposed", "is refused"),
        ("NOT_REQUIRED", "&Close: no certificate needed", "needs a certificate"),
    ],
)
def test_what_was_proposed_is_what_the_button_does(
    qtbot: QtBot, approver: Session, until: Until, result: str, button: str, said: str
) -> None:
    office = approver.office
    number = _waiting(office)
    reasons, text = (("EVIDENCE_MISSING",), "No papers.") if result == "REFUSED" else ((), "")
    objects = office.stored_record(application(office.register, number).record).rows("objects")
    proposal = [ObjectDecision(seq, result, reasons, text, "") for seq in range(1, len(objects) + 1)]
    propose(office, office.log_in(PREPARER, passphrase), number, proposal)
    view = _opened(qtbot, approver, until)
    until(lambda: view.approve.text() == button)
    view.approve.click()
    until(lambda: said in view.notice.text)
    assert application(office.register, number).status == result


def test_issuing_shows_its_steps_and_its_pages(
    qtbot: QtBot, approver: Session, until: Until, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = approver.office
    assert approver.actor is not None
    approve(office, approver.actor, _waiting(office))
    monkeypatch.setattr(
        unlocking, "ask_and_try", lambda parent, name, label, attempt, **options: attempt(passphrase(name))
    )
    view = _opened(qtbot, approver, until)
    steps: list[str] = []
    view._stepped.connect(steps.append)
    with qtbot.waitSignal(view.issued, timeout=120_000) as issued:
        view.issue.click()
        assert not view.issue.isEnabled()
    assert steps == ["number", "page", "signature", "check", "register"]
    until(lambda: bool(view.pages.pictures()))
    assert issued.args[0] in view.notice.text
    assert "print" not in view.notice.text
    shown = [view.tabs.tabText(row) for row in range(view.tabs.count()) if view.tabs.isTabVisible(row)]
    assert shown == ["Certificate"]
    saved = tmp_path / "issued.pdf"
    monkeypatch.setattr(decide, "choose_target", lambda *asked: saved)
    view.save.click()
    until(saved.is_file)
    until(lambda: view.list.count() == 0)
    assert view.title.text() == issued.args[0]


def test_without_the_passphrase_nothing_is_issued(
    qtbot: QtBot, approver: Session, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = approver.office
    number = _waiting(office)
    assert approver.actor is not None
    approve(office, approver.actor, number)
    monkeypatch.setattr(unlocking, "ask_and_try", lambda *asked, **options: None)
    view = _opened(qtbot, approver, until)
    view.issue.click()
    assert view.issue.isEnabled()
    assert application(office.register, number).status == "APPROVED"


def test_the_preview_is_drawn_when_it_is_looked_at(qtbot: QtBot, approver: Session, until: Until) -> None:
    view = _opened(qtbot, approver, until)
    assert view.pages.pictures() == []
    view.tabs.setCurrentWidget(view.pages)
    until(lambda: bool(view.pages.pictures()))


def test_an_office_where_nothing_waits_says_so(
    qtbot: QtBot, approver: Session, monkeypatch: pytest.MonkeyPatch, until: Until
) -> None:
    monkeypatch.setattr(decide, "open_cases", lambda office, also: ())
    view = DecideView(approver)
    qtbot.addWidget(view)
    view.show()
    until(lambda: view.title.text() == "No application waits")
    assert not view.approve.isVisible()
