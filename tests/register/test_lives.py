"""The life of a certificate after issue: which acts lead where, which are refused, and that a replay finds the same."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certapp.model.errors import Refusal
from certapp.register.applications import application_lines
from certapp.register.certificates import withdrawn
from certapp.register.connection import open_scratch
from certapp.register.endorsements import endorsements, open_tasks, posts
from certapp.register.journal import verify
from certapp.register.lives import abroad, life, newest_of
from certapp.register.migrations import migrate
from certapp.register.search import search
from tests.register.living import RETURN_BY, endorsement, inspection, issued
from tests.register.office import DAY, SIGNERS, Office

EXTENDED = RETURN_BY + 60


def replays(office: Office) -> bool:
    return verify(office.connection, SIGNERS) == ()


def state(office: Office, number: str, day: int = DAY) -> str:
    return life(office.connection, number).shown(day)


def refused(office: Office, code: str, actor: str, kind: str, number: str, payload: dict[str, object]) -> None:
    with pytest.raises(Refusal, match=code) as found:
        office.act(actor, kind, number, payload)
    assert found.value.text() and "{" not in found.value.text()


def test_a_permanent_export_is_declared_leaves_in_parts_and_is_closed(office: Office) -> None:
    number = issued(office, temporary=False)
    assert state(office, number) == "ISSUED"
    assert state(office, number, DAY + 366) == "EXPIRED_UNUSED"
    office.act("clerk", "ENDORSEMENT_TAKEN", number, endorsement("EXPORT", 1, 2, 3))
    assert state(office, number) == "EXPORT_DECLARED"
    office.act("clerk", "ENDORSEMENT_TAKEN", number, endorsement("EXIT", 1, 3))
    assert state(office, number) == "EXITED"
    office.act("clerk", "ENDORSEMENT_TAKEN", number, endorsement("EXIT", 2))
    assert state(office, number, DAY + 400) == "CLOSED_EXPORTED"
    assert [each.kind for each in endorsements(office.connection, number)] == ["EXPORT", "EXIT", "EXIT"]
    assert replays(office)


def test_a_temporary_export_comes_back_in_parts_is_extended_and_closed(office: Office) -> None:
    number = issued(office, temporary=True)
    office.act("clerk", "ENDORSEMENT_TAKEN", number, endorsement("EXIT", 1, 2, 3))
    assert state(office, number) == "ABROAD"
    assert state(office, number, RETURN_BY + 1) == "OVERDUE"
    assert [(each.number, each.return_due, each.out) for each in abroad(office.connection)] == [(number, RETURN_BY, 3)]
    extension = {"return_due": EXTENDED, "text": "longer shown", "pdf_sha256": "0" * 64, "second": "clerk"}
    refused(
        office, "EXTENSION_NOT_LATER", "approver", "CERTIFICATE_EXTENDED", number, extension | {"return_due": RETURN_BY}
    )
    office.act("approver", "CERTIFICATE_EXTENDED", number, extension)
    assert state(office, number, EXTENDED) == "ABROAD"
    office.act("clerk", "ENDORSEMENT_TAKEN", number, endorsement("REIMPORT", 1, 2))
    assert state(office, number) == "PARTLY_RETURNED"
    refused(office, "RETURN_NOT_DUE", "supervisor", "EXPORT_NOT_RETURNED", number, {"text": "gone"})
    office.act("clerk", "RETURN_INSPECTED", number, inspection(1, 2))
    assert state(office, number, EXTENDED + 1) == "OVERDUE"
    office.act("clerk", "ENDORSEMENT_TAKEN", number, endorsement("REIMPORT", 3))
    assert state(office, number, EXTENDED + 1) == "RETURNED"
    office.act("clerk", "RETURN_INSPECTED", number, inspection(3))
    assert state(office, number, EXTENDED + 1) == "CLOSED_RETURNED"
    assert abroad(office.connection) == []
    assert replays(office)


def test_what_the_border_called_back_and_the_inspection_does_not_find_is_abroad_again(office: Office) -> None:
    number = issued(office, temporary=True)
    office.act("clerk", "ENDORSEMENT_TAKEN", number, endorsement("EXIT", 1, 2))
    office.act("clerk", "ENDORSEMENT_TAKEN", number, endorsement("REIMPORT", 1, 2))
    office.act("clerk", "RETURN_INSPECTED", number, inspection(1, missing=(2,)))
    assert state(office, number) == "PARTLY_RETURNED"
    assert life(office.connection, number).places == {1: "RETURNED", 2: "OUT"}
    refused(office, "OBJECT_NOT_AWAY", "clerk", "RETURN_INSPECTED", number, inspection(3))


def test_a_suspension_stands_on_the_bulletin_until_two_people_lift_it(office: Office) -> None:
    number = issued(office, temporary=False)
    office.act("supervisor", "CERTIFICATE_SUSPENDED", number, {"on": DAY, "text": "police asks"})
    assert state(office, number) == "SUSPENDED"
    assert [(day, reason) for _id8, day, reason, _by in withdrawn(office.connection)] == [(DAY, 7)]
    refused(
        office, "CERTIFICATE_SUSPENDED", "supervisor", "CERTIFICATE_SUSPENDED", number, {"on": DAY, "text": "again"}
    )
    refused(
        office,
        "LIFTING_NEEDS_SECOND_PERSON",
        "supervisor",
        "SUSPENSION_LIFTED",
        number,
        {"text": "", "second": "supervisor"},
    )
    assert (
        application_lines(office.connection)[0].status == "SUSPENDED" == search(office.connection, "harbour")[0].status
    )
    office.act("supervisor", "SUSPENSION_LIFTED", number, {"text": "cleared", "second": "clerk"})
    assert state(office, number) == "ISSUED" and withdrawn(office.connection) == []
    refused(
        office, "CERTIFICATE_NOT_SUSPENDED", "supervisor", "SUSPENSION_LIFTED", number, {"text": "", "second": "clerk"}
    )
    office.act("supervisor", "CERTIFICATE_SUSPENDED", number, {"on": DAY + 1, "text": "again"})
    office.revoke(number)
    assert [reason for _id8, _day, reason, _by in withdrawn(office.connection)] == [3]
    assert replays(office)


def test_a_lost_paper_is_replaced_and_each_names_the_other(office: Office) -> None:
    old = issued(office, temporary=True)
    office.act("clerk", "ENDORSEMENT_TAKEN", old, endorsement("EXIT", 1, 2))
    new = issued(office, temporary=True, replaces=old, replacement_reason="LOST")
    assert (life(office.connection, old).successor, life(office.connection, new).predecessor) == (new, old)
    assert (state(office, old), state(office, new)) == ("REPLACED", "ABROAD")
    assert newest_of(office.connection, old) == new
    assert [(reason, by) for _id8, _day, reason, by in withdrawn(office.connection)] == [(2, new)]
    office.act("clerk", "ENDORSEMENT_TAKEN", old, endorsement("REIMPORT", 1, 2))  # it came home on the old paper
    assert state(office, new) == "RETURNED"
    assert replays(office)
    with pytest.raises(Refusal, match="CERTIFICATE_ALREADY_REVOKED"):
        issued(office, temporary=True, replaces=old, replacement_reason="LOST")


def test_a_paper_revoked_as_lost_is_replaced_and_stays_revoked_as_lost(office: Office) -> None:
    old = issued(office, temporary=False)
    office.revoke(old, reason=3)
    new = issued(office, temporary=False, replaces=old, replacement_reason="LOST")
    assert life(office.connection, old).successor == new
    assert [reason for _id8, _day, reason, _by in withdrawn(office.connection)] == [3]
    assert replays(office)


def test_a_loan_that_is_sold_is_converted_and_what_came_back_is_no_matter_of_the_new_paper(office: Office) -> None:
    old = issued(office, temporary=True)
    with pytest.raises(Refusal, match="CONVERSION_OF_OTHER"):
        issued(office, temporary=False, replaces=old, replacement_reason="CONVERSION")
    office.act("clerk", "ENDORSEMENT_TAKEN", old, endorsement("EXIT", 1, 2, 3))
    new = issued(office, temporary=False, replaces=old, replacement_reason="CONVERSION")
    assert state(office, new) == "CLOSED_EXPORTED" and life(office.connection, old).state == "CONVERTED"
    assert abroad(office.connection) == []
    assert replays(office)


def test_an_unused_paper_handed_in_is_withdrawn_for_the_border_while_it_would_hold(office: Office) -> None:
    number = issued(office, temporary=False)
    office.act("clerk", "CERTIFICATE_SURRENDERED", number, {"on": DAY + 2, "text": "not needed"})
    assert state(office, number, DAY + 500) == "SURRENDERED"
    assert [(day, reason) for _id8, day, reason, _by in withdrawn(office.connection)] == [(DAY + 2, 6)]
    assert withdrawn(office.connection, DAY + 366) == []
    refused(office, "LIFE_NOT_IN_STATE", "clerk", "CERTIFICATE_SURRENDERED", number, {"on": DAY + 2, "text": "again"})


def test_a_receipt_counts_once_and_what_it_says_else_is_a_task_until_somebody_closes_it(office: Office) -> None:
    number = issued(office, temporary=True)
    told = endorsement(
        "EXIT", 1, 2, differences=[{"code": "OBJECT_MISSING", "object": 3}], bulletin=4, bulletin_day=DAY
    )
    office.act("clerk", "ENDORSEMENT_TAKEN", number, told)
    refused(office, "RECEIPT_TAKEN_BEFORE", "clerk", "ENDORSEMENT_TAKEN", number, told)
    stranger = "XA-2020-01-000009-X"
    never = endorsement("EXIT", 1, ours=False, tell="x", differences=[{"code": "NUMBER_NOT_ISSUED"}])
    office.act("clerk", "ENDORSEMENT_TAKEN", stranger, never)
    assert [(task.number, task.code) for task in open_tasks(office.connection)] == [
        (number, "OBJECT_MISSING"),
        (stranger, "NUMBER_NOT_ISSUED"),
    ]
    task = open_tasks(office.connection)[0]
    closing = {"seq": task.seq, "position": task.position, "note": "came by post"}
    office.act("clerk", "TASK_CLOSED", number, closing)
    refused(office, "TASK_NOT_OPEN", "clerk", "TASK_CLOSED", number, closing)
    assert [each.code for each in open_tasks(office.connection)] == ["NUMBER_NOT_ISSUED"]
    assert [(each.post, each.bulletin) for each in posts(office.connection)] == [("P1", 4)]
    assert replays(office)


# Any sequence of acts: the register is where the model is, and what the model does not allow is refused.

ACTS = ("EXPORT", "EXIT", "REIMPORT", "INSPECT", "SUSPEND", "LIFT", "SURRENDER", "EXTEND", "LOST", "REVOKE", "REPLACE")


class Model:
    """What should be, written down another way: by the objects, not by the states."""

    def __init__(self, temporary: bool) -> None:
        self.temporary, self.out, self.back, self.home, self.gone = temporary, set[int](), set[int](), set[int](), False
        self.declared = self.suspended = self.revoked = self.replaced = self.surrendered = False

    @property
    def state(self) -> str:
        if self.replaced:
            return "REPLACED"
        if self.revoked:
            return "REVOKED"
        return "SUSPENDED" if self.suspended else self.moved

    @property
    def moved(self) -> str:
        if self.surrendered or self.gone:
            return "SURRENDERED" if self.surrendered else "CLOSED_NOT_RETURNED"
        if not self.out | self.back | self.home:
            return "EXPORT_DECLARED" if self.declared else "ISSUED"
        if not self.temporary:
            return "CLOSED_EXPORTED" if len(self.out) == 3 else "EXITED"
        if self.out:
            return "PARTLY_RETURNED" if self.back | self.home else "ABROAD"
        return "RETURNED" if self.back else "CLOSED_RETURNED"

    def allows(self, act: str) -> bool:
        free = not (self.revoked or self.replaced or self.suspended)
        away = self.temporary and bool(self.out) and not self.gone and not self.replaced
        if act in ("EXPORT", "EXIT", "REIMPORT"):
            return True  # a receipt is a fact
        if act == "INSPECT":
            return away or (self.temporary and bool(self.back) and not self.gone and not self.replaced)
        if act == "LIFT":
            return self.suspended and not self.revoked and not self.replaced
        if act == "SURRENDER":
            return free and self.moved in ("ISSUED", "EXPORT_DECLARED")
        if act == "EXTEND":
            return free and away
        if act == "LOST":
            return False  # its day has not come in these tests
        if act == "REVOKE":
            return not (self.revoked or self.replaced)
        ended = ("SURRENDERED", "CLOSED_RETURNED") + (("CLOSED_NOT_RETURNED",) if act == "REPLACE" else ())
        return free and self.moved not in ended

    def do(self, act: str, item: int) -> None:
        holds = not (self.revoked or self.replaced or self.surrendered or self.gone)
        ended = self.moved in ("CLOSED_EXPORTED", "CLOSED_RETURNED")
        if act == "EXPORT":
            self.declared |= holds and not ended
        elif act == "EXIT" and holds and not ended and item not in self.out | self.back | self.home:
            self.out.add(item)
        elif act == "REIMPORT" and self.temporary and not self.replaced and item in self.out:
            self.out.remove(item)
            self.back.add(item)
        elif act == "INSPECT":
            self.out.discard(item)
            self.back.discard(item)
            self.home.add(item)
        elif act in ("SUSPEND", "LIFT"):
            self.suspended = act == "SUSPEND"
        elif act == "SURRENDER":
            self.surrendered = True
        elif act == "REVOKE":
            self.revoked = True
        elif act == "REPLACE":
            self.replaced = True


def act(office: Office, number: str, name: str, item: int, turn: int, due: int) -> None:
    if name in ("EXPORT", "EXIT", "REIMPORT"):
        office.act("clerk", "ENDORSEMENT_TAKEN", number, endorsement(name, item, tell=str(turn)))
    elif name == "INSPECT":
        office.act("clerk", "RETURN_INSPECTED", number, inspection(item))
    elif name == "SUSPEND":
        office.act("supervisor", "CERTIFICATE_SUSPENDED", number, {"on": DAY, "text": "asked"})
    elif name == "LIFT":
        office.act("supervisor", "SUSPENSION_LIFTED", number, {"text": "cleared", "second": "clerk"})
    elif name == "SURRENDER":
        office.act("clerk", "CERTIFICATE_SURRENDERED", number, {"on": DAY, "text": "unused"})
    elif name == "EXTEND":
        payload = {"return_due": due + 1, "text": "longer", "pdf_sha256": "0" * 64, "second": "clerk"}
        office.act("approver", "CERTIFICATE_EXTENDED", number, payload)
    elif name == "LOST":
        office.act("supervisor", "EXPORT_NOT_RETURNED", number, {"text": "gone"})
    elif name == "REVOKE":
        office.revoke(number, reason=5)
    else:
        issued(office, temporary=life(office.connection, number).temporary, replaces=number, replacement_reason="LOST")


@settings(max_examples=60)
@given(temporary=st.booleans(), acts=st.lists(st.tuples(st.sampled_from(ACTS), st.integers(1, 3)), max_size=14))
def test_any_sequence_of_acts_ends_where_the_model_says(temporary: bool, acts: list[tuple[str, int]]) -> None:
    connection = open_scratch()
    migrate(connection)
    office = Office(connection).create()
    number, model = issued(office, temporary=temporary), Model(temporary)
    for turn, (name, item) in enumerate(acts):
        allowed = model.allows(name)
        if name == "INSPECT":
            allowed = allowed and item in model.out | model.back
        due = life(connection, number).return_due or 0
        if allowed:
            act(office, number, name, item, turn, due)
            model.do(name, item)
        else:
            with pytest.raises(Refusal) as found:
                act(office, number, name, item, turn, due)
            assert found.value.text()
        assert state(office, number) == model.state, (name, item)
    assert replays(office)
    connection.close()
