"""certapp certificate: what happens to a certificate after issue."""

from argparse import Namespace
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from certapp.cli.endorse_command import objects_of
from certapp.cli.output import DONE, Output
from certapp.cli.passphrases import passphrase_source
from certapp.model.folding import words
from certapp.register.certificates import certificate
from certapp.register.endorsements import endorsements
from certapp.register.journal import entries
from certapp.register.lives import abroad, life
from certapp.service import replacing, returning, suspending
from certapp.service.carrying import write_out
from certapp.service.clock import day_of, days
from certapp.service.drafting import receive_draft
from certapp.service.endorsing import Desk, Sheet
from certapp.service.office import Actor, Office, Passphrase, open_office
from certapp.service.receipts import type_endorsement
from certapp.service.reminding import note_reminder, reminders

Act = Callable[[Office, Actor, Passphrase], dict[str, object] | None]


def show_command(options: Namespace, output: Output) -> int:
    """certapp certificate show"""
    with open_office(options.office, write=False) as office:
        answer = _life(office, options.number)
        acts = [
            {"at": _time(entry.at), "who": entry.actor, "act": entry.type}
            for entry in entries(office.register, subject=options.number)
        ]
    lines = [f"{name}: {value}" for name, value in answer.items() if value not in ("", None, [], {})]
    lines += [f"  {act['at']}  {act['who']}  {act['act']}" for act in acts]
    output.say(lines, {**answer, "history": acts})
    return DONE


def abroad_command(options: Namespace, output: Output) -> int:
    """certapp certificate abroad"""
    with open_office(options.office, write=False) as office:
        today = days(office.clock.today)
        found = [each for each in abroad(office.register) if not options.overdue or each.return_due < today]
        wanted = words(options.find)
        found = [each for each in found if _has(f"{each.number} {each.application} {each.title}", wanted)]
        due = {each.line.number: each.step for each in reminders(office)}
    answer = [
        {
            "number": each.number,
            "title": each.title,
            "return_due": day_of(each.return_due).isoformat(),
            "days_left": each.return_due - today,
            "out": each.out,
            "reminder": due.get(each.number, 0),
        }
        for each in found
    ]
    lines = [f"{each['number']}  {each['return_due']}  {each['out']} out  {each['title']}" for each in answer]
    output.say(lines or ["Nothing is abroad."], answer)
    return DONE


def suspend_command(options: Namespace, output: Output) -> int:
    """certapp certificate suspend"""

    def act(office: Office, actor: Actor, passphrase: Passphrase) -> None:
        second = office.log_in(options.second, passphrase) if options.second else None
        suspending.suspend(office, actor, options.number, options.text, second)

    return _acted(options, output, act)


def lift_command(options: Namespace, output: Output) -> int:
    """certapp certificate lift"""

    def act(office: Office, actor: Actor, passphrase: Passphrase) -> None:
        second = office.log_in(options.second, passphrase)
        suspending.lift_suspension(office, actor, second, options.number, options.text)

    return _acted(options, output, act)


def replace_command(options: Namespace, output: Output) -> int:
    """certapp certificate replace: the application that replaces it, to be approved and issued like every other."""

    def act(office: Office, actor: Actor, _: Passphrase) -> dict[str, object]:
        draft = replacing.begin_replacement(office, actor, options.number, options.reason, options.return_by)
        return {"application": receive_draft(office, actor, draft)}

    return _acted(options, output, act)


def endorse_command(options: Namespace, output: Output) -> int:
    """certapp certificate endorse"""

    def act(office: Office, actor: Actor, _: Passphrase) -> dict[str, object]:
        count = life(office.register, options.number).object_count
        sheet = Sheet(
            options.kind,
            options.day or office.clock.today,
            Desk(options.customs_office, options.post, options.officer),
            objects_of(options.object, count),
            options.remark,
            options.seals,
            irregularities=tuple(options.irregularity or ()),
        )
        return {"tasks": list(type_endorsement(office, actor, options.number, sheet).tasks)}

    return _acted(options, output, act)


