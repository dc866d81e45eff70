"""The library for other programs: the example runs, and nothing comes with it that a verifier does not need."""

import re
import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

import certapp.verifier
from certapp.trust.fingerprint import fingerprint40
from certapp.trust.package import read_package
from tests.bad.make import FILES

DOCUMENT = (Path(__file__).parents[2] / "docs" / "library.md").read_text("utf-8")
FOREIGN = ("PySide6", "sqlite3", "pysqlite3", "sqlite_utils", "reportlab", "uharfbuzz", "fpdf", "certapp.register")
HEAVY = ("pyhanko", "pikepdf", "pypdfium2", "PIL", "zxingcpp", "babel")


def test_the_example_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    (example,) = re.findall(r"^```python\n(.*?)^```$", DOCUMENT, re.MULTILINE | re.DOTALL)
    for name, file in (("authority.xcauth", "XA.xcauth"), ("newest.xcstatus", "XA.xcstatus"), ("good.txt", "code.txt")):
        shutil.copy(FILES / name, tmp_path / file)
    (tmp_path / "inbox").mkdir()
    for name in ("good.pdf", "revoked.txt", "changed-title.pdf"):
        shutil.copy(FILES / name, tmp_path / "inbox")
    digits = fingerprint40(read_package((FILES / "authority.xcauth").read_bytes()).anchor.certificate.der)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(time, "time", lambda: datetime(2026, 11, 24, 12, tzinfo=UTC).timestamp())
    monkeypatch.setattr("builtins.input", lambda question: digits)
    exec(compile(example, "docs/library.md", "exec"), {})
    said = capsys.readouterr().out.splitlines()
    assert said[0] == f"ANCHOR_UNKNOWN {digits}"
    assert said[1] == "GENUINE green"
    assert said[2].startswith("GENUINE Authentique")
    assert said[-3:] == ["changed-title.pdf NOT_GENUINE", "good.pdf GENUINE", "revoked.txt REVOKED"]


def test_every_name_is_there_and_the_important_ones_are_described() -> None:
    for name in certapp.verifier.__all__:
        assert getattr(certapp.verifier, name) is not None
    described = set(re.findall(r"^\| `(\w+)", DOCUMENT, re.MULTILINE))
    assert described <= set(certapp.verifier.__all__)


def loaded_after(script: str) -> set[str]:
    """Which of the libraries above a fresh process has loaded after a script."""
    asked = f"import sys\n{script}\nprint(*(name for name in {(*FOREIGN, *HEAVY)!r} if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True, timeout=120)
    return set(done.stdout.split())


def test_it_loads_nothing_of_window_register_or_writer(tmp_path: Path) -> None:
    opening = "from pathlib import Path\nfrom certapp.verifier import TrustStore, verify_file, verify_text"
    assert loaded_after(opening) == set()
    text = f"verify_text(Path({str(FILES / 'good.txt')!r}).read_text(), TrustStore(Path({str(tmp_path)!r})).view(), 0)"
    number = f"verify_text('XA-2026-01-000001-K', TrustStore(Path({str(tmp_path)!r})).view(), 0)"
    assert loaded_after(f"{opening}\n{text}\n{number}") == set()
    pdf = f"verify_file(Path({str(FILES / 'good.pdf')!r}), TrustStore(Path({str(tmp_path)!r})).view(), 0)"
    assert loaded_after(f"{opening}\n{pdf}") & set(FOREIGN) == set()
