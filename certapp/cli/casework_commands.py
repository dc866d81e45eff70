"""certapp case: what happens to an application between receipt and decision."""

import re
from argparse import ArgumentTypeError, Namespace
from collections.abc import Callable
from datetime import UTC, datetime

from certapp.cli.output import DONE, Output
from certapp.cli.passphrases import passphrase_source
from certapp.formdef.fees import fee_due
from certapp.register.applications import application
from certapp.register.case_events import AFTER_REFUSAL, REFUSED
from certapp.register.cases import Asked, ObjectDecision, decisions, fees, history, opinions, requests
from certapp.service import appealing, casework, deciding, experts, letters
from certapp.service.carrying import write_out
from certapp.service.clock import day_of
from certapp.service.clocks import TO_DECIDE, case_clock
from certapp.service.issuing import require_writable
from certapp.service.office import Actor, Office, open_office

_OBJECT = re.compile(r"([1-9][0-9]{0,4})=([A-Z_]{1,40})(?::([A-Z_,]{1,400}))?", re.ASCII)


def asked_item(typed: str) -> Asked:
    """CODE, CODE=WORDS or N:CODE=WORDS: one thing asked of the applicant, of the application or of object N."""
    what, _, words = typed.partition("=")
    number, parted, code = what.rpartition(":")
    if parted and not re.fullmatch(r"[1-9][0-9]{0,4}", number, re.ASCII):
        raise ArgumentTypeError("expected CODE=WORDS, or N:CODE=WORDS for object N")
    return Asked(code, words, int(number or 0))


def object_decision(typed: str) -> ObjectDecision:
    """N=RESULT or N=REFUSED:REASON,REASON: what is proposed of one object."""
    found = _OBJECT.fullmatch(typed)
    if found is None:
        raise ArgumentTypeError("expected N=RESULT, or N=REFUSED:REASON,REASON")
    return ObjectDecision(int(found[1]), found[2], tuple(found[3].split(",")) if found[3] else (), "", "")


def show_command(options: Namespace, output: Output) -> int:
    """certapp case show"""
    with open_office(options.office, write=False) as office:
        found = application(office.register, options.number)
        clock = case_clock(office, found.number, found.received_at, found.status) if found.status in TO_DECIDE else None
        due = fee_due(office.form, office.stored_record(found.record))
        stopped = clock.stopped_since if clock else None
        answer: dict[str, object] = {
            "application": found.number,
            "status": found.status,
            "decision_due": clock.decision_due.isoformat() if clock else None,
            "stopped_since": stopped.isoformat() if stopped else None,
            "fee_due": f"{due.amount} {due.currency}" if due else None,
            "days_left": clock.days_left(office.clock.today) if clock else None,
            "requests": [
                {
                    "items": [item._asdict() for item in each.items],
                    "asked_by": each.asked_by,
                    "answer_due": day_of(each.answer_due).isoformat(),
                }
                for each in requests(office.register, found.number)
            ],
            "experts": [
                {
                    "request": each.position,
                    "expert": each.expert,
                    "institution": each.institution,
                    "objects": list(each.objects),
                    "due": day_of(each.due).isoformat(),
                    "opinion": each.opinion,
                    "text": each.text,
                }
                for each in opinions(office.register, found.number)
            ],
            "decisions": [
                {"object": each.seq, "result": each.result, "reasons": list(each.reasons), "text": each.text}
                for each in decisions(office.register, found.number)
            ],
            "fees": [
                {"amount": each.amount, "currency": each.currency, "receipt_no": each.receipt_no}
                for each in fees(office.register, found.number)
            ],
        }
        acts = [
            {"at": _time(entry.at), "who": entry.actor, "act": entry.type}
            for entry in history(office.register, found.number)
        ]
    lines = [f"{found.number}  {found.status}  {found.title}"]
    if clock:
        lines.append(f"Clock stopped since {stopped}." if stopped else f"Decision due {clock.decision_due}.")
    lines += [f"  {act['at']}  {act['who']}  {act['act']}" for act in acts]
    output.say(lines, answer | {"history": acts})
    return DONE


def review_command(options: Namespace, output: Output) -> int:
    """certapp case review"""
    return _acted(options, output, lambda office, actor: casework.begin_review(office, actor, options.number))


def request_command(options: Namespace, output: Output) -> int:
    """certapp case request"""

    def act(office: Office, actor: Actor) -> dict[str, object]:
        due = casework.request_information(office, actor, options.number, options.item, options.channel)
        return {"answer_due": due.isoformat()}

    return _acted(options, output, act)


def answer_command(options: Namespace, output: Output) -> int:
    """certapp case answer"""
    return _acted(
        options,
        output,
        lambda office, actor: casework.take_answer(office, actor, options.number, options.text, options.outcome),
    )