def stop_command(options: Namespace, output: Output) -> int:
    """certapp certificate stop"""

    def act(office: Office, actor: Actor, _: Passphrase) -> None:
        place = (options.venue, options.city, options.country)
        returning.add_stop(office, actor, options.number, *place, options.first, options.last)

    return _acted(options, output, act)


def return_command(options: Namespace, output: Output) -> int:
    """certapp certificate return"""
    objects = [
        returning.Inspected(
            number, condition != "NO", condition != "NO", "" if condition == "NO" else condition, damage
        )
        for number, condition, damage in options.object
    ]

    def act(office: Office, actor: Actor, _: Passphrase) -> None:
        returning.inspect_return(office, actor, options.number, options.place, objects)

    return _acted(options, output, act)


def extend_command(options: Namespace, output: Output) -> int:
    """certapp certificate extend"""

    def act(office: Office, actor: Actor, passphrase: Passphrase) -> dict[str, object]:
        second, key = office.log_in(options.second, passphrase), office.unlock("document_signer", passphrase)
        told = (options.number, options.until, options.text)
        extended = returning.extend(office, actor, second, *told, key, options.sheet_language)
        write_out(options.out, extended.pdf)
        return {"sheet": str(options.out), "code": extended.code_text}

    return _acted(options, output, act)


def surrender_command(options: Namespace, output: Output) -> int:
    """certapp certificate surrender"""
    return _acted(
        options, output, lambda office, actor, _: returning.surrender(office, actor, options.number, options.text)
    )


def not_returned_command(options: Namespace, output: Output) -> int:
    """certapp certificate not-returned"""
    return _acted(
        options,
        output,
        lambda office, actor, _: returning.close_not_returned(office, actor, options.number, options.text),
    )


def note_command(options: Namespace, output: Output) -> int:
    """certapp certificate note"""
    return _acted(options, output, lambda office, actor, _: note_reminder(office, actor, options.number, options.text))


def _acted(options: Namespace, output: Output, act: Act) -> int:
    """Do one act as the person named; the answer is the state of the certificate, and what the act gives."""
    passphrase = passphrase_source(options.passphrases)
    with open_office(options.office) as office:
        actor = office.log_in(options.user, passphrase)
        given = act(office, actor, passphrase) or {}
        state = life(office.register, options.number).shown(days(office.clock.today))
    lines = [f"Certificate {options.number}: {state}", *(f"  {name}: {value}" for name, value in given.items())]
    output.say(lines, {"number": options.number, "state": state, **given})
    return DONE


def _life(office: Office, number: str) -> dict[str, object]:
    found = life(office.register, number)
    return {
        "number": number,
        "state": found.shown(days(office.clock.today)),
        "application": certificate(office.register, number).application,
        "temporary": found.temporary,
        "return_due": None if found.return_due is None else day_of(found.return_due).isoformat(),
        "objects": {str(item): place for item, place in found.places.items()},
        "replaced_by": found.successor,
        "replaces": found.predecessor,
        "itinerary": [
            f"{stop.venue}, {stop.city}, {stop.country}: {day_of(stop.from_on)} - {day_of(stop.to_on)}"
            for stop in returning.itinerary(office, number)
        ],
        "endorsements": list(_endorsed(office, number)),
    }


def _endorsed(office: Office, number: str) -> Iterator[dict[str, object]]:
    for each in endorsements(office.register, number):
        yield {
            "kind": each.kind,
            "office": each.office,
            "post": each.post,
            "on": day_of(each.on).isoformat(),
            "officer": each.officer,
            "objects": list(each.objects),
            "remark": each.remark,
            "seals": each.seals,
            "irregularities": list(each.irregularities),
            "source": each.source,
        }


def _has(text: str, wanted: list[str]) -> bool:
    there = words(text)
    return all(any(each.startswith(word) for each in there) for word in wanted)


def _time(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(timespec="seconds")
