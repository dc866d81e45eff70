"""The state machine of a certificate after issue, as a table: what each state allows is offered and done by whom it is
for, and everything else is refused and changes nothing."""

import hashlib
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

import pytest

from certapp.model.errors import Refusal
from certapp.model.record import Row
from certapp.register.connection import Connection, open_scratch
from certapp.register.journal import last_entry
from certapp.register.lives import life
from certapp.register.migrations import migrate
from certapp.seal import cbor
from certapp.service.after_issue import possible_acts
from certapp.service.clock import Clock, day_of, days
from certapp.service.endorsing import Desk, Sheet
from certapp.service.office import Actor, Office, open_office
from certapp.service.receipts import type_endorsement
from certapp.service.reminding import reminders
from certapp.service.replacing import replacing_facts
from certapp.service.returning import Inspected, add_stop, close_not_returned, extend, inspect_return, surrender
from certapp.service.revoking import revoke
from certapp.service.suspending import lift_suspension, suspend
from certapp.trust.receipt import Presented
from certapp.trust.roster import ROLES
from tests.offices import Desk as Folders
from tests.offices import passphrase
from tests.register.living import RETURN_BY, issued
from tests.register.office import DAY
from tests.register.office import Office as Register

_RECORD: Final = cbor.encode({"objects": [{"title": "A cup"}, {"title": "A dish"}]})
PAPER: Final = {"objects": 2, "record": _RECORD, "digest": hashlib.sha256(_RECORD).digest()}
LATE: Final = RETURN_BY + 1
OVER: Final = DAY + 366
"""A day on which the certificate's time is over."""
FACTS: Final = ("EXPORT", "EXIT", "EXIT 1", "REIMPORT", "REIMPORT 1")
"""What customs did: never refused, and of no effect where it does not fit."""
ACTS: Final = (
    *FACTS,
    *("INSPECT", "INSPECT 1", "EXTEND", "STOP", "REPLACE", "CONVERT", "SURRENDER", "SUSPEND", "LIFT", "NOT_RETURNED"),
    *("REVOKE", "REVOKE AS LOST"),
)
OFFERED_AS: Final = {**dict.fromkeys(FACTS, "ENDORSE"), "INSPECT 1": "INSPECT", "CONVERT": "REPLACE"}
"""Under which button an act is found; those of their own name are not here, and revoking has a place of its own."""
WHOSE: Final = {
    "ENDORSE": {"CLERK", "OFFICER"},
    "INSPECT": {"CLERK", "OFFICER"},
    "STOP": {"CLERK", "OFFICER"},
    "SURRENDER": {"CLERK", "OFFICER"},
    "REPLACE": {"CLERK", "OFFICER"},
    "EXTEND": {"SEAL_HOLDER"},
    "SUSPEND": {"SUPERVISOR"},
    "NOT_RETURNED": {"SUPERVISOR"},
    "LIFT": {"CLERK", "OFFICER", "APPROVER", "SEAL_HOLDER", "SUPERVISOR"},
}
REVOKED: Final = {"REVOKE": "REVOKED", "REVOKE AS LOST": "REVOKED"}
STANDS: Final = {"SUSPEND": "SUSPENDED", **REVOKED}
REPLACED: Final = {"REPLACE": "REPLACED"}
HOME: Final = {"INSPECT": "CLOSED_RETURNED", "REIMPORT": "RETURNED"}


@dataclass(frozen=True)
class Case:
    """A state: how it is come to, on which day it is looked at, and where each act that it allows leads.

    What is declared, exported or abroad can be suspended, revoked and replaced too, and what is at its end revoked: a
    fraud comes to light when it does.
    """

    temporary: bool
    acts: tuple[str, ...]
    shown: str
    leads: dict[str, str]
    day: int = DAY + 2


