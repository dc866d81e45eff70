"""Below an application: what can be done with it now, why not, and how far it is."""

from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from certapp.model.errors import Refusal
from certapp.service.clocks import TO_APPROVE, TO_ISSUE
from certapp.ui.common.button_rows import ButtonRows
from certapp.ui.common.labels import button, plain
from certapp.ui.common.terms import ISSUE_STEPS, decision_words, refusal_words, step_words
from certapp.ui.common.words import _
from certapp.ui.session import Session
from certapp.ui.supervise.by_hand import NumberChoice
from certapp.ui.supervise.case import Case, why_not_decide, why_not_issue, why_not_sign


class ActBar(QWidget):
    """Approving, issuing, and what is done with the paper that was issued."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.why = plain()
        self.under = NumberChoice(session)
        self.approve = button(_("&Approve"), primary=True)
        self.issue = button(_("&Issue the certificate…"), primary=True)
        self.save = button(_("&Save the PDF as…"))
        self.print = button(_("&Print…"))
        self.progress = QProgressBar()
        self.progress.setRange(0, len(ISSUE_STEPS) + 1)
        self.progress.setTextVisible(False)
        self.step = QLabel()
        self.step.setWordWrap(True)
        under_way = QHBoxLayout()
        under_way.addWidget(self.progress, 1)
        under_way.addWidget(self.step, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.why)
        column.addWidget(self.under)
        column.addLayout(under_way)
        column.addWidget(ButtonRows((self.approve, self.issue, self.save, self.print)))
        self.show_busy(busy=False)

    def show_acts(self, case: Case | None, *, issued: bool, busy: bool) -> None:
        """Offer the acts of an application's state, or of a certificate that was `issued`, to the person logged in."""
        actor = self._session.actor
        status = case.application.status if case else ""
        unsigned = case is not None and case.signature_lacks is not None
        received, approved = status in TO_APPROVE, status in TO_ISSUE and not unsigned
        why: Refusal | None = None
        if case is not None:
            self.approve.setText(_("Sign the &approval") if unsigned else decision_words(case.proposed))
            if unsigned:
                why = why_not_sign(actor, case)
            else:
                why = why_not_decide(actor, case) if received else why_not_issue(actor, case) if approved else None
        told = why or (case.signature_lacks if case is not None else None)
        self.why.setText(refusal_words(told) if told else "")
        self.why.setVisible(told is not None)
        self.under.offer(approved and why is None and not busy)
        for each, shown in (
            (self.approve, received or unsigned),
            (self.issue, approved),
            (self.save, issued),
            (self.print, issued),
        ):
            each.setVisible(shown)
            each.setEnabled(not busy and (why is None or issued))
            each.setAccessibleDescription(self.why.text())

    def show_busy(self, *, busy: bool) -> None:
        """An act is under way, or none."""
        self.progress.setVisible(busy)
        self.progress.setValue(0)
        self.step.setVisible(busy)
        self.step.clear()

    def show_step(self, step: str) -> None:
        """How far issuing is."""
        self.progress.setValue(ISSUE_STEPS.index(step) + 1)
        self.step.setText(step_words(step))
        self.progress.setAccessibleName(step_words(step))
