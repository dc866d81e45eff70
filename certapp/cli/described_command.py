"""certapp find: which certificate is of an object that somebody describes."""

from argparse import Namespace

from certapp.cli.output import DONE, Output
from certapp.cli.progress import shown
from certapp.model.files import read_within
from certapp.model.sentences import sentence
from certapp.service.described import describe, find_described
from certapp.service.intake import LARGEST_FILE
from certapp.service.office import open_office


def find_command(options: Namespace, output: Output) -> int:
    """certapp find"""
    content = read_within(options.photograph, LARGEST_FILE) if options.photograph else b""
    description = describe(options.words, options.measures, content)
    with open_office(options.office, write=False) as office, shown() as told:
        found = find_described(office, description, told)
    lines = [
        f"{each.certificate or each.application}  {each.status:9}  object {each.seq}: {each.title}"
        f"  ({', '.join(sentence(trait) for trait in each.traits)})"
        for each in found
    ]
    answer = [
        {
            "number": each.certificate or None,
            "application": each.application,
            "object": each.seq,
            "status": each.status,
            "title": each.title,
            "alike": [trait.name.lower() for trait in each.traits],
        }
        for each in found
    ]
    output.say(lines or ["Nothing found."], answer)
    return DONE
