"""Several at once: what one lacks does not stop the others, whoever stops keeps what was done, and all is accounted."""

import errno
from collections.abc import Iterator
from pathlib import Path

import pytest

from certapp.model.certificate_number import read_number
from certapp.model.errors import Refusal
from certapp.register.applications import application
from certapp.register.attachments import AttachmentStore
from certapp.register.cases import ObjectDecision
from certapp.register.certificates import find_certificate
from certapp.register.disk import disk_refusal
from certapp.register.numbers import NumberState, number_state, unfinished
from certapp.service import making
from certapp.service.auditing import verify_journal
from certapp.service.batches import approve_all, issue_all, to_approve, to_issue
from certapp.service.casework import propose
from certapp.service.deciding import approve
from certapp.service.intake import Intake
from certapp.service.issuing import issued_pdf
from certapp.service.office import Actor, Office, open_office
from certapp.service.receiving import receive
from certapp.service.tokens import enrol_document_signer
from certapp.service.verifying import verify_bytes
from certapp.trust.verdict import Outcome
from tests import offices
from tests.bad.make import small_application
from tests.offices import Desk, copied_desk, passphrase
from tests.tokens import PIN, SEAL, make_token, needs_softhsm


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return copied_desk(tmp_path)


@pytest.fixture
def office(desk: Desk) -> Iterator[Office]:
    with open_office(desk.office) as opened:
        yield opened


def received(office: Office, preparer: Actor, count: int) -> list[str]:
    return [receive(office, preparer, small_application(f"Painting {n}")) for n in range(count)]


def test_all_but_those_that_something_stands_in_the_way_of_are_approved(
    office: Office, anna: Actor, boris: Actor
) -> None:
    carla = office.log_in("carla", passphrase)
    of_anna, of_carla = received(office, anna, 2), received(office, carla, 1)
    choices = to_approve(office, carla)
    assert [choice.line.number for choice in choices] == [*of_anna, *of_carla]
    assert [choice.hindrance.code if choice.hindrance else "" for choice in choices] == [
        "",
        "",
        "APPROVER_IS_PREPARER",
    ]
    told: list[str] = []
    account = approve_all(office, carla, [of_carla[0], *of_anna], lambda done, number: told.append(number))
    assert told == [of_carla[0], *of_anna]
    assert [line.application for line in account.done] == of_anna
    assert [line.refusal.code for line in account.refused if line.refusal] == ["APPROVER_IS_PREPARER"]
    assert not account.whole and account.left == () and account.stopped is None
    assert application(office.register, of_carla[0]).status == "RECEIVED"
    assert to_approve(office, anna)[0].hindrance is not None  # no approver
    assert verify_journal(office) == ()


