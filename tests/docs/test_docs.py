"""The maintainers' documents hold what the program holds: what is added here and not there fails."""

import argparse
import ast
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from certapp.cli.main import _parser
from certapp.cli.verify_command import EXIT_STATUS
from certapp.paths import RESOURCES
from certapp.register.events import _EFFECTS
from certapp.seal.claims import claims_json, decode_claims
from certapp.seal.cose import code_kid, parse
from certapp.seal.fitting import GOOD_BYTES, MOST_BYTES
from certapp.seal.text import from_text
from certapp.service.revoking import REASONS
from certapp.service.rights import ROLES_OF
from certapp.trust.es256 import verifies
from certapp.trust.hierarchy import ACTING, STATUS_SIGNING
from certapp.trust.roster import ROLES
from certapp.trust.verdict import Outcome

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
NOT_OURS = {"node_modules", "build", "dist"}
NO_FILES = {"certapp/counters"}
"""A folder of the machine, not of the repository."""
FOR_CHILDREN = {"CERTAPP_KEYS", "CERTAPP_LAYOUT"}
"""What tests on a display tell the tests that they start."""
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"(?<!`)\[[^\]\n]*\]\(([^)\s]+)\)")
CODE = re.compile(r"\b[A-Z][A-Z0-9_]+\b")
NAMED = re.compile(r"(?<![\w./-])((?:certapp|docs|tests|resources|benchmarks|verifier-page|\.ci)/[\w./-]*[\w])")
SECTION = re.compile(r"([\w-]+\.md)\b(?:\)?,? (?:section )?(\d+))?")
MODULE = re.compile(r"(?<![\w./-])([\w/]+\.py)\b")


