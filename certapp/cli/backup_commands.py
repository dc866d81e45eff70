"""certapp backup, backups, restore."""

from argparse import Namespace
from dataclasses import replace

from certapp.cli.output import DONE, REFUSED, Output
from certapp.cli.passphrases import passphrase_source
from certapp.cli.progress import shown
from certapp.model import language
from certapp.register.backup import BackupReport
from certapp.service.backups import (
    backup_rules,
    create_backup_key,
    is_sealed,
    key_digits,
    make_dated,
    private_key,
    read_backup_key,
    restore_any,
    set_backup_rules,
    write_backup,
)
from certapp.service.office import open_office
from certapp.trust.unlocked import UnlockedKey


def backup_command(options: Namespace, output: Output) -> int:
    """certapp backup"""
    with open_office(options.office, write=False) as office, shown() as told:
        report = write_backup(office, options.folder, told)
    output.say(_told(report), _answer(report))
    return REFUSED if report.missing or report.damaged else DONE


def restore_command(options: Namespace, output: Output) -> int:
    """certapp restore"""
    key = _key(options)
    with shown() as told:
        restore_any(options.backup, options.folder, key, told=told)
    lines = [
        f"Restored to {options.folder}.",
        "Before it issues again a supervisor must say which number was issued last:",
        "  certapp office resume FOLDER --user SUPERVISOR --last-number NUMBER",
    ]
    output.say(lines, {"folder": str(options.folder)})
    return DONE


def key_command(options: Namespace, output: Output) -> int:
    """certapp backups key"""
    passphrase = passphrase_source(options.passphrases)("backup")
    public = create_backup_key(options.folder, passphrase, options.label)
    digits = key_digits(read_backup_key(public))
    lines = [
        f"The public key is in {public}: give this file to offices (certapp backups set --key).",
        f"Its 40 digits: {digits}",
        f"The private key stays in {options.folder}: lock it away, and make a second copy of the folder.",
    ]
    output.say(lines, {"public": str(public), "digits": digits})
    return DONE


def set_command(options: Namespace, output: Output) -> int:
    """certapp backups set"""
    with open_office(options.office) as office:
        actor = office.log_in(options.user, passphrase_source(options.passphrases))
        rules = backup_rules(office)
        if options.key is not None:
            rules = replace(rules, key=read_backup_key(options.key))
        if options.no_key:
            rules = replace(rules, key=b"")
        for name in ("daily", "weekly", "monthly", "warn_days"):
            if getattr(options, name) is not None:
                rules = replace(rules, **{name: getattr(options, name)})
        set_backup_rules(office, actor, rules)
    digits = key_digits(rules.key) if rules.key else ""
    kept = f"Kept: {rules.daily} daily, {rules.weekly} weekly, {rules.monthly} monthly."
    sealed = f"Backups are encrypted for the key with these 40 digits: {digits}" if digits else "Not encrypted."
    answer = {"digits": digits, "daily": rules.daily, "weekly": rules.weekly, "monthly": rules.monthly}
    output.say([sealed, kept], {**answer, "warn_days": rules.warn_days})
    return DONE


def make_command(options: Namespace, output: Output) -> int:
    """certapp backups make"""
    with open_office(options.office) as office:
        actor = office.log_in(options.user, passphrase_source(options.passphrases))
        with shown() as told:
            made = make_dated(office, actor, options.folder, options.also, told)
    lines = _told(made.report)
    if made.second is not None:
        lines.append(f"Second copy: {made.second}.")
    lines += [f"Gone by the rules: {path}" for path in made.gone]
    answer = {
        **_answer(made.report),
        "second": "" if made.second is None else str(made.second),
        "gone": [str(path) for path in made.gone],
    }
    output.say(lines, answer)
    return REFUSED if made.report.missing or made.report.damaged else DONE


def drill_command(options: Namespace, output: Output) -> int:
    """certapp backups drill"""
    from certapp.service.drill import drill, drill_json, write_drill

    key = _key(options)
    with shown() as told:
        found = drill(options.backup, key, options.against, told=told, place=options.scratch)
    for path in options.report:
        write_drill(found, path, language.in_use())
    lines = [f"{fault.text()} ({fault.code})" for fault in found.checked.faults]
    lines += [f"{each.number}: {each.outcome or 'not there or damaged'}" for each in found.papers if not each.good]
    good = f"The backup can be restored: {found.checked.entries} entries, {len(found.papers)} papers verified."
    lines = lines or [good]
    lines.append(f"Restored in {found.restored} s, checked in {found.checked_in} s.")
    output.say(lines, drill_json(found))
    return DONE if found.good else REFUSED


def _key(options: Namespace) -> UnlockedKey | None:
    """The private key for an encrypted backup, asked for only where it is one."""
    if options.key_folder is None or not is_sealed(options.backup):
        return None
    return private_key(options.key_folder, passphrase_source(options.passphrases)("backup"))


def _told(report: BackupReport) -> list[str]:
    lines = [f"Backup in {report.path}: {report.files} files, {report.size} bytes, read back and checked."]
    gone = (*report.missing, *report.damaged)
    return lines + [f"Missing in the office and so in the backup: {name}" for name in gone]


def _answer(report: BackupReport) -> dict[str, object]:
    return {
        "folder": str(report.path),
        "files": report.files,
        "bytes": report.size,
        "missing": list(report.missing),
        "damaged": list(report.damaged),
    }
