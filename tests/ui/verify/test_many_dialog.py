"""Many at once in the window: a folder or a list, how far it is, a stop, the gravest, the report as a table."""

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from certapp.service.many import Asked
from certapp.trust.verdict import Outcome
from certapp.ui.verify import view as view_module
from certapp.ui.verify.many_dialog import ManyDialog
from tests.bad.hostile import pdf_without_end
from tests.ui.conftest import Until
from tests.ui.dropping import drop
from tests.ui.verify.conftest import Page, Papers


@pytest.fixture
def opened(page: Page, until: Until) -> Iterator[Callable[..., ManyDialog]]:
    yield page.view.verify_many
    if page.view.many is not None:
        run = page.view.many.run
        page.view.many.reject()
        if run is not None:
            run.stop_and_wait()


def rows(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline="")))


def test_a_folder_is_judged_beside_the_page_with_a_report_for_each_line(
    page: Page, papers: Papers, opened: Callable[..., ManyDialog], tmp_path: Path, qtbot: QtBot
) -> None:
    folder = tmp_path / "arrivals"
    folder.mkdir()
    for name, path in (("a.pdf", papers.genuine), ("=b.pdf", papers.revoked)):
        path.rename(folder / name)
    (folder / "note.txt").write_text("hello")
    dialog = opened([folder])
    # The officer's page goes on: what comes meanwhile is judged there.
    page.after(lambda: page.view.verify_files([folder / "a.pdf"]))
    page.until(lambda: not dialog.running)
    assert {colour.value: count.number.text() for colour, count in dialog.counts.items()} == {
        "green": "1",
        "amber": "0",
        "red": "1",
        "grey": "1",
    }
    assert [dialog.table.item(row, 1).text() for row in range(dialog.table.rowCount())] == [
        "Revoked",
        "Not such a code",
    ]
    report = tmp_path / "saved.csv"
    dialog.write(report)
    assert [row[1:3] for row in rows(report)[1:]] == [["REVOKED", "red"], ["GENUINE", "green"], ["NOT_OURS", "grey"]]
    assert rows(report)[1][0].endswith("=b.pdf")
    (found,) = page.after(lambda: dialog.table.itemActivated.emit(dialog.table.item(0, 0)))
    assert found.verdict.outcome is Outcome.REVOKED
    assert page.view.card.word.text() == "Revoked"
    assert len(page.checked) == 2, "the report's own verdicts are not in the list of the page"


def test_a_list_of_more_codes_than_a_page_holds_gets_the_window_by_itself(
    page: Page, papers: Papers, opened: Callable[..., ManyDialog], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (found,) = page.after(lambda: page.view.verify_files([papers.genuine]))
    listed = tmp_path / "codes.txt"
    listed.write_text(f"{found.code_text}\n" * 2)
    assert len(page.after(lambda: drop(page.view, listed), 2)) == 2
    monkeypatch.setattr(view_module, "FEW", 1)
    drop(page.view, listed)
    page.until(lambda: page.view.many is not None and page.view.many.save.isEnabled())
    dialog = page.view.many
    assert dialog is not None
    assert dialog.counts[found.verdict.colour].number.text() == "2"
    assert dialog.how_far.text() == "2 of 2 checked"


def test_a_stop_is_heard_while_a_file_is_read_and_the_report_says_what_is_missing(
    page: Page, opened: Callable[..., ManyDialog], tmp_path: Path, qtbot: QtBot
) -> None:
    folder = tmp_path / "arrivals"
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}-endless.pdf").write_bytes(pdf_without_end())
    dialog = opened([folder])
    page.until(lambda: dialog.run is not None and len(dialog.run.asked) == 3)
    page.until(lambda: dialog.stop.isVisible() and not dialog.stop.rect().isEmpty())
    qtbot.mouseClick(dialog.stop, Qt.MouseButton.LeftButton)
    page.until(lambda: not dialog.running and dialog.notice.text.startswith("Stopped."))
    report = tmp_path / "saved.csv"
    dialog.write(report)
    assert rows(report)[-1][4] == "MANY_STOPPED"


def test_an_empty_folder_is_refused_in_words_and_another_can_be_chosen(
    page: Page, opened: Callable[..., ManyDialog], tmp_path: Path
) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    dialog = opened([folder])
    page.until(lambda: dialog.notice.text != "")
    assert not dialog.running
    assert dialog.folder.isEnabled()
    assert not dialog.save.isEnabled()


def test_the_window_goes_away_while_it_runs_and_takes_the_run_with_it(
    page: Page, opened: Callable[..., ManyDialog], tmp_path: Path
) -> None:
    (tmp_path / "endless.pdf").write_bytes(pdf_without_end())
    dialog = opened([tmp_path / "endless.pdf"])
    run = dialog.run
    assert run is not None
    dialog.reject()
    assert page.view.many is None
    run.stop_and_wait()
    assert run.asked == (Asked(str(tmp_path / "endless.pdf"), tmp_path / "endless.pdf"),)
