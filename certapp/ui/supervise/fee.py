"""A fee that was paid: how much, and the number of its receipt."""

from collections.abc import Sequence

from PySide6.QtWidgets import QLineEdit, QWidget

from certapp.formdef.fees import FeeDue
from certapp.formdef.form import Form
from certapp.register.cases import Fee
from certapp.ui.common.grid_dialog import GridDialog
from certapp.ui.common.labels import caption
from certapp.ui.common.words import _
from certapp.ui.form.codes import CodeBook, CodeBox

LONGEST_RECEIPT = 35


class FeeDialog(GridDialog):
    """Begins with what the profile asks, where nothing was paid yet."""

    WIDE = 460

    def __init__(self, parent: QWidget | None, form: Form, due: FeeDue | None, paid: Sequence[Fee]) -> None:
        super().__init__(parent, _("Fee received"), _told(due, paid), _("&Note the payment"))
        self.amount, self.currency, self.receipt = QLineEdit(), CodeBox(CodeBook(form).model("CURRENCY")), QLineEdit()
        self.receipt.setMaxLength(LONGEST_RECEIPT)
        if due is not None:
            self.amount.setText("" if paid else f"{due.amount:f}")
            self.currency.show_code(due.currency)
        lines = (
            (_("&Amount"), self.amount),
            (_("C&urrency"), self.currency),
            (_("Number of the &receipt"), self.receipt),
        )
        self.ask(
            [(caption(words, editor), editor) for words, editor in lines],
            self.receipt if self.amount.text() else self.amount,
        )

    @property
    def payment(self) -> tuple[str, str, str]:
        """Amount as typed, with a point for decimals; currency; number of the receipt."""
        amount = self.amount.text().strip().replace(",", ".")
        return amount, self.currency.code() or "", self.receipt.text().strip()

    def check(self) -> None:
        """Each is there; whether it is right the register says."""
        lacking = {self.amount: _("Say how much was paid."), self.currency: _("Choose the currency.")}
        lacking[self.receipt] = _("Give the number of the receipt; it is the only proof that the fee was paid.")
        for given, editor in zip(self.payment, (self.amount, self.currency, self.receipt), strict=True):
            if not given:
                self.say(lacking[editor], editor)
                return
        self.accept()


def _told(due: FeeDue | None, paid: Sequence[Fee]) -> str:
    asked = (
        _("The fee for this application is {amount} {currency}.").format(
            amount=f"{due.amount:f}", currency=due.currency
        )
        if due is not None
        else _("The profile asks no fee for this application.")
    )
    words = _("Paid: {amount} {currency}, receipt {receipt}")
    lines = [words.format(amount=each.amount, currency=each.currency, receipt=each.receipt_no) for each in paid]
    return "\n".join([asked, *lines])
