"""Runs an update in copies of an installation, each killed at another point: `python -m tests.updating.killed`."""

import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from certapp.model.progress import Progress
from certapp.service.updating import installing
from certapp.service.updating.installation import Installation
from certapp.service.updating.looking import look_at
from tests.updating.publisher import stand_in

KILLED_BEFORE = ("READ_UPDATE", "INSTALL_PACKAGES", "half", "TRY_VERSION", "_in_place", "believe", "use")
"""A stage as it is first told, half of the packages there, or the point before a step: the old version is in use."""
KILLED_LATER = ("sweep",)


def kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def run(home: Path, update: Path, point: str) -> None:
    """Install, and be killed at `point`."""

    def told(progress: Progress) -> None:
        if progress.stage.name == point:
            kill()

    def put(folder: Path, *_rest: object) -> None:
        if point == "half":
            (folder / "bin").mkdir()
            (folder / "bin" / "python").write_text("half")
            kill()
        stand_in(folder, "0.2.0")

    def dying(*_words: object) -> None:
        kill()

    installing.put_packages = put  # type: ignore[assignment]
    if point == "_in_place":
        installing._in_place = dying
    elif hasattr(Installation, point):
        setattr(Installation, point, dying)
    installing.install_update(look_at(update), Installation(home), told=told)


def apart(work: Callable[[], None]) -> None:
    """In a process of its own, which must be killed."""
    child = os.fork()
    if not child:
        work()
        os._exit(0)
    _child, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status):
        sys.exit("it was not killed")


def main(home: Path, update: Path, points: list[str]) -> None:
    for each in points:
        point, _, copy = each.partition("=")
        shutil.copytree(home, copy)
        apart(lambda point=point, copy=copy: run(Path(copy), update, point))  # type: ignore[misc]


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
