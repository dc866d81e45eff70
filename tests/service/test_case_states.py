"""The state machine of a case before its certificate, as a table: what each state allows is done, all else refused."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

import pytest

from certapp.model.errors import Refusal
from certapp.register.applications import application
from certapp.register.case_events import state_of
from certapp.register.cases import Asked, ObjectDecision
from certapp.register.connection import Connection, open_scratch
from certapp.register.journal import last_entry
from certapp.service import appealing, casework, deciding
from certapp.service.clock import Clock
from certapp.service.intake import Intake
from certapp.service.office import Actor, Office, open_office
from certapp.service.receiving import receive
from certapp.trust.roster import ROLES
from tests.bad.make import small_application
from tests.offices import Desk, passphrase

Do = Callable[[Office, Actor, str], object]


def proposed(result: str) -> Do:
    """Both objects of the case: their result."""
    reasons = ("EVIDENCE_MISSING",) if result == "REFUSED" else ()
    rows = [ObjectDecision(seq, result, reasons, "No papers." if reasons else "", "") for seq in (1, 2)]
    return lambda office, actor, number: casework.propose(office, actor, number, rows)


def a_pair() -> Intake:
    """An application of two objects, so that a decision about an appeal may set one refusal aside."""
    intake = small_application()
    first = intake.raw["objects"][0]
    intake.raw["objects"] = [{**first, "object_seq": number} for number in (1, 2)]
    return intake


def appealed(office: Office, actor: Actor, number: str) -> object:
    return appealing.file_appeal(office, actor, number, "Appeals Board", office.clock.today, "Came by post.")


def delayed(office: Office, actor: Actor, number: str) -> object:
    return appealing.begin_delay(office, actor, number, office.clock.today + timedelta(days=60), "A museum may buy it.")


def upheld(*objects: int) -> Do:
    """The refusal of these is set aside, of all without any."""

    def do(office: Office, actor: Actor, number: str) -> object:
        ground = appealing.Ground("Appeals Board", "AB 7/26", office.clock.today)
        return appealing.uphold(office, actor, number, ground, objects)

    return do


def dismissed(office: Office, actor: Actor, number: str) -> object:
    return appealing.dismiss(office, actor, number, appealing.Ground("Appeals Board", "AB 8/26", office.clock.today))


def closed(office: Office, actor: Actor, number: str) -> object:
    return appealing.close_refusal(office, actor, number, "Nothing came of it.")


CLERKS: Final = {"CLERK", "OFFICER"}
ACTS: Final[dict[str, tuple[set[str], Do]]] = {
    "REVIEW": (CLERKS, casework.begin_review),
    "ASK": (CLERKS, lambda office, actor, n: casework.request_information(office, actor, n, [Asked("VALUE")])),
    "ANSWER": (CLERKS, lambda office, actor, number: casework.take_answer(office, actor, number, "Here it is.")),
    "AMEND": (CLERKS, lambda office, actor, number: casework.amend(office, actor, number, a_pair())),
    "PROPOSE": (CLERKS, proposed("APPROVED")),
    "PROPOSE REFUSAL": (CLERKS, proposed("REFUSED")),
    "SEND BACK": ({"APPROVER"}, lambda office, actor, number: deciding.return_to_desk(office, actor, number, "Why?")),
    "APPROVE": ({"APPROVER"}, deciding.approve),
    "REFUSE": ({"APPROVER"}, deciding.refuse),
    "APPEAL": (CLERKS, appealed),
    "DELAY": (CLERKS, delayed),
    "UPHOLD": ({"APPROVER"}, upheld()),
    "UPHOLD IN PART": ({"APPROVER"}, upheld(2)),
    "DISMISS": ({"APPROVER"}, dismissed),
    "CLOSE": ({"APPROVER"}, closed),
    "WITHDRAW": (CLERKS, lambda office, actor, number: casework.withdraw(office, actor, number, "Not wanted.")),
    "LAPSE": (CLERKS, casework.lapse),
}
"""Each act, and whose it is."""


@dataclass(frozen=True)
class Case:
    """How a state is come to, how many days later it is looked at, and where each act that it allows leads.

    Where the profile does not ask for a proposal, what nobody proposed is approved all the same. An amendment answers
    what was asked. A refusal is closed once its appeal period is over, and nothing is approved while a delay runs.
    """

    acts: tuple[str, ...]
    leads: dict[str, str]
    later: int = 0


BEFORE: Final = {"PROPOSE": "DECISION_PROPOSED", "PROPOSE REFUSAL": "DECISION_PROPOSED", "WITHDRAW": "WITHDRAWN"}
ASKED: Final = {"ANSWER": "RECEIVED", "AMEND": "RECEIVED", "WITHDRAW": "WITHDRAWN"}
RECEIVED: Final = {"REVIEW": "UNDER_REVIEW", "ASK": "INCOMPLETE", "AMEND": "RECEIVED", "APPROVE": "APPROVED", **BEFORE}
REVIEWED: Final = {"ASK": "INCOMPLETE", "AMEND": "UNDER_REVIEW", "APPROVE": "APPROVED", **BEFORE}
REFUSED: Final = ("PROPOSE REFUSAL", "REFUSE")
APPEALED: Final = {"DELAY": "DELAYED", "DISMISS": "CLOSED_REFUSED", "CLOSE": "CLOSED_REFUSED"}
UPHELD: Final = {"UPHOLD": "APPROVED", "UPHOLD IN PART": "PARTLY_APPROVED"}
CASES: Final = {
    "received": Case((), RECEIVED),
    "asked back": Case(("ASK",), ASKED),
    "not answered in time": Case(("ASK",), {**ASKED, "LAPSE": "LAPSED"}, later=41),
    "answered": Case(("ASK", "ANSWER"), RECEIVED),
    "reviewed": Case(("REVIEW",), REVIEWED),
    "proposed": Case(("PROPOSE",), {"APPROVE": "APPROVED", "SEND BACK": "UNDER_REVIEW", **BEFORE}),
    "proposed to be refused": Case(("PROPOSE REFUSAL",), {"REFUSE": "REFUSED", "SEND BACK": "UNDER_REVIEW", **BEFORE}),
    "sent back": Case(("PROPOSE", "SEND BACK"), REVIEWED),
    "approved": Case(("APPROVE",), {"WITHDRAW": "WITHDRAWN"}),
    "refused": Case(REFUSED, {"APPEAL": "APPEALED"}),
    "refused, the appeal period over": Case(REFUSED, {"APPEAL": "APPEALED", "CLOSE": "CLOSED_REFUSED"}, later=40),
    "appealed": Case((*REFUSED, "APPEAL"), {**APPEALED, **UPHELD}),
    "delayed": Case((*REFUSED, "APPEAL", "DELAY"), APPEALED),
    "delayed, the delay over": Case((*REFUSED, "APPEAL", "DELAY"), {**APPEALED, **UPHELD}, later=60),
    "upheld": Case((*REFUSED, "APPEAL", "UPHOLD"), {"WITHDRAW": "WITHDRAWN"}),
    "upheld in part": Case((*REFUSED, "APPEAL", "UPHOLD IN PART"), {"WITHDRAW": "WITHDRAWN"}),
    "dismissed": Case((*REFUSED, "APPEAL", "DISMISS"), {}),
    "refused for good": Case((*REFUSED, "APPEAL", "CLOSE"), {}),
    "withdrawn": Case(("WITHDRAW",), {}),
    "lapsed": Case(("ASK", "LAPSE"), {}, later=41),
}


class Stage:
    """One application in a register in memory, with the people, keys and form of a real office."""

    def __init__(self, real: Office, received: Connection, number: str) -> None:
        scratch = open_scratch()
        received.backup(scratch)
        self.later = 0
        clock = Clock(lambda: real.clock.wall() + self.later * 86_400)
        store: Any = SimpleNamespace(connection=scratch, folder=real.folder, attachments=real.attachments)
        self.office, self.number = replace(real, store=store, clock=clock), number
        self.head, self.clerk = real.log_in("boris", passphrase), real.log_in("anna", passphrase)

    def come_to(self, case: Case) -> None:
        for act in case.acts:
            if act == "LAPSE":
                self.wait(case.later)
            self.do(act)
        self.wait(case.later)

    def wait(self, days: int) -> None:
        if days > self.later:
            self.later = days
            self.office.record_alone(self.head, "CLOCK_CONFIRMED", "clock", {})

    def do(self, act: str) -> None:
        whose, what = ACTS[act]
        what(self.office, self.head if "APPROVER" in whose else self.clerk, self.number)

    @property
    def state(self) -> str:
        return state_of(self.office.register, self.number)


@pytest.fixture(scope="module")
def received(tmp_path_factory: pytest.TempPathFactory, founded: Desk) -> Iterator[tuple[Office, Connection, str]]:
    folder = Path(shutil.copytree(founded.office, tmp_path_factory.mktemp("states") / "office"))
    with open_office(folder) as real:
        register = open_scratch()
        real.register.backup(register)
        store: Any = SimpleNamespace(connection=register, folder=real.folder, attachments=real.attachments)
        at = replace(real, store=store)
        yield real, register, receive(at, real.log_in("anna", passphrase), a_pair())
        register.close()


@pytest.mark.parametrize("name", CASES)
def test_a_case_goes_where_the_table_says_and_nowhere_else(name: str, received: tuple[Office, Connection, str]) -> None:
    case, stage = CASES[name], Stage(*received)
    stage.come_to(case)
    state, kept = stage.state, open_scratch()
    stage.office.register.backup(kept)
    for act in ACTS:
        expected = case.leads.get(act)
        if expected is None:
            before = last_entry(stage.office.register)
            with pytest.raises(Refusal) as refused:
                stage.do(act)
            assert refused.value.code != "ROLE_MISSING" and "{" not in refused.value.text(), act
            assert (stage.state, last_entry(stage.office.register)) == (state, before), act
        else:
            stage.do(act)
            assert stage.state == expected, act
        kept.backup(stage.office.register)
    stage.office.register.close()


def test_each_act_on_a_case_is_whose_it_is_and_who_prepared_decides_nothing(
    received: tuple[Office, Connection, str],
) -> None:
    stage = Stage(*received)
    office, number = stage.office, stage.number
    before = last_entry(office.register)
    for act, (whose, what) in ACTS.items():
        for role in ROLES - whose:
            other = replace(stage.clerk, official=replace(stage.clerk.official, roles=frozenset({role})))
            with pytest.raises(Refusal, match="ROLE_MISSING"):
                what(office, other, number)
            assert last_entry(office.register) == before, (act, role)
    both = office.log_in("carla", passphrase)  # may prepare and decide
    proposed("APPROVED")(office, both, number)
    with pytest.raises(Refusal, match="APPROVER_IS_PREPARER"):
        deciding.approve(office, both, number)
    assert application(office.register, number).approved_by is None
    office.register.close()
