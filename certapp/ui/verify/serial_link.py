"""The scanner at a serial port, as the window has it: open while the page is seen, what it sends as signals."""

from PySide6.QtCore import QObject, Signal

from certapp.scan.serial_port import SerialScanner, installed
from certapp.ui.common import settings


class SerialLink(QObject):
    """Reads the port that the settings name; none, or no package for it: does nothing."""

    scanned = Signal(str)
    found = Signal(bool)
    """Whether the port is open now."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._scanner: SerialScanner | None = None
        self.destroyed.connect(self.end)

    def begin(self) -> None:
        """Open the port of the settings, closing the one that is open."""
        self.end()
        kept = settings.load()
        if kept.scanner_port and installed():
            self._scanner = SerialScanner(kept.scanner_port, kept.scanner_speed, self.scanned.emit, self.found.emit)
            self._scanner.start()

    def end(self) -> None:
        """Close it: other programs may have it."""
        if self._scanner is not None:
            self._scanner.stop()
            self._scanner = None
