"""Which way each character runs (Unicode Standard Annex 9), by the engine of fpdf2.

That engine is slow to import, so it is imported only for text that holds right-to-left characters.
"""

import re
import unicodedata

LRI, RLI, PDI = "\u2066", "\u2067", "\u2069"
LRM = "\u200e"
"""After a bracket that ends left-to-right words among others: without it readers of the file take it away from them."""

_SET_OFF = re.compile("[\u2066-\u2069]")
_STEERING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_NO_CONTROLS = dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069"))
_RIGHT = frozenset({"R", "AL", "AN", "RLE", "RLO", "RLI"})
_OPENING = {"(": ")", "[": "]"}
_LEFT = "A-Za-zÀ-ɏͰ-֏ऀ-῿Ⰰ-ⷿ\u2e80-\u2fff\u3005-\ud7ff\uf900-\ufaff"
"""Letters that run from left to right: Latin, Greek, Cyrillic and those further east."""
_FIXED_FORM = re.compile(
    rf"""(?<!\w)[(\[]?[+\-€£$№]?[0-9{_LEFT}]  # starts with such a letter or a European digit,
        (?:[ -~\u00a0\u202f{_LEFT}°×′″–—‘’“”]*[0-9{_LEFT}°%′″])?  # holds no other direction, ends in its like
        [)\]]?""",
    re.VERBOSE,
)

_TWO_NUMBERS = re.compile("(?<=[0-9])(: )(?=[0-9])")
_NUMBERED = re.compile("[0-9]+(?=: )")
_RIGHT_LETTER = "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]"
_RIGHT_STRETCH = re.compile(f"{_RIGHT_LETTER}(?:[^A-Za-z\u00c0-\u052f]*{_RIGHT_LETTER})?[.!?…]*")


def has_right_to_left(text: str) -> bool:
    """Whether `text` holds a character that runs from right to left."""
    return not text.isascii() and any(unicodedata.bidirectional(c) in _RIGHT for c in text)


def starts_right_to_left(text: str) -> bool:
    """Whether the first letter with a direction runs from right to left (UAX 9, rules P2 and P3)."""
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in ("L", "R", "AL"):
            return direction != "L"
    return False


def isolate_fixed_forms(text: str) -> str:
    """`text` with sizes, numbers, dates and Latin addresses set off as left-to-right isolates.

    Inside a right-to-left sentence "24.5 x 17 cm" or "3 quai des Livres" would otherwise come out with its parts
    in exchanged order, as UAX 9 asks for. What is set off already stays as it is.
    """
    pieces: list[str] = []
    depth = start = 0
    for match in _SET_OFF.finditer(text):
        opening = match.group() != PDI
        if opening and depth == 0:
            pieces.append(_FIXED_FORM.sub(_isolate, text[start : match.start()]))
            start = match.start()
        elif not opening and depth == 1:
            pieces.append(text[start : match.end()])
            start = match.end()
        depth = max(0, depth + (1 if opening else -1))
    rest = text[start:]
    return "".join((*pieces, rest if depth else _FIXED_FORM.sub(_isolate, rest)))


def isolate_right_to_left(text: str) -> str:
    """`text` with its right-to-left words, and a full stop after them, set off as isolates.

    In a left-to-right paragraph the full stop would otherwise be drawn at their beginning.
    """
    return text if PDI in text else _RIGHT_STRETCH.sub(lambda match: f"{RLI}{match.group()}{PDI}", text)


def without_controls(text: str) -> str:
    """`text` without the characters that set a part of it off: for readers who do not see it."""
    return text.translate(_NO_CONTROLS)


def levels(text: str, right_to_left: bool) -> list[int]:
    """The embedding level of each character of one paragraph; rule L1 at the end of a line is the caller's."""
    base = int(right_to_left)
    if not (right_to_left or has_right_to_left(text) or _STEERING.search(text)):
        return [base] * len(text)
    from fpdf.bidi import BidiParagraph
    from fpdf.enums import TextDirection

    paragraph = BidiParagraph(text, TextDirection.RTL if right_to_left else TextDirection.LTR)
    known = {c.character_index: int(c.embedding_level) for c in paragraph.get_characters_with_embedding_level()}
    result: list[int] = []
    for index in range(len(text)):
        result.append(known.get(index, result[-1] if result else base))
    return result


def visual_order(line_levels: list[int]) -> list[int]:
    """The order in which runs with these levels stand on the line from left to right (UAX 9, rule L2)."""
    order = list(range(len(line_levels)))
    lowest_odd = min((level for level in line_levels if level % 2), default=0)
    if not lowest_odd:
        return order
    for level in range(max(line_levels), lowest_odd - 1, -1):
        start = 0
        while start < len(order):
            if line_levels[order[start]] < level:
                start += 1
                continue
            end = start
            while end < len(order) and line_levels[order[end]] >= level:
                end += 1
            order[start:end] = reversed(order[start:end])
            start = end
    return order


def _isolate(match: re.Match[str]) -> str:
    """The words as an isolate; "2: 0" are two numbers of the sentence around, with its colon between them.

    So is the 1 of "1: Lion", which belongs to the word before it.
    """
    words = match.group()
    numbered = _NUMBERED.match(words)
    parts = (numbered[0], ": ", words[numbered.end() + 2 :]) if numbered else (words,)
    return "".join(
        piece if piece == ": " else _isolated(piece)
        for part in parts
        for piece in ((part,) if part == ": " else _TWO_NUMBERS.split(part))
    )


def _isolated(words: str) -> str:
    """A bracket without its other half belongs to the sentence around and parts them."""
    pieces = []
    start = 0
    for index in (*_unpaired(words), len(words)):
        piece = words[start:index]
        bare = piece.strip()
        pieces.append(piece.replace(bare, f"{LRI}{bare}{PDI}") if bare else piece)
        pieces.append(words[index : index + 1])
        start = index + 1
    return "".join(pieces)


def _unpaired(words: str) -> list[int]:
    """Where a bracket stands whose other half is not in `words`."""
    open_at: list[int] = []
    lone = []
    for index, character in enumerate(words):
        if character in _OPENING:
            open_at.append(index)
        elif character in _OPENING.values():
            if open_at and _OPENING[words[open_at[-1]]] == character:
                open_at.pop()
            else:
                lone.append(index)
    return sorted((*lone, *open_at))
