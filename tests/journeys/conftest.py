"""One office for all journeys of a module."""

from pathlib import Path

import pytest

from tests.offices import Desk, copied_desk


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """An office and a border post that has its package."""
    made = copied_desk(tmp_path_factory.mktemp("desk"))
    made.carry_package()
    return made


@pytest.fixture(scope="module")
def issued(desk: Desk) -> tuple[str, Path]:
    """One issued certificate: number and PDF."""
    from tests.offices import EXAMPLES

    return desk.issue(desk.apply(EXAMPLES / "painting-permanent-sale"))
