"""Every code this room can say has a sentence, and no sentence waits for a code."""

import re
import string
import tomllib
from pathlib import Path

from certapp import register
from certapp.paths import RESOURCES

SENTENCES = tomllib.loads((RESOURCES / "sentences" / "en" / "register.toml").read_text("utf-8"))


def raised() -> set[str]:
    codes: set[str] = set()
    for folder in register.__path__:
        for file in Path(folder).glob("*.py"):
            source = file.read_text("utf-8")
            for pattern in (
                r'(?:Refusal|sentence|_fault)\(\s*(?:[\w.]+,\s*)?"([A-Z_0-9]+)"',
                r'_appearing\(target, "([A-Z_]+)"',
                r'\d+: "([A-Z_]+)",  # ',
            ):
                codes.update(re.findall(pattern, source))
    return codes


def test_codes_and_sentences_are_the_same_set() -> None:
    assert raised() == set(SENTENCES)


def test_sentences_are_whole() -> None:
    for code, sentence in SENTENCES.items():
        assert sentence.endswith("."), code
        assert all(name is None or name.isidentifier() for _, name, _, _ in string.Formatter().parse(sentence)), code