UNUSED: Final = {"SURRENDER": "SURRENDERED", **REPLACED, **STANDS}
CASES: Final = {
    "issued": Case(
        False,
        (),
        "ISSUED",
        {"EXPORT": "EXPORT_DECLARED", "EXIT": "CLOSED_EXPORTED", "EXIT 1": "EXITED", **UNUSED},
    ),
    "declared": Case(False, ("EXPORT",), "EXPORT_DECLARED", {"EXIT": "CLOSED_EXPORTED", "EXIT 1": "EXITED", **UNUSED}),
    "left in part": Case(False, ("EXIT 1",), "EXITED", {"EXIT": "CLOSED_EXPORTED", **REPLACED, **STANDS}),
    "exported": Case(False, ("EXIT",), "CLOSED_EXPORTED", {**REPLACED, **STANDS}),
    "expired": Case(
        False,
        (),
        "EXPIRED_UNUSED",
        {"EXPORT": "EXPIRED_UNUSED", "EXIT": "CLOSED_EXPORTED", "EXIT 1": "EXITED", **UNUSED},
        OVER,
    ),
    "suspended": Case(False, ("SUSPEND",), "SUSPENDED", {"LIFT": "ISSUED", **REVOKED}),
    "lifted": Case(
        False,
        ("EXPORT", "SUSPEND", "LIFT"),
        "EXPORT_DECLARED",
        {"EXIT": "CLOSED_EXPORTED", "EXIT 1": "EXITED", **UNUSED},
    ),
    "revoked": Case(False, ("REVOKE",), "REVOKED", {}),
    "revoked while suspended": Case(False, ("SUSPEND", "REVOKE"), "REVOKED", {}),
    "revoked as lost": Case(False, ("REVOKE AS LOST",), "REVOKED", {"REPLACE": "REVOKED"}),
    "replaced": Case(False, ("REPLACE",), "REPLACED", {}),
    "handed in": Case(False, ("SURRENDER",), "SURRENDERED", REVOKED),
    "loan": Case(
        True,
        (),
        "ISSUED",
        {"EXPORT": "EXPORT_DECLARED", "EXIT": "ABROAD", "EXIT 1": "ABROAD", "STOP": "ISSUED", **UNUSED},
    ),
    "loan declared": Case(
        True,
        ("EXPORT",),
        "EXPORT_DECLARED",
        {"EXIT": "ABROAD", "EXIT 1": "ABROAD", "STOP": "EXPORT_DECLARED", **UNUSED},
    ),
    "abroad": Case(
        True,
        ("EXIT",),
        "ABROAD",
        {
            **HOME,
            **{"INSPECT 1": "PARTLY_RETURNED", "REIMPORT 1": "PARTLY_RETURNED", "EXTEND": "ABROAD", "STOP": "ABROAD"},
            **{"CONVERT": "CONVERTED", **REPLACED, **STANDS},
        },
    ),
    "back in part": Case(
        True,
        ("EXIT", "INSPECT 1"),
        "PARTLY_RETURNED",
        {
            **HOME,
            **{"EXTEND": "PARTLY_RETURNED", "STOP": "PARTLY_RETURNED", "CONVERT": "CONVERTED", **REPLACED, **STANDS},
        },
    ),
    "overdue": Case(
        True,
        ("EXIT",),
        "OVERDUE",
        {
            **HOME,
            **{"INSPECT 1": "OVERDUE", "REIMPORT 1": "OVERDUE", "EXTEND": "ABROAD", "STOP": "OVERDUE"},
            **{"NOT_RETURNED": "CLOSED_NOT_RETURNED", "CONVERT": "CONVERTED", **REPLACED, **STANDS},
        },
        LATE,
    ),
    "overdue in part": Case(
        True,
        ("EXIT", "INSPECT 1"),
        "OVERDUE",
        {
            **HOME,
            **{"EXTEND": "PARTLY_RETURNED", "STOP": "OVERDUE", "NOT_RETURNED": "CLOSED_NOT_RETURNED"},
            **{"CONVERT": "CONVERTED", **REPLACED, **STANDS},
        },
        LATE,
    ),
    "extended": Case(
        True,
        ("EXIT", "EXTEND"),
        "ABROAD",
        {
            **HOME,
            **{"INSPECT 1": "PARTLY_RETURNED", "REIMPORT 1": "PARTLY_RETURNED", "EXTEND": "ABROAD", "STOP": "ABROAD"},
            **{"CONVERT": "CONVERTED", **REPLACED, **STANDS},
        },
        LATE,
    ),
    "back": Case(
        True,
        ("EXIT", "REIMPORT"),
        "RETURNED",
        {"INSPECT": "CLOSED_RETURNED", "INSPECT 1": "RETURNED", **REPLACED, **STANDS},
    ),
    "inspected": Case(True, ("EXIT", "INSPECT"), "CLOSED_RETURNED", REVOKED),
    "never back": Case(
        True, ("EXIT", "NOT_RETURNED"), "CLOSED_NOT_RETURNED", {"SUSPEND": "SUSPENDED", **REVOKED}, LATE
    ),
    "abroad and suspended": Case(
        True,
        ("EXIT", "SUSPEND"),
        "SUSPENDED",
        {"LIFT": "ABROAD", "INSPECT": "SUSPENDED", "INSPECT 1": "SUSPENDED", **REVOKED},
    ),
    "abroad and revoked": Case(True, ("EXIT", "REVOKE"), "REVOKED", {"INSPECT": "REVOKED", "INSPECT 1": "REVOKED"}),
    "abroad, revoked and overdue": Case(
        True,
        ("EXIT", "REVOKE"),
        "REVOKED",
        {"INSPECT": "REVOKED", "INSPECT 1": "REVOKED", "NOT_RETURNED": "REVOKED"},
        LATE,
    ),
    "abroad under another number": Case(True, ("EXIT", "REPLACE"), "REPLACED", {}),
    "made permanent": Case(True, ("EXIT", "CONVERT"), "REPLACED", {}),
}
SHOWN_AS: Final = {"CONVERTED": "REPLACED"}
"""A list says of both that another number holds; which of them it is says the state behind it."""


