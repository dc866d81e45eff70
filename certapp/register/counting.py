"""What a certificate's record gives to the reports: taken out once, when it is issued.

Counted are kind of export, destination, objects, each category an object is in, and each object's first valuation: an
object with an insurance value and a price would else count twice.
"""

from collections import Counter
from decimal import Decimal, InvalidOperation

from certapp.model.errors import Refusal
from certapp.register.connection import Connection
from certapp.seal import cbor

Plain = dict[int | str, cbor.Item]


def count_certificate(connection: Connection, number: str, issued_on: int, content: bytes) -> None:
    """Write the rows of one certificate; `issued_on` in days since 1970-01-01.

    A record that cannot be read, or lacks something, counts with what it has: what is counted never stands in the
    way of what is issued.
    """
    record = _map(_read(content))
    objects = [_map(each) for each in _list(record.get("objects"))]
    temporary = record.get("export_type") not in (None, "PERMANENT")
    row = (number, issued_on, int(temporary), _text(record.get("country_of_destination")), len(objects))
    connection.execute(
        "INSERT INTO counted (certificate, issued_on, temporary, destination, objects) VALUES (?, ?, ?, ?, ?)", row
    )
    categories: Counter[tuple[str, str]] = Counter()
    counts: Counter[str] = Counter()
    sums: dict[str, Decimal] = {}
    for each in objects:
        named = [_map(category) for category in _list(each.get("category"))]
        categories.update({(_text(one.get("scheme")), _text(one.get("code"))) for one in named})
        valued = [_map(value) for value in _list(each.get("valuation"))]
        if valued and (amount := _amount(valued[0].get("amount"))) is not None:
            currency = _text(valued[0].get("currency"))
            counts[currency] += 1
            sums[currency] = sums.get(currency, Decimal(0)) + amount
    for (scheme, code), count in categories.items():
        connection.execute("INSERT INTO counted_category VALUES (?, ?, ?, ?)", (number, scheme, code, count))
    for currency, total in sums.items():
        value = (number, currency, counts[currency], format(total, "f"))
        connection.execute("INSERT INTO counted_value VALUES (?, ?, ?, ?)", value)


def count_all(connection: Connection) -> None:
    """Count every certificate of a register that knew no counting yet, one record at a time."""
    for number, issued_on in connection.rows("SELECT number, issued_on FROM certificate ORDER BY number"):
        content = connection.value("SELECT record FROM certificate WHERE number = ?", (number,))
        count_certificate(connection, number, issued_on, content)


def _read(content: bytes) -> object:
    try:
        return cbor.decode(content, cbor.RECORD)
    except Refusal:
        return None


def _map(value: object) -> Plain:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[cbor.Item]:
    return value if isinstance(value, list) else []


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _amount(value: object) -> Decimal | None:
    try:
        amount = Decimal(_text(value))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() else None
