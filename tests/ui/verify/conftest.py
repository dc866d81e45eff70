"""The verify page of the training office, and its certificates as files."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QThreadPool
from pytestqt.qtbot import QtBot

from certapp.service.exchanging import own_revocations
from certapp.service.office import Office
from certapp.service.verifying import FileVerdict
from certapp.trust.store import TrustStore
from certapp.ui.verify.checking import Checked
from certapp.ui.verify.view import VerifyView
from tests.ui.conftest import Until


@dataclass(frozen=True)
class Papers:
    """The PDFs of the training office's two certificates."""

    genuine: Path
    revoked: Path


@dataclass(frozen=True)
class Page:
    """The page, and waiting for what it finds."""

    view: VerifyView
    checked: list[Checked]
    until: Until

    def after(self, act: Callable[[], object], count: int = 1) -> list[FileVerdict]:
        """Do something and wait until so many things are checked."""
        before = len(self.checked)
        act()
        self.until(lambda: len(self.checked) >= before + count)
        return [each.found for each in self.checked[before:]]


@pytest.fixture
def papers(office: Office, tmp_path: Path) -> Papers:
    rows = office.register.rows("SELECT pdf_sha256 FROM certificate ORDER BY number")
    paths = [tmp_path / "genuine.pdf", tmp_path / "revoked.pdf"]
    for path, (sha256,) in zip(paths, rows, strict=True):
        path.write_bytes(office.attachments.get(sha256))
    return Papers(*paths)


@pytest.fixture
def make_page(qtbot: QtBot, until: Until) -> Iterator[Callable[..., Page]]:
    def make(view: VerifyView) -> Page:
        qtbot.addWidget(view)
        view.resize(1000, 720)
        view.show()
        checked: list[Checked] = []
        view.verified.connect(checked.append)
        return Page(view, checked, until)

    yield make
    QThreadPool.globalInstance().waitForDone()


@pytest.fixture
def page(office: Office, make_page: Callable[[VerifyView], Page]) -> Page:
    """The page of the office itself."""
    return make_page(VerifyView(office.trust.view, lambda: own_revocations(office), store=office.trust))


@pytest.fixture
def border(make_page: Callable[[VerifyView], Page], tmp_path: Path) -> Page:
    """The page of a border post that knows nobody yet."""
    store = TrustStore(tmp_path / "border", in_training=True)
    return make_page(VerifyView(store.view, dict, store=store))
