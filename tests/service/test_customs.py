"""The verifier that customs installs: built, put where nothing of an office is, and used there.

Here the packages it needs are borrowed from the tests' own environment. CERTAPP_VERIFIER_INSTALL=1 is the long form:
pip installs the wheel with all it needs into an empty environment (network).
"""

import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from certapp.paths import FORMS
from certapp.service.exchanging import export_package
from certapp.service.issuing import issue
from certapp.service.office import Actor, Office
from tests.offices import passphrase

ROOT = FORMS.parent
ISSUING = (
    "certapp.register",
    "certapp.service.issuing",
    "certapp.service.office",
    "certapp.ui.form",
    "certapp.cli.main",
)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    script = [sys.executable, str(ROOT / ".ci" / "build-verifier"), str(out)]
    built = subprocess.run(script, capture_output=True, text=True, cwd=ROOT, check=True)
    return Path(built.stdout.strip())


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment with the verifier, and without this source tree."""
    folder = tmp_path_factory.mktemp("post")
    long = bool(os.environ.get("CERTAPP_VERIFIER_INSTALL"))
    venv.EnvBuilder(with_pip=long, symlinks=os.name != "nt").create(folder)
    names = {"base": str(folder), "platbase": str(folder)}
    found = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    if long:
        subprocess.run([found, "-m", "pip", "install", "--quiet", str(wheel)], check=True)
        return found
    room = Path(sysconfig.get_path("purelib", "venv", names))
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(room)
    (room / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return found


def run(python: Path, *words: object) -> "subprocess.CompletedProcess[str]":
    bare = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    bare.pop("QT_QPA_PLATFORM", None)
    command = [str(python), "-I", "-m", "certapp.customs", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, env=bare, check=False)


def test_nothing_of_an_issuing_office_is_in_it(wheel: Path, python: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert [name for name in names if name.startswith(("certapp/register", "certapp/ui/form"))] == []
    assert "certapp/ui/post/window.py" in names
    for module in ISSUING:
        tried = subprocess.run(
            [str(python), "-I", "-c", f"import {module}"], capture_output=True, text=True, check=False
        )
        assert "ModuleNotFoundError" in tried.stderr, module


def test_it_takes_lists_in_and_verifies_as_the_whole_program_does(
    python: Path, office: Office, boris: Actor, approved: str, tmp_path: Path
) -> None:
    issued = issue(office, boris, approved, office.unlock("document_signer", passphrase))
    paper, package, lists = tmp_path / "paper.pdf", tmp_path / "xa.xcauth", tmp_path / "trust"
    paper.write_bytes(issued.pdf)
    digits = export_package(office, boris, package)
    ceremony = ("--accept-fingerprint", digits, "--compared-by", "One", "Other")
    taken = run(python, "trust", "import", package, "--trust", lists, *ceremony)
    assert taken.returncode == 0, taken.stderr
    verified = run(python, "verify", paper, "--trust", lists, "--json")
    (answer,) = json.loads(verified.stdout)
    assert (answer["outcome"], answer["number"]) == ("GENUINE", issued.number)
    assert answer["pdf_signature"]["outcome"] == "genuine" and answer["record_matches"] is True

    # What a post sends back and hands on goes by the same command line, which knows no office.
    where = ("--trust", lists)
    spoken = ("--customs-office", "Port", "--post", "North Gate", "--officer", "4711")
    endorsed = run(python, "endorse", paper, "--kind", "exit", *spoken, *where, "--json")
    assert endorsed.returncode == 0, endorsed.stderr + endorsed.stdout
    receipt = json.loads(endorsed.stdout)
    assert (receipt["number"], receipt["signed"]) == (issued.number, False)
    listed = json.loads(run(python, "outbox", "list", *where, "--json").stdout)
    assert [each["receipt"] for each in listed] == [receipt["receipt"]]
    assert run(python, "outbox", "page", receipt["receipt"], tmp_path / "receipt.pdf", *where).returncode == 0
    assert (tmp_path / "receipt.pdf").read_bytes().startswith(b"%PDF")
    exported = run(python, "verifier-page", "export", tmp_path / "page.html", *where, "--json")
    assert json.loads(exported.stdout)["countries"] == ["XA"]
    assert run(python, "issue", issued.number).returncode == 2  # no such word


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a screen to ask for")
def test_without_words_it_wants_the_window_and_says_when_there_is_no_screen(python: Path) -> None:
    tried = run(python)
    assert tried.returncode == 2
    assert "There is no screen here" in tried.stderr


def test_the_window_of_the_post_can_be_built_from_what_is_in_it(python: Path, tmp_path: Path) -> None:
    lines = (
        "import os; os.environ['QT_QPA_PLATFORM'] = 'offscreen'",
        "from pathlib import Path",
        "from PySide6.QtWidgets import QApplication",
        "app = QApplication([])",
        "from certapp.service.post import Post",
        "from certapp.ui.post.window import PostWindow",
        f"window = PostWindow(Post(Path({str(tmp_path)!r})), ring=lambda colour: None)",
        "window.show(); window.show_keys(); window.post.show_history(); window.post.change_settings()",
        "app.processEvents(); print('shown', window.isVisible()); window.close()",
    )
    done = subprocess.run(
        [str(python), "-I", "-c", "\n".join(lines)], capture_output=True, text=True, check=False, timeout=120
    )
    assert "shown True" in done.stdout, done.stderr
