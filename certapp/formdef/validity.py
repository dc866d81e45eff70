"""How long a certificate is valid: the profile's days, and for what must come back not longer than that."""

from datetime import date, timedelta

from certapp.formdef.form import Form
from certapp.model.record import Row

STANDARD_VALIDITY_DAYS = 365
"""Where the profile's setting `validity_days` says nothing of the type of export."""


def valid_until(form: Form, record: Row, issued_on: date) -> date:
    """The profile's days from the day of issue; a temporary export at the latest to its date of return."""
    allowed = form.settings.get("validity_days")
    allowance = allowed.get(record.text("export_type")) if isinstance(allowed, dict) else None
    until = issued_on + timedelta(days=allowance if isinstance(allowance, int) else STANDARD_VALIDITY_DAYS)
    return_by = record.day("return_due_on")
    return min(until, return_by) if return_by and return_by >= issued_on else until
