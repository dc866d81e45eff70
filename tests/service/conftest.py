"""An office opened for each test, and its people."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from certapp.service.deciding import approve
from certapp.service.office import Actor, Office, open_office
from certapp.service.receiving import receive
from tests.bad.make import small_application
from tests.offices import Desk, copied_desk, passphrase


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A new office to be copied, not to be changed."""
    return copied_desk(tmp_path_factory.mktemp("founded"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an office."""
    return copied_desk(tmp_path_factory.mktemp("service")).office


@pytest.fixture
def office(folder: Path) -> Iterator[Office]:
    """The office, open for writing."""
    with open_office(folder) as opened:
        yield opened


@pytest.fixture
def anna(office: Office) -> Actor:
    """Who prepares."""
    return office.log_in("anna", passphrase)


@pytest.fixture
def boris(office: Office) -> Actor:
    """Who approves, seals and supervises."""
    return office.log_in("boris", passphrase)


@pytest.fixture
def approved(office: Office, anna: Actor, boris: Actor) -> str:
    """An application that is ready to be issued."""
    number = receive(office, anna, small_application())
    approve(office, boris, number)
    return number
