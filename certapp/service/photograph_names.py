"""What a photograph's file name tells of its view: a suggestion that the official sees and may change."""

import re
from typing import Final

PICTURE_ENDINGS: Final = frozenset({".jpg", ".jpeg", ".png", ".heic", ".heif"})
_WORDS: Final = {
    "DETAIL_INSCRIPTION": "signature signed inscription inscrip signatur firma",
    "DETAIL_MARK": "mark marks stamp label hallmark poincon",
    "DETAIL_FEATURE": "detail details damage feature",
    "BACK": "back verso reverse rear dos rueckseite",
    "FRONT": "front recto obverse face vorderseite anverso",
    "LEFT": "left links gauche",
    "RIGHT": "right rechts droite",
    "TOP": "top above oben dessus",
    "BOTTOM": "bottom base foot below unten dessous",
    "PACKED": "packed crate packing",
    "OVERALL": "overall whole full general",
}
"""View (code list PHOTO_VIEW) by words of file names; the first line wins: a detail of the back is one."""


def view_of(name: str) -> str:
    """The view that a file name speaks of; '' where it speaks of none."""
    words = set(re.split(r"[\W\d_]+", name.rpartition(".")[0].casefold()))
    return next((view for view, known in _WORDS.items() if words & set(known.split())), "")
