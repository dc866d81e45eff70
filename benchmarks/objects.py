"""`python -m benchmarks.objects [ROUNDS] [--where]`: the longest pause of the window while many objects are worked on.

A timer beats every 5 ms in the window's thread; what a beat comes too late is a pause, whoever causes it: the window
itself, work beside it that holds the interpreter, or other programs on a busy machine. What the window's thread itself
worked at a stretch, in CPU time, is given beside it: so long is the pause at least, on any day. Every act ends only
when all that it began is examined, saved and painted. The same acts with few objects, in the same process, are the
floor of the ratio. Of several rounds the least is kept: other work on the machine only adds. Nothing here fails for
being slow.

`--where` also prints where the window was during each pause of more than 40 ms.
"""

import collections
import copy
import io
import os
import random
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PIL import Image
from PySide6.QtCore import QEventLoop, QItemSelectionModel, Qt, QThreadPool, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit
from shiboken6 import isValid

from certapp.register import drafts
from certapp.service.drafting import OpenDraft, new_draft, open_draft, save_draft
from certapp.service.office import Office, open_office
from certapp.service.training import PREPARER, create_training_office, passphrase
from certapp.ui.common import theme
from certapp.ui.common.background import let_the_window_first
from certapp.ui.form.for_all import ForAllDialog
from certapp.ui.form.rows import Rows
from certapp.ui.form.view import FormView
from certapp.ui.session import Session

MANY, FEW = 498, 5
"""The form takes 500 objects: two of them are added."""
BEAT_MS = 5
LATE_MS = 40
"""From here on `--where` says where."""
SETTLED_AT_MOST_S = 60
Pauses = dict[str, tuple[float, float]]
"""The longest pause by act, and the most that the window's thread worked at a stretch; in milliseconds."""


def wait(ms: int) -> None:
    """In an event loop that rests when there is nothing to do, as the program's own does (QTest.qWait never does)."""
    loop = QEventLoop()
    QTimer.singleShot(ms, loop.quit)
    loop.exec()


class Heart:
    """Remembers the longest time between two beats, and the most work between two, in milliseconds.

    Time in which the window's thread only waited for a core that another program had is not counted as a pause (Linux
    tells it).
    """

    def __init__(self, watcher: "Watcher | None") -> None:
        self._watcher = watcher
        self._last, self._used, self._queued = time.perf_counter(), time.thread_time(), waited_for_a_core()
        self.longest = self.worked = 0.0
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start(BEAT_MS)

    def _beat(self) -> None:
        now, used, queued = time.perf_counter(), time.thread_time(), waited_for_a_core()
        self.longest = max(self.longest, 1000 * (now - self._last - (queued - self._queued)) - BEAT_MS)
        self.worked = max(self.worked, 1000 * (used - self._used))
        self._last, self._used, self._queued = now, used, queued
        if self._watcher is not None:
            self._watcher.arm()

    @contextmanager
    def during(self, act: str, pauses: Pauses, settled: Callable[[], bool]) -> Iterator[None]:
        """Note the longest pause from the beginning of an act until all that it began has ended."""
        wait(3 * BEAT_MS)
        self.longest = self.worked = 0.0
        yield
        until = time.perf_counter() + SETTLED_AT_MOST_S
        wait(700)  # longer than the form waits before it examines and saves
        while not settled():
            if time.perf_counter() > until:
                raise RuntimeError(f"{act}: not at rest after {SETTLED_AT_MOST_S} s")
            wait(20)
        wait(3 * BEAT_MS)
        pauses[act] = self.longest, self.worked


def waited_for_a_core() -> float:
    """Seconds for which this thread could have run and had no core; 0 where the system does not tell."""
    try:
        return int(Path(f"/proc/self/task/{threading.get_native_id()}/schedstat").read_text().split()[1]) / 1e9
    except OSError:
        return 0.0


class Watcher:
    """Counts where the window's thread was while a beat was late, and what ran beside it."""

    def __init__(self) -> None:
        self.places: collections.Counter[str] = collections.Counter()
        self._window = threading.get_ident()
        signal.signal(signal.SIGALRM, self._look)

    def arm(self) -> None:
        """Called with each beat: look from `LATE_MS` on, every 10 ms."""
        signal.setitimer(signal.ITIMER_REAL, LATE_MS / 1000, 0.01)

    def _look(self, _signal: int, frame: FrameType | None) -> None:
        beside = [each for thread, each in sys._current_frames().items() if thread != self._window]
        places = "; ".join(filter(None, map(_place, beside))) or "nothing"
        self.places[f"{_place(frame)}  |  beside: {places}"] += 1


