"""A record to read: a tree of labels and words, in the order of the form, and its photographs."""

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon, QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QListView,
    QListWidget,
    QListWidgetItem,
    QSplitter,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from certapp.formdef.form import Field, Form, Group
from certapp.formdef.wording import languages_of, row_words, words_of
from certapp.model import language as spoken
from certapp.model.record import Row
from certapp.ui.common.words import _
from certapp.ui.common.wrapping import WrappingDelegate

MOST_FOR_LABELS = 0.45
"""Of the width."""


@dataclass(frozen=True)
class Line:
    """One line: a label, words where it is a field, lines below where it is a group or section."""

    label: str
    words: str = ""
    below: "tuple[Line, ...]" = ()


@dataclass(frozen=True)
class Photograph:
    """One photograph, small: JPEG and what it shows."""

    name: str
    jpeg: bytes


def described(form: Form, record: Row) -> tuple[Line, ...]:
    """The filled parts of a record, section by section: texts as they were typed, codes in the language in use."""
    languages, codes_in = languages_of(record), (spoken.in_use(),)

    def field_line(field: Field, row: Row) -> Line | None:
        words = words_of(form, field, row.get(field.id), languages, codes_in)
        return Line(form.label(field.path), words) if words else None

    def group_lines(group: Group, row: Row) -> Iterator[Line]:
        rows = row.rows(group.id)
        for number, each in enumerate(rows, 1):
            label = _row_label(form, group, each, number if len(rows) > 1 or group.groups else 0)
            if group.groups:
                yield Line(label, "", tuple(member_lines((*group.fields, *group.groups), each)))
            else:
                yield Line(label, row_words(form, group, each, languages, codes_in))

    def member_lines(members: tuple[Field | Group, ...], row: Row) -> Iterator[Line]:
        for member in members:
            if isinstance(member, Group):
                yield from group_lines(member, row)
            elif (line := field_line(member, row)) is not None:
                yield line

    sections = []
    for section in form.sections:
        members = tuple(member for each in section.members if (member := form.root.member(each)) is not None)
        below = tuple(member_lines(members, record))
        if below:
            sections.append(Line(form.title("section", section.id), "", below))
    return tuple(sections)


def _row_label(form: Form, group: Group, row: Row, number: int) -> str:
    """What a row is: the code that its template leaves out ("Owner"), else the group's label and its place."""
    unsaid = (f for f in group.fields if f.kind == "code" and group.template and f"{{{f.id}}}" not in group.template)
    kind = next(unsaid, None)
    if kind is not None and row.text(kind.id):
        return form.code_name(kind.code_list, row.text(kind.id))
    return f"{form.label(group.path)} {number}" if number else form.label(group.path)


class _Tree(QTreeWidget):
    """Two columns, labels and what is said."""

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """What is said keeps most of the width."""
        super().resizeEvent(event)
        self.part()

    def part(self) -> None:
        """The labels on one line each, where that leaves enough for what they say."""
        self.resizeColumnToContents(0)
        self.setColumnWidth(0, min(self.columnWidth(0), round(self.viewport().width() * MOST_FOR_LABELS)))
        self.scheduleDelayedItemsLayout()  # rows are as high as their lines at this width


class RecordView(QSplitter):
    """The tree above, the photographs below; both to be walked by keyboard."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self.tree = _Tree()
        self.tree.setColumnCount(2)
        self.tree.setHeaderLabels([_("Field"), _("Content")])
        self.tree.setAccessibleName(_("The record"))
        self.tree.setWordWrap(True)
        self.tree.setItemDelegate(WrappingDelegate(self.tree))
        self.tree.setAlternatingRowColors(True)
        self.tree.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.tree.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        self.tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.photographs = QListWidget()
        self.photographs.setViewMode(QListView.ViewMode.IconMode)
        self.photographs.setResizeMode(QListView.ResizeMode.Adjust)
        self.photographs.setMovement(QListView.Movement.Static)
        self.photographs.setMinimumHeight(110)
        self.photographs.setIconSize(QSize(120, 120))
        self.photographs.setGridSize(QSize(160, 190))
        self.photographs.setWordWrap(True)
        self.photographs.setAccessibleName(_("Photographs"))
        for widget in (self.tree, self.photographs):
            self.addWidget(widget)
        self.setStretchFactor(0, 3)
        self.setStretchFactor(1, 1)
        self.setChildrenCollapsible(False)

    def show_record(self, lines: tuple[Line, ...], photographs: tuple[Photograph, ...] = ()) -> None:
        """Show a record as `described`."""
        self.clear()
        self.tree.addTopLevelItems([_item(line) for line in lines])
        self.tree.expandAll()
        self.tree.part()
        for photograph in photographs:
            picture = QPixmap.fromImage(QImage.fromData(photograph.jpeg))
            self.photographs.addItem(QListWidgetItem(QIcon(picture), photograph.name))
        self.photographs.setVisible(bool(photographs))

    def clear(self) -> None:
        """Show nothing."""
        self.tree.clear()
        self.photographs.clear()


def _item(line: Line) -> QTreeWidgetItem:
    item = QTreeWidgetItem([line.label, line.words])
    item.setToolTip(1, "")
    if line.below:
        font = item.font(0)
        font.setBold(True)
        item.setFont(0, font)
        item.setFirstColumnSpanned(True)
        item.addChildren([_item(each) for each in line.below])
    return item
