"""Work beside the window."""

import threading
import time
import weakref

from PySide6.QtCore import QObject, QThreadPool
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from certapp.model.errors import Refusal
from certapp.ui.common.background import LONGEST_WAIT_S, Claim, Newest, in_background
from tests.ui.conftest import Until


def _never(result: object) -> None:
    raise AssertionError(result)


def test_the_result_comes_to_the_windows_thread(qtbot: QtBot, until: Until) -> None:
    found: list[object] = []
    here = threading.current_thread()
    owner = QObject()
    in_background(
        owner, threading.current_thread, lambda worker: found.extend((worker, threading.current_thread())), _never
    )
    until(lambda: len(found) == 2)
    assert found[0] is not here
    assert found[1] is here


def test_a_refusal_is_told_as_one(qtbot: QtBot, until: Until) -> None:
    def work() -> None:
        raise Refusal("DRAFT_UNKNOWN")

    found: list[Refusal] = []
    owner = QObject()
    in_background(owner, work, _never, found.append)
    until(lambda: bool(found))
    assert found[0].code == "DRAFT_UNKNOWN"


def test_what_an_earlier_reading_found_never_comes_after_a_later_one(qtbot: QtBot, until: Until) -> None:
    owner, go_on, shown = QObject(), threading.Event(), list[str]()
    newest = Newest(owner)

    def slow() -> str:
        go_on.wait(120)
        return "earlier"

    newest.read(slow, shown.append, _never)
    newest.read(lambda: "later", shown.append, _never)
    until(lambda: shown == ["later"])
    go_on.set()
    QThreadPool.globalInstance().waitForDone()
    qtbot.wait(50)
    assert shown == ["later"]


def test_who_is_gone_is_told_nothing(qtbot: QtBot) -> None:
    owner, go_on = QObject(), threading.Event()
    in_background(owner, lambda: go_on.wait(120), _never, _never)
    delete(owner)
    go_on.set()
    QThreadPool.globalInstance().waitForDone()
    qtbot.wait(50)


def test_a_fault_is_raised_in_the_windows_thread(qtbot: QtBot, until: Until) -> None:
    def work() -> None:
        raise ZeroDivisionError

    owner = QObject()
    with qtbot.captureExceptions() as faults:
        in_background(owner, work, _never, _never)
        until(lambda: bool(faults))
    assert faults[0][0] is ZeroDivisionError


def test_work_beside_the_window_waits_while_the_window_builds_and_never_for_ever() -> None:
    claim = Claim()
    claim.wait()  # nothing was claimed
    claim.longest_s = 60
    claim.extend()
    begun = time.monotonic()
    claim.wait()
    assert time.monotonic() - begun >= LONGEST_WAIT_S
    claim.wait()  # after such a wait it is let through for a while
    assert time.monotonic() - begun < 60
    claim.longest_s = 0
    claim.extend()
    claim.wait()


def test_a_page_that_the_work_holds_is_let_go_in_the_windows_thread(qtbot: QtBot, until: Until) -> None:
    class Page:
        def count(self) -> int:
            return 1

    freed: list[threading.Thread] = []

    def read(owner: QObject) -> None:
        page = Page()
        weakref.finalize(page, lambda: freed.append(threading.current_thread()))
        in_background(owner, lambda: page.count(), lambda found: None, _never)

    owners = [QObject() for _ in range(200)]
    for owner in owners:
        read(owner)
    until(lambda: len(freed) == len(owners))
    assert set(freed) == {threading.current_thread()}


def test_what_a_refused_work_held_is_let_go_in_the_windows_thread(qtbot: QtBot, until: Until) -> None:
    class Page:
        def refuse(self) -> None:
            raise Refusal("DRAFT_UNKNOWN")

    freed: list[threading.Thread] = []

    def read(owner: QObject) -> None:
        page = Page()
        weakref.finalize(page, lambda: freed.append(threading.current_thread()))
        in_background(owner, lambda: page.refuse(), _never, lambda refusal: None)

    owners = [QObject() for _ in range(200)]
    for owner in owners:
        read(owner)
    until(lambda: len(freed) == len(owners))
    assert set(freed) == {threading.current_thread()}
