"""certapp exchange: what an office tells the other offices of its authority, and what it takes in."""

from argparse import Namespace
from dataclasses import asdict

from certapp.cli.output import DONE, REFUSED, Output
from certapp.cli.passphrases import passphrase_source
from certapp.cli.people_commands import day_of
from certapp.cli.progress import shown
from certapp.model.errors import Refusal
from certapp.model.progress import STOPPED
from certapp.service.between_offices import TakenIn, export_exchange, import_exchange, next_file_due, settle
from certapp.service.office import open_office
from certapp.service.other_offices import other_offices


def export_command(options: Namespace, output: Output) -> int:
    """certapp exchange export"""
    passphrase = passphrase_source(options.passphrases)
    with open_office(options.office) as office:
        actor = office.log_in(options.user, passphrase)
        key = office.unlock("document_signer", passphrase)
        with shown() as told:
            written, path = export_exchange(office, actor, key, options.file, told)
    content = written.content
    numbers = sum(map(len, content.years)) + len(content.others)
    line = f"Exchange file no. {content.sequence} with {numbers} numbers, {len(content.withdrawn)} withdrawn: {path}"
    answer = {"file": str(path), "sequence": content.sequence, "numbers": numbers, "withdrawn": len(content.withdrawn)}
    output.say([line, "Carry it to the office that signs the bulletins, and take its own file back."], answer)
    return DONE


def import_command(options: Namespace, output: Output) -> int:
    """certapp exchange import"""
    passphrase = passphrase_source(options.passphrases)
    lines: list[str] = []
    answers: list[dict[str, object]] = []
    with open_office(options.office) as office:
        actor = office.log_in(options.user, passphrase)
        second = office.log_in(options.settle, passphrase) if options.settle else None
        for file in options.files:
            try:
                if second is not None:
                    taken = settle(office, actor, second, file)
                else:
                    with shown() as told:
                        taken = import_exchange(office, actor, file, told)
            except Refusal as refusal:
                if refusal.code in STOPPED:
                    raise
                lines.append(f"{file}: {refusal}")
                answers.append({"file": str(file), "refusal": refusal.code})
                continue
            lines += [f"{file}: {line}" for line in _lines(taken)]
            answers.append({"file": str(file), **asdict(taken), "written_at": day_of(taken.written_at)})
    output.say(lines, answers)
    return REFUSED if any("refusal" in each for each in answers) else DONE


def show_command(options: Namespace, output: Output) -> int:
    """certapp exchange show"""
    with open_office(options.office, write=False) as office:
        now, due, found = office.clock.seconds, next_file_due(office), other_offices(office)
    lines = [
        f"Office {each.code}: file no. {each.sequence} of {day_of(each.written_at)}, {each.age(now)} days old"
        + (", OVERDUE" if each.late(now) else "")
        + (", THERE TWICE: two supervisors say which is right" if each.twice else "")
        + (", ITS FILE IS GONE: take it in again" if each.held is None else "")
        for each in found
    ] or ["No other office has told anything yet."]
    lines += ["This office has something to tell: certapp exchange export"] if due else []
    offices = [
        {
            "office": each.code,
            "sequence": each.sequence,
            "written_at": day_of(each.written_at),
            "days": each.age(now),
            "overdue": each.late(now),
            "twice": each.twice,
            "lost": each.held is None,
            "withdrawn": 0 if each.held is None else len(each.held.content.withdrawn),
        }
        for each in found
    ]
    output.say(lines, {"offices": offices, "due": due})
    return DONE


def _lines(taken: TakenIn) -> list[str]:
    told = f"office {taken.office}, no. {taken.sequence} of {day_of(taken.written_at)}: {taken.numbers} numbers,"
    lines = [f"{told} {taken.withdrawn} withdrawn" + ("" if taken.new else "; it was here already")]
    if taken.witnessed:
        lines.append(f"it witnessed this journal up to entry {taken.witnessed}")
    if taken.copy:
        lines.append(
            "it knows another history of this office: somebody works on a copy. Nothing is issued here until a"
            " supervisor takes the office back into use (certapp office resume)"
        )
    elif taken.warned:
        lines.append("it says that this office exists twice: find the copy, and have two supervisors there settle it")
    return lines
