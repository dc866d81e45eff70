"""Faults are written down without what people typed, and told once in the window."""

import faulthandler
import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import qInstallMessageHandler, qWarning
from pytestqt.qtbot import QtBot

from certapp.ui.common import faults


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    """Faults go to this file; afterwards everything is as before."""
    before, handlers = sys.excepthook, list(logging.getLogger().handlers)
    enabled = faulthandler.is_enabled()
    yield tmp_path / faults.LOG_FILE
    sys.excepthook = before
    qInstallMessageHandler(None)
    faulthandler.disable()
    if enabled:
        faulthandler.enable()
    for handler in set(logging.getLogger().handlers) - set(handlers):
        logging.getLogger().removeHandler(handler)
        handler.close()


def test_a_fault_is_logged_by_place_and_kind_without_its_message(qtbot: QtBot, log: Path) -> None:
    hook = faults.install(log.parent)
    secret = " ".join(("passphrase", "of", "Clara"))  # not in the source line that a trace shows
    with qtbot.waitSignal(hook.happened, timeout=60_000):
        try:
            _stumble(secret)
        except ValueError as fault:
            hook(type(fault), fault, fault.__traceback__)
    written = log.read_text("utf-8")
    assert "_stumble" in written
    assert "ValueError" in written
    assert secret not in written


def test_words_of_qt_go_to_the_same_log(log: Path) -> None:
    faults.install(log.parent)
    qWarning("a curtain is stuck")
    assert "a curtain is stuck" in log.read_text("utf-8")


def test_a_log_folder_that_cannot_be_made_stops_nobody(log: Path) -> None:
    blocked = log.parent / "file"
    blocked.write_text("")
    assert faults.install(blocked / "below") is sys.excepthook


def _stumble(value: str) -> None:
    raise ValueError(value)
