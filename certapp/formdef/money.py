"""Sums of money as people write them ("EUR 12.500,00", "12 500 €") understood as an amount and a currency.

A sum that can be read in two ways ("1.200") is not guessed.
"""

import re
import unicodedata
from dataclasses import dataclass

from certapp.formdef.form import Field, Form, Group
from certapp.formdef.standards import currency_called

_SIGNS = {
    **{"us$": "USD", "c$": "CAD", "a$": "AUD", "hk$": "HKD", "nz$": "NZD", "s$": "SGD", "r$": "BRL", "cn¥": "CNY"},
    **{"€": "EUR", "£": "GBP", "₽": "RUB", "₺": "TRY", "₹": "INR", "₪": "ILS", "₩": "KRW", "₴": "UAH", "₫": "VND"},
    **{"₦": "NGN", "₱": "PHP", "₸": "KZT", "฿": "THB", "元": "CNY", "円": "JPY", "руб.": "RUB", "руб": "RUB"},
    **{"euros": "EUR", "euro": "EUR", "евро": "EUR", "يورو": "EUR", "欧元": "EUR", "zł": "PLN", "kč": "CZK"},
}
"""Signs and words that mean one currency; $ and ¥ alone mean several and are not among them.

The full names ("US dollars", "دولار أمريكي") are those of Unicode CLDR."""
_AMOUNT = "amount"
_BLANKS = re.compile(r"(?<=\d)[\s'’](?=\d)")


@dataclass(frozen=True)
class Money:
    """`amount` as a decimal text with a point; `currency` an ISO 4217 code, '' where none was said."""

    amount: str
    currency: str


def understand(text: str, currencies: tuple[str, ...]) -> Money | None:
    """A sum in words and signs; None where it is not understood, or could be read in two ways.

    `currencies` are the ISO 4217 codes there are.
    """
    folded = unicodedata.normalize("NFKC", text[:80]).strip().casefold()
    folded = "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in folded)
    match = re.fullmatch(r"([^\d]*?)\s*(\d[\d\s.,'’٬٫]*\d|\d)(?:\s*[,.]?-)?\s*([^\d]*)", folded)
    if match is None:
        return None
    named = [part.strip(" :") for part in (match[1], match[3]) if part.strip(" :")]
    if len(named) > 1:
        return None
    currency = _currency(named[0], currencies) if named else ""
    amount = _amount(match[2].replace("٬", ",").replace("٫", "."))
    return Money(amount, currency) if amount and currency is not None else None


def _currency(named: str, currencies: tuple[str, ...]) -> str | None:
    if named.upper() in currencies:
        return named.upper()
    return _SIGNS.get(named) or currency_called(named, currencies) or None


def _amount(written: str) -> str | None:
    """The number with a point for its decimals; None where a separator could be either."""
    number = _BLANKS.sub("", written)
    signs = re.findall(r"[.,]", number)
    if not re.fullmatch(r"\d+(?:[.,]\d+)*", number):
        return None
    if not signs:
        return number
    whole, decimals = re.split(r"[.,](?=\d+$)", number)
    last = signs[-1]
    if len(set(signs)) == 1 and len(signs) > 1:  # 1.234.567: all of them part thousands
        return number.replace(last, "") if _in_thousands(number, last) else None
    if len(signs) == 1 and len(decimals) == 3:
        return None  # 1.200 is twelve hundred here and one point two there
    other = "," if last == "." else "."
    if other in whole and not _in_thousands(whole, other):
        return None
    return f"{whole.replace(other, '')}.{decimals}" if last not in whole else None


def _in_thousands(number: str, sign: str) -> bool:
    return re.fullmatch(rf"\d{{1,3}}(?:{re.escape(sign)}\d{{3}})+", number) is not None


def two_readings(text: str) -> tuple[str, str] | None:
    """How a sum like "1.200" can be read: as thousands and with decimals; None where it has one reading or none."""
    match = re.fullmatch(r"\s*(\d{1,3})[.,](\d{3})\s*", text[:40], re.ASCII)
    return None if match is None else (match[1] + match[2], f"{match[1]}.{match[2].rstrip('0') or '0'}")


def currency_beside(form: Form, field: Field) -> str:
    """The id of the field that says an amount's currency; '' where the field is no amount, or has none."""
    above, _dot, name = field.path.rpartition(".")
    if field.kind != "decimal" or not name.endswith(_AMOUNT):
        return ""
    group: object = form.root
    for part in above.split(".") if above else ():
        group = group.member(part) if isinstance(group, Group) else None
    wanted = name.removesuffix(_AMOUNT) + "currency"
    member = group.member(wanted) if isinstance(group, Group) else None
    return wanted if isinstance(member, Field) and member.code_list == "CURRENCY" else ""
