"""The page of one section: its fields, and its groups with the list of their rows."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from certapp.formdef.form import Field, Group, Section
from certapp.ui.common.labels import plain
from certapp.ui.common.order import bring_into_view
from certapp.ui.form.cards import Workshop
from certapp.ui.form.draft import is_typed
from certapp.ui.form.flow import Flow
from certapp.ui.form.rows import WIDEST_PAGE, Rows


class SectionPage(QWidget):
    """The fields of a section, and its groups with the list of their rows."""

    opened = Signal()
    """A row was opened; its fields have not shown their findings yet."""
    import_wanted = Signal(str)
    """Somebody wants to take in a list of objects."""

    def __init__(self, workshop: Workshop, section: Section, parent: QWidget) -> None:
        super().__init__(parent)
        draft = workshop.draft
        members = [draft.form.root.member(name) for name in section.members]
        fields = tuple(member for member in members if isinstance(member, Field))
        self.groups: dict[str, Rows] = {}
        self._flow: Flow | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        if any(is_typed(field) for field in fields):
            area = QScrollArea(self)
            area.setWidgetResizable(True)
            area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            area.setFrameShape(QFrame.Shape.NoFrame)
            page = QWidget()
            area.setWidget(page)
            page.setMaximumWidth(WIDEST_PAGE)
            inside = QVBoxLayout(page)
            inside.setContentsMargins(4, 4, 16, 24)
            if section.id == "declaration":
                inside.addWidget(plain(draft.form.title("text", "declaration")))
            self._flow = Flow(draft, workshop.desk, draft.root, fields, page)
            inside.addWidget(self._flow)
            inside.addStretch(1)
            layout.addWidget(area, 1)
        for group in members:
            if isinstance(group, Group):
                rows = self.groups[group.id] = Rows(workshop, draft.root, group, self)
                rows.opened.connect(self.opened)
                rows.import_wanted.connect(self.import_wanted)
                layout.addWidget(rows, 1)

    def focus_first(self) -> None:
        """Begin typing here."""
        if self._flow is not None:
            self._flow.cells[0].editor.setFocus()
            bring_into_view(self._flow.cells[0])
        elif self.groups:
            next(iter(self.groups.values())).focus_first()
