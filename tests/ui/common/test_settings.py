"""What is remembered on a machine."""

from pathlib import Path

import pytest

from certapp.ui.common import settings


def test_what_is_remembered_is_there_again() -> None:
    settings.remember(office="/somewhere/office", scheme="dark")
    settings.remember_backup(Path("/somewhere/office"), "2026-11-23T10:00:00+00:00")
    found = settings.load()
    assert (found.office, found.scheme) == ("/somewhere/office", "dark")
    assert settings.last_backup(Path("/somewhere/office")).startswith("2026-11-23")
    assert settings.last_backup(Path("/elsewhere")) == ""


@pytest.mark.parametrize("content", ["", "{", "[]", '{"office": 3}', '{"office": "", "scheme": "pink", "backups": {}}'])
def test_a_damaged_file_is_as_none(machine: Path, content: str) -> None:
    (machine / "config").mkdir(parents=True)
    (machine / "config" / "settings.json").write_text(content)
    assert settings.load() == settings.Settings()


def test_a_place_that_cannot_be_written_is_no_reason_to_stop(machine: Path) -> None:
    machine.mkdir()
    (machine / "config").write_text("a file, not a folder")
    settings.remember(office="/x")
    assert settings.load() == settings.Settings()
