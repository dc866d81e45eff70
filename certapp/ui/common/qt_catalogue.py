"""A catalogue of words for Qt, made in memory in the form of its .qm files.

Qt asks for words in every thread, at times while it holds a lock. A translator in Python would then wait for the
interpreter, which another thread may have that waits for the lock: the program would stand still for ever.
"""

import struct
from collections.abc import Mapping

_MAGIC = bytes.fromhex("3cb86418caef9c95cd211cbf60a1bddd")
_HASHES, _MESSAGES = 0x42, 0x69
_END, _TRANSLATION, _SOURCE, _CONTEXT, _COMMENT = 1, 3, 6, 7, 8


def catalogue(words: Mapping[tuple[str, str], str]) -> bytes:
    """What QTranslator loads: the words by Qt's class and its English (ASCII)."""
    messages, hashes = b"", []
    for (context, source), said in words.items():
        hashes.append((_hash(source.encode()), len(messages)))
        messages += _part(_TRANSLATION, said.encode("utf-16-be")) + _part(_COMMENT, b"")
        messages += _part(_SOURCE, source.encode()) + _part(_CONTEXT, context.encode()) + bytes([_END])
    table = b"".join(struct.pack(">II", *each) for each in sorted(hashes))
    return _MAGIC + _part(_HASHES, table) + _part(_MESSAGES, messages)


def _part(tag: int, content: bytes) -> bytes:
    return struct.pack(">BI", tag, len(content)) + content


def _hash(source: bytes) -> int:
    """The hash of ELF, as Qt uses it."""
    found = 0
    for byte in source:
        found = (found << 4) + byte
        high = found & 0xF0000000
        found = (found ^ (high >> 24)) & ~high & 0xFFFFFFFF
    return found or 1
