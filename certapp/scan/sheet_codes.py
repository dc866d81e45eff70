"""The codes of the test sheet: every letter and digit that codes have, nothing signed, another text for each size."""

from typing import Final

from certapp.seal.matrix import MODULE_MM

TEST_PREFIX: Final = "XCTES"
ALPHABET: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
MODULES_MM: Final = {"SMALL": 0.381, "USUAL": MODULE_MM, "LARGE": 0.635}
"""By the word after `XCTEST`: smaller than on certificates, as there, larger; 9, 12 and 15 dots at 600 dpi."""
_ROUNDS: Final = "".join(ALPHABET[step * place % len(ALPHABET)] for step in range(1, 32, 2) for place in range(32))
"""The alphabet sixteen times, each time by another step, so that what was lost can be told from what follows."""
TEST_TEXTS: Final = {size: f"XCTEST{size}{_ROUNDS}"[:500] for size in MODULES_MM}
"""QR version 14."""
TYPED_TEXT: Final = f"XCTEST{ALPHABET}"
"""The short one, printed in letters beside it."""
ALL: Final = frozenset({*TEST_TEXTS.values(), TYPED_TEXT})
