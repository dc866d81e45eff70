"""An installation and its publisher."""

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from certapp.service.updating import installing
from certapp.trust.update_file import Package
from tests.updating.publisher import Installed, install_by_hand, new_key, stand_in


@pytest.fixture
def installed(tmp_path: Path) -> Installed:
    """0.1.0 in use, nothing before it."""
    return install_by_hand(tmp_path / "certapp", new_key())


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """No real environment is made: that is tried once, in test_portable."""

    def put(folder: Path, files: Path, packages: Iterable[Package], step: Callable[[int], None]) -> None:
        assert sorted(path.name for path in files.iterdir()) == [each.name for each in packages]
        stand_in(folder, "0.2.0")
        step(1)

    monkeypatch.setattr(installing, "put_packages", put)
