"""A form in a window of its own: beside the one in the main window, for whoever compares or carries over."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from certapp.ui.form.view import FormView


class FormWindow(QWidget):
    """Tells when it is `closed`; what is typed is kept first."""

    closed = Signal(str)

    def __init__(self, form: FormView, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.form = form
        self.setWindowTitle(form.title)
        form.named.connect(self.setWindowTitle)
        layout = QVBoxLayout(self)
        layout.addWidget(form)
        self.resize(parent.window().size())

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802  # Qt's name
        """Keep what is typed; where that cannot be, stay open."""
        if self.form.flush() is not None:
            event.ignore()
            return
        super().closeEvent(event)
        self.closed.emit(self.form.draft.id)
