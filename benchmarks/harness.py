"""Measuring side by side: every job once in each round, so that a busy machine is busy for all of them.

Times of one run say little elsewhere; the ratio of two jobs in the same round does. Nothing here fails for being slow.
"""

import gc
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median

Measured = tuple[float, float]
"""CPU and wall clock, in seconds."""


@dataclass(frozen=True)
class Job:
    """Something to be measured: `run` does it once; `calls` times in a row for what is very short."""

    name: str
    run: Callable[[], object]
    calls: int = 1

    def measure(self) -> Measured:
        """Seconds for one call."""
        cpu, wall = _cpu(), time.perf_counter()
        for _ in range(self.calls):
            self.run()
        return (_cpu() - cpu) / self.calls, (time.perf_counter() - wall) / self.calls


@dataclass(frozen=True)
class Program:
    """A program started anew each time, from its start to its end."""

    name: str
    words: Sequence[str]
    environment: dict[str, str]
    before: Callable[[], object] = lambda: None

    def measure(self) -> Measured:
        """Seconds, with those of all its threads. RuntimeError where it fails."""
        self.before()
        wall = time.perf_counter()
        used = self._use()
        return used.ru_utime + used.ru_stime, time.perf_counter() - wall

    def peak_megabytes(self) -> float:
        """The most memory it has at a time; asked of a small process between, for a child starts with its parent's."""
        asked = (
            "import resource, subprocess, sys; subprocess.run(sys.argv[1:], capture_output=True); "
            "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
        )
        between = (sys.executable, "-I", "-c", asked, *self.words)
        answer = subprocess.run(between, env=self.environment, capture_output=True, text=True, check=True)
        return int(answer.stdout) / 1000

    def _use(self) -> resource.struct_rusage:
        silent = [(os.POSIX_SPAWN_OPEN, stream, os.devnull, os.O_WRONLY, 0) for stream in (1, 2)]
        process = os.posix_spawn(self.words[0], list(self.words), self.environment, file_actions=silent)
        _, status, used = os.wait4(process, 0)
        if status:
            raise RuntimeError(f"{self.name}: {' '.join(self.words)} ended with {os.waitstatus_to_exitcode(status)}")
        return used


@dataclass(frozen=True)
class Line:
    """A job's seconds in each round, and how many times those of the floor that took in the same round."""

    name: str
    cpu: tuple[float, ...]
    wall: tuple[float, ...]
    cpu_ratios: tuple[float, ...]
    wall_ratios: tuple[float, ...]


@dataclass(frozen=True)
class Table:
    """What one benchmark found. `target`: the most that the first job may take, as a ratio to the floor, the last."""

    title: str
    lines: tuple[Line, ...]
    target: str = ""
    notes: tuple[str, ...] = ()

    def text(self) -> str:
        """As Markdown."""
        rows = [
            "| job | CPU ms, median | least | wall ms, median | least | CPU ratio | wall ratio |",
            "|---|--:|--:|--:|--:|--:|--:|",
            *(_row(line) for line in self.lines),
        ]
        target = [f"Target: {self.target}", ""] if self.target else []
        notes = ["", *self.notes] if self.notes else []
        return "\n".join((f"### {self.title}", "", *target, *rows, *notes, ""))


def side_by_side(jobs: Sequence[Job | Program], rounds: int) -> tuple[Line, ...]:
    """Each job once in every round, after one round that does not count; every other round the other way about.

    The last job is the floor. Of each pair (job and floor in one round) the ratio is kept.
    """
    found: list[list[Measured]] = [[] for _ in jobs]
    for number in range(rounds + 1):
        order = list(enumerate(jobs))
        for index, job in order if number % 2 else reversed(order):
            gc.collect()
            measured = job.measure()
            if number:
                found[index].append(measured)
    floor = found[-1]
    return tuple(_line(job.name, rows, floor) for job, rows in zip(jobs, found, strict=True))


def counted(most: int) -> Iterator[int]:
    """0, 1, ... and an error when a job is run more often than was prepared for."""
    yield from range(most)
    raise RuntimeError(f"only {most} were prepared")


def _line(name: str, rows: list[Measured], floor: list[Measured]) -> Line:
    cpu_ratios = (row[0] / bare[0] for row, bare in zip(rows, floor, strict=True) if bare[0])
    wall_ratios = (row[1] / bare[1] for row, bare in zip(rows, floor, strict=True) if bare[1])
    cpu, wall = zip(*rows, strict=True)
    return Line(name, cpu, wall, tuple(cpu_ratios), tuple(wall_ratios))


def _row(line: Line) -> str:
    times = (median(line.cpu), min(line.cpu), median(line.wall), min(line.wall))
    ratios = (median(line.cpu_ratios), median(line.wall_ratios))
    shown = [f"{1000 * seconds:.3g}" if seconds < 1 else f"{1000 * seconds:.0f}" for seconds in times]
    return f"| {line.name} | {' | '.join(shown)} | {' | '.join(f'{ratio:.2f}' for ratio in ratios)} |"


def _cpu() -> float:
    """Of this process with its threads, and of children it has waited for."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime
