"""A line above the measurements: typed as a catalogue writes them ("61,5 x 84 cm"), Enter makes rows of them."""

from dataclasses import asdict

from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from certapp.formdef import measuring
from certapp.formdef.form import Group
from certapp.ui.common.words import _, ngettext
from certapp.ui.form.draft import Draft, Place, rows_in


class QuickLine(QWidget):
    """What is understood becomes rows, as one step of undo; what is not stays in the line, and is said."""

    def __init__(self, draft: Draft, above: Place, group: Group, parent: QWidget) -> None:
        super().__init__(parent)
        self._draft, self._above, self._group = draft, above, group
        self.line = QLineEdit(self)
        self.line.setMaxLength(1000)
        self.line.setPlaceholderText(_("Type all at once, such as 61.5 x 84 cm, and press Enter"))
        self.line.setAccessibleName(_("Measurements typed in one line"))
        self.said = QLabel(self)
        self.said.setWordWrap(True)
        self.said.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        layout.addWidget(self.line)
        layout.addWidget(self.said)
        self.line.returnPressed.connect(self.take)
        self.line.textEdited.connect(lambda _text: self._say([]))

    def take(self) -> None:
        """Make rows of what the line says."""
        if not self.line.text().strip():
            return
        known = measuring.understand(self.line.text())
        new = [{name: said for name, said in asdict(each).items() if said} for each in known.measures]
        rows = rows_in(self._above.row, self._group.id)
        begun = [row for row in rows if not row]
        if len(rows) - len(begun) + len(new) > self._group.rows_max:
            self._say([_("There is room for {n} rows at most. Nothing was added.").format(n=self._group.rows_max)])
            return
        with self._draft.together(self._draft.form.label(self._group.path)):
            for row, said in zip(begun, new, strict=False):
                for name, value in said.items():
                    self._draft.set_value(row, name, value)
                    self._draft.restored.emit(row, name)
            if new[len(begun) :]:
                self._draft.add_rows(self._above.row, self._group, new[len(begun) :])
        self.line.setText(known.left)
        words = []
        if new:
            words.append(ngettext("{n} row filled.", "{n} rows filled.", len(new)).format(n=len(new)))
        if known.converted:
            words.append(_("Converted to metric units and rounded: please check."))
        if known.left:
            words.append(_("Not understood, so it stays in the line: write it otherwise, or fill a row by hand."))
        self._say(words)

    def _say(self, words: list[str]) -> None:
        self.said.setText(" ".join(words))
        self.said.setVisible(bool(words))
        self.line.setAccessibleDescription(self.said.text())
