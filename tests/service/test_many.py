"""Many at once: the same verdicts as one by one, each file once, in order; what hangs is one line; a stop is a stop."""

import csv
import io
import json
import os
import threading
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from certapp.model.errors import Refusal
from certapp.service import many
from certapp.service.many import Asked, Tally, asked_for, judge_by, line_of
from certapp.service.reading import Reader
from certapp.service.reading_apart import Bounds
from certapp.service.verifying import FileVerdict, verify_file, verify_text
from certapp.trust.verdict import Colour
from certapp.trust.view import view_of
from tests.bad.hostile import pdf_without_end
from tests.bad.make import FILES
from tests.bad.post import make_post
from tests.offices import certapp

NOTHING = view_of([])
DAY = ("--at", "2026-11-24")


@pytest.fixture(scope="module")
def post(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A border post with the package and bulletin of the kept files."""
    return make_post(tmp_path_factory.mktemp("post"))


def judge(each: Asked, reader: Reader) -> FileVerdict:
    if each.path is None:
        return verify_text(each.text, NOTHING, 0)
    return verify_file(each.path, NOTHING, 0, {}, reader)


def rows(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline="")))


def test_a_folder_comes_to_the_same_as_its_files_one_by_one(post: Path, tmp_path: Path) -> None:
    folder = tmp_path / "arrivals"
    folder.mkdir()
    names = ("good.txt", "good.pdf", "revoked.txt", "tampered-code.txt", "bit-flip.pdf", "no-code.jpg", "web-link.txt")
    for name in names:
        os.link(FILES / name, folder / name)
    report = tmp_path / "report.csv"
    answer = certapp("verify", folder, "--trust", post, *DAY, "--report", report, "--json")
    single = certapp("verify", folder, "--trust", post, *DAY, "--json")
    head, *found = rows(report)
    assert head == ["file", "outcome", "colour", "number", "reasons", "words"]
    assert [row[:3] for row in found] == [[each["file"], each["outcome"], each["colour"]] for each in single.json]
    assert [row[3] for row in found] == [each["number"] or "" for each in single.json]
    assert answer.json["checked"] == len(names)
    assert [each["colour"] for each in answer.json["gravest"]] == ["red", "red", "red", "grey", "grey"]
    assert answer.status == single.status == 1
    lines = certapp("verify", folder, "--trust", post, *DAY, "--json-lines").out.splitlines()
    assert [json.loads(line) for line in lines] == single.json


def test_each_file_is_judged_once_however_often_it_is_named(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text("hello")
    (tmp_path / "a.txt").write_text("hello")
    (tmp_path / "c.txt").symlink_to(tmp_path / "a.txt")
    asked = asked_for((tmp_path, tmp_path / "a.txt", tmp_path / ".." / tmp_path.name / "b.txt"))
    assert [each.name for each in asked] == [str(tmp_path / "a.txt"), str(tmp_path / "b.txt")]


def test_a_list_of_codes_and_numbers_is_judged_line_by_line(post: Path, tmp_path: Path) -> None:
    good, revoked = ((FILES / name).read_text() for name in ("good.txt", "revoked.txt"))
    (tmp_path / "list.txt").write_text(f"\ufeff{good}\n\n{revoked}\r\nXA-2026-01-000001-O\n=1+1\n", "utf-8")
    report = tmp_path / "report.csv"
    certapp("verify", tmp_path / "list.txt", "--trust", post, *DAY, "--report", report)
    _, *found = rows(report)
    assert [row[1] for row in found] == ["GENUINE", "REVOKED", "NOT_OURS", "NOT_OURS"]
    assert [row[0].rpartition(":")[2] for row in found] == ["1", "3", "4", "5"]


def test_a_code_broken_over_lines_is_no_list(tmp_path: Path) -> None:
    text = (FILES / "good.txt").read_text()
    (tmp_path / "mail.txt").write_text(text[:100] + "\n" + text[100:])
    assert [each.path for each in asked_for((tmp_path / "mail.txt",))] == [tmp_path / "mail.txt"]


def test_no_cell_of_the_report_is_a_formula(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "=HYPERLINK(1).txt").write_text("hello")
    report = tmp_path / "report.csv"
    assert certapp("verify", "=HYPERLINK(1).txt", "--trust", tmp_path / "t", "--report", report).status == 2
    assert rows(report)[1][0] == "'=HYPERLINK(1).txt"


def test_a_file_that_hangs_is_one_line_and_the_order_stays(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf_without_end())
    for name in "bcd":
        (tmp_path / f"{name}.txt").write_text("hello")
    made = judge_by(asked_for((tmp_path,)), judge, line_of, 2, Bounds(seconds=1))
    assert [line.reasons[0] for line in made] == ["FILE_TAKES_TOO_LONG"] + ["NOT_OUR_CODE"] * 3


def test_a_stop_gives_up_what_is_being_read(tmp_path: Path) -> None:
    (tmp_path / "endless.pdf").write_bytes(pdf_without_end())
    quick = [Asked(str(number), None, "hello") for number in range(3)]
    begun = threading.Event()

    def told(each: Asked, reader: Reader) -> FileVerdict:
        if each.path is not None:
            begun.set()
        return judge(each, reader)

    asked = [*quick, Asked("endless", tmp_path / "endless.pdf"), *quick]
    made = judge_by(asked, told, line_of, 2, Bounds(seconds=60))
    assert len(list(islice(made, 3))) == 3
    assert begun.wait(10)
    since = time.monotonic()
    made.close()
    assert time.monotonic() - since < 30  # and not the minute that the file would have


def test_no_more_is_begun_than_the_slowest_lets_wait() -> None:
    taken = 0

    def endless() -> Iterator[Asked]:
        nonlocal taken
        while True:
            taken += 1
            yield Asked(str(taken), None, "hello")

    made = judge_by(endless(), judge, line_of, 2, Bounds())
    assert len(list(islice(made, 10))) == 10
    made.close()
    assert taken <= 10 + 2 * many._AHEAD


def test_more_than_the_most_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(many, "MOST_FILES", 3)
    (tmp_path / "list.txt").write_text("XA-2026-01-000001-O\n" * 4)
    with pytest.raises(Refusal, match="FILES_TOO_MANY"):
        list(asked_for((tmp_path / "list.txt",)))


def test_the_gravest_come_first_and_only_so_many_are_kept() -> None:
    tally = Tally()
    for number in range(200):
        tally.add(line_of(str(number), verify_text("hello", NOTHING, 0)))
    red = many.Line("x", tally.gravest[0].outcome, Colour.RED, "", (), "")
    tally.add(red)
    assert tally.gravest[0] == red
    assert [line.file for line in tally.gravest[1:4]] == ["0", "1", "2"]
    assert len(tally.gravest) == many.MOST_GRAVE
    assert tally.count == 201


def test_stopped_by_hand_the_report_says_what_is_missing(
    post: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "list.txt").write_text("XA-2026-01-000001-O\n" * 9)
    added = Tally.add

    def interrupted(self: Tally, line: many.Line) -> None:
        if self.count == 4:
            raise KeyboardInterrupt
        added(self, line)

    monkeypatch.setattr(Tally, "add", interrupted)
    report = tmp_path / "report.csv"
    answer = certapp("verify", tmp_path / "list.txt", "--trust", post, "--report", report)
    assert answer.status == 2
    _, *found = rows(report)
    assert len(found) == 5
    assert found[-1][4] == "MANY_STOPPED"
    assert "5 of 9" in found[-1][5]
