"""One field of several rows at once: the same material, country or owner of a whole list is typed a single time."""

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox, QDialogButtonBox, QVBoxLayout, QWidget

from certapp.formdef.form import Field, Group
from certapp.ui.common.labels import caption, plain, quiet
from certapp.ui.common.order import Dialog
from certapp.ui.common.words import _, ngettext
from certapp.ui.form.cards import Workshop
from certapp.ui.form.draft import RawRow, is_typed
from certapp.ui.form.editors import Editor
from certapp.ui.form.several import editor_for


class ForAllDialog(Dialog):
    """Asks which field and what it is to say; accepted, all the rows have it, in one step of undo."""

    def __init__(self, workshop: Workshop, group: Group, rows: Sequence[RawRow], parent: QWidget) -> None:
        super().__init__(parent)
        self._workshop, self._rows = workshop, rows
        self.setWindowTitle(_("Set in all marked"))
        self._fields = [field for field in group.fields if _can_be_alike(field)]
        self.choice = QComboBox()
        self.choice.setMaxVisibleItems(20)
        self.choice.addItems([workshop.draft.form.label(field.path) for field in self._fields])
        self.editor: Editor | None = None
        count = len(rows)
        words = ngettext(
            "What stands there in {n} row is replaced.", "What stands there in {n} rows is replaced.", count
        )
        self._label, self._place = plain(), QVBoxLayout()
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(caption(_("&Field"), self.choice))
        layout.addWidget(self.choice)
        layout.addWidget(self._label)
        layout.addLayout(self._place)
        layout.addWidget(quiet(words.format(n=count)))
        layout.addStretch(1)
        layout.addWidget(buttons)
        self.resize(420, 240)
        self.choice.currentIndexChanged.connect(self._chosen)
        self._chosen(0)

    @property
    def field(self) -> Field:
        """The field that is chosen."""
        return self._fields[self.choice.currentIndex()]

    def choose(self, field_id: str) -> None:
        """Choose a field by its id."""
        self.choice.setCurrentIndex([field.id for field in self._fields].index(field_id))

    def accept(self) -> None:
        """Every row has the value; an empty editor empties the field."""
        assert self.editor is not None
        draft, field, value = self._workshop.draft, self.field, self.editor.value()
        words = _("{field}, in all marked").format(field=draft.form.label(field.path))
        draft.set_in_all(self._rows, field.id, value, words)
        super().accept()

    def _chosen(self, _index: int) -> None:
        if self.editor is not None:
            self._place.removeWidget(self.editor)
            self.editor.hide()
            self.editor.deleteLater()
        field = self.field
        self.editor = editor_for(field, self._workshop.desk, self)
        self.editor.show_value(None)
        self.editor.name(self._workshop.draft.form.label(field.path))
        self.editor.setToolTip(self._workshop.draft.form.help(field.path))
        self._label.setText(self._workshop.draft.form.label(field.path))
        self._label.setBuddy(self.editor.target)
        self._place.addWidget(self.editor)


def _can_be_alike(field: Field) -> bool:
    """Not what is of one thing only, nor what follows another field of its row."""
    alone = field.kind in {"uuid", "file"} or "attachment" in field.attributes or "list_by" in field.attributes
    return is_typed(field) and not alone
