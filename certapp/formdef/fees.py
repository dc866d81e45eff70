"""What an application costs: the fee table of a national profile (settings.fees).

[settings.fees]
currency = "EUR"
application = "25.00"        # for each application
object = "5.00"              # for each object beyond those included
included = 1                 # objects that the first sum includes
most = "200.00"              # at most
free = ["EXHIBITION_LOAN"]   # purposes that cost nothing
before_issue = true          # no certificate before it was paid
"""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from certapp.formdef.form import Form
from certapp.model.record import Row

SUMS = ("application", "object", "most")
NAMES = frozenset({*SUMS, "currency", "included", "free", "before_issue"})


@dataclass(frozen=True)
class FeeDue:
    """A sum with its currency (ISO 4217)."""

    amount: Decimal
    currency: str


def sum_of(typed: object) -> Decimal | None:
    """A sum of a fee table, written as text with a point; None where it is none."""
    try:
        read = Decimal(typed) if isinstance(typed, str) else None
    except InvalidOperation:
        return None
    return read if read is not None and read.is_finite() and read >= 0 else None


def fee_due(form: Form, record: Row) -> FeeDue | None:
    """What an application costs by the profile; None where the profile asks nothing."""
    table = form.settings.get("fees")
    if not isinstance(table, dict):
        return None
    free = table.get("free", [])
    if isinstance(free, list) and record.text("purpose_code") in free:
        return None
    included = table.get("included", 1)
    beyond = max(0, len(record.rows("objects")) - (included if isinstance(included, int) else 1))
    amount = (sum_of(table.get("application")) or Decimal()) + beyond * (sum_of(table.get("object")) or Decimal())
    most = sum_of(table.get("most"))
    amount = amount if most is None else min(amount, most)
    return FeeDue(amount, str(table.get("currency", ""))) if amount else None