def read(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


def documents() -> list[Path]:
    """Every Markdown file of the repository."""
    found = ROOT.rglob("*.md")
    return sorted(
        path for path in found if not any(p in NOT_OURS or p.startswith(".") for p in path.relative_to(ROOT).parts)
    )


def commands(parser: argparse.ArgumentParser, words: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every command of the parser, a group's name before its own."""
    groups = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if not groups:
        yield words
    for group in groups:
        for name, inner in group.choices.items():
            yield from commands(inner, (*words, name))


def options(parser: argparse.ArgumentParser) -> Iterator[str]:
    """Every long option of the parser and of all commands below it."""
    for action in parser._actions:
        yield from (option for option in action.option_strings if option.startswith("--"))
        if isinstance(action, argparse._SubParsersAction):
            for inner in action.choices.values():
                yield from options(inner)


def journal_kinds() -> set[str]:
    """Every kind of entry written: a text in capitals that is handed to `record`, `record_alone` or `append`."""
    kinds: set[str] = set()
    for folder in ("service", "register"):
        for path in (ROOT / "certapp" / folder).glob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and _name(node.func) in {"record", "record_alone", "append"}:
                    texts = (each.value for each in node.args if isinstance(each, ast.Constant))
                    kinds |= {text for text in texts if isinstance(text, str) and CODE.fullmatch(text)}
    return kinds


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


SAID_OF_A_PDF = ("document/verdict.py", "document/shape.py", "document/integrity.py")


def verdict_codes() -> set[str]:
    """Every reason of a verdict on a code, and every one that the verdicts on files add."""
    codes = set(tomllib.loads((RESOURCES / "sentences" / "en" / "verdict.toml").read_text("utf-8")))
    saying = {"Reason", "unreadable", "NotGenuineError"}
    for module in ("service/verifying.py", "service/reading_apart.py", *SAID_OF_A_PDF):
        for node in ast.walk(ast.parse((ROOT / "certapp" / module).read_text("utf-8"))):
            if isinstance(node, ast.Call) and _name(node.func) in saying | (
                {"Refusal"} if "apart" in module else set()
            ):
                codes |= {str(each.value) for each in node.args[:1] if isinstance(each, ast.Constant)}
    return codes


def parts(name: str, language: str) -> list[str]:
    return [body for kind, body in FENCE.findall(read(name)) if kind == language]


@pytest.mark.parametrize("words", list(commands(_parser())), ids=" ".join)
def test_each_command_has_its_part_with_an_example_and_an_answer(words: tuple[str, ...]) -> None:
    command = " ".join(("certapp", *words))
    _, heading, after = read("command-line.md").partition(f"\n### {command}\n")
    assert heading, command
    part = re.split(r"^##", after, maxsplit=1, flags=re.MULTILINE)[0]
    assert f"\n    {command}" in part
    assert "```json\n" in part


def test_no_command_is_described_that_is_not_there() -> None:
    described = re.findall(r"^### certapp (.+)$", read("command-line.md"), re.MULTILINE)
    assert set(described) == {" ".join(words) for words in commands(_parser())}


def test_each_option_is_named() -> None:
    text = read("command-line.md")
    assert [option for option in set(options(_parser())) if option not in text] == []


def test_each_example_uses_options_that_there_are() -> None:
    known = set(options(_parser()))
    examples = re.findall(r"^(?:    |        )\S.*$", read("command-line.md"), re.MULTILINE)
    assert examples
    used = {option for line in examples for option in re.findall(r"(?<!\S)--[a-z-]+(?=\s|$)", line)}
    assert used <= known


@pytest.mark.parametrize("outcome", list(Outcome))
def test_each_outcome_stands_with_its_exit_status(outcome: Outcome) -> None:
    section = read("formats.md").partition("### Outcomes and exit status")[2].partition("\n###")[0]
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in section.splitlines() if line.startswith("|")]
    (row,) = [row for row in rows if outcome.value in row[0].split(", ")]
    assert row[2] == str(EXIT_STATUS[outcome])


def test_each_reason_code_is_in_the_formats() -> None:
    section = read("formats.md").partition("### Reason codes")[2].partition("\n## ")[0]
    assert {"COMPARE", "PDF_ALTERED", "NO_CODE_FOUND", "PDF_EXTENDED"} <= verdict_codes()  # the scan finds them
    assert verdict_codes() - set(CODE.findall(section)) == set()


def test_each_kind_of_journal_entry_is_in_the_register() -> None:
    section = read("register.md").partition("### Kinds of entry")[2].partition("\n###")[0]
    rows = re.findall(r"^\| ([A-Z][A-Z_]+) \|", section, re.MULTILINE)
    written = journal_kinds()
    assert {"OFFICE_CREATED", "CERTIFICATE_ISSUED", "NUMBER_VOID", "PACKAGE_EXPORTED"} <= written  # the scan finds them
    assert set(rows) == written | set(_EFFECTS)


def test_each_role_and_each_ground_of_a_revocation_is_named() -> None:
    assert ROLES - set(CODE.findall(read("formats.md"))) == set()
    assert set(REASONS) - set(CODE.findall(read("command-line.md"))) == set()
    assert set(REASONS) - set(CODE.findall(read("register.md"))) == set()


def test_the_numbers_of_the_format_are_those_of_the_program() -> None:
    text = read("formats.md")
    for number in (STATUS_SIGNING.dotted_string, ACTING.dotted_string, str(GOOD_BYTES), str(MOST_BYTES)):
        assert number in text


@pytest.mark.parametrize("path", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_each_link_leads_somewhere(path: Path) -> None:
    for target in LINK.findall(FENCE.sub("", path.read_text("utf-8"))):
        if re.match(r"[a-z][a-z+.-]*:|#", target):
            continue
        assert (path.parent / unquote(target.partition("#")[0])).exists(), target


@pytest.mark.parametrize("path", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_each_file_and_module_that_is_named_is_there(path: Path) -> None:
    text = path.read_text("utf-8")
    gone = [each for each in NAMED.findall(text) if not (ROOT / each).exists() and not (ROOT / f"{each}.py").exists()]
    assert set(gone) <= NO_FILES
    for each in MODULE.findall(text):
        assert any(ROOT.glob(each)) or any((ROOT / "certapp").rglob(each)) or any((ROOT / "tests").rglob(each)), each


def test_each_document_and_section_that_is_named_is_there() -> None:
    sources = [
        path
        for folder in ("certapp", "tests", "benchmarks", "verifier-page/src")
        for path in (ROOT / folder).rglob("*.*")
        if path.suffix in {".py", ".js"}
    ]
    named = {
        place
        for path in (*sources, *documents())
        for place in SECTION.findall(re.sub(r"\s+", " ", path.read_text("utf-8")))
    }
    assert len(named) > 20
    for document, section in sorted(named):
        text = next(path for path in (DOCS / document, ROOT / document) if path.is_file()).read_text("utf-8")
        assert not section or f"\n## {section}. " in text, (document, section)


def test_what_tests_are_told_by_the_environment_stands_in_one_table() -> None:
    sources = [path.read_text("utf-8") for path in (ROOT / "tests").rglob("*.py")]
    read = {name for text in sources for name in re.findall(r"environ(?:\.get\(|\[)\"(CERTAPP_[A-Z_]+)\"", text)}
    rows = [
        row.split("|") for row in (ROOT / "CONTRIBUTING.md").read_text("utf-8").splitlines() if "| `CERTAPP_" in row
    ]
    assert {name for row in rows for name in re.findall("CERTAPP_[A-Z_]+", row[1])} == read - FOR_CHILDREN
    for row in rows:
        files = "".join((ROOT / file).read_text("utf-8") for file in re.findall(r"tests/[\w/]+\.py", row[4]))
        assert [name for name in re.findall("CERTAPP_[A-Z_]+", row[1]) if name not in files] == []


@pytest.mark.parametrize("path", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_each_example_in_json_can_be_read(path: Path) -> None:
    for kind, body in FENCE.findall(path.read_text("utf-8")):
        if kind == "json":
            json.loads(body)


def test_the_worked_example_verifies_and_says_what_is_said() -> None:
    text = read("formats.md")
    (code,) = [body for body in parts("formats.md", "") if body.startswith("XCERT")]
    message = parse(from_text(code))
    kid = re.search(r"kid `([0-9a-f]{16})`", text)
    point = re.search(r"`(0[23][0-9a-f]{64})`", text)
    assert kid and point
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), bytes.fromhex(point[1]))
    assert verifies(key, message.signature, message.to_be_signed())
    assert not verifies(key, message.signature, message.to_be_signed() + b" ")
    assert code_kid(message).hex() == kid[1]
    assert message.protected.hex() in text
    (said,) = parts("formats.md", "json")
    assert claims_json(decode_claims(message.payload)) == json.loads(said)


def test_the_sizes_of_the_worked_example_are_those_said() -> None:
    (code,) = ["".join(body.split()) for body in parts("formats.md", "") if body.startswith("XCERT")]
    message = from_text(code)
    compressed = (len(code) - 6) * 5 // 8
    sizes = f"Payload {len(parse(message).payload)} bytes, message {len(message)}, compressed {compressed}"
    assert f"{sizes}, text {len(code)} characters" in read("formats.md")


def test_every_right_has_its_row() -> None:
    rows = dict(re.findall(r"^\| ([A-Z_]+) \| .* \| ([A-Za-z_, ]+) \|$", read("security.md"), re.MULTILINE))
    for right, roles in ROLES_OF.items():
        said = ROLES if rows[right] == "all" else frozenset(rows[right].split(", "))
        assert said == frozenset(roles), right
