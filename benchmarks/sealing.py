"""A hundred applications approved and issued with keys unlocked once, with and without a second signature in each code.

Beside the batch stands what ten of the same took one by one, called directly: what the batch adds is the ratio.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

from benchmarks.scene import Scene, scene
from certapp.register.certificates import certificate
from certapp.seal.matrix import modules
from certapp.service.batches import approve_all, issue_all
from certapp.service.deciding import approve
from certapp.service.issuing import issue
from certapp.service.receiving import receive
from tests.bad.make import small_application

COUNT, ALONE = 100, 10


@dataclass(frozen=True)
class Sealed:
    """One way of doing it, as a Markdown row."""

    title: str
    row: str

    def text(self) -> str:
        """As Markdown."""
        head = (
            "| certificates | approved: CPU ms each | issued: CPU ms each | one by one | ratio | wall s | QR modules |"
        )
        return "\n".join((f"### {self.title}", "", head, "|--:|--:|--:|--:|--:|--:|--:|", self.row, ""))


def run() -> Iterator[Sealed]:
    """As the profile of the training country has it, then with a second signature in each code."""
    for second in (False, True):
        with scene() as made:
            settings = {**made.office.form.settings, "second_signature": second}
            office = replace(made.office, form=replace(made.office.form, settings=settings))
            title = "A batch with a second signature" if second else "A batch"
            yield Sealed(title, _row(replace(made, office=office)))


def _row(made: Scene) -> str:
    numbers = [receive(made.office, made.preparer, small_application(f"Painting {n}")) for n in range(COUNT + ALONE)]
    alone, many = numbers[:ALONE], numbers[ALONE:]
    for number in alone:
        approve(made.office, made.approver, number)
    began = time.process_time()
    for number in alone:
        issue(made.office, made.approver, number, made.document_signer)
    each_alone = (time.process_time() - began) / ALONE
    began, wall = time.process_time(), time.perf_counter()
    approved = approve_all(made.office, made.approver, many)
    each_approved = (time.process_time() - began) / COUNT
    began = time.process_time()
    issued = issue_all(made.office, made.approver, many, made.document_signer)
    each = (time.process_time() - began) / COUNT
    if not approved.whole or not issued.whole:
        raise RuntimeError("the batch was not done")
    took = time.perf_counter() - wall
    last = certificate(made.office.register, issued.done[-1].certificate).code_text
    times = f"{1000 * each_approved:.1f} | {1000 * each:.0f} | {1000 * each_alone:.0f} | {each / each_alone:.2f}"
    return f"| {COUNT} | {times} | {took:.0f} | {len(modules(last))} |"
