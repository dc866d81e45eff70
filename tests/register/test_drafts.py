"""Drafts keep what was typed, right or wrong."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certapp.model.errors import Refusal
from certapp.register.attachments import Attachment
from certapp.register.connection import Connection, transaction
from certapp.register.drafts import Draft, delete, known_files, lines, load, open_drafts, save
from certapp.register.register import Register

DRAFT = Draft("d1", "model-certificate", {"title": "Hafen", "year": "18xx?"}, "Hafen", "clerk", 1_790_000_000_000)


def test_a_draft_is_kept_as_typed(register: Register) -> None:
    photo = Attachment("ab" * 32, 5, "image/png", "рисунок.png")
    draft = replace(DRAFT, attachments=(photo, replace(photo, name="again.png")))
    save(register.drafts, draft)
    assert load(register.drafts, "d1") == draft
    assert known_files(register.drafts) == {"ab" * 32}


def test_saving_again_replaces(register: Register) -> None:
    save(register.drafts, replace(DRAFT, attachments=(Attachment("ab" * 32, 5, "image/png", "a"),)))
    later = replace(DRAFT, record={"title": "Hafen bei Nacht"}, application="A-2026-01-000001")
    save(register.drafts, later)
    assert load(register.drafts, "d1") == later
    assert [line.id for line in lines(register.drafts)] == ["d1"]
    assert lines(register.drafts, open_only=True) == []


def test_a_deleted_draft_is_gone(register: Register) -> None:
    save(register.drafts, replace(DRAFT, attachments=(Attachment("ab" * 32, 5, "image/png", "a"),)))
    delete(register.drafts, "d1")
    delete(register.drafts, "d1")
    with pytest.raises(Refusal, match="DRAFT_UNKNOWN"):
        load(register.drafts, "d1")
    assert known_files(register.drafts) == frozenset()


def test_drafts_survive_closing(register: Register) -> None:
    save(register.drafts, DRAFT)
    register.drafts.close()
    reopened = open_drafts(register.folder.drafts)
    assert load(reopened, "d1") == DRAFT
    reopened.close()


def test_two_thousand_drafts_are_listed_the_last_touched_first(register: Register) -> None:
    insert = "INSERT INTO draft VALUES (?, 'model-certificate', '{}', ?, ?, ?, NULL, NULL, '')"
    with transaction(register.drafts):
        for number in range(2_000):
            owner = "clerk" if number % 2 else "other"
            register.drafts.execute(insert, (f"d{number}", f"Title {number}", owner, number))
    everything = lines(register.drafts)
    assert [line.updated_at for line in everything] == list(range(1_999, -1, -1))
    assert len(lines(register.drafts, "clerk")) == 1_000


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Connection:
    return open_drafts(tmp_path_factory.mktemp("drafts") / "drafts.db")


@given(record=st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), json_values, max_size=5))
def test_any_typing_survives(scratch: Connection, record: dict[str, object]) -> None:
    draft = replace(DRAFT, record=record)
    save(scratch, draft)
    assert load(scratch, "d1") == draft


@pytest.mark.parametrize(
    ("pragma", "code"), [("application_id = 7", "DRAFTS_NOT_OURS"), ("user_version = 99", "DRAFTS_NEWER")]
)
def test_another_file_is_left_alone(tmp_path: Path, pragma: str, code: str) -> None:
    path = tmp_path / "drafts.db"
    connection = open_drafts(path)
    connection.execute(f"PRAGMA {pragma}")
    connection.close()
    with pytest.raises(Refusal, match=code):
        open_drafts(path)


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "drafts.db"
    path.write_bytes(b"my notes " * 1000)
    with pytest.raises(Refusal, match="REGISTER_NOT_OURS"):
        open_drafts(path)
    assert path.read_bytes() == b"my notes " * 1000
