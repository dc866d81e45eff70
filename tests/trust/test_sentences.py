"""Every refusal and every reason of this room has its sentence, and no sentence is without use."""

import re
import tomllib
from pathlib import Path

import certapp.trust
from certapp.paths import RESOURCES
from certapp.trust.receipt import IRREGULARITIES

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


OWN_ROOMS = ("trust", "verdict", "lists")


def sentences(*rooms: str) -> dict[str, str]:
    """By code; of all rooms where none is named."""
    found: dict[str, str] = {}
    for path in (RESOURCES / "sentences" / "en").glob("*.toml"):
        if not rooms or path.stem in rooms:
            found |= tomllib.loads(path.read_text("utf-8"))
    return found


def codes() -> set[str]:
    (folder,) = certapp.trust.__path__
    source = "".join(path.read_text("utf-8") for path in Path(folder).glob("*.py"))
    return set(CODE.findall(source)) - NOT_SENTENCES - ONLY_OUTCOMES


def test_each_code_has_a_sentence_and_each_sentence_a_code() -> None:
    assert codes() - set(IRREGULARITIES) <= set(sentences())  # those are named in forms/
    assert set(sentences(*OWN_ROOMS)) <= codes()


def test_each_sentence_ends_and_speaks_plainly() -> None:
    for code, words in sentences(*OWN_ROOMS).items():
        assert words.endswith((".", "?")), code
        assert not re.search(r"\b(DER|PEM|CRL|X\.509|COSE|CBOR|kid|CSCA|anchor|SHA)\b", words), code
