"""The page in Firefox: photographs, PDFs, texts and printed bulletins come to the same; skipped where there is none."""

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from certapp.service.verifier_page import verifier_page
from certapp.trust.bulletin import read_bulletin
from certapp.trust.package import read_package
from certapp.trust.view import view_of
from tests.page.firefox import FIREFOX, Firefox
from tests.page.test_vectors import JUDGE_ALL, XC
from tests.vectors.reading import FILES, codes, printed, text_in
from tests.vectors.vector import NOW
from tests.verdicts.cases import OF_XA, Case, believed, cases, equip

pytestmark = pytest.mark.skipif(FIREFOX is None, reason="not installed: firefox")


@pytest.fixture(scope="module")
def firefox() -> Iterator[Firefox]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, Firefox(Path(folder)) as opened:
        yield opened


def set_clock(firefox: Firefox, now: int) -> None:
    firefox.run(f"window.now = {now}, window.Date.now = () => window.now * 1000, 0")


def said(firefox: Firefox) -> tuple[str, str, set[str]]:
    outcome, colour = firefox.run("Object.values({...document.querySelector('.verdict').dataset})")
    codes = "[...document.querySelectorAll('#result [data-code]')].map((each) => each.dataset.code)"
    return outcome, colour, set(firefox.run(codes))


def test_photographs_and_pdfs_come_to_the_same(firefox: Firefox, tmp_path: Path) -> None:
    page = tmp_path / "verify.html"
    page.write_bytes(verifier_page(believed(equip("vectors", tmp_path / "post")), NOW).content)
    firefox.open(page)
    set_clock(firefox, NOW)
    files = [case for case in cases() if case.file.parent == OF_XA]
    assert len(files) > 15
    for case in files:
        firefox.choose("#file", case.file)
        outcome, colour, reasons = said(firefox)
        assert (outcome, colour) == (case.outcome, case.colour), case
        assert case.code in reasons or case.code.startswith("CAMERA_"), case
    texts = [case for case in cases() if case.post == "vectors" and case.file.suffix == ".txt"]
    asked = [(str(at), case.now, case.file.read_bytes().decode()) for at, case in enumerate(texts)]
    found = firefox.run(JUDGE_ALL % json.dumps(asked))
    assert [_told(found[str(at)]) for at in range(len(texts))] == [_expected(case) for case in texts]


def _told(found: dict[str, str]) -> tuple[str, str]:
    return found["outcome"], found["colour"]


def _expected(case: Case) -> tuple[str, str]:
    return case.outcome, case.colour


def test_printed_bulletins_are_kept_from_one_opening_to_the_next(firefox: Firefox, tmp_path: Path) -> None:
    bulletin = read_bulletin((FILES / "xc-1.xcstatus").read_bytes(), [read_package(XC).anchor])
    page = tmp_path / "verify.html"
    page.write_bytes(verifier_page(view_of([read_package(XC)], [bulletin]), NOW).content)
    revoked = next(each for each in codes() if each["file"] == "printed-revoked.txt")
    firefox.open(page)
    set_clock(firefox, NOW)
    for text in [text_in(each) for each in printed() if each["file"] in revoked["printed"]]:
        firefox.paste(text)
        assert "PRINTED_BULLETIN_KEPT" in said(firefox)[2]
    firefox.open(page)
    set_clock(firefox, NOW)
    firefox.paste(text_in(revoked))
    assert said(firefox)[:2] == ("REVOKED", "red")
    firefox.run("document.getElementById('forget').click()")
    firefox.wait("!document.getElementById('forget')")
    firefox.paste(text_in(revoked))
    assert said(firefox)[:2] == ("GENUINE", "green")
