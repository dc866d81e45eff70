"""A supervisor decides, with the keyboard alone: look-alikes, the expert's note, back to the desk, one object refused.

What is left of the application is sealed with the office's key, or with the PIN of a token.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import Qt

from certapp.register.applications import application
from certapp.register.cases import ObjectDecision, history
from certapp.register.certificates import newest_certificates
from certapp.service.auditing import verify_journal
from certapp.service.casework import propose
from certapp.service.experts import Answer, ask_expert, take_opinion
from certapp.service.intake import Intake
from certapp.service.office import Office
from certapp.service.receiving import receive
from certapp.service.training import PREPARER, passphrase
from certapp.trust.judge import judge
from certapp.trust.verdict import Colour
from certapp.ui.common.act_dialog import ActDialog
from certapp.ui.common.passphrase import PassphraseDialog
from certapp.ui.form.compare import CompareDialog
from certapp.ui.supervise.decide import DecideView
from certapp.ui.supervise.letters import LettersDialog
from certapp.ui.window import MainWindow
from certapp.ui.workspace import Workspace
from tests.bad.make import small_application
from tests.days.conftest import ALT, CONTROL
from tests.days.signing import type_secret
from tests.tokens import needs_softhsm
from tests.ui.keyboard import Keyboard, Until, answer, choose_by_keyboard, come_back_to

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

Look = Callable[[str], None]
GRANTED, KEPT = "Hills after the storm", "Portrait of a founder"
WHY_BACK = "The invoice of 1974 is not in the file."
WHY_REFUSED = "Of outstanding importance for the nation."


def two_paintings() -> Intake:
    """One like another that the office knows, and one that should stay."""
    made = small_application(GRANTED)
    (first,) = made.raw["objects"]
    second = {**first, "object_seq": 2, "title": {"en": KEPT}, "inscriptions": [], "inscriptions_none": True}
    return replace(made, raw={**made.raw, "objects": [first, second]})


def proposed_by_the_desk(office: Office) -> str:
    """Clara took it in, an expert answered, and of the second object a refusal is proposed."""
    clara = office.log_in(PREPARER, passphrase)
    receive(office, clara, small_application(GRANTED))
    number = receive(office, clara, two_paintings())
    due = office.clock.today + timedelta(days=14)
    place = ask_expert(office, clara, number, "Prof. E. Xpert", "National Museum", [2], due)
    take_opinion(office, clara, number, place, Answer("OBJECTION", "The only portrait of the founder."))
    refuse(office, number)
    return number


def refuse(office: Office, number: str) -> None:
    clara, reason = office.log_in(PREPARER, passphrase), next(iter(office.form.code_lists["REFUSAL_REASON"]))
    refused = ObjectDecision(2, "REFUSED", (reason,), WHY_REFUSED, "")
    propose(office, clara, number, [ObjectDecision(1, "APPROVED", (), "", ""), refused])


@pytest.mark.parametrize(
    "seal", [False, pytest.param(True, marks=needs_softhsm)], ids=["key", "SoftHSM"], indirect=True
)
def test_a_case_is_compared_sent_back_refused_in_part_told_in_a_letter_and_the_rest_sealed(
    window: MainWindow, adam: Workspace, seal: str, keys: Keyboard, until: Until, tmp_path: Path, seen: Look
) -> None:
    office = adam.session.office
    number = proposed_by_the_desk(office)
    keys.press(Qt.Key.Key_5, CONTROL)
    decide = adam.page
    assert isinstance(decide, DecideView)
    until(lambda: decide.queue.list.count() == 3)
    until(lambda: bool(decide.title.text()))
    while not decide.title.text().startswith(number):
        before = decide.title.text()
        keys.press(Qt.Key.Key_PageDown, CONTROL)
        until(lambda before=before: decide.title.text() != before)  # type: ignore[misc]  # mypy knows no default
    seen("supervisor-decides-summary")

    # Beside each other: this painting, and one that the office saw before.
    keys.tab_to("Compare side by side")
    keys.press(Qt.Key.Key_Return)
    until(lambda: decide.findChild(CompareDialog) is not None)
    dialog = decide.findChild(CompareDialog)
    assert dialog is not None
    come_back_to(dialog, until)
    seen("supervisor-decides-compared")
    keys.press(Qt.Key.Key_Escape)
    come_back_to(window, until)

    # Back to the desk, with words.
    keys.tab_to("Summary, record, findings or preview", back=True)
    keys.press(Qt.Key.Key_Right, times=4)
    assert decide.tabs.currentWidget() is decide.case

    def why() -> None:
        keys.type(WHY_BACK)
        keys.press(Qt.Key.Key_Tab)
        seen("supervisor-decides-sent-back")
        keys.press(Qt.Key.Key_G, ALT)

    answer(ActDialog, why)
    keys.press(Qt.Key.Key_B, ALT)
    until(lambda: application(office.register, number).status == "UNDER_REVIEW")
    assert WHY_BACK in str([each.facts() for each in history(office.register, number)])

    # The desk proposed anew; she decides object by object.
    refuse(office, number)
    adam.session.changed.emit()
    until(lambda: decide.case.history.topLevelItemCount() == 6 and decide.approve.isEnabled())
    assert decide.approve.text().replace("&", "") == "Approve in part"
    come_back_to(window, until)
    seen("supervisor-decides-again")
    keys.tab_to(decide.approve.text())
    keys.press(Qt.Key.Key_Return)
    until(lambda: application(office.register, number).status == "PARTLY_APPROVED")

    # The letter says why, and where to appeal.
    until(decide.issue.isEnabled)
    come_back_to(window, until)
    keys.press(Qt.Key.Key_T, ALT)
    until(lambda: decide.findChild(LettersDialog) is not None)
    letters = decide.findChild(LettersDialog)
    assert letters is not None
    come_back_to(letters, until)
    until(letters.save.isEnabled)
    until(lambda: bool(letters.pages.pictures()))
    seen("supervisor-decides-letter")
    choose_by_keyboard(keys, tmp_path, "letter.pdf")
    keys.press(Qt.Key.Key_A, ALT)
    until(lambda: "letter.pdf" in letters.notice.text)
    with pypdfium2.PdfDocument(tmp_path / "letter.pdf") as pdf:
        words = " ".join(" ".join(page.get_textpage().get_text_range() for page in pdf).split())
    assert WHY_REFUSED in words and "appeal" in words.lower()
    come_back_to(letters, until)
    keys.press(Qt.Key.Key_Escape)
    come_back_to(window, until)

    # What is granted is sealed.
    answer(PassphraseDialog, type_secret(keys, seal))
    keys.press(Qt.Key.Key_I, ALT)
    until(lambda: application(office.register, number).status == "ISSUED")
    until(lambda: "is issued" in decide.notice.text)
    seen("supervisor-decides-sealed")
    made = next(each for each in newest_certificates(office.register) if each.application == number)
    (only,) = office.stored_record(made.record).rows("objects")
    assert GRANTED in str(only["title"])
    assert judge(made.code_text, office.trust.view(), office.clock.seconds).colour is Colour.GREEN
    assert verify_journal(office) == ()
