"""The Object ID meter of an object in the window: how much is said, and a way to what is missing."""

from collections.abc import Iterator
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QMenu, QProgressBar, QToolButton, QWidget

from certapp.formdef.form import Form
from certapp.formdef.object_id import Meter, meter
from certapp.ui.common.order import bring_into_view
from certapp.ui.common.words import _, listed
from certapp.ui.form.cards import GroupTitle
from certapp.ui.form.cell import Cell
from certapp.ui.form.draft import Draft, Place, RawRow, joined


def meter_words(form: Form, counted: Meter) -> str:
    """`Object ID: 7 of 9, missing: Inscriptions, Title`."""
    names = listed(form.title("object_id", each.category) for each in counted.missing)
    if not names:
        return _("Object ID: {n} of {of}").format(n=counted.filled, of=counted.of)
    return _("Object ID: {n} of {of}, missing: {names}").format(n=counted.filled, of=counted.of, names=names)


def object_id_words(form: Form, item: RawRow) -> str:
    """The same of an object as typed."""
    return meter_words(form, meter(form, item))


def _rows_below(item: RawRow) -> Iterator[RawRow]:
    for value in item.values():
        for row in value if isinstance(value, list) else ():
            if isinstance(row, dict):
                yield row
                yield from _rows_below(row)


class ObjectIdMeter(QWidget):
    """A bar and its words; the button lists what is missing, and choosing one goes there."""

    def __init__(self, draft: Draft, place: Place, page: QWidget) -> None:
        super().__init__(page)
        self._draft, self._place, self._holder = draft, place, page
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedSize(90, 8)
        self.words = QToolButton()
        self.words.setAutoRaise(True)
        self.words.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.words.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.menu = QMenu(self.words)
        self.words.setMenu(self.menu)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(4, 0, 0, 0)
        layout.addWidget(self.bar)
        layout.addWidget(self.words)
        layout.addStretch(1)
        draft.value_set.connect(self._changed)
        draft.rows_set.connect(self._changed)
        self.tell()

    def _changed(self, row: object, _member: str) -> None:
        if row is self._place.row or any(row is each for each in _rows_below(self._place.row)):
            self.tell()

    def tell(self) -> None:
        """Count again."""
        form = self._draft.form
        counted = meter(form, self._place.row)
        self.bar.setRange(0, counted.of)
        self.bar.setValue(counted.filled)
        words = meter_words(form, counted)
        self.bar.setAccessibleName(words)
        self.words.setAccessibleName(words)
        self.words.setToolTip(words)
        self.words.setText(_("Object ID: {n} of {of}").format(n=counted.filled, of=counted.of))
        self.words.setEnabled(bool(counted.missing))
        self.menu.clear()
        for each in counted.missing:
            name = form.title("object_id", each.category).replace("&", "&&")
            self.menu.addAction(name).triggered.connect(partial(self._chosen, each.member))

    def _chosen(self, member: str, checked: bool = False) -> None:
        self.go(member)

    def go(self, member: str) -> None:
        """To the field or group of this object."""
        build = getattr(self._holder, "build_all", None)
        if callable(build):
            build()
        path = joined(self._place.path, member)
        for cell in self._holder.findChildren(Cell):
            if cell.path == path:
                bring_into_view(cell)
                cell.editor.setFocus(Qt.FocusReason.ShortcutFocusReason)
                return
        for title in self._holder.findChildren(GroupTitle):
            if title.path == path:
                bring_into_view(title)
                if title.add is not None:
                    title.add.setFocus(Qt.FocusReason.ShortcutFocusReason)
