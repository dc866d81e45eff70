"""Every refusal and every reason of this room has its sentence, and no sentence is without use."""

import re
import tomllib
from pathlib import Path

import certapp.trust
from certapp.paths import RESOURCES

CODE = re.compile(r'"([A-Z]+(?:_[A-Z]+)+|GENUINE|REPLACED|REVOKED|EXPIRED|COMPARE)"')
NOT_SENTENCES = {"SEAL_HOLDER", "CODE_DAMAGED", "CODE_NEWER", "NOT_OUR_CODE"}
ONLY_OUTCOMES = {
    "ALREADY_USED",
    "UNKNOWN_ISSUER",
    "NOT_GENUINE",
    "NEWER_FORMAT",
    "NOT_OURS",
    "CLOCK_SUSPECT",
}


def sentences() -> dict[str, str]:
    found: dict[str, str] = {}
    for name in ("trust.toml", "verdict.toml", "lists.toml"):
        found |= tomllib.loads((RESOURCES / "sentences" / "en" / name).read_text("utf-8"))
    return found


def codes() -> set[str]:
    (folder,) = certapp.trust.__path__
    source = "".join(path.read_text("utf-8") for path in Path(folder).glob("*.py"))
    return set(CODE.findall(source)) - NOT_SENTENCES - ONLY_OUTCOMES


def test_each_code_has_a_sentence_and_each_sentence_a_code() -> None:
    assert codes() == set(sentences())


def test_each_sentence_ends_and_speaks_plainly() -> None:
    for code, words in sentences().items():
        assert words.endswith((".", "?")), code
        assert not re.search(r"\b(DER|PEM|CRL|X\.509|COSE|CBOR|kid|CSCA|anchor|SHA)\b", words), code
