"""Every code this room can say has a sentence, and no sentence waits for a code."""

import re
import string
import tomllib
from pathlib import Path

import certapp
from certapp import register
from certapp.paths import RESOURCES

ENGLISH = RESOURCES / "sentences" / "en"
SENTENCES = tomllib.loads((ENGLISH / "register.toml").read_text("utf-8"))


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


def test_each_code_has_a_sentence_and_each_sentence_of_this_room_a_code() -> None:
    everywhere = {code for file in ENGLISH.glob("*.toml") for code in tomllib.loads(file.read_text("utf-8"))}
    assert raised() <= everywhere
    anywhere = "".join(file.read_text("utf-8") for file in Path(certapp.__path__[0]).rglob("*.py"))
    assert [code for code in SENTENCES if f'"{code}"' not in anywhere] == []


def test_sentences_are_whole() -> None:
    for code, sentence in SENTENCES.items():
        assert sentence.endswith("."), code
        assert all(name is None or name.isidentifier() for _, name, _, _ in string.Formatter().parse(sentence)), code
