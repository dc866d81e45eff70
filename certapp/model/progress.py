"""How far a long act is: which of its stages, how much of how much, how long that stage will still take."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from certapp.model.errors import Refusal
from certapp.model.sentences import sentence

_SURE_AFTER_S: Final = 3.0
_SURE_AFTER_SHARE: Final = 0.02
_MEGABYTE, _GIGABYTE = 1_000_000, 1_000_000_000


STOPPED: Final = frozenset(
    {
        *("WORK_STOPPED", "BACKUP_STOPPED", "SECOND_COPY_STOPPED"),
        *("RESTORE_STOPPED", "DRILL_STOPPED", "CHECK_STOPPED", "EXCHANGE_STOPPED", "EXCHANGE_WRITING_STOPPED"),
        "UPDATE_STOPPED",
    }
)
"""Somebody wanted an act to end: `Told` raises the first, the act itself says by another what that means."""


class Stage(StrEnum):
    """What is being done; its words are a sentence's, by this code, and `unit` what is counted."""

    COPY_REGISTER = "STAGE_COPY_REGISTER"
    LOOK_OVER = "STAGE_LOOK_OVER"
    HASH_FILES = "STAGE_HASH_FILES"
    WRITE_BACKUP = "STAGE_WRITE_BACKUP"
    READ_BACK = "STAGE_READ_BACK"
    SECOND_COPY = "STAGE_SECOND_COPY"
    COMPARE_COPIES = "STAGE_COMPARE_COPIES"
    READ_BACKUP = "STAGE_READ_BACKUP"
    COMPARE_FILES = "STAGE_COMPARE_FILES"
    REBUILD = "STAGE_REBUILD"
    COMPARE_STATE = "STAGE_COMPARE_STATE"
    JUDGE = "STAGE_JUDGE"
    VERIFY_PAPERS = "STAGE_VERIFY_PAPERS"
    COLLECT_EXCHANGE = "STAGE_COLLECT_EXCHANGE"
    READ_EXCHANGE = "STAGE_READ_EXCHANGE"
    COMPARE_HISTORIES = "STAGE_COMPARE_HISTORIES"
    TAKE_UP = "STAGE_TAKE_UP"
    READ_UPDATE = "STAGE_READ_UPDATE"
    INSTALL_PACKAGES = "STAGE_INSTALL_PACKAGES"
    TRY_VERSION = "STAGE_TRY_VERSION"

    @property
    def in_bytes(self) -> bool:
        """Whether bytes are counted; else entries, rows, applications, papers or packages."""
        return self not in (
            *(Stage.REBUILD, Stage.COMPARE_STATE, Stage.JUDGE, Stage.VERIFY_PAPERS),
            *(Stage.TAKE_UP, Stage.INSTALL_PACKAGES),
        )


@dataclass(frozen=True, slots=True)
class Progress:
    """`done` of `whole` in the stage `number` of `stages` (from 1); `whole` is 0 where nobody can know it."""

    stage: Stage
    done: int
    whole: int
    number: int = 1
    stages: int = 1


Told = Callable[[Progress], None]
"""Hears how far an act is. What it raises ends the act, and nothing of it is left behind."""


def silent(progress: Progress) -> None:
    """Nobody listens."""


class Stages:
    """Tells of an act that has these stages, one after the other."""

    def __init__(self, told: Told, *stages: Stage) -> None:
        self._told = told
        self._stages = stages

    @contextmanager
    def at(self, stage: Stage, whole: int = 0) -> Iterator[Callable[[int], None]]:
        """One stage: what is given back is told so many more are done, 0 where only time goes by.

        At its end all of it is done.
        """
        done = 0
        number = self._stages.index(stage) + 1

        def step(more: int = 0) -> None:
            nonlocal done
            done += more
            self._told(Progress(stage, min(done, whole), whole, number, len(self._stages)))

        step()
        yield step
        if done < whole:
            step(whole - done)


def as_part(told: Told, before: int, stages: int) -> Told:
    """For an act within an act of so many `stages`, of which `before` come first."""
    return lambda progress: told(replace(progress, number=before + progress.number, stages=stages))


@contextmanager
def stopped_as(code: str, **params: object) -> Iterator[None]:
    """Say by the sentence of `code` what it means that an act was stopped: WORK_STOPPED, or a part of it."""
    try:
        yield
    except Refusal as refusal:
        if refusal.code not in STOPPED:
            raise
        raise Refusal(code, **params) from None


class Pace:
    """How long a stage will still take, by how long it has taken so far."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._stage: Stage | None = None
        self._begun = 0.0

    def left(self, progress: Progress) -> float | None:
        """Seconds; None while nobody can say."""
        now = self._clock()
        if progress.stage is not self._stage:
            self._stage, self._begun = progress.stage, now
        taken = now - self._begun
        sure = taken >= _SURE_AFTER_S and progress.done >= progress.whole * _SURE_AFTER_SHARE
        if not sure or not progress.whole or not progress.done:
            return None
        return taken * (progress.whole - progress.done) / progress.done


def words(progress: Progress, left: float | None = None) -> str:
    """In the language in use: the stage, which of how many, the amounts, and what is left."""
    parts = [stage_words(progress)]
    if progress.whole:
        done, whole = _amount(progress, progress.done), _amount(progress, progress.whole)
        parts.append(sentence("PROGRESS_OF", {"done": done, "whole": whole}))
    if left is not None:
        parts.append(_left(left))
    return " – ".join(parts)


def stage_words(progress: Progress) -> str:
    """The stage, and which of how many it is."""
    said = sentence(progress.stage)
    if progress.stages == 1:
        return said
    return sentence("PROGRESS_STEP", {"number": progress.number, "stages": progress.stages, "stage": said})


def _amount(progress: Progress, amount: int) -> str:
    if not progress.stage.in_bytes:
        return f"{amount:,}".replace(",", "\u202f")
    return size_words(amount, progress.whole)


def size_words(size: int, scale: int = 0) -> str:
    """Bytes in MB or GB, whichever fits `scale`."""
    if max(size, scale) >= _GIGABYTE:
        return sentence("SIZE_GB", {"n": f"{size / _GIGABYTE:.1f}"})
    return sentence("SIZE_MB", {"n": f"{size / _MEGABYTE:.0f}"})


def _left(seconds: float) -> str:
    if seconds < 90:
        return sentence("PROGRESS_LEFT_SECONDS", {"n": max(1, round(seconds))})
    return sentence("PROGRESS_LEFT_MINUTES", {"n": round(seconds / 60)})
