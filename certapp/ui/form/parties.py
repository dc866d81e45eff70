"""The parties of an application: one button for each of the usual roles, and the applicant's words for another role."""

import copy
from collections.abc import Callable, Mapping
from typing import Any, Final

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from certapp.formdef.form import Group
from certapp.ui.common.words import _
from certapp.ui.form.draft import Draft, Place, RawRow, is_typed, rows_in

APPLICANT: Final = "APPLICANT"
_ROLES: Final = (APPLICANT, "REPRESENTATIVE", "OWNER", "CONSIGNEE")
_MORE_THAN_ONE: Final = frozenset({"OWNER"})
_OWN: Final = frozenset({"role", "same_as_role", "id_doc_type", "id_doc_no", "id_doc_country"})
"""What is not copied: the role itself, and identity papers, which nobody shows in another's name."""


class RoleButtons(QWidget):
    """Adds a party with its role already said; a role that is there once only is not offered twice."""

    def __init__(
        self, draft: Draft, above: Place, group: Group, go_to: Callable[[RawRow], None], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._draft, self._above, self._group, self._go_to = draft, above, group, go_to
        words = (_("Add applicant"), _("Add representative"), _("Add owner"), _("Add consignee"))
        self.buttons: dict[str, QPushButton] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for role, said in zip(_ROLES, words, strict=True):
            button = self.buttons[role] = QPushButton(said, self)
            button.clicked.connect(lambda _checked=False, role=role: self._add(role))
            layout.addWidget(button)
        draft.rows_set.connect(self._rows_set)
        draft.value_set.connect(self._value_set)
        self.tell()

    def tell(self) -> None:
        """Offer what can still be added."""
        rows = rows_in(self._above.row, self._group.id)
        there = {str(row.get("role")) for row in rows} - _MORE_THAN_ONE
        room = len(rows) < self._group.rows_max
        for role, button in self.buttons.items():
            button.setEnabled(room and role not in there)

    def _rows_set(self, _above: object, _group: str) -> None:
        self.tell()

    def _value_set(self, _row: object, field: str) -> None:
        if field == "role":
            self.tell()

    def _add(self, role: str) -> None:
        self._go_to(self._draft.add_row(self._above.row, self._group, {"role": role}))


def take_over(
    draft: Draft, row: RawRow, group: Group, said: Mapping[str, Any], words: str, same_as: str | None = None
) -> None:
    """Copy a party's particulars as they are now, as one step of undo called by `words`; `same_as`: whose they are."""
    copied = [field.id for field in group.fields if is_typed(field) and field.id not in _OWN]
    values = {name: copy.deepcopy(said.get(name)) for name in copied} | {"same_as_role": same_as}
    with draft.together(words):
        for name, value in values.items():
            draft.set_value(row, name, value)
            draft.restored.emit(row, name)


class SameAsApplicant(QPushButton):
    """Copies what is said of the applicant to another party as it is now; later changes there do not follow."""

    def __init__(self, draft: Draft, place: Place, group: Group, parent: QWidget) -> None:
        super().__init__(_("&Same as applicant"), parent)
        self._draft, self._place, self._group = draft, place, group
        self.setToolTip(_("Copies the applicant's name and address as they are now, without identity papers."))
        self.clicked.connect(self.copy)
        draft.rows_set.connect(self._rows_set)
        draft.value_set.connect(self._value_set)
        self.tell()

    def tell(self) -> None:
        """Offered beside everybody but the applicant; of use once there is one."""
        self.setVisible(self._place.row.get("role") != APPLICANT)
        self.setEnabled(self._applicant() is not None)

    def copy(self) -> None:
        """Copy the words, as one step of undo."""
        applicant, row = self._applicant(), self._place.row
        if applicant is None:
            return
        take_over(self._draft, row, self._group, applicant, self.text().replace("&", ""), same_as=APPLICANT)

    def _rows_set(self, _above: object, _group: str) -> None:
        self.tell()

    def _value_set(self, _row: object, field: str) -> None:
        if field == "role":
            self.tell()

    def _applicant(self) -> RawRow | None:
        above = self._place.above
        rows = rows_in(above.row, self._place.group) if above is not None else []
        return next((row for row in rows if row.get("role") == APPLICANT and row is not self._place.row), None)