def test_an_approval_by_who_proposed_it_is_found_in_the_journal(
    office: Office, anna: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    carla = office.log_in("carla", passphrase)
    (number,) = received(office, anna, 1)
    propose(office, carla, number, [ObjectDecision(1, "APPROVED", (), "", "")])
    with pytest.raises(Refusal, match="APPROVER_IS_PREPARER"):
        approve(office, carla, number)
    with monkeypatch.context() as patched:  # as a program would whose core lets it pass
        patched.setattr("certapp.register.events.another_person", lambda *words: None)
        approve(office, carla, number)
    assert "JOURNAL_ENTRY_IMPOSSIBLE" in {fault.code for fault in verify_journal(office)}


def test_a_batch_is_issued_with_one_key_and_stopped_between_two(office: Office, anna: Actor, boris: Actor) -> None:
    numbers = received(office, anna, 3)
    approve_all(office, boris, numbers)
    assert [choice.hindrance for choice in to_issue(office, boris)] == [None] * 3
    signer = office.unlock("document_signer", passphrase)
    begun: list[str] = []
    first = issue_all(
        office, boris, numbers, signer, lambda done, number: begun.append(number), lambda: len(begun) == 2
    )
    assert (len(first.done), first.left, first.stopped) == (2, (numbers[2],), None)
    kept: list[bytes] = []
    rest = issue_all(office, boris, numbers, signer, keep=lambda issued: kept.append(issued.pdf))
    assert [line.refusal.code for line in rest.refused if line.refusal] == ["APPLICATION_ALREADY_ISSUED"] * 2
    assert kept == [issued_pdf(office, rest.done[0].certificate)]
    assert to_issue(office, boris) == ()
    with pytest.raises(Refusal, match="BATCH_NOTHING_CHOSEN"):
        issue_all(office, boris, (), signer)


def test_the_account_names_the_certificate_whose_place_was_taken(office: Office, anna: Actor, boris: Actor) -> None:
    signer = office.unlock("document_signer", passphrase)
    (first,) = received(office, anna, 1)
    approve_all(office, boris, [first])
    (issued,) = issue_all(office, boris, [first], signer).done
    assert issued.replaces == ""
    small = small_application("Painting 0")
    lost = {"document_kind": "REPLACEMENT", "replacement_reason": "LOST"}
    replacing = {**small.raw, **lost, "replaces_certificate_no": issued.certificate}
    number = receive(office, anna, Intake(replacing, small.file))
    approve_all(office, boris, [number])
    (again,) = issue_all(office, boris, [number], signer).done
    assert again.replaces == issued.certificate


def test_a_fault_in_the_middle_keeps_the_account_and_leaves_whole_certificates_only(
    office: Office, anna: Actor, boris: Actor, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    numbers = received(office, anna, 3)
    approve_all(office, boris, numbers)
    signer = office.unlock("document_signer", passphrase)
    check = making._check
    turns, said = iter(range(3)), "the disk of somebody is gone"  # not in the source line that a trace shows

    def fail(*words: object) -> None:
        if next(turns) == 1:
            raise OSError(said)
        check(*words)  # type: ignore[arg-type]  # handed on

    monkeypatch.setattr(making, "_check", fail)
    account = issue_all(office, boris, numbers, signer)
    assert [line.application for line in account.done] == numbers[:1]
    assert account.stopped is not None and account.stopped.code == "BATCH_CUT_SHORT"
    assert account.left == (numbers[2],) and account.rest == (numbers[1], numbers[2])
    assert "OSError" in caplog.text and said not in caplog.text  # a message may be somebody's data
    assert find_certificate(office.register, application=numbers[1]) is None
    assert unfinished(office.register) == ()
    found = verify_bytes(issued_pdf(office, account.done[0].certificate), office.trust.view(), office.clock.seconds)
    assert found.verdict.outcome is Outcome.GENUINE
    assert verify_journal(office) == ()


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS])
def test_a_disk_that_is_full_in_the_middle_takes_no_number_for_those_behind(
    office: Office, anna: Actor, boris: Actor, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """One number is lost with the certificate that did not fit and is named; the batch goes on when there is room."""
    numbers = received(office, anna, 3)
    approve_all(office, boris, numbers)
    signer = office.unlock("document_signer", passphrase)
    with monkeypatch.context() as patched:
        put, turns = AttachmentStore.put, iter(range(3))

        def full(store: AttachmentStore, data: bytes) -> str:
            if next(turns) == 0:
                return put(store, data)
            raise disk_refusal(OSError(number, "as the disk says"), Path("attachments"))

        patched.setattr(AttachmentStore, "put", full)
        account = issue_all(office, boris, numbers, signer)
    first, second = account.lines
    assert first.certificate and second.void and account.left == (numbers[2],) and account.stopped is second.refusal
    assert number_state(office.register, second.void) == NumberState(second.void, "void", numbers[1])
    again = issue_all(office, boris, account.rest, signer)
    assert again.whole
    serials = [read_number(each).serial for each in (second.void, *(line.certificate for line in again.done))]
    assert serials == [2, 3, 4]
    assert verify_journal(office) == ()


@needs_softhsm
def test_a_token_pulled_out_in_the_middle_ends_the_batch_and_it_goes_on_later(
    office: Office, anna: Actor, boris: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOFTHSM2_CONF", "")
    soft = make_token(tmp_path / "token")

    def pin(name: str) -> str:
        return PIN if name == "document_signer" else offices.passphrase(name)

    enrol_document_signer(office, boris, soft.place(SEAL), pin)
    numbers = received(office, anna, 3)
    approve_all(office, boris, numbers)
    account = issue_all(
        office,
        boris,
        numbers,
        office.unlock("document_signer", pin),
        lambda done, number: soft.pull_out() if done == 1 else None,
    )
    assert [line.application for line in account.done] == numbers[:1]
    assert account.stopped is not None and account.stopped.code == "TOKEN_GONE"
    assert account.left == (numbers[2],) and account.lines[1].void  # the number of the one in hand is named
    assert [choice.line.number for choice in to_issue(office, boris)] == numbers[1:]
    soft.put_in()
    assert issue_all(office, boris, numbers[1:], office.unlock("document_signer", pin)).whole
    assert verify_journal(office) == ()


def test_by_the_command_line(desk: Desk, tmp_path: Path) -> None:
    with open_office(desk.office) as office:
        numbers = received(office, office.log_in("anna", passphrase), 2)
    approved = desk.act(("approve", *numbers, "A-2026-01-009999"), "boris")
    assert approved.status == 1
    assert [line["application"] for line in approved.json["approved"]] == numbers
    assert approved.json["refused"][0]["code"] == "APPLICATION_UNKNOWN"
    by_hand = ("--contingency", "XA-2026-01-000001-O", "--on", "2026-11-23")
    refused = desk.act(("issue", *numbers), "boris", "--out", tmp_path / "out", *by_hand)
    assert refused.json["error"]["code"] == "BATCH_BY_HAND"
    issued = desk.act(("issue", "--all-approved"), "boris", "--out", tmp_path / "out")
    assert issued.status == 0, issued
    assert [line["application"] for line in issued.json["issued"]] == numbers
    assert sorted(path.stem for path in (tmp_path / "out").iterdir()) == [
        line["number"] for line in issued.json["issued"]
    ]
    nothing = desk.act(("issue", "--all-approved"), "boris", "--out", tmp_path / "out")
    assert nothing.json["error"]["code"] == "BATCH_NOTHING_CHOSEN"
