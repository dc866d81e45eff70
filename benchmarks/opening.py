"""Open the program: start of the process to first paint of the window, against an empty window of the same Qt.

And the command line: `certapp verify` against Python alone and against importing the libraries it needs.
"""

import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.harness import Program, Table, side_by_side
from benchmarks.scene import scene
from certapp.service.training import create_training_office

ROOT = Path(__file__).parents[1]
WARM, COLD = 11, 4

CODE_LIBRARIES = "argparse, json, platformdirs, cryptography.x509.verification"
PDF_LIBRARIES = f"{CODE_LIBRARIES}, pyhanko.sign.validation.pdf_embedded, pikepdf, PIL.Image, pypdfium2, zxingcpp"


def run() -> Iterator[Table]:
    """Window, then command line."""
    with TemporaryDirectory(prefix="certapp-benchmark-") as folder:
        office = Path(folder) / "office"
        create_training_office(office)
        machine = machine_of(Path(folder))
        for platform in _platforms():
            with platform as (name, display):
                environment = {**machine, **display}
                yield _window(name, office, environment, cold=False)
                if name == "offscreen":
                    yield _window(name, office, environment, cold=True)
        yield from _commands(Path(folder), machine)


def _window(platform: str, office: Path, environment: dict[str, str], *, cold: bool) -> Table:
    def shown(name: str, *words: str) -> Program:
        command = (sys.executable, "-m", "benchmarks.first_paint", *words)
        return Program(name, command, environment, _forget_files if cold else lambda: None)

    jobs = [
        shown("an office on the screen", "office", str(office)),
        shown("first paint, an office being opened behind", "program", str(office)),
        shown("first paint, no office yet", "program", str(office / "gone")),
        shown("an empty window with the names of Qt's enumerations", "named"),
        shown("an empty window", "empty"),
    ]
    memory = [f"{job.name} {job.peak_megabytes():.0f} MB" for job in jobs]
    when = "files not in the page cache" if cold else "warm"
    title = f"Open the program ({platform}, {when})"
    lines = side_by_side(jobs, COLD if cold else WARM)
    return Table(title, lines, "first paint 1.3x the empty window", (f"Memory at its highest: {', '.join(memory)}.",))


def _commands(folder: Path, machine: dict[str, str]) -> Iterator[Table]:
    with scene() as made:
        code, pdf = made.issued()
        post = shutil.copytree(made.border_post(), folder / "post")
    (folder / "code.txt").write_text(code)
    (folder / "certificate.pdf").write_bytes(pdf)
    python = (sys.executable, "-I")
    for file, libraries in (("code.txt", CODE_LIBRARIES), ("certificate.pdf", PDF_LIBRARIES)):
        command = (*python, "-m", "certapp", "verify", str(folder / file), "--trust", str(post))
        jobs = [
            Program(f"certapp verify {file}", command, machine),
            Program("python -c pass", (*python, "-c", "pass"), machine),
            Program("importing its libraries", (*python, "-c", f"import {libraries}"), machine),
        ]
        yield Table(f"certapp verify {file}, the whole command", side_by_side(jobs, WARM))


def machine_of(folder: Path) -> dict[str, str]:
    """A home of its own, so that neither settings nor offices of this machine are touched."""
    homes = ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME")
    home = folder / "home"
    home.mkdir()
    return {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"} | dict.fromkeys(homes, str(home))


def _platforms() -> "Iterator[_Display]":
    yield _Display("offscreen")
    if shutil.which("Xvfb"):
        yield _Display("xcb")


class _Display:
    """Where windows are shown: nowhere, or on an X server of our own."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._server: subprocess.Popen[str] | None = None

    def __enter__(self) -> tuple[str, dict[str, str]]:
        shown = {"QT_QPA_PLATFORM": self._name}
        if self._name == "xcb":
            words = ("Xvfb", "-displayfd", "1", "-screen", "0", "1280x900x24", "-nolisten", "tcp")
            self._server = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
            assert self._server.stdout is not None
            shown["DISPLAY"] = f":{self._server.stdout.readline().strip()}"
        return self._name, shown

    def __exit__(self, *_: object) -> None:
        if self._server is not None:
            self._server.terminate()
            self._server.wait()


def _forget_files() -> None:
    """Ask the system to let go of what it keeps of our files; what another process uses it keeps."""
    for folder in (Path(sysconfig.get_path("purelib")), ROOT / "certapp", ROOT / "forms", ROOT / "resources"):
        for path in folder.rglob("*"):
            if path.is_file():
                file = os.open(path, os.O_RDONLY)
                try:
                    os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
                finally:
                    os.close(file)
