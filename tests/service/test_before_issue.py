"""What a profile may ask before issue, and how long the file is kept."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from certapp.model.errors import Refusal
from certapp.model.record import Row
from certapp.register.applications import application
from certapp.register.cases import history
from certapp.register.journal import entries
from certapp.service.before_issue import retention_until
from certapp.service.casework import receive_fee
from certapp.service.clock import days
from certapp.service.issuing import issue
from certapp.service.office import Actor, Office
from tests.offices import passphrase


def asking(office: Office, **settings: Any) -> Office:
    return replace(office, form=replace(office.form, settings={**office.form.settings, **settings}))


def test_a_profile_may_ask_for_another_person_at_the_seal(office: Office, boris: Actor, approved: str) -> None:
    signer = office.unlock("document_signer", passphrase)
    with pytest.raises(Refusal, match="SEALER_TOOK_PART"):
        issue(asking(office, sealer_is_another=True), boris, approved, signer)
    assert application(office.register, approved).status == "APPROVED"


def test_a_profile_may_let_nothing_out_before_the_fee_is_paid(
    office: Office, anna: Actor, boris: Actor, approved: str
) -> None:
    signer = office.unlock("document_signer", passphrase)
    table = {"currency": "EUR", "application": "25.00", "before_issue": True}
    strict = asking(office, fees=table)
    with pytest.raises(Refusal, match="FEE_OUTSTANDING"):
        issue(strict, boris, approved, signer)
    receive_fee(office, anna, approved, "25.00", "EUR", "R-2026-77")
    number = issue(strict, boris, approved, signer).number
    issued = next(each for each in entries(office.register, subject=number) if each.type == "CERTIFICATE_ISSUED")
    today = office.clock.today
    assert issued.facts()["retention_until"] == days(today.replace(year=today.year + 20))
    assert [each.type for each in history(office.register, approved)][-1] == "FEE_RECEIVED"


@pytest.mark.parametrize(
    ("typed", "years", "until"),
    [
        ({}, 21, date(2049, 3, 1)),
        ({"retention_until": date(2050, 1, 1)}, 20, date(2050, 1, 1)),
        ({}, "permanent", None),
    ],
)
def test_a_file_is_kept_as_typed_or_for_the_years_of_the_profile(
    office: Office, typed: dict[str, date], years: object, until: date | None
) -> None:
    assert retention_until(asking(office, retention_years=years), Row(typed), date(2028, 2, 29)) == until
