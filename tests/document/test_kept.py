"""PDF/A by programs that are not ours: of every kind of paper, and behind every level of signature."""

import io
import shutil
import subprocess
import xml.etree.ElementTree as ET  # of a program of ours to start, on files of ours
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Name, pdfa

from certapp.document.rendering import render
from certapp.model.language import NAMES
from certapp.service.papers import leaflet
from certapp.service.papers import test_sheet as sheet_of_tests
from tests.document.making import arabic, english, many_objects, preview
from tests.document.reduced import for_pikepdf, for_preflight
from tests.document.test_two_languages import printed
from tests.formdef.making import COINS, MUSEUM, at, example

JARS = Path("/usr/share/java")
PREFLIGHT = [
    JARS / f"{name}.jar"
    for name in ("preflight", "pdfbox2", "xmpbox", "fontbox2", "commons-logging", "commons-io", "jaxb-api")
] + [JARS / "javax.activation.jar"]
LEVELS = ("signed", "stamped", "long_term", "for_ever", "again")


@pytest.fixture(scope="module")
def files(request: pytest.FixtureRequest) -> dict[str, bytes]:
    """Certificates in six languages and two, of all kinds, papers, and each level of signature."""
    made = {make.__name__: render(make()) for make in (english, arabic, preview)} | {"many": render(many_objects(3))}
    for language in NAMES:
        made[f"coins-{language}"] = render(printed(example(COINS, at("primary_language", language))))
        made[f"leaflet-{language}"] = leaflet("Department of Antiquities", language, 0)
    made["manuscript-ar-en"] = render(printed(example(MUSEUM, at("second_language", "en"))))
    made["test-sheet"] = sheet_of_tests("certapp", "en", 0)
    return made | {level: request.getfixturevalue(level) for level in LEVELS}


def test_pikepdf_finds_nothing_against_the_archive(files: dict[str, bytes], tmp_path: Path) -> None:
    for name, pdf in files.items():
        (tmp_path / f"{name}.pdf").write_bytes(for_pikepdf(pdf))
        report = pdfa.validate_written(str(tmp_path / f"{name}.pdf"), "3b")
        left = ["unrecognized key(s) /DSS are not checked"] if b"/DSS" in pdf else []
        assert [finding.message for finding in report.findings] == left, name


@pytest.mark.skipif(
    shutil.which("java") is None or not all(jar.is_file() for jar in PREFLIGHT), reason="no PDFBox Preflight here"
)
def test_preflight_finds_nothing_against_the_archive(files: dict[str, bytes], tmp_path: Path) -> None:
    for name, pdf in files.items():
        (tmp_path / f"{name}.pdf").write_bytes(for_preflight(pdf))
    (tmp_path / "bad.pdf").write_bytes(_with_a_font_that_is_not_inside(files["english"]))
    found = _preflight(tmp_path)
    assert {name for name, valid in found.items() if not valid} == {"bad.pdf"}
    assert len(found) == len(files) + 1


def _with_a_font_that_is_not_inside(pdf: bytes) -> bytes:
    """So that Preflight can be seen to find something."""
    with pikepdf.open(io.BytesIO(for_preflight(pdf))) as file:
        for each in file.objects:
            if isinstance(each, pikepdf.Dictionary) and Name.FontFile2 in each:
                del each[Name.FontFile2]
        out = io.BytesIO()
        file.save(out)
    return out.getvalue()


def _preflight(folder: Path) -> dict[str, bool]:
    """Whether each file of a folder is PDF/A-1b, by Apache PDFBox Preflight."""
    listed = folder / "list"
    listed.write_text("\n".join(str(file) for file in sorted(folder.glob("*.pdf"))))
    path = ":".join(map(str, PREFLIGHT))
    command = ["java", "-Xshare:auto", "-cp", path, "org.apache.pdfbox.preflight.Validator_A1b", "xml", "group", listed]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    told = folder / "list.preflight.xml"
    assert told.is_file(), done.stdout + done.stderr
    return {each.get("name"): each.findtext("isValid") == "true" for each in ET.parse(told).getroot().iter("preflight")}
