"""Two hundred certificates in a row, two photographs each: rendered, signed, judged, by one process and by two.

What a year's end or a fair brings. Photographs are prepared beforehand, as they are when they come in. Each certificate
has a number of its own; all else is the same, which neither the renderer nor the signer can make use of.
"""

import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import pairwise
from statistics import median

COUNT = 200
_STEPS = ("rendered", "signed", "judged")


@dataclass(frozen=True)
class Batch:
    """What one way of doing it took, as Markdown rows."""

    title: str
    lines: tuple[str, ...]

    def text(self) -> str:
        """As Markdown."""
        return "\n".join((f"### {self.title}", "", *self.lines, ""))


def run() -> Iterator[Batch]:
    """By one process, then by two."""
    head = (
        f"| certificates | wall s | CPU s | CPU ms each | {', '.join(_STEPS)}: CPU ms, median |"
        " peak MB, after 20 % and at the end |",
        "|---|--:|--:|--:|---|---|",
    )
    for processes in (1, 2):
        started = time.perf_counter()
        share = COUNT // processes
        environment = {**os.environ, "PYTHONHASHSEED": "0"}
        words = (sys.executable, "-m", "benchmarks.batch", str(share))
        running = [
            subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, text=True) for _ in range(processes)
        ]
        answers = [each.communicate()[0].split() for each in running]
        wall = time.perf_counter() - started
        if any(each.returncode for each in running):
            raise RuntimeError("a process of the batch failed")
        cpu = sum(float(answer[0]) for answer in answers)
        steps = " + ".join(f"{1000 * median(float(answer[at]) for answer in answers):.0f}" for at in (3, 4, 5))
        peaks = ", ".join(f"{answer[1]} and {answer[2]}" for answer in answers)
        each = 1000 * cpu / COUNT
        row = f"| {share} in each of {processes} | {wall:.0f} | {cpu:.0f} | {each:.0f} | {steps} | {peaks} |"
        yield Batch(f"A batch of {COUNT} by {processes} process{'es'[: 2 * (processes - 1)]}", (*head, row))


def _work(count: int) -> None:
    """In a process of its own: prints CPU s, peak MB early and late, and the medians of the steps in s."""
    from benchmarks.issue import given
    from benchmarks.scene import scene
    from certapp.document.rendering import render
    from certapp.document.signing import sign
    from certapp.document.verdict import judge_pdf

    with scene() as made:
        printed = given(made, 1).printed
        key = made.document_signer
        taken: list[list[float]] = [[], [], []]
        early = 0
        began = time.process_time()
        for number in range(count):
            marks = [time.process_time()]
            page = render(replace(printed, number=f"XA-2026-01-{number:06}-K"))
            marks.append(time.process_time())
            moment = datetime.fromtimestamp(printed.dated, UTC)
            pdf = sign(page, key, name=printed.authority, reason="batch", place="Port Example", at=moment)
            marks.append(time.process_time())
            assert judge_pdf(pdf, lambda certificate: True).outcome == "genuine"
            marks.append(time.process_time())
            for step, (before, after) in enumerate(pairwise(marks)):
                taken[step].append(after - before)
            if number == count // 5:
                early = _peak()
        print(time.process_time() - began, early, _peak(), *map(median, taken))


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1000


if __name__ == "__main__":
    _work(int(sys.argv[1]))