def _place(frame: FrameType | None) -> str:
    found = []
    while frame is not None and len(found) < 6:
        code = frame.f_code
        if "certapp/" in code.co_filename or not found:
            found.append(f"{Path(code.co_filename).stem}.{code.co_name}:{frame.f_lineno}")
        frame = frame.f_back
    return " < ".join(found)


def main(words: list[str]) -> int:
    """Both sizes in each round, a table at the end."""
    app = QApplication(sys.argv[:1])
    let_the_window_first(app)
    theme.apply(app, "light")
    rounds = next((int(word) for word in words if word.isdigit()), 3)
    watcher = Watcher() if "--where" in words else None
    heart = Heart(watcher)
    with tempfile.TemporaryDirectory(prefix="certapp-benchmark-") as folder:
        create_training_office(Path(folder) / "office")
        with open_office(Path(folder) / "office") as office:
            session = Session(office)
            session.log_in(office.log_in(PREPARER, passphrase))
            drafts_by_size = {size: loan_of(office, size) for size in (FEW, MANY)}
            found: dict[int, list[Pauses]] = {FEW: [], MANY: []}
            for _ in range(rounds):
                for size, draft_id in drafts_by_size.items():
                    found[size].append(measured(app, heart, session, copy_of(office, draft_id)))
                    if watcher is not None:
                        tell_where(size, watcher)
            print(table(found), flush=True)
    return 0


def loan_of(office: Office, size: int) -> str:
    """A draft of the loan with so many objects, each with a photograph of its own, prepared as after taking it in."""
    line = next(each for each in drafts.lines(office.drafts) if each.title.startswith("Painted vessel"))
    loan = open_draft(office, line.id)
    some, files, objects = loan.record["objects"], dict(loan.files), []
    chance = random.Random(size)
    for index in range(size):
        item = copy.deepcopy(some[index % len(some)])
        item["title"] = f"{item['title']} {index + 1}"
        item["inventory_no"] = [f"INV {index + 1}"]
        for number, photograph in enumerate(item["photographs"]):
            name = f"{index + 1}-{number + 1}.jpg"
            files[name] = office.attachments.put(changed(office.attachments.get(files[photograph["file"]]), chance))
            photograph["file"] = name
        objects.append(item)
    made = new_draft(office, office.log_in(PREPARER, passphrase))
    whole = OpenDraft(made.id, {**loan.record, "objects": objects}, files)
    save_draft(office, PREPARER, whole)
    from certapp.service.drafting import examine_draft

    examine_draft(office, whole)
    return made.id


def changed(content: bytes, chance: random.Random) -> bytes:
    """Another photograph of the same size: rough squares over it."""
    picture = Image.open(io.BytesIO(content)).convert("RGB")
    for _ in range(12):
        at = chance.randrange(picture.width), chance.randrange(picture.height)
        side = chance.randrange(40, 300)
        picture.paste(tuple(chance.randrange(256) for _ in range(3)), (*at, at[0] + side, at[1] + side))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85)
    return out.getvalue()


def copy_of(office: Office, draft_id: str) -> str:
    """The same draft once more, to be worked on."""
    draft = open_draft(office, draft_id)
    made = new_draft(office, office.log_in(PREPARER, passphrase))
    save_draft(office, PREPARER, OpenDraft(made.id, draft.record, draft.files))
    return made.id


