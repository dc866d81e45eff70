"""A sum as typed ("EUR 12.500,00") fills its amount and its currency, and a quiet line says how it was understood."""

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from certapp.formdef import money
from certapp.formdef.form import Field
from certapp.formdef.money import Money
from certapp.ui.common.labels import quiet
from certapp.ui.common.words import _, apart
from certapp.ui.form.draft import Draft, RawRow


class UnderstoodSum(QWidget):
    """How the sum of a row is understood; a currency that is typed with it is meant, whatever stood there before."""

    def __init__(self, draft: Draft, row: RawRow, field: Field, currency: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._draft, self._row, self._field, self._currency = draft, row, field, currency
        self.words: QLabel = quiet("", self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.words)
        self.tell()

    def take(self, value: object) -> None:
        """Keep the amount, and the currency if one is said, as one step of undo; what is not understood as typed."""
        known = self._known(value)
        with self._draft.together(self._draft.form.label(self._field.path), typed=True):
            self._draft.set_value(self._row, self._field.id, value if known is None else known.amount)
            if known is not None and known.currency and known.currency != self._row.get(self._currency):
                self._draft.set_value(self._row, self._currency, known.currency)
                self._draft.restored.emit(self._row, self._currency)
        self.tell(value)

    def tell(self, typed: object = None) -> None:
        """Say how what is typed is understood; of what stands there already, whether it can be read in two ways."""
        known = self._known(typed)
        stands = self._row.get(self._field.id) if typed is None else typed
        both = money.two_readings(stands) if isinstance(stands, str) else None
        words = ""
        if both is not None:
            words = _("This can be read in two ways: write {thousands} or {decimals}.").format(
                thousands=both[0], decimals=both[1]
            )
        elif known is not None and typed != known.amount:
            words = _("Understood as {sum}").format(sum=apart(f"{known.amount} {known.currency}".strip()))
        self.words.setText(words)
        self.setVisible(bool(words))

    def _known(self, typed: object) -> Money | None:
        return money.understand(typed, self._draft.form.code_lists["CURRENCY"]) if isinstance(typed, str) else None
