"""One browser for all tests of the page, and the page with the vectors' authorities in it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.page.browser import CHROMIUM, Browser


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A real browser; skipped where there is none."""
    if CHROMIUM is None:
        pytest.skip("not installed: chromium")
    folder = tmp_path_factory.mktemp("chromium")
    with Browser(folder) as opened:
        yield opened
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def exported(tmp_path: Path) -> Path:
    """Where a page is written to."""
    return tmp_path / "verify.html"
