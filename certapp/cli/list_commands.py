"""certapp lists: lists of stolen objects that new objects are compared with, offline."""

import sys
from argparse import Namespace

from certapp.cli.output import DONE, Output
from certapp.service.lists import ListRefused, import_list, lists_of
from certapp.service.office import open_office


def lists_import(options: Namespace, output: Output) -> int:
    """certapp lists import"""
    with open_office(options.office) as office:
        try:
            done = import_list(office, options.file, options.source, options.edition)
        except ListRefused as refused:
            for fault in refused.faults if not output.as_json else ():
                print(fault.text(), file=sys.stderr)
            raise
    lines = [
        f"{done.source.name}, edition {done.source.edition}: {done.source.count} objects, {done.pictures} pictures"
    ]
    lines.extend(f"picture not there or not usable: {name}" for name in done.pictures_missing)
    answer = {
        "source": done.source.name,
        "edition": done.source.edition,
        "objects": done.source.count,
        "pictures": done.pictures,
        "pictures_missing": list(done.pictures_missing),
    }
    output.say(lines, answer)
    return DONE


def lists_show(options: Namespace, output: Output) -> int:
    """certapp lists show"""
    with open_office(options.office, write=False) as office:
        listed = lists_of(office)
    lines = [f"{each.name}, edition {each.edition}: {each.count} objects" for each in listed]
    answer = [{"source": each.name, "edition": each.edition, "objects": each.count} for each in listed]
    output.say(lines or ["no lists"], answer)
    return DONE
