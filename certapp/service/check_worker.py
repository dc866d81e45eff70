"""A process that does parts of a full check: `python -I -m certapp.service.check_worker FOLDER REGISTER PLACE`.

Messages and answers are JSON. It only looks, and holds no key.
"""

import json
import signal
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from certapp.model.errors import Refusal
from certapp.model.helper import serve
from certapp.register.replay import JournalFault
from certapp.service.auditor_copy import is_auditor_copy
from certapp.service.journal_check import Found, Runs, Walk
from certapp.service.office import Office, view_copy

LARGEST = 16 << 20


class Parts:
    """Answers the questions about one office."""

    def __init__(self, office: Office, place: Path) -> None:
        self._office, self._place = office, place
        self._walk: Walk | None = None
        self._runs: Runs | None = None

    def answer(self, question: dict[str, Any]) -> dict[str, Any]:
        """One step of the walk ('walk'), the tables it rebuilt ('rows'), one of them compared ('compare'), what the
        walk found ('walked'); a run of entries judged ('judge')."""
        match question:
            case {"walk": int(count)}:
                walk = self._walk = self._walk or Walk(self._office, self._place)
                taken = walk.on(count)
                return {"taken": taken, "done": walk.done}
            case {"rows": True} if self._walk:
                return {"rows": self._walk.rows()}
            case {"compare": str(table)} if self._walk:
                self._walk.compare(table)
                return {"compared": table}
            case {"walked": True} if self._walk:
                found = self._walk.found()
                self._walk.close()
                self._walk = None
                return as_json(found)
            case {"judge": [int(after), int(until)]}:
                runs = self._runs = self._runs or Runs(self._office)
                return as_json(runs.judge(after, until))
        raise ValueError("a question that nobody asks")


def as_json(found: Found) -> dict[str, Any]:
    """What a part found, to be sent."""
    kinds = {"written": found.written, "meant": found.meant, "last": found.last}
    rows = {kind: [[each.seq, each.code, each.params] for each in faults] for kind, faults in kinds.items()}
    return {**rows, "broken": found.broken}


def from_json(answer: dict[str, Any]) -> Found:
    """The same, received. KeyError, TypeError or ValueError where it is not."""

    def faults(kind: str) -> list[JournalFault]:
        return [
            JournalFault(int(seq), str(code), tuple((str(name), value) for name, value in params))
            for seq, code, params in answer[kind]
        ]

    return Found(faults("written"), faults("meant"), faults("last"), str(answer["broken"]))


def main(folder: str, register: str, place: str) -> None:
    """Answer until the input ends. `place`: a folder for what is rebuilt, which is another's to remove."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for who asks: that one ends this process
    with ExitStack() as stack:
        parts: list[Parts] = []

        def answer(message: bytes) -> bytes:
            try:
                if not parts:
                    still = is_auditor_copy(Path(folder))
                    office = stack.enter_context(view_copy(Path(folder), Path(register), still=still))
                    parts.append(Parts(office, Path(place)))
                return json.dumps(parts[0].answer(json.loads(message)), default=str).encode()
            except Refusal as refusal:
                return json.dumps({"refused": refusal.code}).encode()

        serve(answer, LARGEST)


if __name__ == "__main__":
    main(*sys.argv[1:])
