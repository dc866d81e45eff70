"""certapp legacy, certapp ask: old paper certificates, and the answer to “did you issue this?”."""

import sys
from argparse import Namespace
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from certapp.cli.output import CANNOT_TELL, DONE, REFUSED, Output
from certapp.cli.passphrases import passphrase_source
from certapp.model.errors import Refusal
from certapp.register.journal import entries
from certapp.register.legacy import (
    LegacyCertificate,
    LegacyObject,
    coverage,
    legacy_certificate,
    scans_of,
    waiting,
)
from certapp.service.asked_numbers import Answer, ask, coverage_sentence, record_answer
from certapp.service.carrying import write_out
from certapp.service.importing.mapping import Matching
from certapp.service.intake import content_of
from certapp.service.legacy import (
    OldPaper,
    Scan,
    amend_paper,
    confirm_papers,
    paper_of,
    record_paper,
    void_paper,
)
from certapp.service.legacy_coverage import state_coverage
from certapp.service.legacy_importing import (
    TARGETS,
    matching_of,
    plan_legacy,
    read_legacy_list,
    scans_in,
    take_in_legacy,
)
from certapp.service.office import Office, open_office

_SURE: Final = {Answer.ISSUED, Answer.ON_PAPER}
_NO: Final = {Answer.NEVER_ISSUED, Answer.VOID, Answer.MISTYPED}
_PAGE: Final = 1000


def add_command(options: Namespace, output: Output) -> int:
    """certapp legacy add"""
    with open_office(options.office) as office:
        actor = office.log_in(options.user, passphrase_source(options.passphrases))
        paper = _typed(options, OldPaper(options.number))
        number = record_paper(office, actor, paper, _scans(options.scan), again=options.again)
    output.say([f"{number}: another person confirms it now"], {"number": number})
    return DONE


def import_command(options: Namespace, output: Output) -> int:
    """certapp legacy import"""
    with open_office(options.office) as office:
        actor = office.log_in(options.user, passphrase_source(options.passphrases))
        source = read_legacy_list(options.file)
        matching = _matching(options, matching_of(office.folder.path, source.table.header))
        scans = scans_in(options.scans or source.folder)
        plan = plan_legacy(office, source.table, matching, scans)
        said = [{"code": each.code, "stops": each.stops, "text": each.text()} for each in plan.remarks]
        for each in plan.remarks if not output.as_json else ():
            print(each.text(), file=sys.stderr)
        counts = {"papers": len(plan.papers), "scans": plan.scans, "remarks": said}
        if options.dry_run:
            output.say([f"{len(plan.papers)} papers and {plan.scans} scans would come in"], counts)
            return REFUSED if plan.problems else DONE
        numbers = take_in_legacy(office, actor, source, plan, scans, matching=matching)
    output.say([f"{len(numbers)} papers: {numbers[0]} to {numbers[-1]}"], {**counts, "numbers": numbers})
    return DONE


def amend_command(options: Namespace, output: Output) -> int:
    """certapp legacy amend"""
    with open_office(options.office) as office:
        actor = office.log_in(options.user, passphrase_source(options.passphrases))
        before = paper_of(legacy_certificate(office.register, options.number))
        paper = _typed(options, replace(before, printed=options.number_on_paper or before.printed))
        without = frozenset(options.without)
        amend_paper(office, actor, options.number, paper, options.text, scans=_scans(options.scan), without=without)
        answer = _entry(office, legacy_certificate(office.register, options.number))
    output.say([f"{options.number}: version {answer['version']}; another person confirms it now"], answer)
    return DONE


def confirm_command(options: Namespace, output: Output) -> int:
    """certapp legacy confirm"""
    with open_office(options.office) as office:
        actor = office.log_in(options.user, passphrase_source(options.passphrases))
        numbers = options.number or _typed_by(office, options.all_of)
        seen = [(number, legacy_certificate(office.register, number).digest) for number in numbers]
        count = confirm_papers(office, actor, seen)
    output.say([f"{count} confirmed"], {"confirmed": count})
    return DONE


def void_command(options: Namespace, output: Output) -> int:
    """certapp legacy void"""
    with open_office(options.office) as office:
        actor = office.log_in(options.user, passphrase_source(options.passphrases))
        void_paper(office, actor, options.number, options.text)
    output.say([f"{options.number} is void"], {"number": options.number, "state": "VOID"})
    return DONE


def cover_command(options: Namespace, output: Output) -> int:
    """certapp legacy cover"""
    passphrase = passphrase_source(options.passphrases)
    with open_office(options.office) as office:
        actor, second = office.log_in(options.user, passphrase), office.log_in(options.second, passphrase)
        stated = state_coverage(
            office,
            actor,
            second,
            (options.first, options.last),
            options.text,
            complete=options.complete,
            none_before=options.none_before,
            all_offices=options.all_offices,
        )
    output.say([coverage_sentence(stated)], {"from": stated.first_year, "to": stated.last_year, "holds": stated.holds})
    return DONE


