"""A post's folder: its settings, whatever lies there, and the history of what was checked."""

import csv
import io
import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certapp.model.errors import Refusal
from certapp.service import post_history
from certapp.service.csv_file import csv_file
from certapp.service.post import MOST_DAYS, Post, PostSettings
from certapp.service.post_history import Line, PostHistory, as_csv, line_of, matching
from certapp.service.verifying import verify_text
from certapp.trust.view import TrustView
from tests.offices import certapp

DAY = 86400
NOW = 1_800_000_000


def line(at: int = NOW, number: str = "XA-2026-01-000001-O", outcome: str = "GENUINE") -> Line:
    return Line(at, number, outcome, "green" if outcome == "GENUINE" else "red", (outcome,), "scanner")


def test_what_is_set_is_there_again(tmp_path: Path) -> None:
    kept = PostSettings("Bridge  post ", "ar", False, 7, str(tmp_path / "stick"), True)
    Post(tmp_path / "post").keep(kept)
    again = Post(tmp_path / "post")
    assert again.settings() == PostSettings("Bridge post", "ar", False, 7, str(tmp_path / "stick"), True)
    assert again.lists() == tmp_path / "stick"
    assert Post(tmp_path / "post", tmp_path / "named").lists() == tmp_path / "named"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b'{"name": 5, "sounds": "no", "history_days": true, "lists": null}',
        b"[" * 90_000,
        b'{"language": "xx", "history_days": 1' + b"0" * 5000 + b"}",
    ],
)
def test_settings_that_make_no_sense_never_keep_a_post_from_checking(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "post.json").write_bytes(content)
    assert Post(tmp_path).settings() == PostSettings()
    assert Post(tmp_path).lists() == tmp_path / "trust"


def test_days_are_kept_within_reason(tmp_path: Path) -> None:
    Post(tmp_path).keep(PostSettings(history_days=10**9))
    assert Post(tmp_path).settings().history_days == MOST_DAYS


def test_the_history_is_there_again_and_holds_no_more_than_it_says(tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    PostHistory(path, 30).add(line())
    (written,) = path.read_text().splitlines()
    assert set(json.loads(written)) == {"at", "number", "outcome", "colour", "reasons", "way"}
    assert PostHistory(path, 30).lines(NOW) == (line(),)


def test_what_is_too_old_goes_from_the_file_too(tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    history = PostHistory(path, 30)
    history.add(line(NOW - 31 * DAY))
    history.add(line(NOW))
    assert [each.at for each in PostHistory(path, 30).lines(NOW)] == [NOW]
    assert len(path.read_text().splitlines()) == 1


def test_with_no_days_nothing_is_kept_and_what_was_kept_goes(tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    PostHistory(path, 30).add(line())
    none = PostHistory(path, 0)
    none.add(line(NOW + 1))
    assert none.lines(NOW + 1) == ()
    assert not path.exists()


def test_the_file_does_not_grow_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(post_history, "MOST_LINES", 10)
    monkeypatch.setattr(post_history, "SLACK", 4)
    path = tmp_path / "history.jsonl"
    history = PostHistory(path, 30)
    for n in range(25):
        history.add(line(NOW + n))
    kept = [each.at for each in history.lines(NOW + 25)]
    assert kept == [NOW + n for n in range(25 - len(kept), 25)]
    assert 10 <= len(kept) <= 15 and len(path.read_text().splitlines()) == len(kept)


@settings(max_examples=30)
@given(st.binary(max_size=300))
def test_a_torn_or_foreign_line_is_left_out_and_the_next_one_stands_for_itself(
    tmp_path_factory: pytest.TempPathFactory, torn: bytes
) -> None:
    path = tmp_path_factory.mktemp("torn") / "history.jsonl"
    PostHistory(path, 30).add(line(NOW))
    with path.open("ab") as stream:
        stream.write(torn)
    PostHistory(path, 30).add(line(NOW + 1))
    assert [each.at for each in PostHistory(path, 30).lines(NOW + 1)] == [NOW, NOW + 1]


def test_a_certificate_that_was_here_before_is_found(tmp_path: Path) -> None:
    history = PostHistory(tmp_path / "history.jsonl", 30)
    history.add(line(NOW))
    history.add(line(NOW + 60))
    before = history.seen("XA-2026-01-000001-O", NOW + 60)
    assert before is not None and before.at == NOW
    assert history.seen("XA-2026-01-000001-O", NOW) is None
    assert history.seen("", NOW + 99) is None


def test_every_word_of_a_search_must_be_found(tmp_path: Path) -> None:
    lines = (line(NOW), line(NOW + DAY, "XB-2026-01-000009-K", "REVOKED"), line(NOW + 2 * DAY, "", "UNREADABLE"))
    assert [each.outcome for each in matching(lines, "xb revoked")] == ["REVOKED"]
    assert [each.outcome for each in matching(lines, "")] == ["UNREADABLE", "REVOKED", "GENUINE"]


def test_of_what_is_not_vouched_for_no_number_is_kept() -> None:
    kept = line_of(NOW, verify_text("XCERTBNOTHING", TrustView({}, {}, {}), NOW), "code")
    assert kept.number == "" and kept.outcome == "UNREADABLE"


@given(st.lists(st.lists(st.text(max_size=12), min_size=1, max_size=4), max_size=4))
def test_no_cell_begins_a_formula_and_all_come_back(rows: list[list[str]]) -> None:
    back = list(csv.reader(io.StringIO(csv_file(rows).decode("utf-8-sig"), newline="")))
    for row, read in zip(rows, back, strict=True):
        for cell, found in zip(row, read, strict=True):
            assert found in (cell, f"'{cell}")
            assert not found.lstrip(" \u00a0").startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


def test_a_number_that_would_be_a_formula_is_written_as_text() -> None:
    assert b"'=HYPERLINK" in as_csv([line(number='=HYPERLINK("http://evil")')])


def test_a_history_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Refusal) as refused:
        PostHistory(tmp_path / "file" / "history.jsonl", 30).add(line())
    assert refused.value.code == "HISTORY_NOT_WRITABLE"


def test_the_command_line_shows_writes_and_throws_away(tmp_path: Path) -> None:
    post = Post(tmp_path)
    now = int(time.time())
    PostHistory(post.history, 30).add(line(now))
    PostHistory(post.history, 30).add(line(now, "XB-2026-01-000009-K", "REVOKED"))
    table = tmp_path / "table.csv"
    shown = certapp("post", "history", "--post", tmp_path, "--search", "revoked", "--csv", table, "--json")
    assert [each["number"] for each in shown.json] == ["XB-2026-01-000009-K"]
    assert len(table.read_text("utf-8-sig").splitlines()) == 2
    assert len(certapp("post", "history", "--post", tmp_path, "--clear").out.splitlines()) == 2
    assert not post.history.exists()
