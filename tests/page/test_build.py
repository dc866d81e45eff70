"""The page that is shipped is the one that its sources make, and nothing in it can come from elsewhere."""

import base64
import hashlib
import re
import shutil
import subprocess
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest

from certapp.document.rendering import render
from certapp.formdef.printed import PrintedField
from certapp.model.language import NAMES
from certapp.model.translation import translation
from certapp.service.page_words import BESIDE_VERDICTS, PLURALS, WORDS, languages
from certapp.service.verifier_page import TEMPLATE
from tests.document.making import arabic, english
from tests.document.scripts import SENTENCES

SOURCES = Path(__file__).parents[2] / "verifier-page"
NODE, NPM = shutil.which("node"), shutil.which("npm")
PAGE = TEMPLATE.read_text("utf-8")


@pytest.fixture(scope="module")
def packages() -> Path:
    """The packages that the page is built with, installed."""
    if not (NODE and NPM):
        pytest.skip("node and npm are not on the PATH")
    stamp = SOURCES / "node_modules" / ".package-lock.json"  # npm's own, written last
    if not stamp.is_file() or stamp.stat().st_mtime < (SOURCES / "package-lock.json").stat().st_mtime:
        command = [str(NPM), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        subprocess.run(command, cwd=SOURCES, check=True, capture_output=True, timeout=150)
    return stamp.parent


def test_the_page_is_what_its_sources_make(packages: Path, tmp_path: Path) -> None:
    made = tmp_path / "page.html"
    subprocess.run([str(NODE), "build.mjs", str(made)], cwd=SOURCES, check=True, capture_output=True, timeout=100)
    assert made.read_text("utf-8") == PAGE, (
        "build it anew: cd verifier-page && npm ci --ignore-scripts && npm run build"
    )


def test_pdf_js_reads_every_script_in_its_order(packages: Path, tmp_path: Path) -> None:
    """Of an Arabic line whole words and sizes: PDF.js itself orders the pieces of a line of two directions."""
    fields = tuple(PrintedField(script, script, words) for script, words in SENTENCES.items())
    told = ""
    for name, printed in (("scripts", replace(english(), supplement=fields)), ("arabic", arabic())):
        (tmp_path / name).write_bytes(render(printed))
        reader = packages / "pdfjs-dist" / "legacy" / "build" / "pdf.mjs"
        command = [str(NODE), str(Path(__file__).with_name("text.mjs")), reader.as_uri(), str(tmp_path / name)]
        told += _bare(subprocess.run(command, check=True, capture_output=True, timeout=60).stdout.decode())
    assert [script for script, words in SENTENCES.items() if _bare(words) not in told] == []
    for words in ("مكتبة المخطوطات الوطنية", "شهادة تصدير الممتلكات الثقافية", "24.5 x 17 x 3.2 cm; 3.5 kg"):
        assert _bare(words) in told


def _bare(text: str) -> str:
    """Without blanks, and with the letters that PDF.js takes apart taken apart."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def test_its_policy_allows_these_scripts_and_no_network() -> None:
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', PAGE)
    assert policy
    rules = dict(rule.partition(" ")[::2] for rule in policy[1].split("; "))
    assert (rules["default-src"], rules["connect-src"]) == ("'none'", "'none'")
    assert "unsafe-eval" not in rules["script-src"].replace("wasm-unsafe-eval", "") and "http" not in policy[1]
    scripts = dict(re.findall(r'<script(?: type="text/plain" id="([\w-]+)")?>(.*?)</script>', PAGE, re.DOTALL))
    run = {_hash(scripts[""]), _hash(scripts["pdf-reader"])}
    assert run | {"'wasm-unsafe-eval'"} == set(rules["script-src"].split())
    assert not re.search(r"<(?:link|img|iframe|object|embed)\b|\son\w+=", PAGE.partition("<script")[0])


def _hash(content: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"


def test_the_licences_of_what_it_holds_stand_in_it() -> None:
    for words in ("PDF.js", "zxing-cpp", "Ze-Zheng Wu", "Denis Pushkarev", "Apache License", "MIT License"):
        assert words in PAGE


def test_its_words_are_those_handed_to_it() -> None:
    sources = "\n".join(file.read_text("utf-8") for file in sorted((SOURCES / "src").glob("*.js")))
    template = (SOURCES / "page.template.html").read_text("utf-8")
    said = set(re.findall(r'data-say="([^"]+)"', template))
    for opening in (r"\.say\(\s*", r"const words = ", r"^  [A-Za-z_]+: "):  # asked for, kept for a line, in a table
        for single, double in re.findall(rf"""{opening}(?:'([^'\n]+)'|"([^"\n]+)"),?""", sources, re.MULTILINE):
            said.add(single or double)
    words = {each for each in said if " " in each or each[0].isupper()} - {"COMPARE"}
    assert words - set(WORDS) == set()
    assert [each for each in WORDS if f"'{each}'" not in sources and f'"{each}"' not in sources + template] == []
    assert set(re.findall(r"\.count\('([^']+)', '([^']+)'", sources)) == set(PLURALS)
    assert [code for code in BESIDE_VERDICTS if f"'{code}'" not in sources] == []


def test_it_speaks_every_language_in_full() -> None:
    found = {str(each["tag"]): each for each in languages()}
    assert found.keys() == NAMES.keys()
    for tag, each in found.items():
        if tag != "en":
            known = translation(tag)._catalog  # type: ignore[attr-defined]
            assert [words for words in WORDS if words not in known] == []
        assert each["sentences"].keys() == found["en"]["sentences"].keys()  # type: ignore[attr-defined]
