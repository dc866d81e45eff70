"""What is written on any page can be read, in the light and in the dark: measured on what is painted."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from certapp.ui.common import theme
from certapp.ui.common.theme import Scheme
from certapp.ui.start.opening import Opened
from tests.access.conftest import shown
from tests.access.observing import least_contrasts

pytestmark = pytest.mark.qt_log_ignore("Couldn't (load|resolve)", "No RHI backend", "QMediaDevices", extend=True)
LEAST = 4.5
"""WCAG 2.2, 1.4.3."""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_can_be_read_on_its_ground(
    qapp: QApplication, office: Opened, stopped: str, papers: tuple[Path, ...], scheme: Scheme
) -> None:
    theme.apply(qapp, scheme)
    measured = 0
    faint = {}
    try:
        for name, window in shown(qapp, office, stopped, papers):
            found = least_contrasts(window)
            measured += len(found)
            faint |= {f"{name}: {what}": round(ratio, 2) for what, ratio in found.items() if ratio < LEAST}
    finally:
        theme.apply(qapp, "light")
    assert faint == {}
    assert measured > 500
