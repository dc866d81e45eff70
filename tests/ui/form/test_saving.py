"""A save that fails is said, loses nothing, and is tried again by itself."""

import pytest

from certapp.model.errors import Refusal
from certapp.service.drafting import open_draft
from certapp.ui.form import keeping
from certapp.ui.session import Session
from tests.ui.conftest import Until
from tests.ui.form.conftest import OpenForm


def test_what_could_not_be_saved_is_saved_when_there_is_room_again(
    open_form: OpenForm, clerk: Session, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = open_form("Coins")
    real = keeping.save_draft
    refused: list[Refusal] = []
    view.keeper.refused.connect(refused.append)

    def no_room(*_what: object) -> None:
        raise Refusal("DISK_FULL", path="drafts.db")

    monkeypatch.setattr(keeping, "RETRY_AFTER_MS", 50)
    monkeypatch.setattr(keeping, "save_draft", no_room)
    view.draft.set_value(view.draft.record, "purpose_text", "Typed while the disk was full")
    until(lambda: bool(refused))
    assert view.notice.isVisible()
    monkeypatch.setattr(keeping, "save_draft", real)
    kept = lambda: open_draft(clerk.office, view.draft.id).record.get("purpose_text")  # noqa: E731
    until(lambda: kept() == "Typed while the disk was full")
