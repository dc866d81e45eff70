"""The portable package: built, installed without a network, updated by one signed file, killed half-way, and back.

What other packages there are is borrowed from the tests' own environment, by a package that pip installs like any
other. CERTAPP_PORTABLE=1 is the long form: the packages of constraints.txt themselves (network).
"""

import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
import time
import zipfile
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path

import pytest

from certapp.paths import FORMS

ROOT = FORMS.parent
LONG = bool(os.environ.get("CERTAPP_PORTABLE"))
LEFT_OUT = shutil.ignore_patterns(
    *("__pycache__", "fonts", "training", "ceremony", "letters", "locale", "verifier-page", "ru", "zh", "es", "ar"),
)
PASSPHRASES = {"publisher": "the publisher of these tests"}


@dataclass(frozen=True)
class Built:
    """What was built of each version: the ZIP of 0.1.0, the update file of 0.2.0 by another publisher whom the first
    one introduces; the 40 digits of both."""

    portable: Path
    update: Path
    digits: str
    heir: str


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("build")
    passphrases = folder / "passphrases.json"
    passphrases.write_text(json.dumps(PASSPHRASES))
    passphrases.chmod(0o600)
    keys = ("--passphrases", passphrases)
    digits = build(ROOT, "--new-publisher", folder / "0.1.0 keys", *keys)
    heir = build(ROOT, "--new-publisher", folder / "0.2.0 keys", "--introduced-by", folder / "0.1.0 keys", *keys)
    borrowed = () if LONG else ("--constraints", borrowing(folder / "borrowed"))
    found = []
    for version in ("0.1.0", "0.2.0"):
        source = folder / version
        for part in ("certapp", "forms", "resources", ".ci"):
            shutil.copytree(ROOT / part, source / part, ignore=None if LONG else LEFT_OUT)
        (source / "docs").mkdir()
        for name in ("pyproject.toml", "LICENSE", "README.md", "CHANGELOG.md", "constraints.txt", "docs/installing.md"):
            shutil.copy(ROOT / name, source / name)
        for name in ("pyproject.toml", "certapp/__init__.py"):
            text = (source / name).read_text("utf-8")
            (source / name).write_text(re.sub(r'(version(?:__)? = )"0.1.0"', rf'\1"{version}"', text), "utf-8")
        if version == "0.2.0":
            old = (source / "CHANGELOG.md").read_text("utf-8").removeprefix("# Changelog\n")
            news = "# Changelog\n\n## 0.2.0 (some day)\n\n- Brings\n  a change.\n"
            (source / "CHANGELOG.md").write_text(news + old, "utf-8")
        found.append(build(source, folder / "out", "--publisher", folder / f"{version} keys", *keys, *borrowed).split())
    return Built(Path(found[0][0]), Path(found[1][1]), digits.strip(), heir.strip())


def build(source: Path, *words: object) -> str:
    script = [sys.executable, str(source / ".ci" / "build-portable"), *map(str, words)]
    bare = {name: value for name, value in os.environ.items() if not name.startswith("PIP_") or LONG}
    found = bare if LONG else bare | {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(words[-1]) + ".wheels"}
    done = subprocess.run(script, capture_output=True, text=True, check=False, env=found)
    assert done.returncode == 0, done.stderr
    return done.stdout


def borrowing(constraints: Path) -> Path:
    """A list of pip, and of a package whose only content is where others are; both lie in a folder beside the list."""
    wheels = constraints.with_name(f"{constraints.name}.wheels")
    wheels.mkdir()
    pip = distribution("pip")
    packed = wheels / f"pip-{pip.version}-py3-none-any.whl"
    with zipfile.ZipFile(packed, "w") as archive:
        for each in pip.files or ():
            if each.parts[0].startswith("pip") and "__pycache__" not in each.parts:
                archive.write(str(each.locate()), each.as_posix())
    wheel, facts = wheels / "borrowed-1.0-py3-none-any.whl", "borrowed-1.0.dist-info"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("borrowed.pth", sysconfig.get_path("purelib") + "\n")
        archive.writestr(f"{facts}/METADATA", "Metadata-Version: 2.1\nName: borrowed\nVersion: 1.0\n")
        archive.writestr(f"{facts}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{facts}/RECORD", "")
    named = {f"pip=={pip.version}": packed, "borrowed==1.0": wheel}
    hashes = {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in named.items()}
    constraints.write_text("".join(f"{name} --hash=sha256:{value}\n" for name, value in hashes.items()))
    return constraints