class Stage:
    """A register in memory, and the services on it with the keys and the form of a real office."""

    def __init__(self, real: Office) -> None:
        scratch = open_scratch()
        migrate(scratch)
        self.day, self.turn = DAY + 1, 0
        wall: Callable[[], float] = lambda: self.day * 86_400 + 43_200 + self.turn * 60  # noqa: E731
        store: Any = SimpleNamespace(connection=scratch, folder=real.folder, attachments=real.attachments)
        self.office = replace(real, store=store, clock=Clock(wall, wall))
        self.register = Register(scratch).create()
        self.boss, self.clerk = real.log_in("boris", passphrase), real.log_in("anna", passphrase)
        self.number = ""

    def close(self) -> None:
        self.office.register.close()

    def come_to(self, case: Case) -> None:
        self.number = issued(self.register, temporary=case.temporary, **PAPER)
        for act in case.acts:
            if act == "NOT_RETURNED":
                self.be_on(case.day)
            self.do(act)
        self.be_on(case.day)

    def be_on(self, day: int) -> None:
        if day > self.day:
            self.day = day
            self.office.record_alone(self.boss, "CLOCK_CONFIRMED", "clock", {})

    def kept(self) -> Connection:
        """A copy, to come back to."""
        copy = open_scratch()
        self.office.register.backup(copy)
        return copy

    @property
    def shown(self) -> str:
        return life(self.office.register, self.number).shown(self.day)

    def offered(self, actor: Actor | None = None) -> set[str]:
        return set(possible_acts(self.office, actor, self.number))

    def do(self, act: str) -> None:
        self.turn += 1
        office, number, today = self.office, self.number, self.office.clock.today
        if act in FACTS:
            kind, _space, one = act.partition(" ")
            shown = tuple(Presented(each, "PRESENTED") for each in ((1,) if one else (1, 2)))
            sheet = Sheet(kind, today, Desk("Port", "North Gate", "4711"), shown)  # type: ignore[arg-type]  # its kinds
            type_endorsement(office, self.clerk, number, sheet)
        elif act.startswith("INSPECT"):
            places = life(office.register, number).places
            away = [each for each, place in places.items() if place in ("OUT", "BACK")] or [1, 2]
            seen = [Inspected(each, True, True, "GOOD") for each in ([1] if act == "INSPECT 1" else away)]
            inspect_return(office, self.clerk, number, "Depot", seen)
        elif act == "EXTEND":
            self._extend()
        elif act == "STOP":
            add_stop(office, self.clerk, number, "Second Museum", "Osaka", "JP", day_of(DAY + 20), day_of(DAY + 30))
        elif act in ("REPLACE", "CONVERT"):
            reason = "CONVERSION" if act == "CONVERT" else "LOST"
            rows = (Row({}), Row({}))
            record = Row({"replaces_certificate_no": number, "replacement_reason": reason, "objects": rows})
            facts = replacing_facts(office, record)
            self.register.at = office.clock.milliseconds
            temporary = life(office.register, number).temporary and act == "REPLACE"
            new = issued(self.register, temporary=temporary, **PAPER, **facts)
            old, following = life(office.register, number), life(office.register, new)
            assert (old.successor, following.predecessor) == (new, number)
        elif act == "SURRENDER":
            surrender(office, self.clerk, number, "Sold at home.")
        elif act == "SUSPEND":
            suspend(office, self.boss, number, "The police asks.")
        elif act == "LIFT":
            lift_suspension(office, self.boss, self.clerk, number, "Cleared.")
        elif act == "NOT_RETURNED":
            close_not_returned(office, self.boss, number, "The borrower is gone.")
        else:
            reason = "FORM_LOST" if act == "REVOKE AS LOST" else "FALSE_STATEMENT"
            revoke(office, self.boss, self.clerk, number, reason, "Told otherwise.")

    def _extend(self) -> None:
        """The service draws a sheet; here only its rules are asked, and its entries written."""
        office, words = self.office, "Shown longer."
        until = (life(office.register, self.number).return_due or RETURN_BY) + 40
        with pytest.raises((Refusal, AttributeError)) as stopped:
            extend(office, self.boss, self.clerk, self.number, day_of(until), words, None)  # type: ignore[arg-type]
        if isinstance(stopped.value, Refusal):
            raise stopped.value
        facts = {"return_due": until, "text": words, "pdf_sha256": hashlib.sha256(b"").hexdigest()}
        office.record_alone(self.boss, "CERTIFICATE_EXTENDED", self.number, {**facts, "second": self.clerk.id})


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory, founded: Folders) -> Iterator[Office]:
    folder = Path(shutil.copytree(founded.office, tmp_path_factory.mktemp("states") / "office"))
    with open_office(folder, write=False) as opened:
        yield opened


