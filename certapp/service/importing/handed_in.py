"""The list of objects inside what an applicant handed in: read where the application itself names no object."""

from dataclasses import replace

from certapp.formdef.form import Form
from certapp.model.errors import Refusal
from certapp.service.importing.files import read_list_content
from certapp.service.importing.mapping import guess
from certapp.service.importing.pictures import Pictures
from certapp.service.importing.plan import plan
from certapp.service.importing.table import Table
from certapp.service.importing.targets import OBJECTS
from certapp.service.intake import Intake

LIST = "objects.csv"
LISTS = (LIST, "objects.xlsx")
"""The list as it is sent out, and as a spreadsheet would rather save it."""


def with_list(form: Form, intake: Intake) -> Intake:
    """The intake with the objects of its list, if it has one and no objects otherwise.

    Raises:
        Refusal: LIST_HAS_PROBLEMS, and those of reading a list.
    """
    if intake.raw.get(OBJECTS):
        return intake
    table = next(filter(None, (_filled(intake, name) for name in LISTS)), None)
    if table is None:
        return intake
    found = plan(form, table, guess(form, table.header), Pictures(intake.names, intake.file))
    if problems := found.problems:
        raise Refusal("LIST_HAS_PROBLEMS", count=len(problems), first=problems[0].text())
    return replace(intake, raw={**intake.raw, OBJECTS: list(found.rows)})


def _filled(intake: Intake, name: str) -> Table | None:
    """A list that holds something; None where there is none, or it is the blank one."""
    content = intake.file(name)
    try:
        return None if content is None else read_list_content(content, name)
    except Refusal as refusal:
        if refusal.code == "LIST_EMPTY":
            return None
        raise
