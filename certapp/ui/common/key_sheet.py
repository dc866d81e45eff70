"""The sheet of all keys, as F1 shows it."""

from collections.abc import Collection

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox, QHeaderView, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from certapp.ui.common.keys import by_place, shown
from certapp.ui.common.labels import button, quiet
from certapp.ui.common.order import Dialog
from certapp.ui.common.words import _, apart
from certapp.ui.common.wrapping import WrappingDelegate


class KeySheet(Dialog):
    """Place by place, each key with what it does; `names`: only these, where a window has no others."""

    def __init__(self, parent: QWidget | None = None, names: Collection[str] = ()) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("All keys"))
        self.list = QTreeWidget()
        self.list.setAccessibleName(_("All keys"))
        self.list.setHeaderLabels([_("What it does"), _("Keys")])
        self.list.setRootIsDecorated(False)
        self.list.setItemsExpandable(False)
        self.list.setAlternatingRowColors(True)
        self.list.setWordWrap(True)
        self.list.setItemDelegate(WrappingDelegate(self.list))
        self.list.header().setStretchLastSection(False)
        self.list.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.list.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        for place, found in by_place().items():
            keys = [key for key in found if not names or key.name in names]
            if not keys:
                continue
            top = QTreeWidgetItem([place])
            font = top.font(0)
            font.setBold(True)
            top.setFont(0, font)
            self.list.addTopLevelItem(top)
            top.setFirstColumnSpanned(True)
            for key in keys:
                item = QTreeWidgetItem([key.words, apart(shown(key))])
                item.setData(1, Qt.ItemDataRole.AccessibleTextRole, shown(key))
                top.addChild(item)
        self.list.expandAll()
        close = button(_("&Close"))
        buttons = QDialogButtonBox()
        buttons.addButton(close, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(
            quiet(_("The letter underlined in a word is pressed with Alt. Enter or Space presses a button."))
        )
        layout.addWidget(self.list, 1)
        layout.addWidget(buttons)
        self.resize(760, 620)
        self.list.setFocus()
