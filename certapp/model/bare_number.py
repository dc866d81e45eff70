"""A number printed on any paper, without what a typist varies, as digests hash it (docs/formats.md, section 6)."""

import unicodedata


def bare_number(number: str) -> str:
    """NFKC, upper case, letters and digits alone; '' where there are none."""
    plain = unicodedata.normalize("NFKC", number).upper()
    return "".join(letter for letter in plain if unicodedata.category(letter)[0] in "LN")


def digits_of(number: str) -> str:
    """Its decimal digits alone, in Latin digits: what "No. 12/98" and "12/98" have in common; '' for none."""
    plain = unicodedata.normalize("NFKC", number)
    return "".join(str(unicodedata.digit(letter)) for letter in plain if unicodedata.category(letter) == "Nd")
