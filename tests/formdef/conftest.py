"""The forms as they are, and a copy in a temporary folder that a test may change."""

import shutil
from pathlib import Path

import pytest

from certapp.formdef.form import Form
from certapp.formdef.loading import load_form
from certapp.paths import FORMS


@pytest.fixture(scope="session")
def form() -> Form:
    return load_form()


@pytest.fixture(scope="session")
def xa() -> Form:
    return load_form("xa")


@pytest.fixture
def forms(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FORMS, tmp_path / "forms"))