def unpacked(portable: Path, folder: Path) -> Path:
    """As an unpacker that keeps no modes leaves it."""
    with zipfile.ZipFile(portable) as archive:
        archive.extractall(folder)
    return folder / portable.stem


def run(*words: object) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([str(word) for word in words], capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def home(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where 0.1.0 was installed; tests that change it take a copy."""
    folder = tmp_path_factory.mktemp("home")
    target = folder / "my programs" / "certapp"
    done = run("sh", unpacked(built.portable, folder) / "install", target)
    assert done.returncode == 0, done.stderr
    assert built.digits in done.stdout
    return target


def test_the_sums_beside_the_files_are_right(built: Built) -> None:
    lines = (built.portable.parent / "SHA256SUMS").read_text().splitlines()
    named = dict(reversed(line.split("  ")) for line in lines)
    assert named[built.update.name] == hashlib.sha256(built.update.read_bytes()).hexdigest()


def test_a_package_that_changed_on_its_way_is_not_installed(built: Built, tmp_path: Path) -> None:
    source = unpacked(built.portable, tmp_path)
    with (source / "publisher.pem").open("a") as file:
        file.write("\n")
    done = run("sh", source / "install", tmp_path / "here")
    assert done.returncode == 1
    assert "publisher.pem" in done.stderr + done.stdout
    assert not (tmp_path / "here").exists()


def test_an_update_is_shown_installed_after_a_kill_and_taken_back(built: Built, home: Path, tmp_path: Path) -> None:
    """The day of who looks after the program; the folder was moved meanwhile."""
    here = tmp_path / "moved"
    shutil.copytree(home, here, symlinks=True)
    certapp = here / "certapp"
    assert run(certapp, "--version").stdout == "certapp 0.1.0\n"
    shown = run(certapp, "update", "show", built.update, "--json")
    answer = json.loads(shown.stdout)
    assert (answer["version"], answer["digits"], answer["against"]) == ("0.2.0", built.heir, "")
    assert answer["changes"] == [{"version": "0.2.0", "lines": ["Brings a change."]}]
    install = [str(certapp), "update", "install", str(built.update), "--no-office"]
    with subprocess.Popen(install, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as program:
        while not list(here.glob("versions/unfinished-*/bin/python")):
            assert program.poll() is None, program.communicate()
            time.sleep(0.01)
        program.send_signal(signal.SIGKILL)
    assert run(certapp, "--version").stdout == "certapp 0.1.0\n"
    again = run(*install)
    assert again.returncode == 0, again.stderr
    assert run(certapp, "--version").stdout == "certapp 0.2.0\n"
    assert run(certapp, "--before", "--version").stdout == "certapp 0.1.0\n"
    assert json.loads(run(certapp, "update", "show", "--json").stdout)["digits"] == built.heir
    assert "UPDATE_NOT_NEWER" in run(*install).stderr
    back = run(certapp, "update", "back", "--json")
    assert json.loads(back.stdout) == {"version": "0.1.0", "registers": []}
    assert run(certapp, "--version").stdout == "certapp 0.1.0\n"
    assert "UPDATE_NONE_BEFORE" in run(certapp, "update", "back").stderr


def test_it_is_not_installed_over_itself(built: Built, home: Path, tmp_path: Path) -> None:
    done = run("sh", unpacked(built.portable, tmp_path) / "install", home)
    assert done.returncode == 1
    assert "update install FILE" in done.stderr


def test_from_its_sources_it_says_how_it_is_updated(built: Built) -> None:
    done = run(sys.executable, "-I", "-m", "certapp", "update", "install", built.update, "--no-office", "--json")
    assert json.loads(done.stdout)["error"]["code"] == "UPDATE_NOT_INSTALLED"
