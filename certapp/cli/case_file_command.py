"""certapp case-file: all about a certificate, for a court or another state."""

from argparse import Namespace

from certapp.cli.output import DONE, Output
from certapp.cli.passphrases import passphrase_source
from certapp.service.case_file import make_case_file
from certapp.service.office import open_office


def case_file_command(options: Namespace, output: Output) -> int:
    """certapp case-file"""
    with open_office(options.office) as office:
        actor = office.log_in(options.user, passphrase_source(options.passphrases))
        digest = make_case_file(office, actor, options.number, options.asked_by, options.paper_language, options.out)
    lines = [f"Case file: {options.out}", f"SHA-256 of its list of hashes: {digest}"]
    output.say(lines, {"file": str(options.out), "hashes_sha256": digest})
    return DONE
