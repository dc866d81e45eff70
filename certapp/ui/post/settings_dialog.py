"""The settings of a post: its name, sounds, how long the history is kept, where the lists lie."""

from dataclasses import replace

from PySide6.QtWidgets import QCheckBox, QDialogButtonBox, QHBoxLayout, QLineEdit, QSpinBox, QVBoxLayout, QWidget

from certapp.service.post import LONGEST_NAME, MOST_DAYS, PostSettings
from certapp.ui.common.choosing import choose_folder
from certapp.ui.common.labels import button, caption, quiet
from certapp.ui.common.order import Dialog
from certapp.ui.common.words import _


class PostSettingsDialog(Dialog):
    """What was asked for is in `settings` once the dialog is accepted."""

    def __init__(self, parent: QWidget, settings: PostSettings) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("This post"))
        self._settings = settings
        self.name = QLineEdit(settings.name)
        self.name.setMaxLength(LONGEST_NAME)
        self.sounds = QCheckBox(_("A verdict is &heard as well"))
        self.sounds.setChecked(settings.sounds)
        self.days = QSpinBox()
        self.days.setRange(0, MOST_DAYS)
        self.days.setValue(settings.history_days)
        self.lists = QLineEdit(settings.lists)
        self.lists.setPlaceholderText(_("inside the post's own folder"))
        browse = button(_("Choose…"))
        browse.clicked.connect(self._browse)
        where = QHBoxLayout()
        where.addWidget(self.lists, 1)
        where.addWidget(browse)
        ok, cancel = button(_("&Keep"), primary=True), button(_("&Cancel"))
        buttons = QDialogButtonBox()
        buttons.addButton(ok, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(cancel, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(caption(_("&Name of the post, as its papers say it"), self.name))
        layout.addWidget(self.name)
        layout.addWidget(self.sounds)
        layout.addWidget(caption(_("&Days for which it is kept what was checked"), self.days))
        layout.addWidget(self.days)
        words = _("Time, number, result and reasons; no names, no objects. With 0 days nothing is kept.")
        layout.addWidget(quiet(words))
        layout.addWidget(caption(_("&Folder of the lists"), self.lists))
        layout.addLayout(where)
        layout.addStretch(1)
        layout.addWidget(buttons)
        self.resize(560, 360)
        self.name.setFocus()

    def settings(self) -> PostSettings:
        """The settings as they were, with what was changed here."""
        return replace(
            self._settings,
            name=self.name.text(),
            sounds=self.sounds.isChecked(),
            history_days=self.days.value(),
            lists=self.lists.text().strip(),
        )

    def _browse(self) -> None:
        folder = choose_folder(self, _("Folder of the lists"))
        if folder is not None:
            self.lists.setText(str(folder))
