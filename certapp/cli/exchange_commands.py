"""certapp bulletin, package, archive: what an office sends to the border and keeps for long."""

from argparse import Namespace

from certapp.cli.output import DONE, Output
from certapp.cli.passphrases import passphrase_source
from certapp.cli.people_commands import day_of
from certapp.model.files import read_within
from certapp.service.archiving import archive
from certapp.service.carrying import write_out
from certapp.service.exchanging import export_bulletin, export_package
from certapp.service.kept_copies import gather_copies, note_copy
from certapp.service.office import open_office
from certapp.service.reading_apart import ReadApart
from certapp.service.verifying import LARGEST_FILE


def archive_command(options: Namespace, output: Output) -> int:
    """certapp archive"""
    files = [read_within(path, LARGEST_FILE) for path in (options.file, *(options.add or ()))]
    with open_office(options.office, write=False) as office:
        made = archive(office, files[0], tuple(files[1:]))
        write_out(options.out, made.pdf)
        if made.ends is not None:
            note_copy(office, made.number, made.ends, options.out)
    lines = [f"Written: {options.out} (PAdES {made.level})"]
    lines += [f"To be renewed before {day_of(made.ends)}"] if made.ends is not None else []
    lines += [str(made.unstamped)] if made.unstamped else []
    renew = None if made.ends is None else day_of(made.ends)
    unstamped = made.unstamped.code if made.unstamped else None
    output.say(lines, {"file": str(options.out), "level": made.level, "unstamped": unstamped, "renew_before": renew})
    return DONE


def archived_command(options: Namespace, output: Output) -> int:
    """certapp archived"""
    with open_office(options.office, write=False) as office, ReadApart() as reader:
        found = gather_copies(office, options.folder, reader)
    lines = [f"{copy.number}: to be renewed before {day_of(copy.ends)}: {copy.file}" for copy in found.copies]
    lines.append(f"{len(found.copies)} noted; {found.others} other PDFs")
    copies = [{"number": copy.number, "renew_before": day_of(copy.ends), "file": copy.file} for copy in found.copies]
    output.say(lines, {"copies": copies, "others": found.others})
    return DONE


def bulletin_export(options: Namespace, output: Output) -> int:
    """certapp bulletin export"""
    passphrase = passphrase_source(options.passphrases)
    with open_office(options.office) as office:
        actor = office.log_in(options.user, passphrase)
        signed = export_bulletin(office, actor, office.unlock("status_signer", passphrase), options.file)
    answer = {"file": str(options.file), "sequence": signed.sequence, "entries": signed.entries}
    output.say([f"Bulletin no. {signed.sequence} with {signed.entries} entries: {options.file}"], answer)
    return DONE


def package_export(options: Namespace, output: Output) -> int:
    """certapp package export"""
    passphrase = passphrase_source(options.passphrases)
    with open_office(options.office) as office:
        actor = office.log_in(options.user, passphrase)
        fingerprint = export_package(office, actor, options.file)
    lines = [
        f"Authority package: {options.file}",
        f"Tell its 40 digits by another road (letter, telephone): {fingerprint}",
    ]
    output.say(lines, {"file": str(options.file), "fingerprint": fingerprint})
    return DONE