def show_command(options: Namespace, output: Output) -> int:
    """certapp legacy show"""
    with open_office(options.office, write=False) as office:
        answer = _entry(office, legacy_certificate(office.register, options.number))
        scans = scans_of(office.register, options.number)
        for place, scan in enumerate(scans if options.scans_to else (), 1):
            write_out(options.scans_to / f"{place}-{scan.name}", office.attachments.get(scan.sha256))
        acts = [
            {"at": _time(entry.at), "who": entry.actor, "act": entry.type}
            for entry in entries(office.register, subject=options.number)
        ]
    lines = [f"{name}: {value}" for name, value in answer.items() if value not in ("", None, [])]
    lines += [f"  {act['at']}  {act['who']}  {act['act']}" for act in acts]
    output.say(lines, {**answer, "acts": acts})
    return DONE


def waiting_command(options: Namespace, output: Output) -> int:
    """certapp legacy waiting"""
    with open_office(options.office, write=False) as office:
        found = waiting(office.register, _PAGE)
        covered = coverage_sentence(coverage(office.register))
    lines = [f"{each.number}  {each.printed}  {each.title}" for each in found]
    answer = {
        "waiting": [{"number": each.number, "printed": each.printed, "title": each.title} for each in found],
        "coverage": covered,
    }
    output.say([*(lines or ["nothing waits"]), covered], answer)
    return DONE


def ask_command(options: Namespace, output: Output) -> int:
    """certapp ask"""
    writes = options.asked_by is not None
    with open_office(options.office, write=writes) as office:
        told = ask(office, options.number, options.on)
        if writes:
            if not options.user:
                raise Refusal("USER_UNKNOWN", user="")
            actor = office.log_in(options.user, passphrase_source(options.passphrases))
            record_answer(office, actor, told, options.asked_by)
        papers = [_entry(office, each) for each in told.papers]
    answer = {
        "answer": told.answer.name,
        "number": told.number,
        "status": told.status,
        "text": told.text(),
        "coverage": told.coverage_text(),
        "papers": papers,
        "void_entries": told.void,
    }
    output.say([told.text(), told.coverage_text()], answer)
    return DONE if told.answer in _SURE else REFUSED if told.answer in _NO else CANNOT_TELL


def _typed(options: Namespace, paper: OldPaper) -> OldPaper:
    """The paper with what was typed in its place; what was not named stays."""
    named = {
        "issued_on": options.on,
        "issued_by": options.by,
        "holder": options.holder,
        "consignee": options.consignee,
        "remarks": options.remarks,
    }
    given = {name: words for name, words in named.items() if words is not None}
    if options.object is None:
        return replace(paper, **given)
    objects = tuple(_object(*words) for words in options.object)
    return replace(paper, **given, objects=objects)


def _object(title: str, kind: str = "", *quantity: str) -> LegacyObject:
    return LegacyObject(title, kind, " ".join(quantity))


def _scans(paths: list[Path]) -> list[Scan]:
    return [Scan(path.name, content_of(path)) for path in paths]


def _matching(options: Namespace, guessed: Matching) -> Matching:
    """Refusal LEGACY_TARGET_UNKNOWN."""
    columns, same = dict(guessed.columns), dict(guessed.same)
    for given, into in ((options.column, columns), (options.same, same)):
        for each in given:
            one, _sign, other = each.rpartition("=") if into is columns else each.partition("=")
            target = other if into is columns else one
            if target not in TARGETS and not (into is columns and not target):
                raise Refusal("LEGACY_TARGET_UNKNOWN", target=target[:40], targets=", ".join(TARGETS))
            into[one] = other
    taken = {target: name for name, target in columns.items()}  # of two columns for one place the one named last
    return Matching({name: target for name, target in columns.items() if taken[target] == name}, same)


def _typed_by(office: Office, user: str) -> list[str]:
    found, after = [], 0
    while page := waiting(office.register, _PAGE, after):
        after = page[-1].id
        found += [each.number for each in page if legacy_certificate(office.register, each.number).recorded_by == user]
    return found


def _entry(office: Office, found: LegacyCertificate) -> dict[str, object]:
    return {
        "number": found.number,
        "printed": found.printed,
        "state": found.state,
        "version": found.version,
        "issued_on": found.issued_on,
        "issued_by": found.issued_by,
        "holder": found.holder,
        "consignee": found.consignee,
        "objects": [{"title": each.title, "type": each.type, "quantity": each.quantity} for each in found.objects],
        "remarks": found.remarks,
        "recorded_by": found.recorded_by,
        "confirmed_by": found.confirmed_by,
        "scans": [{"name": scan.name, "sha256": scan.sha256} for scan in scans_of(office.register, found.number)],
    }


def _time(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(timespec="seconds")
