"""The full check on all cores: processes beside this one do its parts, and this one waits for them.

A process that ends by itself costs time and nothing else: what it had not answered is done here.
"""

import json
import os
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from certapp.model.helper import Helper, HelperGoneError
from certapp.model.progress import Stage, Stages, Told, silent
from certapp.register.journal import REBUILT
from certapp.register.replay import JournalFault
from certapp.register.scratch import scratch
from certapp.service.check_worker import LARGEST, from_json
from certapp.service.journal_check import Found, Runs, Walk, entry_count, place_for, runs_of, together
from certapp.service.office import Office

STAGES: Final = (Stage.REBUILD, Stage.COMPARE_STATE, Stage.JUDGE)
MOST_PROCESSES: Final = 8
_SECONDS: Final = 3600.0
"""For one answer: no more than a table of millions takes on a slow disk."""
_STEP, _RUN = 500, 1000
_LOOK_S: Final = 0.1
_Failed = (HelperGoneError, LookupError, TypeError, ValueError)


def cores() -> int:
    """How many of the machine's cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def verify_apart(office: Office, processes: int, told: Told = silent) -> tuple[JournalFault, ...]:
    """As `auditing.verify_journal`, of an office that is open for looking, by so many processes beside this one."""
    with scratch(place_for(office), REBUILT) as place:  # gone too where a process that is stopped left something in it
        check = _Check(office, min(processes, MOST_PROCESSES), place)
        try:
            check.begin()
            check.wait(told)
            return check.rest(told)
        finally:
            check.end()


class _Check:
    """What is done, and by whom; the threads only wait for their processes."""

    def __init__(self, office: Office, processes: int, place: Path) -> None:
        self._office, self._place = office, place
        self._whole = entry_count(office.register)
        self._runs = deque(runs_of(office.register, _RUN))
        self._changed = threading.Condition()
        self._stopped = False
        self._found: list[Found] = []
        self._walked: Found | None = None
        self._done = dict.fromkeys(STAGES, 0)
        self._rows = 0
        arguments = (str(office.folder.path), str(office.register.path), str(place))
        self._helpers = [
            Helper("certapp.service.check_worker", *arguments, seconds=_SECONDS, largest=LARGEST)
            for _ in range(processes)
        ]
        self._threads = [
            threading.Thread(target=self._run, args=(helper, number == 0), daemon=True)
            for number, helper in enumerate(self._helpers)
        ]

    def begin(self) -> None:
        """Let them begin."""
        for thread in self._threads:
            thread.start()

    def wait(self, told: Told) -> None:
        """Until each has done what it can; what `told` raises ends the wait."""
        stages = Stages(told, *STAGES)
        for stage in STAGES:
            whole = self._whole
            if stage is Stage.COMPARE_STATE:
                whole = self._rows
            with stages.at(stage, whole) as step:
                before = 0
                while any(thread.is_alive() for thread in self._threads):
                    with self._changed:
                        self._changed.wait(_LOOK_S)
                        now, over = self._done[stage], self._over(stage)
                    step(now - before)
                    before = now
                    if over:
                        break

    def rest(self, told: Told) -> tuple[JournalFault, ...]:
        """Do here what nobody did, and put all together."""
        stages = Stages(told, *STAGES)
        if self._walked is None:
            self._walked = self._walk_here(stages)
        if self._runs:
            judging = Runs(self._office)
            with stages.at(Stage.JUDGE, self._whole) as step:
                step(self._done[Stage.JUDGE])
                while self._runs:
                    self._found.append(judging.judge(*self._runs.popleft()))
                    step(_RUN)
        return together(self._walked, self._found)

    def end(self) -> None:
        """No process stays."""
        self._stopped = True
        while any(thread.is_alive() for thread in self._threads):
            for helper in self._helpers:  # one that has just begun may not be at its question yet
                helper.stop()
            for thread in self._threads:
                thread.join(_LOOK_S)
        for helper in self._helpers:
            helper.close()

    def _over(self, stage: Stage) -> bool:
        if stage is Stage.REBUILD:
            return self._rows > 0 or self._walked is not None
        if stage is Stage.COMPARE_STATE:
            return self._walked is not None
        return False

    def _walk_here(self, stages: Stages) -> Found:
        walk = Walk(self._office, self._place)
        try:
            with stages.at(Stage.REBUILD, self._whole) as step:
                while not walk.done:
                    step(walk.on(_STEP))
            rows = walk.rows()
            with stages.at(Stage.COMPARE_STATE, sum(rows.values())) as step:
                for table in rows:
                    walk.compare(table, step)
            return walk.found()
        finally:
            walk.close()

    def _run(self, helper: Helper, walks: bool) -> None:
        with suppress(*_Failed):
            if walks:
                self._walk(helper)
            while (run := self._next()) is not None:
                with self._given_back(run):
                    found = from_json(_ask(helper, {"judge": list(run)}))
                with self._changed:
                    self._found.append(found)
                    self._tell(Stage.JUDGE, _RUN)
        with self._changed:
            self._changed.notify_all()

    def _walk(self, helper: Helper) -> None:
        done = False
        while not done:
            answer = _ask(helper, {"walk": _STEP})
            done = bool(answer["done"])
            with self._changed:
                self._tell(Stage.REBUILD, int(answer["taken"]))
        rows = {str(table): int(count) for table, count in _ask(helper, {"rows": True})["rows"].items()}
        with self._changed:
            self._rows = sum(rows.values())
            self._changed.notify_all()
        for table, count in rows.items():
            _ask(helper, {"compare": table})
            with self._changed:
                self._tell(Stage.COMPARE_STATE, count)
        found = from_json(_ask(helper, {"walked": True}))
        with self._changed:
            self._walked = found
            self._changed.notify_all()

    def _next(self) -> tuple[int, int] | None:
        with self._changed:
            return self._runs.popleft() if self._runs and not self._stopped else None

    @contextmanager
    def _given_back(self, run: tuple[int, int]) -> Iterator[None]:
        """Where it is not answered, somebody else does it."""
        try:
            yield
        except _Failed:
            with self._changed:
                self._runs.append(run)
            raise

    def _tell(self, stage: Stage, more: int) -> None:
        self._done[stage] += more
        self._changed.notify_all()


def _ask(helper: Helper, question: dict[str, Any]) -> dict[str, Any]:
    """The answer. LookupError where there is none: the office could not be opened once more."""
    answer = json.loads(helper.ask(json.dumps(question).encode()))
    if not isinstance(answer, dict) or "refused" in answer:
        raise LookupError("refused")
    return answer
