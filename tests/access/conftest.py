"""The whole program walked through once in each language; the tests only read what was met there."""

import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from certapp.model import language
from certapp.service.intake import Intake
from certapp.service.office import open_office
from certapp.service.receiving import receive
from certapp.service.training import APPROVER, PREPARER, passphrase
from certapp.ui.common import theme
from certapp.ui.common.speaking import speak
from certapp.ui.common.theme import Scheme
from certapp.ui.start.opening import Opened
from certapp.ui.window import MainWindow
from tests.access.observing import Scene, observe
from tests.access.scenes import Program, Shown, settle
from tests.bad.make import small_application
from tests.ui.conftest import move_machine, training_folder

__all__ = ["training_folder"]
COLOURS_READ: Final[Mapping[str, Scheme]] = {"en": "light", "ar": "dark"}
"""In which language the colours of what is painted are measured, and which colours: it takes as long as the rest. The
way back is gone there too, once for each direction of writing, and with `CERTAPP_ACCESS=all` in every language."""


@pytest.fixture(scope="session")
def office(training_folder: Path, tmp_path_factory: pytest.TempPathFactory, qapp: QApplication) -> Iterator[Opened]:
    """An open office with a supervisor, where an application is stopped."""
    folder = tmp_path_factory.mktemp("access")
    with pytest.MonkeyPatch.context() as monkeypatch:
        move_machine(monkeypatch, folder / "machine")
        shutil.copytree(training_folder, folder / "office")
        with open_office(folder / "office") as opened:
            yield Opened(opened, lambda: None, opened.log_in(APPROVER, passphrase))
            settle(qapp)


@pytest.fixture(scope="session")
def stopped(office: Opened) -> str:
    """The number of an application that a hard stop holds up."""
    small = small_application("A relief")
    raw = dict(small.raw)
    raw["objects"] = [{**raw["objects"][0], "origin_country": "IQ"}]
    return receive(office.office, office.office.log_in(PREPARER, passphrase), Intake(raw, small.file))


@pytest.fixture(scope="session")
def papers(office: Opened, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    """The PDFs of the office's certificates."""
    folder = tmp_path_factory.mktemp("papers")
    made = []
    for (sha256,) in office.office.register.rows("SELECT pdf_sha256 FROM certificate ORDER BY number"):
        made.append(folder / f"{sha256[:8]}.pdf")
        made[-1].write_bytes(office.office.attachments.get(sha256))
    return tuple(made)


def shown(app: QApplication, office: Opened, stopped: str, papers: tuple[Path, ...]) -> Iterator[Shown]:
    """All pages and dialogs, one after the other."""
    window = MainWindow()
    window.resize(1280, 860)
    window.show()
    try:
        program = Program(app, window, papers, stopped)
        yield from program.beginning()
        window.enter(office)
        for part in (program.pages, program.register, program.deciding, program.verifying, program.supervising):
            yield from part()
        yield from program.form()
    finally:
        window.leave()
        window.deleteLater()
        settle(app)


@pytest.fixture(scope="session", params=language.offered())
def scenes(
    request: pytest.FixtureRequest, qapp: QApplication, office: Opened, stopped: str, papers: tuple[Path, ...]
) -> list[Scene]:
    """All that is met in a language, in the light or in the dark."""
    scheme = COLOURS_READ.get(request.param)
    theme.apply(qapp, scheme or "light")
    speak(qapp, request.param)
    try:
        measured: set[tuple[type[QWidget], str]] | None = None if scheme is None else set()
        back = scheme is not None or os.environ.get("CERTAPP_ACCESS") == "all"
        return [observe(name, window, measured, back=back) for name, window in shown(qapp, office, stopped, papers)]
    finally:
        speak(qapp, "en")  # at once: other tests come before this session ends
        theme.apply(qapp, "light")
