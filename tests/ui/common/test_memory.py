"""Where memory that nobody needs any more is freed."""

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from certapp.ui.common.background import in_background
from certapp.ui.common.memory import SELDOM, Collector
from tests.ui.conftest import Until


@pytest.fixture
def collector(qtbot: QtBot) -> Iterator[Collector]:
    """The window's, for one test."""
    parent = QObject()
    yield Collector(parent)
    gc.unfreeze()


class Part:
    """Of a page: it holds its page, which holds it."""

    def __init__(self) -> None:
        self.page: list[Part] = [self]


def test_circles_are_freed_in_the_windows_thread_while_work_beside_it_makes_many_objects(
    collector: Collector, until: Until
) -> None:
    freed: list[threading.Thread] = []
    weakref.finalize(Part(), lambda: freed.append(threading.current_thread()))
    ended: list[int] = []
    owner = QObject()
    in_background(owner, lambda: len([[each] for each in range(200_000)]), ended.append, ended.append)
    until(lambda: bool(ended))
    assert freed in ([], [threading.current_thread()])
    kept = [[each] for each in range(10_000)]  # until there is enough to search for
    until(lambda: freed == [threading.current_thread()])
    assert len(kept) == 10_000


def test_the_old_part_of_the_memory_is_searched_seldom(collector: Collector, monkeypatch: pytest.MonkeyPatch) -> None:
    searched: list[int] = []
    monkeypatch.setattr(gc, "collect", searched.append)
    for count in ((0, 0, 0), (5000, 0, 0), (5000, 50, 50), (5000, 50, SELDOM + 1)):
        monkeypatch.setattr(gc, "get_count", lambda count=count: count)
        collector.look()
    assert searched == [0, 1, 2]
