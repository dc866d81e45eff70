"""Each named file comes to the same verdict by every door: library, command line, window, and the page for phones."""

import json
import re
from collections import defaultdict
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QThreadPool
from pytestqt.qtbot import QtBot

from certapp.service.verifier_page import verifier_page
from certapp.trust.verdict import Outcome
from certapp.ui.verify import view
from certapp.ui.verify.checking import Checked
from certapp.ui.verify.view import FEW, VerifyView
from certapp.verifier import FileVerdict, TrustStore, verify_file
from tests.offices import certapp
from tests.page.browser import Browser
from tests.page.test_page import reasons
from tests.page.test_vectors import CLOCK, JUDGE_ALL
from tests.verdicts.cases import POSTS, Case, believed, cases, equip
from tests.verdicts.table import DOCUMENT, written

CASES = list(cases())
FORMATS = (Path(__file__).parents[2] / "docs" / "formats.md").read_text("utf-8")
NOT_BY_A_FILE_ALONE = {"ALREADY_USED"}
"""What a post remembers of itself."""


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> dict[str, TrustStore]:
    return {post: equip(post, tmp_path_factory.mktemp("post")) for post in POSTS}


@pytest.fixture(scope="module")
def library(stores: dict[str, TrustStore]) -> dict[Case, FileVerdict]:
    return {case: verify_file(case.file, believed(stores[case.post]), case.now) for case in CASES}


def at_once() -> dict[tuple[str, int], list[Case]]:
    """Cases by post and moment."""
    found: dict[tuple[str, int], list[Case]] = defaultdict(list)
    for case in CASES:
        found[case.post, case.now].append(case)
    return found


def test_every_outcome_has_its_named_file() -> None:
    assert {case.outcome for case in CASES} == {outcome.value for outcome in Outcome} - NOT_BY_A_FILE_ALONE


def test_the_library_says_it(library: dict[Case, FileVerdict]) -> None:
    for case, found in library.items():
        assert (found.verdict.outcome, found.verdict.colour) == (case.outcome, case.colour), case
        assert case.code in [reason.code for reason in found.reasons], case


def test_the_command_line_says_it(stores: dict[str, TrustStore]) -> None:
    for (post, now), group in at_once().items():
        moment = datetime.fromtimestamp(now, UTC).isoformat()
        files = [case.file for case in group]
        answer = certapp("verify", *files, "--trust", stores[post].folder, "--at", moment, "--json")
        for case, said in zip(group, answer.json, strict=True):
            assert (said["outcome"], said["colour"]) == (case.outcome, case.colour), case
            assert case.code in [reason["code"] for reason in said["reasons"]], case


def test_the_window_says_it(stores: dict[str, TrustStore], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(view, "FEW", 1000)  # each on the page, none into a report
    for (post, now), group in at_once().items():
        window = VerifyView(partial(believed, stores[post]), dict, clock=partial(float, now))
        qtbot.addWidget(window)
        checked: list[Checked] = []
        window.verified.connect(checked.append)
        for first in range(0, len(group), FEW):  # more at once have a window of their own
            files = [case.file for case in group[first : first + FEW]]
            window.verify_files(files)
            qtbot.waitUntil(partial(_are, checked, first + len(files)), timeout=120_000)
        QThreadPool.globalInstance().waitForDone()
        for case, each in zip(group, checked, strict=True):
            said = each.found.verdict
            assert (each.file, said.outcome, said.colour) == (case.file, case.outcome, case.colour), case
            assert case.code in [reason.code for reason in said.reasons], case


def _are(checked: list[Checked], count: int) -> bool:
    return len(checked) == count


def test_every_reason_has_its_named_file_or_is_told_why_not(stores: dict[str, TrustStore]) -> None:
    table = FORMATS.partition("### Reason codes")[2].partition("### A code read over")[0]
    said = set(re.findall(r"\b[A-Z]+(?:_[A-Z]+)*\b", DOCUMENT.read_text("utf-8")))
    documented = set(re.findall(r"\b[A-Z]+(?:_[A-Z]+)+\b", table))
    assert documented - said == set()


def test_the_page_says_it_of_every_picture_and_pdf(
    stores: dict[str, TrustStore], library: dict[Case, FileVerdict], browser: Browser, tmp_path: Path
) -> None:
    for post, store in stores.items():
        files = [case for case in CASES if case.post == post and case.file.suffix != ".txt"]
        path = tmp_path / "page.html"
        path.write_bytes(verifier_page(believed(store), files[0].now).content if files else b"")
        if not files:
            continue
        with browser.page(path, before=CLOCK) as page:
            for case in files:
                page.run(f"window.now = {case.now}")
                page.choose("#file", case.file)
                shown = page.run("({...document.querySelector('.verdict').dataset})")
                assert (shown["outcome"], shown["colour"]) == (case.outcome, case.colour), case
                if case.code != "PRINTED_BULLETIN":  # which the page takes in by itself, and says what came of it
                    assert set(reasons(page)) == {reason.code for reason in library[case].reasons}, case


def test_the_page_says_it_of_every_text(
    stores: dict[str, TrustStore],
    browser: Browser,
    tmp_path: Path,
) -> None:
    for post, store in stores.items():
        texts = [case for case in CASES if case.post == post and case.file.suffix == ".txt"]
        path = tmp_path / f"{len(post)}.html"
        path.write_bytes(verifier_page(believed(store), texts[0].now).content)
        asked = [(str(at), case.now, case.file.read_bytes().decode()) for at, case in enumerate(texts)]
        with browser.page(path, before=CLOCK) as page:
            found = page.run(JUDGE_ALL % json.dumps(asked))
        for at, case in enumerate(texts):
            said = found[str(at)]
            assert (said["outcome"], said["colour"]) == (case.outcome, case.colour), case
            assert case.code in [code for code, _words in said["reasons"]], case


def test_the_document_lists_what_comes_out(stores: dict[str, TrustStore]) -> None:
    assert DOCUMENT.read_text("utf-8") == written(stores), "python -m tests.verdicts"