@pytest.mark.parametrize("name", CASES)
def test_a_state_offers_and_does_what_the_table_says_and_nothing_else(name: str, real: Office) -> None:
    case, stage = CASES[name], Stage(real)
    stage.come_to(case)
    assert stage.shown == case.shown
    offered, kept = stage.offered(), stage.kept()
    for act in ACTS:
        expected = case.leads.get(act)
        button = OFFERED_AS.get(act, act)
        if act in FACTS:
            assert (button in offered) == (case.shown != "REPLACED"), act
            stage.do(act)
            assert stage.shown == (expected or case.shown), act
        elif expected is None:
            assert act in ("CONVERT", "INSPECT 1") or button not in offered, act
            with pytest.raises(Refusal) as refused:
                stage.do(act)
            assert refused.value.code != "ROLE_MISSING" and "{" not in refused.value.text(), act
            assert stage.shown == case.shown, act
        else:
            assert act.startswith("REVOKE") or button in offered, act
            stage.do(act)
            assert stage.shown == SHOWN_AS.get(expected, expected), act
            if expected == "CONVERTED":
                assert life(stage.office.register, stage.number).state == "CONVERTED"
        kept.backup(stage.office.register)
    stage.close()


@pytest.mark.parametrize("name", ["loan", "suspended", "overdue", "back"])
def test_an_act_is_offered_to_whom_it_is_for_and_refused_to_everybody_else(name: str, real: Office) -> None:
    stage = Stage(real)
    stage.come_to(CASES[name])
    offered, before = stage.offered(), last_entry(stage.office.register)
    people = {
        role: replace(stage.boss, official=replace(stage.boss.official, roles=frozenset({role}))) for role in ROLES
    }
    for role, person in people.items():
        assert stage.offered(person) == {each for each in offered if role in WHOSE[each]}, role
    for act in ACTS:
        button = OFFERED_AS.get(act, act)
        if act not in CASES[name].leads or button not in WHOSE or button == "REPLACE":
            continue  # a replacement begins as a draft: tests/service/test_publishing.py
        for role, person in people.items():
            stage.boss = stage.clerk = person
            if button in ("LIFT", "EXTEND"):  # the second person's roles are the same here: who is another is right
                stage.clerk = replace(person, official=replace(person.official, id="anna"))
            if role in WHOSE[button] and not (button == "LIFT" and role != "SUPERVISOR"):
                continue
            with pytest.raises(Refusal, match="ROLE_MISSING"):
                stage.do(act)
    assert last_entry(stage.office.register) == before
    stage.close()


def test_a_loan_is_reminded_of_at_each_step_until_it_is_back_and_never_again(real: Office) -> None:
    """30 days, 7, due, 7 late, 30 late, then each month, whichever end it comes to."""
    wanted = {30: 1, 7: 2, 0: 3, -7: 4, -30: 5, -60: 6, -90: 7}
    for end in ("INSPECT", "REIMPORT", "NOT_RETURNED", "CONVERT", "REPLACE"):
        stage = Stage(real)
        stage.come_to(CASES["abroad"])
        for left, step in wanted.items():
            stage.be_on(RETURN_BY - left)
            (told,) = reminders(stage.office)
            assert (told.line.number, told.step, told.days_left) == (stage.number, step, left)
        stage.do(end)
        for later in (0, 1, 30, 365):
            stage.be_on(RETURN_BY + 90 + later)
            assert stage.number not in [each.line.number for each in reminders(stage.office)], end
        assert days(stage.office.clock.today) == RETURN_BY + 90 + 365
        stage.close()
