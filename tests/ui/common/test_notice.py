"""The notice: one place for what happened."""

from pytestqt.qtbot import QtBot

from certapp.model.errors import Refusal
from certapp.model.findings import Finding, RecordRefused, Weight
from certapp.ui.common.notice import Notice


def test_a_refusal_is_shown_with_its_sentence_and_read_aloud(qtbot: QtBot) -> None:
    notice = Notice()
    qtbot.addWidget(notice)
    refusal = Refusal("DRAFT_UNKNOWN")
    notice.show_refusal(refusal)
    assert notice.text == refusal.text() == notice.accessibleName()
    assert not notice.isHidden()


def test_a_refused_record_says_all_that_stands_in_the_way(qtbot: QtBot) -> None:
    notice = Notice()
    qtbot.addWidget(notice)
    findings = tuple(Finding("X", f"f{n}", Weight.APPLICATION, words=f"Sentence {n}.") for n in range(3))
    notice.show_refusal(RecordRefused(findings, "A"))
    assert all(f"Sentence {n}." in notice.text for n in range(3))


def test_a_missing_role_is_called_by_its_name(qtbot: QtBot) -> None:
    notice = Notice()
    qtbot.addWidget(notice)
    notice.show_refusal(Refusal("ROLE_MISSING", name="Clara", roles="SEAL_HOLDER / ADMIN"))
    assert "seal holder / administrator" in notice.text
    assert "SEAL_HOLDER" not in notice.text


def test_a_cleared_notice_is_gone(qtbot: QtBot) -> None:
    notice = Notice()
    qtbot.addWidget(notice)
    notice.show_done("Saved.")
    notice.clear()
    assert notice.text == ""
    assert notice.isHidden()
