"""Faults of the program: written to a log file, told once in the window, and the work goes on.

The log names places in the program and kinds of fault. It holds no message of an exception, no value and no name:
those may be somebody's data.
"""

import faulthandler
import logging
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QObject, QtMsgType, Signal, qInstallMessageHandler

from certapp.model.errors import described

LOG_FILE = "certapp.log"
_CRASH_FILE = "crash.log"
_LOG_BYTES = 1 << 20
_log = logging.getLogger("certapp.ui")
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


class FaultHook(QObject):
    """Takes the place of `sys.excepthook`; `happened` is told in the window's thread, whichever thread failed."""

    happened = Signal()

    def __call__(self, kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
        """Write the fault down."""
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, fault, trace)
            return
        _log.error("%s", described(fault))
        self.happened.emit()


def install(folder: Path) -> FaultHook:
    """Log into `folder`, take over faults, Qt's messages and the traces of crashes."""
    _log_into(folder)
    hook = FaultHook()
    sys.excepthook = hook
    qInstallMessageHandler(_qt_message)
    return hook


def _log_into(folder: Path) -> None:
    root = logging.getLogger()
    root.setLevel(logging.WARNING)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(folder / LOG_FILE, maxBytes=_LOG_BYTES, backupCount=2, encoding="utf-8")
        crashes = (folder / _CRASH_FILE).open("a", encoding="utf-8")  # stays open: a crash writes into it
    except OSError:
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s\n%(message)s"))
    root.addHandler(handler)
    faulthandler.enable(crashes)


def _qt_message(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    logging.getLogger("qt").log(_LEVELS.get(kind, logging.WARNING), "%s", message)
