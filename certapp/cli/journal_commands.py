"""certapp journal."""

from argparse import Namespace
from datetime import date

from certapp.cli.output import DONE, REFUSED, Output
from certapp.cli.passphrases import passphrase_source
from certapp.cli.progress import shown
from certapp.model import language
from certapp.model.errors import Refusal
from certapp.service.auditing import full_check, open_for_check
from certapp.service.auditor_copy import export_for_auditors
from certapp.service.carrying import write_out
from certapp.service.checkpoints import hand_out, take_back
from certapp.service.office import open_office
from certapp.service.witnessing import countersign_checkpoint


def verify_command(options: Namespace, output: Output) -> int:
    """certapp journal verify"""
    from certapp.service.audit_papers import Say, report_json, unknown, write_report

    if (options.copy is None) == (options.office is None):
        raise Refusal("JOURNAL_WHICH")
    with open_for_check(options.copy or options.office) as office, shown() as told:
        checked = full_check(
            office, options.against, told, options.papers, read_files=options.files, digits=options.fingerprint
        )
    for path in options.report:
        write_report(checked, path, language.in_use())
    good = f"The journal is whole: {checked.entries} entries, every signature and the chain good, the register agrees."
    lines = [f"{fault.text()} ({fault.code})" for fault in checked.faults] or [good]
    lines.append(f"Checkpoints compared: {checked.checkpoints}. Countersigned by: {checked.witness or 'nobody'}.")
    if checked.papers:
        drawn, bad = len(checked.papers), [each.number for each in checked.papers if not each.good]
        lines.append(f"Certificates drawn by lot and verified: {drawn}. Not as issued: {', '.join(bad) or 'none'}.")
    say = Say(language.in_use())
    lines += [f"{say('not_known')}:", *(f"- {say(each)}" for each in unknown(checked))]
    output.say(lines, report_json(checked))
    return REFUSED if checked.faults or checked.papers_bad else DONE


def export_command(options: Namespace, output: Output) -> int:
    """certapp journal export"""
    with open_office(options.office) as office:
        actor = office.log_in(options.user, passphrase_source(options.passphrases))
        entries = export_for_auditors(office, actor, options.folder)
    line = f"The journal with {entries} entries is in {options.folder}. Check it: certapp journal verify FOLDER"
    output.say([line], {"folder": str(options.folder), "entries": entries})
    return DONE


def checkpoint_command(options: Namespace, output: Output) -> int:
    """certapp journal checkpoint"""
    with open_office(options.office) as office:
        actor = office.log_in(options.user, passphrase_source(options.passphrases))
        statement = hand_out(office, actor, options.file).statement
    line = f"The checkpoint at entry {statement.seq} is in {options.file}. Have another office countersign it."
    output.say([line], {"file": str(options.file), "seq": statement.seq, "hash": statement.hash.hex()})
    return DONE


def countersign_command(options: Namespace, output: Output) -> int:
    """certapp journal countersign"""
    with open_office(options.office) as office:
        actor = office.log_in(options.user, passphrase_source(options.passphrases))
        made = countersign_checkpoint(office, actor, options.file, options.out)
    statement = made.checkpoint.statement
    origin = f"{statement.country}-{statement.office}"
    line = f"Countersigned: office {origin} at entry {statement.seq}. Send {options.out} back to it."
    output.say([line], {"file": str(options.out), "office": origin, "seq": statement.seq})
    return DONE


def keep_command(options: Namespace, output: Output) -> int:
    """certapp journal keep"""
    with open_office(options.office) as office:
        kept = take_back(office, options.file)
    witness, seq = f"{kept.country}-{kept.office}", kept.checkpoint.statement.seq
    line = f"Kept: office {witness} witnessed entry {seq}. Each check compares it from now on."
    output.say([line], {"by": witness, "seq": seq})
    return DONE


def day_sheet_command(options: Namespace, output: Output) -> int:
    """certapp journal day-sheet"""
    from certapp.service.audit_papers import day_sheet

    with open_office(options.office) as office:
        actor = office.log_in(options.user, passphrase_source(options.passphrases))
        try:
            day = date.fromisoformat(options.day) if options.day else office.clock.today
        except ValueError:
            raise Refusal("DATE_WRONG", typed=options.day[:40]) from None
        write_out(options.file, day_sheet(office, actor, day, language.in_use()))
    line = f"The sheet of {day.isoformat()} is in {options.file}. Print it, and have two people sign it."
    output.say([line], {"file": str(options.file), "day": day.isoformat()})
    return DONE