def measured(app: QApplication, heart: Heart, session: Session, draft_id: str) -> Pauses:
    """Every act once, in one form."""
    pauses: Pauses = {}
    view: FormView

    def settled() -> bool:
        return (not isValid(view) or view.keeper.at_rest) and QThreadPool.globalInstance().activeThreadCount() == 0

    with heart.during("opening, and typing at once", pauses, settled):
        view = _opened(session, draft_id)
        view.open_section("objects")
        _type(view.stage.pages["objects"].groups["objects"], "typed while it is looked over for the first time ")
    view.keeper.stop()
    view.deleteLater()
    with heart.during("opening", pauses, settled):
        view = _opened(session, draft_id)
    with heart.during("to the objects", pauses, settled):
        view.open_section("objects")
    rows = view.stage.pages["objects"].groups["objects"]
    bar = rows.list.verticalScrollBar()
    with heart.during("scrolling the list", pauses, settled):
        for value in range(0, bar.maximum() + 1, max(1, bar.maximum() // 100)):
            bar.setValue(value)
            wait(5)
    with heart.during("from object to object", pauses, settled):
        for index in range(4):
            rows.open_row(index)
            wait(400)
    with heart.during("typing", pauses, settled):
        _type(rows, "letter by letter, line by line, and never a pause for thought, as people do ")
    with heart.during("adding", pauses, settled):
        rows.add_button.click()
    with heart.during("copying as new", pauses, settled):
        rows.open_row(0)
        rows.copy_button.click()
    with heart.during("removing one", pauses, settled):
        rows.remove_button.click()
    with heart.during("removing three marked", pauses, settled):
        _mark(rows, range(3))
        rows.remove_button.click()
    with heart.during("a field set in all", pauses, settled):
        rows.list.selectAll()
        rows.set_in_all()
        (dialog,) = rows.findChildren(ForAllDialog)
        dialog.choose("place_of_discovery")
        assert dialog.editor is not None
        dialog.editor.show_value("Athens")
        dialog.accept()
    with heart.during("undo of that", pauses, settled):
        view.undoing.go_back(again=False)
    with heart.during("undo of a removal", pauses, settled):
        view.undoing.go_back(again=False)
    with heart.during("moving down", pauses, settled):
        rows.open_row(0)
        rows.down_button.click()
    with heart.during("scrolling the findings", pauses, settled):
        bar = view.findings.verticalScrollBar()
        for value in range(0, bar.maximum() + 1, max(1, bar.maximum() // 50)):
            bar.setValue(value)
            wait(5)
    for scheme in ("dark", "light"):
        with heart.during(f"to {scheme} colours", pauses, settled):
            theme.apply(app, scheme)
    with heart.during("closing", pauses, settled):
        view.flush()
        view.keeper.stop()
        view.close()
        view.deleteLater()
    return pauses


def _opened(session: Session, draft_id: str) -> FormView:
    view = FormView(session, draft_id)
    view.resize(1180, 780)
    view.show()
    return view


def _type(rows: Rows, words: str) -> None:
    """Into the first field of the open row, a key every 50 ms, with the window's own events between."""
    assert rows.page is not None
    while rows.page._timer.isActive():
        wait(20)  # as people do, who see what they type into
    fields = [*rows.page.findChildren(QLineEdit), *rows.page.findChildren(QPlainTextEdit)]
    field = next(each for each in fields if each.isVisible() and not each.isReadOnly())
    field.setFocus()
    for letter in words:
        QTest.keyClick(field, letter)
        wait(50)


def _mark(rows: Rows, places: range) -> None:
    rows.list.setCurrentRow(places[0])
    for place in places[1:]:
        rows.list.selectionModel().select(rows.list.model().index(place, 0), QItemSelectionModel.SelectionFlag.Select)


def tell_where(size: int, watcher: Watcher) -> None:
    """The places seen most often."""
    print(f"\n{size} objects")
    for place, count in watcher.places.most_common(40):
        print(f"{count:4} x {place}")
    watcher.places.clear()


def table(found: dict[int, list[Pauses]]) -> str:
    """Markdown: the least of the rounds for either size, the ratio of the work, and the worst pause of all rounds."""
    lines = [
        f"| ms, least of {len(found[MANY])} rounds | {MANY} objects: pause | work | {FEW} objects: pause | work "
        "| ratio of work | worst pause |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    for act in found[MANY][0]:
        many, few = ([pauses[act] for pauses in found[size]] for size in (MANY, FEW))
        numbers = [min(column) for each in (many, few) for column in zip(*each, strict=True)]
        ratio, worst = numbers[1] / max(numbers[3], 1.0), max(pause for pause, _work in many)
        lines.append(f"| {act} | {' | '.join(f'{each:.0f}' for each in numbers)} | {ratio:.1f} | {worst:.0f} |")
    return "\n".join(lines)


if __name__ == "__main__":
    status = main(sys.argv[1:])
    sys.stdout.flush()
    os._exit(status)  # what is examined beside it is not waited for