def expert_command(options: Namespace, output: Output) -> int:
    """certapp case expert: asks, and writes the package to the folder of `--out`."""

    def act(office: Office, actor: Actor) -> dict[str, object]:
        require_writable(options.out)
        position = experts.ask_expert(
            office, actor, options.number, options.name, options.institution, options.object, options.due
        )
        path = options.out / experts.package_name(options.number, position)
        write_out(path, experts.expert_package(office, actor, options.number, position, options.letter_language))
        return {"request": position, "package": str(path)}

    return _acted(options, output, act)


def opinion_command(options: Namespace, output: Output) -> int:
    """certapp case opinion"""

    def act(office: Office, actor: Actor) -> dict[str, object]:
        position, answer, sha256 = experts.read_opinion(office, options.number, options.file)
        experts.take_opinion(office, actor, options.number, position, answer, sha256)
        return {"request": position, "opinion": answer.opinion}

    return _acted(options, output, act)


def propose_command(options: Namespace, output: Output) -> int:
    """certapp case propose: `--text` says why the objects refused are refused."""
    objects = [
        ObjectDecision(each.seq, each.result, each.reasons, options.text if each.result == "REFUSED" else "", "")
        for each in options.object
    ]
    return _acted(options, output, lambda office, actor: casework.propose(office, actor, options.number, objects))


def return_command(options: Namespace, output: Output) -> int:
    """certapp case return"""
    return _acted(
        options, output, lambda office, actor: deciding.return_to_desk(office, actor, options.number, options.text)
    )


def refuse_command(options: Namespace, output: Output) -> int:
    """certapp case refuse"""

    def act(office: Office, actor: Actor) -> dict[str, object]:
        remedy = deciding.refuse(office, actor, options.number)
        return {"remedy": remedy.text, "appeal_until": remedy.until.isoformat(), "appeal_authority": remedy.authority}

    return _acted(options, output, act)


def close_command(options: Namespace, output: Output) -> int:
    """certapp case close: what needs no certificate, or was refused."""

    def act(office: Office, actor: Actor) -> None:
        if application(office.register, options.number).status in REFUSED | AFTER_REFUSAL:
            appealing.close_refusal(office, actor, options.number, options.text)
        else:
            deciding.close_not_required(office, actor, options.number)

    return _acted(options, output, act)


def appeal_command(options: Namespace, output: Output) -> int:
    """certapp case appeal: `late` where it was filed after the last day for it."""

    def act(office: Office, actor: Actor) -> dict[str, object]:
        late = appealing.file_appeal(office, actor, options.number, options.authority, options.on, options.text)
        return {"late": late}

    return _acted(options, output, act)


def delay_command(options: Namespace, output: Output) -> int:
    """certapp case delay"""
    return _acted(
        options,
        output,
        lambda office, actor: appealing.begin_delay(office, actor, options.number, options.until, options.text),
    )


def uphold_command(options: Namespace, output: Output) -> int:
    """certapp case uphold: every object that was refused, or those of `--object`."""
    ground = _ground(options)
    return _acted(
        options, output, lambda office, actor: appealing.uphold(office, actor, options.number, ground, options.object)
    )


def dismiss_command(options: Namespace, output: Output) -> int:
    """certapp case dismiss"""
    ground = _ground(options)
    return _acted(options, output, lambda office, actor: appealing.dismiss(office, actor, options.number, ground))


def withdraw_command(options: Namespace, output: Output) -> int:
    """certapp case withdraw"""
    return _acted(options, output, lambda office, actor: casework.withdraw(office, actor, options.number, options.text))


def lapse_command(options: Namespace, output: Output) -> int:
    """certapp case lapse"""
    return _acted(options, output, lambda office, actor: casework.lapse(office, actor, options.number))


def letter_command(options: Namespace, output: Output) -> int:
    """certapp case letter: the PDF is kept in the office, and written to the folder of `--out`."""
    kind = letters.letter_kind(options.kind)

    def act(office: Office, actor: Actor) -> dict[str, object]:
        require_writable(options.out)
        made = letters.make_letter(office, actor, options.number, kind, options.letter_language)
        path = options.out / made.name
        write_out(path, made.pdf)
        return {"letter": str(path)}

    return _acted(options, output, act)


def fee_command(options: Namespace, output: Output) -> int:
    """certapp case fee"""

    def act(office: Office, actor: Actor) -> None:
        casework.receive_fee(office, actor, options.number, options.amount, options.currency, options.receipt)

    return _acted(options, output, act)


def _ground(options: Namespace) -> appealing.Ground:
    return appealing.Ground(options.authority, options.reference, options.on, options.text)


def _acted(options: Namespace, output: Output, act: Callable[[Office, Actor], dict[str, object] | None]) -> int:
    """Do one act as the person named; the answer is the state of the case, and what the act gives."""
    with open_office(options.office) as office:
        actor = office.log_in(options.user, passphrase_source(options.passphrases))
        given = act(office, actor) or {}
        status = application(office.register, options.number).status
    lines = [f"Application {options.number}: {status}", *(f"  {name}: {value}" for name, value in given.items())]
    output.say(lines, {"application": options.number, "status": status, **given})
    return DONE


def _time(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(timespec="seconds")
