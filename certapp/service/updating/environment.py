"""An environment of Python with a version in it, made by pip from checked packages alone; and whether it works."""

import json
import os
import shutil
import signal
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from certapp.model.errors import Refusal
from certapp.paths import RESOURCES
from certapp.register.disk import disk_errors
from certapp.service.updating.installation import python_of
from certapp.trust.update_file import Package

GOLDEN: Final = RESOURCES / "golden"
"""Of each version that changed what is on paper: certificates of then, and a post's folder that knows their lists."""
GOLDEN_DAY: Final = "2026-11-24"
_LOOK_EVERY_S: Final = 0.2


def requirements(packages: Iterable[Package]) -> str:
    """The packages as pip's list of what it must install, each with the hashes that it may have."""
    hashes: dict[str, list[str]] = {}
    for package in packages:
        name, version = package.name.split("-")[:2]
        hashes.setdefault(f"{name}=={version}", []).append(f"--hash=sha256:{package.sha256.hex()}")
    return "".join(f"{name} {' '.join(found)}\n" for name, found in sorted(hashes.items()))


def put_packages(
    environment: Path, files: Path, packages: Sequence[Package], step: Callable[[int], None] = lambda more: None
) -> None:
    """Make the environment and install from the folder `files`, from no network and by no settings of this computer.

    The pip that does it is one of the packages, so that nothing of the system's is asked but Python. `step` is told of
    each package that is there. Refusal UPDATE_FAILED (detail).
    """
    pip = next((str(files / each.name / "pip") for each in packages if each.name.startswith("pip-")), "")
    _run([sys.executable, "-I", "-m", "venv", "--without-pip", str(environment)], lambda: step(0))
    with disk_errors(files):
        listed = files / "requirements.txt"
        listed.write_text(requirements(packages), "ascii")
    base = str(environment)
    room, before = Path(sysconfig.get_path("purelib", "venv", {"base": base, "platbase": base})), 0

    def count() -> None:
        nonlocal before
        now = sum(1 for _each in room.glob("*.dist-info"))
        step(max(0, now - before))
        before = max(before, now)

    count()
    quiet = ("install", "--disable-pip-version-check", "--no-input", "--quiet", "--no-cache-dir")
    strict = ("--no-index", "--no-deps", "--only-binary", ":all:", "--require-hashes", "--find-links", str(files))
    _run([str(python_of(environment)), "-I", pip, *quiet, *strict, "--requirement", str(listed)], count)


def try_version(environment: Path, version: str, step: Callable[[], None] = lambda: None) -> None:
    """The version in this environment starts, says its number, and verifies certificates of all versions until now.

    Refusal UPDATE_TRIED_WRONG (version, detail).
    """
    python = str(python_of(environment))
    wrong = ""
    try:
        said = _run([python, "-I", "-m", "certapp", "--version"], step)
        if said.split() != ["certapp", version]:
            wrong = said[:80]
        for golden in sorted(GOLDEN.iterdir()):
            wrong = wrong or _wrong_verdict(python, golden, environment / "post", step)
    except Refusal as refusal:
        wrong = str(refusal.params.get("detail", refusal.code))
    if wrong:
        raise Refusal("UPDATE_TRIED_WRONG", version=version, detail=wrong)


def _wrong_verdict(python: str, golden: Path, post: Path, step: Callable[[], None]) -> str:
    """What is not judged as it was, '' where all is: the post's folder is a copy, which may be written in."""
    shutil.copytree(golden / "post", post)
    papers = sorted(str(path) for path in golden.glob("certificate.*"))
    try:
        command = ("-I", "-m", "certapp", "verify", *papers, "--trust", str(post), "--at", GOLDEN_DAY, "--json")
        verdicts = json.loads(_run([python, *command], step))
        good = [each["outcome"] for each in verdicts] == ["GENUINE"] * len(papers)
    except (ValueError, LookupError, TypeError):
        good = False
    finally:
        shutil.rmtree(post)
    return "" if good else golden.name


def _run(command: list[str], step: Callable[[], None]) -> str:
    """What a program says; it ends with this one's wish to go on. Refusal UPDATE_FAILED (detail)."""
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        errors="replace",
        env=_bare(os.environ),
        start_new_session=True,
    ) as program:
        try:
            while True:
                step()
                try:
                    said, wrong = program.communicate(timeout=_LOOK_EVERY_S)
                    break
                except subprocess.TimeoutExpired:
                    continue
        except BaseException:
            _end(program)
            raise
    if program.returncode:
        lines = [line.strip() for line in (wrong or said).splitlines() if line.strip()]
        raise Refusal("UPDATE_FAILED", detail=lines[-1][:300] if lines else f"status {program.returncode}")
    return said


def _end(program: "subprocess.Popen[str]") -> None:
    """The program, and whoever works for it."""
    if sys.platform == "win32":
        program.kill()
    else:
        with suppress(ProcessLookupError):
            os.killpg(program.pid, signal.SIGKILL)


def _bare(environment: Mapping[str, str]) -> dict[str, str]:
    """Nothing that tells pip or Python to look elsewhere."""
    kept = {name: value for name, value in environment.items() if not name.startswith(("PIP_", "PYTHON"))}
    return kept | {"PIP_CONFIG_FILE": os.devnull}
