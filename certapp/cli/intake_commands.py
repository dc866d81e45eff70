"""certapp intake blank: what is sent out to applicants."""

from argparse import Namespace

from certapp.cli.output import DONE, Output
from certapp.formdef.loading import load_form
from certapp.service.carrying import write_out
from certapp.service.importing.blank import blank_intake


def intake_blank(options: Namespace, output: Output) -> int:
    """certapp intake blank"""
    write_out(options.file, blank_intake(load_form(options.profile), options.profile.upper()))
    output.say([f"Empty application written: {options.file}"], {"file": str(options.file)})
    return DONE
