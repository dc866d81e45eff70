from collections.abc import Iterator
from pathlib import Path

import pytest

from certapp.register.folder import OfficeFolder
from certapp.register.register import Register, create_register
from tests.register.office import Office


@pytest.fixture
def folder(tmp_path: Path) -> OfficeFolder:
    return OfficeFolder(tmp_path / "office")


@pytest.fixture
def register(folder: OfficeFolder) -> Iterator[Register]:
    with create_register(folder) as register:
        yield register


@pytest.fixture
def office(register: Register) -> Office:
    """An office just created: one journal entry."""
    return Office(register.connection).create()
