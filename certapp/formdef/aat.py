"""Concepts of the Getty Art & Architecture Thesaurus, by their URI: what says the type of an object in every language.

Nothing is ever fetched: the URI is kept as it names the concept (http://vocab.getty.edu/aat/300033618, paintings).
"""

import re

URI = re.compile(r"http://vocab\.getty\.edu/aat/300[0-9]{6}")
_SAID = re.compile(r"(?:(?:https?://)?vocab\.getty\.edu/(?:page/)?aat/|aat[:\s]\s*)?(300[0-9]{6})/?", re.IGNORECASE)
_LONGEST = 80


def concept(words: str) -> str:
    """The concept's URI where `words` say one: bare, `aat:300033618`, or as the address of its page; else ''."""
    found = _SAID.fullmatch(words.strip()) if len(words) <= _LONGEST else None
    return f"http://vocab.getty.edu/aat/{found[1]}" if found else ""
