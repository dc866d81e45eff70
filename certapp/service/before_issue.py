"""What a profile asks before a certificate is issued: another person at the seal, the fee; how long it is kept."""

from datetime import date

from certapp.formdef.fees import fee_due
from certapp.model.errors import Refusal
from certapp.model.record import Row
from certapp.register.applications import Application
from certapp.register.case_events import involved
from certapp.register.cases import fees
from certapp.service.office import Actor, Office
from certapp.service.requiring_second import require_second


def check_before_issue(office: Office, actor: Actor, found: Application, record: Row) -> None:
    """Ask what the settings of the profile ask.

    Raises:
        Refusal: SECOND_SIGNATURE_REQUIRED, SECOND_SIGNATURE_ENDED (setting `second_signature`), SEALER_TOOK_PART
            (`sealer_is_another`), FEE_OUTSTANDING (`fees.before_issue`).
    """
    require_second(office, found.number)
    settings = office.form.settings
    if settings.get("sealer_is_another") is True:
        took_part = involved(office.register, found.number) | {found.approved_by}
        if actor.id in took_part:
            raise Refusal("SEALER_TOOK_PART", application=found.number)
    table = settings.get("fees")
    due = fee_due(office.form, record)
    if due is None or not isinstance(table, dict) or table.get("before_issue") is not True:
        return
    if not fees(office.register, found.number) and "fee_receipt_no" not in record:
        raise Refusal("FEE_OUTSTANDING", application=found.number, amount=f"{due.amount:f} {due.currency}")


def retention_until(office: Office, record: Row, issued_on: date) -> date | None:
    """The day until which the file of a certificate is kept: as typed, else by the profile; None for ever."""
    typed = record.day("retention_until")
    years = office.form.settings.get("retention_years")
    if typed is not None or not isinstance(years, int):
        return typed
    try:
        return issued_on.replace(year=issued_on.year + years)
    except ValueError:  # the 29th of February
        return date(issued_on.year + years, 3, 1)
