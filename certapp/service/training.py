"""The training office: TEST keys, three people with known passphrases, the example applications ready."""

import json
import re
import shutil
from dataclasses import replace
from datetime import date
from itertools import count
from pathlib import Path
from typing import Final

from certapp.model.files import write_atomically
from certapp.paths import RESOURCES
from certapp.service.clock import Clock
from certapp.service.deciding import approve
from certapp.service.drafting import draft_from
from certapp.service.exchanging import sign_next_bulletin
from certapp.service.founding import Founded, create_office
from certapp.service.intake import Intake, read_intake
from certapp.service.issuing import issue
from certapp.service.office import open_office
from certapp.service.officials import NewUser
from certapp.service.receiving import receive
from certapp.service.revoking import revoke
from certapp.service.training_passphrases import APPROVER, PASSPHRASES, PREPARER, SECOND_SUPERVISOR
from certapp.trust.keyfile import TEST_COST

__all__ = ["APPROVER", "PASSPHRASES", "PREPARER", "SECOND_SUPERVISOR", "create_training_office", "passphrase"]

EXAMPLES = RESOURCES / "training"
PASSPHRASES_FILE = "training-passphrases.json"
WRITTEN: Final = date(2026, 11, 1)
"""The day on which the examples are dated."""
DAY: Final = re.compile(r"20(?:2[6-9]|[3-9]\d)-\d\d-\d\d")

USERS = (
    NewUser(PREPARER, "Clara Clerk (training)", frozenset({"CLERK", "OFFICER"})),
    NewUser(APPROVER, "Adam Approver (training)", frozenset({"APPROVER", "SEAL_HOLDER", "SUPERVISOR", "ADMIN"})),
    NewUser(SECOND_SUPERVISOR, "Sana Supervisor (training)", frozenset({"APPROVER", "SUPERVISOR", "AUDITOR"})),
)


def passphrase(name: str) -> str:
    """The training passphrase of a key."""
    return PASSPHRASES[name]


def example_folders() -> tuple[Path, ...]:
    """The example applications that come with the program."""
    return tuple(sorted(path.parent for path in EXAMPLES.glob("*/application.json")))


def read_example(name: str, today: date) -> Intake:
    """An example, ready to be handed in today: days that lay ahead of it are moved by whole years until they do again.

    Refusals as of `read_intake`.
    """
    intake = read_intake(EXAMPLES / name)
    text = json.dumps(intake.raw)
    ahead = [day for found in DAY.findall(text) if (day := date.fromisoformat(found)) > WRITTEN]
    years = next(years for years in count() if all(_years_on(day, years) > today for day in ahead))

    def moved(found: re.Match[str]) -> str:
        day = date.fromisoformat(found[0])
        return (_years_on(day, years) if day > WRITTEN else day).isoformat()

    return replace(intake, raw=json.loads(DAY.sub(moved, text))) if years else intake


def _years_on(day: date, years: int) -> date:
    return day.replace(year=day.year + years)  # no example has the 29th of February


def create_training_office(path: Path, clock: Clock | None = None, *, with_history: bool = True) -> Founded:
    """Make a training office in `path`: all examples as drafts; with history, one issued, one revoked, one waiting.

    Raises:
        Refusal: OFFICE_EXISTS and what else `create_office` says.
    """
    founded = create_office(
        path,
        country="XA",
        authority="Exampleland Heritage Authority",
        office="01",
        users=USERS,
        passphrase=passphrase,
        clock=clock,
        training=True,
        cost=TEST_COST,
    )
    try:
        _fill(path, clock or Clock(), with_history)
    except BaseException:
        shutil.rmtree(path, ignore_errors=True)  # half a training office teaches the wrong things
        raise
    return founded


def _fill(path: Path, clock: Clock, with_history: bool) -> None:
    write_atomically(path / PASSPHRASES_FILE, json.dumps(PASSPHRASES, indent=2).encode(), private=True)
    with open_office(path, clock) as office:
        preparer, approver = office.log_in(PREPARER, passphrase), office.log_in(APPROVER, passphrase)
        for folder in example_folders():
            draft_from(office, PREPARER, read_example(folder.name, office.clock.today))
        if not with_history:
            return
        document_signer = office.unlock("document_signer", passphrase)
        for example, revoked in (("painting-permanent-sale", False), ("manuscript-arabic", True)):
            number = receive(office, preparer, read_example(example, office.clock.today))
            approve(office, approver, number)
            issued = issue(office, approver, number, document_signer)
            if revoked:
                revoke(office, approver, preparer, issued.number, "ERROR", "Training: issued to show a revocation.")
        receive(office, preparer, read_example("coins-temporary-loan", office.clock.today))
        sign_next_bulletin(office, approver, office.unlock("status_signer", passphrase))
