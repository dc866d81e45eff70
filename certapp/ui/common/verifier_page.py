"""The verifier page saved from the window: where to, and what is said when it is written."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtWidgets import QWidget

from certapp.trust.view import TrustView
from certapp.ui.common.choosing import choose_target
from certapp.ui.common.words import _, listed


def choose_page_target(parent: QWidget, now: float) -> Path | None:
    """Where the page goes; None where somebody thought better of it. now: seconds since 1970."""
    suggested = f"certapp-verifier-{datetime.fromtimestamp(now, UTC):%Y-%m-%d}.html"
    return choose_target(parent, _("Save the verifier page"), suggested, _("Web page (*.html)"))


def write_page(believed: Callable[[], TrustView], path: Path, now: float) -> str:
    """Write the page, and what is said of it. Takes a moment: for the background. Refusals of `verifier_page`."""
    from certapp.service.verifier_page import export_verifier_page  # Babel

    page = export_verifier_page(believed(), int(now), path)
    words = _("Written: {file}. It knows the authorities of {countries} and needs neither this program nor a network.")
    return words.format(file=path, countries=listed(page.countries))
