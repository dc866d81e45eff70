"""Lines of a tree that go on below where they do not fit: Qt wraps them, but keeps each row as high as one line."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QTreeView


class WrappingDelegate(QStyledItemDelegate):
    """Each row as high as its words are at the widths of the columns. For trees of hundreds of rows, not thousands."""

    def __init__(self, tree: QTreeView) -> None:
        super().__init__(tree)
        self._tree = tree

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: N802  # Qt's name
        """The room that the words take in their column."""
        column = QStyleOptionViewItem(option)
        width = self._tree.columnWidth(index.column())
        if index.column() == 0:
            width -= self._tree.indentation() * (self._tree.rootIsDecorated() + _depth(index))
        column.rect.setSize(QSize(max(width, 1), 1))  # without any height Qt takes it for no room at all
        return super().sizeHint(column, index)


def _depth(index: QModelIndex | QPersistentModelIndex) -> int:
    depth, above = 0, index.parent()
    while above.isValid():
        depth, above = depth + 1, above.parent()
    return depth
